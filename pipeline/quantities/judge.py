"""From matched and unmatched items to findings: what is missing, changed, invented, and how bad it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.quantities.lexicon import folder
from pipeline.quantities.match import Bond, Matching, _NEVER, assign
from pipeline.quantities.render import expected
from pipeline.quantities.swap import akin, near, swapped
from pipeline.quantities.tables import amount, forms, read_rows
from pipeline.quantities.units import UnitTable
from pipeline.quantities.values import (
    FIRM,
    SILENT,
    SOFT,
    STRONG,
    Amount,
    Clock,
    Day,
    Decade,
    Item,
    Number,
    Pair,
    Tag,
    Vague,
)
from pipeline.types import Direction, Finding, Kind, Severity, Span

_NIGHT = ("nacht", "night", "small hours", "early hours", "early morning")
_LOST = ("verlor", "verlier", "unterlag", "unterlieg", "niederlage", "unterlegen", "lost", "lose", "losing", "defeat",
         "beaten", "loss", "down", "trailed", "rückstand", "behind", "pleite", "schlappe", "geschlagen")  # fmt: skip
_ZONES = (
    " gmt",
    " cet",
    " cest",
    " et",
    " est",
    " edt",
    " bst",
    " utc",
    " pst",
    "local time",
    " mez",
    "mesz",
    "ortszeit",
)


@dataclass(frozen=True, slots=True)
class Texts:
    """Both texts, for evidence around an item."""

    source: str
    target: str
    direction: Direction


def _span(item: Item, text: str) -> Span:
    whole = item.origin or item
    return Span(text[whole.start : whole.end], whole.start, whole.end)


def _finding(
    problem: str, severity: Severity, source: Item | None, target: Item | None, texts: Texts, message: str,
    kind: Kind | None = None,
) -> Finding:  # fmt: skip
    item = source or target
    if item is None:
        raise ValueError("a finding needs an item")
    whole = item.origin or item
    kind = kind or whole.kind
    return Finding(
        f"{kind}.{problem}",
        kind,
        severity,
        _span(source, texts.source) if source else None,
        _span(target, texts.target) if target else None,
        expected(source.origin or source, texts.source[source.start : source.end]) if source else (),
        message,
    )


def judge(matching: Matching, texts: Texts, units: UnitTable) -> list[Finding]:
    """All findings of a pair, in the order of the source, then of the target."""
    findings = [found for bond in matching.bonds if (found := _bond(bond, texts)) is not None]
    findings += [
        _finding("swapped", severity, a.source, a.target, texts, _swap_message(a, b, texts))
        for a, b, severity in swapped(matching.bonds, texts.source, texts.target)
    ]
    pairs, source, target = _changed(matching, texts, units)
    findings += [_change(a, b, texts) for a, b in pairs]
    seen: set[int] = set()
    if texts.direction == "both":
        for item in source:
            severity = _missing(item, texts, matching)
            whole = item.origin or item
            if severity is None or id(whole) in seen:
                continue
            seen.add(id(whole))
            shown = texts.source[whole.start : whole.end]
            findings.append(
                _finding("missing", severity, item, None, texts, f"“{shown}” is missing from the English text.")
            )
    for item in target:
        severity = _added(item, texts, matching)
        whole = item.origin or item
        if severity is None or id(whole) in seen:
            continue
        seen.add(id(whole))
        shown = texts.target[whole.start : whole.end]
        findings.append(_finding("added", severity, None, item, texts, f"“{shown}” is not in the source."))
    findings.sort(key=lambda f: (f.source.start if f.source else 10**9, f.target.start if f.target else 0))
    return findings


def _swap_message(a: Bond, b: Bond, texts: Texts) -> str:
    one = texts.source[a.source.start : a.source.end]
    two = texts.source[b.source.start : b.source.end]
    return f"“{one}” and “{two}” seem to have changed places."


def _bond(bond: Bond, texts: Texts) -> Finding | None:
    """What is to be said about two items that belong together."""
    a, b, grade = bond.source, bond.target, bond.grade
    said = texts.source[a.start : a.end]
    shown = texts.target[b.start : b.end]
    both = (texts.source + " " + texts.target).lower()
    if grade == "same":
        return None
    if grade == "format":
        return _finding(
            "format", "error", a, b, texts, f"“{shown}” is written the wrong way for English: “{said}” was meant."
        )
    if grade == "spaced":
        return _finding("format", "note", a, b, texts, f"“{shown}” has a stray space.")
    if grade == "other unit" and min(a.weight, b.weight) > SILENT:
        return _finding("changed", "warning", a, b, texts, f"“{said}” and “{shown}” measure different things.", "unit")
    if grade == "unit":
        points = {x.unit for item in (a, b) if (x := item.amount()) is not None} == {"%", "pp"}
        severity: Severity = "error" if min(a.weight, b.weight) > SILENT and not points else "warning"
        return _finding("changed", severity, a, b, texts, f"The unit of “{said}” became “{shown}”.", "unit")
    if grade == "converted":
        return _finding("converted", "note", a, b, texts, f"“{said}” was converted to “{shown}”.", "unit")
    if grade == "rounded":
        severity = "note" if b.approx or a.approx else "warning"
        return _finding("rounded", severity, a, b, texts, f"“{said}” was rounded to “{shown}”.")
    if grade == "percent":
        return _finding("rounded", "note", a, b, texts, f"“{said}” and “{shown}” are the same share, rounded.")
    if grade == "clock":
        late = any(type(r) is Clock and r.minutes >= 780 for r in a.readings)
        return _finding(
            "changed",
            "error" if late else "warning",
            a,
            b,
            texts,
            f"“{said}” and “{shown}” are twelve hours apart.",
            "time",
        )
    if grade == "shifted":
        night = any(word in both for word in _NIGHT)
        return _finding("changed", "note" if night else "error", a, b, texts, f"The weekday “{said}” became “{shown}”.")
    if grade == "reversed":
        lost = any(word in both for word in _LOST)
        return _finding(
            "swapped", "note" if lost else "warning", a, b, texts, f"The score “{said}” is turned round in “{shown}”."
        )
    return None


# -- changed --------------------------------------------------------------------------------------------------------


def _family(item: Item) -> str:
    reading = item.readings[0]
    if type(reading) is Clock:
        return "time"
    if type(reading) is Tag:
        return reading.family
    if type(reading) is Day and reading.day is None and reading.year is None:
        return "month"
    if type(reading) is Day:
        return "day"
    return "number"


def _changed(
    matching: Matching, texts: Texts, units: UnitTable
) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Pairs of leftovers that stand for each other, and what stays alone."""
    source = matching.source
    target = matching.target
    edges: dict[int, dict[int, tuple[int, str]]] = {}
    for i, a in enumerate(source):
        if a.weight == SILENT:
            continue
        row = {}
        for j, b in enumerate(target):
            seasons = type(a.readings[0]) is Tag and a.weight == b.weight == SOFT
            if (seasons or (a.weight, b.weight) in _COMPARABLE) and (cost := _likeness(a, b, texts, units)) < _NEVER:
                row[j] = (cost, "same")
        if row:
            edges[i] = row
    pairs = assign(edges, lambda i, j: edges[i][j][0]) if edges else []  # type: ignore[arg-type]
    left = {i for i, _ in pairs}
    right = {j for _, j in pairs}
    return (
        [(source[i], target[j]) for i, j in pairs],
        [item for i, item in enumerate(source) if i not in left],
        [item for j, item in enumerate(target) if j not in right],
    )


