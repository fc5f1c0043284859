"""Renders records for readers: briefs, side-by-side pages, the run report, and tables for machines.

All functions are pure: data in, text out. HTML pages are self-contained and load nothing.
"""

from .brief import brief_html, brief_json, brief_markdown
from .check import CHECK_HEADER, Pair, check_csv, check_csv_parts, check_html, check_text, check_text_parts
from .findings import FINDINGS_HEADER, findings_rows
from .qa import qa_html
from .report import report_html
from .summary import summary_table

__all__ = [
    "CHECK_HEADER",
    "FINDINGS_HEADER",
    "Pair",
    "brief_html",
    "brief_json",
    "brief_markdown",
    "check_csv",
    "check_csv_parts",
    "check_html",
    "check_text",
    "check_text_parts",
    "findings_rows",
    "qa_html",
    "report_html",
    "summary_table",
]
