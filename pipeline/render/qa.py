"""``qa.html``: an article's German and English side by side, every fact marked in both, findings by severity."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..record import Counts, Located, accepted_findings, brief_only, counts
from ..types import BriefSentence, CheckedSentence, Decision, Finding, Record
from .changed import ChangedView, FactLine, TextLine
from .highlight import FindingView, PairView, pair_view
from .pages import page, sheet
from .view import BriefView, brief_view
from .words import DRAFT_NOTICE

_KIND_LABELS = {"paragraph": "", "other": "", "title": "Title", "lead": "Lead", "heading": "Heading", "list": "List",
                "caption": "Caption", "quote": "Quote", "byline": "Byline", "dateline": "Dateline"}  # fmt: skip
_Place = tuple[tuple[str, ...], Finding]


@dataclass(frozen=True, slots=True)
class Removed:
    """Neighbouring sentences that cleaning removed: ``(rule, text)`` each, and the rules in words."""

    rules: str
    sentences: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the page: a pair with the label of its block (empty for plain paragraphs), or what was removed."""

    pair: PairView | None
    kind: str
    removed: Removed | None
    facts: tuple[FactLine, ...] = ()
    """Those that have changed since the last version."""
    text: TextLine | None = None
    """How the sentence read then, if it was another one or is new."""


@dataclass(frozen=True, slots=True)
class BriefRow:
    """A sentence of the summary with what only the brief's own check found, and links to the rows it rests on."""

    number: int
    text: str
    sources: tuple[tuple[str, str], ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class AcceptedRow:
    """A finding that a file of accepted ones has a line for: its words, who accepted it and why, where it is."""

    check: str
    message: str
    reason: str
    by: str
    places: tuple[tuple[str, str], ...]
    times: int


def qa_html(record: Record) -> str:
    """The page for the QA lead. It needs no script; partners light up on hover and keyboard focus."""
    view: BriefView = brief_view(record)
    accepted = accepted_findings(record)
    without = {(one.sentences, one.finding) for one, _ in accepted}
    rows = tuple(pair_rows([_open(s, without) for s in record.sentences], view.changed))
    pairs = [row.pair for row in rows if row.pair]
    anchors = {pair.label: pair.anchor for pair in pairs}
    figures: Counts = counts(record)
    return page(
        "qa.html.j2",
        style=partner_rules(pairs) + (sheet("changed.css") if view.changed or view.note else ""),
        view=view,
        counts=figures,
        rows=rows,
        anchors=anchors,
        index=[pair for pair in pairs if pair.findings],
        removed=sum(len(row.removed.sentences) for row in rows if row.removed),
        accepted=_accepted(accepted, anchors),
        brief=[_brief_row(record, number, s, anchors, without) for number, s in enumerate(record.brief.sentences, 1)],
        article=record.article,
        signature=record.signature,
        draft_notice=DRAFT_NOTICE,
    )


def partner_rules(pairs: Iterable[PairView]) -> str:
    """CSS that lights up a fact's partner: one rule for each number in use, within a row."""
    most = max((pair.numbers for pair in pairs), default=0)
    selectors = ",\n".join(f".pair:has(.n{n}:is(:hover, :focus, :target)) .n{n}" for n in range(1, most + 1))
    return f"\n{selectors} {{ background: var(--lit); outline: 2px solid var(--ink); }}\n" if selectors else ""


def pair_rows(sentences: Sequence[CheckedSentence], changed: ChangedView | None) -> Iterator[Row]:
    """An article's sentences as rows, those that cleaning removed gathered where they stood."""
    number = 0
    for is_removed, group in groupby(sentences, key=lambda s: s.removed_by is not None):
        if is_removed:
            gone = tuple((s.removed_by or "", s.source) for s in group)
            yield Row(None, "", Removed(", ".join(dict.fromkeys(rule for rule, _ in gone)), gone))
            continue
        for s in group:
            number += 1
            pair = pair_view(
                f"r{number}", s.id, s.source, s.target, s.facts, s.target_facts, s.links, s.findings, s.repairs, s.notes
            )
            facts, text = changed.at(number) if changed else ((), None)
            yield Row(pair, _KIND_LABELS[s.kind], None, facts, text)


def _open(sentence: CheckedSentence, without: Collection[_Place]) -> CheckedSentence:
    """The sentence without the findings that are accepted."""
    if not without:
        return sentence
    return replace(sentence, findings=tuple(f for f in sentence.findings if ((sentence.id,), f) not in without))


def _accepted(found: Sequence[tuple[Located, Decision]], anchors: dict[str, str]) -> tuple[AcceptedRow, ...]:
    """The accepted findings, the same one in several places once."""
    rows: dict[tuple[str, str, str, str], AcceptedRow] = {}
    for one, decision in found:
        by = ", ".join(filter(None, (decision.by, decision.at)))
        key = one.finding.check, one.finding.message, decision.reason, by
        old = rows.get(key)
        places = dict.fromkeys(
            (*(old.places if old else ()), *((n, anchors[n]) for n in one.sentences if n in anchors))
        )
        rows[key] = AcceptedRow(*key, tuple(places), old.times + 1 if old else 1)
    return tuple(rows.values())


def _brief_row(
    record: Record,
    number: int,
    sentence: BriefSentence,
    anchors: dict[str, str],
    without: Collection[_Place],
) -> BriefRow:
    extra = [one.finding for one in brief_only(record, sentence) if (one.sentences, one.finding) not in without]
    shown = pair_view(f"b{number}", "", "", None, (), (), (), extra)
    sources = tuple((i, anchors[i]) for i in sentence.sources if i in anchors)
    return BriefRow(number, sentence.text, sources, shown.findings)
