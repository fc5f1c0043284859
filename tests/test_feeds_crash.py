"""Nights that are killed or run out of disk: in the end the ledger and the output folder are as if nothing had happened.

The suite does a few rounds with a fake translator. The long way, by hand:

    WORTLAUT_KILLS=50 WORTLAUT_ARTICLES=200 WORTLAUT_TRANSLATOR=embedded pytest tests/test_feeds_crash.py
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.codec import record_bytes
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.errors import LedgerFull
from tests import durability
from tests.support_night import story
from tests.support_web import World, world

KILLS = int(os.environ.get("WORTLAUT_KILLS", "2"))
FILLS = int(os.environ.get("WORTLAUT_FILLS", "1"))
ARTICLES = int(os.environ.get("WORTLAUT_ARTICLES", "12"))
TRANSLATOR = os.environ.get("WORTLAUT_TRANSLATOR", "")
EMPTY = 410
"""Kilobytes of a disk on which a ledger has just room."""
SEED = int(os.environ.get("WORTLAUT_SEED", "1"))


@dataclass
class Command:
    """``wortlaut feeds run``, and where it works."""

    folder: Path
    ledger: str
    out: Path

    def arguments(self) -> list[str]:
        module = "pipeline" if TRANSLATOR else "tests.night_child"
        options = ["--translator", TRANSLATOR, "--quality", "draft"] if TRANSLATOR else []
        where = ["--ledger", self.ledger, "--out", str(self.out), "--config", str(self.folder / "wortlaut.toml")]
        return [sys.executable, "-m", module, "feeds", "run", *where, *options, "--log", str(self.folder / "log")]

    def run(self) -> subprocess.CompletedProcess[str]:
        """To its end."""
        return subprocess.run(self.arguments(), capture_output=True, text=True, cwd=durability.ROOT, check=False)

    def start(self) -> subprocess.Popen[bytes]:
        """In the background."""
        return subprocess.Popen(
            self.arguments(), cwd=durability.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def finish(self, expected: Any) -> None:
        """Let it finish, and hold that all is as expected."""
        done = self.run()
        assert done.returncode == 0, f"exit {done.returncode}: {done.stdout}{done.stderr}"
        with open_ledger(self.ledger) as ledger:
            assert state(ledger, self.out) == expected
            assert ledger.counts() == {"done": ARTICLES}
            assert sum(run.done for run in ledger.runs()) == ARTICLES, "an article was entered twice"
            assert all(run.ended for run in ledger.runs())
        left = [path for path in self.out.rglob(".*") if path.is_file() and path.name != ".outlet"]
        assert left == [], "half-written files are left"


@pytest.fixture(scope="module")
def web() -> Iterator[World]:
    with world() as found:
        wire = found.feed("/wire", "ninjs")
        for number in range(ARTICLES):
            wire.add(f"urn:{number}", f"Meldung {number}", story(number))
        yield found


@pytest.fixture(scope="module")
def expected(web: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, float]:
    """What an undisturbed night makes, and the seconds that it takes."""
    folder = tmp_path_factory.mktemp("whole")
    command = prepared(folder, str(folder / "ledger"), web)
    begun = time.monotonic()
    done = command.run()
    seconds = time.monotonic() - begun
    assert done.returncode == 0, done.stdout + done.stderr
    with open_ledger(command.ledger) as ledger:
        found = state(ledger, command.out)
        assert len(found["records"]) == len(found["briefs"]) == ARTICLES
        assert len(found["articles"]) >= ARTICLES
        assert len(found["findings"]) > ARTICLES // 4
    return found, seconds


def prepared(folder: Path, ledger: str, web: World, out: Path | None = None) -> Command:
    """A ledger that watches the feed, and the command."""
    settings = '[fetch]\nallow = ["127.0.0.1/32"]\nhost_pause = 0.0\n[feeds]\nattempts = 100\n'
    (folder / "wortlaut.toml").write_text(settings)
    with open_ledger(ledger) as opened:
        opened.add_feed("agentur", web.url("/wire"))
    return Command(folder, ledger, folder / "out" if out is None else out)


def state(ledger: Ledger, out: Path) -> dict[str, Any]:
    """All that a night has left, but for who made it when."""
    headlines = [json.loads(line) for line in (out / "headlines.jsonl").read_text("utf-8").splitlines()]
    for line in headlines:
        del line["seen"]
    briefs = [
        json.loads(line)
        for path in sorted(out.glob("briefs/*/*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    for line in briefs:
        assert line.pop("run")
        assert line.pop("made")
    findings = [
        row for path in sorted(out.glob("findings/*/*.csv")) for row in path.read_text("utf-8").splitlines()[1:]
    ]
    articles = {
        path.relative_to(out).as_posix(): re.sub(rb"<dt>Run</dt>.*?</dd>", b"", path.read_bytes())
        for path in out.glob("articles/*/*/*")
    }
    records = {}
    for line in briefs:
        record = ledger.record(line["id"])
        assert record is not None
        records[line["id"]] = {k: v for k, v in json.loads(record_bytes(record)).items() if k != "run"}
    events = {(line["event"], line["id"]) for line in map(json.loads, whole_lines(out / "events.jsonl"))}
    return {
        "records": records,
        "briefs": briefs,
        "findings": findings,
        "headlines": headlines,
        "articles": articles,
        "events": events,
    }


def whole_lines(path: Path) -> list[str]:
    """A crash may have cut a line off, which is then said again."""
    return [line for line in path.read_text("utf-8").splitlines() if line.endswith("}")]


def test_a_night_that_is_killed_again_and_again_loses_nothing_and_does_nothing_twice(
    address: str, tmp_path: Path, web: World, expected: tuple[Any, float]
) -> None:
    dice = random.Random(SEED)
    command = prepared(tmp_path, address, web)
    seen = []
    with open_ledger(command.ledger) as ledger:
        for kill in range(KILLS):
            done = ledger.counts().get("done", 0)
            wanted = done + dice.randint(0 if kill else 1, 2 * (ARTICLES - done) // (KILLS - kill))
            process = command.start()
            # Every second one at any moment (while it starts, visits, or publishes), unless its share is done before.
            latest = time.monotonic() + (expected[1] * dice.random() if kill % 2 else 600)
            while process.poll() is None and ledger.counts().get("done", 0) < wanted and time.monotonic() < latest:
                time.sleep(0.005)
            time.sleep(dice.choice((0, 0.01, 0.1)) * dice.random())
            process.kill()
            process.wait()
            seen.append(ledger.counts().get("done", 0))
            assert seen[-1] >= done, "what was done is gone"
        assert max(seen) > 0, "no run was killed after its first article: this has tested nothing"
    print(f"killed after {seen}")
    command.finish(expected[0])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
@pytest.mark.parametrize("which", ["all", "files"])
def test_a_night_on_a_disk_that_runs_full_is_ended_with_a_sentence_and_loses_nothing(
    which: str, tmp_path: Path, web: World, expected: tuple[Any, float]
) -> None:
    """``all``: the ledger is on that disk too; ``files``: only the output folder is."""
    dice = random.Random(SEED)
    full = 0
    for number in range(FILLS):
        place = tmp_path / f"disk-{number}"
        place.mkdir()
        folder = tmp_path / f"work-{number}"
        folder.mkdir()
        size = EMPTY + dice.randrange(1, 16 * ARTICLES) if which == "all" else dice.randrange(1, 13 * ARTICLES)
        try:
            disk = durability.disk(place, size)
            with disk as resize:
                ledger = place if which == "all" else folder
                command = prepared(folder, str(ledger / "ledger.sqlite"), web, out=place / "out")
                done = command.run()
                said = done.stderr.strip().splitlines()
                print(f"{size} kB: exit {done.returncode}: {' | '.join(said)}")
                if done.returncode != 0:
                    full += 1
                    assert done.returncode == 2, done.stdout + done.stderr
                    assert len(said) == 1, said
                    assert str(place) in said[0], said
                resize(100_000)
                command.finish(expected[0])
        except subprocess.CalledProcessError:
            pytest.skip("no disk can be mounted here")
    assert full > 0, "no disk was too small: this has tested nothing"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
@pytest.mark.parametrize("size", [60, 250, 350])
def test_a_disk_that_a_ledger_does_not_fit_on_is_said(size: int, tmp_path: Path) -> None:
    try:
        with durability.disk(tmp_path, size), pytest.raises(LedgerFull, match="the disk is full"):
            open_ledger(tmp_path / "ledger.sqlite")
    except subprocess.CalledProcessError:
        pytest.skip("no disk can be mounted here")
