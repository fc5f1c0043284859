"""Sitemaps: news sitemaps (Google's), and plain ones where a site has nothing better.

They have addresses, and news sitemaps titles and dates; the articles themselves are on their pages. A namespace that is
wrong or missing is no fault: elements go by their local names.
"""

from __future__ import annotations

from lxml import etree

from ...config import InputConfig
from ..document import Document
from ..draft import Drafts, Refused
from ..items import Item, address, drafted, hinted
from .newsml import child, children, local, parsed, words

_SHOWN = 3


def read(document: Document, config: InputConfig) -> Drafts:
    """An item without a text for every page of a sitemap, in its order."""
    document.unpack()
    data = document.whole(config.max_bytes)
    if isinstance(data, Refused):
        yield data
        return
    root = parsed(data)
    if isinstance(root, str):
        yield Refused(document.origin, root)
        return
    if local(root).lower() == "sitemapindex":
        yield _index(root, document)
        return
    entries = children(root, "url")
    found = 0
    for position, entry in enumerate(entries, start=1):
        url = address(words(child(entry, "loc")), document.url)
        if not url:
            continue
        found += 1
        yield drafted(_item(entry, url, f"{document.origin}#{position}", document, config), config)
    if found:
        return
    if entries or len(root):
        yield Refused(document.origin, "a sitemap in which no address of a page can be read")
    else:
        yield Refused(document.origin, "a sitemap without pages at present", skipped=True, empty=True)


def _item(entry: etree._Element, url: str, origin: str, document: Document, config: InputConfig) -> Item:
    news = child(entry, "news")
    publication = child(news, "publication")
    changed = words(child(entry, "lastmod"))
    keywords = words(child(news, "keywords"))
    return Item(
        origin=origin,
        name=document.name,
        title=words(child(news, "title")),
        source=words(child(publication, "name")),
        url=url,
        published=words(child(news, "publication_date")) or changed,
        updated=changed,
        language=hinted(words(child(publication, "language")), config),
        sections=[*keywords.split(","), *words(child(news, "genres")).split(",")],
        teaser=True,
    )


def _index(root: etree._Element, document: Document) -> Refused:
    """An index names sitemaps, not articles: which of them is meant, a person must say."""
    named = [
        url
        for one in children(root, "sitemap")
        if (url := address(words(child(one, "loc")) or words(one), document.url))
    ]
    shown = ", ".join(named[:_SHOWN]) + (" ..." if len(named) > _SHOWN else "")
    return Refused(document.origin, f"an index of {len(named)} sitemaps, not a sitemap; name one of them: {shown}")
