"""Builds a finding: spans, expected forms, one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass

from ..types import Direction, Finding, Kind, Severity, Span
from .render import expected
from .values import Item


@dataclass(frozen=True, slots=True)
class Texts:
    """Both texts, for evidence around an item, and look-ups in them."""

    source: str
    target: str
    direction: Direction

    def said(self, item: Item) -> str:
        """The source text of an item, or of the whole that it is part of."""
        whole = item.origin or item
        return self.source[whole.start : whole.end]

    def shown(self, item: Item) -> str:
        """The target text of an item, or of the whole that it is part of."""
        whole = item.origin or item
        return self.target[whole.start : whole.end]


def _span(item: Item, text: str) -> Span:
    whole = item.origin or item
    return Span(text[whole.start : whole.end], whole.start, whole.end)


def finding(
    problem: str, severity: Severity, source: Item | None, target: Item | None, texts: Texts, message: str,
    kind: Kind | None = None,
) -> Finding:  # fmt: skip
    """A finding about a source item, a target item, or both; ``kind`` defaults to that of the first.

    Raises :class:`ValueError` if there is neither.
    """
    item = source or target
    if item is None:
        raise ValueError("a finding needs an item")
    kind = kind or (item.origin or item).kind
    return Finding(
        f"{kind}.{problem}",
        kind,
        severity,
        _span(source, texts.source) if source else None,
        _span(target, texts.target) if target else None,
        expected(source.origin or source, texts.said(source)) if source else (),
        message,
    )
