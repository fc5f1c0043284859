"""What to make of the names that nothing accounts for: which belong together, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ..types import Direction, Finding, Severity, Span
from . import entities, likely
from .resolve import Item, Pair, name_likelihood
from .side import Side

LOST = 0.6
"""Least likelihood of being a name for a German word whose loss is reported."""
NEW = 0.6
"""The same for an English word that came from nowhere."""
TRANSLATED = 0.9
SURE = 0.95
ALIKE = 0.6
"""Indel similarity of two spellings from which on one is taken for a garbled form of the other."""
NOT_A_NAME = -2.5
"""Log-odds under which a word that is also a small town's name (Ende, Bar) is not suspected."""
_HOME = frozenset({"country:DE", "org:eu", "place:europe", "country:US"})
"""What translators add for readers abroad ("the German parliament"): a note."""


@dataclass(slots=True)
class Suspect:
    """Words ``first`` to ``last`` of a side: a name that the other side does not account for."""

    first: int
    last: int
    likelihood: float
    known: Item | None
    before: bool
    """The article has settled it before: dropping or repeating it is a note."""

    @property
    def kind(self) -> str:
        """``place``, ``city``, ``org``, ``person`` ... for a name that a table knows, else empty."""
        if self.known is None or self.known.mention is None:
            return ""
        return max(self.known.mention.entities).partition(":")[0].replace("country", "place")


def findings(pair: Pair, direction: Direction) -> list[Finding]:
    """All findings about the names of a pair."""
    result = [_split(pair, item) for item in pair.mine if item.how == "split"]
    lost = _suspects(pair.left, pair.mine, LOST)
    new = _suspects(pair.right, pair.theirs, NEW)
    if direction == "target":
        lost = [suspect for suspect in lost if any(similarity(pair, suspect, other) >= ALIKE for other in new)]
    for suspect in lost:
        partner = _partner(pair, suspect, new) or _surplus(pair, suspect)
        if partner is not None:
            if partner in new:
                new.remove(partner)
            result.append(_changed(pair, suspect, partner))
        elif direction == "both":
            result.append(_missing(pair, suspect))
    result += [_added(pair, suspect) for suspect in new]
    if direction == "both" and pair.left.lang != pair.right.lang:
        result += _translated(pair)
    return result


def _suspects(side: Side, items: list[Item], threshold: float) -> list[Suspect]:
    """Unaccounted names; neighbours that no table knows are one name."""
    result: list[Suspect] = []
    for item in items:
        if item.how or item.soft or (item.mention is not None and item.mention.related):
            continue
        word = side.words[item.first]
        single = item.first == item.last
        if item.known and single and likely.word_logit(word.text, side.lang) < NOT_A_NAME:
            continue
        likelihood = name_likelihood(side, item)
        if side.lang == "de" and not item.known and likelihood < SURE and likely.mostly_small(word.fold, "de"):
            continue
        if likelihood < threshold or (side.lang == "en" and not item.known and _ordinary(side, item, likelihood)):
            continue
        last = result[-1] if result else None
        if last and last.last + 1 == item.first and not item.known and last.known is None and _adjoin(side, item.first):
            last.last, last.likelihood = item.last, max(last.likelihood, likelihood)
            last.before = last.before and item.before
        else:
            result.append(Suspect(item.first, item.last, likelihood, item if item.known else None, item.before))
    return result


def _ordinary(side: Side, item: Item, likelihood: float) -> bool:
    """True for an English word with a capital that is mostly written small, or for one too short to judge."""
    word = side.words[item.first]
    if len(word.fold) <= 2 or word.fold in likely.never("generic"):
        return True
    if word.initial and likelihood < SURE and word.fold not in likely.load("en").seen:
        return True
    return likelihood < SURE and likely.mostly_small(word.fold, "en")


def _adjoin(side: Side, index: int) -> bool:
    return side.text[side.words[index - 1].end : side.words[index].start] in (" ", "-", ". ")


def similarity(pair: Pair, mine: Suspect, other: Suspect) -> float:
    """How alike two names are written, 0 to 1."""
    a = "".join(word.fold for word in pair.left.words[mine.first : mine.last + 1])
    b = "".join(word.fold for word in pair.right.words[other.first : other.last + 1])
    return float(Indel.normalized_similarity(a, b))


def _partner(pair: Pair, suspect: Suspect, new: list[Suspect]) -> Suspect | None:
    """The unexplained name that most likely stands where the lost one should."""
    best, score = None, -1.0
    for other in new:
        place = suspect.first / max(1, len(pair.left.words)) - other.first / max(1, len(pair.right.words))
        same_kind = bool(suspect.kind) and suspect.kind == other.kind
        value = 2 * similarity(pair, suspect, other) + same_kind - abs(place)
        if value > score:
            best, score = other, value
    return best


