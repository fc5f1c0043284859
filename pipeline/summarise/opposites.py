"""What an abstractive sentence turns round: denials, directions, the parties, and what somebody else has said.

A sentence can have all its words, figures and names from the article and say the contrary of it. Each part of it is
held against the English of the sentence that it has most words of, in both directions. Only listed words are known
(``tables/summarise/opposites.toml``); docs/briefs.md says what is found by that and what is not. All findings are
warnings.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from ..errors import TableError
from ..resources import tables
from ..types import CheckedSentence, Fact, Finding, Span
from .words import clauses, content, reservations, words

_GERMAN_NO = re.compile(r"\b(?:nicht|kein\w*|nie|niemals|niemand\w*|nichts|ohne|weder|nirgends)\b", re.IGNORECASE)
_NEAR = 4
"""Telling words behind a "not" among which the denied thing is sought in the source."""
_BEHIND = 2
"""Telling words behind a "not" that say what is denied; also those on either side of a figure that say what it is."""
_BY = re.compile(r"\b(?:is|are|was|were|be|been|being)\b[^,;]*\bby\s(?:\w+\W){0,4}$", re.IGNORECASE)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

_WHERE = re.compile(r"\b(?:in|at|from|near|of|to|off)\s$")
_JOINT = re.compile(r"\b(?:and|but|while)\b|;|,\s")


@dataclass(frozen=True, slots=True)
class _Lists:
    """The table, as patterns. An axis and a pair of roles have two of them each."""

    no: re.Pattern[str]
    denial: re.Pattern[str]
    unreal: re.Pattern[str]
    axes: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
    roles: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]


def opposites(
    text: str,
    facts: Sequence[Fact],
    sources: Sequence[CheckedSentence],
    quoted: Mapping[str, Sequence[tuple[int, int]]],
) -> tuple[Finding, ...]:
    """What a sentence turns round.

    Args:
        text: the sentence, in English.
        facts: its figures and names.
        sources: the sentences it rests on.
        quoted: by sentence, which parts of its translation are somebody's quoted words (:func:`quotations`).
    """
    found: list[Finding] = []
    for start, end, main in _parts(text, sources):
        part, other = text[start:end], main.target or ""
        named = [fact for fact in facts if start <= fact.span.start < end]
        found += _denied(text, part, start, main)
        found += _turned(text, part, start, other, named)
        found += _parties(text, part, start, other)
        found += _exchanged(text, start, end, named, main)
        found += _doer(text, start, end, named, main)
    for start, end in clauses(text):
        found += _unquoted(text, start, end, sources, quoted)
    kept: dict[str, Finding] = {}
    for finding in found:
        kept.setdefault(finding.check, finding)
    return tuple(kept.values())


def quotations(article: Sequence[CheckedSentence]) -> dict[str, list[tuple[int, int]]]:
    """By sentence, the stretches of its translation between quotation marks; a quotation may go on over sentences."""
    found: dict[str, list[tuple[int, int]]] = {}
    inside, block = False, None
    for sentence in article:
        inside = inside and sentence.block == block
        block = sentence.block
        target = sentence.target or ""
        begin, spans = 0, []
        for at, mark in enumerate(target):
            if mark in ("“”" if inside else '„“"»«') or (inside and mark in '"»«'):
                if inside:
                    spans.append((begin, at))
                inside, begin = not inside, at + 1
        if inside:
            spans.append((begin, len(target)))
        if not spans and _mostly_quoted(sentence.source):
            spans = [(0, len(target))]  # the translation has lost the marks
        found[sentence.id] = spans
    return found


def _mostly_quoted(source: str) -> bool:
    return 2 * sum(len(piece) for piece in re.findall(r"[„“\"»«]([^„“”\"»«]+)[“”\"»«]", source)) > len(source)


def _parts(text: str, sources: Sequence[CheckedSentence]) -> Iterator[tuple[int, int, CheckedSentence]]:
    """The clauses, each with the sentence that has most of it; neighbours with the same one are one part."""
    found: list[tuple[int, int, CheckedSentence]] = []
    for start, end in clauses(text):
        own = set(content(text[start:end]))
        main = max(sources, key=lambda s: len(own.intersection(content(s.target or ""))))
        if found and found[-1][2].id == main.id:
            found[-1] = found[-1][0], end, main
        else:
            found.append((start, end, main))
    yield from found


def _denied(text: str, part: str, start: int, main: CheckedSentence) -> Iterator[Finding]:
    """A "not" that the source does not have there, a denial that has become a claim, or a claim a denial."""
    lists, other = _lists(), main.target or ""
    if (
        not lists.no.search(main.source.lower())
        and _GERMAN_NO.search(main.source)
        and not lists.no.search(other.lower())
    ):
        return  # the translation has lost its own "not", or says it with another word: that is the checker's business
    there = [_around(other, match.start(), match.end()) for match in lists.no.finditer(other.lower())]
    here = list(lists.no.finditer(part.lower()))
    affirmed = set(content(other)).difference(*there)
    for match in here:
        behind = _behind(part, match.end(), _BEHIND)
        moved = bool(there) and behind[:1] != [] and behind[0] in affirmed
        added = len(here) > len(there) and not any(near.intersection(behind) for near in there)
        if behind and (moved or added) and not lists.denial.search(other.lower()):
            where = _span(text, start + match.start(), start + match.end())
            message = f"“{where.text}” is not said in the article: compare “{_short(main.source)}”"
            yield Finding("negation.added", "negation", "warning", None, where, (), message)
            return
    said, shown = lists.denial.search(other.lower()), lists.denial.search(part.lower())
    if shown and not said and not there:
        where = _span(text, start + shown.start(), start + shown.end())
        message = f"“{where.text}” denies what the article says: compare “{_short(main.source)}”"
        yield Finding("negation.added", "negation", "warning", None, where, (), message)
    elif not here and not shown and (lost := _undenied(part, other)):
        message = f"The article denies this (“{lost}”): compare “{_short(main.source)}”"
        yield Finding("negation.lost", "negation", "warning", None, _span(text, start, start + len(part)), (), message)
    elif said and not shown and not lists.no.search(part.lower()) and _about(part, other, said.end(), said.start()):
        message = f"The article has “{said.group()}” for this: compare “{_short(main.source)}”"
        yield Finding("negation.lost", "negation", "warning", None, _span(text, start, start + len(part)), (), message)
    elif lists.unreal.search(other.lower()) and not re.search(r"\b(?:would|could|might|almost|nearly)\b", part.lower()):
        message = f"The article only says what would have been: “{_short(main.source)}”"
        yield Finding("hedge.lost", "hedge", "warning", None, _span(text, start, start + len(part)), (), message)


def _undenied(part: str, other: str) -> str:
    """The denial in a source whose denied word a part has without any; empty if there is none."""
    own = set(content(part))
    for match in _lists().no.finditer(other.lower()):
        behind = _behind(other, match.end(), 1)
        if (
            behind
            and behind[0] in own
            and not re.match(r"\W*(?:only|least|just|until)\b", other[match.end() :].lower())
        ):
            return other[match.start() : match.end()]
    return ""


def _about(part: str, other: str, end: int, begin: int) -> bool:
    """Whether a part speaks of what is denied, and not only of another clause of the sentence."""
    first, last = next(((s, e) for s, e in clauses(other) if s <= begin < e), (0, len(other)))
    own = set(content(part))
    return len(own.intersection(content(other[first:last]))) >= min(2, len(own)) or bool(
        own.intersection(_behind(other, end, _NEAR))
    )


def _around(text: str, start: int, end: int) -> set[str]:
    """The telling words that a denial in a source may be about: two before it, four behind it."""
    before = [word.stem for word in words(text) if word.end <= start and word.tells][-_BEHIND:]
    return {*before, *_behind(text, end, _NEAR)}


def _behind(text: str, at: int, number: int) -> list[str]:
    return [word.stem for word in words(text) if word.start >= at and word.tells][:number]


def _turned(text: str, part: str, start: int, other: str, named: Sequence[Fact]) -> Iterator[Finding]:
    """A word that means the opposite of what the source says, of the whole or of a figure."""
    for up, down in _lists().axes.values():
        here = _poles(part, up, down)
        there = _poles(other, up, down)
        if not here or not there:
            continue
        ends = {end for _, _, end in there}
        for first, last, end in here:
            wrong = end not in ends
            if len(ends) == 2:
                figures = [f for f in named if _FIGURE.search(f.span.text)]
                wrong = any(
                    _nearest(here, f.span.start - start) == (first, last, end)
                    and (theirs := _same_figure(f, other)) is not None
                    and _nearest(there, theirs)[2] != end
                    for f in figures
                )
            if wrong:
                theirs_at = next(((s, e) for s, e, pole in there if pole != end), there[0][:2])
                where = _span(text, start + first, start + last)
                message = f"“{where.text}” is the opposite of what the article says (“{other[slice(*theirs_at)]}”)."
                yield Finding("direction.reversed", "direction", "warning", None, where, (), message)
                return


def _poles(text: str, up: re.Pattern[str], down: re.Pattern[str]) -> list[tuple[int, int, bool]]:
    low = text.lower()
    found = [(m.start(), m.end(), True) for m in up.finditer(low)]
    found += [(m.start(), m.end(), False) for m in down.finditer(low)]
    return sorted(found)


def _nearest(poles: Sequence[tuple[int, int, bool]], at: int) -> tuple[int, int, bool]:
    """The pole that a figure goes with: the last one before it, else the first one behind it."""
    before = [pole for pole in poles if pole[1] <= at]
    return before[-1] if before else poles[0]


def _same_figure(fact: Fact, other: str) -> int | None:
    figure = _FIGURE.search(fact.span.text)
    match = figure and re.search(rf"(?<![\d.,]){re.escape(figure.group())}(?![.,]?\d)", other)
    return match.start() if match else None


def _parties(text: str, part: str, start: int, other: str) -> Iterator[Finding]:
    """The deed of one side in the mouth or hand of the other."""
    for sides in _lists().roles.values():
        here, there = _poles(part, *sides), _poles(other, *sides)
        if not here or not there:
            continue
        theirs = {end for _, _, end in there}
        for place, (first, last, end) in enumerate(here):
            bounds = last if place else 0, here[place + 1][0] if place + 1 < len(here) else len(part)
            own = {*content(part[slice(*bounds)])} - {*content(part[first:last])}
            if len(theirs) == 1:
                wrong = end not in theirs and len(here) == 1 and len(own.intersection(content(other))) >= _BEHIND
            else:
                having = {True: 0, False: 0}
                for at, (begin, stop, pole) in enumerate(there):
                    limit = there[at + 1][0] if at + 1 < len(there) else len(other)
                    having[pole] += len(own.intersection(content(other[stop:limit])))
                    if at == 0:
                        having[pole] += len(own.intersection(content(other[:begin])))
                wrong = having[not end] > having[end]
            if wrong:
                where = _span(text, start + first, start + last)
                message = f"In the article it is not “{where.text}”, but the other side: compare “{_short(other)}”"
                yield Finding("name.swapped", "name", "warning", None, where, (), message)
                return


def _exchanged(text: str, start: int, end: int, named: Sequence[Fact], main: CheckedSentence) -> Iterator[Finding]:
    """Two figures that have changed places: the words beside one are beside the other in the source."""
    other = main.target or ""
    here = [f for f in named if f.kind in ("number", "unit") and not f.optional]
    there = [f for f in main.target_facts if f.kind in ("number", "unit") and not f.optional]
    if len(there) < 2:
        return
    theirs = [(f, _beside(other, 0, len(other), f, there)) for f in there]
    for fact in here:
        own = _beside(text, start, end, fact, here)
        same = [len(own & near) for figure, near in theirs if _alike(figure, fact)]
        others = [len(own & near) for figure, near in theirs if not _alike(figure, fact)]
        if same and others and max(others) > max(same) + (max(same) > 0):
            message = f"“{fact.span.text}” goes with something else in the article: compare “{_short(main.source)}”"
            yield Finding("number.swapped", "number", "warning", None, fact.span, (), message)
            return


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two figures are the same, with whatever units."""
    digits = [match.group() for match in map(_FIGURE.search, (one.span.text, other.span.text)) if match]
    return bool(set(one.values) & set(other.values)) or (len(digits) == 2 and digits[0] == digits[1])


