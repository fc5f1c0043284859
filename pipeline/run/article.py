"""One article through the stages: pure steps between reading and writing.

read | clean | split: :func:`prepare`; check | repair: :class:`~pipeline.run.examine.Examination`; the rest:
:func:`finish`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..check import Checker
from ..clean import clean
from ..codec import RECORD_SCHEMA, article_digest
from ..config import Config
from ..judge import brief_verdict
from ..split import split
from ..summarise.brief import make_brief
from ..types import Article, CheckedSentence, Failure, Record, RunInfo, Sentence, Signature


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
    checked: Sequence[CheckedSentence],
    checker: Checker,
    config: Config,
    signature: Signature,
    run: RunInfo,
) -> Record:
    """summarise | check again | judge, over the examined sentences."""
    brief = make_brief(prepared.article, checked, checker, config.summarise, config.policy, signature.draft)
    return Record(
        RECORD_SCHEMA,
        prepared.digest,
        replace(prepared.article, origin=""),
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
