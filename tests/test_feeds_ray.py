"""The engine of a cluster on a real one: of this machine, for the length of the test."""

from __future__ import annotations

import importlib.util
import os
import signal
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.check import load_checker
from pipeline.config import FeedsConfig
from pipeline.errors import ConfigError
from pipeline.feeds.engine import Local
from pipeline.feeds.engine_ray import DEATHS, Cluster, Farm, required
from pipeline.feeds.worker import Worker
from pipeline.ledger.values import Lease
from pipeline.run.signature import make_signature
from pipeline.summarise.load import load_summariser
from pipeline.translate import load_translator
from pipeline.types import Failure, Record
from tests.support_leases import CONFIG, lease

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed: wortlaut[ray]")
POISON = b"a5"


class Frail(Worker):
    """A worker that says in a file which process it is, and is killed by one of the articles."""

    def make(self, setup: bytes, leases: bytes) -> Generator[bytes, None, None]:
        place = Path(os.environ["WORTLAUT_TEST_PIDS"])
        (place / str(os.getpid())).touch()
        if b'"' + POISON + b'"' in leases:
            os.kill(os.getpid(), signal.SIGKILL)
        yield from super().make(setup, leases)


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'wortlaut\[ray\]'"):
        required()


@needs_ray
def test_the_address_of_a_client_is_refused() -> None:
    with pytest.raises(ConfigError, match="HOST:6379"):
        Farm(FeedsConfig(ray_address="ray://head:10001"), pytest.fail)


@needs_ray
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Ray leaves files and sockets to the end of the process
def test_a_worker_that_is_killed_loses_nothing_and_an_article_that_kills_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    monkeypatch.setenv("WORTLAUT_TEST_PIDS", str(tmp_path))
    leases = [lease(number) for number in range(12)]
    translator, checker = load_translator(CONFIG.translate, warn=pytest.fail), load_checker(CONFIG.check)
    summariser = load_summariser(CONFIG.summarise)
    local = Local(CONFIG, translator, checker, summariser, "r1")
    undisturbed = {taken.version: outcome for taken, outcome, _ in local.outcomes(iter(leases))}
    before = signal.getsignal(signal.SIGTERM)

    farm = Farm(FeedsConfig(actors=2), pytest.fail, Frail)
    assert signal.getsignal(signal.SIGTERM) is before
    signature = make_signature(CONFIG, translator.identity, summariser.identity, checker.identity)
    engine = Cluster(farm, CONFIG, "r1", signature)
    made: dict[int, Record | Failure] = {}
    killed = 0
    try:
        for taken, outcome, _ in engine.outcomes(_drawn(leases)):
            assert taken.version not in made
            made[taken.version] = outcome
            if len(made) == 3:
                killed = _kill_one(tmp_path)
    finally:
        engine.close()
        engine.close()  # every engine of a night does it

    assert killed
    assert sorted(made) == list(range(12))
    failure = made.pop(5)
    assert isinstance(failure, Failure)
    assert (failure.article, failure.stage) == ("a5", "make")
    assert failure.reason.startswith(f"the process that worked on it died {DEATHS} times")
    for version, record in made.items():
        expected = undisturbed[version]
        assert isinstance(record, Record) and isinstance(expected, Record)
        assert replace(record, run=expected.run) == expected


def _drawn(leases: list[Lease]) -> Iterator[Lease]:
    yield from leases


def _kill_one(folder: Path) -> int:
    """Kill a worker that is alive."""
    for path in folder.iterdir():
        try:
            os.kill(int(path.name), signal.SIGKILL)
        except ProcessLookupError:
            continue
        return int(path.name)
    return 0
