"""The same story from elsewhere: new items are linked to the one that says what they say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..ledger import Ledger
from ..ledger.values import Entered, Found
from ..types import Article
from .duplicates import Stories, figures, further_words, other_figures

OVERLAP = timedelta(minutes=1)
"""Clocks of machines that work on one ledger may differ by so much, and a transaction may take so long."""


class Linker:
    """Links what a visit or a page gave. Visits and pages may use it from a thread each.

    Args:
        ledger: where the links are kept.
        stories: what was found before.
        clock: the time, UTC.
        twinned: told of each item (with the row id of its feed) that is shown by another one's brief, and of which.
    """

    def __init__(
        self,
        ledger: Ledger,
        stories: Stories,
        clock: Callable[[], datetime],
        twinned: Callable[[int, str, str], None],
    ) -> None:
        self._ledger = ledger
        self._stories = stories
        self._clock = clock
        self._twinned = twinned
        self._looked = clock()
        """When the stories were last those of the ledger."""
        self._linking = threading.Lock()

    def catch_up(self, own: Collection[str]) -> None:
        """Learn the stories that other processes on this ledger have entered since the last look; not those that are
        about to be linked themselves, so that of two in one visit the first stays the story."""
        with self._linking:
            since, self._looked = self._looked, self._clock()
            for item, drawn in self._ledger.sketches(since - OVERLAP):
                if item not in own:
                    self._stories.learn(item, drawn)

    def link(self, feed: int, entered: Sequence[Entered], found: Sequence[Found]) -> None:
        """Link new items that say what another one says."""
        fresh = []
        for one, item in zip(entered, found, strict=False):  # none are entered if the feed was removed meanwhile
            if one.news in ("new", "update", "correction") and not item.dropped:
                fresh.append(one.version)
                if item.sketch:
                    article = replace(item.article, edition=item.edition)
                    self.link_one(one.version, one.item, feed, article, item.sketch)
            elif one.news == "withdrawn":
                with self._linking:
                    self._stories.remove(one.item)
        self._ledger.judged(fresh, self._clock())

    def link_one(self, version: int, item: str, feed: int, article: Article, drawn: bytes) -> None:
        """Let a version be the twin of another item's, or a story that others may be twins of."""
        with self._linking:
            other = self._other(version, item, article, drawn)
            if other is not None and self._ledger.twin(version, *other, self._clock()):
                self._stories.remove(item)
            else:
                other = None
                self._stories.add(item, drawn)
        if other is not None:
            self._twinned(feed, item, other[0])

    def _other(self, version: int, item: str, article: Article, drawn: bytes) -> tuple[str, float] | None:
        """The item that says all that a version says, and how alike they are.

        A correction says something else by its sender's word. A newer version of what stands alone stays alone; that of
        a twin stays one as long as it says no more than it did, or than the other one does by now.
        """
        if article.edition is not None and article.edition.signal == "correction":
            return None
        before = self._ledger.before(version)
        if before is None:
            found = self._stories.twin(item, proper(article), drawn, self._text_of)
            return None if found is None or self._tells_more(article, found[0]) else found
        root = self._ledger.twin_of(item)
        there = self._ledger.newest_article(root) if root is not None else None
        if root is None or there is None or self._tells_more(article, root):
            return None
        if other_figures(proper(article), proper(there)) or further_words(*map(proper, (article, before, there))):
            return None
        return root, 1.0

    def _tells_more(self, article: Article, item: str) -> bool:
        """Whether the head of an article has a figure that another item lacks."""
        other = self._ledger.newest_article(item)
        if other is None:
            return False
        known = figures("\n\n".join((other.title, other.lead, proper(other), proper(article))))
        return bool(figures(f"{article.title}\n\n{article.lead}") - known)

    def _text_of(self, item: str) -> str:
        article = self._ledger.newest_article(item)
        return proper(article) if article is not None else ""


def proper(article: Article) -> str:
    """An article's own words: its text without the furniture of its page."""
    if not article.blocks:
        return article.text
    return "\n\n".join(article.text[one.start : one.end] for one in article.blocks if one.removed_by is None)
