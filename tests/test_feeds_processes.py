"""Several processes on one ledger: nothing twice, nothing lost, and each feed visited by one of them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipeline.ledger import Ledger, open_ledger
from tests.support_web import World, world

ROOT = Path(__file__).resolve().parent.parent
FEEDS = 3
ITEMS = 5
OPTIONS = ("--translator", "embedded", "--offline", "--quality", "draft")


def _text(number: int) -> str:
    return (
        f"Der Fährverein von Wangerland hat am Montag {number + 3}.400 Karten verkauft. "
        f"Die Gemeinde will davon {number + 12} Stege erneuern."
    )


def _filled(web: World, ledger: Ledger) -> None:
    for feed in range(FEEDS):
        there = web.feed(f"/feed{feed}.json", kind="ninjs")
        for item in range(ITEMS):
            number = feed * ITEMS + item
            there.add(f"i{number}", f"Fährverein verkauft {number + 3}.400 Karten", _text(number))
        ledger.add_feed(f"feed{feed}", web.url(f"/feed{feed}.json"))


def _settings(folder: Path) -> Path:
    path = folder / "settings.toml"
    path.write_text('[fetch]\nallow = ["127.0.0.1/32"]\nhost_pause = 0.0\n[feeds]\nbatch = 2\n')
    return path


def _begun(address: str, settings: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline", "feeds", "run", "--ledger", address, "--config", str(settings)]
    return subprocess.Popen(
        [*command, *OPTIONS, *more], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.mark.slow
def test_processes_share_a_ledger(address: str, ledger: Ledger, tmp_path: Path) -> None:
    options = ("--out=out0", "--out=out1", "--no-out")
    settings = _settings(tmp_path)
    outs = [option.replace("--out=", f"--out={tmp_path}/") for option in options]
    with world() as web:
        _filled(web, ledger)
        processes = [_begun(address, settings, "--due", out) for out in outs]
        ends = [(process.communicate(timeout=240), process.returncode) for process in processes]
        assert [code for _, code in ends] == [0] * len(outs), ends
        assert [web.count(f"/feed{feed}.json") for feed in range(FEEDS)] == [1] * FEEDS
        # Whoever ends first does not wait for the others: what they have done since is published by the next run.
        last = _begun(address, settings, "--due", "--out", str(tmp_path / "out0"))
        last.communicate(timeout=240)
        assert last.returncode == 0

    assert ledger.counts() == {"done": FEEDS * ITEMS}
    runs = ledger.runs(10)
    assert (sum(run.done for run in runs), sum(run.failed for run in runs)) == (FEEDS * ITEMS, 0)
    assert len(ledger.headlines(limit=100)) == FEEDS * ITEMS
    lines = [
        json.loads(line)
        for path in (tmp_path / "out0" / "briefs").rglob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) == FEEDS * ITEMS
    assert set(Counter(line["id"] for line in lines).values()) == {1}


@pytest.mark.slow
def test_two_that_write_to_one_folder_are_refused_with_the_name_of_the_first(tmp_path: Path) -> None:
    settings, place = _settings(tmp_path), tmp_path / "ledger"
    with open_ledger(place) as ledger, world() as web:
        _filled(web, ledger)
        first = _begun(str(place), settings, "--watch", "--out", str(tmp_path / "out"))
        try:
            assert first.stderr is not None
            first.stderr.readline()  # it has begun to visit
            second = _begun(str(place), settings, "--out", str(tmp_path / "out"))
            _, said = second.communicate(timeout=240)
        finally:
            first.terminate()
            first.communicate(timeout=240)
    assert second.returncode == 2
    assert f"another run writes to this folder: process {first.pid} on " in said
    assert first.returncode == 0
