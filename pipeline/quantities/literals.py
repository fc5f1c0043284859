"""What a chain of digits and signs may mean in German and in English notation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..types import Lang
from .values import Amount, Clock, Code, Day, Number, Pair


class Literal(NamedTuple):
    """All readings of a digit chain."""

    amounts: tuple[Amount, ...] = ()
    days: tuple[Day, ...] = ()
    clocks: tuple[Clock, ...] = ()
    pieces: tuple[str, ...] = ()
    """Chains on both sides of a sign that joins two numbers, or the items of a list ("3,5,7")."""
    sign: str = ""
    codes: tuple[Code, ...] = ()


_FIRST_SEASON = 45
"""Two digits from which a pair is a season of the last century rather than a score or a share: 85/86."""
_MAX = 40
_DASH = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212-"
_JOIN = re.compile(f"[/:{_DASH}]")
_INT = re.compile(r"\d+")
_DE_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_EN_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_MIXED = re.compile(r"\d{1,3}(?:\.\d{3})*(?:['’ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d+)?")
_COMMA = re.compile(r"\d+,\d+")
_POINT = re.compile(r"\d+\.\d+")
_LIST = re.compile(r"\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?)+")
_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")
_ISO = re.compile(rf"(\d{{4}})[{_DASH}](\d{{1,2}})[{_DASH}](\d{{1,2}})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
_SLASHED = re.compile(rf"(\d{{1,2}})[/{_DASH}](\d{{1,2}})[/{_DASH}](\d{{4}}|\d{{2}})")
_SLASHED_YEAR = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})\.(\d{1,2})")


def number(text: str) -> Number:
    """``"1234.50"`` -> 1234.5; an integer stays an integer."""
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    return float(f"{whole}.{rest}") if rest else int(whole)


def scaled(value: Number, factor: Number) -> Number:
    """Product without binary rounding noise: 7.3 times 1,000,000,000 is 7,300,000,000."""
    if factor == 1:
        return value
    product = value * factor
    if isinstance(product, float):
        product = float(f"{product:.12g}")
        return int(product) if product.is_integer() and abs(product) < 1e18 else product
    return product


def expand_year(year: int) -> int:
    """Century of a two-digit year, by the usual window: 24 -> 2024, 87 -> 1987."""
    return year if year > 99 else 2000 + year if year < 50 else 1900 + year


def day(year: int | None, month: int, dom: int) -> tuple[Day, ...]:
    """The date, or nothing if the calendar has no such day."""
    return (Day(year, month, dom),) if 1 <= month <= 12 and 1 <= dom <= 31 else ()


@lru_cache(maxsize=16384)
def parse(text: str, lang: Lang) -> Literal:
    """Readings of a digit chain of ``text`` in ``lang``. A chain that is not a number is an identifier."""
    if len(text) > _MAX:
        return Literal(codes=(_code(text),))
    if _JOIN.search(text):
        return _joined(text, lang)
    return _simple(text, lang)


def _code(text: str) -> Code:
    return Code("".join(char for char in text if char.isalnum()))


def _simple(text: str, lang: Lang) -> Literal:
    if _INT.fullmatch(text):
        codes = (Code(text),) if len(text) > 1 and text[0] == "0" else ()
        return Literal((Amount(int(text)),), codes=codes)
    if _MIXED.fullmatch(text):
        value = number(re.sub(r"['’ \u00a0\u202f\u2009]|\.(?=\d{3}\D)", "", text).replace(",", "."))
        return Literal((Amount(value),))
    own, other = (_DE_GROUPED, _EN_GROUPED) if lang == "de" else (_EN_GROUPED, _DE_GROUPED)
    group, point = (".", ",") if lang == "de" else (",", ".")
    amounts: list[Amount] = []
    if own.fullmatch(text):
        amounts.append(Amount(number(text.replace(group, "").replace(point, "."))))
    if (_COMMA if lang == "de" else _POINT).fullmatch(text):
        amounts.append(Amount(number(text.replace(point, "."))))
    if other.fullmatch(text):
        amounts.append(Amount(number(text.replace(point, "").replace(group, ".")), suspect=True))
    if lang == "en" and _INDIAN.fullmatch(text):
        amounts.append(Amount(number(text.replace(",", ""))))
    if (_POINT if lang == "de" else _COMMA).fullmatch(text):
        fraction = len(text) - text.index(group) - 1
        swiss = lang == "de" and (fraction < 3 or fraction > 3)
        amounts.append(Amount(number(text.replace(group, ".")), suspect=not swiss))
    pieces: tuple[str, ...] = ()
    if lang == "en" and amounts and amounts[0].suspect:
        pieces = tuple(re.split("[.,]", text))
    elif not amounts and _LIST.fullmatch(text):
        pieces = tuple(text.split(","))
    return Literal(
        tuple(dict.fromkeys(amounts)),
        _dates(text, lang),
        _clocks(text),
        pieces,
        "," if pieces else "",
        () if amounts else (_code(text),),
    )


def _clocks(text: str) -> tuple[Clock, ...]:
    match = _CLOCK.fullmatch(text)
    if match and int(match[1]) <= 24 and int(match[2]) < 60:
        return (Clock((int(match[1]) * 60 + int(match[2])) % 1440),)
    return ()


def _dates(text: str, lang: Lang) -> tuple[Day, ...]:
    if match := _DOTTED.fullmatch(text):
        return day(expand_year(int(match[3])), int(match[2]), int(match[1]))
    if (match := _DAY_MONTH.fullmatch(text)) and lang == "de":
        return day(None, int(match[2]), int(match[1]))
    return ()


def _joined(text: str, lang: Lang) -> Literal:
    if (match := _ISO.fullmatch(text)) or (match := _SLASHED_YEAR.fullmatch(text)):
        if found := day(int(match[1]), int(match[2]), int(match[3])):
            return Literal(days=found)
    elif match := _SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), expand_year(int(match[3]))
        if found := tuple(dict.fromkeys((*day(year, second, first), *day(year, first, second)))):
            return Literal(days=found, codes=(_code(text),))
    pieces = tuple(_JOIN.split(text))
    signs = _JOIN.findall(text)
    sign = signs[0]
    if sign in _DASH:
        sign = "-"
    if len(pieces) == 2:
        return _pair(text, pieces, sign, lang)
    if len(pieces) == 4 and signs[0] == signs[2] and signs[1] in _DASH and signs[0] in "./:":
        return Literal(pieces=(pieces[0] + signs[0] + pieces[1], pieces[2] + signs[2] + pieces[3]), sign="-")
    if (len(pieces) == 3 and signs[0] == "/" and signs[1] in _DASH) or (len(pieces) == 3 and ":" not in signs):
        return Literal(codes=(_code(text),), pieces=pieces, sign=sign)
    if len(pieces) == 3 and signs == [":", ":"]:
        values = tuple(_first(piece, lang) for piece in pieces)
        return (
            Literal(codes=(_code(text),), pieces=pieces, sign=":")
            if None in values
            else Literal(pieces=pieces, sign=":", codes=(_code(text),), clocks=_clocks(":".join(pieces[:2])))
        )
    return Literal(codes=(_code(text),), pieces=pieces if len(pieces) <= 6 else (), sign=sign)


def _pair(text: str, pieces: tuple[str, ...], sign: str, lang: Lang) -> Literal:
    first, second = pieces
    if sign in "-/" and len(first) == 4 and len(second) == 2 and first.isdecimal() and second.isdecimal():
        head, tail = int(first), int(second)
        if 1000 <= head <= 2199 and (tail > head % 100 or (head + 1) % 100 == tail):
            pieces = (first, str((head + 1) // 100 * 100 + tail if tail == 0 else head // 100 * 100 + tail))
    days: tuple[Day, ...] = ()
    amounts: tuple[Amount, ...] = ()
    if sign == "/" and len(first) == len(second) == 2 and first.isdecimal() and second.isdecimal():
        head = int(first)
        if head >= _FIRST_SEASON and (head + 1) % 100 == int(second):  # the season or class of 85/86
            return Literal(
                (Amount(head / int(second)),) if int(second) else (),
                pieces=(str(expand_year(head)), str(expand_year(head) + 1)),
                sign=sign,
                codes=(_code(text),),
            )
    if sign == "/" and first.isdecimal() and second.isdecimal():
        a, b = int(first), int(second)
        if len(first) <= 2 and len(second) <= 2 and lang == "en":
            days = tuple(dict.fromkeys((*day(None, a, b), *day(None, b, a))))
        if 0 < a < b <= 100 and len(second) <= 3:
            amounts = (Amount(a / b),)
    clocks = _clocks(text) if sign == ":" else ()
    return Literal(amounts, days, clocks, pieces, sign, (_code(text),))


def _first(text: str, lang: Lang) -> Number | None:
    amounts = parse(text, lang).amounts
    return amounts[0].value if amounts else None


def pair(pieces: tuple[str, ...], lang: Lang) -> Pair | None:
    """The numbers of a joined chain, or ``None`` if a piece is not a number."""
    values = [_first(piece, lang) for piece in pieces]
    numbers = tuple(value for value in values if value is not None)
    return Pair(numbers) if len(numbers) == len(pieces) else None
