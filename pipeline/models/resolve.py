"""From a translator's name to a folder of weights that may be loaded."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .. import resources
from ..errors import ModelError
from . import hub, store
from .catalogue import KnownModel, Role, find, known_sum, load_catalogue, nearest, newsroom
from .convert import converted
from .fetch import fetch
from .folder import (
    SUMS_FILE,
    contents_digest,
    expected_sums,
    is_pickled,
    missing_files,
    sha256_of,
    unlisted_file,
    weights_of,
    wrong_file,
)
from .settings import model_config


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """Weights on disk, complete and with the expected checksum."""

    name: str
    """As in records: hub id, ``embedded``, or the folder's name."""
    folder: Path
    architecture: str
    """``model_type`` of its config.json, for instance ``marian``."""
    weights: tuple[Path, ...]
    sha256: str
    """Of the weights file; of the list of their sums if there are several."""
    revision: str
    """Hub commit, or ``sha256:...`` over all files of the model if it did not come from a hub."""
    draft: bool

    @property
    def size(self) -> int:
        """Bytes of the weights."""
        return sum(path.stat().st_size for path in self.weights)


def resolve(
    name: str,
    *,
    revision: str = "",
    fallback: str = "embedded",
    offline: bool = False,
    pickled: bool = False,
    warn: Callable[[str], None],
    role: Role = "translate",
) -> ModelFolder:
    """Find the weights for ``auto``, ``embedded``, a catalogue name, a hub id or a local folder.

    ``auto`` is the newsroom model from the hub cache or the hub, else the embedded one with a warning. A local folder
    wins over a hub id spelt the same.

    Raises:
        ModelError: they cannot be had, are incomplete, pickled, or have another checksum than expected.
    """
    catalogue = load_catalogue()
    if name == "embedded" and role == "translate":
        return embedded()
    if name == "auto" and role == "translate":
        wanted = newsroom(catalogue)
        try:
            return _from_hub(wanted.id, revision or wanted.revision, wanted, offline, pickled, warn)
        except ModelError as error:
            if fallback == "none":
                raise ModelError(
                    f'{error} (The configuration forbids the embedded model: fallback = "none".)'
                ) from error
            warn(f"{error} Using the embedded draft-quality model instead; every output says so.")
            return embedded()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return local(folder, pickled=pickled)
    known = find(name, catalogue)
    if known is not None and known.role != role:
        kinds = {"translate": ("translator", "translators"), "summarise": ("summariser", "summarisers")}
        one, many = kinds[role]
        raise ModelError(f"{name} is not a {one} but a model to {known.role}. `wortlaut models list` shows the {many}.")
    if known is not None and known.id == "embedded":
        return embedded()
    if known is None and (not hub.HUB_ID.fullmatch(name) or name.startswith((".", os.sep))):
        raise ModelError(_no_such(name, catalogue, role))
    model_id = known.id if known else name
    return _from_hub(model_id, revision or (known.revision if known else ""), known, offline, pickled, warn)


def embedded() -> ModelFolder:
    """The model that comes with the package.

    Raises:
        ModelError: its files are missing or damaged (a checkout without the weights, a broken installation).
    """
    folder = resources.embedded_model()
    if not weights_of(folder):
        raise ModelError(
            f"The embedded model is incomplete: {folder} has no model.safetensors. Install the package again."
        )
    return _folder("embedded", folder, "", find("embedded", load_catalogue()), True)


def local(folder: Path, *, pickled: bool = False) -> ModelFolder:
    """A model in a folder of the user's. Pickled weights are converted once, as those from a hub are.

    Weights whose sum is in the catalogue are known to be harmless wherever they are; others need ``pickled``.

    Raises:
        ModelError: incomplete, not of the expected sum, or pickled weights that are not allowed.
    """
    same = folder.resolve() == resources.embedded_model().resolve()
    name = "embedded" if same else folder.resolve().name
    weights = weights_of(folder)
    if not is_pickled(weights) or missing_files(folder):
        return _folder(name, folder, "", None, same)
    sums = expected_sums(folder)
    if problem := wrong_file(folder, sums) or (unlisted_file(folder, sums) if sums else ""):
        raise ModelError(problem)
    digest = sha256_of(weights[0])
    listed = sums.get(weights[0].name, "")
    known = known_sum(digest, load_catalogue())
    if known is None and not pickled:
        raise ModelError(hub.no_safetensors(name))
    kept = converted(
        weights[0], model=name, revision="", expected=listed or (digest if known else ""),
        basis=SUMS_FILE if listed else "catalogue" if known else "", source=str(folder.resolve()),
    )  # fmt: skip
    return _folder(name, kept, f"sha256:{kept.name}", None, same)


