"""The ledger: all that a night over feeds, a publisher or a desk asks of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from ..types import Article, Decision, Record
from . import decisions, feeds, headlines, items, pages, reports, runs, showing, twins, work
from .administration import Administration
from .database import Database
from .desk import Accounts, Desk, Hooks
from .errors import LedgerError
from .mailings import Mailings
from .migrate import to_head
from .values import (
    Entered,
    Failed,
    Feed,
    Found,
    Headline,
    InHour,
    Lease,
    Page,
    Past,
    RunRow,
    Shown,
    State,
    Stored,
    Visit,
)

_VISIT = timedelta(minutes=10)
_PART = 500
"""Rows that an iterator reads at a time."""
_RECORDS = 50
"""The same of whole records, which take half a megabyte each in memory."""


def open_ledger(where: str | Path, *, create: bool = True, warn: Callable[[str], None] = lambda _: None) -> Ledger:
    """The ledger in a folder, a file or a database, made or brought to this version's schema if need be.

    Args:
        where: a folder (the ledger is its ``ledger.sqlite``), a file, or ``postgresql://USER:PASSWORD@HOST/DATABASE``.
        create: make a file where there is none.
        warn: is told what one should know and what is waited for.

    Raises:
        LedgerError: it cannot be used; the message says why and what to do.
    """
    database = Database(where, create=create, warn=warn)
    try:
        to_head(database, warn)
    except BaseException:
        database.close()
        raise
    return Ledger(database)


class Ledger:
    """See :func:`open_ledger`. Each method is one transaction, safe to call from several threads and processes.

    Every method raises :class:`~pipeline.ledger.errors.LedgerError` if the database does not do it; what passes by
    itself (a lock, a server that starts again) is waited for.
    """

    def __init__(self, database: Database) -> None:
        self._db = database
        self.desk = Desk(database)
        """The queue of the review desk, and what people do there."""
        self.accounts = Accounts(database)
        """Who may use the desk."""
        self.administration = Administration(database)
        """The same, and who is told, as administrators change it: written down in the history."""
        self.hooks = Hooks(database)
        """Who is told of what happens."""
        self.mail = Mailings(database)
        """Who is sent digests, and what each reader has been told of."""
        self._told: set[str] = set()

    @property
    def place(self) -> str:
        """Where it is, for messages; without a password."""
        return self._db.place

    @property
    def local(self) -> bool:
        """Whether it is a file on a disk of this machine, so that all who use it are on this machine too."""
        return self._db.sqlite

    def close(self) -> None:
        """Give up all connections."""
        self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _warn(self, message: str) -> None:
        """Say something once: what is asked for every second would say it every second."""
        if message not in self._told:
            self._told.add(message)
            self._db.warn(message)

    # feeds

    def add_feed(self, name: str, url: str, rules: Mapping[str, Any] | None = None) -> Feed:
        """Watch a feed. One that was removed is watched again, and what it had in the queue is there again.

        Raises:
            LedgerError: there is one of this name.
        """
        return self._db.write(feeds.add, name, url, rules or {}, datetime.now(UTC))

    def own_feed(self, name: str, url: str, rules: Mapping[str, Any], title: str) -> Feed:
        """The feed that the software keeps for itself under an address nobody visits; made when it is first needed.
        It is not active. Its name has a number if somebody's feed is called so already."""
        return self._db.write(feeds.own, name, url, rules, title, datetime.now(UTC))

    def feeds(self, active: bool | None = None) -> list[Feed]:
        """The feeds that are watched, by name; or of those the active or the inactive ones."""
        return self._db.read(feeds.listed, active)

    def feed(self, name: str) -> Feed:
        """The feed of this name.

        Raises:
            LedgerError: there is none.
        """
        return self._db.read(feeds.named, name)

    def change_feed(
        self,
        name: str,
        *,
        rules: Mapping[str, Any] | None = None,
        active: bool | None = None,
        url: str | None = None,
        title: str | None = None,
    ) -> Feed:
        """Change what is given. With another address or other rules, the feed's next visit asks for all of it.

        Raises:
            LedgerError: there is no such feed.
        """
        return self._db.write(feeds.change, name, rules, active, url, title)

    def remove_feed(self, name: str) -> None:
        """Watch a feed no longer: its items stay, what of it is in the queue is left out.

        Raises:
            LedgerError: there is no such feed.
        """
        self._db.write(feeds.remove, name, datetime.now(UTC))

    def due(
        self,
        now: datetime,
        *,
        owner: str | None = None,
        ttl: timedelta = _VISIT,
        limit: int | None = None,
        since: datetime | None = None,
        of: Collection[int] | None = None,
        insist: bool = False,
    ) -> list[Feed]:
        """Active feeds that are to be visited, the longest due first.

        With an ``owner``, they are handed to him for ``ttl`` or until :meth:`visited`, and to no other meanwhile: of
        several processes on one ledger, one visits a feed. With ``since`` (when somebody asked for all feeds to be
        visited), those that have not been visited since then and are not being visited, due or not; one that failed
        the last time only when it is due, unless ``insist``. ``of``: only feeds with these row ids.
        """
        if owner is None:
            return self._db.read(feeds.due, now, limit, None, None, since, of, insist)
        return self._db.write(feeds.due, now, limit, owner, now + ttl, since, of, insist)

    def visited(self, feed_id: int, visit: Visit) -> None:
        """Note what a visit gave. The validators stay if there was no answer, or a 304 that does not repeat them."""
        self._db.write(feeds.visited, feed_id, visit)

    def host_not_before(self, host: str) -> datetime | None:
        """Until when a host is to be left in peace."""
        return self._db.read(feeds.host_not_before, host)

    def host_rests(self, host: str, until: datetime, reason: str) -> None:
        """Leave a host in peace until then."""
        self._db.write(feeds.host_rests, host, until, reason)

    # items

    def enter(
        self, feed_id: int, found: Sequence[Found], now: datetime, *, held: timedelta | None = None, dry: bool = False
    ) -> list[Entered]:
        """Enter what a visit has found, in one transaction; the news of each, in the order given.

        ``dry``: find out what it would come to, and change nothing. ``held``: so long nobody is to work on what has a
        sketch and is new, unless :meth:`judged` is called before: the caller compares it with other stories.

        *Which item it is.* In its feed an item is known by its guid, or without one by its key. If a feed gives one
        guid to several stories in one visit, their addresses tell them apart. Another feed of the same house (the same
        host) may have the same item: by a guid that is meant to be unique everywhere (``urn:``, ``tag:``, ``http:``),
        or by guid or key and the same address. Feeds of other houses cannot touch it; an item of theirs that asks for
        the same key gets another (``KEY-2``), which :class:`Entered` says.

        *Which version.* The same words (``digest``) are known. Versions are ordered by the sender's number, else by the
        date of making, else as they come; an older one than the newest is ``late``: it is kept, and nothing else. A
        newer one supersedes all that are not done, also those being worked on; one under embargo does not, since the
        older is to be shown until then. What rules leave out (``dropped``) is noted and changes nothing about other
        versions; once the rules keep it, it is new.

        *Withdrawn* (unless a higher number came before): all versions are, and the item is taken out everywhere. A
        later usable version brings it back: a higher number, a later date, or words that were not seen before.

        A feed that has been removed meanwhile enters nothing: the list is then empty.
        """
        do = self._db.rehearse if dry else self._db.write
        return do(items.enter, feed_id, found, now, None if held is None else now + held)

    def pages(
        self, n: int, now: datetime, ttl: timedelta, owner: str, feeds: Collection[int] | None = None
    ) -> list[Page]:
        """Versions (of these feeds) whose page is to be fetched; they are the owner's for ``ttl``."""
        return self._db.write(pages.pages, n, now, now + ttl, owner, self._warn, feeds)

    def paged(
        self,
        version: int,
        article: Article,
        sketch: bytes,
        digest: str,
        now: datetime | None = None,
        *,
        dropped: str = "",
        hits: Sequence[str] = (),
        held: timedelta | None = None,
    ) -> State | None:
        """Put the page's article in the place of a teaser; what the version is then.

        ``waiting``; ``dropped`` if now that the whole text is known a rule leaves it out; ``superseded`` if the page
        (``digest``) says what it said for the brief that is there; ``None`` if
        a newer version has come meanwhile. ``held``: as of :meth:`enter`.
        """
        at = now or datetime.now(UTC)
        until = None if held is None else at + held
        return self._db.write(pages.paged, version, article, sketch, digest, at, dropped, hits, until)

    def page_failed(
        self,
        version: int,
        reason: str,
        now: datetime,
        final: bool = False,
        *,
        retry_at: datetime | None = None,
        run: str = "",
    ) -> bool:
        """Note that a page could not be fetched. Unless ``final``, it is tried again, from ``retry_at`` on."""
        again = None if final else retry_at or now
        return self._db.write(pages.page_failed, version, reason, now, again, run)

    def sketches(self, since: datetime | None = None) -> Iterator[tuple[str, bytes]]:
        """Item and sketch of each story that is neither withdrawn nor a twin, entered since then, oldest first."""
        after = 0
        while part := self._db.read(pages.sketch_list, since, after, _PART):
            yield from ((key, sketch) for _, key, sketch in part)
            after = part[-1][0]

    def twin(self, version: int, of_item: str, score: float, now: datetime | None = None) -> bool:
        """Let an open version be a twin of another item, which is shown for both.

        If the other is withdrawn or given up, the twin goes back into the queue. ``False`` if nothing of the other is
        shown or to come, or if the version is no longer open.
        """
        return self._db.write(twins.joined, version, of_item, score, now or datetime.now(UTC))

    def twin_of(self, item: str) -> str | None:
        """The item that is shown for this one; ``None`` if it is shown itself."""
        return self._db.read(twins.root, item)

    def before(self, version: int) -> Article | None:
        """The article of the version before this one; ``None`` if this is the first that counts."""
        return self._db.read(twins.before, version)

    def judged(self, versions: Collection[int], now: datetime | None = None) -> None:
        """These versions have been compared with other stories: they may be worked on, and an item whose version is no
        twin tells its story itself, whatever its earlier versions were."""
        if versions:
            self._db.write(twins.judged, versions, now or datetime.now(UTC))

    # work

    def lease(
        self,
        owner: str,
        n: int,
        now: datetime,
        ttl: timedelta,
        feeds: Collection[int] | None = None,
        *,
        since: datetime | None = None,
        only_failed: bool = False,
    ) -> list[Lease]:
        """Take up to ``n`` versions to work on, until ``now + ttl``.

        Corrections come first, then updates of what is done and urgent ones (urgency 1 to 3), then the rest; of each
        the newest first. ``attempts`` of a lease also counts those that ended with their process: a version that kills
        whoever works on it can be told by it, and failed.

        Args:
            owner: a name that no other process has, nor an earlier one.
            feeds: ids; only of these feeds.
            since: only what was found since then.
            only_failed: only what was tried before and failed.
        """
        return self._db.write(work.lease, owner, n, now, now + ttl, feeds, since, only_failed, self._warn)

    def queue(
        self,
        n: int,
        now: datetime,
        feeds: Collection[int] | None = None,
        *,
        since: datetime | None = None,
        only_failed: bool = False,
    ) -> list[Lease]:
        """What :meth:`lease` would give, without taking it: for a dry run."""
        return self._db.read(work.queue, n, now, feeds, since, only_failed, self._warn)

    def renew(self, owner: str, versions: Collection[int], until: datetime) -> int:
        """Have leases until then; how many of these are still the owner's."""
        return self._db.write(work.renew, owner, versions, until)

    def finish(
        self,
        owner: str,
        version: int,
        record: Record,
        brief: bytes,
        findings: bytes,
        now: datetime,
        run: str,
        *,
        base: Record | None = None,
        seen: int | None = None,
    ) -> bool:
        """Keep what was made of a version: its record, its line for the hour's briefs, its rows for the findings.

        ``base``: the record before people's decisions, if some have been applied to it already. ``seen``: the revision
        of the item's row from which they were taken; another one now raises
        :class:`~pipeline.ledger.errors.Overtaken`, and they are to be applied again.

        ``False`` if the lease was lost (another has taken the version after its end) or the version was superseded or
        withdrawn meanwhile; nothing is then written. A lease that has ended and that nobody has taken still counts.
        """
        return self._db.write(work.finish, owner, version, record, brief, findings, now, run, base, seen)

    def amend(self, version: int, record: Record, brief: bytes, findings: bytes, now: datetime, run: str) -> bool:
        """Put another record in the place of a finished version's (judged again, or decided on by a person)."""
        return self._db.write(work.amend, version, record, brief, findings, now, run)

    def fail(
        self,
        owner: str,
        version: int,
        stage: str,
        reason: str,
        now: datetime,
        *,
        retry_at: datetime | None = None,
        run: str = "",
        seconds: float = 0.0,
    ) -> bool:
        """Note that a version could not be made: to be tried again from ``retry_at`` on, or given up without one.

        ``False`` if the lease was lost; nothing is then written.
        """
        return self._db.write(work.fail, owner, version, stage, reason, now, retry_at, run, seconds)

    def release(self, owner: str, *, died: bool = False) -> int:
        """Give back all that an owner has, as if it had never been taken (if he ``died``: as tried once more); how
        many."""
        return self._db.write(work.release, owner, datetime.now(UTC), died)

    def failed(self, limit: int | None = None) -> list[Failed]:
        """What could not be made, given up or waiting for another try, the newest first."""
        return self._db.read(work.failed, limit)

    def retry(self, versions: Collection[int] | None, now: datetime) -> int:
        """Try failed versions (``None``: all) again, now and with a clean slate; how many."""
        return self._db.write(work.retry, versions, now)

    def counts(self) -> dict[State, int]:
        """How many versions there are of each state."""
        return self._db.read(work.counts)

    def ready(self, feed: int, now: datetime) -> bool:
        """Whether a page of this feed can be fetched now or an article made, or was taken by somebody who has died."""
        return self._db.read(work.ready, feed, now)

    def oldest_waiting(self) -> datetime | None:
        """Since when the oldest of what is in the queue has been known; ``None`` if the queue is empty."""
        return self._db.read(work.oldest_waiting)

    def feed_counts(self) -> dict[int, dict[State, int]]:
        """How many versions of each state each feed has, by the feed's id; feeds without any are missing."""
        return self._db.read(reports.feed_counts)

    def history(self, item: str) -> list[Past]:
        """All versions of an item, in the order in which they came; none if there is no such item."""
        return self._db.read(reports.history, item)

    def stored(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        feed: str | None = None,
        run: str | None = None,
        now: datetime | None = None,
    ) -> Iterator[Stored]:
        """The newest record of each item that may be shown ``now`` (the present moment), or all that a run has made; of
        a feed, if one is named. They come a part at a time, so that any number of them fits."""
        after: int | None = 0
        now = now or datetime.now(UTC)
        while after is not None:
            part, after = self._db.read(reports.stored, after, _RECORDS, self._warn, since, until, feed, run, now)
            yield from part

    def record(self, item: str) -> Record | None:
        """The newest record of an item; ``None`` if there is none, or if it is withdrawn."""
        return self._db.read(work.record, item)

    def article(self, version: int) -> Article | None:
        """A version's article, as its feed or page has it."""
        return self._db.read(work.article, version)

    def newest_article(self, item: str) -> Article | None:
        """The article of an item's newest version; ``None`` if there is no such item."""
        return self._db.read(work.newest_article, item)

    # showing

    def to_show(self, outlet: str, now: datetime, limit: int, *, skip: int = 0) -> list[Shown]:
        """Items of which the outlet does not show what it should, at most so many, without the first ``skip``.

        That is the newest version that is done and whose embargo is over, unless the item is withdrawn or a twin. An
        item also comes again when another feed has turned out to have its story. To an outlet that asks for the first
        time, all is news. The same are given again until :meth:`shown` says that they are.
        """
        if not self._db.read(showing.news, outlet, now):
            return []
        return self._db.write(showing.to_show, outlet, now, limit, self._warn, skip)

    def shown(self, outlet: str, done: Sequence[tuple[str, int | None]], now: datetime | None = None) -> None:
        """Note which version of each item the outlet shows now; ``None``: none any more."""
        self._db.write(showing.was_shown, outlet, done, now or datetime.now(UTC))

    def forget_outlet(self, outlet: str) -> None:
        """An outlet whose folder is gone, or is to be made anew: all is news to it."""
        self._db.write(showing.forget, outlet)

    def newest(self, now: datetime, *, approved: bool) -> Iterator[Shown]:
        """Items that are to be shown, with their records, what was approved or changed last first.

        ``approved``: those that somebody has approved at some time; their release says whether that still holds.
        Otherwise those whose newest version is not approved. What is under embargo is in neither.
        """
        skip, more = 0, True
        while more:
            part, more = self._db.read(showing.newest, approved, skip, _PART, now, self._warn)
            yield from part
            skip += _PART

    def hour(self, hour: str, now: datetime | None = None) -> Iterator[InHour]:
        """What all items first seen in an hour (``2026-11-26/14``) that are to be shown contribute, in that order."""
        after, moment = 0, now or datetime.now(UTC)
        while part := self._db.read(showing.hour, hour, after, _PART, moment, self._warn):
            yield from (one for _, one in part if one.brief)
            after = part[-1][0]

    # headlines

    def untitled(
        self, limit: int, feeds: Collection[int] | None = None, *, now: datetime | None = None
    ) -> list[Headline]:
        """Versions (of these feeds) whose title is still to be translated, the newest first; with ``now``, without
        those that some process is at. An unchanged title is translated once."""
        return self._db.read(headlines.untitled, limit, feeds, now)

    def lease_titles(
        self, owner: str, limit: int, now: datetime, ttl: timedelta, feeds: Collection[int] | None = None
    ) -> list[Headline]:
        """The same, which are the owner's for ``ttl`` or until :meth:`titled`: no other who asks so gets them."""
        return self._db.write(headlines.untitled, limit, feeds, now, owner, now + ttl)

    def titled(self, done: Sequence[Headline]) -> None:
        """Keep translated titles."""
        self._db.write(headlines.titled, done)

    def headlines(
        self, since: datetime | None = None, limit: int | None = None, now: datetime | None = None
    ) -> list[Headline]:
        """The translated title of each item's newest version, the newest first; none that is withdrawn, a twin or under
        embargo."""
        return self._db.read(headlines.listed, since, limit, now or datetime.now(UTC))

    # runs

    def begin_run(self, run: str, host: str, pid: int, now: datetime) -> None:
        """A run has begun."""
        self._db.write(runs.begin, run, host, pid, now)

    def end_run(self, run: str, now: datetime, *, interrupted: bool = False) -> None:
        """A run has ended."""
        self._db.write(runs.end, run, now, interrupted)

    def runs(self, limit: int | None = None) -> list[RunRow]:
        """The last runs, the newest first."""
        return self._db.read(runs.listed, limit)

    # decisions

    def decide(self, item: str, decision: Decision) -> None:
        """Keep what a person has decided about an item.

        Raises:
            LedgerError: there is no such item.
        """
        self._db.write(decisions.decide, item, decision)

    def decisions(self, item: str) -> list[Decision]:
        """All that people have decided about an item, in order."""
        return self._db.read(decisions.decided, item)


__all__ = ["Ledger", "LedgerError", "open_ledger"]
