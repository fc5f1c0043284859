"""RSS, RDF and Atom as publishers really write them, by feedparser.

It is given a stream of bytes and never a text: a text may be taken for an address or a path, and opened. Its own
cleaning of markup is off (it takes half the time); what is kept here is text, read like any other field with markup.
"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

from ...config import InputConfig
from ..document import Document, said
from ..draft import Drafts, Refused
from ..items import Item, address, drafted, hinted, is_whole
from ..records import moment

MOST_TAGS = 500_000
"""Opening angle brackets and ampersands in a feed; one of a thousand items has 20,000. Each takes some ten microseconds
if the feed is broken."""
MOST_IN_ITEM = 30_000
"""Opening angle brackets in one item; the library compares its categories, links and texts with one another."""
MOST_ATTRIBUTES = 1_000
"""In one tag; the library compares each with all others."""
_LONG_TAG = re.compile(rb"<[A-Za-z_][^<>]{4000,}+")
_ENTRY = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry|entries)[\s/>]")
_PREFIXED = re.compile(rb"<([A-Za-z_][\w.-]{0,40}):(?:item|entry|entries)[\s>]")
_HALF = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]))(?:;|(?![0-9a-fA-F]))"
)
"""References to characters that are none: U+D800 to U+DFFF."""
_END = re.compile(rb"</\s*(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>\s*(?:<!--.*?-->\s*)*\x00?\s*$", re.I | re.S)


def read(document: Document, config: InputConfig) -> Drafts:
    """The items of a feed, in its order."""
    document.unpack()
    data = document.whole(config.max_bytes)
    if isinstance(data, Refused):
        yield data
        return
    if reason := _too_much(data):
        yield Refused(document.origin, reason)
        return
    try:
        found = _with_items(data, document)
    except Exception as error:  # the library's own faults, on bytes that nobody has shown it before
        yield Refused(document.origin, f"a feed that cannot be read ({said(error)})")
        return
    items = list(_items(found, document, config, cut=not _END.search(data[-2000:]) and bool(found.bozo)))
    if not items:
        yield _without_items(found, data, document)
    for item in items:
        yield drafted(item, config)


def _with_items(data: bytes, document: Document) -> Any:
    """The feed; if its elements have a prefix that hides its items, without that."""
    found = parsed(data, document)
    if found.entries or not (prefix := _PREFIXED.search(data)):
        return found
    return parsed(re.sub(rb"<(/?)" + re.escape(prefix[1]) + rb":(?=[A-Za-z])", rb"<\1", data), document)


def _too_much(data: bytes) -> str:
    """Why a feed would take too long to read, or an empty text."""
    if data.count(b"<") + data.count(b"&") > MOST_TAGS:
        return f"it has more than {MOST_TAGS:,} tags and references"
    places = [0, *(found.start() for found in _ENTRY.finditer(data)), len(data)]
    if any(data.count(b"<", start, end) > MOST_IN_ITEM for start, end in pairwise(places)):
        return f"an item in it has more than {MOST_IN_ITEM:,} tags"
    if any(tag[0].count(b"=") > MOST_ATTRIBUTES for tag in _LONG_TAG.finditer(data)):
        return f"a tag in it has more than {MOST_ATTRIBUTES:,} attributes"
    return ""


def parsed(data: bytes, document: Document) -> Any:
    """The feed as feedparser reads it."""
    import feedparser

    headers = {}
    if document.media_type:
        charset = f"; charset={document.charset}" if document.charset else ""
        headers["content-type"] = f"{document.media_type}{charset}"
    if document.url:
        headers["content-location"] = document.url
    data = _HALF.sub(b"&#xFFFD;", data)  # the library fails on half characters
    return feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False, response_headers=headers)


def _without_items(found: Any, data: bytes, document: Document) -> Refused:
    """A feed that has no items at present, or bytes that feeds are made of and none could be found in."""
    if not data.strip():
        return Refused(document.origin, "empty: it contains nothing, not even a feed without items")
    if _ENTRY.search(data):
        return Refused(document.origin, f"a feed whose items cannot be read{_fault(found)}")
    if not found.version or found.bozo:
        return Refused(
            document.origin, f"no feed, or a broken one: no item was found in {len(data):,} bytes{_fault(found)}"
        )
    return Refused(document.origin, "a feed without items at present", skipped=True, empty=True)


def _fault(found: Any) -> str:
    error = found.get("bozo_exception")
    said = " ".join(str(error).split())[:120] if error is not None else ""
    return f" ({said})" if said else ""


def _items(found: Any, document: Document, config: InputConfig, *, cut: bool) -> Iterator[Item]:
    """What has a title, a link or a text; ``cut``: the feed breaks off, so its last item may be half of one."""
    feed = found.feed
    home = address(_text(feed, "link"), document.url) or document.url
    title = _text(feed, "title")
    language = hinted(_text(feed, "language"), config)
    for number, entry in enumerate(found.entries, start=1):
        texts = [str(part.get("value") or "") for part in dict.get(entry, "content") or ()]
        summary = _text(entry, "summary")
        text = max((*texts, summary), key=len)
        url = _link(entry, document.url, home)
        heading = _text(entry, "title")
        if not (text.strip() or heading.strip() or url):
            continue
        source = dict.get(entry, "source")
        dates = _dates(entry)
        lead = "" if summary == text else summary
        whole = is_whole(text, lead) and not (cut and number == len(found.entries))
        yield Item(
            origin=f"{document.origin}#{number}",
            name=document.name,
            text=text,
            title=heading,
            lead=lead,
            source=(_text(source, "title") if isinstance(source, dict) else "") or title,
            url=url,
            published=dates[0],
            updated=dates[1],
            language=language,
            guid=_text(entry, "id"),
            sections=[str(tag.get("term") or "") for tag in dict.get(entry, "tags") or ()],
            home=home,
            teaser=bool(url) and not whole,
        )


def _text(entry: Any, name: str) -> str:
    """A field, without the library's stand-ins for those that are missing."""
    value = dict.get(entry, name)
    return value if isinstance(value, str) else ""


def _link(entry: Any, *bases: str) -> str:
    """The address of the item's page. A name is one only if it is an address as it stands: many that are said to be
    links ("4711") are none."""
    guid, links = _text(entry, "id"), dict.get(entry, "links") or ()
    is_name = dict.get(entry, "guidislink") and not links and not guid.startswith(("http://", "https://"))
    given = [_text(entry, "feedburner_origlink"), "" if is_name else _text(entry, "link")]
    given += [_text(link, "href") for link in links if link.get("rel") == "alternate"]
    given += [guid] if guid.startswith(("http://", "https://")) and not any(given) else []
    return next(filter(None, (address(link, *bases) for link in given if link)), "")


def _dates(entry: Any) -> tuple[str, str]:
    """When it was published and when it was last changed; where a date cannot be read, its words."""
    found = {}
    for name in ("published", "created", "updated"):
        given = _text(entry, name)
        if given and not moment(given) and (when := dict.get(entry, f"{name}_parsed")):
            with suppress(TypeError, ValueError, OverflowError):
                given = datetime.fromtimestamp(timegm(when), UTC).isoformat()
        found[name] = given
    published = next((found[name] for name in found if moment(found[name])), "")
    return published or next(filter(None, found.values()), ""), found["updated"]
