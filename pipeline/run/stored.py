"""What a finished run left in its folder besides its records."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from ..export.table import RECORD
from ..types import Failure


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What ``run.json`` says of a run. All is empty if there is no such file, or none that can be read."""

    id: str = ""
    started: str = ""
    seconds: float = 0.0
    failures: tuple[Failure, ...] = ()


class _Run(msgspec.Struct):
    started: str = ""


class _Record(msgspec.Struct):
    run: _Run


def first_made(root: Path) -> str:
    """When the first of a folder's records was made: ISO 8601, or empty if there are none that can be read.

    ``run.json`` has the time of the last run, which may have judged or published anew what was made long before.
    """
    times = []
    for path in root.glob(f"articles/*/{RECORD}"):
        with suppress(OSError, ValueError):
            times.append(msgspec.json.decode(path.read_bytes(), type=_Record).run.started)
    return min(filter(None, times), default="")


def stored_run(root: Path) -> StoredRun:
    """The run that a folder is of; its records are :func:`pipeline.run.store.stored_records`."""
    try:
        return msgspec.json.decode((root / "run.json").read_bytes(), type=StoredRun)
    except (OSError, ValueError):
        return StoredRun()
