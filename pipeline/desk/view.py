"""The page of one brief as the desk shows it: the views of the rendered pages, with what people have decided.

Nothing here is arranged anew that :mod:`pipeline.render` arranges already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ..accepted import FROM_FILE
from ..record import Located, brief_only, sources_of
from ..render.changed import FactLine, TextLine
from ..render.highlight import FindingView, PairView, Segment, by_severity, difference, pair_view
from ..render.qa import Removed, Row, pair_rows
from ..render.view import BriefView
from ..types import BriefSentence, CheckedSentence, Decision, Finding, Record, Severity
from .actions import key

State = Literal["open", "confirmed", "dismissed"]


_Decided = dict[tuple[tuple[str, ...], Finding], Decision]
"""What was decided on a finding of these sentences."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with its key and what has become of it."""

    view: FindingView
    key: str
    state: State
    reason: str = ""
    by: str = ""
    standing: bool = False
    """A standing line has dismissed it."""
    filed: bool = False
    """A line in a file of accepted findings has."""

    @property
    def counts(self) -> bool:
        """It is an error or a warning that nobody has decided on."""
        return self.state == "open" and self.view.severity != "note"


@dataclass(frozen=True, slots=True)
class Edited:
    """Who last wrote a sentence's English, and how it differs from the machine's."""

    by: str
    difference: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A row of the side-by-side part: a pair with its findings, or what cleaning removed."""

    id: str
    number: str
    """From 1, among the sentences that belong to the article."""
    pair: PairView | None
    kind: str
    removed: Removed | None
    facts: tuple[FactLine, ...]
    text: TextLine | None
    findings: tuple[FindingLine, ...]
    in_brief: tuple[int, ...]
    """Numbers of the brief's sentences that rest on it."""
    edited: Edited | None

    @property
    def open(self) -> int:
        """Errors and warnings that nobody has decided on."""
        return sum(one.counts for one in self.findings)

    @property
    def worst(self) -> Severity | Literal["ok"]:
        """The most urgent of those findings."""
        left = [one.view.severity for one in self.findings if one.counts or one.state == "confirmed"]
        return "error" if "error" in left else "warning" if "warning" in left else "ok"


@dataclass(frozen=True, slots=True)
class BriefLine:
    """A sentence of the brief, with links to its rows and what only the brief's own check found."""

    pieces: tuple[Segment, ...]
    sources: tuple[tuple[str, str], ...]
    """Number and anchor of each row."""
    support: str
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True)
class DeskView:
    """What the page has besides :class:`~pipeline.render.view.BriefView`."""

    rows: tuple[DeskRow, ...]
    brief: tuple[BriefLine, ...]
    headline: tuple[FindingLine, ...]
    """Findings of a headline that a person wrote."""

    @property
    def lines(self) -> tuple[FindingLine, ...]:
        """All findings: of the headline, of the article, and what only the brief has."""
        rows = (line for row in self.rows for line in row.findings)
        return (*self.headline, *rows, *(line for one in self.brief for line in one.findings))

    @property
    def open(self) -> int:
        """Errors and warnings that nobody has decided on."""
        return sum(line.counts for line in self.lines)

    @property
    def open_errors(self) -> int:
        """The errors among them, and those that were confirmed: they are still in the text."""
        return sum(line.view.severity == "error" and line.state != "dismissed" for line in self.lines)

    @property
    def settled(self) -> int:
        """Errors and warnings that were decided on."""
        return sum(line.state != "open" for line in self.lines)


def desk_view(record: Record, view: BriefView) -> DeskView:
    """A record as the page of its brief shows it.

    Args:
        record: the record.
        view: the same record's :func:`~pipeline.render.view.brief_view`.
    """
    decisions = {(d.sentences, d.finding): d for d in record.decisions if d.finding is not None}
    by_id = {sentence.id: sentence for sentence in record.sentences}
    used: dict[str, list[int]] = {}
    for number, sentence in enumerate(record.brief.sentences, 1):
        for name in sentence.sources:
            used.setdefault(name, []).append(number)
    rows = []
    numbers: dict[str, tuple[str, str]] = {}
    for row in pair_rows(record.sentences, view.changed):
        if row.pair is not None:
            numbers[row.pair.label] = (str(len(numbers) + 1), row.pair.anchor)
        rows.append(_row(record, row, str(len(numbers)), by_id, decisions, used))
    brief = []
    for number, (sentence, shown) in enumerate(zip(record.brief.sentences, view.sentences, strict=True), 1):
        lines = _of_brief(record, f"b{number}x", sentence, decisions)
        anchors = tuple(numbers[name] for name in sentence.sources if name in numbers)
        brief.append(BriefLine(shown.pieces, anchors, shown.support, lines))
    title = BriefSentence(record.brief.headline, record.brief.headline_sources, record.brief.headline_findings)
    return DeskView(tuple(rows), tuple(brief), _of_brief(record, "r0x", title, decisions))


def _of_brief(
    record: Record,
    anchor: str,
    sentence: BriefSentence,
    decided: _Decided,
) -> tuple[FindingLine, ...]:
    """What only the check of a sentence of the brief has found."""
    extra = [located.finding for located in brief_only(record, sentence)]
    source = " ".join(one.source for one in sources_of(record, sentence.sources))
    pair = pair_view(anchor, "", "", None, (), (), (), extra)
    found = [Located("brief", sentence.sources, source, sentence.text, one) for one in by_severity(extra)]
    return _lines(record, found, pair.findings, decided)


def _row(
    record: Record,
    row: Row,
    number: str,
    by_id: dict[str, CheckedSentence],
    decided: _Decided,
    used: dict[str, list[int]],
) -> DeskRow:
    if row.pair is None:
        return DeskRow("", "", None, row.kind, row.removed, (), None, (), (), None)
    sentence = by_id[row.pair.label]
    found = [
        Located("article", (sentence.id,), sentence.source, sentence.target or "", one)
        for one in by_severity(sentence.findings)
    ]
    lines = _lines(record, found, row.pair.findings, decided)
    in_brief = tuple(used.get(sentence.id, ()))
    edited = _edited(sentence, record.decisions)
    return DeskRow(sentence.id, number, row.pair, row.kind, None, row.facts, row.text, lines, in_brief, edited)


def _lines(
    record: Record,
    found: Iterable[Located],
    views: Iterable[FindingView],
    decided: _Decided,
) -> tuple[FindingLine, ...]:
    lines = []
    for one, view in zip(found, views, strict=True):
        name, made = key(record, one), decided.get((one.sentences, one.finding))
        if made is None:
            lines.append(FindingLine(view, name, "open"))
        else:
            state: State = "confirmed" if made.action == "confirm" else "dismissed"
            lines.append(FindingLine(view, name, state, made.reason, made.by, made.rule > 0, made.rule == FROM_FILE))
    return tuple(lines)


def _edited(sentence: CheckedSentence, decisions: Sequence[Decision]) -> Edited | None:
    edits = [d for d in decisions if d.action == "edit" and d.sentences == (sentence.id,)]
    if not edits:
        return None
    return Edited(edits[-1].by, difference(edits[0].before, sentence.target or ""))
