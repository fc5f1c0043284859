"""What a run expects of a translation engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..types import Hypothesis, Translation


@dataclass(frozen=True, slots=True)
class EngineIdentity:
    """What a translation was made with; part of the signature."""

    model: str
    """Hub id, ``embedded``, or the name of the local folder."""
    revision: str
    """sha256 of the weights file (``sha256:...``), or hub commit."""
    engine: str
    """``transformers`` or ``ctranslate2``."""
    decoding: dict[str, str | int | float | bool]
    libraries: dict[str, str]
    """Name -> version of every library that affects the text."""
    draft: bool
    """True for weights of draft quality (the embedded model)."""


class Translator(Protocol):
    """A German-to-English engine.

    Deterministic: the same sentences give the same translations in any grouping, in any order, and from several threads
    at once (``lanes`` says how many are useful).
    """

    @property
    def identity(self) -> EngineIdentity:
        """What this engine is."""

    @property
    def lanes(self) -> int:
        """How many simultaneous calls keep the machine busy."""

    @property
    def batch_tokens(self) -> int:
        """How much is worth putting into one call, in the unit of :meth:`length`."""

    def length(self, sentence: str) -> int:
        """How long a sentence is to the engine. Sentences of equal length are best put into one call."""

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """Translate sentences (any number, any order of length); one result each, in order.

        An over-long sentence is split at clause marks, a looping or empty result retried; ``notes`` records both.
        """

    def alternatives(self, sentences: Sequence[str], *, beams: int, hypotheses: int) -> list[tuple[Hypothesis, ...]]:
        """Candidates from a wider search for each sentence, best first, unjudged; none if too long for the model."""
