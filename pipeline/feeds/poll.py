"""Visits: a feed is fetched, read, judged by its rules, and what is new of it is entered in the ledger.

    fetch | read | judge | enter        for the feeds that are due
    fetch | read | join | judge         for the pages of items that have only a beginning

What goes wrong at a feed or a page is noted there and ends nothing else.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from ..config import Config
from ..errors import WortlautError, unexpected
from ..fetch import Fetched, Fetcher, FetchError
from ..ledger import Ledger
from ..ledger.values import Entered, Feed, Found, Page, Visit
from ..read.admit import article_of
from ..read.behind import whole
from ..read.draft import Draft, Refused
from ..read.formats import by_module, drafts
from ..read.identity import content_digest, slug
from ..read.inputs import drafts_of
from ..read.web import PAGES, document, page_of
from ..types import Article, Edition
from .duplicates import Stories, sketch
from .errands import Errands
from .linking import Linker
from .look import moment, opened
from .names import is_address
from .rules import Rules, hits, judge, read_rules, unusable, unwanted_language, wants_page

LONGEST_REST = timedelta(days=1)
"""Between two visits of a feed that keeps failing: the interval is doubled with each failure up to this."""
HELD = timedelta(minutes=2)
"""Nobody begins with an item before it has been compared with other stories; so long, should this process end there."""
_LONGEST_AGE = 6 * 3600
"""Seconds that a server may ask to be left alone by the age of its answer; some say a year."""
_LOOK = 0.2
"""Seconds after which a wait for what is being fetched looks about."""
MOST_MARKS = 1_000
"""Items of a feed that are remembered as useless."""
URGENT = 3
"""The least of IPTC's urgencies that goes before others in the queue: what the items of an urgent feed have."""
_NAME = 40
"""Characters of a feed's name in the ids of its items."""


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit gave."""

    feed: Feed
    status: int
    items: tuple[tuple[Entered, str], ...] = ()
    """What each item in it came to, and the rule that leaves it out."""
    refused: tuple[Refused, ...] = ()
    """What cannot be used and could at the last visit, or was not there."""
    again: int = 0
    """How many items cannot be used as before."""
    error: str = ""
    moved: str = ""
    """The address that the feed has moved to for good."""

    @property
    def news(self) -> tuple[Entered, ...]:
        """What was not known before."""
        return tuple(one for one, dropped in self.items if not dropped and one.news not in ("known", "late"))

    @property
    def dropped(self) -> int:
        """How many new items the rules leave out."""
        return sum(bool(dropped) for one, dropped in self.items if one.news not in ("known", "late"))


class Poller:
    """Visits feeds and fetches pages, each from one thread at a time; it fetches in several.

    Args:
        ledger: where what was found is entered.
        fetcher: how addresses are fetched.
        config: the settings.
        stories: what was found before, to recognise the same story from elsewhere.
        clock: the time, UTC.
        said: told what each visit gave.
        unread: told of each page that could not be had: why, and when it is tried again (``None``: not, and the article
            is given up).
        teaser: told of each page that gives no article, and why; the feed's own text is then made into the brief.
        twinned: told of each item (with the row id of its feed) that is shown by another one's brief, and of which.
        took: told how long each visit (``visit``) and each page (``page``) took, from several threads.
        since: items published before are left out.
        dry: enter nothing, and say what would be entered.
        run: the run's id, under which failed pages are noted.
    """

    def __init__(
        self,
        ledger: Ledger,
        fetcher: Fetcher,
        config: Config,
        stories: Stories,
        clock: Callable[[], datetime],
        said: Callable[[Visited], None] = lambda _: None,
        unread: Callable[[Page, str, datetime | None], None] = lambda page, reason, retry_at: None,
        teaser: Callable[[Page, str], None] = lambda page, reason: None,
        twinned: Callable[[int, str, str], None] = lambda feed, item, other: None,
        took: Callable[[str, float], None] = lambda stage, seconds: None,
        since: datetime | None = None,
        dry: bool = False,
        run: str = "",
    ) -> None:
        self._run = run
        self._since = since
        self._dry = dry
        self._ledger = ledger
        self._fetcher = fetcher
        self._config = config
        self._clock = clock
        self._said = said
        self._unread = unread
        self._teaser = teaser
        self._took = took
        self._linker = Linker(ledger, stories, clock, twinned)
        threads = config.fetch.concurrency
        self._visits = Errands(self._get, _url_of, _id_of, threads, "visit")
        self._fetches = Errands(self._page, _url_of, _version_of, threads, "page")

    def close(self) -> None:
        """Start nothing more, and wait for nothing that is being fetched."""
        self._visits.close()
        self._fetches.close()

    def visit(self, feeds: Iterable[Feed]) -> list[Visited]:
        """Visit these feeds and enter what is new; one that cannot be had is noted and ends nothing else."""
        self.begin(feeds)
        done = []
        while self._visits:
            done += self.entered(_LOOK)
        return done

    def begin(self, feeds: Iterable[Feed]) -> None:
        """Begin to visit those of these feeds that are not being visited."""
        self._visits.begin(feeds)

    @property
    def visiting(self) -> int:
        """How many feeds are being visited."""
        return len(self._visits)

    def entered(self, timeout: float) -> list[Visited]:
        """Wait so many seconds for an answer, and enter what is new in those that are there."""
        done = []
        for feed, got in self._visits.arrived(timeout):
            try:
                visited = self._enter(feed, got)
            except WortlautError:
                raise
            except Exception as error:
                visited = self._noted(feed, unexpected(error))
            self._said(visited)
            done.append(visited)
        return done

    def begin_pages(self, pages: Iterable[Page]) -> None:
        """Begin to fetch those of these pages that are not being fetched. May be used from another thread than visits
        are, as may the next two."""
        self._fetches.begin(pages)

    @property
    def fetching(self) -> int:
        """How many pages are being fetched."""
        return len(self._fetches)

    def joined(self, timeout: float) -> int:
        """Wait so many seconds for a page, and enter those that are there; returns how many articles became whole, or
        will not."""
        return sum(self._join(page, got) for page, got in self._fetches.arrived(timeout))

    def _page(self, page: Page) -> Fetched:
        with self._timed("page"):
            return self._fetcher.get(page.url, accept=PAGES)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self._took(stage, time.monotonic() - begun)

    def _get(self, feed: Feed) -> Fetched | list[Draft | Refused]:
        with self._timed("visit"):
            return self._read_or_fetched(feed)

    def _read_or_fetched(self, feed: Feed) -> Fetched | list[Draft | Refused]:
        if is_address(feed.url):
            return self._fetcher.get(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        return [] if _empty(Path(feed.url)) else list(drafts_of(feed.url, self._config.input))

    def _enter(self, feed: Feed, got: Fetched | list[Draft | Refused] | Exception) -> Visited:
        """Enter what a visit gave."""
        if isinstance(got, FetchError):
            return self._noted(feed, got.reason, got.status, got.retry_at)
        if isinstance(got, WortlautError):
            return self._noted(feed, str(got))
        if isinstance(got, Exception):
            return self._noted(feed, unexpected(got))
        now = self._clock()
        rules = read_rules(feed.rules, feed.name)
        moved = ""
        if isinstance(got, list):
            items, seen = got, Visit(now, 200, self._next(rules, now))
        else:
            seen = Visit(
                now, got.status, self._next(rules, now, got.max_age), got.etag or feed.etag,
                got.last_modified or feed.last_modified, feed.title,
            )  # fmt: skip
            if got.status == 304:
                self._visited(feed, seen)
                return Visited(feed, 304)
            items = list(self._read(got))
            moved = got.moved
        refused = tuple(item for item in items if isinstance(item, Refused) and not item.skipped)
        given = [item for item in items if isinstance(item, Draft)]
        if refused and not given:
            return self._noted(feed, refused[0].reason, seen.status)
        found = [self._found(item, feed, rules) for item in given]
        unusable = [item for item in found if isinstance(item, Refused)]
        usable = [item for item in found if isinstance(item, Found)]
        usable = sorted(usable, key=lambda item: item.article.published, reverse=True)[: rules.limit or None]
        if any(self._for_now(rules, item.article, item.edition) for item in usable):
            seen = replace(seen, etag="", last_modified="")  # else a 304 would keep it from ever coming
        entered = self._ledger.enter(feed.id, usable, now, held=HELD, dry=self._dry)
        useless = (*refused, *unusable)
        marks = {_mark(one): one for one in useless}
        self._visited(feed, replace(seen, broken=tuple(sorted(marks))[:MOST_MARKS]))
        if not self._dry:
            self._linker.catch_up({one.item for one in entered})
            self._linker.link(feed.id, entered, usable)
        came = tuple((one, item.dropped) for one, item in zip(entered, usable, strict=False))
        new = tuple(one for mark, one in marks.items() if mark not in feed.broken)
        return Visited(feed, seen.status, came, new, len(marks) - len(new), moved=moved)

    def _read(self, got: Fetched) -> Iterator[Draft | Refused]:
        found, form = opened(got)
        if form is not None and form.module in ("html", "text"):
            what = "a web page" if form.module == "html" else "no feed"
            yield Refused(got.url, f"there is {what} at this address; has the feed moved?")
            return
        form = form or by_module("sniff")  # which says what it looks like
        assert form is not None
        yield from drafts(found, form, self._config.input)

    def _found(self, draft: Draft, feed: Feed, rules: Rules) -> Found | Refused:
        """An item with its id, its fate under the rules, and what it takes to recognise it again."""
        edition = draft.edition or Edition()
        if rules.urgent:
            edition = replace(edition, urgency=min(edition.urgency or URGENT, URGENT))
        guid = edition.guid or draft.given_id or draft.url or _file(draft, feed) or f"{draft.title} {draft.published}"
        key = f"{slug(feed.name, _NAME)}-{hashlib.sha256(guid.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
        article = article_of(draft, key, self._config.input)
        if isinstance(article, Refused):
            return article
        article = replace(article, origin=f"{feed.name}: {draft.url or guid}"[:300], edition=edition)
        wanted = wants_page(rules, article, edition) and edition.signal != "withdrawn"
        if reason := unusable(rules, article, edition):
            return Refused(draft.origin, reason)
        return Found(
            key,
            guid,
            content_digest(draft.title, draft.lead, draft.text),
            article,
            edition,
            self._unwanted(rules, article, edition),
            article.url if wanted else "",
            hits(rules, article),
            b"" if wanted else sketch(article.text),
        )

    def _unwanted(self, rules: Rules, article: Article, edition: Edition) -> str:
        return self._for_now(rules, article, edition) or judge(rules, article, edition)

    def _for_now(self, rules: Rules, article: Article, edition: Edition) -> str:
        """Why an article is left out in this run, while the next one may want it; empty if it is not."""
        if reason := unwanted_language(rules, article, self._config.input.languages):
            return reason
        if self._since is not None and (made := moment(edition.updated or article.published)) and made < self._since:
            return "older than what is asked for"
        return ""

    def _join(self, page: Page, got: Fetched | Exception) -> bool:
        """Enter an article's page; returns whether that changes anything about the article."""
        now = self._clock()
        if isinstance(got, FetchError):
            retry_at = None if got.lasting else got.retry_at or self._again(page.attempts, now)
            if retry_at is not None:
                return self._page_failed(page, got.reason, now, retry_at)
            found: Draft | Refused = Refused(page.url, got.reason)
        elif isinstance(got, WortlautError):
            found = Refused(page.url, str(got))
        elif isinstance(got, Exception):
            found = Refused(page.url, unexpected(got))
        else:
            try:
                found = page_of(document(got), self._config.input)
            except WortlautError:
                raise
            except Exception as error:
                found = Refused(page.url, unexpected(error))
        together = whole(_as_draft(page.article), found)
        if together.doubt and not page.article.text.strip():
            return self._page_failed(page, together.doubt, now)
        article = article_of(together.draft, page.item, self._config.input)
        if isinstance(article, Refused):
            return self._page_failed(page, article.reason, now)
        article = replace(article, origin=page.article.origin)
        if together.doubt:
            article = replace(
                article, edition=replace(article.edition or Edition(), teaser=True, unread=together.doubt)
            )
        digest = content_digest(article.title, article.lead, article.text)
        drawn = sketch(article.text)
        rules = self._rules(page.feed)
        dropped = self._unwanted(rules, article, article.edition or Edition())
        state = self._ledger.paged(
            page.version, article, drawn, digest, now, dropped=dropped, hits=hits(rules, article), held=HELD
        )
        if state is not None and together.doubt:
            self._teaser(page, together.doubt)
        if state == "waiting":
            self._linker.catch_up({page.item})
            self._linker.link_one(page.version, page.item, page.feed, article, drawn)
            self._ledger.judged([page.version], now)
        return True

    def _rules(self, feed_id: int) -> Rules:
        feed = next((feed for feed in self._ledger.feeds() if feed.id == feed_id), None)
        return read_rules(feed.rules, feed.name) if feed is not None else Rules()

    def _page_failed(self, page: Page, reason: str, now: datetime, retry_at: datetime | None = None) -> bool:
        if self._ledger.page_failed(
            page.version, reason, now, final=retry_at is None, retry_at=retry_at, run=self._run
        ):
            self._unread(page, reason, retry_at)
        return retry_at is None

    def _noted(self, feed: Feed, error: str, status: int = 0, retry_at: datetime | None = None) -> Visited:
        """Note a visit that gave nothing. The next one is later the more often that has happened."""
        now = self._clock()
        rest = self._interval(feed) * 2 ** min(feed.failures, 10)
        until = max(filter(None, (retry_at, now + min(rest, LONGEST_REST))))
        self._visited(feed, Visit(now, status, until, feed.etag, feed.last_modified, feed.title, error))
        return Visited(feed, status, error=error)

    def _visited(self, feed: Feed, visit: Visit) -> None:
        if not self._dry:
            self._ledger.visited(feed.id, visit)

    def _interval(self, feed: Feed) -> timedelta:
        try:
            own = read_rules(feed.rules, feed.name).interval
        except WortlautError:
            own = 0
        return timedelta(seconds=own or self._config.feeds.interval)

    def _next(self, rules: Rules, now: datetime, max_age: int | None = None) -> datetime:
        """When to come again: the rules' interval, or the settings' and no sooner than the server says."""
        seconds = rules.interval or max(self._config.feeds.interval, min(max_age or 0, _LONGEST_AGE))
        return now + timedelta(seconds=seconds)

    def _again(self, attempts: int, now: datetime) -> datetime | None:
        """When a page is tried again; ``None`` if it has been tried often enough."""
        settings = self._config.feeds
        if attempts + 1 >= settings.attempts:
            return None
        return now + timedelta(seconds=settings.back_off * 2**attempts)


def _as_draft(article: Article) -> Draft:
    return Draft(
        article.origin, article.id, article.text, article.id, article.title, article.lead, article.source, article.url,
        article.published, article.language, article.blocks, edition=article.edition,
    )  # fmt: skip


def _url_of(one: Feed | Page) -> str:
    return one.url


def _id_of(feed: Feed) -> int:
    return feed.id


def _version_of(page: Page) -> int:
    return page.version


def _empty(folder: Path) -> bool:
    """Whether this is a folder that may be read, in which there is nothing (yet)."""
    try:
        return folder.is_dir() and not any(folder.iterdir())
    except OSError:
        return False


def _mark(refused: Refused) -> str:
    """What an item that cannot be used is known by: where it is and what is wrong with it."""
    return hashlib.sha256(f"{refused.origin} {refused.reason}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _file(draft: Draft, feed: Feed) -> str:
    """The file that an article of a watched folder is alone in: written anew, it is a new version."""
    return draft.origin if not is_address(feed.url) and Path(draft.origin).is_file() else ""
