"""The data-driven rules at work: edges cut off, single blocks removed, sections with their teasers removed."""

from __future__ import annotations

from ..read.dates import find_date
from .rules import Rule, Scope, matches, rules
from .workspace import Work, cut, kept

_HEAD_PROSE = 2
"""How many paragraphs (leads, as a rule) may stand above the last line of a page's head."""
_MIN_DATED = 3
_MAX_BOXES = 4
"""How many authors may have a box below the text."""
_MAX_TEASERS = 14
"""A related-articles section longer than this in the middle of an article is not one."""


def _of(scope: Scope) -> list[Rule]:
    return [rule for rule in rules() if rule.scope == scope]


def cut_edges(blocks: list[Work]) -> None:
    """Cut credits and the like from the beginning and the end of blocks; each cut part is a block of its own."""
    scopes: tuple[Scope, ...] = ("start", "end")
    for scope in scopes:
        for rule in _of(scope):
            for index, block in reversed(list(kept(blocks))):
                found = matches(rule, block.words)
                if not found:
                    continue
                at = (
                    found.end()
                    if scope == "start"
                    else found.start("cut")
                    if "cut" in found.re.groupindex
                    else found.start()
                )
                if block.words[:at].strip() and block.words[at:].strip():
                    cut(blocks, index, at, rule.id, rule.kind, tail=scope == "end")
                elif scope == "start" or not block.words[:at].strip():
                    block.remove(rule.id, rule.kind)


def remove_blocks(blocks: list[Work]) -> None:
    """Remove the blocks that a rule matches whole: anywhere, or only above the first and below the last paragraphs."""
    openers = [*_of("section"), *_of("tail")]  # left to remove_sections, which takes what follows as well
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
    """Positions of the first and last block between an article's head and its tail, both inclusive."""
    prose = [index for index, block in kept(blocks) if block.prose]
    if not prose:
        return len(blocks), -1
    dated = sum(block.date for block in blocks[prose[0] : prose[-1]])
    if dated >= _MIN_DATED:  # a chronicle or ticker: the dates between its paragraphs are its own
        return prose[0], prose[-1]
    return prose[min(_HEAD_PROSE, len(prose) - 1)], prose[-1]


def remove_sections(blocks: list[Work]) -> None:
    """Remove a section's marker and what belongs to it.

    To the end of the text if no prose follows (or, for a ``tail`` rule, if the article's prose plainly stands before
    it); otherwise the teasers under the marker, up to the next paragraph and the heading above that.
    """
    for index in range(len(blocks)):
        block = blocks[index]
        rule = next((r for r in rules() if r.scope in ("section", "tail") and matches(r, block.words)), None)
        if rule is None or block.removed_by is not None:
            continue
        before = sum(len(b.words) for _, b in kept(blocks[:index]) if b.prose)
        after = sum(len(b.words) for _, b in kept(blocks[index + 1 :]) if b.prose)
        if before and (not after or (rule.scope == "tail" and before >= min(after, _ENOUGH_PROSE))):
            for other in blocks[index:]:
                other.remove(rule.id, rule.kind)
            return
        block.remove(rule.id, rule.kind)
        for other in _teasers(blocks[index + 1 :]):
            other.remove(rule.id, rule.kind)


_ENOUGH_PROSE = 800
"""Characters of prose above a comment section from which on it is surely not the page's share bar."""


def _teasers(following: list[Work]) -> list[Work]:
    """The headlines, dates and stubs under a marker; a heading that opens the next paragraph stays."""
    run: list[Work] = []
    for _, block in kept(following):
        if not (block.heading or block.date or block.stub):
            break
        run.append(block)
    else:
        return run
    if len(run) > _MAX_TEASERS:
        return []
    opens = run and run[-1].heading and not find_date(run[-1].words)
    if len(run) > 1 and opens and (run[-1].gap or not any(b.gap for b in run)):
        return run[:-1]
    return run
