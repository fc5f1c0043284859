"""Numbers, dates and names that differ between two versions of an article.

Facts are first found again: in the sentence that corresponds, then elsewhere. Of those left over, two that stand in
each other's place (the same words around them, the same thing counted, nearly the same spelling) are one that has
changed. The rest is gone or new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ..types import CheckedSentence
from .align import Pair
from .slots import Slots
from .told import Told, told, words_of

_STRONG = 3
"""From this score on, two facts stand in each other's place beyond doubt."""
_WEAK = 2
_FAITHFUL = 0.75
"""From this similarity of its sentence on, a change between two facts that both versions know is one all the same."""
_SMALL = 12
"""Numbers up to this one stand in every text: only what they count says whether two of them are the same."""

_PAIRS = 2_500
"""Pairs of facts of a sentence that are all compared."""
_ALIKE = 50
"""Facts of the same value in a sentence that one is compared with."""
_PAIRS_APART = 40_000
"""Pairs of facts of all sentences that are compared; where more are left over, these are two articles."""
_APART = 10
"""Facts that two may stand apart in a sentence that has more."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change between facts; ``None`` for what was not there, or is not there any more."""

    before: Told | None
    after: Told | None
    sentence: str
    """Of the newer version if that has anything in the place."""


def fact_changes(
    older: Sequence[CheckedSentence], newer: Sequence[CheckedSentence], pairs: Sequence[Pair]
) -> list[Change]:
    """Every change, in no order, also where headline and text have the same one."""
    before, after = _Version(older), _Version(newer)
    loose = [_Loose(pair, before, after) for pair in pairs if not pair.equal]
    _drop_moved(loose)
    found: list[Change] = []
    lost: list[tuple[Told, str]] = []
    new: list[Told] = []
    for one in loose:
        for a, b in one.partners():
            known = after.knows(a) and before.knows(b)
            if not known or one.pair.ratio >= _FAITHFUL:
                found.append(Change(a, b, b.sentence.id))
        here = one.pair.newer.id if one.pair.newer else ""
        lost += [(a, here or a.sentence.id) for a in one.old if not after.knows(a)]
        new += [b for b in one.new if not before.knows(b)]
    found += _apart(lost, new)
    corrected = [change for change in found if change.before is not None and change.after is not None]
    return [change for change in found if not _part_of(change, corrected)]


class _Version:
    """All facts of one version, to be looked up by what they say."""

    def __init__(self, sentences: Sequence[CheckedSentence]) -> None:
        self._place = {id(sentence): place for place, sentence in enumerate(sentences)}
        self._words = frozenset(word for sentence in sentences for word in words_of(sentence.source))
        self._by_value: defaultdict[tuple[str, str], list[Told]] = defaultdict(list)
        self._by_word: defaultdict[str, list[Told]] = defaultdict(list)
        for fact in (fact for sentence in sentences for fact in self.of(sentence)):
            for key in fact.keys:
                self._by_value[fact.family, key].append(fact)
            if fact.family == "name":
                self._by_word[fact.last].append(fact)
            elif fact.family == "figure":
                self._by_word[fact.bare_value].append(fact)

    def of(self, sentence: CheckedSentence | None, *, optional: bool = False) -> list[Told]:
        """A sentence's facts."""
        return [] if sentence is None else told(sentence, self._place[id(sentence)], optional=optional)

    def knows(self, fact: Told) -> bool:
        """Whether a fact of the other version is told here too, in whatever sentence."""
        alike = [other for key in fact.keys for other in self._by_value.get((fact.family, key), ())]
        if fact.family == "figure":
            told_otherwise = (
                other for other in self._by_word.get(fact.bare_value, ()) if other.fact.kind != fact.fact.kind
            )
            return any(other.counts_same(fact) or _unmistakable(fact, other) for other in alike) or any(
                not fact.small(_SMALL) and not other.small(_SMALL) for other in told_otherwise
            )
        if alike or fact.family != "name":
            return bool(alike)
        # What is taken for a name depends on the words around it, and a person's first name is given once.
        return fact.words <= self._words or any(
            fact.person and other.person and fact.akin(other) for other in self._by_word.get(fact.last, ())
        )


def _unmistakable(fact: Told, other: Told) -> bool:
    """Whether two figures of one value are one although not both say what they count."""
    if fact.conflicts(other):
        return False
    return not (fact.noun or other.noun) or not fact.small(_SMALL)


class _Loose:
    """A sentence that is not the same in both versions, with its facts that are not accounted for."""

    def __init__(self, pair: Pair, before: _Version, after: _Version) -> None:
        self.pair = pair
        self.old, self.new = _unmatched(before.of(pair.older), after.of(pair.newer))
        self._spare = before.of(pair.older, optional=True), after.of(pair.newer, optional=True)
        both = pair.older is not None and pair.newer is not None
        self._slots = Slots(pair.older.source, pair.newer.source) if both else None  # type: ignore[union-attr]

    def seated(self, least: int = _WEAK) -> list[tuple[Told, Told]]:
        """Facts that stand in each other's place, the surest first, each in one pair at most.

        What a translation may drop ("ein Toter") may be one of the two if there is no doubt.
        """
        if self._slots is None:
            return []
        old, new = self._spare
        scored = [(self._slots.score(a, b), a, b) for a, b in _near(self.old, self.new)]
        spare = [*_near(old, self.new), *_near(self.old, new)]
        scored += [(s, a, b) for a, b in spare if (s := self._slots.score(a, b)) >= _STRONG and not a.same(b)]
        scored.sort(key=lambda one: (-one[0], abs(one[1].index - one[2].index)))
        taken: set[int] = set()
        pairs = []
        for score, a, b in scored:
            if score >= least and taken.isdisjoint((id(a), id(b))):
                pairs.append((a, b))
                taken |= {id(a), id(b)}
        return pairs

    def partners(self) -> list[tuple[Told, Told]]:
        """Facts that have changed in their place; they are then accounted for."""
        pairs = self.seated()
        gone = {id(fact) for pair in pairs for fact in pair}
        self.old = [fact for fact in self.old if id(fact) not in gone]
        self.new = [fact for fact in self.new if id(fact) not in gone]
        return pairs


