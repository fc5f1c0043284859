"""Removes what an article says twice: the title over the text, the lead repeated for each screen size, pull quotes.

Two texts must have the same numbers for one to count as a repetition of the other: "3 Tote" is not "5 Tote".
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from .workspace import Work, kept

EXACT = "repeat.exact"
NEAR = "repeat.near"
PULLED = "repeat.pulled"
TITLE = "repeat.title"
LEAD = "repeat.lead"

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_CAPITALISED = re.compile(r"\b[A-ZÄÖÜ]\w+")
MIN_EXACT = 25
"""Shorter blocks recur for good reason: answers, speakers, cells of a table."""
MIN_NEAR = 50
MAX_NEAR = 3000
MIN_RATIO = 92.0
"""rapidfuzz ratio (0 to 100) on the folded texts; two leads that differ in an edited word or a lost quote reach 95."""
_HEAD = 12
MIN_PULLED = 60


def fold(text: str) -> str:
    """The words only, in lower case, separated by single spaces: a text without its typography."""
    return " ".join(_WORD.findall(text)).casefold()


def same(a: str, b: str) -> bool:
    """True if two texts say the same in almost the same words, with the same numbers and related capitalised words."""
    if abs(len(a) - len(b)) > 20 + 0.2 * max(len(a), len(b)):
        return False
    folded_a, folded_b = fold(a), fold(b)
    if folded_a == folded_b:
        return True
    shorter, longer = sorted((len(folded_a), len(folded_b)))
    if shorter < MIN_NEAR or longer > MAX_NEAR or longer - shorter > 0.15 * longer:
        return False
    if _DIGITS.findall(a) != _DIGITS.findall(b) or not fuzz.ratio(folded_a, folded_b, score_cutoff=MIN_RATIO):
        return False
    names_a, names_b = set(_CAPITALISED.findall(a)), set(_CAPITALISED.findall(b))
    return _akin(names_a - names_b, names_b) and _akin(names_b - names_a, names_a)


def _akin(words: set[str], others: set[str]) -> bool:
    """Whether every word has a relative among the others: "Montagmorgen" of "Montag", but not "Nord" of "Mitte"."""
    return all(any(word[:4] == other[:4] for other in others) for word in words)


def remove_known(blocks: list[Work], known: str, rule: str) -> None:
    """Remove head blocks that repeat a field given beside the text (title or lead)."""
    for _, block in list(kept(blocks))[:_HEAD]:
        if fold(known) and same(block.words, known):
            block.remove(rule)


def remove_repeats(blocks: list[Work]) -> None:
    """Remove later copies: exact ones anywhere, near copies of the head's blocks, pull quotes."""
    first: dict[str, Work] = {}
    head: list[str] = []
    for position, (_, block) in enumerate(list(kept(blocks))):
        folded = fold(block.words)
        original = first.get(folded)
        if original is not None and (len(folded) >= MIN_EXACT or original.kind in ("title", "lead")):
            block.remove(EXACT)
            continue
        if MIN_NEAR <= len(folded) <= MAX_NEAR and any(same(block.words, other) for other in head):
            block.remove(NEAR)
            continue
        first.setdefault(folded, block)
        if position < _HEAD and len(folded) >= MIN_NEAR:
            head.append(block.words)
    _remove_pulled(blocks)


def _remove_pulled(blocks: list[Work]) -> None:
    """Remove pull quotes: quotations that also occur word for word in a longer paragraph.

    Only candidates in quotation marks are compared, and only with nearby paragraphs, so that the cost stays linear.
    """
    rows = [(block, fold(block.words)) for _, block in kept(blocks)]
    for index, (block, folded) in enumerate(rows):
        if len(folded) < MIN_PULLED or len(folded) > 600 or block.kind in ("title", "lead"):
            continue
        if block.words[:1] not in "„»«“\"'":
            continue
        near = rows[max(0, index - 8) : index] + rows[index + 1 : index + 9]
        if any(len(other) > len(folded) + 20 and folded in other for _, other in near):
            block.remove(PULLED)
