"""The cleaning rules as data: read from ``tables/clean/*.toml``, checked, compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from ..errors import TableError
from ..resources import tables
from ..types import BlockKind
from . import voice

Scope = Literal["block", "edge", "foot", "end", "section", "list", "tail"]
"""``block``: the whole block matches. ``edge``: likewise, but only above the first or below the last paragraphs, as
the same words may be a heading inside an article. ``foot``: likewise, but only as or below the last paragraph.
``end``: the group ``cut`` at its end matches and is cut off as a block of its own. ``section``: the block matches, and
the teasers under it go too. ``list``: likewise, but only if teasers do follow. ``tail``: likewise, and no prose is
expected after it, so everything to the end goes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of furniture: what it looks like, how much is removed, why, and examples that the tests check."""

    id: str
    scope: Scope
    kind: BlockKind
    why: str
    patterns: tuple[re.Pattern[str], ...]
    max_chars: int
    told: voice.Told
    removes: tuple[str, ...]
    keeps: tuple[str, ...]


_NAME = r"[A-ZÄÖÜ][\w.'’-]{0,30}"
_OF = "von|van|de|der|den|zu|al|el|di|da|bin"
_CREDIT = (
    r"(?-i:\(?[A-ZÄÖÜ][\w.'’-]{0,40}\)?|dpa[\w-]{0,20}|afp|epa|apa|sda|epd|kna|rtr|imago[\w-]{0,10}|via|von|und|für|picture[\w-]{0,10}|alliance|images"
    r"|getty[\w-]{0,10}|i[Ss]tock\w{0,8}|stock[\w.-]{0,12}|pixabay|unsplash)"
)
_AGENCY = (
    r"(?:dpa(?:-\w{2,12})?|afp|ap|apa|epa|reuters|getty(?:\simages)?|imago(?:\simages)?|keystone|sda|picture[\s-]alliance|bloomberg|laif"
    r"|ostkreuz|srf|orf|zuma(?:\spress)?|xinhua|ap\sphoto|nurphoto|anadolu|adobe\sstock|shutterstock|istock(?:photo)?|action\spress|tass|ansa|pa\swire)"
)
_MACROS = {
    "{DATE}": (
        r"(?:\d{1,2}\.\s?(?:\d{1,2}\.\s?(?:\d{4}|\d\d)?|(?-i:[JFMASOND])[a-zä]{2,8}\.?(?:\s\d{4})?)"
        r"|\d{4}-\d\d-\d\d(?:T[\d:+Z.]{4,20})?)"
    ),
    "{TIME}": r"(?:(?:um\s)?\d{1,2}[.:]\d\d(?::\d\d)?(?:\s?Uhr)?)",
    "{NAME}": rf"(?-i:(?:(?:Dr|Prof)\.\s)?{_NAME}(?:\s(?:{_OF}|{_NAME})){{0,4}})",
    "{FULL}": rf"(?-i:(?:(?:Dr|Prof)\.\s)?{_NAME}(?:\s(?:{_OF})){{0,2}}(?:\s{_NAME}){{1,3}})",
    "{CREDIT}": rf"(?:{_CREDIT}(?:[\s/|,&+]{{1,3}}{_CREDIT}){{0,11}})",
    "{AGENCY}": _AGENCY,
    "{YOU}": (
        r"(?-i:(?=.*(?:(?<=[a-zäöüß,] )(?:Sie|Ihnen|Ihre?[mnrs]?)"
        r"|\b(?:[Dd]ich|[Dd]ir|[Dd]u|[Dd]eine?[mnrs]?|[Ee]uch|[Ee]ure?[mnrs]?|[Uu]nsere?[mnrs]?))\b))"
    ),
    "{WE}": (
        r"(?=.*\b(?:wir|uns|unsere?[mnrs]?|Drittplattform\w*"
        r"|diese[rmns]? (?:Seite|Website|Webseite|Inhalte?s?|Angebots?|Elements?))\b)"
    ),
    "{DAY}": (
        r"(?:(?:Mo|Di|Mi|Do|Fr|Sa|So|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)\.?,?\s)"
    ),
}
"""Macros for rule files: a date, a clock time, a person's name (capitalised words), one of at least two words, a list
of names and agencies, one picture agency, "further on the visitor is addressed", "further on the page speaks of
itself", a weekday."""
_KEYS = {"id", "scope", "kind", "why", "patterns", "max_chars", "told", "removes", "keeps"}


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in file and then line order; the first that matches a block names its removal.

    Raises:
        TableError: a rule file is malformed; the text names file and rule.
    """
    found = [rule for path in sorted((tables() / "clean").glob("*.toml")) for rule in _load(path)]
    seen: set[str] = set()
    for rule in found:
        if rule.id in seen:
            raise TableError(f"tables/clean: the rule id '{rule.id}' is used twice.")
        seen.add(rule.id)
    return tuple(found)


def _load(path: Path) -> list[Rule]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: cannot be read as TOML: {error}") from error
    return [_rule(entry, path) for entry in data.get("rule", [])]


def _rule(entry: dict[str, Any], path: Path) -> Rule:
    name = entry.get("id", "(without id)")
    if unknown := set(entry) - _KEYS:
        raise TableError(f"{path}: rule {name}: unknown key {', '.join(sorted(unknown))}.")
    try:
        scope = entry.get("scope", "block")
        kind = entry.get("kind", "other")
        told = entry.get("told", "any")
        if told not in get_args(voice.Told):
            raise TableError(f"{path}: rule {name}: told {told!r} does not exist.")
        if scope not in get_args(Scope) or kind not in get_args(BlockKind):
            raise TableError(f"{path}: rule {name}: scope {scope!r} or kind {kind!r} does not exist.")
        patterns = tuple(re.compile(_expand(pattern), re.IGNORECASE) for pattern in entry["patterns"])
        if scope == "end" and not all("cut" in pattern.groupindex for pattern in patterns):
            raise TableError(f"{path}: rule {name}: every pattern of scope 'end' needs a group (?P<cut>...).")
        return Rule(
            id=entry["id"],
            scope=scope,
            kind=kind,
            why=entry["why"],
            patterns=patterns,
            max_chars=int(entry.get("max_chars", 160)),
            told=told,
            removes=tuple(entry.get("removes", ())),
            keeps=tuple(entry.get("keeps", ())),
        )
    except KeyError as error:
        raise TableError(f"{path}: rule {name}: {error} is missing.") from None
    except re.error as error:
        raise TableError(f"{path}: rule {name}: not a regular expression: {error}.") from None


def _expand(pattern: str) -> str:
    for name, meaning in _MACROS.items():
        pattern = pattern.replace(name, meaning)
    return pattern


def matches(rule: Rule, text: str) -> re.Match[str] | None:
    """How ``rule`` matches a block's text: at its end for ``end``, else whole, unless it reads as news."""
    if rule.scope == "end":
        window = max(0, len(text) - rule.max_chars)
        return next((m for p in rule.patterns if (m := p.search(text, window))), None)
    if len(text) > rule.max_chars:
        return None
    found = next((m for p in rule.patterns if (m := p.fullmatch(text))), None)
    return None if found is None or voice.saves(text, rule.told) else found
