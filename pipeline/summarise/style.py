"""Press style: a name that the translation left in its German spelling gets its English form in the brief.

Only persons and places that a table knows, only where the German form was kept letter by letter ("Selenskyj" for
Zelensky, "Kiew" for Kyiv): an adjective or another accepted form is the translator's choice and stays.
"""

from __future__ import annotations

from ..names import english_form
from ..types import CheckedSentence, Fact


def press_form(german: Fact, english: Fact) -> str | None:
    """The English press form that should stand in place of ``english``, or ``None`` if it is fine as it is."""
    if not any(value.startswith(("person:", "place:")) for value in german.values):
        return None
    kept = german.span.text
    if english.span.text.casefold() != kept.casefold():
        return None
    form = english_form(kept)
    return form if form is not None and form.casefold() != kept.casefold() else None


def in_press_style(sentence: CheckedSentence) -> str:
    """The sentence's English with its names in press style."""
    text = sentence.target or ""
    places = []
    for link in sentence.links:
        english = sentence.target_facts[link.target]
        form = press_form(sentence.facts[link.source], english)
        if form is not None:
            places.append((english.span, form))
    for span, form in sorted(places, key=lambda place: place[0].start, reverse=True):
        text = text[: span.start] + form + text[span.end :]
    return text
