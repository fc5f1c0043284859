"""How likely it is that a name which nothing in the English accounts for was lost, not expressed in another way.

A small model over some hundred simple properties of the name, its use, its position and the unexplained rest of the
English: a logistic one with a dozen hidden units beside it, for properties that mean something only together. Its
weights (``tables/names/lost.tsv``) are learned by ``tools/tables/lost.py``: names removed from translations are lost,
words that translators left unaccounted for are not.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from operator import mul

from rapidfuzz.distance import Indel

from ..resources import tables
from . import dictionary, lexicon, likely, usage
from .candidates import Candidate, likelihood
from .entities import load, rows
from .matching import CARRIED, Matching, Pair
from .side import Side, vicinity
from .text import Word, english_stem
from .unmatched import Suspect

WEIGHTS = "lost.tsv"
HIDDEN = 12
"""Number of hidden units."""
OUTPUT = "output"
"""The row of the table with the hidden units' weights in the sum."""
NEAR, NEXT = 0.2, 0.08
"""How far, as a share of the sentence, a translation may be from the place its word suggests; and the maximum at which
it counts as being right there."""
ALIKE = 0.6
"""Minimum Indel similarity for an English word to look like the name."""
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")
_ABSTRACT = ("ung", "heit", "keit", "schaft", "ion", "tät")
_SHORTEST_ADJECTIVE = 5
_GERMAN_PRONOUNS = frozenset(
    {
        *("man", "er", "sie", "es", "ihn", "ihm", "ihr", "ihre", "ihrer", "ihren", "ihrem", "ihres", "ihnen"),
        *("sein", "seine", "seiner", "seinen", "seinem", "seines", "wir", "uns", "unser", "unsere", "unserer"),
    }
)
"""Folded German pronouns that English pronouns translate."""
_PRONOUNS = frozenset(
    {"he", "she", "it", "they", "him", "her", "his", "hers", "its", "them", "their", "we", "us", "our"}
)
"""English pronouns that may stand for a name."""


@lru_cache(maxsize=1)
def _weights() -> dict[str, tuple[float, ...]]:
    """By property its own weight, then its weights in the hidden units."""
    table = rows(tables() / "names" / WEIGHTS, (2 + HIDDEN,))
    return {name: tuple(map(float, weights)) for name, *weights in table}


def probability(matching: Matching, suspect: Suspect) -> float:
    """Probability that ``suspect``, a name of the German side, was lost."""
    weights = _weights()
    sums = [0.0] * (1 + HIDDEN)
    for name, value in features(matching, suspect):
        for at, weight in enumerate(weights.get(name, ())):
            sums[at] += weight * value
    logit = sums[0] + sum(map(mul, map(math.tanh, sums[1:]), weights[OUTPUT][1:]))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def features(matching: Matching, suspect: Suspect) -> Iterator[tuple[str, float]]:
    """The properties of ``suspect``, as names and values of about one; those that do not apply are left out."""
    yield "bias", 1.0
    yield from _of_the_word(matching.pair.source, suspect)
    yield from _of_its_use(matching.pair.source, suspect)
    yield from _of_the_place(matching.pair.source, suspect)
    yield from _of_the_names(matching, suspect)
    yield from _of_the_english(matching.pair, suspect)
    yield from _of_the_pronouns(matching.pair, suspect)
    yield from _of_the_slips(matching.pair, suspect)


def _flags(**values: bool) -> Iterator[tuple[str, float]]:
    return ((name, 1.0) for name, value in values.items() if value)


