"""What findings say: a sentence that somebody understands who sees the checker for the first time."""

from __future__ import annotations

import pytest

from pipeline.bitext import Pair
from pipeline.check import Checker
from pipeline.check.deliveries import counterparts
from pipeline.names import Memory

CHECKER = Checker()


def said(source: str, target: str, memory: Memory | None = None) -> list[str]:
    return [finding.message for finding in CHECKER.compare(source, target, memory=memory).findings]


@pytest.mark.parametrize(
    ("source", "target", "messages"),
    [
        ("Es kamen 100.000 Menschen.", "100.000 people came.", ["“100.000” keeps the German separators, so that an English reader takes it for another number."]),
        ("Es kamen 100.000 Menschen.", "100 people came.", ["“100.000” became “100”, which is another number in English."]),
        ("Er hat 12 Boote und 15 Autos.", "He has 15 boats and 12 cars.", ["“12” and “15” seem to have changed places in the target."]),
        ("Das Geschäft ist nicht sicher.", "The business is safe.", ["The source denies something with “nicht”; the target does not."]),
        ("Er wohnt in Overath.", "He lives in Overall.", ["“Overath” is spelt “Overall” in the English."]),
        ("Um 14.30 Uhr rief ein Mann an.", "A 22-year-old man called.", ["“22-year” is not in the source.", "“14.30 Uhr” is missing."]),
    ],
)  # fmt: skip
def test_messages(source: str, target: str, messages: list[str]) -> None:
    assert said(source, target) == messages


def test_two_spellings_of_a_name_say_which_is_where() -> None:
    memory = Memory()
    assert said("In Kiew fielen Schüsse.", "Shots were fired in Kyiv.", memory) == []
    assert said("Kiew meldete nichts.", "Kiev reported nothing.", memory) == [
        "“Kiew” is “Kiev” in this sentence, but an earlier one has “Kyiv”."
    ]


def test_pairs_of_two_deliveries_find_each_other() -> None:
    old = [Pair("A", "a", "1"), Pair("B", "b", "2"), Pair("B", "b2", "3"), Pair("C", "c", "4"), Pair("D", "d", "5")]
    new = [Pair("B", "x", "9"), Pair("B", "x", "2"), Pair("C, neu", "x", "4"), Pair("E", "x", "8"), Pair("A", "x", "1")]
    assert counterparts(new, old) == [2, 1, 3, -1, 0]


def test_ids_that_every_document_has_again_are_looked_up_with_it() -> None:
    old = [Pair("Ja.", "a", "1", "a.txt"), Pair("Ja.", "b", "1", "b.txt")]
    new = [Pair("Ja.", "b", "1", "b.txt"), Pair("Ja.", "a", "1", "a.txt")]
    assert counterparts(new, old) == [1, 0]
