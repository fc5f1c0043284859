"""Moments as people write them on a command line."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_AGE = re.compile(r"(\d{1,6})\s*(m|min|h|d|w)")
_UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(text: str, now: datetime) -> datetime:
    """``36h``, ``2d`` (so long before ``now``), a day, or a day and time; without a zone, UTC.

    Raises:
        ValueError: it is none of these; the text says what is valid.
    """
    if age := _AGE.fullmatch(text.strip()):
        return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(
            f"{text!r} is no moment; valid: an age (90m, 36h, 2d, 1w), or a day or time (2026-11-25)"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
