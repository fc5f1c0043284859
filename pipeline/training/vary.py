"""Real sentence pairs with other figures in them, so that figures are copied from the source and not remembered.

A figure is changed if its digits occur once on each side; ordinals, dates and clock times are left alone, since not
every figure makes one.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ..carriers import Pair

_FIGURE = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/]|[.,]\d)")
_LEFT_ALONE = re.compile(r"\.(?!$)| Uhr")
"""What follows a German figure that is an ordinal, a day or a time of day."""


def varied(pairs: Iterable[Pair], count: int, rng: random.Random) -> Iterator[Pair]:
    """``count`` pairs with other figures, in random order; each again with others once all have been taken.

    Pairs without such figures are skipped; there are none if none has any.
    """
    order = list(pairs)
    while count > 0 and order:
        rng.shuffle(order)
        able = []
        for german, english in order:
            changed = vary_numbers(german, english, rng)
            if changed is None:
                continue
            able.append((german, english))
            yield changed
            count -= 1
            if count <= 0:
                return
        order = able


def vary_numbers(german: str, english: str, rng: random.Random) -> Pair | None:
    """The pair with other figures on both sides; None if it has none that can be changed."""
    left, right = (Counter(_digits(m[0]) for m in _FIGURE.finditer(text)) for text in (german, english))
    once = {digits for digits in left if len(digits) > 1 and left[digits] == right[digits] == 1}
    fixed = {_digits(m[0]) for m in _FIGURE.finditer(german) if _LEFT_ALONE.match(german, m.end())}
    new = {digits: _other(digits, rng) for digits in sorted(once - fixed)}
    if not new:
        return None
    return _replaced(german, new), _replaced(english, new)


def _digits(figure: str) -> str:
    return re.sub(r"\D", "", figure)


def _other(digits: str, rng: random.Random) -> str:
    """The same number of digits, a year for a year, a leading zero for a leading zero."""
    if len(digits) == 4 and "1900" <= digits < "2050":
        return str(rng.randrange(1900, 2050))
    first = digits[0] if digits[0] == "0" else str(rng.randrange(1, 10))
    return first + "".join(str(rng.randrange(10)) for _ in digits[1:])


def _replaced(text: str, new: dict[str, str]) -> str:
    def figure(found: re.Match[str]) -> str:
        digits = iter(new.get(_digits(found[0]), _digits(found[0])))
        return "".join(next(digits) if sign.isdigit() else sign for sign in found[0])

    return _FIGURE.sub(figure, text)
