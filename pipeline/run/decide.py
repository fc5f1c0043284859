"""What to do with an article: a pure function of what is stored and what came in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from ..types import Record, Signature


@dataclass(frozen=True, slots=True)
class New:
    """Nothing is stored: process the article."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The stored record was made from other content (``content``) or in another way: process the article again."""

    stored: Record
    content: bool


@dataclass(frozen=True, slots=True)
class Rejudge:
    """The stored record differs in its policy only: judge it again."""

    stored: Record


@dataclass(frozen=True, slots=True)
class Rerender:
    """The stored record is as it should be, but some of the files made from it are missing."""

    stored: Record
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Everything is there."""

    stored: Record


Step = New | Changed | Rejudge | Rerender | Done


def decide(
    stored: Record | None,
    digest: str,
    signature: Signature,
    there: Collection[str] = (),
    wanted: Collection[str] = (),
) -> Step:
    """The step that leads from what is stored to what is wanted.

    Args:
        stored: the record under the article's id, if there is a readable one.
        digest: of the article's content as it came in.
        signature: what a record would be made with now.
        there: names of the existing files made from the stored record.
        wanted: names of the files to have.
    """
    if stored is None:
        return New()
    if stored.digest != digest:
        return Changed(stored, content=True)
    if replace(stored.signature, policy=signature.policy) != signature:
        return Changed(stored, content=False)
    if stored.signature != signature:
        return Rejudge(stored)
    missing = tuple(name for name in wanted if name not in there)
    return Rerender(stored, missing) if missing else Done(stored)
