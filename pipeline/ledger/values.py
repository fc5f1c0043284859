"""What the ledger takes and gives: plain values, no rows. All moments are aware ``datetime`` in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from ..types import Article, Edition, Record, Release

State = Literal["listed", "waiting", "leased", "done", "failed", "superseded", "withdrawn", "dropped", "twin"]
"""Of a version of an item. ``listed``: its page is still to be fetched. ``waiting``: to be made into a brief.
``leased``: a process is at it. ``done``. ``failed``: for good, until a person asks for another try. ``superseded``: a
newer version came before it was begun, or it came after a newer one. ``withdrawn``: its sender has taken it back.
``dropped``: its feed's rules leave it out. ``twin``: another item says the same, and is shown for both."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A watched feed, and what its last visit gave."""

    id: int
    name: str
    """Unique; what commands and rules call it."""
    url: str
    """An address, or the path of a watched folder or file."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """As JSON; :mod:`pipeline.feeds.rules` reads it."""
    active: bool = True
    title: str = ""
    """What the feed calls itself."""
    etag: str = ""
    last_modified: str = ""
    not_before: datetime | None = None
    """Not to be visited before: the interval, or what a server has asked for."""
    fetched: datetime | None = None
    """Last visit, whatever it gave."""
    status: int = 0
    """HTTP status of that visit; 0 if there was no answer."""
    error: str = ""
    """Why that visit gave nothing; empty if all is well."""
    failures: int = 0
    """Visits in a row that gave nothing."""
    broken: frozenset[str] = frozenset()
    """Marks of the items that could not be used at the last visit that gave any."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a visit to a feed gave, for the feed's row."""

    at: datetime
    status: int
    not_before: datetime | None
    etag: str = ""
    last_modified: str = ""
    title: str = ""
    error: str = ""
    broken: tuple[str, ...] | None = None
    """Marks of the items that could not be used; ``None`` leaves those that are known."""


@dataclass(frozen=True, slots=True)
class Found:
    """An item as a visit to a feed has found it, ready to be entered."""

    key: str
    """The item's id, the same in all its versions: the article's id."""
    guid: str
    digest: str
    """sha256 of the words as found: another digest is another version."""
    article: Article
    edition: Edition
    dropped: str = ""
    """The rule that leaves it out; empty if it is kept."""
    wanted_page: str = ""
    """Address of the page that has the whole text; empty if the text is whole."""
    hits: tuple[str, ...] = ()
    """Watched words that it has."""
    sketch: bytes = b""
    """MinHash of its text, for finding the same story elsewhere."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering an item came to."""

    item: str
    version: int
    """Row id of the version."""
    news: Literal["new", "update", "correction", "withdrawn", "known", "late"]
    """``known``: nothing new. ``late``: an older version than one that was entered before."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A record in the ledger, with what the ledger knows of it."""

    item: str
    feed: str
    made: datetime
    run: str
    record: Record


@dataclass(frozen=True, slots=True)
class Lease:
    """A version that this process is to make into a brief, and has until ``until``."""

    version: int
    item: str
    feed: int
    article: Article
    edition: Edition
    attempts: int
    """How often it was tried before."""
    until: datetime
    older: Record | None = None
    """The newest record of the item so far."""
    hits: tuple[str, ...] = ()
    """Watched words that it has."""


@dataclass(frozen=True, slots=True)
class Page:
    """A version whose page is to be fetched."""

    version: int
    item: str
    feed: int
    url: str
    article: Article
    attempts: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A version that could not be made."""

    version: int
    item: str
    feed: str
    title: str
    url: str
    stage: str
    reason: str
    attempts: int
    at: datetime
    next: datetime | None
    """When it is tried again; ``None`` if it is given up."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an outlet (an output folder) is to show of an item, or no longer."""

    item: str
    feed: int
    hour: str
    """``2026-11-26/14``: day and hour (UTC) in which the item was first seen."""
    version: int | None
    """``None``: nothing, it is to be taken out."""
    previous: int | None
    """The version that the outlet shows at present."""
    record: Record | None = None
    news: Literal["new", "update", "correction", "withdrawn", "also", "merged"] = "new"
    """``also``: as it was, but another feed has it too, or has changed what it says about it. ``merged``: taken out
    because another item, which is shown, says the same."""
    note: str = ""
    """The sender's words on it."""
    also: tuple[tuple[str, str], ...] = ()
    """Other feeds that had the same story: their name and the address there."""
    hits: tuple[str, ...] = ()
    release: Release | None = None
    """Whether the record may be published; ``None`` without a record."""
    later: datetime | None = None
    """When an embargo ends that keeps back a newer version, or all there is."""
    revision: int = 0
    """Of what is told of an item that is no longer shown: more than of all that was shown of it, less than of what will
    be. 0 if it is not known."""


@dataclass(frozen=True, slots=True)
class InHour:
    """What an item contributes to the files of its hour."""

    brief: bytes
    """Its line of JSON."""
    findings: bytes
    """Its rows of CSV."""
    also: tuple[tuple[str, str], ...] = ()
    """As in :class:`Shown`; it may have grown since the line was made."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A title to be translated ahead of its article, or as it was translated."""

    version: int
    item: str
    feed: str
    title: str
    """In the source's language."""
    url: str
    seen: datetime
    english: str = ""
    doubt: str = ""
    """What the check said about the translation; empty if nothing."""
    hits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run over the feeds."""

    id: str
    started: datetime
    ended: datetime | None
    host: str
    pid: int
    done: int = 0
    failed: int = 0
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """A version of an item, and what became of it."""

    version: int
    feed: str
    number: int
    """The sender's; 0 if there is none."""
    signal: str
    note: str
    title: str
    url: str
    seen: datetime
    updated: datetime | None
    embargo: datetime | None
    state: State
    reason: str
    """Why it was dropped, or is not made."""
    made: datetime | None
    """When its record was made; ``None`` if there is none."""
    run: str
    hits: tuple[str, ...]
