"""Plain text: the document is the article, unchanged except for markup and character references in it."""

from __future__ import annotations

from importlib import import_module

from ...config import InputConfig
from .. import markup
from ..decode import decode
from ..document import Document
from ..draft import Draft, Drafts, Refused


def read(document: Document, config: InputConfig) -> Drafts:
    """The one article in a text. A page or an agency's item not declared as one is still read as such."""
    head = document.head()
    if head.startswith(b"\x01"):
        yield from import_module("..iptc7901", __name__).read(document, config)
        return
    if markup.is_page(head):
        yield from import_module("..html", __name__).read(document, config)  # only then: its libraries are heavy
        return
    data = document.whole(config.max_bytes)
    if isinstance(data, Refused):
        yield data
        return
    given = decode(data, document.charset)
    if reason := markup.too_many_tags(given):
        yield Refused(document.origin, reason)
        return
    text, blocks = markup.body(given)
    yield Draft(document.origin, document.name, text, url=document.url, blocks=blocks)
