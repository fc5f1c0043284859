"""Datelines ("Wien (dpa) - ...", "Berlin/Brüssel – ..."): split off before translation, and put into English by table.

A translation model has seen few of them and turns the place into words. What comes before the dash is not part of the
sentence, so the sentence is translated without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ..names import english_place
from ..types import Hypothesis, Translation
from .base import EngineIdentity, Translator

_NAME = r"[A-ZÄÖÜ][\w.'’-]*(?: (?:am|an der|im|ob der|of)(?= )| [A-ZÄÖÜ][\w.'’-]*){0,3}"
_AGENCY = r" ?\([A-Za-z]{2,9}(?:[/-][A-Za-z]{2,9})*\)"
_DATELINE = re.compile(rf"\s*(?P<places>{_NAME}(?:/{_NAME})*)(?P<agency>{_AGENCY})?:? [-–—] +(?=[\"„“»‚0-9A-ZÄÖÜ])")
_LOWER_WORD = re.compile(r"\b[a-zäöüß]{2,}")
LEAST_WORDS = 3
"""How many lower-case words the rest must have: "Bayern - Dortmund 2:1" has no dateline, but two teams."""


class Dateline(NamedTuple):
    """The dateline in English, with its dash and the space after it, and the sentence that follows."""

    english: str
    rest: str


def split(sentence: str) -> Dateline | None:
    """Split off the dateline of a German sentence; ``None`` if it has none.

    A place alone makes a dateline only if it is in a table and a sentence follows; an agency in brackets is enough.
    """
    match = _DATELINE.match(sentence)
    if match is None:
        return None
    rest = sentence[match.end() :]
    places = match["places"].split("/")
    forms = [_english(place) for place in places]
    if match["agency"] is None and (None in forms or len(_LOWER_WORD.findall(rest)) < LEAST_WORDS):
        return None
    english = "/".join(form or place for form, place in zip(forms, places, strict=True))
    return Dateline(f"{english}{match['agency'] or ''} – ", rest)


def _english(place: str) -> str | None:
    """The English name of a place, in capitals if the German is; ``None`` if it is in no table."""
    shouted = len(place) > 3 and place.isupper()
    form = english_place(place.title() if shouted else place)
    return form.upper() if form and shouted else form


class WithDatelines:
    """A translator that translates sentences without their datelines and puts those before them in English."""

    def __init__(self, inner: Translator) -> None:
        self._inner = inner

    @property
    def identity(self) -> EngineIdentity:
        """What the engine is."""
        return self._inner.identity

    @property
    def lanes(self) -> int:
        """How many simultaneous calls keep the machine busy."""
        return self._inner.lanes

    @property
    def batch_tokens(self) -> int:
        """How much is worth putting into one call."""
        return self._inner.batch_tokens

    def length(self, sentence: str) -> int:
        """How long the sentence is to the engine, without its dateline."""
        return self._inner.length(_rest(sentence))

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        """The engine's translations, with the dateline put before every candidate."""
        results = self._inner.translate([_rest(sentence) for sentence in sentences])
        return [
            replace(result, hypotheses=_with_dateline(sentence, result.hypotheses))
            for sentence, result in zip(sentences, results, strict=True)
        ]

    def alternatives(self, sentences: Sequence[str], *, beams: int, hypotheses: int) -> list[tuple[Hypothesis, ...]]:
        """Candidates from a wider search, with the dateline put before each."""
        found = self._inner.alternatives([_rest(s) for s in sentences], beams=beams, hypotheses=hypotheses)
        return [_with_dateline(sentence, candidates) for sentence, candidates in zip(sentences, found, strict=True)]


def _rest(sentence: str) -> str:
    dateline = split(sentence)
    return dateline.rest if dateline else sentence


def _with_dateline(sentence: str, candidates: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    dateline = split(sentence)
    if dateline is None:
        return candidates
    return tuple(replace(candidate, text=dateline.english + candidate.text) for candidate in candidates)
