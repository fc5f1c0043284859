"""Decodes bytes as UTF-8, UTF-16 or an older code page, and refuses what is not text.

German newsroom exports are UTF-8, UTF-16 (Windows "Unicode") or Windows-1252 (older systems), so those three are
tried in that order. Windows-1252 would accept nearly anything and silently turn names into other names, so German words
must look right in it or in one of a few other code pages of its time (:mod:`.codepages`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from itertools import chain

from .codepages import Evidence, untwisted

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    *((b"BZh%d1AY&SY" % level, "a bzip2 archive") for level in range(1, 10)),
)
"""First bytes of the files most often found among texts (from the file formats' own specifications)."""

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, with whose mark it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""What Python's Windows-1252 refuses to decode."""
_MAX_CONTROL_SHARE = 0.005
"""Stray control characters occur in real exports; one in 200 bytes is not text."""
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_SAMPLE = 4096


class Undecodable(Exception):
    """Why bytes are not text: ``reason`` in the user's words, ``offset`` of the offending byte."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def decode(data: bytes, declared: str = "") -> str:
    """Decode one file, one line of a file, or standard input; a byte order mark is not part of the text.

    Args:
        data: the bytes.
        declared: the encoding named by whoever delivered them; trusted if it decodes them and no byte order mark says
            otherwise.

    Raises:
        Undecodable: binary content, broken UTF-8, or bytes that are German in no known code page.
    """
    if declared and (text := _as_declared(data, declared)) is not None:
        return untwisted(text)
    return untwisted(_decode(data))


def _decode(data: bytes) -> str:
    refuse_known_binary(data)
    mark, encoding = next((known for known in _BOMS if data.startswith(known[0])), (b"", ""))
    if encoding and encoding != "utf-8":
        return _strict(data[len(mark) :], encoding, len(mark))
    if not encoding and (utf16 := _utf16_by_zeros(data)):
        return _strict(data, utf16, 0)
    text = _clean_utf8(data)
    return (data.decode(_narrow_encoding((data,))) if text is None else text).removeprefix("\ufeff")


def decode_html(data: bytes, declared: str = "") -> str:
    """Like :func:`decode`, but after ``declared``, a ``<meta charset>`` in the first kilobytes is trusted too."""
    found = _META_CHARSET.search(data[:_SAMPLE])
    for name in (declared, found[1].decode("ascii") if found else ""):
        if name and (text := _as_declared(data, name)) is not None:
            return untwisted(text)
    return decode(data)


def encoding_of(chunks: Iterable[bytes], limit: int) -> str:
    """The encoding that :func:`decode` would use for the bytes of these chunks, found without holding them.

    Args:
        chunks: the bytes from their beginning.
        limit: roughly how many bytes to look at. If there are more, single bad bytes are not looked for.

    Raises:
        Undecodable: as :func:`decode`, but broken UTF-16 or UTF-32 shows only on decoding.
    """
    rest = iter(chunks)
    head = b""
    while len(head) < _SAMPLE and (chunk := next(rest, b"")):
        head += chunk
    refuse_known_binary(head)
    return wide_encoding(head) or _narrow_encoding(chain((head,), rest), limit)


def wide_encoding(head: bytes) -> str:
    """UTF-16 or UTF-32, as the first few thousand bytes of a text show; empty for single-byte encodings."""
    marked = next((encoding for mark, encoding in _BOMS if head.startswith(mark)), "")
    if marked:
        return "" if marked == "utf-8" else marked
    return _utf16_by_zeros(head[:_SAMPLE]) or ""


def _clean_utf8(data: bytes) -> str | None:
    """The text in the usual case, UTF-8 without control characters; otherwise ``None``."""
    if _CONTROL.search(data):
        return None
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _as_declared(data: bytes, declared: str) -> str | None:
    """The text in the declared encoding; ``None`` if it is not in that encoding."""
    if any(data.startswith(mark) for mark, _ in _BOMS):
        return None
    name = declared.lower()
    # The HTML standard reads these labels as Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
    if name in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "iso8859-1"}:
        name = "windows-1252"
    try:
        text = data.decode(name)
    except (ValueError, LookupError):  # not in that encoding; no such encoding
        return None
    if name != "utf-8" and _is_utf8(data):
        return None
    refuse_known_binary(data)
    if not name.startswith("utf-16"):
        _refuse_control(data)
    return text


def _is_utf8(data: bytes) -> bool:
    """True for bytes with non-ASCII characters that are valid UTF-8: then any other claim by the page is wrong."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def refuse_known_binary(data: bytes) -> None:
    """Raise :class:`Undecodable` for bytes that begin like a known non-text file format."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Undecodable(f"not text but {name} (judging by its first bytes, at byte 0)", 0)


class _Seen:
    """The evidence for an encoding that is not wide, gathered chunk by chunk."""

    def __init__(self) -> None:
        self.length = 0
        self.marked = False
        """Whether the bytes began with UTF-8's byte order mark."""
        self.utf8_error: int | None = None
        """Offset of the first byte that is not UTF-8."""
        self.proper = self.broken = 0
        """Non-ASCII characters that are valid UTF-8, and places that are not."""
        self.undefined: int | None = None
        """Offset of the first byte that Windows-1252 does not define."""
        self.undefined_byte = 0
        self._zero: int | None = None
        self._control = 0
        self._first_control = 0
        self.evidence = Evidence()
        self._strict = codecs.getincrementaldecoder("utf-8")()
        self._lenient = codecs.getincrementaldecoder("utf-8")("replace")

    def add(self, chunk: bytes, final: bool = False) -> None:
        """Take in the next bytes."""
        if not self.length:
            self.marked = chunk.startswith(codecs.BOM_UTF8)
        if self._zero is None and (zero := chunk.find(b"\x00")) >= 0:
            self._zero = self.length + zero
        if first := _CONTROL.search(chunk):
            self._first_control = self._first_control if self._control else self.length + first.start()
            self._control += len(_CONTROL.findall(chunk))
        self._see_utf8(chunk, final)
        self.evidence.add(chunk)
        if self.undefined is None and (undefined := _UNDEFINED.search(chunk)):
            self.undefined, self.undefined_byte = self.length + undefined.start(), undefined[0][0]
        self.length += len(chunk)

    def _see_utf8(self, chunk: bytes, final: bool) -> None:
        if self.utf8_error is None:
            begun = len(self._strict.getstate()[0])  # of a character whose first bytes ended the last chunk
            try:
                self._strict.decode(chunk, final)
            except UnicodeDecodeError as error:
                self.utf8_error = self.length - begun + error.start
        text = self._lenient.decode(chunk, final)
        if not text.isascii():
            broken = text.count("\N{REPLACEMENT CHARACTER}")
            self.broken += broken
            self.proper += len(text) - len(text.encode("ascii", "ignore")) - broken

    def refuse_control(self) -> None:
        """Raise :class:`Undecodable` if there was a zero byte, or too many control characters for a text."""
        if self._zero is not None:
            raise Undecodable(f"not text: a zero byte at byte {self._zero}", self._zero)
        if self._control > max(2, self.length * _MAX_CONTROL_SHARE):
            raise Undecodable(
                f"not text: {self._control} control characters, the first at byte {self._first_control}",
                self._first_control,
            )


def _refuse_control(data: bytes) -> None:
    if b"\x00" not in data and not _CONTROL.search(data):
        return  # nearly always: the rest costs as much as reading the page
    seen = _Seen()
    seen.add(data)
    seen.refuse_control()


def _utf16_by_zeros(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte of Latin text is zero, always on the same side."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if len(sample) < 8 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.8 * half and even < 0.02 * half:
        return "utf-16-le"
    if even > 0.8 * half and odd < 0.02 * half:
        return "utf-16-be"
    return None


def _strict(data: bytes, encoding: str, skipped: int) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + skipped
        raise Undecodable(f"broken {encoding.upper()}: byte {at} is not a character", at) from None


def _narrow_encoding(chunks: Iterable[bytes], limit: int | None = None) -> str:
    """The encoding of the bytes, UTF-8 or a single-byte code page; chunks are looked at one after the other.

    If not UTF-8, it is Windows-1252 unless the bytes are damaged UTF-8 or German in another code page, have letters in
    places where German news never has them, or contain a byte that Windows-1252 leaves undefined.

    Raises:
        Undecodable: neither of them, or not text.
    """
    seen = _Seen()
    for chunk in chunks:
        seen.add(chunk)
        if limit is not None and seen.length > limit:
            # Too large to be refused for one bad byte: the reader will refuse the line.
            if seen.broken <= seen.proper or seen.marked:
                return "utf-8"
            return seen.evidence.encoding() or "windows-1252"
    seen.add(b"", final=True)
    seen.refuse_control()
    if seen.utf8_error is None:
        return "utf-8"
    if seen.marked:
        raise Undecodable(f"broken UTF-8: byte {seen.utf8_error} is not a character", seen.utf8_error)
    if seen.proper >= seen.broken:  # in Windows-1252 German "ü" is followed by ASCII, never a UTF-8 sequence
        raise Undecodable(f"damaged UTF-8: byte {seen.utf8_error} is not a character", seen.utf8_error)
    encoding = seen.evidence.encoding()
    if not encoding:
        raise Undecodable(
            f"{seen.evidence.objection()} (not UTF-8 from byte {seen.utf8_error} on); save it as UTF-8", seen.utf8_error
        )
    if seen.undefined is not None and encoding == "windows-1252":
        raise Undecodable(
            f"neither UTF-8 (byte {seen.utf8_error} is not a character) nor Windows-1252 "
            f"(byte {seen.undefined}, 0x{seen.undefined_byte:02x}, is undefined there); save it as UTF-8",
            seen.undefined,
        )
    return encoding
