"""Parquet: records in columns, read in batches; only the columns that hold fields are read."""

from __future__ import annotations

from io import BytesIO
from typing import Any, BinaryIO

from ...config import InputConfig
from ..document import Document, said
from ..draft import Drafts, Refused
from ..records import ALIASES, FIELDS, draft_of

_BATCH = 64
"""Rows held at a time: as texts they take a hundredfold of what they take in the file."""


def read(document: Document, config: InputConfig) -> Drafts:
    """The articles of a file, one at a time. Damage ends the reading; what came before is kept."""
    document.unpack()
    stream: BinaryIO | bytes | Refused = document.seekable() or document.whole(config.max_bytes)
    if isinstance(stream, Refused):
        yield stream
        return
    import pyarrow
    from pyarrow import parquet

    number = 0
    try:
        file = parquet.ParquetFile(BytesIO(stream) if isinstance(stream, bytes) else stream, pre_buffer=False)
        have = file.schema_arrow.names
        wanted = [name for field in FIELDS for name in _names(field, config) if name in have]
        if not any(name in have for name in _names("text", config)):
            named = " or ".join(map(repr, _names("text", config)))
            shown = ", ".join(map(repr, have[:12]))
            yield Refused(
                document.origin,
                f"no column {named} (it has {shown or 'none'}); name the right one with --map text=COLUMN",
            )
            return
        if file.metadata.num_rows == 0:
            yield Refused(document.origin, "empty: it contains no record", skipped=True, empty=True)
            return
        for batch in file.iter_batches(batch_size=_BATCH, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield draft_of(_plain(row), config, f"{document.origin}:{number}", document.name)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        place = f"{document.origin}:{number + 1}" if number else document.origin
        yield Refused(place, f"not a Parquet file that can be read{' any further' if number else ''} ({said(error)})")


def _names(field: str, config: InputConfig) -> tuple[str, ...]:
    return (config.map[field],) if field in config.map else ALIASES.get(field, (field,))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose texts may be stored as binary data."""
    return {name: _text(value) if isinstance(value, bytes) else value for name, value in row.items()}


def _text(value: bytes) -> str | bytes:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value
