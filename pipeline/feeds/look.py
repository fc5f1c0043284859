"""A look at a feed before it is watched, or when something seems wrong: what would come, and what is odd about it.

Nothing is entered anywhere. An address is fetched once; a folder or file is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from ..config import Config, InputConfig
from ..errors import InputError
from ..fetch import Fetched, Fetcher, FetchError
from ..read.admit import article_of
from ..read.document import Document
from ..read.draft import Draft, Refused
from ..read.formats import Format, drafts, sniffed
from ..read.inputs import drafts_of
from ..types import Article, Edition
from .discover import Offer, offered
from .names import is_address
from .rules import Rules, hits, unusable, unwanted, wants_page

MOST = 5_000
"""Items that are looked at."""
SHOWN = 5
"""Titles that are given as examples."""
_OLD = timedelta(days=30)
_FUTURE = timedelta(days=1)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})")
_MISREAD = re.compile(r"Ã[\x80-\xbf¤¶¼„–œŸ]|â€[žœ“”™]")
"""UTF-8 that was taken for Windows-1252 on its way into the feed."""
_PAGES = ("html", "text")
"""Formats of one article: no feed."""


@dataclass(frozen=True, slots=True)
class Example:
    """An item that would come."""

    title: str
    url: str
    published: str
    hits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a feed gave."""

    url: str
    error: str = ""
    """Why there is nothing to be seen; empty if all is well."""
    status: int = 0
    kind: str = ""
    """Name of the format."""
    title: str = ""
    items: int = 0
    kept: int = 0
    """Items that would come: in a language that is read, and kept by the rules."""
    dropped: tuple[tuple[str, int], ...] = ()
    """Reasons of the rules, and how many items each leaves out; the most frequent first."""
    refused: tuple[tuple[str, int], ...] = ()
    """Why items cannot be used."""
    teasers: int = 0
    pages: int = 0
    """Items whose page would be fetched."""
    undated: int = 0
    oldest: str = ""
    newest: str = ""
    languages: tuple[tuple[str, int], ...] = ()
    watched: tuple[tuple[str, int], ...] = ()
    examples: tuple[Example, ...] = ()
    moved: str = ""
    """The address to ask from now on."""
    offers: tuple[Offer, ...] = ()
    """Feeds that the page there links to, if it is a page."""
    remarks: tuple[str, ...] = ()
    """What a person should know."""


def look(where: str, rules: Rules, config: Config, fetcher: Fetcher, now: datetime) -> Look:
    """Look at an address, folder or file. What goes wrong is in the answer."""
    return (
        look_at_address(where, rules, config, fetcher, now) if is_address(where) else look_at_path(where, rules, config)
    )


def look_at_address(where: str, rules: Rules, config: Config, fetcher: Fetcher, now: datetime) -> Look:
    """Fetch an address and look at what comes."""
    try:
        fetched = fetcher.get(where)
    except FetchError as error:
        return Look(where, error.reason, error.status)
    document, form = opened(fetched)
    found = Look(where, status=fetched.status, moved=fetched.moved)
    if form is None or form.module in _PAGES:
        offers = offered(fetched.body, fetched.charset, fetched.url)
        what = "a page, and no feed" if form is not None and form.module == "html" else "no feed"
        if form is None and not fetched.body.strip():
            what = "empty: there is nothing in it"
        return replace(found, error=f"{what}{f' ({fetched.media_type})' if fetched.media_type else ''}", offers=offers)
    made = list(islice(drafts(document, form, config.input), MOST))
    return _feed_judged(replace(found, kind=form.module), made, rules, config.input, now, _oddities(fetched, made))


def opened(fetched: Fetched) -> tuple[Document, Format | None]:
    """What was fetched as a document, and its format; ``None`` if it is of no kind that is read."""
    name = Path(urlsplit(fetched.url).path).name
    document = Document(
        BytesIO(fetched.body),
        fetched.url,
        name or urlsplit(fetched.url).hostname or "feed",
        size=len(fetched.body),
        media_type=fetched.media_type,
        charset=fetched.charset,
        url=fetched.url,
    )
    return document, sniffed(document, Path(name).suffix, fetched.media_type)


def look_at_path(where: str, rules: Rules, config: Config) -> Look:
    """Look at a watched folder or file: the first of its articles."""
    found = Look(where, kind="folder" if Path(where).is_dir() else "file")
    try:
        made = list(islice(drafts_of(where, config.input), MOST))
    except InputError as error:
        return replace(found, error=str(error).removeprefix(f"{where}: "))
    nothing = [f"{item.origin}: {item.reason}" for item in made if isinstance(item, Refused) and item.empty]
    if not made and found.kind == "folder":
        nothing.append("there is no article in this folder at present")
    more = [f"only the first {MOST:,} articles were looked at"] if len(made) == MOST else []
    return _judged(found, made, rules, config.input, [*more, *nothing])[0]


