"""Relative dates: which day they mean, and where nothing may be added."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.summarise.dates import added_dates, published_on, relative_dates, tense_at

THURSDAY = "2026-11-12"


def days(source: str, published: str = THURSDAY) -> list[str]:
    when = published_on(published)
    assert when is not None
    return [meant.day.isoformat() if meant.day else "?" for meant in relative_dates(source, when)]


@pytest.mark.parametrize(
    ("source", "day"),
    [
        ("Das teilte die Polizei am Montag mit.", "2026-11-09"),
        ("Das teilte Sprecherin Ada Moor am Mittwoch mit.", "2026-11-11"),
        ("Der Minister trat am Donnerstag zurück.", "2026-11-12"),
        ("Am Freitag wurden drei Menschen verletzt.", "2026-11-06"),
        ("Die Fraktion hat sich am Dienstag, nach langer Debatte, geeinigt.", "2026-11-10"),
        ("Die Frau ist am Sonntag gestorben.", "2026-11-08"),
        ("Zwei Männer sind am Samstag festgenommen worden.", "2026-11-07"),
        ("Er soll am Sonntag die Kasse gestohlen haben.", "2026-11-08"),
        ("Der Umsatz stieg, wie die Firma am Sonnabend mitteilte.", "2026-11-07"),
        ("Eine Frau ist Montagfrüh getötet worden.", "2026-11-09"),
        ("Seit Dienstag ist die Brücke gesperrt.", "2026-11-10"),
        ("Am vergangenen Donnerstag begann der Prozess.", "2026-11-05"),
        ("Der Rat wird am Montag abstimmen.", "2026-11-16"),
        ("Am Freitag soll der Bundestag entscheiden.", "2026-11-13"),
        ("Die Messe beginnt am kommenden Donnerstag.", "2026-11-19"),
        ("Der Prozess beginnt am nächsten Dienstag.", "2026-11-17"),
        ("Die Feuerwehr rückte gestern aus.", "2026-11-11"),
        ("Der Kanzler wurde heute gewählt.", "2026-11-12"),
        ("Der Rat wird morgen entscheiden.", "2026-11-13"),
        ("Am heutigen Donnerstag tagt der Rat.", "2026-11-12"),
    ],
)
def test_the_day_that_is_meant(source: str, day: str) -> None:
    assert days(source) == [day]


@pytest.mark.parametrize(
    "source",
    [
        "Am Montag beginnt die Messe.",  # the present tense looks either way
        "Der Rat wird am Donnerstag abstimmen.",  # today or in a week
        "Der Prozess beginnt am nächsten Samstag.",  # this week's or next week's
        "„Wir haben am Montag verloren“, sagte er.",  # counted from when it was said
        "Für Freitag war eine Sitzung geplant.",
        "Die Gewerkschaft rief für Freitag zum Streik auf.",
        "Die Sitzung wurde auf Montag vertagt.",
        "Er sollte am Montag abreisen.",
        "Das Museum hat jeden Montag geschlossen.",
        "Es war ein Mittwoch, als der Bagger kam.",
        "Am Montag vor einer Woche brannte die Halle.",
        "Am Samstag, 21. November, wird gespielt.",
        "Heute würden Händler mehr zahlen.",
        "Bis heute wurde niemand gefunden.",
        "Heute leben dort zwölf Menschen.",
        "Von Montag bis Freitag wurde gestreikt.",
        "Am heutigen Mittwoch tagte der Rat.",  # the twelfth is a Thursday
        "Er kündigte an, am Freitag zurückzutreten.",
        "Die am Montag geplante Wahl wurde abgesagt.",
        "Die am Montag Eintreffenden sollen weiterreisen.",
        "Es gibt eine Brille, die Sie heute kaufen können.",
        "Am Montag steigen die verlangten Preise.",
        "Im zweiten Rückspiel am Mittwoch verteidigt der Verein die Führung.",
        "Für die Nacht auf Montag wurde eine Ausgangssperre verhängt.",
        "Bis Sonntagabend wurden alle gerettet.",
    ],
)
def test_what_cannot_be_decided_gets_no_day(source: str) -> None:
    assert set(days(source)) <= {"?"}


def test_each_clause_has_its_own_direction() -> None:
    source = "Die Bahn teilte am Dienstag mit, dass die Strecke am Montag wieder öffnen soll."
    assert days(source) == ["2026-11-10", "2026-11-16"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("She fell off the roof on Tuesday night.", "2026-11-10"),
        ("She fell off the roof early on Wednesday.", "2026-11-11"),
        ("She fell off the roof overnight into Wednesday.", "2026-11-11"),
        ("She fell off the roof on Wednesday night.", ""),  # wrong, and so no day makes it right
    ],
)
def test_a_night_begins_on_the_day_before_the_german_one(text: str, day: str) -> None:
    source = "Sie stürzte in der Nacht zum Mittwoch vom Dach."
    assert days(source) == ["2026-11-11", "2026-11-10"]
    assert [one.day for one in added_dates(text, [source], published_on(THURSDAY))] == ([day] if day else [])


def test_an_evening_is_not_told_of_on_its_morning() -> None:
    source = "Am Donnerstagabend brannte eine Scheune."
    assert days(source, "2026-11-12T06:30:00+01:00") == ["?"]
    assert days(source, "2026-11-12T23:10:00+01:00") == ["2026-11-12"]


@pytest.mark.parametrize(
    ("iso", "day"),
    [
        ("2026-11-12", date(2026, 11, 12)),
        ("2026-11-12T23:30:00+01:00", date(2026, 11, 12)),
        ("2026-11-12T12:00:00Z", date(2026, 11, 12)),
        ("2026-11-12T23:10:00Z", date(2026, 11, 13)),
        ("2026-11-12T22:30:00+00:00", date(2026, 11, 12)),  # 23:30
        ("2026-07-12T22:30:00+00:00", date(2026, 7, 13)),  # 00:30 in summer
        ("2026-03-29T00:59:00Z", date(2026, 3, 29)),
        ("2026-10-24T22:30:00Z", date(2026, 10, 25)),  # the last night of summer time
        ("2026-10-25T22:30:00Z", date(2026, 10, 25)),
        ("", None),
        ("Ende April", None),
    ],
)
def test_the_day_of_publication_is_the_day_in_germany(iso: str, day: date | None) -> None:
    when = published_on(iso)
    assert (when.day if when else None) == day


def test_a_day_stands_behind_its_words() -> None:
    text = "The fire broke out on Monday evening, police said on Tuesday."
    found = added_dates(
        text, ["Das Feuer brach am Montagabend aus, wie die Polizei am Dienstag mitteilte."], published_on(THURSDAY)
    )
    assert [(text[: one.at], one.day, one.source) for one in found] == [
        ("The fire broke out on Monday evening", "2026-11-09", "am Montagabend"),
        ("The fire broke out on Monday evening, police said on Tuesday", "2026-11-10", "am Dienstag"),
    ]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("It was decided on Monday, 9 November.", "Das wurde am Montag beschlossen."),
        ("It was decided on Monday (November 9).", "Das wurde am Montag beschlossen."),
        ("“It was decided on Monday,” he said.", "Das wurde am Montag beschlossen."),
        ("It was decided on Tuesday.", "Das wurde am Montag beschlossen."),
        ("It opens on Mondays.", "Das wurde am Montag beschlossen."),
        ("He was hurt on Monday.", "Er wurde am Montag verletzt und wird am Montag operiert."),
    ],
)
def test_nothing_is_added_to_a_date_or_a_quotation_or_where_two_days_are_possible(text: str, source: str) -> None:
    assert added_dates(text, [source], published_on(THURSDAY)) == ()


def test_nothing_is_added_without_a_day_of_publication() -> None:
    assert added_dates("He came on Monday.", ["Er kam am Montag."], None) == ()


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(["Montag", "Freitag", "Sonntag"]))
def test_what_has_been_is_never_after_publication_and_within_a_week(day: date, name: str) -> None:
    found = date.fromisoformat(days(f"Das geschah am {name}, hieß es; er kam am {name} an.", day.isoformat())[-1])
    assert 0 <= (day - found).days < 7


@given(st.text(alphabet="amMontag hewird kg.,;:–()„“", max_size=60), st.integers(0, 59))
def test_any_text_has_a_tense_or_none(text: str, at: int) -> None:
    assert tense_at(text, min(at, max(len(text) - 1, 0))) in ("past", "ahead", "")
