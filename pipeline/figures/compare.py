"""What is different between the articles of two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..record import open_findings
from ..types import Level, Record
from .measure import measure
from .total import CheckFigures, Sums, Total

CHANGED = 200
"""Articles with another verdict that are listed; further ones are counted."""


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """An article whose verdict is another one than before."""

    article: str
    title: str
    before: Level
    now: Level


@dataclass(frozen=True, slots=True)
class Compared:
    """What is different since another run. Findings are the same if check, words and source sentence are."""

    name: str
    """Of the other run."""
    before: Sums
    now: Sums
    checks: tuple[tuple[CheckFigures | None, CheckFigures | None], ...]
    """Each check before and now; ``None`` where it found nothing."""
    new: int
    """Findings that were not there before."""
    gone: int
    same: int
    added: int
    """Articles that were not there before."""
    left_out: int
    verdicts: tuple[VerdictChange, ...]
    changed: int
    """How many articles have another verdict, those that are not listed included."""
    of: str = ""
    """Which of several runs is compared; empty if it is all that the report is about."""


class Baseline:
    """An older run, and what records of a newer one are compared with. Of each finding it keeps a hash.

    Args:
        name: what people call the older run.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._old, self._new = Total(), Total()
        self._verdicts: dict[str, Level] = {}
        self._findings: Counter[int] = Counter()
        self._now: Counter[int] = Counter()
        self._seen: set[str] = set()
        self._changed = 0
        self._other: list[VerdictChange] = []

    def old(self, record: Record) -> None:
        """A record of the older run. All of them go before those of the newer one."""
        self._old.add(measure(record))
        self._verdicts[record.article.id] = record.brief.verdict
        self._findings.update(_hashes(record))

    def new(self, record: Record) -> None:
        """A record of the newer run."""
        article = record.article
        self._new.add(measure(record))
        self._now.update(_hashes(record))
        before = self._verdicts.get(article.id)
        self._seen.add(article.id)
        if before is not None and before != record.brief.verdict:
            self._changed += 1
            if len(self._other) < CHANGED:
                title = record.brief.headline or article.title
                self._other.append(VerdictChange(article.id, title, before, record.brief.verdict))

    def compared(self) -> Compared:
        """The difference."""
        old, new = self._old.figures(), self._new.figures()
        before, now = {c.check: c for c in old.checks}, {c.check: c for c in new.checks}
        return Compared(
            name=self._name,
            before=old.sums,
            now=new.sums,
            checks=tuple((before.get(check), now.get(check)) for check in {**now, **before}),
            new=(self._now - self._findings).total(),
            gone=(self._findings - self._now).total(),
            same=(self._now & self._findings).total(),
            added=len(self._seen - self._verdicts.keys()),
            left_out=len(self._verdicts.keys() - self._seen),
            verdicts=tuple(self._other),
            changed=self._changed,
        )


def _hashes(record: Record) -> Iterator[int]:
    for located in open_findings(record):
        yield hash((record.article.id, located.part, located.source, *located.finding.key))
