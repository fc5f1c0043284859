"""Names: twice the text is about twice the work, whatever the text."""

from __future__ import annotations

import random
import tracemalloc

import pytest

from pipeline.names import compare, lexicon, usage
from tests.test_quantities_linear import calls


def made_up(count: int, template: str, *, small: bool = False) -> str:
    """``count`` words that nobody has seen, each put into ``template``; the same every time."""
    chance = random.Random(count)
    words = ("".join(chance.choice("bdfgklmnprstvwzaeiou") for _ in range(7)) for _ in range(count))
    return " ".join(template.format(word if small else word.capitalize()) for word in words)


@pytest.mark.parametrize(
    ("words", "german", "english", "small"),
    [
        (700, "{}", "{}", False),
        (700, "{} und", "{}", True),
        (1000, "Max {}.", "Max {}.", False),
        (500, "{} in Berlin,", "{} in Paris,", False),
        (1000, "Lea Sommer{},", "Lea Sommer{}o,", True),
    ],
)
def test_work_grows_with_the_length(words: int, german: str, english: str, small: bool) -> None:
    def work(count: int) -> int:
        source, target = made_up(count, german), made_up(count + 1, english, small=small)
        compare(source, target)  # fills the caches
        return calls(lambda: compare(source, target))

    assert work(words) <= 2.6 * work(words // 2)


@pytest.mark.parametrize("word", ["Elbtal", "Rheinufer", "xqv"])
def test_one_word_of_thousands_of_letters_takes_no_more_than_its_letters(word: str) -> None:
    """Work is counted in bytes put on the heap at once, which is what a copy of the word for each of its letters takes."""

    def most(count: int) -> int:
        long = word * count
        tracemalloc.start()
        compare(f"Sie gingen zum {long.capitalize()} hinab.", "They went down.")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    compare("Sie gingen zum Wasser hinab.", "They went down.")
    most(8)  # fills the caches
    assert most(2_000) < 10_000_000


def test_a_slip_is_still_a_slip_and_a_compound_a_compound() -> None:
    assert usage.intended("Obwhol") >= {"although"}
    assert lexicon.split_compound("gartenhaus") == ("garten", "haus")
    assert usage.intended("a" * 61) == frozenset()
    assert lexicon.split_compound("garten" * 20 + "haus") == ()
