"""The run folder on disk: ``DIR/articles/<id>/``, written by temporary file and rename."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..codec import read_record
from ..errors import OutputError
from ..types import Record


class Store:
    """Reads and writes one run folder.

    Raises:
        OutputError: from the constructor, if the folder cannot be made or written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.articles = root / "articles"
        try:
            self.articles.mkdir(parents=True, exist_ok=True)
            handle, probe = tempfile.mkstemp(dir=root, prefix=".probe-")
            os.close(handle)
            Path(probe).unlink()
        except OSError as error:
            raise OutputError(
                f"{root}: cannot be written ({error.strerror or error}). Choose another folder with --out."
            ) from error

    def folder(self, article_id: str) -> Path:
        """Where an article's files are. Ids are made path-safe by the reader; anything else is a programming error."""
        if article_id in {"", ".", ".."} or any(c in article_id for c in "/\\:\0"):
            raise AssertionError(f"article id is not a file name: {article_id!r}")
        return self.articles / article_id

    def record(self, article_id: str) -> Record | None:
        """The stored record, or ``None`` if there is none that this version can read (it is then made anew)."""
        try:
            return read_record((self.folder(article_id) / "record.json").read_bytes())
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
            return None

    def complete(self, article_id: str, names: tuple[str, ...]) -> bool:
        """True if all the named files of an article are there."""
        folder = self.folder(article_id)
        return all((folder / name).is_file() for name in names)

    def write_article(self, article_id: str, files: dict[str, bytes], without: Iterable[str] = ()) -> None:
        """Write an article's files, in the given order; the last one marks the article as done.

        Files called as in ``without`` are removed: they are made from an older record.
        """
        folder = self.folder(article_id)
        with output_errors():
            folder.mkdir(exist_ok=True)
            for name in without:
                (folder / name).unlink(missing_ok=True)
        for name, data in files.items():
            self._write(folder / name, [data])

    def write(self, name: str, chunks: Iterable[bytes]) -> Path:
        """Write a file of the run as a whole, piece by piece."""
        path = self.root / name
        self._write(path, chunks)
        return path

    def remove(self, name: str) -> None:
        """Remove a file of the run, if it is there."""
        with output_errors():
            (self.root / name).unlink(missing_ok=True)

    def _write(self, path: Path, chunks: Iterable[bytes]) -> None:
        with output_errors():
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.writelines(chunks)
                umask = os.umask(0)
                os.umask(umask)
                Path(temporary).chmod(0o666 & ~umask)
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise


@contextmanager
def output_errors() -> Iterator[None]:
    """A write that fails becomes an error that names the file."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{error.filename or 'output'}: cannot be written ({error.strerror or error}).") from error
