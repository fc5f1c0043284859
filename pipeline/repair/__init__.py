"""Repairing a failing translation: pure functions of candidates and their checks.

Steps, in order; the first candidate that passes wins, and a candidate that does not pass is never used:

1. ``n-best``: another hypothesis of the decoder, if its score is close enough to the best;
2. ``rewrite``: for a plain format slip ("30.000" left German), the figure in place in its English form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..config import RepairConfig
from ..types import Comparison, Finding, Hypothesis, Repair, RepairStep

Compare = Callable[[str], Comparison]
"""Checks a candidate text against the sentence's source, without lasting effect."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """The chosen text with its check. ``repairs`` is empty if the best hypothesis stayed as it was."""

    text: str
    score: float | None
    comparison: Comparison
    repairs: tuple[Repair, ...]


def repair(hypotheses: Sequence[Hypothesis], compare: Compare, config: RepairConfig) -> Repaired:
    """The best hypothesis, or the first candidate after it whose check reports no error.

    If no candidate passes, the best hypothesis stays, with its findings.
    """
    best = hypotheses[0] if hypotheses else Hypothesis("", 0.0)
    score = best.score if hypotheses else None
    check = compare(best.text)
    if not config.enabled or not _errors(check) or not hypotheses:
        return Repaired(best.text, score, check, ())
    for step, candidate in _candidates(hypotheses, check, config.score_margin):
        again = compare(candidate.text)
        if not _errors(again) and len(_warnings(again)) <= len(_warnings(check)):
            fixed = tuple(finding.message for finding in _errors(check))
            return Repaired(candidate.text, candidate.score, again, (Repair(step, best.text, candidate.text, fixed),))
    return Repaired(best.text, score, check, ())


def _candidates(
    hypotheses: Sequence[Hypothesis], check: Comparison, margin: float
) -> Iterator[tuple[RepairStep, Hypothesis]]:
    best = hypotheses[0]
    for other in hypotheses[1:]:
        if best.score - other.score <= margin:
            yield "n-best", other
    rewritten = rewrite_formats(best.text, check.findings)
    if rewritten != best.text:
        yield "rewrite", Hypothesis(rewritten, best.score)


def rewrite_formats(text: str, findings: Sequence[Finding]) -> str:
    """The text with every figure that a ``*.format`` finding points at put into its first expected form."""
    slips = [f for f in findings if f.check.endswith(".format") and f.target is not None and f.expected]
    for slip in sorted(slips, key=lambda f: f.target.start if f.target else 0, reverse=True):
        assert slip.target is not None
        text = text[: slip.target.start] + slip.expected[0] + text[slip.target.end :]
    return text


def _errors(check: Comparison) -> list[Finding]:
    return [finding for finding in check.findings if finding.severity == "error"]


def _warnings(check: Comparison) -> list[Finding]:
    return [finding for finding in check.findings if finding.severity == "warning"]
