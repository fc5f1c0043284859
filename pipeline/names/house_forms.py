"""Where a translation has another form than the glossary wants, and what is to stand there.

Only a rendering that is surely that of the German word is found: what the tables call the same, the German word itself,
its spelling by ear. Inside a longer name, a compound with a hyphen or a quotation nothing is replaced: there the check
only reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..types import Span
from . import entities, likely
from .candidates import candidates
from .entities import Mention
from .glossary import Glossary
from .matching import UNMATCHED, Pair
from .persons import listed_first_names, surnames
from .resolve import resolve
from .side import Side, analyse
from .text import fold, words

Slot = tuple[Span, str]
"""A stretch of the translation and what is to stand there."""
_SURE = ("sound", "copy")
_QUOTES = re.compile('["“”„«»]|(?<!\\w)‘|(?<=[\\w.,!?])’(?!\\w)')
_CLOSED_BY = {"“": "”", "„": "“”", "«": "»", "»": "«", "‘": "’", '"': '"'}
_SIGNS, _HYPHENS = "-\u2011/@#._", "-\u2011"
_BEFORE_NAME = frozenset({"of", "in", "from", "to", "at", "near", "for", "by", "with", "into", "around", "outside"})
_SEVERAL = frozenset(
    {"die", "den", "der", "diese", "diesen", "dieser", "viele", "vielen", "alle", "allen", "einige", "einigen", "zwei"}
)
"""German words before a plural; a genitive that looks the same stands without (Kiews Bürgermeister, die Tiguans)."""
_ARTICLE = re.compile(r"\b(an?|the)(\s+)\Z", re.IGNORECASE)
_VOWEL = re.compile(r"(?!eu|uni|use|usu|one\b|once\b|ur[aiou])[aeiou]|hono|hour|heir", re.IGNORECASE)
_SPELLED = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]{1,3}(?![A-Za-z])|[B-DF-HJ-NP-TV-XZ]{2,}(?![A-Za-z])")
"""Initials that are said letter by letter: U.N., EU, SPD; but NATO."""
_SOUNDS_OPEN = "AEFHILMNORSX"
"""Letters whose name begins with a vowel: an SPD member, a UN envoy."""
_POSSESSIVE = re.compile(r"['’]s\b")
_ENDED = re.compile(r"(?:\A|[.!?:][\"”’)]?\s+|\A[\"“„‘(]+)\Z")
_SIBILANT = ("s", "x", "z", "ch", "sh")


def house_forms(
    source: str,
    target: str,
    glossary: Glossary,
    *,
    source_taken: Sequence[Span] = (),
    target_taken: Sequence[Span] = (),
) -> list[Slot]:
    """The places in an English text that have another form than the glossary wants for the German, in order.

    Args:
        source: German.
        target: its translation.
        glossary: the desk's.
        source_taken: spans explained as numbers, dates or units.
        target_taken: the same in the translation.
    """
    if next(glossary.german.find(words(source)), None) is None:
        return []  # most sentences: nothing to look for
    left, right = analyse(source, "de", source_taken), analyse(target, "en", target_taken)
    pair = Pair(left, right, candidates(left), candidates(right))
    carriers = list(glossary.english.find(right.words))
    held = {at for other in carriers for at in range(other.first, other.last + 1)}
    found: dict[int, tuple[int, str, str, bool]] = {}
    mentions = list(glossary.german.find(left.words))
    for mention in mentions:
        entries = [glossary.entries[int(number)] for number in sorted(mention.entities)]
        wanted = [entry for entry in entries if entry.rule in ("translate", "keep")]
        if not wanted or _longer(left, mention.first, mention.last):
            continue
        listed, form = words(wanted[0].german), wanted[0].expected[0]
        going_on = {_next(left, one.last) for one in mentions if one.entities & mention.entities} - {""}
        for first, last in _renderings(pair, mention, wanted[0].german):
            longer = (
                _longer(right, first, last) or _next(right, last) in going_on or _somebody(right, first, last, form)
            )
            if not held.intersection(range(first, last + 1)) and not longer:
                before = left.words[mention.first - 1].fold if mention.first else ""
                there = left.words[mention.last].fold
                inflected = there if listed and there != listed[-1].fold else ""
                found.setdefault(first, (last, form, inflected, before in _SEVERAL))
    slots: list[Slot] = []
    for first, (last, form, german, several) in sorted(found.items()):
        slot = _fitted(right, first, last, form, german, several)
        if slot is not None and (not slots or slots[-1][0].end <= slot[0].start):
            slots.append(slot)
    return slots


def _renderings(pair: Pair, mention: Mention, german: str) -> Iterator[tuple[int, int]]:
    """First and last words of the translation that render a German name."""
    left, right = pair.source, pair.target
    size = mention.last - mention.first + 1
    meant = _entities(german)
    for other in right.mentions:
        if meant & other.entities and not other.related:
            person = all(entity.startswith("person:") for entity in other.entities)
            yield (other.last - size + 1 if person and other.last - other.first + 1 > size else other.first), other.last
    spellings = _spellings(left, mention, german)
    for at in range(len(right.words) - size + 1):
        there = right.words[at : at + size]
        small = there[0].initial and likely.mostly_small(there[0].fold, "en")
        if there[0].capital and not small and tuple(word.fold for word in there) in spellings:
            yield at, at + size - 1
    if size == 1:
        matching = resolve(pair)
        for candidate in pair.source_candidates:
            match = matching.source.get(candidate.first, UNMATCHED)
            if candidate.first == mention.first and match.how in _SURE and match.partner >= 0:
                word = right.words[match.partner]
                if word.capital and not (word.initial and likely.mostly_small(word.fold, "en")):
                    yield match.partner, match.partner


def _entities(german: str) -> frozenset[str]:
    """What the tables know under a German name."""
    named = words(german)
    known = entities.load().german.find(named)
    return frozenset(
        entity
        for mention in known
        if (mention.first, mention.last) == (0, len(named) - 1) and not (mention.related or mention.inside)
        for entity in mention.entities
    )


def _spellings(left: Side, mention: Mention, german: str) -> set[tuple[str, ...]]:
    """The German words as they may have been left in the translation, folded."""
    listed = tuple(word.fold for word in words(german))
    written = tuple(word.fold for word in left.words[mention.first : mention.last + 1])
    both = {listed, (*listed[:-1], listed[-1] + "s")}
    return both if mention.inside else {*both, written}  # of Kiewreise only Kiew


def _longer(side: Side, first: int, last: int) -> bool:
    """Whether the words are part of a longer name that a table lists, other than somebody's full name."""
    return any(
        known.first <= first
        and last <= known.last
        and (known.first, known.last) != (first, last)
        and not all(entity.startswith("person:") for entity in known.entities)
        for known in side.mentions
    )


