"""Scoring: numbers that survive are counted by their digits."""

from pathlib import Path

import pytest

from pipeline.training.score import as_table, score, survival
from tests.fakes import FakeTranslator


def test_numbers_survive_by_their_digits_whatever_the_separator() -> None:
    assert survival(["30.000 und 7,3 und 7,3"], ["30,000 and 7.3"]) == (2, 3)
    assert survival(["Um 18 Uhr"], ["At 6 p.m."]) == (0, 1)
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
