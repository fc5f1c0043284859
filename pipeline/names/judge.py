"""What to make of the names that nothing accounts for: which belong together, and how bad it is."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ..types import Direction, Finding, Severity
from . import entities, lexicon, likely
from .items import Item, Pair, in_title_case, name_likelihood
from .romanise import same_sound
from .side import Side
from .text import english_stem, fold

LOST = 0.3
"""Least likelihood of being a name for a German word whose loss is reported. This and the next two were chosen on a
sweep: 0.6, (0.3, 0.5, 0.8), 0.8 alarm on a fifth fewer sound sentences and miss a third more of the dropped names."""
LOST_UNSEEN = (0.1, 0.2, 0.35)
"""The same for a word never seen in training, by how many English words near its place (none, one, more) no German word
accounts for: such a word may well be its translation."""
LOST_COMMON = 0.35
"""The same for an unseen word that is a compound of common ones, or that begins a sentence."""
NEAR = 0.2
"""How far, in shares of the sentence, a translation may stand from where its word would put it."""
NEW = 0.75
"""The same for an English word that came from nowhere: translators add more than they drop."""
FAINT = 0.1
"""Likelihood below which a word is not looked at."""
PAIRED = 0.3
"""Least likelihood of a lost and a new name that stand in for each other."""
APART = 0.35
"""How far from each other, in shares of the sentence, two unlike names may stand to be taken for a swap."""
TRANSLATED = 0.9
SURE = 0.95
ALIKE = 0.6
"""Indel similarity of two spellings from which on one is taken for a garbled form of the other."""
CORRECTED = 0.75
"""Similarity from which on a known English form is a slip of the source put right."""
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
    if pair.left.lang != pair.right.lang:
        for item in pair.mine:
            if item.mention is None and item.how in ("", "word") and (finding := _translated(pair, item)):
                result.append(finding)
                item.how = "translated"
            elif finding := _untranslated(pair, item):
                result.append(finding)
    lost = _suspects(pair.left, pair.mine)
    new = _suspects(pair.right, pair.theirs)
    for mine, other in _swaps(pair, lost, new, direction):
        lost.remove(mine)
        new.remove(other)
        result.append(_changed(pair, mine, other))
    for suspect in lost if direction == "both" else ():
        if suspect.likelihood >= _needed(pair, suspect):
            surplus = _surplus(pair, suspect)
            result.append(_changed(pair, suspect, surplus) if surplus else _missing(pair, suspect))
    result += [_added(pair, suspect, direction) for suspect in new if suspect.likelihood >= NEW]
    return result


def _needed(pair: Pair, suspect: Suspect) -> float:
    """Least likelihood for the loss of ``suspect`` to be reported."""
    word = pair.left.words[suspect.first]
    if suspect.kind or pair.left.lang != "de":
        return LOST
    if word.fold in likely.load("de").seen:
        return LOST
    if word.initial or lexicon.is_word(word.fold) or likely.compound(word.fold, "de"):
        return LOST_COMMON
    return LOST_UNSEEN[min(_unaccounted_near(pair, suspect), 2)]


def _unaccounted_near(pair: Pair, suspect: Suspect) -> int:
    """How many English content words, about where ``suspect`` should stand, no German word accounts for."""
    there = suspect.first / len(pair.left.words)
    count = 0
    for at, word in enumerate(pair.right.words):
        if (word.capital and not word.initial) or len(word.fold) < 4 or word.fold.isdigit():
            continue
        if abs(at / len(pair.right.words) - there) < NEAR and _unaccounted(pair, at):
            count += 1
    return count


def _unaccounted(pair: Pair, at: int) -> bool:
    """True if no German word accounts for word ``at`` of the English."""
    word = pair.right.words[at]
    if word.fold in likely.never("function"):
        return False
    return english_stem(word.fold) not in pair.possible and word.fold not in pair.left.folds


def _swaps(pair: Pair, lost: list[Suspect], new: list[Suspect], direction: Direction) -> list[tuple[Suspect, Suspect]]:
    """Which new name stands where which lost one should, the most alike first; each name is used once."""
    candidates = []
    for mine in (suspect for suspect in lost if suspect.likelihood >= PAIRED):
        for other in (suspect for suspect in new if suspect.likelihood >= PAIRED):
            alike = similarity(pair, mine, other)
            same_kind = bool(mine.kind) and mine.kind == other.kind
            apart = _apart(pair, mine, other)
            unlike = direction == "both" and apart <= APART and not (_prefix(pair.left, mine) and not other.kind)
            if alike >= ALIKE or unlike or (direction == "both" and same_kind):
                candidates.append((2 * alike + same_kind - apart, mine, other))
    result: list[tuple[Suspect, Suspect]] = []
    for _, mine, other in sorted(candidates, key=lambda c: -c[0]):
        if all(mine is not m and other is not o for m, o in result):
            result.append((mine, other))
    return result


def _suspects(side: Side, items: list[Item]) -> list[Suspect]:
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
        if likelihood < FAINT or _ordinary(side, item, likelihood):
            continue
        last = result[-1] if result else None
        if last and last.last + 1 == item.first and last.known is None and _open(item) and _adjoin(side, item.first):
            last.last, last.likelihood = item.last, max(last.likelihood, likelihood)
            last.known = item if item.known else None
            last.before = last.before and item.before
        else:
            result.append(Suspect(item.first, item.last, likelihood, item if item.known else None, item.before))
    return result


def _open(item: Item) -> bool:
    """True for what a first name may stand before."""
    return item.mention is None or all(entity.startswith("person:") for entity in item.mention.entities)


def _ordinary(side: Side, item: Item, likelihood: float) -> bool:
    """True for a word whose capital says little: too short, at the start of a sentence, or mostly written small."""
    word = side.words[item.first]
    if side.lang == "en" and item.first == item.last and word.fold in likely.never("generic"):
        return True
    if item.known:
        return False
    if len(word.fold) <= 2 or (side.lang == "en" and word.initial and word.fold not in likely.load("en").seen):
        return True
    return likelihood < SURE and likely.mostly_small(word.fold, side.lang)


def _adjoin(side: Side, index: int) -> bool:
    return side.text[side.words[index - 1].end : side.words[index].start] in (" ", "-", ". ")


def _follows(side: Side, index: int) -> bool:
    return side.text[side.words[index - 1].end : side.words[index].start] == " "


def similarity(pair: Pair, mine: Suspect, other: Suspect) -> float:
    """How alike two names are written, 0 to 1."""
    a = "".join(word.fold for word in pair.left.words[mine.first : mine.last + 1])
    b = "".join(word.fold for word in pair.right.words[other.first : other.last + 1])
    return float(Indel.normalized_similarity(a, b))


def _apart(pair: Pair, mine: Suspect, other: Suspect) -> float:
    """How far from each other two names stand, in shares of their sentences."""
    return abs(mine.first / len(pair.left.words) - other.first / len(pair.right.words))


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
    likeness = similarity(pair, lost, new)
    alike = likeness >= ALIKE
    severity: Severity = "warning"
    if lost.kind and new.kind:
        places = lost.kind == new.kind == "place"
        near = _apart(pair, lost, new) <= APART
        if places or (near and (lost.kind == new.kind or {lost.kind, new.kind} <= {"place", "org"})):
            severity = "error"
    elif alike and min(lost.likelihood, new.likelihood) >= SURE and _misspelt(pair, lost, new):
        severity = "error"
    elif likeness >= CORRECTED and not lost.kind and _corrected(pair, lost, new):
        severity = "note"
    check = "name.garbled" if alike and not (lost.kind and new.kind) else "name.changed"
    message = f"“{source.text}” has become “{target.text}”."
    return Finding(check, "name", severity, source, target, expected(pair.left, lost), message)


def _seen(side: Side, suspect: Suspect) -> list[bool]:
    known = likely.load(side.lang).seen
    return [word.fold in known for word in side.words[suspect.first : suspect.last + 1]]


def _misspelt(pair: Pair, lost: Suspect, new: Suspect) -> bool:
    """True if the source's form has been seen before and the target's has not."""
    return all(_seen(pair.left, lost)) and not any(_seen(pair.right, new))


def _corrected(pair: Pair, lost: Suspect, new: Suspect) -> bool:
    """True if only the target's form has been seen: more likely a slip of the source that was put right."""
    return not any(_seen(pair.left, lost)) and all(_seen(pair.right, new))


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


