"""``report.html``: a whole run at a glance."""

from __future__ import annotations

from ..record import RunReport
from .pages import page, sheet
from .words import DRAFT_NOTICE, decoding_label, model_label, readable_date, readable_seconds


def report_html(report: RunReport) -> str:
    """The page. Sorting and filtering need its inline script; without it, everything is shown in input order."""
    return page(
        "report.html.j2",
        style=sheet("changed.css") if any(row.changed for row in report.articles) else "",
        script="report.js",
        report=report,
        totals=report.totals,
        facts=[fact for fact in _facts(report) if fact],
        draft_notice=DRAFT_NOTICE if any(signature.draft for signature in report.signatures) else "",
        models=[(s, model_label(s), decoding_label(s.decoding)) for s in report.signatures],
        most=max((row.errors + row.warnings + row.notes for row in report.checks), default=1),
    )


def _facts(report: RunReport) -> tuple[str, ...]:
    return (
        f"Run {report.run_id}" if report.run_id else "",
        readable_date(report.started),
        readable_seconds(report.seconds) if report.seconds else "",
        f"{report.totals.reused:,} done before" if report.totals.reused else "",
    )
