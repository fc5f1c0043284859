"""German sentences with exact offsets: a maintained splitter (sentencex) with a guard for German over it.

Every character of a block that is not white space belongs to exactly one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..types import Article, Sentence
from .guard import candidates

__all__ = ["LONGEST", "sentence_spans", "split"]

LONGEST = 3000
"""Most characters in a sentence. No German sentence is this long; a table or a heap of data without a full stop is, and
nothing after the splitter needs it in one piece."""


def split(article: Article) -> tuple[Sentence, ...]:
    """All sentences of all blocks, removed ones included, in the blocks' order; ids ``s1``, ``s2`` ..."""
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
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [*_cuts(text), len(text)]:
        spans.extend(_bounded(text, start, cut))
        start = cut
    return spans


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretch without white space at its edges; if too long, in parts, cut between words if possible."""
    while True:
        while start < end and text[start].isspace():
            start += 1
        if end - start <= LONGEST:
            break
        cut = start + LONGEST
        blank = max(text.rfind(mark, start + LONGEST // 2, cut) for mark in (" ", "\n", "\t"))
        cut = blank if blank > 0 else cut
        yield start, start + len(text[start:cut].rstrip())
        start = cut
    if stripped := text[start:end].rstrip():
        yield start, start + len(stripped)


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
