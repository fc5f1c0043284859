"""A night over feeds: visits, headlines, work and publishing side by side, until there is nothing left or it is told
to stop.

    poll thread     feeds that are due
    pages thread    pages of items of which the feed has only a beginning
    hold thread     renews the leases
    keep thread     publishes what is done, writes the metrics
    this thread     titles of what is new; then lease | engine | finish, the most urgent first

The ledger is all they share. A process that is killed loses the articles under way, whose leases run out.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..codec import line
from ..config import Config
from ..errors import WortlautError
from ..export.table import encoded
from ..export.tables import FINDINGS
from ..ledger import Ledger
from ..ledger.errors import Overtaken
from ..ledger.values import Feed, Headline, Lease, Page, Shown, State
from ..render.brief import brief_json
from ..types import Failure, Record
from .engine import Engine, Engines, Profile
from .people import Decided
from .poll import Poller, Visited
from .publish import Outlet
from .report import Report

TITLES = 64
"""Headlines that are translated at a time."""
PAGES = 256
"""Pages that are wanted at a time. With a pause of a second, a host gives as many within a lease."""
VISITS = 64
"""Feeds that are taken at a time. No other process visits them meanwhile."""
ROUND = 64
"""Articles of one profile that are begun before the next profile's turn, where there are several."""
TICK = 1.0
"""Seconds between two looks at what is due, to be renewed or to be published."""
COUNT = 10.0
"""Seconds between two counts of the queue, which go through all versions of the ledger."""
JUST_NOW = timedelta(seconds=2)
"""A feed that was visited so long ago, by a process begun just before, is not visited again; unless it is named."""
SHARE = 10
"""Publishing is followed by so many times the processor time that it took: the larger an hour's file is, the less often
it is written anew."""
LONGEST = 20.0
"""Seconds between two publishings at most: what is corrected or withdrawn is not to wait."""


class Journal:
    """Told what happens, as it happens; one that wants to hear of some things only overrides those. Called from several
    threads."""

    def visited(self, visited: Visited, at: datetime) -> None:
        """A feed was visited, or could not be."""

    def headlines(self, done: Sequence[Headline]) -> None:
        """Titles of new items are in English."""

    def unread(self, page: Page, reason: str, retry_at: datetime | None) -> None:
        """A page could not be had, and is tried again then or given up with its article."""

    def made(self, lease: Lease, record: Record, seconds: float) -> None:
        """A brief was made and entered."""

    def teaser(self, page: Page, reason: str) -> None:
        """A page gives no article; the brief is made from the feed's own text."""

    def twinned(self, feed: int, item: str, other: str) -> None:
        """An item of a feed (its row id) is shown by another item's brief."""

    def failed(self, lease: Lease, failure: Failure, retry_at: datetime | None) -> None:
        """A brief could not be made."""

    def lost(self, lease: Lease) -> None:
        """A brief was made for nothing: a newer version or another process came first."""

    def shown(self, shown: Shown) -> None:
        """An item was shown, replaced or taken out."""

    def took(self, stage: str, seconds: float) -> None:
        """One of the metrics' stages took so long."""

    def succeeded(self, now: datetime) -> None:
        """A round of visits and work, or the run, has ended well."""

    def keep(self, counts: Mapping[State, int], oldest: datetime | None, now: datetime, *, last: bool = False) -> None:
        """The state of the queue, and since when its oldest item waits; now and then, and at the end."""


