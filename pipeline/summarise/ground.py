"""Check a draft against the source: does the article say what the draft says?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..check import Checker
from ..judge import beyond
from ..record import DOUBTFUL
from ..translate.guard import unreadable
from ..types import CheckedSentence, Finding, Severity, Span
from .base import Draft
from .extractive import wording
from .relations import relations
from .support import BARE, UNFOUNDED, support, weakest
from .voices import ordered
from .words import content

LONGEST = 600
"""Characters of a sentence in a brief; the longest sentence of a newspaper has about 500."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """A draft with the result of its check.

    ``findings`` is what the text says that the source of its sentences does not; source spans refer to the sentences
    joined by a space. ``refusal`` says why it cannot be used at all, ``loss`` what is missing from it: both are empty
    for a sound draft. ``support`` is there for a draft that is no translated sentence of the article.
    """

    draft: Draft
    findings: tuple[Finding, ...] = ()
    refusal: str = ""
    loss: str = ""
    support: float | None = None


def ground(draft: Draft, sentences: Mapping[str, CheckedSentence], checker: Checker) -> Grounded:
    """Check a draft in the direction ``target`` against the source text of all the sentences it rests on.

    It may leave things out, but may add or change nothing. A draft that is a sentence's translation, with or
    without its asides, is also held to what that sentence's own check found. Any other draft is held to the whole
    article as well (:func:`_retold`), and to its sources' checks only as far as these were translated at all.

    Args:
        sentences: those that a draft may rest on, by id, in order: all that the article has.
    """
    draft = replace(draft, text=" ".join(draft.text.split()), sources=tuple(dict.fromkeys(draft.sources)))
    unknown = [name for name in draft.sources if name not in sentences]
    if unknown or not draft.sources:
        return Grounded(draft, refusal="It rests on no sentence of the article.")
    sources = [sentences[name] for name in draft.sources]
    if unfit := _unfit(draft.text, sources):
        return Grounded(draft, refusal=unfit)
    found = says_more(draft.text, sources, checker)
    known = [finding for source in sources for finding in source.findings]
    supported: float | None = None
    if not (len(sources) == 1 and draft.text in (sources[0].target, wording(sources[0]))):
        known = [finding for finding in known if finding.check.startswith("text.")]
        article = _within_reach(sentences, draft.sources)
        sides = [s.target or "" for s in article], [s.source for s in article]
        supported = support(draft.text, *sides)
        doubtful = supported < DOUBTFUL or weakest(draft.text, *sides) < BARE
        found = (*found, *_retold(draft.text, found, sources, article, checker))
        if doubtful:
            found = (*found, _unsupported(draft.text, supported))
    elif commanded := _commanded(sources[0], sentences):
        found = (*found, commanded)
    errors = [finding for finding in (*known, *found) if finding.severity == "error"]
    fatal = [finding for finding in errors if finding.check.startswith("text.") or finding in found]
    if fatal:
        return Grounded(draft, found, refusal=fatal[0].message, support=supported)
    return Grounded(draft, found, loss=errors[0].message if errors else "", support=supported)


def _commanded(source: CheckedSentence, sentences: Mapping[str, CheckedSentence]) -> Finding | None:
    """A warning if a sentence of the article's own is an order to a writer, or follows one in its paragraph."""
    names = list(sentences)
    place = names.index(source.id)
    if source.id not in ordered([sentences[name] for name in names[max(0, place - 1) : place + 1]]):
        return None
    message = "The article does not report this; it tells whoever condenses it to write it."
    target = source.target or ""
    return Finding("text.unsupported", "text", "warning", None, Span(target, 0, len(target)), (), message)


REACH = 400
"""Sentences that a draft is held against besides its sources; in a book, the rest would take minutes."""


def _within_reach(sentences: Mapping[str, CheckedSentence], sources: Sequence[str]) -> tuple[CheckedSentence, ...]:
    return tuple(s for place, (name, s) in enumerate(sentences.items()) if place < REACH or name in sources)


_ON_THE_WHOLE = frozenset({"hedge.lost", "negation.lost", "negation.added", "direction.reversed"})
"""Checks of what a sentence says as a whole, which need a single sentence on the other side."""


def _retold(
    text: str,
    found: Sequence[Finding],
    sources: Sequence[CheckedSentence],
    article: Sequence[CheckedSentence],
    checker: Checker,
) -> list[Finding]:
    """What is wrong with a sentence in words of its own besides what its sources do not have.

    Its figures and names against the whole article, what it puts together, what it denies or takes for certain against
    the sentence it has most words of.
    """
    own = set(content(text))
    main = max(sources, key=lambda s: len(own.intersection(content(s.target or ""))))
    whole = checker.compare(" ".join(s.source for s in article), text, direction="target")
    both = [f for f in checker.compare(main.source, text).findings if f.check in _ON_THE_WHOLE]
    more = [_foreign(f) for f in found if f.check == "name.added" and f.severity == "note" and _unheard(f, article)]
    more += beyond(whole.findings, found)
    more += [f for f in beyond(both, found) if f.severity != "note"]
    said = {finding.check for finding in (*found, *more)}
    more += [f for f in relations(text, whole, sources, article) if f.check != "hedge.lost" or f.check not in said]
    return more


def _unheard(finding: Finding, article: Sequence[CheckedSentence]) -> bool:
    """Whether the article has a name in neither language, not even with another ending."""
    root = finding.target.text.casefold()[:_ROOT] if finding.target else ""
    return not any(root in f"{s.source} {s.target or ''}".casefold() for s in article)


def _foreign(finding: Finding) -> Finding:
    """A translator may add a name that is meant; a writer's own sentence has to be asked where it is from."""
    return replace(finding, severity="warning")


_ROOT = 4
"""Letters that tell a name from others whatever its ending (Polish, Poland)."""


def _unsupported(text: str, supported: float) -> Finding:
    severity: Severity = "error" if supported < UNFOUNDED else "warning"
    part = "in part, " if supported >= DOUBTFUL else ""
    message = f"Hardly anything in the article supports this sentence ({part}support {supported:.2f})."
    return Finding("text.unsupported", "text", severity, None, Span(text, 0, len(text)), (), message)


def _unfit(text: str, sources: list[CheckedSentence]) -> str:
    """Why a text cannot be a sentence of a brief, whatever it says; empty if it can."""
    if not any(character.isalnum() for character in text):
        return "It has no words."
    if len(text) > LONGEST:
        return f"It is too long for a sentence: {len(text)} characters, at most {LONGEST} are taken."
    if any(source.target == text for source in sources):
        return ""  # a translation of the article's own; its guard has looked at it already
    problem = unreadable(" ".join(source.source for source in sources), text)
    return problem.message if problem is not None else ""


def says_more(text: str, sources: list[CheckedSentence], checker: Checker) -> tuple[Finding, ...]:
    """What a text says that the source of these sentences, taken together, does not."""
    return checker.compare(" ".join(s.source for s in sources), text, direction="target").findings
