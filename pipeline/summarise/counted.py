"""What a figure counts, in the text's own words: "12 Verletzte", "63.500 Euro: Schaden"; empty if it is not there."""

from __future__ import annotations

import re
from functools import cache

from ..types import Lang
from ..wordlists import word_lists

_NOUN = {"de": r"[A-ZÄÖÜ][\w-]{2,}", "en": r"[A-Za-z][\w’'-]{2,}"}
_BEHIND = {
    "de": re.compile(
        rf"(?P<noun>{_NOUN['de']})\s(?:von|in Höhe von|über)"
        r"(?:\s(?:rund|etwa|fast|knapp|gut|mehr als|bis zu|insgesamt|mindestens|höchstens))?\s$"
    ),
    "en": re.compile(
        rf"(?P<noun>{_NOUN['en']})\s(?:of|totalling|worth)"
        r"(?:\s(?:around|about|nearly|almost|some|more than|up to|at least|at most))?\s$"
    ),
}
"""What a measure is of, directly before it: "Schaden von", "damage of"."""
_SUBJECT = {
    "de": re.compile(rf"^(?:Der|Die|Das|Ihr|Sein)\s(?P<noun>{_NOUN['de']})\s(?P<verb>\w+)\b(?:[^,;:.]|[,.](?=\d))*$"),
    "en": re.compile(
        rf"^(?:The\s)?(?P<noun>{_NOUN['en']}(?:\s[a-z][\w-]{{2,}})?)\s(?P<verb>[a-z]+)\b(?:[^,;:.]|[,.](?=\d))*$"
    ),
}
"""What a measure is said of: the subject at the head of the sentence, before its verb."""
_UNIT = re.compile(r"[^\W\d]|[%€$£°]")
_END = re.compile(r"[,;:.()!?„“”\"«»]|\s[–—-]\s|\d")
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
    noun = _measured(text[:start], lang) if measured and _UNIT.search(figure) else ""
    if noun:
        return f"{figure}: {noun}"
    noun = "" if measured else _noun_after(text[end:], lang)
    return f"{figure} {noun}" if noun else ""


def _measured(before: str, lang: Lang) -> str:
    """What a measure is of, from the words before it."""
    lists = _lists()
    if found := _BEHIND[lang].search(re.split(r"[,;:]\s", before)[-1]):
        return "" if found["noun"].lower() in lists[f"stop_{lang}"] else found["noun"]
    found = _SUBJECT[lang].search(before.strip() + " ")
    if found is None:
        return ""
    verbs = lists[f"measures_{lang}"]
    noun, _, second = found["noun"].partition(" ")
    if second in verbs:  # the verb was taken for the second word of the noun
        return noun
    return found["noun"] if found["verb"] in verbs and noun.lower() not in lists[f"stop_{lang}"] else ""


def _noun_after(rest: str, lang: Lang) -> str:
    """The words directly behind a figure up to the noun they lead to; German nouns are told by their capital."""
    if not rest.startswith((" ", "\u00a0", "\u202f")):
        return ""
    rest = rest[1:]
    cut = _END.search(rest)
    words = rest[: cut.start() if cut else len(rest)].split()[:_MOST]
    stop, fits = _lists()[f"stop_{lang}"], re.compile(_NOUN[lang])
    taken: list[str] = []
    for word in words:
        if word.lower() in stop:
            break
        if lang == "de":
            taken.append(word)
            if fits.fullmatch(word):
                return " ".join(taken)
        elif not fits.fullmatch(word) or (taken and (word[0].isupper() or word.endswith("ed"))):
            break
        else:
            taken.append(word)
    while taken and taken[-1].lower().endswith("ly"):
        taken.pop()
    return "" if lang == "de" else " ".join(taken)


@cache
def _lists() -> dict[str, frozenset[str]]:
    return word_lists("summarise/counted.toml", ("stop_de", "stop_en", "measures_de", "measures_en"))
