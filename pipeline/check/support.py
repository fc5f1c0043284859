"""What a summary says in words that its article, in the same language, nowhere bears out.

The families compare values and identities; they let pass what a translation may well add: an ordinary word written as
a name (the Championship), "for the first time", "next week", "a three-year deal". A translation has no need to prove
these, for its source says them in another language. A summary in the language of its article has: such words are either
in the article or they come from elsewhere. :func:`unsupported` reports those that are not.

A word counts as borne out if the article has it in any form (its stem), or if the families have found its counterpart
(Welsh for Wales). What it does not see: a word that stands in the article in another connection.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ..types import Comparison, Fact, Finding, Kind, Span

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OPENING = re.compile(r"(?:^|[.!?:]['\"’”)]*\s+)['\"‘“(]*$")
"""What stands before the first word of a sentence."""
_JOINING = frozenset((" ", "-", " & "))
_SMALL = frozenset(
    "a an the of in on at for and or to by with from as but not no nor so if when while after before since until his her "
    "their its our my your this that these those it he she they i we you who which what there here is are was were has "
    "have had be been will would can could may might must should do does did".split()
)
"""Words that name nothing, however they are written."""
_UNITS = frozenset(
    "second minute hour day night week weekend fortnight month year season decade century summer winter spring "
    "autumn".split()
)
_WHEN = frozenset(("next", "last", "this", "coming", "previous", "past", "following"))
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_CARDINALS = {
    word: str(number)
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(), 1
    )
}
_ARTICLES = frozenset(("a", "an", "one"))
_ENDINGS = ("ings", "ing", "ers", "er", "ies", "ed", "es", "s", "y")
_SHORTEST = 4
"""Letters that stay of a word when its ending is taken off."""


class _Token(NamedTuple):
    """A word of a text as written and folded: in lower case, without a possessive ending."""

    text: str
    fold: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class _Article:
    """The words of an article, as a summary may repeat them."""

    folds: frozenset[str]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    """Neighbours, the second without a plural ending."""
    acronyms: frozenset[str]


def unsupported(source: str, target: str, found: Comparison) -> tuple[Finding, ...]:
    """All findings of a summary: those of the families, and what else of its words the article does not bear out.

    A note of the families on a word that nothing in the article bears out gives way to the warning.
    """
    article, words = _article(source), _tokens(target)
    counterparts = {link.target for link in found.links}
    linked = [fact for place, fact in enumerate(found.target_facts) if place in counterparts]
    told = [f.target for f in found.findings if f.target is not None and f.severity != "note"]
    new: list[Finding] = []
    for kind, span, severity_note in (*_names(target, words, article, found.target_facts, linked), *_times(words, article, target)):
        if not any(_meet(span, other) for other in told):
            message = f"Nothing in the source bears out “{span.text}”."
            new.append(Finding(f"{kind}.added", kind, "note" if severity_note else "warning", None, span, (), message))
            told.append(span)
    kept = [f for f in found.findings if f.target is None or f.source is not None or not any(_meet(f.target, n.target) for n in new if n.target)]
    return (*kept, *new)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _tokens(text: str) -> list[_Token]:
    return [_Token(m.group(), _fold(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _fold(word: str) -> str:
    low = word.lower().replace("’", "'")
    return low.removesuffix("'s").removesuffix("'")


def _stem(fold: str) -> str:
    """A word without its ending, so that forms of one word meet: jailed and jails, Wolves and Wolf do not."""
    for ending in _ENDINGS:
        if fold.endswith(ending) and len(fold) - len(ending) >= _SHORTEST:
            return fold[: -len(ending)]
    return fold


def _single(fold: str) -> str:
    return fold[:-1] if len(fold) > 3 and fold.endswith("s") else fold


def _article(text: str) -> _Article:
    words = _tokens(text)
    folds = [word.fold for word in words]
    return _Article(
        frozenset(folds),
        frozenset(map(_stem, folds)),
        frozenset((one, _single(two)) for one, two in zip(folds, folds[1:], strict=False)),
        frozenset(word.text for word in words if word.text.isupper() and len(word.text) > 1),
    )


def _names(
    text: str, words: Sequence[_Token], article: _Article, facts: Sequence[Fact], linked: Sequence[Fact]
) -> Iterator[tuple[Kind, Span, bool]]:
    """Runs of words written as names of which the article has not one form."""
    figures = [fact.span for fact in facts if fact.kind != "name"]
    run: list[_Token] = []
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        before = words[place - 1] if place else None
        joined = before is not None and text[before.end : word.start] in _JOINING
        leads = following is not None and following.capital and text[word.end : following.start] in _JOINING
        named = word.capital and (leads or not _OPENING.search(text[max(0, word.start - 12) : word.start]))
        if (
            not named
            or word.fold in _SMALL
            or _stem(word.fold) in article.stems
            or any(span.start <= word.start < span.end for span in figures)
            or any(fact.span.start <= word.start < fact.span.end for fact in linked)
        ):
            continue
        if run and run[-1] is before and joined:
            run.append(word)
            continue
        if run:
            yield _run(text, words, run, article)
        run = [word]
    if run:
        yield _run(text, words, run, article)


def _run(text: str, words: Sequence[_Token], run: Sequence[_Token], article: _Article) -> tuple[Kind, Span, bool]:
    first, last = words.index(run[0]), words.index(run[-1])
    while first and words[first - 1].capital and text[words[first - 1].end : words[first].start] in _JOINING:
        first -= 1
    while last + 1 < len(words) and words[last + 1].capital and text[words[last].end : words[last + 1].start] in _JOINING:
        last += 1
    initials = "".join(word.text[0] for word in words[first : last + 1] if word.fold not in _SMALL)
    spelt = len(initials) > 1 and any(initials.endswith(a) or initials.startswith(a) for a in article.acronyms)
    return "name", Span(text[run[0].start : run[-1].end], run[0].start, run[-1].end), spelt


def _times(words: Sequence[_Token], article: _Article, text: str) -> Iterator[tuple[Kind, Span, bool]]:
    """Ordinals, durations and times told from the present that the article does not have."""
    for place, word in enumerate(words):
        after = [other.fold for other in words[place + 1 : place + 4]]
        unit = _single(after[0]) if after else ""
        span = None
        kind: Kind = "date"
        if word.fold in _ORDINALS and word.fold not in article.folds:
            span, kind = _span(text, word, words[place + 1] if after else word), "number"
        elif word.fold in _WHEN and unit in _UNITS and (word.fold, unit) not in article.pairs:
            span = _span(text, word, words[place + 1])
        elif word.fold == "end" and after[:1] == ["of"] and len(after) == 3 and _single(after[2]) in _UNITS:
            if ("end", "of") not in article.pairs:
                span = _span(text, word, words[place + 3])
        elif unit in _UNITS and _counts(word.fold) and not _lasts(word.fold, unit, article):
            span, kind = _span(text, word, words[place + 1]), "unit"
        if span is not None:
            yield kind, span, False


def _counts(fold: str) -> bool:
    return fold in _CARDINALS or fold in _ARTICLES or (fold.isdecimal() and len(fold) < 3)


def _lasts(fold: str, unit: str, article: _Article) -> bool:
    """Whether the article has the same number of the same unit, in words or digits."""
    said = {fold, _CARDINALS.get(fold, fold)} | {word for word, number in _CARDINALS.items() if number == fold}
    if fold in _ARTICLES:
        said |= _ARTICLES | {"1", "per", "each", "every"}
    return any((form, unit) in article.pairs for form in said)


def _span(text: str, first: _Token, last: _Token) -> Span:
    return Span(text[first.start : last.end], first.start, last.end)
