"""The blocks of one article during cleaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..types import Article, Block, BlockKind
from . import shape
from .segment import pieces


@dataclass(slots=True)
class Work:
    """A block under judgement. ``words`` is its text; ``fixed`` means its kind is known from the page's markup."""

    words: str
    start: int
    end: int
    kind: BlockKind
    removed_by: str | None
    gap: bool
    fixed: bool = False
    prose: bool = False
    stub: bool = False
    date: bool = False
    heading: bool = False

    def __post_init__(self) -> None:
        self.prose = shape.is_prose(self.words)
        self.stub = shape.is_stub(self.words)
        self.date = shape.is_date(self.words)
        self.heading = not self.date and shape.is_heading(self.words)

    def remove(self, rule: str, kind: BlockKind | None = None) -> None:
        """Remove the block unless a rule already has: the first one names the removal."""
        if self.removed_by is None:
            self.removed_by = rule
            self.kind = kind or self.kind


def open_article(article: Article) -> list[Work]:
    """The raw blocks of an article's text, in order: those its reader marked, or else those formed from its lines."""
    text = article.text
    if any(block.field == "text" for block in article.blocks):
        return [
            Work(text[b.start : b.end], b.start, b.end, b.kind, b.removed_by, True, fixed=b.kind != "paragraph")
            for b in article.blocks
            if b.field == "text"
        ]
    return [Work(text[p.start : p.end], p.start, p.end, "paragraph", None, p.gap) for p in pieces(text)]


def kept(blocks: list[Work]) -> Iterator[tuple[int, Work]]:
    """The blocks not removed, with their positions."""
    return ((i, block) for i, block in enumerate(blocks) if block.removed_by is None)


def cut(block: Work, at: int, rule: str, kind: BlockKind) -> list[Work]:
    """Split a block at character ``at`` of its words; the second part is removed by ``rule``."""
    left, right = block.words[:at].rstrip(), block.words[at:].lstrip()
    first = Work(left, block.start, block.start + len(left), block.kind, None, block.gap, block.fixed)
    second = Work(right, block.end - len(right), block.end, block.kind, None, False, block.fixed)
    second.remove(rule, kind)
    if kind == "caption":  # a block with a picture credit is the picture's caption
        first.kind = "caption"
    return [first, second]


def close(blocks: list[Work]) -> tuple[Block, ...]:
    """The article's blocks after cleaning."""
    return tuple(Block(b.kind, "text", b.start, b.end, b.removed_by) for b in blocks)
