"""The checker: compares both families of facts in a pair by value and identity.

Extraction, canonical values and matching live in :mod:`pipeline.quantities` and :mod:`pipeline.names`; this module
only runs them in order (quantities first, so that "Mai", "Euro" or "Grad" are not taken for names) and joins the
results.

Both work on the plain form of the texts (:mod:`pipeline.plain`); spans of facts and findings refer to the texts as
given.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from .. import claims, names, quantities
from ..english import is_english, without_shared_quotations
from ..names import Glossary, Memory
from ..plain import Plain, plain
from ..resources import fingerprint
from ..types import Comparison, Direction, Fact, Finding, Lang, Link, Span
from .attached import attached
from .cap import capped
from .exchanged import exchanged
from .marks import Marks
from .support import unsupported
from .traces import Traces
from .wording import foreign_words

Langs = tuple[Lang, Lang]
_DECIDES = (
    "check", "claims", "english.py", "names", "plain.py", "quantities", "tables/claims", "tables/names",
    "tables/quantities",
    "tables/de_en_shared_words.txt", "tables/function_words.toml",
)  # fmt: skip
"""Code and tables that decide what is found."""
_LONG = 20_000
"""Characters from which a pair is a whole article, and not kept."""
_LIBRARIES = ("anyascii", "Babel", "rapidfuzz", "simplemma", "text2num")
"""Libraries that also decide it."""


class Checker:
    """Checks target texts against their sources. Holds the desk's glossary and recent results."""

    def __init__(self, glossary: Glossary | None = None, *, wording: bool = False) -> None:
        """``wording``: also report words of a translation that are no English (:mod:`.wording`), as a run does."""
        self._glossary = glossary
        self._wording = wording
        # Called on its own for a candidate, then again as half of the full comparison.
        self._recent = lru_cache(maxsize=512)(quantities.compare)
        self.traces = Traces()
        """What sentences ask and teach about names, for :mod:`.again`."""

    @property
    def has_glossary(self) -> bool:
        """Whether the desk has names of its own."""
        return self._glossary is not None and bool(self._glossary.entries)

    @cached_property
    def identity(self) -> str:
        """sha256 over everything that decides what this checker finds: its code, its tables, the glossary's content.

        The glossary is the one in use, even if its file has changed since.
        """
        total = hashlib.sha256(fingerprint(*_DECIDES, libraries=_LIBRARIES).encode())
        total.update(b"wording" if self._wording else b"")
        for entry in self._glossary.entries if self._glossary else ():
            fields = (entry.german, entry.english, entry.kind, entry.note, entry.rule)
            total.update(json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        return total.hexdigest()

    def compare(
        self,
        source: str,
        target: str,
        langs: Langs = ("de", "en"),
        direction: Direction = "both",
        memory: Memory | None = None,
    ) -> Comparison:
        """All facts and findings for one pair.

        ``memory`` carries what earlier sentences of the same article established about names; it is updated.
        """
        left, right, langs = _forms(source, target, langs)
        figures = self._quantities(left.text, right.text, langs, direction)
        people = names.compare(
            left.text,
            right.text,
            langs,
            direction,
            source_taken=_spans(figures.source_facts),
            target_taken=_spans(figures.target_facts),
            memory=memory,
            glossary=self._glossary,
        )
        found = claims.compare(left.text, right.text, figures, langs, direction, people)
        figures, found = _once(figures, found)
        joined = _join(figures, people, found)
        if figures.links and people.links and (swapped := exchanged(left.text, right.text, joined)):
            joined = replace(joined, findings=(*joined.findings, *swapped))
        if self._wording and langs == ("de", "en") and direction == "both":
            words = foreign_words(left.text, right.text, joined)
            joined = replace(joined, findings=(*joined.findings, *words))
        if direction == "target" and langs[0] == langs[1]:
            joined = replace(joined, findings=(*joined.findings, *attached(left.text, right.text, joined)))
            joined = replace(joined, findings=unsupported(left.text, right.text, joined))
        return _located(replace(joined, findings=capped(joined.findings)), left, right)

    def _quantities(self, source: str, target: str, langs: Langs, direction: Direction) -> Comparison:
        compare = self._recent if len(source) + len(target) < _LONG else quantities.compare
        return compare(source, target, langs, direction)

    def learn(
        self, source: str, target: str, source_facts: Sequence[Fact], target_facts: Sequence[Fact], memory: Memory
    ) -> None:
        """Update ``memory`` as :meth:`compare` would for a pair already compared, given the facts it found."""
        left, right, langs = _forms(source, target, ("de", "en"))
        if (left.text, right.text, langs) != (source, target, ("de", "en")):  # facts have the spans of the originals
            self.compare(source, target, memory=memory)
            return
        names.compare(
            source,
            target,
            source_taken=_spans([fact for fact in source_facts if fact.kind != "name"]),
            target_taken=_spans([fact for fact in target_facts if fact.kind != "name"]),
            memory=memory,
            glossary=self._glossary,
        )

    def figures(self, source: str, target: str, langs: Langs = ("de", "en")) -> Comparison:
        """Compare only the quantities of a pair, at a third of the cost of the full comparison."""
        left, right, langs = _forms(source, target, langs)
        return _located(self._quantities(left.text, right.text, langs, "both"), left, right)

    def house_forms(self, source: str, target: str) -> tuple[tuple[Span, str], ...]:
        """Where a translation has another form than the glossary wants, and what is to stand there."""
        left, right, langs = _forms(source, target, ("de", "en"))
        if not self._glossary or langs != ("de", "en"):
            return ()
        figures = self._quantities(left.text, right.text, langs, "both")
        slots = names.house_forms(
            left.text,
            right.text,
            self._glossary,
            source_taken=_spans(figures.source_facts),
            target_taken=_spans(figures.target_facts),
        )
        return tuple((_original(span, right), form) for span, form in slots)

    def facts(self, text: str, lang: Lang) -> tuple[Fact, ...]:
        """Every fact the grammars see in a text, in order of position."""
        form = plain(text, lang)
        figures = quantities.extract(form.text, lang)
        people = names.extract(form.text, lang, taken=_spans(figures), glossary=self._glossary)
        return _facts(sorted((*figures, *people), key=lambda fact: (fact.span.start, fact.span.end)), form)


def _forms(source: str, target: str, langs: Langs) -> tuple[Plain, Plain, Langs]:
    """The plain forms that are compared, and in which languages.

    A sentence that a German text has in English is read as English; an English quotation that is taken over word for
    word is left out, as it holds nothing that could have changed.
    """
    if langs[0] == "de" and langs[1] == "en" and is_english(source):
        langs = ("en", "en")
    left, right = plain(source, langs[0]), plain(target, langs[1])
    if langs[0] != langs[1]:
        texts = without_shared_quotations(left.text, right.text)
        left, right = replace(left, text=texts[0]), replace(right, text=texts[1])
    return left, right, langs


def _spans(facts: Sequence[Fact]) -> tuple[Span, ...]:
    """Spans explained as quantities; optional evidence (the "acht" in the village Albachten) explains nothing."""
    return tuple(fact.span for fact in facts if not fact.optional)


def _join(first: Comparison, second: Comparison, further: Sequence[Finding]) -> Comparison:
    """Join two comparisons and further findings; the second's links are renumbered, findings sorted by position."""
    sources, targets = len(first.source_facts), len(first.target_facts)
    shifted = tuple(Link(link.source + sources, link.target + targets) for link in second.links)
    findings = sorted(
        (*first.findings, *_beyond(first, second.findings), *further),
        key=lambda f: (f.source.start if f.source else f.target.start if f.target else 0, f.check, f.message),
    )
    return Comparison(
        (*first.source_facts, *second.source_facts),
        (*first.target_facts, *second.target_facts),
        (*first.links, *shifted),
        tuple(findings),
    )


def _beyond(figures: Comparison, found: Sequence[Finding]) -> list[Finding]:
    """Findings on names without those on the words of a figure that is matched or reported itself: CHF 500."""
    if not found:
        return []
    said = Marks(_measured(figures.source_facts[link.source] for link in figures.links))
    shown = Marks(_measured(figures.target_facts[link.target] for link in figures.links))
    told = Marks(
        finding.source
        for finding in figures.findings
        if finding.source is not None and finding.severity != "note" and finding.kind in ("date", "unit")
    )
    return [
        finding
        for finding in found
        if not (
            (finding.check == "name.missing" and (_within(finding.source, said) or _within(finding.source, told)))
            or (finding.check == "name.changed" and _within(finding.source, told))
            or (finding.check == "name.added" and _within(finding.target, shown))
        )
    ]


def _once(figures: Comparison, found: tuple[Finding, ...]) -> tuple[Comparison, tuple[Finding, ...]]:
    """Both without what the other says already: doubled, halved; a beat b, b beat a 1-2."""
    told = [finding for finding in figures.findings if finding.severity != "note"]
    kept = tuple(
        one
        for one in found
        if one.kind != "direction" or not any(claims.same_words(one, other) or _inside(one, other) for other in told)
    )
    if any(one.check == "direction.reversed" for one in kept):
        rest = tuple(f for f in figures.findings if f.check != "number.swapped" or f.severity != "note")
        figures = replace(figures, findings=rest)
    return figures, kept


def _inside(one: Finding, other: Finding) -> bool:
    """Whether the target's words of a finding are part of those of another."""
    a, b = one.target, other.target
    return a is not None and b is not None and b.start <= a.start and a.end <= b.end


def _measured(facts: Iterable[Fact]) -> Iterator[Span]:
    """The spans of facts but identifiers, whose letters may be a name of their own: Covid-19."""
    return (fact.span for fact in facts if fact.kind != "identifier")


def _within(span: Span | None, marks: Marks) -> bool:
    around = marks.at(span) if span is not None else None
    return span is not None and around is not None and around.start <= span.start and span.end <= around.end


def _located(comparison: Comparison, source: Plain, target: Plain) -> Comparison:
    """A comparison of plain forms, with its spans mapped back to the originals."""
    if not source.begins and not target.begins:
        return comparison
    return Comparison(
        _facts(comparison.source_facts, source),
        _facts(comparison.target_facts, target),
        comparison.links,
        tuple(_finding(finding, source, target) for finding in comparison.findings),
    )


def _facts(facts: Sequence[Fact], form: Plain) -> tuple[Fact, ...]:
    if not form.begins:
        return tuple(facts)
    return tuple(replace(fact, span=_original(fact.span, form)) for fact in facts)


def _finding(finding: Finding, source: Plain, target: Plain) -> Finding:
    return replace(
        finding,
        source=finding.source and _original(finding.source, source),
        target=finding.target and _original(finding.target, target),
    )


def _original(span: Span, form: Plain) -> Span:
    start, end = form.span(span.start, span.end)
    return Span(form.original[start:end], start, end)
