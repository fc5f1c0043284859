"""Moments and lengths of time as people write them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_LENGTH = re.compile(r"(\d{1,6})\s*(s|m|min|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def length(text: str) -> timedelta:
    """``90s``, ``15m``, ``2h``, ``1d``, ``1w``; never without a unit, since nobody can see which one is meant.

    Raises:
        ValueError: it is none of these; the text says what is valid.
    """
    if found := _LENGTH.fullmatch(text.strip().lower()):
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    raise ValueError(f"{text!r} is no length of time: write 90s, 15m, 2h, 1d or 1w")


def moment(text: str, now: datetime) -> datetime:
    """``36h``, ``2d`` (so long before ``now``), a day, or a day and time; without a zone, UTC.

    Raises:
        ValueError: it is none of these; the text says what is valid.
    """
    try:
        if _LENGTH.fullmatch(text.strip().lower()):
            return now - length(text)
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is no moment: write 90m, 36h, 2d or 1w (so long ago), 2026-11-25, or 2026-11-25T22:00 (UTC)"
        ) from None
