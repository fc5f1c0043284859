"""Puts a night together from settings and an order, runs it, and says how it went."""

from __future__ import annotations

import gc
import os
import signal
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..check import Checker
from ..config import Config
from ..errors import ConfigError
from ..export.settings import Settings
from ..export.table import Outputs
from ..fetch import Fetcher
from ..ledger import Ledger, open_ledger
from ..ledger.values import Feed, Headline
from ..limits import Outcome
from ..render.words import plural
from ..run.signature import make_signature
from ..run.store import Store
from ..summarise.load import load_summariser
from ..translate import load_translator
from ..translate.base import Translator
from ..types import Failure, Record
from .duplicates import Stories
from .engine import Engine, Local, Profile
from .headlines import in_english
from .hosts import LedgerHosts
from .house import House
from .journal import Log
from .log import Event, EventLog, LogFormat, reopened_on_hangup
from .metrics import Metrics
from .night import Night, Plan, Result
from .owners import bury, machine, owner
from .people import People
from .poll import Poller
from .publish import Outlet
from .report import Report
from .rules import Rules, configured, read_rules
from .titles import Titles

if TYPE_CHECKING:
    from .engine_ray import Farm

STORIES = timedelta(days=7)
"""How far back the same story is looked for elsewhere."""

MOST = 10_000
"""Articles of the queue that a rehearsal counts."""
SHOWN = 20
"""Articles of the queue that it names."""


@dataclass(frozen=True, slots=True)
class Order:
    """What ``wortlaut feeds run`` was asked to do; the fields are its options."""

    ledger: str
    names: tuple[str, ...] = ()
    out: Path | None = None
    watch: bool = False
    due_only: bool = False
    visit: bool = True
    only_failed: bool = False
    since: datetime | None = None
    limit: int | None = None
    engine: str = "local"
    metrics: Path | None = None
    log: Path | None = None
    log_format: LogFormat = "text"
    weigh: Callable[[Record | Failure], None] = lambda _: None
    """Given each record and failure, for limits."""
    limits: Callable[[], tuple[Outcome, ...]] = tuple
    """What the round was held against, once all is weighed: for its report."""


def night(order: Order, config: Config, *, say: Callable[[str], None], warn: Callable[[str], None]) -> Result:
    """Run a night.

    Args:
        order: what to do.
        config: the settings.
        say: told the sentences at the end.
        warn: told what a person should know meanwhile.

    Raises:
        WortlautError: the ledger, the model, the output folder or a rule cannot be used.
    """
    gc.set_threshold(50_000, 20, 20)  # as in `wortlaut run`: the tables' entries live as long as the process
    with ExitStack() as stack:
        ledger = stack.enter_context(open_ledger(order.ledger, warn=warn))
        feeds = chosen(ledger, order.names)
        if not feeds:
            say(nothing_to_visit(ledger.feeds()))
            return Result()
        for feed in feeds:
            if not feed.active:
                warn(f"{feed.name} is paused and is not visited: wortlaut feeds resume {feed.name}")
        log = stack.enter_context(EventLog(order.log, order.log_format, warn=warn))
        stack.enter_context(reopened_on_hangup(log))
        run, started = uuid.uuid4().hex[:12], _now()
        store = None if order.out is None else Store(order.out, warn=warn, spread=True)
        metrics = None if order.metrics is None else Metrics(order.metrics, warn=warn)
        if metrics is not None:
            metrics.started(started)
        tools = Tools(config, run, order.engine, warn, ledger)
        settings = Settings.of(config, (lambda item: f"articles/{item}") if store is None else store.place)
        by_id = _Feeds(ledger, config, settings)
        report = Report(run, started, config.policy)
        titles = Titles(store, ledger, draft=tools.draft, clock=_now)
        parts: list[Night] = []  # the poller and the outlet report to the night that is made of them
        poller = outlet = None
        if order.visit:
            fetcher = stack.enter_context(Fetcher(config.fetch, clock=_now, hosts=LedgerHosts(ledger)))
            stories = Stories(ledger.sketches(started - STORIES))
            poller = Poller(
                ledger,
                fetcher,
                config,
                stories,
                _now,
                lambda visited: parts[0].visited(visited),
                lambda *unread: parts[0].unread(*unread),
                lambda *page: parts[0].teaser(*page),
                lambda *twin: parts[0].twinned(*twin),
                lambda *took: parts[0].took(*took),
                since=order.since,
                run=run,
            )
        if store is not None:
            outlet = Outlet(store, ledger, by_id.outputs, by_id.name, lambda *shown: parts[0].shown(*shown), settings)
        this = Night(
            config,
            ledger,
            owner(run),
            run,
            profiles=by_id.profiles,
            names=by_id.name,
            engine=tools.engine,
            titles=tools.headlines,
            poller=poller,
            outlet=outlet,
            report=report,
            journal=Log(log, metrics, by_id.name, titles.write),
            clock=_now,
            people=People(ledger, lambda: tools.checker, config.policy),
            stand=lambda: tools.checker.identity,
        )
        this.weigh = order.weigh
        parts.append(this)
        bury(ledger, started)
        ledger.begin_run(run, machine(), os.getpid(), started)
        log.write(Event("started", run=run))
        try:
            with _ended_by_signals(this):
                result = this.run(
                    Plan(
                        feeds={feed.id for feed in feeds} if order.names else None,
                        visit=order.visit,
                        at_once=not order.due_only,
                        watch=order.watch,
                        limit=order.limit,
                        only_failed=order.only_failed,
                    )
                )
        finally:
            ledger.end_run(run, _now(), interrupted=this.result.interrupted)
            how = "interrupted" if this.result.interrupted else ""
            log.write(Event("ended", run=run, items=this.result.made, error=how))
        if store is not None:
            titles.write()
            if result.eventful:
                where = store.root / report.write(store, _now(), interrupted=result.interrupted, limits=order.limits())
                say(f"Report: {where}")
        for sentence in told(result):
            say(sentence)
        return result


