"""What both sides say overall: which way things move, whether something is denied, whether it is only reported."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..types import Finding, Severity, Span
from .findings import finding
from .scan import Cue


class Part(NamedTuple):
    """A stretch of a text and the cues in it."""

    text: str
    start: int
    end: int
    cues: Sequence[Cue]

    def of(self, family: str) -> list[Cue]:
        """The cues of a family."""
        return [cue for cue in self.cues if cue.family == family]

    def span(self, cue: Cue) -> Span:
        """The place of a cue in the whole text."""
        return Span(self.text[cue.start : cue.end], cue.start, cue.end)

    def words(self, cue: Cue) -> str:
        """What a cue says, with its last word if that stands apart: nahm ... ab."""
        last = f" ... {self.text[slice(*cue.apart)]}" if cue.apart else ""
        return self.text[cue.start : cue.end] + last

    def at(self, cue: Cue) -> float:
        """Relative position of a cue: 0 at the beginning of the part, 1 at its end."""
        return (cue.start - self.start) / (self.end - self.start)


_BREAK = re.compile(
    r"[.!?](?:(?<=[^\W\d_]{3}[.!?])|(?<=[)\"”“»«%€][.!?])|(?<=\d{4}[.!?]))"
    r"[\"'“”’»«)]*\s+(?=[\"'„“”‚‘»«(]*[A-ZÄÖÜ])"
)
"""The end of a sentence; "am 5. Mai", "z. B. Nürnberg", "U.S. Army" contain none."""
_SAME = 0.06
"""Maximum distance between two sentence ends that count as the same, as a share of their texts."""


def telling(said: Sequence[Cue], shown: Sequence[Cue]) -> bool:
    """Whether there is anything that could be reported: a plain denial, reservation or direction."""
    left = {cue.family for cue in said if cue.strong}
    right = {cue.family for cue in shown if cue.strong}
    return not left.isdisjoint(("negation", "hedge")) or "negation" in right or "direction" in left & right


def paired(source: str, target: str, said: Sequence[Cue], shown: Sequence[Cue]) -> list[tuple[Part, Part]]:
    """The sentences of both texts side by side; if their numbers differ, stretches between ends at similar places."""
    left = [match.end() for match in _BREAK.finditer(source)]
    right = [match.end() for match in _BREAK.finditer(target)] if left else []
    if len(left) != len(right):
        left, right = _like(left, right, len(source), len(target))
    if not left:
        return [(Part(source, 0, len(source), said), Part(target, 0, len(target), shown))]
    return list(zip(_parts(source, left, said), _parts(target, right, shown), strict=True))


def _like(left: Sequence[int], right: Sequence[int], source: int, target: int) -> tuple[list[int], list[int]]:
    """The ends that are mutually nearest, and near enough."""
    both: list[tuple[int, int]] = []
    for end in left:
        near = min(right, key=lambda other: abs(other / target - end / source), default=None)
        if near is None or abs(near / target - end / source) > _SAME:
            continue
        if min(left, key=lambda other: abs(near / target - other / source)) == end:
            both.append((end, near))
    return [end for end, _ in both], [end for _, end in both]


def _parts(text: str, ends: Sequence[int], cues: Sequence[Cue]) -> Iterator[Part]:
    for start, end in pairwise((0, *ends, len(text))):
        yield Part(text, start, end, [cue for cue in cues if start <= cue.start < end])


def balanced(said: Sequence[Cue], shown: Sequence[Cue]) -> set[str]:
    """The denial checks that texts of many sentences pass as a whole: a denial may have moved to another sentence."""
    denied = sum(cue.family == "negation" and cue.strong for cue in said)
    denying = sum(cue.family == "negation" and cue.strong for cue in shown)
    return {"negation.lost"} if denied <= denying else {"negation.added"}


def sentence(source: Part, target: Part, attributed: bool) -> list[Finding]:
    """Findings about a pair of sentences as wholes. ``attributed``: the target attributes something somewhere."""
    found = _negation(source, target)
    if not found:
        found += _direction(source, target)
    return found + _hedge(source, target, attributed)


def _direction(source: Part, target: Part) -> list[Finding]:
    """Axes on which the target moves one way more often than the source, and the other way less often."""
    said, shown = source.of("direction"), target.of("direction")
    if not said or not shown:
        return []
    here, there = _poles(said), _poles(shown)
    found: list[Finding] = []
    for value in sorted({cue.value for cue in shown if cue.strong}):
        axis, pole = value[:-1], value[-1]
        contrary = axis + ("-" if pole == "+" else "+")
        accusing = [cue for cue in there[value] if cue.strong]
        wanted = [cue for cue in here[contrary] if cue.strong]
        more = _unexplained(target, source, accusing, here[value])
        fewer = _unexplained(source, target, wanted, there[contrary])
        if not (more > 0 and fewer > 0):
            accusing = [cue for cue in accusing if not _near(target, source, cue, here[value])]
            wanted = [cue for cue in wanted if not _near(source, target, cue, there[contrary])]
            accusing = [cue for cue in accusing if _near(target, source, cue, wanted)]
            wanted = [cue for cue in wanted if _near(source, target, cue, accusing)]
        if accusing and wanted:
            left, right = source.span(wanted[0]), target.span(accusing[0])
            if any(other.target == right for other in found):
                continue  # halved is on two axes
            meant = "is another time of day" if axis == "day" else "means the opposite"
            message = f"“{source.words(wanted[0])}” became “{target.words(accusing[0])}”, which {meant}."
            check = "time.changed" if axis == "day" else "direction.reversed"
            found.append(finding(check, "warning", left, right, message))
    return found


def _near(text: Part, other: Part, cue: Cue, counterparts: Sequence[Cue]) -> bool:
    """Whether one of the other side's cues is in about the same place."""
    reach = min(_NEAR, _FAR / (text.end - text.start))
    return any(abs(text.at(cue) - other.at(counterpart)) < reach for counterpart in counterparts)