def _added(pair: Pair, new: Suspect, direction: Direction) -> Finding:
    target = pair.right.span(new.first, new.last)
    mention = new.known.mention if new.known else None
    message = f"“{target.text}” is in the English, but nothing in the German stands for it."
    severity: Severity = "warning"
    if new.before or (mention is not None and not mention.entities.isdisjoint(_HOME)):
        severity = "note"
    elif new.kind == "place":
        severity = "error"
    elif direction == "both" and (
        _before_carried(pair.right, pair.theirs, new) or new.kind == "org" or target.text.isupper()
    ):
        severity = "note"  # a translator's explanation; a summary has nothing to explain
    return Finding("name.added", "name", severity, None, target, (), message)


def _before_carried(side: Side, items: list[Item], suspect: Suspect) -> bool:
    """True for a first name before a surname that is accounted for: fuller or shorter, but the same person."""
    after = [item for item in items if item.first == suspect.last + 1]
    return (
        not suspect.kind
        and bool(after)
        and after[0].how in ("copy", "sound", "entity")
        and _adjoin(side, suspect.last + 1)
        and side.text[side.words[suspect.last].end] == " "
    )


def _split(pair: Pair, item: Item) -> Finding:
    source = pair.left.span(item.first, item.last)
    target = pair.right.span(item.partner, min(item.partner + 2, len(pair.right.words) - 1))
    message = f"“{source.text}” has been torn apart: “{target.text}”."
    return Finding("name.garbled", "name", "error", source, target, (source.text,), message)


