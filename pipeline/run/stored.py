"""What a finished run left in its folder besides its records."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..types import Failure


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What ``run.json`` says of a run. All is empty if there is no such file, or none that can be read."""

    id: str = ""
    started: str = ""
    seconds: float = 0.0
    failures: tuple[Failure, ...] = ()


def stored_run(root: Path) -> StoredRun:
    """The run that a folder is of; its records are :func:`pipeline.run.store.stored_records`."""
    try:
        return msgspec.json.decode((root / "run.json").read_bytes(), type=StoredRun)
    except (OSError, ValueError):
        return StoredRun()