def _next(side: Side, last: int) -> str:
    """The word that goes on a name, folded, as in Siemens Energy; empty if none does. A person's name after an office
    is another name."""
    after = side.words[last + 1] if last + 1 < len(side.words) else None
    if after is None or not after.capital or side.text[side.words[last].end : after.start] != " ":
        return ""
    return "" if after.fold in surnames() or after.fold in listed_first_names() else after.fold


def _somebody(side: Side, first: int, last: int, form: str) -> bool:
    """Whether a first name stands before the words that the form, a full name, would replace: Max Merkel."""
    more = len(words(form)) > last - first + 1
    before = side.words[first - 1] if first else None
    return more and before is not None and before.capital and before.fold in listed_first_names()


def _fitted(side: Side, first: int, last: int, form: str, german: str, several: bool) -> Slot | None:
    """The form as the sentence needs it: possessive, plural, with the right article, a capital at the start; ``None``
    inside a quotation, or where a hyphen makes the word part of another.

    ``german``: the German word, if it was written in another form than the glossary has.
    """
    text = side.text
    start, end = side.words[first].start, side.words[last].end
    if _quoted(text, start) or _joined(text, start, end):
        return None
    word = side.words[last].fold
    following = text[end : end + 2]
    possessive = bool(_POSSESSIVE.match(text, end))
    left_so = word == german and word.endswith("s") and not fold(form).endswith("s")
    if _plural(side, last, german) or (left_so and several):
        form = _many(form)
    elif left_so and not possessive and _genitive(side, first, last):
        form += "'s"
    if possessive and form.endswith("s"):
        end += 2
        form += following[0]
    elif not possessive and word.endswith("s") and following in ("' ", "’ ") and not form.endswith("s"):
        end += 1
        form += following[0] + "s"
    if (article := _ARTICLE.search(text, 0, start)) is not None:
        the, space = article.groups()
        if form.lower().startswith("the "):
            start = article.start()
            if the[0].isupper():
                form = form[0].upper() + form[1:]
        elif the.lower() != "the":
            start = article.start()
            form = the[0] + ("n" if _opens(form) else "") + space + form
        elif last > first and " " not in form and _country(side, first, last):
            start = article.start()  # the Czech Republic, but Czechia
    if text.isupper():
        form = form.upper()
    elif _ENDED.search(text[:start]) and form[0].islower() and not form[1:2].isupper():
        form = form[0].upper() + form[1:]
    return (Span(text[start:end], start, end), form) if text[start:end] != form else None


