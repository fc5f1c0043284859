"""Tells formats apart by what a document says of itself: its root element, the keys of its object, its first bytes.

Publishers serve feeds as text/html or text/plain, name news items and sitemaps alike ``.xml``, and put web pages where
a feed was. So content is asked first; what a suffix or a server says decides only where content does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ...config import InputConfig
from ..decode import wide_encoding
from ..document import Document
from ..draft import Drafts, Refused
from . import Format, by_media_type, by_module, by_suffix, drafts

_SKIPPED = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>", re.S | re.I
)
"""What may stand before the root element."""
_ROOT = re.compile(r"<(?:(?P<prefix>[A-Za-z_][\w.-]{0,40}):)?(?P<name>[A-Za-z_][\w.-]{0,60})(?=[\s/>])")
_LINE_IPTC = re.compile(rb"\s*\x01?[a-zA-Z]{2,3}[A-Za-z0-9-]{0,6}\d{3,4} \d [a-z]{2,3} \d{1,5}\s")
"""The first line of an item in IPTC 7901: service and number, urgency, section, words."""
_ROOTS = {
    "rss": "feed", "rdf": "feed", "feed": "feed", "channel": "feed", "entry": "feed",
    "urlset": "sitemap", "sitemapindex": "sitemap",
    "newsmessage": "newsml", "newsitem": "newsml", "packageitem": "newsml", "itemset": "newsml", "nitf": "newsml",
    "html": "html",
}  # fmt: skip
"""Local names of root elements, in lower case, and the formats they belong to."""
_KNOWN = {
    "newsml": "NewsML 1, which this version does not read; NewsML-G2 it does",
    "svg": "a picture (SVG)",
    "opml": "a list of feeds (OPML); wortlaut feeds import reads it",
    "tmx": "a translation memory (TMX)",
    "xliff": "a translation file (XLIFF)",
    "tbx": "a glossary (TBX)",
    "martif": "a glossary (TBX)",
    "plist": "a property list",
    "schema": "an XML schema",
}
"""Other root elements, for messages."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the beginning of a document looks like: the module that reads it, or in words what it is."""

    module: str = ""
    words: str = ""


def sniffed(document: Document, suffix: str = "", media_type: str = "") -> Format | None:
    """The format of a document by its first bytes, else by its suffix or declared media type; ``None`` if unknown.

    Nothing is consumed, but gzip is unpacked (:meth:`Document.unpack`). A feed declared as a page is a feed; a page
    where a feed was is a page.
    """
    document.unpack()
    look = looks_like(document.head())
    named = [form for form in (by_suffix(suffix), by_media_type(media_type)) if form and form.module != "sniff"]
    if look.module == "jsondoc" and any(form.module == "jsonl" for form in named):
        return by_module("jsonl")  # a line of it is an object too
    if look.module:
        return by_module(look.module)
    return named[0] if named and not look.words else None


def read(document: Document, config: InputConfig) -> Drafts:
    """The articles of a document whose name does not say its format (``.xml``, ``.gz``)."""
    path = Path(document.origin)
    suffix = Path(path.stem).suffix if path.suffix.lower() == ".gz" else path.suffix
    form = sniffed(document, suffix, document.media_type)
    if form is None:
        look = looks_like(document.head())
        yield Refused(document.origin, f"not a feed, sitemap or news item, but {look.words or 'nothing known'}")
        return
    yield from drafts(document, form, config)


def looks_like(head: bytes) -> Look:
    """What bytes are, as far as their beginning tells."""
    if head.startswith(b"PAR1"):
        return Look("parquet")
    if _LINE_IPTC.match(head):
        return Look("iptc7901")
    text = head.decode(wide_encoding(head) or "latin-1", "replace").removeprefix("\ufeff").removeprefix("ï»¿")
    if not text.strip():
        return Look(words="an empty file") if not head.strip() else Look()
    start = text.lstrip()[:1]
    if start == "<":
        return _xml(text)
    return Look("jsondoc") if start in ("{", "[") else Look()


def _xml(text: str) -> Look:
    at = 0
    while skipped := _SKIPPED.match(text, at):
        at = skipped.end()
    root = _ROOT.match(text, at)
    if root is None:
        # A comment that goes on beyond the head, or no markup at all; feeds say so further on.
        found = re.search(r"<(?:\w+:)?(rss|RDF|feed|urlset|newsMessage|newsItem|html)[\s>]", text[at:])
        return Look(_ROOTS[found[1].lower()]) if found else Look(words="broken XML")
    name = root["name"].lower()
    if name in _ROOTS:
        return Look(_ROOTS[name])
    if re.search(r"<!doctype\s+html", text[:at], re.IGNORECASE):
        return Look("html")
    if text[at:].lower().startswith(("<body", "<head", "<div", "<p", "<meta", "<article")):
        return Look("html")
    return Look(words=_KNOWN.get(name, f"XML with the root element <{root['name']}>"))
