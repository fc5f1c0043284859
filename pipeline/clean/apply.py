"""Applies the data-driven rules: cuts off ends, removes single blocks, and sections with their teasers."""

from __future__ import annotations

from itertools import accumulate, islice

from ..dates import find_date
from . import voice
from .rules import Rule, Scope, matches, rules
from .workspace import Work, cut, kept

_HEAD_PROSE = 2
"""How many paragraphs (usually leads) may precede the last line of a page's head."""
_MIN_DATED = 3
_MAX_BOXES = 4
"""The most author boxes below a text."""
_MAX_TEASERS = 14
"""A related-articles section longer than this in the middle of an article is not one."""
_ENOUGH_PROSE = 800
"""A comment section with this many characters of prose above it is certainly not the page's share bar."""


def _of(scope: Scope) -> list[Rule]:
    return [rule for rule in rules() if rule.scope == scope]


def cut_ends(blocks: list[Work]) -> None:
    """Cut credits and the like from the end of blocks; each cut part is a block of its own."""
    cutting = _of("end")
    blocks[:] = [part for block in blocks for part in _cut(block, cutting)]


def _cut(block: Work, cutting: list[Rule]) -> list[Work]:
    parts = [block]
    for rule in cutting:
        if parts[0].removed_by is None and (found := matches(rule, parts[0].words)):
            parts[:1] = cut(parts[0], found.start("cut"), rule.id, rule.kind)
    return parts


def remove_blocks(blocks: list[Work]) -> None:
    """Remove blocks that a rule matches as a whole: anywhere, or only above the first and below the last paragraphs."""
    openers = [*_of("section"), *_of("list"), *_of("tail")]  # left to remove_sections, which also removes what follows
    anywhere, at_edges, at_foot = _of("block"), _of("edge"), _of("foot")
    for _, block in list(kept(blocks)):
        if not _first_match(openers, block):
            _remove_if(anywhere, block)
    for _ in range(_MAX_BOXES):
        head, tail = edges(blocks)
        enough = sum(block.prose for _, block in kept(blocks)) > _HEAD_PROSE
        outside = [(index, block) for index, block in kept(blocks) if not head <= index < tail]
        removed = [
            block
            for index, block in outside
            if not _first_match(openers, block)
            and _remove_if([*at_edges, *(at_foot if enough and index >= tail else ())], block)
        ]
        if not any(block.prose for block in removed):
            return  # otherwise the last paragraph was an author's box, and another may stand above it


def _first_match(candidates: list[Rule], block: Work) -> Rule | None:
    return next((rule for rule in candidates if matches(rule, block.words)), None)


def _remove_if(candidates: list[Rule], block: Work) -> bool:
    rule = _first_match(candidates, block)
    if rule:
        block.remove(rule.id, rule.kind)
    return rule is not None


def edges(blocks: list[Work]) -> tuple[int, int]:
    """Positions of the first and last block between an article's head and tail, both inclusive."""
    prose = [index for index, block in kept(blocks) if block.prose]
    if not prose:
        return len(blocks), -1
    dated = sum(block.date for block in blocks[prose[0] : prose[-1]])
    if dated >= _MIN_DATED:  # a chronicle or ticker: the dates between its paragraphs are its own
        return prose[0], prose[-1]
    return prose[min(_HEAD_PROSE, len(prose) - 1)], prose[-1]


def remove_sections(blocks: list[Work]) -> None:
    """Remove a section's marker and what belongs to it.

    That is everything to the end of the text if no prose follows (or, for a ``tail`` rule, if the article's prose
    clearly precedes it); otherwise the teasers under the marker, up to the next paragraph and its heading. Corrections
    stay.
    """
    openers = [*_of("section"), *_of("list"), *_of("tail")]
    prose = [0, *accumulate(len(b.words) if b.prose and b.removed_by is None else 0 for b in blocks)]
    for index, block in enumerate(blocks):
        rule = _first_match(openers, block) if block.removed_by is None else None
        if rule is None:
            continue
        before, after = prose[index], prose[-1] - prose[index + 1]
        if before and not after:
            _remove_rest(blocks[index:], rule)
            return
        teasers = _teasers(blocks, index + 1)
        label = not any(char.isdigit() for char in block.words)
        if rule.scope in ("list", "tail") and label and not teasers and _opens_prose(blocks, index):
            continue  # a heading of the article's own
        if before and rule.scope == "tail" and before >= min(after, _ENOUGH_PROSE):
            _remove_rest(blocks[index:], rule)
            return
        block.remove(rule.id, rule.kind)
        for other in teasers:
            other.remove(rule.id, rule.kind)


def _remove_rest(blocks: list[Work], rule: Rule) -> None:
    for block in blocks:
        if not voice.corrects(block.words):
            block.remove(rule.id, rule.kind)


def _opens_prose(blocks: list[Work], index: int) -> bool:
    """Whether the next kept block is a paragraph."""
    return next((block.prose for _, block in kept(blocks[index + 1 :])), False)


def _teasers(blocks: list[Work], first: int) -> list[Work]:
    """The headlines, dates and stubs from ``first``; a heading that opens the next paragraph stays."""
    run: list[Work] = []
    following: Work | None = None
    for block in islice(blocks, first, None):
        if block.removed_by is not None:
            continue
        if not (block.heading or block.date or block.stub):
            following = block
            break
        run.append(block)
        if len(run) > _MAX_TEASERS:
            return []
    else:
        return run
    opens = run and run[-1].heading and not find_date(run[-1].words)
    # An empty line under the last one sets it apart from the paragraph: it is the last of the list.
    close = following is not None and not following.gap
    if len(run) > 1 and opens and (run[-1].gap or (close and not any(b.gap for b in run))):
        return run[:-1]
    return run
