"""German sentences with exact offsets: a maintained splitter (sentencex) with a guard for German over it.

Every character of a block that is not white space belongs to exactly one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..types import Article, Sentence
from .guard import candidates

__all__ = ["sentence_spans", "split"]


def split(article: Article) -> tuple[Sentence, ...]:
    """All sentences of all blocks, in the blocks' order, those of removed blocks too; ids ``s1``, ``s2`` ..."""
    found: list[Sentence] = []
    for index, block in enumerate(article.blocks):
        whole: str = getattr(article, block.field)
        for start, end in sentence_spans(whole[block.start : block.end]):
            first, last = block.start + start, block.start + end
            found.append(
                Sentence(
                    f"s{len(found) + 1}", index, block.field, first, last, whole[first:last], block.removed_by
                )
            )  # fmt: skip
    return tuple(found)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end: ``text[start:end]`` has no white space at its edges."""
    spans = []
    start = 0
    for cut in [*_cuts(text), len(text)]:
        piece = text[start:cut]
        if stripped := piece.strip():
            lead = len(piece) - len(piece.lstrip())
            spans.append((start + lead, start + lead + len(stripped)))
        start = cut
    return spans


def _cuts(text: str) -> Iterator[int]:
    """Offsets at which a new sentence begins."""
    possible = list(candidates(text))
    open_ends = [candidate for candidate in possible if candidate.verdict is None]
    agreed = _splitter_cuts(text) if open_ends else set()
    for candidate in possible:
        if candidate.verdict or (candidate.verdict is None and candidate.next in agreed):
            yield candidate.next


def _splitter_cuts(text: str) -> set[int]:
    import sentencex

    return {boundary["start_index"] for boundary in sentencex.get_sentence_boundaries("de", text)}
