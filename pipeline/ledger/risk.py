"""How urgently somebody should look at a brief: the order of the desk's queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..judge import LEVELS
from ..record import DOUBTFUL, Located, about_brief, all_findings, kept, open_findings
from ..types import Kind, Record

_LEVEL = 1_000_000
"""A worse verdict goes before everything else."""
_CHANGED = 500_000
"""Then what was approved and has changed since: it may be in print."""
_SEVERITY = {"error": 1000, "warning": 100, "note": 0}
_WEIGHT: dict[Kind, float] = {
    "number": 1.0, "unit": 1.0, "date": 1.0, "time": 0.9, "negation": 1.0, "direction": 1.0, "bound": 0.9,
    "identifier": 0.9, "name": 0.7, "hedge": 0.6, "text": 1.0,
}  # fmt: skip
"""What a wrong fact of a kind costs, and how sure its check is: spellings of names are disputed most."""
_ELSEWHERE = 0.25
"""Of a finding in a sentence that the brief does not rest on."""
_UNSUPPORTED = 300
"""A sentence of the brief that its writer is hardly sure of."""


def risk(record: Record, changed: bool) -> int:
    """A number, higher for what is to be looked at first; findings that were dismissed do not count.

    Args:
        record: the brief's.
        changed: whether it was approved before it changed.
    """
    brief, in_brief = record.brief, about_brief(record)
    total = 0.0
    for located in open_findings(record):
        finding = located.finding
        total += _SEVERITY[finding.severity] * _WEIGHT[finding.kind] * (1 if in_brief(located) else _ELSEWHERE)
    total += _UNSUPPORTED * sum(s.support is not None and s.support < DOUBTFUL for s in brief.sentences)
    level = LEVELS.index(brief.verdict) * _LEVEL
    return level + (_CHANGED if changed else 0) + min(round(total), _CHANGED - 1)


def facts_searched(record: Record) -> Iterator[str]:
    """Names in a record, for the search: as the text and as the translation has them."""
    for sentence in kept(record):
        for fact in (*sentence.facts, *sentence.target_facts):
            if fact.kind == "name":
                yield fact.span.text


def settled_counts(record: Record) -> Counter[tuple[str, str, str, str]]:
    """How many errors and warnings of a record are ``open``, ``confirmed`` or ``dismissed``: check, words of the
    source, words of the target, and which of these."""
    verdicts = {
        (d.sentences, d.finding): "dismissed" if d.action == "dismiss" else "confirmed"
        for d in record.decisions
        if d.finding is not None
    }
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for located in _all(record):
        source, target = located.finding.words
        state = verdicts.get((located.sentences, located.finding), "open")
        counts[located.finding.check, source, target, state] += 1
    return counts


def _all(record: Record) -> Iterator[Located]:
    return (located for located in all_findings(record) if located.finding.severity != "note")
