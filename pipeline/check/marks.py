"""Spans of a text that are looked up by place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Protocol

from ..types import Span


class Placed(Protocol):
    """Anything with a place in a text: a span, a word."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Marks:
    """Spans of a text that are looked up by place."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans, key=lambda span: (span.start, span.end))
        self._starts = [span.start for span in self._spans]
        self._longest = max((span.end - span.start for span in self._spans), default=0)

    def at(self, place: Placed) -> Span | None:
        """The first of the spans that overlaps a place, ``None`` if none does."""
        first = bisect_left(self._starts, place.start - self._longest)
        for span in self._spans[first : bisect_left(self._starts, place.end)]:
            if span.end > place.start:
                return span
        return None
