"""Rules about where blocks stand: kicker, title and lead at the head, teasers at the tail, and each block's kind."""

from __future__ import annotations

from . import shape
from .workspace import Work, kept

KICKER = "head.kicker"
TAIL = "tail.teasers"
STUB = "tail.stub"
_MIN_TITLE = 20
_MAX_LEAD = 700
_MIN_EVIDENCE = 2


def find_title(blocks: list[Work]) -> Work | None:
    """The headline inside the text, if it begins with one; a one- or two-word line above it is a kicker and goes."""
    head = [block for _, block in kept(blocks)][:4]
    marked = next((block for block in head if block.kind == "title"), None)
    if marked:
        return marked
    if len(head) > 1 and _is_label(head[0]) and head[1].heading and len(head[1].words) >= _MIN_TITLE:
        head.pop(0).remove(KICKER)
    if len(head) < 2 or not head[0].heading or len(head[0].words) < _MIN_TITLE or len(head[0].words.split()) < 3:
        return None
    head[0].kind = "title"
    return head[0]


def _is_label(block: Work) -> bool:
    words = block.words.split()
    return block.heading and len(words) <= 2 and len(block.words) <= 30 and not any(c.isdigit() for c in block.words)


def find_lead(blocks: list[Work], title: Work | None, repeated: set[int]) -> Work | None:
    """The lead: the first paragraph, where the page's own furniture sets it off from the body, or where it recurs.

    ``repeated`` holds the ids (``id(block)``) of blocks that stand in the text more than once.
    """
    marked = next((block for _, block in kept(blocks) if block.kind == "lead"), None)
    if marked or title is None:
        return marked
    rows = list(kept(blocks))
    position = next((i for i, (_, b) in enumerate(rows) if b.prose and b.kind not in ("caption", "title")), None)
    if position is None or position > 4 or position + 1 >= len(rows):
        return None
    lead = rows[position][1]
    if len(lead.words) > _MAX_LEAD or not any(block.prose for _, block in rows[position + 1 :]):
        return None
    start = next(i for i, block in enumerate(blocks) if block is title)
    following = rows[position + 1][0]
    set_off = any(b.removed_by or b.kind == "caption" for b in blocks[start + 1 : following] if b is not lead)
    if not set_off and id(lead) not in repeated:
        return None
    lead.kind = "lead"
    return lead


def remove_tail(blocks: list[Work]) -> None:
    """Remove the run of headlines, dates and stubs below the last paragraph, if there is proof that it is teasers.

    Proof is two or more truncated stubs or bare dates in it. The run begins at its first line that is not a sentence,
    so that a short last sentence of the article stays.
    """
    rows = list(kept(blocks))
    last = max((i for i, (_, block) in enumerate(rows) if block.prose), default=-1)
    run = [block for _, block in rows[last + 1 :]]
    if last < 0 or not run:
        return
    while run and shape.ends_sentence(run[0].words) and not run[0].stub:
        run.pop(0)
    evidence = sum(block.stub or block.date for block in run)
    if evidence < _MIN_EVIDENCE:
        return
    only_stubs = all(block.stub for block in run)
    for block in run:
        block.remove(STUB if only_stubs else TAIL)


def assign_kinds(blocks: list[Work]) -> None:
    """Name the kind of every block that nothing has named yet."""
    for block in blocks:
        if block.kind != "paragraph" or block.fixed:
            continue
        if block.date:
            block.kind = "dateline"
        elif shape.is_list_item(block.words):
            block.kind = "list"
        elif shape.is_quote(block.words):
            block.kind = "quote"
        elif block.heading and not block.prose:
            block.kind = "heading"
