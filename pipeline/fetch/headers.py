"""What the headers of an answer say: when to come back, how long it holds, what kind of document it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=1)
"""A server that asks for more is asked again after this nevertheless: such values are mistakes."""
SHORTEST_WAIT = timedelta(seconds=1)
_SECONDS = re.compile(r"\d{1,10}")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


def plain(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by lower-case name; of one given twice the first, except that lists are joined.

    They are Latin-1, so that validators go back byte by byte; only an address is taken for what servers write, UTF-8.
    """
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        if key == "location":
            text = value.decode("utf-8", "replace").strip()
        if key not in found:
            found[key] = text
        elif key in ("cache-control", "content-encoding"):
            found[key] += f", {text}"
    return found


def retry_after(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the server wants to be asked again, between a second and a day from now; ``None`` if it does not say."""
    value = headers.get("retry-after", "")
    if _SECONDS.fullmatch(value):
        wait = timedelta(seconds=int(value))
    elif (moment := date(value)) is not None:
        wait = moment - now
    else:
        return None
    return now + min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)


def max_age(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds for which the answer holds from now on; ``None`` if the server does not say."""
    control = headers.get("cache-control", "")
    if found := _MAX_AGE.search(control):
        age = headers.get("age", "")
        return max(int(found[1]) - (int(age) if _SECONDS.fullmatch(age) else 0), 0)
    if re.search(r"no-cache|no-store", control, re.IGNORECASE):
        return None
    expires = date(headers.get("expires", ""))
    if expires is None:
        return None
    begun = date(headers.get("date", "")) or now
    return max(int((expires - begun).total_seconds()), 0)


def date(value: str) -> datetime | None:
    """A date as HTTP writes it."""
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def content_type(value: str) -> tuple[str, str]:
    """Media type in lower case and charset of a Content-Type; empty strings where it does not say."""
    message = Message()
    message["content-type"] = " ".join(value.split())
    media_type = message.get_content_type() if "/" in value.partition(";")[0] else ""
    charset = message.get_param("charset", "")
    return media_type, charset.strip(" '\"") if isinstance(charset, str) else ""
