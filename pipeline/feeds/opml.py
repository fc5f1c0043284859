"""Lists of feeds as OPML 2.0, the form in which feed readers give them to one another.

What OPML has no word for (rules, whether a feed is paused, a folder instead of an address) is in attributes of a
namespace of ours, so that what was written is read again without loss. A list may come from anywhere: entities are
refused, addresses are checked, sizes are limited, and everything that is passed over is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any

from ..errors import InputError
from ..fetch.urls import bare
from ..render.text import one_line, printable
from .names import address, is_address, same_place

NAMESPACE = "urn:wortlaut:feeds"
MOST = 10_000
"""Feeds in one list."""
LARGEST = 20_000_000
"""Bytes of one list."""
REMARKS = 20
"""Things passed over that are said one by one; the rest is counted."""
_DEEPEST = 8
"""Groups within one another; deeper ones are joined."""
_LONGEST = 200
"""Characters of a title."""
_AMPERSAND = re.compile(rb"&(?:(#?[0-9A-Za-z]{1,32});)?")
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_OURS = f"{{{NAMESPACE}}}"


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in a list."""

    url: str
    """An address, or the path of a folder or file."""
    name: str = ""
    """What the list calls it."""
    title: str = ""
    """What the feed calls itself."""
    site: str = ""
    """The page that the feed belongs to."""
    group: tuple[str, ...] = ()
    """The groups it is in, from the outside in."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    active: bool = True


@dataclass(frozen=True, slots=True)
class OpmlList:
    """What was read."""

    feeds: tuple[Outline, ...]
    remarks: tuple[str, ...] = ()
    """What was passed over, and why: for people."""
    refused: int = 0
    """Feeds that cannot be used."""


def read_opml(data: bytes, origin: str) -> OpmlList:
    """The feeds of a list, each once.

    Args:
        data: the file.
        origin: its name, for messages.

    Raises:
        InputError: it is too large, no OPML, or has entities.
    """
    if len(data) > LARGEST:
        raise InputError(f"{origin}: too large for a list of feeds: {len(data):,} bytes, at most {LARGEST:,}.")
    remarks: list[str] = []
    found: dict[str, Outline] = {}
    passed = refused = 0
    for outline in _outlines(data, origin, remarks):
        if isinstance(outline, str):
            said = outline
            refused += 1
        elif same_place(outline.url) in found:
            said = f"{bare(outline.url)}: is in the list twice; the first one counts."
        elif len(found) == MOST:
            raise InputError(f"{origin}: more than {MOST:,} feeds. Divide the list.")
        else:
            found[same_place(outline.url)] = outline
            continue
        passed += 1
        if passed <= REMARKS:
            remarks.append(f"{origin}: {one_line(said)}")
    if passed > REMARKS:
        remarks.append(f"{origin}: {passed - REMARKS:,} more were passed over.")
    return OpmlList(tuple(found.values()), tuple(remarks), refused)


def write_opml(feeds: Sequence[Outline], title: str = "Wortlaut") -> bytes:
    """The list, in groups, in the order given."""
    from lxml import etree

    root = etree.Element("opml", version="2.0", nsmap={"wortlaut": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = printable(title)
    body = etree.SubElement(root, "body")
    groups: dict[tuple[str, ...], Any] = {(): body}
    for feed in feeds:
        for depth in range(1, len(feed.group) + 1):
            path = feed.group[:depth]
            if path not in groups:
                groups[path] = etree.SubElement(groups[path[:-1]], "outline", text=printable(path[-1]))
        outline = etree.SubElement(groups[feed.group], "outline", text=printable(feed.name or feed.title or feed.url))
        for key, value in _attributes(feed):
            outline.set(key, printable(value))
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def _attributes(feed: Outline) -> Iterator[tuple[str, str]]:
    if is_address(feed.url):
        yield "type", "rss"
        yield "xmlUrl", feed.url
    else:
        yield f"{_OURS}path", feed.url
    if feed.title:
        yield "title", feed.title
    if feed.site:
        yield "htmlUrl", feed.site
    if feed.rules:
        yield f"{_OURS}rules", json.dumps(dict(feed.rules), sort_keys=True)
    if not feed.active:
        yield f"{_OURS}active", "false"


def _outlines(data: bytes, origin: str, remarks: list[str]) -> Iterator[Outline | str]:
    """Feeds, and what is said of those that cannot be used."""
    from lxml import etree

    # A list written by hand or by a careless program often has a bare "&" in an address: what can be read is read.
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    groups: list[tuple[str, bool]] = []
    opml = False
    for event, element in _events(parser, _mended(data)):
        if element.getparent() is None and event == "start":
            if not isinstance(element.tag, str) or etree.QName(element).localname.lower() != "opml":
                raise InputError(f"{origin}: not an OPML file: its first element is {str(element.tag)[:40]!r}.")
            if element.getroottree().docinfo.internalDTD is not None:
                raise InputError(f"{origin}: has a document type definition, which a list of feeds does not need.")
            opml = True
        if not isinstance(element.tag, str) or etree.QName(element).localname.lower() != "outline":
            continue
        if event == "start":
            said = {str(key).lower(): str(value) for key, value in element.attrib.items()}
            feed = bool(said.get("xmlurl") or said.get(f"{_OURS}path"))
            if feed:
                yield _outline(said, tuple(name for name, group in groups if group and name))
            # A feed may have outlines inside: its items, in some programs. It is no group.
            groups.append((one_line(said.get("text") or said.get("title") or "")[:_LONGEST], not feed))
        else:
            groups.pop()
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    if not opml:
        raise InputError(f"{origin}: not an OPML file: there is no XML in it.")
    if errors := parser.feed_error_log:
        first = errors[0]
        remarks.append(
            f"{origin}: not well-formed in line {first.line} ({one_line(first.message)}); what could be read was read."
        )


def _mended(data: bytes) -> bytes:
    """The bytes with a bare "&" and HTML's names of characters as XML has them: an address would lose what follows.

    UTF-16 stays as it is: whoever writes that has used a library.
    """
    return data if b"\0" in data[:200] else _AMPERSAND.sub(_ampersand, data)


def _ampersand(match: re.Match[bytes]) -> bytes:
    name = match[1].decode() if match[1] else ""
    if name.startswith("#") or name in _XML_NAMES:
        return match[0]
    characters = html5.get(f"{name};", "") if name else ""
    return "".join(f"&#{ord(char)};" for char in characters).encode() or b"&amp;" + match[0][1:]


def _events(parser: Any, data: bytes) -> Iterator[tuple[str, Any]]:
    """The events of the parser, fed in small pieces: a refusal comes before much has been parsed."""
    from lxml import etree

    try:
        for start in range(0, len(data), 4096):
            parser.feed(data[start : start + 4096])
            yield from parser.read_events()
        parser.close()
        yield from parser.read_events()
    except etree.XMLSyntaxError:
        yield from parser.read_events()


def _outline(said: Mapping[str, str], group: tuple[str, ...]) -> Outline | str:
    """A feed from its attributes (names in lower case), or why it cannot be used."""
    if path := said.get(f"{_OURS}path", ""):
        url = path
        if printable(path) != path or is_address(path):
            return f"{path[:_LONGEST]}: not a path that can be watched."
    else:
        url = address(said["xmlurl"])
        if not url:
            return f"{bare(said['xmlurl'])[:_LONGEST]}: not an address that can be fetched (http or https)."
    rules: Any = {}
    if written := said.get(f"{_OURS}rules", ""):
        try:
            rules = json.loads(written)
        except (ValueError, RecursionError):
            rules = None
        if not isinstance(rules, dict):
            return f"{bare(url)}: its rules cannot be read."
    if len(group) > _DEEPEST:
        group = (*group[: _DEEPEST - 1], " / ".join(group[_DEEPEST - 1 :])[:_LONGEST])
    return Outline(
        url,
        name=one_line(said.get("text", ""))[:_LONGEST],
        title=one_line(said.get("title", ""))[:_LONGEST],
        site=address(said.get("htmlurl", "")),
        group=group,
        rules=rules,
        active=said.get(f"{_OURS}active", "").strip().lower() != "false",
    )
