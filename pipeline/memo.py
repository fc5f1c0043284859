"""What a word means, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Meaning = TypeVar("Meaning")


class Memo(dict[str, Meaning], Generic[Meaning]):
    """A function of a word with its results, filled on demand: ``memo[word]``.

    A known word costs one look-up and no call, unlike with :func:`functools.lru_cache`. At ``limit`` words it starts
    afresh, so a long run over a large vocabulary does not grow without bound.
    """

    def __init__(self, function: Callable[[str], Meaning], limit: int = 200_000) -> None:
        super().__init__()
        self._function, self._limit = function, limit

    def __missing__(self, word: str) -> Meaning:
        found = self._function(word)
        if len(self) >= self._limit:
            self.clear()
        self[word] = found
        return found