def _opens(form: str) -> bool:
    """Whether a form is said with a vowel at its start."""
    if (initials := _SPELLED.match(form)) is not None:
        return initials.group()[0] in _SOUNDS_OPEN
    return bool(_VOWEL.match(form)) and not (form[0] == "U" and form.isupper())


def _country(side: Side, first: int, last: int) -> bool:
    return any(
        (known.first, known.last) == (first, last) and any(one.startswith("country:") for one in known.entities)
        for known in side.mentions
    )


def _plural(side: Side, at: int, german: str) -> bool:
    """Whether a word is the plural of what a table calls it: Tiguans."""
    word = side.words[at].fold
    if not word.endswith("s") or word == german:
        return False
    known = [mention for mention in side.mentions if mention.last == at]
    listed = {
        words(name)[-1].fold
        for mention in known
        for entity in mention.entities
        for name in entities.load().english_names(entity)
        if words(name)
    }
    return bool(listed) and word not in listed and word[:-1] in listed


def _many(form: str) -> str:
    if form.endswith(_SIBILANT):
        return form + "es"
    if form.endswith("y") and form[-2:-1] not in "aeiou" and form.islower():
        return form[:-1] + "ies"
    return form + "s"


def _genitive(side: Side, first: int, last: int) -> bool:
    """Whether a German genitive that was left as it is stands where English has a possessive: Kiews mayor."""
    before = side.words[first - 1].fold if first else ""
    after = side.words[last + 1] if last + 1 < len(side.words) else None
    spaced = after is not None and side.text[side.words[last].end : after.start] == " "
    return spaced and before not in _BEFORE_NAME


def _joined(text: str, start: int, end: int) -> bool:
    """Whether a sign makes the words part of another: Rhine-Main, kiev.example; but Kyiv-based may change."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before[-1:] in _SIGNS and before and (before[-1] in "@#/" or before[:-1].isalnum()):
        return True
    part = bool(after) and after[0] in _SIGNS and after[1:].isalnum()
    return part and not (after[0] in _HYPHENS and after[1].islower())


def _quoted(text: str, at: int) -> bool:
    return any(first <= at < last for first, last in quotations(text))


def quotations(text: str) -> list[tuple[int, int]]:
    """Where quotations are, marks included. One that the text does not open begins at its start, and one that it does
    not close goes to its end: a speaker may go on for several sentences."""
    found: list[tuple[int, int]] = []
    opened, by = -1, ""
    for match in _QUOTES.finditer(text):
        place, mark = match.start(), match.group()
        if opened >= 0:
            if mark in _CLOSED_BY[by]:
                found.append((opened, place + 1))
                opened = -1
        elif mark in _CLOSED_BY and (mark != '"' or text[place + 1 : place + 2].strip()):
            opened, by = place, mark
        elif mark in '"”»':
            found.append((0, place + 1))
    return [*found, (opened, len(text))] if opened >= 0 else found
