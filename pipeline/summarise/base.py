"""What a run expects of a summariser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from ..types import Article, CheckedSentence, Dropped


@dataclass(frozen=True, slots=True)
class SummariserIdentity:
    """What a summary was made with; part of the signature."""

    name: str
    """The name by which it is chosen, or a model's hub id."""
    revision: str = ""
    """What tells one version of it from another: sha256 of its weights or its code, or a hub commit."""
    prompt: str = ""
    """sha256 of its prompt file, empty if it has none."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence that a summariser offers for the brief.

    ``sources`` are the ids of the article's sentences it rests on: its text is checked against the source text of all
    of them together. ``order`` is its position among those accepted (drafts are offered best first, which need not be
    the order in which they read well). ``needs`` are the ids of sentences without which the text cannot be understood:
    it is taken only after drafts that rest on them.
    """

    text: str
    sources: tuple[str, ...]
    order: int
    needs: tuple[str, ...] = ()
    part: Literal["summary", "headline"] = "summary"
    """A draft for the headline is taken if nothing at all is wrong with it; otherwise the title is translated."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What the check has to say against a draft; ``refused`` if it cannot be used as it is."""

    draft: Draft
    messages: tuple[str, ...]
    refused: bool


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A draft that was refused, and the one offered in its place, if any.

    ``dropped.remedy`` is what was meant to become of it. Whether ``instead`` gets into the brief is only known once its
    sentences are chosen.
    """

    dropped: Dropped
    instead: Draft | None = None


class Summariser(Protocol):
    """Something that condenses an article. It neither checks nor judges what it offers.

    Deterministic: the same article and sentences give the same drafts.
    """

    @property
    def identity(self) -> SummariserIdentity:
        """What this summariser is."""

    @property
    def lanes(self) -> int:
        """How many articles it takes at once, in separate threads alongside translation.

        0 for one that is quick enough to be called between two answers of the translator.
        """

    def drafts(self, article: Article, sentences: Sequence[CheckedSentence]) -> Iterable[Draft]:
        """Sentences for the brief, best first; more than are wanted, since some may be refused.

        Args:
            article: the cleaned article; for a summariser with lanes, its title is the translated one.
            sentences: those of its running text that have a translation, in order. Only their ids may be given as
                sources.

        An empty answer is valid (an article too long for the model): the extractive summariser then takes over.
        """


@runtime_checkable
class Reviser(Protocol):
    """A summariser that can be asked once more for what the check did not let pass."""

    def again(self, article: Article, sentences: Sequence[CheckedSentence], faults: Sequence[Fault]) -> Iterable[Draft]:
        """Other wordings for some drafts, each with the ``part`` and ``order`` of the draft that it is to replace.

        Called where :meth:`Summariser.drafts` is called, with the same article and sentences.
        """
