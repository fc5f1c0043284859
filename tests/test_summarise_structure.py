"""What a sentence needs beside it, how fit it is to be quoted, and in what order an article wants to be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.summarise.structure import (
    antecedents,
    contradicts,
    fitness,
    leans,
    reading_order,
    slots_of,
    standing,
    victims,
    voiceless,
)
from pipeline.types import CheckedSentence, Fact, Kind, Span
from tests.test_summarise import sentences


def article(*paragraphs: tuple[str, ...]) -> list[CheckedSentence]:
    made = sentences(*(text for paragraph in paragraphs for text in paragraph))
    blocks = [number for number, paragraph in enumerate(paragraphs) for _ in paragraph]
    return [replace(sentence, block=block) for sentence, block in zip(made, blocks, strict=True)]


@pytest.mark.parametrize(
    "source",
    [
        "Er kam erst am Abend zurück.",
        "Das ist der dritte Fall in diesem Jahr.",
        "Dafür stimmten 31 Abgeordnete.",
        "Die 23-Jährige übergab als Dritte.",
        "Gegen ihn wird seit Mai ermittelt.",
        "Zwei davon liegen im Hafen.",
        "„So ruhig war es nie“, sagte sie dem Sender.",
        "Die Brücke sei seit Jahren marode.",
        "„Wir geben nicht auf.“",
        "Seit 20 Jahren leitet er das Haus am Markt.",
        "Am Montag schließt seine Werkstatt.",
        "Nun will sie gehen.",
    ],
)
def test_sentences_that_lean(source: str) -> None:
    assert leans(source)


@pytest.mark.parametrize(
    "source",
    [
        "Es gibt 14 Verletzte.",
        "Das Werk in Lindental schließt.",
        "Die Brücke sei seit Jahren marode, sagte die Bürgermeisterin.",
        "Nach Angaben der Polizei sei niemand verletzt worden.",
        "„Wir geben nicht auf“, sagte der Trainer Ivo Brandt.",
        "Dagmar Holt leitet die Klinik.",
        "Damaskus meldet Regen.",
        "Die junge Familie zog nach Ulm.",
        "Nach der Wahl, sagte Holt, werde sie gehen.",
        "Am Montag sagte Ida Holt, sie werde gehen.",
    ],
)
def test_sentences_that_stand(source: str) -> None:
    assert not leans(source)


def test_speech_without_a_speaker() -> None:
    assert voiceless("Der Streik könne noch Wochen dauern.")
    assert not voiceless("Der Streik könne noch Wochen dauern, warnte Verdi.")
    assert not voiceless("Der Streik kann noch Wochen dauern.")


def test_a_sentence_that_only_carries_on_can_stand_but_less_well() -> None:
    assert standing("Auch die Linie 4 fällt aus.") < standing("Die Linie 4 fällt aus.") == 1


def test_questions_scraps_and_service_lines_are_unfit() -> None:
    good = fitness("Die Stadt sperrt im August die Brücke nach Riesa.")
    assert good == 1
    for source in (
        "Was bedeutet das für die Stadt und ihre Pendler?",
        "Pirna.",
        "Hier lesen Sie die Entwicklung von Dienstag an der Elbe.",
        "„Die Stadt sperrt im August die Brücke nach Riesa.",
        "Die Stadt und ihre Brücke nach Riesa im August",
        "In dem Bericht hieß es irrtümlich, die Brücke koste 32 Millionen Euro.",
        "Wir bitten, den Fehler im gestrigen Bericht zu entschuldigen.",
    ):
        assert fitness(source) < 0.6, source


def test_a_sentence_in_the_middle_of_a_quotation_needs_its_beginning() -> None:
    said = article(
        ("Minister Holt sagte: „Die Prämie wurde gut angenommen.", "Die Jäger haben geholfen.", "Danke dafür.“",
         "Der Rat tagt im Mai."),
        ("Das Land zahlte drei Millionen Euro.",),
    )  # fmt: skip
    assert antecedents(said) == [None, 0, 1, None, None]
    swiss = article(("Sie rief: «Die Prämie bleibt.", "Die Jäger helfen.»", "Der Rat tagt im Mai."))
    assert antecedents(swiss) == [None, 0, None]


TICKER = (
    ("Der Scheitel nähert sich Dresden.",),
    ("Update vom 17. November, 21.45 Uhr: Der Pegel steht bei 6,84 Metern.", "Normal sind etwa zwei Meter."),
    ("19.20 Uhr: Die Bahn stellt den Verkehr ein.", "Betroffen sind 18 Züge."),
    ("+++ 8:05 +++ In Prag sinkt die Moldau.",),
)


def test_the_newest_entry_of_a_live_ticker_comes_first_whichever_way_it_is_written() -> None:
    newest_first = article(*TICKER)
    assert reading_order(newest_first) == [1, 2, 3, 4, 5, 0]
    oldest_first = article(TICKER[0], *reversed(TICKER[1:]))
    assert reading_order(oldest_first) == [4, 5, 2, 3, 1, 0]
    assert antecedents(newest_first) == [None, None, 1, None, 3, None]


def test_two_clock_times_make_no_ticker() -> None:
    plain = article(("8.05 Uhr: Der Zug fährt ab.",), ("9.10 Uhr: Er kommt an.",), ("Niemand stieg aus.",))
    assert reading_order(plain) == [0, 1, 2]


def test_what_a_sentence_tells() -> None:
    kinds: tuple[Kind, ...] = ("name", "unit", "date")
    facts = tuple(Fact(kind, Span("x", 0, 1), (kind,)) for kind in kinds)
    [sentence] = sentences("Das Werk soll laut Holt am 3. Mai mit 40 Tonnen anlaufen.")
    assert slots_of(replace(sentence, facts=facts)) == {"who", "many", "when", "says", "next"}
    assert slots_of(sentence) == {"says"}


def test_counts_of_victims_contradict_only_for_the_same_victims() -> None:
    early, late = victims("Es gab 9 Tote und 40 Verletzte."), victims("Inzwischen zählt man zwölf Tote.")
    assert (early, late) == ({"Tote": "9", "Verletzte": "40"}, {"Tote": "12"})
    assert contradicts(early, late)
    assert victims("Die Zahl der Toten stieg am Abend auf zwölf.") == {"Tote": "12"}
    assert victims("Bei dem Beben starben 31 Menschen.") == {"Tote": "31"}
    assert victims("Verletzt wurden 14 Menschen.") == {"Verletzte": "14"}
    assert victims("Im Bus saßen 14 Menschen.") == {}
    assert not contradicts(early, victims("Die 40 Verletzten liegen in Ulm."))
    assert not contradicts(early, {})
