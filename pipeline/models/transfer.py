"""Models on a USB stick: one folder, with sums, that carries them to a machine without a network.

``DIR/<owner>--<name>/<commit>/`` is a model folder as :mod:`.store` keeps it. Only safetensors are carried.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import ModelError
from . import hub, store
from .catalogue import KnownModel, find, load_catalogue
from .folder import (
    PICKLED_WEIGHTS,
    SUMS_FILE,
    expected_sums,
    is_pickled,
    missing_files,
    sha256_of,
    weights_of,
    write_sums,
    wrong_file,
)
from .resolve import unlike_catalogue, usable
from .store import Origin


def export_models(target: Path, names: Sequence[str], *, say: Callable[[str], None]) -> tuple[Path, ...]:
    """Copy models on this machine into the folder ``target``; without names, all known ones that are here.

    Raises:
        ModelError: a model named is not here, there is nothing to export, or ``target`` cannot be written.
    """
    catalogue = load_catalogue()
    for name in names:
        if find(name, catalogue) is None and not hub.HUB_ID.fullmatch(name):
            raise ModelError(f"'{name}' is not a known model or hub id. `wortlaut models list` shows the known ones.")
        if name == "embedded":
            raise ModelError("The embedded model comes with the package; it needs no export.")
    rows = [(name, find(name, catalogue)) for name in names] or [(m.id, m) for m in catalogue if m.id != "embedded"]
    written = []
    for name, known in rows:
        folder = _of_this_machine(name, known, say)
        if folder is None:
            if names:
                raise ModelError(f"{name} is not on this machine. Fetch it with `wortlaut models pull {name}`.")
            continue
        written.append(_write(folder, name, known, target))
        say(f"{known.id if known else name} -> {written[-1]}")
    if not written:
        raise ModelError("There is no model on this machine to export. `wortlaut models pull NAME` fetches one.")
    return tuple(written)


def import_models(source: Path, *, say: Callable[[str], None]) -> tuple[Path, ...]:
    """Import the models of an exported folder (or of one model's folder in it), checking every file against its sum.

    Raises:
        ModelError: there is none, a sum is wrong, a file is missing or does not belong there.
    """
    folders = sorted(
        path.parent for path in (*source.glob(store.ORIGIN_FILE), *source.glob(f"*/*/{store.ORIGIN_FILE}"))
    )
    if not folders:
        raise ModelError(f"{source} holds no exported model. `wortlaut models export DIR` writes such a folder.")
    catalogue = load_catalogue()
    taken = []
    for folder in folders:
        origin = _checked(folder, catalogue)
        names = sorted(expected_sums(folder))

        def fill(target: Path, folder: Path = folder, names: Sequence[str] = names, origin: Origin = origin) -> Origin:
            for name in names:
                shutil.copyfile(folder / name, target / name)
            if problem := wrong_file(target, expected_sums(folder)):
                raise ModelError(f"{problem} The copy failed; run the command again.")
            return replace(origin, imported=str(source.absolute()))

        place = store.place(origin.model, origin.revision)
        anew = place.exists() and bool(_damage(place))
        if not anew and (place / SUMS_FILE).is_file() and _weights_sums(place) != _weights_sums(folder):
            raise ModelError(
                f"{place} holds other weights of {origin.model} at {origin.revision[:12]} than {folder}, and is "
                "intact. If you want the imported ones, delete that folder first."
            )
        taken.append(store.put(place, fill, anew=anew))
        say(f"{origin.model} at {origin.revision[:12]} -> {taken[-1]}")
    return tuple(taken)


def _damage(folder: Path) -> str:
    """What is wrong with a kept folder according to its own sums, or an empty text."""
    try:
        return wrong_file(folder, expected_sums(folder)) or ("" if store.origin_of(folder) else "no origin")
    except ModelError as error:
        return str(error)


def _weights_sums(folder: Path) -> dict[str, str]:
    sums = expected_sums(folder)
    return {path.name: sums.get(path.name, "") for path in weights_of(folder)}


def _of_this_machine(name: str, known: KnownModel | None, say: Callable[[str], None]) -> Path | None:
    model_id = known.id if known else name
    revision = known.revision if known else ""
    if kept := store.find(model_id, revision):
        return kept
    snapshot = hub.cached(model_id, revision)
    return usable(model_id, snapshot, known, False, say) if snapshot else None


def _write(folder: Path, name: str, known: KnownModel | None, target: Path) -> Path:
    model_id = known.id if known else name
    origin = store.origin_of(folder)
    place = target / model_id.replace("/", "--") / (origin.revision if origin else folder.name)
    try:
        if origin is not None and (
            problem := wrong_file(folder, expected_sums(folder)) or unlike_catalogue(folder, known)
        ):
            raise ModelError(f"{problem} Fetch the model again (`wortlaut models pull {model_id}`).")
        place.mkdir(parents=True, exist_ok=True)
        store.copy_small_files(folder, place)
        for path in weights_of(folder):
            shutil.copyfile(path, place / path.name)
        store.write_origin(place, origin or _from_cache(folder, model_id))
        if problem := wrong_file(place, {k: v for k, v in expected_sums(folder).items() if k != store.ORIGIN_FILE}):
            raise ModelError(f"{problem} The copy failed; run the command again.")
        write_sums(place)
    except OSError as error:
        raise ModelError(f"{place} cannot be written ({error.strerror or error}). Choose another folder.") from error
    return place


def _from_cache(folder: Path, model_id: str) -> Origin:
    """Origin of safetensors in the hub's cache, for which the hub has stated sums."""
    first = weights_of(folder)[0]
    stated = hub.blob_sum(first)
    digest = sha256_of(first)
    if stated and stated != digest:
        raise ModelError(f"{first} has sha256 {digest}, expected {stated} (hub). Delete it and fetch it again.")
    return Origin(model_id, folder.name, hub.endpoint(), first.name, digest, "hub" if stated else "")


def _checked(folder: Path, catalogue: tuple[KnownModel, ...]) -> Origin:
    """Check an exported folder against its sums, and that its names are safe as paths."""
    origin = store.origin_of(folder)
    assert origin is not None
    sums = expected_sums(folder)
    # Ignore the hidden files a Mac leaves on a stick.
    present = {path.name for path in folder.iterdir() if path.name != SUMS_FILE and not path.name.startswith(".")}
    if not hub.HUB_ID.fullmatch(origin.model) or not store.COMMIT.fullmatch(origin.revision):
        raise ModelError(f"{folder / store.ORIGIN_FILE} names no model of a hub with its commit.")
    if extra := sorted(present - set(sums)):
        raise ModelError(f"{folder} holds {extra[0]}, which is not in its {SUMS_FILE}; it is not an exported model.")
    if linked := sorted(n for n in (*present, SUMS_FILE) if (folder / n).is_symlink() or not (folder / n).is_file()):
        raise ModelError(f"{folder / linked[0]} is not a plain file; an exported model has plain files only.")
    if problem := wrong_file(folder, sums) or unlike_catalogue(folder, find(origin.model, catalogue)):
        raise ModelError(f"{problem} Export the model again.")
    if missing := missing_files(folder):
        raise ModelError(f"{folder} lacks {', '.join(missing)}. Export the model again.")
    if is_pickled(weights_of(folder)) or PICKLED_WEIGHTS in present:
        raise ModelError(f"{folder} has pickled weights; an exported model has safetensors only.")
    return origin
