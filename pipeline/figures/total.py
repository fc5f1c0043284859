"""Sums over many records, kept while they stream past."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, fields
from typing import Literal, TypeVar

from .measure import Measured

Dimension = Literal["feed", "section", "source", "model", "summariser"]
DIMENSIONS: tuple[Dimension, ...] = ("feed", "section", "source", "model", "summariser")
"""What records are grouped by."""
NAMES = 2_000
"""Names of a dimension that are kept apart: keywords of agencies are without end. Further ones count as OTHERS."""
OTHERS = "(others)"
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over articles.

    ``facts`` are those of the source, without optional ones, ``names`` those of them that are names. ``errors``,
    ``warnings`` and ``notes`` are findings that nobody has dismissed; ``confirmed`` and ``dismissed`` what people have
    said of findings.
    """

    articles: int = 0
    passed: int = 0
    review: int = 0
    failed: int = 0
    sentences: int = 0
    facts: int = 0
    names: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    repairs: int = 0
    confirmed: int = 0
    dismissed: int = 0

    def per_1000(self, number: int) -> float:
        """A number of findings for 1,000 facts; 0 if there are no facts."""
        return 1000 * number / self.facts if self.facts else 0.0

    @property
    def errors_per_1000(self) -> float:
        """Errors for 1,000 facts."""
        return self.per_1000(self.errors)

    @property
    def warnings_per_1000(self) -> float:
        """Warnings for 1,000 facts."""
        return self.per_1000(self.warnings)


@dataclass(frozen=True, slots=True)
class CheckFigures:
    """How often a check found something, in how many articles, and what people said of it.

    ``dismissed`` findings are in none of the other numbers; ``by_rule`` of them a rule for all articles has dismissed,
    ``accepted`` of them a file of accepted findings has.
    """

    check: str
    errors: int
    warnings: int
    notes: int
    articles: int
    confirmed: int
    dismissed: int
    by_rule: int
    accepted: int = 0

    @property
    def found(self) -> int:
        """Findings that count."""
        return self.errors + self.warnings + self.notes

    @property
    def open(self) -> int:
        """Findings that nobody has said anything about."""
        return max(0, self.found - self.confirmed)

    @property
    def judged(self) -> int:
        """What people have called right or wrong. What a file accepts may be either; it only does not count."""
        return self.confirmed + self.dismissed - self.accepted

    @property
    def precision(self) -> float | None:
        """The share confirmed of those that people have judged; ``None`` as long as there are none."""
        return self.confirmed / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Group:
    """The sums of one feed, section, source or model."""

    name: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Survival:
    """How many facts of a family were whole (no error or warning points at them) before repair and are now."""

    family: Literal["figures", "names"]
    facts: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Point:
    """One run, or one day, in a row of them. ``started`` is ISO 8601, or empty if unknown."""

    name: str
    started: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures over some records."""

    sums: Sums
    checks: tuple[CheckFigures, ...]
    """The most severe first."""
    groups: dict[Dimension, tuple[Group, ...]]
    """By number of facts, the largest first."""
    survival: tuple[Survival, ...]
    trend: tuple[Point, ...]
    """In order of time."""


class Total:
    """Adds up what is measured. What was added under a key can be taken out again, or be replaced."""

    def __init__(self) -> None:
        self._sums: Counter[str] = Counter()
        self._checks: Counter[tuple[str, str]] = Counter()
        self._survival: Counter[tuple[str, str]] = Counter()
        self._groups: defaultdict[str, dict[str, Counter[str]]] = defaultdict(dict)
        self._points: dict[str, tuple[str, Counter[str]]] = {}
        self._keyed: dict[str, tuple[Measured, str]] = {}

    def add(self, measured: Measured, point: str = "", started: str = "", key: str | None = None) -> None:
        """Count a record in. ``point`` names the run or day it belongs to, which started then; the earliest counts."""
        if key is not None:
            self.remove(key)
            self._keyed[key] = measured, point
        self._count(measured, point, 1)
        if point:
            since, sums = self._points[point]
            self._points[point] = min(filter(None, (since, started)), default=""), sums

    def remove(self, key: str) -> None:
        """Take out what was added under a key, if anything was."""
        if key in self._keyed:
            self._count(*self._keyed.pop(key), -1)

    def _count(self, measured: Measured, point: str, sign: int) -> None:
        _into(self._sums, measured.sums, sign)
        _into(self._checks, measured.checks, sign)
        _into(self._survival, measured.survival, sign)
        if point:
            _into(self._points.setdefault(point, ("", Counter()))[1], measured.sums, sign)
        for dimension, name in measured.groups:
            names = self._groups[dimension]
            if name not in names and len(names) >= NAMES:
                name = OTHERS
            _into(names.setdefault(name, Counter()), measured.sums, sign)

    def figures(self) -> Figures:
        """All sums so far."""
        checks = [_check(check, self._checks) for check in {check for check, _ in self._checks}]
        points = [Point(name, since, _sums(sums)) for name, (since, sums) in self._points.items()]
        return Figures(
            sums=_sums(self._sums),
            checks=tuple(
                sorted(
                    (c for c in checks if c.found or c.dismissed or c.confirmed),
                    key=lambda c: (-c.errors, -c.warnings, -c.notes, c.check),
                )
            ),
            groups={d: _grouped(self._groups[d]) for d in DIMENSIONS if self._groups.get(d)},
            survival=tuple(
                Survival(family, *(self._survival[family, what] for what in ("facts", "before", "after")))
                for family in _FAMILIES
            ),
            trend=tuple(sorted(points, key=lambda point: (point.started, point.name))),
        )


_FAMILIES: tuple[Literal["figures", "names"], ...] = ("figures", "names")
_VERDICTS = {"passed": "pass", "failed": "fail"}
"""Fields of :class:`Sums` that a verdict is counted in under another name."""


def _into(total: Counter[K], part: Counter[K], sign: int) -> None:
    for key, number in part.items():
        total[key] += sign * number


def _grouped(names: dict[str, Counter[str]]) -> tuple[Group, ...]:
    groups = [Group(name, _sums(sums)) for name, sums in names.items() if sums["articles"]]
    return tuple(sorted(groups, key=lambda group: (-group.sums.facts, group.name)))


def _sums(counted: Counter[str]) -> Sums:
    return Sums(**{f.name: counted[_VERDICTS.get(f.name, f.name)] for f in fields(Sums)})


def _check(check: str, counted: Counter[tuple[str, str]]) -> CheckFigures:
    what = ("error", "warning", "note", "articles", "confirmed", "dismissed", "by_rule", "accepted")
    return CheckFigures(check, *(counted[check, of] for of in what))
