"""Putting something else in the place of a stretch of text, and only of a whole figure or word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..plain import plain
from ..types import Span

Slot = tuple[Span, str]
"""A stretch of the text and what is to stand there."""
_TORN = re.compile(r"[^\W_]\0[^\W_]|\d[.,:/'’]\0\d|\d\0[.,:/'’]\d")
"""An edge (the zero character) that runs through a word or a figure."""
_NEAR = 8
"""Characters looked at on both sides of an edge: a digit, a sign that joins figures, signs that nobody sees."""


def whole(text: str, span: Span) -> bool:
    """Whether the stretch is no part of a longer figure or word. Signs that nobody sees do not divide one."""
    if not plain(span.text).text.strip():
        return False
    return not any(_TORN.search(_edge(text, at)) for at in (span.start, span.end))


def _edge(text: str, at: int) -> str:
    return plain(text[max(0, at - _NEAR) : at]).text + "\0" + plain(text[at : at + _NEAR]).text


def apart(text: str, slots: Iterable[Slot]) -> list[Slot]:
    """The slots that can be filled together: whole, and where two overlap the longer one only; in order."""
    taken: list[Slot] = []
    for span, form in sorted(slots, key=lambda slot: (slot[0].start - slot[0].end, slot[0].start)):
        free = all(span.end <= other.start or other.end <= span.start for other, _ in taken)
        if free and whole(text, span):
            taken.append((span, form))
    return sorted(taken, key=lambda slot: slot[0].start)


def replaced(text: str, slots: Iterable[Slot]) -> str:
    """The text with every slot filled."""
    for span, form in sorted(slots, key=lambda slot: slot[0].start, reverse=True):
        text = text[: span.start] + form + text[span.end :]
    return text
