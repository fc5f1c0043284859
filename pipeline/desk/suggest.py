"""Lines that a glossary could have, from what people did at the desk. Nothing is applied: people choose."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from ..ledger import Ledger
from ..ledger.desk_values import Deed
from ..types import CheckedSentence, Decision, Fact, Record

_PART = 500
"""Deeds read at a time."""
_WORDS = re.compile(r"\S+")
_NAMED = 5
"""Articles that are named as evidence."""
_OTHER_FORM = frozenset({"changed", "untranslated", "inconsistent", "garbled", "glossary"})
_NO_NAME = frozenset({"missing", "translated"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line of a glossary, and why."""

    german: str
    english: str
    """Empty for a rule that needs none."""
    kind: str
    evidence: str


@dataclass(slots=True)
class _Seen:
    items: dict[str, None] = field(default_factory=dict)
    people: dict[str, None] = field(default_factory=dict)
    always: bool = False
    """Somebody has decided it for all articles."""


def suggestions(ledger: Ledger, known: Collection[str] = (), at_least: int = 3) -> list[Suggestion]:
    """What people did often enough, the most frequent first.

    A form that was put in by hand in the place of another, a name that was dismissed as none, a rendering that was
    dismissed as right: in so many articles, or for all of them.

    Args:
        ledger: where their deeds are.
        known: German words that the glossary has already.
        at_least: articles.
    """
    seen: dict[tuple[str, str, str], _Seen] = {}
    records: dict[str, Record | None] = {}
    for deed in _deeds(ledger):
        for item, decision in deed.decisions:
            if item not in records:
                records[item] = ledger.desk.record(item)
            for line in _lines(decision, records[item]):
                one = seen.setdefault(line, _Seen())
                one.items.setdefault(item)
                one.people.setdefault(deed.who)
    for rule in ledger.desk.standing():
        dismissed = _dismissed(rule.check, rule.source, rule.target) if rule.scope == "all" else None
        if dismissed is not None:
            one = seen.setdefault(dismissed, _Seen())
            one.people.setdefault(rule.by)
            one.always = True
    has = {word.casefold() for word in known}
    has |= {rule.source.casefold() for rule in ledger.desk.standing() if rule.scope == "glossary"}
    found = [
        (len(one.items), Suggestion(german, english, kind, _evidence(kind, english, one)))
        for (german, english, kind), one in seen.items()
        if german.casefold() not in has and (one.always or len(one.items) >= at_least)
    ]
    return [line for _, line in sorted(found, key=lambda pair: (-pair[0], pair[1].german, pair[1].english))]


def _deeds(ledger: Ledger) -> Iterator[Deed]:
    """All that was decided and not taken back, the newest first."""
    before = None
    while part := ledger.desk.history(limit=_PART, before=before):
        yield from (deed for deed in part if deed.undone_by is None)
        before = part[-1].id


def _lines(decision: Decision, record: Record | None) -> Iterator[tuple[str, str, str]]:
    finding = decision.finding
    if decision.action == "dismiss" and finding is not None and not decision.rule:
        if (line := _dismissed(*finding.key)) is not None:
            yield line
    elif decision.action == "edit" and record is not None and decision.before:
        sentence = next((s for s in record.sentences if (s.id,) == decision.sentences), None)
        if sentence is not None and sentence.target == decision.text:
            for german, english in _put_in(decision.before, sentence):
                yield german, english, ""


def _dismissed(check: str, source: str, target: str) -> tuple[str, str, str] | None:
    family, _, problem = check.partition(".")
    if family != "name" or not source:
        return None
    if problem in _NO_NAME:
        return source, "", "not a name"
    return (source, target, "") if problem in _OTHER_FORM and target and target != source else None


def _put_in(before: str, sentence: CheckedSentence) -> Iterator[tuple[str, str]]:
    """The names that an edit has put in the place of others, each with the German."""
    after = sentence.target or ""
    old, new = ([(m.group(), m.start(), m.end()) for m in _WORDS.finditer(text)] for text in (before, after))
    matcher = difflib.SequenceMatcher(None, [word for word, _, _ in old], [word for word, _, _ in new], autojunk=False)
    linked = {link.target: sentence.facts[link.source] for link in sentence.links}
    loose = [f for i, f in enumerate(sentence.facts) if _name(f) and i not in {link.source for link in sentence.links}]
    for op, _, _, first, last in matcher.get_opcodes():
        if op != "replace":
            continue
        start, end = new[first][1], new[last - 1][2]
        inside = [(i, fact) for i, fact in enumerate(sentence.target_facts) if _name(fact) and _meets(fact, start, end)]
        for number, fact in inside:
            german = linked.get(number) or (loose[0] if len(loose) == len(inside) == 1 else None)
            if german is not None and _name(german) and german.span.text != fact.span.text:
                yield german.span.text, fact.span.text


def _name(fact: Fact) -> bool:
    return fact.kind == "name" and not fact.optional


def _meets(fact: Fact, start: int, end: int) -> bool:
    return fact.span.start < end and start < fact.span.end


def _evidence(kind: str, english: str, seen: _Seen) -> str:
    what = "put in by hand or dismissed as right" if english else "dismissed"
    items = list(seen.items)
    more = f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
    where = f"{len(items)} article{'' if len(items) == 1 else 's'}: {', '.join(items[:_NAMED])}{more}" if items else ""
    always = "for all articles" if seen.always else ""
    by = f"by {', '.join(seen.people)}" if any(seen.people) else ""
    return "; ".join(filter(None, (what, always, where, by)))
