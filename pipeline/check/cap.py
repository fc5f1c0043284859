"""How much is said about one pair of texts.

A text that goes to pieces (one name four thousand times, a language that is none) would give tens of thousands of
findings, and a record that nobody can open. The worst are listed, and the rest is counted in a finding of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ..types import SEVERITIES, Finding

LISTED = 200
"""Findings on one pair; a long article's summary with all its names wrong has fewer."""
MORE = "text.more"


def capped(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """At most :data:`LISTED` findings, the most severe ones first to be kept, in their order; then one for the others.

    That one is as severe as the worst of those left out and stands at its place, so that a verdict is never milder.
    """
    if len(findings) <= LISTED:
        return tuple(findings)
    by_severity = sorted(range(len(findings)), key=lambda i: -SEVERITIES.index(findings[i].severity))
    listed, left = sorted(by_severity[:LISTED]), [findings[i] for i in by_severity[LISTED:]]
    numbers = Counter(finding.severity for finding in left)
    said = ", ".join(
        f"{numbers[severity]:,} {severity}{'' if numbers[severity] == 1 else 's'}"
        for severity in reversed(SEVERITIES)
        if numbers[severity]
    )
    message = f"There is more that is not listed: {said}."
    more = replace(left[0], check=MORE, kind="text", expected=(), message=message)
    return (*(findings[i] for i in listed), more)
