"""The tables of a brief: its figures and names, each with its English form and how sure the check is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..judge import rank
from ..types import CheckedSentence, Fact, FigureStatus, Finding, KeyItem

_NO_FIGURES = frozenset({"text", "direction", "negation", "hedge"})
"""Families whose findings are about a sentence; where they touch a figure they show in its row."""
_BETWEEN = re.compile(r"\W{1,3}")
"""What may stand between two words of one name."""


def key_items(sentences: Iterable[CheckedSentence], *, names: bool) -> Iterator[KeyItem]:
    """The rows for some sentences: every obligatory fact once. The same value or person in the same English form counts
    as the same, whatever its German form ("Nordkorea", "Nordkoreas")."""
    seen: set[tuple[str, ...]] = set()
    for sentence in sentences:
        for item, values in _rows(sentence):
            if (item.kind == "name") != names:
                continue
            keys: set[tuple[str, ...]] = {(item.source.casefold(), item.target.casefold(), item.status)}
            if values and item.status == "same":
                keys.add((item.target.casefold(), item.kind, *values))
            if not keys & seen:
                yield item
            seen |= keys


def _rows(sentence: CheckedSentence) -> Iterator[tuple[KeyItem, tuple[str, ...]]]:
    """A row with the values of its fact (none for what is only in the English)."""
    told: set[int] = set()
    for i, fact in enumerate(sentence.facts):
        about = [(n, f) for n, f in enumerate(sentence.findings) if f.source is not None and _touch(f, fact)]
        told.update(n for n, _ in about)
        worst = max((f for _, f in about), key=lambda f: rank(f.severity), default=None)
        if fact.optional and worst is None:
            continue
        partners = [sentence.target_facts[link.target] for link in sentence.links if link.source == i]
        if partners:
            target = english_form(fact, partners, sentence.target or "")
        else:
            target = worst.target.text if worst is not None and worst.target is not None else ""
        if not target and worst is None:
            continue
        status: FigureStatus = worst.severity if worst is not None else "same"
        message = worst.message if worst is not None else ""
        yield KeyItem(fact.kind, fact.span.text, target, status, sentence.id, message), fact.values
    for n, finding in enumerate(sentence.findings):
        if n not in told and finding.kind not in _NO_FIGURES and finding.severity != "note":
            source = finding.source.text if finding.source else ""
            target = finding.target.text if finding.target else ""
            yield KeyItem(finding.kind, source, target, finding.severity, sentence.id, finding.message), ()


def english_form(fact: Fact, partners: Sequence[Fact], target: str) -> str:
    """The words of the English text that express a fact.

    Names are matched by what identifies them, so that a partner may be one word of a name or include a neighbouring
    word: if the German form occurs there unchanged, that is the form. Otherwise it is the words of all partners, as one
    stretch if they are neighbours.
    """
    if fact.kind == "name":
        for found in re.finditer(rf"(?<!\w){re.escape(fact.span.text)}(?!\w)", target):
            if any(found.start() < p.span.end and p.span.start < found.end() for p in partners):
                return fact.span.text
    stretches: list[tuple[int, int]] = []
    for start, end in sorted((p.span.start, p.span.end) for p in partners):
        if stretches and (start <= stretches[-1][1] or _BETWEEN.fullmatch(target, stretches[-1][1], start)):
            start, end = stretches[-1][0], max(end, stretches.pop()[1])
        stretches.append((start, end))
    return " … ".join(target[start:end] for start, end in stretches)


def _touch(finding: Finding, fact: Fact) -> bool:
    span = finding.source
    return span is not None and span.start < fact.span.end and fact.span.start < span.end
