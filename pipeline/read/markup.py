"""Handles markup and character references in fields that should be text, as found in feeds, exports and databases."""

from __future__ import annotations

import html
import re
from html.entities import html5
from typing import TYPE_CHECKING

from ..types import Block, BlockKind
from .decode import wide_encoding

if TYPE_CHECKING:
    from .page import Page

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""Includes the semicolon: "R&D" and "?a=1&copy=2" are not references."""
_INLINE = (
    "a|abbr|b|big|cite|code|del|em|font|i|ins|mark|q|s|small|span|strike|strong|sub|sup|time|tt|u|wbr"
)  # fmt: skip
_BLOCKS = (
    "article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|head|header|hr|html"
    "|iframe|img|li|link|main|meta|nav|ol|p|picture|pre|script|section|source|style|svg|table|tbody|td|tfoot|th|thead"
    "|title|tr|ul|video"
)
_TAG = re.compile(rf"<(?:/?(?:{_INLINE}|{_BLOCKS})(?=[\s/>])[^<>]{{0,4000}}>|!--|!doctype)", re.IGNORECASE)
_BLOCK = re.compile(rf"<(?:/?(?:{_BLOCKS})(?=[\s/>])|!--|!doctype)", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--[^<>]{0,1000}-->\s*)*<(?:!doctype\s{1,5}html|html[\s>])", re.I
)
_ROUNDS = 3
"""How many times text may have been escaped."""
_LINE_END = "\ue0f0"
"""Stands for a line's end while a text is parsed as markup (a character for private use)."""
_ESCAPED_AGAIN = re.compile(r"&(?:amp;)+(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_VALUE = r"""\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)"""
_ATTRIBUTE = rf"""(?:[\s/]++|(?<=["']))[^\s=>"'/<]++(?:{_VALUE})?+"""
_OPENING = re.compile(rf"<([A-Za-z][A-Za-z0-9:-]*+)(?=[\s/])((?:{_ATTRIBUTE})++)")
"""A tag with its well-formed attributes; "a<b" in a script is not one."""
_COUNTED = re.compile(_ATTRIBUTE)
MOST_TAGS = 200_000
"""Opening angle brackets in a page or field. A long page has ten thousand; each takes a kilobyte of memory, and a
hundred thousand take some ten seconds."""
MAX_ATTRIBUTES = 1000
"""A tag with more attributes loses them: parsers compare each with all others."""
_KINDS: dict[str, BlockKind] = {
    "li": "list", "dd": "list", "dt": "list", "tr": "list", "blockquote": "quote", "figcaption": "caption",
    "caption": "caption", "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading",
    "h6": "heading",
}  # fmt: skip


def is_page(head: bytes) -> bool:
    """Whether a document beginning with these bytes is a complete web page."""
    text = head.decode(wide_encoding(head) or "utf-8", "replace")
    return _PAGE.match(text.lstrip("\ufeff")) is not None


def unescaped(text: str) -> str:
    """The text with character references decoded, including those escaped more than once."""
    for _ in range(_ROUNDS):
        if "&" not in text:
            break
        decoded = _REFERENCE.sub(lambda match: html.unescape(match[0]), text)
        if decoded == text:
            break
        text = decoded
    return text


def too_many_tags(text: str) -> str:
    """The reason to refuse a text for its markup, or an empty text."""
    return f"it has more than {MOST_TAGS:,} tags" if text.count("<") > MOST_TAGS else ""


def words(value: str) -> str:
    """A one-line field (a title, a source) as text."""
    page = _visible(value)
    text = unescaped(value) if page is None else page.text.replace(_LINE_END, " ")
    return " ".join(text.split()) if text != value else value.strip()


def body(value: str) -> tuple[str, tuple[Block, ...]]:
    """A field that holds a text: its words, and its paragraphs if its markup shows them.

    Without markup the text is unchanged except for character references.
    """
    page = _visible(value)
    if page is None:
        return unescaped(value), ()
    text = page.text.replace(_LINE_END, "\n")
    if text != page.text:
        return text, ()
    kinds = (next((_KINDS[tag] for tag in reversed(line.path) if tag in _KINDS), None) for line in page.lines)
    lines = zip(page.lines, kinds, strict=True)
    return text, tuple(Block(kind or "paragraph", "text", line.start, line.end) for line, kind in lines)


def readable(page: str) -> str:
    """A page's markup without what no browser shows as intended: references escaped twice, tags with hundreds of
    attributes."""
    if "&amp;" in page:
        page = _ESCAPED_AGAIN.sub(lambda match: f"&{match[1]};" if _is_reference(match[1]) else match[0], page)
    return _OPENING.sub(_light, page)


def _is_reference(name: str) -> bool:
    return name.startswith("#") or f"{name};" in html5


def _light(match: re.Match[str]) -> str:
    name, attributes = match.groups()
    if len(attributes) < 2 * MAX_ATTRIBUTES or sum(1 for _ in _COUNTED.finditer(attributes)) <= MAX_ATTRIBUTES:
        return match[0]
    return f"<{name}"


def _visible(value: str) -> Page | None:
    """The visible part of a field with markup, ``None`` if it has none. Line ends a browser ignores are marked."""
    for _ in range(_ROUNDS):
        if _TAG.search(value):
            from .elements import prepare  # only now: plain fields need no lxml
            from .page import parse, visible

            blocks = _BLOCK.search(value)
            marked = re.sub(r"\n[ \t]*\n", "<p>", value) if blocks else value.replace("\n", _LINE_END)
            root = parse(readable(marked))
            if root is None:
                return None
            prepare(root)
            return visible(root)
        decoded = _REFERENCE.sub(lambda match: html.unescape(match[0]), value)
        if decoded == value:
            return None
        value = decoded
    return None
