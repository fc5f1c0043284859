"""English in German texts: told apart, and read the English way by the check."""

from __future__ import annotations

import pytest

from pipeline.check import Checker
from pipeline.english import english_quotations, is_english, quotations, without_shared_quotations
from pipeline.names import Memory

SAID = "We have moved 1,500 of the 2,300 crates and will not stop"


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


def checks(checker: Checker, source: str, target: str) -> list[str]:
    return [finding.check for finding in checker.compare(source, target).findings if finding.severity != "note"]


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The harbour has moved 1,500 crates and is not done yet.", True),
        ("Der Hafen hat 1,5 Tonnen bewegt und ist nicht fertig.", False),
        ("The Voice of Germany bei RTL", False),
        ("The Who brechen Konzert ab", False),
        ("Computer, Software, Hardware", False),
    ],
)
def test_a_sentence_is_told_by_its_small_words(text: str, english: bool) -> None:
    assert is_english(text) == english


def test_an_english_sentence_is_read_as_english(checker: Checker) -> None:
    source = "The harbour has moved 1,500 of the 2,300.5 tonnes by 3 May and is not done."
    assert checks(checker, source, source) == []
    assert checks(checker, source, source.replace("1,500", "1,600")) == ["number.changed"]


def test_a_german_figure_stays_german(checker: Checker) -> None:
    assert checks(checker, "Der Hafen hat 1,500 Tonnen bewegt.", "The harbour has moved 1,500 tonnes.") != []


@pytest.mark.parametrize("quoted", [f"„{SAID}“", f"»{SAID}«", f'"{SAID}"'])
def test_an_english_quotation_left_as_it_is_holds_nothing_that_changed(checker: Checker, quoted: str) -> None:
    source = f"Der Chef rief um 15.30 Uhr {quoted} in den Saal."
    assert checks(checker, source, f"The head called “{SAID},” into the hall at 3:30 p.m.") == []
    assert checks(checker, source, f"The head called “{SAID},” into the hall at 4:30 p.m.") == ["time.changed"]
    assert "number.changed" in checks(
        checker, source, f"The head called “{SAID.replace('2,300', '2,800')}” into the hall at 3:30 p.m."
    )


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('"Ja", rief sie, "und zwar bald".', ['"Ja"', '"und zwar bald"']),
        ("„Ja“, rief sie, „und zwar bald“.", ["„Ja“", "„und zwar bald“"]),
        ("»Ja«, rief sie, «und zwar bald».", ["»Ja«", "«und zwar bald»"]),
        ("“Yes,” she said, “and soon.”", ["“Yes,”", "“and soon.”"]),
        ('Ein Schirm von 27" und "ein Tisch"', ['"ein Tisch"']),
        ('Sie rief: "Ja. Dann "nein".', ['"nein"']),
        ("Er las „Der »alte« Hof“ vor.", ["„Der »alte« Hof“"]),
        ('("Ja")', ['"Ja"']),
        ("„Ja", []),
    ],
)
def test_quotation_marks_are_paired_from_the_left(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quotations(text)] == quoted


@pytest.mark.parametrize("pair", ['""', "„“", "“”", "»«", "«»"])
@pytest.mark.parametrize("short", ["Ja", "Auf gar keinen Fall"])
def test_an_english_quotation_behind_a_short_one(checker: Checker, pair: str, short: str) -> None:
    opening, closing = pair
    source = f"{opening}{short}{closing}, rief die Chefin, {opening}{SAID}{closing}."
    assert [source[start + 1 : end - 1] for start, end in english_quotations(source)] == [SAID]
    assert checks(checker, source, f"“No,” the head called, “{SAID}.”") == []


def test_german_between_two_english_quotations_is_no_quotation() -> None:
    text = f'"{SAID}", rief sie, "{SAID}"'
    assert len(english_quotations(text)) == 2


def test_blanking_moves_nothing() -> None:
    source, target = f"Sie: „{SAID}“, heißt es.", f"She: “{SAID}”, it says."
    blanked = without_shared_quotations(source, target)
    assert [len(text) for text in blanked] == [len(source), len(target)]
    assert not any(char.isdigit() for text in blanked for char in text)
    assert without_shared_quotations(source, f"She: “{SAID}s”, it says.") == (source, f"She: “{SAID}s”, it says.")


def test_a_book_is_left_alone() -> None:
    source, target = f"„{SAID}“ " * 300, f"“{SAID}” " * 300
    assert without_shared_quotations(source, target) == (source, target)


def test_what_a_quoted_sentence_teaches_about_names_is_learnt_again(checker: Checker) -> None:
    source, target = f"Jan Öttinger rief „{SAID}“.", f"Jan Öttinger called “{SAID}.”"
    first, again = Memory(), Memory()
    found = checker.compare(source, target, memory=first)
    checker.learn(source, target, found.source_facts, found.target_facts, again)
    assert first == again
