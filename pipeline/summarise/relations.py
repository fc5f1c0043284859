"""What goes with what in an abstractive sentence: who did it, what a figure counts, how surely it is said.

The checker's families see whether a figure or name is in the source. A summary that only puts together what is there
can still be wrong: another person's deed, another thing's number, a rumour told as a fact. What is found here are
warnings: the sentences that a summary rests on may say the same in other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..types import CheckedSentence, Comparison, Fact, Finding, Span
from .opposites import opposites, quotations
from .voices import ordered, voices
from .words import clauses, content, reservations, words

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_LEAST = 2
"""Telling words besides a name that make it worth asking where they come from."""
_SHARE = 0.6
"""How much of a clause, measured by the sentence that has most of it, the sentence with the name must have."""
_AFTER = 2
"""Telling words after a figure among which the thing that it counts is sought ..."""
_AROUND = 5
"""... and telling words on either side of the figure in the source's translation that may name it."""
_BACK = frozenset(["he", "she", "they", "it", "his", "her", "their", "him", "them"])
"""Words by which a sentence speaks of someone named in the one before it."""
_ANSWERS = {
    "report": frozenset(["report"]),
    "maybe": frozenset(["maybe", "report"]),
    "plan": frozenset(["plan", "maybe"]),
}
"""A German reservation, and the English ones that keep it."""


def relations(
    text: str, comparison: Comparison, sources: Sequence[CheckedSentence], article: Sequence[CheckedSentence]
) -> tuple[Finding, ...]:
    """What an abstractive sentence joins that the article does not join.

    Args:
        text: the sentence, in English.
        comparison: of the source text of the whole article with it.
        sources: the sentences it rests on.
        article: all sentences that it may rest on, in order.
    """
    found = [*_mixed_names(text, comparison, article)]
    mixed = {(f.target.start, f.target.end) for f in found if f.target}
    found += [
        f for f in _strangers(text, comparison, article) if f.target and (f.target.start, f.target.end) not in mixed
    ]
    found += _other_things(text, comparison, article)
    found += _told_as_fact(text, sources)
    if sources:
        found += opposites(text, comparison.target_facts, sources, quotations(article))
        found += voices(text, sources, article, ordered(article))
    return tuple(found)


def _mixed_names(text: str, comparison: Comparison, article: Sequence[CheckedSentence]) -> Iterator[Finding]:
    """Full names whose parts the article has, but never together."""
    whole = " | ".join(f"{s.source} | {s.target or ''}" for s in article).casefold()
    bare = set(re.findall(r"[^\W\d_]+", whole))
    for fact in comparison.target_facts:
        parts = [part.casefold() for part in re.findall(r"[^\W\d_]+", fact.span.text)]
        if fact.kind != "name" or len(parts) < 2:
            continue
        for first, second in pairwise(parts):
            between = r"\W{1,3}(?:\w+\W{1,3})?"
            together = re.search(rf"(?<!\w){re.escape(first)}{between}{re.escape(second)}s?(?!\w)", whole)
            if first in bare and second in bare and not together:
                message = f"The article has both parts of “{fact.span.text}”, but nobody of that name."
                yield Finding("name.swapped", "name", "error", None, fact.span, (), message)
                break


def _strangers(text: str, comparison: Comparison, article: Sequence[CheckedSentence]) -> Iterator[Finding]:
    """Names and figures in a clause whose other words come from sentences that do not have them."""
    for number, fact in enumerate(comparison.target_facts):
        homes = _homes(number, comparison, article)
        if not homes:
            continue  # not in the article at all: the checker's own families say so
        company = _company(text, fact)
        if len(company) < _LEAST:
            continue
        having = [len(company.intersection(content(s.target or ""))) for s in article]
        most = max(having)
        near = max((having[i] for i in _with_neighbours(homes, article)), default=0)
        if most and near < _SHARE * most:
            where = having.index(most)
            kind = "name" if fact.kind == "name" else "number"
            message = (
                f"“{fact.span.text}” is in the article, but not where it says the rest of this: see “"
                f"{_short(article[where].source)}”"
            )
            if kind == "name":
                yield Finding("name.swapped", "name", "warning", None, fact.span, (), message)
            else:
                yield Finding("number.swapped", "number", "warning", None, fact.span, (), message)


