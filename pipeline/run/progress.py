"""Progress on a terminal: articles done, rate, time left. Silent in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tqdm import tqdm

    from .runner import RunResult


class Progress:
    """A progress bar on stderr, if that is a terminal.

    Args:
        expected: how many articles there will be, if known at the moment.
    """

    def __init__(self, expected: Callable[[], int | None]) -> None:
        self._expected = expected
        self._bar: tqdm[None] | None = None
        self._aside = 0
        self._shown: dict[str, int] = {}

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=self._expected(), unit="article", file=sys.stderr, dynamic_ncols=True, leave=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def update(self, result: RunResult) -> None:
        """Show the result so far."""
        if self._bar is not None:
            self._bar.total = self._expected()
            not_done = result.failed + result.skipped
            done = len(result.rows) + not_done
            self._shown = {"errors": result.findings["error"], "failed": not_done}
            self._postfix(refresh=False)
            self._bar.update(done - self._bar.n)

    def summarising(self, number: int) -> None:
        """Show how many articles a slow summariser has, at work and waiting."""
        self._aside = number
        self._postfix(refresh=True)

    def _postfix(self, refresh: bool) -> None:
        if self._bar is not None:
            aside = {"summarising": self._aside} if self._aside else {}
            self._bar.set_postfix(**(self._shown | aside), refresh=refresh)
