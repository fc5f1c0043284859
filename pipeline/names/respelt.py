"""Surnames that have become another one that sounds alike: Wagener, "Wagner"; or none at all: Rutz, "Ruutz".

Two spellings of one sound are usually the German and the English spelling of one foreign name (Lawrow, Lavrov). They
are two names where German writes the other one too, and they differ in a letter that transcription does not touch; and
the other one is a slip where German writes the first and neither language the other.
"""

from __future__ import annotations

from ..types import Finding, Severity
from . import likely, usage
from .candidates import Candidate, is_surname
from .matching import Pair
from .persons import listed_first_names, surnames
from .side import Side, base_forms

IN_USE = 2.0
"""Minimum frequency in German (:class:`.usage.Frequency`) of a spelling for it to be a surname of its own."""
_VOWELS = frozenset("aeiouy")


def is_person_here(side: Side, at: int) -> bool:
    """True for a word right after a first name, a form of address, or a capitalised noun: der Zeuge Millner."""
    if at == 0 or side.lang != "de" or not side.words[at].capital:
        return False
    before = side.words[at - 1]
    if not side.spaced(at) or before.text.isupper():
        return False
    small = any(before.fold in likely.never(group) for group in ("article", "determiner", "preposition"))
    return is_surname(side, at) or (before.capital and not small)


def respelt(pair: Pair, name: Candidate, partner: int) -> Finding | None:
    """A finding for a surname rendered by one that sounds like it, word ``partner``; a note where it may be no person.

    An inflected form (Wagners) is the same name.
    """
    word, other = pair.source.words[name.first], pair.target.words[partner]
    if name.first != name.last or name.mention is not None or not other.capital:
        return None
    if other.fold in base_forms(word.fold, pair.source.lang) or word.fold in listed_first_names():
        return None
    if not (_in_use(other.fold) or (_in_use(word.fold) and not any(usage.frequency(other.fold)))):
        return None
    if not _differ(word.fold, other.fold):
        return None
    source, target = pair.source.span(name.first), pair.target.span(partner)
    severity: Severity = "warning" if is_person_here(pair.source, name.first) else "note"
    message = f"“{source.text}” is spelt “{target.text}” in {pair.target_text}."
    return Finding("name.garbled", "name", severity, source, target, (source.text,), message)


def _in_use(folded: str) -> bool:
    return usage.frequency(folded).german >= IN_USE


def _differ(folded: str, other: str) -> bool:
    """True if one edit to a vowel, or a doubled consonant, is all that sets two spellings apart: Barkly, Barkley."""
    shorter, longer = sorted((folded, other), key=len)
    at = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    if len(shorter) == len(longer):
        return shorter[at + 1 :] == longer[at + 1 :] and shorter[at] in _VOWELS and longer[at] in _VOWELS
    if shorter[at:] != longer[at + 1 :]:
        return False
    return longer[at] in _VOWELS or longer[at] == longer[at - 1 : at]


def is_familiar(side: Side, at: int) -> bool:
    """True for a name in a table, or a common word: a slip for it is more likely than another name."""
    folded = side.words[at].fold
    return side.mention_of[at] >= 0 or folded in surnames() or likely.mostly_small(folded, side.lang)
