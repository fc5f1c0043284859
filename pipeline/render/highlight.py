"""A German and an English text side by side: facts marked in both, partners sharing a number, findings beside them.

Pure functions from a comparison to a :class:`PairView`, which the templates only print.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ..types import SEVERITIES, Fact, Finding, Link, Repair, Severity, Span
from .words import KINDS, SEVERITY_SIGNS

State = Literal["free", "same", "note", "warning", "error", "added"]
STATES: tuple[State, ...] = ("free", "same", *SEVERITIES)
"""From least to most urgent; ``free`` is a fact without a partner and without a finding. (``added``, a date that stands
in no text, is never compared with them.)"""
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch of a text. ``number`` is shared with its partner on the other side; 0 if it has none.

    ``anchor`` is its id in the page, ``partner`` the id it links to (empty if none).
    """

    start: int
    end: int
    state: State
    number: int
    label: str
    title: str
    anchor: str
    partner: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks. ``mark`` is the most urgent of them, ``labels`` those ending here."""

    text: str
    mark: Mark | None
    opens: bool
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as the page shows it; the anchors point at its marks."""

    severity: Severity
    sign: str
    check: str
    kind: str
    message: str
    expected: tuple[str, ...]
    source: str
    source_anchor: str
    target: str
    target_anchor: str


@dataclass(frozen=True, slots=True)
class RepairView:
    """A repair as a word-by-word difference: ``(mark, text)`` with mark ``same``, ``del`` or ``ins``."""

    step: str
    difference: tuple[tuple[str, str], ...]
    fixed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairView:
    """A row of a side-by-side page. ``worst`` is the most urgent severity in it, ``ok`` if it has no finding."""

    anchor: str
    label: str
    german: tuple[Segment, ...]
    english: tuple[Segment, ...] | None
    findings: tuple[FindingView, ...]
    repairs: tuple[RepairView, ...]
    notes: tuple[str, ...]
    worst: Severity | Literal["ok"]
    numbers: int
    """How many partner numbers the row uses."""


