"""XML from anywhere: parsed element by element, without entities, without anything from outside the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from ..errors import InputError
from .headings import LONGEST

Element = Any
"""An element of lxml, which has no types."""
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def elements(
    stream: BinaryIO, origin: str, starts: Sequence[str], ends: Sequence[str]
) -> Iterator[tuple[str, Element]]:
    """The elements of a document as they begin (``starts``) and end (``ends``), by their local names.

    What is under an element of ``ends`` is there when it is handed out, and gone afterwards.

    Raises:
        InputError: broken XML, with the line; or the document declares entities.
    """
    from lxml import etree

    parse = etree.iterparse(
        stream,
        events=("start", "end"),
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
    )
    first, last = frozenset(starts), frozenset(ends)
    depth = 0
    admitted = False
    try:
        for event, element in parse:
            if not admitted:
                _admit(element, origin)
                admitted = True
            if not isinstance(element.tag, str):
                continue
            name = local(element)
            if event == "start" and not depth and name in first:
                yield "start", element
            if name not in last:
                continue
            depth += 1 if event == "start" else -1
            if event == "end" and not depth:
                yield "end", element
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        raise InputError(f"{origin}{line}: broken XML: {_said(error.msg or 'it ends too early')}.") from error


def _admit(root: Element, origin: str) -> None:
    doctype = root.getroottree().docinfo.internalDTD
    if doctype is not None and next(doctype.iterentities(), None) is not None:
        raise InputError(f"{origin}: the file declares entities, which are not replaced. Remove them from its DOCTYPE.")


def _said(message: str) -> str:
    """What the parser says, without the place, which is said already, and without the text around it."""
    return re.sub(r",? line \d+, column \d+$", "", message).partition("\n")[0].rstrip(": ")


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace; empty if it is not there."""
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    return next((str(value) for key, value in element.items() if str(key).endswith("}" + name)), "")


def child(element: Element, name: str) -> Element | None:
    """The first child of a name, whatever its namespace."""
    return next(children(element, name), None)


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of a name, whatever their namespace."""
    return (one for one in element if isinstance(one.tag, str) and local(one) == name)


def too_long(text: str) -> bool:
    """Whether a text is longer than what is checked."""
    return len(text) > LONGEST
