"""Puts a night together from settings and an order, runs it, and says how it went."""

from __future__ import annotations

import gc
import os
import platform
import signal
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from ..check import Checker, load_checker
from ..config import Config
from ..errors import ConfigError
from ..export.table import Outputs
from ..fetch import Fetcher
from ..judge import rank
from ..ledger import Ledger, open_ledger
from ..ledger.values import Feed, Headline
from ..run.store import Store
from ..summarise.load import load_summariser
from ..translate import load_translator
from ..translate.base import Translator
from ..types import Severity
from .duplicates import Stories
from .engine import Engine, Local
from .headlines import in_english
from .journal import Log
from .log import EventLog, LogFormat, reopened_on_hangup
from .metrics import Metrics
from .night import Night, Plan, Profile, Result
from .poll import Poller, Visited
from .publish import Outlet
from .report import Report
from .rules import configured, read_rules
from .titles import Titles

STORIES = 14
"""Days within which the same story is looked for elsewhere."""


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
    dry_run: bool = False
    engine: str = "local"
    metrics: Path | None = None
    log: Path | None = None
    log_format: LogFormat = "text"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a night ended."""

    result: Result

    def exit_code(self, fail_on: Severity | None, *, watched: bool) -> int:
        """For the command: 0, 1 (findings), 3 (failures), 130 (interrupted)."""
        result = self.result
        if result.interrupted and not watched:
            return 130
        if result.failed or result.unreachable:
            return 0 if watched else 3
        worst = [severity for severity, number in result.counted.items() if number]
        return 1 if fail_on is not None and any(rank(s) >= rank(fail_on) for s in worst) else 0


def night(order: Order, config: Config, *, say: Callable[[str], None], warn: Callable[[str], None]) -> Ending:
    """Run a night.

    Raises:
        WortlautError: the ledger, the model, the output folder or a rule cannot be used.
    """
    gc.set_threshold(50_000, 20, 20)  # as in `wortlaut run`: the tables' entries live as long as the process
    with ExitStack() as stack:
        ledger = stack.enter_context(open_ledger(order.ledger, warn=warn))
        feeds = _chosen(ledger, order.names)
        if not feeds:
            say("There are no feeds yet. Add one: wortlaut feeds add URL")
            return Ending(Result())
        log = stack.enter_context(EventLog(order.log, order.log_format, warn=warn))
        stack.enter_context(reopened_on_hangup(log))
        stack.enter_context(ended_by_sigterm())
        run, started = uuid.uuid4().hex[:12], _now()
        store = None if order.out is None else Store(order.out, warn=warn, spread=True)
        report = Report(run, started)
        tools = _Tools(config, warn)
        metrics = None if order.metrics is None else Metrics(order.metrics)
        names = _Names(ledger)
        titles = Titles(store, ledger)
        journal = Log(log, metrics, names, titles.write)
        fetcher = stack.enter_context(Fetcher(config.fetch, hosts=_Hosts(ledger)))
        stories = Stories()
        if order.visit:
            stories.fill(ledger.sketches(started - STORIES_KEPT))
        told: list[Night] = []
        poller = Poller(
            ledger, fetcher, config, stories, _now, lambda visited: told[0].visited(visited), since=order.since
        )
        outlet = None
        if store is not None:
            outlet = Outlet(
                store, ledger, _outputs(ledger, config), lambda *shown: told[0].shown(*shown)
            )
        this = Night(
            config,
            ledger,
            f"{platform.node()}/{os.getpid()}/{run}",
            run,
            profiles=lambda: _profiles(ledger),
            engine=lambda profile: tools.engine(profile, order.engine, run),
            titles=tools.headlines,
            poller=poller if order.visit else None,
            outlet=outlet,
            report=report,
            journal=journal,
            clock=_now,
        )
        told.append(this)
        ledger.begin_run(run, platform.node(), os.getpid(), started)
        try:
            result = this.run(_plan(order, ledger, feeds))
        finally:
            ledger.end_run(run, _now(), this.result.made, this.result.failed, this.result.interrupted)
            if metrics is not None:
                metrics.queue(ledger.counts())
                metrics.write()
        where = "" if store is None else str(store.root / report.write(store, _now(), interrupted=result.interrupted))
        for sentence in _summary(result, ledger, where):
            say(sentence)
        return Ending(result)