def pair_view(
    anchor: str,
    label: str,
    source: str,
    target: str | None,
    source_facts: Sequence[Fact],
    target_facts: Sequence[Fact],
    links: Sequence[Link],
    findings: Sequence[Finding],
    repairs: Sequence[Repair] = (),
    notes: Sequence[str] = (),
) -> PairView:
    """Everything a row shows. ``anchor`` must be unique in the page and safe in an id (letters, digits, hyphens)."""
    left, right = _numbers(sorted(links, key=lambda k: source_facts[k.source].span.start))
    german = _marks(f"{anchor}-g", source, source_facts, left, [(f, f.source) for f in findings])
    english = _marks(f"{anchor}-e", target or "", target_facts, right, [(f, f.target) for f in findings])
    german, english = _partnered(german, english), _partnered(english, german)
    anchors = _anchors(german), _anchors(english)
    return PairView(
        anchor=anchor,
        label=label,
        german=segments(source, german),
        english=None if target is None else segments(target, english),
        findings=tuple(_finding_view(f, *anchors) for f in by_severity(findings)),
        repairs=tuple(RepairView(r.step, difference(r.before, r.after), r.fixed) for r in repairs),
        notes=tuple(notes),
        worst=max((f.severity for f in findings), key=SEVERITIES.index, default="ok"),
        numbers=max(left.values(), default=0),
    )


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, otherwise in the order given."""
    return sorted(findings, key=lambda f: -SEVERITIES.index(f.severity))


def segments(text: str, marks: Sequence[Mark]) -> tuple[Segment, ...]:
    """The text cut at every edge of a mark; the pieces join to the whole text. Overlapping marks are allowed."""
    edges = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    coming = sorted(marks, key=lambda m: m.start)
    open_marks: list[Mark] = []
    ends: dict[int, list[str]] = {}
    for m in marks:
        if m.label and m.start < m.end:
            ends.setdefault(m.end, []).append(m.label)
    pieces = []
    at = 0
    for start, end in pairwise(edges):
        while at < len(coming) and coming[at].start <= start:
            open_marks.append(coming[at])
            at += 1
        open_marks = [m for m in open_marks if end <= m.end]
        top = max(open_marks, key=lambda m: (STATES.index(m.state), m.start), default=None)
        pieces.append(Segment(text[start:end], top, top is not None and top.start == start, tuple(ends.get(end, ()))))
    return tuple(pieces)


def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Word-by-word difference of two texts as ``(same | del | ins, text)`` pieces."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[tuple[str, str]] = []
    for op, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(("same", "".join(old[i:j])))
            continue
        if j > i:
            pieces.append(("del", "".join(old[i:j])))
        if m > k:
            pieces.append(("ins", "".join(new[k:m])))
    return tuple(pieces)


def _numbers(links: Sequence[Link]) -> tuple[dict[int, int], dict[int, int]]:
    """Fact index -> partner number, for each side. Facts joined by a chain of links share a number."""
    left: dict[int, int] = {}
    right: dict[int, int] = {}
    members: dict[int, list[tuple[dict[int, int], int]]] = {}
    highest = 0
    for link in links:
        a, b = left.get(link.source), right.get(link.target)
        number = a or b or highest + 1
        highest = max(highest, number)
        for side, key in ((left, link.source), (right, link.target)):
            if key not in side:
                members.setdefault(number, []).append((side, key))
                side[key] = number
        if a and b and a != b:
            for side, key in members.pop(b):
                side[key] = a
                members[a].append((side, key))
            while highest not in members:
                highest -= 1
    return left, right


def _marks(
    prefix: str,
    text: str,
    facts: Sequence[Fact],
    numbers: dict[int, int],
    findings: Sequence[tuple[Finding, Span | None]],
) -> list[Mark]:
    marks = []
    claimed: set[int] = set()
    places: dict[tuple[int, int], list[int]] = {}
    for k, (_, span) in enumerate(findings):
        if span is not None:
            places.setdefault(_clipped(span, text), []).append(k)
    for i, fact in enumerate(facts):
        start, end = _clipped(fact.span, text)
        if start >= end:
            continue
        about = places.get((start, end), [])
        claimed.update(about)
        of_them = by_severity(findings[k][0] for k in about)
        marks.append(_mark(f"{prefix}{i}", start, end, fact, numbers.get(i, 0), of_them))
    for k, (finding, span) in enumerate(findings):
        if span is None or k in claimed:
            continue
        start, end = _clipped(span, text)
        if start < end:
            marks.append(_mark(f"{prefix}f{k}", start, end, None, 0, [finding]))
    return marks


def _mark(anchor: str, start: int, end: int, fact: Fact | None, number: int, findings: Sequence[Finding]) -> Mark:
    """``findings`` are those about this stretch, most severe first."""
    worst = findings[0] if findings else None
    state: State = worst.severity if worst else "same" if number else "free"
    label = str(number) if number else ""
    if worst:
        label = f"{label} {SEVERITY_SIGNS[worst.severity]} {worst.check.rpartition('.')[2]}".strip()
    elif not number:
        label = "opt" if fact and fact.optional else "–"
    title = KINDS[fact.kind if fact else findings[0].kind]
    if fact and fact.values:
        title += ": " + " or ".join(fact.values)
    if worst:
        title += f" ({worst.severity}: {worst.message})"
    return Mark(start, end, state, number, label, title, anchor, "")


def _partnered(marks: Sequence[Mark], others: Sequence[Mark]) -> list[Mark]:
    first: dict[int, str] = {}
    for mark in others:
        if mark.number:
            first.setdefault(mark.number, mark.anchor)
    return [Mark(m.start, m.end, m.state, m.number, m.label, m.title, m.anchor, first.get(m.number, "")) for m in marks]


def _finding_view(finding: Finding, german: _Anchors, english: _Anchors) -> FindingView:
    return FindingView(
        severity=finding.severity,
        sign=SEVERITY_SIGNS[finding.severity],
        check=finding.check,
        kind=KINDS[finding.kind],
        message=finding.message,
        expected=finding.expected,
        source=finding.source.text if finding.source else "",
        source_anchor=_anchor(finding.source, german),
        target=finding.target.text if finding.target else "",
        target_anchor=_anchor(finding.target, english),
    )


_Anchors = dict[tuple[int, int], str]
"""Where a stretch begins and ends -> the id of its (first) mark."""


def _anchors(marks: Sequence[Mark]) -> _Anchors:
    return {(mark.start, mark.end): mark.anchor for mark in reversed(marks)}


def _anchor(span: Span | None, anchors: _Anchors) -> str:
    return anchors.get((span.start, span.end), "") if span is not None else ""


def _clipped(span: Span, text: str) -> tuple[int, int]:
    return max(0, min(span.start, len(text))), max(0, min(span.end, len(text)))
