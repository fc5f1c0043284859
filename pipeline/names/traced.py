"""What one sentence asks of an article's names so far, and what it adds to them: so that it need not be looked at again
when neither can have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .memory import Memory, Rendering

_SETS = ("german", "surnames", "english")


@dataclass(frozen=True, slots=True)
class Trace:
    """What a sentence has asked and been told, and what it has added."""

    asked: tuple[tuple[str, str, bool], ...]
    """Which set, which word, whether it was in it."""
    known: tuple[tuple[str, tuple[Rendering, ...]], ...]
    """Which name, and how it had been rendered."""
    words: tuple[tuple[str, frozenset[str]], ...]
    """Which set, and the words added to it."""
    renderings: tuple[tuple[str, tuple[Rendering, ...]], ...]
    """Which name, and the renderings added to it."""

    def holds(self, memory: Memory) -> bool:
        """Whether the sentence would be told the same by this memory, and so be found the same."""
        return all((word in getattr(memory, name)) is told for name, word, told in self.asked) and all(
            tuple(memory.renderings.get(name, ())) == before for name, before in self.known
        )

    def apply(self, memory: Memory) -> None:
        """Add what the sentence adds."""
        for name, words in self.words:
            getattr(memory, name).update(words)
        for name, added in self.renderings:
            memory.renderings.setdefault(name, []).extend(added)


def traced(memory: Memory, look: Callable[[Memory], Any]) -> tuple[Trace, Any]:
    """Let a sentence be looked at with this memory, which is then as it would be without us; what it asked and added,
    and what ``look`` gave."""
    spies = {name: _Words(getattr(memory, name)) for name in _SETS}
    names = _Names(memory.renderings)
    result = look(Memory(spies["german"], spies["surnames"], spies["english"], names))
    trace = Trace(
        tuple((name, word, told) for name in _SETS for word, told in spies[name].asked.items()),
        tuple((name, before) for name, before in names.before.items()),
        tuple((name, frozenset(spies[name].added())) for name in _SETS if spies[name].added()),
        tuple(names.added()),
    )
    trace.apply(memory)
    return trace, result


class _Words(set[str]):
    """The words of a set, which remembers who asks for which. What is added to it stays in it."""

    def __init__(self, real: set[str]) -> None:
        super().__init__()
        self._real = real
        self.asked: dict[str, bool] = {}

    def __contains__(self, word: object) -> bool:
        assert isinstance(word, str)
        told = word in self._real
        self.asked.setdefault(word, told)
        return told or super().__contains__(word)

    def added(self) -> set[str]:
        """The words that were not in the set before."""
        return {word for word in self if word not in self._real}


class _Names(dict[str, list[Rendering]]):
    """Renderings of names, which remembers which were asked for. What is added to them stays in it."""

    def __init__(self, real: dict[str, list[Rendering]]) -> None:
        super().__init__()
        self._real = real
        self.before: dict[str, tuple[Rendering, ...]] = {}

    def setdefault(self, name: str, default: Any = None) -> list[Rendering]:
        if name not in self:
            there = self._real.get(name, [])
            self.before[name] = tuple(there)
            self[name] = list(there)
        return self[name]

    def added(self) -> Iterator[tuple[str, tuple[Rendering, ...]]]:
        """The renderings that were not there before."""
        for name, known in self.items():
            if len(known) > len(self.before[name]):
                yield name, tuple(known[len(self.before[name]) :])
