"""What both sides say in sum: which way things move, whether something is denied, whether it is only reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.claims.findings import finding
from pipeline.claims.lexicon import Cue
from pipeline.types import Finding, Span


def sentence(source: str, target: str, said: Sequence[Cue], shown: Sequence[Cue]) -> list[Finding]:
    """Findings about a pair of sentences as wholes."""
    left, right = _families(said), _families(shown)
    found = _negation(source, target, left["negation"], right["negation"])
    if not found and (left["direction"] and right["direction"]):
        found += _direction(source, target, left["direction"], right["direction"])
    return found + _hedge(source, left["hedge"], right["hedge"])


def _families(cues: Sequence[Cue]) -> defaultdict[str, list[Cue]]:
    families: defaultdict[str, list[Cue]] = defaultdict(list)
    for cue in cues:
        families[cue.family].append(cue)
    return families


def _span(text: str, cue: Cue) -> Span:
    return Span(text[cue.start : cue.end], cue.start, cue.end)


def _direction(source: str, target: str, said: Sequence[Cue], shown: Sequence[Cue]) -> list[Finding]:
    """An axis on which the target moves one way more often than the source, and the other way less often."""
    here, there = _poles(said), _poles(shown)
    found = []
    for value in sorted({cue.value for cue in shown if cue.strong}):
        axis, pole = value[:-1], value[-1]
        contrary = axis + ("-" if pole == "+" else "+")
        accusing = [cue for cue in there[value] if cue.strong]
        wanted = [cue for cue in here[contrary] if cue.strong]
        if len(accusing) > len(here[value]) and len(wanted) > len(there[contrary]):
            left, right = _span(source, wanted[0]), _span(target, accusing[0])
            message = f"“{left.text}” became “{right.text}”, which says the contrary."
            found.append(finding("direction.reversed", "warning", left, right, message))
    return found


def _poles(cues: Sequence[Cue]) -> defaultdict[str, list[Cue]]:
    poles: defaultdict[str, list[Cue]] = defaultdict(list)
    for cue in cues:
        poles[cue.value].append(cue)
    return poles


def _negation(source: str, target: str, said: Sequence[Cue], shown: Sequence[Cue]) -> list[Finding]:
    denied, denying = [cue for cue in said if cue.strong], [cue for cue in shown if cue.strong]
    if len(denied) > len(shown):
        span = _span(source, denied[0])
        return [finding("negation.lost", "warning", span, None, f"“{span.text}” is denied by nothing in the target.")]
    if len(denying) > len(said):
        span = _span(target, denying[0])
        return [finding("negation.added", "note", None, span, f"“{span.text}” has nothing in the source.")]
    return []


def _hedge(source: str, said: Sequence[Cue], shown: Sequence[Cue]) -> list[Finding]:
    strong = [cue for cue in said if cue.strong]
    values = {cue.value for cue in shown}
    for cue in strong:
        span = _span(source, cue)
        if cue.value == "said" and "said" not in values or cue.value == "should" and not values:
            return [finding("hedge.lost", "warning", span, None, f"“{span.text}” became a plain fact.")]
        if cue.value == "quoted" and "said" not in values:
            return [finding("hedge.lost", "note", span, None, f"“{span.text}” reports; the target states.")]
    return []
