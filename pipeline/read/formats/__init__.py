"""The formats that articles come in, and the table that lists them.

A format is a module of this folder with a function ``read(document, config) -> Drafts``, and a row of :data:`FORMATS`.
It is given bytes (:class:`~pipeline.read.document.Document`) and yields drafts, and a refusal for every item that gives
none. It opens nothing, knows neither ids nor wanted languages, and is imported when the first document of its kind is
read. Data sets are rows, not bytes: :mod:`.dataset` is called directly and has no row here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from ...config import InputConfig
from ...errors import WortlautError, unexpected
from ..decode import Undecodable
from ..document import BrokenOff, Document
from ..draft import Drafts, Refused


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table."""

    module: str
    """Its file in this folder."""
    suffixes: tuple[str, ...]
    """File name suffixes, in lower case."""
    media_types: tuple[str, ...]
    """Media types a server or a pipe may declare."""
    single: bool
    """True if every document is one article, so that their number is known without reading them."""


_G2 = ("application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml")
FORMATS = (
    Format("text", (".txt",), ("text/plain",), single=True),
    Format("html", (".html", ".htm"), ("text/html", "application/xhtml+xml"), single=True),
    Format("jsonl", (".jsonl",), ("application/jsonl", "application/x-ndjson"), single=False),
    Format("csv", (".csv",), ("text/csv",), single=False),
    Format("parquet", (".parquet",), ("application/vnd.apache.parquet",), single=False),
    Format("jsondoc", (".json",), ("application/json", "application/feed+json"), single=False),
    Format("sniff", (".xml", ".rss", ".atom", ".rdf", ".gz"), ("application/xml", "text/xml"), single=False),
    Format("feed", (), ("application/rss+xml", "application/atom+xml", "application/rdf+xml"), single=False),
    Format("sitemap", (), (), single=False),
    Format("newsml", (), _G2, single=False),
    Format("iptc7901", (".iptc",), (), single=False),
)
_BY_SUFFIX = {suffix: row for row in FORMATS for suffix in row.suffixes}
_BY_MODULE = {row.module: row for row in FORMATS}
_BY_MEDIA_TYPE = {media_type: row for row in FORMATS for media_type in row.media_types}
SUFFIXES = ", ".join(_BY_SUFFIX)
"""For messages: the suffixes of the files that are read."""


def by_suffix(suffix: str) -> Format | None:
    """The format of files with this suffix (``".html"``), if they are read."""
    return _BY_SUFFIX.get(suffix.lower())


def by_module(module: str) -> Format | None:
    """The row of a module of this folder."""
    return _BY_MODULE.get(module)


def sniffed(document: Document, suffix: str = "", media_type: str = "") -> Format | None:
    """The format of a document by its content, else by what is said of it; see :func:`.sniff.sniffed`."""
    from . import sniff

    return sniff.sniffed(document, suffix, media_type)


def by_media_type(media_type: str) -> Format | None:
    """The format of documents declared as this (``"text/html"``, without parameters), if they are read."""
    return _BY_MEDIA_TYPE.get(media_type.lower())


def drafts(document: Document, form: Format, config: InputConfig) -> Drafts:
    """The drafts in a document. A source that breaks off or turns out not to be text ends in a refusal."""
    read = cast("Callable[[Document, InputConfig], Drafts]", import_module(f"{__name__}.{form.module}").read)
    try:
        yield from read(document, config)
    except BrokenOff as error:
        further = "; what came before is kept, run the same command again to continue" if document.line else ""
        yield Refused(document.place, f"cannot be read{' further' if further else ''}: {error}{further}")
    except Undecodable as error:
        yield Refused(document.place, error.reason)
    except WortlautError:
        raise
    except Exception as error:
        yield Refused(document.place, unexpected(error))
