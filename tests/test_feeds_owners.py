"""Whose work is given back when a run begins: that of processes of this machine that are certainly no more."""

from __future__ import annotations

import os
import sys

import pytest

from pipeline.feeds import owners
from pipeline.feeds.owners import bury, host_of, machine, owner
from pipeline.ledger import Ledger
from tests.support_ledger import TTL, at, found

HERE = "desk.example.org#b1.1"
DEAD = 2**22 + 7
"""No process has this id: it is above what Linux gives."""


def held(ledger: Ledger, where: str, pid: int = DEAD) -> None:
    """A run there has taken an article, and has not ended."""
    feed = ledger.add_feed("zeitung", "https://zeitung.example/rss").id
    ledger.enter(feed, [found("a")], at(0))
    ledger.begin_run("r1", where, pid, at(0))
    assert len(ledger.lease(owner("r1", where, pid), 1, at(0), TTL)) == 1


@pytest.mark.parametrize(
    ("where", "on_file", "on_server"),
    [
        pytest.param(HERE, 1, 1, id="a process of this machine"),
        pytest.param("desk.example.org#b1.2", 0, 0, id="a container of the same name beside this one"),
        pytest.param("desk.example.org#b2.1", 1, 0, id="before a restart; or on a server another of the same name"),
        pytest.param("other.example.org#b1.1", 0, 0, id="another host"),
        pytest.param("desk.example.org", 0, 0, id="by a version that said less"),
    ],
)
def test_the_work_of_the_dead_is_given_back(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, where: str, on_file: int, on_server: int
) -> None:
    monkeypatch.setattr(owners, "machine", lambda: HERE)
    held(ledger, where)
    expected = on_file if ledger.local else on_server
    assert bury(ledger, at(1)) == expected
    assert ledger.counts() == ({"waiting": 1} if expected else {"leased": 1})
    assert [run.interrupted for run in ledger.runs()] == [bool(expected)]


def test_the_living_keep_theirs(ledger: Ledger) -> None:
    held(ledger, machine(), os.getppid())
    assert bury(ledger, at(1)) == 0
    assert ledger.counts() == {"leased": 1}


@pytest.mark.skipif(sys.platform != "linux", reason="boot and namespace are Linux's")
def test_a_machine_is_named_by_host_boot_and_namespace() -> None:
    host, _, rest = machine().partition("#")
    boot, _, namespace = rest.partition(".")
    assert (host, len(boot), namespace.isdigit()) == (host_of(machine()), 12, True)
    assert owner("r1").split("/") == [machine(), str(os.getpid()), "r1"]