def rehearse(order: Order, config: Config, *, say: Callable[[str], None], warn: Callable[[str], None]) -> None:
    """Visit the feeds and say what a night would do. Nothing is entered, made or written.

    Raises:
        WortlautError: as of :func:`night`.
    """
    with ExitStack() as stack:
        ledger = stack.enter_context(open_ledger(order.ledger, create=False, warn=warn))
        feeds = chosen(ledger, order.names)
        visited = []
        if order.visit:
            fetcher = stack.enter_context(Fetcher(config.fetch, clock=_now, hosts=LedgerHosts(ledger)))
            poller = Poller(ledger, fetcher, config, Stories(), _now, since=order.since, dry=True)
            visited = poller.visit(feeds)
            poller.close()
        for one in visited:
            fresh = _fresh(Counter(item.news for item in one.news))
            left = f"; {one.dropped:,} left out" if one.dropped else ""
            say(f"{one.feed.name}: {one.error or fresh + left}")
        waiting = ledger.queue(MOST, _now(), {feed.id for feed in feeds}, only_failed=order.only_failed)
        say(f"In the queue: {plural(len(waiting), 'article')}{' or more' if len(waiting) == MOST else ''}.")
        for lease in waiting[: order.limit or SHOWN]:
            say(f"  {lease.item}: {lease.article.title}")


def chosen(ledger: Ledger, names: Sequence[str]) -> list[Feed]:
    """The feeds of these names; all active ones if there are none.

    Raises:
        LedgerError: there is no feed of one of the names.
    """
    return [ledger.feed(name) for name in names] if names else ledger.feeds(active=True)


def nothing_to_visit(feeds: Sequence[Feed]) -> str:
    """Why there is no feed to visit, of those that are watched, and what to do."""
    if not feeds:
        return "No feeds are watched, so there is nothing to do. Add one: wortlaut feeds add URL"
    if len(feeds) == 1:
        return f"The only feed is paused, so there is nothing to do: wortlaut feeds resume {feeds[0].name}"
    return (
        f"All {len(feeds):,} feeds are paused, so there is nothing to do. Take them up: wortlaut feeds resume NAME..."
    )


def told(result: Result) -> list[str]:
    """How a night went, in sentences."""
    seen, shown = result.news, result.shown
    said = []
    if result.visits:
        said.append(f"{plural(result.visits, 'feed')} visited: {_fresh(seen)}.")
    if result.dropped:
        said.append(f"{plural(result.dropped, 'item')} left out by the feeds' rules or for their language.")
    if result.made or result.failed:
        said.append(f"{plural(result.made, 'brief')} made, {result.failed:,} failed.")
    elif not result.interrupted and not sum(shown.values()):
        said.append("No briefs to make.")
    if not result.made and (published := sum(shown[news] for news in ("new", "update", "correction"))):
        said.append(f"{plural(published, 'item')} published.")
    if gone := shown["withdrawn"]:
        said.append(f"{plural(gone, 'item')} taken out.")
    if result.unreachable:
        said.append(f"{plural(result.unreachable, 'feed')} could not be visited: wortlaut feeds list says why.")
    if result.failed:
        said.append("What failed: wortlaut failed list")
    if result.interrupted:
        said.append("Interrupted; what is done is kept, and the next run goes on from there.")
    return said


