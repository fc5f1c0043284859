"""Reads the articles of a command's inputs one by one, and estimates how many there will be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..config import InputConfig
from ..errors import WortlautError, unexpected
from ..types import Article, Failure
from .admit import admit
from .document import Document
from .draft import Draft, Drafts, Refused
from .formats import Format, drafts
from .identity import Ids


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read; ``size`` is in bytes, as of when it was listed."""

    path: Path
    form: Format
    size: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A source whose length is not known until it ends."""

    drafts: Callable[[], Drafts]


Entry = File | Stream | Refused
Source = Callable[[], Sequence[Entry]]
"""An input as named; calling it lists what it holds and reads none of it."""


class Reading(Iterator[Article | Failure]):
    """Articles, and a failure for every item or source that gives none, one at a time.

    Args:
        sources: what was named, in order; listed when the first article or their number is asked for.
        config: how to read them.
    """

    def __init__(self, sources: Sequence[Source], config: InputConfig) -> None:
        self._sources = sources
        self._config = config
        self._listed: list[Entry] | None = None
        self._items = self._read()
        self._given = 0
        self._ahead = _Ahead()
        self._many: Document | None = None
        """The document being read, if it is one that holds many articles."""
        self._articles = 0
        """Articles given so far from documents that hold many."""
        self._bytes = 0
        """Bytes of the finished ones among these documents."""
        self._remarks = _Remarks()

    def __next__(self) -> Article | Failure:
        return next(self._items)

    def expected(self, limit: int | None = None) -> int | None:
        """How many articles and failures there will be in all, at most ``limit``; ``None`` if it cannot be known.

        No file is opened for this. For files with many articles the number is estimated from their size and what was
        read of them so far; once the last of them is read, it is exact.
        """
        self._entries()
        left, read = self._ahead.size, self._bytes
        if self._many is not None:
            read += self._many.position
            left += max((self._many.size or 0) - self._many.position, 0)
        if self._ahead.endless or (left and not (read and self._articles)):
            return None
        total = self._given + self._ahead.certain + (round(left * self._articles / read) if left else 0)
        return total if limit is None else min(total, limit)

    @property
    def remarks(self) -> list[str]:
        """Remarks on the articles read so far, each made once: mapped fields that are in none of the records, dates
        that cannot be read, fields that are not text, sources with nothing in them."""
        return self._remarks.said()

    def _entries(self) -> Sequence[Entry]:
        """All there is to read, listed once: a folder is not walked again to count it."""
        if self._listed is None:
            self._listed = [entry for source in self._sources for entry in source()]
            for entry in self._listed:
                self._ahead.add(entry, 1)
        return self._listed

    def _read(self) -> Iterator[Article | Failure]:
        ids = Ids()
        for entry in self._entries():
            endless = isinstance(entry, Stream)
            if not endless:
                self._ahead.add(entry, -1)
            for item in self._guarded(self._drafts(entry), entry):
                if isinstance(item, Refused) and item.empty:
                    self._remarks.empty.append(f"{item.origin}: {item.reason}")
                    continue
                self._given += 1
                self._articles += self._many is not None
                if isinstance(item, Draft):
                    self._remarks.add(item)
                yield self._admitted(item, ids)
            if endless:
                self._ahead.add(entry, -1)
            elif self._many is not None:
                self._bytes += self._many.size or 0
                self._many = None

    def _guarded(self, found: Drafts, entry: Entry) -> Drafts:
        """Drafts; an unexpected exception becomes a refusal that ends their source and nothing else."""
        try:
            yield from found
        except WortlautError:
            raise
        except Exception as error:
            yield Refused(str(entry.path) if isinstance(entry, File) else "<stream>", unexpected(error))

    def _admitted(self, item: Draft | Refused, ids: Ids) -> Article | Failure:
        try:
            return admit(item, ids, self._config)
        except Exception as error:
            return admit(Refused(item.origin, unexpected(error)), ids, self._config)

    def _drafts(self, entry: Entry) -> Drafts:
        if isinstance(entry, Refused):
            return iter((entry,))
        return entry.drafts() if isinstance(entry, Stream) else self._file(entry)

    def _file(self, file: File) -> Drafts:
        try:
            stream = file.path.open("rb")
        except OSError as error:
            yield Refused(str(file.path), f"cannot be read: {error.strerror or error}")
            return
        with stream:
            size = os.fstat(stream.fileno()).st_size  # it may have grown since it was listed
            document = Document(stream, str(file.path), file.path.stem, size=size)
            self._many = None if file.form.single else document
            yield from drafts(document, file.form, self._config)


@dataclass(slots=True)
class _Remarks:
    """What was odd in the records so far."""

    lacking: set[str] | None = None
    """Mapped fields that no record has had."""
    undated: int = 0
    """Articles with a date that cannot be read."""
    example: tuple[str, str] = ("", "")
    """The first of them: its origin and its content."""
    empty: list[str] = field(default_factory=list)
    """Sources with nothing in them and nothing wrong with them."""
    unusable: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Fields that were left empty: what was wrong with the first one, and how many there are."""

    def add(self, draft: Draft) -> None:
        if draft.lacking is not None:
            self.lacking = set(draft.lacking) & (set(draft.lacking) if self.lacking is None else self.lacking)
        if draft.undated:
            self.example = self.example if self.undated else (draft.origin, draft.undated[:_QUOTED])
            self.undated += 1
        for name, reason in draft.unusable:
            first, number = self.unusable.get(name, (f"{draft.origin}: {reason}", 0))
            self.unusable[name] = first, number + 1

    def said(self) -> list[str]:
        remarks = [f"no record has the mapped field '{field}'" for field in sorted(self.lacking or ())]
        if self.undated:
            origin, value = self.example
            others = f" ({self.undated} such records)" if self.undated > 1 else ""
            remarks.append(f"{origin}: the date {value!r} cannot be read; 'published' stays empty{others}")
        remarks += self.empty[:_NAMED]
        if len(self.empty) > _NAMED:
            remarks.append(f"{len(self.empty) - _NAMED} more sources have nothing in them")
        for first, number in self.unusable.values():
            remarks.append(f"{first}; it stays empty{f' ({number} such records)' if number > 1 else ''}")
        return remarks


_NAMED = 20
"""Empty sources that are named; of the others there is a number."""
_QUOTED = 60
"""Characters of a value that a message quotes."""


@dataclass(slots=True)
class _Ahead:
    """What has not been started yet."""

    certain: int = 0
    """Articles and refusals that come one per file."""
    size: int = 0
    """Bytes of files that hold many articles."""
    endless: int = 0
    """Streams; one being read counts until it ends."""

    def add(self, entry: Entry, sign: int) -> None:
        if isinstance(entry, Stream):
            self.endless += sign
        elif isinstance(entry, File) and not entry.form.single:
            self.size += sign * entry.size
        else:
            self.certain += sign
