"""Parts of the day, frequencies, parts of a span, and the small signs that belong to a figure."""

from __future__ import annotations

import pytest

from pipeline.check import Checker

CHECKER = Checker()

RIGHT = [
    ("Um acht Uhr abends schloss das Tor.", "The gate closed at eight in the evening."),
    ("Um acht Uhr abends schloss das Tor.", "The gate closed at 8 p.m."),
    ("Um 3 Uhr nachts bebte die Erde.", "The earth shook at 3 a.m."),
    ("Um 11 Uhr nachts bebte die Erde.", "The earth shook at 11 p.m."),
    ("Um fünf Uhr nachmittags kam Regen.", "Rain came at five in the afternoon."),
    ("Die Sirenen heulten um 12 Uhr mittags.", "The sirens wailed at noon."),
    ("Am Dienstagabend um 7 Uhr tagt der Rat.", "The council meets at 7 p.m. on Tuesday."),
    ("Alle drei Jahre wird gezählt.", "There is a count every three years."),
    ("Alle sechs Monate wird gezählt.", "There is a count twice a year."),
    ("Dreimal pro Woche fährt ein Bus.", "A bus runs three times a week."),
    ("Alle 2 Wochen kommt der Wagen.", "The truck comes twice a month."),
    ("Alle drei Jahre waren trocken.", "All three years were dry."),
    ("Er gewann viermal.", "He won four times."),
    ("Jeder vierte Baum ist krank.", "One in four trees is diseased."),
    ("Jeder vierte Baum ist krank.", "Every fourth tree is diseased."),
    ("Jedes vierte Jahr ist ein Schaltjahr.", "Every four years there is a leap year."),
    ("Die Sitzung dauerte eine halbe Stunde.", "The meeting lasted 30 minutes."),
    ("Die Sitzung dauerte eine Dreiviertelstunde.", "The meeting lasted 45 minutes."),
    ("Der Zins stieg um 75 Basispunkte.", "The rate rose by 0.75 percentage points."),
    ("Der Zins stieg um 0,5 Prozentpunkte.", "The rate rose by 50 basis points."),
    ("Nach § 89a drohen fünf Jahre.", "Section 89a provides for five years."),
    ("Es werden -9 bis -4 Grad.", "It will be minus nine to minus four degrees."),
    ("Das Brötchen kostet 45 Cent.", "The roll costs 45 cents."),
    ("Das Haus kostet 3 Millionen kanadische Dollar.", "The house costs 3 million Canadian dollars."),
]


@pytest.mark.parametrize(("source", "target"), RIGHT)
def test_the_same_said_otherwise_is_silent(source: str, target: str) -> None:
    assert [f.message for f in CHECKER.compare(source, target).findings if f.severity != "note"] == []


WRONG = [
    ("error", "Um acht Uhr abends schloss das Tor.", "The gate closed at eight in the morning."),
    ("error", "Um acht Uhr abends schloss das Tor.", "The gate closed at 8 a.m."),
    ("error", "Um fünf Uhr morgens kam Regen.", "Rain came at five in the afternoon."),
    ("error", "Am Dienstagabend um 7 Uhr tagt der Rat.", "The council meets at 7 a.m. on Tuesday."),
    ("warning", "Am Dienstagvormittag tagt der Rat.", "The council meets on Tuesday evening."),
    ("error", "Alle drei Jahre wird gezählt.", "There is a count three times a year."),
    ("error", "Zweimal im Monat wird gezählt.", "There is a count every two months."),
    ("error", "Jeder vierte Baum ist krank.", "Four trees are diseased."),
    ("error", "Die Sitzung dauerte eine halbe Stunde.", "The meeting lasted an hour."),
    ("error", "Die Sitzung dauerte eine Viertelstunde.", "The meeting lasted half an hour."),
    ("error", "Der Zins stieg um 75 Basispunkte.", "The rate rose by 75 percentage points."),
    ("error", "Nach § 89a drohen Strafen.", "Section 89c provides for penalties."),
    ("error", "Es werden -4 bis 2 Grad.", "It will be four to two degrees."),
    ("error", "Das Brötchen kostet 45 Cent.", "The roll costs 45p."),
    ("error", "Das Brötchen kostet 45 Cent.", "The roll costs 45 pence."),
    ("warning", "Das Haus kostet 3 Millionen kanadische Dollar.", "The house costs $3 million."),
    ("error", "Die Turbine liefert 3 MWh.", "The turbine delivers 3 MW."),
]


@pytest.mark.parametrize(("severity", "source", "target"), WRONG)
def test_a_slip_is_one_finding(severity: str, source: str, target: str) -> None:
    assert [f.severity for f in CHECKER.compare(source, target).findings if f.severity != "note"] == [severity]


def test_a_lost_letter_of_a_section_is_a_note() -> None:
    (found,) = CHECKER.compare("Nach § 89a drohen Strafen.", "Section 89 provides for penalties.").findings
    assert (found.check, found.severity) == ("identifier.changed", "note")


def test_a_frequency_is_expected_as_english_says_it() -> None:
    (found,) = CHECKER.compare("Alle drei Jahre wird gezählt.", "There is a count three times a year.").findings
    assert found.expected == ("every three years",)


def test_a_share_is_not_the_share_of_the_rest() -> None:
    found = CHECKER.compare("Jeder vierte Baum ist krank.", "Three out of four trees are diseased.").findings
    assert "error" in {f.severity for f in found}
