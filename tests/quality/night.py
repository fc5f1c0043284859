#!/usr/bin/env python3
"""Nights over feeds, measured: time, memory, files and bytes an article, and who takes the time.

    python tests/quality/night.py --articles 750 [--translator embedded] [--feeds 8] [--folder DIR]
    python tests/quality/night.py --articles 100000 --fake        # ledger and publisher alone: records are made up
    python tests/quality/night.py --latency 400                   # a correction that comes while so many wait

Articles are put together, each another one, of sentences of news (WMT's test sets in ``../shared/data``, with other
figures), as long as an agency's items are (1,700 characters); a loopback server gives them as feeds of an agency (ninjs). ``--fake`` measures what a night of that size asks of ledger, publisher and
disk: the records are those of one article under other ids, and no model is loaded.

Processor time by thread is the system's (``/proc``, Linux): the poll thread and those that fetch read and enter, the keep
thread publishes, the rest is the work itself. Run it on an idle machine; ratios carry over to others, times do not.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.bench.workload import sentences as bench_sentences  # noqa: E402
from pipeline.ledger import open_ledger  # noqa: E402
from tests.support_web import World, world  # noqa: E402

DATA = ROOT.parent / "shared" / "data" / "wmt"
LENGTH = 1_700
"""Characters of an article: the median of an agency's items."""


