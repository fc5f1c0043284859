"""Parties that are called by an adjective are names, and figures exchanged between them are found."""

from __future__ import annotations

import pytest

import pipeline
from pipeline.names.match import compare


@pytest.mark.parametrize(
    ("source", "target", "value"),
    [
        ("Für die Grünen stimmten viele.", "Many voted for the Greens.", "org:greens"),
        ("Auch die Linke stimmte zu.", "The Left also agreed.", "org:left"),
        ("Bei den Linken wächst der Ärger.", "Anger is growing in the Left.", "org:left"),
    ],
)
def test_an_article_before_the_name_does_not_hide_it(source: str, target: str, value: str) -> None:
    found = compare(source, target)
    assert [fact.values for fact in found.source_facts] == [(value,)]
    assert [(link.source, link.target) for link in found.links] == [(0, 0)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (
            "Die FDP erreichte 9 Prozent, die Grünen erreichten 17 Prozent.",
            "The FDP reached 17 percent, the Greens reached 9 percent.",
        ),
        ("Die Linke holte 4 Prozent, die CDU 33 Prozent.", "The Left took 33 percent, the CDU 4 percent."),
    ],
)
def test_figures_exchanged_between_parties(source: str, target: str) -> None:
    assert [f.check for f in pipeline.compare(source, target).findings] == ["unit.swapped"]


def test_the_parties_in_another_order_with_their_own_figures() -> None:
    source = "Die Linke holte 4 Prozent, die Grünen 11 Prozent."
    assert pipeline.compare(source, "The Greens took 11 percent, the Left 4 percent.").findings == ()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("61 Prozent stimmten mit Ja, 39 Prozent mit Nein.", "39 percent voted yes, 61 percent no."),
        ("Ja sagten 61 Prozent, Nein sagten 39 Prozent.", "61 percent said no, 39 percent said yes."),
        ("Gezählt wurden 410 Ja-Stimmen und 280 Nein-Stimmen.", "280 yes votes and 410 no votes were counted."),
    ],
)
def test_figures_exchanged_between_yes_and_no(source: str, target: str) -> None:
    assert [f.severity for f in pipeline.compare(source, target).findings if f.check.endswith(".swapped")] == ["error"]


@pytest.mark.parametrize(
    "target", ["61 percent voted yes, 39 percent no.", "39 percent voted no, 61 percent yes.", "61 percent voted yes."]
)
def test_yes_and_no_with_their_own_figures(target: str) -> None:
    found = pipeline.compare("61 Prozent stimmten mit Ja, 39 Prozent mit Nein.", target).findings
    assert [f.check for f in found if f.check.endswith(".swapped")] == []
