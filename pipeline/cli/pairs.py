"""Read line-aligned text for ``wortlaut check``, in memory that does not grow with the input.

An input is read twice: once to see that it is sound from end to end, so that nothing is printed about half a file, and
once to hand out its lines. What cannot be read twice (a pipe) is put on the disk first.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, TypeVar

from .. import bitext
from ..errors import InputError
from ..read.document import BrokenOff, Document

Pair = tuple[str, str]
T = TypeVar("T")
LONGEST = 200_000
"""Bytes in a line; a long article has some fifty thousand. Checking takes time and memory in proportion to it: a line
of this length took 5 seconds and 140 MB."""
_IN_MEMORY = 1 << 20
"""Bytes of a pipe that are held in memory before they are put on the disk."""


@contextmanager
def read_lines(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a UTF-8 file (or of standard input for ``-``), without line ends. Only LF and CR LF end a line:
    other Unicode separators may occur inside a sentence.

    Raises:
        InputError: on entering: the file is missing or unreadable, is not UTF-8 (line and byte offset are named), or
            has a line of more than :data:`LONGEST` bytes.
    """
    with _sound(path, _lines) as lines:
        yield lines


@contextmanager
def read_tsv(path: Path) -> Iterator[Iterator[Pair]]:
    """The pairs of a ``source<TAB>target`` file.

    Raises:
        InputError: on entering: as :func:`read_lines`, or a line does not have exactly one tab.
    """
    with _sound(path, _pairs) as pairs:
        yield pairs


@contextmanager
def read_pairs(path: Path, wanted: bitext.Wanted) -> Iterator[tuple[Iterator[bitext.Pair], tuple[str, ...]]]:
    """The pairs of a file of any kind that is read, told apart by its content, and what was passed over.

    Plain pairs (:func:`read_tsv`) are streamed and have nothing but their two texts; what other files hold is read as a
    whole (:mod:`pipeline.bitext`).

    Raises:
        InputError: on entering: the file cannot be used; the message says where and why.
    """
    with _twice(path) as stream:
        form = bitext.sniff(stream.read(bitext.HEAD), path.name, wanted)
        stream.seek(0)
        if form is not None:
            found = bitext.read(stream, form, str(path), wanted)
            yield iter(found.pairs), found.remarks
            return
        for _ in _pairs(stream, path):
            pass
        stream.seek(0)
        yield (bitext.Pair(*pair) for pair in _pairs(stream, path)), ()


@contextmanager
def read_aligned(source: Path, target: Path) -> Iterator[Iterator[Pair]]:
    """The pairs of two line-aligned files.

    Raises:
        InputError: on entering: as :func:`read_lines`, or the files have different numbers of lines.
    """
    with _twice(source) as left, _twice(target) as right:
        counts = sum(1 for _ in _lines(left, source)), sum(1 for _ in _lines(right, target))
        if counts[0] != counts[1]:
            raise InputError(
                f"{source} has {counts[0]} lines, {target} has {counts[1]}: they must correspond line by line."
            )
        left.seek(0)
        right.seek(0)
        yield _aligned(_lines(left, source), _lines(right, target), source, target)


def _aligned(left: Iterator[str], right: Iterator[str], source: Path, target: Path) -> Iterator[Pair]:
    for pair in zip_longest(left, right):
        if None in pair:
            raise InputError(f"{source} or {target} was changed while it was read: they no longer correspond.")
        yield pair


@contextmanager
def _sound(path: Path, read: Callable[[BinaryIO, Path], Iterator[T]]) -> Iterator[Iterator[T]]:
    """What ``read`` makes of a file that it has read from end to end before."""
    with _twice(path) as stream:
        for _ in read(stream, path):
            pass
        stream.seek(0)
        yield read(stream, path)


def _pairs(stream: BinaryIO, path: Path) -> Iterator[Pair]:
    for number, text in enumerate(_lines(stream, path), 1):
        cells = text.split("\t")
        if text and len(cells) != 2:
            raise InputError(
                f"{path}, line {number}: {len(cells)} column{'s' if len(cells) > 1 else ''} instead of 2. "
                "A line is the source, one tab, the target; for a table, name its columns: --columns source=1,target=2."
            )
        yield (cells[0], cells[1]) if text else ("", "")


def _lines(stream: BinaryIO, path: Path) -> Iterator[str]:
    document = Document(stream, str(path), path.name)
    try:
        for line in document.lines(LONGEST):
            if line.size > LONGEST:
                raise InputError(
                    f"{path}, line {document.line}: longer than {LONGEST:,} bytes. "
                    "Put one article or sentence on a line."
                )
            data, before = line.data, document.position - line.size
            if before == 0:
                data = data.removeprefix(b"\xef\xbb\xbf")
                if not data:
                    continue
                before += line.size - len(data)
            try:
                text = data.decode()
            except UnicodeDecodeError as error:
                raise InputError(
                    f"{path}, line {document.line}: not UTF-8 (byte offset {before + error.start}). Convert the file "
                    "to UTF-8 first."
                ) from error
            yield text.removesuffix("\n").removesuffix("\r")
    except BrokenOff as error:
        raise InputError(f"{path}: {error}.") from error


def _twice(path: Path) -> BinaryIO:
    """The bytes of a file or of standard input, from the start, as something that can go back to it."""
    try:
        if str(path) != "-":
            stream: BinaryIO = path.open("rb")
            if stream.seekable():
                return stream
            with stream:
                return _copied(stream)
        if sys.stdin is None:
            raise InputError("-: there is no standard input to read here; name a file.")
        return _copied(sys.stdin.buffer)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}.") from error


def _copied(stream: BinaryIO) -> BinaryIO:
    copy = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by whoever reads it
    shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return copy  # type: ignore[return-value]
