"""Find the names of a text, and hold those of a text against those of its translation."""

from __future__ import annotations

from collections.abc import Sequence

from ..types import Comparison, Direction, Fact, Lang, Link, Span
from . import judge
from .glossary import Glossary
from .likely import word_logit
from .memory import Memory
from .resolve import Item, items, name_likelihood, resolve
from .side import Side, analyse

NAME = 0.5


def extract(
    text: str, lang: Lang, *, taken: Sequence[Span] = (), glossary: Glossary | None = None
) -> tuple[Fact, ...]:
    """The names of ``text`` in order. ``taken`` are spans already explained as numbers, dates or units."""
    side = analyse(text, lang, taken)
    found = [item for item in items(side) if item.mention is not None or name_likelihood(side, item) >= NAME]
    return tuple(_fact(side, item) for item in found)


def compare(
    source: str,
    target: str,
    langs: tuple[Lang, Lang] = ("de", "en"),
    direction: Direction = "both",
    *,
    source_taken: Sequence[Span] = (),
    target_taken: Sequence[Span] = (),
    memory: Memory | None = None,
    glossary: Glossary | None = None,
) -> Comparison:
    """Compare the names of a pair of texts."""
    pair = resolve(analyse(source, langs[0], source_taken), analyse(target, langs[1], target_taken))
    found = judge.findings(pair, direction)
    mine = [item for item in pair.mine if _is_name(pair.left, item)]
    theirs = [item for item in pair.theirs if _is_name(pair.right, item)]
    at = {item.first: number for number, item in enumerate(theirs)}
    links = tuple(Link(i, at[item.partner]) for i, item in enumerate(mine) if item.partner in at)
    return Comparison(
        tuple(_fact(pair.left, item) for item in mine),
        tuple(_fact(pair.right, item) for item in theirs),
        links,
        tuple(found),
    )


def _is_name(side: Side, item: Item) -> bool:
    if item.mention is not None:
        return True
    if item.how == "copy":
        return word_logit(side.words[item.first].text, side.lang) > 0
    return item.likelihood >= NAME


def _fact(side: Side, item: Item) -> Fact:
    span = side.span(item.first, item.last)
    if item.mention is None:
        return Fact("name", span, (f"name:{side.words[item.first].fold}",))
    return Fact("name", span, tuple(sorted(item.mention.entities)), optional=item.mention.related)
