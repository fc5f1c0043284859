"""Scoring: numbers that survive are counted by their digits."""

from pathlib import Path

import pytest

from pipeline.training.score import Checked, as_table, checked, score, survival
from tests.fakes import FakeTranslator


def test_numbers_survive_by_their_digits_whatever_the_separator() -> None:
    assert survival(["30.000 und 7,3 und 7,3"], ["30,000 and 7.3"]) == (2, 3)
    assert survival(["Um 18 Uhr"], ["At 6 p.m."]) == (0, 1)
    assert survival(["Es endete 2:1."], ["It ended 2-1."]) == (2, 2)
    assert survival(["keine Zahl"], ["1 number"]) == (0, 0)


def test_score_names_its_signatures_and_the_references_own_share(tmp_path: Path) -> None:
    pytest.importorskip("sacrebleu", reason="scores need sacrebleu")
    (tmp_path / "news.tsv").write_text(
        "Es kamen 30.000 Menschen um 18 Uhr.\t30,000 people came at 6 p.m. in the evening.\nJa, das stimmt so.\tYes, that is right.\n",
        encoding="utf-8",
    )
    book = {
        "Es kamen 30.000 Menschen um 18 Uhr.": "3,000 people came at 18 in the evening.",
        "Ja, das stimmt so.": "Yes, that is right.",
    }
    found = score(FakeTranslator(book), tmp_path / "news.tsv", outputs=tmp_path / "out.en")
    assert (found.name, found.sentences, found.numbers) == ("news", 2, 2)
    assert found.numbers_kept == found.numbers_kept_by_reference == 0.5
    assert 40 < found.bleu < 100
    assert found.bleu_signature.startswith("nrefs:1|case:mixed|eff:no|tok:13a")
    assert (tmp_path / "out.en").read_text().splitlines() == list(book.values())
    table = as_table([found])
    assert "| news | 2 |" in table
    assert found.chrf_signature in table


def test_quantities_survive_by_value_and_names_by_identity() -> None:
    german = ["Um 18 Uhr kamen 30.000 Menschen.", "Angela Merkel sprach in Köln.", "Der Pegel steigt."]
    english = ["At 6 p.m. 40,000 people came.", "Angela Merkel spoke in Cologne.", "The Pegel is rising."]
    assert checked(german, english) == Checked(
        quantities=2,
        quantities_kept=0.5,
        names=2,
        names_kept=1.0,
        per_thousand_number_errors=pytest.approx(1000 / 3),
        per_thousand_name_errors=0.0,
        per_thousand_strange=pytest.approx(1000 / 3),
    )
    assert checked(["Es regnet."], ["It is raining."]).quantities_kept == 1.0


def test_the_checkers_table_sets_the_human_beside_the_model(tmp_path: Path) -> None:
    pytest.importorskip("sacrebleu", reason="scores need sacrebleu")
    (tmp_path / "news.tsv").write_text("Es kamen 300 Menschen.\t300 people came.\n", encoding="utf-8")
    table = as_table(
        [score(FakeTranslator({"Es kamen 300 Menschen.": "Few came."}), tmp_path / "news.tsv", checker=True)]
    )
    assert "| news | 0 of 1 | 1000 of 0 | 1000 | 0 | 0 |" in table
    assert "| by the human | 1000 of 1 | 1000 of 0 | 0 | 0 | 0 |" in table
