"""How common words are, and slips of the pen."""

from __future__ import annotations

import pytest

from pipeline.names import homes, usage
from pipeline.names.usage import Frequency


@pytest.mark.parametrize(
    ("word", "expected"),
    [("pinzette", Frequency(3.0, 0.0)), ("house", Frequency(4.5, 5.5)), ("qzxwv", Frequency(0.0, 0.0))],
)
def test_frequency(word: str, expected: Frequency) -> None:
    assert usage.frequency(word) == expected


@pytest.mark.parametrize(
    ("word", "stem"), [("Austsellung", "exhibition"), ("Obwhol", "although"), ("Regierug", "government")]
)
def test_a_slip_leads_to_what_was_meant(word: str, stem: str) -> None:
    assert any(stem.startswith(found) for found in usage.intended(word))


@pytest.mark.parametrize("word", ["Regierung", "Rot", "Nadeschdin"])
def test_what_is_no_slip_means_nothing_else(word: str) -> None:
    assert usage.intended(word) == frozenset()


def test_institutions_are_at_home_somewhere() -> None:
    assert homes.of(frozenset({"org:sejm"})) == {"country:PL"}
    assert homes.of(frozenset({"org:unheard of"})) == frozenset()
