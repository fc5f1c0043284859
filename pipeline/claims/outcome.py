"""Who won and who lost, where a sentence names both: "Ulm schlug Gera", "Ulm lost to Gera"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..types import Finding, Span
from .findings import finding
from .scan import Cue

_NAME = re.compile(
    r"\s+(?:(?:the|den|die|das|dem|der|by|rivals|hosts|title|holders|local|city)\s+|\d\.\s)*"
    r"([A-ZÄÖÜ0-9][\w’'.-]*(?:\s+(?:[A-ZÄÖÜ][\w’'-]*|\d\d))*)"
)
"""The name after a verb or a preposition."""
_AGAINST = re.compile(
    r"[^.!?;]{0,60}?\s(?:gegen|against|over|to|by|from)(?=\s+(?:the\s+|den\s+|die\s+|das\s+)?[A-ZÄÖÜ])"
)
_PASSIVE = re.compile(r"\b(?:was|were|been|be|being|is|are|got|get|wurde|wurden|worden)\s+(?:\w+ly\s+)?$")
_LETTERS = 4
"""Number of first letters that two names must share to be the same."""


class _Outcome(NamedTuple):
    """The party named after the verb of a sentence, and whether they won."""

    name: Span
    won: bool


def outcome(source: str, target: str, said: Sequence[Cue], shown: Sequence[Cue]) -> list[Finding]:
    """A finding if the winner in the source loses in the target. Only names that both sides write alike count."""
    left = [found for cue in said if cue.family == "outcome" and (found := _read(source, cue))]
    right = [found for cue in shown if cue.family == "outcome" and (found := _read(target, cue))]
    if len(left) != 1 or len(right) != 1:
        return []
    one, two = left[0], right[0]
    same = _alike(one.name.text, two.name.text)
    if one.won == two.won:
        crossed = (
            not same and _mentioned(two.name.text, source, one.name) and _mentioned(one.name.text, target, two.name)
        )
    else:
        crossed = same
    if not crossed:
        return []
    message = f"“{one.name.text}” {'won' if one.won else 'lost'} in the source, but not in the target."
    return [finding("direction.reversed", "warning", one.name, two.name, message)]


def _read(text: str, cue: Cue) -> _Outcome | None:
    """Who is named after the verb, directly or after a preposition, and whether they won."""
    passive = _PASSIVE.search(text, max(0, cue.start - 24), cue.start) is not None
    if cue.value == "beat" and not passive:
        match = _NAME.match(text, cue.end)
        won = False
    else:
        against = _AGAINST.match(text, cue.end)
        match = _NAME.match(text, against.end()) if against else None
        won = cue.value in ("lose", "yield") or passive
        if match is None and cue.value == "yield":
            match = _NAME.match(text, cue.end)
    return _Outcome(Span(match[1], match.start(1), match.end(1)), won) if match else None


def _alike(one: str, two: str) -> bool:
    left, right = _stems(one), _stems(two)
    return bool(left & right)


def _stems(name: str) -> set[str]:
    return {word[:_LETTERS].lower() for word in re.findall(r"[^\W\d_]{3,}", name)}


def _mentioned(name: str, text: str, beside: Span) -> bool:
    """Whether a text has ``name`` anywhere outside ``beside``."""
    elsewhere = text[: beside.start] + " " + text[beside.end :]
    return bool(_stems(name) & _stems(" ".join(re.findall(r"[A-ZÄÖÜ]\w+", elsewhere))))
