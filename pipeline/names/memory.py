"""What an article has called its names so far, so that one sentence's finding can help or be held against another."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..types import Span


@dataclass(frozen=True, slots=True)
class Rendering:
    """How a German name was rendered, and the first place where it was."""

    english: str
    source: Span
    target: Span


@dataclass(slots=True)
class Memory:
    """Names of one article in the order of its sentences. One instance per article; :func:`compare` writes to it."""

    renderings: dict[str, list[Rendering]] = field(default_factory=dict)
    """By name identity: each different English form once, first occurrence first."""
    resolved: dict[str, set[str]] = field(default_factory=dict)
    """By folded German word: the folded English words that carried it."""

    def copy(self) -> Memory:
        """An independent copy, to try a candidate translation on."""
        return Memory(
            {name: list(known) for name, known in self.renderings.items()},
            {word: set(carriers) for word, carriers in self.resolved.items()},
        )

    def knows(self, german: str, english: str) -> bool:
        """True if the folded German word was carried by the folded English word before."""
        return english in self.resolved.get(german, ())

    def resolve(self, german: str, english: str) -> None:
        """Remember that ``english`` carries ``german`` (both folded)."""
        self.resolved.setdefault(german, set()).add(english)

    def render(self, identity: str, english: str, source: Span, target: Span) -> Rendering | None:
        """Remember a rendering; the earlier, different one if there is one that this one disagrees with."""
        known = self.renderings.setdefault(identity, [])
        if any(rendering.english == english for rendering in known):
            return None
        known.append(Rendering(english, source, target))
        return known[0] if len(known) > 1 else None
