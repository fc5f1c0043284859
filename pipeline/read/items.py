"""What items of feeds and agencies have in common: from the fields as found to a draft with its edition.

Every format of items ends here, so that the same item in three formats gives the same article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urljoin, urlsplit

from ..config import InputConfig
from ..types import Edition, Signal
from . import markup
from .draft import Draft, Refused
from .records import draft_of, moment

_GLOBAL = re.compile(r"[a-z][a-z0-9+.-]*:\S|[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{32}", re.IGNORECASE)
"""A name that nobody else gives to another item: an address, a URN, a UUID."""
CUT = re.compile(
    r"(?:\[?(?:\.\.\.|…)\]?|\[mehr\]|(?:weiter|mehr|artikel|jetzt)\s?lesen|mehr\s?(?:›|»|>+)?|read more"
    r"|weiterlesen\W{0,5})\s*$",
    re.IGNORECASE,
)
"""How an excerpt ends."""
_WHOLE = 1000
"""Characters from which the one text of an item is taken to be all of the article. The longest excerpt in 42 German
feeds has 640 (a list of links) and those of blogs, cut after 55 words, have some 490."""
_CONTENT = 700
"""The same for a text that stands beside a summary and says ``_MORE`` times as much."""
_MORE = 1.5
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_WINTER = timezone(timedelta(hours=1))
_MOST_SECTIONS = 50
_LONGEST_NOTE = 1000
_LONGEST_ADDRESS = 4000


@dataclass(frozen=True, slots=True)
class Item:
    """An item's fields as its sender wrote them; markup and character references are still in them."""

    origin: str
    name: str
    text: str = ""
    title: str = ""
    lead: str = ""
    source: str = ""
    url: str = ""
    """Absolute, or empty (:func:`address`)."""
    published: str = ""
    language: str = ""
    guid: str = ""
    version: int = 0
    signal: Signal = ""
    note: str = ""
    updated: str = ""
    embargo: str = ""
    urgency: int = 0
    sections: Sequence[str] = ()
    home: str = ""
    """The sender's site or address: whose ``guid`` it is if that alone does not say so."""
    teaser: bool = False


def drafted(item: Item, config: InputConfig) -> Draft | Refused:
    """The item as a draft. A field that cannot be used stays empty, and the draft says so."""
    record: dict[str, Any] = {
        "id": identity(item.guid, item.url, item.home),
        "text": item.text,
        "title": item.title,
        "lead": item.lead,
        "source": item.source,
        "url": item.url,
        "published": item.published,
        "language": item.language,
    }
    draft = draft_of(record, replace(config, map={}), item.origin, item.name)
    if isinstance(draft, Refused):
        return draft
    embargo = release(item.embargo)
    unusable = draft.unusable
    if item.embargo.strip() and not embargo:
        unusable += (("embargo", f"the embargo '{markup.words(item.embargo[:200])}' is no date"),)
    edition = Edition(
        guid=item.guid.strip(),
        version=max(item.version, 0),
        signal=item.signal,
        note=markup.words(item.note[:_LONGEST_NOTE]),
        updated=moment(item.updated),
        embargo=embargo,
        urgency=item.urgency if 1 <= item.urgency <= 9 else 0,
        sections=tuple(distinct(item.sections))[:_MOST_SECTIONS],
        teaser=item.teaser,
    )
    lead = "" if repeats(draft.lead, draft.text) else draft.lead
    return replace(draft, lead=lead, lacking=None, unusable=unusable, edition=edition)


def release(embargo: str) -> str:
    """An embargo as a moment with its zone; German time where it names none, in winter's zone lest it be too early."""
    found = moment(embargo)
    if not found:
        return ""
    when = datetime.fromisoformat(found)
    return (when if when.tzinfo else when.replace(tzinfo=_WINTER)).isoformat()


def repeats(lead: str, text: str) -> bool:
    """Whether a lead is only how the text begins, or that cut off."""
    words = CUT.sub("", _plain(lead)).rstrip(" .…")
    return bool(words) and _plain(text[: 4 * len(lead) + 200]).startswith(words)


def _plain(text: str) -> str:
    return " ".join(text.translate(_INVISIBLE).split())


def identity(guid: str, url: str, home: str) -> str:
    """An item's own id, the same in all its versions; empty if the sender gives none.

    A name that only its sender's other items are told apart by ("4711") is joined to the sender's host.
    """
    guid = guid.strip()
    if not guid:
        return url
    if _GLOBAL.match(guid):
        return guid
    host = urlsplit(url).hostname or (urlsplit(home).hostname if "//" in home else home) or ""
    return f"{host}:{guid}" if host else guid


def address(link: str, *bases: str) -> str:
    """A link as an absolute address on the web, against the first base that makes it one; else an empty text.

    Only http and https: a feed is not trusted, and ``javascript:`` is an address too. A link that is empty or a mere
    fragment ("#top") names no page, nor does one to the first base itself: that is the feed.
    """
    link = markup.unescaped("".join(link.split()))[:_LONGEST_ADDRESS]
    page = link.partition("#")[0]
    if not page or page in bases[:1]:
        return ""
    for base in ("", *bases):
        try:
            whole = urljoin(base, link) if base else link
            parts = urlsplit(whole)
            if parts.scheme.lower() in ("http", "https") and parts.hostname:
                return whole
        except ValueError:  # a bracket that is no IPv6 address
            continue
    return ""


def hinted(language: str, config: InputConfig) -> str:
    """What a whole feed says about its language, if it may be believed: "en" on German text is frequent, and is used
    only where the text itself is too short to tell."""
    code = language.strip().lower()[:2]
    return code if not config.languages or code in config.languages else ""


def distinct(values: Iterable[str]) -> list[str]:
    """Values as text in one line, without empty ones and repetitions, in order."""
    return list(dict.fromkeys(filter(None, (markup.words(value) for value in values))))


def is_whole(text: str, summary: str) -> bool:
    """Whether an item's text is all of the article, as far as its length shows."""
    if len(text) < _CONTENT:
        return False
    words = markup.words(text)
    if CUT.search(words):
        return False
    return len(words) >= _WHOLE or (len(words) >= _CONTENT and len(words) >= _MORE * len(markup.words(summary)) > 0)