def _unexplained(text: Part, other: Part, cues: Sequence[Cue], counterparts: Sequence[Cue]) -> int:
    """How many cues are left over: a plain counterpart explains one anywhere, a weak one only nearby."""
    reach = min(_NEAR, _FAR / (text.end - text.start))
    explained = sum(
        counterpart.strong or any(abs(text.at(cue) - other.at(counterpart)) < reach for cue in cues)
        for counterpart in counterparts
    )
    return len(cues) - explained


def _poles(cues: Sequence[Cue]) -> defaultdict[str, list[Cue]]:
    poles: defaultdict[str, list[Cue]] = defaultdict(list)
    for cue in cues:
        poles[cue.value].append(cue)
    return poles


def _negation(source: Part, target: Part) -> list[Finding]:
    """A denial that the other side leaves out.

    Denials are counted: each surplus one on a side needs, near its place, a word of the other side that may say the
    same (unable, unless, rarely). Those still left over are reported.
    """
    said, shown = source.of("negation"), target.of("negation")
    denied, denying = [cue for cue in said if cue.strong], [cue for cue in shown if cue.strong]
    if len(denied) > len(denying):
        for cue in _bare(source, target, denied, denying, _spare(source, target, said, shown)):
            if not _excused(source, target, cue, denied if denying else ()):
                span = source.span(cue)
                return [
                    finding(
                        "negation.lost",
                        "warning",
                        span,
                        None,
                        f"The source denies something with “{span.text}”; the target does not.",
                    )
                ]
    elif len(denying) > len(denied):
        for cue in _bare(target, source, denying, denied, [cue for cue in said if not cue.strong]):
            if not _excused(target, source, cue, denying if denied else ()):
                span = target.span(cue)
                return [
                    finding(
                        "negation.added",
                        "note",
                        None,
                        span,
                        f"The target denies something with “{span.text}”; the source does not.",
                    )
                ]
    return []


def _spare(text: Part, other: Part, cues: Sequence[Cue], shown: Sequence[Cue]) -> list[Cue]:
    """The weak words of ``other`` that no weak word of ``text`` accounts for (verhindern, prevent)."""
    spare = [cue for cue in shown if not cue.strong]
    reach = min(_NEAR, _FAR / (text.end - text.start))
    for cue in cues:
        if not cue.strong and spare and cue.value == "deny":
            nearest = min(spare, key=lambda other_cue: abs(text.at(cue) - other.at(other_cue)))
            if abs(text.at(cue) - other.at(nearest)) < reach:
                spare.remove(nearest)
    return spare


def _excused(text: Part, other: Part, cue: Cue, denials: Sequence[Cue]) -> bool:
    """Whether a denial may be left out on the other side."""
    return (
        _rhetorical(text, cue)
        or _compound(text, cue)
        or _again(text, cue, denials)
        or _verbatim(text.text, other.text, cue)
    )


_NEAR = 0.25
"""Maximum distance between two words that say the same, as a share of their sentences ..."""
_FAR = 90
"""... and in characters."""
_WIDE = 0.7
"""The same for words that hardly mean anything else (unable, refused), which may be at the other end."""


def _bare(text: Part, other: Part, denials: Sequence[Cue], matched: Sequence[Cue], excuses: Sequence[Cue]) -> list[Cue]:
    """The denials of ``text`` that neither a denial of ``other`` nor an excuse near their place accounts for."""

    def apart(cue: Cue, counterpart: Cue) -> float:
        return abs(text.at(cue) - other.at(counterpart))

    def alone(cue: Cue) -> float:
        return min((apart(cue, counterpart) for counterpart in matched), default=1.0)

    over = sorted(denials, key=alone, reverse=True)[: len(denials) - len(matched)]
    reach = min(_NEAR, _FAR / (text.end - text.start))
    wide = min(_WIDE, 2 * _FAR / (text.end - text.start))
    left = list(excuses)
    bare = []
    for cue in over:
        near = (
            e
            for e in left
            if (e.value in ("not", cue.value) and apart(cue, e) < reach)
            or (e.value in ("deny", "wide") and apart(cue, e) < wide)
        )
        excuse = min(near, key=lambda e: apart(cue, e), default=None)
        if excuse is None:
            bare.append(cue)
        else:
            left.remove(excuse)
    return bare


