"""Who won and who lost, where a sentence names both: "Ulm schlug Gera", "Ulm lost to Gera"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..types import Comparison, Fact, Finding, Lang, Span
from .findings import finding
from .scan import Cue

_NAME = re.compile(
    r"\s+(?:(?:the|den|die|das|dem|der|by|rivals|hosts|title|holders|local|city|visitors|guests|team|side|club|"
    r"neighbours|from|Gäste|Gästen|Mannschaft|Team|Nachbar|Nachbarn|Gastgeber|Gastgebern|aus|von)\s+|\d\.\s)*"
    r"([A-ZÄÖÜ0-9](?:[\w’'.-]*[\w’'])?(?:\s+(?:[A-ZÄÖÜ][\w’'-]*|\d\d(?!\s?[:–-]\d)))*)"
)
"""The name after a verb or a preposition."""
_AGAINST = re.compile(
    r"[^.!?;]{0,60}?\s(?:gegen|against|over|to|by|from)(?=\s+(?:the\s+|den\s+|die\s+|das\s+)?[A-ZÄÖÜ])"
)
_PASSIVE = re.compile(r"\b(?:was|were|been|be|being|is|are|got|get|wurde|wurden|worden)\s+(?:\w+ly\s+)?$")
_START = re.compile(r"(?:^|[.!?;:,–—(]\s)\W*(\w*)(?:[^.!?;:,–—(]|(?<=\d)[.:,](?=\d))*$")
"""The first word of the clause that a text ends in."""
_FIELD = frozenset(
    ("", "am", "an", "auf", "auch", "aus", "bei", "beim", "bereits", "da", "dabei", "dafür", "damals", "damit",
     "danach", "dann", "daraufhin", "davor", "dennoch", "dort", "durch", "erst", "gestern", "heute", "hier", "im", "in",
     "jetzt", "mit", "nach", "nun", "ohne", "schließlich", "so", "später", "trotz", "trotzdem", "überraschend", "vor",
     "vorher", "während", "wie", "zudem", "zuletzt", "zum", "zur", "zuvor", "zwar")
)  # fmt: skip
"""First words of a German clause whose subject stands behind the verb: Gestern schlug Ulm ..."""
_CLOSE = 60
"""Maximum characters from a verb to the last of the two parties behind it."""
_FAR = 300
"""Characters before a verb in which its clause begins."""
_LETTERS = 4
"""Number of first letters that two names must share to be the same."""


class _Outcome(NamedTuple):
    """The party named after the verb of a sentence, and whether they won."""

    name: Span
    won: bool


def outcome(
    source: str,
    target: str,
    said: Sequence[Cue],
    shown: Sequence[Cue],
    names: Comparison | None,
    langs: tuple[Lang, Lang] = ("de", "en"),
) -> list[Finding]:
    """A finding if the winner in the source loses in the target.

    Names count that both sides write alike, or that ``names`` has linked.
    """
    left = [cue for cue in said if cue.family == "outcome"]
    right = [cue for cue in shown if cue.family == "outcome"] if left else []
    if not right:
        return []
    known = names or Comparison((), (), (), ())
    ones = [found for cue in left if (found := _read(source, cue, known.source_facts, langs[0]))]
    twos = [found for cue in right if (found := _read(target, cue, known.target_facts, langs[1]))]
    if len(ones) != 1 or len(twos) != 1:
        return []
    one, two = ones[0], twos[0]
    same = _alike(one.name.text, two.name.text) or any(
        _meet(known.source_facts[link.source].span, one.name) and _meet(known.target_facts[link.target].span, two.name)
        for link in known.links
    )
    if one.won != two.won:
        crossed = same
    else:
        crossed = not same and _there(one.name, two.name, source, known) and _here(one.name, two.name, target, known)
    if not crossed:
        return []
    message = f"“{one.name.text}” {'won' if one.won else 'lost'} in the source, but not in the target."
    return [finding("direction.reversed", "warning", one.name, two.name, message)]


def _there(one: Span, two: Span, source: str, known: Comparison) -> bool:
    """Whether the source has the target's party ``two`` elsewhere than in ``one``."""
    return _mentioned(two.text, source, one) or any(
        _meet(known.target_facts[link.target].span, two) and not _meet(known.source_facts[link.source].span, one)
        for link in known.links
    )


def _here(one: Span, two: Span, target: str, known: Comparison) -> bool:
    """Whether the target has the source's party ``one`` elsewhere than in ``two``."""
    return _mentioned(one.text, target, two) or any(
        _meet(known.source_facts[link.source].span, one) and not _meet(known.target_facts[link.target].span, two)
        for link in known.links
    )


def _meet(one: Span, two: Span) -> bool:
    return one.start < two.end and two.start < one.end


def _read(text: str, cue: Cue, names: Sequence[Fact], lang: Lang) -> _Outcome | None:
    """Who is named after the verb, directly or after a preposition, and whether they won."""
    passive = _PASSIVE.search(text, max(0, cue.start - 24), cue.start) is not None
    if cue.value == "beat" and not passive:
        party, won = _object(text, cue, names, lang), False
    else:
        against = _AGAINST.match(text, cue.end)
        match = _NAME.match(text, against.end()) if against else None
        party = Span(match[1], match.start(1), match.end(1)) if match else None
        won = cue.value in ("lose", "yield") or passive
        if party is None and cue.value == "yield":
            party = _object(text, cue, names, lang)
    return _Outcome(party, won) if party else None


def _object(text: str, cue: Cue, names: Sequence[Fact], lang: Lang) -> Span | None:
    """The party behind a verb that is not its subject; ``None`` if that cannot be told."""
    if (
        lang == "de"
        and (start := _START.search(text, max(0, cue.start - _FAR), cue.start)) is not None
        and start[1].lower() in _FIELD
    ):
        behind = [fact.span for fact in names if cue.end <= fact.span.start and fact.span.end <= cue.end + _CLOSE]
        behind = [span for span in behind if not re.search(r"[.!?;](?:\s|$)", text[cue.end : span.start])]
        return behind[1] if len(behind) == 2 else None
    match = _NAME.match(text, cue.end)
    return Span(match[1], match.start(1), match.end(1)) if match else None


def _alike(one: str, two: str) -> bool:
    left, right = _stems(one), _stems(two)
    return bool(left & right)


def _stems(name: str) -> set[str]:
    return {word[:_LETTERS].lower() for word in re.findall(r"[^\W\d_]{3,}", name)}


def _mentioned(name: str, text: str, beside: Span) -> bool:
    """Whether a text has ``name`` anywhere outside ``beside``."""
    elsewhere = text[: beside.start] + " " + text[beside.end :]
    return bool(_stems(name) & _stems(" ".join(re.findall(r"[A-ZÄÖÜ]\w+", elsewhere))))
