"""The checker: both families of facts of a pair, compared by value and identity.

Extraction, canonical values and matching live in :mod:`pipeline.quantities` and :mod:`pipeline.names`; this module
only runs them in order (quantities first, so that "Mai", "Euro" or "Grad" are not taken for names) and joins results.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .. import claims, names, quantities
from ..names import Glossary, Memory
from ..types import Comparison, Direction, Fact, Finding, Lang, Link, Span

Langs = tuple[Lang, Lang]


class Checker:
    """Checks target texts against their sources. Holds the desk's glossary and recent results."""

    def __init__(self, glossary: Glossary | None = None) -> None:
        self._glossary = glossary
        # Asked first by themselves, when a candidate is looked at, and then as half of the whole comparison.
        self._quantities = lru_cache(maxsize=512)(quantities.compare)

    def compare(
        self,
        source: str,
        target: str,
        langs: Langs = ("de", "en"),
        direction: Direction = "both",
        memory: Memory | None = None,
    ) -> Comparison:
        """All facts and findings of one pair.

        ``memory`` carries what earlier sentences of the same article established about names; it is updated.
        """
        figures = self._quantities(source, target, langs, direction)
        people = names.compare(
            source,
            target,
            langs,
            direction,
            source_taken=_spans(figures.source_facts),
            target_taken=_spans(figures.target_facts),
            memory=memory,
            glossary=self._glossary,
        )
        return _join(figures, people, claims.compare(source, target, figures, langs, direction))

    def figures(self, source: str, target: str, langs: Langs = ("de", "en")) -> Comparison:
        """The quantities of a pair alone, which cost a third of the whole comparison."""
        return self._quantities(source, target, langs, "both")

    def facts(self, text: str, lang: Lang) -> tuple[Fact, ...]:
        """Every fact the grammars see in a text, by position."""
        figures = quantities.extract(text, lang)
        people = names.extract(text, lang, taken=_spans(figures), glossary=self._glossary)
        return tuple(sorted((*figures, *people), key=lambda fact: (fact.span.start, fact.span.end)))


def _spans(facts: Sequence[Fact]) -> tuple[Span, ...]:
    """What is explained as a quantity; optional evidence (the "acht" in the village Albachten) explains nothing."""
    return tuple(fact.span for fact in facts if not fact.optional)


def _join(first: Comparison, second: Comparison, further: Sequence[Finding]) -> Comparison:
    """One comparison out of two and further findings; the second's links are renumbered, findings sorted by place."""
    sources, targets = len(first.source_facts), len(first.target_facts)
    shifted = tuple(Link(link.source + sources, link.target + targets) for link in second.links)
    findings = sorted(
        (*first.findings, *second.findings, *further),
        key=lambda f: (f.source.start if f.source else f.target.start if f.target else 0, f.check, f.message),
    )
    return Comparison(
        (*first.source_facts, *second.source_facts),
        (*first.target_facts, *second.target_facts),
        (*first.links, *shifted),
        tuple(findings),
    )
