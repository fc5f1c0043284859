"""From words and mentions to facts: neighbouring words of one name are one fact with its identities."""

from __future__ import annotations

from ..types import Fact
from .items import Item, name_likelihood
from .likely import word_logit
from .side import Side, base_forms

NAME = 0.5
_JOINTS = frozenset({" ", "-", "‑", ". "})


def is_name(side: Side, item: Item) -> bool:
    """True if ``item`` is shown as a name."""
    if item.mention is not None and not (item.doubtful and item.how != "entity"):
        return True
    if item.how in ("word", "part") and item.likelihood < 0:
        return False
    if item.how == "copy" and item.likelihood < 0:
        return word_logit(side.words[item.first].text, side.lang) > 0
    return name_likelihood(side, item) >= NAME


def grouped(side: Side, items: list[Item]) -> list[list[Item]]:
    """The names among ``items``; words that stand together and are not names of their own are one name."""
    groups: list[list[Item]] = []
    for item in items:
        if not is_name(side, item):
            continue
        if groups and _belongs(side, groups[-1], item):
            groups[-1].append(item)
        else:
            groups.append([item])
    return groups


def _belongs(side: Side, group: list[Item], item: Item) -> bool:
    last = group[-1]
    if last.last + 1 != item.first or not (_open(last) and _open(item)):
        return False
    return side.text[side.words[last.last].end : side.words[item.first].start] in _JOINTS


def _open(item: Item) -> bool:
    return item.mention is None or all(entity.startswith("person:") for entity in item.mention.entities)


def fact(side: Side, group: list[Item]) -> Fact:
    """The fact of a group: what it is called by the tables, or else its folded words."""
    values: set[str] = set()
    for item in group:
        if item.mention is not None:
            values.update(item.mention.entities)
    if not values:
        folds = [side.words[item.first].fold for item in group]
        head = " ".join(folds[:-1])
        for form in base_forms(folds[-1], side.lang)[:2]:
            values.add(f"name:{head} {form}" if head else f"name:{form}")
    optional = all(item.mention is not None and item.mention.related for item in group)
    return Fact("name", side.span(group[0].first, group[-1].last), tuple(sorted(values)), optional)
