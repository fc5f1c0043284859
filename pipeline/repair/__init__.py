"""Repairing a failing translation: pure functions of candidates and their checks.

Steps, in order; the first candidate that passes wins, and a candidate that does not pass is never used:

1. ``n-best``: another hypothesis of the decoder;
2. ``diverse``: a hypothesis of a wider beam;
3. ``constrained``: a translation of the source in which the failing figures and names already stand in their English
   form (:mod:`pipeline.repair.protect`), which a model then only has to copy;
4. ``rewrite``: for a plain format slip ("30.000" left German), the figure in place in its English form.

Candidates of steps 1 to 3 must score within a margin of the best hypothesis, so that a repair does not trade a number
for bad English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..config import RepairConfig
from ..types import Comparison, Finding, Hypothesis, Repair, RepairStep

Compare = Callable[[str], Comparison]
"""Checks a candidate text against the sentence's source, without lasting effect."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that might replace the best hypothesis, and the step that it comes from."""

    step: RepairStep
    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class Repaired:
    """The chosen text with its check. ``repairs`` is empty if the best hypothesis stayed as it was."""

    text: str
    score: float | None
    comparison: Comparison
    repairs: tuple[Repair, ...]


def repair(
    hypotheses: Sequence[Hypothesis], compare: Compare, config: RepairConfig, more: Sequence[Candidate] = ()
) -> Repaired:
    """The best hypothesis, or the first candidate after it whose check reports no error and no more warnings.

    ``more`` are candidates of the later steps, in order. If no candidate passes, the best hypothesis stays, with its
    findings.
    """
    if not hypotheses:
        return Repaired("", None, compare(""), ())
    best = hypotheses[0]
    check = compare(best.text)
    wrong = errors(check)
    if not config.enabled or not wrong:
        return Repaired(best.text, best.score, check, ())
    for candidate in _candidates(hypotheses, more, check, config.score_margin):
        text = candidate.hypothesis.text
        again = compare(text)
        if not errors(again) and _warnings(again) <= _warnings(check):
            fixed = tuple(finding.message for finding in wrong)
            record = Repair(candidate.step, best.text, text, fixed)
            return Repaired(text, candidate.hypothesis.score, again, (record,))
    return Repaired(best.text, best.score, check, ())


def errors(check: Comparison) -> list[Finding]:
    """The findings that make a repair necessary."""
    return [finding for finding in check.findings if finding.severity == "error"]


def rewrite_formats(text: str, findings: Sequence[Finding]) -> str:
    """The text with every figure that a ``*.format`` finding points at put into its first expected form."""
    slips = [(f.target, f.expected[0]) for f in findings if f.check.endswith(".format") and f.target and f.expected]
    for span, form in sorted(slips, key=lambda slip: slip[0].start, reverse=True):
        text = text[: span.start] + form + text[span.end :]
    return text


def _candidates(
    hypotheses: Sequence[Hypothesis], more: Sequence[Candidate], check: Comparison, margin: float
) -> Iterator[Candidate]:
    best = hypotheses[0]
    tried = {best.text}
    for candidate in (*(Candidate("n-best", h) for h in hypotheses[1:]), *more):
        if candidate.hypothesis.text not in tried and best.score - candidate.hypothesis.score <= margin:
            tried.add(candidate.hypothesis.text)
            yield candidate
    rewritten = rewrite_formats(best.text, check.findings)
    if rewritten not in tried:
        yield Candidate("rewrite", Hypothesis(rewritten, best.score))


def _warnings(check: Comparison) -> int:
    return sum(finding.severity == "warning" for finding in check.findings)
