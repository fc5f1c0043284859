"""XML from anywhere: parsed element by element, without entities, without anything from outside the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from ..errors import InputError
from .headings import LONGEST

DEEPEST = 200
"""Levels of elements within one another; texts are gathered level by level."""
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
        huge_tree=True,  # Trados puts whole documents into a file; entities are refused before (admit_prolog)
    )
    first, last = frozenset(starts), frozenset(ends)
    depth = level = 0
    admitted = False
    try:
        for event, element in parse:
            if not admitted:
                _admit(element, origin)
                admitted = True
            if not isinstance(element.tag, str):
                continue
            level += 1 if event == "start" else -1
            if level > DEEPEST:
                raise InputError(f"{origin}, line {element.sourceline}: elements nested more than {DEEPEST} deep.")
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


def admit_prolog(prolog: str, name: str) -> None:
    """Refuse a document by what stands before its first element: entities, and encodings in which these could hide.

    Raises:
        InputError: it is refused.
    """
    if "<!ENTITY" in prolog.upper():
        raise InputError(f"{name}: {_ENTITIES}")
    given = _ENCODING.match(prolog)
    if given and not _PLAIN_ENCODING.fullmatch(given[1]):
        raise InputError(f"{name}: XML in the encoding {given[1]}. Save it as UTF-8.")


_ENTITIES = "the file declares entities, which are not replaced. Remove them from its DOCTYPE."
_ENCODING = re.compile(r"""\s*<\?xml\s[^<>]{0,200}?encoding\s*=\s*["']([^"'<>]{1,40})["']""", re.IGNORECASE)
_PLAIN_ENCODING = re.compile(r"utf-?8|utf-?16(?:le|be)?|us-ascii|iso-8859-\d+|(?:windows-|cp)125\d", re.IGNORECASE)


def _admit(root: Element, origin: str) -> None:
    doctype = root.getroottree().docinfo.internalDTD
    if doctype is not None and next(doctype.iterentities(), None) is not None:
        raise InputError(f"{origin}: {_ENTITIES}")


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
