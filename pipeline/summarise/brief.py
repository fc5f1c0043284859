"""From drafts to a brief in which every statement is checked against the source once more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ..check import Checker
from ..config import SummariseConfig
from ..judge import NOT_JUDGED
from ..types import Article, Brief, BriefSentence, CheckedSentence, Dropped
from .base import Draft, Exchanged
from .desk import for_the_desk
from .extractive import Extractive
from .ground import Grounded, ground
from .headline import LONGEST, Headline, headline
from .key_items import key_items
from .lengths import further

_BODY = {"paragraph", "lead", "quote", "list"}
_LEANS = "It refers to a sentence that is not in the brief."
_INSTEAD = "Sentences of the article are used instead."
_NO_DRAFTS = "The summariser offered no text; sentences of the article are used instead."


def usable(sentences: Iterable[CheckedSentence]) -> list[CheckedSentence]:
    """The sentences that a summary may be made from: those of the running text that have a translation."""
    return [s for s in sentences if s.removed_by is None and s.kind in _BODY and s.target]


def wanted(sentences: int, shortest: int, longest: int) -> int:
    """How many sentences the brief of an article of this length has: 3 up to eight, one more per ten after that."""
    return min(sentences, max(shortest, min(longest, shortest + max(0, sentences - 8) // 10 + (sentences > 8))))


def make_brief(
    article: Article,
    sentences: Sequence[CheckedSentence],
    drafts: Iterable[Draft],
    checker: Checker,
    settings: SummariseConfig,
    refused: Sequence[Exchanged] = (),
    silence: str = "",
) -> Brief:
    """The brief of an article, not yet judged.

    Drafts are accepted best first, as many as the article's length warrants. One that changes or invents something is
    refused and the next one takes its place; one that has merely lost something is accepted only when nothing cleaner
    is left. If fewer than the minimum can be accepted, the extractive summariser supplies the rest. What was refused is
    listed in ``dropped``.

    Args:
        refused: drafts already exchanged for others (:mod:`.guarantee`). The brief says that another took the place of
            one only if that other is in it.
        silence: why there are no drafts, if that is known.
    """
    body = usable(sentences)
    number = wanted(len(body), settings.min_sentences, settings.max_sentences)
    seen: list[Draft] = []
    top: list[Draft] = []
    chosen, against = _select(_noted(drafts, seen, top), body, number, checker)
    missing = min(number, settings.min_sentences) - len(chosen)
    if missing > 0:
        if not seen and (silence or not refused):
            against.append(Dropped("summary", (), "", f"{silence} {_INSTEAD}" if silence else _NO_DRAFTS))
        used = {name for one in chosen for name in one.draft.sources}
        tried = {(draft.text, draft.sources) for draft in seen}
        others = (
            draft
            for draft in Extractive(settings).drafts(article, body)
            if (draft.text, draft.sources) not in tried and not used.issuperset(draft.sources)
        )
        more, unfit = _select(others, body, missing, checker, used)
        chosen, against = [*chosen, *more], [*against, *unfit]
    taken = [BriefSentence(one.draft.text, one.draft.sources, one.findings, one.support) for one in chosen]
    offered, unused = own_headline(top, body, checker)
    own = [draft for draft in top if offered and draft.text.strip().rstrip(".") == offered.text]
    told = _remedied(refused, [*(one.draft for one in chosen), *own])
    long = further(article, body, taken, checker, settings)
    return assembled(article, sentences, taken, [*told, *against, *unused], checker, long, offered)


def assembled(
    article: Article,
    sentences: Sequence[CheckedSentence],
    summary: Sequence[BriefSentence],
    dropped: Sequence[Dropped],
    checker: Checker,
    more: Sequence[BriefSentence] = (),
    offered: Headline | None = None,
) -> Brief:
    """A brief with this summary, not yet judged: its headline, its tables, and what was refused.

    ``more`` are the sentences that the long brief goes on with, ``offered`` is a headline of the summariser's own that
    has passed the check.
    """
    top = offered or headline(article, sentences, summary, checker)
    used = {*top.sources, *(name for sentence in summary for name in sentence.sources)}
    rest = [s for s in sentences if s.id in used]
    first = {*top.sources, *(summary[0].sources if summary else ())}
    brief = Brief(
        top.text,
        top.language,
        top.sources,
        tuple(summary),
        tuple(key_items(rest, names=False, first=first)),
        tuple(key_items(rest, names=True)),
        (*dropped, *top.refused),
        *NOT_JUDGED,
        further=tuple(more),
    )
    return for_the_desk(article, sentences, brief)


def own_headline(
    drafts: Iterable[Draft], body: Sequence[CheckedSentence], checker: Checker
) -> tuple[Headline | None, list[Dropped]]:
    """The first headline offered with which nothing is wrong, and why those before it were refused."""
    sentences = {s.id: s for s in body}
    against: list[Dropped] = []
    for draft in drafts:
        grounded = ground(draft, sentences, checker)
        text = grounded.draft.text
        doubts = [grounded.refusal, *(f.message for f in grounded.findings if f.severity != "note")]
        if len(text) > LONGEST:
            doubts.append(f"It has {len(text)} characters; a headline has at most {LONGEST}.")
        if not any(doubts):
            return Headline(text.rstrip("."), "en", grounded.draft.sources), against
        against.append(Dropped("headline", grounded.draft.sources, text, next(filter(None, doubts)), "replaced"))
    return None, against


def _remedied(refused: Iterable[Exchanged], chosen: Sequence[Draft]) -> list[Dropped]:
    """What was refused, with what has really become of it now that the brief's sentences are chosen."""
    there = {(draft.part, " ".join(draft.text.split())) for draft in chosen}
    found = []
    for one in refused:
        other = one.instead
        kept = other is not None and (other.part, " ".join(other.text.split())) in there
        found.append(one.dropped if kept or other is None else replace(one.dropped, remedy="dropped"))
    return found


