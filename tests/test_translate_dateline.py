"""Datelines are no part of the sentence: they are translated by table, and the sentence without them."""

from __future__ import annotations

import pytest

from pipeline.translate.dateline import WithDatelines, split
from pipeline.types import Hypothesis
from tests.fakes import FakeTranslator

REST = "Ein Mädchen hat am Montag einen Preis gewonnen."


@pytest.mark.parametrize(
    ("dateline", "english"),
    [
        ("Wien – ", "Vienna – "),
        ("Wien - ", "Vienna – "),
        ("Wien (dpa) - ", "Vienna (dpa) – "),
        ("WIEN — ", "VIENNA – "),
        ("Berlin/Brüssel (AFP) – ", "Berlin/Brussels (AFP) – "),
        ("Frankfurt/Main (dpa/lhe) - ", "Frankfurt/Main (dpa/lhe) – "),
        ("Klein-Kleckersdorf (dpa) - ", "Klein-Kleckersdorf (dpa) – "),
        ("Peking (Reuters) - ", "Beijing (Reuters) – "),
        ("Washington – ", "Washington – "),
    ],
)
def test_a_dateline_is_set_apart(dateline: str, english: str) -> None:
    assert split(dateline + REST) == (english, REST)


@pytest.mark.parametrize(
    "sentence",
    [
        REST,
        "Bayern - Dortmund 2:1 (1:0)",
        "Merkel - das war die Überraschung - kam zu spät und ging früh.",
        "Wien-Besucher klagen über den Regen am Montag.",
        "Wien – Linz",
        "Das Spiel – so der Trainer – war gut und lange offen.",
        "",
    ],
)
def test_what_is_no_dateline_stays_in_the_sentence(sentence: str) -> None:
    assert split(sentence) is None


def test_the_engine_sees_the_sentence_alone_and_every_candidate_gets_the_dateline() -> None:
    inner = FakeTranslator({REST: ["A girl won a prize on Monday.", "A girl has won a prize."]})
    translator = WithDatelines(inner)
    (result,) = translator.translate([f"Wien (dpa) – {REST}"])
    assert inner.asked == [REST]
    assert [h.text for h in result.hypotheses] == [
        "Vienna (dpa) – A girl won a prize on Monday.",
        "Vienna (dpa) – A girl has won a prize.",
    ]
    (candidates,) = translator.alternatives([f"Wien – {REST}"], beams=4, hypotheses=2)
    assert candidates[0] == Hypothesis("Vienna – A girl won a prize on Monday.", -0.1)
    assert translator.length(f"Wien – {REST}") == inner.length(REST)
