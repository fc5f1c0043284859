"""What sentences of recent articles ask of their article's names, and teach: kept between two edits of the same."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from ..names import Memory
from ..names.traced import Trace

_SENTENCES = 20_000
"""Of some hundred articles that people work on at a time; about a kilobyte each."""
_VARIANTS = 4
"""Of the same pair, with other sentences before it."""


class Traces:
    """By source and target; the least recently used go first. Safe to use from several threads."""

    def __init__(self, most: int = _SENTENCES) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str], tuple[Trace, ...]] = OrderedDict()
        self._lock = Lock()

    def get(self, pair: tuple[str, str], memory: Memory) -> Trace | None:
        """What a pair asks and teaches after these sentences, if that is known."""
        with self._lock:
            kept = self._kept.get(pair, ())
            if kept:
                self._kept.move_to_end(pair)
        return next((trace for trace in kept if trace.holds(memory)), None)

    def put(self, pair: tuple[str, str], trace: Trace) -> None:
        """Keep what a pair asks and teaches."""
        with self._lock:
            self._kept[pair] = (trace, *self._kept.get(pair, ()))[:_VARIANTS]
            self._kept.move_to_end(pair)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
