"""``report.html``: one run, or many, at a glance and finding by finding.

The page carries its articles and findings as data in a block that the browser does not run, and its own script, allowed
by its hash, shows them a hundred at a time: a page of ten thousand findings opens as quickly as one of ten. Without the
script the first of them are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ..figures import CheckFigures, Compared, Figures, Listed, Sums
from ..limits import Culprit, Outcome
from ..record import ArticleRow, RunReport
from ..types import SEVERITIES, Severity, Span
from .pages import page, sheet
from .text import printable
from .trend import HEIGHT, WIDTH, charts
from .words import (
    DRAFT_NOTICE,
    decoding_label,
    model_label,
    readable_date,
    readable_seconds,
)

STATIC_ARTICLES, STATIC_FINDINGS = 500, 50
"""Rows that are in the page itself; the script has them all."""
GROUPS = 30
"""Feeds, sections and sources that are shown, the largest."""
EXCERPT = 700
"""Characters of a text around a finding that the page carries: of a longer sentence, what is near."""
_DIMENSIONS = {
    "feed": "Feed", "section": "Section", "source": "Source", "model": "Model", "summariser": "Summariser",
}  # fmt: skip
_MEASURES = (
    ("Articles", "articles", ","), ("Facts checked", "facts", ","), ("Briefs that pass", "passed", ","),
    ("Briefs that fail", "failed", ","), ("Errors", "errors", ","), ("Warnings", "warnings", ","),
    ("Errors per 1,000 facts", "errors_per_1000", ".1f"), ("Warnings per 1,000 facts", "warnings_per_1000", ".1f"),
)  # fmt: skip
"""What a comparison shows: words, a field of :class:`Sums`, how it is written."""
_VERDICTS = ("pass", "review", "fail")


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check's line: its figures and how wide its bar is, in hundredths of the widest."""

    figures: CheckFigures
    errors_per_1000: float
    warnings_per_1000: float
    bars: tuple[tuple[Severity, float, float], ...]
    """Severity, where its part begins, how wide it is."""
    precision: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A finding as the page shows it. Texts are ``(before, marked, after)``."""

    severity: Severity
    check: str
    message: str
    expected: str
    source: tuple[str, str, str]
    target: tuple[str, str, str]
    article: str
    id: str
    file: str
    link: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """An article that a limit names, with a link to where it is wrong."""

    culprit: Culprit
    link: str


def report_html(report: RunReport) -> str:
    """The page. Its tables are sorted and filtered by its inline script."""
    figures = report.figures
    several = len(figures.groups.get("model", ())) > 1 or len(figures.groups.get("summariser", ())) > 1
    shown = ("feed", "section", "source", *(("model", "summariser") if several else ()))
    return page(
        "report.html.j2",
        style=sheet("report.css") + (sheet("changed.css") if any(row.changed for row in report.articles) else ""),
        script="report.js",
        report=report,
        totals=report.totals,
        sums=figures.sums,
        facts=[fact for fact in _facts(report) if fact],
        draft_notice=DRAFT_NOTICE if any(signature.draft for signature in report.signatures) else "",
        models=[(s, model_label(s), decoding_label(s.decoding)) for s in report.signatures],
        limits=[(outcome, _suspects(report, outcome)) for outcome in report.limits],
        broken=sum(outcome.broken for outcome in report.limits),
        checks=check_rows(figures),
        groups=[
            (_DIMENSIONS[name], figures.groups[name][:GROUPS], len(figures.groups[name]) - GROUPS)
            for name in shown
            if name in figures.groups
        ],
        worst_rate=_worst_rate(figures),
        survival=[
            (row, share(row.before, row.facts), share(row.after, row.facts)) for row in figures.survival if row.facts
        ],
        trend=figures.trend if len(figures.trend) > 1 else (),
        charts=charts(figures.trend),
        chart_size=(WIDTH, HEIGHT),
        compared=report.compared,
        differences=list(differences(report.compared)) if report.compared else [],
        articles=report.articles[:STATIC_ARTICLES],
        found=[found_row(one) for one in report.found[:STATIC_FINDINGS]],
        all_found=sum(check.found + check.dismissed for check in figures.checks),
        check_names=sorted({one.finding.check for one in report.found}),
        data=_embedded(report),
    )  # fmt: skip


def _worst_rate(figures: Figures) -> float:
    """Errors and warnings per 1,000 facts of the worst group: the width of a whole bar."""
    sums = [group.sums for groups in figures.groups.values() for group in groups]
    return max((s.errors_per_1000 + s.warnings_per_1000 for s in sums), default=0.0) or 1.0


def _facts(report: RunReport) -> tuple[str, ...]:
    return (
        f"Run {report.run_id}" if report.run_id else report.about,
        readable_date(report.started),
        readable_seconds(report.seconds) if report.seconds else "",
        f"{report.totals.reused:,} done before" if report.totals.reused else "",
    )


def check_rows(figures: Figures) -> tuple[CheckRow, ...]:
    """The checks of a report, with bars."""
    most = max((check.found for check in figures.checks), default=0) or 1
    return tuple(
        CheckRow(
            c,
            figures.sums.per_1000(c.errors),
            figures.sums.per_1000(c.warnings),
            tuple(_bars(c, most)),
            precision(c),
        )
        for c in figures.checks
    )


def _bars(check: CheckFigures, most: int) -> Iterator[tuple[Severity, float, float]]:
    begin = 0.0
    numbers: tuple[tuple[Severity, int], ...] = (
        ("error", check.errors), ("warning", check.warnings), ("note", check.notes),
    )  # fmt: skip
    for severity, number in numbers:
        width = 100 * number / most
        yield severity, round(begin, 2), round(width, 2)
        begin += width


def precision(check: CheckFigures) -> str:
    """The share confirmed of a check's findings that people have judged: ``75% of 8``; empty if they judged none."""
    if check.precision is None:
        return ""
    return f"{100 * check.precision:.0f}% of {check.judged:,}"