def _beside(text: str, start: int, end: int, fact: Fact, others: Sequence[Fact]) -> set[str]:
    """The stems of the telling words next to a figure, up to the next figure or "and" on either side."""
    joints = [match.span() for match in _JOINT.finditer(text, start, end)]
    joints += [(f.span.start, f.span.end) for f in others]
    low = max([start, *(last for _, last in joints if last <= fact.span.start)])
    high = min([end, *(first for first, _ in joints if first >= fact.span.end)])
    told = [w for w in words(text) if w.tells and low <= w.start and w.end <= high]
    before = [w.stem for w in told if w.end <= fact.span.start][-_BEHIND:]
    behind = [w.stem for w in told if w.start >= fact.span.end][: _BEHIND + 1]
    return {*before, *behind}


def _doer(text: str, start: int, end: int, named: Sequence[Fact], main: CheckedSentence) -> Iterator[Finding]:
    """Two names around the same word in another order, or in the same one with "was ... by" on one side only."""
    other = main.target or ""
    names = [f for f in named if f.kind == "name"]
    for first, second in pairwise(names):
        apart = _JOINT.search(text, first.span.end, second.span.start) or _WHERE.search(text, 0, second.span.start)
        if first.span.text == second.span.text and not apart and other.count(second.span.text) == 1:
            message = f"“{second.span.text}” stands here twice, in the article once: “{_short(main.source)}”"
            yield Finding("name.swapped", "name", "warning", None, second.span, (), message)
            return
    places = {f.span.text: _place(f.span.text, other) for f in names}
    for first in names:
        for second in names:
            one, two = places[first.span.text], places[second.span.text]
            if first.span.end > second.span.start or first.span.text == second.span.text or one is None or two is None:
                continue
            between = text[first.span.end : second.span.start]
            low, high = sorted((one, two))
            theirs = other[low[1] : high[0]]
            if re.search(r",\s", between) or not set(content(between)).intersection(content(theirs)):
                continue
            passive, was = (bool(_BY.search(piece)) for piece in (between, theirs))
            if (one < two) == (passive == was):
                continue
            span = _span(text, first.span.start, second.span.end)
            message = f"Who does what to whom is the other way round in the article: “{_short(main.source)}”"
            yield Finding("name.swapped", "name", "warning", None, span, (), message)
            return


