"""What waits to be decoded, and what is decoded together: a queue that hands out batches of one length.

The item that has waited longest sets the length, and the batch is filled with others of that length, however new they
are. So batches need no padding although they are drawn from many articles, yet nothing waits for ever.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Pool(Generic[T]):
    """Items in order of arrival, grouped by length. Each item is in it once."""

    def __init__(self) -> None:
        self._lengths: dict[T, int] = {}
        self._groups: dict[int, dict[T, None]] = {}
        self._urgent: dict[T, None] = {}

    def __len__(self) -> int:
        return len(self._lengths)

    def put(self, item: T, length: int, urgent: bool = False) -> None:
        """Add an item. Urgent ones come before all others, in order among themselves."""
        self._lengths[item] = length
        self._groups.setdefault(length, {})[item] = None
        if urgent:
            self._urgent[item] = None

    def take(self, tokens: int) -> list[T]:
        """Take out the first item and more of its length, at most ``tokens`` in all; nothing if nothing waits."""
        first = next(iter(self._urgent or self._lengths), None)
        if first is None:
            return []
        length = self._lengths[first]
        group = self._groups[length]
        others = (item for item in group if item != first)
        batch = [first, *islice(others, max(tokens // max(length, 1) - 1, 0))]
        for item in batch:
            del self._lengths[item], group[item]
            self._urgent.pop(item, None)
        if not group:
            del self._groups[length]
        return batch
