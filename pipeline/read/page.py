"""The visible text of a page in document order, as lines with the element each came from.

Only what a reader would see: no scripts, styles or hidden parts. Everything else stays, furniture included, so that
what is left out of the article can be listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree, html

from .elements import kicker

_INVISIBLE = frozenset(
    {
        "audio",
        "canvas",
        "datalist",
        "dialog",
        "embed",
        "head",
        "iframe",
        "input",
        "map",
        "math",
        "noscript",
        "object",
        "option",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "video",
    }
)
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    }
)
"""Elements that begin a line of their own (the HTML standard's rendering section: ``display: block``, list items)."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_CELLS = frozenset({"td", "th"})
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
"""Runs of white space, except the no-break spaces that hold a number together."""
_HIDDEN_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)

_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?|a11y-hidden)(?:$|\s)"
)
"""Class names with which common frameworks hide text meant only for screen readers."""
_FOR_LISTENERS = re.compile(
    r"\s*\(?(?:öffnet|wird)(?: sich)? (?:in|im)(?: einem)? neue[nms] (?:Fenster|Tab)(?: geöffnet)?\)?\s*",
    re.IGNORECASE,
)
"""Link descriptions for screen readers, on pages that hide them with a class of their own."""
_APART = frozenset({"a", "label", "small", "span", "strong", "time"})
"""Inline elements that pages turn into lines or boxes by style alone."""
_WORD_END = re.compile(r"[^\W\d_]{2}[a-zäöüß]$")
_INVISIBLE_CHARS = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
"""Soft hyphens and zero-width characters: invisible to a reader, and inside a name they break it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line: offsets into the page's text, the innermost block elements around it, its share of links."""

    start: int
    end: int
    path: tuple[str, ...]
    parent: int
    """Number of the block element around the line's own, in document order: siblings share it."""
    around: tuple[int, ...]
    """Numbers of the block elements further out, the nearest first, three at most."""
    linked: float
    """Share of its characters that are in links, 0 to 1."""
    kicker: bool = False
    """Whether it is the line over a headline, in the headline's own element."""

    @property
    def tag(self) -> str:
        """Name of the innermost block element."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's visible text and its lines, in document order."""

    text: str
    lines: tuple[Line, ...]
    language: str


def parse(markup: str) -> html.HtmlElement | None:
    """The page's tree, or ``None`` if there is nothing to parse. Broken markup is read as a browser would."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def visible(root: html.HtmlElement, *, unfold: bool = False) -> Page:
    """The page's visible text; with ``unfold``, also what is hidden until a click or a script shows it.

    One walk over the tree, without recursion: pages nest thousands deep.
    """
    writer = _Writer()
    kickers = {found for heading in root.iter(*_HEADINGS) if (found := kicker(heading)) is not None}
    stack: list[tuple[html.HtmlElement, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        if leaving:
            writer.leave(element)
            if element in kickers:
                writer.add_behind_kicker(element.tail)
            else:
                writer.add(element.tail)
            continue
        if not isinstance(element.tag, str) or element.tag in _INVISIBLE or (not unfold and _hidden(element)):
            writer.add(element.tail)
            continue
        writer.enter(element)
        writer.add(element.text)
        stack.append((element, True))
        stack.extend((child, False) for child in reversed(element))
    writer.flush()
    return Page("\n".join(writer.texts), tuple(writer.lines), (root.get("lang") or "")[:2].lower())


def _hidden(element: html.HtmlElement) -> bool:
    return (
        element.get("hidden") is not None
        or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
        or bool(_HIDDEN_CLASS.search(element.get("class") or ""))
    )


class _Writer:
    """Collects text into lines; a block element, a cell or two line breaks end a line."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.lines: list[Line] = []
        self._length = 0
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0
        self._path: list[tuple[str, int]] = [("", 0)]
        self._count = 0
        self._breaks = 0
        self._left = False
        """An element that a style sheet may set apart has just ended."""
        self._apart = False
        """... and another has just begun."""
        self._at_mark = False
        """A kicker has just ended, perhaps before a colon."""

    def enter(self, element: html.HtmlElement) -> None:
        if element.tag in _BLOCKS:
            self.flush()
            self._count += 1
            self._path.append((str(element.tag), self._count))
        elif element.tag == "br":
            self._breaks += 1
            if self._breaks > 1:
                self.flush()
            else:
                self._parts.append("\n")
        elif element.tag in _CELLS:
            self._parts.append("\t")
        elif element.tag == "a":
            self._links += 1
        self._apart = self._left and element.tag in _APART

    def leave(self, element: html.HtmlElement) -> None:
        if element.tag in _BLOCKS:
            self.flush()
            self._path.pop()
        elif element.tag in _CELLS:
            self._parts.append("\t")
        elif element.tag == "a":
            self._links -= 1
        self._left = element.tag in _APART

    def add(self, text: str | None) -> None:
        if not text:
            return
        apart = self._apart or (self._left and self._in_heading())
        self._left = self._apart = False
        if _FOR_LISTENERS.fullmatch(text):
            return
        plain = _SPACE.sub(" ", text.translate(_INVISIBLE_CHARS))
        if self._at_mark and plain.strip():
            self._at_mark = False
            plain = plain.lstrip().removeprefix(":").removeprefix("|")
        if plain.strip():
            self._breaks = 0
            if self._links:
                self._linked += len(plain.strip())
        # Two elements that only a style sheet separates: "SyrienNeue Kämpfe". A name with an inner capital, partly in
        # bold, has text or an element of mere emphasis at the seam.
        if apart and self._parts and _WORD_END.search(self._parts[-1]) and plain[:1].isupper():
            self._parts.append(" ")
        self._parts.append(plain)

    def add_behind_kicker(self, text: str | None) -> None:
        """End the kicker's line; the mark between it and the headline belongs to neither."""
        before = len(self.lines)
        self.flush()
        if len(self.lines) > before:
            self.lines[-1] = replace(self.lines[-1], kicker=True)
        self._at_mark = True
        self.add(text)

    def _in_heading(self) -> bool:
        return any(tag in _HEADINGS for tag, _ in self._path[-3:])

    def flush(self) -> None:
        raw = "".join(self._parts)
        text = "\n".join(filter(None, (_tidy(line) for line in raw.split("\n"))))
        if text:
            start = self._length
            self._length += len(text) + 1
            self.texts.append(text)
            self.lines.append(
                Line(
                    start,
                    start + len(text),
                    tuple(tag for tag, _ in self._path[-4:]),
                    self._path[-2][1] if len(self._path) > 1 else 0,
                    tuple(number for _, number in self._path[-3:-6:-1]),
                    min(1.0, self._linked / len(text)),
                )
            )
        self._parts.clear()
        self._linked = 0
        self._breaks = 0


def _tidy(line: str) -> str:
    cells = (re.sub(r" {2,}", " ", cell).strip() for cell in line.split("\t"))
    return "\t".join(cell for cell in cells if cell)
