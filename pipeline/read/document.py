"""Bytes to read articles from, with what is known about them: all that a format is given.

A document may be a file, standard input or the body of a response; a format cannot tell. Its bytes come in chunks, as
lines of limited length, or as a whole of limited size, so memory does not grow with the size of the input.
"""

from __future__ import annotations

import codecs
import io
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from .decode import Undecodable
from .draft import Refused

CHUNK = 1 << 16
"""Bytes requested at a time: few calls for a file, yet little memory beside the models for one article."""
HEAD = 4096
_GZIP = b"\x1f\x8b\x08"
_GZIP_MEMBER = 31
"""What zlib calls a gzip header with a window of any size."""


class BrokenOff(Exception):
    """The source failed while being read. :func:`pipeline.read.formats.drafts` turns it into a refusal."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end. ``data`` holds at most one byte more than the limit."""

    data: bytes
    size: int
    """Bytes of the whole line."""
    dropped_quotes: int = 0
    """Quotation marks in the part that was dropped: whether a CSV row ends with this line depends on them."""


class Document:
    """A stream of bytes and where it comes from.

    Args:
        stream: read once, from its current position. Anything it raises is a source failure (:class:`BrokenOff`).
        origin: the name used in messages: a path, ``<stdin>``, an address.
        name: what an article's id is made from if there is nothing better.
        size: in bytes, if known beforehand.
        media_type: as declared by whoever delivered it, for instance ``"text/html"``; empty if nobody did.
        charset: the encoding declared along with it, for formats that do not fix one (texts, pages).
        url: the address it came from, which relative links refer to.
    """

    def __init__(
        self,
        stream: BinaryIO,
        origin: str,
        name: str,
        *,
        size: int | None = None,
        media_type: str = "",
        charset: str = "",
        url: str = "",
    ) -> None:
        self.origin = origin
        self.name = name
        self.size = size
        self.media_type = media_type
        self.charset = charset
        self.url = url
        self.line = 0
        """Lines handed out so far."""
        self.position = 0
        """Bytes of these lines."""
        self._stream = stream
        # ``read1`` returns what is available; ``read`` would wait for a full chunk of a pipe.
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._held: deque[bytes] = deque()
        self._broken: BrokenOff | None = None
        self._packed = False

    @property
    def place(self) -> str:
        """The current position: ``origin:line`` if lines were read, else the origin."""
        return f"{self.origin}:{self.line + 1}" if self.line else self.origin

    def chunks(self) -> Iterator[bytes]:
        """The remaining bytes.

        Raises:
            BrokenOff: the stream failed.
        """
        while chunk := self._held.popleft() if self._held else self._next():
            yield chunk

    def _next(self) -> bytes:
        if self._broken is not None:
            raise self._broken
        try:
            return self._read(CHUNK)
        except Exception as error:  # a socket, a decompressor, an HTTP library: each has its own exceptions
            raise BrokenOff(said(error)) from error

    @contextmanager
    def ahead(self) -> Iterator[Iterator[bytes]]:
        """Chunks to peek at; afterwards reading starts from the same place as before.

        If the stream cannot seek, they are held in memory, so look no further than necessary. A failure of the stream
        ends the peek; it is raised when reading reaches that place again.
        """
        start = self._stream.tell() if not self._held and self._seekable() else None
        taken: list[bytes] = []

        def look() -> Iterator[bytes]:
            try:
                for chunk in self.chunks():
                    if start is None:
                        taken.append(chunk)
                    yield chunk
            except BrokenOff as error:
                if start is None:
                    self._broken = error

        yield look()
        if start is None:
            self._held.extendleft(reversed(taken))
            return
        try:
            self._stream.seek(start)
        except Exception as error:
            raise BrokenOff(said(error)) from error

    def _seekable(self) -> bool:
        try:
            return not self._packed and self._stream.seekable()
        except Exception:  # a file-like object may lack the method
            return False

    def head(self) -> bytes:
        """The next bytes, enough to tell what they are; they are not consumed."""
        head = b""
        with self.ahead() as chunks:
            while len(head) < HEAD and (chunk := next(chunks, b"")):
                head += chunk
        return head

    def seekable(self) -> BinaryIO | None:
        """The stream itself if nothing of it was taken and it can be read from any place; a format that needs the end
        first saves a copy."""
        return self._stream if not self._held and self._seekable() else None

    def unpack(self) -> None:
        """From here on give what is packed, if these bytes are gzip's; limits then apply to what is unpacked.

        Raises:
            BrokenOff: the stream failed.
        """
        if self._packed or not self.head().startswith(_GZIP):
            return
        held, read = list(self._held), self._read
        unpacked = _unpacked(chain(held, iter(lambda: read(CHUNK), b"")))
        self._held.clear()
        self._read = lambda _: next(unpacked, b"")
        self._packed, self.size = True, None

    def whole(self, limit: int) -> bytes | Refused:
        """All bytes, or a refusal if there are more than ``limit``.

        Raises:
            BrokenOff: the stream failed.
        """
        if self.size is not None and self.size > limit:
            return Refused(self.origin, f"too large: {self.size} bytes, the limit is {limit} (input.max_bytes)")
        data = bytearray()
        for chunk in self.chunks():
            data += chunk
            if len(data) > limit:
                return Refused(self.origin, f"too large: more than {limit} bytes (input.max_bytes)")
        return bytes(data)

    def lines(self, limit: int, *, wide: str = "", universal: bool = False) -> Iterator[Line]:
        """The lines, each holding at most ``limit`` + 1 bytes; the rest of a longer one is read and dropped.

        Args:
            limit: in bytes, including the line's end.
            wide: the encoding, if it uses several bytes per character; the lines are given in UTF-8.
            universal: a carriage return alone also ends a line.

        Raises:
            BrokenOff: the stream failed.
            Undecodable: the bytes are not ``wide``.
        """
        chunks = _narrow(self.chunks(), wide) if wide else self.chunks()
        for line in _lines(chunks, limit, universal):
            self.line += 1
            self.position += line.size
            yield line


