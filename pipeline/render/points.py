"""Open points: what is doubtful in a brief and elsewhere in its article, sentence by sentence, with the German."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..judge import Dismissed, dismissed
from ..record import brief_only, kept, sources_of
from ..types import SEVERITIES, BriefSentence, CheckedSentence, Finding, Record, Severity
from .highlight import Mark, Segment, by_severity, segments
from .text import one_line
from .words import REMEDIES, SEVERITY_SIGNS


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubtful, in words."""

    severity: Severity
    sign: str
    message: str


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A sentence with its doubts, most severe first. The pieces have the doubtful words marked."""

    where: str
    doubts: tuple[Doubt, ...]
    german: str
    english: str
    german_pieces: tuple[Segment, ...]
    english_pieces: tuple[Segment, ...]

    @property
    def severity(self) -> Severity:
        """The most severe of its doubts."""
        return self.doubts[0].severity


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the check kept out of the brief, in words, the sentences it rests on (if any), and both sides."""

    text: str
    sentences: tuple[str, ...]
    source: str
    target: str


def in_brief(record: Record) -> list[OpenPoint]:
    """Errors and warnings in the headline, in the sentences the summary rests on, and from the brief's own check.

    A finding that a person has dismissed is not an open point.
    """
    points: list[OpenPoint] = []
    gone = dismissed(record)
    told: set[str] = set()
    parts: list[tuple[str, tuple[str, ...], BriefSentence | None]]
    parts = [("Headline", record.brief.headline_sources, None)]
    parts += [(f"Summary, sentence {n}", s.sources, s) for n, s in enumerate(record.brief.sentences, 1)]
    for where, ids, summary in parts:
        for sentence in sources_of(record, ids):
            if sentence.id not in told:
                points += _of_sentence(where, sentence, gone)
        told.update(ids)
        if summary is not None:
            extra = [f.finding for f in brief_only(record, summary) if (f.sentences, f.finding) not in gone]
            german = " ".join(sentence.source for sentence in sources_of(record, ids))
            points += _point(where, extra, german, summary.text)
    return _most_urgent_first(points)


def elsewhere(record: Record) -> list[OpenPoint]:
    """Errors and warnings in the sentences that the brief neither uses nor lists as left out."""
    brief = record.brief
    gone = dismissed(record)
    told = {*brief.headline_sources, *(i for sentence in brief.sentences for i in sentence.sources)}
    told |= {name for item in brief.dropped for name in item.sentences}
    return _most_urgent_first(
        point
        for sentence in kept(record)
        if sentence.id not in told
        for point in _of_sentence("Article", sentence, gone)
    )


def left_out(record: Record) -> list[LeftOut]:
    """What was proposed for the brief and refused by the check."""
    items = []
    for item in record.brief.dropped:
        message = f"{item.message} {REMEDIES[item.remedy]}".rstrip()
        if item.text and not item.sentences:
            message = f"“{item.text}”: {message}"  # there is no sentence of the article to show beside it
        if item.part == "headline":
            message = f"({'the model’s headline' if item.remedy else 'headline, left in German'}): {message}"
        found = sources_of(record, item.sentences)
        source = " ".join(sentence.source for sentence in found)
        ids = tuple(sentence.id for sentence in found)
        items.append(LeftOut(one_line(message), ids, one_line(source), one_line(item.text)))
    return items


def doubt_marks(findings: Iterable[Finding], side: str, text: str) -> list[Mark]:
    """Marks for errors and warnings on one side (``source`` or ``target``), labelled with the severity's sign."""
    marks = []
    for finding in findings:
        span = finding.source if side == "source" else finding.target
        if span is not None and finding.severity != "note" and 0 <= span.start < span.end <= len(text):
            sign = SEVERITY_SIGNS[finding.severity]
            marks.append(Mark(span.start, span.end, finding.severity, 0, sign, finding.message, "", ""))
    return list({(mark.start, mark.end): mark for mark in reversed(marks)}.values())


def _of_sentence(where: str, sentence: CheckedSentence, gone: Dismissed) -> Iterator[OpenPoint]:
    left = [finding for finding in sentence.findings if ((sentence.id,), finding) not in gone]
    return _point(where, left, sentence.source, sentence.target or "")


def _point(where: str, findings: Sequence[Finding], german: str, english: str) -> Iterator[OpenPoint]:
    serious = by_severity(finding for finding in findings if finding.severity != "note")
    if serious:
        yield OpenPoint(
            where=where,
            doubts=tuple(_doubts(serious)),
            german=one_line(german),
            english=one_line(english),
            german_pieces=segments(german, doubt_marks(serious, "source", german)),
            english_pieces=segments(english, doubt_marks(serious, "target", english)),
        )


def _doubts(findings: Sequence[Finding]) -> Iterator[Doubt]:
    """The findings in words; repeated ones are given once, with their count."""
    times = Counter((finding.severity, finding.message) for finding in findings)
    for (severity, message), number in times.items():
        yield Doubt(severity, SEVERITY_SIGNS[severity], message + (f" ({number} times)" if number > 1 else ""))


def _most_urgent_first(points: Iterable[OpenPoint]) -> list[OpenPoint]:
    return sorted(points, key=lambda point: -SEVERITIES.index(point.severity))
