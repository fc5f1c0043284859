"""Numbers that have changed places: every value is there, but beside the wrong noun.

Values alone cannot show it. The evidence is the order of the numbers, the way they are joined (a list, "from ... to"),
and the noun beside each of them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

from anyascii import anyascii

from pipeline.quantities.lexicon import folder, small_words
from pipeline.quantities.match import Bond
from pipeline.quantities.tables import forms, read_rows
from pipeline.quantities.values import FIRM, Item
from pipeline.types import Severity

_WORDS = re.compile(r"[^\W\d_]+")
_REACH = 60
"""Longest stretch between two numbers of one list, in characters."""
_NAME_BEFORE = re.compile(r"([^\W\d_a-zäöü][^\W\d_]+)(?: \(|, | )$")
_AND = re.compile(r"\b(?:und|oder|sowie|and|or|while|während)\b|[,;/&]")


@lru_cache(maxsize=1)
def _nouns() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row[0].lower(), tuple(forms(row[1].lower()))) for _, row in read_rows(folder() / "nouns.tsv", 2))


def near(text: str, item: Item) -> list[str]:
    """Up to three words behind an item, as far as the clause goes; none if the item has no noun of its own."""
    rest = text[item.end : item.end + 45]
    cut = re.search(r"[,;:.()]|\b(?:und|oder|and|or)\b", rest)
    words = _WORDS.findall(rest[: cut.start()] if cut else rest)[:4]
    while words and words[0].lower() in small_words("auxiliary"):
        words = words[1:]
    return [] if words and words[0].lower() in small_words("no-noun") else words[:3]


def _name_before(text: str, item: Item) -> str:
    """The capitalised word that an age or a count in brackets or commas follows: "Anna (9)", "Ben, 12"."""
    match = _NAME_BEFORE.search(text[max(0, item.start - 30) : item.start])
    return match[1] if match else ""


@lru_cache(maxsize=8192)
def akin(source: str, target: str) -> bool:
    """Whether a source word and a target word may name the same thing: a listed pair, or a shared beginning."""
    a, b = source.lower(), target.lower()
    if len(a) < 3 or len(b) < 3:
        return False
    for stem, english in _nouns():
        if stem in a and b.startswith(english):
            return True
    x, y = anyascii(a).lower().replace("k", "c"), anyascii(b).lower().replace("k", "c")
    width = 4 if min(len(x), len(y)) >= 4 else 3
    return x[:width] == y[:width]


def _alike(left: list[str], right: list[str]) -> bool:
    return any(akin(a, b) for a in left for b in right)


def swapped(bonds: Sequence[Bond], source: str, target: str) -> list[tuple[Bond, Bond, Severity]]:
    """Pairs of bonds whose figures seem to be exchanged, with the severity of saying so."""
    firm = [bond for bond in bonds if _comparable(bond)]
    if len(firm) < 2:
        return []
    firm.sort(key=lambda bond: bond.source.start)
    found: list[tuple[Bond, Bond, Severity]] = []
    for one, two in itertools.pairwise(firm):
        if two.target.start >= one.target.start or _value(one.source) == _value(two.source):
            continue
        severity = _verdict(one, two, source, target)
        if severity is not None:
            found.append((one, two, severity))
    return found


def _comparable(bond: Bond) -> bool:
    return (
        bond.grade == "same"
        and min(bond.source.weight, bond.target.weight) >= FIRM
        and bond.source.amount() is not None
        and bond.target.amount() is not None
        and bond.source.kind in ("number", "unit", "date")
    )


def _value(item: Item) -> float:
    amount = item.amount()
    return float(amount.value) if amount else 0.0


def _verdict(one: Bond, two: Bond, source: str, target: str) -> Severity | None:
    between = source[one.source.end : two.source.start]
    middle = target[two.target.end : one.target.start]
    if len(between) > _REACH or len(middle) > _REACH or "." in between.strip(" .") or ". " in middle:
        return None
    a, b = one.source.amount(), two.source.amount()
    if a is None or b is None or (a.unit and b.unit and a.unit != b.unit):
        return None
    if _from_to(
        source, one.source, between, ("von", "vom", "zwischen", "from"), ("auf", "bis", "und", "to", "zum")
    ) and _from_to(target, two.target, middle, ("from", "between", "von"), ("to", "and", "until")):
        return "error"
    names = _name_before(source, one.source), _name_before(source, two.source)
    if all(names) and names == (_name_before(target, two.target), _name_before(target, one.target)):
        return "error"
    near_one, near_two = near(source, one.source), near(source, two.source)
    here, there = near(target, two.target), near(target, one.target)
    moved = _alike(near_one, here) + _alike(near_two, there)
    kept = _alike(near_one, there) + _alike(near_two, here)
    if kept >= moved and kept:
        return None
    if not (near_one and near_two and here and there):
        return None
    if moved > kept:
        return "error"
    if _AND.search(between) and _AND.search(middle):
        return "warning"
    return None


def _from_to(text: str, first: Item, between: str, leads: tuple[str, ...], links: tuple[str, ...]) -> bool:
    before = _WORDS.findall(text[max(0, first.start - 25) : first.start])
    joints = _WORDS.findall(between)
    return (
        bool(before)
        and before[-1].lower() in leads
        and bool(joints)
        and len(joints) <= 4
        and joints[-1].lower() in links
    )
