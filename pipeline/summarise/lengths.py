"""The other two lengths of a brief: an alert of one line, and the sentences that a long brief goes on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..check import Checker
from ..config import SummariseConfig
from ..types import Article, BriefSentence, CheckedSentence
from .extractive import Extractive
from .ground import ground
from .structure import fitness

LONGEST_ALERT = 160
"""Characters of an alert."""
FIT = 0.6
"""The least fitness (:func:`.structure.fitness`) of a sentence that nobody would miss."""
FURTHER = 5
"""Sentences that a long brief has beyond the brief, at most."""


def alert(
    headline: str,
    about: Sequence[CheckedSentence],
    summary: Sequence[BriefSentence],
    by_id: Mapping[str, CheckedSentence],
) -> str:
    """The news in one line: the lead if it is short and nothing speaks against it, else the headline on the same terms,
    else nothing.

    Args:
        headline: in English, or empty.
        about: the sentences that the headline rests on.
        summary: the brief's sentences.
        by_id: the article's.
    """
    for lead in summary[:1]:
        if len(lead.text) <= LONGEST_ALERT and sound(lead, [by_id[name] for name in lead.sources if name in by_id]):
            return lead.text
    clean = not any(finding.severity != "note" for sentence in about for finding in sentence.findings)
    return headline if clean else ""


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
        if any(fitness(by_id[name].source) < FIT for name in draft.sources):
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