@cache
def sentences() -> list[str]:
    """German sentences of news; a few made-up ones where the data is missing (too few to be good for a measurement)."""
    found = []
    for path in sorted(DATA.glob("newstest*.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as file:
            found += [str(json.loads(line)["de"]) for line in file]
    if not found:
        found = bench_sentences(2_000)
    return [one for one in found if 20 < len(one) < 400]


def article(number: int) -> tuple[str, str]:
    """Title and text."""
    dice = random.Random(number)
    pieces: list[str] = []
    while sum(map(len, pieces)) < LENGTH:
        pieces.append(varied(dice.choice(sentences()), dice) + ("\n\n" if len(pieces) % 3 == 2 else " "))
    title = min((dice.choice(sentences()) for _ in range(5)), key=len)
    return varied(title.rstrip("."), dice), "".join(pieces).strip()


def varied(sentence: str, dice: random.Random) -> str:
    """With other figures: no two articles share their sentences."""
    return re.sub(r"(?<![\d.,])[1-9]\d?(?![\d.,])", lambda found: str(dice.randrange(2, 99)), sentence)


NAMED = """
import threading
from pathlib import Path
run = threading.Thread.run
def named(self):
    if Path("/proc/self/task").exists():
        Path(f"/proc/self/task/{threading.get_native_id()}/comm").write_text(self.name[:15])
    run(self)
threading.Thread.run = named
from pipeline.cli import main
main()
"""
"""The command, with threads whose names the system knows too."""


def command(folder: Path, *more: str) -> list[str]:
    """``wortlaut feeds run``."""
    options = [
        "--config",
        str(folder / "c.toml"),
        "--ledger",
        str(folder / "ledger.sqlite"),
        "--out",
        str(folder / "out"),
    ]
    return [
        sys.executable,
        "-m",
        "pipeline",
        "feeds",
        "run",
        *options,
        "--log",
        str(folder / "log"),
        "--offline",
        *more,
    ]


def prepared(folder: Path, web: World, articles: int, feeds: int, interval: int = 900) -> list[Any]:
    """Feeds with so many articles, and a ledger that watches them."""
    (folder / "c.toml").write_text(
        f'[fetch]\nallow = ["127.0.0.1/32"]\nhost_pause = 0.0\n[feeds]\ninterval = {interval}\n'
    )
    served = []
    with open_ledger(folder / "ledger.sqlite") as ledger:
        for number in range(feeds):
            feed = web.feed(f"/wire{number}", "ninjs")
            moment = datetime.now(UTC) - timedelta(hours=8)
            for one in range(number, articles, feeds):
                title, text = article(one)
                feed.add(f"urn:{one}", title, text, page=False, published=moment + timedelta(seconds=one))
            ledger.add_feed(f"agentur{number}", web.url(f"/wire{number}"))
            served.append(feed)
    return served


class Watcher(threading.Thread):
    """Samples a process: memory, processor time by kind of thread, and how much is done."""

    def __init__(self, pid: int, folder: Path) -> None:
        super().__init__(daemon=True)
        self.pid, self.folder = pid, folder
        self.memory: list[tuple[float, int, int]] = []
        """Seconds, megabytes, articles done."""
        self.threads: dict[int, tuple[str, float]] = {}
        self.begun = time.monotonic()

    def run(self) -> None:
        try:
            while True:
                self.sample()
                time.sleep(0.5)
        except (FileNotFoundError, ProcessLookupError, IndexError):
            return

    def sample(self) -> None:
        status = Path(f"/proc/{self.pid}/status").read_text()
        megabytes = int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
        log = self.folder / "log"
        done = sum(" done " in line for line in log.open(encoding="utf-8")) if log.exists() else 0
        self.memory.append((time.monotonic() - self.begun, megabytes, done))
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
            name = (task / "comm").read_text().strip()
            self.threads[int(task.name)] = (name, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"))


def sizes(folder: Path) -> tuple[int, int, int]:
    """Files, bytes, and bytes in blocks of the disk."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return len(paths), sum(p.stat().st_size for p in paths), sum(p.stat().st_blocks * 512 for p in paths)


def told(folder: Path, articles: int) -> None:
    """Files and bytes an article."""
    files, size, blocks = sizes(folder / "out")
    ledger = sum(path.stat().st_size for path in folder.glob("ledger.sqlite*"))
    print(
        f"output folder: {files:,} files, {files / articles:.2f} an article; {size / articles / 1000:.1f} kB an article, "
        f"{blocks / articles / 1000:.1f} kB on the disk"
    )
    print(f"ledger: {ledger / 1e6:,.1f} MB, {ledger / articles / 1000:.1f} kB an article")
    kinds: Counter[str] = Counter()
    for path in (folder / "out").rglob("*"):
        if path.is_file():
            kinds[path.relative_to(folder / "out").parts[0]] += path.stat().st_size
    print("by kind, kB an article: " + ", ".join(f"{k} {v / articles / 1000:.1f}" for k, v in kinds.most_common()))


def night(folder: Path, articles: int, feeds: int, translator: str, quality: str) -> None:
    """One whole night as the command makes it, and a second one that finds nothing new."""
    with world() as web:
        prepared(folder, web, articles, feeds)
        begun = time.monotonic()
        options = ("--translator", translator, "--quality", quality)
        process = subprocess.Popen(
            command(folder, *options), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        watcher = Watcher(process.pid, folder)
        watcher.start()
        out, err = process.communicate()
        seconds = time.monotonic() - begun
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(out.strip(), err.strip()[-500:])
        assert process.returncode in (0, 1, 3, 130), process.returncode
        processor = used.ru_utime + used.ru_stime
        print(f"{articles:,} articles: {seconds:.0f} s, {articles / seconds:.2f} a second; processor {processor:.0f} s")
        first = next((t for t, _, done in watcher.memory if done), seconds)
        steady = [(m, done) for _, m, done in watcher.memory if done]
        quarters = [steady[len(steady) * part // 4][0] for part in range(4)] + [steady[-1][0]]
        print(f"first brief after {first:.1f} s; memory in MB at each quarter of the work {quarters}, "
              f"peak {used.ru_maxrss // 1024}")  # fmt: skip
        shares: Counter[str] = Counter()
        for name, used_seconds in watcher.threads.values():
            shares[re.sub(r"[\d_-]+$", "", name)] += used_seconds  # type: ignore[assignment]
        print("processor by thread: " + ", ".join(f"{n} {100 * s / processor:.1f} %" for n, s in shares.most_common(8)))
        told(folder, articles)
        begun = time.monotonic()
        subprocess.run(command(folder, *options), cwd=ROOT, check=False, capture_output=True)
        print(f"a second night without news: {time.monotonic() - begun:.1f} s")


def made_up(folder: Path, articles: int, feeds: int) -> None:
    """A night of ledger and publisher alone: entering, leasing, finishing, publishing, with one record under all ids."""
    import msgspec

    from pipeline.check import Checker
    from pipeline.codec import line
    from pipeline.config import Config
    from pipeline.export.table import Outputs, encoded
    from pipeline.export.tables import FINDINGS
    from pipeline.feeds.publish import Outlet
    from pipeline.ledger.values import Found
    from pipeline.render.brief import brief_json
    from pipeline.run.runner import Runner
    from pipeline.run.store import Store
    from pipeline.translate import load_translator
    from pipeline.types import Article, Edition

    title, text = article(1)
    config = Config()
    translator = load_translator(replace(config.translate, translator="embedded", beams=1, hypotheses=1), warn=print)
    with tempfile.TemporaryDirectory() as scratch:
        Runner(config, Store(Path(scratch)), translator, Checker()).run([Article("x", text, title, language="de")])
        record = Store(Path(scratch)).get("x")
    assert record is not None
    brief, findings = line(brief_json(record)), encoded(FINDINGS.piece(record, True))
    print(
        f"a record of {len(msgspec.json.encode(record)):,} bytes, a line of {len(brief):,}, findings of {len(findings):,}"
    )
    spent: Counter[str] = Counter()

    def timed(what: str, begun: float) -> float:
        now = time.process_time()
        spent[what] += now - begun  # type: ignore[assignment]
        return now

    start = time.monotonic()
    with open_ledger(folder / "ledger.sqlite") as ledger:
        ids = [ledger.add_feed(f"f{number}", f"http://f{number}.example/").id for number in range(feeds)]
        now = datetime.now(UTC)
        clock = time.process_time()
        for begin in range(0, articles, 500):
            moment = now - timedelta(hours=8) + timedelta(hours=8) * (begin / articles)  # they come all night long
            found = [
                Found(f"a-{one}", f"urn:{one}", f"{one:064x}",
                      replace(record.article, id=f"a-{one}", title=f"{title} {one}", text=f"{text} {one}"), Edition(f"urn:{one}", 1))
                for one in range(begin, min(begin + 500, articles))
            ]  # fmt: skip
            clock = time.process_time()
            ledger.enter(ids[begin // 500 % feeds], found, moment)
            clock = timed("enter", clock)
        print(f"entered after {time.monotonic() - start:.0f} s", flush=True)
        outlet = Outlet(
            Store(folder / "out", spread=True), ledger, lambda feed: Outputs(("brief.html", "run.json")), str
        )
        done, published = 0, time.monotonic()
        pauses: list[float] = []
        while batch := ledger.lease("me", 16, now, timedelta(minutes=15)):
            clock = timed("lease", clock)
            for lease in batch:
                made = replace(record, article=replace(record.article, id=lease.item))
                clock = time.process_time()
                ledger.finish(
                    "me",
                    lease.version,
                    made,
                    brief.replace(b'"x"', json.dumps(lease.item).encode(), 1),
                    findings,
                    now,
                    "r",
                )
                clock = timed("finish", clock)
            done += len(batch)
            if time.monotonic() >= published:
                begun = time.monotonic()
                clock = time.process_time()
                outlet.publish(now)
                clock = timed("publish", clock)
                pauses.append(time.monotonic() - begun)
                published = time.monotonic() + 10 * pauses[-1]
            if done % 10_000 < 16:
                print(f"{done:,} after {time.monotonic() - start:.0f} s, publishing took {pauses[-1]:.1f} s, "
                      f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB", flush=True)  # fmt: skip
            clock = time.process_time()
        outlet.publish(now)
        timed("publish", clock)
    seconds = time.monotonic() - start
    print(f"{articles:,} articles through ledger and publisher: {seconds:.0f} s, {1000 * seconds / articles:.1f} ms each; "
          f"longest publishing {max(pauses):.1f} s")  # fmt: skip
    print("processor, ms an article: " + ", ".join(f"{k} {1000 * v / articles:.2f}" for k, v in spent.most_common()))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    told(folder, articles)


def latency(folder: Path, waiting: int, translator: str, quality: str) -> None:
    """How long a correction takes that comes when so many articles wait."""
    with world() as web:
        (feed,) = prepared(folder, web, waiting, 1, interval=10)
        feed.add("urn:x", "Alte Meldung", article(-1)[1], page=False, urgency=1)
        options = ("--translator", translator, "--quality", quality, "--watch")
        process = subprocess.Popen(
            command(folder, *options), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            until(lambda: len(lines(folder, " done ")) > 20)
            before = len(lines(folder, " done "))
            feed.edit("urn:x", "correction", text=f"{article(-1)[1]} Es gab 12 Verletzte.")
            came = time.time()
            seen = until(
                lambda: [one for one in lines(folder, " visited ") if stamp(one) >= came - 1 and "item" in one]
            )[-1]
            until(
                lambda: (
                    (folder / "out/events.jsonl").exists()
                    and '"correction"' in (folder / "out/events.jsonl").read_text()
                )
            )
            out = time.time()
            done = len(lines(folder, " done "))
        finally:
            process.terminate()
            process.wait()
        print(f"{waiting} waiting, {before} done when the correction came: out {out - came:.1f} s later, "
              f"{out - stamp(seen):.0f} s after the visit that found it; {done - before} articles were done meanwhile; "
              f"{process.returncode=}")  # fmt: skip


def lines(folder: Path, word: str) -> list[str]:
    """Lines of the log with a word."""
    path = folder / "log"
    return [line for line in path.read_text("utf-8").splitlines() if word in line] if path.exists() else []


def stamp(line: str) -> float:
    """The time at which a line was written."""
    return datetime.fromisoformat(line.split(" ", 1)[0]).timestamp()


def until(condition: Any, seconds: float = 240.0) -> Any:
    """Wait for something; what it is."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise TimeoutError("it has not come")
        time.sleep(0.1)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=750)
    parser.add_argument("--feeds", type=int, default=8)
    parser.add_argument("--translator", default="embedded")
    parser.add_argument("--quality", default="standard")
    parser.add_argument("--fake", action="store_true")
    parser.add_argument("--latency", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="keep what is made here, an empty folder")
    args = parser.parse_args(arguments)
    for folder in folders(args.folder):
        if args.latency:
            latency(folder, args.latency, args.translator, args.quality)
        elif args.fake:
            made_up(folder, args.articles, args.feeds)
        else:
            night(folder, args.articles, args.feeds, args.translator, args.quality)


def folders(kept: Path | None) -> Iterator[Path]:
    """The folder to work in."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory() as scratch:
        yield Path(scratch)


if __name__ == "__main__":
    main()
