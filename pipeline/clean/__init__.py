"""Separates an article from its page furniture. Nothing is deleted: a removed block stays and names its rule.

    blocks | cut ends | remove blocks | title | repeats | lead | sections | tail | kinds

Rules about words are data (``tables/clean/*.toml``), rules about position and repetition are functions; each has an
id that is kept in the record. When in doubt a block stays: leftover furniture is a blemish, a lost sentence an error.
"""

from __future__ import annotations

from dataclasses import replace

from ..dates import find_date
from ..types import Article, Block
from . import apply, repeat, structure
from .workspace import Work, close, kept, open_article

__all__ = ["clean"]


def clean(article: Article) -> Article:
    """The same article with its blocks: all of the text, removed ones with the rule that removed them.

    Title, lead and publication date are filled in from the text if the input did not give them.
    """
    blocks = open_article(article)
    apply.cut_ends(blocks)
    apply.remove_blocks(blocks)
    structure.mark_captions(blocks)
    marked = any(block.kind == "title" for _, block in kept(blocks))
    if article.title and not marked:
        repeat.remove_known(blocks, article.title, repeat.TITLE)
        title = None
    else:
        title = structure.find_title(blocks)
    if article.lead and not any(block.kind == "lead" for block in blocks):
        repeat.remove_known(blocks, article.lead, repeat.LEAD)
    repeated = _repeated(blocks)
    repeat.remove_repeats(blocks)
    lead = None if article.lead else structure.find_lead(blocks, title, repeated)
    apply.remove_sections(blocks)
    structure.remove_tail(blocks)
    structure.assign_kinds(blocks)
    structure.keep_text(blocks, titled=bool(article.title))
    text_blocks = close(blocks)
    return replace(
        article,
        title=article.title or (_line(title) if title else ""),
        lead=article.lead or (_line(lead) if lead else ""),
        published=article.published or _published(blocks),
        blocks=_fields(article, text_blocks) + text_blocks,
    )


def _fields(article: Article, text_blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Blocks for a title and lead given beside the text; those found in the text have their blocks there."""
    found = {block.kind for block in text_blocks if block.removed_by is None}
    blocks = []
    if article.title and "title" not in found:
        blocks.append(Block("title", "title", 0, len(article.title)))
    if article.lead and "lead" not in found:
        blocks.append(Block("lead", "lead", 0, len(article.lead)))
    return tuple(blocks)


def _repeated(blocks: list[Work]) -> set[int]:
    seen: dict[str, list[Work]] = {}
    for _, block in kept(blocks):
        seen.setdefault(repeat.fold(block.words), []).append(block)
    return {id(block) for group in seen.values() if len(group) > 1 for block in group}


def _line(block: Work) -> str:
    return " ".join(block.words.split())


def _published(blocks: list[Work]) -> str:
    """The first full date in a head line that is only a dateline, or in the dateline opening the report."""
    paragraphs = 0
    for block in blocks:
        if block.kind == "dateline" and (found := find_date(block.words)):
            return found
        if block.prose and block.removed_by is None:
            paragraphs += 1
            filed = structure.DATELINE.match(block.words)
            if filed and (found := find_date(filed[0])):
                return found
            if paragraphs > 2:
                break
    return ""
