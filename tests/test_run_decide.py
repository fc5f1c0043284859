"""What is to be done for an article follows from what is stored and what has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.check import Checker
from pipeline.config import Config, override
from pipeline.run.decide import Changed, Done, New, Rejudge, Rerender, Step, decide
from pipeline.run.runner import Runner, RunResult
from pipeline.run.store import Store
from pipeline.types import Article, Record, Signature
from tests import support_records as support
from tests.fakes import FakeTranslator
from tests.test_run import ARTICLE, BOOK, TEXT

STORED = support.RECORD
NOW = STORED.signature
FILES = ("brief.md", "record.json")


@pytest.mark.parametrize(
    ("digest", "signature", "there", "step"),
    [
        (STORED.digest, NOW, FILES, Done(STORED)),
        (STORED.digest, NOW, ("record.json", "qa.html"), Rerender(STORED, ("brief.md",))),
        (STORED.digest, replace(NOW, policy="other"), FILES, Rejudge(STORED)),
        (STORED.digest, replace(NOW, policy="other"), (), Rejudge(STORED)),
        (STORED.digest, replace(NOW, translator_revision="other"), FILES, Changed(STORED, content=False)),
        (STORED.digest, replace(NOW, checker="other", policy="other"), FILES, Changed(STORED, content=False)),
        ("1" * 64, NOW, FILES, Changed(STORED, content=True)),
        ("1" * 64, replace(NOW, policy="other"), (), Changed(STORED, content=True)),
    ],
)
def test_the_step_from_what_is_stored(digest: str, signature: Signature, there: tuple[str, ...], step: Step) -> None:
    assert decide(STORED, digest, signature, there, FILES) == step


def test_what_is_not_stored_is_new_whatever_files_lie_about() -> None:
    assert decide(None, STORED.digest, NOW, FILES, FILES) == New()


class MemoryRecords:
    """Records in a dictionary; writes down what is done to them."""

    def __init__(self) -> None:
        self.kept: dict[str, Record] = {}
        self.files: dict[str, frozenset[str]] = {}
        self.log: list[str] = []

    def get(self, article_id: str) -> Record | None:
        self.log.append(f"get {article_id}")
        return self.kept.get(article_id)

    def put(self, record: Record, files: Mapping[str, bytes], without: Collection[str] = ()) -> None:
        self.log.append(f"put {record.article.id}")
        self.kept[record.article.id] = record
        self.files[record.article.id] = frozenset(files)

    def renderings(self, article_id: str) -> frozenset[str]:
        return self.files.get(article_id, frozenset())


def test_any_store_that_keeps_the_contract_serves_a_run(tmp_path: Path) -> None:
    records = MemoryRecords()

    def run(config: Config = Config(), text: str = TEXT) -> tuple[RunResult, FakeTranslator]:
        records.log.clear()
        translator = FakeTranslator(BOOK)
        article: Article = replace(ARTICLE, text=text)
        runner = Runner(config, Store(tmp_path), translator, Checker(), records=records)
        return runner.run([article]), translator

    run()
    assert records.log == ["get werft", "put werft"]
    assert list((tmp_path / "articles").iterdir()) == []
    result, translator = run()
    assert (records.log, result.reused, translator.asked) == (["get werft"], 1, [])
    strict = override(Config(), "policy", article_error="fail", brief_warning="fail", draft_model="fail")
    _, translator = run(strict)
    assert (records.log, translator.asked) == (["get werft", "put werft"], [])
    _, translator = run(strict, TEXT.replace("400", "500"))
    assert records.log == ["get werft", "put werft"]
    assert any("500" in text for text in translator.asked)


def test_the_folder_keeps_the_contract(tmp_path: Path) -> None:
    store = Store(tmp_path)
    name = STORED.article.id
    assert (store.get(name), store.renderings(name)) == (None, frozenset())
    from pipeline.codec import record_bytes

    files = {"brief.md": b"text", "record.json": record_bytes(STORED)}
    store.put(STORED, files)
    assert (store.get(name), store.renderings(name)) == (STORED, frozenset(files))
    (tmp_path / "articles" / name / "note.txt").write_text("the desk's own")
    store.put(STORED, {"record.json": record_bytes(STORED)}, without=["brief.md", "qa.html"])
    assert store.renderings(name) == {"record.json", "note.txt"}
