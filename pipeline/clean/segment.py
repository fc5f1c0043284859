"""Splits a text into raw blocks: lines that stand alone, and paragraphs wrapped at a fixed width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_NEWLINES = re.compile(r"\r\n|[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")
_BULLET = re.compile(r"(?:[-*•‣▪●–]|\d{1,2}[.)])\s")
MAX_WIDTH = 132
"""The widest page of line printers and mail programs; longer lines are paragraphs, not wrapped lines."""
_MIN_WIDTH = 40
_NARROW = 24
"""The narrowest column of a newspaper. Below :data:`_MIN_WIDTH` a text counts as wrapped only if many lines continue in
lower case: lists of names and results are as narrow, but do not."""
_MIN_PAIRS = 3
_MIN_BROKEN = 25
"""Characters of a line that another one may go on."""
_ENDS = re.compile(r"[a-zäöüß0-9%)€][.!?][\"“”«»)]?(?=\s|\Z)")
_WRAPPED_SHARE = 0.75
"""Share of line ends in running text that the width must force for a text to count as wrapped."""
_RUNNING_ON = 0.2
_WRAPPED_SHARE_RUNNING_ON = 0.5
"""If a fifth of the lines begin in lower case, as no paragraph does, half of the line ends are enough."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A raw block: offsets without surrounding white space, and whether an empty line precedes it."""

    start: int
    end: int
    gap: bool


def pieces(text: str) -> tuple[Piece, ...]:
    """The raw blocks of a text, in order; together they hold every character that is not white space."""
    lines = _lines(text)
    width = _wrap_width(text, lines)
    merged: list[Piece] = []
    for line in lines:
        continued = (
            merged
            and not line.gap
            and ((width and _continues(text, merged[-1], line, width)) or _runs_on(text, merged[-1], line))
        )
        if continued:
            merged[-1] = Piece(merged[-1].start, line.end, merged[-1].gap)
        else:
            merged.append(line)
    return tuple(merged)


def _lines(text: str) -> list[Piece]:
    found: list[Piece] = []
    previous = 0
    for match in _LINE.finditer(text):
        stripped = match[0].strip()
        if not stripped:
            continue
        start = match.start() + match[0].index(stripped[0])
        end = start + len(stripped)
        gap = not found or len(_NEWLINES.findall(text, previous, start)) > 1
        found.append(Piece(start, end, gap))
        previous = end
    return found


def _wrap_width(text: str, lines: Sequence[Piece]) -> int:
    """The column at which the text was wrapped, or 0 if it was not.

    A wrapping program breaks a line only where the next word would not have fitted. So in a wrapped text nearly every
    line continued on the next is as long as the width allows; with one paragraph per line, none needs to be.
    """
    pairs = [(a, b) for a, b in pairwise(lines) if not b.gap]
    if len(pairs) < _MIN_PAIRS:
        return 0
    lengths = sorted(line.end - line.start for line in lines)
    if lengths[int(0.9 * (len(lengths) - 1))] > MAX_WIDTH:
        return 0
    width = max((n for n in lengths if n <= MAX_WIDTH), default=0)
    width = min(width, lengths[int(0.97 * (len(lengths) - 1))])  # one overlong title or address must not set the width
    if width < _NARROW:
        return 0
    open_ended = [(a, b) for a, b in pairs if text[a.end - 1] not in '.!?:…"”“«»)']
    if len(open_ended) < _MIN_PAIRS:
        return 0
    share = sum(_forced(text, a, b, width) for a, b in open_ended) / len(open_ended)
    running_on = sum(text[b.start].islower() for _, b in pairs) / len(pairs)
    if width < _MIN_WIDTH and (running_on < _RUNNING_ON or len(pairs) < 2 * _MIN_PAIRS):
        return 0
    wrapped = share >= _WRAPPED_SHARE or (running_on >= _RUNNING_ON and share >= _WRAPPED_SHARE_RUNNING_ON)
    return width if wrapped else 0


def _forced(text: str, line: Piece, following: Piece, width: int) -> bool:
    """True if the next line's first word would not have fitted on this one."""
    word = text[following.start : following.end].split(maxsplit=1)[0]
    return line.end - line.start + 1 + len(word) > width - 2


def _continues(text: str, block: Piece, line: Piece, width: int) -> bool:
    last = max(text.rfind(mark, block.start, block.end) for mark in "\n\r")
    tail = Piece(max(last + 1, block.start), block.end, False)
    if _BULLET.match(text, line.start) or _indented(text, line.start):
        return False
    return _forced(text, tail, line, width)


def _runs_on(text: str, block: Piece, line: Piece) -> bool:
    """Whether a line goes on the sentence above: it begins in lower case, and that has no end but this one has.

    Cells of tables and databases have such breaks. A by-line or a link in lower case does not end as sentences do.
    """
    last = text[block.end - 1]
    if not (last.isalnum() or last in ",-–)") or block.end - block.start < _MIN_BROKEN:
        return False
    words = text[line.start : line.end].split(maxsplit=1)
    return words[0].islower() and words[0][0].isalpha() and bool(_ENDS.search(text, line.start, line.end))


def _indented(text: str, start: int) -> bool:
    """Whether the line is indented by two or more spaces, which begins a paragraph."""
    return start >= 2 and text[start - 2 : start].isspace() and "\n" not in text[start - 2 : start]
