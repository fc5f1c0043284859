"""Read line-aligned text for ``wortlaut check``."""

from __future__ import annotations

import sys
from pathlib import Path

from ..errors import InputError

Pair = tuple[str, str]


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file (or of standard input for ``-``), without line ends. Only LF and CR LF end a line:
    other Unicode separators may occur inside a sentence.

    Raises:
        InputError: the file is missing or unreadable, or is not UTF-8 (line and byte offset are named).
    """
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}.") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}, line {number}: not UTF-8 (byte offset {error.start}). Convert the file to UTF-8 first."
        ) from error
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def read_tsv(path: Path) -> list[Pair]:
    """The pairs of a ``source<TAB>target`` file.

    Raises:
        InputError: as :func:`read_lines`, or a line does not have exactly one tab.
    """
    pairs = []
    for number, text in enumerate(read_lines(path), 1):
        cells = text.split("\t")
        if text and len(cells) != 2:
            raise InputError(
                f"{path}, line {number}: {len(cells)} column{'s' if len(cells) > 1 else ''} instead of 2. "
                "A line is the source, one tab, the target."
            )
        pairs.append((cells[0], cells[1]) if text else ("", ""))
    return pairs


def read_aligned(source: Path, target: Path) -> list[Pair]:
    """The pairs of two line-aligned files.

    Raises:
        InputError: as :func:`read_lines`, or the files have different numbers of lines.
    """
    sources, targets = read_lines(source), read_lines(target)
    if len(sources) != len(targets):
        raise InputError(
            f"{source} has {len(sources)} lines, {target} has {len(targets)}: they must correspond line by line."
        )
    return list(zip(sources, targets, strict=True))
