"""What both sides say about one figure: its bound, its side of a point in time, by how much or to what.

Only figures linked by the comparison of quantities are examined, and only the cues beside them. A finding needs the
opposite on the other side, so "über" in "ein Bericht über 20 Fälle" causes none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..types import Comparison, Fact, Finding, Span
from .findings import finding
from .lexicon import Family
from .scan import Cue

_BESIDE = re.compile(
    r"[\s\"'„“”‚‘’»«(€$£¥~-]*"
    r"(?:(?:den|die|das|dem|der|des|ein|eine|einem|einen|einer|eines|etwa|rund|circa|ca\.?|noch|ganz|genau|zum|zur|"
    r"am|im|vom|anfang|ende|mitte|sommer|winter|herbst|frühjahr|kommenden|nächsten|vergangenen|vorigen|letzten|diesen|dieser|"
    r"the|a|an|about|around|some|roughly|approximately|early|late|mid|end|start|beginning|of|on|in|at|next|last|"
    r"this|another|summer|winter|autumn|spring|evening|night|morning|afternoon|us|c)[\s\"'„“”‚‘’»«(€$£¥~-]+){0,3}",
    re.IGNORECASE,
)
"""What may stand between a cue and its figure."""
_BEHIND = re.compile(r"[\s-]*(?:[^\W\d_]+[\s-]+){0,2}")
_CONTRARY = {
    "more": 1, "least": 1, "less": -1, "most": -1, "from": 1, "to": -1, "ago": 1, "ahead": -1, "by": 1,
}  # fmt: skip
_MEASURES = frozenset({"number", "unit"})
_MOMENTS = frozenset({"date", "time"})
_YEAR = re.compile(r"\d{4}")
"""Four digits alone may also be a number: über 2000 Menschen."""
_SPANS = (" year", " month", " week", " day", " h", " min", " s")


class _Beside(NamedTuple):
    """What is said about a figure: +1 or -1 on a scale, 0 if neither or both; and where."""

    side: int
    cue: Cue | None


_NOTHING = _Beside(0, None)


def figures(
    source: str, target: str, said: Sequence[Cue], shown: Sequence[Cue], quantities: Comparison
) -> list[Finding]:
    """Findings about linked figures where the two sides say opposite things."""
    left = [cue for cue in said if cue.family in _SCALES]
    right = [cue for cue in shown if cue.family in _SCALES]
    if not right:
        return []
    found: list[Finding] = []
    moves = _moving(said) and _moving(shown)
    moved: set[Cue] = set()
    for link in quantities.links:
        one, two = quantities.source_facts[link.source], quantities.target_facts[link.target]
        times = frozenset(cue.start for cue in shown if cue.family == "time") if one.kind == "date" else frozenset()
        for scale in _scales(one, moves and not any(value.startswith("-") for value in two.values)):
            there = _beside(target, two, right, scale)
            if not there.side or (scale == "bound" and there.cue is not None and there.cue.start in times):
                continue
            here = _beside(source, one, left, scale)
            if here.cue in moved:
                continue  # fell from 40 to 30
            side = _turned(source, target, here, there, said) if scale == "time" else there.side
            if (
                here.side
                and here.side == -side
                and not _said_elsewhere(source, one, there.side, left, scale, quantities)
            ):
                found.append(_contrary(scale, source, target, one, two, here, there))
                if scale == "move" and here.cue is not None:
                    moved.add(here.cue)
                break  # a year is on two scales, and one slip
            if not here.side and scale == "bound" and _overshoots(one, two, there.side):
                message = f"The source says “{one.span.text}”, which is not “{_whole(target, there, two).text}”."
                found.append(finding("bound.changed", "warning", one.span, _whole(target, there, two), message))
    return found


_CLAUSE = 80
"""Maximum characters between a denial and the point in time that it turns."""

_DENIALS = ("nicht", "kein", "nie", "ohne", "not ", "no ", "never")
"""What a phrase of denial begins with, though it may deny little: nicht viel, not least."""


def _turned(source: str, target: str, here: _Beside, there: _Beside, said: Sequence[Cue]) -> int:
    """What the target says about a point in time, if a denial goes with it there; 0 if that cannot be told.

    "Not until May" is from May on, unless the source denies as well: "vor Mai nicht".
    """
    one, two = here.cue, there.cue
    apart = two is not None and two.value == "denied"
    if one is None or two is None or not (apart or target[two.start : two.end].lower().startswith("not ")):
        return there.side
    denied = not source[one.start : one.end].lower().startswith("nicht ") and any(
        cue.family == "negation"
        and (cue.strong or source[cue.start : cue.end].lower().startswith(_DENIALS))
        and max(cue.start - one.end, one.start - cue.end) < _CLAUSE
        for cue in said
    )
    if apart:
        return there.side if denied else 0
    return -there.side if denied else there.side


def _moving(cues: Sequence[Cue]) -> bool:
    return any(cue.strong and cue.value in ("amount+", "amount-") for cue in cues)


_SCALES: dict[Family, str] = {
    "bound": "bound", "bound-after": "bound", "time": "time", "time-after": "time", "span": "span",
    "span-after": "span", "change": "change", "direction": "move",
}  # fmt: skip


def _scales(fact: Fact, moves: bool) -> tuple[str, ...]:
    if fact.kind in _MOMENTS:
        return ("time", "bound") if fact.kind == "date" and _YEAR.fullmatch(fact.span.text) else ("time",)
    if fact.kind in _MEASURES:
        span = fact.kind == "unit" and any(value.endswith(_SPANS) for value in fact.values)
        signed = any(value.startswith("-") for value in fact.values)  # growth of minus 3 percent is a fall
        return ("bound", *(("span",) if span else ()), *(("change", "move") if moves and not signed else ()))
    return ()


def _beside(text: str, fact: Fact, cues: Sequence[Cue], scale: str) -> _Beside:
    """What the cues of a scale beside a figure say about it."""
    if scale == "move":
        return _move(text, fact, cues)
    sides: set[int] = set()
    first: Cue | None = None
    for cue in cues:
        if _SCALES[cue.family] != scale:
            continue
        if cue.family.endswith("-after"):
            near = cue.start >= fact.span.end and _BEHIND.fullmatch(text, fact.span.end, cue.start)
        else:
            near = cue.end <= fact.span.start and _BESIDE.fullmatch(text, cue.end, fact.span.start)
        if near:
            sides.add(_CONTRARY.get(cue.value, -1))
            first = first or cue
    return _Beside(sides.pop(), first) if len(sides) == 1 else _NOTHING


_WITHIN, _BEHIND_WITHIN = 36, 14
"""Maximum characters between a figure and the word before or after it that says which way it moved."""
_APART = re.compile(r"[.,;:!?](?=\s)|[()–—„“”\"]|\s(?:und|oder|and|or|while|während)\s")


def _move(text: str, fact: Fact, cues: Sequence[Cue]) -> _Beside:
    """The direction given by the word nearest to a figure: stieg um 3 Prozent, 3 percent lower."""
    best: tuple[int, Cue] | None = None
    for cue in cues:
        if cue.family != "direction" or cue.value[:-1] != "amount":
            continue
        before = cue.end <= fact.span.start
        start, end = (cue.end, fact.span.start) if before else (fact.span.end, cue.start)
        gap = end - start
        if (
            0 <= gap <= (_WITHIN if before else _BEHIND_WITHIN)
            and (best is None or gap < best[0])
            and not _APART.search(text, start, end)
        ):
            best = gap, cue
    if best is None or not best[1].strong:
        return _NOTHING
    return _Beside(1 if best[1].value.endswith("+") else -1, best[1])


def _said_elsewhere(
    source: str, fact: Fact, side: int, cues: Sequence[Cue], scale: str, quantities: Comparison
) -> bool:
    """Whether the source says the same about another figure with this value: the link may have picked the wrong one."""
    return any(
        other is not fact and other.values == fact.values and _beside(source, other, cues, scale).side == side
        for other in quantities.source_facts
    )


def _overshoots(one: Fact, two: Fact, side: int) -> bool:
    """Whether a changed figure is on the wrong side of its own bound: 14.400, more than 15,000."""
    if len(one.values) != 1 or len(two.values) != 1:
        return False
    (a, unit), (b, other) = _amount(one.values[0]), _amount(two.values[0])
    if a is None or b is None or unit != other:
        return False
    return a < b if side > 0 else a > b


def _amount(value: str) -> tuple[float | None, str]:
    number, _, unit = value.partition(" ")
    try:
        return float(number), unit
    except ValueError:
        return None, unit


def _whole(text: str, beside: _Beside, fact: Fact) -> Span:
    """One span over cue and figure, and over the last word of a verb that is soon behind them: nahm um 3 Prozent ab."""
    assert beside.cue is not None
    start, end = min(beside.cue.start, fact.span.start), max(beside.cue.end, fact.span.end)
    if beside.cue.apart is not None and end <= beside.cue.apart[0] <= end + _WITHIN:
        end = beside.cue.apart[1]
    return Span(text[start:end], start, end)


def _contrary(scale: str, source: str, target: str, one: Fact, two: Fact, here: _Beside, there: _Beside) -> Finding:
    left, right = _whole(source, here, one), _whole(target, there, two)
    message = f"“{left.text}” became “{right.text}”."
    if scale == "change":
        return finding("direction.changed", "warning", left, right, message)
    if scale == "move":
        return finding("direction.reversed", "warning", left, right, message)
    return finding("bound.reversed", "error" if scale == "bound" else "warning", left, right, message)
