"""Repairing a failing translation: pure functions of candidates and their checks.

Candidates are tried in this order; the first one that passes wins, and one that does not pass is never used:

1. ``n-best``: another hypothesis of the decoder;
2. ``diverse``: a hypothesis of a wider beam;
3. ``constrained``: a translation of the source in which the failing figures and names already stand in their English
   form (:mod:`pipeline.repair.protect`), which a model then only has to copy.

Where plain format slips ("30.000" left German) are all that is wrong with the best hypothesis or a candidate, they are
put right in place: ``rewrite``. Candidates must score within a margin of the best hypothesis, so that a repair does
not trade a number for bad English.
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
    fixed = tuple(finding.message for finding in wrong)
    allowed = _warnings(check)
    for candidate in (None, *_candidates(hypotheses, more, config.score_margin)):
        chosen = candidate.hypothesis if candidate else best
        again = compare(chosen.text) if candidate else check
        steps = (Repair(candidate.step, best.text, chosen.text, fixed),) if candidate else ()
        if not errors(again) and _warnings(again) <= allowed:
            return Repaired(chosen.text, chosen.score, again, steps)
        if rewritten := _rewritten(chosen.text, again, compare):
            text, final = rewritten
            if _warnings(final) <= allowed:
                slips = tuple(finding.message for finding in errors(again))
                return Repaired(text, chosen.score, final, (*steps, Repair("rewrite", chosen.text, text, slips)))
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


def _candidates(hypotheses: Sequence[Hypothesis], more: Sequence[Candidate], margin: float) -> Iterator[Candidate]:
    best = hypotheses[0]
    tried = {best.text}
    for candidate in (*(Candidate("n-best", h) for h in hypotheses[1:]), *more):
        if candidate.hypothesis.text not in tried and best.score - candidate.hypothesis.score <= margin:
            tried.add(candidate.hypothesis.text)
            yield candidate


def _rewritten(text: str, check: Comparison, compare: Compare) -> tuple[str, Comparison] | None:
    """The text with its format slips put right and its check, if slips are all that is wrong with it."""
    wrong = errors(check)
    if not all(finding.check.endswith(".format") for finding in wrong):
        return None
    changed = rewrite_formats(text, wrong)
    final = compare(changed)
    return None if changed == text or errors(final) else (changed, final)


def _warnings(check: Comparison) -> int:
    return sum(finding.severity == "warning" for finding in check.findings)