def _judged(
    found: Look, made: Sequence[Draft | Refused], rules: Rules, config: InputConfig, remarks: Iterable[str]
) -> tuple[Look, list[tuple[Article, Edition]]]:
    """What a run would make of what was found, and the items that it could use."""
    refused = Counter(item.reason for item in made if isinstance(item, Refused) and not item.skipped)
    drafts = [item for item in made if isinstance(item, Draft)]
    if not drafts and refused:
        [(reason, _), *_] = refused.most_common()
        return replace(found, error=reason), []
    items = []
    for draft in drafts:
        article, edition = article_of(draft, "", config), draft.edition or Edition()
        if isinstance(article, Refused):
            refused[article.reason] += 1
        elif reason := unusable(rules, article, edition):
            refused[reason] += 1
        else:
            items.append((article, edition))
    over = max(0, len(items) - rules.limit) if rules.limit else 0
    if over:
        items = sorted(items, key=lambda item: item[0].published, reverse=True)[: rules.limit]
    counted = _counted(found, items, rules, config)
    if over:
        counted = replace(counted, dropped=(*counted.dropped, (f"more than {rules.limit} in one visit", over)))
    counted = replace(counted, items=len(items) + over + refused.total(), refused=tuple(refused.most_common()))
    return replace(counted, remarks=tuple(remarks)), items


def _feed_judged(
    found: Look, made: Sequence[Draft | Refused], rules: Rules, config: InputConfig, now: datetime, odd: Iterable[str]
) -> Look:
    """The same of an address, with what is odd about it."""
    counted, items = _judged(found, made, rules, config, ())
    if counted.error:
        return counted
    empty = any(isinstance(item, Refused) and item.empty for item in made)
    remarks = ["it has no items at present"] if empty and not items else []
    remarks += odd
    if nameless := sum(not edition.guid and not article.url for article, edition in items):
        remarks.append(f"{_items(nameless)} neither id nor address: an edited one counts as a new one")
    guids = Counter(edition.guid for _, edition in items if edition.guid)
    if doubled := sum(number - 1 for number in guids.values()):
        remarks.append(f"{_items(doubled)} the id of another one: only one of them comes")
    dates = sorted(filter(None, (moment(article.published) for article, _ in items)))
    if dates and dates[-1] > now + _FUTURE:
        remarks.append(f"its newest item is dated {dates[-1]:%Y-%m-%d %H:%M} UTC, which is yet to come")
    elif dates and dates[-1] < now - _OLD:
        remarks.append(f"its newest item is {(now - dates[-1]).days} days old: is the feed still kept?")
    if len(made) == MOST:
        remarks.append(f"only the first {MOST:,} items were looked at")
    titles = Counter(article.source for article, _ in items if article.source)
    return replace(
        counted,
        title=titles.most_common(1)[0][0] if titles else "",
        remarks=tuple(remarks),
    )


def _counted(found: Look, items: Sequence[tuple[Article, Edition]], rules: Rules, config: InputConfig) -> Look:
    dropped: Counter[str] = Counter()
    watched: Counter[str] = Counter()
    coming: list[tuple[Article, Edition]] = []
    for article, edition in items:
        reason = unwanted(rules, article, edition, config.languages)
        if edition.signal == "withdrawn":
            reason = "withdrawn by its sender"
        if reason:
            dropped[reason] += 1
        else:
            coming.append((article, edition))
            watched.update(hits(rules, article))
    dates = sorted(filter(None, (moment(article.published) for article, _ in items)))
    languages = Counter(article.language for article, _ in items if article.language)
    return replace(
        found,
        items=len(items),
        kept=len(coming),
        dropped=tuple(dropped.most_common()),
        teasers=sum(edition.teaser for _, edition in items),
        pages=sum(wants_page(rules, article, edition) for article, edition in coming),
        undated=len(items) - len(dates),
        oldest=_shown(dates[0]) if dates else "",
        newest=_shown(dates[-1]) if dates else "",
        languages=tuple(languages.most_common()),
        watched=tuple(watched.most_common()),
        examples=tuple(
            Example(article.title or article.text[:80], article.url, article.published, hits(rules, article))
            for article, _ in coming[:SHOWN]
        ),
    )


def _oddities(fetched: Fetched, made: Sequence[Draft | Refused]) -> list[str]:
    """What is odd about an answer's encoding and the texts in it."""
    remarks = []
    said = _DECLARED.search(fetched.body[:1000])
    if said and fetched.charset and said[1].decode().lower() != fetched.charset.lower():
        remarks.append(f"its server says that it is {fetched.charset}, the feed itself {said[1].decode()}")
    texts = [f"{item.title} {item.lead} {item.text}" for item in made if isinstance(item, Draft)]
    if lost := sum("\N{REPLACEMENT CHARACTER}" in text for text in texts):
        remarks.append(f"{_items(lost)} characters that were lost on the way (\N{REPLACEMENT CHARACTER})")
    if misread := sum(bool(_MISREAD.search(text)) for text in texts):
        remarks.append(f"{_items(misread)} umlauts that were read in a wrong encoding (Ã¼)")
    return remarks


def _items(number: int) -> str:
    return f"{number:,} item has" if number == 1 else f"{number:,} items have"


def moment(published: str) -> datetime | None:
    """When something was published, in UTC; ``None`` if that cannot be read. Without a zone, it is taken for UTC."""
    try:
        found = datetime.fromisoformat(published)
    except ValueError:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None


def _shown(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%MZ")