def share(number: int, of: int) -> str:
    """A share in percent; what is not quite all of them is never rounded to all."""
    return f"{min(100 * number / of, 99.9) if number < of else 100:.1f}%"


def differences(compared: Compared) -> Iterator[tuple[str, str, str, str]]:
    """What is measured, before, now and the difference: rows of a table."""
    before, now = compared.before, compared.now
    for name, field, form in _MEASURES:
        was, is_now = getattr(before, field), getattr(now, field)
        yield name, f"{was:{form}}", f"{is_now:{form}}", _signed(is_now - was, form)
    for old, new in compared.checks:
        was, is_now = _doubts(old, before), _doubts(new, now)
        if round(was, 1) != round(is_now, 1):
            name = (new or old).check  # type: ignore[union-attr]
            yield f"{name} per 1,000 facts", f"{was:.1f}", f"{is_now:.1f}", _signed(is_now - was, ".1f")


def _doubts(check: CheckFigures | None, sums: Sums) -> float:
    return sums.per_1000(check.errors + check.warnings) if check else 0.0


def _signed(number: float, form: str) -> str:
    return f"{number:+{form}}".replace("-", "\N{MINUS SIGN}") if round(number, 1) else "±0"


def _suspects(report: RunReport, outcome: Outcome) -> list[Suspect]:
    """The articles that a limit names, each with a link to its first finding that the limit counts."""
    if not outcome.broken:
        return []
    links: dict[str, str] = {}
    for one in report.found:
        if _counts(one, outcome):
            links.setdefault(one.page, link(one))
            links.setdefault(one.article, link(one))
    pages = {row.id: row.qa or row.brief for row in report.articles}
    return [Suspect(c, links.get(c.page or c.id) or c.page or pages.get(c.id, "")) for c in outcome.worst]


