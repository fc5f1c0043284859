"""Classifies a block as prose, heading, truncated stub and so on, by its shape alone, in linear time."""

from __future__ import annotations

import re

from ..dates import is_date_only

CLOSERS = "\"”“’‘»«›‹)]'"
_SENTENCE_END = re.compile(r"[.!?…][" + re.escape(CLOSERS) + r"]{0,3}$")
_STUB_END = re.compile(r"(?:…|\.{3,5})[" + re.escape(CLOSERS) + r"]{0,2}$")
_INNER_END = re.compile(r"[a-zäöüß]{3}[.][" + re.escape(CLOSERS) + r"]{0,2}\s+[„\"»«A-ZÄÖÜ]")
_BULLET = re.compile(r"[-*•‣▪●]\s")
MAX_HEADING = 180
MIN_PROSE = 60
_MIN_PROSE_WORDS = 7


def is_stub(text: str) -> bool:
    """Ends in an ellipsis: cut off by the site, not the writer (provided there are others like it nearby)."""
    return bool(_STUB_END.search(text[-8:]))


def ends_sentence(text: str) -> bool:
    """Ends as a sentence does, closing quotes and brackets aside."""
    return bool(_SENTENCE_END.search(text[-4:]))


def is_prose(text: str) -> bool:
    """A finished sentence of some length: what articles consist of, and furniture hardly ever.

    Headlines may be questions or exclamations, so these need a preceding sentence or unusual length.
    """
    if text.rstrip(CLOSERS)[-1:] in "?!" and len(text) < MAX_HEADING and not _INNER_END.search(text):
        return False
    return (
        len(text) >= MIN_PROSE
        and ends_sentence(text)
        and not is_stub(text)
        and len(text[:2000].split()) >= _MIN_PROSE_WORDS
    )


def is_heading(text: str) -> bool:
    """Short, with no full stop at its end and no sentence end inside: a headline, a label, a link."""
    if len(text) > MAX_HEADING or _INNER_END.search(text):
        return False
    last = text.rstrip(CLOSERS)[-1:]
    return last not in ".;,:…"


def is_date(text: str) -> bool:
    """A date, with or without a clock time, and nothing else."""
    return len(text) <= 60 and is_date_only(text)


def is_list_item(text: str) -> bool:
    """Begins with a bullet."""
    return bool(_BULLET.match(text))


def is_quote(text: str) -> bool:
    """One quotation from end to end."""
    pairs = {"„": "“”", "»": "«", "«": "»", "“": "”", '"': '"'}
    closing = pairs.get(text[:1], "")
    body = text.rstrip(".!?,")
    return bool(closing) and len(text) > 2 and body[-1:] in closing and not any(mark in body[1:-1] for mark in closing)
