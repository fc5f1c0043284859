"""The run folder on disk: ``DIR/articles/<id>/``, written via temporary file and rename."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ..codec import NewerRecord, read_record
from ..errors import InputError, OutputError, RecordError
from ..export.table import RECORD
from ..types import Record
from .lock import claim

_TEMPORARY = re.compile(
    r"\.(?:probe|\.outlet|[\w.-]+\.(?:json|md|html|jsonl|csv|txt|atom|tmx|xlf|docx|xlsx))-[a-z0-9_]{8}"
)
"""A file before it gets its name: what :func:`tempfile.mkstemp` makes of a prefix."""

_AGAIN = "or choose another folder with --out, then run again: what is done is kept."
_ADVICE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), f"Free space {_AGAIN}"),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), f"Make it writable {_AGAIN}"),
}
"""What to do about an error of the system, by its number."""


class Store:
    """Reads and writes one run folder: the :class:`~pipeline.run.records.Records` of a run, and the run's own files.

    Args:
        root: the folder; made if it is not there.
        warn: told what a person should know.
        spread: the folders of articles lie in 256 folders named by two hex digits, so that none grows too large for a
            file system or a person: ``articles/3f/<id>``.

    Raises:
        OutputError: from the constructor, if the folder cannot be made or written, or another process writes to it.
    """

    def __init__(self, root: Path, warn: Callable[[str], None] = lambda _: None, *, spread: bool = False) -> None:
        self._warn = warn
        self._spread = spread
        self.root = root
        self.articles = root / "articles"
        with output_errors(root, "Choose another folder with --out."):
            self.articles.mkdir(parents=True, exist_ok=True)
            handle, probe = tempfile.mkstemp(dir=root, prefix=".probe-")
            os.close(handle)
            Path(probe).unlink()
        self._alone = claim(self, root, warn)
        if self._alone:
            for folder in (root, *(root.glob("*/*-*-*/") if spread else ())):  # also briefs/2026-11-26
                _sweep(folder)

    def folder(self, article_id: str) -> Path:
        """Where an article's files are. Ids are made path-safe by the reader; anything else is a programming error."""
        if article_id in {"", ".", ".."} or any(c in article_id for c in "/\\:\0"):
            raise AssertionError(f"article id is not a file name: {article_id!r}")
        return self.root / (spread_place(article_id) if self._spread else f"articles/{article_id}")

    def get(self, article_id: str) -> Record | None:
        """The stored record, or ``None`` if there is none (it is then made anew).

        A damaged one is kept beside as ``record.json.damaged`` and said: it may hold decisions of people.

        Raises:
            RecordError: it was written by a newer version, or cannot be read from the disk.
        """
        path = self.folder(article_id) / RECORD
        try:
            return read_record(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except NewerRecord as error:
            raise RecordError(
                f"{path}: {error}. It is not written over; use that version, or another --out."
            ) from error
        except ValueError as error:
            kept = path.with_name(path.name + ".damaged")
            with output_errors(kept):
                path.replace(kept)
            self._warn(f"{path}: {error}. It is kept as {kept.name}, and the article is made anew.")
            return None
        except OSError as error:
            raise RecordError(f"{path}: cannot be read ({error.strerror or error}).") from error

    def renderings(self, article_id: str) -> dict[str, str]:
        """The files in an article's folder, each with the sha256 of its content."""
        try:
            paths = [path for path in self.folder(article_id).iterdir() if path.is_file()]
            return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
        except OSError:
            return {}

    def place(self, article_id: str) -> str:
        """Where an article's files are, seen from the run folder."""
        return self.folder(article_id).relative_to(self.root).as_posix()

    def put(self, record: Record, files: Mapping[str, bytes], without: Collection[str] = ()) -> None:
        """Write an article's files in the given order. The record is the last of them: it vouches for the others."""
        self.put_files(record.article.id, files, without)

    def put_files(self, article_id: str, files: Mapping[str, bytes], without: Collection[str] = ()) -> None:
        """The same for an article of which there is no record."""
        folder = self.folder(article_id)
        with output_errors(folder):
            if not folder.is_dir():
                folder.mkdir(exist_ok=True, parents=True)
                _sync(folder.parent)
            elif self._alone:
                _sweep(folder)
            for name in without:
                (folder / name).unlink(missing_ok=True)
        for name, data in files.items():
            write_whole(folder / name, [data])
        with output_errors(folder):
            _sync(folder)

    def drop(self, article_id: str) -> None:
        """Remove an article's folder with all that is in it, if it is there."""
        folder = self.folder(article_id)
        with output_errors(folder), suppress(FileNotFoundError):
            shutil.rmtree(folder)

    def write(self, name: str, chunks: Iterable[bytes]) -> Path:
        """Write one of the run's own files, piece by piece. ``name`` may be in a folder, which is made."""
        path = self.root / name
        with output_errors(path):
            path.parent.mkdir(exist_ok=True, parents=True)
        write_whole(path, chunks)
        with output_errors(path):
            _sync(path.parent)
        return path

    def append(self, name: str, data: bytes) -> None:
        """Add to one of the run's own files, which only grows. A line that a crash has cut off is ended first."""
        path = self.root / name
        with output_errors(path), path.open("ab+") as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read(1) != b"\n":
                    data = b"\n" + data
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def remove(self, name: str) -> None:
        """Remove one of the run's own files, if it is there."""
        with output_errors(self.root / name):
            (self.root / name).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Put a folder's names on the disk, where a system can do that (Windows and some network drives cannot)."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Remove the half-written files of a process that was killed."""
    for path in folder.glob(".*"):
        if _TEMPORARY.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


@contextmanager
def output_errors(path: Path, advice: str = "") -> Iterator[None]:
    """Turn a failed write into an error that names the file, with what to do about it."""
    try:
        yield
    except OSError as error:
        said = f"{path}: cannot be written ({error.strerror or error})."
        raise OutputError(f"{said} {_ADVICE.get(error.errno or 0, advice)}".strip()) from error


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file so that what was there before stays until all of it is on the disk.

    Raises:
        OutputError: it cannot be written.
    """
    with output_errors(path):
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(chunks)
                file.flush()
                os.fsync(file.fileno())  # on the disk before it has its name
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
            Path(temporary).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink(missing_ok=True)
            raise


def spread_place(article_id: str) -> str:
    """Where an article's files are, seen from an output folder that is spread."""
    return f"articles/{hashlib.sha256(article_id.encode()).hexdigest()[:2]}/{article_id}"


def stored_records(root: Path) -> Iterator[Record]:
    """The records of a finished run, by the name of their folder. Nothing is written.

    Raises:
        InputError: there is none, or one of them cannot be read.
    """
    paths = sorted(root.glob(f"articles/*/{RECORD}"))
    if not paths:
        raise InputError(f"{root}: no records (articles/*/record.json). Give the --out folder of a finished run.")
    for path in paths:
        try:
            yield read_record(path.read_bytes())
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"{path}: {reason}. Move it away, or repeat the run to remake it.") from error
