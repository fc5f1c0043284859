"""Names: twice the text is about twice the work, whatever the text."""

from __future__ import annotations

import random

import pytest

from pipeline.names import compare
from tests.test_quantities_linear import calls

WORDS = 1000


def made_up(count: int, template: str, *, small: bool = False) -> str:
    """``count`` words that nobody has seen, each put into ``template``; the same every time."""
    chance = random.Random(count)
    words = ("".join(chance.choice("bdfgklmnprstvwzaeiou") for _ in range(7)) for _ in range(count))
    return " ".join(template.format(word if small else word.capitalize()) for word in words)


@pytest.mark.parametrize(
    ("german", "english", "small"),
    [
        ("{}", "{}", False),
        ("{} und", "{}", True),
        ("Max {}.", "Max {}.", False),
        ("{} in Berlin,", "{} in Paris,", False),
    ],
)
def test_work_grows_with_the_length(german: str, english: str, small: bool) -> None:
    def work(count: int) -> int:
        source, target = made_up(count, german), made_up(count + 1, english, small=small)
        compare(source, target)  # fills the caches
        return calls(lambda: compare(source, target))

    assert work(WORDS) <= 2.6 * work(WORDS // 2)
