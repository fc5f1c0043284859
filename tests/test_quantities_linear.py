"""Every pattern runs in linear time: four times the text is about four times the work, whatever the text."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from pipeline.check import Checker
from pipeline.quantities import compare, excuses, extract
from pipeline.types import Lang

SEEDS = [
    "1", "1.", "1,", "1.234,5-6:7/8", "123.456.", "123 456 ", "a-1-", "einundzwanzig", "zwei ", "hunderttausend", "und",
    "one hundred and ", "twenty-", "million ", "Millionen ", "8. bis 13. Oktober ", "1.2.3.", "October 8, 9, 10, ",
    "10.58 Uhr ", "3 p.m. ", "XIV ", "XVI", "A1-", "a@a.", "www.a.", "@a", "http://", "1'000'", "1, 2, 3, ", "272, 000, ",
    "5 % ", "€5 ", "1/2 ", "zwischen 3 und ", "third ", "half a ", "0: 1 ", "0711 ", "unter vier Augen ", "5–6–", "½", ".",
]  # fmt: skip
LENGTH = 10_000


def long_line(seed: str, length: int) -> str:
    return (seed * (length // len(seed) + 1))[:length]


def calls(work: Callable[[], Any]) -> int:
    """Number of functions called, of Python's and of the interpreter's own."""
    count = 0

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(watch)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("seed", SEEDS)
def test_work_grows_with_the_length(seed: str, lang: Lang) -> None:
    quarter, whole = long_line(seed, LENGTH // 4), long_line(seed, LENGTH)
    extract(whole, lang)  # fills the caches
    assert calls(lambda: extract(whole, lang)) <= 4.5 * calls(lambda: extract(quarter, lang)) + 500


@pytest.mark.parametrize("lang", ["de", "en"])
def test_no_adversarial_line_takes_long(lang: Lang) -> None:
    # A generous bound that only a backtracking pattern can miss: the benchmark holds the figure of 50 ms.
    for seed in SEEDS:
        line = long_line(seed, LENGTH)
        begin = time.process_time()
        extract(line, lang)
        assert time.process_time() - begin < 1.0, seed


@pytest.mark.parametrize("seed", ["5 % ", "zwei ", "October 8, 9, 10, ", "1, 2, 3, "])
def test_comparison_of_thousands_of_equal_numbers_stays_linear(seed: str) -> None:
    quarter, whole = long_line(seed, 1200), long_line(seed, 4800)
    compare(whole, whole)
    assert calls(lambda: compare(whole, whole)) <= 6 * calls(lambda: compare(quarter, quarter)) + 20_000


def test_thousands_of_leftovers_stay_linear() -> None:
    def pair(length: int) -> tuple[str, str]:
        return long_line("5 Euro (15 Euro), 17 und am Montag 1999 ", length), long_line(
            "5 euros, 17 and 3 metres ", length
        )

    quarter, whole = pair(1200), pair(4800)
    compare(*whole)
    assert calls(lambda: compare(*whole)) <= 6 * calls(lambda: compare(*quarter)) + 20_000


@pytest.mark.parametrize("source", ["zwei und ", "Haus ", "x", "ein Hof und "])
@pytest.mark.parametrize("target", ["Two and. ", "one and. ", "forty-two and. ", "5 euros and. "])
def test_a_text_is_looked_through_once_however_many_questions_there_are(source: str, target: str) -> None:
    excuses._words_of.cache_clear()
    excuses._stands_in.cache_clear()
    compare(long_line(source, 8000), long_line(target, 8000))
    assert excuses._words_of.cache_info().misses <= 2
    assert excuses._stands_in.cache_info().misses <= 2


def test_one_huge_word_and_endless_words_are_read_in_linear_time() -> None:
    for seed in ("a", ".", "_ ", "Ha", "zwei", "zwei und ", "hundert und ", "zwei-", "a\u00ad", "a-\n"):
        quarter, whole = long_line(seed, 5000), long_line(seed, 20_000)
        checker = Checker()
        checker.compare(whole, whole)
        few, many = (calls(lambda text=text: Checker().compare(text, text)) for text in (quarter, whole))
        assert many <= 5 * few + 20_000, seed
