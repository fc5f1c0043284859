"""Statistics of a record and a run: findings with their places, counts, rows and totals. Nothing here is rendering."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from .accepted import FROM_FILE
from .judge import beyond, dismissed
from .types import (
    Brief,
    BriefSentence,
    CheckedSentence,
    Decision,
    Fact,
    Failure,
    Finding,
    Level,
    Record,
    Severity,
    Signature,
)

if TYPE_CHECKING:
    from .figures import Compared, Figures, Listed
    from .limits import Outcome


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its place. ``source`` and ``target`` are the texts that its spans refer to.

    ``part`` is ``article`` for a translated sentence, ``brief`` for what only the check of the summary found.
    """

    part: Literal["article", "brief"]
    sentences: tuple[str, ...]
    source: str
    target: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Counts:
    """What was checked in an article and what was found. ``facts``: on the German side, without optional ones."""

    sentences: int
    facts: int
    errors: int
    warnings: int
    notes: int
    repairs: int
    accepted: int = 0
    """Findings that a file of accepted ones has a line for; they are in no other figure."""


def kept(record: Record) -> list[CheckedSentence]:
    """The sentences that belong to the article proper, in order."""
    return [sentence for sentence in record.sentences if sentence.removed_by is None]


def removed_in_doubt(record: Record) -> list[CheckedSentence]:
    """Sentences that cleaning took for furniture of the page and that could be the article's own.

    What repeats a sentence is still there, what a page's markup sets apart is no matter of words, and sentences of a
    few words that a rule takes are buttons and labels.
    """
    return [
        sentence
        for sentence in record.sentences
        if sentence.removed_by
        and not sentence.removed_by.startswith(("html.", "repeat."))
        and _FINISHED.search(sentence.source[-4:])
        and len(sentence.source.split()) >= _DOUBTFUL_WORDS
    ]


_FINISHED = re.compile(r"[.!?…][\"”“’‘»«›‹)\]]{0,3}$")
_DOUBTFUL_WORDS = 6


def sources_of(record: Record, ids: Iterable[str]) -> list[CheckedSentence]:
    """The sentences with these ids, in the order given; unknown ids are left out."""
    by_id = {sentence.id: sentence for sentence in record.sentences}
    return [by_id[i] for i in ids if i in by_id]


def long_brief(record: Record) -> tuple[BriefSentence, ...]:
    """The sentences of the brief and those that a long brief has besides, in reading order.

    That is the article's, unless the brief has one of its own (a live ticker's newest entry first): then the further
    sentences follow.
    """
    place = {sentence.id: number for number, sentence in enumerate(record.sentences)}

    def first(sentence: BriefSentence) -> int:
        return min((place[name] for name in sentence.sources if name in place), default=len(place))

    summary, further = record.brief.sentences, record.brief.further
    if [first(sentence) for sentence in summary] != sorted(first(sentence) for sentence in summary):
        return (*summary, *further)
    return tuple(sorted((*summary, *further), key=first))


def quoted_at(sentence: BriefSentence, sources: Sequence[CheckedSentence]) -> int | None:
    """Where a summary sentence begins in the translation that it is the end of (all of it, or without the dateline);
    ``None`` if it is in its writer's own words."""
    if (
        len(sources) != 1
        or not (target := sources[0].target)
        or not sentence.text
        or not target.endswith(sentence.text)
    ):
        return None
    return len(target) - len(sentence.text)


def moved(finding: Finding, by: int) -> Finding:
    """A finding in a translation as one in its end, ``by`` characters shorter at the front."""
    span = finding.target
    return replace(finding, target=replace(span, start=span.start - by, end=span.end - by) if span else None)


def all_findings(record: Record) -> Iterator[Located]:
    """Every finding once: those of the article's sentences in order, then what the brief's own check adds."""
    for sentence in kept(record):
        for finding in sentence.findings:
            yield Located("article", (sentence.id,), sentence.source, sentence.target or "", finding)
    for brief_sentence in record.brief.sentences:
        yield from brief_only(record, brief_sentence)
    headline = record.brief
    if headline.headline_findings:
        written = BriefSentence(headline.headline, headline.headline_sources, headline.headline_findings)
        yield from brief_only(record, written)


def open_findings(record: Record) -> Iterator[Located]:
    """The findings that nobody has dismissed."""
    gone = dismissed(record)
    return (located for located in all_findings(record) if (located.sentences, located.finding) not in gone)


def rests_on(brief: Brief) -> frozenset[str]:
    """The ids of the article's sentences that a brief and its headline are made of."""
    return frozenset((*brief.headline_sources, *(name for sentence in brief.sentences for name in sentence.sources)))


def about_brief(record: Record) -> Callable[[Located], bool]:
    """Whether a finding is about the brief or about a sentence that it rests on, and not elsewhere in the article."""
    used = rests_on(record.brief)
    return lambda located: located.part == "brief" or used.issuperset(located.sentences)


