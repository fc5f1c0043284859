"""Finds and lists what was named on the command line: files, folders, standard input, data sets."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from ..config import InputConfig
from ..errors import InputError
from . import hub, records
from .admit import STDIN
from .document import Document
from .draft import Drafts, Refused
from .formats import SUFFIXES, by_media_type, by_suffix, dataset, drafts, jsonl, sniff
from .reading import Entry, File, Reading, Source, Stream


def standard_input() -> BinaryIO | None:
    """The bytes of standard input; ``None`` if the process has none (a service, a closed descriptor)."""
    return getattr(sys.stdin, "buffer", None)


def read_inputs(
    inputs: Sequence[str], config: InputConfig, stdin: BinaryIO | None = None, out: Path | None = None
) -> Reading:
    """Read every input, in order, one article at a time.

    Args:
        inputs: files (:data:`~pipeline.read.formats.SUFFIXES`), folders (read recursively, sorted by path), ``-`` for
            standard input (plain text, a page, JSON lines, a feed or an item), ``hf:DATASET[:split]``.
        config: field names, wanted languages, size limit. The limit applies to a whole text, page, feed or item, and to
            a single line of a .jsonl, row of a .csv or record of a .parquet file, which are streamed.
        stdin: the stream that ``-`` reads.
        out: the folder the run writes to. Inside an input folder it is skipped, as are other runs' folders.

    Returns:
        Articles, not yet cleaned, and a :class:`~pipeline.types.Failure` for every item or source that gives none, in
        the order read.

    Raises:
        InputError: before anything is read, for an input that does not exist or cannot be read by this command.
        ConfigError: ``config.map`` names a field that articles do not have.
    """
    records.check_map(config)
    return Reading([_source(name, config, stdin, out) for name in inputs], config)


def _source(name: str, config: InputConfig, stdin: BinaryIO | None, out: Path | None) -> Source:
    """Check an input now; list and read it later."""
    if name == "-":
        if stdin is None:
            raise InputError("-: there is no standard input to read here; name a file.")
        return lambda: [Stream(lambda: _standard_input(stdin, config))]
    if name.startswith(hub.PREFIX):
        hub.split_name(name)
        return lambda: [Stream(lambda: _data_set(name, config))]
    if "://" in name or name.lower().startswith("feed:"):
        raise InputError(
            f"{name}: feeds and web addresses are not read by this command yet. "
            "Save the page as a file (.html) and pass that, or pipe it in as text with '-'."
        )
    try:
        path = Path(name)
        if path.is_dir():
            return lambda: list(_folder(path, out))
        if "\x00" in name:  # some Python versions call such a path missing, others refuse it
            raise ValueError("it contains a null character")
        if not path.exists():
            raise InputError(f"{name}: no such file or folder. Check the path.")
    except (OSError, ValueError) as error:  # a name too long, a zero byte in it
        raise InputError(f"{name[:200]!r}: not a usable path ({error}).") from None
    if not path.is_file():
        raise InputError(f"{name}: not a regular file. Pipe its content in with '-'.")
    form = by_suffix(path.suffix)
    if form is None:
        raise InputError(f"{name}: files of this kind are not supported, only {SUFFIXES}.")
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise InputError(f"{name}: cannot be opened: {error.strerror}.") from None
    return lambda: [File(path, form, size)]


def _folder(root: Path, out: Path | None) -> Iterator[Entry]:
    """Every file below ``root`` by sorted relative path.

    Hidden files and folders and the folders of runs are skipped; links to folders are not followed. A README is about
    the folder, not an article in it.
    """
    readable = found = False
    unread: list[OSError] = []
    for path in _walk(root, out, unread.append):
        if path.stem.upper() == "README":
            continue
        found = True
        entry = _entry(path)
        readable = readable or isinstance(entry, File)
        yield entry
    for closed in unread:
        yield Refused(str(closed.filename), f"this folder cannot be read: {closed.strerror}")
    if not found and not unread:
        yield Refused(str(root), "no article in this folder: it is empty", skipped=True, empty=True)
    elif not readable and not unread:
        yield Refused(str(root), f"no article in this folder: there is no file of type {SUFFIXES} in it")


def _entry(path: Path) -> Entry:
    try:
        status = path.stat()
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP):  # a link that leads nowhere
            return Refused(str(path), "not a regular file", skipped=True)
        return Refused(str(path), f"cannot be read: {error.strerror}")  # its folder allows only names to be read
    if not stat.S_ISREG(status.st_mode):
        return Refused(str(path), "not a regular file", skipped=True)
    if form := by_suffix(path.suffix):
        return File(path, form, status.st_size)
    return Refused(str(path), f"files of this kind are not supported (only {SUFFIXES})", skipped=True)


def _walk(root: Path, out: Path | None, failed: Callable[[OSError], None]) -> list[Path]:
    found: list[Path] = []
    for folder, folders, files in os.walk(root, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".") and not _is_run(Path(folder, name), out)]
        found.extend(Path(folder) / name for name in files if not name.startswith("."))
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def _is_run(folder: Path, out: Path | None) -> bool:
    """True for the folder of a past run or of this one: briefs are not articles."""
    try:
        if out is not None and out.is_dir() and folder.samefile(out):
            return True
        return (folder / "run.json").is_file() and (folder / "articles").is_dir()
    except OSError:
        return False  # a folder that may not be inspected; reading it will tell


def _data_set(spec: str, config: InputConfig) -> Drafts:
    rows = hub.open_rows(spec)
    if isinstance(rows, Refused):
        yield rows
        return
    name, _ = hub.split_name(spec)
    yield from dataset.read(rows, spec, Path(name).name, config)


def _standard_input(stream: BinaryIO, config: InputConfig) -> Drafts:
    """JSON lines if the first line is a JSON object; a text may also begin with a brace. Feeds show sooner."""
    document = Document(stream, STDIN, "stdin")
    if sniff.looks_like(document.head()).module in ("feed", "sitemap", "newsml", "iptc7901"):
        yield from sniff.read(document, config)
        return
    with document.ahead() as chunks:
        line = _braced_line(chunks, config.max_bytes)
    is_text = not line or isinstance(jsonl.parse_line(line, STDIN), Refused)
    form = by_media_type("text/plain" if is_text else "application/jsonl")
    assert form is not None
    yield from drafts(document, form, config)


def _braced_line(chunks: Iterable[bytes], limit: int) -> bytes:
    """The first line that is not blank, or nothing if it does not begin with a brace."""
    line = bytearray()
    seen = 0
    for chunk in chunks:
        begun = len(line)
        line += chunk if line else chunk.lstrip(b"\xef\xbb\xbf \t\r\n")
        seen += len(chunk)
        if line and not line.startswith(b"{"):
            return b""
        if (end := line.find(b"\n", begun)) >= 0:
            return bytes(line[:end])
        if seen > limit:
            break
    return bytes(line)
