"""Time zones beside clock times: MEZ, GMT, EST."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .values import Clock, Item

OFFSETS = {
    "MEZ": 60, "CET": 60, "MESZ": 120, "CEST": 120, "GMT": 0, "UTC": 0, "WEZ": 0, "BST": 60, "OEZ": 120, "EET": 120,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "PST": -480, "PDT": -420, "MSK": 180,
}  # fmt: skip
"""Minutes ahead of Greenwich (IANA time zone database); names that several zones share (ET, IST) are left out."""
_ZONE = re.compile(rf"[ \u00a0]?(\(?)({'|'.join(OFFSETS)})\b(?(1)\)?)")
_NAME = re.compile(rf"\b({'|'.join(OFFSETS)})\b")
_DAY = 1440


def take_zones(items: Sequence[Item], text: str) -> None:
    """Make a zone name directly after a time part of it."""
    for item in items:
        if item.kind == "time" and (mark := _ZONE.match(text, item.end)):
            item.end = mark.end()


def same_moment(a: Item, b: Item, source: str, target: str) -> bool | None:
    """Whether two times with their zones are one moment; ``None`` if only one zone or none is named."""
    one, two = _NAME.search(source, a.start, a.end), _NAME.search(target, b.start, b.end)
    if one is None or two is None:
        return None
    apart = {
        (x.minutes - OFFSETS[one[1]] - y.minutes + OFFSETS[two[1]]) % _DAY
        for x in a.readings
        for y in b.readings
        if isinstance(x, Clock) and isinstance(y, Clock)
    }
    return 0 in apart
