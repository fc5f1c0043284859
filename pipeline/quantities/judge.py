"""From matched and unmatched items to findings: what is missing, changed or invented, and how serious it is."""

from __future__ import annotations

from ..types import Finding, Severity
from . import excuses
from .assignment import NEVER, assign
from .borne import Article, borne_out
from .excuses import Said
from .findings import Texts, finding
from .match import Matching, close_by
from .recombined import recombined
from .remarks import remark
from .signs import turned
from .swap import akin, near, swapped
from .units import UnitTable
from .values import FIRM, PER_YEAR, RATE, SOFT, STRONG, Amount, Clock, Day, Feast, Item, Tag, plain
from .zones import same_moment

_COMPARABLE = frozenset(
    (x, y) for x in (SOFT, FIRM, STRONG) for y in (SOFT, FIRM, STRONG) if x + y >= SOFT + FIRM and abs(x - y) < 2
)
"""Weights of two leftovers that may be a wrong rendering of each other."""
SPANS = frozenset((*PER_YEAR, "h", "min", "century", "decade"))
_UNRELATED = 90
"""Likeness from which an item of a summary counts as invented rather than as a changed item of its article."""
_END = 10**9


def judge(matching: Matching, texts: Texts, units: UnitTable) -> list[Finding]:
    """All findings of a pair, in the order of the source, then of the target."""
    found = [remarked for bond in matching.bonds if (remarked := remark(bond, texts)) is not None]
    for a, b in ((bond.source, bond.target) for bond in matching.bonds if bond.source.kind == "time"):
        if same_moment(a, b, texts.source, texts.target) is False:
            message = (
                f"“{texts.said(a)}” and “{texts.shown(b)}” are not the same moment: they are in different time zones."
            )
            found.append(finding("changed", "warning", a, b, texts, message))
    for bond in matching.bonds:
        if turned(bond, texts):
            message = f"“{texts.said(bond.source)}” rises on one side and falls on the other."
            found.append(finding("changed", "error", bond.source, bond.target, texts, message))
    for one, two, severity in swapped(matching.bonds, texts.source, texts.target):
        message = (
            f"“{texts.said(one.source)}” and “{texts.said(two.source)}” seem to have changed places in the target."
        )
        found.append(finding("swapped", severity, one.source, one.target, texts, message))
    said = Said.of(matching.bonds, 0)
    shown = Said.of(matching.bonds, 1)
    pairs, source, target = _changed(matching, texts, units, shown)
    told: dict[tuple[int, int], Finding] = {}
    for a, b in pairs:
        if excuses.other_zone(a, b, texts):
            message = f"“{texts.said(a)}” is given in another time zone: “{texts.shown(b)}”."
            found.append(finding("zone", "note", a, b, texts, message))
            continue
        firm = min(a.weight, b.weight) >= FIRM and (texts.direction == "both" or b.weight == STRONG)
        ranks = excuses.ranked(a, texts.source) and excuses.ranked(b, texts.target)
        sure = _part_of_span(a, b) or _alike(a, b) or ranks
        firm = firm or (sure and texts.direction == "both")
        message = f"“{texts.said(a)}” became “{texts.shown(b)}”."
        whole = (id(a.origin or a), id(b.origin or b))
        if firm or whole not in told:  # one error, one finding, however many parts differ
            told[whole] = finding("changed", "error" if firm else "warning", a, b, texts, message)
    found += told.values()
    seen: set[int] = set()
    for (left, right), change in told.items():
        if change.severity == "error":
            seen |= {left, right}
    for item in source if texts.direction == "both" else ():
        loss = _missing(item, texts, said, shown, units)
        if loss is not None and id(item.origin or item) not in seen:
            seen.add(id(item.origin or item))
            message = f"{_called(item, texts.said(item), said)} is missing."
            found.append(finding("missing", loss, item, None, texts, message))
    for item in target:
        gain = _added(item, texts, said, shown, units)
        if gain is not None and id(item.origin or item) not in seen:
            seen.add(id(item.origin or item))
            message = f"{_called(item, texts.shown(item), shown)} is not in the source."
            found.append(finding("added", gain, None, item, texts, message))
    for item in recombined(matching.bonds) if texts.direction == "target" else ():
        if id(item) not in seen:
            message = f"“{texts.shown(item)}” puts together what the source only says apart."
            found.append(finding("added", "warning", None, item, texts, message))
    found.sort(key=lambda f: (f.source.start if f.source else _END, f.target.start if f.target else 0))
    return found


