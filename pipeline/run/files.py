"""The run's own files, built as articles finish in any order and written in the order of the input."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from functools import partial
from typing import IO

from ..config import PolicyConfig
from ..export.table import Outputs, encoded
from ..record import ArticleRow, RunReport
from ..types import Failure, Record
from .store import Store, output_errors
from .tally import Tally

CHUNK = 1 << 20
"""Bytes copied at a time."""


class RunFiles:
    """The files of one run, as :mod:`pipeline.export.table` lists them.

    What an article adds to the collected files goes to disk as soon as all articles before it are done; its row in the
    report, a few hundred bytes, stays in memory.
    """

    def __init__(self, store: Store, outputs: Outputs, policy: PolicyConfig | None = None) -> None:
        self._store = store
        self._outputs = outputs
        self._collected = outputs.collected()
        # Nameless files: a crash leaves nothing behind.
        self._files: dict[str, IO[bytes]] = {}
        for name in self._collected:
            with output_errors(store.root / name):
                self._files[name] = tempfile.TemporaryFile(dir=store.root)  # noqa: SIM115 - closed in __exit__
        self._append({name: encoded(collected.head) for name, collected in self._collected.items()})
        self._held: dict[int, dict[str, bytes]] = {}
        self._next = 0
        self._tally = Tally(outputs.names("article"), policy)

    def __enter__(self) -> RunFiles:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            with suppress(OSError):  # what is still buffered has been written elsewhere, or the run has failed already
                file.close()

    def add(self, place: int, record: Record, reused: bool) -> ArticleRow:
        """Add the article at this place in the input and return its row."""
        self._put(place, {name: encoded(one.piece(record, not reused)) for name, one in self._collected.items()})
        return self._tally.add(record, reused=reused, place=place)

    def add_failure(self, place: int, failure: Failure) -> None:
        """Add an article that failed or was skipped."""
        self._put(place, {})
        self._tally.add_failure(failure)

    def report(self) -> RunReport:
        """The figures so far; the runner adds the facts about the run."""
        return self._tally.build()

    def write(self, report: RunReport) -> None:
        """Write all the files; they lack what was not done before an interruption."""
        for place in sorted(self._held):
            self._append(self._held.pop(place))
        self._append({name: encoded(collected.end()) for name, collected in self._collected.items()})
        for about in ("records", "run"):
            for name in self._outputs.unwanted(about):
                self._store.remove(name)
        for name, file in self._files.items():
            with output_errors(self._store.root / name):
                file.seek(0)
            whole = self._collected[name].whole
            self._store.write(name, whole(file) if whole else iter(partial(file.read, CHUNK), b""))
        for name, data in self._outputs.of_run(report).items():
            self._store.write(name, [data])

    def _put(self, place: int, pieces: dict[str, bytes]) -> None:
        self._held[place] = pieces
        while self._next in self._held:
            self._append(self._held[self._next])
            del self._held[self._next]
            self._next += 1

    def _append(self, pieces: dict[str, bytes]) -> None:
        for name, piece in pieces.items():
            with output_errors(self._store.root / name):
                self._files[name].write(piece)
