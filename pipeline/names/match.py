"""Find the names of a text, and compare them with those of its translation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..types import Comparison, Direction, Fact, Finding, Lang, Link, Span
from . import house_rules, judge
from .candidates import Candidate, candidates
from .facts import fact, grouped, names_of, target_names
from .glossary import Glossary
from .matching import UNMATCHED, Match, Matching, Pair, Settled
from .memory import Memory
from .remarks import translated
from .resolve import resolve
from .side import Side, analyse


def extract(text: str, lang: Lang, *, taken: Sequence[Span] = (), glossary: Glossary | None = None) -> tuple[Fact, ...]:
    """The names of ``text`` in order.

    ``taken`` are spans already explained as numbers, dates or units. Adjectives and peoples (russisch, Russe) are
    optional facts. The names of ``glossary`` count whatever the tables and models say of them.
    """
    side = analyse(text, lang, taken)
    return _facts(side, grouped(side, names_of(side, _candidates(side, glossary))))


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

    With ``direction="target"`` the target may leave names out, but may not bring in or change any. ``memory`` is read
    and updated, so the sentences of an article must come in order.

    The facts of the source are those that :func:`extract` finds, whatever the target.
    """
    left, right = analyse(source, langs[0], source_taken), analyse(target, langs[1], target_taken)
    pair = Pair(left, right, _candidates(left, glossary), _candidates(right, glossary))
    matching, settled, mistranslated, found = matched(pair, memory, glossary)
    # From here no step changes what another sees: they may run in any order.
    found += judge.findings(matching, settled, mistranslated, direction)
    if memory is not None:
        found += memory.remember(matching)
    names = names_of(left, pair.source_candidates)
    mine, theirs = grouped(left, names), grouped(right, target_names(matching, names))
    return Comparison(_facts(left, mine), _facts(right, theirs), _links(matching, mine, theirs), tuple(found))


def matched(
    pair: Pair, memory: Memory | None, glossary: Glossary | None
) -> tuple[Matching, Settled, Mapping[int, Finding], list[Finding]]:
    """Which candidates account for each other, given the glossary and the article so far.

    Returns:
        the matching; what the article settled earlier; the names rendered as common words, which the matching counts
        as accounted for; and the glossary's findings.
    """
    matching = resolve(pair)
    found: list[Finding] = []
    if glossary:
        matching, found = house_rules.apply(matching, glossary)
    settled = memory.recall(matching) if memory is not None else Settled()
    mistranslated = translated(matching, settled)
    matching = matching.with_source(
        {first: Match("translated", matching.source.get(first, UNMATCHED).partner) for first in mistranslated}
    )
    return matching, settled, mistranslated, found


def _candidates(side: Side, glossary: Glossary | None) -> list[Candidate]:
    return house_rules.names(side, candidates(side), glossary) if glossary else candidates(side)


def _facts(side: Side, groups: list[list[Candidate]]) -> tuple[Fact, ...]:
    return tuple(fact(side, group) for group in groups)


def _links(matching: Matching, mine: list[list[Candidate]], theirs: list[list[Candidate]]) -> tuple[Link, ...]:
    number = {index: n for n, group in enumerate(theirs) for c in group for index in range(c.first, c.last + 1)}
    result = []
    for n, group in enumerate(mine):
        partners = (matching.of_source(candidate).partner for candidate in group)
        carriers = dict.fromkeys(number[partner] for partner in partners if partner in number)
        result += [Link(n, carrier) for carrier in carriers]
    return tuple(result)
