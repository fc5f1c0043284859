"""A worker of a cluster makes the records that a single process makes, or says why it does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.check import load_checker
from pipeline.config import Config, override
from pipeline.feeds.engine import Local
from pipeline.feeds.worker import Reply, Setup, Worker, packed_leases, packed_setup, read_reply
from pipeline.run.signature import make_signature
from pipeline.summarise.load import load_summariser
from pipeline.translate import load_translator
from pipeline.types import Record, Signature
from tests.support_leases import CONFIG, lease


def _signature(config: Config) -> Signature:
    translator = load_translator(config.translate, warn=pytest.fail)
    return make_signature(
        config, translator.identity, load_summariser(config.summarise).identity, load_checker(config.check).identity
    )


def _replies(worker: Worker, setup: Setup, *numbers: int) -> list[Reply]:
    leases = [lease(number) for number in numbers]
    return [read_reply(reply) for reply in worker.make(packed_setup(setup), packed_leases(leases))]


def _without_run(record: Record | None) -> Record:
    assert record is not None
    return replace(record, run=replace(record.run, seconds=0.0, started=""))


def test_a_worker_makes_the_records_of_a_single_process() -> None:
    translator = load_translator(CONFIG.translate, warn=pytest.fail)
    local = Local(CONFIG, translator, load_checker(CONFIG.check), load_summariser(CONFIG.summarise), "r1")
    expected = {taken.version: outcome for taken, outcome, _ in local.outcomes(iter([lease(0), lease(1), lease(2)]))}

    replies = _replies(Worker(), Setup(CONFIG, "r1", _signature(CONFIG)), 0, 1, 2)

    assert sorted(reply.place for reply in replies) == [0, 1, 2]
    for reply in replies:
        record = expected[reply.place]
        assert isinstance(record, Record)
        assert _without_run(reply.record) == _without_run(record)
        assert reply.record is not None and reply.record.run.id == "r1"


def test_one_that_would_make_other_records_says_so_and_makes_none() -> None:
    other = replace(_signature(CONFIG), translator_revision="0123abcd")
    (reply,) = _replies(Worker(), Setup(CONFIG, "r1", other), 0)
    assert reply.record is None
    assert "would make other records" in reply.unfit
    assert "here 0123abcd" in reply.unfit


def test_one_without_the_model_is_unfit(tmp_path: Path) -> None:
    config = override(CONFIG, "translate", translator=str(tmp_path / "nowhere"))
    (reply,) = _replies(Worker(), Setup(config, "r1", _signature(CONFIG)), 0)
    assert "nowhere" in reply.unfit
    assert reply.record is None


def test_one_without_the_glossary_is_unfit(tmp_path: Path) -> None:
    config = override(CONFIG, "check", glossary=str(tmp_path / "names.csv"))
    (reply,) = _replies(Worker(), Setup(config, "r1", _signature(CONFIG)), 0)
    assert "names.csv" in reply.unfit


def test_settings_of_several_feeds_share_one_model() -> None:
    worker = Worker()
    other = override(CONFIG, "summarise", max_sentences=4)
    for config in (CONFIG, other, CONFIG):
        (reply,) = _replies(worker, Setup(config, "r1", _signature(config)), 0)
        assert reply.record is not None
    assert len(worker._translators) == 1
    assert len(worker._engines) == 2
