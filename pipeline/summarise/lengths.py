"""The other two lengths of a brief: an alert of one line, and the sentences that a long brief goes on with."""

from __future__ import annotations

from collections.abc import Sequence

from ..check import Checker
from ..config import SummariseConfig
from ..types import Article, BriefSentence, CheckedSentence
from .extractive import Extractive
from .ground import ground

LONGEST_ALERT = 160
"""Characters of an alert."""
FURTHER = 5
"""Sentences that a long brief has beyond the brief, at most."""


def alert(headline: str, language: str, summary: Sequence[BriefSentence]) -> str:
    """The news in one line: the lead if it is short and without a doubt, else an English headline, else nothing."""
    lead = summary[0].text if summary else ""
    clean = bool(summary) and not any(finding.severity != "note" for finding in summary[0].findings)
    if lead and clean and len(lead) <= LONGEST_ALERT:
        return lead
    return headline if language == "en" else ""


def further(
    article: Article,
    sentences: Sequence[CheckedSentence],
    summary: Sequence[BriefSentence],
    checker: Checker,
    settings: SummariseConfig,
) -> tuple[BriefSentence, ...]:
    """The sentences of the article that follow in rank, in reading order.

    Only those are taken that nothing speaks against: a long brief may end early, but has no doubt that the brief lacks.

    Args:
        article: the cleaned article.
        sentences: those of its running text that have a translation.
        summary: the brief's, none of which is said again.
        checker: the checker.
        settings: of the summariser.
    """
    by_id = {sentence.id: sentence for sentence in sentences}
    used = {name for sentence in summary for name in sentence.sources}
    taken: list[tuple[int, BriefSentence]] = []
    for draft in Extractive(settings).drafts(article, sentences):
        if len(taken) == FURTHER:
            break
        if used.intersection(draft.sources) or not used.issuperset(draft.needs):
            continue
        grounded = ground(draft, by_id, checker)
        one = BriefSentence(grounded.draft.text, grounded.draft.sources, grounded.findings)
        if not grounded.refusal and not grounded.loss and sound(one, [by_id[name] for name in one.sources]):
            taken.append((draft.order, one))
            used.update(draft.sources)
    return tuple(sentence for _, sentence in sorted(taken, key=lambda pair: pair[0]))


def sound(sentence: BriefSentence, sources: Sequence[CheckedSentence]) -> bool:
    """Whether neither its own check nor that of the sentences it rests on found more than notes."""
    every = (*sentence.findings, *(finding for source in sources for finding in source.findings))
    return not any(finding.severity != "note" for finding in every)
