"""Findings one by one, with the texts they stand in: for tables that people read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from typing import Literal

from ..record import all_findings, file_name, kept
from ..types import SEVERITIES, Finding, Record, Severity
from .measure import State, decisions, state


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding with its place. ``source`` and ``target`` are the texts that its spans refer to.

    ``row`` is the number of its sentence on the side-by-side page, from 1; 0 if it has none there.
    """

    article: str
    title: str
    part: Literal["article", "brief"]
    sentences: tuple[str, ...]
    row: int
    finding: Finding
    source: str
    target: str
    url: str
    state: State
    reason: str = ""
    """Why it was dismissed, in a person's words."""
    page: str = ""
    """Link to the article's side-by-side page; empty if there is none."""
    file: str = ""
    """Name of the file that the article was read from."""
    counts: Severity | None = None
    """What limits count it as, under the policy; ``None`` if they do not."""
    approved: bool = False
    """It counts, and is in a brief that a person has approved."""


def listed(record: Record) -> Iterator[Listed]:
    """Every finding of a record, those that were dismissed too, in the order of its texts."""
    rows = {sentence.id: number for number, sentence in enumerate(kept(record), 1)}
    decided = decisions(record)
    for located in all_findings(record):
        decision = decided.get((located.sentences, located.finding))
        yield Listed(
            article=record.article.id,
            title=record.article.title,
            part=located.part,
            sentences=located.sentences,
            row=next((rows[name] for name in located.sentences if name in rows), 0),
            finding=located.finding,
            source=located.source,
            target=located.target,
            url=record.article.url,
            state=state(located, decided),
            reason=decision.reason if decision else "",
            file=file_name(record.run.origin),
        )


class Worst:
    """The most severe of many findings, at most so many; of the same severity those that came first.

    What was dismissed goes last.

    Args:
        most: how many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: list[tuple[int, int, str | None, Listed]] = []
        self._added = 0

    def add(self, one: Listed, key: str | None = None) -> None:
        """Add a finding, perhaps under the key of its article."""
        rank = len(SEVERITIES) if one.state == "dismissed" else -SEVERITIES.index(one.finding.severity)
        self._kept.append((rank, self._added, key, one))
        self._added += 1
        if len(self._kept) >= 2 * self._most:
            self._kept = nsmallest(self._most, self._kept, key=lambda entry: entry[:2])

    def remove(self, key: str) -> None:
        """Take out what was added under a key."""
        self._kept = [entry for entry in self._kept if entry[2] != key]

    def worst(self) -> tuple[Listed, ...]:
        """Those that are kept, the most severe first."""
        return tuple(entry[3] for entry in nsmallest(self._most, self._kept, key=lambda entry: entry[:2]))
