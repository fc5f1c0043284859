"""Superscripts: a mark goes, an exponent is written as one, and neither ever touches a figure."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.elements import prepare
from pipeline.read.markup import body, words
from pipeline.read.page import parse, visible


def shown(markup: str) -> str:
    root = parse(f"<p>{markup}</p>")
    assert root is not None
    prepare(root)
    return visible(root).text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Die Brücke kostet 320<sup>1</sup> Millionen Euro.", "Die Brücke kostet 320 Millionen Euro."),
        ("Es kamen 2.400<sup>2</sup> Gäste.", "Es kamen 2.400 Gäste."),
        ("Das sind 17,5<sup>12</sup> Prozent.", "Das sind 17,5 Prozent."),
        ("So war es 2019<sup><a href='#f4'>4</a></sup>, nun nicht.", "So war es 2019, nun nicht."),
        ("So war es 2019<a href='#f4'><sup>4</sup></a>.", "So war es 2019."),
        ("<b>2019</b><sup>[3]</sup> war es so.", "2019 war es so."),
        ("Nach 80<sup>1</sup><sup>2</sup> Tagen", "Nach 80 Tagen"),
        ("Nach 80<sup>1</sup>,<sup>2</sup> Tagen", "Nach 80 Tagen"),
        ("Nach 80<sup>1,2</sup> Tagen", "Nach 80 Tagen"),
        ("Nach 80<sup>a)</sup> Tagen", "Nach 80 Tagen"),
        ("Um 10<sup>3</sup> Prozent", "Um 10 Prozent"),
        ("Der Rat<sup>1</sup> der EU<sup>2</sup> tagt.", "Der Rat der EU tagt."),
        ("<sup>1</sup>500 sind gezählt.", "500 sind gezählt."),
        ("Rund 10<sup>9</sup> Sterne", "Rund 10⁹ Sterne"),
        ("3 · 10<sup>-6</sup> Gramm", "3 · 10⁻⁶ Gramm"),
        ("2<sup>16</sup> = 65.536", "2¹⁶ = 65.536"),
        ("Auf 12 km<sup>2</sup> und 5 m<sup>3</sup>", "Auf 12 km² und 5 m³"),
        ("9,81 m/s<sup>2</sup>", "9,81 m/s²"),
        ("Beginn: 20<sup>15</sup> Uhr", "Beginn: 20.15 Uhr"),
        ("Von 8<sup>00</sup> bis 12<sup>30</sup> Uhr", "Von 8.00 bis 12.30 Uhr"),
        ("Um 8<sup>30</sup> beginnt es.", "Um 8.30 beginnt es."),
        ("Bei 24<sup>o</sup> C", "Bei 24° C"),
        ("Nach 4<sup>1</sup>/<sub>2</sub> Jahren", "Nach 4 1/2 Jahren"),
        ("CO<sup>2</sup> und <sup>14</sup>C", "CO2 und 14C"),
        ("Der 3<sup>rd</sup> Floor", "Der 3rd Floor"),
    ],
)
def test_what_a_superscript_is_written_as(markup: str, text: str) -> None:
    assert shown(markup) == text


def test_superscripts_in_a_records_fields() -> None:
    assert (
        body("Es kamen 2.400<sup>2</sup> Gäste.\n\nAuf 3 km<sup>2</sup>.")[0] == "Es kamen 2.400 Gäste.\n\nAuf 3 km²."
    )
    assert body("<p>Es kamen 2.400<sup>2</sup> Gäste.</p>")[0] == "Es kamen 2.400 Gäste."
    assert words("320<sup>1</sup> Millionen für die Brücke") == "320 Millionen für die Brücke"


@given(
    st.integers(1, 99_999),
    st.from_regex(r"[\[(]?[0-9]{1,3}[\])]?", fullmatch=True),
    st.sampled_from(["", " Euro", "5"]),
)
def test_a_figure_keeps_its_digits(figure: int, mark: str, after: str) -> None:
    found = re.findall(r"[0-9]+", shown(f"x {figure}<sup>{mark}</sup>{after}"))
    assert found[0] == str(figure)
