"""Text as XML 1.0 may have it: markup escaped, impossible characters made visible."""

from __future__ import annotations

from ..render.text import printable

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def text(value: str) -> str:
    """The content of an element. What XML cannot hold (control characters, lone surrogates) is U+FFFD, and so is what
    would reorder the display of the text around it."""
    return printable(value).translate(_TEXT)


def attribute(value: str) -> str:
    """The value of an attribute, with its quotation marks."""
    return f'"{printable(value).translate(_ATTRIBUTE)}"'


def element(name: str, value: str, **attributes: str) -> str:
    """``<name key="...">value</name>``; ``xml_lang`` is ``xml:lang``. Attributes without a value are left out."""
    given = "".join(f" {key.replace('_', ':')}={attribute(one)}" for key, one in attributes.items() if one)
    return f"<{name}{given}>{text(value)}</{name}>"
