"""``brief.email.html``: a brief to be pasted into a mail, or sent."""

from __future__ import annotations

from collections.abc import Sequence

from ..render.email import ALONE_POINTS, brief_page, email_brief
from ..types import Record
from .settings import Settings

PAGES = {"brief.html": "Brief", "qa.html": "German and English side by side"}
"""Pages of an article that a mail links to, and what it calls them."""


def brief_email(record: Record, settings: Settings) -> str:
    """The brief as HTML with all style inline. It links to pages only if they have an address outside their folder."""
    pages = [name for name in PAGES if name in record.run.files]
    return brief_page(email_brief(record, points=ALONE_POINTS, links=page_links(record.article.id, pages, settings)))


def page_links(article: str, pages: Sequence[str], settings: Settings) -> list[tuple[str, str]]:
    """Names and addresses of an article's pages; none if ``base_url`` is not set."""
    found = [(PAGES[name], settings.address(settings.relative(article, name))) for name in pages]
    return [(name, url) for name, url in found if url]
