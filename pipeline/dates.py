"""Publication dates in the forms that German sites print, as ISO 8601.

Month names are those of CLDR via Babel, plus the Austrian "Jänner" and "Feber" and the usual short forms.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
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


_ENGLISH = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
_FOREIGN_TIME = (
    r"(?:,?\s(?:at\s)?(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!\d))?(?P<rest>.*)"
)
_FOREIGN = tuple(
    re.compile(pattern + _FOREIGN_TIME, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?P<year>(?:19|20)\d\d)[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})",
        r"(?:[a-z]{3,9},\s)?(?P<name>[a-z]{3,9})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)",
        r"(?:[a-z]{3,9},\s)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-](?P<name>[a-z]{3,9})[.,]?[\s-](?P<year>(?:19|20)\d\d)",
        r"(?P<first>\d{1,2})/(?P<second_part>\d{1,2})/(?P<year>(?:19|20)\d\d)",
    )
)
"""Forms that exports of foreign systems have, and German pages have not. They count only if the whole field is one."""
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>Z|[+-]\d{4})?)?",
    re.ASCII,
)
_EPOCH = re.compile(r"\d{9,16}(?:\.\d{1,9})?", re.ASCII)
_MAIL = re.compile(r"(?:[a-z]{3},?\s)?\d{1,2}\s[a-z]{3}\s(?:\d\d)?\d\d\s\d\d:\d\d", re.IGNORECASE | re.ASCII)
_GERMAN_MAIL = re.compile(
    r"(?:[^\W\d_]{2,10}\.?,?\s)?(?P<day>\d{1,2})\.?\s(?P<month>[^\W\d_]{3,9})\.?\s(?P<year>(?:19|20)\d\d)"
    r"\s(?P<clock>\d\d:\d\d(?::\d\d)?)\s(?P<zone>[+-]\d{4}|GMT|UT|Z)",
    re.IGNORECASE,
)
"""The mail form as systems set to German write it: "Do, 26 Nov 2026 06:15:00 +0100", "Mi, 7 Okt ..."."""
_SHORT_ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_LONGEST = 200
"""Characters in a field beyond which it is no date."""
_MAX_HOURS = 14
"""The zone farthest from Greenwich is UTC+14 (Kiribati)."""
_LAST_TWO_DIGITS = 68
"""Up to this a year of two digits is of this century (POSIX, strptime)."""


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
    """A metadata field's date as ISO 8601, or an empty string if it cannot be read.

    Beside what :func:`find_date` finds: the mail form that feeds use ("Tue, 22 Oct 2024 ..."), "20241022",
    "2024/10/22", "Oct 22, 2024", "10/22/2024" where only one of day and month can be meant, and seconds since 1970.
    """
    value = " ".join(value[: _LONGEST + 1].split())
    if len(value) > _LONGEST:
        return ""
    if compact := _COMPACT.fullmatch(value):
        return _iso(compact, "iso")
    if _EPOCH.fullmatch(value):
        return from_epoch(float(value))
    if (mail := _GERMAN_MAIL.fullmatch(value)) and (month := _month(mail["month"])):
        return _mail(f"{mail['day']} {_SHORT_ENGLISH[month - 1]} {mail['year']} {mail['clock']} {mail['zone']}")
    return find_date(value) or (_mail(value) if _MAIL.match(value) else _foreign(value))


def _mail(value: str) -> str:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""
    offset = moment.utcoffset() or timedelta()
    return moment.isoformat() if moment.year >= 1900 and abs(offset) < timedelta(hours=_MAX_HOURS + 1) else ""


def day_or_month_first(value: str) -> frozenset[str]:
    """The days that "11/01/2023" may be: 11 January and 1 November; none for other forms."""
    match = _FOREIGN[3].match(value.strip())
    if not match:
        return frozenset()
    year, one, two = int(match["year"]), int(match["first"]), int(match["second_part"])
    return frozenset(filter(None, (_day(year, two, one), _day(year, one, two))))


def _foreign(value: str) -> str:
    for pattern in _FOREIGN:
        match = pattern.fullmatch(value)
        if match is None:
            continue
        groups = match.groupdict()
        if "first" in groups:
            days = day_or_month_first(value)
            iso = next(iter(days)) if len(days) == 1 else ""
        else:
            month = _ENGLISH.get(groups["name"].lower(), 0) if "name" in groups else int(groups["month"])
            iso = _day(int(groups["year"]), month, int(groups["day"]))
        plain_time = not re.match(r"\s?[ap]\.?m", groups["rest"], re.IGNORECASE)
        if iso and groups["hour"] and int(groups["hour"]) < 24 and plain_time and "first" not in groups:
            return f"{iso}T{int(groups['hour']):02}:{groups['minute']}"
        if iso:
            return iso
    return ""


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def from_epoch(seconds: float) -> str:
    """Seconds (or milli- or microseconds) since 1970, as databases export them, as ISO 8601 in UTC.

    Empty outside 1980-2100.
    """
    if 1e11 <= seconds < 1e14:
        seconds /= 1000
    elif 1e14 <= seconds < 1e17:
        seconds /= 1_000_000
    if not 315_532_800 <= seconds <= 4_102_444_800:
        return ""
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def is_date_only(text: str) -> bool:
    """True if ``text`` is a date (with or without a clock time) and nothing else."""
    return any(pattern.fullmatch(text.strip()) for pattern in (_ISO, _NUMERIC, _written()))


def _iso(match: re.Match[str], kind: str) -> str:
    month = _month(match["month"]) if kind == "written" else int(match["month"])
    year = int(match["year"])
    year += 0 if year > 99 else 1900 if year > _LAST_TWO_DIGITS else 2000
    day = _day(year, month, int(match["day"]))
    hour = int(match["hour"] or 24)
    if not day or hour > 24:
        return ""
    zone = _zone(match["zone"]) if kind == "iso" and match["zone"] else ""
    if zone is None:
        return ""
    if hour == 24:
        return day
    # German sites print local time without saying which; none is invented here.
    second = f":{int(match['second']):02}" if match["second"] else ""
    moment = f"{day}T{hour:02}:{int(match['minute']):02}{second}"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return moment + zone


def _month(name: str) -> int:
    """1 to 12, or 0: where case is ignored, "ſ" is taken for an "s" and a dotless "i" for an "i"."""
    return _months().get(unicodedata.normalize("NFKC", name).lower().replace("ı", "i"), 0)


def _zone(text: str) -> str | None:
    """``"+0200"`` -> ``"+02:00"``; ``None`` for a zone that does not exist."""
    if text == "Z":
        return "+00:00"
    hours, minutes = int(text[1:3]), int(text[-2:])
    return f"{text[0]}{hours:02}:{minutes:02}" if hours <= _MAX_HOURS and minutes < 60 else None
