"""What is on this machine of each known model, and is it what it claims to be?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .. import resources
from ..errors import ModelError
from . import hub
from .catalogue import KnownModel, find, load_catalogue, nearest
from .resolve import SUMS_FILE, blob_sum, expected_sums, sha256_of

State = Literal["absent", "incomplete", "present", "verified", "unverified", "wrong"]


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """A model as it is on this machine.

    ``present`` means complete, its sum not computed; ``unverified`` that nobody here knows what the sum should be.
    """

    name: str
    model: KnownModel | None
    state: State
    folder: Path | None = None
    revision: str = ""
    size_bytes: int = 0
    sha256: str = ""
    expected: str = ""
    basis: str = ""
    """Where the expected sum comes from: ``catalogue``, ``SHA256SUMS`` or ``hub``."""
    problem: str = ""

    @property
    def usable(self) -> bool:
        """Whether it can be loaded."""
        return self.state in {"present", "verified", "unverified"}


def list_models(catalogue: tuple[KnownModel, ...] | None = None) -> tuple[ModelStatus, ...]:
    """The known models and whether they are here; quick, no sums are computed."""
    return tuple(_status(model.name, model) for model in (catalogue if catalogue is not None else load_catalogue()))


def verify_model(name: str) -> ModelStatus:
    """Compute the weights' sums of a catalogue model, a hub id in the cache, or a local folder, and compare.

    Every file that has an expected sum is checked (all parts of large weights).

    Raises:
        ModelError: the name is neither.
    """
    catalogue = load_catalogue()
    known = find(name, catalogue)
    path = Path(name).expanduser()
    if known is None and not path.is_dir() and not hub.HUB_ID.fullmatch(name):
        hint = nearest(name, [model.name for model in catalogue])
        raise ModelError(
            f"'{name}' is neither a known model nor a folder.{hint} `wortlaut models list` shows the known ones."
        )
    status = _status(name, known)
    return status if status.folder is None or not status.usable else _verified(status, status.folder)


def verify_all(say: Callable[[str], None] = lambda text: None) -> tuple[ModelStatus, ...]:
    """Verify every known model that is on this machine."""
    found = [status for status in list_models() if status.folder is not None]
    results = []
    for status in found:
        say(f"{status.name} ...")
        results.append(verify_model(status.name))
    return tuple(results)


def _status(name: str, known: KnownModel | None) -> ModelStatus:
    folder, revision = _where(name, known)
    if folder is None:
        return ModelStatus(name, known, "absent")
    if missing := hub.missing_files(folder):
        problem = f"It lacks {', '.join(missing)}."
        return ModelStatus(name, known, "incomplete", folder, revision, problem=problem)
    size = sum(path.stat().st_size for path in hub.weights_of(folder))
    return ModelStatus(name, known, "present", folder, revision, size)


def _where(name: str, known: KnownModel | None) -> tuple[Path | None, str]:
    if known is not None and known.id == "embedded":
        return resources.embedded_model(), ""
    path = Path(name).expanduser()
    if known is None and path.is_dir():
        return path, ""
    snapshot = hub.cached(known.id if known else name, known.revision if known else "")
    return (snapshot.folder, snapshot.revision) if snapshot else (None, "")


def _verified(status: ModelStatus, folder: Path) -> ModelStatus:
    sums = expected_sums(folder)
    state: State = "verified"
    digest = expected = basis = problem = ""
    weights = hub.weights_of(folder)
    for path in weights:
        digest = sha256_of(path)
        catalogued = status.model.sha256 if status.model and len(weights) == 1 else ""
        linked = blob_sum(path)
        expected = catalogued or sums.get(path.name, "") or linked
        basis = "catalogue" if catalogued else SUMS_FILE if path.name in sums else "hub" if linked else ""
        if not expected:
            state = "unverified"
        elif digest != expected:
            problem = f"{path} has sha256 {digest}, expected {expected} ({basis}). Delete it and fetch it again."
            state = "wrong"
            break
    return ModelStatus(
        status.name, status.model, state, folder, status.revision, status.size_bytes, digest, expected, basis, problem
    )