def _surplus(pair: Pair, suspect: Suspect) -> Suspect | None:
    """A place that the English names more often than the German, where the German names another one."""
    if suspect.kind != "place" or suspect.before:
        return None
    for item in pair.theirs:
        if not item.known or item.mention is None or item.how != "entity":
            continue
        if not any(entity.startswith(("place:", "country:")) for entity in item.mention.entities):
            continue
        here = sum(bool(m.entities & item.mention.entities) for m in pair.left.mentions)
        there = sum(bool(m.entities & item.mention.entities) for m in pair.right.mentions)
        if there > here:
            return Suspect(item.first, item.last, 1.0, item, before=False)
    return None


def _changed(pair: Pair, lost: Suspect, new: Suspect) -> Finding:
    source, target = pair.left.span(lost.first, lost.last), pair.right.span(new.first, new.last)
    alike = similarity(pair, lost, new) >= ALIKE
    severity: Severity = "warning"
    if lost.kind and new.kind:
        if lost.kind == new.kind or {lost.kind, new.kind} <= {"place", "org"}:
            severity = "error"
    elif alike and min(lost.likelihood, new.likelihood) >= SURE and _misspelt(pair, lost, new):
        severity = "error"
    check = "name.garbled" if alike and not (lost.kind and new.kind) else "name.changed"
    message = f"“{source.text}” has become “{target.text}”."
    return Finding(check, "name", severity, source, target, expected(pair.left, lost), message)


def _misspelt(pair: Pair, lost: Suspect, new: Suspect) -> bool:
    """True if the German form has been seen and the English one has not: a typing error of the source is the reverse."""
    german = likely.load(pair.left.lang).seen if pair.left.lang == "de" else {}
    seen = all(word.fold in german for word in pair.left.words[lost.first : lost.last + 1])
    english = likely.load("en").seen
    return seen and not any(word.fold in english for word in pair.right.words[new.first : new.last + 1])


def _missing(pair: Pair, lost: Suspect) -> Finding:
    source = pair.left.span(lost.first, lost.last)
    message = f"“{source.text}” is not in the English."
    if lost.before:
        message = f"“{source.text}”, carried over before, is not in the English of this sentence."
    severity: Severity = "note" if lost.before or _prefix(pair.left, lost) else "warning"
    return Finding("name.missing", "name", severity, source, None, expected(pair.left, lost), message)


def _prefix(side: Side, lost: Suspect) -> bool:
    """True for the country before a hyphen (US-Präsident, US-Dollar), which English often leaves out."""
    after = lost.last + 1
    return lost.kind == "place" and after < len(side.words) and side.words[after].glued


def _added(pair: Pair, new: Suspect) -> Finding:
    target = pair.right.span(new.first, new.last)
    mention = new.known.mention if new.known else None
    message = f"“{target.text}” is in the English, but nothing in the German stands for it."
    severity: Severity = "warning"
    if new.before or (mention is not None and not mention.entities.isdisjoint(_HOME)):
        severity = "note"
    elif new.kind == "place":
        severity = "error"
    return Finding("name.added", "name", severity, None, target, (), message)


def _split(pair: Pair, item: Item) -> Finding:
    source = pair.left.span(item.first, item.last)
    target = pair.right.span(item.partner, min(item.partner + 2, len(pair.right.words) - 1))
    message = f"“{source.text}” has been torn apart: “{target.text}”."
    return Finding("name.garbled", "name", "error", source, target, (source.text,), message)


def _translated(pair: Pair) -> list[Finding]:
    """Names made of common words that were translated as such: Manuel Neuer as Manuel New."""
    result = []
    by_last = {item.last: item for item in pair.mine}
    for item in pair.mine:
        if item.how != "word" or item.mention is not None or item.partner < 0:
            continue
        before = by_last.get(item.first - 1)
        if before is None or before.how not in ("copy", "sound") or before.partner + 1 != item.partner:
            continue
        likelihood = name_likelihood(pair.left, item)
        if likelihood >= TRANSLATED and _adjoin(pair.left, item.first):
            source, target = pair.left.span(item.first), pair.right.span(item.partner)
            severity: Severity = "error" if likelihood >= SURE else "warning"
            message = f"The name “{source.text}” has been translated: “{target.text}”."
            result.append(Finding("name.translated", "name", severity, source, target, (source.text,), message))
    return result


def expected(side: Side, suspect: Suspect) -> tuple[str, ...]:
    """A few English names that would do, the preferred one first."""
    mention = suspect.known.mention if suspect.known else None
    text = side.span(suspect.first, suspect.last).text
    if mention is None:
        return (text,)
    known = entities.load()
    names = dict.fromkeys(name for e in sorted(mention.entities) for name in known.english_names(e))
    return tuple(names)[:4] or (text,)
