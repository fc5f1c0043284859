"""What a model must not touch: English, emoji, addresses, foreign letters."""

from __future__ import annotations

import pytest

from pipeline.translate import verbatim
from pipeline.types import Hypothesis
from tests.test_translate_guarded import translator


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The bridge was closed for two years because of the flood.", True),
        ("We will not go back to the old days.", True),
        ("Die Band spielt am Montag in Ulm.", False),
        ("Das war so in Berlin, und die will man hier.", False),
        ("Business as usual.", False),
        ("Er nannte es the best of the best.", False),
        ("Lindental, Ulm, Kiel, Linz", False),
    ],
)
def test_english_is_told_by_its_small_words(text: str, english: bool) -> None:
    assert verbatim.is_english(text) == english


def test_an_english_sentence_and_an_english_quotation_are_left_as_they_are() -> None:
    engine, decoder = translator(lambda text, _: [Hypothesis("he said in Ulm.", -0.2)])
    sentence = "The bridge was closed for 2 years because of the flood."
    quoted = "„We will not go back to the old days“, sagte er in Ulm."
    whole, part = engine.translate([sentence, quoted])
    assert whole.text == sentence
    assert part.text == '"We will not go back to the old days", he said in Ulm.'
    assert [texts for texts, _ in decoder.calls] == [["sagte er in Ulm."]]
    assert "left as it is" in part.notes[0]
    assert engine.alternatives([sentence], beams=6, hypotheses=6) == [()]


def test_an_english_quotation_behind_a_short_german_one() -> None:
    found = verbatim.parts('"Nein", sagte sie, "we will not go back to the old days".')
    assert [(part.text, part.kept) for part in found] == [
        ('"Nein", sagte sie,', False),
        ('"we will not go back to the old days".', True),
    ]


def test_the_pluses_of_a_ticker_do_not_go_through_the_model() -> None:
    engine, decoder = translator(lambda text, _: [Hypothesis(text.upper(), -0.2)])
    (result,) = engine.translate(["+++ 7.15 Uhr: Deich hält +++"])
    assert result.text == "+++ 7.15 UHR: DEICH HÄLT +++"
    assert [texts for texts, _ in decoder.calls] == [["7.15 Uhr: Deich hält"]]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("KEEP OUR RIVERS CLEAN!", True),
        ("BRING THEM HOME AGAIN", True),
        ("Keep our rivers clean", False),
        ("STURM FEGT ÜBER KIEL", False),
        ("STURM ZIEHT NACH BERLIN", False),
        ("BUS RAMMT TRAM IN BERLIN", False),
        ("HAND IN HAND", False),
        ("NATO, UNESCO, BMW, VW", False),
    ],
)
def test_a_line_in_capitals_is_english_by_its_words(text: str, left: bool) -> None:
    assert [part.kept for part in verbatim.parts(text)] == [left]


def test_an_english_slogan_in_capitals_is_left_as_it_is() -> None:
    engine, decoder = translator(lambda text, _: [Hypothesis("On the cap it said", -0.2)])
    whole, part = engine.translate(["KEEP OUR RIVERS CLEAN!", "Auf der Mütze stand „KEEP OUR RIVERS CLEAN!“"])
    assert whole.text == "KEEP OUR RIVERS CLEAN!"
    assert part.text == 'On the cap it said "KEEP OUR RIVERS CLEAN!"'
    assert [texts for texts, _ in decoder.calls] == [["Auf der Mütze stand"]]


def test_emoji_do_not_go_through_the_model() -> None:
    engine, decoder = translator(lambda text, _: [Hypothesis(text.upper(), -0.2)])
    results = engine.translate(["Heute feiern 👏🏽 wir.", "🚒 Das Haus brennt", "👏🏽"])
    assert [r.text for r in results] == ["HEUTE FEIERN WIR. 👏🏽", "🚒 DAS HAUS BRENNT", "👏🏽"]
    assert [texts for texts, _ in decoder.calls] == [["Heute feiern wir.", "Das Haus brennt"]]


@pytest.mark.parametrize(
    "target",
    [
        "More at https: / / www.ulm.example.de / bus today.",
        "More at https:/www.ulm.example.de/bus today.",
        "More at https://www.ulm.example.de/bus today.",
    ],
)
def test_an_address_comes_back_letter_by_letter(target: str) -> None:
    source = "Mehr heute unter https://www.ulm.example.de/bus."
    assert verbatim.with_addresses(source, target) == "More at https://www.ulm.example.de/bus today."


def test_an_address_that_is_lost_is_not_put_anywhere() -> None:
    assert verbatim.with_addresses("Mehr unter www.ulm-bus.de.", "Read more today.") == "Read more today."


def test_foreign_letters_are_shown_plain_and_put_back() -> None:
    def answer(text: str, _: object) -> list[Hypothesis]:
        return [Hypothesis("She met Stefan." if "Stefan" in text else "She met �tefan.", -0.2)]

    engine, _ = translator(answer)
    (result,) = engine.translate(["Sie traf Ștefan."])
    assert (result.text, result.failure) == ("She met Ștefan.", None)


def test_a_line_in_capitals_is_lowered_before_it_is_translated() -> None:
    engine, decoder = translator(lambda text, _: [Hypothesis("Storm rages", -0.2)])
    (result,) = engine.translate(["DER STURM TOBT"])
    assert decoder.calls[0][0] == ["Der Sturm TOBT"]
    assert result.notes == ("The sentence was translated with its capitals lowered.",)


@pytest.mark.parametrize(
    ("source", "target", "opened"),
    [
        ("Ruhe nach dem Sturm", "calm after the storm", "Calm after the storm"),
        ('"Niemand wusste davon"', '"nobody knew of it"', '"Nobody knew of it"'),
        ("E-Mails verschwanden", "e-mails disappeared", "E-mails disappeared"),
        ("und nach dem Sturm", "and after the storm", "and after the storm"),
        ("eBay wächst", "eBay is growing", "eBay is growing"),
        ("Auch van Laak kam", "van Laak came too", "van Laak came too"),
        ("Neues iPad ist da", "iPad is here", "iPad is here"),
        ("300 Jahre Musik", "300 years of music", "300 years of music"),
        ("Dreihundert Jahre", "300 years", "300 years"),
        ("Ölpreis fällt", "", ""),
    ],
)
def test_a_translation_opens_with_a_capital_as_its_source_does(source: str, target: str, opened: str) -> None:
    assert verbatim.opened(source, target) == opened
