import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.translate.long import clauses, split_long


def words(text: str) -> int:
    return len(text.split())


def characters(text: str) -> int:
    return len(text)


def test_short_text_stays_whole() -> None:
    assert split_long("Ein kurzer Satz.", words, 10) == ("Ein kurzer Satz.",)


def test_cut_falls_at_the_strongest_mark_first() -> None:
    text = "Der Minister kam, sah und ging; die Kanzlerin blieb, hörte zu und schwieg."
    assert split_long(text, words, 8, 8) == (
        "Der Minister kam, sah und ging;",
        "die Kanzlerin blieb, hörte zu und schwieg.",
    )


def test_commas_serve_where_there_is_no_semicolon() -> None:
    text = "Der Minister kam früh, die Kanzlerin kam spät, der Rest blieb daheim."
    assert split_long(text, words, 8, 8) == (
        "Der Minister kam früh, die Kanzlerin kam spät,",
        "der Rest blieb daheim.",
    )


def test_decimal_comma_and_grouped_digits_are_no_place_to_cut() -> None:
    text = "7,3 und 30 000 und 1,5 und 12 500 und 2,25"
    pieces = split_long(text, words, 2, 2)
    assert "30 000" in pieces and "12 500" in pieces and any("7,3" in piece for piece in pieces)
    assert " ".join(pieces) == text


def test_one_endless_word_is_cut_between_characters_and_kept() -> None:
    pieces = split_long("a" * 1000, characters, 64)
    assert "".join(pieces) == "a" * 1000
    assert max(map(len, pieces)) <= 64


def test_two_megabytes_on_one_line_are_cut_in_linear_time() -> None:
    text = "Wort, " * 350_000
    pieces = split_long(text, words, 500)
    assert sum(map(words, pieces)) == 350_000
    assert max(map(words, pieces)) <= 500


@given(st.text(alphabet="ab,;:. -–1", max_size=300), st.integers(min_value=1, max_value=12))
def test_nothing_is_dropped_and_every_piece_fits(text: str, limit: int) -> None:
    pieces = split_long(text, characters, limit)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)
    assert all(len(piece) <= limit for piece in pieces)


def test_clauses_never_cut_between_mere_words() -> None:
    assert clauses("eins zwei drei vier fünf sechs", words, 2) == ("eins zwei drei vier fünf sechs",)
    assert clauses("eins zwei, drei vier: fünf sechs", words, 2) == ("eins zwei,", "drei vier:", "fünf sechs")
