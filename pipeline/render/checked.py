"""What ``wortlaut check`` reports: checked pairs, what was counted, and findings that are the same in many places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..judge import count
from ..types import SEVERITIES, Comparison, Finding, Level, Severity
from .text import one_line
from .words import plural, readable_date


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair and what was found."""

    index: int
    """From 0."""
    source: str
    target: str
    verdict: Level
    comparison: Comparison
    id: str = ""
    where: str = ""
    state: str = ""
    """As the file says (:class:`pipeline.bitext.Pair`)."""
    new: tuple[bool, ...] | None = None
    """For each finding whether an earlier delivery did not have it; ``None`` if there is none to compare with."""

    @property
    def told(self) -> list[tuple[Finding, str]]:
        """The findings, errors first, each with ``new`` or ``still``, or nothing without an earlier delivery."""
        findings = self.comparison.findings
        since = [""] * len(findings) if self.new is None else ["new" if one else "still" for one in self.new]
        return sorted(zip(findings, since, strict=True), key=lambda item: -SEVERITIES.index(item[0].severity))


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of itself."""

    name: str = ""
    """The file that was checked."""
    at: str = ""
    """When: ISO 8601."""
    version: str = ""
    remarks: tuple[str, ...] = ()
    """What the reader of the file passed over."""
    against: str = ""
    """The earlier delivery that it is compared with."""

    @property
    def made(self) -> str:
        """When and by what, on one line."""
        return " · ".join(
            part for part in (readable_date(self.at), f"Wortlaut {self.version}" if self.version else "") if part
        )


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of an earlier delivery that this one does not have."""

    place: str
    """Where it was in the earlier one."""
    finding: Finding
    source: str
    target: str
    dropped: bool
    """The pair itself is not in this delivery."""


def place(pair: Pair) -> str:
    """Where a pair is in its file, as a person would look for it."""
    if not pair.id:
        return pair.where or f"line {pair.index + 1}"
    return f"segment {pair.id} ({pair.where})" if pair.where else f"segment {pair.id}"


def places(found: Sequence[str], most: int = 12) -> str:
    """``line 3``; ``lines 3, 7 and 12``; of many the first ones and how many more."""
    shown = list(dict.fromkeys(found))
    more = len(shown) - most
    shown = shown[:most]
    if len(shown) > 1 and all(one.startswith("line ") for one in shown):
        shown = [one.removeprefix("line ") for one in shown]
        shown[0] = f"lines {shown[0]}"
    if more > 0:
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join((", ".join(shown[:-1]), shown[-1])) if len(shown) > 1 else "".join(shown)


Key = tuple[str, str, str, str, str]


def key(finding: Finding) -> Key:
    """What two findings have in common that are the same finding in different places."""
    source, target = finding.source, finding.target
    return (
        finding.check, finding.severity, source.text if source else "", target.text if target else "", finding.message,
    )  # fmt: skip


@dataclass(slots=True)
class Group:
    """A finding with all the places that have it."""

    finding: Finding
    places: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    new: int = 0
    """How many of them an earlier delivery did not have."""


@dataclass(slots=True)
class Tally:
    """Running counts of what was checked and found."""

    verdicts: Counter[Level] = field(default_factory=Counter)
    findings: Counter[Severity] = field(default_factory=Counter)
    checks: dict[str, Counter[Severity]] = field(default_factory=dict)
    facts: int = 0
    new: int = 0
    still: int = 0
    untranslated: list[str] = field(default_factory=list)
    """Places of pairs with a source and no target."""

    def take(self, pair: Pair) -> None:
        """Count a pair."""
        self.verdicts[pair.verdict] += 1
        self.findings.update(count(pair.comparison.findings))
        self.facts += sum(not fact.optional for fact in pair.comparison.source_facts)
        for finding in pair.comparison.findings:
            self.checks.setdefault(finding.check, Counter())[finding.severity] += 1
        self.new += sum(pair.new or ())
        self.still += len(pair.new or ()) - sum(pair.new or ())
        if pair.source.strip() and not pair.target.strip():
            self.untranslated.append(place(pair))

    @property
    def pairs(self) -> int:
        """How many pairs there were."""
        return sum(self.verdicts.values())

    @property
    def by_check(self) -> list[tuple[str, Counter[Severity]]]:
        """The checks that found something, those with most errors first, then warnings, then notes."""
        return sorted(
            self.checks.items(), key=lambda item: (*(-item[1][severity] for severity in reversed(SEVERITIES)), item[0])
        )

    @property
    def total(self) -> str:
        """All counts on one line."""
        verdicts = self.verdicts
        return (
            f"{plural(self.pairs, 'pair')}, {plural(self.facts, 'fact')} checked: {severities(self.findings)} "
            f"({verdicts['pass']:,} pass, {verdicts['review']:,} review, {verdicts['fail']:,} fail)"
        )


def severities(found: Counter[Severity], nothing: bool = True) -> str:
    """``1 error, 2 warnings, 0 notes``; without ``nothing`` only those that there are."""
    return ", ".join(plural(found[s], s) for s in reversed(SEVERITIES) if nothing or found[s])


def empty_targets(tally: Tally) -> str:
    """A sentence about pairs without a translation; empty if there are none."""
    if not tally.untranslated:
        return ""
    have = "pair has" if len(tally.untranslated) == 1 else "pairs have"
    return f"{len(tally.untranslated):,} {have} no translation: {one_line(places(tally.untranslated))}."


def grouped(pairs: Iterable[Pair]) -> list[Group]:
    """The findings of all pairs, each once with its places; the most urgent first, then the most frequent."""
    groups: dict[Key, Group] = {}
    for pair in pairs:
        for number, finding in enumerate(pair.comparison.findings):
            group = groups.setdefault(key(finding), Group(finding))
            group.places.append(place(pair))
            group.anchors.append(f"r{pair.index + 1}")
            group.new += bool(pair.new and pair.new[number])
    return sorted(groups.values(), key=lambda g: (-SEVERITIES.index(g.finding.severity), -len(g.places)))
