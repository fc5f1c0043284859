"""Cut a sentence that a model cannot hold, at the places where it hurts least. Nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

COMFORTABLE = 128
"""Intended length of a piece, in tokens. Translation quality falls on inputs longer than those of training (Koehn and
Knowles 2017, "Six Challenges for Neural Machine Translation", section 3.4), and training text is cut near it."""

_MARKS = (
    re.compile(r"(?<=[.!?:;])\s+"),
    re.compile(r"(?<=,)\s+|\s+(?=[-–—]\s)"),
    re.compile(r"(?<!\d)\s+|\s+(?!\d)"),  # between words, but not inside "30 000"
    re.compile(r"\s+"),
)


def split_long(text: str, count: Callable[[str], int], limit: int, comfortable: int = COMFORTABLE) -> tuple[str, ...]:
    """Cut ``text`` into pieces of at most ``limit`` tokens each, or leave it whole if it fits.

    Cuts fall after ; and : (and a full stop inside), else after commas and before dashes, else between words, else,
    in an endless word, between characters. Pieces are filled up to ``comfortable`` tokens. Joined with single spaces
    the pieces are ``text`` again (except for spaces put into an endless word).

    Args:
        count: number of tokens in a text, as the model counts them.
        limit: the most tokens one input may have, at least 1.
    """
    if count(text) <= limit:
        return (text,)
    return tuple(_split(text, count, limit, min(comfortable, limit), 0))


def clauses(text: str, count: Callable[[str], int], comfortable: int) -> tuple[str, ...]:
    """Cut at clause marks only (never between mere words) into pieces of about ``comfortable`` tokens."""
    parts = [part for piece in _MARKS[0].split(text) for part in _MARKS[1].split(piece) if part]
    return tuple(_pack(parts, count, comfortable))


def _split(text: str, count: Callable[[str], int], limit: int, aim: int, level: int) -> Iterator[str]:
    if level == len(_MARKS):
        half = len(text) // 2
        for part in (text[:half], text[half:]):
            if part and (count(part) <= limit or len(part) == 1):
                yield part
            elif part:
                yield from _split(part, count, limit, aim, level)
        return
    parts = [part for part in _MARKS[level].split(text) if part]
    for piece in _pack(parts, count, aim):
        if count(piece) <= limit:
            yield piece
        else:
            yield from _split(piece, count, limit, aim, level + 1)


def _pack(parts: list[str], count: Callable[[str], int], aim: int) -> Iterator[str]:
    """Join neighbours while their combined tokens do not exceed ``aim``."""
    held: list[str] = []
    size = 0
    for part in parts:
        tokens = count(part)
        if held and size + tokens > aim:
            yield " ".join(held)
            held, size = [], 0
        held.append(part)
        size += tokens
    if held:
        yield " ".join(held)
