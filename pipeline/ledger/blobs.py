"""How values stand in columns: texts without what a database refuses, the rest as compressed JSON."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from ..codec import read_record, record_bytes
from ..types import Record
from .errors import Unreadable

T = TypeVar("T")

_MOST = 2**62


def packed(value: Any) -> bytes:
    """Any of the package's data as compressed JSON."""
    try:
        data = msgspec.json.encode(value)
    except UnicodeEncodeError:  # half of a surrogate pair, in a feed that was cut or badly converted
        data = msgspec.json.encode(_mended(msgspec.to_builtins(value)))
    return zlib.compress(data)


def unpacked(data: bytes, kind: type[T]) -> T:
    """The inverse of :func:`packed`.

    Raises:
        Unreadable: this version cannot read it.
    """
    try:
        return msgspec.json.decode(zlib.decompress(data), type=kind)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"{error}") from error


def packed_record(record: Record) -> bytes:
    """A record, as it would be in a file, compressed."""
    return zlib.compress(record_bytes(record))


def unpacked_record(data: bytes) -> Record:
    """The inverse of :func:`packed_record`; one in an older format is converted.

    Raises:
        Unreadable: it has been altered, or has a format that this version does not know.
    """
    try:
        return read_record(zlib.decompress(data))
    except (zlib.error, ValueError) as error:
        raise Unreadable(f"{error}") from error


def text(value: str, most: int = 10_000) -> str:
    """A text for a column: PostgreSQL knows no NUL, and neither database halves of surrogate pairs."""
    return value[:most].replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def name(value: str, most: int = 255) -> str:
    """A text that tells things apart, no longer than its column: a longer one ends in a digest of itself."""
    whole = text(value, len(value))
    return whole if len(whole) <= most else f"{whole[: most - 33]}-{short(value)}"


def short(value: str) -> str:
    """A digest of 32 characters; empty for an empty text."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:32] if value else ""


def number(value: int) -> int:
    """A number that a column can hold."""
    return max(0, min(value, _MOST))


def moment(written: str) -> datetime | None:
    """The moment that an ISO 8601 text means; without a zone it is UTC, later than in Germany: nothing is out early."""
    try:
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def chunks(values: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    """Pieces of a list that fit into one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_mended(key): _mended(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mended(part) for part in value]
    return value


def squeezed(data: bytes) -> bytes:
    """Bytes, compressed."""
    return zlib.compress(data)


def unsqueezed(data: bytes) -> bytes:
    """The inverse of :func:`squeezed`.

    Raises:
        Unreadable: it has been altered.
    """
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise Unreadable(f"{error}") from error
