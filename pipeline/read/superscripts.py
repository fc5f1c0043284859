"""What a superscript means: a footnote mark, an exponent, the minutes of a clock time, a fraction.

As plain text a superscript would run into the figure before it: "500¹ million" would be 5001 million. So a mark goes,
and what is part of a figure is written such that nobody can take it for one of its digits.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

_FOOTNOTE = re.compile(r"[\[(]?(?:\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,3}|[a-z]|\*{1,3}|[†‡§])[\])]{0,2}")
_FIGURES = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_EXPONENT = re.compile(r"[-−–+]?\d{1,3}")
_POWER = re.compile(r"(?<![\d.,])(?:10|2)$")
"""Bases that news raises to a power; after any other figure a superscript is a mark."""
_COUNTED = re.compile(
    r"\s*(?:Prozent|%|€|\$|Euro|Dollar|Franken|Millionen|Milliarden|Billionen|Mio|Mrd|Tausend|Jahre|Menschen|Personen)"
)
"""After a base, these say that it is a plain amount with a mark."""
_UNIT = re.compile(r"(?<![^\W\d_])[kcmdµ]?m$|/s$|(?<![^\W\d_])(?:[A-Za-z]|mc)$")
_FORMULA = re.compile(r"(?<![^\W\d_])(?:CO|NO|SO|H|O|N)$")
_ELEMENT = re.compile(r"[A-Z][a-z]?(?![^\W\d_])")
_HOUR = re.compile(r"(?<![\d.,:])(?:[01]?\d|2[0-4])$")
_MINUTES = re.compile(r"[0-5]\d")
_CLOCK = re.compile(r"\s*(?:Uhr|h\b)|\s*(?:[–-]|bis|und)\s*(?:[01]?\d|2[0-4])$")
_CLOCK_BEFORE = re.compile(r"\b(?:um|ab|gegen|von|bis)\s+\d{1,2}$", re.IGNORECASE)
_DEGREE = re.compile(r"\s?(?:C\b|Celsius|Grad)")
_INLINE = frozenset(
    {"a", "abbr", "b", "cite", "em", "font", "i", "label", "mark", "q", "small", "span", "strong", "sub", "sup", "u"}
)
_DEEP = 6
_STEPS = 24


def settle(element: html.HtmlElement) -> bool:
    """Write a ``sup`` element as text that cannot be taken for a part of the figure beside it; whether it changed.

    A mark goes: a linked one, or one behind a word or an amount. An exponent becomes superscript characters (10⁶,
    km²), the minutes of "19³⁰ Uhr" follow a full stop, and a fraction behind a whole number a space.
    """
    mark = " ".join(text_of(element).split())
    if not mark:
        return False
    before, after = before_of(element), _after(element)
    linked = any(child.tag == "a" for child in element) or _in_link(element)
    written = _written(mark, before, after, linked=linked)
    if written is None:
        return False
    _replace(element, written)
    if not written and (element.tail or "").strip() in (",", ";") and _is_sup(element.getnext()):
        element.tail = ""  # the comma between two marks
    return True


def _written(mark: str, before: str, after: str, *, linked: bool) -> str | None:
    """What a superscript is written as; ``None`` if it stays as it is, empty if it goes."""
    digit = before[-1:].isdigit()
    if mark.isdigit() and re.match(r"[/⁄]\s?\d", after):
        return f" {mark}" if digit else None
    if linked and _FOOTNOTE.fullmatch(mark):
        return ""
    if digit and _is_clock(mark, before, after):
        return f".{mark}"
    if digit and mark in ("o", "0", "°") and _DEGREE.match(after):
        return "°"
    if _EXPONENT.fullmatch(mark) and _is_power(mark, before, after):
        return mark.translate(_FIGURES)
    if _FORMULA.search(before) and mark.isdigit():
        return None
    isotope = mark.isdigit() and not before[-1:].strip() and bool(_ELEMENT.match(after))
    if _FOOTNOTE.fullmatch(mark) and not isotope:
        return " " if after[:1].isalnum() and before[-1:].isalnum() else ""
    touches = digit and mark[0].isdigit(), mark[-1].isdigit() and after[:1].isdigit()
    return f"{' ' * touches[0]}{mark}{' ' * touches[1]}" if any(touches) else None


def _is_clock(mark: str, before: str, after: str) -> bool:
    if not _MINUTES.fullmatch(mark) or not _HOUR.search(before):
        return False
    return bool(_CLOCK.match(after) or (_CLOCK_BEFORE.search(before) and mark[-1] in "05"))


def _is_power(mark: str, before: str, after: str) -> bool:
    if mark[0] in "-−–+":
        return before[-1:].isalnum()
    if _POWER.search(before):
        return mark != "1" and not _COUNTED.match(after) and (before.endswith("10") or _is_term(before, after))
    return mark in ("2", "3") and bool(_UNIT.search(before))


def _is_term(before: str, after: str) -> bool:
    """Whether a figure stands in a calculation."""
    return bool(re.match(r"\s?[=·×*+]", after) or re.search(r"[=·×*+]\s?\d+$", before))


def _in_link(element: html.HtmlElement) -> bool:
    """Whether a link holds the superscript and nothing else."""
    parent = element.getparent()
    return parent is not None and parent.tag == "a" and not (parent.text or "").strip() and len(parent) == 1


def _is_sup(element: html.HtmlElement | None) -> bool:
    return element is not None and element.tag == "sup"


def _replace(element: html.HtmlElement, text: str) -> None:
    element.clear(keep_tail=True)
    element.text = text or None


def text_of(element: html.HtmlElement) -> str:
    """The beginning of an element's text."""
    return "".join(islice(element.itertext(), _STEPS))


def before_of(element: html.HtmlElement) -> str:
    """The text immediately before an element within its block."""
    node = element
    for _ in range(_STEPS):
        previous = node.getprevious()
        if previous is None:
            parent = node.getparent()
            if parent is None or parent.text:
                return parent.text if parent is not None else ""
            if parent.tag not in _INLINE:
                return ""
            node = parent
            continue
        if found := _end_of(previous):
            return found
        if previous.tag not in _INLINE:
            return ""
        node = previous
    return ""


def _end_of(element: html.HtmlElement) -> str:
    """The last text of an element or behind it."""
    for _ in range(_DEEP):
        if element.tail or not isinstance(element.tag, str) or not len(element):
            break
        element = element[-1]
    return element.tail or ((element.text or "") if isinstance(element.tag, str) else "")


def _after(element: html.HtmlElement) -> str:
    """The text immediately behind an element within its block, with the beginning of what follows it."""
    node = element
    for _ in range(_DEEP):
        following = node.getnext()
        inline = following is not None and following.tag in _INLINE
        # A second superscript is no text behind the first one, but the lower half of a fraction is.
        beyond = text_of(following) if inline and following is not None and following.tag != "sup" else ""
        if node.tail or beyond:
            return (node.tail or "") + beyond
        parent = node.getparent()
        if following is not None or parent is None or parent.tag not in _INLINE:
            return ""
        node = parent
    return ""
