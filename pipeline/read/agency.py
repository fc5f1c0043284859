"""What agencies say about versions of an item, in codes and in words, and which of their markup is the article."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from copy import deepcopy
from html import escape, unescape

from lxml import etree, html

from ..types import Signal

_CODES: dict[str, Signal] = {
    "canceled": "withdrawn", "cancelled": "withdrawn", "withheld": "withdrawn", "withdrawn": "withdrawn",
    "withdrawal": "withdrawn", "kill": "withdrawn", "killed": "withdrawn", "retraction": "withdrawn",
    "deleted": "withdrawn", "correction": "correction", "corrected": "correction", "corr": "correction",
    "update": "update", "updated": "update", "writethru": "update",
}  # fmt: skip
"""Local names of codes: IPTC's publishing status (http://cv.iptc.org/newscodes/pubstatusg2/: usable, withheld,
canceled) and signal (http://cv.iptc.org/newscodes/signal/: update, correction ...), and what agencies make of them."""
_END = r"(?=\s*(?:[:.!/)\-–—]|$)|\s+(?:von|of|zu|zur|zum|der|in|im|mit|with|to)\b)"
_BEGINNINGS: dict[Signal, str] = {
    "withdrawn": r"zurückziehung|zurückgezogen|annullierung|annulliert|widerruf"
    r"|(?:bitte\s)?(?:nicht verwenden|streichen|löschen)|(?:mandatory\s)?kill|withdrawal|withdrawn|retraction",
    "correction": r"berichtigung|berichtigt|korrektur|korrigiert|richtigstellung"
    r"|corrections?|corrected|corrects|refile",
    "update": r"aktualisierung|aktualisiert|aktualisierte fassung|neufassung|ergänzung|ergänzt|neu|updates?|updated"
    r"|(?:1st|2nd|3rd|\dth) (?:lead|update)|write-?thru",
}
"""How a note begins that says what kind of version this is, in German and English wires."""
_WORDS = {
    signal: re.compile(rf"\W{{0,4}}(?:achtung\W{{1,3}})?(?:\d\.\s)?(?:{words}){_END}", re.IGNORECASE)
    for signal, words in _BEGINNINGS.items()
}
_STRENGTH: tuple[Signal, ...] = ("withdrawn", "correction", "update")
_ASIDE = frozenset({"teaser", "lead", "byline", "genre", "linkbox", "notepad", "slugline", "closingline", "infoline"})
"""Classes of paragraphs that are fields of their own (the teaser, the author) or not for readers."""
_DROPPED = frozenset(
    {"head", "header", "footer", "nav", "script", "style", "media", "figure", "aside", "form", "hedline", "byline",
     "body.head", "body.end", "tobject", "docdata", "note", "iframe", "video", "audio", "object", "svg"}
)  # fmt: skip
"""Elements of XHTML and NITF that hold no text of the article."""
_HTML_NAMES = {
    "hl1": "h2", "hl2": "h3", "block": "div", "body.content": "div", "body": "div", "nitf": "div", "html": "div",
    "bq": "blockquote", "inlineXML": "div", "content": "div",
}  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "hl1", "hl2"})
_PLAIN = frozenset({"span", "a", "font", "wbr"})
"""Elements that say nothing about the text in them."""
_BARE = _PLAIN | {"br", "hr", "img"}
"""Elements that are not closed."""
_FIRST = re.compile(r"<p\b[^>]*>(?=\s*(?:<(?!/?p\b)[^>]*>\s*)*[^<\s])", re.IGNORECASE)
"""The first paragraph that has words."""
_MARK = re.compile(r"<[^>]*>")
_BLANK = re.compile(r"[ \t\r\n]+")


def signal_of(codes: Iterable[str], notes: Iterable[str] = ()) -> Signal:
    """What kind of version an item is, by its codes ("sig:update"), else by how a note on it begins."""
    named = {_CODES.get(re.split(r"[:/#]", code.strip().lower())[-1], "") for code in codes}
    for signal in _STRENGTH:
        if signal in named:
            return signal
    said = {signal for note in notes for signal, pattern in _WORDS.items() if pattern.match(note.strip())}
    return next((signal for signal in _STRENGTH if signal in said), "")


