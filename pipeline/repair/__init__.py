"""Repair a failing translation: pure functions of candidates and their checks.

A translation fails that has an error, or a word that is no English. Candidates are tried in this order; the first one
that passes wins, and one with an error is never used:

1. ``n-best``: another hypothesis of the decoder;
2. ``diverse``: a hypothesis of a wider beam;
3. ``constrained``: a translation of the source in which the failing figures and names are already in their English form
   (:mod:`pipeline.repair.protect`), which a model then only has to copy.

In each of them slips are first corrected in place, if that leaves fewer findings: ``rewrite``. A slip is a figure in
German format ("30.000") or a name in its German spelling ("Selenskyj"). Candidates must score within a margin of the
best hypothesis, so that a repair does not buy a number with bad English. A rewriting touches whole figures and words
only; the sentence is then checked again, and stays as it was if anything else has changed with it.

Among candidates without an error none of which passes, the one with the fewest words that are no English is taken. No
further search is made for such words: a wider beam hardly ever knows better.

Last, the forms that the desk's glossary wants are put in the place of others (:mod:`.house`): ``glossary``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..config import RepairConfig
from ..types import Comparison, Finding, Hypothesis, Repair, RepairStep
from .place import Slot, apart, replaced

SLIPS = (".format", ".untranslated")
"""Suffixes of check ids whose finding gives the correct form."""
Compare = Callable[[str], Comparison]
"""Checks a candidate text against the sentence's source, without lasting effect."""
Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that might replace the best hypothesis, and the step it comes from."""

    step: RepairStep
    hypothesis: Hypothesis


@dataclass(frozen=True, slots=True)
class Repaired:
    """The chosen text with its check. ``repairs`` is empty if the best hypothesis is unchanged."""

    text: str
    score: float | None
    comparison: Comparison
    repairs: tuple[Repair, ...]


def repair(
    hypotheses: Sequence[Hypothesis],
    compare: Compare,
    config: RepairConfig,
    more: Sequence[Candidate] = (),
    hopeless: Test = lambda _: False,
) -> Repaired:
    """The best hypothesis, or the first candidate after it whose check reports no error, no more warnings and only
    English words; else the one of them that has the fewest words that are no English.

    ``more`` are candidates of the later steps, in order. If no candidate is without an error, the best hypothesis
    stays, its slips corrected, with its findings. A candidate that is ``hopeless`` is not compared; that only saves
    time.
    """
    if not hypotheses:
        return Repaired("", None, compare(""), ())
    best = hypotheses[0]
    check = compare(best.text)
    if not config.enabled:
        return Repaired(best.text, best.score, check, ())
    fixed = tuple(finding.message for finding in check.findings if finding.severity == "error" or _strange(finding))
    allowed = _warnings(check)
    fallback: Repaired | None = None
    fewest: Repaired | None = None
    for candidate in (None, *_candidates(hypotheses, more, config.score_margin)):
        if candidate and hopeless(candidate.hypothesis.text):
            continue
        chosen = candidate.hypothesis if candidate else best
        steps = (Repair(candidate.step, best.text, chosen.text, fixed),) if candidate else ()
        text, result, slips = _polished(chosen.text, compare(chosen.text) if candidate else check, compare)
        repaired = Repaired(text, chosen.score, result, (*steps, *slips))
        if not errors(result) and _warnings(result) <= allowed:
            if not _strangeness(result):
                return repaired
            if fewest is None or _strangeness(result) < _strangeness(fewest.comparison):
                fewest = repaired
        fallback = fallback or repaired
    assert fallback is not None
    return fewest or fallback


def errors(check: Comparison) -> list[Finding]:
    """The findings that make a repair necessary."""
    return [finding for finding in check.findings if finding.severity == "error"]


def beyond_rewriting(check: Comparison) -> bool:
    """Whether a check reports an error that is not a slip, so that correcting slips cannot make the text error-free."""
    return any(not finding.check.endswith(SLIPS) for finding in errors(check))


def rewrite_slips(text: str, findings: Sequence[Finding]) -> str:
    """The text with everything that a slip's finding points at put into its first expected form.

    A slip that is only part of a figure or a word, or overlaps another one, stays as it is.
    """
    return replaced(text, _slips(text, findings))


def _slips(text: str, findings: Sequence[Finding]) -> list[Slot]:
    found = ((f.target, f.expected[0]) for f in findings if f.check.endswith(SLIPS) and f.target and f.expected)
    return apart(text, dict.fromkeys(found))


def _candidates(hypotheses: Sequence[Hypothesis], more: Sequence[Candidate], margin: float) -> Iterator[Candidate]:
    best = hypotheses[0]
    tried = {best.text}
    for candidate in (*(Candidate("n-best", h) for h in hypotheses[1:]), *more):
        if candidate.hypothesis.text not in tried and best.score - candidate.hypothesis.score <= margin:
            tried.add(candidate.hypothesis.text)
            yield candidate


def _polished(text: str, check: Comparison, compare: Compare) -> tuple[str, Comparison, tuple[Repair, ...]]:
    """The text with its slips corrected if that improves it, else unchanged, and its check."""
    slots = _slips(text, check.findings)
    changed = replaced(text, slots)
    if changed == text:
        return text, check, ()
    again = compare(changed)
    if _badness(again) >= _badness(check) or not only_there(slots, check, again):
        return text, check, ()
    fixed = tuple(finding.message for finding in check.findings if finding.check.endswith(SLIPS) and finding.expected)
    return changed, again, (Repair("rewrite", text, changed, fixed),)


def only_there(slots: Sequence[Slot], before: Comparison, after: Comparison) -> bool:
    """Whether the rewriting changed nothing that is checked but what it was to change.

    Every fact beside the rewritten places must still be there with the same values, and there may be no error or
    warning that was not there before.
    """

    def moved(place: int) -> int:
        return place + sum(len(form) - (span.end - span.start) for span, form in slots if span.end <= place)

    kept = {
        (moved(fact.span.start), fact.kind, fact.values)
        for fact in before.target_facts
        if all(fact.span.end <= span.start or span.end <= fact.span.start for span, _ in slots)
    }
    if not kept <= {(fact.span.start, fact.kind, fact.values) for fact in after.target_facts}:
        return False
    return serious(after) <= serious(before)


def serious(check: Comparison) -> Counter[tuple[str, str]]:
    """Errors and warnings by check and place in the source, which a rewriting does not move."""
    return Counter(
        (finding.check, str(finding.source.start) if finding.source else finding.target.text if finding.target else "")
        for finding in check.findings
        if finding.severity != "note"
    )


def _badness(check: Comparison) -> tuple[int, int, int]:
    return len(errors(check)), _warnings(check), len(check.findings)


def _strange(finding: Finding) -> bool:
    """Whether a finding is about a word that is no English."""
    return finding.kind == "text" and finding.severity != "note"


def _strangeness(check: Comparison) -> int:
    return sum(map(_strange, check.findings))


def _warnings(check: Comparison) -> int:
    return sum(finding.severity == "warning" for finding in check.findings)
