"""Which item of the source is rendered by which item of the target.

Stages, each an optimal assignment among the leftovers of the one before: the same value; the same value after dates,
scores and ranges have been split; the same value expressed differently (converted, rounded, another clock).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from .assignment import assign
from .otherwise import Grade, otherwise
from .units import MONEY, UnitTable
from .values import (
    RATE,
    Amount,
    Clock,
    Code,
    Day,
    Decade,
    Feast,
    Item,
    Number,
    Pair,
    Stoppage,
    Tag,
    Vague,
    Value,
)

WINDOW = 64
"""How many equal numbers are compared with each other; keeps texts with thousands of equal numbers linear."""
_ONE_PM = 13 * 60


@dataclass(frozen=True, slots=True)
class Bond:
    """A source item and a target item that say the same, and how."""

    source: Item
    target: Item
    grade: Grade


@dataclass(slots=True)
class Matching:
    """Bonds, and what is left on either side. Items that were split are replaced by their parts."""

    bonds: list[Bond] = field(default_factory=list)
    source: list[Item] = field(default_factory=list)
    target: list[Item] = field(default_factory=list)


def _round(value: Number) -> Number:
    return value if isinstance(value, int) else float(f"{value:.9g}") if not value.is_integer() else int(value)


def keys(item: Item) -> list[object]:
    """Hashable forms of the readings: items that may be equal have one in common."""
    found: list[object] = []
    for reading in item.readings:
        if isinstance(reading, Amount):
            value = _round(reading.value)
            found.append(value)
            if reading.unit == "%" and 0 < value < 100:
                found.append(_round(value / 100))
        elif isinstance(reading, Vague):
            found.append(("~", reading.value))
        elif isinstance(reading, Clock):
            found.append(("T", reading.minutes))
            if reading.minutes % 60 == 0:
                hour = reading.minutes // 60
                found += [hour, hour - 12] if hour > 12 else [hour or 12]
        elif isinstance(reading, Decade):
            found.append(("s", reading.start % 100))
        elif isinstance(reading, Code) and (section := _section(reading)) is not None:
            found += [reading, section]
        elif isinstance(reading, Pair):
            found.append(("p", frozenset(reading.parts)))
        elif isinstance(reading, Feast):
            found += [("feast", key) for key in (reading.key, *reading.covers)]
            if reading.month:
                found.append(Day(None, reading.month, reading.day))
            if reading.weekday:
                found.append(Tag("weekday", reading.weekday))
        else:
            found.append(reading)
    return found


def _section(code: Code) -> int | None:
    """The number of a section with a letter (129A), else ``None``."""
    digits = code.text[:-1]
    return int(digits) if code.text[-1:].isalpha() and digits.isdecimal() and len(digits) < 5 else None


def relation(left: Item, right: Item, units: UnitTable) -> tuple[int, Grade] | None:
    """Cost and grade of treating two items as the same, ``None`` if no two of their readings agree."""
    best: tuple[int, Grade] | None = None
    for a in left.readings:
        for b in right.readings:
            found = _agree(a, b, units)
            if found is not None and (best is None or found[0] < best[0]):
                best = found
                if best[0] == 0:
                    break
    if best is None:
        return None
    cost, grade = best
    if grade == "format" and not (left.digits and right.digits and _written_alike(left, right)):
        return None
    if grade == "same" and _year_for_money(left, right, units):
        cost, grade = cost + 700, "other unit"
    if grade == "same":
        grade = _manner(left, right)
    return cost + 20 * abs(left.weight - right.weight), grade


def _written_alike(left: Item, right: Item) -> bool:
    """Whether a slip of separators explains two numbers: not "18,000" for a plain 18, whose zeros came from nowhere."""
    a, b = left.amount(), right.amount()
    if a is None or b is None or not b.value or a.value * 1000 != b.value:
        return True
    return any(isinstance(reading, Amount) and reading.suspect for reading in left.readings)


def _year_for_money(left: Item, right: Item, units: UnitTable) -> bool:
    """Whether one is a bare year and the other a sum of money or a share: equal digits, but not the same thing."""
    a, b = left.amount(), right.amount()
    if a is None or b is None or "date" not in (left.kind, right.kind):
        return False
    return any(unit and (unit == "%" or units.dimension(unit) == MONEY) for unit in (a.unit, b.unit))


def _manner(left: Item, right: Item) -> Grade:
    """What deserves a note although the values are the same."""
    if right.spaced:
        return "spaced"
    first = left.readings[0]
    if right.twelve and isinstance(first, Clock) and first.minutes >= _ONE_PM and not left.twelve:
        return "clock12"
    if sum(isinstance(reading, Day) for reading in right.readings) > 1 and isinstance(first, Day):
        return "ambiguous"
    return "same"


def _agree(a: Value, b: Value, units: UnitTable) -> tuple[int, Grade] | None:
    if type(a) is Amount:
        if type(b) is Amount:
            return _amounts(a, b, units)
        if type(b) is Clock:
            return _hour(b, a)
        return None
    if type(a) is Clock and type(b) is Amount:
        return _hour(a, b)
    if type(a) is Code and type(b) is Amount and _section(a) == b.value:
        return 500, "letter"
    if type(a) is Feast:
        return _feast(a, b)
    if type(b) is Feast:
        return _feast(b, a)
    if type(a) is not type(b):
        return None
    if type(a) is Vague and type(b) is Vague:
        return (0, "same") if a.value == b.value and units.same(a.unit, b.unit) else None
    if type(a) is Pair and type(b) is Pair:
        if a == b:
            return 0, "same"
        return (100, "reversed") if a.parts == b.parts[::-1] else None
    if type(a) is Decade and type(b) is Decade:
        agree = a.start == b.start or (a.start % 100 == b.start % 100 and min(a.start, b.start) < 100)
        return (0, "same") if agree else None
    if isinstance(a, Day | Code | Tag | Clock | Stoppage) and a == b:
        return 0, "same"
    return None


def _feast(feast: Feast, other: Value) -> tuple[int, Grade] | None:
    """A feast may be given by its name, by its date, or less exactly by its weekday."""
    if type(other) is Feast:
        same = feast.key == other.key or feast.key in other.covers or other.key in feast.covers
        return (0, "same") if same else None
    if type(other) is Day:
        return (20, "same") if feast.month and other == Day(None, feast.month, feast.day) else None
    return (50, "same") if type(other) is Tag and other == Tag("weekday", feast.weekday) else None


def _hour(clock: Clock, amount: Amount) -> tuple[int, Grade] | None:
    hour, minutes = divmod(clock.minutes, 60)
    if minutes or amount.unit not in ("", "h"):
        return None
    return (40, "same") if amount.value in (hour, hour - 12, hour or 12) else None


def _amounts(a: Amount, b: Amount, units: UnitTable) -> tuple[int, Grade] | None:
    if _close(a.value, b.value):
        if a.suspect and b.suspect:
            return None
        if a.suspect or b.suspect:
            return (400, "format") if units.same(a.unit, b.unit) else None
        if "%" in (a.unit, b.unit) and not (a.unit and b.unit):
            return 200, "percent lost"
        if b.unit == "dollar" and a.unit not in ("", "dollar", "USD") and units.same(a.unit, b.unit):
            return 50, "variety"
        if units.same(a.unit, b.unit):
            return (0 if a.unit == b.unit else 30), "same"
        if units.comparable(a.unit, b.unit):
            return 600, "unit"
        return 700, "other unit"
    if a.unit == "%" and not b.unit and _close(a.value / 100, b.value):
        return 60, "same"
    if b.unit == "%" and not a.unit and _close(b.value / 100, a.value):
        return 60, "same"
    return None


def _close(a: Number, b: Number) -> bool:
    return a == b or abs(a - b) <= 1e-8 * max(abs(a), abs(b))


def match(source: list[Item], target: list[Item], units: UnitTable, lengths: tuple[int, int]) -> Matching:
    """Match all items. ``lengths`` are those of the texts, so that positions can be compared."""
    matching = Matching(source=source, target=target)
    _stage(matching, lengths, lambda a, b: relation(a, b, units))
    if (matching.source and matching.target) or any(item.parts for item in (*matching.source, *matching.target)):
        rates = any(map(_rate, matching.source)) and any(map(_rate, matching.target))
        matching.source = _apart(matching.source, rates)
        matching.target = _apart(matching.target, rates)
        _stage(matching, lengths, lambda a, b: relation(a, b, units))
        if matching.source and matching.target:
            _stage(matching, lengths, lambda a, b: otherwise(a, b, units), keyed=False)
    return matching


def _rate(item: Item) -> bool:
    """Whether an item is a frequency."""
    amount = item.amount()
    return amount is not None and amount.unit == RATE


def _apart(items: Iterable[Item], rates: bool) -> list[Item]:
    """The items, split into any parts they have; ``rates``: both sides have a frequency, so these stay whole."""
    result: list[Item] = []
    for item in items:
        if item.parts and not (rates and _rate(item)):
            for part in item.parts:
                part.origin = item
                result.append(part)
        else:
            result.append(item)
    return result


def _stage(
    matching: Matching,
    lengths: tuple[int, int],
    relate: Callable[[Item, Item], tuple[int, Grade] | None],
    keyed: bool = True,
) -> None:
    source, target = matching.source, matching.target
    if not source or not target:
        return
    near = _sharing(source, target) if keyed else close_by(source, target)
    edges: dict[int, dict[int, tuple[int, Grade]]] = {}
    for i, candidates in near.items():
        row = {j: found for j in candidates if (found := relate(source[i], target[j])) is not None}
        if row:
            edges[i] = row
    pairs = assign(edges, lambda i, j: edges[i][j][0] + _distance(source[i], target[j], lengths))
    used_source = set()
    used_target = set()
    for i, j in pairs:
        matching.bonds.append(Bond(source[i], target[j], edges[i][j][1]))
        used_source.add(i)
        used_target.add(j)
    matching.source = [item for i, item in enumerate(source) if i not in used_source]
    matching.target = [item for j, item in enumerate(target) if j not in used_target]


def _sharing(source: list[Item], target: list[Item]) -> dict[int, set[int]]:
    """For every source item the target items that share a key; if many share one, those of about the same rank."""
    index: dict[object, list[int]] = defaultdict(list)
    for j, item in enumerate(target):
        for key in keys(item):
            index[key].append(j)
    counts: dict[object, int] = defaultdict(int)
    near: dict[int, set[int]] = {}
    for i, item in enumerate(source):
        found: set[int] = set()
        for key in keys(item):
            bucket = index.get(key)
            if bucket is None:
                continue
            rank = counts[key]
            counts[key] = rank + 1
            if len(bucket) > WINDOW:
                bucket = bucket[max(0, rank - WINDOW // 2) : rank + WINDOW // 2]
            found.update(bucket)
        if found:
            near[i] = found
    return near


def close_by(source: list[Item], target: list[Item]) -> dict[int, range]:
    """For every source item all target items; in very long lists only those at about the same place."""
    if len(source) * len(target) <= WINDOW * WINDOW:
        return {i: range(len(target)) for i in range(len(source))}
    near = {}
    for i in range(len(source)):
        centre = i * len(target) // len(source)
        near[i] = range(max(0, centre - WINDOW // 2), min(len(target), centre + WINDOW // 2))
    return near


def _distance(left: Item, right: Item, lengths: tuple[int, int]) -> int:
    """How far apart two items are in their texts, 0 to 19: it only breaks ties."""
    return int(19 * abs(left.start / (lengths[0] or 1) - right.start / (lengths[1] or 1)))
