"""What is to be done for an article: a pure function of what is stored and what has come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from ..types import Record, Signature


@dataclass(frozen=True, slots=True)
class New:
    """Nothing is stored: the article is to be made."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What is stored was made from other content (``content``) or in another way: the article is to be made anew."""

    stored: Record
    content: bool


@dataclass(frozen=True, slots=True)
class Rejudge:
    """What is stored differs in its policy only: it is to be judged again."""

    stored: Record


@dataclass(frozen=True, slots=True)
class Rerender:
    """What is stored is as it should be, but some of the files made from it are missing."""

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
    """The step that leads from what is stored to what is asked for.

    Args:
        stored: the record under the article's id, if there is one that can be read.
        digest: of the article's content as it has come.
        signature: what a record would be made with now.
        there: names of the files that are made from the stored record.
        wanted: names of the files that are asked for.
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
