"""What people write over a glossary's columns and in its column of kinds, in English and German."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ..errors import TableError
from ..resources import tables
from ..sheet import word

Column = Literal["german", "english", "kind", "note"]
COLUMNS: tuple[Column, ...] = ("german", "english", "kind", "note")
Rule = Literal["translate", "keep", "flag", "ignore"]
RULES: dict[str, Rule] = {"never translate": "keep", "always flag": "flag", "not a name": "ignore"}
LAYOUT = "German,English,kind,note (or Deutsch;Englisch;Art;Anmerkung)"
_NEAR = 0.8
"""Likeness from which a word is taken for another one mistyped."""


@dataclass(frozen=True, slots=True)
class Words:
    """What each way of writing stands for."""

    columns: dict[str, str]
    kinds: dict[str, str]
    rules: dict[str, str]
    orders: frozenset[str]
    """A kind with one of these is meant as a rule, whatever else it says."""


@lru_cache(maxsize=1)
def words() -> Words:
    """The table ``pipeline/tables/names/glossary.toml``, read once.

    Raises:
        TableError: it cannot be used.
    """
    path = tables() / "names" / "glossary.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        columns, kinds, rules = (
            {way: name for name, ways in data[part].items() for way in ways.split("|")}
            for part in ("columns", "kinds", "rules")
        )
        return Words(columns, kinds, rules, frozenset(data["orders"]["words"].split("|")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, AttributeError) as error:
        raise TableError(f"{path}: cannot be used: {error}") from error


def kind_of(text: str) -> tuple[str, Rule]:
    """The kind in the glossary's own words, and the rule that it stands for.

    A word of the desk's own stays as it is; one that is meant as a rule and is none is refused.

    Raises:
        ValueError: the message says what was found and what is valid.
    """
    known, low = words(), word(text)
    if low in known.rules:
        name = known.rules[low]
        return name, RULES[name]
    if low in known.kinds:
        return known.kinds[low], "translate"
    near = difflib.get_close_matches(low, known.rules, n=1, cutoff=_NEAR)
    if near or known.orders.intersection(low.split()):
        meant = f" Did you mean '{known.rules[near[0]]}'?" if near else ""
        raise ValueError(f"the kind {text!r} is not known.{meant} {VALID}")
    if near := difflib.get_close_matches(low, known.kinds, n=1, cutoff=_NEAR):
        raise ValueError(f"the kind {text!r} is not known. Did you mean {near[0].capitalize()!r}? {VALID}")
    return text, "translate"


VALID = (
    "Valid: person, place, org, product, event, work, term (Person, Ort, Firma, Produkt ...), a word of your own, or a "
    "rule: never translate, always flag, not a name (nicht übersetzen, immer melden, kein Name)."
)


def is_rule(text: str) -> bool:
    """Whether a cell says a rule in several words, as no name does."""
    low = word(text)
    return " " in low and low in words().rules


def heading(cells: list[str]) -> list[Column | None] | None:
    """The columns that a first line names, ``None`` for one that it names nothing; ``None`` if it is no heading.

    A heading names at least two different columns, one of them German or English.

    Raises:
        ValueError: it names something that is no column, one column twice, or no German or English one.
    """
    known = words().columns
    bare = [word(cell.partition("(")[0]) for cell in cells]
    sure = {known[cell] for cell in bare if cell in known}
    taken = [known.get(cell) or _near(cell) for cell in bare]
    if len(sure) < 2 and len({name for name in taken if name} - {None}) < min(3, len(cells)):
        return None
    if not {"german", "english"} & {name for name in taken if name}:
        return None
    for cell, name in zip(cells, taken, strict=True):
        if cell and name is None:
            raise ValueError(f"the column {cell!r} is not known; write {LAYOUT}, and no other columns")
        if name is not None and taken.count(name) > 1:
            raise ValueError(f"two columns are called {name}: {', '.join(map(repr, cells))}; write {LAYOUT}")
    for needed in ("german", "english"):
        if needed not in taken:
            raise ValueError(f"there is no column for the {needed.capitalize()} form; write {LAYOUT}")
    return [next((column for column in COLUMNS if column == name), None) for name in taken]


def _near(cell: str) -> str | None:
    found = difflib.get_close_matches(cell, words().columns, n=1, cutoff=_NEAR) if len(cell) > 3 else []
    return words().columns[found[0]] if found else None
