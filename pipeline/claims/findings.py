"""Builds a finding about a claim."""

from __future__ import annotations

from typing import cast

from ..types import Finding, Kind, Severity, Span


def finding(check: str, severity: Severity, source: Span | None, target: Span | None, message: str) -> Finding:
    """A finding of a check such as ``"bound.reversed"``; its kind is the family before the dot."""
    return Finding(check, cast(Kind, check.partition(".")[0]), severity, source, target, (), message)
