"""Lists that people keep in a spreadsheet: their bytes as Excel saves them, and their cells with line numbers.

Excel writes "CSV UTF-8" with a byte-order mark, "Unicode text" as UTF-16 with tabs, and plain CSV in Windows-1252, with
semicolons where the comma is the decimal sign.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from .errors import InputError, TableError

LARGEST = 32 * 1024 * 1024
"""Bytes in a list; one of a million lines is no list that a person keeps."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PACKED = ((b"PK\x03\x04", "an Excel workbook or another packed file"), (b"\xd0\xcf\x11\xe0", "an old Excel workbook"))
_SEPARATORS = ",;\t"
_TOLD = re.compile(r"sep=([,;\t])\s*")
"""Excel's own first line, which says what separates the cells."""
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'", "#")
"""What spreadsheets take for the beginning of a formula, and the signs of these lists themselves."""
_OLD_HYPHENS = re.compile("[\u00ad\u2010\u2011]")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?|(\d{1,2})\.(\d{1,2})\.(\d{4})(?: .*)?")


def content(path: Path, what: str) -> bytes:
    """The bytes of a list.

    Args:
        path: the file.
        what: what the file is, for messages ("the glossary").

    Raises:
        InputError: it cannot be read, or is no list at all.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path}: {what} cannot be read ({reason}); check the path") from error
    if len(data) > LARGEST:
        raise InputError(f"{path}: larger than {LARGEST >> 20} MiB; {what} is a list that people keep")
    for magic, name in _PACKED:
        if data.startswith(magic):
            raise InputError(f"{path}: {name}; save it as 'CSV UTF-8' or 'Unicode text' first")
    return data


def decoded(data: bytes, path: Path) -> tuple[str, str]:
    """The text of a list and the name of the encoding that it is in: UTF-8, UTF-16, UTF-32 or Windows-1252.

    Raises:
        TableError: it is in none of these; with the line.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding, path), encoding
    if b"\0" in data[:2000]:  # Unicode without a mark: every second byte of Latin letters is zero
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return _strictly(data, encoding, path), encoding
    try:
        return data.decode(), "utf-8"
    except UnicodeDecodeError:
        return _strictly(data, "cp1252", path), "windows-1252"


def _strictly(data: bytes, encoding: str, path: Path) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TableError(f"{path}:{line}: neither UTF-8, UTF-16 nor Windows-1252; save it as 'CSV UTF-8'") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise TableError(f"{path}:{line}: holds zero bytes and is no text; save it as 'CSV UTF-8'")
    return text


def cells(text: str, path: Path, *, comments: bool = False) -> Iterator[tuple[int, list[str]]]:
    """The lines of a list that hold something: number of the line they begin on, and their cells, trimmed.

    The cells are separated by what occurs most in the first line. Empty cells behind the last full one are left out:
    spreadsheets write them for every column that was ever in use.

    Args:
        text: the whole list.
        path: for messages.
        comments: a line that begins with ``#`` says nothing, and a line is a line even inside quotation marks.

    Raises:
        TableError: quotation marks that do not fit; with the line.
    """
    first = next((line for line in text.splitlines() if line.strip() and not (comments and line.startswith("#"))), "")
    skipped = bool(told := _TOLD.fullmatch(first))
    separator = told[1] if told else max(_SEPARATORS, key=first.count)
    rows = _one_by_one(text, separator) if comments else _rows(text, separator)
    line = 1
    try:
        for start, row in rows:
            line = start
            found = [" ".join(cell.split()) for cell in row]
            while found and not found[-1]:
                found.pop()
            if skipped and found:
                skipped = False
            elif found:
                yield start, found
    except csv.Error as error:
        message = f"{error}; a cell that has quotation marks inside is put in quotation marks, and each of them doubled"
        raise TableError(f"{path}:{line}: {message}") from error


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        yield start, row


def _one_by_one(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            try:
                yield number, next(csv.reader([line], delimiter=separator, strict=True))
            except csv.Error:
                yield number, []  # so that the number is known
                raise


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe before it, which :func:`bare` takes off."""
    return "'" + text if text.startswith(_FORMULA) else text


def bare(cell: str) -> str:
    """A cell without the apostrophe that :func:`guarded` has put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def word(text: str) -> str:
    """A word of a list's own language (a heading, a kind) as it is looked up: without case, hyphens and umlauts."""
    low = _OLD_HYPHENS.sub("-", text).casefold().strip(" .:*")
    for mark, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("’", "'")):
        low = low.replace(mark, written)
    return " ".join(re.split(r"[-_\s–/]+", low)).strip()


def day(text: str) -> str:
    """A date as ISO 8601, from ISO or from the form in which Excel shows it in Germany (26.11.2026).

    Raises:
        ValueError: it is none.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    numbers = [int(part) for part in found.groups() if part is not None]
    return date(*(numbers if found[1] else reversed(numbers))).isoformat()