_COMPARABLE = frozenset(
    (x, y) for x in (SOFT, FIRM, STRONG) for y in (SOFT, FIRM, STRONG) if x + y >= SOFT + FIRM and abs(x - y) < 2
)
"""Weights of two leftovers that may be a wrong rendering of each other."""


def _likeness(a: Item, b: Item, texts: Texts, units: UnitTable) -> int:
    """Cost of taking one leftover for a wrong rendering of the other."""
    left, right = _family(a), _family(b)
    if left != right and {left, right} not in ({"number", "day"}, {"number", "time"}):
        return _NEVER
    cost = int(50 * abs(a.start / (len(texts.source) or 1) - b.start / (len(texts.target) or 1)))
    if left != right:
        cost += 60
    x, y = a.amount(), b.amount()
    if x is not None and y is not None:
        if x.unit and y.unit:
            cost += (
                0 if units.same(x.unit, y.unit) else 40 if units.comparable(x.unit, y.unit) else 120
            )
        elif x.unit or y.unit:
            cost += 15
        cost += 10 * abs(len(str(x.value)) - len(str(y.value)))
    return cost + 30 * abs(a.weight - b.weight) + (40 if a.digits != b.digits else 0)


def _change(a: Item, b: Item, texts: Texts) -> Finding:
    weights = sorted((a.weight, b.weight))
    severity: Severity = "error" if weights[0] >= FIRM else "warning"
    said = _span(a, texts.source).text
    shown = _span(b, texts.target).text
    return _finding("changed", severity, a, b, texts, f"“{said}” became “{shown}”.")


# -- alone ----------------------------------------------------------------------------------------------------------


def _missing(item: Item, texts: Texts, matching: Matching) -> Severity | None:
    """How bad it is that the target does not say this."""
    if item.weight <= SOFT:
        return None
    if _one_thing(item, texts) or _century(item, matching, 1) or _verbatim(item, texts.source, texts.target):
        return None
    if _converted_aside(item, matching, texts.source):
        return "note"
    if _part_kept(item, matching.bonds):
        return "warning"
    if _repeated(item, matching.bonds, 0):
        return "warning" if item.digits else "note"
    reading = item.readings[0]
    if type(reading) is Tag:
        return "note" if reading.family == "season" else "warning"
    if item.weight == STRONG and item.digits:
        return "error"
    if item.weight == STRONG:
        return "error"
    if type(reading) is Vague:
        return "warning"
    return "warning"