def note_of(signal: Signal, notes: Iterable[tuple[str, str]]) -> str:
    """The sender's words on what is new: a note in the role of one, short before long, else one that begins so.

    Args:
        signal: of the item.
        notes: roles and texts.
    """
    given = [(role.lower(), " ".join(text.split())) for role, text in notes if text.strip()]
    for wanted in ("correctionshort", "correctionnote", "correction", "update", "kill", "withdraw"):
        if found := next((text for role, text in given if wanted in role), ""):
            return found
    if not signal:
        return ""
    said = next((text for _, text in given if any(pattern.match(text) for pattern in _WORDS.values())), "")
    if signal == "withdrawn" and not said:  # why not to use it, in whatever words
        return next((text for role, text in given if not is_private(role)), "")
    return said


def note_in_role(wanted: str, notes: Iterable[tuple[str, str]]) -> str:
    """The first note whose role has this word in it."""
    return next((text for role, text in notes if wanted in role.lower() and text.strip()), "")


def is_private(role: str) -> bool:
    """Whether a note in this role is about people and pictures, not about the version."""
    return any(word in role.lower() for word in ("contact", "closing", "notepad", "picture", "locali"))


def number(value: object) -> int:
    """A whole number however it is written, 0 if it is none."""
    if isinstance(value, bool):
        return 0
    digits = str(value if value is not None else "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else 0


def with_dateline(markup: str, dateline: str) -> str:
    """A story's markup, beginning with the dateline that its sender keeps in a field of its own."""
    dateline = " ".join(dateline.split())
    if not dateline:
        return markup
    text, begin = _plain(_MARK.sub("", unescape(markup))), _plain(dateline)
    if not text:
        return markup
    if text.startswith(begin):  # in a paragraph of its own it belongs to the next one all the same
        alone = rf"({re.escape(escape(dateline, quote=False))})\s*(?:</\w+>\s*)*</p>\s*<p>"
        return re.sub(alone, r"\1 ", markup, count=1)
    first = _FIRST.search(markup)
    at = first.end() if first else 0
    dash = "" if re.search(r"[-–—:]$", dateline) else " -"
    return f"{markup[:at]}{escape(dateline, quote=False)}{dash} {markup[at:].lstrip()}"


def _plain(text: str) -> str:
    return "".join(text.split())


def story(root: etree._Element, headings: Collection[str] = ()) -> str:
    """An element of XHTML or NITF as markup of the article alone: without its header, teaser, author and pictures.

    Args:
        root: the element; it is not changed.
        headings: lines that are fields of their own, and are left out where they stand as a heading.
    """
    copy = deepcopy(root)
    main = next((one for one in copy.iter() if _local(one) == "section" and "main" in _classes(one)), None)
    main = copy if main is None else main
    for element in list(main.iter()):
        if element is main or element.getparent() is None:
            continue
        name = _local(element)
        heading = name == "h1" or (name in _HEADINGS and " ".join("".join(element.itertext()).split()) in headings)
        if name in _DROPPED or heading or _classes(element) & _ASIDE:
            _remove(element)
    parts: list[str] = []
    _write(main, parts)
    return "".join(parts)


def fragment(markup: str) -> str:
    """The same for markup in a text, as JSON has it."""
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError, AssertionError):
        return markup
    return story(root)


def _write(element: etree._Element, parts: list[str]) -> None:
    """Markup without namespaces and attributes; white space as a browser sees it."""
    stack: list[tuple[etree._Element, bool]] = [(element, False)]
    while stack:
        one, closing = stack.pop()
        name = _HTML_NAMES.get(_local(one), _local(one))
        if closing:
            parts.append("" if name in _BARE else f"</{name}>")
            if one is not element:
                parts.append(_blank(one.tail))
            continue
        if not name:  # a comment, a processing instruction
            parts.append(_blank(one.tail))
            continue
        parts.append("" if name in _PLAIN else f"<{name}>")
        pre = name == "pre"
        parts.append(escape(one.text or "", quote=False).replace("\n", "<br>") if pre else _blank(one.text))
        stack.append((one, True))
        stack.extend((child, False) for child in reversed(one))


def _blank(text: str | None) -> str:
    return escape(_BLANK.sub(" ", text or ""), quote=False)


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _classes(element: etree._Element) -> set[str]:
    return set((element.get("class") or "").lower().split())


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if tail := element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)
