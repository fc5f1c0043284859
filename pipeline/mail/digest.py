"""What a reader's digest has: what is new to them, what no longer holds, and what they know afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..config import MailConfig
from ..ledger.mailings import Gone, Told
from ..render.email import APPROVED, UNREVIEWED, Digest, EmailBrief, Lost, email_brief
from ..render.text import one_line
from ..render.words import readable_date
from ..types import Record

_NO_HURRY = 9
"""Urgency of a brief whose sender says nothing about it: the least on IPTC's scale."""
_WORST = ("withdrawn", "held", "changed")
"""Why a brief of an earlier mail no longer holds, the gravest reason first; one that was merged still does."""
_CHANGED = "Its approval no longer holds: it has changed since, or the approval was taken back."
_WITHDRAWN = "Withdrawn by its sender. Not for publication."


@dataclass(frozen=True, slots=True)
class Entry:
    """A brief that may be sent."""

    item: str
    said: str
    """Stands for its version and its approval: a reader who knows this one needs no other mail about it."""
    brief: EmailBrief
    urgency: int
    published: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A digest for one reader, and what they know when they have it."""

    digest: Digest
    told: tuple[Told, ...]
    forgotten: tuple[str, ...]
    """Keys of items of which they need not be told again."""

    @property
    def mark(self) -> str:
        """sha256 of what it tells: the same for the same news."""
        said = [f"{one.item}={one.said}" for one in self.told] + [f"-{item}" for item in self.forgotten]
        return hashlib.sha256("\n".join(sorted(said)).encode("utf-8", "replace")).hexdigest()


def entry(record: Record, item: str, said: str, group: str, links: Sequence[tuple[str, str]], points: int) -> Entry:
    """A brief that may be sent, of a record that has its release and disclosure."""
    edition = record.run.edition
    return Entry(
        item, said, email_brief(record, points=points, links=links, group=group),
        edition.urgency or _NO_HURRY if edition else _NO_HURRY, record.article.published,
    )  # fmt: skip


def wanted(record: Record, approved: bool, group: str, config: MailConfig) -> bool:
    """Whether the settings want a brief in the digest."""
    return (
        (approved or config.only == "all")
        and (not config.verdicts or record.brief.verdict in config.verdicts)
        and (not config.feeds or group in config.feeds)
    )


def letter(
    entries: Sequence[Entry],
    known: Mapping[str, Told],
    gone: Sequence[Gone],
    config: MailConfig,
    now: datetime,
    all_at: str = "",
) -> Letter | None:
    """A reader's digest; ``None`` if there is nothing new to them.

    Args:
        entries: what may be sent.
        known: what the reader has been told of these.
        gone: what they have been told of that no longer holds.
        config: the settings.
        now: the date on it.
        all_at: a page that has all briefs, or nothing.
    """
    fresh = [one for one in entries if one.item not in known or known[one.item].said != one.said]
    items = {one.item for one in fresh}
    over = [one for one in gone if one.told.item not in items]  # what is shown again says for itself how it stands
    lost = sorted(
        (one for one in over if one.told.named and one.reason in _WORST), key=lambda one: _WORST.index(one.reason)
    )
    if not fresh and not lost:
        return None
    fresh.sort(key=lambda one: (one.published, one.item), reverse=True)
    fresh.sort(key=lambda one: (not one.brief.approved, not _again(one.brief), one.urgency))
    kept, rest = fresh[: config.most], fresh[config.most :]
    more = [
        (APPROVED, sum(one.brief.approved for one in rest)),
        (UNREVIEWED, sum(not one.brief.approved for one in rest)),
    ]
    digest = Digest(
        title=one_line(config.title) or "Digest",
        date=readable_date(now.date().isoformat()),
        lost=tuple(Lost(one_line(one.told.headline), _why(one)) for one in lost),
        approved=_by_group(one.brief for one in kept if one.brief.approved),
        unreviewed=_by_group(one.brief for one in kept if not one.brief.approved),
        more=tuple((name, number) for name, number in more if number),
        all_at=all_at,
    )
    named = {one.item for one in kept}
    told = [_told(one, one.item in named, known.get(one.item)) for one in fresh]
    told += [Told(one.told.item, one.said, False, one.told.named, one.told.headline) for one in over if one.said]
    return Letter(digest, tuple(told), tuple(one.told.item for one in over if not one.said))


def _told(one: Entry, named: bool, before: Told | None) -> Told:
    """What the reader knows of a brief now. One that this mail only counts is still known by the name that an earlier
    one gave it."""
    if not named and before is not None and before.named:
        return Told(one.item, one.said, one.brief.approved, True, before.headline)
    return Told(one.item, one.said, one.brief.approved, named, one.brief.headline)


def _again(brief: EmailBrief) -> bool:
    """Whether it takes the place of something that may have been read or printed."""
    return bool(brief.notice or brief.changed)


def _by_group(briefs: Iterable[EmailBrief]) -> tuple[EmailBrief, ...]:
    """The briefs of a group together, groups by name, in their order otherwise."""
    return tuple(sorted(briefs, key=lambda brief: (brief.group.casefold(), brief.group)))


def _why(gone: Gone) -> str:
    if gone.reason == "changed":
        return _CHANGED
    if gone.reason == "withdrawn":
        return _WITHDRAWN
    until = f" until {readable_date(gone.until.isoformat(timespec='seconds'))}" if gone.until else ""
    return f"Under embargo{until}. Not for publication before."
