"""From checked sentences to a brief in which every statement is held against the German source once more."""

from __future__ import annotations

from collections.abc import Sequence

from ..check import Checker
from ..config import PolicyConfig, SummariseConfig
from ..judge import brief_verdict
from ..types import (
    GERMAN_HEADLINE,
    Article,
    Brief,
    BriefSentence,
    CheckedSentence,
    Finding,
)
from . import extractive
from .key_items import key_items

_BODY = {"paragraph", "lead", "quote", "list"}


def make_brief(
    article: Article,
    sentences: Sequence[CheckedSentence],
    checker: Checker,
    settings: SummariseConfig,
    policy: PolicyConfig,
    draft: bool,
) -> Brief:
    """The brief of an article.

    Sentences are proposed best first. One whose English changes or invents something (checked in the direction
    ``target`` against the German) is refused and the next one takes its place; one that merely has open errors of
    loss is taken only when nothing cleaner is left. What was refused is listed in ``dropped``.
    """
    body = [s for s in sentences if s.removed_by is None and s.kind in _BODY and s.target]
    order = extractive.propose(body)
    number = extractive.wanted(len(body), settings.min_sentences, settings.max_sentences)
    taken: list[int] = []
    lossy: list[int] = []
    dropped: list[str] = []
    checks: dict[int, tuple[Finding, ...]] = {}
    for i in order:
        if len(taken) == number:
            break
        sentence = body[i]
        checks[i] = _grounding(sentence, checker)
        bad = [f for f in (*sentence.findings, *checks[i]) if f.severity == "error"]
        invented = [f for f in bad if f.check.startswith("text.") or f in checks[i]]
        if not bad:
            taken.append(i)
        elif invented:
            dropped.append(f"{sentence.id}: {invented[0].message}")
        else:
            lossy.append(i)
    stopgaps = lossy[: number - len(taken)]
    dropped += [f"{body[i].id}: {_first_error(body[i])}" for i in lossy if i not in stopgaps]
    chosen = sorted((*taken, *stopgaps))
    brief = tuple(BriefSentence(body[i].target or "", (body[i].id,), checks[i]) for i in chosen)
    headline, headline_sources, refused = _headline(article, sentences, brief, checker)
    dropped += refused
    used = {*headline_sources, *(body[i].id for i in chosen)}
    rest = [s for s in sentences if s.id in used]
    verdict, reasons = brief_verdict(headline_sources, brief, sentences, policy, draft)
    return Brief(
        headline,
        headline_sources,
        brief,
        tuple(key_items(rest, names=False)),
        tuple(key_items(rest, names=True)),
        tuple(dropped),
        verdict,
        reasons,
    )


def _grounding(sentence: CheckedSentence, checker: Checker) -> tuple[Finding, ...]:
    """What the English of a sentence says that its German does not."""
    return checker.compare(sentence.source, sentence.target or "", direction="target").findings


def _first_error(sentence: CheckedSentence) -> str:
    return next((f.message for f in sentence.findings if f.severity == "error"), "an open error")


def _headline(
    article: Article, sentences: Sequence[CheckedSentence], brief: Sequence[BriefSentence], checker: Checker
) -> tuple[str, tuple[str, ...], list[str]]:
    """The translated title; where that cannot be trusted the German title, marked as such; without one, the lead."""
    title = [s for s in sentences if s.kind == "title" and s.removed_by is None and s.target]
    if not title:
        first = brief[0] if brief else None
        if article.title:
            return article.title + GERMAN_HEADLINE, (), []
        return (first.text, first.sources, []) if first else ("", (), [])
    ids = tuple(s.id for s in title)
    bad = [
        finding
        for s in title
        for finding in (*(f for f in s.findings if f.check.startswith("text.")), *_grounding(s, checker))
        if finding.severity == "error"
    ]
    if bad:
        german = " ".join(s.source for s in title)
        return german + GERMAN_HEADLINE, ids, [f"{ids[0]} (headline, left in German): {bad[0].message}"]
    return " ".join(s.target or "" for s in title), ids, []
