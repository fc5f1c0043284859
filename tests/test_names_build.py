"""The parts of the table builders that can go wrong quietly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.names import build_lexicon, build_places, compounds, likely
from pipeline.resources import tables

GERMAN = ["haus rot", "haus blau", "baum rot", "baum blau", "haus", "blau"]
ENGLISH = ["house red", "house blue", "tree red", "tree blue", "house", "blue"]


def ids(sentences: list[str]) -> tuple[list[str], list[np.ndarray]]:
    words = sorted({word for sentence in sentences for word in sentence.split()})
    return words, [np.array(sorted(words.index(w) for w in s.split()), dtype=np.int32) for s in sentences]


def test_alignment_finds_the_translations() -> None:
    german, left = ids(GERMAN)
    english, right = ids(ENGLISH)
    keys, counts = build_lexicon.align(left, right, len(english))
    best = {}
    for key, _ in sorted(zip(keys.tolist(), counts.tolist(), strict=True), key=lambda pair: pair[1]):
        best[german[key // len(english)]] = english[key % len(english)]
    assert best == {"haus": "house", "baum": "tree", "rot": "red", "blau": "blue"}


def test_two_percent_are_held_out() -> None:
    share = sum(build_lexicon.held_out(f"Satz Nummer {n}") for n in range(20_000)) / 20_000
    assert 0.015 < share < 0.025


def test_places_leave_out_what_may_not_be_shipped(tmp_path: Path) -> None:
    folder = tmp_path / "names"
    folder.mkdir()
    rows = [
        "kind\tde\ten\tdiffers\tinfo\tsource",
        "city\tMusterstadt (Land)\tSampletown\t1\tpop=1\tnatural-earth",
        "city\tOdbstadt\tOdbtown\t1\t\tdr5hn",
        "country\tOdbland\tOdbia\t1\t\tmledoze",
    ]
    (folder / "exonyms_de_en.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    made = build_places.rows(tmp_path)
    assert ("place:Sampletown", "Musterstadt", "Sampletown") in made
    assert ("country:KP", "Nordkorea", "North Korea") in made
    assert not any("Odb" in german for _, german, _ in made)


def test_the_shipped_places_name_no_share_alike_source() -> None:
    text = (tables() / "names" / "places.tsv").read_text(encoding="utf-8")
    assert not {"mledoze", "dr5hn"} & set(text.split())


@given(st.floats(-20, 20))
def test_a_logit_survives_its_letter(value: float) -> None:
    code = likely.encode_logit(value)
    assert len(code) == 1
    clipped = max(-likely.LOGIT_LIMIT, min(likely.LOGIT_LIMIT, value))
    assert likely.decode_logit(code) == pytest.approx(clipped, abs=0.4)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("landeswappens", ("landes", "wappen")),
        ("hauswappen", ("haus", "wappen")),
        ("landtag", ()),
        ("steinwappen", ()),
        ("wappen", ()),
        ("merkel", ()),
    ],
)
def test_compounds_of_known_nouns(word: str, parts: tuple[str, ...]) -> None:
    assert compounds.split(word, nouns={"wappen", "haus", "land"}, known={"landes"}) == parts
