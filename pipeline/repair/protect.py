"""Protect facts in decoding: the failing ones are put into English in the source, from where a model copies them.

A figure written in digits stays in digits: "two" for "2" would be copied into "45.+2" as well.

A Marian model that turns "30.000" into "30.00" copies "30,000" unchanged, and one that spells "Pjöngjang" by ear leaves
"Pyongyang" alone. The candidate is checked against the original German, so that nothing depends on the trick.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..types import Finding, Span


def protected(source: str, findings: Sequence[Finding]) -> str:
    """The source with every fact that an error points at replaced by an expected English form.

    Overlapping spans are replaced once, the longest first. The source is returned unchanged if no finding says what was
    expected.
    """
    slots: list[tuple[Span, str]] = [
        (finding.source, _form(finding.source.text, finding.expected))
        for finding in findings
        if finding.severity == "error" and finding.source is not None and finding.expected
    ]
    taken: list[tuple[Span, str]] = []
    for span, form in sorted(slots, key=lambda slot: (slot[0].start - slot[0].end, slot[0].start)):
        if all(span.end <= other.start or other.end <= span.start for other, _ in taken):
            taken.append((span, form))
    for span, form in sorted(taken, key=lambda slot: slot[0].start, reverse=True):
        source = source[: span.start] + form + source[span.end :]
    return source


def _form(written: str, expected: Sequence[str]) -> str:
    """The first expected form, or the first in digits if the source has digits."""
    digits = any(c.isdigit() for c in written)
    return next((form for form in expected if not digits or any(c.isdigit() for c in form)), expected[0])
