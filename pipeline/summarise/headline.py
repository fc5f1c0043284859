"""The headline of a brief: the translated title, or its substitute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..check import Checker
from ..types import Article, BriefSentence, CheckedSentence, Dropped
from .ground import says_more


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, the sentences it rests on, and what the check refused before it."""

    text: str
    language: str
    sources: tuple[str, ...] = ()
    refused: tuple[Dropped, ...] = ()


def headline(
    article: Article, sentences: Sequence[CheckedSentence], brief: Sequence[BriefSentence], checker: Checker
) -> Headline:
    """The translated title; if that cannot be trusted, the original; without a title, the summary's first sentence."""
    original = article.language or "de"
    title = [s for s in sentences if s.kind == "title" and s.removed_by is None and s.target]
    if not title:
        if article.title:
            return Headline(article.title, original)
        return Headline(brief[0].text, "en", brief[0].sources) if brief else Headline("", "en")
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
    text = " ".join(s.target or "" for s in title)
    if bad:
        refused = Dropped("headline", ids, text, bad[0].message)
        return Headline(" ".join(s.source for s in title), original, ids, (refused,))
    return Headline(text, "en", ids)
