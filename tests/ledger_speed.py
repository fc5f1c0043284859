#!/usr/bin/env python3
"""What the ledger costs: entering, leasing and finishing, showing, bytes per item.

    python -m tests.ledger_speed ADDRESS [--items N] [--records RUN_FOLDER]

``ADDRESS`` is an empty folder or schema; with ``--records``, the records of a run's folder are what is stored.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text

from pipeline.codec import line, read_record
from pipeline.ledger import open_ledger
from tests.support_ledger import TTL, at, found, record

QUEUE = """SELECT id FROM versions WHERE state = 'waiting' AND (not_before IS NULL OR not_before <= '2030-01-01')
ORDER BY priority, moment DESC, id DESC LIMIT 16"""


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--work", type=int, default=1600)
    parser.add_argument("--records", type=Path)
    args = parser.parse_args()
    paths = sorted(args.records.glob("articles/*/record.json")) if args.records else []
    stored = [read_record(path.read_bytes()) for path in paths]
    with open_ledger(args.address) as ledger:
        feed = ledger.add_feed("zeitung", "https://zeitung.example/rss").id
        begun = time.perf_counter()
        for start in range(0, args.items, 100):
            items = [found(f"a{n}", f"Text {n}") for n in range(start, min(start + 100, args.items))]
            if stored:
                items = [
                    replace(one, article=replace(stored[n % len(stored)].article, blocks=()))
                    for n, one in enumerate(items)
                ]
            ledger.enter(feed, items, at(start / 100))
        seconds = time.perf_counter() - begun
        print(f"enter: {args.items} new items in {seconds:.1f} s, {1000 * seconds / args.items:.2f} ms each")
        begun = time.perf_counter()
        for n in range(10):
            ledger.enter(feed, items, at(args.items + n))
        print(f"enter: 100 known items in {100 * (time.perf_counter() - begun):.1f} ms")
        begun, leasing, done = time.perf_counter(), 0.0, 0
        while done < min(args.work, args.items):
            before = time.perf_counter()
            leases = ledger.lease("w", 16, at(10**6), TTL)
            leasing += time.perf_counter() - before
            for one in leases:
                made = replace(stored[done % len(stored)], article=one.article) if stored else record(one.article)
                brief = line(made.brief)
                assert ledger.finish("w", one.version, made, brief, b"", at(10**6), "r")
                done += 1
        seconds = time.perf_counter() - begun
        print(
            f"lease and finish in batches of 16: {done / seconds:.0f} items/s; a lease of 16 {16000 * leasing / done:.1f} ms"
        )
        begun = time.perf_counter()
        first = ledger.to_show("out", at(10**6), 100)
        print(f"to_show: a new outlet, 100 of {done}: {1000 * (time.perf_counter() - begun):.0f} ms")
        while first:
            ledger.shown("out", [(one.item, one.version) for one in first], at(10**6))
            begun = time.perf_counter()
            first = ledger.to_show("out", at(10**6), 100)
        print(f"to_show: nothing new: {1000 * (time.perf_counter() - begun):.1f} ms")
        begun = time.perf_counter()
        print(f"counts: {ledger.counts()} in {1000 * (time.perf_counter() - begun):.0f} ms")
        explain = "EXPLAIN QUERY PLAN" if ledger._db.sqlite else "EXPLAIN"
        plan = ledger._db.read(lambda c: c.execute(text(f"{explain} {QUEUE}")).fetchall())
        print("plan of the queue:", "; ".join(str(row[-1]).strip() for row in plan))
        if ledger._db.path is not None:
            print(f"file: {ledger._db.path.stat().st_size / args.items:.0f} bytes per item")


if __name__ == "__main__":
    main()
