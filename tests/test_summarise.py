"""Which sentences make the brief."""

from __future__ import annotations

import pytest

from pipeline.summarise import extractive
from pipeline.summarise.extractive import wanted
from pipeline.types import CheckedSentence, Fact, Span


def propose(sentences: list[CheckedSentence]) -> list[int]:
    return list(extractive.propose(sentences))


def sentences(*sources: str, figures: tuple[int, ...] = ()) -> list[CheckedSentence]:
    fact = Fact("number", Span("1", 0, 1), ("1",))
    return [
        CheckedSentence(
            f"s{i}",
            0,
            "text",
            "paragraph",
            0,
            1,
            s,
            s,
            None,
            None,
            (),
            (),
            (fact,) * 4 if i in figures else (),
            (),
            (),
            (),
        )
        for i, s in enumerate(sources)
    ]


@pytest.mark.parametrize(
    ("article", "brief"), [(0, 0), (1, 1), (2, 2), (3, 3), (8, 3), (9, 4), (17, 4), (18, 5), (90, 5)]
)
def test_the_brief_is_sized_by_the_article(article: int, brief: int) -> None:
    assert wanted(article, 3, 5) == brief


def test_the_opening_comes_first_when_nothing_else_speaks() -> None:
    article = sentences(
        "Der Stadtrat beschloss gestern den neuen Haushalt.",
        "Ein Radweg entsteht entlang der Elbe bei Pirna.",
        "Schulen bekommen frische Farbe und neue Fenster.",
    )
    assert propose(article)[0] == 0


def test_a_repetition_is_left_out() -> None:
    article = sentences(
        "Der Stadtrat beschloss gestern den neuen Haushalt.",
        "Gestern beschloss der Stadtrat den neuen Haushalt.",
        "Ein Radweg entsteht entlang der Elbe bei Pirna.",
    )
    assert propose(article) == [0, 2]


def test_figures_count() -> None:
    filler = [f"Wort{i}a Begriff{i}b Sache{i}c Ding{i}d Punkt{i}e." for i in range(6)]
    plain, rich = sentences(*filler), sentences(*filler, figures=(5,))
    assert propose(rich).index(5) < propose(plain).index(5)


def test_questions_and_scraps_come_last() -> None:
    article = sentences(
        "Doch was bedeutet dieser lange Streit für die Stadt?",
        "Mehr dazu.",
        "Die Bahn sperrt im August die Strecke nach Leipzig.",
        "Ersatzbusse fahren zwischen Riesa und Oschatz im Stundentakt.",
    )
    assert propose(article)[:2] == [2, 3]


def test_the_order_is_the_same_every_time() -> None:
    article = sentences(*[f"Satz Nummer {i} handelt von Dingen wie Brot{i % 3} und Wein{i % 2}." for i in range(30)])
    assert propose(article) == propose(article)


def test_a_sentence_that_leans_on_another_gives_way() -> None:
    article = sentences(
        "Ein Hubschrauber flog sie noch am Abend in die Klinik.",
        "Ein Hubschrauber flog die Fahrerin noch am Abend in die Klinik nach Ulm.",
    )
    assert propose(article)[0] == 1
