"""Makes foreign text safe for each output format: Markdown, CSV cells, terminals and links.

Article text is assumed to be hostile. Every function here keeps the words readable and makes them harmless.
HTML is not handled here: Jinja2's autoescape does that in :mod:`pipeline.render.pages`.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

from ..plain import UNSEEN

_FORMULA = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""First characters that make a spreadsheet treat a cell as a formula, their full-width forms included (OWASP, "CSV
Injection"); for a character class in a regular expression."""
_CELL = re.compile(rf"(\A|[;|\t\r\n])([\s\"'{UNSEEN}]*+)([{_FORMULA}])?")
"""Where a cell begins, or would begin in a spreadsheet with a different separator (Excel in German), and what is
ignored before a formula. It always matches to the end of the run, so that nothing is scanned twice."""

_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
"""Marks that reorder the display of the text around them (Unicode TR 36, section 2.4)."""
_SPACE = re.compile(r"\s+")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]|~#]")
_ENTITY = re.compile(r"&(?=#?[0-9A-Za-z]{1,40};)")
_AUTOLINK = re.compile(r"(https?|ftp|mailto|xmpp):|(?<![A-Za-z0-9])(www)\.", re.IGNORECASE)
"""Where an address may become a link, including after an underscore or other Markdown punctuation."""
_BLOCK_START = re.compile(r"^(?:([-+=])|(\d{1,9})([.)]))(?=\s|$|[-=])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]")
_BROKEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What browsers strip from an address or do not allow in one."""
_NO_HOST = re.compile(r"[\s%<>\"'`^{}|()]")
_REORDERS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with every control character, lone surrogate and reordering mark replaced by U+FFFD, one for one
    (offsets stay valid)."""
    return _REORDERS.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))


def one_line(text: str) -> str:
    """Printable text on one line: runs of white space become one space, reordering marks are dropped."""
    return _SPACE.sub(" ", printable(text.translate(_BIDI))).strip()


def markdown(text: str, inline: bool = False) -> str:
    """The text, escaped to be literal in a CommonMark/GFM paragraph, heading, list item or table cell, on one line.

    Nothing in it becomes emphasis, a link (bare addresses included), an image, HTML, a heading, a list, a table
    border, a footnote or inline mathematics. ``inline`` is for text that never starts a block (table cells, text after
    other words), where a date such as "17. Oktober" needs no escape.
    """
    text = _MARKDOWN.sub(lambda m: "\\" + m.group(), one_line(text))
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    text = _AUTOLINK.sub(lambda m: f"{m[1]}\\:" if m[1] else f"{m[2]}\\.", text)
    if text.count("$") > 1:
        text = text.replace("$", "\\$")
    if inline:
        return text
    return _BLOCK_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", text)


def csv_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, either whole or in part.

    Anything that could start a formula gets an apostrophe before it: at the beginning (even after white space and
    invisible characters), and after a semicolon, bar, tab or line end within the cell.
    """
    text = _CELL.sub(_disarmed, printable(text.replace("\r\n", "\n")))
    return "'" + text if text.startswith(("\t", "\r")) else text


def _disarmed(match: re.Match[str]) -> str:
    separator, blank, sign = match.groups()
    if not sign:
        return match[0]
    return f"{separator}{blank}'{sign}" if match.start() or separator else f"'{blank}{sign}"


def safe_url(url: str) -> str:
    """The address if it is http or https with a host, percent-encoded so that it cannot end an attribute or a Markdown
    link; an empty string otherwise."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises if it is not a port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or _BROKEN.search(url) or _NO_HOST.search(host):
        return ""
    if "\\" in parts.netloc:  # browsers treat it as a slash, so the link would not lead where it says
        return ""
    before, _, after = url.partition(parts.netloc)
    return before + quote(parts.netloc, safe=":@[]!$&*+,;=%-._~") + quote(after, safe=":/?#@!$&*+,;=%-._~")


def url_host(url: str) -> str:
    """The host that a safe address leads to, to show beside a link (without any ``user@`` part)."""
    return printable(urlsplit(url).hostname or "")


def width(text: str) -> int:
    """The columns a one-line text takes up on a terminal."""
    return sum(_columns(char) for char in text)


def fit(text: str, columns: int) -> str:
    """One line of at most ``columns`` terminal columns, cut with an ellipsis where needed (not padded)."""
    text = one_line(text)
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for char in text:
        used += _columns(char)
        if used > columns - 1:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def cut(text: str, most: int) -> str:
    """A text of at most ``most`` characters, cut with an ellipsis where needed."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def pad(text: str, columns: int, right: bool = False) -> str:
    """The text padded with spaces to ``columns`` terminal columns, aligned right if ``right``."""
    spaces = " " * max(0, columns - width(text))
    return spaces + text if right else text + spaces


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
