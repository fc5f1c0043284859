"""What a format hands on: an article without its final id and language, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..types import Block


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields that a format knows. ``name`` is what an id is made from where ``given_id`` is empty."""

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
    """Of a record: the mapped fields that it does not have."""
    undated: str = ""
    """What stands in the field for the date of publication, if that cannot be read as one."""


@dataclass(frozen=True, slots=True)
class Refused:
    """An item or a whole source that gives no article: where it stands and why, in the user's words."""

    origin: str
    reason: str
    skipped: bool = False
    """True if it was left out on purpose (a kind of file that is not read), False if something is wrong with it."""


Drafts = Iterator[Draft | Refused]
