"""Articles stream through a run: none waits for another, few are on their way, and the order of the output is fixed."""

from __future__ import annotations

import csv
import json
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import Checker
from pipeline.config import Config
from pipeline.run import flow
from pipeline.run.runner import Runner, RunResult
from pipeline.run.store import Store
from pipeline.translate.stream import Stream
from pipeline.types import Article, Failure, Translation
from tests.fakes import FakeTranslator


def article(name: str, *numbers: int) -> Article:
    """A title and a paragraph with a sentence for every number; lengths differ, so that batches mix articles."""
    lines = [f"Die Stadt {name} meldet {'sehr ' * (n % 5)}viele Besucher, nämlich {n} Menschen." for n in numbers]
    return Article(name, f"Besucher in {name}\n\n{' '.join(lines)}\n", language="de", origin=f"{name}.txt")


class Echo(FakeTranslator):
    """Gives sentences back; what holds ``held`` waits until :attr:`let_go` is set."""

    def __init__(self, held: str = "\0", lanes: int = 1) -> None:
        super().__init__({})
        self.held = held
        self.let_go = threading.Event()
        self._lanes = lanes

    @property
    def lanes(self) -> int:
        return self._lanes

    @property
    def batch_tokens(self) -> int:
        return 1

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        if any(self.held in sentence for sentence in sentences):
            assert self.let_go.wait(20), "nothing else went on meanwhile"
        return super().translate(sentences)


def ids(out: Path) -> list[str]:
    return [json.loads(row)["id"] for row in (out / "briefs.jsonl").read_text(encoding="utf-8").splitlines()]


def test_an_article_is_written_though_one_before_it_is_not(tmp_path: Path) -> None:
    translator = Echo(held="1111", lanes=2)
    order: list[str] = []

    def progress(result: RunResult) -> None:
        order.append(result.rows[-1].id)
        if len(order) == 2:
            assert (tmp_path / "articles" / "mainz" / "record.json").is_file()
            assert not (tmp_path / "articles" / "kiel").exists()
            translator.let_go.set()

    runner = Runner(Config(), Store(tmp_path), translator, Checker(), progress)
    result = runner.run([article("kiel", 1111, 12, 13), article("mainz", 21, 22, 23), article("ulm", 31, 32, 33)])
    assert sorted(order[:2]) == ["mainz", "ulm"]
    assert [row.id for row in result.rows] == ["kiel", "mainz", "ulm"]
    assert ids(tmp_path) == ["kiel", "mainz", "ulm"]
    assert [row["id"] for row in json.loads((tmp_path / "run.json").read_bytes())["articles"]] == [
        "kiel",
        "mainz",
        "ulm",
    ]


def test_what_was_done_before_an_interruption_is_in_the_files_in_order(tmp_path: Path) -> None:
    translator = Echo(held="1111", lanes=2)

    def progress(result: RunResult) -> None:
        if len(result.rows) == 2:
            translator.let_go.set()
            raise KeyboardInterrupt

    runner = Runner(Config(), Store(tmp_path), translator, Checker(), progress)
    result = runner.run([article("kiel", 1111, 12, 13), article("mainz", 21, 22, 23), article("ulm", 31, 32, 33)])
    assert result.interrupted
    assert ids(tmp_path) == ["mainz", "ulm"]
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file))[0] == "article"
    again = Runner(Config(), Store(tmp_path), Echo(), Checker()).run(
        [article("kiel", 1111, 12, 13), article("mainz", 21, 22, 23), article("ulm", 31, 32, 33)]
    )
    assert [(row.id, row.reused) for row in again.rows] == [("kiel", False), ("mainz", True), ("ulm", True)]


def test_the_same_bytes_come_out_whatever_the_order_of_the_work(tmp_path: Path) -> None:
    articles = [article(name, *range(start, start + 7)) for start, name in enumerate(("kiel", "mainz", "ulm", "jena"))]
    outputs = []
    for lanes in (1, 3):
        Runner(Config(), Store(tmp_path / str(lanes)), Echo(lanes=lanes), Checker()).run(articles)
        records = [json.loads(p.read_bytes()) for p in sorted((tmp_path / str(lanes)).glob("articles/*/record.json"))]
        for record in records:
            del record["run"]
        files = [(tmp_path / str(lanes) / name).read_bytes() for name in ("briefs.jsonl", "findings.csv")]
        outputs.append((records, files))
    assert outputs[0] == outputs[1]


