"""The page behind an item of a feed: a teaser and its page become the whole article, where the page has it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..types import Block
from . import markup
from .draft import Draft, Refused
from .formats.html import TITLE

_WORD = re.compile(r"\w+")
_LEAST_SHARE = 0.7
"""Of the teaser's length that the page's article must have. A page that shows less shows a notice, not the article."""
_SPECIFIC = 4
"""Letters from which a word with a capital, a noun or a name in German, tells one story from another."""
_LEAST_WORDS = 4
"""So many of them a teaser must have for its story to be looked for in the page."""
_LEAST_FOUND = 0.25
"""Share of them that the article of the page must have. Of 146 German pages that it was not chosen on, none has less
of its own description; of 1,159 pairs of a description and another page, 96 in 100 have."""
_STEM = 6
"""Letters by which words are compared: endings differ."""


@dataclass(frozen=True, slots=True)
class Whole:
    """What an item and its page give together."""

    draft: Draft
    doubt: str = ""
    """Why it is the teaser only; empty if it is the whole article."""


def whole(item: Draft, page: Draft | Refused) -> Whole:
    """An item with the text of its page. What the sender says about it (guid, title, date, edition) stays the item's;
    text, blocks and lead are the page's."""
    if isinstance(page, Refused):
        return Whole(item, f"its page gives no article ({page.reason})")
    teaser = markup.words(item.text) or markup.words(item.lead)
    proper = _proper(page)
    if len(proper) < _LEAST_SHARE * len(teaser):
        return Whole(item, f"its page has less text than the feed ({len(proper):,} characters, not {len(teaser):,})")
    if not _same_story(f"{item.title} {item.lead} {item.text}", f"{page.title} {proper}"):
        return Whole(item, "its page is about something else: a front page, or one that asks for consent or a login")
    title = item.title or page.title
    return Whole(
        replace(
            item,
            text=page.text,
            blocks=page.blocks if _fold(title) == _fold(page.title) else _retitled(page, title),
            title=title,
            lead=page.lead,
            source=item.source or page.source,
            published=item.published or page.published,
            undated="" if page.published else item.undated,
            language=page.language or item.language,
            edition=replace(item.edition, teaser=False) if item.edition else None,
        )
    )


def _proper(page: Draft) -> str:
    """The words of the article without the page's furniture."""
    if not page.blocks:
        return page.text
    return "\n".join(page.text[block.start : block.end] for block in page.blocks if block.removed_by is None)


def _retitled(page: Draft, title: str) -> tuple[Block, ...]:
    """The page's blocks under another title: its own repeats that one in part, or is a heading in the text."""
    repeats = _fold(page.title) in _fold(title)
    return tuple(
        block
        if block.kind != "title" or block.removed_by is not None
        else replace(block, removed_by=TITLE)
        if repeats
        else replace(block, kind="heading")
        for block in page.blocks
    )


def _same_story(teaser: str, page: str) -> bool:
    wanted = _stems(markup.words(teaser))
    return len(wanted) < _LEAST_WORDS or len(wanted & _stems(page)) >= _LEAST_FOUND * len(wanted)


def _stems(text: str) -> set[str]:
    return {word[:_STEM].casefold() for word in _WORD.findall(text) if len(word) >= _SPECIFIC and word[0].isupper()}


def _fold(text: str) -> str:
    return " ".join(_WORD.findall(text)).casefold()
