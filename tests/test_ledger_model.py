"""The ledger beside a model of it that fits on a page: whatever is done to it, both say the same."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipeline.ledger import open_ledger
from pipeline.ledger.values import Lease
from tests.support_ledger import TTL, at, found, record

_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where files need not wait for a disk."""
KEYS = st.sampled_from("abc")
NUMBERS = st.integers(1, 6)
OWNERS = st.sampled_from(["one", "two"])


class Item:
    """An item as the model has it: (number, withdrawal) -> state, and what holds of them all."""

    def __init__(self) -> None:
        self.states: dict[tuple[int, bool], str] = {}
        self.highest = 0
        self.withdrawn = False

    def enter(self, number: int, withdrawal: bool) -> str:
        """The news."""
        name = (number, withdrawal)
        if number < self.highest or (self.withdrawn and number == self.highest):
            if name not in self.states and not (withdrawal and number == self.highest):
                self.states[name] = "superseded"
                return "late"
            return "known"
        if withdrawal:
            self.states = dict.fromkeys(self.states, "withdrawn") | {name: "withdrawn"}
            self.highest, self.withdrawn = number, True
            return "withdrawn"
        if name in self.states:
            return "known"
        news = "update" if self.highest else "new"
        for other, state in self.states.items():
            if state in ("waiting", "leased", "failed"):
                self.states[other] = "superseded"
        self.states[name] = "waiting"
        self.highest, self.withdrawn = number, False
        return news

    def shown(self) -> int | None:
        """The number of the version that is to be shown."""
        done = [number for (number, _), state in self.states.items() if state == "done"]
        return max(done, default=None) if not self.withdrawn else None


