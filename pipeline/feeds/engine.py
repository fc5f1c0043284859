"""Leased versions in, records and failures out: what a night needs of whoever does the work.

:class:`Local` works in this process. Another engine is a module with a class of the same shape (:mod:`.engine_ray`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Generator, Iterator, Mapping
from contextlib import closing
from typing import Protocol

from ..check import Checker
from ..config import Config
from ..export.table import Outputs
from ..ledger.values import Lease
from ..run.pipe import Pipe
from ..summarise.base import Summariser
from ..translate.base import Translator
from ..types import Article, Failure, Record

Outcome = tuple[Lease, Record | Failure, float]
"""What became of a lease, and the seconds it took from its being taken up."""


class Engine(Protocol):
    """Makes articles into records. Nothing it does is kept before the caller has entered it in the ledger."""

    def outcomes(self, leases: Iterator[Lease]) -> Generator[Outcome, None, None]:
        """The outcome of each lease, in the order reached. Leases are drawn when there is room for another article.

        Raises:
            WortlautError: what every further article would meet as well (the model cannot be used).
        """

    def close(self) -> None:
        """End what it has started."""


Profile = tuple[str, str]
"""Summariser and quality that the rules of a feed name; empty for those of the settings. Articles of one profile are
made together."""


class Engines:
    """Keeps an engine for each profile, made when its first article is there.

    Args:
        make: makes the engine of a profile.
        stand: names what else articles are made with, and may change meanwhile: with another, engines are made anew and
            the older ones, with the checker that each holds, are let go. Engines share what has to be closed.
    """

    def __init__(self, make: Callable[[Profile], Engine], stand: Callable[[], str] = lambda: "") -> None:
        self._make = make
        self._stand = stand
        self._made: dict[Profile, Engine] = {}
        self._made_with = ""

    def of(self, profile: Profile) -> Engine:
        """The engine of a profile as it is to be now."""
        stand = self._stand()
        kept = self._made if stand == self._made_with else {}
        if profile not in kept:
            # Older ones go when there is one in their place, so that there is always one to close what they share.
            self._made, self._made_with = kept | {profile: self._make(profile)}, stand
        return self._made[profile]

    def close(self) -> None:
        """End what they have started."""
        for engine in self._made.values():
            engine.close()


class Local:
    """The engine of this process: :class:`~pipeline.run.pipe.Pipe` over the leases."""

    def __init__(
        self, config: Config, translator: Translator, checker: Checker, summariser: Summariser, run: str
    ) -> None:
        self._older = _Older()
        self._pipe = Pipe(config, translator, checker, summariser, self._older, _NO_FILES, run)

    def outcomes(self, leases: Iterator[Lease]) -> Generator[Outcome, None, None]:
        """As :class:`Engine` says."""
        under_way: dict[int, Lease] = {}
        begun: dict[int, float] = {}

        def articles() -> Iterator[Article]:
            for place, lease in enumerate(leases):
                under_way[place], begun[place] = lease, time.monotonic()
                self._older.add(lease)
                yield lease.article

        try:
            with closing(self._pipe.outcomes(articles())) as outcomes:
                for place, outcome, _ in outcomes:
                    lease, since = under_way.pop(place), time.monotonic() - begun.pop(place)
                    self._older.drop(lease)
                    yield lease, outcome, outcome.run.seconds if isinstance(outcome, Record) else since
        finally:
            for lease in under_way.values():
                self._older.drop(lease)

    def close(self) -> None:
        """Nothing: the translator belongs to the caller."""


_NO_FILES = Outputs(("record.json",))
"""The publisher makes the files, from the record."""


class _Older:
    """The records that leased versions are to replace, as a run looks for them. Nothing is put anywhere."""

    def __init__(self) -> None:
        self._records: dict[str, list[Record | None]] = {}

    def add(self, lease: Lease) -> None:
        self._records.setdefault(lease.item, []).append(lease.older)

    def drop(self, lease: Lease) -> None:
        held = self._records[lease.item]
        held.pop()
        if not held:
            del self._records[lease.item]

    def get(self, article_id: str) -> Record | None:
        held = self._records.get(article_id)
        return held[-1] if held else None

    def renderings(self, article_id: str) -> Mapping[str, str]:
        return {}

    def put(self, record: Record, files: Mapping[str, bytes], without: Collection[str] = ()) -> None:
        pass
