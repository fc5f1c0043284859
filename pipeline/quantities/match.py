"""Which item of the source is said by which item of the target.

Stages, each an optimal assignment among what the stage before has left over: the same value; the same value after dates,
scores and ranges have been taken apart; the same value said otherwise (converted, rounded, another clock).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from pipeline.quantities.units import UnitTable
from pipeline.quantities.values import (
    SILENT,
    Amount,
    Clock,
    Code,
    Day,
    Decade,
    Item,
    Number,
    Pair,
    Tag,
    Vague,
    Value,
)

Grade = Literal[
    "same", "format", "spaced", "unit", "other unit", "converted", "rounded", "clock", "shifted", "reversed", "ambiguous", "percent"
]
_NEVER = 10**9
_UNIT_COST = {"same": 0, "other": 300, "changed": 500}


@dataclass(frozen=True, slots=True)
class Bond:
    """A source item and a target item that say the same, and how."""

    source: Item
    target: Item
    grade: Grade


@dataclass(slots=True)
class Matching:
    """Bonds, and what is left on either side. Parts stand in for items that were taken apart."""

    bonds: list[Bond] = field(default_factory=list)
    source: list[Item] = field(default_factory=list)
    target: list[Item] = field(default_factory=list)


def _round(value: Number) -> Number:
    return value if isinstance(value, int) else float(f"{value:.9g}") if not value.is_integer() else int(value)


def keys(item: Item) -> list[object]:
    """Hashable forms of the readings: items that may be equal share one."""
    found: list[object] = []
    for reading in item.readings:
        kind = type(reading)
        if kind is Amount:
            value = _round(reading[0])
            found.append(value)
            if reading[1] == "%":
                found.append(_round(value / 100))
        elif kind is Vague:
            found.append(("~", reading[0]))
        elif kind is Clock:
            minutes = reading[0]
            found.append(("T", minutes))
            if minutes % 60 == 0:
                hour = minutes // 60
                found += [hour, hour - 12] if hour > 12 else [hour or 12]
        elif kind is Decade:
            found.append(("s", reading[0] % 100))
        elif kind is Pair:
            found.append(("p", frozenset(reading[0])))
        else:
            found.append(reading)
    return found


def relation(left: Item, right: Item, units: UnitTable) -> tuple[int, Grade] | None:
    """Cost and grade of taking two items for the same, ``None`` if no two of their readings agree."""
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
    if grade == "same" and (left.spaced or right.spaced):
        grade = "spaced"
    return cost + 20 * abs(left.weight - right.weight), grade


def _agree(a: Value, b: Value, units: UnitTable) -> tuple[int, Grade] | None:
    if type(a) is Amount:
        if type(b) is Amount:
            return _amounts(a, b, units)
        if type(b) is Clock:
            return _hour(b, a)
        return None
    if type(a) is Clock and type(b) is Amount:
        return _hour(a, b)
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
    if isinstance(a, Day | Code | Tag | Clock) and a == b:
        return 0, "same"
    return None


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
            return 400, "format"
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
    """Match all items. ``lengths`` are those of the texts, so that places can be compared."""
    matching = Matching(source=source, target=target)
    _stage(matching, lengths, lambda a, b: relation(a, b, units))
    if matching.source and matching.target or any(item.parts for item in (*matching.source, *matching.target)):
        matching.source = _apart(matching.source)
        matching.target = _apart(matching.target)
        _stage(matching, lengths, lambda a, b: relation(a, b, units))
        if matching.source and matching.target:
            _stage(matching, lengths, lambda a, b: otherwise(a, b, units), keyed=False)
    return matching


def _apart(items: Iterable[Item]) -> list[Item]:
    result: list[Item] = []
    for item in items:
        if item.parts:
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
    edges: dict[int, dict[int, tuple[int, Grade]]] = {}
    if keyed:
        index: dict[object, list[int]] = defaultdict(list)
        for j, item in enumerate(target):
            for key in keys(item):
                index[key].append(j)
        for i, item in enumerate(source):
            near = {j for key in keys(item) for j in index.get(key, ())}
            if near:
                edges[i] = {j: found for j in near if (found := relate(item, target[j])) is not None}
    else:
        for i, item in enumerate(source):
            edges[i] = {j: found for j, other in enumerate(target) if (found := relate(item, other)) is not None}
    pairs = assign(edges, lambda i, j: edges[i][j][0] + _distance(source[i], target[j], lengths))
    used_source = set()
    used_target = set()
    for i, j in pairs:
        matching.bonds.append(Bond(source[i], target[j], edges[i][j][1]))
        used_source.add(i)
        used_target.add(j)
    matching.source = [item for i, item in enumerate(source) if i not in used_source]
    matching.target = [item for j, item in enumerate(target) if j not in used_target]


def _distance(left: Item, right: Item, lengths: tuple[int, int]) -> int:
    """How far apart two items stand in their texts, 0 to 19: it only decides between equals."""
    return int(19 * abs(left.start / (lengths[0] or 1) - right.start / (lengths[1] or 1)))


def assign(edges: dict[int, dict[int, tuple[int, Grade]]], cost: Callable[[int, int], int]) -> list[tuple[int, int]]:
    """Cheapest largest assignment along the edges, component by component."""
    pairs: list[tuple[int, int]] = []
    reverse: dict[int, list[int]] = defaultdict(list)
    for i, row in edges.items():
        for j in row:
            reverse[j].append(i)
    seen: set[int] = set()
    for i, row in edges.items():
        if i in seen or not row:
            continue
        if len(row) == 1:
            (j,) = row
            if len(reverse[j]) == 1:
                seen.add(i)
                pairs.append((i, j))
                continue
        rows, columns = _component(i, edges, reverse)
        seen.update(rows)
        matrix = [[cost(r, c) if c in edges[r] else _NEVER for c in columns] for r in rows]
        pairs += [(rows[r], columns[c]) for r, c in hungarian(matrix) if matrix[r][c] < _NEVER]
    return pairs


def _component(
    start: int, edges: dict[int, dict[int, tuple[int, Grade]]], reverse: dict[int, list[int]]
) -> tuple[list[int], list[int]]:
    rows = {start}
    columns: set[int] = set()
    stack = [start]
    while stack:
        for j in edges[stack.pop()]:
            if j not in columns:
                columns.add(j)
                for i in reverse[j]:
                    if i not in rows:
                        rows.add(i)
                        stack.append(i)
    return sorted(rows), sorted(columns)


def hungarian(matrix: list[list[int]]) -> list[tuple[int, int]]:
    """Minimum-cost assignment of a rectangular matrix (Kuhn's method with potentials, O(n²m))."""
    if len(matrix) > len(matrix[0]):
        flipped = hungarian([list(column) for column in zip(*matrix, strict=True)])
        return sorted((r, c) for c, r in flipped)
    n, m = len(matrix), len(matrix[0])
    u = [0] * (n + 1)
    v = [0] * (m + 1)
    owner = [0] * (m + 1)
    for row in range(1, n + 1):
        owner[0] = row
        column = 0
        least = [_NEVER * 100] * (m + 1)
        way = [0] * (m + 1)
        used = [False] * (m + 1)
        while True:
            used[column] = True
            i = owner[column]
            delta = _NEVER * 100
            following = 0
            for j in range(1, m + 1):
                if not used[j]:
                    slack = matrix[i - 1][j - 1] - u[i] - v[j]
                    if slack < least[j]:
                        least[j], way[j] = slack, column
                    if least[j] < delta:
                        delta, following = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[owner[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            column = following
            if owner[column] == 0:
                break
        while column:
            previous = way[column]
            owner[column] = owner[previous]
            column = previous
    return [(owner[j] - 1, j - 1) for j in range(1, m + 1) if owner[j]]


# -- the same said otherwise ----------------------------------------------------------------------------------------

_CONVERTED = 0.06
"""Relative error up to which a converted figure counts as rounded on purpose (2 of 25 miles for 40 km is 0.6 %)."""
_EXACT = 0.005


def otherwise(left: Item, right: Item, units: UnitTable) -> tuple[int, Grade] | None:
    """Cost and grade of two items that agree only when converted or rounded."""
    best: tuple[int, Grade] | None = None
    for a in left.readings:
        for b in right.readings:
            found = None
            if type(a) is Amount and type(b) is Amount:
                found = _convertible(a, b, units) or _rounded(a, b, left, right, units)
            elif type(a) is Clock and type(b) is Clock and (a.minutes - b.minutes) % 720 == 0:
                found = (250, "clock")
            elif type(a) is Tag and type(b) is Tag and a.family == b.family == "weekday":
                found = (300, "shifted") if (a.number - b.number) % 7 in (1, 6) else None
            elif type(a) is Vague and type(b) is Vague and a.value == b.value:
                found = (100, "unit")
            if found is not None and (best is None or found[0] < best[0]):
                best = found
    if best is not None and SILENT in (left.weight, right.weight) and best[1] not in ("converted", "percent"):
        return None
    return best


def _convertible(a: Amount, b: Amount, units: UnitTable) -> tuple[int, Grade] | None:
    if not a.unit or not b.unit:
        if (a.unit == "%" or b.unit == "%") and not (a.unit and b.unit):
            share, other = (a.value / 100, b.value) if a.unit else (b.value / 100, a.value)
            if abs(share - other) < 0.008 and 0 < other < 1:
                return 150, "percent"
        return None
    if units.same(a.unit, b.unit) and a.unit != "deg" and b.unit != "deg":
        return None
    left = ("°C", "°F") if a.unit == "deg" else (a.unit,)
    right = ("°C", "°F") if b.unit == "deg" else (b.unit,)
    bare = "deg" in (a.unit, b.unit)
    for x in left:
        for y in right:
            if x == y:
                continue
            for value in units.convert(a.value, x, y)[: 1 if bare else 2]:
                gap = abs(value - b.value) / max(abs(value), abs(b.value), 1e-9)
                if gap < _CONVERTED or (y in ("°C", "°F") and abs(value - b.value) <= 1.5):
                    return (10 if gap < _EXACT else 200), "converted"
    return None


def significant(value: Number) -> int:
    """Number of significant digits of an integer or decimal as written without trailing zeros."""
    return len(f"{abs(value):.10g}".replace(".", "").strip("0")) or 1


def _rounded(a: Amount, b: Amount, left: Item, right: Item, units: UnitTable) -> tuple[int, Grade] | None:
    if not units.same(a.unit, b.unit) or a.value == 0 or b.value == 0:
        return None
    if "date" in (left.kind, right.kind):
        return None
    fine, coarse, approx = a, b, right.approx or left.approx
    digits = significant(coarse.value)
    if significant(fine.value) <= digits or abs(fine.value) < 20 or not approx and digits > 2:
        return None
    if abs(a.value - b.value) / abs(fine.value) > 0.05:
        return None
    rounded = float(f"{fine.value:.{digits}g}")
    step = 10 ** (len(str(int(abs(fine.value)))) - digits)
    return (
        (350, "rounded")
        if abs(rounded - coarse.value) < 1e-9 or (approx and abs(rounded - coarse.value) <= step)
        else None
    )
