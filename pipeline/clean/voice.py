"""Tells whether a line reports news or addresses the page's visitor: the second test besides a rule's pattern.

A pattern sees only what a line is about, and an article about a newsletter has the same subject as the box that sells
one. But a report says what happened, who said so and how much, and a page does not. So a line with signs of a report
stays, whatever pattern it matches. Signs are cheap to find, in linear time.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from ..wordlists import word_lists

Told = Literal["any", "dated", "none"]
"""Which signs save a block from a rule: any of them; only attribution and weekdays; none (except corrections)."""

_WORD = re.compile(r"[^\W\d_]+")
_WEAK_PAST = re.compile(r"[a-zäöüß]{2,}te")
_SPOKEN = re.compile(
    r"[,“”«»\"]\s{0,2}(?:so\s(?:die|der|das|[A-ZÄÖÜ])|wie\s(?:[\w-]{2,30}\s){1,5}(?:\w{2,20}te[n]?|sagt|meldet|heißt|erklärt|hieß|schrieb)\b"
    r"|(?P<verb>[a-zäöüß]{3,20})\s"
    r"(?:der|die|das|er|sie|es|ein|eine|am|ihm|ihr|den|dem|(?P<noun>(?!Sie\b|Ihr|Du\b|Dich\b)[A-ZÄÖÜ])))"
)
"""Attribution after what was said: ", sagte der ...", "“, bat Jan Beispiel"."""
_SOURCE = re.compile(
    r"\b(?:[Ll]aut (?!Schrift)(?:der|dem|einer|einem|[A-ZÄÖÜ])"
    r"|[Nn]ach (?:Angaben|Auskunft|Ansicht|Einschätzung|Worten)\b|zufolge\b)"
)
_DATED = re.compile(
    r"\b(?:[Aa]m|[Ss]eit|[Bb]is|[Vv]om|[Ff]ür|[Aa]b)\s(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)"
    r"(?:s|morgen|vormittag|mittag|nachmittag|abend|nacht)?\b(?!,?\s(?:den\s)?\d)"
)
_PARTICIPLE = re.compile(r"(?:ge|aus|be|ver|ein|an|er)\w|\w+sten$|\w+tzten$")
_FIGURE = re.compile(
    r"(?<![\w.,:/-])(?!(?:19|20)\d\d\s)\d[\d.,]*\s(?P<noun>(?:[a-zäöüß]{3,14}\s)?[A-ZÄÖÜ][a-zäöüß]{2,})"
)
_CORRECTS = re.compile(
    r"\b(?:(?:früher|erst|ursprünglich|vorig|alt|vorherig)\w*\s(?:Version|Fassung|Meldung)"
    r"|[Kk]orrigiert|[Bb]erichtigt|[Rr]ichtiggestellt|[Rr]ichtig (?:ist|sind|war|heißt|muss)"
    r"|[Ii]rrtümlich\w*|[Ff]älschlich\w*|trifft nicht zu|(?:zunächst|ursprünglich) (?:hieß|stand|war)"
    r"|stand hier|[Tt]atsächlich|nicht\s[^.]{2,60},\ssondern)\b"
    r"|^(?:Korrektur|Berichtigung|Richtigstellung|Gegendarstellung|Klarstellung)\s?:|\b[Ff]alsch\w*\s(?:berichtet|angegeben|wiedergegeben|genannt|geschrieben|dargestellt)"
)


@cache
def _lists() -> dict[str, frozenset[str]]:
    return word_lists("clean/voice.toml", ("past", "not_past", "say", "subjunctive", "no_verb", "counted"))


def corrects(text: str) -> bool:
    """Whether it says that a fact was wrong and what is right: the one note a reader must not miss."""
    return bool(_CORRECTS.search(text))


def dated(text: str) -> bool:
    """Whether it names who said it, or the weekday on which it happened."""
    if _SOURCE.search(text) or _DATED.search(text):
        return True
    return any(not found["verb"] or _is_verb(found["verb"], bool(found["noun"])) for found in _SPOKEN.finditer(text))


def _is_verb(word: str, noun: bool) -> bool:
    """May be the verb of an attribution: past tense or a present-tense ending, not an adjective before its ``noun``."""
    lists = _lists()
    if word in lists["past"] or word in lists["say"]:
        return True
    if word in lists["no_verb"] or word in lists["not_past"]:
        return False
    if word.endswith(("t", "te", "ach")):
        return True
    return word.endswith("ten" if noun else "en") and not (noun and _PARTICIPLE.match(word))


def told(text: str) -> bool:
    """Whether it has any sign of a report: those of :func:`dated`, past tense, reported speech, a number of things."""
    if dated(text):
        return True
    lists = _lists()
    previous = ""
    for word in _WORD.findall(text):
        if word in lists["past"] or (_WEAK_PAST.fullmatch(word) and word not in lists["not_past"]):
            return True
        if word in lists["subjunctive"] and previous not in ("ich", "Ich"):
            return True
        previous = word
    return any(found["noun"].split()[-1] not in lists["counted"] for found in _FIGURE.finditer(text))


def saves(text: str, signs: Told) -> bool:
    """Whether a block stays although a rule's pattern matches it."""
    return corrects(text) or (signs == "any" and told(text)) or (signs == "dated" and dated(text))
