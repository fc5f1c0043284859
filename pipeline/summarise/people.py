"""Who is who: the people of a summary, with the role that the article gives them on first mention.

A role is what stands directly before a name ("Finanzminister Lars Klingbeil"), or behind it between commas ("Jule Marx,
Leiterin des Instituts,"). Both languages are read by themselves, and what one of them does not say stays empty: a rough
translation that has lost "Chemikerin" must not be mended by a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ..types import CheckedSentence, Fact, Person
from ..wordlists import word_lists
from .key_items import english_form

_DEGREES = r"(?:(?:Prof|Dr|Dipl|Ing|med|jur|h\.\s?c|rer|nat|phil|Univ)\.(?:-[A-Z]\w*\.?)?\s?)+"
_LED = re.compile(rf"([\w-]+(?:\s(?:a\.\s?D\.|i\.\s?R\.))?)\s+(?:{_DEGREES})?$")
_WORDS_BEFORE = re.compile(rf"((?:[\w’'-]+\s+){{1,6}})(?:{_DEGREES}|Dr\s|Professor\s)?$")
_BEHIND = re.compile(r",\s((?:der|die|das|the|a|an|ein|eine)?\s?[\w’' -]{3,80}?)(?=[,.;]|\s[–-]\s)")
_PARTY = re.compile(r"\s\(([A-ZÄÖÜ][\w/ -]{1,20})\)")
_LONGEST = 8
"""Words of a role."""


def people(summary: Iterable[CheckedSentence], article: Sequence[CheckedSentence]) -> tuple[Person, ...]:
    """The people named in these sentences who have a role in either language anywhere in the article, in order.

    Args:
        summary: the sentences that the summary rests on, the first ones first.
        article: all sentences of the article proper, in order: the first mention with a role counts.
    """
    found: dict[str, Person] = {}
    for sentence in summary:
        for fact in sentence.facts:
            surname = _surname(fact)
            if not surname or any(surname == _last(known) for known in found):
                continue
            known = next((person for one in article for person in _mentions(one, surname)), None)
            if known is not None:
                name = max(fact.span.text, known.name, key=len)
                found.setdefault(name, replace(known, name=name))
    return tuple(found.values())


def _mentions(sentence: CheckedSentence, surname: str) -> Iterator[Person]:
    """The person of that surname in a sentence, if it gives a role."""
    for i, fact in enumerate(sentence.facts):
        if _surname(fact) != surname:
            continue
        source_role = german_role(sentence.source, fact.span.start, fact.span.end)
        partners = [sentence.target_facts[link.target] for link in sentence.links if link.source == i]
        target_role = ""
        if partners and sentence.target:
            name = english_form(fact, partners, sentence.target)
            at = sentence.target.find(name)
            if at >= 0:
                target_role = english_role(sentence.target, at, at + len(name))
        if source_role:
            yield Person(fact.span.text, source_role, target_role, sentence.id)


def german_role(text: str, start: int, end: int) -> str:
    """The role that a German sentence gives directly beside a name; empty if it gives none."""
    role, party = "", ""
    before = _LED.search(text[:start])
    if before and before[1][0].isupper() and is_role(before[1], "german"):
        role = _with_owner(text[: before.start(1)], before[1])
    if named := _PARTY.match(text, end):
        party = named[1] if named[1].casefold() in _roles()["parties"] else ""
        end = named.end()
    if not role and (behind := _BEHIND.match(text, end)) and len(behind[1].split()) <= _LONGEST:
        words = behind[1].split()
        head = next((word for word in words[:3] if word[0].isupper()), "")
        if is_role(head, "german") and words[0].lower() not in ("und", "oder", "sowie", "aber"):
            role = " ".join(words)
    return f"{role} ({party})" if role and party else role or party


def _with_owner(before: str, role: str) -> str:
    """With the adjective or genitive before it: "bayerische Wirtschaftsminister", "Sachsens Innenminister"."""
    led = re.search(
        r"(?:^|\s)([A-ZÄÖÜ][a-zäöüß]+s|(?:[A-Z]\w+|[a-z]\w+)(?:ische|ischer|ischen|ige|iger|igen)|frühere[rn]?|ehemalige[rn]?)\s$",
        before,
    )
    if not led or led[1].lower() in (
        "das",
        "als",
        "des",
        "dies",
        "es",
        "was",
        "einige",
        "einiger",
        "einigen",
        "zwischen",
    ):
        return role
    return f"{led[1]} {role}"


def english_role(text: str, start: int, end: int) -> str:
    """The role that an English sentence gives directly beside a name; empty if it gives none."""
    role, party = "", ""
    if before := _WORDS_BEFORE.search(text[:start]):
        words = before[1].split()
        if is_role(words[-1], "english"):
            first = len(words) - 1
            while first > 0 and _belongs(words[first - 1], sentence_start=first == 1 and before.start() == 0):
                first -= 1
            role = " ".join(words[first:])
    if named := _PARTY.match(text, end):
        party = named[1] if named[1].casefold() in _roles()["parties"] else ""
        end = named.end()
    if not role and (behind := _BEHIND.match(text, end)) and len(behind[1].split()) <= _LONGEST:
        words = behind[1].split()
        head = re.split(r"\s(?:of|at|in|for|from|with)\s", behind[1])[0].split()[-1]
        if is_role(head, "english") and words[0].lower() != "and":
            role = " ".join(words)
    return f"{role} ({party})" if role and party else role or party


def _belongs(word: str, *, sentence_start: bool) -> bool:
    low = word.lower()
    if low in _roles()["before"] or low.removesuffix("s").rstrip("'’") in _roles()["english"]:
        return True
    return (
        word[0].isupper()
        and low not in ("the", "a", "an", "and", "as", "but", "in", "on", "by", "for", "according")
        and not (sentence_start and low.endswith("ly"))
    )


def is_role(word: str, language: str) -> bool:
    """Whether a word says what somebody is."""
    low = word.lower().rstrip(".")
    roles = _roles()[language]
    if language == "english":
        return low in roles or low.rpartition("-")[2] in roles
    low = re.sub(r"\sa\.\s?d|\si\.\s?r", "", low)
    return any(low.removesuffix(ending) in _roles()["german_whole"] for ending in ("", "in", "n", "en", "s")) or any(
        low.endswith((role, role + "in", role + "n", role + "en", role + "s")) for role in roles
    )


def _surname(fact: Fact) -> str:
    """The last word of a person's name, folded; empty for a fact that is no person's."""
    if fact.kind != "name" or not all(value.startswith(("name:", "person:")) for value in fact.values):
        return ""
    return _last(fact.span.text)


def _last(name: str) -> str:
    return name.split()[-1].casefold()


@cache
def _roles() -> dict[str, frozenset[str]]:
    return word_lists("summarise/roles.toml", ("german", "german_whole", "english", "before", "parties"))
