"""Find the names of a text, and hold those of a text against those of its translation."""

from __future__ import annotations

from collections.abc import Sequence

from ..types import Comparison, Direction, Fact, Lang, Link, Span
from . import desk, judge
from .facts import fact, grouped
from .glossary import Glossary
from .items import Item, items
from .memory import Memory
from .resolve import resolve
from .side import Side, analyse


def extract(text: str, lang: Lang, *, taken: Sequence[Span] = (), glossary: Glossary | None = None) -> tuple[Fact, ...]:
    """The names of ``text`` in order.

    ``taken`` are spans already explained as numbers, dates or units. Adjectives and peoples (russisch, Russe) are
    optional facts. The names of ``glossary`` count whatever the tables and models say of them.
    """
    side = analyse(text, lang, taken)
    return tuple(fact(side, group) for group in grouped(side, _items(side, glossary)))


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
    """Compare the names of a pair of texts.

    With ``direction="target"`` the target may leave names out, but may not bring in or change any. ``memory`` is asked
    and told, so the sentences of an article have to come in their order.
    """
    left, right = analyse(source, langs[0], source_taken), analyse(target, langs[1], target_taken)
    pair = resolve(left, right, _items(left, glossary), _items(right, glossary))
    found = desk.apply(pair, glossary) if glossary else []
    if memory is not None:
        memory.recall(pair)
    found += judge.findings(pair, direction)
    if memory is not None:
        found += memory.remember(pair)
    mine, theirs = grouped(pair.left, pair.mine), grouped(pair.right, pair.theirs)
    return Comparison(
        tuple(fact(pair.left, group) for group in mine),
        tuple(fact(pair.right, group) for group in theirs),
        _links(mine, theirs),
        tuple(found),
    )


def _items(side: Side, glossary: Glossary | None) -> list[Item]:
    return desk.names(side, items(side), glossary) if glossary else items(side)


def _links(mine: list[list[Item]], theirs: list[list[Item]]) -> tuple[Link, ...]:
    number = {index: n for n, group in enumerate(theirs) for i in group for index in range(i.first, i.last + 1)}
    result = []
    for n, group in enumerate(mine):
        carriers = dict.fromkeys(number[item.partner] for item in group if item.partner in number)
        result += [Link(n, carrier) for carrier in carriers]
    return tuple(result)
