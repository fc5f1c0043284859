"""The single JSON form of the data, and the published schema of a record."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import msgspec

from .older import UPGRADES
from .types import Article, Record

RECORD_SCHEMA = "wortlaut/record/2"
"""Name and version of the record format. A change that an old reader would misread raises the number; older formats are
read by :mod:`pipeline.older`."""


class NewerRecord(ValueError):
    """A record of a format that is newer than this version."""


class _Head(msgspec.Struct):
    schema: str


def record_bytes(record: Record) -> bytes:
    """A record as indented UTF-8 JSON with its own sha256 and a final newline; equal records give equal bytes."""
    run = replace(record.run, record=_own_digest(msgspec.to_builtins(record)))
    return msgspec.json.format(msgspec.json.encode(replace(record, run=run)), indent=1) + b"\n"


def read_record(data: bytes) -> Record:
    """The inverse of :func:`record_bytes`. A record in an older format is converted to the present one.

    A record that carries the digest of its own content is held against it; older ones do not.

    Raises:
        NewerRecord: of a format that this version does not know.
        ValueError: the bytes are no record, or one that something other than this package has altered.
    """
    try:
        schema = msgspec.json.decode(data, type=_Head).schema
        if schema == RECORD_SCHEMA:
            record = msgspec.json.decode(data, type=Record)
            if record.run.record and record.run.record != _own_digest(msgspec.json.decode(data)):
                raise ValueError("altered after it was written: its content does not have the sha256 it states")
            return replace(record, run=replace(record.run, record=""))
        if schema in UPGRADES:
            return msgspec.convert(UPGRADES[schema](msgspec.json.decode(data)) | {"schema": RECORD_SCHEMA}, Record)
    except (msgspec.DecodeError, UnicodeDecodeError, LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not a record: {error}") from error
    known = " and ".join(repr(name) for name in (*UPGRADES, RECORD_SCHEMA))
    newer = schema.startswith("wortlaut/record/")
    raise (NewerRecord if newer else ValueError)(f"record has schema {schema!r}, this version reads {known}")


def _own_digest(record: dict[str, Any]) -> str:
    """sha256 of a record's plain data but for the field that holds it.

    Computed from what the file says, not from :class:`~pipeline.types.Record`: a later version's new fields change
    nothing about an older file.
    """
    run = {key: value for key, value in record["run"].items() if key != "record"}
    return hashlib.sha256(msgspec.json.encode(record | {"run": run}, order="sorted")).hexdigest()


def line(value: Any) -> bytes:
    """Any of the package's data as one line of JSON, newline included."""
    return msgspec.json.encode(value) + b"\n"


def record_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of ``record.json``."""
    schema = msgspec.json.schema(Record)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": RECORD_SCHEMA, **schema}


def article_digest(article: Article) -> str:
    """sha256 of what an article says: its text and metadata, not where it was read or how it was cleaned."""
    content = [
        article.id, article.text, article.title, article.lead, article.source, article.url, article.published,
        article.language,
    ]  # fmt: skip
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()