def _fresh(news: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {what}" for what, number in sorted(news.items())) or "nothing new"


def exit_code(result: Result, broken: bool, *, watched: bool) -> int:
    """0, 1 (a limit is broken), 3 (failures), 130 (interrupted, unless that is the normal end)."""
    if result.interrupted:
        return 0 if watched else 130
    if result.failed or result.unreachable:
        return 3
    return 1 if broken else 0


class Tools:
    """Models and checker, loaded when the first title or article needs them, and shared by all engines."""

    def __init__(
        self, config: Config, run: str, kind: str, warn: Callable[[str], None], ledger: Ledger | None = None
    ) -> None:
        self._house = House(config.check, ledger)
        self._config = config
        self._run = run
        self._kind = kind
        self._warn = warn
        self._translators: dict[int, Translator] = {}
        self._lock = threading.RLock()
        """Articles and titles are begun in different threads, and a model is to be loaded once."""
        if kind == "ray":
            from .engine_ray import required

            required()

    @property
    def checker(self) -> Checker:
        """With the lines of the glossary that the desk of the ledger has added by now."""
        return self._house()

    @property
    def translator(self) -> Translator:
        return self._translator(self._config)

    def draft(self) -> bool | None:
        """Whether the model that is loaded is of draft quality; ``None`` as long as none is. Loads nothing."""
        for translator in list(self._translators.values()):
            return translator.identity.draft
        return None

    def _translator(self, config: Config) -> Translator:
        with self._lock:
            if config.translate.beams not in self._translators:
                self._translators[config.translate.beams] = load_translator(config.translate, warn=self._warn)
            return self._translators[config.translate.beams]

    def engine(self, profile: Profile) -> Engine:
        """The engine for the articles of a profile."""
        summariser, quality = profile
        config = configured(self._config, read_rules({"summariser": summariser, "quality": quality}, "of a profile"))
        condenser = load_summariser(config.summarise, self._warn)
        if self._kind == "ray":
            from .engine_ray import Cluster

            lines, checker = self._house.now()
            identities = self._translator(config).identity, condenser.identity, checker.identity
            return Cluster(self._farm, config, self._run, make_signature(config, *identities), lines)
        return Local(config, self._translator(config), self.checker, condenser, self._run)

    @cached_property
    def _farm(self) -> Farm:
        """The workers of the cluster, for all profiles."""
        from .engine_ray import Farm

        return Farm(self._config.feeds, self._warn)

    def headlines(self, wanted: Sequence[Headline]) -> list[Headline]:
        """Titles in English."""
        return in_english(wanted, self.translator, self.checker, self._config)


class _Feeds:
    """What the rules of feeds say, by the feeds' row ids; read anew with every look, since rules may be changed while a
    night goes on."""

    def __init__(self, ledger: Ledger, config: Config, settings: Settings) -> None:
        self._ledger = ledger
        self._config = config
        self._settings = settings
        self._known: dict[int, Feed] = {}

    def profiles(self) -> Mapping[int, Profile]:
        """The profile of every feed that is watched."""
        self._known |= {feed.id: feed for feed in self._ledger.feeds()}
        return {
            feed.id: (rules.summariser, rules.quality)
            for feed, rules in ((feed, self._rules(feed)) for feed in self._known.values())
        }

    def name(self, feed_id: int) -> str:
        """A feed's name; a number for one that was removed long ago."""
        if feed_id not in self._known:
            self._known |= {feed.id: feed for feed in self._ledger.feeds()}
        feed = self._known.get(feed_id)
        return feed.name if feed is not None else f"#{feed_id}"

    def outputs(self, feed_id: int) -> Outputs:
        """The files that are made for a feed's articles."""
        self.name(feed_id)
        feed = self._known.get(feed_id)
        rules = self._rules(feed) if feed is not None else Rules()
        names = (*configured(self._config, rules).feeds.outputs, "run.json")  # named: else "none" were "usual"
        return Outputs(names, settings=self._settings)

    @staticmethod
    def _rules(feed: Feed) -> Rules:
        try:
            return read_rules(feed.rules, feed.name)
        except ConfigError:
            return Rules()  # its next visit says what is wrong with them


@contextmanager
def _ended_by_signals(night: Night) -> Iterator[None]:
    """Within it, a first SIGTERM or Ctrl-C ends the night where that is safe; a second one where it strikes."""
    before = {}
    for number in (signal.SIGINT, signal.SIGTERM):
        if threading.current_thread() is threading.main_thread() and signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.getsignal(number)

    def told(*_: object) -> None:
        for number, handler in before.items():
            signal.signal(number, handler)
        night.interrupt()

    for number in before:
        signal.signal(number, told)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _now() -> datetime:
    return datetime.now(UTC)
