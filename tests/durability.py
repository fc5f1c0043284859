#!/usr/bin/env python3
"""Runs that are killed or run out of disk: nothing that was done may be lost, and the same command must go on.

    python tests/durability.py [--kills N] [--fills N] [--articles N] [--seed N]

``--kills`` starts a run and ends it with SIGKILL at a random moment, again and again; ``--fills`` gives it a disk of a
random size (a tmpfs, so this needs root on Linux) and then a larger one. After each, every record that was complete must
be there with the same bytes, and every record that is there must be complete. In the end the folder must hold what an
undisturbed run makes. The tests do a few rounds; the defaults are the long way.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Say = Callable[[str], None]
Digests = dict[str, str]


def write_articles(path: Path, count: int) -> None:
    """So many small articles, each different."""
    with path.open("w", encoding="utf-8") as file:
        for i in range(count):
            text = (
                f"Der Fährverein von Wangerland hat am Montag {i + 3}.400 Karten verkauft. Der Vorstand rechnet bis zum "
                f"Herbst mit {i + 7},5 Millionen Euro.\n\nDie Gemeinde will davon {i + 12} Stege erneuern. Der Bau "
                "beginnt am 3. Mai."
            )
            record = {"id": f"a{i}", "title": f"Fährverein verkauft {i + 3}.400 Karten", "text": text}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def command(articles: Path, out: Path) -> list[str]:
    """The command under test."""
    options = ["--translator", "embedded", "--offline", "--quality", "draft"]
    return [sys.executable, "-m", "pipeline", "run", str(articles), "--out", str(out), *options]


def run(articles: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Let the command run to its end."""
    return subprocess.run(command(articles, out), capture_output=True, text=True, cwd=ROOT, check=False)


def complete(out: Path) -> Digests:
    """Digest of each record in the folder.

    Raises:
        AssertionError: a record is not readable, or a file made from it is missing, cut or another.
    """
    found = {}
    for path in sorted(out.glob("articles/*/record.json")):
        data = path.read_bytes()
        record = json.loads(data)
        assert record["run"]["files"], f"{path} vouches for no file"
        for name, digest in record["run"]["files"].items():
            content = (path.parent / name).read_bytes()
            assert hashlib.sha256(content).hexdigest() == digest, f"{path.parent / name} is not what the record says"
        found[path.parent.name] = hashlib.sha256(data).hexdigest()
    return found


def content(out: Path) -> dict[str, object]:
    """What the records say, but for who made them when."""
    records = {path.parent.name: json.loads(path.read_bytes()) for path in out.glob("articles/*/record.json")}
    return {name: {key: value for key, value in record.items() if key != "run"} for name, record in records.items()}


def kept(before: Digests, after: Digests) -> None:
    """Hold that nothing which was complete has gone or changed."""
    lost = {name for name, digest in before.items() if after.get(name) != digest}
    assert not lost, f"lost or changed: {sorted(lost)}"


def finished(articles: Path, out: Path, expected: dict[str, object]) -> None:
    """Let the command finish, and hold that the folder is as if nothing had happened."""
    done = run(articles, out)
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"
    complete(out)
    assert content(out) == expected, "not what an undisturbed run makes"
    listed = json.loads((out / "run.json").read_bytes())["totals"]["articles"]
    assert listed == len(expected), f"run.json lists {listed} articles"
    lines = (out / "briefs.jsonl").read_text(encoding="utf-8").count("\n")
    assert lines == len(expected), f"briefs.jsonl has {lines} lines"
    assert not [path for path in out.rglob(".*") if path.is_file()], "half-written files are left"


def kills(count: int, articles: Path, work: Path, dice: random.Random, say: Say = print) -> int:
    """Kill runs at random moments; returns how many records were complete at those moments, all told."""
    begun = time.monotonic()
    done = run(articles, work / "whole")
    assert done.returncode == 0, done.stderr
    seconds = time.monotonic() - begun
    expected = content(work / "whole")
    seen = 0
    out, before = work / "killed-0", Digests()
    for i in range(count):
        process = subprocess.Popen(
            command(articles, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        # Writing is a small part of a run: wait for some number of records, then a moment.
        wanted = dice.randrange(len(before), len(expected) + 1)
        while process.poll() is None and sum(1 for _ in out.glob("articles/*/record.json")) < wanted:
            time.sleep(0.002)
        time.sleep(dice.choice((0, 0, 0.01, 0.1, seconds / 4)) * dice.random())
        process.kill()
        process.wait()
        after = complete(out)
        kept(before, after)
        say(f"kill {i + 1}: {len(before)} complete before, {len(after)} after")
        seen += len(after)
        before = after
        if len(after) == len(expected) or i == count - 1:
            finished(articles, out, expected)
            kept(before, complete(out))
            out, before = work / f"killed-{i + 1}", Digests()
    return seen


@contextmanager
def disk(place: Path, kilobytes: int) -> Iterator[Callable[[int], None]]:
    """A tmpfs of this size; yields what gives it another size."""
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", place], check=True)

    def resize(kilobytes: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", place], check=True)

    try:
        yield resize
    finally:
        subprocess.run(["umount", place], check=True)


def fills(count: int, articles: Path, work: Path, dice: random.Random, say: Say = print) -> int:
    """Let runs fill disks of random sizes; returns how many did."""
    done = run(articles, work / "roomy")
    assert done.returncode == 0, done.stderr
    expected = content(work / "roomy")
    need = sum(-(-path.stat().st_size // 4096) * 4 for path in (work / "roomy").rglob("*") if path.is_file())
    full = 0
    for i in range(count):
        place = work / f"disk-{i}"
        # Every other disk is full at the end only, where the run's own files are written.
        with disk(place, size := dice.randrange(12 if i % 2 else need * 9 // 10, need)) as resize:
            done = run(articles, place / "out")
            said = done.stderr.strip().splitlines()
            before = complete(place / "out")
            say(f"disk {i + 1}: {size} kB, exit {done.returncode}, {len(before)} complete: {' | '.join(said)}")
            if done.returncode != 0:
                full += 1
                assert done.returncode == 2, f"exit {done.returncode}"
                assert len(said) == 1, "more than one sentence"
                assert str(place / "out") in said[0], "no file named"
            resize(4 * need)
            finished(articles, place / "out", expected)
            kept(before, complete(place / "out"))
    return full


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--fills", type=int, default=20)
    parser.add_argument("--articles", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    dice = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_articles(work / "articles.jsonl", args.articles)
        os.environ["WORTLAUT_CACHE"] = str(work / "cache")
        if args.kills:
            print(f"{args.kills} kills, {kills(args.kills, work / 'articles.jsonl', work, dice)} complete records seen")
        if args.fills:
            print(f"{args.fills} disks, {fills(args.fills, work / 'articles.jsonl', work, dice)} of them full")


if __name__ == "__main__":
    main()
