"""What a reader of one format hands on: an article without its final id and language, or why there is none."""

from __future__ import annotations

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


class Broken(Exception):
    """An item that gives no article: where it stands and why, in the user's words."""

    def __init__(self, origin: str, reason: str, skipped: bool = False) -> None:
        super().__init__(reason)
        self.origin = origin
        self.reason = reason
        self.skipped = skipped
