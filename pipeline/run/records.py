"""What a run expects of the store that keeps its records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from ..types import Record


class Records(Protocol):
    """Records by article id, with the files made from each.

    :class:`~pipeline.run.store.Store` keeps them in a folder. One process writes at a time.
    """

    def get(self, article_id: str) -> Record | None:
        """The record kept for an article, or ``None`` if there is none that can be read.

        Raises:
            RecordError: there is one that must not be written over, or that the disk does not give.
        """

    def put(self, record: Record, files: Mapping[str, bytes], without: Collection[str] = ()) -> None:
        """Keep a record and the files made from it, replacing whatever was kept for its article.

        Args:
            record: the record.
            files: name -> content, the record last, which has the digests of the others. After an interruption a file
                whose digest is another is not taken for one of the record's.
            without: names of files that must not be left standing: they would be made from an older record.
        """

    def renderings(self, article_id: str) -> Mapping[str, str]:
        """The files that are kept for an article, each with the sha256 of its content; empty if there is none."""
