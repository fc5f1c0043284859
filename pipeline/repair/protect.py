"""Protect facts in decoding: the failing ones are put into English in the source, from where a model copies them.

A figure written in digits stays in digits: "two" for "2" would be copied into "45.+2" as well.

A Marian model that turns "30.000" into "30.00" copies "30,000" unchanged, and one that spells "Pjöngjang" by ear leaves
"Pyongyang" alone. The candidate is checked against the original German, so that nothing depends on the trick.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..types import Finding
from .place import apart, replaced


def protected(source: str, findings: Sequence[Finding]) -> str:
    """The source with every fact that an error points at replaced by an expected English form.

    Overlapping spans are replaced once, the longest first, and one that is only part of a figure or word not at all.
    The source comes back unchanged if no finding says what was expected.
    """
    slots = [
        (finding.source, _form(finding.source.text, finding.expected))
        for finding in findings
        if finding.severity == "error" and finding.source is not None and finding.expected
    ]
    return replaced(source, apart(source, slots))


def _form(written: str, expected: Sequence[str]) -> str:
    """The first expected form, or the first in digits if the source has digits."""
    digits = any(c.isdigit() for c in written)
    return next((form for form in expected if not digits or any(c.isdigit() for c in form)), expected[0])
