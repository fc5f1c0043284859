"""What a format yields: an article without its final id and language, or the reason there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..types import Block, Edition


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields that a format knows. The id is made from ``name`` if ``given_id`` is empty."""

    origin: str
    name: str
    text: str
    given_id: str = ""
    title: str = ""
    lead: str = ""
    source: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    blocks: tuple[Block, ...] = ()
    lacking: tuple[str, ...] | None = None
    """For a record: the mapped fields it does not have."""
    undated: str = ""
    """The content of the publication date field, if it cannot be read as a date."""
    unusable: tuple[tuple[str, str], ...] = ()
    """The fields that were left empty, each with the reason."""
    edition: Edition | None = None
    """For an item of a feed or an agency: what its sender says about it."""
    remarks: tuple[str, ...] = ()
    """What a person should know of how it was read. What stands before the colon is said once for all items."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An item or a whole source that gives no article: where it is and why, in the user's words."""

    origin: str
    reason: str
    skipped: bool = False
    """True if it was left out on purpose (an unsupported kind of file), False if something is wrong with it."""
    empty: bool = False
    """True if there is nothing in it and nothing wrong with it: a feed without items, a folder without files."""


Drafts = Iterator[Draft | Refused]
