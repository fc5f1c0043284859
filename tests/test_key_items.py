"""The rows of a brief's tables: which English words stand for a German name, and what counts as the same row."""

from __future__ import annotations

import pytest

from pipeline.summarise.key_items import english_form, key_items
from tests.support_records import fact, finding, sentence, span


@pytest.mark.parametrize(
    ("english", "german", "partners", "form"),
    [
        ("Yasemin Torgau met Malte Odenkirch.", "Malte Odenkirch", ("Malte",), "Malte Odenkirch"),
        ("The Chemikerin Yasemin Torgau met him.", "Yasemin Torgau", ("Chemikerin Yasemin Torgau",), "Yasemin Torgau"),
        ("Jasemin Torgau met him.", "Yasemin Torgau", ("Jasemin", "Torgau"), "Jasemin Torgau"),
        ("Malte spoke. Odenkirch is 30.", "Malte Odenkirch", ("Odenkirch", "Malte"), "Malte … Odenkirch"),
        ("Malte came later.", "Malte Odenkirch", ("Malte",), "Malte"),
        ("Bad Elster is a town, and Oden came.", "Elster", ("Oden",), "Oden"),
    ],
)
def test_the_english_form_of_a_name(english: str, german: str, partners: tuple[str, ...], form: str) -> None:
    found = [fact(english, "name", words) for words in partners]
    assert english_form(fact(german, "name", german), found, english) == form


def test_the_english_form_of_a_figure_is_what_it_is_linked_to() -> None:
    english = "3.2 billion euros, not 3,2"
    form = english_form(fact("3,2", "number", "3,2"), [fact(english, "number", "3.2 billion")], english)
    assert form == "3.2 billion"


def test_two_german_forms_of_one_identity_are_one_row() -> None:
    rows = [
        sentence(1, "Nordkoreas Heer kommt.", "North Korea's army.", (("name", "Nordkoreas", "North Korea", "c:KP"),)),
        sentence(2, "Nordkorea schweigt.", "North Korea is silent.", (("name", "Nordkorea", "North Korea", "c:KP"),)),
        sentence(3, "Das Heer Nordkoreas.", "The Korean army.", (("name", "Nordkoreas", "Korean", "c:KP"),)),
    ]
    found = [(row.source, row.target, row.sentence) for row in key_items(rows, names=True)]
    assert found == [("Nordkoreas", "North Korea", "s1"), ("Nordkoreas", "Korean", "s3")]


def test_a_doubtful_row_does_not_hide_behind_a_sound_one() -> None:
    german = "Im Jahr 1989 waren es sieben."
    lost = finding("number.missing", "warning", "“sieben” is missing.", span(german, "sieben"))
    rows = [
        sentence(1, "Es waren 7.", "There were 7.", (("number", "7", "7", "7"),)),
        sentence(2, german, "In 1989.", extra_source=(fact(german, "number", "sieben", "7"),), findings=(lost,)),
    ]
    found = [(row.source, row.target, row.status) for row in key_items(rows, names=False)]
    assert found == [("7", "7", "same"), ("sieben", "", "warning")]
