"""What ``wortlaut check`` prints: text for a terminal, CSV for a spreadsheet, a page for reading side by side."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from ..types import Finding, Severity
from .checked import About, Gone, Key, Pair, Tally, empty_targets, grouped, key, place, places, severities
from .findings import span_cells
from .highlight import PairView, pair_view
from .pages import page, sheet
from .qa import partner_rules
from .text import csv_cell, one_line
from .words import SEVERITY_SIGNS, VERDICTS, plural

CHECK_HEADER: list[str] = [
    "line", "verdict", "severity", "check", "kind",
    "source", "source_start", "source_end", "target", "target_start", "target_end",
    "expected", "message", "source_line", "target_line",
]  # fmt: skip
FOUND_HEADER = ["id", "where", "state"]
"""Further columns where the input has them."""
SINCE_HEADER = ["since"]
"""A further column of a comparison: ``new`` or ``still``."""
_COLOURS: dict[Severity, str] = {"error": "31;1", "warning": "33", "note": "36"}
HELD = 20_000
"""Pairs with findings that are held in memory to find repeats among them."""
_LISTED = 500
"""Groups of findings listed at the head of a page, and findings that are gone."""

Ending = Callable[[], Sequence[Gone]]
"""Asked after the last pair: what an earlier delivery had that this one does not have."""


def _nothing() -> Sequence[Gone]:
    return ()


def check_text(
    pairs: Iterable[Pair], colour: bool = False, about: About | None = None, ending: Ending = _nothing
) -> str:
    """All of :func:`check_text_parts`."""
    return "".join(check_text_parts(pairs, colour, about, ending))


def check_text_parts(
    pairs: Iterable[Pair], colour: bool = False, about: About | None = None, ending: Ending = _nothing
) -> Iterator[str]:
    """The pairs with findings (both texts and what was found), then the totals of all pairs; piece by piece.

    A finding that others repeat is told once, with their places; a pair that has only such repeats is not shown.
    ``colour`` adds ANSI colours, for terminals that support them. Control characters in the texts are neutralised.
    """
    tally = Tally()
    held: list[Pair] = []
    for pair in pairs:
        tally.take(pair)
        if pair.comparison.findings:
            held.append(pair)
        if len(held) == HELD:
            yield from _told(held, colour)
            held = []
    yield from _told(held, colour)
    about = about or About()
    if about.against:
        yield from _since(tally, about, ending())
    yield tally.total + "\n"
    if tally.checks:
        yield "By check: " + "; ".join(f"{name} {severities(n, nothing=False)}" for name, n in tally.by_check) + "\n"
    for remark in (empty_targets(tally), *about.remarks):
        if remark:
            yield one_line(remark) + "\n"
    if line := " · ".join(part for part in (one_line(about.name), about.made) if part):
        yield line + "\n"


def _told(pairs: Sequence[Pair], colour: bool) -> Iterator[str]:
    groups: dict[Key, list[str]] = {}
    for pair in pairs:
        for finding in pair.comparison.findings:
            groups.setdefault(key(finding), []).append(place(pair))
    told: set[Key] = set()
    for pair in pairs:
        lines = []
        for finding, since in pair.told:
            if key(finding) in told:
                continue
            told.add(key(finding))
            lines.append(_finding_line(finding, colour, since))
            if len(found := groups[key(finding)]) > 1:
                where = places([one for one in found if one != place(pair)])
                lines.append(f"            {len(found):,} times" + (f": also in {one_line(where)}" if where else ""))
        if lines:
            head = f"{one_line(place(pair))}: {VERDICTS[pair.verdict].lower()}{_state(pair)}"
            texts = f"  source  {_shown(pair.source)}", f"  target  {_shown(pair.target)}"
            yield "\n".join((head, *texts, *lines)) + "\n\n"


def _shown(text: str) -> str:
    return one_line(text) or "(nothing)"


def _state(pair: Pair) -> str:
    return f" [{one_line(pair.state)}]" if pair.state else ""


def _since(tally: Tally, about: About, gone: Sequence[Gone]) -> Iterator[str]:
    name = one_line(about.against)
    for one in gone[:_LISTED]:
        finding = one.finding
        end = "; the segment is no longer there" if one.dropped else ""
        yield f"gone since {name}, {one_line(one.place)}: {finding.check}: {one_line(finding.message)}{end}\n"
    if gone:
        yield "\n"
    yield f"Since {name}: {plural(tally.new, 'finding')} new, {tally.still:,} still there, {len(gone):,} gone.\n"


def check_csv(pairs: Iterable[Pair]) -> str:
    """All of :func:`check_csv_parts`."""
    return "".join(check_csv_parts(pairs))


def check_csv_parts(pairs: Iterable[Pair], excel: bool = False) -> Iterator[str]:
    """A row per finding under :data:`CHECK_HEADER`; cells that could start a formula get a leading apostrophe.

    Where the first pair has an id, a place or an earlier delivery, so have all, and there are columns for them.

    Args:
        pairs: what was checked.
        excel: begin with a byte order mark, without which Excel takes UTF-8 for something else.
    """
    coming = iter(pairs)
    first = next(coming, None)
    found = first is not None and bool(first.id or first.where)
    since = first is not None and first.new is not None
    header = [*CHECK_HEADER, *(FOUND_HEADER if found else ()), *(SINCE_HEADER if since else ())]
    yield ("\ufeff" if excel else "") + _row(header)
    for pair in chain((first,) if first is not None else (), coming):
        for number, finding in enumerate(pair.comparison.findings):
            cells = [
                str(pair.index + 1), pair.verdict, finding.severity, finding.check, finding.kind,
                *span_cells(finding.source), *span_cells(finding.target),
                " | ".join(finding.expected), finding.message, pair.source, pair.target,
            ]  # fmt: skip
            if found:
                cells += [pair.id, pair.where, pair.state]
            if pair.new is not None:
                cells.append("new" if pair.new[number] else "still")
            yield _row([csv_cell(cell) for cell in cells])


def _row(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the page."""

    view: PairView
    where: str
    state: str
    since: tuple[str, ...]
    """For each finding ``new``, ``still`` or nothing."""


