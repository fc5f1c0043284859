"""One article through the stages: pure steps between reading and writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..check import Checker
from ..clean import clean
from ..codec import RECORD_SCHEMA, article_digest
from ..config import Config
from ..judge import brief_verdict
from ..names import Memory
from ..repair import Candidate, repair
from ..split import split
from ..summarise.brief import make_brief
from ..types import (
    Article,
    CheckedSentence,
    Comparison,
    Failure,
    Finding,
    Hypothesis,
    Record,
    RunInfo,
    Sentence,
    Signature,
    Span,
    Translation,
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article read, cleaned and split, ready to be translated."""

    article: Article
    sentences: tuple[Sentence, ...]
    digest: str

    @property
    def to_translate(self) -> tuple[Sentence, ...]:
        """The sentences of the article proper."""
        return tuple(s for s in self.sentences if s.removed_by is None)


def prepare(article: Article) -> Prepared | Failure:
    """read | clean | split. An article of which nothing is left after cleaning is a failure."""
    cleaned = clean(article)
    sentences = split(cleaned)
    prepared = Prepared(cleaned, sentences, article_digest(article))
    if not any(cleaned.blocks[s.block].kind in {"paragraph", "lead", "quote", "list"} for s in prepared.to_translate):
        removed = len(sentences) - len(prepared.to_translate)
        return Failure(
            article.id,
            article.origin,
            "clean",
            f"no running text: {len(sentences)} pieces, {removed} of them page furniture, the rest headings.",
        )
    return prepared


def finish(
    prepared: Prepared,
    translations: Mapping[str, Translation],
    checker: Checker,
    config: Config,
    signature: Signature,
    run: RunInfo,
    more: Mapping[str, Sequence[Candidate]] = MappingProxyType({}),
) -> Record:
    """check | repair | summarise | check again | judge.

    ``translations`` maps the source text of every sentence of the article proper to its translation, ``more`` that of
    some to further candidates for repair.
    """
    memory = Memory()
    checked: list[CheckedSentence] = []
    for sentence in prepared.sentences:
        if sentence.removed_by is not None:
            checked.append(_as_checked(prepared.article, sentence, None))
            continue
        translation = translations[sentence.source]
        one, memory = _check(
            prepared.article, sentence, translation, checker, config, memory, more.get(sentence.source, ())
        )
        checked.append(one)
    article = prepared.article
    brief = make_brief(article, checked, checker, config.summarise, config.policy, signature.draft)
    return Record(
        RECORD_SCHEMA,
        prepared.digest,
        replace(article, origin=""),
        tuple(checked),
        brief,
        signature,
        run,
    )


def judge_again(record: Record, config: Config, signature: Signature) -> Record:
    """The same record under another policy; nothing is measured again."""
    brief = record.brief
    verdict, reasons = brief_verdict(
        brief.headline_sources, brief.sentences, record.sentences, config.policy, record.signature.draft
    )
    return replace(record, brief=replace(brief, verdict=verdict, reasons=reasons), signature=signature)


def _check(
    article: Article,
    sentence: Sentence,
    translation: Translation,
    checker: Checker,
    config: Config,
    memory: Memory,
    more: Sequence[Candidate],
) -> tuple[CheckedSentence, Memory]:
    """The sentence with its best candidate, and what is known of the article's names after it."""
    if translation.failure is not None:
        # Text that is no translation teaches nothing about names and is not worth repairing.
        return _as_checked(article, sentence, translation, findings=(_failed(sentence, translation),)), memory
    after: dict[str, Memory] = {}

    def compare(text: str) -> Comparison:
        after[text] = memory.copy()
        return checker.compare(sentence.source, text, memory=after[text])

    result = repair(translation.hypotheses, compare, config.repair, more)
    final = Translation((Hypothesis(result.text, result.score or 0.0),), translation.notes)
    one = _as_checked(article, sentence, final, result.comparison)
    return replace(one, repairs=result.repairs), after[result.text]


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
    article: Article,
    sentence: Sentence,
    translation: Translation | None,
    comparison: Comparison | None = None,
    findings: Sequence[Finding] = (),
) -> CheckedSentence:
    comparison = comparison or Comparison((), (), (), tuple(findings))
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
        # Two decimals: batches of another make-up shift the last digits, which must not shift the record's bytes.
        score=round(score, 2) if score is not None else None,
        notes=translation.notes if translation else (),
        repairs=(),
        facts=comparison.source_facts,
        target_facts=comparison.target_facts,
        links=comparison.links,
        findings=comparison.findings,
    )
