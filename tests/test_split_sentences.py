"""German sentences: a hard list of our own, guarantees about offsets, and time."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.split import sentence_spans, split
from pipeline.types import Article, Block

GOLD = [
    line
    for line in (Path(__file__).parent / "data" / "split_gold.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def plain(line: str) -> str:
    return line.replace(" ¦ ", " ").replace("¦", "")


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


def ends(parts: list[str]) -> set[int]:
    """Sentence ends as counts of characters that are not white space."""
    found, count = set(), 0
    for part in parts:
        count += len("".join(part.split()))
        found.add(count)
    return found


def test_the_gold_list_is_hard_enough() -> None:
    assert len(GOLD) >= 100


@pytest.mark.parametrize("line", GOLD)
def test_gold(line: str) -> None:
    assert sentences(plain(line)) == [part.strip() for part in line.split("¦")]


def test_f1_of_the_gold_list_joined_to_paragraphs() -> None:
    """Neighbours must not disturb each other: the whole list as paragraphs of ten lines."""
    right = wrong = missed = 0
    for first in range(0, len(GOLD), 10):
        lines = [line for line in GOLD[first : first + 10] if line.rstrip()[-1] in '.!?“"«»']
        parts = [part for line in lines for part in line.split("¦")]
        gold, found = ends(parts), ends(sentences(" ".join(map(plain, lines))))
        right, wrong, missed = right + len(gold & found), wrong + len(found - gold), missed + len(gold - found)
    assert 2 * right / (2 * right + wrong + missed) >= 0.99


MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


@given(
    st.integers(1, 31), st.sampled_from(MONTHS), st.integers(0, 23), st.integers(0, 59), st.booleans(),
    st.sampled_from(["Am {}", "Vom {} an", "Update vom {}", "Seit dem {}", "Bis zum {}", "Zwischen dem 3. und {}"]),
)  # fmt: skip
def test_a_date_or_a_time_is_never_split(day: int, month: str, hour: int, minute: int, year: bool, frame: str) -> None:
    date = f"{day}. {month}{' 2024' if year else ''}"
    text = f"{frame.format(date)}, {hour}.{minute:02} Uhr, kam die Nachricht. Danach blieb es bis {hour}.{minute:02} Uhr still. Am {date} endete es."
    found = sentences(text)
    assert len(found) == 3
    assert date in found[0]
    assert date in found[2]
    assert all(f"{hour}.{minute:02} Uhr" in sentence for sentence in found[:2])


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1900, 2099))
def test_numeric_dates_are_never_split(day: int, month: int, year: int) -> None:
    for date in (f"{day}.{month}.{year}", f"{day}. {month}. {year}", f"{day:02}.{month:02}.{year % 100:02}"):
        assert sentences(f"Das Fest am {date} war gut besucht. Alle kamen.") == [
            f"Das Fest am {date} war gut besucht.",
            "Alle kamen.",
        ]


@settings(max_examples=300)
@given(st.text(alphabet='aZäÜ .!?…“„"»«()[]–-:,;1\n\t\u00a0DerErz', max_size=120))
def test_every_character_belongs_to_exactly_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(text[a:b] == text[a:b].strip() != "" for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@given(st.text(max_size=200))
def test_any_text_can_be_split(text: str) -> None:
    assert "".join("".join(text[a:b].split()) for a, b in sentence_spans(text)) == "".join(text.split())


def test_sentences_of_an_article_with_removed_blocks() -> None:
    text = "Sturm über Ulm\n\nLesedauer: 3 Minuten\n\nDer Sturm kam am 3. Mai. Er blieb bis 4.30 Uhr.\n\nLesedauer: 3 Minuten"
    article = clean(Article(id="a", text=text, lead="Ein Sturm. Und Regen."))
    found = split(article)
    assert [(s.id, s.source, s.removed_by) for s in found] == [
        ("s1", "Ein Sturm.", None),
        ("s2", "Und Regen.", None),
        ("s3", "Sturm über Ulm", None),
        ("s4", "Lesedauer: 3 Minuten", "meta.reading-time"),
        ("s5", "Der Sturm kam am 3. Mai.", None),
        ("s6", "Er blieb bis 4.30 Uhr.", None),
        ("s7", "Lesedauer: 3 Minuten", "meta.reading-time"),
    ]
    for sentence in found:
        assert getattr(article, sentence.field)[sentence.start : sentence.end] == sentence.source
        block = article.blocks[sentence.block]
        assert block.start <= sentence.start < sentence.end <= block.end
        assert (block.field, block.removed_by) == (sentence.field, sentence.removed_by)


def test_a_sentence_never_crosses_a_block() -> None:
    text = "Eins zwei drei"
    article = Article(id="a", text=text, blocks=(Block("heading", "text", 0, 4), Block("paragraph", "text", 5, 14)))
    assert [s.source for s in split(article)] == ["Eins", "zwei drei"]


def test_a_wrapped_sentence_keeps_its_line_ends() -> None:
    assert sentences("Der Zug kam am\n3. Mai. Er fuhr\nweiter.") == ["Der Zug kam am\n3. Mai.", "Er fuhr\nweiter."]


UNITS = [
    "Der Zug kam am 3. Mai um 7.05 Uhr an. ",
    "Wort, ",
    "z. B. ",
    "a. ",
    "1. ",
    "... ",
    "„",
    "? ",
    ". . ",
    "x.Der ",
    "A",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_line_of_megabytes_takes_linear_time(unit: str) -> None:
    size = 2_000_000 if len(unit) > 10 else 700_000
    text = unit * (size // len(unit))
    start = time.process_time()  # not the clock: the machine may have other work
    spans = sentence_spans(text)
    assert time.process_time() - start < 8
    assert spans[-1][1] == len(text.rstrip())


def test_the_splitter_is_loaded_only_when_needed() -> None:
    import subprocess
    import sys

    code = "import sys, pipeline.split, pipeline.clean, pipeline.read; print(sorted({'sentencex', 'trafilatura', 'datasets', 'py3langid', 'lxml', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert re.sub(r"\s", "", done.stdout) == "[]"
