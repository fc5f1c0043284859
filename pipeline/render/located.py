"""Where findings stand: every finding of a record once, with the sentences it is about, and the counts made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ..judge import beyond
from ..types import BriefSentence, CheckedSentence, Finding, Record, Severity


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its place. ``german`` and ``english`` are the texts that its spans count in.

    ``part`` is ``article`` for a translated sentence, ``brief`` for what only the check of the summary found.
    """

    part: Literal["article", "brief"]
    sentences: tuple[str, ...]
    german: str
    english: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Counts:
    """What was checked in an article and what was found. ``facts``: of the German side, optional ones left out."""

    sentences: int
    facts: int
    errors: int
    warnings: int
    notes: int
    repairs: int


def kept(record: Record) -> list[CheckedSentence]:
    """The sentences that belong to the article proper, in order."""
    return [sentence for sentence in record.sentences if sentence.removed_by is None]


def german_of(record: Record, ids: Iterable[str]) -> list[CheckedSentence]:
    """The sentences with these ids, in the order of the ids; unknown ids are left out."""
    by_id = {sentence.id: sentence for sentence in record.sentences}
    return [by_id[i] for i in ids if i in by_id]


def all_findings(record: Record) -> Iterator[Located]:
    """Every finding once: those of the article's sentences in order, then what the brief's own check adds to them."""
    for sentence in kept(record):
        for finding in sentence.findings:
            yield Located("article", (sentence.id,), sentence.source, sentence.target or "", finding)
    for brief_sentence in record.brief.sentences:
        yield from brief_only(record, brief_sentence)


def brief_only(record: Record, sentence: BriefSentence) -> Iterator[Located]:
    """What the check of a summary sentence found beyond the findings of the sentences it rests on."""
    sources = german_of(record, sentence.sources)
    known = [finding for source in sources for finding in source.findings]
    german = " ".join(source.source for source in sources)
    for finding in beyond(sentence.findings, known):
        yield Located("brief", sentence.sources, german, sentence.text, finding)


def counts(record: Record) -> Counts:
    """Figures of a record for tables and totals."""
    sentences = kept(record)
    severities: Counter[Severity] = Counter(located.finding.severity for located in all_findings(record))
    return Counts(
        sentences=len(sentences),
        facts=sum(not fact.optional for sentence in sentences for fact in sentence.facts),
        errors=severities["error"],
        warnings=severities["warning"],
        notes=severities["note"],
        repairs=sum(len(sentence.repairs) for sentence in sentences),
    )
