"""Renders records for readers: briefs, side-by-side pages, the run report, and tables for machines.

All functions are pure: data in, text out. HTML pages are self-contained and load nothing.
"""

from .brief import brief_html, brief_json, brief_markdown
from .check import CHECK_HEADER, check_csv, check_csv_parts, check_html, check_text, check_text_parts
from .checked import About, Gone, Pair, Tally, place
from .findings import FINDINGS_HEADER, findings_rows
from .qa import qa_html
from .report import report_html
from .summary import summary_table
from .text import one_line

__all__ = [
    "CHECK_HEADER",
    "FINDINGS_HEADER",
    "About",
    "Gone",
    "Pair",
    "Tally",
    "brief_html",
    "brief_json",
    "brief_markdown",
    "check_csv",
    "check_csv_parts",
    "check_html",
    "check_text",
    "check_text_parts",
    "findings_rows",
    "one_line",
    "place",
    "qa_html",
    "report_html",
    "summary_table",
]
