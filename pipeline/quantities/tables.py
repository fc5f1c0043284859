"""Readers of the tab-separated fact tables. A malformed line raises a :class:`TableError` with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from ..errors import TableError

Row = tuple[int, tuple[str, ...]]


def read_rows(path: Path, width: int) -> Iterator[Row]:
    """Line number and fields of every entry of ``path``; empty lines and lines that begin with ``#`` are comments.

    Raises :class:`TableError` if a line does not have ``width`` fields, an empty field, or is not UTF-8.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: the table cannot be read ({error}). Reinstall wortlaut.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = tuple(part.strip() for part in line.split("\t"))
        if len(fields) != width:
            raise TableError(
                f"{path}:{number}: {len(fields)} fields, expected {width}. Separate the fields by one tab each."
            )
        if not all(fields):
            raise TableError(f"{path}:{number}: an empty field. Write '-' for none.")
        yield number, fields


def forms(field: str) -> list[str]:
    """The forms of a field: ``"a|b"`` -> ``["a", "b"]``, ``"-"`` -> ``[]``."""
    return [] if field == "-" else [form.strip() for form in field.split("|")]


def amount(text: str, path: Path, line: int) -> float | int:
    """A number of a table: an integer, a decimal or a fraction ("1/3"). Raises :class:`TableError`."""
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise TableError(f"{path}:{line}: '{text}' is not a number. Write 12, 0.5 or 1/3.") from error
    return int(value) if value.denominator == 1 else float(value)
