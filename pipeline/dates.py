"""Publication dates in the forms that German sites print, as ISO 8601.

Month names are those of CLDR via Babel, plus the Austrian "Jänner" and "Feber" and the usual short forms.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache

_TIME = (
    r"(?:\s?[,|/;•·–-]?\s{0,3}(?:um\s)?(?P<hour>[01]?\d|2[0-4])[.:](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?\b"
    r"(?:\s?Uhr|\s?h\b)?)?"
)
_ISO = re.compile(
    r"\b(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T ](?P<hour>[01]\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<zone>Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<day>0?[1-9]|[12]\d|3[01])\.\s?(?P<month>0?[1-9]|1[0-2])\.\s?(?P<year>(?:19|20)\d\d|\d\d)(?![\d.:])"
    + _TIME
)
_SHORT_MONTHS = {"jan": 1, "jän": 1, "feb": 2, "mrz": 3, "mär": 3, "apr": 4, "mai": 5, "jun": 6, "jul": 7, "aug": 8}
_SHORT_MONTHS |= {"sep": 9, "sept": 9, "okt": 10, "nov": 11, "dez": 12, "jänner": 1, "feber": 2}


@cache
def _months() -> dict[str, int]:
    from babel.dates import get_month_names

    names = {name.lower(): number for number, name in get_month_names("wide", locale="de").items()}
    return names | _SHORT_MONTHS


@cache
def _written() -> re.Pattern[str]:
    names = "|".join(sorted(_months(), key=len, reverse=True))
    return re.compile(
        rf"(?<!\d)(?P<day>0?[1-9]|[12]\d|3[01])\.\s?(?P<month>{names})\b\.?,?\s(?P<year>(?:19|20)\d\d)\b" + _TIME,
        re.IGNORECASE,
    )


def find_date(text: str) -> str:
    """The first full date in ``text`` as ISO 8601 (with minutes if a clock time follows), else an empty string.

    A date without a year is not a publication date: it gives an empty string.
    """
    patterns = (("iso", _ISO), ("numeric", _NUMERIC), ("written", _written()))
    found = [(match.start(), kind, match) for kind, pattern in patterns for match in pattern.finditer(text)]
    for _, kind, match in sorted(found, key=lambda item: item[0]):
        if iso := _iso(match, kind):
            return iso
    return ""


def parse_published(value: str) -> str:
    """A metadata field's date: like :func:`find_date`, plus the mail format that feeds use ("Tue, 22 Oct 2024 ...")."""
    if iso := find_date(value):
        return iso
    try:
        return parsedate_to_datetime(value).isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""


def from_epoch(seconds: float) -> str:
    """Seconds (or milliseconds) since 1970, as databases export them, as ISO 8601 in UTC; empty outside 1980-2100."""
    if 1e11 <= seconds < 1e14:
        seconds /= 1000
    if not 315_532_800 <= seconds <= 4_102_444_800:
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def is_date_only(text: str) -> bool:
    """True if ``text`` is a date (with or without a clock time) and nothing else."""
    return any(pattern.fullmatch(text.strip()) for pattern in (_ISO, _NUMERIC, _written()))


def _iso(match: re.Match[str], kind: str) -> str:
    month = match["month"]
    number = _months()[month.lower()] if kind == "written" else int(month)
    year = int(match["year"])
    year += 2000 if year < 100 else 0
    try:
        day = date(year, number, int(match["day"]))
    except ValueError:
        return ""
    if not match["hour"] or int(match["hour"]) == 24:
        return day.isoformat()
    moment = datetime(  # noqa: DTZ001 - German sites print local time without saying which; none is invented here
        day.year, day.month, day.day, int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    )
    if kind == "iso" and match["zone"]:
        moment = moment.replace(tzinfo=_zone(match["zone"]))
    return moment.isoformat(timespec="seconds" if match["second"] else "minutes")


def _zone(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)