def required(sentences: Iterable[CheckedSentence]) -> Iterator[Fact]:
    """The facts of the source that have to be in the English: those that are checked and counted."""
    return (fact for sentence in sentences for fact in sentence.facts if not fact.optional)


def accepted_findings(record: Record) -> list[tuple[Located, Decision]]:
    """The findings that do not count because a file of accepted findings has a line for them, with what it says."""
    by_place = {(d.sentences, d.finding): d for d in record.decisions if d.rule == FROM_FILE}
    found = ((one, by_place.get((one.sentences, one.finding))) for one in all_findings(record)) if by_place else ()
    return [(one, decision) for one, decision in found if decision is not None]


def accepted(record: Record) -> bool:
    """Whether a person has accepted the brief in its present form: nothing was decided on it after that."""
    own = [decision for decision in record.decisions if not decision.rule]
    return bool(own) and own[-1].action == "accept"


def brief_only(record: Record, sentence: BriefSentence) -> Iterator[Located]:
    """What the check of a summary sentence found beyond the findings of the sentences it rests on."""
    sources = sources_of(record, sentence.sources)
    known = [finding for source in sources for finding in source.findings]
    text = " ".join(source.source for source in sources)
    for finding in beyond(sentence.findings, known):
        yield Located("brief", sentence.sources, text, sentence.text, finding)


def file_name(origin: str) -> str:
    """The file that an article was read from, without its folder: ``sport.jsonl:3``; empty for an address."""
    return "" if "://" in origin else origin.replace("\\", "/").rpartition("/")[2]


def counts(record: Record) -> Counts:
    """Figures of a record for tables and totals. What a person has dismissed is not counted."""
    sentences = kept(record)
    severities: Counter[Severity] = Counter(located.finding.severity for located in open_findings(record))
    return Counts(
        sentences=len(sentences),
        facts=sum(1 for _ in required(sentences)),
        errors=severities["error"],
        warnings=severities["warning"],
        notes=severities["note"],
        repairs=sum(len(sentence.repairs) for sentence in sentences),
        accepted=len(accepted_findings(record)),
    )


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article's line in the report and in the terminal summary. ``seconds`` is how long its record took to make.

    ``brief`` and ``qa`` are links relative to the report, percent-encoded; empty for a page that is not written.
    ``reused`` is true for an article that an earlier run had already done.
    """

    id: str
    title: str
    source: str
    published: str
    sentences: int
    facts: int
    errors: int
    warnings: int
    notes: int
    repairs: int
    verdict: Level
    seconds: float
    brief: str
    qa: str
    reused: bool = False
    changed: str = ""
    """What its sender calls this version and the most important change since the last one, for an article that this run
    has made anew."""
    file: str = ""
    """Name of the file it was read from, perhaps with a line; empty for an address."""
    run: str = ""
    """The run it is of, in a report over several."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a run's articles."""

    articles: int
    reused: int
    sentences: int
    facts: int
    errors: int
    warnings: int
    notes: int
    repairs: int
    passed: int
    review: int
    failed: int
    not_done: int
    skipped: int


@dataclass(frozen=True, slots=True)
class RunReport:
    """A whole run in figures, from which its outputs are made.

    ``signatures`` are those of its records: one, unless older records were made differently.
    """

    run_id: str
    started: str
    seconds: float
    """Wall time of the run; 0 if unknown."""
    totals: Totals
    articles: tuple[ArticleRow, ...]
    figures: Figures
    failures: tuple[Failure, ...]
    signatures: tuple[Signature, ...]
    signature: Signature | None = None
    """What the run makes new records with."""
    interrupted: bool = False
    host: str = ""
    python: str = ""
    files: tuple[str, ...] = ("briefs.jsonl", "findings.csv", "run.json")
    """The files beside the report that it links to."""
    found: tuple[Listed, ...] = ()
    """Findings one by one, the most severe first, as many as a page can hold."""
    limits: tuple[Outcome, ...] = ()
    """What the run was held against."""
    compared: Compared | None = None
    """What is different since another run."""
    about: str = ""
    """What it is about, if not one run: folders, a ledger."""


DOUBTFUL = 0.3
"""A summary's sentence with less support than this is marked: of 28 such sentences held out, 22 were wrong."""
SUPPORT_RATES: tuple[tuple[float, float, int], ...] = ((0.0, 0.21, 28), (DOUBTFUL, 0.52, 100), (0.8, 0.89, 226))
"""From which support on which share of how many sentences were right, of those held out when the score was fitted
(:mod:`pipeline.summarise.support`)."""


def support_rate(support: float) -> tuple[float, int]:
    """The share of sentences of about this support that people found consistent, and how many were looked at."""
    return next((share, number) for least, share, number in reversed(SUPPORT_RATES) if support >= least)


def by_extraction(record: Record) -> bool:
    """Whether the brief has sentences of the article because its summariser, another one, offered nothing usable."""
    stood_in = any(item.part == "summary" and not item.text for item in record.brief.dropped)
    return stood_in and record.signature.summariser != "extractive"
