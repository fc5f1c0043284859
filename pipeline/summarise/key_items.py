"""The tables of a brief: its figures and names, each with its English form and how sure the check is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from ..judge import rank
from ..types import CheckedSentence, Fact, FigureStatus, Finding, KeyItem
from .counted import phrase

_NO_FIGURES = frozenset({"text", "direction", "negation", "hedge"})
"""Families whose findings are about a sentence; where they touch a figure they show in its row."""
_HURT = re.compile(
    r"(?i)verletzt|\btote|todes|opfer|vermisst|getötet|gestorben|leiche|verwundet|erkrankte|infizierte|geiseln"
)
_MONEY = re.compile(r"\b[A-Z]{3}(?:/|$)")
_MONEY_WORDS = re.compile(r"Euro|Dollar|Franken|Cent\b|Pfund|Rubel|Yen|Yuan|Złoty|Kronen|[€$£¥]")
_DATES = 4
"""From this weight on a figure is a date, a time or a code."""
_BETWEEN = re.compile(r"\W{1,3}")
"""What may stand between two words of one name."""


def key_items(sentences: Iterable[CheckedSentence], *, names: bool, first: Collection[str] = ()) -> Iterator[KeyItem]:
    """The rows for some sentences: every obligatory fact once. The same value or person in the same English form counts
    as the same, whatever its German form ("Nordkorea", "Nordkoreas"); the same figure of two things is two rows.

    The most important come first: figures before times, dates and codes, of either those of the sentences named in
    ``first`` (the headline, the lead) before others, and of these people hurt or killed, money, what is counted.
    """
    seen: set[tuple[str, ...]] = set()
    rows: list[tuple[bool, bool, int, KeyItem]] = []
    for sentence in sentences:
        for item, values in _rows(sentence):
            if (item.kind == "name") != names:
                continue
            counted = item.source_phrase.casefold()
            keys: set[tuple[str, ...]] = {(item.source.casefold(), item.target.casefold(), item.status, counted)}
            if values and item.status == "same":
                keys.add((item.target.casefold(), item.kind, *values, counted))
            if not keys & seen:
                heavy = 0 if names else weight(item, values)
                rows.append((heavy >= _DATES, sentence.id not in first, heavy, item))
            seen |= keys | {(*key[:-1], "") for key in keys}
    return (row[-1] for row in sorted(rows, key=lambda row: row[:-1]))


def weight(item: KeyItem, values: Sequence[str]) -> int:
    """How much a figure matters: 0 for people hurt or killed, 1 for money, up to 6 for codes."""
    if _HURT.search(item.source_phrase) or _HURT.search(item.source):
        return 0
    if any(_MONEY.search(value) for value in values) or _MONEY_WORDS.search(item.source):
        return 1
    if item.kind == "number" and not item.source_phrase:
        return 3
    return {"unit": 2, "number": 2, "date": _DATES, "time": 5, "identifier": 6}.get(item.kind, 3)


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
        item = KeyItem(fact.kind, fact.span.text, target, status, sentence.id, message)
        yield (_with_noun(item, fact, partners, sentence) if fact.kind in ("number", "unit") else item), fact.values
    for n, finding in enumerate(sentence.findings):
        if n not in told and finding.kind not in _NO_FIGURES and finding.severity != "note":
            source = finding.source.text if finding.source else ""
            target = finding.target.text if finding.target else ""
            yield KeyItem(finding.kind, source, target, finding.severity, sentence.id, finding.message), ()


def _with_noun(item: KeyItem, fact: Fact, partners: Sequence[Fact], sentence: CheckedSentence) -> KeyItem:
    """A figure with what it counts in either language; the English only if the German says it too."""
    measured = fact.kind == "unit"
    span = fact.span
    source = phrase(sentence.source, span.start, span.end, "de", measured=measured)
    target = ""
    if source and len(partners) == 1 and sentence.target:
        at = partners[0].span
        target = phrase(sentence.target, at.start, at.end, "en", measured=measured)
    return replace(item, source_phrase=source, target_phrase=target)


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
