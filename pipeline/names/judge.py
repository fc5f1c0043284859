"""Judging the names that nothing accounts for: which belong together, and how serious each is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from itertools import chain

from rapidfuzz.distance import Indel, Levenshtein

from ..types import Direction, Finding, Severity
from . import clubs, likely, lost, peoples, usage
from .candidates import Candidate
from .circumstances import (
    at_home,
    before_carried,
    expected,
    first_name,
    is_fuller,
    is_prefix,
    rather_a_word,
    read_as,
)
from .matching import UNMATCHED, Match, Matching, Pair, Settled
from .remarks import namesake, untranslated
from .respelt import is_familiar, is_person_here, respelt
from .side import Side, vicinity
from .text import english_stem
from .unmatched import SURE, Suspect, suspects

LOST = 0.68
"""Minimum probability (:mod:`.lost`) that a German name was lost, not expressed in another way, for a warning."""
CERTAIN = 0.9
"""From this probability of being lost, a name that is also a common noun (Bahn) is a warning as any other."""
LOST_IN_ENGLISH = 0.3
"""Minimum likelihood of being a name for an English word whose loss from an English text is reported."""
NEW = 0.75
"""Minimum likelihood of being a name for an unexplained English word: translators add more than they drop."""
PAIRED = 0.3
"""Minimum likelihood for a lost name and the new name that replaces it."""
APART = 0.35
"""Maximum distance, as a share of the sentence, between two unlike names that are taken for a swap."""
TURNED = 4
"""Maximum words between a people and a place for a certain swap: Regierung des Iran, the Iraqi government."""
ALIKE = 0.6
"""Minimum Indel similarity of two spellings for one to be taken for a garbled form of the other."""
SPELLING = 0.8
"""Minimum similarity for a town and a place of another table to be two spellings of one name."""
CORRECTED = 0.75
"""Minimum similarity for a known English form to be a corrected slip of the source."""
SHORTEST_SLIP = 6
"""An unknown name of the source is a slip only for a known one of at least so many letters that is one letter away."""
_NOISE = "’'®?\ufffd"
"""What is left before the rest of a word by letters that a model could not write: ®ahin."""
_HOME = frozenset({"country:DE", "org:eu", "place:europe", "country:US"})
"""What translators add for readers abroad ("the German parliament"): a note."""


def findings(
    matching: Matching, settled: Settled, mistranslated: Mapping[int, Finding], direction: Direction
) -> list[Finding]:
    """All findings about the names of a pair.

    ``mistranslated`` are those of :func:`.remarks.translated`, which ``matching`` already counts as accounted for.
    """
    pair = matching.pair
    candidates = pair.source_candidates
    matches = [(name, matching.source.get(name.first, UNMATCHED)) for name in candidates]
    result = [_split(pair, name, match) for name, match in matches if match.how == "split"]
    if pair.source.lang != pair.target.lang:
        for name, match in matches:
            found = None
            if match.how == "translated":
                found = mistranslated[name.first]
            elif match.how == "copy":
                found = untranslated(pair, name, match.partner)
            elif match.how == "sound":
                found = respelt(pair, name, match.partner)
            elif match.how == "entity":
                found = namesake(pair, name, match.partner)
            if found is not None:
                result.append(found)
    swapped, gone, new = _sorted_out(matching, settled, direction, peoples.unaccounted(matching, settled))
    result += [_changed(pair, mine, other) for mine, other in swapped]
    known = {pair.target.words[other.first].fold for _, other in swapped}
    new = [suspect for suspect in new if suspect.kind or pair.target.words[suspect.first].fold not in known]
    told: set[int] = set()
    for suspect in gone if direction == "both" else ():
        other = _surplus(matching, suspect) or _mangled(pair, suspect)
        if other is not None:
            told.add(other.first)
        if other is not None:
            result.append(_changed(pair, suspect, other))
        elif _is_lost(matching, suspect):
            result.append(_missing(matching, suspect))
    for suspect in (suspect for suspect in new if suspect.first not in told):
        instead = peoples.fewer(pair, suspect) if suspect.people and direction == "both" else None
        if instead is not None:
            result.append(_changed(pair, instead, suspect))
        elif suspect.likelihood >= NEW:
            result.append(_added(matching, suspect, direction))
    result = _once(result)
    if direction == "both" and not any(suspect.people for suspect in (*gone, *new, *chain.from_iterable(swapped))):
        result += [_exchanged(pair, mine, other) for mine, other in peoples.exchanged(pair)]
    return result


def _once(found: list[Finding]) -> list[Finding]:
    """``found`` with one finding for each slip, though the text makes it more than once."""
    kept: dict[tuple[str, str, str], Finding] = {}
    for finding in found:
        target = finding.target.text if finding.target else ""
        key = (finding.check, finding.source.text if finding.source else "", target)
        kept.setdefault(key if target and finding.source else (*key[:2], str(len(kept))), finding)
    return list(kept.values())


def _sorted_out(
    matching: Matching,
    settled: Settled,
    direction: Direction,
    further: tuple[list[Suspect], list[Suspect]] = ([], []),
) -> tuple[list[tuple[Suspect, Suspect]], list[Suspect], list[Suspect]]:
    """The unaccounted names of both sides: which replace each other, and what remains on either side.

    ``further`` are suspects on either side besides the names, such as peoples.
    """
    pair = matching.pair
    mine = [
        Candidate(name.first, name.last) if name.mention is not None and name.mention.inside else name
        for name in pair.source_candidates
        if name.first not in matching.source
    ]
    theirs = [name for name in pair.target_candidates if name.first not in matching.target]
    gone, new = suspects(pair.source, mine, settled.source), suspects(pair.target, theirs, settled.target)
    gone = [s for s in gone if not (_is_place(s) and peoples.says(pair.target_candidates, s, pair.source))]
    new = [s for s in new if not (_is_place(s) and peoples.says(pair.source_candidates, s, pair.target))]
    if any(further):
        gone, new = sorted([*gone, *further[0]], key=_place), sorted([*new, *further[1]], key=_place)
    swapped = _swaps(pair, gone, new, direction)
    used = {id(suspect) for both in swapped for suspect in both}
    return swapped, [s for s in gone if id(s) not in used], [s for s in new if id(s) not in used]


def _place(suspect: Suspect) -> int:
    return suspect.first


def unpaired(matching: Matching) -> list[Suspect]:
    """The names of the source that nothing in the target accounts for or replaces."""
    return _sorted_out(matching, Settled(), "both")[1]


def _is_lost(matching: Matching, suspect: Suspect) -> bool:
    """True if the name is to be reported as missing: more likely lost than expressed in another way."""
    if suspect.people:
        return True
    if matching.pair.source.lang == matching.pair.target.lang:
        return suspect.likelihood >= LOST_IN_ENGLISH
    return lost.probability(matching, suspect) >= LOST


def _swaps(pair: Pair, gone: list[Suspect], new: list[Suspect], direction: Direction) -> list[tuple[Suspect, Suspect]]:
    """Which new name replaces which lost one, the most alike first; each name is used once."""
    candidates = []
    for mine in (suspect for suspect in gone if suspect.likelihood >= PAIRED):
        around = vicinity(pair.source, mine.first, pair.target)
        first, last = (bisect_left(new, at, key=lambda suspect: suspect.first) for at in (around.start, around.stop))
        for other in (suspect for suspect in new[first:last] if suspect.likelihood >= PAIRED):
            if (mine.people or other.people) and not peoples.comparable(mine, other):
                continue
            alike = similarity(pair, mine, other)
            apart = _apart(pair, mine, other)
            same_kind = bool(mine.kind) and (mine.kind == other.kind or (_both_places(mine, other) and apart <= APART))
            unlike = direction == "both" and apart <= APART and not (is_prefix(pair.source, mine) and not other.kind)
            if alike >= ALIKE or unlike or (direction == "both" and same_kind):
                candidates.append((2 * alike + same_kind - apart, mine, other))
    result: list[tuple[Suspect, Suspect]] = []
    used: set[int] = set()
    for _, mine, other in sorted(candidates, key=lambda c: -c[0]):
        if used.isdisjoint((id(mine), id(other))):
            used.update((id(mine), id(other)))
            result.append((mine, other))
    return result


def similarity(pair: Pair, mine: Suspect, other: Suspect) -> float:
    """How similar the spellings of two names are, 0 to 1."""
    a = "".join(word.fold for word in pair.source.words[mine.first : mine.last + 1])
    b = "".join(word.fold for word in pair.target.words[other.first : other.last + 1])
    return float(Indel.normalized_similarity(a, b))


def _apart(pair: Pair, mine: Suspect, other: Suspect) -> float:
    """The distance between two names, as a share of their sentences."""
    return abs(mine.first / len(pair.source.words) - other.first / len(pair.target.words))


def _surplus(matching: Matching, suspect: Suspect) -> Suspect | None:
    """A place that the English names more often than the German, where the German names a different one."""
    if not _is_place(suspect) or suspect.before:
        return None
    pair = matching.pair
    around = vicinity(pair.source, suspect.first, pair.target)
    for item in pair.target_candidates:
        if item.first not in around or item.mention is None or not (item.known or peoples.is_people(item)):
            continue
        if matching.of_target(item).how != "entity":
            continue
        if not any(entity.startswith(("place:", "country:")) for entity in item.mention.entities):
            continue
        here, there = pair.counts(item.mention.entities)
        if there > here:
            return Suspect(item.first, item.last, 1.0, item, before=False)
    return None


def _mangled(pair: Pair, suspect: Suspect) -> Suspect | None:
    """A capitalised English word that resembles the name though it is unlikely to be one itself: Overath, Overall."""
    if suspect.likelihood < PAIRED or suspect.before or is_prefix(pair.source, suspect):
        return None
    for at in vicinity(pair.source, suspect.first, pair.target):
        word = pair.target.words[at]
        torn = word.start > 0 and pair.target.text[word.start - 1] in _NOISE
        if (word.capital or torn) and pair.target.mention_of[at] < 0 and pair.unaccounted(at):
            if not torn and word.initial and likely.mostly_small(english_stem(word.fold), "en"):
                continue  # "Stepping" at the start of a sentence
            other = Suspect(at, at, 0.0, None, before=False)
            if similarity(pair, suspect, other) >= ALIKE:
                return other
    return None


def _is_place(suspect: Suspect) -> bool:
    return suspect.kind in ("place", "city")


def _both_places(mine: Suspect, other: Suspect) -> bool:
    return _is_place(mine) and _is_place(other)


def _is_sure(mine: Suspect, other: Suspect, *, likeness: float, near: bool) -> bool:
    """True if two names listed in tables are certainly a swap.

    ``likeness`` is that of their spellings; ``near`` says whether they are in the same part of their sentences.
    """
    if mine.kind == other.kind in ("place", "people"):
        return near or mine.people == other.people or abs(mine.first - other.first) <= TURNED
    if not near:
        return False
    if _both_places(mine, other) and mine.kind != other.kind:
        return likeness < SPELLING
    return mine.kind == other.kind or {mine.kind, other.kind} <= {"place", "org"}


def _are_alone(pair: Pair) -> bool:
    """True if either text has one listed name only: one can only stand for the other, wherever it stands."""
    return all(sum(name.known for name in names) == 1 for names in (pair.source_candidates, pair.target_candidates))


def _changed(pair: Pair, mine: Suspect, other: Suspect) -> Finding:
    source, target = pair.source.span(mine.first, mine.last), pair.target.span(other.first, other.last)
    likeness = similarity(pair, mine, other)
    alike = likeness >= ALIKE
    severity: Severity = "warning"
    if mine.kind and other.kind:
        near = _apart(pair, mine, other) <= APART or (not (mine.people or other.people) and _are_alone(pair))
        if _is_sure(mine, other, likeness=likeness, near=near):
            severity = "error"
    elif alike and min(mine.likelihood, other.likelihood) >= SURE and _misspelt(pair, mine, other):
        severity = "error"
    elif likeness >= CORRECTED and not mine.kind and _corrected(pair, mine, other):
        severity = "note"
    if peoples.is_own_language(pair, mine, other):
        severity = "note"  # each text refers to its own language
    check = "name.garbled" if alike and not (mine.kind and other.kind) else "name.changed"
    became = f"is spelt “{target.text}” in {pair.target_text}" if check == "name.garbled" else f"became “{target.text}”"
    message = f"“{source.text}” {became}."
    return Finding(check, "name", severity, source, target, expected(pair.source, mine), message)


def _exchanged(pair: Pair, mine: Suspect, other: Suspect) -> Finding:
    source, target = pair.source.span(mine.first, mine.last), pair.target.span(other.first, other.last)
    message = (
        f"{pair.target_text.capitalize()} has “{source.text}” once less than {pair.source_text} and “{target.text}” "
        "once more: it may say the one where it should say the other."
    )
    severity: Severity = "note" if peoples.is_at_home(mine) else "warning"
    return Finding("name.changed", "name", severity, source, target, expected(pair.source, mine), message)


def _seen(side: Side, suspect: Suspect) -> list[bool]:
    known = likely.load(side.lang).seen
    return [word.fold in known for word in side.words[suspect.first : suspect.last + 1]]


def _misspelt(pair: Pair, mine: Suspect, other: Suspect) -> bool:
    """True if the source's form has been seen before and the target's has not."""
    return all(_seen(pair.source, mine)) and not any(_seen(pair.target, other))


def _corrected(pair: Pair, mine: Suspect, other: Suspect) -> bool:
    """True if only the target's form has been seen: more likely a corrected slip of the source."""
    if any(_seen(pair.source, mine)):
        return False
    if is_person_here(pair.source, mine.last) and not is_familiar(pair.target, other.last):
        return False  # Millner is not Miller
    if all(_seen(pair.target, other)):
        return True
    if mine.first != mine.last or other.first != other.last:
        return False
    here, there = pair.source.words[mine.first].fold, pair.target.words[other.first].fold
    if usage.frequency(here).german or not usage.frequency(there).english:
        return False
    return len(there) >= SHORTEST_SLIP and int(Levenshtein.distance(here, there)) == 1


