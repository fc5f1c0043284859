"""Plain text: the document is the article, untouched."""

from __future__ import annotations

from ...config import InputConfig
from ..decode import decode
from ..document import Document
from ..draft import Draft, Drafts, Refused


def read(document: Document, config: InputConfig) -> Drafts:
    """The one article of a text."""
    data = document.whole(config.max_bytes)
    if isinstance(data, Refused):
        yield data
    else:
        yield Draft(document.origin, document.name, decode(data, document.charset), url=document.url)
