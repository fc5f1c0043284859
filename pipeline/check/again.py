"""Checks one sentence again with another translation, in the context of its article.

What a check finds about names depends on the names established earlier in the article, and what a translation
establishes affects the sentences after it. So names are relearned up to the sentence, the sentence is checked, and
those after it are checked again only if what they rest on has changed. What sentences ask and teach is kept, so that a
second edit of the same article need not relearn it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..names import Memory
from ..names.traced import Trace, traced
from ..types import CheckedSentence
from .engine import Checker

EDITED = "edited by hand"
"""The note on a sentence whose translation a person wrote."""


def checked_again(
    sentences: Sequence[CheckedSentence], sentence_id: str, text: str, checker: Checker
) -> tuple[CheckedSentence, ...]:
    """An article's sentences as a run would have left them, had ``text`` been the translation of one of them.

    Nothing is repaired. The sentence loses its score, notes and repairs, which belonged to its old text.

    Args:
        sentences: all of the article's, in order, as this checker has left them.
        sentence_id: the one with the new translation; it must be among them and not removed by cleaning.
        text: its new translation.
    """
    at = next(i for i, sentence in enumerate(sentences) if sentence.id == sentence_id)
    assert sentences[at].removed_by is None
    before = Memory()
    for sentence in sentences[:at]:
        _learn(sentence, checker, before)
    memory = before.copy()
    _learn(sentences[at], checker, before)
    edited = replace(sentences[at], target=text, score=None, notes=(EDITED,), repairs=())
    done = [*sentences[:at], _checked(edited, checker, memory)]
    rest = sentences[at + 1 :]
    if memory != before:
        rest = [_known(sentence, checker, before, memory) for sentence in rest]
    return (*done, *rest)


def all_checked_again(sentences: Sequence[CheckedSentence], checker: Checker) -> tuple[CheckedSentence, ...]:
    """An article's sentences as another checker than theirs finds them. Their texts stay, and what is said of how they
    came about."""
    memory = Memory()
    return tuple(_checked(sentence, checker, memory) if _says(sentence) else sentence for sentence in sentences)


def learned(sentences: Sequence[CheckedSentence], checker: Checker) -> None:
    """Learn an article ahead of :func:`checked_again`, which is then several times as fast."""
    memory = Memory()
    for sentence in sentences:
        _learn(sentence, checker, memory)


def _says(sentence: CheckedSentence) -> bool:
    """Whether a sentence has a usable translation: a failed one teaches nothing about names."""
    return sentence.removed_by is None and not any(f.check == "text.failed" for f in sentence.findings)


def _learn(sentence: CheckedSentence, checker: Checker, memory: Memory) -> Trace:
    """Let the memory be what it is after a sentence; what that rests on."""
    if not _says(sentence):
        return _NOTHING
    pair = sentence.source, sentence.target or ""
    if (trace := checker.traces.get(pair, memory)) is not None:
        trace.apply(memory)
        return trace
    trace, _ = traced(memory, lambda spy: checker.learn(*pair, sentence.facts, sentence.target_facts, spy))
    checker.traces.put(pair, trace)
    return trace


def _known(sentence: CheckedSentence, checker: Checker, before: Memory, memory: Memory) -> CheckedSentence:
    """A sentence after the edited one: checked again if what it rests on has changed."""
    if not _says(sentence):
        return sentence
    if _learn(sentence, checker, before).holds(memory):
        _learn(sentence, checker, memory)
        return sentence
    return _checked(sentence, checker, memory)


def _checked(sentence: CheckedSentence, checker: Checker, memory: Memory) -> CheckedSentence:
    result = checker.compare(sentence.source, sentence.target or "", memory=memory)
    return replace(
        sentence,
        facts=result.source_facts,
        target_facts=result.target_facts,
        links=result.links,
        findings=result.findings,
    )


_NOTHING = Trace((), (), (), ())
