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
        """The record kept for an article, or ``None`` if there is none that this version can read."""

    def put(self, record: Record, files: Mapping[str, bytes], without: Collection[str] = ()) -> None:
        """Keep a record and the files made from it, replacing whatever was kept for its article.

        Args:
            record: the record.
            files: name -> content. After an interruption either all of them are there, or :meth:`get` gives what it
                gave before, or ``None``.
            without: names of files that must not remain: they would be from an older record.
        """

    def renderings(self, article_id: str) -> frozenset[str]:
        """Names of the files that are kept for an article; none if there is no such article."""
