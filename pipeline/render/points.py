"""Open points: what is doubtful in a brief and elsewhere in its article, sentence by sentence, with the German."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..record import brief_only, kept, sources_of
from ..types import SEVERITIES, BriefSentence, CheckedSentence, Finding, Record, Severity
from .highlight import Mark, Segment, by_severity, segments
from .text import one_line
from .words import SEVERITY_SIGNS


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubtful, in words."""

    severity: Severity
    sign: str
    message: str


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A sentence with something doubtful in it, the most severe first. The pieces have the doubtful words marked."""

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
class Dropped:
    """What the check kept out of the brief, in words, and the sentence on both sides if the words name one."""

    text: str
    sentence: str
    german: str
    english: str


def in_brief(record: Record) -> list[OpenPoint]:
    """Errors and warnings of the headline, of the sentences the summary rests on, and of the brief's own check."""
    points: list[OpenPoint] = []
    told: set[str] = set()
    parts: list[tuple[str, tuple[str, ...], BriefSentence | None]]
    parts = [("Headline", record.brief.headline_sources, None)]
    parts += [(f"Summary, sentence {n}", s.sources, s) for n, s in enumerate(record.brief.sentences, 1)]
    for where, ids, summary in parts:
        for sentence in sources_of(record, ids):
            if sentence.id not in told:
                points += _of_sentence(where, sentence)
        told.update(ids)
        if summary is not None:
            extra = [located.finding for located in brief_only(record, summary)]
            german = " ".join(sentence.source for sentence in sources_of(record, ids))
            points += _point(where, extra, german, summary.text)
    return _most_urgent_first(points)


def elsewhere(record: Record) -> list[OpenPoint]:
    """Errors and warnings of the sentences that the brief neither uses nor lists as left out."""
    brief = record.brief
    told = {*brief.headline_sources, *(i for sentence in brief.sentences for i in sentence.sources)}
    told |= {item.sentence for item in dropped(record)}
    return _most_urgent_first(
        point for sentence in kept(record) if sentence.id not in told for point in _of_sentence("Article", sentence)
    )


def dropped(record: Record) -> list[Dropped]:
    """What the summariser proposed and the check refused. The words begin with the sentence's id, if any."""
    items = []
    for text in record.brief.dropped:
        name, _, rest = text.partition(" ")
        found = sources_of(record, [name.rstrip(":")])
        if found:
            sentence = found[0]
            items.append(
                Dropped(one_line(rest), sentence.id, one_line(sentence.source), one_line(sentence.target or ""))
            )
        else:
            items.append(Dropped(one_line(text), "", "", ""))
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


def _of_sentence(where: str, sentence: CheckedSentence) -> Iterator[OpenPoint]:
    return _point(where, sentence.findings, sentence.source, sentence.target or "")


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
    """The findings in words; the same words twice are told once, with their number."""
    times = Counter((finding.severity, finding.message) for finding in findings)
    for (severity, message), number in times.items():
        yield Doubt(severity, SEVERITY_SIGNS[severity], message + (f" ({number} times)" if number > 1 else ""))


def _most_urgent_first(points: Iterable[OpenPoint]) -> list[OpenPoint]:
    return sorted(points, key=lambda point: -SEVERITIES.index(point.severity))
