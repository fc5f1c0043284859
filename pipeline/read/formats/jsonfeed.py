"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), and what is written in its manner.

Fields of the wrong type are passed over: a feed is not refused for the number that should have been a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...config import InputConfig
from ..document import Document
from ..draft import Drafts, Refused
from ..items import Item, address, drafted, hinted, is_whole


def is_one(value: Mapping[str, Any]) -> bool:
    """Whether an object is a feed."""
    version = value.get("version")
    if isinstance(version, str) and "jsonfeed.org/version" in version.lower():
        return True
    return isinstance(value.get("items"), list) and any(key in value for key in ("home_page_url", "feed_url"))


def items(feed: Mapping[str, Any], document: Document, config: InputConfig) -> Drafts:
    """The items of a feed, in its order."""
    given = feed.get("items")
    if not isinstance(given, list):
        yield Refused(document.origin, "a JSON Feed without a list of items")
        return
    home = address(_text(feed, "home_page_url"), document.url) or document.url
    language = _text(feed, "language")
    found = 0
    for number, entry in enumerate(given, start=1):
        if not isinstance(entry, dict):
            continue
        url = address(_text(entry, "url"), document.url, home) or address(_text(entry, "external_url"))
        markup, plain, summary = _text(entry, "content_html"), _text(entry, "content_text"), _text(entry, "summary")
        text = markup if markup.strip() else plain or summary
        lead = "" if text == summary else summary
        title = _text(entry, "title")
        if not (text.strip() or title.strip() or url):
            continue
        found += 1
        tags = entry.get("tags")
        own = _text(entry, "language")
        yield drafted(
            Item(
                origin=f"{document.origin}#{number}",
                name=document.name,
                text=text,
                title=title,
                lead=lead,
                source=_text(feed, "title"),
                url=url,
                published=_text(entry, "date_published") or _text(entry, "date_modified"),
                updated=_text(entry, "date_modified"),
                language=own or hinted(language, config),
                guid=_text(entry, "id"),
                sections=[tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else (),
                home=home,
                teaser=bool(url) and not is_whole(text, lead),
            ),
            config,
        )
    if not found:
        if given:
            yield Refused(document.origin, "a JSON Feed whose items cannot be read")
        else:
            yield Refused(document.origin, "a feed without items at present", skipped=True, empty=True)


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if isinstance(found, str):
        return found
    return str(found) if name == "id" and isinstance(found, int | float) and not isinstance(found, bool) else ""