def check_html(
    pairs: Iterable[Pair],
    langs: tuple[str, str] = ("de", "en"),
    about: About | None = None,
    ending: Ending = _nothing,
) -> str:
    """A page with every pair side by side and facts marked, filterable by severity and check; before them the counts
    and each different finding once with the places that have it.

    Args:
        pairs: what was checked.
        langs: of the two sides.
        about: what the report says of itself.
        ending: what an earlier delivery had, if it is compared with one.
    """
    about = about or About()
    tally = Tally()
    rows, found = [], []
    for pair in pairs:
        tally.take(pair)
        rows.append(_html_row(pair))
        if pair.comparison.findings:
            found.append(pair)
    groups = grouped(found)
    gone = ending()
    return page(
        "check.html.j2",
        style=sheet("check.css") + partner_rules(row.view for row in rows),
        script="check.js",
        rows=rows,
        langs=langs,
        verdicts_found=tally.verdicts,
        total=tally.findings,
        facts=tally.facts,
        about=about,
        remarks=[one_line(remark) for remark in (empty_targets(tally), *about.remarks) if remark],
        checks=tally.by_check,
        groups=groups[:_LISTED],
        unlisted=max(0, len(groups) - _LISTED),
        tally=tally,
        gone=gone[:_LISTED],
        gone_total=len(gone),
        named=any(row.where or row.state for row in rows),
    )


def _html_row(pair: Pair) -> Row:
    comparison = pair.comparison
    view = pair_view(
        f"r{pair.index + 1}",
        pair.id or str(pair.index + 1),
        pair.source,
        pair.target,
        comparison.source_facts,
        comparison.target_facts,
        comparison.links,
        comparison.findings,
    )
    return Row(view, pair.where, pair.state, tuple(since for _, since in pair.told))


def _finding_line(finding: Finding, colour: bool, since: str) -> str:
    mark = f"{SEVERITY_SIGNS[finding.severity]} {finding.severity}"
    mark = f"\x1b[{_COLOURS[finding.severity]}m{mark}\x1b[0m" + " " * (9 - len(mark)) if colour else f"{mark:9}"
    spans = " -> ".join(
        f"“{one_line(span.text)}” [{span.start}:{span.end}]" if span else "nothing"
        for span in (finding.source, finding.target)
    )
    expected = f"; expected {' or '.join(one_line(e) for e in finding.expected)}" if finding.expected else ""
    when = {"new": " (new)", "still": " (still there)"}.get(since, "")
    return f"  {mark} {finding.check}: {one_line(finding.message)}{when}\n            {spans}{expected}"
