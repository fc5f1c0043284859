"""Hold the names of a text against those of its translation."""

from __future__ import annotations

from collections.abc import Sequence

from ..types import Comparison, Direction, Fact, Finding, Lang, Link, Span
from . import entities
from .entities import Mention
from .glossary import Glossary
from .memory import Memory
from .side import Side, analyse, base_forms


def extract(text: str, lang: Lang, *, taken: Sequence[Span] = (), glossary: Glossary | None = None) -> tuple[Fact, ...]:
    """The names of ``text`` in order. ``taken`` are spans already explained as numbers, dates or units."""
    side = analyse(text, lang, taken)
    return tuple(_fact(side, mention) for mention in side.mentions if not mention.lower)


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
    left, right = analyse(source, langs[0], source_taken), analyse(target, langs[1], target_taken)
    mine = [m for m in left.mentions if not m.lower]
    theirs = [m for m in right.mentions if not m.lower]
    links = []
    explained: set[int] = set()
    missing = []
    for i, mention in enumerate(mine):
        hits = [j for j, other in enumerate(theirs) if mention.entities & other.entities]
        links += [Link(i, j) for j in hits[:1]]
        explained.update(hits)
        if not hits and not mention.related and not _copied(left, mention, right) and not _small(mention, right):
            missing.append(mention)
    added = [m for j, m in enumerate(theirs) if j not in explained and not m.related and not _copied(right, m, left)]
    findings = []
    for mention in missing:
        span = left.span(mention.first, mention.last)
        expected = tuple(expected_forms(mention))
        if added:
            other = added.pop(0)
            found = right.span(other.first, other.last)
            message = f"“{span.text}” seems to have become “{found.text}”."
            findings.append(Finding("name.changed", "name", "error", span, found, expected, message))
        elif direction == "both":
            message = f"“{span.text}” is not in the English."
            findings.append(Finding("name.missing", "name", "warning", span, None, expected, message))
    return Comparison(
        tuple(_fact(left, m) for m in mine), tuple(_fact(right, m) for m in theirs), tuple(links), tuple(findings)
    )


def expected_forms(mention: Mention) -> list[str]:
    """A few English names that would do, the preferred one first."""
    known = entities.load()
    return list(dict.fromkeys(name for e in sorted(mention.entities) for name in known.english_names(e)))[:4]


def _copied(side: Side, mention: Mention, other: Side) -> bool:
    return all(
        any(form in other.folds for form in base_forms(side.words[i].fold, side.lang))
        for i in range(mention.first, mention.last + 1)
    )


def _small(mention: Mention, other: Side) -> bool:
    return any(m.lower and m.entities & mention.entities for m in other.mentions)


def _fact(side: Side, mention: Mention) -> Fact:
    span = side.span(mention.first, mention.last)
    return Fact("name", span, tuple(sorted(mention.entities)), optional=mention.related)
