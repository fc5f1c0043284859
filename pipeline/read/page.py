"""The visible text of a page in document order, as lines with the element each came from.

Only what a reader would see: no scripts, styles, hidden parts. Everything else stays, furniture included, so that what
is left out of the article can be listed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree, html

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
"""Runs of white space, but for the no-break spaces that hold a number together."""
_HIDDEN_STYLE = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)

_HIDDEN_CLASS = re.compile(
    r"(?:^|[\s_-])(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?|a11y-hidden)(?:$|\s)"
)
"""Class names by which the common frameworks hide what only screen readers are to say."""
_FOR_LISTENERS = re.compile(
    r"\s*\(?(?:öffnet|wird)(?: sich)? (?:in|im)(?: einem)? neue[nms] (?:Fenster|Tab)(?: geöffnet)?\)?\s*",
    re.IGNORECASE,
)
"""What screen readers are told of a link, where the page hides it by a class of its own."""
_APART = frozenset({"a", "label", "small", "span", "strong", "time"})
"""Inline elements that pages make lines or boxes of by style alone."""
_WORD_END = re.compile(r"[^\W\d_]{2}[a-zäöüß]$")
_KICKER = re.compile(
    r"kicker|dachzeile|overline|topline|spitzmarke|eyebrow|roofline|roof-|pretitle|pre-title|preheadline|prefix|rubri[kc]|ressort|section|catch|label",
    re.IGNORECASE,
)
"""Class names of the line over a headline, where a page sets both into one element."""
_MAX_KICKER = 40
_STRUCK = frozenset({"del", "s", "strike"})
_STRUCK_STYLE = re.compile(r"text-decoration[\w-]{0,6}\s{0,3}:[^;]{0,40}line-through", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[?(?:\d{1,3}|[a-z]|\*{1,3}|[†‡])\]?\)?")
_NO_FOOTNOTE_BEFORE = re.compile(r"(?:\d|(?<![^\W\d_])[kcmd]?m|CO|[A-Z])$")
"""What a raised figure belongs to: a number ("10" to the sixth), a unit ("m" squared), a formula."""
_QUOTES = '"„“”»«‚‘’›‹'
_INVISIBLE_CHARS = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")
"""Soft hyphens and zero-width characters: a reader does not see them, and inside a name they break it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line: offsets into the page's text, the innermost block elements around it, how much of it is links."""

    start: int
    end: int
    path: tuple[str, ...]
    parent: int
    """Number of the block element around the line's own, in document order: siblings share it."""
    around: tuple[int, ...]
    """Numbers of the block elements further out, the nearest first, three at most."""
    linked: float
    """Share of its characters that stand in links, 0 to 1."""
    kicker: bool = False
    """It is the line over a headline, set in the headline's own element."""

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
    """The page's tree, or ``None`` where there is nothing to parse. Broken markup is read as a browser would."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def prepare(root: html.HtmlElement) -> bool:
    """Take out of the tree what a reader sees but a text must not say, and put in what a style sheet would print.

    Struck passages and the marks of footnotes go: the one is no longer said, the other would be read as a number. The
    quotation marks of ``q`` elements come.

    Returns:
        Whether anything was changed.
    """
    changed = False
    for element in list(root.iter("del", "s", "strike", "sup", "q", "span")):
        if element.tag == "q":
            if (element.text_content().strip() or " ")[0] not in _QUOTES and _before(element)[-1:] not in tuple(
                _QUOTES
            ):
                element.text = "„" + (element.text or "")
                element.tail = "“" + (element.tail or "")
                changed = True
            continue
        struck = element.tag in _STRUCK or bool(_STRUCK_STYLE.search(element.get("style") or ""))
        if element.getparent() is not None and (struck or _is_footnote(element)):
            element.drop_tree()
            changed = True
    return changed


def _is_footnote(element: html.HtmlElement) -> bool:
    if element.tag != "sup" or not _FOOTNOTE.fullmatch(element.text_content().strip()):
        return False
    before = _before(element)
    return bool(before.strip()) and not _NO_FOOTNOTE_BEFORE.search(before)


def _before(element: html.HtmlElement) -> str:
    """The text right before an element, within its parent."""
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        return (parent.text or "") if parent is not None else ""
    return previous.tail or (previous.text_content() if isinstance(previous.tag, str) else "")


def kicker(heading: html.HtmlElement) -> html.HtmlElement | None:
    """The element of a heading that holds the line over the headline proper, if it has one.

    Told by its class, or by being the first of two elements that share the heading, both beginning with a capital.
    """
    children = [child for child in heading if isinstance(child.tag, str) and child.text_content().strip()]
    while len(children) == 1 and not _said(heading.text) and not _said(children[0].tail) and len(children[0]):
        heading = children[0]
        children = [child for child in heading if isinstance(child.tag, str) and child.text_content().strip()]
    if not children or _said(heading.text) or children[0].tag in _BLOCKS:
        return None
    first, rest = children[0], children[1:]
    words = " ".join(first.text_content().split())
    after = " ".join("".join([first.tail or "", *(c.text_content() + (c.tail or "") for c in rest)]).split()).lstrip(
        ":|–- "
    )
    if len(words) > _MAX_KICKER or len(after) < 8:
        return None
    if _KICKER.search(first.get("class") or ""):
        return first
    pair = len(rest) == 1 and not _said(first.tail) and not _said(rest[0].tail) and first.tag == rest[0].tag == "span"
    return first if pair and after[:1] in _QUOTES + after[:1].upper() and len(words) < len(after) else None


def _said(text: str | None) -> bool:
    return any(char.isalnum() for char in text or "")


def visible(root: html.HtmlElement, *, unfold: bool = False) -> Page:
    """The page's visible text; with ``unfold`` also what is hidden until a click or a script shows it.

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
        # Two elements that only a style sheet sets apart: "SyrienNeue Kämpfe". A name with an inner capital, part of it
        # set in bold, has text or an element of mere emphasis at the seam.
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
