"""Which known models are on this machine, where they came from, and whether their checksums are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from .. import resources
from ..errors import ModelError
from . import hub, store
from .catalogue import KnownModel, find, load_catalogue, nearest
from .folder import (
    SUMS_FILE,
    expected_sums,
    is_pickled,
    missing_files,
    sha256_of,
    tensor_digest,
    unlisted_file,
    weights_of,
    wrong_file,
)
from .resolve import unlike_catalogue
from .store import Origin

State = Literal["absent", "incomplete", "present", "verified", "unverified", "wrong"]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model's state on this machine.

    ``present`` means complete, its sums not computed; ``unverified``, that it is not known what the sum should be.
    """

    name: str
    model: KnownModel | None
    state: State
    folder: Path | None = None
    revision: str = ""
    size_bytes: int = 0
    """Of the weights."""
    sha256: str = ""
    """Of the weights file (of the last one if there are several)."""
    expected: str = ""
    basis: str = ""
    """Where the expected sum comes from: ``catalogue``, ``SHA256SUMS`` or ``hub``."""
    problem: str = ""
    pickled: bool = False
    """Whether the weights are still a pickled file, to be converted on first use."""
    origin: Origin | None = None
    """Where a model that this program keeps itself came from."""
    tensors: str = ""
    """Digest of the tensors, for the catalogue."""

    @property
    def usable(self) -> bool:
        """Whether it can be loaded."""
        return self.state in {"present", "verified", "unverified"}


def list_models(catalogue: tuple[KnownModel, ...] | None = None) -> tuple[ModelStatus, ...]:
    """The known models and whether they are here; quick, as no sums are computed."""
    return tuple(_status(model.name, model) for model in (catalogue if catalogue is not None else load_catalogue()))


def verify_model(name: str, *, revision: str = "") -> ModelStatus:
    """Compute the sums of a catalogue model, a hub id in the cache, or a local folder, and compare.

    Every file that has an expected sum is checked (all parts of large weights, configuration and vocabulary).

    Raises:
        ModelError: the name is none of these.
    """
    catalogue = load_catalogue()
    known = find(name, catalogue)
    path = Path(name).expanduser()
    if known is None and not path.is_dir() and not hub.HUB_ID.fullmatch(name):
        hint = nearest(name, [model.name for model in catalogue])
        raise ModelError(
            f"'{name}' is neither a known model nor a folder.{hint} `wortlaut models list` shows the known ones."
        )
    status = _status(name, known, revision)
    return status if status.folder is None or not status.usable else _verified(status, status.folder)


def verify_all(say: Callable[[str], None] = lambda text: None) -> tuple[ModelStatus, ...]:
    """Verify every known model that is on this machine."""
    found = [status for status in list_models() if status.folder is not None]
    results = []
    for status in found:
        say(f"{status.name} ...")
        results.append(verify_model(status.name))
    return tuple(results)


def _status(name: str, known: KnownModel | None, revision: str = "") -> ModelStatus:
    folder, commit = _where(name, known, revision)
    if folder is None:
        return ModelStatus(name, known, "absent")
    if missing := missing_files(folder):
        problem = f"It lacks {', '.join(missing)}."
        return ModelStatus(name, known, "incomplete", folder, commit, problem=problem)
    weights = weights_of(folder)
    size = sum(path.stat().st_size for path in weights)
    try:
        origin = store.origin_of(folder)
    except ModelError as error:
        return ModelStatus(name, known, "wrong", folder, commit, size, problem=str(error))
    return ModelStatus(name, known, "present", folder, commit, size, pickled=is_pickled(weights), origin=origin)


def _where(name: str, known: KnownModel | None, revision: str) -> tuple[Path | None, str]:
    if known is not None and known.id == "embedded":
        return resources.embedded_model(), ""
    path = Path(name).expanduser()
    if known is None and path.is_dir():
        return path, ""
    model_id = known.id if known else name
    wanted = revision or (known.revision if known else "")
    if kept := store.find(model_id, wanted):
        return kept, kept.name
    snapshot = hub.cached(model_id, wanted)
    return (snapshot.folder, snapshot.revision) if snapshot else (None, "")


def _verified(status: ModelStatus, folder: Path) -> ModelStatus:
    state: State = "verified"
    digest = expected = basis = tensors = ""
    weights = weights_of(folder)
    known = status.model if status.model and status.model.revision in {"", status.revision} else None
    try:
        sums = expected_sums(folder)
        problem = unlike_catalogue(folder, status.model)
        if status.origin is not None and not sums:
            problem = f"{folder} has no {SUMS_FILE}."
        for path in weights:
            digest = sha256_of(path)
            catalogued = known.weights.get(path.name, "") if known else ""
            linked = hub.blob_sum(path)
            expected = catalogued or sums.get(path.name, "") or linked
            basis = "catalogue" if catalogued else SUMS_FILE if path.name in sums else "hub" if linked else ""
            if not expected:
                state = "unverified"
            elif digest != expected:
                problem = f"{path} has sha256 {digest}, expected {expected} ({basis})."
        problem = problem or wrong_file(folder, sums, besides=frozenset(path.name for path in weights))
        problem = problem or (unlisted_file(folder, sums) if sums else "")
        tensors = "" if problem or status.pickled else tensor_digest(weights)
        if known and known.tensors and tensors and known.tensors != tensors:
            problem = f"The tensors in {folder} have the digest {tensors}, expected {known.tensors} (catalogue)."
    except ModelError as error:
        problem = str(error)
    origin = status.origin
    if origin is not None and not problem:
        # The sums beside the weights were written here; what vouches for them is the sum of the file as it arrived. For
        # an imported model that is hearsay: only the tensors themselves can match the catalogue.
        if known and known.tensors == tensors:
            basis = "catalogue"
        elif not origin.imported:
            basis = "catalogue" if known and known.weights.get(origin.file) == origin.sha256 else origin.basis
        state = "verified" if basis else "unverified"
    if problem:
        state = "wrong"
    return replace(status, state=state, sha256=digest, expected=expected, basis=basis, problem=problem, tensors=tensors)
