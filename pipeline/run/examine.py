"""check | repair over one article, sentence by sentence in order, since its names become known on the way.

A sentence that its own candidates cannot repair asks for further ones, and the examination continues for now with what
it has. When the answers are back, it resumes at those sentences; what comes after them is examined again only as long
as what is known about names differs from the first time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..check import Checker
from ..config import RepairConfig
from ..names import Memory
from ..repair import Candidate, Repaired, beyond_rewriting, errors, repair
from ..repair.house import housed, without_house
from ..repair.protect import protected
from ..translate.stream import Request
from ..types import (
    Article,
    CheckedSentence,
    Comparison,
    Finding,
    Hypothesis,
    RepairStep,
    Sentence,
    Span,
    Translation,
)

SEARCHES: dict[RepairStep, int] = {"diverse": 1, "constrained": 2}
"""Further searches in order, each made only if the one before has not helped, with the most errors a sentence may have
for the search to be made. Over 9,554 news sentences the wider beam repaired 42 of 158 with one error and none of 43
with more; the protected search 44 of 74 with one or two and 1 of 12 with more, which are the longest sentences and took
a third of the time."""


@dataclass(slots=True)
class _Open:
    """A sentence whose check still reports an error, and the searches made for it so far."""

    request: Request | None
    searched: int
    more: tuple[Candidate, ...]
    before: Memory
    tried: dict[str, tuple[Comparison, Memory]]
    """Texts compared given what was known ``before``, and what is known after each."""


class Examination:
    """One article's sentences under examination.

    Args:
        article: the cleaned article.
        sentences: all of its sentences, furniture too.
        translations: by source text, for every sentence that is not furniture.
        checker: the checker.
        settings: whether and how to repair.
        house: put the glossary's forms into the English; otherwise nothing is rewritten for its sake.
    """

    def __init__(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        translations: Mapping[str, Translation],
        checker: Checker,
        settings: RepairConfig,
        *,
        house: bool = False,
    ) -> None:
        self._article = article
        self._sentences = sentences
        self._translations = translations
        self._checker = checker
        self._settings = settings
        self._house = house
        self._checked: dict[int, CheckedSentence] = {}
        self._open: dict[int, _Open] = {}
        self._known: dict[int, Memory] = {0: Memory()}
        """What is known about names before a sentence: kept for open ones and those that follow them."""
        self._walk(set(range(len(sentences))))

    @property
    def checked(self) -> tuple[CheckedSentence, ...]:
        """Every sentence in the article's order, as far as it is known now."""
        return tuple(self._checked[i] for i in range(len(self._sentences)))

    @property
    def wanted(self) -> list[Request]:
        """The searches whose answers are needed; none if the examination is finished."""
        return list(dict.fromkeys(one.request for one in self._open.values() if one.request is not None))

    def go_on(self, found: Mapping[Request, Sequence[Hypothesis]]) -> None:
        """Resume at the sentences that had asked; ``found`` has the answers to everything in ``wanted``."""
        asked = {i: one for i, one in self._open.items() if one.request is not None}
        for one in asked.values():
            assert one.request is not None
            step = list(SEARCHES)[one.searched - 1]
            one.more = (*one.more, *(Candidate(step, hypothesis) for hypothesis in found[one.request]))
        self._walk(set(asked))

    def _walk(self, todo: set[int]) -> None:
        """Examine the sentences in ``todo``, and those after each until what is known is the same as the last time."""
        while todo:
            i = min(todo)
            memory = self._known[i]
            while i < len(self._sentences) and (i in todo or self._known.get(i) != memory):
                todo.discard(i)
                if i in self._known or i - 1 in self._open:
                    self._known[i] = memory
                before, memory = memory, self._examine(i, memory)
                if i in self._open:
                    self._known[i] = before
                i += 1

    def _examine(self, i: int, memory: Memory) -> Memory:
        """Check and repair a sentence; returns what is known about names after it."""
        sentence = self._sentences[i]
        if sentence.removed_by is not None:
            self._checked[i] = _as_checked(self._article, sentence, None)
            return memory
        translation = self._translations[sentence.source]
        if translation.failure is not None:
            # Text that is not a translation teaches nothing about names and is not worth repairing.
            failed = Comparison((), (), (), (_failed(sentence, translation),))
            self._checked[i] = _as_checked(self._article, sentence, translation, failed)
            return memory
        held = self._open.pop(i, None)
        tried = held.tried if held and held.before == memory else {}

        def compare(text: str) -> Comparison:
            if text not in tried:
                after = memory.copy()
                tried[text] = self._checker.compare(sentence.source, text, memory=after), after
            return tried[text][0] if self._house else without_house(tried[text][0])

        def hopeless(text: str) -> bool:
            return beyond_rewriting(self._checker.figures(sentence.source, text))

        result = repair(translation.hypotheses, compare, self._settings, held.more if held else (), hopeless)
        if self._house and self._settings.enabled and self._checker.has_glossary:
            result = housed(result, self._checker.house_forms(sentence.source, result.text), compare)
        final = Translation((Hypothesis(result.text, result.score or 0.0),), translation.notes)
        self._checked[i] = replace(
            _as_checked(self._article, sentence, final, tried[result.text][0]), repairs=result.repairs
        )
        if errors(result.comparison) and translation.hypotheses:
            searched, more = (held.searched, held.more) if held else (0, ())
            request, searched = self._next(sentence.source, result, searched)
            self._open[i] = _Open(request, searched, more, memory, tried)
        return tried[result.text][1]

    def _next(self, source: str, result: Repaired, searched: int) -> tuple[Request | None, int]:
        """The next search for a sentence, if one is left, and how many have been considered, this one included."""
        if not self._settings.enabled or self._settings.beams <= 0:
            return None, searched
        wrong = errors(result.comparison)
        for number, (step, most) in enumerate(SEARCHES.items(), start=1):
            if number > searched and len(wrong) <= most:
                text = source if step == "diverse" else protected(source, wrong)
                if step == "diverse" or text != source:
                    return Request(text, self._settings.beams), number
        return None, len(SEARCHES)


def _failed(sentence: Sentence, translation: Translation) -> Finding:
    return Finding(
        "text.failed",
        "text",
        "error",
        Span(sentence.source, 0, len(sentence.source)),
        Span(translation.text, 0, len(translation.text)) if translation.text else None,
        (),
        f"The model gave no usable translation ({translation.failure}).",
    )


def _as_checked(
    article: Article, sentence: Sentence, translation: Translation | None, comparison: Comparison | None = None
) -> CheckedSentence:
    comparison = comparison or Comparison((), (), (), ())
    score = translation.hypotheses[0].score if translation and translation.hypotheses else None
    return CheckedSentence(
        id=sentence.id,
        block=sentence.block,
        field=sentence.field,
        kind=article.blocks[sentence.block].kind,
        start=sentence.start,
        end=sentence.end,
        source=sentence.source,
        target=translation.text if translation else None,
        removed_by=sentence.removed_by,
        # Two decimals: a different batch changes the last digits, which must not change the record's bytes.
        score=round(score, 2) if score is not None else None,
        notes=translation.notes if translation else (),
        repairs=(),
        facts=comparison.source_facts,
        target_facts=comparison.target_facts,
        links=comparison.links,
        findings=comparison.findings,
    )