def _from_hub(
    model_id: str, revision: str, known: KnownModel | None, offline: bool, pickled: bool, say: Callable[[str], None]
) -> ModelFolder:
    draft = known.draft if known else False
    sums: Mapping[str, str] = {}
    folder = store.find(model_id, revision)
    commit = folder.name if folder else ""
    if folder is None and (snapshot := hub.cached(model_id, revision)) is not None:
        folder, commit, sums = usable(model_id, snapshot, known, pickled, say), snapshot.revision, snapshot.sums
        sums = sums if folder == snapshot.folder else {}
    if folder is None and (offline or hub.forced_offline()):
        raise ModelError(
            f"{model_id} is not on this machine and the hub may not be contacted (offline): run `wortlaut models pull "
            f"{known.name if known else model_id}` where there is a connection, or bring it with `wortlaut models "
            "import`."
        )
    if folder is None:
        folder = fetch(model_id, revision, known=known, pickled=pickled, say=say)
        commit = folder.name
    return _folder(model_id, folder, commit, known, draft, sums)


def usable(
    model_id: str, snapshot: hub.Snapshot, known: KnownModel | None, pickled: bool, say: Callable[[str], None]
) -> Path:
    """A folder with safetensors: the snapshot's own, or what its pickled weights are converted to (once).

    Raises:
        ModelError: pickled weights of a model outside the catalogue that no setting allows, or refused by the
            conversion.
    """
    weights = weights_of(snapshot.folder)
    if not is_pickled(weights):
        return snapshot.folder
    if kept := store.find(model_id, snapshot.revision):
        return kept
    if known is None and not pickled:
        raise ModelError(hub.no_safetensors(model_id))
    name = weights[0].name
    pinned = known.weights.get(name, "") if known and known.revision in {"", snapshot.revision} else ""
    expected, basis = (pinned, "catalogue") if pinned else (snapshot.sums.get(name, ""), "hub")
    say(f"Converting {name} of {model_id} to safetensors, once ...")
    return converted(
        weights[0], model=model_id, revision=snapshot.revision, expected=expected, basis=basis if expected else "",
        source=hub.endpoint(),
    )  # fmt: skip


def _folder(
    name: str, folder: Path, revision: str, known: KnownModel | None, draft: bool, sums: Mapping[str, str] | None = None
) -> ModelFolder:
    """The folder as a model, all its files checked against the known sums.

    Args:
        sums: file name -> sha256 according to where it was fetched from, besides those of its own SHA256SUMS.
    """
    try:
        config = model_config(folder)
    except FileNotFoundError:
        raise ModelError(f"{folder} is not a model folder: it has no config.json.") from None
    architecture = config.get("model_type")
    if not isinstance(architecture, str):
        raise ModelError(f"{folder / 'config.json'} cannot be read as a model configuration: it has no model_type.")
    if missing := missing_files(folder):
        raise ModelError(f"{folder} cannot be used as a model: it lacks {', '.join(missing)}.")
    remedy = f"Fetch it again with `wortlaut models pull {name}`."
    if name == "embedded":
        remedy = "Install the package again; the sums of your own weights go into configs/models.toml."
    if not expected_sums(folder) and (folder / store.ORIGIN_FILE).exists():
        raise ModelError(f"{folder} has no {SUMS_FILE}. {remedy}")
    weights = weights_of(folder)
    model_config(folder, weights_size=sum(path.stat().st_size for path in weights))
    digests = {path.name: sha256_of(path) for path in weights}
    expected = {**(sums or {}), **expected_sums(folder), **_pinned(folder, known, revision)}
    for file, digest in digests.items():
        if expected.get(file, digest) != digest:
            raise ModelError(
                f"{folder / file} is not the file it should be: sha256 {digest}, expected {expected[file]}. {remedy}"
            )
    listed = expected_sums(folder)
    problem = wrong_file(folder, expected, besides=frozenset(digests))
    if problem := problem or (unlisted_file(folder, listed) if listed else ""):
        raise ModelError(f"{problem} {remedy}")
    if problem := unlike_catalogue(folder, known):
        raise ModelError(f"{problem} {remedy}")
    revision = revision or f"sha256:{contents_digest(folder, digests)}"
    sha256 = digests[weights[0].name] if len(weights) == 1 else _of_all(list(digests.values()))
    return ModelFolder(name, folder, architecture, weights, sha256, revision, draft)


def _of_all(sums: list[str]) -> str:
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


def _pinned(folder: Path, known: KnownModel | None, revision: str) -> dict[str, str]:
    """The catalogue's sums of the files in the folder, if they are for this commit."""
    if known is None or (known.revision and revision and revision != known.revision):
        return {}
    return {name: digest for name, digest in known.weights.items() if (folder / name).is_file()}


def unlike_catalogue(folder: Path, known: KnownModel | None) -> str:
    """How the origin that a kept folder states contradicts the catalogue, or an empty text."""
    origin = store.origin_of(folder)
    if origin is None or known is None or origin.revision != known.revision:
        return ""
    expected = known.weights.get(origin.file, origin.sha256)
    if origin.sha256 != expected:
        return f"{folder} was made from a {origin.file} with sha256 {origin.sha256}, expected {expected} (catalogue)."
    return ""


def _no_such(name: str, catalogue: tuple[KnownModel, ...], role: Role) -> str:
    names = [*(["auto"] if role == "translate" else []), *(m.name for m in catalogue if m.role == role)]
    valid = ", ".join(names)
    return (
        f"'{name}' is neither a folder nor a model.{nearest(name, names)} Valid: {valid}, a hub id (owner/name), or a "
        "folder."
    )