def _near(old: Sequence[Told], new: Sequence[Told]) -> list[tuple[Told, Told]]:
    """Pairs of facts; of the lists of figures that some texts are, only such as stand at about the same place."""
    if len(old) * len(new) <= _PAIRS:
        return [(a, b) for a in old for b in new]
    return [(a, b) for n, a in enumerate(old) for b in new[max(0, n - _APART) : n + _APART + 1]]


def _named(fact: Told) -> Iterable[str]:
    return (fact.last,) if fact.family == "name" else ()


def _shortened(one: Told, other: Told) -> bool:
    return one.person and other.person and one.last == other.last and one.akin(other)


_TESTS: tuple[tuple[Callable[[Told], Iterable[str]], Callable[[Told, Told], bool]], ...] = (
    (lambda fact: fact.keys, lambda a, b: a.same(b) and a.counts_same(b)),
    (lambda fact: fact.keys, lambda a, b: a.same(b)),
    (_named, _shortened),
)
"""How a fact is found again: what two must share to be compared, and the comparison."""


def _unmatched(old: list[Told], new: list[Told]) -> tuple[list[Told], list[Told]]:
    """What is left of two lists of facts without those that both have.

    First what counts the same is found, then what is the same, then names that one has in full ("Minister Kerber").
    """
    for marks, alike in _TESTS:
        places: defaultdict[str, list[Told]] = defaultdict(list)
        for fact in new:
            for mark in marks(fact):
                places[mark].append(fact)
        found: set[int] = set()
        for a in old:
            near = (b for mark in marks(a) for b in places[mark][:_ALIKE] if id(b) not in found)
            partner = next((b for b in near if alike(a, b)), None)
            if partner is not None:
                found |= {id(a), id(partner)}
        old = [fact for fact in old if id(fact) not in found]
        new = [fact for fact in new if id(fact) not in found]
    return old, new


def _drop_moved(loose: Iterable[_Loose]) -> None:
    """Account for facts that have moved to another sentence.

    Not moved is what has a partner in its old and in its new place: where 11 dead and 12 hurt become 12 dead and
    13 hurt, no 12 has moved.
    """
    loose = list(loose)
    seated = {id(fact) for one in loose for pair in one.seated(_STRONG) for fact in pair}
    arrived: defaultdict[tuple[str, str], list[tuple[_Loose, Told]]] = defaultdict(list)
    for there in loose:
        for b in there.new:
            for key in b.keys:
                arrived[b.family, key].append((there, b))
    moved: set[int] = set()
    for one in loose:
        for a in one.old:
            for there, b in (match for key in a.keys for match in arrived.get((a.family, key), ())):
                if there is one or id(b) in moved or a.conflicts(b) or (id(a) in seated and id(b) in seated):
                    continue
                moved |= {id(a), id(b)}
                break
    for one in loose:
        one.old = [fact for fact in one.old if id(fact) not in moved]
        one.new = [fact for fact in one.new if id(fact) not in moved]


def _apart(lost: Sequence[tuple[Told, str]], new: Sequence[Told]) -> list[Change]:
    """The facts left over: one that takes another's place in a sentence that does not correspond, then gone and new."""
    changes: list[Change] = []
    rest = list(new)
    few = len(lost) * len(new) <= _PAIRS_APART
    for a, here in lost:
        heirs = [b for b in rest if _takes_place(a, b)] if few else []
        rivals = [other for other, _ in lost if _takes_place(other, heirs[0])] if heirs else []
        if heirs and (heirs[0].family == "name" or len(heirs) == len(rivals) == 1):
            rest.remove(heirs[0])
            changes.append(Change(a, heirs[0], heirs[0].sentence.id))
        else:
            changes.append(Change(a, None, here))
    return [*changes, *(Change(None, b, b.sentence.id) for b in rest)]


def _part_of(change: Change, corrected: Sequence[Change]) -> bool:
    """Whether a name is gone or new only because a correction touches its short form too."""
    if change.after is None:
        return any(change.before.akin(one.before) for one in corrected if change.before and one.before)
    if change.before is None:
        return any(change.after.akin(one.after) for one in corrected if one.after)
    return False


def _takes_place(before: Told, after: Told) -> bool:
    """Whether one of two facts in sentences that do not correspond can be the other one changed: a name respelt, the
    same thing counted, the same words on both sides."""
    if before.family != after.family:
        return False
    if before.respelt(after) or before.counts_same(after):
        return True
    same_words = before.around == after.around and all(word.isalpha() for word in before.around)
    return before.fact.kind == after.fact.kind == "number" and same_words