def _translated(pair: Pair, mine: Item) -> Finding | None:
    """A name made of a common word that was translated as one: Manuel Neuer as Manuel New, Kanzler Kohl as Chancellor
    Cabbage.

    The name before it is carried over and the English word next to that is a common one; or the translation has a
    capital where English puts none; or, less surely, the word is known as a name and stands where names stand.
    """
    likelihood = name_likelihood(pair.left, mine)
    if likelihood < TRANSLATED:
        return None
    before = next((item for item in pair.mine if item.last == mine.first - 1), None)
    at = _beside(pair, before, mine) if before is not None else -1
    if at >= 0:
        word = pair.right.words[at]
        own = mine.how == "word" and mine.partner == at
        free = not mine.how and likelihood >= SURE and _unaccounted(pair, at)
        if not likely.mostly_small(word.fold, "en") or not (word.capital or own or free):
            at = -1
    if at < 0 and mine.how == "word" and mine.partner >= 0:
        word = pair.right.words[mine.partner]
        odd = word.capital and not (word.initial or in_title_case(pair.right) or _in_compound(pair.left, mine))
        if odd and likely.mostly_small(word.fold, "en") and word.fold not in likely.never("generic"):
            at = mine.partner
    sure = at >= 0 and likelihood >= SURE
    if at < 0 and mine.how == "word" and likelihood >= SURE and _only_a_name(pair, mine):
        at = mine.partner
    if at < 0:
        return None
    source, target = pair.left.span(mine.first), pair.right.span(at)
    severity: Severity = "error" if sure else "warning"
    message = f"The name “{source.text}” has been translated: “{target.text}”."
    return Finding("name.translated", "name", severity, source, target, (source.text,), message)


def _only_a_name(pair: Pair, mine: Item) -> bool:
    """True for a word that is known as a name and was rendered by a common English one."""
    if mine.partner < 0 or _in_compound(pair.left, mine):
        return False
    word, other = pair.left.words[mine.first], pair.right.words[mine.partner]
    if word.text.isupper():
        return False
    if word.fold not in likely.load("de").seen or likely.compound(word.fold, "de") or same_sound(word.fold, other.fold):
        return False
    return likely.mostly_small(other.fold, "en")


def _in_compound(side: Side, item: Item) -> bool:
    """True for a part of a word with hyphens: Heilig-Kreuz-Kirche."""
    after = item.last + 1
    return side.words[item.first].glued or (after < len(side.words) and side.words[after].glued)


def _beside(pair: Pair, before: Item, mine: Item) -> int:
    """The English word after the one that carries ``before``, where the German one is ``mine``; or -1."""
    if before.partner < 0 or before.how not in ("copy", "sound"):
        return -1
    at = before.partner + (before.last - before.first) + 1
    if at >= len(pair.right.words) or not (_follows(pair.left, mine.first) and _follows(pair.right, at)):
        return -1
    same = pair.left.words[before.last].fold == pair.right.words[at - 1].fold
    return at if same or before.how == "sound" else -1


def _untranslated(pair: Pair, mine: Item) -> Finding | None:
    """A name that English calls otherwise and that was left in German: Pjöngjang, Selenskyj."""
    if mine.how != "copy" or not mine.known or mine.mention is None or mine.first != mine.last:
        return None
    entity = next(iter(mine.mention.entities))
    if len(mine.mention.entities) > 1 or not entity.startswith(("place:", "country:", "person:")):
        return None
    word = pair.right.words[mine.partner]
    written = word.fold
    names = entities.load().english_names(entity)
    if any(written in (fold(name), fold(name) + "s") for name in names) or not word.capital or word.text.isupper():
        return None
    source, target = pair.left.span(mine.first), pair.right.span(mine.partner)
    message = f"“{source.text}” was left in German; English writes “{names[0]}”."
    place = not entity.startswith("person:") and written not in likely.load("en").seen
    severity: Severity = "warning" if place else "note"
    return Finding("name.untranslated", "name", severity, source, target, tuple(names)[:4], message)


def expected(side: Side, suspect: Suspect) -> tuple[str, ...]:
    """A few English names that would do, the preferred one first."""
    mention = suspect.known.mention if suspect.known else None
    text = side.span(suspect.first, suspect.last).text
    if mention is None:
        return (text,)
    known = entities.load()
    names = dict.fromkeys(name for e in sorted(mention.entities) for name in known.english_names(e))
    return tuple(names)[:4] or (text,)
