"""Progress on a terminal: articles done, rate, time left. Silent in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tqdm import tqdm

    from .runner import RunResult


class Progress:
    """A progress bar on stderr, if that is a terminal."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._bar: tqdm[None] | None = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=self._total, unit="article", file=sys.stderr, dynamic_ncols=True, leave=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def update(self, result: RunResult) -> None:
        """Show a result so far."""
        if self._bar is not None:
            done = len(result.rows) + len(result.failures)
            self._bar.set_postfix(errors=result.findings["error"], failed=len(result.failures), refresh=False)
            self._bar.update(done - self._bar.n)


def count_inputs(inputs: Sequence[str], limit: int | None) -> int | None:
    """How many articles to expect, as far as that can be told without reading them; ``None`` if it cannot."""
    total = 0
    for name in inputs:
        path = Path(name)
        if path.is_dir():
            files = [p for p in path.rglob("*") if p.is_file()]
        elif path.is_file():
            files = [path]
        else:
            return limit
        for file in files:
            if file.suffix == ".jsonl":
                with file.open("rb") as lines:
                    total += sum(1 for text in lines if text.strip())
            elif file.suffix == ".csv":
                return limit
            elif file.suffix in {".txt", ".html", ".htm"}:
                total += 1
    return min(total, limit) if limit else total
