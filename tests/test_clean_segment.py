"""Lines into raw blocks: wrapped text is joined, a paragraph a line is not."""

from __future__ import annotations

import textwrap

import pytest

from pipeline.clean.segment import pieces

PARAGRAPHS = [
    "Der Gemeinderat von Altenstadt hat am Dienstagabend beschlossen, die Turnhalle der Grundschule für 2,4 Millionen Euro zu sanieren, statt sie abzureißen und neu zu bauen.",
    "Die Entscheidung fiel mit elf zu sieben Stimmen. Die Gegner verwiesen auf die Schulden der Gemeinde, die im vergangenen Jahr auf 9,8 Millionen Euro gestiegen sind.",
    "Gebaut wird in zwei Abschnitten. Der erste beginnt in den Sommerferien und soll im Oktober fertig sein, der zweite folgt ein Jahr später.",
]


def texts(text: str) -> list[str]:
    return [text[p.start : p.end] for p in pieces(text)]


@pytest.mark.parametrize("width", [56, 65, 72, 80])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_text_wrapped_at_a_width_is_joined(width: int, newline: str) -> None:
    wrapped = ("\n\n".join(textwrap.fill(p, width) for p in PARAGRAPHS)).replace("\n", newline)
    assert [" ".join(block.split()) for block in texts(wrapped)] == PARAGRAPHS


def test_a_joined_block_keeps_its_inner_line_ends() -> None:
    wrapped = "\n\n".join(textwrap.fill(p, 72) for p in PARAGRAPHS)
    first = pieces(wrapped)[0]
    assert wrapped[first.start : first.end].count("\n") == 2


def test_a_wrapped_text_keeps_its_headline_and_list_apart() -> None:
    wrapped = "Turnhalle wird saniert\n\n" + "\n\n".join(textwrap.fill(p, 72) for p in PARAGRAPHS)
    wrapped += "\n\n- Kosten: 2,4 Millionen Euro\n- Beginn: 29. Juli\n- Ende: Oktober"
    found = texts(wrapped)
    assert found[0] == "Turnhalle wird saniert"
    assert found[-3:] == ["- Kosten: 2,4 Millionen Euro", "- Beginn: 29. Juli", "- Ende: Oktober"]


def test_wrapped_paragraphs_set_in_instead_of_spaced_apart() -> None:
    wrapped = "\n".join(textwrap.fill(p, 72, initial_indent="   ") for p in PARAGRAPHS)
    assert [" ".join(block.split()) for block in texts(wrapped)] == PARAGRAPHS


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", "\r", "\u2028"])
def test_a_paragraph_a_line_stays_a_paragraph_a_line(between: str) -> None:
    lines = [PARAGRAPHS[0], "Elf zu sieben", PARAGRAPHS[1], PARAGRAPHS[2]]
    assert texts(between.join(lines)) == lines


def test_short_lines_that_happen_to_be_alike_are_not_joined() -> None:
    lines = [
        "Hafen: Streik geht in die dritte Woche",
        "Bahn: Züge fallen am Wochenende aus",
        "Wetter: Regen bis in die Nacht hinein",
        "Sport: Ulm gewinnt gegen Kiel mit 3:1",
        "Kultur: Museum öffnet ohne Eintritt",
    ]
    assert texts("\n".join(lines)) == lines


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_line_break_within_a_sentence_does_not_cut_it(newline: str) -> None:
    text = f"Der Rat von Altenstadt will die Halle{newline}bis zum Herbst sanieren. Sie ist alt.{newline}Kosten: 3 Millionen."
    assert texts(text) == text.rsplit(newline, 1)


@pytest.mark.parametrize(
    "text",
    [
        "Gemeinderat rettet die alte Turnhalle\nvon Eva Muster\nDie Halle bleibt.",
        "Der Rat hat die Sanierung der Halle beschlossen.\ndpa meldet, dass sie alt ist.",
        "Gemeinderat rettet die alte Turnhalle\nmehr lesen",
        "Ulm\nist eine Stadt.",
        "Gemeinderat rettet die alte Turnhalle\n\nim Herbst ist sie fertig.",
        "Neue Geräte in den Turnhallen der Stadt\niPads kommen zuerst.",
    ],
)
def test_a_line_in_lower_case_that_is_one_of_its_own(text: str) -> None:
    assert texts(text) == [line for line in text.split("\n") if line]


def test_gaps_are_noted() -> None:
    assert [p.gap for p in pieces("a\n\nb\nc\n \nd")] == [True, True, False, True]


def test_white_space_alone_gives_nothing() -> None:
    assert pieces(" \n\t\r\n\u00a0") == ()


def test_segmenting_comes_to_an_end() -> None:
    """In quadratic time it would take hours."""
    pieces("Wort " * 400_000)
    pieces("Wort und Wort\n" * 150_000)
    pieces("x\n\n" * 150_000)
    pieces(("Wort " * 14 + "\n") * 30_000)