def said(error: Exception) -> str:
    """An exception in one line: the system's message for a failed call, else type and text."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"{type(error).__name__}: {(str(error).strip().splitlines() or ['no details'])[0][:200]}"


def _lines(chunks: Iterable[bytes], limit: int, universal: bool) -> Iterator[Line]:
    data = bytearray()
    size = quotes = 0
    returned = False
    for chunk in chunks:
        for piece in chunk.splitlines(keepends=True) if universal else io.BytesIO(chunk):
            if returned and piece != b"\n":
                yield Line(bytes(data), size, quotes)
                data, size, quotes = bytearray(), 0, 0
            room = limit + 1 - len(data)
            data += piece[:room]
            quotes += piece.count(b'"', room)
            size += len(piece)
            returned = universal and piece.endswith(b"\r")
            if piece.endswith(b"\n"):
                yield Line(bytes(data), size, quotes)
                data, size, quotes = bytearray(), 0, 0
    if size:
        yield Line(bytes(data), size, quotes)


def _narrow(chunks: Iterable[bytes], wide: str) -> Iterator[bytes]:
    """The chunks' text in UTF-8."""
    decoder = codecs.getincrementaldecoder(wide)()
    length = 0
    for chunk in chain(chunks, (b"",)):
        begun = len(decoder.getstate()[0])  # of a character whose first bytes ended the last chunk
        try:
            yield decoder.decode(chunk, final=not chunk).encode()
        except UnicodeDecodeError as error:
            yield error.object[: error.start].decode(wide).encode()
            at = length - begun + error.start
            raise Undecodable(f"broken {wide.upper()}: byte {at} is not a character", at) from None
        length += len(chunk)


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content of a gzip archive, some of it at a time however tightly it is packed. What follows it is ignored."""
    member = zlib.decompressobj(_GZIP_MEMBER)
    for chunk in chunks:
        data = b""
        while chunk or len(data) == CHUNK:
            data = member.decompress(chunk, CHUNK)
            if data:
                yield data
            chunk = member.unconsumed_tail
            if member.eof:
                chunk = member.unused_data
                if not chunk.startswith(_GZIP):
                    return
                member = zlib.decompressobj(_GZIP_MEMBER)
    raise EOFError("the gzip archive is cut short")
