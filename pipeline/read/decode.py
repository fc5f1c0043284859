"""Bytes into text: UTF-8, UTF-16, or Windows-1252, and a plain refusal for what is not text.

German newsroom exports are UTF-8, UTF-16 (Windows "Unicode") or Windows-1252 (older systems), so those three are
tried in that order and nothing is guessed by statistics: a wrong guess would turn names into other names silently.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

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
)
"""First bytes of the files that most often end up among texts (the file formats' own specifications)."""

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROL_SHARE = 0.005
"""A stray control character happens in real exports; one in 200 bytes is not text."""
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_SAMPLE = 4096


@dataclass(frozen=True, slots=True)
class Undecodable(Exception):
    """Why bytes are not text: ``reason`` in the user's words, ``offset`` of the offending byte."""

    reason: str
    offset: int

    def __str__(self) -> str:
        return self.reason


def decode(data: bytes) -> str:
    """Decode one file, one line of a file, or standard input; a byte order mark is not part of the text.

    Raises:
        Undecodable: binary content, broken UTF-8, or bytes that Windows-1252 does not define.
    """
    _refuse_known_binary(data)
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding, len(mark))
    if utf16 := _utf16_by_zeros(data):
        return _strict(data, utf16, 0)
    _refuse_control(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows_1252(data, error.start)


def decode_html(data: bytes) -> str:
    """Like :func:`decode`, but a ``<meta charset>`` in the first kilobytes is believed where it decodes the page."""
    if not any(data.startswith(mark) for mark, _ in _BOMS) and (found := _META_CHARSET.search(data[:_SAMPLE])):
        name = found[1].decode("ascii").lower()
        # The HTML standard reads these labels as Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
        if name in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "iso8859-1"}:
            name = "windows-1252"
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            return decode(data)
        if name == "utf-8" or not _is_utf8(data):
            _refuse_known_binary(data)
            if not name.startswith("utf-16"):
                _refuse_control(data)
            return text
    return decode(data)


def _is_utf8(data: bytes) -> bool:
    """True for bytes that hold non-ASCII characters and are valid UTF-8: then a page's other claim is wrong."""
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_known_binary(data: bytes) -> None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Undecodable(f"not a text but {name} (its first bytes, at byte 0, say so)", 0)


def _refuse_control(data: bytes) -> None:
    zero = data.find(b"\x00")
    if zero >= 0:
        raise Undecodable(f"not a text: a zero byte at byte {zero}", zero)
    first = _CONTROL.search(data)
    if first:
        count = sum(1 for _ in _CONTROL.finditer(data))
        if count > max(2, len(data) * _MAX_CONTROL_SHARE):
            raise Undecodable(
                f"not a text: {count} control characters, the first at byte {first.start()}", first.start()
            )


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
    if encoding == "utf-8":
        _refuse_control(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + skipped
        raise Undecodable(f"broken {encoding.upper()}: byte {at} is not a character", at) from None


def _windows_1252(data: bytes, utf8_error: int) -> str:
    """Decode as Windows-1252 unless the bytes are UTF-8 that got damaged, or hold a byte that 1252 leaves undefined."""
    repaired = data.decode("utf-8", errors="replace")
    broken = repaired.count("�")
    proper = sum(1 for char in repaired if char > "\x7f") - broken
    if proper >= broken:  # in Windows-1252 German a letter such as "ü" is followed by ASCII, never a UTF-8 sequence
        raise Undecodable(f"damaged UTF-8: byte {utf8_error} is not a character", utf8_error)
    try:
        return data.decode("windows-1252")
    except UnicodeDecodeError as error:
        raise Undecodable(
            f"neither UTF-8 (byte {utf8_error} is not a character) nor Windows-1252 "
            f"(byte {error.start}, 0x{data[error.start]:02x}, is undefined there); save it as UTF-8",
            error.start,
        ) from None