def test_no_more_is_read_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.run.pipe.ROOM", 10)
    read: list[str] = []
    ahead: list[int] = []

    def source() -> Iterator[Article]:
        for number in range(30):
            read.append(f"a{number}")
            yield article(f"a{number}", number * 10 + 1, number * 10 + 2, number * 10 + 3)

    runner = Runner(Config(), Store(tmp_path), Echo(), Checker(), lambda result: ahead.append(len(read)))
    result = runner.run(source())
    assert len(result.rows) == 30
    assert max(seen - done for done, seen in enumerate(ahead)) <= 5


def test_a_long_article_leaves_room_for_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "SHARE", 8)
    monkeypatch.setattr("pipeline.run.pipe.ROOM", 20)
    waiting: list[int] = []
    replies = Stream.replies

    def watched(self: Stream, wait: bool) -> object:
        waiting.append(self.waiting)
        return replies(self, wait)

    monkeypatch.setattr(Stream, "replies", watched)
    done: list[str] = []
    runner = Runner(Config(), Store(tmp_path), Echo(), Checker(), lambda result: done.append(result.rows[-1].id))
    result = runner.run([article("buch", *range(100, 300)), article("ulm", 11, 12, 13), article("jena", 21, 22, 23)])
    assert done == ["ulm", "jena", "buch"]
    assert [row.id for row in result.rows] == ["buch", "ulm", "jena"]
    assert max(waiting) <= 16


def test_a_failure_among_them_keeps_its_place_and_stops_nothing(tmp_path: Path) -> None:
    broken = Failure("b", "feed.jsonl:2", "read", "not JSON")
    empty = Article("leer", "Nur eine Zeile\n", language="de", origin="leer.txt")
    runner = Runner(Config(), Store(tmp_path), Echo(lanes=2), Checker())
    result = runner.run([article("kiel", 1, 2, 3), broken, empty, article("ulm", 4, 5, 6)])
    assert [row.id for row in result.rows] == ["kiel", "ulm"]
    assert [failure.origin for failure in result.failures] == ["feed.jsonl:2", "leer.txt"]
    assert ids(tmp_path) == ["kiel", "ulm"]


def test_an_unexpected_error_names_the_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Checker, source: str, *_: object, **__: object) -> None:
        raise ZeroDivisionError(source)

    monkeypatch.setattr(Checker, "compare", broken)
    with pytest.raises(ZeroDivisionError) as caught:
        Runner(Config(), Store(tmp_path), Echo(), Checker(), strict=True).run([article("kiel", 1, 2, 3)])
    assert caught.value.__notes__ == ["while processing article kiel (kiel.txt)"]


def test_an_unexpected_error_is_the_failure_of_its_article_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = Checker.compare

    def broken(self: Checker, source: str, *arguments: Any, **settings: Any) -> Any:
        if "kiel" in source and "2 Menschen" in source:
            raise ZeroDivisionError(source)
        return compare(self, source, *arguments, **settings)

    monkeypatch.setattr(Checker, "compare", broken)
    articles = [article("kiel", 1, 2, 3), article("ulm", 4, 5, 6), article("bonn", 7, 8, 9)]
    result = Runner(Config(), Store(tmp_path), Echo(lanes=2), Checker()).run(articles)
    assert [row.id for row in result.rows] == ["ulm", "bonn"]
    (failure,) = result.failures
    assert (failure.article, failure.origin, failure.stage) == ("kiel", "kiel.txt", "make")
    assert failure.reason.startswith("unexpected: ZeroDivisionError: ")
    assert re.search(r"\(\w+\.py:\d+ in \w+\)$", failure.reason)


def test_nothing_is_left_behind_in_the_folder(tmp_path: Path) -> None:
    Runner(Config(), Store(tmp_path), Echo(), Checker()).run([article("kiel", 1, 2, 3)])
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "articles", "briefs.jsonl", "findings.csv", "report.html", "run.json",
    ]  # fmt: skip
