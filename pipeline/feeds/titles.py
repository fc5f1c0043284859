"""``headlines.html`` and ``headlines.jsonl``: the newest titles in English, before their briefs are there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from ..codec import line
from ..ledger import Ledger
from ..ledger.values import Headline
from ..render.pages import page
from ..render.words import DRAFT_NOTICE
from ..run.store import Store

HEADLINES = "headlines.html"
_BRIEF = "brief.html"
LISTED = 500
"""Headlines in both files."""


def headlines_html(headlines: Sequence[Headline], now: datetime, *, draft: bool, briefs: Mapping[str, str] = {}) -> str:
    """The page, newest first; ``briefs``: address of an item's brief, relative to the page, once it is there."""
    return page(
        "headlines.html.j2",
        headlines=headlines,
        briefs=briefs,
        watched=[one for one in headlines if one.hits],
        now=f"{now:%Y-%m-%d %H:%M} UTC",
        draft_notice=DRAFT_NOTICE if draft else "",
    )


def headlines_jsonl(headlines: Sequence[Headline], briefs: Mapping[str, str] = {}) -> bytes:
    """A line for each: ``id``, ``headline``, ``doubt``, ``title``, ``url``, ``brief`` (its address, relative to the
    file; empty as long as there is none), ``feed``, ``seen``, ``hits``."""
    return b"".join(
        line(
            {
                "id": one.item,
                "headline": one.english,
                "doubt": one.doubt,
                "title": one.title,
                "url": one.url,
                "brief": briefs.get(one.item, ""),
                "feed": one.feed,
                "seen": one.seen.isoformat(timespec="seconds"),
                "hits": list(one.hits),
            }
        )
        for one in headlines
    )


class Titles:
    """Keeps both files of an output folder up to date.

    Args:
        store: the folder; ``None`` writes nothing.
        ledger: has the headlines.
        draft: whether they are of a draft-quality model; ``None`` if no model is loaded, and the page then says what it
            said before.
        clock: the time, UTC.
    """

    def __init__(
        self, store: Store | None, ledger: Ledger, *, draft: Callable[[], bool | None], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._draft = draft
        self._clock = clock
        self._lock = threading.Lock()

    def write(self) -> None:
        """Write them. Safe to call from several threads: what is asked last is written last."""
        if self._store is not None:
            with self._lock:
                self._write(self._store)

    def _write(self, store: Store) -> None:
        now = self._clock()
        newest = self._ledger.headlines(limit=LISTED, now=now)
        pages = {one.item: store.folder(one.item) / _BRIEF for one in newest}
        briefs = {
            item: quote(page.relative_to(store.root).as_posix()) for item, page in pages.items() if page.is_file()
        }
        store.write("headlines.jsonl", [headlines_jsonl(newest, briefs)])
        store.write(HEADLINES, [headlines_html(newest, now, draft=self._is_draft(store), briefs=briefs).encode()])

    def _is_draft(self, store: Store) -> bool:
        draft = self._draft()
        if draft is not None:
            return draft
        try:
            return DRAFT_NOTICE in (store.root / HEADLINES).read_text("utf-8")
        except (OSError, ValueError):
            return False
