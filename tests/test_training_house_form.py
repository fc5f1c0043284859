"""English in the forms of the house, where the German side shows what is meant."""

from __future__ import annotations

import pytest

from pipeline.training.house_form import house_form


@pytest.mark.parametrize(
    ("german", "english", "expected"),
    [
        ("Am 5. Mai 2012 kam er.", "On 5 May 2012 he came.", "On May 5, 2012 he came."),
        ("Am 5. Mai kam er.", "He came on the 5th of May.", "He came on May 5."),
        ("Am 31.12.2001", "On 31 December 2001", "On December 31, 2001"),
        ("um 18 Uhr", "at 18:00", "at 6 p.m."),
        ("um 18.30 Uhr", "at 6:30pm.", "at 6:30 p.m."),
        ("um 18 Uhr", "at 6 PM sharp", "at 6 p.m. sharp"),
        ("um 18.40 Uhr", "at 6.40pm it", "at 6:40 p.m. it"),
        ("um 12 Uhr", "at 12:00 o'clock", "at 12 p.m."),
        ("um 0.15 Uhr", "at 0:15", "at 12:15 a.m."),
        ("um 24 Uhr", "at 24:00", "at 12 a.m."),
        ("gewann 2:1 und 11:0", "won 2:1 and 11:0", "won 2-1 and 11-0"),
        ("5 Prozent", "5 per cent", "5 percent"),
        ("3 1/2 Jahre", "3½ years", "3 1/2 years"),
    ],
)
def test_forms_are_changed(german: str, english: str, expected: str) -> None:
    assert house_form(german, english) == expected


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("5. bis 7. Mai", "5 to 7 May"),  # a range would come apart
        ("Am 1. und 2. Mai", "on 1 and 2 May"),
        ("Im Mai kamen 5", "5 May parades"),  # no day of the month on the German side
        ("um 18 Uhr, Bus 7:15", "at 6 p.m., bus 7:15"),  # not the time that stands before Uhr
        ("in 18:15 Minuten um 18 Uhr", "in 18:15 minutes at 6 p.m."),
        ("Sure 2:15", "Surah 2:15"),
        ("Version 1.0 um 10 Uhr", "version 1.0 at 10 a.m."),
        ("Ich bin 6.", "I am 6"),
        ("per cent", "per cent"),
    ],
)
def test_forms_are_left(german: str, english: str) -> None:
    assert house_form(german, english) == english
