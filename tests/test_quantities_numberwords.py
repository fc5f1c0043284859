"""Number words against CLDR's own spell-out rules: every integer to 10,000, a sample to a billion, every inflection."""

from __future__ import annotations

import random

import pytest
from unicode_rbnf import RbnfEngine

from pipeline.quantities import extract
from pipeline.quantities.numberwords import (
    german_cardinal,
    german_fraction,
    german_half,
    german_ordinal,
    german_times,
    prefix,
)
from pipeline.types import Lang

GERMAN = RbnfEngine.for_language("de")
ENGLISH = RbnfEngine.for_language("en")
CARDINALS = [f"spellout-cardinal-{case}" for case in ("neuter", "masculine", "feminine", "n", "r", "s", "m")]
NUMBERS = (*range(10_001), *range(10_001, 100_001, 13))
"""Beyond ten thousand nothing new comes: thousands are counted with the words below them."""
ORDINALS = [f"spellout-ordinal-{case}" for case in ("n", "r", "s", "m")]


def spelled(engine: RbnfEngine, number: int, ruleset: str) -> str:
    """The words CLDR gives, without its soft hyphens."""
    return str(engine.format_number(number, ruleset_names=[ruleset]).text).replace("\u00ad", "")


def values(text: str, lang: Lang) -> set[str]:
    """All values found in a text."""
    return {value for fact in extract(text, lang) for value in fact.values}


def test_german_cardinals_to_100000() -> None:
    wrong = [n for n in NUMBERS if german_cardinal(spelled(GERMAN, n, "spellout-numbering")) != n]
    assert wrong == []


def test_every_inflected_german_cardinal() -> None:
    # "ein" alone is an article and not a number word; beyond it, only numbers that end in one are inflected.
    assert {spelled(GERMAN, n, ruleset) for n in (2, 30, 119) for ruleset in CARDINALS} == {
        "zwei",
        "dreißig",
        "einhundertneunzehn",
    }
    wrong = [
        word
        for n in range(101, 100_000, 100)
        for ruleset in CARDINALS
        if german_cardinal(word := spelled(GERMAN, n, ruleset)) != n
    ]
    assert wrong == []


def test_german_ordinals_to_100000_in_every_case() -> None:
    wrong = []
    for n in NUMBERS:
        base = spelled(GERMAN, n, "spellout-ordinal")
        wrong += [word for word in (base, base + "n", base + "r", base + "s", base + "m") if german_ordinal(word) != n]
    assert wrong == []


def test_cldr_forms_ordinals_by_these_endings() -> None:
    for n in random.Random(4).sample(range(100_000), 300):
        base = spelled(GERMAN, n, "spellout-ordinal")
        assert [spelled(GERMAN, n, ruleset) for ruleset in ORDINALS] == [base + "n", base + "r", base + "s", base + "m"]


def test_english_cardinals_to_100000() -> None:
    wrong = [n for n in NUMBERS[2:] if str(n) not in values(spelled(ENGLISH, n, "spellout-numbering"), "en")]
    assert wrong == []


@pytest.mark.parametrize("ruleset", ["spellout-numbering-verbose", "spellout-ordinal", "spellout-ordinal-verbose"])
def test_english_forms_to_100000(ruleset: str) -> None:
    wrong = [n for n in range(2, 100_001, 37) if str(n) not in values(spelled(ENGLISH, n, ruleset), "en")]
    assert wrong == []


@pytest.mark.parametrize(("lang", "engine"), [("de", GERMAN), ("en", ENGLISH)])
def test_sample_to_a_billion(lang: Lang, engine: RbnfEngine) -> None:
    numbers = random.Random(7).sample(range(100_000, 10**9), 1500)
    wrong = [n for n in numbers if str(n) not in values(spelled(engine, n, "spellout-numbering"), lang)]
    assert wrong == []


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("dreissig", 30),
        ("zwo", 2),
        ("hundertundeins", 101),
        ("elfhundert", 1100),
        ("neunzehnhundertneunundachtzig", 1989),
        ("zweitausendvierundzwanzig", 2024),
        ("und", None),
        ("ein", None),
        ("einkaufsliste", None),
        ("elfmeter", None),
        ("jahrzehnten", None),
        ("neunkirchen", None),
        ("verachtfachen", None),
    ],
)
def test_german_words_in_the_press(word: str, value: int | None) -> None:
    assert german_cardinal(word) == value


@pytest.mark.parametrize(
    ("word", "value"),
    [("anderthalb", 1.5), ("eineinhalb", 1.5), ("zweieinhalb", 2.5), ("dreiviertel", 0.75), ("weshalb", None)],
)
def test_halves(word: str, value: float | None) -> None:
    assert german_half(word) == value


def test_derived_words() -> None:
    assert german_fraction("fünftel") == 5
    assert german_fraction("hundertstel") == 100
    assert german_fraction("schachtel") is None
    assert german_times("dreimal") == 3
    assert german_times("siebenmaliger") == 7
    assert german_times("zehnfach") == 10
    assert german_times("damals") is None
    assert prefix("zweijahresplan") == (2, "jahresplan")
    assert prefix("verein") is None
