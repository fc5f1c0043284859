"""The parts of the table builders that can go wrong quietly."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.names import compounds, likely, lost
from pipeline.names.side import analyse
from pipeline.resources import tables
from tools.tables import lexicon as build_lexicon
from tools.tables import lost as build_lost
from tools.tables import places as build_places

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
    share = sum(build_lexicon.held_out(f"Satz Nummer {n}", build_lexicon.ONE_IN) for n in range(20_000)) / 20_000
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


@pytest.mark.parametrize(
    ("english", "word", "rest"),
    [
        ("According to Boris Pistorius, the plan stands.", "Pistorius", "According to , the plan stands."),
        ("The mayor of Bremen resigned.", "Bremen", "The mayor of resigned."),
        ("Yesterday Merkel spoke.", "Merkel", "Yesterday spoke."),
    ],
)
def test_a_name_is_taken_out_whole(english: str, word: str, rest: str) -> None:
    side = analyse(english, "en")
    at = next(i for i, w in enumerate(side.words) if w.text == word)
    assert build_lost.without(side, at) == rest


def test_weights_are_learned_from_what_was_taken_out() -> None:
    rows = [{"bias": 1.0, "name": 1.0}, {"bias": 1.0, "word": 1.0}] * 400
    weights = build_lost.fit(rows, [True, False] * 400)

    def logit(*properties: str) -> float:
        direct, *hidden = [sum(column) for column in zip(*(weights[name] for name in properties), strict=True)]
        return direct + sum(math.tanh(unit) * out for unit, out in zip(hidden, weights["output"][1:], strict=True))

    assert logit("bias", "name") > 0.1
    assert logit("bias", "word") < -0.1


def test_a_property_seen_too_seldom_gets_no_weight() -> None:
    rows = [{"bias": 1.0}] * 40 + [{"bias": 1.0, "odd": 1.0}]
    assert set(build_lost.fit(rows, [True] * 41)) == {"bias", "output"}


def probability(german: str, english: str) -> float:
    matching = build_lost.compared(german, english)
    (suspect,) = build_lost.unpaired(matching)
    return lost.probability(matching, suspect)


def test_a_removed_name_is_likelier_lost_than_one_said_otherwise() -> None:
    removed = probability("In Bangladesch hilft der Rote Halbmond.", "The Red Crescent is helping.")
    cognate = probability("Die Finissage beginnt um acht.", "The closing event begins at eight.")
    assert removed > 0.8 > 0.6 > cognate
