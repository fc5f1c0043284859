"""What a figure counts, in the text's own words: "12 Verletzte", "63.500 Euro: Schaden"; empty if it is not said beside it."""

from __future__ import annotations

import re

from ..types import Lang

_STOP = {
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "den",
            "dem",
            "des",
            "ein",
            "eine",
            "einen",
            "einem",
            "einer",
            "eines",
            "und",
            "oder",
            "auf",
            "bis",
            "in",
            "im",
            "an",
            "am",
            "zu",
            "zum",
            "zur",
            "von",
            "vom",
            "mit",
            "bei",
            "beim",
            "nach",
            "aus",
            "für",
            "um",
            "pro",
            "je",
            "als",
            "wie",
            "statt",
            "ist",
            "sind",
            "war",
            "waren",
            "wird",
            "werden",
            "wurde",
            "wurden",
            "worden",
            "hat",
            "haben",
            "hatte",
            "hatten",
            "sich",
            "nicht",
            "kein",
            "keine",
            "so",
            "dass",
            "ob",
            "über",
            "unter",
            "vor",
            "seit",
            "durch",
            "gegen",
            "ohne",
            "auch",
            "nur",
            "noch",
            "schon",
            "sowie",
            "beziehungsweise",
            "davon",
            "darunter",
            "mehr",
            "weniger",
            "er",
            "sie",
            "es",
            "wir",
            "ihr",
            "ihre",
            "sein",
            "seine",
            "dabei",
            "dafür",
            "dagegen",
            "teil",
            "teile",
            "mal",
            "uhr",
            "euro",
            "ins",
            "ab",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "a",
            "an",
            "and",
            "or",
            "on",
            "to",
            "in",
            "at",
            "of",
            "for",
            "from",
            "with",
            "by",
            "as",
            "than",
            "is",
            "are",
            "was",
            "were",
            "be",
            "been",
            "being",
            "has",
            "have",
            "had",
            "will",
            "would",
            "can",
            "could",
            "not",
            "no",
            "so",
            "that",
            "which",
            "who",
            "whose",
            "this",
            "these",
            "those",
            "it",
            "its",
            "he",
            "she",
            "they",
            "we",
            "his",
            "her",
            "their",
            "there",
            "here",
            "also",
            "only",
            "just",
            "still",
            "died",
            "fought",
            "came",
            "went",
            "took",
            "got",
            "made",
            "fell",
            "rose",
            "left",
            "lost",
            "won",
            "met",
            "saw",
            "told",
            "gave",
            "held",
            "kept",
            "ran",
            "sat",
            "stood",
            "grew",
            "sank",
            "began",
            "became",
            "already",
            "under",
            "over",
            "after",
            "before",
            "since",
            "until",
            "between",
            "into",
            "out",
            "up",
            "off",
            "about",
            "against",
            "during",
            "per",
            "instead",
            "each",
            "rather",
            "again",
            "p.m",
            "a.m",
            "am",
            "pm",
            "because",
            "while",
            "when",
            "where",
            "if",
            "but",
            "then",
            "now",
            "said",
            "says",
        ]
    ),
}
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_AHEAD = re.compile(r"(?:[^\W\d_][\w'’-]*(?: |$)){1,4}")
_BEHIND = {
    "de": re.compile(
        r"(?P<noun>[A-ZÄÖÜ][\w-]{2,})\s(?:von|in Höhe von|über)(?:\s(?:rund|etwa|fast|knapp|gut|mehr als|bis zu|insgesamt|mindestens|höchstens))?\s$"
    ),
    "en": re.compile(
        r"(?P<noun>[a-z][\w-]{2,})\s(?:of|totalling|worth)(?:\s(?:around|about|nearly|almost|some|more than|up to|at least|at most))?\s$"
    ),
}
_MOVED = {
    "de": re.compile(
        r"^(?:Der|Die|Das|Ihr|Sein)\s(?P<noun>[A-ZÄÖÜ][\w-]{2,})\s(?:stieg|sank|fiel|wuchs|legte|kletterte|erhöhte sich|verringerte sich|"
        r"beträgt|betrug|liegt|lag|kostet|kostete|schrumpfte|verdoppelte sich|verbesserte sich)\b(?:[^,;:.]|[,.](?=\d))*$"
    ),
    "en": re.compile(
        r"^(?:The\s)?(?P<noun>[A-Za-z][\w-]{2,}(?:\s[a-z][\w-]{2,})?)\s(?:rose|fell|grew|increased|decreased|sank|climbed|dropped|declined|is|was|"
        r"costs|cost|amounts to|amounted to|doubled|improved|shrank|stood)\b(?:[^,;:.]|[,.](?=\d))*$"
    ),
}  # fmt: skip
_FIT = {
    "de": re.compile(r"[A-ZÄÖÜ][\w-]{2,}"),
    "en": re.compile(r"[a-zA-Z][\w'’-]{2,}"),
}
_MOST = 3
"""Words between a figure and its noun, the noun included."""


def phrase(text: str, start: int, end: int, lang: Lang, *, measured: bool) -> str:
    """The figure at ``start`` to ``end`` with what it counts; empty if that does not stand beside it.

    Args:
        text: the sentence.
        start: where the figure begins.
        end: where it ends, its unit included.
        lang: the sentence's language.
        measured: it has a unit (euros, percent), so that what it says something about stands before it, if anywhere.
    """
    figure = text[start:end]
    if measured:
        if not re.search(r"[^\W\d]|[%€$£°]", figure):  # the first half of a range, its unit stands further on
            return ""
        around = text[:start]
        clause = re.split(r"[,;:]\s", around)[-1]
        found = _BEHIND[lang].search(clause) or _MOVED[lang].search(around.strip() + " ")
        return f"{figure}: {found['noun']}" if found and found["noun"].lower() not in _STOP[lang] else ""
    noun = _noun_after(text[end:], lang)
    return f"{figure} {noun}" if noun else ""


def _noun_after(rest: str, lang: Lang) -> str:
    """The words directly behind a figure up to the noun they lead to; German nouns are told by their capital."""
    if not rest.startswith((" ", "\u00a0", "\u202f")):
        return ""
    rest = rest[1:]
    cut = re.search(r"[,;:.()!?„“”\"«»]|\s[–—-]\s|\d", rest)
    words = rest[: cut.start() if cut else len(rest)].split()
    if lang == "de":
        for i, word in enumerate(words[:_MOST]):
            if word.lower() in _STOP["de"] or not _WORD.fullmatch(word):
                return ""
            if _FIT["de"].fullmatch(word):
                return " ".join(words[: i + 1])
        return ""
    taken: list[str] = []
    for word in words[:_MOST]:
        if (
            word.lower() in _STOP["en"]
            or not _FIT["en"].fullmatch(word)
            or (taken and (word[0].isupper() or word.endswith("ed")))
        ):
            break
        taken.append(word)
    while taken and taken[-1].lower().endswith("ly"):
        taken.pop()
    return " ".join(taken)
