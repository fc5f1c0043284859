"""What is to be done for an article follows from what is stored and what has come."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.check import Checker
from pipeline.codec import read_record, record_bytes
from pipeline.config import Config, override
from pipeline.export.table import Outputs
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
        self.files: dict[str, dict[str, str]] = {}
        self.log: list[str] = []

    def get(self, article_id: str) -> Record | None:
        self.log.append(f"get {article_id}")
        return self.kept.get(article_id)

    def put(self, record: Record, files: Mapping[str, bytes], without: Collection[str] = ()) -> None:
        self.log.append(f"put {record.article.id}")
        self.kept[record.article.id] = read_record(files["record.json"])
        self.files[record.article.id] = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}

    def renderings(self, article_id: str) -> dict[str, str]:
        return self.files.get(article_id, {})


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
    assert (store.get(name), store.renderings(name)) == (None, {})
    files = {"brief.md": b"text", "record.json": record_bytes(STORED)}
    store.put(STORED, files)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert (store.get(name), store.renderings(name)) == (STORED, digests)
    (tmp_path / "articles" / name / "note.txt").write_text("the desk's own")
    store.put(STORED, {"record.json": record_bytes(STORED)}, without=["brief.md", "qa.html"])
    assert set(store.renderings(name)) == {"record.json", "note.txt"}


@pytest.mark.parametrize("damage", ["cut", "empty", "gone", "of an older record", "by an older renderer"])
def test_a_file_that_is_not_what_the_record_makes_is_made_again(
    tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> tuple[RunResult, FakeTranslator]:
        translator = FakeTranslator(BOOK)
        return Runner(Config(), Store(tmp_path), translator, Checker()).run([ARTICLE]), translator

    run()
    brief = tmp_path / "articles" / "werft" / "brief.md"
    text = brief.read_text(encoding="utf-8")
    if damage == "gone":
        brief.unlink()
    elif damage == "by an older renderer":
        monkeypatch.setattr(Outputs, "identity", "another renderer")
    else:
        brief.write_text({"cut": text[:100], "empty": ""}.get(damage, "# An older headline\n"), encoding="utf-8")
    result, translator = run()
    assert (result.reused, translator.asked) == (1, [])
    assert brief.read_text(encoding="utf-8") == text
    before = (tmp_path / "articles" / "werft" / "record.json").stat().st_mtime_ns
    run()
    assert (tmp_path / "articles" / "werft" / "record.json").stat().st_mtime_ns == before


def test_a_record_of_a_newer_version_is_not_written_over(tmp_path: Path) -> None:
    store = Store(tmp_path)
    path = store.folder("werft") / "record.json"
    path.parent.mkdir()
    path.write_text('{"schema": "wortlaut/record/9", "what": "a later version wrote"}')
    runner = Runner(Config(), store, FakeTranslator(BOOK), Checker())
    result = runner.run([ARTICLE])
    (failure,) = result.failures
    assert (failure.stage, failure.article) == ("store", "werft")
    assert "wortlaut/record/9" in failure.reason
    assert "later version" in path.read_text()


def test_a_damaged_record_is_kept_aside_and_said(tmp_path: Path) -> None:
    said: list[str] = []
    store = Store(tmp_path, warn=said.append)
    path = store.folder("werft") / "record.json"
    path.parent.mkdir()
    path.write_text("{half a rec")
    assert Runner(Config(), store, FakeTranslator(BOOK), Checker()).run([ARTICLE]).failures == []
    assert path.with_name("record.json.damaged").read_text() == "{half a rec"
    assert "is kept as record.json.damaged, and the article is made anew" in said[0]


def test_a_record_that_was_altered_is_kept_aside_and_nothing_of_it_is_published(tmp_path: Path) -> None:
    said: list[str] = []
    store = Store(tmp_path, warn=said.append)
    Runner(Config(), store, FakeTranslator(BOOK), Checker()).run([ARTICLE])
    path = store.folder("werft") / "record.json"
    written = read_record(path.read_bytes())
    path.write_bytes(path.read_bytes().replace(b"400", b"401"))
    result = Runner(Config(), store, FakeTranslator(BOOK), Checker()).run([ARTICLE])
    assert [row.reused for row in result.rows] == [False]
    assert len(said) == 1
    assert f"{path}: altered after it was written" in said[0]
    again = read_record(path.read_bytes())
    assert (again.sentences, again.brief) == (written.sentences, written.brief)
    assert "401" not in (tmp_path / "briefs.jsonl").read_text(encoding="utf-8")
    assert b"401" in path.with_name("record.json.damaged").read_bytes()
