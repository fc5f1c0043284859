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
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from ..names.likely import mostly_small
from ..names.persons import first_names
from ..types import Comparison, Finding, Kind, Severity, Span
from .marks import Marks

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OPENING = re.compile(r"(?:^|[.!?:]['\"’”)]*\s+)['\"‘“(]*$")
"""What stands before the first word of a sentence."""
_JOINING = frozenset((" ", "-", " & "))
_SMALL = frozenset(
    ("a", "an", "the", "of", "in", "on", "at", "for", "and", "or", "to", "by", "with", "from", "as", "but", "not", "no",
     "nor", "so", "if", "when", "while", "after", "before", "since", "until", "his", "her", "their", "its", "our", "my",
     "your", "this", "that", "these", "those", "it", "he", "she", "they", "i", "we", "you", "who", "which", "what",
     "there", "here", "is", "are", "was", "were", "has", "have", "had", "be", "been", "will", "would", "can", "could",
     "may", "might", "must", "should", "do", "does", "did")
)  # fmt: skip
"""Words that name nothing, however they are written."""
_UNITS = frozenset(
    ("second", "minute", "hour", "day", "night", "week", "weekend", "fortnight", "month", "year", "season", "decade",
     "century", "summer", "winter", "spring", "autumn")
)  # fmt: skip
_WHEN = frozenset(("next", "this", "coming", "following", "last", "past", "previous"))
_ORDINALS = frozenset(
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
     "twelfth")
)  # fmt: skip
_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen",
)  # fmt: skip
_CARDINALS = {word: str(number) for number, word in enumerate(_NUMBERS, 1)}
_ARTICLES = frozenset(("a", "an", "one"))
_EDGES = frozenset(("end", "start", "beginning", "middle"))
_RUNNING = frozenset(("row", "consecutive", "consecutively", "successive", "straight", "running", "succession"))
"""Words that say that things followed one another without a break."""
_MULTIPLES = {
    "doubl": frozenset(("doubl", "double", "twice", "twofold")),
    "trebl": frozenset(("trebl", "treble", "tripl", "triple", "threefold")),
    "tripl": frozenset(("trebl", "treble", "tripl", "triple", "threefold")),
    "quadrupl": frozenset(("quadrupl", "quadruple", "fourfold")),
    "halv": frozenset(("halv", "half")),
}
"""Stems of verbs that say a multiple, and what of an article bears them out."""
_QUARTERS = frozenset(
    ("north", "south", "east", "west", "northern", "southern", "eastern", "western", "central", "upper", "lower", "new",
     "greater")
)  # fmt: skip
"""What makes another place of the name after it: East Yorkshire is not Yorkshire."""
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "lord", "lady", "dame"))
"""Words before a surname that are no first name, and are seldom written small."""
_CASED = 0.07
"""Share of words with a capital from which a text is written with them: one word in fourteen begins a sentence."""
_LONGEST = 12
"""Words of a name that are read to compare it with an acronym."""
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
        return self.text[:1].isupper()


@dataclass(frozen=True, slots=True)
class _Article:
    """The words of an article, as a summary may repeat them."""

    folds: frozenset[str]
    stems: frozenset[str]
    named: frozenset[str]
    """Stems of the words written as names; of all words if the article is written without capitals."""
    pairs: frozenset[tuple[str, str]]
    """Neighbours, the second without a plural ending."""
    edges: frozenset[tuple[str, str]]
    """Beginnings and ends with the span of time that they belong to: the end of the season."""
    ages: frozenset[int]
    """How many years any two of its years are apart."""
    acronyms: frozenset[str]
    full: dict[str, frozenset[str]]
    """Words written as names, and those that directly follow them; an empty word where none does."""
    people: frozenset[tuple[str, str]]
    """Names of just two words: Peter Lang."""
    together: frozenset[tuple[str, str]]
    """Any two words of one name, in order: Colin and Baird of Colin James Baird."""


def unsupported(source: str, target: str, found: Comparison) -> tuple[Finding, ...]:
    """All findings of a summary: those of the families, and what else of its words the article does not bear out.

    A note of the families on a word that nothing in the article bears out gives way to the warning.
    """
    article, words = _article(source), _tokens(target)
    told = Marks(f.target for f in found.findings if f.target is not None and f.severity != "note")
    new: list[Finding] = []
    for finding in (
        *_names(target, words, article, found),
        *_joined(target, words, article),
        *_times(target, words, article, found),
    ):
        assert finding.target is not None
        if told.at(finding.target) is None:
            new.append(finding)
    spans = Marks(finding.target for finding in new if finding.target is not None)
    kept = [f for f in found.findings if f.target is None or f.source is not None or spans.at(f.target) is None]
    return (*kept, *new)


def _added(kind: Kind, span: Span, severity: Severity = "warning", message: str = "") -> Finding:
    message = message or f"Nothing in the source bears out “{span.text}”."
    return Finding(f"{kind}.added", kind, severity, None, span, (), message)


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


