"""One article through the stages: pure steps between reading and writing.

read | clean | split: :func:`prepare`; check | repair: :class:`~pipeline.run.examine.Examination`; summarise: a
:class:`~pipeline.summarise.base.Summariser`; the rest: :func:`finish`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..check import Checker
from ..clean import clean
from ..codec import RECORD_SCHEMA, article_digest
from ..config import Config
from ..judge import judged
from ..split import split
from ..summarise.base import Draft, Exchanged, Summariser
from ..summarise.brief import make_brief
from ..types import Article, CheckedSentence, Failure, Record, RunInfo, Sentence, Signature
from .decisions import carried, versions


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
    """read | clean | split. An article with nothing left after cleaning is a failure."""
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


@dataclass(frozen=True, slots=True)
class Means:
    """What all articles of a run are processed with."""

    config: Config
    checker: Checker
    summariser: Summariser
    signature: Signature


def finish(
    prepared: Prepared,
    checked: Sequence[CheckedSentence],
    drafts: Iterable[Draft],
    means: Means,
    run: RunInfo,
    older: Record | None = None,
    *,
    refused: Sequence[Exchanged] = (),
    silence: str = "",
) -> Record:
    """check again | judge: the record, from the examined sentences and the summariser's drafts of them.

    ``older`` is the record it replaces: people's decisions on the same content are applied again, and what is different
    from other content is noted. ``refused`` and
    ``silence`` are passed on to :func:`~pipeline.summarise.brief.make_brief`.
    """
    config = means.config
    brief = make_brief(prepared.article, checked, drafts, means.checker, config.summarise, refused, silence)
    article = replace(prepared.article, origin="", edition=None)
    run = replace(run, previous=versions(older, prepared.digest), edition=prepared.article.edition)
    record = Record(RECORD_SCHEMA, prepared.digest, article, tuple(checked), brief, (), means.signature, run)
    if older is not None and older.digest == prepared.digest:
        record = carried(record, older, means.checker)
    return compared(judged(record, config.policy), older)


def compared(record: Record, older: Record | None) -> Record:
    """The record with what is different since ``older``.

    One of the same content is no other version: what had changed in it still holds, and so does what its sender said
    of it, unless that comes along again.
    """
    if older is None:
        return record
    if older.digest == record.digest:
        edition = record.run.edition or older.run.edition
        return replace(record, run=replace(record.run, changes=older.run.changes, edition=edition))
    from ..changes import changes  # here: most runs meet no second version

    return replace(record, run=replace(record.run, changes=changes(older, record)))
