#!/usr/bin/env python3
"""Processes that share a ledger and are killed: every item is made, and none is finished twice.

    python -m tests.ledger_crash ADDRESS [--items N] [--kills N] [--processes N] [--seed N]

``ADDRESS`` is an empty folder or an empty schema of a PostgreSQL server. The tests do a few kills; the defaults are the
long way.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import func, select

from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.schema import attempts, records, versions
from tests.support_ledger import TTL, at, found, record

ROOT = Path(__file__).resolve().parent.parent
_HOUR = 60.0


def work(address: str, generation: int) -> None:
    """Make what there is, in batches, until nothing is left.

    The clock of a later generation is an hour ahead: what earlier ones have leased is over for it.
    """
    now = at(generation * _HOUR)
    owner = f"{os.getpid()}-{generation}"
    with open_ledger(address) as ledger:
        print("ready", flush=True)
        while leases := ledger.lease(owner, 4, now, TTL):
            for lease in leases:
                ledger.finish(owner, lease.version, record(lease.article), b"{}\n", b"", now, owner)


def kills(address: str, items: int, count: int, processes: int, dice: random.Random, say: Callable[[str], None]) -> int:
    """Let processes work, kill one after the other, and hold that in the end all is done once.

    Returns:
        How many leases ended with their process.
    """
    with open_ledger(address) as ledger:
        feed = ledger.add_feed("zeitung", "https://zeitung.example/rss").id
        ledger.enter(feed, [found(f"a{n}", f"Text {n}") for n in range(items)], at(0))
        running = [_start(address, 0) for _ in range(processes)]
        for process in running:
            _ready(process)
        for generation in range(1, count + 1):
            # Wait for some more to be done, then a moment: so that the kills are spread over all of the work.
            done = items * generation // (count + 1)
            while ledger.counts().get("done", 0) < done and any(p.poll() is None for p in running):
                time.sleep(0.001)
            time.sleep(0.02 * dice.random())
            victim = running.pop(dice.randrange(len(running)))
            victim.send_signal(signal.SIGKILL)
            victim.wait()
            victim.stdout.close()  # type: ignore[union-attr]
            running.append(_start(address, generation))
            say(f"kill {generation}: {ledger.counts()}")
        for process in running:
            process.wait()
            process.stdout.close()  # type: ignore[union-attr]
        last = _start(address, count + 1)
        assert last.wait() == 0
        last.stdout.close()  # type: ignore[union-attr]
        return _hold(ledger, items)


def _hold(ledger: Ledger, items: int) -> int:
    """Hold that all is done once; how often something was begun and not ended."""
    assert ledger.counts() == {"done": items}
    database = ledger._db
    done = select(func.count(), func.count(attempts.c.version.distinct())).where(attempts.c.outcome == "done")
    assert tuple(database.read(lambda c: c.execute(done).one())) == (items, items)
    assert database.read(lambda c: c.execute(select(func.count()).select_from(records)).scalar()) == items
    shown = ledger.to_show("out", at(0), items + 1)
    assert len(shown) == items and all(one.record is not None for one in shown)
    begun = database.read(lambda c: c.execute(select(func.sum(versions.c.attempts))).scalar())
    return int(begun or 0) - items


def _start(address: str, generation: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ledger_crash", address, "--generation", str(generation)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def _ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("--items", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--generation", type=int)
    args = parser.parse_args()
    if args.generation is not None:
        work(args.address, args.generation)
        return
    again = kills(args.address, args.items, args.kills, args.processes, random.Random(args.seed), print)
    print(f"{args.items} items done once, {again} begun by a process that did not end them")


if __name__ == "__main__":
    main()
