"""The headline of a brief: the translated title, or what stands in for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..check import Checker
from ..types import GERMAN_HEADLINE, Article, BriefSentence, CheckedSentence
from .ground import says_more


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, the sentences it rests on, and what the check refused on the way to it."""

    text: str
    sources: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def headline(
    article: Article, sentences: Sequence[CheckedSentence], brief: Sequence[BriefSentence], checker: Checker
) -> Headline:
    """The translated title; where that cannot be trusted the original title, marked as such; without one, the lead."""
    title = [s for s in sentences if s.kind == "title" and s.removed_by is None and s.target]
    if not title:
        if article.title:
            return Headline(article.title + GERMAN_HEADLINE)
        return Headline(brief[0].text, brief[0].sources) if brief else Headline("")
    ids = tuple(s.id for s in title)
    bad = [
        finding
        for s in title
        for finding in (
            *(f for f in s.findings if f.check.startswith("text.")),
            *says_more(s.target or "", [s], checker),
        )
        if finding.severity == "error"
    ]
    if bad:
        original = " ".join(s.source for s in title)
        refused = f"{ids[0]} (headline, left in German): {bad[0].message}"
        return Headline(original + GERMAN_HEADLINE, ids, (refused,))
    return Headline(" ".join(s.target or "" for s in title), ids)