def _counts(one: Listed, outcome: Outcome) -> bool:
    check = one.finding.check
    return (
        one.counts is not None
        and (not outcome.severities or one.counts in outcome.severities)
        and outcome.check in ("", check, check.partition(".")[0])
        and (one.approved or not outcome.approved)
    )


def link(one: Listed) -> str:
    """Where the side-by-side page shows a finding's sentence."""
    return f"{one.page}#r{one.row}" if one.page and one.row else one.page


def found_row(one: Listed) -> FoundRow:
    """A finding as the page shows it."""
    finding = one.finding
    source, s0, s1 = excerpt(one.source, finding.source)
    target, t0, t1 = excerpt(one.target, finding.target)
    return FoundRow(
        severity=finding.severity, check=finding.check, message=finding.message,
        expected=" or ".join(finding.expected), source=(source[:s0], source[s0:s1], source[s1:]),
        target=(target[:t0], target[t0:t1], target[t1:]), article=one.title or one.article, id=one.article,
        file=one.file, link=link(one), state=one.state, reason=one.reason,
    )  # fmt: skip


def excerpt(text: str, span: Span | None) -> tuple[str, int, int]:
    """At most ``EXCERPT`` characters of a text, with what a span marks, and where that is in them."""
    start, end = (max(0, min(span.start, len(text))), max(0, min(span.end, len(text)))) if span else (0, 0)
    end = max(start, min(end, start + EXCERPT // 2))
    if len(text) <= EXCERPT:
        return text, start, end
    begin = max(0, min(start - EXCERPT // 4, len(text) - EXCERPT))
    piece = text[begin : begin + EXCERPT]
    before, after = "…" if begin else "", "…" if begin + EXCERPT < len(text) else ""
    return before + piece + after, start - begin + len(before), end - begin + len(before)


class _Texts:
    """Texts of a page, each once; a row has its number."""

    def __init__(self) -> None:
        self.all: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.all.setdefault(printable(text), len(self.all))


def _embedded(report: RunReport) -> Any:
    """The page's data as JSON that ends no element; it is text of articles, and the browser runs none of it."""
    from markupsafe import Markup

    texts = _Texts()
    data = {
        "articles": [_article_data(row, texts) for row in report.articles],
        "findings": [_finding_data(one, texts) for one in report.found],
        "texts": texts.all,  # in the order of their numbers
    }
    data["texts"] = list(texts.all)
    encoded = msgspec.json.encode(data).decode().replace("<", "\\u003c")
    return Markup(encoded)  # noqa: S704 - in a data block only "<" could end it


def _article_data(row: ArticleRow, texts: _Texts) -> Sequence[Any]:
    return (
        *map(texts.number, (row.title, row.id, row.source, row.file, row.run, row.brief, row.qa, row.changed)),
        int(row.reused), _VERDICTS.index(row.verdict), row.sentences, row.facts, row.errors, row.warnings, row.notes,
        row.repairs, row.seconds,
    )  # fmt: skip


def _finding_data(one: Listed, texts: _Texts) -> Sequence[Any]:
    finding = one.finding
    source, s0, s1 = excerpt(one.source, finding.source)
    target, t0, t1 = excerpt(one.target, finding.target)
    return (
        SEVERITIES.index(finding.severity), texts.number(finding.check), texts.number(finding.message),
        texts.number(" or ".join(finding.expected)),
        texts.number(source), *_utf16(source, s0, s1), texts.number(target), *_utf16(target, t0, t1),
        *map(texts.number, (one.title or one.article, one.article, one.file, link(one), one.state, one.reason)),
        0 if one.counts is None else SEVERITIES.index(one.counts) + 1, int(one.approved),
    )  # fmt: skip


def _utf16(text: str, *places: int) -> Iterable[int]:
    """Offsets as a browser counts them: characters beyond the first plane are two there."""
    if text.isascii():
        return places
    return [place + sum(char > "\uffff" for char in text[:place]) for place in places]