class Machine(RuleBasedStateMachine):
    """Steps that a night takes, in any order."""

    template: Path | None = None

    @initialize()
    def open(self) -> None:
        if Machine.template is None:
            Machine.template = Path(tempfile.mkdtemp()) / "ledger.sqlite"
            with open_ledger(Machine.template) as made:
                made.add_feed("zeitung", "https://zeitung.example/rss")
        self.folder = tempfile.TemporaryDirectory(dir=_MEMORY)
        path = Path(self.folder.name) / "ledger.sqlite"
        shutil.copy(Machine.template, path)
        self.ledger = open_ledger(path)
        self.items: dict[str, Item] = {}
        self.versions: dict[int, tuple[str, int, bool]] = {}
        self.held: dict[int, tuple[str, float]] = {}
        """Version -> owner, and the minute in which his lease ends."""
        self.backed_off: dict[int, float] = {}
        self.leases: list[tuple[str, Lease]] = []
        """All that were ever given."""
        self.out: dict[str, int | None] = {}
        self.minute = 0.0

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            self.ledger.close()
            self.folder.cleanup()

    def state(self, version: int) -> str:
        key, number, withdrawal = self.versions[version]
        return self.items[key].states[(number, withdrawal)]

    def set(self, version: int, state: str) -> None:
        key, number, withdrawal = self.versions[version]
        self.items[key].states[(number, withdrawal)] = state

    def held_by(self, version: int) -> str | None:
        return self.held[version][0] if self.state(version) == "leased" else None

    @rule(key=KEYS, withdrawal=st.sampled_from([False, False, False, True]))
    def enter_the_next(self, key: str, withdrawal: bool) -> None:
        self.enter(key, self.items[key].highest + 1 if key in self.items else 2, withdrawal)

    @rule(key=KEYS, number=NUMBERS, withdrawal=st.booleans())
    def enter_any(self, key: str, number: int, withdrawal: bool) -> None:
        self.enter(key, number, withdrawal)

    def enter(self, key: str, number: int, withdrawal: bool) -> None:
        words = f"{key} {number} {withdrawal}"
        one = found(key, words, version=number, signal="withdrawn" if withdrawal else "")
        [entered] = self.ledger.enter(1, [one], at(self.minute))
        known = set(self.items.get(key, Item()).states)
        assert entered.news == self.items.setdefault(key, Item()).enter(number, withdrawal)
        if set(self.items[key].states) - known:
            self.versions[entered.version] = (key, number, withdrawal)

    @rule(minutes=st.sampled_from([1.0, 14.0, 16.0]))
    def wait(self, minutes: float) -> None:
        self.minute += minutes

    @rule(owner=OWNERS, n=st.integers(1, 3))
    def lease(self, owner: str, n: int) -> None:
        for version, (_, until) in self.held.items():
            if self.state(version) == "leased" and until <= self.minute:
                self.set(version, "waiting")
        ready = {
            version
            for version in self.versions
            if self.state(version) == "waiting" and self.backed_off.get(version, 0) <= self.minute
        }
        given = self.ledger.lease(owner, n, at(self.minute), TTL)
        assert len(given) == min(n, len(ready))
        for lease in given:
            assert lease.version in ready and lease.article.text.startswith(f"{lease.item} ")
            self.set(lease.version, "leased")
            self.held[lease.version] = (owner, self.minute + 15)
            self.leases.append((owner, lease))

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), fails=st.sampled_from(["", "", "again", "for good"]))
    def come_back(self, data: st.DataObject, fails: str) -> None:
        """Somebody comes back with work that he was given at some time, and may have lost since."""
        self.outcome(*data.draw(st.sampled_from(self.leases[-4:])), fails)

    def outcome(self, owner: str, lease: Lease, fails: str) -> None:
        mine = self.held_by(lease.version) == owner
        now = at(self.minute)
        if fails:
            retry_at = at(self.minute + 5) if fails == "again" else None
            assert self.ledger.fail(owner, lease.version, "x", "y", now, retry_at=retry_at) == mine
            if mine:
                self.set(lease.version, "waiting" if retry_at else "failed")
                self.backed_off[lease.version] = self.minute + 5
        else:
            self.minute += 0.001  # what is finished twice in one moment counts as one attempt that was repeated
            done = self.ledger.finish(owner, lease.version, record(lease.article), b"x", b"", at(self.minute), "r")
            assert done == mine
            if mine:
                self.set(lease.version, "done")

    @rule(owner=OWNERS, fails=st.sampled_from(["", "", "for good"]))
    def work(self, owner: str, fails: str) -> None:
        """Make all there is, or give it up, and show it."""
        before = len(self.leases)
        self.lease(owner, 3)
        for who, lease in self.leases[before:]:
            self.outcome(who, lease, fails)
        self.show(9)

    @rule()
    def lose(self) -> None:
        """One is too slow, another takes it, the first comes back."""
        before = len(self.leases)
        self.lease("one", 2)
        self.minute += 16
        self.lease("two", 9)
        for who, lease in self.leases[before:]:
            self.outcome(who, lease, "")

    @rule(owner=OWNERS)
    def release(self, owner: str) -> None:
        mine = [version for version in self.held if self.held_by(version) == owner]
        assert self.ledger.release(owner) == len(mine)
        for version in mine:
            self.set(version, "waiting")

    @rule()
    def retry(self) -> None:
        tried = [v for v in self.versions if self.state(v) == "failed"]
        waiting = [v for v in self.versions if self.state(v) == "waiting" and self.backed_off.get(v)]
        assert self.ledger.retry(None, at(self.minute)) == len(tried) + len(waiting)
        for version in tried + waiting:
            self.set(version, "waiting")
            self.backed_off.pop(version)

    @rule(limit=st.integers(1, 3))
    def show(self, limit: int) -> None:
        given = self.ledger.to_show("out", at(self.minute), limit)
        for one in given:
            number = self.items[one.item].shown()
            assert (one.version is None) == (number is None)
            assert one.version is None or self.versions[one.version][:2] == (one.item, number)
            assert one.previous is None or self.versions[one.previous][:2] == (one.item, self.out[one.item])
            self.out[one.item] = number
        self.ledger.shown("out", [(one.item, one.version) for one in given], at(self.minute))
        if len(given) < limit:
            assert {key: item.shown() for key, item in self.items.items() if item.shown()} == {
                key: number for key, number in self.out.items() if number
            }

    @invariant()
    def agree(self) -> None:
        counts: dict[str, int] = {}
        for item in self.items.values():
            for state in item.states.values():
                counts[state] = counts.get(state, 0) + 1
        assert self.ledger.counts() == counts
        for key, item in self.items.items():
            stored = self.ledger.record(key)
            assert (stored.article.text if stored else None) == (
                f"{key} {item.shown()} False" if item.shown() else None
            )


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
