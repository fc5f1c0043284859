"""Open points: what is doubtful in a brief and elsewhere in its article, sentence by sentence, with the German."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..judge import Dismissed, dismissed
from ..record import brief_only, kept, moved, quoted_at, rests_on, sources_of
from ..types import SEVERITIES, BriefSentence, CheckedSentence, Dropped, Finding, Record, Severity
from .advice import advice
from .highlight import Mark, Segment, by_severity, segments
from .text import one_line
from .words import REMEDIES, SEVERITY_SIGNS

HEADLINE_ADVICE = "Write an English headline."


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is doubtful, in words, and what to do about it."""

    severity: Severity
    sign: str
    message: str
    advice: str
    check: str


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """A sentence with its doubts, most severe first. The pieces have the doubtful words marked.

    ``also`` are other places with the same doubt: it is told once.
    """

    where: str
    doubts: tuple[Doubt, ...]
    german: str
    english: str
    german_pieces: tuple[Segment, ...]
    english_pieces: tuple[Segment, ...]
    sentences: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

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

    A finding that a person has dismissed is not an open point. What is wrong with a name in several places is told at
    the first.
    """
    points: list[OpenPoint] = _refused_headline(record)
    gone = dismissed(record)
    told: set[str] = set()
    parts: list[tuple[str, tuple[str, ...], BriefSentence | None]]
    said = bool(record.brief.sentences) and record.brief.headline == record.brief.sentences[0].text
    parts = [] if said else [("Headline", record.brief.headline_sources, None)]
    parts += [(f"Summary, sentence {n}", s.sources, s) for n, s in enumerate(record.brief.sentences, 1)]
    for where, ids, summary in parts:
        sources = sources_of(record, ids)
        extra: list[Finding] = []
        if summary is not None:
            extra = [f.finding for f in brief_only(record, summary) if (f.sentences, f.finding) not in gone]
        start = quoted_at(summary, sources) if summary is not None else None
        if summary is not None and start is not None:
            known = [] if sources[0].id in told else [moved(f, start) for f in _left(sources[0], gone)]
            points += _point(where, [*known, *extra], sources[0].source, summary.text, ids)
        else:
            for sentence in sources:
                if sentence.id not in told:
                    points += _of_sentence(where, sentence, gone)
            if summary is not None:
                points += _point(where, extra, " ".join(sentence.source for sentence in sources), summary.text, ids)
        told.update(ids)
    return _most_urgent_first(_told_once(points))


def _refused_headline(record: Record) -> list[OpenPoint]:
    """A headline that stayed German, with the translation that was refused and why."""
    item = _title(record)
    if item is None:
        return []
    german = " ".join(sentence.source for sentence in sources_of(record, item.sentences))
    doubt = Doubt("warning", SEVERITY_SIGNS["warning"], f"Left in German. {item.message}", HEADLINE_ADVICE, "")
    pieces = segments(german, ()), segments(item.text, ())
    return [OpenPoint("Headline", (doubt,), one_line(german), one_line(item.text), *pieces, item.sentences)]


def _title(record: Record) -> Dropped | None:
    """The refused translation of a title that therefore stayed German."""
    if record.brief.headline_language == "en":
        return None
    return next((item for item in reversed(record.brief.dropped) if item.part == "headline"), None)


def _told_once(points: Iterable[OpenPoint]) -> list[OpenPoint]:
    """The points without the doubts about a word that an earlier one has in the same words; that one then names both
    places. A figure is a matter of its sentence."""
    result: list[OpenPoint] = []
    first: dict[tuple[Severity, str], int] = {}
    for point in points:
        new = []
        for doubt in point.doubts:
            key = (doubt.severity, doubt.message)
            at = first.get(key) if doubt.check.startswith(_OF_WORDS) else None
            if at is None:
                first.setdefault(key, len(result))
                new.append(doubt)
            elif point.where not in (result[at].where, *result[at].also):
                result[at] = replace(result[at], also=(*result[at].also, point.where))
        if new:
            result.append(replace(point, doubts=tuple(new)))
    return result


def _counted(points: Iterable[OpenPoint]) -> list[OpenPoint]:
    """The points, each doubt about the same words once and with the number of sentences that have it."""
    result: list[list[Doubt]] = []
    bare: list[OpenPoint] = []
    first: dict[tuple[Severity, str], tuple[int, int]] = {}
    times: Counter[tuple[int, int]] = Counter()
    for point in points:
        new: list[Doubt] = []
        for doubt in point.doubts:
            key = (doubt.severity, doubt.message)
            if key in first and doubt.check.startswith(_OF_WORDS):
                times[first[key]] += 1
            else:
                first.setdefault(key, (len(result), len(new)))
                new.append(doubt)
        if new:
            result.append(new)
            bare.append(point)
    for (at, number), more in times.items():
        doubt = result[at][number]
        result[at][number] = replace(doubt, message=f"{doubt.message} ({more + 1} sentences)")
    return [replace(point, doubts=tuple(doubts)) for point, doubts in zip(bare, result, strict=True)]


_OF_WORDS = ("name.", "text.unknown", "text.untranslated")
"""Checks whose finding is about a word, the same wherever it stands; a figure is a matter of its sentence."""


def elsewhere(record: Record) -> list[OpenPoint]:
    """Errors and warnings in the sentences that the brief neither uses nor lists as left out."""
    brief = record.brief
    gone = dismissed(record)
    told = rests_on(brief) | {name for item in brief.dropped for name in item.sentences}
    return _most_urgent_first(
        _counted(
            point
            for sentence in kept(record)
            if sentence.id not in told
            for point in _of_sentence("Article", sentence, gone)
        )
    )


def left_out(record: Record) -> list[LeftOut]:
    """What was proposed for the brief and refused by the check, but for a headline that is an open point."""
    items = []
    for item in record.brief.dropped:
        if item is _title(record):
            continue
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
    return _point(where, _left(sentence, gone), sentence.source, sentence.target or "", (sentence.id,))


def _left(sentence: CheckedSentence, gone: Dismissed) -> list[Finding]:
    return [finding for finding in sentence.findings if ((sentence.id,), finding) not in gone]


def _point(
    where: str, findings: Sequence[Finding], german: str, english: str, ids: tuple[str, ...]
) -> Iterator[OpenPoint]:
    serious = by_severity(finding for finding in findings if finding.severity != "note")
    if serious:
        yield OpenPoint(
            where=where,
            doubts=tuple(_doubts(serious)),
            german=one_line(german),
            english=one_line(english),
            german_pieces=segments(german, doubt_marks(serious, "source", german)),
            english_pieces=segments(english, doubt_marks(serious, "target", english)),
            sentences=ids,
        )


def _doubts(findings: Sequence[Finding]) -> Iterator[Doubt]:
    """The findings in words; repeated ones are given once, with their count."""
    times = Counter((finding.severity, finding.message) for finding in findings)
    first = {(finding.severity, finding.message): finding for finding in reversed(findings)}
    for (severity, message), number in times.items():
        found = first[severity, message]
        words = message + (f" ({number} times)" if number > 1 else "")
        yield Doubt(severity, SEVERITY_SIGNS[severity], words, one_line(advice(found)), found.check)


def _most_urgent_first(points: Iterable[OpenPoint]) -> list[OpenPoint]:
    return sorted(points, key=lambda point: -SEVERITIES.index(point.severity))
