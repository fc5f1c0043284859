"""What the grammars see in a text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.quantities import extract
from pipeline.types import Fact, Lang


def seen(text: str, lang: Lang) -> list[tuple[str, str, str]]:
    """Kind, text and first value of every fact that counts."""
    return [(fact.kind, fact.span.text, fact.values[0]) for fact in extract(text, lang) if not fact.optional]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "Am 17. Juni 2024 um 15.10 Uhr zahlte er 7,3 Mrd. Euro.",
            [
                ("date", "17. Juni 2024", "2024-06-17"),
                ("time", "15.10 Uhr", "T15:10"),
                ("unit", "7,3 Mrd. Euro", "7300000000 EUR"),
            ],
        ),
        ("22. Oktober, 10.58 Uhr", [("date", "22. Oktober", "--10-22"), ("time", "10.58 Uhr", "T10:58")]),
        ("Vom 8. bis 13. Oktober", [("date", "8", "--10-08"), ("date", "13. Oktober", "--10-13")]),
        ("Im Oktober 2025 1.500 Soldaten", [("date", "Oktober 2025", "2025-10"), ("number", "1.500", "1500")]),
        ("Zehntausende kamen.", [("number", "Zehntausende", "~10000")]),
        ("Die 1990er Jahre", [("date", "1990er Jahre", "1990s")]),
        ("SARS-CoV-2-Welle", [("identifier", "SARS-CoV-2", "2")]),
        ("Az. 4 Ks 12/24", [("number", "4", "4"), ("number", "12/24", "0.5")]),
        ("3:1 (1:0)", [("number", "3:1", "3:1"), ("number", "1:0", "1:0")]),
        ("In der 45.+2 Minute", [("number", "45.+2", "45+2")]),
        ("(90.+8), (90+3)", [("number", "90.+8", "90+8"), ("number", "90+3", "90+3")]),
        ("in der 90. Minute (+4)", [("number", "90", "90"), ("number", "4", "4")]),
        ("Rechne 44 + 2 aus.", [("number", "44", "44"), ("number", "2", "2")]),
        ("Mail an redaktion@beispiel.de", [("identifier", "redaktion@beispiel.de", "redaktion@beispiel.de")]),
        ("www.beispiel24.de/seite7.", [("identifier", "www.beispiel24.de/seite7", "beispiel24.de/seite7")]),
        ("Ein Schiff legte an.", []),
        ("Die Vereine und ihre Meinung", []),
    ],
)
def test_german_facts(text: str, facts: list[tuple[str, str, str]]) -> None:
    assert seen(text, "de") == facts


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "On October 23, 2024, at 3:10 p.m.",
            [("date", "October 23, 2024", "2024-10-23"), ("time", "3:10 p.m.", "T15:10")],
        ),
        ("$7.3bn and €1.2tn", [("unit", "$7.3bn", "7300000000 dollar"), ("unit", "€1.2tn", "1200000000000 EUR")]),
        ("In May he may march.", [("date", "May", "--05")]),
        ("tens of thousands of people", [("number", "tens of thousands", "~10000")]),
        ("a 16-year-old", [("unit", "16-year", "16 year")]),
        ("half past seven", [("time", "half past seven", "T07:30")]),
        ("nineteen eighty-four", [("number", "nineteen eighty-four", "1984")]),
        ("the 1850s", [("date", "1850s", "1850s")]),
        ("in the 90th + 8 minute", [("number", "90th + 8", "90+8")]),
        ("the 45+2nd minute", [("number", "45+2nd", "45+2")]),
        ("Kane (90'+3)", [("number", "90'+3", "90+3")]),
        ("one of them", []),
    ],
)
def test_english_facts(text: str, facts: list[tuple[str, str, str]]) -> None:
    assert seen(text, "en") == facts


def test_ambiguity_is_kept() -> None:
    (date,) = extract("on 4/5/2025", "en")
    assert date.values == ("2025-04-05", "2025-05-04")
    (half,) = extract("50 Prozent", "de")
    assert half.values == ("50 %",)


def test_a_reading_in_the_other_language_is_no_value() -> None:
    assert [fact.values for fact in extract("30.000 und 1,335", "de")] == [("30000",), ("1.335",)]
    assert [fact.values for fact in extract("30,000 and 30.000", "en")] == [("30000",), ("30",)]


def test_optional_marks_what_may_vanish() -> None:
    facts = {fact.span.text: fact.optional for fact in extract("Der Zweitligist holte in der Saison drei Siege.", "de")}
    assert facts == {"Zweitligist": True, "drei": False}


def test_spans_cover_units_months_and_currencies() -> None:
    text = "Im November kostete ein Liter 1,80 Euro, am Montag 2 Dollar."
    covered = " ".join(fact.span.text for fact in extract(text, "de"))
    for word in ("November", "Liter", "Euro", "Montag", "Dollar"):
        assert word in covered


PIECES = st.lists(
    st.sampled_from(
        [
            "1",
            "7",
            "30",
            "2024",
            "1.500",
            "1,5",
            "3:1",
            "10.58",
            "23.10.2024",
            "8.-13.",
            "2024/25",
            "zwei",
            "zwölf",
            "hundert",
            "Million",
            "Milliarden",
            "Mrd.",
            "Dutzend",
            "Juni",
            "Uhr",
            "Prozent",
            "%",
            "€",
            "$",
            "Euro",
            "km",
            "Grad",
            "minus",
            "und",
            "bis",
            "von",
            "ein",
            "eine",
            "halb",
            "acht",
            "F-16",
            "G20",
            "VIII",
            "1990er",
            "Jahre",
            "Drittel",
            "16-Jährige",
            "of",
            "past",
            "half",
            "June",
            "a.m.",
            "p.m.",
            "hundred",
            "thousand",
            "twenty",
            "third",
            "21st",
            "-",
            "–",
            ".",
            ",",
            "(",
            ")",
            "/",
            "www.x.de",
            "@ten",
            "\xa0",
            "₂",
            "½",
            "²",
            "’",
            "0711",
        ]
    ),
    max_size=14,
)


def test_years_before_a_time_of_day_are_no_clock_times() -> None:
    [fact] = extract("2024-30 p.m.", "en")
    assert (fact.kind, fact.span.text) == ("number", "2024-30")


def check_facts(text: str, facts: tuple[Fact, ...]) -> None:
    starts = [fact.span.start for fact in facts]
    assert starts == sorted(starts)
    for fact in facts:
        assert fact.span.text == text[fact.span.start : fact.span.end]
        assert fact.span.text
        assert fact.values == tuple(sorted(fact.values))
        assert fact.kind in ("number", "date", "time", "unit", "identifier")


@settings(max_examples=250, deadline=None)
@given(PIECES, st.sampled_from([" ", "", "-"]), st.sampled_from(["de", "en"]))
def test_any_mixture_of_pieces_gives_sound_facts(pieces: list[str], joint: str, lang: Lang) -> None:
    text = joint.join(pieces)
    check_facts(text, extract(text, lang))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["de", "en"]))
def test_any_text_gives_sound_facts(text: str, lang: Lang) -> None:
    check_facts(text, extract(text, lang))


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_grouped_integers_are_read_in_both_languages(number: int) -> None:
    english = f"{number:,}"
    german = english.replace(",", ".")
    for text, lang in ((german, "de"), (english, "en"), (english.replace(",", "\u202f"), "de")):
        assert any(str(number) in fact.values for fact in extract(text, lang)), text  # type: ignore[arg-type]
