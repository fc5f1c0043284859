"""Article ids: folders that every file system takes, told apart, the same in every run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.identity import Ids, content_digest, given_id, made_id, slug

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}


@pytest.mark.parametrize("name", ["artikel-17", "2024.11.03_hafen", "A", "550e8400-e29b-41d4-a716-446655440000"])
def test_a_safe_id_stays_as_it_is(name: str) -> None:
    assert given_id(name) == name


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("../../etc/passwd", "etc-passwd-"),
        ("..", "article-"),
        ("a/b\\c", "a-b-c-"),
        ("C:\\Windows\\System32", "C-Windows-System32-"),
        ("null\x00byte", "null-byte-"),
        ("Ärger über Öl", "Aerger-ueber-Oel-"),
        ("CON", "article-CON-"),
        ("nul.txt", "article-nul.txt-"),
        (".htaccess", "htaccess-"),
        ("-rf", "rf-"),
        ("Ende. ", "Ende-"),
        ("a\nb", "a-b-"),
        ("Київ", "Ki"),
    ],
)
def test_a_hostile_id_becomes_a_slug_with_its_digest(name: str, begins: str) -> None:
    made = given_id(name)
    assert made.startswith(begins)
    assert re.fullmatch(r".*-[0-9a-f]{8}", made)
    assert SAFE.fullmatch(made)


def test_two_ids_that_give_the_same_slug_stay_apart() -> None:
    assert slug("a/b") == slug("a?b")
    assert given_id("a/b") != given_id("a?b")


def test_three_hundred_characters_are_cut() -> None:
    assert len(given_id("x" * 300)) == 109


def test_made_ids_join_name_and_content() -> None:
    assert made_id("Müllers Rückkehr", "Text").startswith("Muellers-Rueckkehr-")
    assert made_id("a", "eins") != made_id("a", "zwei")
    assert made_id("a", "eins") == made_id("a", "eins")


@given(st.text(max_size=400))
def test_no_text_escapes(name: str) -> None:
    for made in (given_id(name), made_id(name, "Text")):
        assert SAFE.fullmatch(made)
        assert made.split(".")[0].lower() not in RESERVED
        assert ".." not in made
        assert not made.endswith(".")
        assert len(made) <= 109


def test_a_taken_id_gets_a_number_and_letters_of_either_case_collide() -> None:
    ids = Ids()
    assert [ids.register(name, f"d{i}") for i, name in enumerate(["hafen", "hafen", "Hafen", "bahn"])] == [
        "hafen",
        "hafen-2",
        "Hafen-3",
        "bahn",
    ]
    assert ids.same_as("d1") == "hafen-2"
    assert ids.same_as("unknown") is None


def test_content_is_told_apart_by_field() -> None:
    assert content_digest("a", "", "b") != content_digest("", "a", "b")