def _called(item: Item, words: str, carried: Said) -> str:
    """How a message names an item: a part by its role, if the rest of the whole survived."""
    whole = item.origin
    if whole is None or id(whole) not in carried.wholes:
        return f"“{words}”"
    reading = item.readings[0]
    if whole.kind == "date" and isinstance(reading, Day):
        return f"The month of “{words}”"
    if whole.kind == "date" and isinstance(reading, Amount):
        return f"The {'year' if reading.value > 31 else 'day'} of “{words}”"
    if isinstance(reading, Amount) and not reading.unit:
        return f"The figure {plain(reading.value)} in “{words}”"
    return f"A part of “{words}”"


def _family(item: Item) -> str:
    reading = item.readings[0]
    if isinstance(reading, Clock):
        return "time"
    if isinstance(reading, Tag):
        return reading.family
    if isinstance(reading, Feast):
        return "day"
    if isinstance(reading, Day):
        return "month" if reading.day is None and reading.year is None else "day"
    return "number"


def _changed(
    matching: Matching, texts: Texts, units: UnitTable, shown: Said
) -> tuple[list[tuple[Item, Item]], list[Item], list[Item]]:
    """Pairs of leftovers that replace each other, and those that remain single."""
    source, target = matching.source, matching.target
    edges: dict[int, dict[int, int]] = {}
    limit = NEVER if texts.direction == "both" else _UNRELATED
    if texts.direction == "target" and target:
        article = Article.of(matching.bonds, source)
        target = [
            item
            for item in target
            if not excuses.repeated(item, shown) and not borne_out(item, texts.target, article, units)
        ]
    for i, candidates in close_by(source, target).items():
        a = source[i]
        row = {
            j: cost
            for j in candidates
            if _may_stand_for(a, target[j]) and (cost := _likeness(a, target[j], texts, units)) < limit
        }
        if row:
            edges[i] = row
    pairs = assign(edges, lambda i, j: edges[i][j]) if edges else []
    left = {i for i, _ in pairs}
    right = {j for _, j in pairs}
    return (
        [(source[i], target[j]) for i, j in pairs],
        [item for i, item in enumerate(source) if i not in left],
        [item for j, item in enumerate(target) if j not in right],
    )


def _part_of_span(a: Item, b: Item) -> bool:
    """Whether one is a fraction of a span of time and the other a different span: half an hour, an hour."""
    x, y = a.amount(), b.amount()
    if x is None or y is None or x.unit not in SPANS or y.unit not in SPANS:
        return False
    return (0 < x.value < 1 and a.weight >= SOFT) or (0 < y.value < 1 and b.weight >= SOFT)


_COLLECTIVE = frozenset(("digits", "birth", "group", RATE))
"""Units counted only by words with no other meaning: sechsstellig, triplets, quartet, monthly."""
_HALF_DAY = 720


def _alike(a: Item, b: Item) -> bool:
    """Whether two words of little weight count the same kind of thing, so that one replaces the other."""
    if a.regnal and b.regnal:
        return True
    x, y = a.amount(), b.amount()
    if x is not None and y is not None and x.unit == y.unit and x.unit in _COLLECTIVE:
        return True
    one, two = a.readings[0], b.readings[0]
    noon = isinstance(one, Clock) and isinstance(two, Clock) and one.minutes % _HALF_DAY == two.minutes % _HALF_DAY == 0
    return noon and not (a.digits or b.digits)


def _rounds(a: Item, b: Item) -> bool:
    one, two = a.readings[0], b.readings[0]
    return isinstance(one, Tag) and isinstance(two, Tag) and one.family == two.family == "round"