def _forms(fold: str) -> tuple[str, ...]:
    """A noun in singular and plural."""
    return fold, fold + "s", _single(fold)


def _single(fold: str) -> str:
    return fold[:-1] if len(fold) > 3 and fold.endswith("s") else fold


def _article(text: str) -> _Article:
    words = _tokens(text)
    folds = [word.fold for word in words]
    cased = sum(word.capital for word in words) > _CASED * len(words)
    full = {name: frozenset(followers) for name, followers in _followed(text, words).items()}
    runs = list(_runs(text, words))
    years = sorted({int(fold) for fold in folds if len(fold) == 4 and fold.isdecimal() and fold[:2] in ("19", "20")})
    return _Article(
        frozenset(folds),
        frozenset(map(_stem, folds)),
        frozenset(_stem(word.fold) for word in words if word.capital or not cased),
        frozenset((one, _single(two)) for one, two in pairwise(folds)),
        frozenset(
            (fold, _single(unit))
            for place, fold in enumerate(folds)
            if fold in _EDGES
            for unit in folds[place + 2 : place + 5]
            if _single(unit) in _UNITS
        ),
        frozenset(later - earlier for earlier in years for later in years if later > earlier),
        frozenset(word.text for word in words if word.text.isupper() and len(word.text) > 1),
        full,
        frozenset((run[0], run[1]) for run in runs if len(run) == 2),
        frozenset(pair for run in runs for pair in combinations(run[:_LONGEST], 2)),
    )