def _of_the_word(side: Side, suspect: Suspect) -> Iterator[tuple[str, float]]:
    words = _nominative(side.words[suspect.first : suspect.last + 1], suspect)
    word = words[0]
    kind = suspect.kind or "unknown"
    own = max(likely.word_logit(w.text, "de") for w in words)
    own = max(-6.0, min(6.0, own)) / 3
    share = max(0.001, min(0.999, suspect.likelihood))
    here = math.log(share / (1 - share)) / 3
    seen = [w.fold in likely.load("de").seen for w in words]
    yield f"kind {kind}", 1.0
    yield "own logit", own
    yield "logit here", here
    heard = "seen" if any(seen) else "unseen"
    yield f"{heard} own step {round(own)}", 1.0
    yield f"{heard} step here {round(here)}", 1.0
    if not any(seen):
        yield "unseen own logit", own
        yield "unseen logit here", here
        yield from _flags(unseen_in_dictionary=dictionary.has(word.text))
    yield "length", min(len(word.fold), 16) / 10
    yield from _flags(
        all_seen=all(seen),
        in_lexicon=lexicon.is_word(word.fold),
        noun_in_lexicon=lexicon.is_noun(word.fold),
        compound=bool(likely.compound(word.fold, "de")),
        loose_compound=bool(lexicon.split_compound(word.fold)),
        in_dictionary=dictionary.has(word.text),
        capitals=word.text.isupper(),
        several_words=suspect.last > suspect.first,
        ends_in_s=word.fold.endswith("s"),
        ends_in_e=word.fold.endswith(("e", "en")),
        abstract=word.fold.endswith(_ABSTRACT),
    )


def _nominative(words: list[Word], suspect: Suspect) -> list[Word]:
    """``words`` without the genitive ending if a table has the name without it: Mexikos was seldom seen."""
    last = words[-1]
    if suspect.known is None or not last.fold.endswith("s") or not load().german.has(last.text[:-1]):
        return words
    return [*words[:-1], last._replace(text=last.text[:-1], fold=last.fold[:-1])]


def _of_its_use(side: Side, suspect: Suspect) -> Iterator[tuple[str, float]]:
    words = side.words[suspect.first : suspect.last + 1]
    used = [usage.frequency(word.fold) for word in words]
    german, english = min(each.german for each in used), min(each.english for each in used)
    yield "german use", german / 3
    yield "english use", english / 3
    yield f"german use {round(german)}", 1.0
    yield f"use apart {max(-2, min(4, round(german - english)))}", 1.0
    if not any(word.fold in likely.load("de").seen for word in words):
        yield "unseen german use", german / 3
        yield "unseen english use", english / 3
    word = words[0]
    lower = dictionary.has(word.text.lower())
    small = likely.mostly_small(word.fold, "de")
    yield from _flags(
        mostly_small=small,
        lower_in_dictionary=lower,
        lower_in_dictionary_initial=lower and word.initial,
        initial_in_dictionary=word.initial and dictionary.has(word.text),
        has_translation=bool(lexicon.translations(word.fold).usual),
    )
    if suspect.kind and small:
        yield f"mostly small {suspect.kind}", 1.0


def _of_the_place(side: Side, suspect: Suspect) -> Iterator[tuple[str, float]]:
    words, first, last = side.words, suspect.first, suspect.last
    word = words[first]
    before = words[first - 1].fold if first else ""
    articles = likely.never("article")
    determined = before in articles or before in likely.never("determiner")
    adjective = len(before) >= _SHORTEST_ADJECTIVE and before.endswith(_ADJECTIVE_ENDINGS)
    small = first > 0 and not words[first - 1].capital
    preposition = before in likely.never("preposition")
    follower = words[last + 1].fold if last + 1 < len(words) else ""
    mark = side.text[: word.start].rstrip()[-1:]
    after = side.text[words[last].end :].lstrip()[:1]
    yield from _flags(
        initial=word.initial,
        after_hyphen=word.glued,
        before_hyphen=last + 1 < len(words) and words[last + 1].glued,
        after_article=before in articles,
        after_determiner=determined,
        after_preposition=preposition,
        after_small=small and not (determined or preposition or adjective or word.initial),
        after_speech=before in likely.never("speech"),
        before_speech=follower in likely.never("speech"),
        after_its_kind=first > 0 and words[first - 1].capital and before.endswith(apposition()) and side.spaced(first),
        before_small_verb=follower.endswith(("t", "te", "ten")) and not words[last + 1].capital if follower else False,
        after_capital=first > 0 and words[first - 1].capital,
        after_adjective=adjective and not words[first - 1].capital and not determined,
        quoted=mark != "" and mark in "\"„“”'‚‘»«›‹",
        bracketed=mark == "(",
        before_comma=after != "" and after in ",;:/",
        said_twice=len(side.folds.get(word.fold, ())) > 1,
    )


