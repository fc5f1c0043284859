"""Bodies as they come over the line into bytes, piece by piece and within limits.

Of httpx2's own decoders none notices that a gzip stream ends too early, and what follows its first member is dropped;
brotli and zstd depend on what else is installed. So only gzip is asked for, and it is unpacked here.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

ACCEPTED = "gzip"
"""Accept-Encoding."""
_PIECE = 1 << 18
"""Bytes that are unpacked at a time."""
_GZIP = b"\x1f\x8b"
_MOST_CODINGS = 2


class Broken(Exception):
    """A body that cannot be unpacked, with the reason."""


class TooLarge(Exception):
    """A body beyond the limit."""


def body(raw: Iterable[bytes], codings: str, limit: int, *, cut: bool = False) -> tuple[bytes, bool]:
    """The whole body.

    Args:
        raw: as it comes over the line.
        codings: value of Content-Encoding.
        limit: most bytes, packed as well as unpacked.
        cut: rather the first ``limit`` bytes than nothing.

    Returns:
        The bytes, and whether they were packed once more than the server said (a file ``feed.xml.gz``).

    Raises:
        Broken: it is packed in a way that was not asked for, damaged, or ends too early.
        TooLarge: beyond the limit.
    """
    pieces: Iterator[bytes] = _within(raw, limit)
    for unpacked in _unpackers(codings):
        pieces = unpacked(pieces)
    inner = _Inner(pieces)
    found = bytearray()
    for piece in inner:
        found += piece
        if len(found) > limit:
            if cut:
                break
            raise TooLarge
    return bytes(found[:limit]), inner.packed


def _unpackers(codings: str) -> list[Callable[[Iterable[bytes]], Iterator[bytes]]]:
    """In the order in which they are to be applied: the last coding comes off first."""
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > _MOST_CODINGS:
        raise Broken(f"packed {len(names)} times over ({codings[:100]})")
    for name in names:
        if name not in ("gzip", "x-gzip", "deflate"):
            raise Broken(f"packed as {name[:40]!r}, which was not asked for")
    return [_deflate if name == "deflate" else _gunzip for name in reversed(names)]


def _within(raw: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for piece in raw:
        yield piece
        size += len(piece)
        if size > limit:
            raise TooLarge


class _Inner:
    """Pieces, unpacked if they turn out to be gzip: a packed file, or a server that packs twice and says so once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.packed = False

    def __iter__(self) -> Iterator[bytes]:
        head = b""
        for piece in self._pieces:
            head += piece
            if len(head) >= len(_GZIP):
                break
        self.packed = head.startswith(_GZIP)
        rest = _chained(head, self._pieces)
        return _gunzip(rest) if self.packed else rest


def _chained(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest


def _gunzip(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Every member of a gzip stream. Zeros and rubbish behind a whole member are ignored, as gzip does."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    begun = False
    for piece in pieces:
        data = piece
        while data:
            if unpacker.eof:
                data = data.lstrip(b"\0")
                if not data:
                    break
                if not data.startswith(_GZIP[: len(data)]):
                    return
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            begun = True
            yield from _bounded(unpacker, data, "gzip")
            data = unpacker.unused_data
    if begun and not unpacker.eof:
        raise Broken("the gzip stream ends too early: the transfer broke off, or the server cuts its answers")


def _deflate(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """With the header that the standard demands, or without, as some servers send it."""
    unpacker = None
    for piece in pieces:
        if not piece:
            continue
        if unpacker is None:
            unpacker = zlib.decompressobj(zlib.MAX_WBITS if piece[0] & 0x0F == 8 else -zlib.MAX_WBITS)
        if unpacker.eof:
            return
        yield from _bounded(unpacker, piece, "deflate")
    if unpacker is not None and not unpacker.eof:
        raise Broken("the deflate stream ends too early: the transfer broke off, or the server cuts its answers")


def _bounded(unpacker: zlib._Decompress, data: bytes, name: str) -> Iterator[bytes]:
    try:
        while True:
            piece = unpacker.decompress(data, _PIECE)
            if piece:
                yield piece
            data = unpacker.unconsumed_tail
            if unpacker.eof or (not data and len(piece) < _PIECE):
                return
    except zlib.error as error:
        raise Broken(f"the {name} stream is damaged ({error})") from None
