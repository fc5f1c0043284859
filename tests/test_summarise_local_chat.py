"""A chat model in this process: a tiny one that the test builds, and, where it is installed, a real small one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.check import Checker
from pipeline.config import Config, InstructConfig, SummariseConfig
from pipeline.errors import ModelError, SummariserError
from pipeline.run.runner import Runner
from pipeline.run.store import Store
from pipeline.summarise.chat import schema
from pipeline.summarise.load import load_summariser
from pipeline.summarise.local_chat import LocalChat
from pipeline.types import Article
from tests.fakes import FakeTranslator
from tests.support_bart import chat_model
from tests.support_retold import retold

QUESTION = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What happened in Dresden?"}]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return chat_model(tmp_path_factory.mktemp("tiny-chat"))


def settings(folder: Path, **instruct: int) -> SummariseConfig:
    return SummariseConfig(
        summariser="instruct", model=str(folder), device="cpu", instruct=replace(InstructConfig(), **instruct)
    )


@pytest.mark.slow
def test_a_model_in_a_folder_answers_the_same_each_time_and_no_longer_than_asked(tiny: Path) -> None:
    chat = LocalChat(settings(tiny), say=print)
    one = chat.ask(QUESTION, schema("sentences"), 12)
    assert one == LocalChat(settings(tiny), say=print).ask(QUESTION, schema("sentences"), 12)
    assert one.cut
    assert chat.lanes == 1
    assert chat.revision.startswith("sha256:")


@pytest.mark.slow
def test_a_question_that_is_too_long_for_the_model_is_a_failure_that_says_what_to_do(tmp_path: Path) -> None:
    chat = LocalChat(settings(chat_model(tmp_path, positions=32)), say=print)
    with pytest.raises(SummariserError, match=r"too long for .*Lower summarise.instruct.most_characters"):
        chat.ask(QUESTION * 10, schema("sentences"), 100)


@pytest.mark.slow
def test_a_model_without_a_chat_template_is_refused(tmp_path: Path) -> None:
    chat = LocalChat(settings(chat_model(tmp_path, template=False)), say=print)
    with pytest.raises(ModelError, match="it is not a chat model"):
        chat.ask(QUESTION, schema("sentences"), 10)


@pytest.mark.slow
def test_a_model_that_writes_nonsense_leaves_a_brief_by_extraction_that_says_so(tiny: Path, tmp_path: Path) -> None:
    chosen = settings(tiny, max_tokens=16)
    item = retold()[0]
    store = Store(tmp_path)
    runner = Runner(
        Config(summarise=chosen), store, FakeTranslator(dict(item.pairs)), Checker(), summariser=load_summariser(chosen)
    )
    result = runner.run([Article("bank", "\n\n".join(german for german, _ in item.pairs), language="de")])
    assert result.failures == []
    record = store.get("bank")
    assert record is not None
    assert {s.text for s in record.brief.sentences} <= {english for _, english in item.pairs}
    assert "was asked twice and did not answer in the form" in record.brief.dropped[0].message


def test_a_gguf_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match=r"nowhere.gguf: there is no such GGUF file"):
        LocalChat(replace(settings(Path("x")), model="nowhere.gguf"), say=print)


def test_without_a_model_at_hand_a_server_is_named_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match=r"summarise\.instruct\.server"):
        LocalChat(SummariseConfig(summariser="instruct", offline=True), say=lambda _: None)