def _of_the_names(matching: Matching, suspect: Suspect) -> Iterator[tuple[str, float]]:
    pair, side = matching.pair, matching.pair.source
    after, before = pair.after(suspect.last), pair.before(suspect.first)
    yield "share of names carried", 1 - matching.open_names / max(1, len(pair.source_candidates))
    yield "other open names", min(5, matching.open_names - 1) / 3
    yield from _flags(
        first_name=_is_carried(matching, after) and side.spaced(suspect.last + 1),
        after_name=_is_carried(matching, before) and side.spaced(suspect.first),
        after_title=before is not None and matching.of_source(before).how in ("word", "part"),
    )


@lru_cache(maxsize=1)
def apposition() -> tuple[str, ...]:
    """Folded ends of German nouns that stand before a name of their kind: Ortschaft, Regierungschef."""
    return tuple(sorted(likely.never("apposition")))


def _is_carried(matching: Matching, candidate: Candidate | None) -> bool:
    if candidate is None or matching.of_source(candidate).how not in CARRIED:
        return False
    return likelihood(matching.pair.source, candidate) > 0.5


def _of_the_english(pair: Pair, suspect: Suspect) -> Iterator[tuple[str, float]]:
    german, english = pair.source.words, pair.target.words
    word = german[suspect.first]
    there = suspect.first / len(german)
    around = vicinity(pair.source, suspect.first, pair.target)
    free = [at for at in around if pair.unaccounted(at)]
    distances = [
        abs(at / len(english) - there)
        for at in free
        if len(english[at].fold) >= 4
        and not english[at].fold.isdigit()
        and (english[at].initial or not english[at].capital)
    ]
    near = min(3, sum(distance < NEAR for distance in distances))
    yield "free words", min(6, len(distances)) / 3
    yield "free words near", near / 2
    yield "free words next", min(2, sum(distance < NEXT for distance in distances)) / 2
    if word.fold not in likely.load("de").seen:
        yield "unseen free words near", near / 2
    capitals = sum(english[at].capital and not english[at].initial for at in free)
    yield "free capitals", min(3, capitals) / 2
    yield "length ratio", min(2.0, len(english) / len(german))
    yield "sentence length", min(80, len(german)) / 40
    small = _likest(word.fold, (w.fold for w in (english[at] for at in free) if not w.capital))
    named = _likest(word.fold, (w.fold for w in (english[at] for at in free) if w.capital))
    yield "likeness of a small word", small
    yield "likeness of a capital", named
    yield from _flags(
        alike_small=small >= ALIKE,
        alike_capital=named >= ALIKE,
        begins_alike=len(word.fold) > 3
        and any(english[at].fold[:4] == word.fold[:4] and not english[at].capital for at in around),
    )


def _of_the_pronouns(pair: Pair, suspect: Suspect) -> Iterator[tuple[str, float]]:
    """English pronouns without a German one, in the whole sentence and near the name's place: "he" for Johnson."""
    here, there = pair.source.words, pair.target.words
    place = suspect.first / len(here)
    mine = [at / len(here) for at, word in enumerate(here) if word.fold in _GERMAN_PRONOUNS]
    theirs = [at / len(there) for at, word in enumerate(there) if word.fold in _PRONOUNS]
    near = sum(abs(at - place) < NEAR for at in theirs)
    more, nearer = len(theirs) - len(mine), near - sum(abs(at - place) < NEAR for at in mine)
    yield "more pronouns", max(0, min(2, more))
    yield "more pronouns near", max(0, min(2, nearer))
    yield from _flags(pronoun_instead=more > 0 and nearer > 0, no_pronoun_near=near == 0)


def _of_the_slips(pair: Pair, suspect: Suspect) -> Iterator[tuple[str, float]]:
    """Whether the source word is one letter from a German word, and whether the English translates that."""
    word = pair.source.words[suspect.first]
    if suspect.first < suspect.last or word.fold in likely.load("de").seen:
        return
    intended = usage.intended(word.text)
    stems = {english_stem(other.fold) for other in pair.target.words}
    yield from _flags(slip=bool(intended), slip_translated=not intended.isdisjoint(stems))


def _likest(folded: str, others: Iterator[str]) -> float:
    """Greatest Indel similarity to one of ``others``, 0 to 1."""
    return max((Indel.normalized_similarity(folded, other) for other in others), default=0.0)
