"""What ``wortlaut check`` prints: text for a terminal, CSV for a spreadsheet, a page for reading side by side."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..judge import count
from ..types import Comparison, Finding, Level, Severity
from .findings import span_cells
from .highlight import by_severity, pair_view
from .pages import page
from .qa import partner_rules
from .text import csv_cell, one_line
from .words import SEVERITY_SIGNS, VERDICTS, plural

CHECK_HEADER: list[str] = [
    "line", "verdict", "severity", "check", "kind",
    "source", "source_start", "source_end", "target", "target_start", "target_end",
    "expected", "message", "source_line", "target_line",
]  # fmt: skip
_COLOURS: dict[Severity, str] = {"error": "31;1", "warning": "33", "note": "36"}


Pair = tuple[int, str, str, Level, Comparison]
"""Index (from 0; people see ``index + 1`` as the line number), source line, target line, verdict, comparison."""


class _Tally:
    """Running counts of what was checked and found."""

    def __init__(self) -> None:
        self.verdicts: Counter[Level] = Counter()
        self.findings: Counter[Severity] = Counter()
        self.facts = 0

    def take(self, verdict: Level, comparison: Comparison) -> None:
        self.verdicts[verdict] += 1
        self.findings.update(count(comparison.findings))
        self.facts += sum(not fact.optional for fact in comparison.source_facts)


def check_text(pairs: Iterable[Pair], colour: bool = False) -> str:
    """All of :func:`check_text_parts`."""
    return "".join(check_text_parts(pairs, colour))


def check_text_parts(pairs: Iterable[Pair], colour: bool = False) -> Iterator[str]:
    """The pairs with findings (both lines and what was found), then a line of totals for all pairs; piece by piece.

    ``colour`` adds ANSI colours, for terminals that support them. Control characters in the lines are neutralised.
    """
    tally = _Tally()
    for index, source, target, verdict, comparison in pairs:
        tally.take(verdict, comparison)
        if comparison.findings:
            lines = [f"line {index + 1}: {VERDICTS[verdict].lower()}", f"  source  {one_line(source)}"]
            lines.append(f"  target  {one_line(target)}")
            lines += [_finding_line(finding, colour) for finding in by_severity(comparison.findings)]
            yield "\n".join(lines) + "\n\n"
    verdicts, total = tally.verdicts, tally.findings
    yield (
        f"{plural(sum(verdicts.values()), 'pair')}, {plural(tally.facts, 'fact')} checked: "
        f"{plural(total['error'], 'error')}, {plural(total['warning'], 'warning')}, {plural(total['note'], 'note')} "
        f"({verdicts['pass']:,} pass, {verdicts['review']:,} review, {verdicts['fail']:,} fail)\n"
    )


def check_csv(pairs: Iterable[Pair]) -> str:
    """All of :func:`check_csv_parts`."""
    return "".join(check_csv_parts(pairs))


def check_csv_parts(pairs: Iterable[Pair]) -> Iterator[str]:
    """A row per finding under :data:`CHECK_HEADER`; cells that could start a formula get a leading apostrophe."""
    yield _row(CHECK_HEADER)
    for index, source, target, verdict, comparison in pairs:
        for finding in comparison.findings:
            cells = [
                str(index + 1), verdict, finding.severity, finding.check, finding.kind,
                *span_cells(finding.source), *span_cells(finding.target),
                " | ".join(finding.expected), finding.message, source, target,
            ]  # fmt: skip
            yield _row([csv_cell(cell) for cell in cells])


def _row(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def check_html(pairs: Iterable[Pair], langs: tuple[str, str] = ("de", "en")) -> str:
    """A page with every pair side by side and facts marked, filterable by severity. ``langs``: of the two sides."""
    rows = []
    tally = _Tally()
    for index, source, target, verdict, comparison in pairs:
        tally.take(verdict, comparison)
        rows.append(
            pair_view(
                f"r{index + 1}",
                str(index + 1),
                source,
                target,
                comparison.source_facts,
                comparison.target_facts,
                comparison.links,
                comparison.findings,
            )
        )
    return page(
        "check.html.j2",
        style=partner_rules(rows),
        rows=rows,
        langs=langs,
        verdicts_found=tally.verdicts,
        total=tally.findings,
        facts=tally.facts,
    )


def _finding_line(finding: Finding, colour: bool) -> str:
    mark = f"{SEVERITY_SIGNS[finding.severity]} {finding.severity}"
    mark = f"\x1b[{_COLOURS[finding.severity]}m{mark}\x1b[0m" + " " * (9 - len(mark)) if colour else f"{mark:9}"
    spans = " -> ".join(
        f"“{one_line(span.text)}” [{span.start}:{span.end}]" if span else "nothing"
        for span in (finding.source, finding.target)
    )
    expected = f"; expected {' or '.join(one_line(e) for e in finding.expected)}" if finding.expected else ""
    return f"  {mark} {finding.check}: {one_line(finding.message)}\n            {spans}{expected}"