@dataclass(slots=True)
class Result:
    """What a night came to."""

    visits: int = 0
    unreachable: int = 0
    """Visits that gave nothing."""
    news: Counter[str] = field(default_factory=Counter)
    """Items entered, by :attr:`~pipeline.ledger.values.Entered.news`."""
    dropped: int = 0
    headlines: int = 0
    made: int = 0
    failed: int = 0
    lost: int = 0
    shown: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False

    @property
    def bad(self) -> int:
        """What went wrong."""
        return self.unreachable + self.failed

    @property
    def eventful(self) -> bool:
        """Whether there is anything that a report could say."""
        done = self.made, self.failed, self.lost, self.unreachable, self.shown.total()
        return any(done)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a night is to do."""

    feeds: Collection[int] | None = None
    """Row ids of the feeds; ``None`` for all."""
    visit: bool = True
    """Visit feeds; else only what is waiting is worked on."""
    at_once: bool = True
    """Visit every feed at the start, due or not."""
    watch: bool = False
    """Go on until told to stop."""
    limit: int | None = None
    """Articles to begin, at most."""
    only_failed: bool = False
    """Work only on what was tried before and failed."""
    titles: bool = True
    """Translate titles ahead of their articles."""


class Night:
    """One run over the feeds.

    Args:
        config: the settings.
        ledger: what is known, and who works on what.
        owner: this process's name in the ledger.
        run: this run's id.
        profiles: the profile of every feed, by row id.
        names: the name of a feed, by row id.
        engine: makes the engine of a profile, when its first article is there.
        titles: translates headlines.
        outlet: where results are shown; ``None`` for a process that only works for others.
        report: collects the run's own figures.
        journal: told what happens.
        clock: the time, UTC.
        people: applies what people have decided to a record.
        stand: as of :class:`~pipeline.feeds.engine.Engines`.
    """

    def __init__(
        self,
        config: Config,
        ledger: Ledger,
        owner: str,
        run: str,
        *,
        profiles: Callable[[], Mapping[int, Profile]],
        names: Callable[[int], str],
        engine: Callable[[Profile], Engine],
        titles: Callable[[Sequence[Headline]], list[Headline]],
        poller: Poller | None,
        outlet: Outlet | None,
        report: Report,
        journal: Journal,
        clock: Callable[[], datetime],
        people: Callable[[Lease, Record], Decided],
        stand: Callable[[], str] = lambda: "",
    ) -> None:
        self._people = people
        self._config = config
        self._ledger = ledger
        self._owner = owner
        self._run = run
        self._profiles = profiles
        self._names = names
        self._titles = titles
        self._poller = poller
        self._outlet = outlet
        self._report = report
        self._journal = journal
        self._clock = clock
        self._engines = Engines(engine, stand)
        self._held: set[int] = set()
        self._stop = threading.Event()
        self._visited = threading.Event()
        """All feeds have been visited that were to be."""
        self._polled = threading.Event()
        """Those who look for work have nothing left to do."""
        self._news = threading.Event()
        """Something was entered since this thread last looked, and its title is to come first."""
        self._wake = threading.Event()
        """There is something to look at for this thread."""
        self._enough = threading.Event()
        """Nothing more is to be begun."""
        self._told = False
        """A signal wants an end. No event: a signal's handler must take no lock."""
        self._broken: list[BaseException] = []
        """What ended a thread."""
        self._left = 0
        self._of: Collection[int] | None = None
        self._rounds = 0, 0
        """Visits, and what went wrong, up to the last round that ended."""
        self._ttl = timedelta(seconds=config.feeds.lease)
        self.result = Result()
        self.weigh: Callable[[Record | Failure], None] = lambda _: None
        """Given each record that is entered and each failure, for limits."""

    def run(self, plan: Plan) -> Result:
        """Do it. An interruption (Ctrl-C, SIGTERM) ends it early and keeps what is done.

        Raises:
            WortlautError: the ledger, the model or the output folder cannot be used.
        """
        self._left = -1 if plan.limit is None else plan.limit
        self._of = plan.feeds
        try:
            with self._threads(plan):
                while not self._broken and not self._enough.is_set():
                    self._look_up()
                    self._news.clear()
                    last = self._polled.is_set()  # before looking for work: what it entered is then seen
                    if plan.titles:
                        self._headlines(plan)
                    if self._work(plan) or self._news.is_set():
                        continue
                    if last and not plan.watch:
                        break
                    self._round(plan)
                    self._wake.wait(TICK)
                    self._wake.clear()
            if self._broken:
                raise self._broken[0]
        except KeyboardInterrupt:
            self.result.interrupted = True
        except BaseException:
            with suppress(WortlautError):
                self._publish()  # what is done is shown, if that is possible
            raise
        finally:
            self._engines.close()
            self._ledger.release(self._owner)
        self._publish()
        if not self.result.interrupted and not self.result.bad:
            self._journal.succeeded(self._clock())
        self._journal.keep(self._ledger.counts(), self._ledger.oldest_waiting(), self._clock(), last=True)
        return self.result

    def stop(self) -> None:
        """Begin nothing more, and end when the articles under way are done. May be called from another thread."""
        self._enough.set()
        self._wake.set()

    def interrupt(self) -> None:
        """End soon, and give back what is under way. For a signal's handler: it takes effect where the thread that
        works looks up next, and not in the middle of a statement to the ledger or a call of the model."""
        self._told = True

    def _look_up(self) -> None:
        if self._told:
            raise KeyboardInterrupt

    @contextmanager
    def _threads(self, plan: Plan) -> Iterator[None]:
        jobs = {"hold": self._hold, "keep": self._keep}
        if self._poller is None or not plan.visit:
            self._polled.set()
        else:
            poller = self._poller
            jobs |= {"poll": lambda: self._poll(plan, poller), "pages": lambda: self._pages(plan, poller)}
        threads = [threading.Thread(target=self._safely, args=(job,), name=name) for name, job in jobs.items()]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            if self._poller is not None:
                self._poller.close()
            for thread in threads:
                thread.join()

    def _safely(self, job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # raised again in the thread that called
            self._broken.append(error)
        finally:
            if threading.current_thread().name == "pages":
                self._polled.set()
            self._visited.set()
            self._wake.set()

    # The poll and pages threads.

    def _poll(self, plan: Plan, poller: Poller) -> None:
        asked, named = None, plan.feeds is not None
        if plan.at_once:
            asked = self._clock() - (timedelta(0) if named else JUST_NOW)

        def due(owner: str | None, limit: int) -> list[Feed]:
            return self._ledger.due(
                self._clock(), owner=owner, limit=limit, since=asked, of=plan.feeds, insist=named and asked is not None
            )

        while not self._stop.is_set():
            poller.begin(due(self._owner, VISITS))
            until = time.monotonic() + TICK
            while not self._stop.is_set() and poller.visiting and (time.monotonic() < until or not plan.watch):
                poller.entered(TICK / 5)
            if asked is not None and due(None, 1):
                continue
            if not plan.watch:
                return
            asked = None
            self._stop.wait(max(0.0, until - time.monotonic()))

    def _pages(self, plan: Plan, poller: Poller) -> None:
        while not self._stop.is_set():
            last = self._visited.is_set() and not plan.watch
            pages = []
            if (room := PAGES - poller.fetching) > 0:
                pages = self._ledger.pages(room, self._clock(), self._ttl, self._owner, plan.feeds)
            poller.begin_pages(pages)
            if poller.fetching:
                if poller.joined(TICK / 5):
                    self._wake.set()
            elif last:
                return
            else:
                self._visited.wait(TICK / 5) if not plan.watch else self._stop.wait(TICK)

    def visited(self, visited: Visited) -> None:
        """Note a visit; the poller's ``said``."""
        result = self.result
        result.visits += 1
        result.unreachable += bool(visited.error)
        result.news.update(one.news for one in visited.news)
        result.dropped += visited.dropped
        self._journal.visited(visited, self._clock())
        if visited.news:
            self._news.set()
            self._wake.set()

    def unread(self, page: Page, reason: str, retry_at: datetime | None) -> None:
        """Note a page that could not be had; the poller's ``unread``."""
        self.result.failed += 1
        self._report.unread(page, reason)
        self._journal.unread(page, reason, retry_at)

    def took(self, stage: str, seconds: float) -> None:
        """Note how long a visit or a page took; the poller's ``took``."""
        self._journal.took(stage, seconds)

    def teaser(self, page: Page, reason: str) -> None:
        """Note a page that gives no article; the poller's ``teaser``."""
        self._journal.teaser(page, reason)

    def twinned(self, feed: int, item: str, other: str) -> None:
        """Note an item that says what another one says; the poller's ``twinned``."""
        self._journal.twinned(feed, item, other)

    # The hold and keep threads.

    def _hold(self) -> None:
        """Renew the leases. A thread of its own: publishing may take longer than a lease."""
        renewed = self._clock()
        while not self._stop.wait(TICK):
            now = self._clock()
            held = list(self._held)
            if held and now - renewed > self._ttl / 3:
                self._ledger.renew(self._owner, held, now + self._ttl)
            elif held:
                continue
            renewed = now

    def _keep(self) -> None:
        published, counted = 0.0, 0.0
        counts: Mapping[State, int] = {}
        oldest: datetime | None = None
        while not self._stop.wait(TICK):
            now = self._clock()
            if time.monotonic() >= published:
                used = time.thread_time()
                self._publish()
                published = time.monotonic() + min(SHARE * (time.thread_time() - used), LONGEST)
            if self._outlet is not None and self._ledger.untitled(1, self._of, now=now):
                self._news.set()  # of feeds that another process visits
            if time.monotonic() >= counted:
                counts, oldest = self._ledger.counts(), self._ledger.oldest_waiting()
                counted = time.monotonic() + COUNT
            self._journal.keep(counts, oldest, now)

    def _publish(self) -> None:
        if self._outlet is not None:
            begun = time.monotonic()
            if self._outlet.publish(self._clock()):
                self._journal.took("publish", time.monotonic() - begun)

    def shown(self, shown: Shown, folder: str, files: Collection[str]) -> None:
        """Note what the outlet has done; its ``said``."""
        self.result.shown[shown.news] += 1
        self._report.shown(shown, folder, files, self._names(shown.feed))
        self._journal.shown(shown)

    # This thread.

    def _headlines(self, plan: Plan) -> None:
        if self._outlet is None and self._poller is None:
            return  # one that only works for others leaves them to those who find and list them
        while wanted := self._ledger.lease_titles(self._owner, TITLES, self._clock(), self._ttl, plan.feeds):
            begun = time.monotonic()
            self._look_up()
            done = self._titles(wanted)
            self._journal.took("headlines", time.monotonic() - begun)
            self._ledger.titled(done)
            self.result.headlines += len(done)
            self._journal.headlines(done)

    def _round(self, plan: Plan) -> None:
        """Of one that watches: all that the last visits gave is worked on."""
        if not plan.watch or self.result.visits == self._rounds[0]:
            return
        before, self._rounds = self._rounds, (self.result.visits, self.result.bad)
        if before[1] == self.result.bad:
            self._journal.succeeded(self._clock())

    def _work(self, plan: Plan) -> bool:
        """Work until nothing is waiting, or titles are; returns whether there was anything."""
        by_profile: dict[Profile, list[int]] = {}
        for feed, profile in self._profiles().items():
            if plan.feeds is None or feed in plan.feeds:
                by_profile.setdefault(profile, []).append(feed)
        worked = False
        for profile, feeds in by_profile.items():
            leases = self._leases(plan, feeds, ROUND if len(by_profile) > 1 else None)
            first = next(leases, None)
            if first is None:
                continue
            worked = True
            with closing(self._engines.of(profile).outcomes(_chained(first, leases))) as outcomes:
                for lease, outcome, seconds in outcomes:
                    self._take(lease, outcome, seconds)
                    self._look_up()
        return worked

    def _leases(self, plan: Plan, feeds: Collection[int], most: int | None) -> Generator[Lease, None, None]:
        """Leases of these feeds' versions, drawn from the ledger as they are asked for."""
        given = 0
        while not self._broken and not self._enough.is_set() and self._left and (most is None or given < most):
            if self._news.is_set() and plan.titles:
                return  # titles first
            number = self._config.feeds.batch if self._left < 0 else min(self._config.feeds.batch, self._left)
            batch = self._ledger.lease(
                self._owner, number, self._clock(), self._ttl, feeds, only_failed=plan.only_failed
            )
            if not batch:
                return
            given += len(batch)
            self._left -= len(batch) if self._left > 0 else 0
            self._held.update(lease.version for lease in batch)
            for lease in batch:
                if self._enough.is_set():
                    return  # what was not begun is given back at the end
                if lease.attempts < self._config.feeds.attempts:
                    yield lease
                else:  # none of these attempts came to an end, or it would have failed
                    reason = f"it was tried {lease.attempts} times, at least once until its process ended"
                    self._take(lease, Failure(lease.item, lease.article.origin, "make", reason), 0.0)

    def _take(self, lease: Lease, outcome: Record | Failure, seconds: float) -> None:
        now = self._clock()
        self._held.discard(lease.version)
        if isinstance(outcome, Failure):
            retry_at = self._again(lease, outcome, now)
            if not self._ledger.fail(
                self._owner, lease.version, outcome.stage, outcome.reason, now,
                retry_at=retry_at, run=self._run, seconds=seconds,
            ):  # fmt: skip
                self.result.lost += 1
                self._journal.lost(lease)
                return
            self.result.failed += 1
            self.weigh(outcome)
            self._report.failed(lease, outcome)
            self._journal.failed(lease, outcome, retry_at)
            return
        record = self._entered(lease, outcome, now)
        if record is None:
            self.result.lost += 1
            self._journal.lost(lease)
            return
        self.result.made += 1
        self.weigh(record)
        self._journal.made(lease, record, seconds)

    def _entered(self, lease: Lease, made: Record, now: datetime) -> Record | None:
        """Enter a record with what people have decided; what was entered, ``None`` if it came too late."""
        about = {
            "feed": self._names(lease.feed),
            "news": "new" if lease.older is None else lease.edition.signal or "update",
            "hits": lease.hits,
            "run": self._run,
            "made": now.isoformat(timespec="seconds"),
        }
        while True:
            decided = self._people(lease, made)
            record, base, seen = decided.record, decided.base, decided.seen
            brief, findings = line(brief_json(record) | about), encoded(FINDINGS.piece(record, True))
            with suppress(Overtaken):  # somebody saves at the desk just now: once more, with that
                done = self._ledger.finish(
                    self._owner, lease.version, record, brief, findings, now, self._run, base=base, seen=seen
                )
                return record if done else None

    def _again(self, lease: Lease, failure: Failure, now: datetime) -> datetime | None:
        """When a failed version is tried again; ``None`` if that is no use."""
        settings = self._config.feeds
        if failure.stage == "clean" or lease.attempts + 1 >= settings.attempts:
            return None
        return now + timedelta(seconds=settings.back_off * 2**lease.attempts)


def _chained(first: Lease, rest: Generator[Lease, None, None]) -> Iterator[Lease]:
    yield first
    yield from rest