def _place(name: str, other: str) -> tuple[int, int] | None:
    """Where a name stands in a sentence, in any of its forms (Ukraine, Ukrainian); the last word is enough."""
    last = name.split()[-1]
    match = re.search(rf"\b{re.escape(last)}", other) or re.search(rf"\b{re.escape(last[:5])}", other)
    return match.span() if match and len(last) > 1 else None


def _unquoted(
    text: str,
    start: int,
    end: int,
    sources: Sequence[CheckedSentence],
    quoted: Mapping[str, Sequence[tuple[int, int]]],
) -> Iterator[Finding]:
    """Words that all sources have only inside quotation marks, told by the draft without marks and speaker."""
    inside: set[str] = set()
    outside: set[str] = set()
    beside: set[str] = set()
    for source in sources:
        target, spans = source.target or "", quoted.get(source.id, ())
        within = {w.stem for w in words(target) if w.tells and any(s <= w.start < e for s, e in spans)}
        without = {w.stem for w in words(target) if w.tells and not any(s <= w.start < e for s, e in spans)}
        inside |= within
        outside |= without
        beside |= without if spans else set()
    only = inside - outside
    part = text[start:end]
    own_marks = sum(mark in '“”„"»«' for mark in text) >= 2
    told = set(content(part))
    if not only or own_marks:
        return
    taken = told & only
    if len(taken) < 2 and 2 * len(taken) < len(told):
        return
    if not taken or reservations(text, "english") & {"report"}:
        return
    if beside and len(beside.intersection(content(text))) * 2 >= len(beside) and not _only_named(sources):
        return
    message = f"The article has this in quotation marks, as somebody's words: {', '.join(sorted(taken))}"
    yield Finding("hedge.lost", "hedge", "warning", None, _span(text, start, end), (), message)


