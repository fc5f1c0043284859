"""The one JSON form of the data, and the published schema of a record."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from .types import Article, Record

RECORD_SCHEMA = "wortlaut/record/1"
"""Name and version of the record format. A change that an old reader would misread raises the number."""


def record_bytes(record: Record) -> bytes:
    """A record as indented UTF-8 JSON with a final newline; equal records give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"


def read_record(data: bytes) -> Record:
    """The inverse of :func:`record_bytes`.

    Raises:
        ValueError: the bytes are not a record of this schema.
    """
    try:
        record = msgspec.json.decode(data, type=Record)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"not a {RECORD_SCHEMA} record: {error}") from error
    if record.schema != RECORD_SCHEMA:
        raise ValueError(f"record has schema {record.schema!r}, this version reads {RECORD_SCHEMA!r}")
    return record


def line(value: Any) -> bytes:
    """Any of the package's data as one line of JSON, newline included."""
    return msgspec.json.encode(value) + b"\n"


def record_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``record.json``."""
    schema = msgspec.json.schema(Record)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": RECORD_SCHEMA, **schema}


def article_digest(article: Article) -> str:
    """sha256 of what an article says: its text and metadata, not where it was read nor how it was cleaned."""
    content = [
        article.id, article.text, article.title, article.lead, article.source, article.url, article.published,
        article.language,
    ]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()
