"""What a page's elements mean for its text: struck passages, footnotes, quotations, the line over a headline.

Elements nest, and each is examined; how much is read of one is bounded, so time is proportional to the page's size.
"""

from __future__ import annotations

import re

from lxml import html

from .superscripts import before_of, settle, text_of

_KICKER = re.compile(
    r"kicker|dachzeile|overline|topline|spitzmarke|eyebrow|roofline|roof-|pretitle|pre-title|preheadline|prefix|rubri[kc]|ressort|section|catch|label",
    re.IGNORECASE,
)
"""Class names for the line over a headline, on pages that put both in one element."""
_MAX_KICKER = 40
_MIN_HEADLINE = 8
_INLINE = frozenset({"a", "b", "em", "i", "label", "mark", "small", "span", "strong", "time"})
_STRUCK = frozenset({"del", "s", "strike"})
_STRUCK_STYLE = re.compile(r"text-decoration[\w-]{0,6}\s{0,3}:[^;]{0,40}line-through", re.IGNORECASE)
_DEEP = 6
"""How deep an element is examined: pages nest a link and a few spans in a heading, no more."""
_PIECES = 24
_QUOTES = '"„“”»«‚‘’›‹'


def prepare(root: html.HtmlElement) -> bool:
    """Remove from the tree what a reader sees but the text must not say, and add what a style sheet would print.

    Struck-out passages are retracted and go. Superscripts would run into the figures beside them
    (:mod:`.superscripts`). The quotation marks of ``q`` elements are added.

    Returns:
        Whether anything was changed.
    """
    changed = False
    for element in list(root.iter("del", "s", "strike", "sup", "q", "span")):
        if element.tag == "q":
            marks = (text_of(element).strip() or " ")[0], before_of(element)[-1:] or " "
            if not set(marks) & set(_QUOTES):
                element.text = "„" + (element.text or "")
                element.tail = "“" + (element.tail or "")
                changed = True
            continue
        if element.tag in _STRUCK or _STRUCK_STYLE.search(element.get("style") or ""):
            element.clear(keep_tail=True)
            changed = True
        elif element.tag == "sup":
            changed = settle(element) or changed
    return changed


def kicker(heading: html.HtmlElement) -> html.HtmlElement | None:
    """The element of a heading that holds the line over the headline proper, if there is one.

    Recognised by its class, or as the first of two elements that share the heading, both beginning with a capital.
    """
    children = _speaking(heading)
    for _ in range(_DEEP):
        if len(children) != 1 or _said(heading.text) or _said(children[0].tail) or not len(children[0]):
            break
        heading = children[0]
        children = _speaking(heading)
    if not children or _said(heading.text) or children[0].tag not in _INLINE:
        return None
    first, rest = children[0], children[1:]
    words = " ".join(text_of(first).split())
    behind = [first.tail or "", *(text_of(child) + (child.tail or "") for child in rest[:_PIECES])]
    after = " ".join("".join(behind).split()).lstrip(":|–- ")
    if len(words) > _MAX_KICKER or len(after) < _MIN_HEADLINE:
        return None
    if _KICKER.search(first.get("class") or ""):
        return first
    pair = len(rest) == 1 and not _said(first.tail) and not _said(rest[0].tail) and first.tag == rest[0].tag == "span"
    return first if pair and after[:1] in _QUOTES + after[:1].upper() and len(words) < len(after) else None


def _speaking(element: html.HtmlElement) -> list[html.HtmlElement]:
    """The children that have text."""
    return [child for child in element if isinstance(child.tag, str) and text_of(child).strip()]


def _said(text: str | None) -> bool:
    return any(char.isalnum() for char in text or "")