def _only_named(sources: Sequence[CheckedSentence]) -> bool:
    """Whether what stands beside the quotation has a known verb of saying, which the draft then must have too."""
    return any("report" in reservations(source.target or "", "english") for source in sources)


def _span(text: str, start: int, end: int) -> Span:
    end = start + len(text[start:end].rstrip())
    return Span(text[start:end], start, end)


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + " …"


@cache
def _lists() -> _Lists:
    path = tables() / "summarise" / "opposites.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        axes = {name: (_pattern(ends["up"]), _pattern(ends["down"])) for name, ends in data["axis"].items()}
        pairs = {name: str(sides).split("/") for name, sides in data["roles"].items()}
        roles = {name: (_pattern(one), _pattern(other)) for name, (one, other) in pairs.items()}
        return _Lists(_pattern(data["no"]), _pattern(data["denial"]), _pattern(data["unreal"]), axes, roles)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TableError(f"{path}: the table cannot be read ({error}). Reinstall wortlaut.") from error


def _pattern(forms: str) -> re.Pattern[str]:
    listed = sorted(form.strip() for form in " ".join(forms.split()).split("|") if form.strip())
    if "n't" in listed:
        listed.remove("n't")
        return re.compile(rf"n['’]t\b|\b(?:{'|'.join(map(re.escape, listed))})\b")
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(form).replace(r"\*", r"\w*") for form in listed) + r")(?!\w)")
