"""Which sentences make the brief."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.check import Checker
from pipeline.config import PolicyConfig, SummariseConfig
from pipeline.judge import brief_verdict
from pipeline.summarise import extractive
from pipeline.summarise.brief import make_brief, usable, wanted
from pipeline.summarise.extractive import Extractive
from pipeline.types import Article, Brief, CheckedSentence, Dropped, Fact, Finding, Kind, Span


def propose(sentences: list[CheckedSentence]) -> list[int]:
    return [i for i, _ in extractive.propose(sentences)]


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


def test_what_no_other_sentence_tells_counts() -> None:
    filler = [f"Wort{i}a Begriff{i}b Sache{i}c Ding{i}d Punkt{i}e." for i in range(6)]
    kinds: tuple[Kind, ...] = ("name", "number", "date")

    def order(*rich: int) -> list[int]:
        article = sentences(*filler)
        for i in rich:
            facts = tuple(Fact(kind, Span("1", 0, 1), (f"{kind}{i}",)) for kind in kinds)
            article[i] = replace(article[i], facts=facts)
        return propose(article)

    assert order(4) == [0, 1, 4, 2, 3, 5]
    assert order(0, 4) == [0, 1, 2, 3, 4, 5]


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


def test_a_sentence_comes_only_after_the_one_it_leans_on() -> None:
    article = sentences(
        "Zwei Wagen stießen gegen acht Uhr auf der Alb zusammen.",
        "Was sagte die Feuerwehr dazu?",
        "Sie flog die Fahrerin noch am Abend in die Klinik nach Ulm.",
        "Die Polizei sperrte die Straße zwischen Urach und Hülben.",
    )
    assert list(extractive.propose(article)) == [(0, None), (3, None), (1, None), (2, 1)]


def test_what_repeats_its_antecedent_stands_in_for_it() -> None:
    article = sentences(
        "Der Stadtrat beschloss gestern den neuen Haushalt.",
        "Gestern beschloss der Stadtrat den neuen Haushalt.",
        "Dagegen stimmten am Ende nur die beiden Grünen.",
    )
    assert list(extractive.propose(article)) == [(0, None), (2, 0)]


@pytest.mark.parametrize("first", ["Ihre Tochter", "Zuvor", "An ihrem Stand", "Dieser", "Die 23-Jährige", "Daraufhin"])
def test_sentences_that_begin_in_the_middle_of_things_wait(first: str) -> None:
    article = sentences(
        "Der Stadtrat beschloss gestern den neuen Haushalt.",
        "Was sagte Emil Brandt?",
        f"{first} zeigte lange die alten Karten im Rathaus.",
        "Emil Brandt zeigte Bilder der Elbe bei Pirna.",
    )
    assert propose(article)[1] == 3


def test_a_second_toll_of_the_same_victims_is_left_out() -> None:
    article = sentences(
        "Bei dem Erdrutsch gab es nach Angaben der Behörden 12 Tote.",
        "Am Morgen hatte der Sender noch von 9 Toten in drei Dörfern gesprochen.",
        "Die Zahl der Verletzten liegt bei fast hundert, so die Klinik.",
    )
    assert propose(article) == [0, 2]


def test_the_sentence_that_tells_the_title_comes_forward() -> None:
    article = sentences(
        "Noch dampft der Kaffee auf dem langen Tisch im Saal.",
        "Draußen regnet es seit dem frühen Morgen auf die Höfe.",
        "Drinnen schweigen die Männer von der zweiten Schicht.",
        "Die Molkerei in Lindental schließt zum Jahresende ihr Werk.",
    )
    assert [i for i, _ in extractive.propose(article, "Molkerei schließt Werk in Lindental")] == [0, 1, 3, 2]
    assert [i for i, _ in extractive.propose(article)] == [0, 1, 2, 3]


OPENING = (
    "Der Stadtrat beschloss gestern den neuen Haushalt.",
    "Ein Radweg entsteht entlang der Elbe bei Pirna.",
    "Schulen bekommen frische Farbe und neue Fenster.",
    "Die Feuerwehr erhält ein Boot und zwei Fahrzeuge.",
)


def test_the_surer_translation_is_preferred() -> None:
    article = [replace(s, score=score) for s, score in zip(sentences(*OPENING), (-0.4, -1.1, -0.4, -0.4), strict=True)]
    assert propose(sentences(*OPENING)) == [0, 1, 2, 3]
    assert propose(article) == [0, 2, 1, 3]


def test_a_translation_that_lost_words_gives_way() -> None:
    article = [*sentences(*OPENING)]
    article[1] = replace(article[1], target="A cycle path.")
    assert propose(article) == [0, 2, 1, 3]


def test_a_doubtful_sentence_gives_way() -> None:
    doubt = Finding("name.missing", "name", "warning", None, None, (), "“Pirna” is not in the English.")
    article = [*sentences(*OPENING)]
    article[1] = replace(article[1], findings=(doubt,))
    assert propose(article)[1] == 2


def test_the_opening_stays_however_rough_its_english() -> None:
    article = [replace(s, score=score) for s, score in zip(sentences(*OPENING), (-1.6, -0.4, -0.4, -0.4), strict=True)]
    assert 0 in propose(article)[:2]


def test_an_opening_may_begin_as_if_in_the_middle_and_es_need_not_point_back() -> None:
    middle = ("Es ist eine Wende im langen Streit um den Hafen.", *OPENING[1:])
    back = ("Sie zeigte dort lange die alten Karten der Elbe.", *OPENING[1:])
    assert propose(sentences(*middle))[0] == 0
    assert propose(sentences(*back))[0] == 0


def test_the_same_facts_in_other_words_are_a_repetition() -> None:
    facts = tuple(Fact("number", Span("1", 0, 1), (value,)) for value in ("4:2", "0:2", "3"))
    article = [replace(s, facts=facts if i in (0, 1) else ()) for i, s in enumerate(sentences(*OPENING))]
    assert propose(article) == [0, 2, 3]


LOST = Finding("number.missing", "number", "error", Span("12", 4, 6), None, ("12",), "“12” is missing.")


def brief_of(*pairs: tuple[str, str], lossy: tuple[int, ...] = (), title: str = "") -> Brief:
    article = Article(id="a", text="\n".join(german for german, _ in pairs), title=title)
    checked = [
        replace(s, id=f"s{i}", target=english, findings=(LOST,) if i in lossy else ())
        for i, (s, (_, english)) in enumerate(zip(sentences(*(german for german, _ in pairs)), pairs, strict=True))
    ]
    drafts = Extractive(SummariseConfig()).drafts(article, usable(checked))
    brief = make_brief(article, checked, drafts, Checker(), SummariseConfig())
    verdict, reasons = brief_verdict(brief.headline_sources, brief.sentences, checked, PolicyConfig(), False)
    return replace(brief, verdict=verdict, reasons=reasons)


TOWN = (
    ("Die 12 Mitglieder des Stadtrats beschlossen gestern den neuen Haushalt.", "The council passed the budget."),
    ("Ein Radweg entsteht entlang der Elbe bei Pirna.", "A cycle path is being built along the Elbe near Pirna."),
    ("Schulen bekommen frische Farbe und neue Fenster.", "Schools are getting fresh paint and new windows."),
    ("Die Feuerwehr erhält ein Boot mit starkem Motor.", "The fire brigade is getting a boat with a strong engine."),
)


def test_a_sentence_that_lost_something_is_left_out_where_there_is_a_better_one() -> None:
    brief = brief_of(*TOWN, lossy=(0,))
    assert [s.sources for s in brief.sentences] == [("s1",), ("s2",), ("s3",)]
    assert brief.dropped == (Dropped("summary", ("s0",), TOWN[0][1], "“12” is missing."),)


def test_it_is_taken_where_there_is_no_better_one_and_the_verdict_tells() -> None:
    brief = brief_of(*TOWN[:3], lossy=(0,))
    assert [s.sources for s in brief.sentences] == [("s0",), ("s1",), ("s2",)]
    assert brief.dropped == ()
    assert brief.verdict == "fail"


def test_a_sentence_that_invents_something_is_never_taken() -> None:
    invented = ("Ein Radweg entsteht entlang der Elbe bei Pirna.", "A cycle path of 300 kilometres near Pirna.")
    brief = brief_of(TOWN[2], invented)
    assert [s.sources for s in brief.sentences] == [("s0",)]
    assert brief.dropped[0].sentences == ("s1",)
    assert brief.dropped[0].message.startswith("“300 kilometres” is not in the source")


def test_the_headline_of_an_article_whose_title_was_not_translated_is_made_from_the_summary() -> None:
    brief = brief_of(*TOWN, title="Stadt baut")
    assert (brief.headline, brief.headline_language) == ("The council passed the budget", "en")


def test_without_a_title_the_first_sentence_of_the_summary_is_the_headline() -> None:
    brief = brief_of(*TOWN[1:])
    assert (brief.headline, brief.headline_sources) == (TOWN[1][1].removesuffix("."), ("s0",))


def test_an_article_without_a_usable_sentence_has_an_empty_brief_that_fails() -> None:
    brief = brief_of(("Ein Radweg entsteht bei Pirna.", "A cycle path of 300 kilometres."))
    assert (brief.headline, brief.sentences, brief.verdict) == ("", (), "fail")


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("The plant in Riesa closes in May, as the news agency dpa reported.", "The plant in Riesa closes in May."),
        ("Eleven people were hurt, as Reuters reported on Monday, in a fire in Kiel.",
         "Eleven people were hurt in a fire in Kiel."),
        ("The mayor (see picture) opened the new bridge (dpa).", "The mayor opened the new bridge."),
        ("The mayor opened the new bridge [https://town.example/bridge].", "The mayor opened the new bridge."),
        ("The plant in Riesa closes in May, as the mayor reported.", None),
        ("The agency reported a loss of 3 million euros.", None),
        ("Read it at https://town.example/bridge before you drive.", None),
        ("The bridge (built in 1890) is closed again.", None),
        ("Yes, as dpa reports.", None),
    ],
)  # fmt: skip
def test_asides_are_taken_out_where_the_check_is_clean(text: str, short: str | None) -> None:
    [sentence] = sentences("Die Stadt sperrt im August die Brücke nach Riesa.")
    doubt = Finding("name.missing", "name", "warning", None, None, (), "“Riesa” is not in the English.")
    clean, doubtful = replace(sentence, target=text), replace(sentence, target=text, findings=(doubt,))
    for checked, expected in ((clean, short or text), (doubtful, text)):
        [draft] = Extractive(SummariseConfig()).drafts(Article(id="a", text=""), [checked])
        assert draft.text == expected
