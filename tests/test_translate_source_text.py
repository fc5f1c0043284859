import pytest

from pipeline.translate.source_text import has_words, is_shouted, normalise, without_capitals


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("„Wir bleiben“, sagte sie.", '"Wir bleiben", sagte sie.'),
        ("»Nein«, rief er – laut.", '"Nein", rief er - laut.'),
        ("Hans’ Auto", "Hans' Auto"),
        ("Haus\u00adhalts\u00adloch", "Haushaltsloch"),
        ("30\u00a0000 Euro\u202fmehr", "30 000 Euro mehr"),
        ("7,3 Milliarden und 30.000", "7,3 Milliarden und 30.000"),
        ("  zwei\n\tZeilen ", "zwei Zeilen"),
        ("Mu\u0308nchen", "München"),
        ("−5 Grad …", "-5 Grad ..."),
        ("3½ und 1 ¾ Jahre, ½ Liter, 2 1⁄2", "3 1/2 und 1 3/4 Jahre, 1/2 Liter, 2 1/2"),
        ("Null\u200bbreite\x07", "Nullbreite"),
        ("", ""),
    ],
)
def test_input_has_one_spacing_and_one_kind_of_quote(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


def test_normalising_twice_changes_nothing() -> None:
    text = normalise("„Ein – Satz … mit\u00a0allem‘, 1’234.50“")
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("text", "expected"), [("***", False), ("– · –", False), ("1:2", True), ("ö", True), ("", False)]
)
def test_text_without_letters_or_digits_is_nothing_to_translate(text: str, expected: bool) -> None:
    assert has_words(text) is expected


def test_headline_in_capitals_is_recognised_and_lowered() -> None:
    assert is_shouted("STURM ÜBER HAMBURG: DREI VERLETZTE")
    assert not is_shouted("Sturm über HAMBURG")
    assert not is_shouted("DAX, VW, BMW")
    assert without_capitals("STURM ÜBER HAMBURG, SAGT DIE DPA") == "Sturm über Hamburg, SAGT die DPA"