_ENDS = re.compile(r"[.!?](?=\s|[\"'“”’»«]|$)")


_JOINED = re.compile(r"\s(?:und|oder|noch|and|or|nor)\s|,")


def _again(part: Part, cue: Cue, denials: Sequence[Cue]) -> bool:
    """Whether the cue only repeats one shortly before it: ohne Plan und ohne Geld, without plan or money."""
    word = _word(part, cue)
    return any(
        other is not cue
        and _word(part, other)[:4] == word[:4]
        and abs(other.start - cue.start) < _FAR
        and _JOINED.search(part.text, min(other.end, cue.end), max(other.start, cue.start))
        for other in denials
    )


def _word(part: Part, cue: Cue) -> str:
    return part.text[cue.start : cue.end].lower()


def _compound(part: Part, cue: Cue) -> bool:
    """Whether the cue is part of a word (Nicht-EU-Bürger, no-deal) or short for something else (No. 1)."""
    after = part.text[cue.end : cue.end + 2]
    return after[:1] == "-" or (after[:1] == "." and after[1:2] in " 0123456789" and cue.end - cue.start == 2)


def _rhetorical(part: Part, cue: Cue) -> bool:
    """Whether the cue is in a question, where a denial denies little (Ist das nicht schön?)."""
    end = _ENDS.search(part.text, cue.end)
    return end is not None and end.group() == "?"


def _verbatim(source: str, target: str, cue: Cue) -> bool:
    """Whether the target quotes the words around the cue unchanged: a title left in its language."""
    return source[cue.start : cue.end + 5] in target


_ASIDE = 0.35
"""Maximum distance between two reservations that say the same, as a share of a stretch of many sentences."""
_LONG = 300
"""A stretch longer than this, in characters, is taken to contain many sentences."""


def _reserved(source: Part) -> list[Cue]:
    """The reservations of a part; what may also be a first person or a noun counts only where others bear it out."""
    cues = source.of("hedge")
    values = {cue.value for cue in cues}
    shut = {"quoted?", "quoted??"} if "self" in values else set()
    if not values & {"frame", "quoted", "quoted?", "source"}:
        shut.add("quoted??")
    return [
        cue
        for cue in cues
        if cue.strong
        and cue.value not in shut
        and not (cue.value[-1] == "?" and source.text[cue.start].isupper())
        and not (cue.value == "source" and _loud(source, cue))
    ]


_BY = re.compile(r"\s+(?:de[rmns]|eine[rms]|[A-ZÄÖÜ„\"\d])")


def _loud(source: Part, cue: Cue) -> bool:
    """Whether "laut" says how loud something is, and not according to whom."""
    return _word(source, cue) == "laut" and not _BY.match(source.text, cue.end)


def _hedge(source: Part, target: Part, attributed: bool) -> list[Finding]:
    """A reservation that the target turns into a plain fact: nothing in it marks it as merely claimed or intended.

    Suspects and modal verbs that the source also has are no evidence about the reservation.
    """
    strong = _reserved(source)
    if not strong:
        return []
    shown = [cue for cue in target.of("hedge") if cue.value != "source"]
    named = attributed or len(shown) < len(target.of("hedge"))
    for kind in ("suspect", "modal", "report"):
        same = [cue for cue in shown if cue.value == kind]
        for cue in same[: sum(cue.value == kind for cue in source.of("hedge"))]:
            shown.remove(cue)
    meant = [cue for cue in target.of("hedge") if cue.value != "source"]
    long = target.end - target.start > _LONG
    free = [cue for cue in shown if cue.value != "future"]
    for cue in sorted(strong, key=lambda cue: cue.value != "said"):  # the graver ones first
        if _rhetorical(source, cue) or (cue.value.startswith("quoted") and attributed):
            continue
        if cue.value == "source" and named:
            continue
        pool = meant if cue.value == "should" else free
        near = [other for other in pool if not long or abs(source.at(cue) - target.at(other)) < _ASIDE]
        if near:
            # A reservation answers one cue only; words of saying ("according to") cover the whole sentence.
            if near[0].value in ("modal", "suspect", "report") or cue.value != "said":
                continue
            spent = next((other for other in near if other.value == "doubt"), None)
            if spent is not None and spent in free:
                free.remove(spent)
            continue
        span = source.span(cue)
        severity: Severity = "warning" if cue.value == "said" else "note"
        message = f"The target states as a fact what the source qualifies with “{span.text}”."
        if cue.value == "source":
            message = f"The target does not say according to whom: “{span.text}”."
        return [finding("hedge.lost", severity, span, None, message)]
    return []
