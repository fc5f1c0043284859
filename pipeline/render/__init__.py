"""Everything a person reads, rendered from records: briefs, side-by-side pages, the run report, tables for machines.

All functions are pure: data in, text out. HTML pages are self-contained and load nothing.
"""

from .brief import brief_html, brief_json, brief_markdown
from .check import CHECK_HEADER, Pair, check_csv, check_html, check_text
from .findings import FINDINGS_HEADER, findings_rows
from .located import Counts, counts
from .qa import qa_html
from .report import ArticleRow, ReportBuilder, RunReport, article_row, report_html
from .summary import summary_table

__all__ = [
    "CHECK_HEADER",
    "FINDINGS_HEADER",
    "ArticleRow",
    "Counts",
    "Pair",
    "ReportBuilder",
    "RunReport",
    "article_row",
    "brief_html",
    "brief_json",
    "brief_markdown",
    "check_csv",
    "check_html",
    "check_text",
    "counts",
    "findings_rows",
    "qa_html",
    "report_html",
    "summary_table",
]