def _noted(drafts: Iterable[Draft], seen: list[Draft], top: list[Draft]) -> Iterable[Draft]:
    """Pass the drafts for the summary on, note in a list those that were asked for, and set headlines aside."""
    for draft in drafts:
        if draft.part == "headline":
            top.append(draft)
            continue
        seen.append(draft)
        yield draft


def _select(
    drafts: Iterable[Draft],
    body: Sequence[CheckedSentence],
    number: int,
    checker: Checker,
    told: Collection[str] = (),
) -> tuple[list[Grounded], list[Dropped]]:
    """The accepted drafts, in reading order, and why others were refused. ``told``: what the brief rests on already."""
    sentences = {s.id: s for s in body}
    sound: list[Grounded] = []
    lossy: list[Grounded] = []
    dropped: list[Dropped] = []
    for draft in drafts:
        if len(sound) == number:
            break
        if not _resting_on((*sound, *lossy), told).issuperset(draft.needs):
            dropped.append(_refused(draft, _LEANS))
            continue
        grounded = ground(draft, sentences, checker)
        if grounded.refusal:
            dropped.append(_refused(draft, grounded.refusal))
        elif any(grounded.draft.text == other.draft.text for other in (*sound, *lossy)):
            dropped.append(_refused(draft, "The brief has it already."))
        else:
            (lossy if grounded.loss else sound).append(grounded)
    stopgaps = number - len(sound)
    dropped += [_refused(grounded.draft, grounded.loss) for grounded in lossy[stopgaps:]]
    taken = [*sound, *lossy[:stopgaps]]
    while alone := [one for one in taken if not _resting_on(taken, told).issuperset(one.draft.needs)]:
        taken = [one for one in taken if one not in alone]
        dropped += [_refused(one.draft, _LEANS) for one in alone]
    return sorted(taken, key=lambda one: one.draft.order), dropped


def _resting_on(taken: Iterable[Grounded], told: Collection[str]) -> set[str]:
    return {*told, *(name for one in taken for name in one.draft.sources)}


def _refused(draft: Draft, message: str) -> Dropped:
    return Dropped("summary", draft.sources, draft.text, message)
