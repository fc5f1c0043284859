"""Limits on what may be found in many articles: a gate that says which of them is broken, by how much, and where.

Limits count what a verdict counts: findings under the policy, without those that a person has dismissed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest

from .config import LimitsConfig, PolicyConfig
from .judge import apply_policy, rank
from .record import Located, about_brief, accepted, kept, open_findings, required
from .types import SEVERITIES, Finding, Level, Record, Severity

WORST = 5
"""Articles that a broken limit names."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What limits look at of one article, or of one pair of lines."""

    id: str
    title: str
    facts: int
    verdict: Level | None
    """``None`` if it could not be made."""
    found: Counter[tuple[str, Severity]]
    """Findings that count, by check and severity."""
    approved_errors: int = 0
    page: str = ""
    """Link to its page, where the same article may come more than once."""


@dataclass(frozen=True, slots=True)
class Culprit:
    """An article with its share in a broken limit."""

    id: str
    title: str
    number: int
    page: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A limit and what it was held against.

    ``name`` is the key under ``[policy.limits]``, with a check after a dot, or ``fail_on``. ``said`` is a sentence for
    people. ``check``, ``severities`` and ``approved`` say which findings it counts: no check means all, ``approved``
    only those in briefs that a person has approved. ``measured`` is ``None`` for a rate of something in nothing.
    """

    name: str
    words: str
    measured: float | None
    allowed: float
    broken: bool
    said: str
    worst: tuple[Culprit, ...]
    check: str = ""
    severities: tuple[Severity, ...] = ()
    approved: bool = False


def counted(record: Record, policy: PolicyConfig) -> Iterator[tuple[Located, Severity, bool]]:
    """The findings of a record that limits count, each with its severity under the policy, and whether it is in a brief
    that a person has approved (the brief or the sentences it rests on)."""
    inside, approved = about_brief(record), accepted(record)
    for located in open_findings(record):
        for finding in apply_policy((located.finding,), policy):
            yield located, finding.severity, approved and inside(located)


def weighed(record: Record, policy: PolicyConfig, page: str = "") -> Weighed:
    """What limits look at of a record; ``page`` is a link to it."""
    found: Counter[tuple[str, Severity]] = Counter()
    errors = 0
    for located, severity, approved in counted(record, policy):
        found[located.finding.check, severity] += 1
        errors += approved and severity == "error"
    return Weighed(
        record.article.id,
        record.brief.headline or record.article.title,
        sum(1 for _ in required(kept(record))),
        record.brief.verdict,
        found,
        errors,
        page,
    )


def tally(findings: Iterable[Finding]) -> Counter[tuple[str, Severity]]:
    """How many findings there are of each check and severity."""
    return Counter((finding.check, finding.severity) for finding in findings)


@dataclass(frozen=True, slots=True)
class _Limit:
    name: str
    allowed: float
    count: Callable[[Weighed], int]
    noun: str
    many: str
    per: str = ""
    """``facts`` or ``articles`` if it is a rate, else empty."""
    check: str = ""
    severities: tuple[Severity, ...] = ()
    approved: bool = False


class Gate:
    """Holds articles against limits as they stream past.

    Args:
        limits: of a policy.
        fail_on: no finding may be at or above this severity; ``None`` for no such limit.
    """

    def __init__(self, limits: LimitsConfig, fail_on: Severity | None = None) -> None:
        self._limits = tuple(_limits(limits, fail_on))
        self._counted = [0] * len(self._limits)
        self._worst: list[list[tuple[int, int, Culprit]]] = [[] for _ in self._limits]
        self._articles = self._facts = 0

    def add(self, one: Weighed) -> None:
        """Count an article in."""
        self._articles += 1
        self._facts += one.facts
        for place, limit in enumerate(self._limits):
            if number := limit.count(one):
                self._counted[place] += number
                entry = number, -self._articles, Culprit(one.id, one.title, number, one.page)
                self._worst[place] = nlargest(WORST, [*self._worst[place], entry], key=lambda e: e[:2])

    def outcomes(self) -> tuple[Outcome, ...]:
        """Every limit that was set, with what it came to."""
        return tuple(self._outcome(place, limit) for place, limit in enumerate(self._limits))

    def _outcome(self, place: int, limit: _Limit) -> Outcome:
        number, base = self._counted[place], {"facts": self._facts, "articles": self._articles, "": 0}[limit.per]
        nouns = limit.noun if number == 1 else limit.many
        if limit.per == "facts":
            measured = 1000 * number / base if base else None if number else 0.0
            most = math.floor(limit.allowed * base / 1000 + 1e-9)
            words = f"at most {_figure(limit.allowed)} {_noun(limit, limit.allowed)} per 1,000 facts"
            found = f"{number:,} {nouns} in {base:,} fact{'' if base == 1 else 's'}"
            rate = "" if measured is None else f"{_figure(measured)} {_noun(limit, measured)} per 1,000 facts "
            said = f"{rate}({found}); allowed: {_figure(limit.allowed)}" if rate else f"{found}; allowed: none"
        elif limit.per == "articles":
            measured = number / base if base else 0.0
            most = math.floor(limit.allowed * base + 1e-9)
            words = f"at most {_percent(limit.allowed)} of the articles failed or not made"
            said = (
                f"{number:,} of {base:,} article{'' if base == 1 else 's'} failed or could not be made "
                f"({_percent(measured)}); allowed: {_percent(limit.allowed)}"
            )
        else:
            measured, most = float(number), math.floor(limit.allowed)
            allowed = f"{limit.allowed:,.0f} {limit.noun if most == 1 else limit.many}"
            words = f"at most {allowed}" if limit.allowed else f"no {limit.noun}"
            said = f"{number:,} {nouns}; allowed: {_figure(limit.allowed) if limit.allowed else 'none'}"
        broken = number > most
        if broken and limit.allowed:
            said += f", so {number - most:,} too many"
        return Outcome(
            name=limit.name,
            words=words,
            measured=measured,
            allowed=limit.allowed,
            broken=broken,
            said=said + ".",
            worst=tuple(culprit for _, _, culprit in self._worst[place]),
            check=limit.check,
            severities=limit.severities,
            approved=limit.approved,
        )


def _noun(limit: _Limit, number: float) -> str:
    return limit.noun if _figure(number) == "1" else limit.many


def _limits(limits: LimitsConfig, fail_on: Severity | None) -> Iterable[_Limit]:
    if fail_on is not None:
        above = tuple(severity for severity in SEVERITIES if rank(severity) >= rank(fail_on))
        what = {"error": ("error", "errors"), "warning": ("error or warning", "errors and warnings")}
        yield _Limit("fail_on", 0, _counting(above), *what.get(fail_on, ("finding", "findings")), severities=above)
    errors, warnings = _counting(("error",)), _counting(("warning",))
    known = (
        _Limit("errors", limits.errors, errors, "error", "errors", severities=("error",)),
        _Limit("errors_per_1000", limits.errors_per_1000, errors, "error", "errors", "facts", severities=("error",)),
        _Limit(
            "warnings_per_1000", limits.warnings_per_1000, warnings, "warning", "warnings", "facts",
            severities=("warning",),
        ),
        *(
            _Limit(
                f"checks_per_1000.{check}", allowed, _counting(_DOUBTS, check), f"finding of {check}",
                f"findings of {check}", "facts", check, _DOUBTS,
            )
            for check, allowed in limits.checks_per_1000.items()
        ),
        _Limit(
            "approved_errors", limits.approved_errors, lambda one: one.approved_errors, "error in an approved brief",
            "errors in approved briefs", severities=("error",), approved=True,
        ),
        _Limit(
            "failed_share", limits.failed_share, lambda one: int(one.verdict in (None, "fail")), "article", "articles",
            "articles",
        ),
    )  # fmt: skip
    yield from (limit for limit in known if not math.isinf(limit.allowed))


_DOUBTS: tuple[Severity, ...] = ("warning", "error")


def _counting(severities: tuple[Severity, ...], check: str = "") -> Callable[[Weighed], int]:
    def count(one: Weighed) -> int:
        return sum(
            number
            for (name, severity), number in one.found.items()
            if severity in severities and check in ("", name, name.partition(".")[0])
        )

    return count


def _figure(number: float) -> str:
    """``2``, ``2.5``, ``0.25``, ``12.3``: no more digits than say something."""
    if number == int(number):
        return f"{number:,.0f}"
    return f"{number:,.1f}" if number >= 10 else f"{number:.3g}"


def _percent(share: float) -> str:
    return f"{_figure(round(100 * share, 2))}%"
