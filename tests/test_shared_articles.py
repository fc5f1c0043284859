"""Real articles, furniture and all, where they lie beside the checkout. Nothing of them is copied here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import Checker
from pipeline.config import Config
from pipeline.read import read_inputs
from pipeline.run.runner import Runner, RunResult
from pipeline.run.store import Store
from tests.fakes import FakeTranslator

ARTICLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "articles"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not ARTICLES.is_dir(), reason="no real articles beside the checkout"),
]
FURNITURE = (
    "Transparenz:",
    "Lesedauer",
    "Lesezeit",
    "©",
    "interessieren",
    "Kommentare",
    "E-Mail",
    "zwei =",
    "Weitere Artikel",
    "Kategorien",
    "Mehr zum Thema",
    "Al Jazeera",
    "Jacobin",
    "DAX",
    "Zekiwa",
    "Südzucker",
    "(jkf)",
    "Klicken Sie",
    "Jahrgang",
)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunResult]:
    folder = tmp_path_factory.mktemp("real")
    articles = read_inputs([str(ARTICLES)], Config().input)
    return folder, Runner(Config(), Store(folder), FakeTranslator({}), Checker()).run(articles)


def records(folder: Path) -> list[Any]:
    return [json.loads(path.read_bytes()) for path in sorted(folder.glob("articles/*/record.json"))]


def test_all_five_get_through(out: tuple[Path, RunResult]) -> None:
    folder, result = out
    assert result.failures == []
    assert len(records(folder)) == 5
    for record in records(folder):
        article = folder / "articles" / record["article"]["id"]
        assert {p.name for p in article.iterdir()} == {"record.json", "brief.md", "brief.html", "qa.html"}


def test_every_character_is_in_exactly_one_sentence(out: tuple[Path, RunResult]) -> None:
    for record in records(out[0]):
        text = record["article"]["text"]
        spans = sorted((s["start"], s["end"]) for s in record["sentences"])
        place = 0
        for start, end in spans:
            assert start >= place
            assert text[place:start].strip() == ""
            place = end
        assert text[place:].strip() == ""
        for s in record["sentences"]:
            assert text[s["start"] : s["end"]] == s["source"]
            assert (s["target"] is None) == (s["removed_by"] is not None)


def test_no_furniture_is_kept(out: tuple[Path, RunResult]) -> None:
    for record in records(out[0]):
        kept = [s["source"] for s in record["sentences"] if s["removed_by"] is None]
        assert [(mark, text) for mark in FURNITURE for text in kept if mark in text] == []


def test_nothing_is_printed_twice(out: tuple[Path, RunResult]) -> None:
    for record in records(out[0]):
        kept = [s["source"] for s in record["sentences"] if s["removed_by"] is None]
        assert len(kept) == len(set(kept))
