"""A report as text: for a terminal, a mail, or the log of a CI."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..record import RunReport
from .report import differences, precision, share
from .text import fit, pad, width
from .words import plural, readable_date

NAME = 44
"""Columns of a name at most."""
GROUPS = 10
"""Feeds, sections and sources that are listed."""


def report_text(report: RunReport) -> str:
    """Totals, limits, trend, checks and groups, at most about 100 columns wide."""
    return "\n".join(_parts(report))


def _parts(report: RunReport) -> Iterator[str]:
    t, figures = report.totals, report.figures
    rows: list[tuple[str, ...]]
    head = (report.about or f"Run {report.run_id}".strip(), readable_date(report.started))
    yield " · ".join(part for part in head if part)
    yield (
        f"{plural(t.articles, 'article')} ({t.passed:,} pass, {t.review:,} review, {t.failed:,} fail), "
        f"{t.not_done:,} not done"
    )
    yield (
        f"{plural(t.sentences, 'sentence')}, {plural(t.facts, 'fact')} checked: {plural(t.errors, 'error')}, "
        f"{plural(t.warnings, 'warning')}, {plural(t.notes, 'note')}; {plural(t.repairs, 'repair')}"
    )
    rates = figures.sums.errors_per_1000, figures.sums.warnings_per_1000
    yield f"Per 1,000 facts: {rates[0]:.1f} errors, {rates[1]:.1f} warnings"
    for s in figures.survival:
        if s.facts:
            before, now = _share(s.before, s.facts), _share(s.after, s.facts)
            yield f"{s.family.capitalize()} whole: {before} before repair, {now} now"
    yield ""
    for outcome in report.limits:
        yield f"{'✕ broken' if outcome.broken else '✓ kept  '}  {outcome.words}: {outcome.said}"
        if outcome.broken and outcome.worst:
            worst = ", ".join(f"{fit(c.title or c.id, NAME)} ({c.number:,})" for c in outcome.worst)
            yield f"          worst: {worst}"
    if report.limits:
        yield ""
    if len(figures.trend) > 1:
        points = [(p.name, p.sums) for p in figures.trend]
        rows = [
            (name, f"{s.articles:,}", f"{s.passed:,}", f"{s.errors:,}", f"{s.errors_per_1000:.1f}", f"{s.warnings:,}",
             f"{s.warnings_per_1000:.1f}")
            for name, s in points
        ]  # fmt: skip
        yield _table(("Trend", "Articles", "Pass", "Errors", "per 1,000", "Warnings", "per 1,000"), rows)
    if report.compared:
        c = report.compared
        yield (f"{c.of}: " if c.of else "") + f"{plural(c.new, 'finding')} new, {c.gone:,} gone, {c.same:,} the same"
        yield _table((f"Compared with {c.name}", "Before", "Now", "Difference"), list(differences(c)))
        if c.verdicts:
            yield "Other verdicts"
            for v in c.verdicts:
                yield f"  {fit(v.title or v.article, NAME)}: {v.before} -> {v.now}"
            yield ""
    if figures.checks:
        rows = [
            (c.check, f"{c.errors:,}", f"{figures.sums.per_1000(c.errors):.1f}", f"{c.warnings:,}",
             f"{figures.sums.per_1000(c.warnings):.1f}", f"{c.notes:,}", f"{c.confirmed:,}", f"{c.dismissed:,}",
             precision(c) or "-")
            for c in figures.checks
        ]  # fmt: skip
        yield _table(
            ("Check", "Errors", "per 1,000", "Warnings", "per 1,000", "Notes", "Confirmed", "Dismissed", "Right"), rows
        )
    for dimension, groups in figures.groups.items():
        rows = [
            (g.name, f"{g.sums.articles:,}", f"{g.sums.facts:,}", f"{g.sums.errors:,}", f"{g.sums.errors_per_1000:.1f}",
             f"{g.sums.warnings:,}", f"{g.sums.warnings_per_1000:.1f}")
            for g in groups[:GROUPS]
        ]  # fmt: skip
        names = (dimension.capitalize(), "Articles", "Facts", "Errors", "per 1,000", "Warnings", "per 1,000")
        yield _table(names, rows) + (f"{len(groups) - GROUPS:,} more\n" if len(groups) > GROUPS else "")


def _share(number: int, of: int) -> str:
    return f"{number:,} of {of:,} ({share(number, of)})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned lines, the first column to the left, and an empty line after them."""
    lines = [head, *[(fit(name, NAME), *cells) for name, *cells in rows]]
    widths = [max(width(line[i]) for line in lines) for i in range(len(head))]
    return "".join(
        "  ".join(pad(text, columns, right=i > 0) for i, (text, columns) in enumerate(zip(line, widths, strict=True)))
        .rstrip() + "\n"
        for line in lines
    )  # fmt: skip