def _followed(text: str, words: Sequence[_Token]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    end = _Token("", "", len(text), len(text))
    for word, following in pairwise((*words, end)):
        if word.capital:
            joined = following.capital and text[word.end : following.start] == " "
            found.setdefault(word.fold, set()).add(following.fold if joined else "")
    return found


def _runs(text: str, words: Sequence[_Token]) -> Iterator[list[str]]:
    """The names of two words or more: what is written with capitals and has only blanks between."""
    run: list[str] = []
    for place, word in enumerate(words):
        if word.capital and word.fold not in _SMALL:
            joined = run and place and text[words[place - 1].end : word.start] == " "
            if not joined:
                if len(run) > 1:
                    yield run
                run = []
            run.append(word.fold)
        else:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _names(text: str, words: Sequence[_Token], article: _Article, found: Comparison) -> Iterator[Finding]:
    """Runs of words written as names of which the article has not one form."""
    counterparts = {link.target for link in found.links}
    figures = Marks(fact.span for fact in found.target_facts if fact.kind != "name")
    linked = Marks(fact.span for place, fact in enumerate(found.target_facts) if place in counterparts)
    run: list[int] = []
    for place, word in enumerate(words):
        if not word.capital or word.fold in _SMALL or _stem(word.fold) in article.named:
            continue
        opens = _OPENING.search(text[max(0, word.start - 12) : word.start]) is not None
        if (
            (opens and (not article.folds.isdisjoint(_forms(word.fold)) or not _goes_on(text, words, place)))
            or figures.at(word) is not None
            or _identified(words, place, article, linked)
        ):
            continue
        if run and run[-1] + _step(text, words, run[-1], 1) == place:
            run.append(place)
            continue
        if run:
            yield _run(text, words, run, article)
        run = [place]
    if run:
        yield _run(text, words, run, article)


def _goes_on(text: str, words: Sequence[_Token], place: int) -> bool:
    """Whether the next word belongs to the same name."""
    if not 0 <= place < len(words) - 1 or not (words[place].capital and words[place + 1].capital):
        return False
    return text[words[place].end : words[place + 1].start] in _JOINING


def _step(text: str, words: Sequence[_Token], place: int, way: int) -> int:
    """How many words on the next word of a name is: 1, or 2 over a small word (Guild of Bakers); 0 if there is none."""
    if _goes_on(text, words, place if way > 0 else place - 1):
        return 1
    beyond = place + 2 * way
    small = 0 <= beyond < len(words) and words[beyond].capital and words[place + way].fold in _SMALL
    ends = sorted((place, beyond))
    if not small or text[words[ends[0]].end : words[ends[1]].start].strip(" ") != words[place + way].text:
        return 0
    return 2


def _identified(words: Sequence[_Token], place: int, article: _Article, linked: Marks) -> bool:
    """Whether the families have found the counterpart of the name that a word belongs to.

    That does not bear out a first name before a surname that the article has alone: another may have the same surname.
    """
    span = linked.at(words[place])
    if span is None:
        return False
    following = words[place + 1] if place + 1 < len(words) else None
    if following is None or following.start >= span.end:
        return True
    return _stem(following.fold) not in article.stems


def _run(text: str, words: Sequence[_Token], run: Sequence[int], article: _Article) -> Finding:
    """The finding for a run; a note if it only writes out an acronym of the article."""
    first, last = run[0], run[-1]
    while last - first < _LONGEST and (step := _step(text, words, first, -1)):
        first -= step
    while last - first < _LONGEST and (step := _step(text, words, last, 1)):
        last += step
    span = _span(text, words[run[0]], words[run[-1]])
    initials = "".join(
        word.text[0] for word in words[first : min(last + 1, first + _LONGEST)] if word.fold not in _SMALL
    )
    parts = {initials[a:b] for a in range(len(initials)) for b in range(a + 2, len(initials) + 1)}
    short = max(parts & article.acronyms, key=len, default="")
    if len(short) > 2 or (short and short == initials):
        return _added("name", span, "note", f"The source has only “{short}” for “{span.text}”.")
    return _added("name", span)


def _joined(text: str, words: Sequence[_Token], article: _Article) -> Iterator[Finding]:
    """Two words of the article that it nowhere has as one name: the first name of another person, East Yorkshire."""
    names = first_names("en")
    listed = frozenset().union(*(followers for name, followers in article.full.items() if name in names))
    owners = {last: first for first, last in article.people} | dict.fromkeys(listed, "")
    firsts = names | {first for first, _ in article.people}
    for word, following in pairwise(words):
        if not (word.capital and following.capital and text[word.end : following.start] == " "):
            continue
        here = article.full.get(word.fold, frozenset())
        if not here or following.fold not in article.full or (word.fold, following.fold) in article.together:
            continue
        if word.fold in _QUARTERS:
            yield _added("name", _span(text, word, following))
        elif (
            word.fold in firsts
            and following.fold in owners
            and "" not in here
            and following.fold not in names
            and word.fold not in _TITLES
            and not mostly_small(word.fold, "en")
            and (
                following.fold in listed
                or not names.isdisjoint((word.fold, owners[following.fold]))
                or not mostly_small(following.fold, "en")
            )
        ):
            message = f"“{word.text}” belongs to another name in the source."
            yield _added("name", _span(text, word, word), "warning", message)


def _words_of(text: str) -> set[str]:
    return {_single(match.group().lower()) for match in _TOKEN.finditer(text)}


def _times(text: str, words: Sequence[_Token], article: _Article, found: Comparison) -> Iterator[Finding]:
    """Ordinals, durations and times told from the present that the article does not have.

    A duration that the families have matched with one in other words is the article's in another unit: 18 months are a
    year and a half.
    """
    linked = ((found.source_facts[link.source], found.target_facts[link.target]) for link in found.links)
    converted = Marks(
        fact.span
        for origin, fact in linked
        if fact.kind == "unit" and _words_of(origin.span.text).isdisjoint(_words_of(fact.span.text))
    )
    for place, word in enumerate(words):
        after = [other.fold for other in words[place + 1 : place + 4]]
        unit = _single(after[0]) if after else ""
        stem = _stem(word.fold)
        span = None
        kind: Kind = "date"
        if word.fold in _ORDINALS and word.fold not in article.folds:
            span, kind = _span(text, word, words[place + 1] if after else word), "number"
        elif word.fold in _WHEN and unit in _UNITS and (word.fold, unit) not in article.pairs:
            span = _span(text, word, words[place + 1])
        elif word.fold in _EDGES and after[:1] == ["of"] and len(after) == 3 and _single(after[2]) in _UNITS:
            if (word.fold, _single(after[2])) not in article.edges:
                span = _span(text, word, words[place + 3])
        elif word.fold == "row" and [w.fold for w in words[max(0, place - 2) : place]] == ["in", "a"]:
            if not article.folds & _RUNNING:
                span, kind = _span(text, words[max(0, place - 4)], word), "number"
        elif stem in _MULTIPLES and not article.stems & _MULTIPLES[stem]:
            span, kind = _span(text, word, word), "number"
        elif (
            unit in _UNITS
            and (unit != "second" or word.fold not in _ARTICLES)
            and _counts(word.fold)
            and not _lasts(word.fold, unit, article)
            and converted.at(word) is None
        ):
            span, kind = _span(text, word, words[place + 1]), "unit"
        if span is not None:
            yield _added(kind, span)


def _counts(fold: str) -> bool:
    return fold in _CARDINALS or fold in _ARTICLES or (fold.isdecimal() and len(fold) < 3)


def _lasts(fold: str, unit: str, article: _Article) -> bool:
    """Whether the article has the same number of the same unit, in words or digits."""
    said = {fold, _CARDINALS.get(fold, fold)} | {word for word, number in _CARDINALS.items() if number == fold}
    if unit == "year" and int(_CARDINALS.get(fold, fold) if fold not in _ARTICLES else 1) in article.ages:
        return True
    if fold in _ARTICLES:
        said |= _ARTICLES | {"1", "per", "each", "every"}
    return any((form, unit) in article.pairs for form in said)


def _span(text: str, first: _Token, last: _Token) -> Span:
    return Span(text[first.start : last.end], first.start, last.end)
