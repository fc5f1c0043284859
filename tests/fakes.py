"""Fakes: small real things in the place of large ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.translate.base import EngineIdentity
from pipeline.types import Hypothesis, Translation


class FakeTranslator:
    """Translates from a phrase book; counts what it is asked. Unknown sentences come back as German."""

    def __init__(
        self, book: Mapping[str, str | Sequence[str] | Translation], *, draft: bool = False, revision: str = "r1"
    ) -> None:
        self.book = book
        self.asked: list[str] = []
        self.asked_again: list[str] = []
        self.interrupt_after: int | None = None
        self._identity = EngineIdentity("phrase-book", revision, "fake", {"beams": 1}, {}, draft)

    @property
    def identity(self) -> EngineIdentity:
        return self._identity

    @property
    def lanes(self) -> int:
        return 1

    @property
    def batch_tokens(self) -> int:
        return 100

    def length(self, sentence: str) -> int:
        return len(sentence.split())

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        if self.interrupt_after is not None and len(self.asked) >= self.interrupt_after:
            raise KeyboardInterrupt
        self.asked += sentences
        return [self._one(sentence) for sentence in sentences]

    def alternatives(self, sentences: Sequence[str], *, beams: int, hypotheses: int) -> list[tuple[Hypothesis, ...]]:
        self.asked_again += sentences
        return [self._one(sentence).hypotheses if sentence in self.book else () for sentence in sentences]

    def _one(self, sentence: str) -> Translation:
        entry = self.book.get(" ".join(sentence.split()), sentence)
        if isinstance(entry, Translation):
            return entry
        texts = [entry] if isinstance(entry, str) else list(entry)
        return Translation(tuple(Hypothesis(text, -0.1 - i / 10) for i, text in enumerate(texts)))
