"""Excel workbooks: one sheet, its texts as they are stored."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, BinaryIO

from ..errors import InputError
from .headings import pairs_of
from .pair import Bitext, Wanted

UNPACKED = 1_000_000_000
"""Bytes that a workbook may have when it is unpacked."""
_HEAD = 2048


def read(stream: BinaryIO, origin: str, wanted: Wanted) -> Bitext:
    """The pairs of a sheet, each with its row. Of a formula the value that was saved with it is read.

    Raises:
        InputError: no workbook, a damaged one, or the sheet or its columns are not to be found.
    """
    _admit(stream, origin)
    from openpyxl import load_workbook

    stream.seek(0)
    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # a damaged archive or part of it: each has its own exception
        raise InputError(f"{origin}: not a readable Excel workbook ({_said(error)}).") from error
    try:
        sheet = _sheet(book, origin, wanted.sheet)
        return pairs_of(_rows(sheet, origin), f"{origin}, sheet “{sheet.title}”", wanted, ragged=True)
    finally:
        book.close()


def _admit(stream: BinaryIO, origin: str) -> None:
    """Refuse what is no workbook, or one that is made to fill the memory."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise InputError(
                    f"{origin}: a ZIP archive or an Office document, but no Excel workbook. "
                    "Unpack it, or export XLIFF, TMX or a table."
                )
            if sum(part.file_size for part in archive.infolist()) > UNPACKED:
                raise InputError(f"{origin}: the workbook has more than {UNPACKED:,} bytes when it is unpacked.")
            for name in names:
                if name.endswith((".xml", ".rels")):
                    with archive.open(name) as part:
                        if b"<!DOCTYPE" in part.read(_HEAD).replace(b"\x00", b"").upper():
                            raise InputError(f"{origin}: {name} declares entities, which no workbook needs.")
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"{origin}: not a readable Excel workbook ({_said(error)}).") from error


def _sheet(book: Any, origin: str, name: str) -> Any:
    sheets = book.worksheets
    if not sheets:
        raise InputError(f"{origin}: the workbook has no sheet with cells.")
    if not name:
        return sheets[0]
    for sheet in sheets:
        if sheet.title.casefold() == name.strip().casefold():
            return sheet
    if name.isdecimal() and 0 < int(name) <= len(sheets):
        return sheets[int(name) - 1]
    shown = ", ".join(f"“{sheet.title}”" for sheet in sheets)
    raise InputError(f"{origin}: no sheet “{name}”; there is {shown}.")


def _rows(sheet: Any, origin: str) -> Iterator[tuple[str, list[str]]]:
    sheet.reset_dimensions()  # some programs store a wrong size, and cells beyond it would be lost
    number = 0
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield f"row {number}", [_text(value) for value in row]
    except InputError:
        raise
    except Exception as error:
        where = f"{origin}, sheet “{sheet.title}”"
        raise InputError(f"{where}: damaged after row {number} ({_said(error)}).") from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("_x000D_", "").replace("\r\n", "\n")


def _said(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:150]
