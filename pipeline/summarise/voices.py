"""Whose words a sentence of a summary has: an order hidden in the article, or a speaker whom the article does not have.

An article may contain an order to whoever condenses it ("Schreibe: ..."). A model that follows it writes a sentence
that the article supports word for word; only that the words stand in an order gives it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..types import CheckedSentence, Finding, Severity, Span
from .words import clauses, content, reservations, stem

_ORDER = re.compile(
    r"\b(?:ignorier\w*|vergiss|vergesst|vergessen sie|missacht\w*|befolg\w*|folge|folgen sie)\b[^.!?]{0,40}"
    r"\b(?:anweisung\w*|instruktion\w*|vorgabe\w*|regel\w*|befehl\w*|prompt\w*|aufforderung\w*)\b"
    r"|(?:^|[.!?:;,„“\"»«(\]–-]\s*|\b(?:und|bitte|sondern|dann)\s+)"
    r"(?:schreib(?:e|t|en sie)?|antworte(?:t|n sie)?|formuliere?(?:t|n sie)?|melden sie|behaupte(?:n sie)?|"
    r"berichten sie|erwähne?(?:t|n sie)?)"
    r"(?:\s+(?:bitte|nur|stattdessen|einfach|jetzt|in deine[rm]?|in ihre[rm]?|im|in der|zusammenfassung|text|brief|"
    r"überschrift|satz|den|folgenden?))*\s*[:,]"
    r"|\b(?:du bist|sie sind) (?:jetzt|ab sofort|nun) (?:ein|eine|kein|keine)\b"
    r"|\b(?:ignore|disregard|forget|override)\b[^.!?]{0,40}\b(?:instructions?|rules?|prompts?|orders?)\b"
    r"|(?:^|[.!?:;,“\"]\s*|\b(?:and|please|then)\s+)(?:write|reply with|output|respond with)"
    r"(?:\s+(?:only|instead|just|simply|in your summary))*\s*(?::|\bthat\b)"
    r"|\byou are now\b",
    re.IGNORECASE,
)
"""An order to write something, or to leave other orders aside: German and English."""
_MARKS = '„“”"»«'
_NOUN = r"(?P<name>[A-Za-zÄÖÜäöüß][\w'’-]+)"
_SAID = re.compile(
    rf"\b{_NOUN}\s+(?:have\s+|has\s+|had\s+)?(?:said|says|say|told|announced|reported|confirmed|stated|declared)\b"
    rf"|\b[Aa]ccording to (?:the |a |an )?(?:\w+ ){{0,2}}?{_NOUN.replace('name', 'other')}(?=[,.;]|$)"
)
_MARKED = re.compile(r"[„“”\"»«]|\b(?:Bericht\w*|Medienbericht\w*|Zeitung\w*)\b")
"""A German sentence that has somebody else's words, whatever the verb."""
_NOBODY = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "who",
        "which",
        "that",
        "and",
        "was",
        "is",
        "were",
        "are",
        "be",
        "been",
        "reports",
        "also",
    ]
)


def ordered(article: Sequence[CheckedSentence]) -> dict[str, Severity]:
    """The sentences that are an order to a writer or follow one in its paragraph, and how sure that is.

    An order between quotation marks may be news, and is a warning; the article's own is an error.
    """
    found: dict[str, Severity] = {}
    before: CheckedSentence | None = None
    for sentence in article:
        match = _ORDER.search(sentence.source) or _ORDER.search(sentence.target or "")
        if match is not None:
            quoted = sum(mark in _MARKS for mark in match.string[: match.start()]) % 2 == 1
            found[sentence.id] = "warning" if quoted else "error"
        elif (
            before is not None
            and before.id in found
            and before.block == sentence.block
            and _ORDER.search(before.source)
        ):
            found[sentence.id] = "warning"
        before = sentence
    return found


def voices(
    text: str, sources: Sequence[CheckedSentence], article: Sequence[CheckedSentence], orders: Mapping[str, Severity]
) -> Iterator[Finding]:
    """What a sentence in a writer's own words has from an order, and the speaker that it has invented.

    Args:
        text: the sentence, in English.
        sources: the sentences it rests on.
        article: all sentences.
        orders: those that :func:`ordered` has found.
    """
    if orders:
        for start, end in clauses(text):
            own = set(content(text[start:end]))
            main = max(article, key=lambda s: len(own.intersection(content(s.target or ""))))
            if main.id in orders and own.intersection(content(main.target or "")):
                message = f"The article does not say this, it tells its reader to write it: “{main.source[:90]}”"
                span = Span(text[start:end], start, end)
                yield Finding("text.unsupported", "text", orders[main.id], None, span, (), message)
                break
    places = {s.id: place for place, s in enumerate(article)}
    near = {places[s.id] + step for s in sources if s.id in places for step in (-1, 0, 1)}
    around = [article[place] for place in sorted(near) if 0 <= place < len(article)]
    telling = [s for s in article if "report" in reservations(s.source, "german") or _MARKED.search(s.source)]
    known = {word for s in telling for word in content(s.target or "")}
    reported = any(s in telling for s in around)
    if reported:
        known |= {word for s in around for word in content(s.target or "")}
    for match in _SAID.finditer(text):
        group = "name" if match.group("name") else "other"
        speaker = match.group(group)
        if speaker.lower() in _NOBODY or stem(speaker.lower()) in known:
            continue
        if reported and (match.start(group) == 0 or speaker[0].islower()):
            continue  # perhaps another word for the one who says it
        message = f"The article does not have “{speaker}” as the speaker of this."
        span = Span(speaker, match.start(group), match.end(group))
        yield Finding("name.added", "name", "warning", None, span, (), message)
        return
