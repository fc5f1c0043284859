"""Which sentences make the brief."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.summarise.extractive import propose, wanted
from pipeline.types import CheckedSentence, Fact, Finding, Span


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


@pytest.mark.parametrize("first", ["Ihre Tochter", "Zuvor", "An ihrem Stand", "Wir", "Update vom 3. Mai: Die Stadt"])
def test_so_do_sentences_that_begin_in_the_middle_of_things(first: str) -> None:
    article = sentences(
        "Der Stadtrat beschloss gestern den neuen Haushalt.",
        f"{first} zeigte dort lange die alten Karten.",
        "Emil Brandt zeigte dort lange die alten Karten der Elbe.",
    )
    assert propose(article)[1] == 2


OPENING = (
    "Der Stadtrat beschloss gestern den neuen Haushalt.",
    "Ein Radweg entsteht entlang der Elbe bei Pirna.",
    "Schulen bekommen frische Farbe und neue Fenster.",
    "Die Feuerwehr erhält ein Boot und zwei Fahrzeuge.",
)


def test_the_surer_translation_is_preferred() -> None:
    article = [replace(s, score=score) for s, score in zip(sentences(*OPENING), (-0.4, -1.1, -0.4, -0.4), strict=True)]
    assert propose(sentences(*OPENING)) == [0, 1, 2, 3]
    assert propose(article) == [0, 2, 3, 1]


def test_a_translation_that_lost_words_gives_way() -> None:
    article = [*sentences(*OPENING)]
    article[1] = replace(article[1], target="A cycle path.")
    assert propose(article)[-1] == 1


def test_a_doubtful_sentence_gives_way() -> None:
    doubt = Finding("name.missing", "name", "warning", None, None, (), "“Pirna” is not in the English.")
    article = [*sentences(*OPENING)]
    article[1] = replace(article[1], findings=(doubt,))
    assert propose(article)[1] == 2


def test_the_opening_stays_however_rough_its_english() -> None:
    article = [replace(s, score=score) for s, score in zip(sentences(*OPENING), (-1.6, -0.4, -0.4, -0.4), strict=True)]
    assert 0 in propose(article)[:2]


def test_the_same_facts_in_other_words_are_a_repetition() -> None:
    facts = tuple(Fact("number", Span("1", 0, 1), (value,)) for value in ("4:2", "0:2", "3"))
    article = [replace(s, facts=facts if i in (0, 1) else ()) for i, s in enumerate(sentences(*OPENING))]
    assert propose(article) == [0, 2, 3]