def _may_stand_for(a: Item, b: Item) -> bool:
    if _part_of_span(a, b) or _alike(a, b) or _rounds(a, b):
        return True
    if (a.weight, b.weight) in _COMPARABLE:
        return True
    return a.weight == b.weight == SOFT and isinstance(a.readings[0], Tag)


def _likeness(a: Item, b: Item, texts: Texts, units: UnitTable) -> int:
    """Cost of taking one leftover for a wrong rendering of the other."""
    left, right = _family(a), _family(b)
    if left != right and ({left, right} not in ({"number", "day"}, {"number", "time"}) or _counts(a, b)):
        return NEVER
    cost = 60 if left != right else 0
    if texts.direction == "both":
        cost += int(50 * abs(a.start / (len(texts.source) or 1) - b.start / (len(texts.target) or 1)))
    elif left == "number" and not any(akin(x, y) for x in near(texts.source, a) for y in near(texts.target, b)):
        cost += 80
    x, y = a.amount(), b.amount()
    if x is not None and y is not None:
        if x.unit and y.unit:
            cost += 0 if units.same(x.unit, y.unit) else 40 if units.comparable(x.unit, y.unit) else 120
        elif x.unit or y.unit:
            cost += 15
        cost += 10 * abs(len(str(x.value)) - len(str(y.value)))
    return cost + 30 * abs(a.weight - b.weight) + (40 if a.digits != b.digits else 0)


_OF_MOMENTS = frozenset(("", "h", "min", "year", "century", "decade"))
"""Units that a figure may have which a point in time was made of: 18 hours for 18 Uhr."""


def _counts(a: Item, b: Item) -> bool:
    """Whether a point in time is held against a figure that counts things or measures: half past two, a 22-year-old."""
    return any(
        amount.unit not in _OF_MOMENTS or (amount.unit in PER_YEAR and _family(moment) == "time")
        for item, moment in ((a, b), (b, a))
        if _family(item) == "number" and (amount := item.amount()) is not None
    )


def _missing(item: Item, texts: Texts, said: Said, shown: Said, units: UnitTable) -> Severity | None:
    """How serious it is that the target does not say this; ``None`` if it does not matter."""
    if (
        item.weight <= SOFT
        or excuses.one_thing(item, texts)
        or excuses.suggested(item, texts.target)
        or excuses.century(item, shown)
        or excuses.verbatim(item, texts.source, texts.target)
        or excuses.stoppage_told(item, texts.target)
        or excuses.street(item, texts.source, texts.target)
    ):
        return None
    if (
        excuses.conversion_aside(item, said, texts.source, units)
        or excuses.zone_aside(item, said, texts.source)
        or excuses.money_aside(item, said, texts.source)
        or excuses.list_number(item, texts.source)
        or excuses.footnote(item, texts.source)
    ):
        return "note"
    if excuses.day_kept(item, said) or excuses.event_year(item, texts.source):
        return "warning"
    if excuses.repeated(item, said):
        return "warning" if item.digits else "note"
    return "error" if item.weight == STRONG else "warning"


def _added(item: Item, texts: Texts, said: Said, shown: Said, units: UnitTable) -> Severity | None:
    """How serious it is that the source does not say this; ``None`` if it does not matter."""
    if (
        item.weight <= SOFT
        or excuses.implied(item, texts.source)
        or excuses.century(item, said)
        or excuses.verbatim(item, texts.target, texts.source)
    ):
        return None
    if excuses.conversion_aside(item, shown, texts.target, units) or excuses.zone_aside(item, shown, texts.target):
        return "note"
    if excuses.money_aside(item, shown, texts.target) or excuses.list_number(item, texts.target):
        return "note"
    if excuses.repeated(item, shown) or (texts.direction == "both" and excuses.event_dated(item, texts.target)):
        return "note"
    if item.weight == STRONG and item.digits:
        return "warning" if texts.direction == "both" and excuses.in_name(item, texts.target) else "error"
    reading = item.readings[0]
    return None if isinstance(reading, Amount) and reading.value == 2 and not reading.unit else "warning"