def _added(item: Item, texts: Texts, matching: Matching) -> Severity | None:
    """How bad it is that the source does not say this."""
    if item.weight <= SOFT:
        return None
    if _implied(item, texts.source) or _century(item, matching, 0) or _verbatim(item, texts.target, texts.source):
        return None
    if _converted_aside(item, matching, texts.target):
        return "note"
    if _repeated(item, matching.bonds, 1):
        return "note"
    reading = item.readings[0]
    if type(reading) is Tag:
        return "note" if reading.family == "season" else "warning"
    if item.weight == STRONG:
        return "warning" if not item.digits or texts.direction == "both" and _in_name(item, texts.target) else "error"
    if type(reading) is Amount and 1 < reading.value <= 2:
        return None
    return "warning"


def _repeated(item: Item, bonds: list[Bond], side: int) -> bool:
    """Whether its own text says the same value once more, and the other text has that."""
    values = set(item.readings)
    numbers = {r.value for r in item.readings if type(r) is Amount}
    for bond in bonds:
        other = (bond.source, bond.target)[side]
        if other is item or other.origin is not None and other.origin is item.origin:
            continue
        if not values.isdisjoint(other.readings) or (item.weight < STRONG and numbers & _plain_numbers(other)):
            return True
    return False


def _verbatim(item: Item, own: str, other: str) -> bool:
    """Whether a word item stands in the other text letter by letter (a foreign title, a name)."""
    if item.digits:
        return False
    words = own[item.start : item.end]
    return re.search(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])", other) is not None


def _converted_aside(item: Item, matching: Matching, text: str) -> bool:
    """Whether a sum of money in brackets only repeats another one ("1.400 Dollar (rund 1.280 Euro)")."""
    amount = item.amount()
    if amount is None or len(amount.unit) < 3:
        return False
    before = text[max(0, item.start - 30) : item.start]
    return "(" in before and any(char.isdigit() for char in text[max(0, item.start - 60) : item.start])


def _part_kept(item: Item, bonds: list[Bond]) -> bool:
    """Whether the day of a date came through and only its month or year is gone: less exact, but not wrong."""
    if item.weight == STRONG and type(item.readings[0]) is Amount and item.readings[0].value < 32:
        return False
    return item.kind == "date" and item.origin is not None and any(bond.source.origin is item.origin for bond in bonds)


def _in_name(item: Item, text: str) -> bool:
    """Whether a bare number stands beside a capitalised word, as in a title, an event or a product (Golf 8)."""
    amount = item.amount()
    if amount is None or amount.unit or item.origin is not None:
        return False
    before = text[: item.start].split()
    after = text[item.end :].split()
    left = before[-1] if before else ""
    right = after[0] if after else ""
    named = len(before) > 1 and left[:1].isupper() and left[-1:].isalnum() and not before[-2].endswith((".", "!", "?"))
    return named or right[:1].isupper() or (left == "of" and len(before) > 1 and before[-2][:1].isupper())


def _plain_numbers(item: Item) -> set[Number]:
    return {reading.value for reading in item.readings if type(reading) is Amount}


def _century(item: Item, matching: Matching, side: int) -> bool:
    """Whether a decade on the other side ("the 1850s") says the century."""
    amount = item.amount()
    if amount is None or not 10 <= amount.value <= 21:
        return False
    for bond in matching.bonds:
        for reading in (bond.source, bond.target)[side].readings:
            if type(reading) is Decade and reading.start // 100 + 1 == amount.value:
                return True
    return False


_ONES = frozenset("ein eine einen einem einer eines eins one a an single once erste ersten erster erstes first".split())


def _implied(item: Item, text: str) -> bool:
    """Whether the other text says it in words that are too common to be items: the article as the number one."""
    values = {r.value for r in item.readings if type(r) is Amount}
    if 1 in values and any(word.strip(".,;:!?\"'()").lower() in _ONES for word in text.split()):
        return True
    values |= {r.start for r in item.readings if type(r) is Decade}
    low = text.lower()
    return any(stem in low and not values.isdisjoint(implied) for stem, implied in _implications())


@lru_cache(maxsize=1)
def _implications() -> tuple[tuple[str, frozenset[Number]], ...]:
    path = folder() / "implied_de.tsv"
    return tuple(
        (stem, frozenset(amount(value, path, line) for value in forms(values)))
        for line, (stem, values) in read_rows(path, 2)
    )


_ARTICLE_NOUN = re.compile(r"\b(?:an?|one|ein(?:e[nmrs]?)?)\s+([^\W\d_]+)(?:[ -]([^\W\d_]+))?", re.IGNORECASE)


def _one_thing(item: Item, texts: Texts) -> bool:
    """Whether the target says "a goal" where the source has "1 Tor"."""
    if not any(type(r) is Amount and r.value == 1 for r in item.readings):
        return False
    nouns = near(texts.source, item)
    return any(
        akin(noun, word)
        for match in _ARTICLE_NOUN.finditer(texts.target)
        for word in match.groups("")
        for noun in nouns
    )


__all__ = ["Decade", "Pair", "Texts", "judge"]
