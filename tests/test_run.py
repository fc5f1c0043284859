"""The chain over articles: records, resume, failures, interruption. The translator is a phrase book."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import Checker
from pipeline.codec import read_record
from pipeline.config import Config, override
from pipeline.errors import OutputError
from pipeline.run.runner import Runner, RunResult
from pipeline.run.store import Store
from pipeline.types import Article, Failure, Translation
from tests.fakes import FakeTranslator

TEXT = """Werft in Kiel streicht 400 Stellen

Die Kieler Nordwerft will bis Ende 2027 rund 400 Stellen streichen. Das teilte Vorstandschefin Maren Holt am 14. März mit.

Der Umsatz sank im vergangenen Jahr um 12,5 Prozent auf 1,2 Milliarden Euro. Die Gewerkschaft kündigte Widerstand an.

Betroffen sind vor allem die Standorte in Kiel und Rostock. Im Jahr 2025 arbeiteten dort 3.100 Menschen.
"""
BOOK: dict[str, Any] = {
    "Werft in Kiel streicht 400 Stellen": "Shipyard in Kiel cuts 400 jobs",
    "Die Kieler Nordwerft will bis Ende 2027 rund 400 Stellen streichen.": (
        "Kiel's Nordwerft wants to cut around 400 jobs by the end of 2027."
    ),
    "Das teilte Vorstandschefin Maren Holt am 14. März mit.": "CEO Maren Holt announced this on 14 March.",
    "Der Umsatz sank im vergangenen Jahr um 12,5 Prozent auf 1,2 Milliarden Euro.": [
        "Revenue fell by 12.5 per cent to 1.2 million euros last year.",
        "Revenue fell by 12.5 per cent to 1.2 billion euros last year.",
    ],
    "Die Gewerkschaft kündigte Widerstand an.": "The union announced resistance.",
    "Betroffen sind vor allem die Standorte in Kiel und Rostock.": "The sites in Kiel and Rostock are hit hardest.",
    "Im Jahr 2025 arbeiteten dort 3.100 Menschen.": "In 2025, 3,100 people worked there.",
}
ARTICLE = Article("werft", TEXT, language="de", origin="werft.txt")


def run(
    out: Path, *articles: Article | Failure, book: Mapping[str, Any] = BOOK, config: Config = Config(), **kwargs: Any
) -> tuple[RunResult, FakeTranslator]:
    translator = FakeTranslator(book, **kwargs)
    return Runner(config, Store(out), translator, Checker()).run(articles), translator


def record(out: Path, article: str = "werft") -> Any:
    return json.loads((out / "articles" / article / "record.json").read_bytes())


def test_every_character_of_the_source_is_in_one_sentence(tmp_path: Path) -> None:
    run(tmp_path, ARTICLE)
    sentences = record(tmp_path)["sentences"]
    assert all(TEXT[s["start"] : s["end"]] == s["source"] for s in sentences)
    covered = sorted((s["start"], s["end"]) for s in sentences)
    assert all(a[1] <= b[0] for a, b in pairwise(covered))
    outside = "".join(TEXT[a[1] : b[0]] for a, b in zip([(0, 0), *covered], [*covered, (len(TEXT), 0)], strict=True))
    assert outside.strip() == ""
    assert all((s["target"] is None) == (s["removed_by"] is not None) for s in sentences)


def test_a_wrong_magnitude_is_repaired_from_the_n_best_list_and_written_down(tmp_path: Path) -> None:
    run(tmp_path, ARTICLE)
    sentence = next(s for s in record(tmp_path)["sentences"] if "12,5" in s["source"])
    assert sentence["target"] == "Revenue fell by 12.5 per cent to 1.2 billion euros last year."
    assert sentence["repairs"][0]["step"] == "n-best"
    assert "1.2 million" in sentence["repairs"][0]["before"]
    assert [f for f in sentence["findings"] if f["severity"] == "error"] == []


def test_a_figure_is_protected_where_the_n_best_list_does_not_help(tmp_path: Path) -> None:
    german = "Im Jahr 2025 arbeiteten dort 3.100 Menschen."
    book = BOOK | {
        german: "In 2025, 3,700 people worked there.",
        "Im Jahr 2025 arbeiteten dort 3,100 Menschen.": "In 2025, 3,100 people were working there.",
    }
    _, translator = run(tmp_path, ARTICLE, book=book)
    sentence = next(s for s in record(tmp_path)["sentences"] if s["source"] == german)
    assert sentence["target"] == "In 2025, 3,100 people were working there."
    assert [r["step"] for r in sentence["repairs"]] == ["constrained"]
    assert translator.asked_again == [german, "Im Jahr 2025 arbeiteten dort 3,100 Menschen."]


def test_the_brief_is_grounded_and_passes(tmp_path: Path) -> None:
    result, _ = run(tmp_path, ARTICLE)
    brief = record(tmp_path)["brief"]
    assert brief["headline"] == "Shipyard in Kiel cuts 400 jobs"
    assert 3 <= len(brief["sentences"]) <= 5
    assert all(s["text"] in [b if isinstance(b, str) else b[1] for b in BOOK.values()] for s in brief["sentences"])
    assert brief["verdict"] == "pass", brief["reasons"]
    assert [row.verdict for row in result.rows] == ["pass"]
    figures = {item["source"]: (item["target"], item["status"]) for item in brief["figures"]}
    assert any(
        "400" in german and "400" in english and status == "same" for german, (english, status) in figures.items()
    )


def test_all_files_are_written(tmp_path: Path) -> None:
    run(tmp_path, ARTICLE)
    assert {p.name for p in (tmp_path / "articles" / "werft").iterdir()} == {
        "record.json",
        "brief.md",
        "brief.html",
        "qa.html",
    }
    assert {p.name for p in tmp_path.iterdir()} == {
        "articles",
        "briefs.jsonl",
        "findings.csv",
        "report.html",
        "run.json",
    }
    assert json.loads((tmp_path / "briefs.jsonl").read_text())["id"] == "werft"
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) >= 1


def test_a_second_run_asks_the_model_nothing_and_leaves_the_same_bytes(tmp_path: Path) -> None:
    run(tmp_path, ARTICLE)
    before = (tmp_path / "articles" / "werft" / "record.json").read_bytes()
    result, translator = run(tmp_path, ARTICLE)
    assert translator.asked == []
    assert result.reused == 1
    assert (tmp_path / "articles" / "werft" / "record.json").read_bytes() == before


def test_records_differ_in_the_key_run_only(tmp_path: Path) -> None:
    run(tmp_path / "a", ARTICLE)
    run(tmp_path / "b", Article("werft", TEXT, language="de", origin="elsewhere.txt"))
    a, b = record(tmp_path / "a"), record(tmp_path / "b")
    assert a.pop("run") != b.pop("run")
    assert a == b


@pytest.mark.parametrize("change", ["text", "model", "settings"])
def test_what_has_changed_is_made_anew(tmp_path: Path, change: str) -> None:
    run(tmp_path, ARTICLE)
    article = (
        Article("werft", TEXT + "\nDie Gewerkschaft kündigte Widerstand an.\n", language="de")
        if change == "text"
        else ARTICLE
    )
    config = override(Config(), "summarise", max_sentences=4) if change == "settings" else Config()
    result, translator = run(tmp_path, article, config=config, revision="r2" if change == "model" else "r1")
    assert translator.asked
    assert result.reused == 0


def test_another_policy_judges_again_without_the_model(tmp_path: Path) -> None:
    book = BOOK | {"Im Jahr 2025 arbeiteten dort 3.100 Menschen.": "In 2025, 3,700 people worked there."}
    result, _ = run(tmp_path, ARTICLE, book=book)
    strict, translator = run(tmp_path, ARTICLE, book=book, config=override(Config(), "policy", article_error="fail"))
    assert (result.rows[0].verdict, strict.rows[0].verdict) == ("review", "fail")
    assert translator.asked == []
    assert record(tmp_path)["brief"]["verdict"] == "fail"
    assert "fail" in (tmp_path / "articles" / "werft" / "brief.md").read_text().lower()


def test_an_invented_figure_keeps_a_sentence_out_of_the_brief(tmp_path: Path) -> None:
    book = BOOK | {
        "Die Kieler Nordwerft will bis Ende 2027 rund 400 Stellen streichen.": "Nordwerft cuts 4,000 jobs by 2027."
    }
    run(tmp_path, ARTICLE, book=book)
    brief = record(tmp_path)["brief"]
    assert not any("4,000" in s["text"] for s in brief["sentences"])
    assert [(d["part"], d["text"]) for d in brief["dropped"]] == [("summary", "Nordwerft cuts 4,000 jobs by 2027.")]


def test_an_untrustworthy_headline_gives_way_to_one_from_the_summary(tmp_path: Path) -> None:
    run(tmp_path, ARTICLE, book=BOOK | {"Werft in Kiel streicht 400 Stellen": "Shipyard in Kiel cuts 40 jobs"})
    brief = record(tmp_path)["brief"]
    assert brief["headline"] == "Kiel's Nordwerft wants to cut around 400 jobs by the end of 2027"
    assert (brief["headline_language"], brief["headline_sources"]) == ("en", ["s2"])


def test_where_the_summary_has_none_it_stays_german_and_says_so(tmp_path: Path) -> None:
    title = "Werft in Kiel streicht 400 Stellen"
    text = f"{title}\n\nDort soll es ruhig bleiben, auch im kommenden Jahr.\n"
    book = {
        title: "Shipyard in Kiel cuts 40 jobs",
        text.splitlines()[2]: "It is said to stay quiet there next year, too.",
    }
    run(tmp_path, Article("werft", text, language="de", origin="werft.txt"), book=book)
    brief = record(tmp_path)["brief"]
    assert (brief["headline"], brief["headline_language"]) == ("Werft in Kiel streicht 400 Stellen", "de")
    assert brief["dropped"] == [
        {
            "part": "headline",
            "sentences": ["s1"],
            "text": "Shipyard in Kiel cuts 40 jobs",
            "message": "“400” became “40”.",
            "remedy": "",
        }
    ]
    markdown = (tmp_path / "articles" / "werft" / "brief.md").read_text(encoding="utf-8")
    assert markdown.startswith("# Werft in Kiel streicht 400 Stellen \\[German\\]\n")


def test_a_failed_translation_is_an_error_and_never_in_the_brief(tmp_path: Path) -> None:
    book = BOOK | {
        "Die Gewerkschaft kündigte Widerstand an.": Translation((), (), "the model repeats itself"),
    }
    run(tmp_path, ARTICLE, book=book)
    sentence = next(s for s in record(tmp_path)["sentences"] if "Gewerkschaft" in s["source"])
    assert [(f["check"], f["severity"]) for f in sentence["findings"]] == [("text.failed", "error")]
    assert all(sentence["id"] not in s["sources"] for s in record(tmp_path)["brief"]["sentences"])


def test_failures_are_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    broken = Failure("", "a.jsonl:2", "read", "not JSON")
    empty = Article("leer", "Nur eine Zeile\n", language="de", origin="leer.txt")
    result, _ = run(tmp_path, broken, empty, ARTICLE)
    assert [row.id for row in result.rows] == ["werft"]
    assert [(f.origin, f.stage) for f in result.failures] == [("a.jsonl:2", "read"), ("leer.txt", "clean")]
    info = json.loads((tmp_path / "run.json").read_bytes())
    assert next(f["reason"] for f in info["failures"]) == "not JSON"
    assert "not JSON" in (tmp_path / "report.html").read_text()


def test_an_interruption_keeps_what_is_done_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.run.pipe.ROOM", 1)
    second = Article("zweite", TEXT.replace("400", "500"), language="de")
    translator = FakeTranslator(BOOK)
    translator.interrupt_after = len(BOOK)
    result = Runner(Config(), Store(tmp_path), translator, Checker()).run([ARTICLE, second])
    assert (result.interrupted, [row.id for row in result.rows]) == (True, ["werft"])
    assert json.loads((tmp_path / "run.json").read_bytes())["interrupted"] is True
    again, translator = run(tmp_path, ARTICLE, second)
    assert [(row.id, row.reused) for row in again.rows] == [("werft", True), ("zweite", False)]
    assert not any("400" in text for text in translator.asked)


def test_a_sentence_that_stands_twice_is_translated_once(tmp_path: Path) -> None:
    second = Article("zweite", TEXT + "\nNeu ist ein Satz.\n", language="de")
    _, translator = run(tmp_path, ARTICLE, second)
    assert len(translator.asked) == len(set(translator.asked))


def test_a_damaged_record_is_made_anew(tmp_path: Path) -> None:
    run(tmp_path, ARTICLE)
    path = tmp_path / "articles" / "werft" / "record.json"
    path.write_bytes(path.read_bytes()[:100])
    result, _ = run(tmp_path, ARTICLE)
    assert result.reused == 0
    assert read_record(path.read_bytes()).article.id == "werft"


def test_a_missing_rendering_is_written_again_without_the_model(tmp_path: Path) -> None:
    run(tmp_path, ARTICLE)
    (tmp_path / "articles" / "werft" / "qa.html").unlink()
    _, translator = run(tmp_path, ARTICLE)
    assert translator.asked == []
    assert (tmp_path / "articles" / "werft" / "qa.html").is_file()


def test_an_output_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        Store(tmp_path / "file" / "out")


def test_a_draft_model_is_visible_in_the_brief(tmp_path: Path) -> None:
    run(tmp_path, ARTICLE, draft=True)
    assert record(tmp_path)["brief"]["verdict"] == "review"
    assert "draft" in (tmp_path / "articles" / "werft" / "brief.md").read_text().lower()
    assert "draft" in (tmp_path / "articles" / "werft" / "brief.html").read_text().lower()