def _missing(matching: Matching, mine: Suspect) -> Finding:
    pair = matching.pair
    source = pair.source.span(mine.first, mine.last)
    message = f"“{source.text}” is not in {pair.target_text}."
    severity: Severity = "warning"
    if mine.before:
        message = f"“{source.text}” is missing from {pair.target_text} of this sentence; an earlier one has it."
        severity = "note"
    elif mine.people:
        severity = "note" if peoples.goes_without(matching, mine) else "warning"
    elif is_prefix(pair.source, mine) or first_name(matching, mine) or clubs.is_longer(pair.source, pair.target, mine):
        severity = "note"
    elif rather_a_word(pair.source, mine) and lost.probability(matching, mine) < CERTAIN:
        message = f"“{source.text}” may be a name, and is not in {pair.target_text}."
        severity = "note"
    return Finding("name.missing", "name", severity, source, None, expected(pair.source, mine), message)


def _added(matching: Matching, new: Suspect, direction: Direction) -> Finding:
    pair = matching.pair
    target = pair.target.span(new.first, new.last)
    mention = new.known.mention if new.known else None
    message = f"“{target.text}”{read_as(new)} is in {pair.target_text} but has no counterpart in {pair.source_text}."
    severity: Severity = "warning"
    if new.before or (mention is not None and not mention.entities.isdisjoint(_HOME)):
        severity = "note"
    elif clubs.is_longer(pair.target, pair.source, new):
        severity = "note"  # Hertha Berlin for Hertha
    elif direction == "both" and mention is not None and at_home(pair, mention.entities):
        severity = "note"  # Poland's Sejm
    elif direction == "both" and new.kind == "person" and is_fuller(pair, new):
        severity = "note"  # Xi Jinping for Xi
    elif new.people:
        explained = direction == "both" or peoples.is_misspelt(pair, new)
        severity = "note" if explained else "warning"
    elif new.kind == "place":
        severity = "error"
    elif direction == "both" and (
        before_carried(matching, new, mine=False) or new.kind == "org" or target.text.isupper()
    ):
        severity = "note"  # a translator's explanation; a summary has nothing to explain
    return Finding("name.added", "name", severity, None, target, (), message)


def _split(pair: Pair, name: Candidate, match: Match) -> Finding:
    source = pair.source.span(name.first, name.last)
    target = pair.target.span(match.partner, min(match.partner + 2, len(pair.target.words) - 1))
    message = f"“{source.text}” is broken into pieces in {pair.target_text}: “{target.text}”."
    return Finding("name.garbled", "name", "error", source, target, (source.text,), message)
