"""The gate that several commands share: options for limits, what is said of those that are broken, JUnit for a CI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config import LimitsConfig, PolicyConfig
from ..judge import apply_policy, pair_verdict, rank
from ..limits import Gate, Outcome, Weighed, tally, weighed
from ..record import kept, open_findings
from ..types import Comparison, Failure, Finding, Level, Record, Severity
from .options import F

if TYPE_CHECKING:
    from ..export.junit import JUnit


def gate_options(command: F) -> F:
    """``--max-errors``, ``--max-per-1000`` and ``--junit``."""
    command = click.option(
        "--junit",
        type=click.Path(path_type=Path, dir_okay=False),
        help="File for a CI (JUnit XML): each limit and each article or pair is a test case.",
    )(command)
    command = click.option(
        "--max-per-1000",
        type=click.FloatRange(min=0),
        metavar="X",
        help="Exit with 1 if there are more than X errors for 1,000 facts.",
    )(command)
    return click.option(
        "--max-errors", type=click.IntRange(min=0), metavar="N", help="Exit with 1 if there are more than N errors."
    )(command)


def limits_of(policy: PolicyConfig, max_errors: int | None, max_per_1000: float | None) -> LimitsConfig:
    """The policy's limits, with those of the options in their place."""
    limits = policy.limits
    if max_errors is not None:
        limits = replace(limits, errors=float(max_errors))
    return limits if max_per_1000 is None else replace(limits, errors_per_1000=max_per_1000)


class Keeper:
    """Weighs articles or pairs as they come, says at the end which limits are broken, and writes the file for a CI.

    Args:
        policy: which findings count, and the limits.
        fail_on: no finding may be at or above this severity.
        max_errors, max_per_1000: limits of the options, in place of the policy's.
        junit: the file for a CI; ``None`` for none.
        suite: what is weighed: ``articles`` or ``pairs``.
    """

    def __init__(
        self,
        policy: PolicyConfig,
        fail_on: Severity | None,
        max_errors: int | None,
        max_per_1000: float | None,
        junit: Path | None,
        suite: str = "articles",
    ) -> None:
        self._policy = policy
        self._fail_on = fail_on
        self._gate = Gate(limits_of(policy, max_errors, max_per_1000), fail_on)
        self._path = junit
        self._junit: JUnit | None = None
        if junit is not None:
            from ..export.junit import JUnit

            self._junit = JUnit(suite)

    def take(self, one: Record | Failure, folder: str = "", page: str = "", run: str = "") -> None:
        """An article: its record, or why there is none.

        Args:
            one: either.
            folder: where its side-by-side page is; empty if it has none.
            page: a link to that page, where the same article may come more than once.
            run: the run it is of, likewise: part of its name in the file for a CI.
        """
        if isinstance(one, Failure):
            if not one.skipped:
                self._gate.add(Weighed(one.article, one.article or one.origin, 0, None, tally(())))
            if self._junit is not None:
                said = f"{one.stage}: {one.reason}"
                self._junit.broken(one.article or one.origin, said, one.origin, skipped=one.skipped)
            return
        self._gate.add(weighed(one, self._policy, page))
        if self._junit is not None:
            self._case(self._junit, one, folder, run)

    def pair(self, name: str, source: str, target: str, comparison: Comparison) -> None:
        """A pair of texts, by the name that its report gives it; its findings are those that count."""
        verdict = pair_verdict(comparison.findings)
        facts = sum(not fact.optional for fact in comparison.source_facts)
        self._gate.add(Weighed(name, name, facts, verdict, tally(comparison.findings)))
        if self._junit is None:
            return
        if self._bad(verdict, comparison.findings):
            from ..export.junit import finding_lines

            worst = sorted(filter(self._doubt, comparison.findings), key=lambda f: -rank(f.severity))
            doubts = [(finding, source, target, "") for finding in worst]
            self._junit.failed(name, _verdict(verdict, comparison.findings), finding_lines(doubts))
        else:
            self._junit.passed(name)

    def outcomes(self) -> tuple[Outcome, ...]:
        """Every limit that was set, with what it came to so far."""
        return self._gate.outcomes()

    def close(self, warn: Callable[[str], None], where: str = "") -> bool:
        """Say which limits are broken and write the file for the CI; returns whether any is.

        Args:
            warn: told a sentence for each.
            where: the page or file to look at.

        Raises:
            OutputError: the file cannot be written.
        """
        outcomes = self.outcomes()
        for outcome in outcomes:
            if outcome.broken:
                warn(told(outcome, where))
        if self._path is not None and self._junit is not None:
            from ..run.store import output_errors, write_whole

            with output_errors(self._path):
                self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, self._junit.parts(outcomes))
        return any(outcome.broken for outcome in outcomes)

    def _bad(self, verdict: Level, findings: Iterable[Finding]) -> bool:
        level = self._fail_on
        return verdict == "fail" or (level is not None and any(rank(f.severity) >= rank(level) for f in findings))

    def _doubt(self, finding: Finding) -> bool:
        """What a failing case lists: errors and warnings, and notes only if they can make it fail."""
        return finding.severity != "note" or self._fail_on == "note"

    def _case(self, junit: JUnit, record: Record, folder: str, run: str) -> None:
        from ..export.junit import finding_lines

        found = sorted(self._counted(record, folder), key=lambda entry: -rank(entry[0].severity))
        counted = [finding for finding, _, _, _ in found]
        name, origin = f"{run}/{record.article.id}" if run else record.article.id, record.run.origin
        if self._bad(record.brief.verdict, counted):
            lines = finding_lines(entry for entry in found if self._doubt(entry[0]))
            message = f"{record.brief.headline or record.article.title}: {_verdict(record.brief.verdict, counted)}"
            junit.failed(name, message, lines, origin, record.run.seconds)
        else:
            junit.passed(name, origin, record.run.seconds)

    def _counted(self, record: Record, folder: str) -> Iterator[tuple[Finding, str, str, str]]:
        rows = {sentence.id: number for number, sentence in enumerate(kept(record), 1)}
        page = f"{folder}/qa.html" if folder else ""
        for located in open_findings(record):
            for finding in apply_policy((located.finding,), self._policy):
                row = next((rows[name] for name in located.sentences if name in rows), 0)
                yield finding, located.source, located.target, f"{page}#r{row}" if page and row else page


def told(outcome: Outcome, where: str = "") -> str:
    """A broken limit in words: which, by how much, the worst articles, where to look."""
    name = "--fail-on" if outcome.name == "fail_on" else f"limit {outcome.name} is broken"
    worst = ", ".join(f"“{c.title or c.id}” ({c.number:,})" for c in outcome.worst)
    return f"{name}: {outcome.said}{f' Worst: {worst}.' if worst else ''}{f' See {where}' if where else ''}"


def _verdict(verdict: Level, findings: Iterable[Finding]) -> str:
    from ..render.words import plural

    severities = [finding.severity for finding in findings]
    counts = [plural(severities.count(s), s) for s in ("error", "warning") if s in severities]
    return ", ".join([verdict, *counts])
