"""Surnames that became another one, and slips of the source that the translation puts right."""

from __future__ import annotations

import pytest

from pipeline.names.match import compare


def severities(source: str, target: str) -> list[tuple[str, str]]:
    """Check and severity of every finding."""
    return [(f.check, f.severity) for f in compare(source, target).findings]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Die Ärztin Millner operierte.", "Doctor Miller operated."),
        ("Der Torwart Wagener hielt alles.", "Goalkeeper Wagner saved everything."),
        ("Der Autor Barkly liest.", "The author Barkley reads."),
        ("Kapitän Hofmann traf zweimal.", "Captain Hoffmann scored twice."),
        ("Der Pianist Petterson spielte.", "The pianist Peterson played."),
        ("Frau Meyer kündigte.", "Ms Meier resigned."),
        ("Der Förster Bäckmann zählte die Rehe.", "The forester Beckmann counted the deer."),
        ("Der Pförtner Kastner öffnete.", "Gatekeeper Kaastner opened."),
    ],
)
def test_another_surname_is_a_warning(source: str, target: str) -> None:
    assert severities(source, target) == [("name.garbled", "warning")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Der Torwart Wagener hielt alles.", "Goalkeeper Wagener saved everything."),
        ("Wageners Bruder kam.", "Wagener's brother came."),
        ("Minister Schoigu reiste ab.", "Minister Shoigu left."),
        ("Der Gegner Nawalny war in Haft.", "The opponent Navalny was in prison."),
        ("Der Dirigent Gergijew probte.", "The conductor Gergiev rehearsed."),
    ],
)
def test_the_same_surname_inflected_or_transcribed_is_no_finding(source: str, target: str) -> None:
    assert severities(source, target) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Kanzlerin Mekrel sprach.", "Chancellor Merkel spoke."),
        ("In Boonds Garten wuchsen Rosen.", "Roses grew in Bond's garden."),
    ],
)
def test_a_slip_for_a_listed_person_or_no_person_is_at_most_a_note(source: str, target: str) -> None:
    assert {severity for _, severity in severities(source, target)} <= {"note"}