def _with_neighbours(homes: set[int], article: Sequence[CheckedSentence]) -> set[int]:
    """Sentences that have a name, and those right after one that speak of it with a pronoun and name nobody else."""
    return homes | {i + 1 for i in homes if i + 1 < len(article) and _goes_on(article[i + 1])}


def _goes_on(sentence: CheckedSentence) -> bool:
    begins = re.findall(r"[a-z]+", (sentence.target or "").lower())[:3]
    full = any(fact.kind == "name" and " " in fact.span.text for fact in sentence.target_facts)
    return bool(_BACK.intersection(begins)) and not full


def _company(text: str, fact: Fact) -> set[str]:
    """The telling words of the clause that a fact stands in, but for its own."""
    start, end = next((s, e) for s, e in clauses(text) if fact.span.start < e)
    return set(content(text[start:end])) - set(content(fact.span.text))


def _homes(number: int, comparison: Comparison, article: Sequence[CheckedSentence]) -> set[int]:
    """The sentences of the article that have a fact of the text, by their places."""
    fact = comparison.target_facts[number]
    values = set(fact.values)
    low = fact.span.text.casefold()
    found = {
        i
        for i, s in enumerate(article)
        if any(values.intersection(own.values) for own in (*s.facts, *s.target_facts))
        or (fact.kind == "name" and low in (s.target or "").casefold())
    }
    starts, at = [], 0
    for s in article:
        starts.append(at)
        at += len(s.source) + 1
    for link in comparison.links:
        if link.target == number:
            place = comparison.source_facts[link.source].span.start
            found.add(max(i for i, start in enumerate(starts) if start <= place))
    return found


def _other_things(text: str, comparison: Comparison, article: Sequence[CheckedSentence]) -> Iterator[Finding]:
    """Figures that count something else than in the article."""
    said = words(text)
    for number, fact in enumerate(comparison.target_facts):
        if fact.kind != "number" or fact.optional:
            continue
        end = next(e for s, e in clauses(text) if fact.span.start < e)
        end = min([end, *(f.span.start for f in comparison.target_facts if f.span.start >= fact.span.end)])
        after = [w.stem for w in said if fact.span.end <= w.start < end and w.tells][:_AFTER]
        homes = _homes(number, comparison, article)
        around = [near for i in homes for near in _around(fact, article[i])]
        if after and around and not any(set(after) & near for near in around):
            message = f"“{fact.span.text}” does not count the same thing in the article: compare “"
            message += f"{_short(article[min(homes)].source)}”"
            yield Finding("number.swapped", "number", "warning", None, fact.span, (), message)


def _around(fact: Fact, sentence: CheckedSentence) -> Iterator[set[str]]:
    """The telling words around the same figure in a sentence's translation."""
    told = [w for w in words(sentence.target or "") if w.tells]
    for own in sentence.target_facts:
        if set(own.values) & set(fact.values) or _figure(own) == _figure(fact) != "":
            before = [w.stem for w in told if w.end <= own.span.start][-_AROUND:]
            behind = [w.stem for w in told if w.start >= own.span.end][:_AROUND]
            yield {*before, *behind, *content(own.span.text)}


def _figure(fact: Fact) -> str:
    """The digits that a fact begins with: "34-year-old" has the figure of "34 men", though another value."""
    found = _DIGITS.match(fact.span.text)
    return found.group() if found else ""


def _told_as_fact(text: str, sources: Sequence[CheckedSentence]) -> Iterator[Finding]:
    """A report, possibility or plan that has become a fact.

    Each clause is held to the sentence that has most of it; clauses with the same one are held to it together.
    """
    parts: dict[str, tuple[CheckedSentence, str]] = {}
    for start, end in clauses(text):
        own = set(content(text[start:end]))
        if sources and own:
            main = max(sources, key=lambda s: len(own.intersection(content(s.target or ""))))
            parts[main.id] = main, f"{parts[main.id][1] if main.id in parts else ''} {text[start:end]}"
    for main, part in parts.values():
        kept = reservations(part, "english")
        lost = [kind for kind in sorted(reservations(main.source, "german")) if not kept & _ANSWERS[kind]]
        if lost:
            what = {"report": "what somebody says", "maybe": "a possibility", "plan": "a plan"}[lost[0]]
            message = f"This is told as a fact; the German has it as {what}: “{_short(main.source)}”"
            yield Finding("hedge.lost", "hedge", "warning", None, Span(text, 0, len(text)), (), message)


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"
