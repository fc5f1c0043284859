"""German dates, decades and clock times."""

from __future__ import annotations

from .literals import expand_year
from .phrases import Phrases
from .scan import BLANK, GLUE
from .values import FIRM, SILENT, SOFT, STRONG, Amount, Clock, Day, Decade, Item, Value

_HALVES = {
    "abends": "after", "nachmittags": "after", "morgens": "before", "vormittags": "before", "früh": "before",
    "nachts": "night",
}  # fmt: skip
_HALF_ENDINGS = (("nachmittag", "after"), ("vormittag", "before"), ("abend", "after"), ("tagmorgen", "before"))
_LONG_ENOUGH = 8
_TORN = (". ", ".\u00a0", ".\u202f")
_DAY_LEADS = frozenset(("am", "vom", "zum", "bis", "ab", "seit", "der", "den", "dem", "beim", "und", "vor", "nach"))
_CENTURIES = {48: (1800, 1900)}
"""Centuries of the years that gave a generation or a revolution its name, if not the last century."""
_DECADE_ENDINGS = ("er", "ern", "erjahre", "erjahren")


class GermanCalendar(Phrases):
    """Rules for German dates and times."""

    def date(self, i: int) -> int:
        """23.10.2024, 23.10., 17. Juni 2024, 8. bis 13. Oktober."""
        literal = self.literal(i)
        if literal is None:
            return 0
        if literal.days and not literal.sign:
            return self._numeric_date(i)
        if literal.days and literal.days[0].year is not None:
            self._add_day(i, i, literal.days)
            return i + 1
        dom = self.integer(i, 1, 31)
        if dom is None:
            return self._torn_date(i)
        gap = self.gap(i)
        if gap in _TORN and self.digit[i + 1]:
            return self._torn_date(i)
        month = self.meaning(i + 1)
        if (
            month is None
            or month.month is None
            or gap.strip(".-\u2011\u00a0\u202f ")
            or not self.form[i + 1][0].isupper()
        ):
            return 0
        last, year = self._year(i + 1)
        self._add_day(i, last, (Day(year, month.month, dom),))
        self._share_month(self.items[-1], year, month.month)
        return last + 1

    def _torn_date(self, i: int) -> int:
        """A date with spaces: 14. 3., 5. 3. 2026, 5. 3.2026; without a year only after a word that introduces one."""
        dom = self.integer(i, 1, 31)
        if dom is None or self.gap(i) not in _TORN:
            return 0
        month, year, last = self.integer(i + 1, 1, 12), None, i + 1
        if month is None:  # the year is attached to the month
            head, _, tail = self.form[i + 1].partition(".")
            if not (self.digit[i + 1] and head.isdecimal() and tail.isdecimal() and len(tail) in (2, 4)):
                return 0
            month, year = int(head), expand_year(int(tail))
            if not 1 <= month <= 12:
                return 0
        elif self.after(i + 1) != ".":
            return 0
        elif self.gap(i + 1) in _TORN and (full := self.integer(i + 2, 1900, 2199)) is not None:
            year, last = full, i + 2
        if year is None and not self._leads_to_day(i):
            return 0
        self._add_day(i, last, (Day(year, month, dom),), dotted=year is None)
        self._share_month(self.items[-1], year, month)
        return last + 1

    def _leads_to_day(self, i: int) -> bool:
        before = self.meaning(i - 1)
        weekday = before is not None and (before.weekday is not None or before.short_day is not None)
        ranged = i > 0 and self.digit[i - 1] and self.gap(i - 1).replace(" ", "") in (".-", ".–", ".—")
        return weekday or ranged or self.low(i - 1) in _DAY_LEADS

    def _numeric_date(self, i: int) -> int:
        literal = self.literal(i)
        if literal is None:
            return 0
        if literal.days[0].year is not None:
            self._add_day(i, i, literal.days)
            return i + 1
        if self.after(i) != ".":
            return 0
        last = i
        day = literal.days[0]
        year = self.integer(i + 1, 1900, 2199)
        if year is not None and self.gap(i) in (".", ". "):
            day = Day(year, day.month, day.day)
            last = i + 1
        self._add_day(i, last, (day, *literal.amounts), dotted=last == i)
        self._share_month(self.items[-1], day.year, day.month or 1)
        return last + 1

    def _year(self, i: int) -> tuple[int, int | None]:
        """Last token and value of a year that follows the month at ``i``."""
        if self.gap(i) in BLANK or self.gap(i) in (". ", ".\u00a0"):
            year = self.integer(i + 1, 1000, 2199)
            if year is not None and len(self.form[i + 1]) == 4:
                return i + 1, year
        if self.gap(i) in (" '", " ’", " ‘"):
            short = self.integer(i + 1, 0, 99)
            if short is not None:
                return i + 1, expand_year(short)
        return i, None

    def _add_day(self, first: int, last: int, readings: tuple[Value, ...], dotted: bool = False) -> None:
        parts: list[Item] = []
        day = next(reading for reading in readings if type(reading) is Day)
        if day.day is not None:
            parts.append(self.make("date", first, first, (Amount(day.day),), STRONG))
        if day.month is not None:
            parts.append(self.make("date", first, last, (Day(None, day.month),), STRONG))
        if day.year is not None:
            parts.append(self.make("date", last, last, (Amount(day.year),), STRONG))
        end = self.end[last] + 1 if dotted else None
        self.add("date", first, last, readings, STRONG, parts=tuple(parts), end=end)

    def _share_month(self, item: Item, year: int | None, month: int) -> None:
        """Give earlier days of a range or list ("8. bis 13. Oktober") the month of the last one."""
        follower = item
        for place in range(len(self.items) - 2, max(-1, len(self.items) - 5), -1):
            earlier = self.items[place]
            dom = self.integer(earlier.first, 1, 31) if earlier.first == earlier.last else None
            between = self.text[earlier.end : follower.start]
            if dom is None or between[:1] != "." or len(between) > 22:
                return
            link = between[1:].strip().lower()
            if link and link not in self.lexicon.role("link"):
                return
            part = self.make("date", earlier.first, earlier.last, (Amount(dom),), STRONG)
            month_part = self.make("date", earlier.first, earlier.last, (Day(None, month),), SILENT)
            shared = self.make(
                "date", earlier.first, earlier.last, (Day(year, month, dom),), STRONG, parts=(part, month_part)
            )
            self.items[place] = shared
            follower = shared

    def clock(self, i: int) -> int:
        """10.58 Uhr, 15 Uhr, 15 Uhr 30, 20:15."""
        literal = self.literal(i)
        if literal is None or self.low(i + 1) != "uhr" or self.gap(i) not in BLANK:
            return 0
        last = i + 1
        minutes = [clock.minutes for clock in literal.clocks]
        hour = self.integer(i, 0, 24)
        if hour is not None:
            minute = self.integer(last + 1, 0, 59) if self.gap(last) in BLANK and len(self.low(last + 1)) == 2 else None
            if minute is not None and self.low(last + 2) not in ("uhr", "millionen", "prozent"):
                last += 1
            minutes = [(hour * 60 + (minute or 0)) % 1440]
        if not minutes:
            return 0
        if self.low(last + 1) == "mittags" and minutes == [720]:
            last += 1
        told = self._half_day(i, last, minutes)
        item = self.add("time", i, last, tuple(Clock(m) for m in told or self._evening(i, last, minutes)), STRONG)
        item.twelve = told is not None
        self._share_clock(item)
        return last + 1

    def _share_clock(self, item: Item) -> None:
        """In "zwischen 8 und 10.30 Uhr" the first number is a time too."""
        if len(self.items) < 2:
            return
        earlier = self.items[-2]
        literal = self.literal(earlier.first)
        if literal is None or earlier.first != earlier.last or earlier.kind not in ("number", "date"):
            return
        if self.text[earlier.end : item.start].strip(" .").lower() not in ("bis", "und", "-", "–", "oder"):
            return
        hour = self.integer(earlier.first, 0, 24)
        clocks = literal.clocks or ((Clock(hour * 60 % 1440),) if hour is not None else ())
        if clocks:
            earlier.readings = (*clocks, *(r for r in earlier.readings if type(r) is Amount))
            earlier.kind = "time"

    def _half_day(self, first: int, last: int, minutes: list[int]) -> list[int] | None:
        """The times in the half of the day that a word beside them names (sieben Uhr abends); ``None`` if none does."""
        half = _HALVES.get(self.low(last + 1)) if self.gap(last) in BLANK else None
        for k in range(first - 1, max(-1, first - 4), -1):
            if half is None and len(self.low(k)) > _LONG_ENOUGH:  # "morgen" alone is tomorrow
                half = next((h for ending, h in _HALF_ENDINGS if self.low(k).endswith(ending)), None)
        if half is None or any(m >= 780 or (m >= 720 and half != "night") for m in minutes):
            return None
        if half == "night":
            return [m % 720 + (720 if 360 <= m < 720 else 0) for m in minutes]
        return [m + (720 if half == "after" else 0) for m in minutes]

    def _evening(self, first: int, last: int, minutes: list[int]) -> list[int]:
        """Both halves of the day if a word near the time says evening or the hour is in words."""
        near = range(max(0, first - 4), min(self.count, last + 4))
        if any(self.low(k) in self.lexicon.role("evening") for k in near):
            return minutes + [m + 720 for m in minutes if m < 720]
        return minutes

    def decade(self, i: int) -> int:
        """1990er, 90er-Jahre, in den 1990ern; 100er, 20er (a bus, a banknote) stay evidence."""
        suffix = self.low(i + 1)
        gap = self.gap(i)
        if gap not in ("", "-") or suffix not in _DECADE_ENDINGS:
            return 0
        start = self.integer(i, 10, 2190)
        if start is not None and start % 10 and (start >= 1000 or 44 < start < 100):  # the generation of '68
            self.add(
                "date",
                i,
                i + 1,
                (Amount(start), *(Amount(c + start) for c in _CENTURIES.get(start, (1900,)) if start < 100)),
                STRONG,
            )
            return i + 2
        if start is None or start % 10:
            return 0
        last = i + 1
        if self.low(last + 1).startswith("jahr") and self.gap(last) in GLUE:
            last += 1
        if start > 90 and start < 1000:
            self.add("number", i, i, (Amount(start),), STRONG)
            return i + 2
        readings: tuple[Value, ...] = (
            (Decade(start),) if start >= 1000 or last > i + 1 else (Decade(start), Amount(start))
        )
        self.add("date", i, last, readings, STRONG)
        return last + 1

    def month(self, i: int) -> int:
        """A month without a day: im Oktober, Ende April 2025."""
        word = self.word[i]
        if word is None or word.month is None or len(self.form[i]) < 3 or not self.form[i][0].isupper():
            return 0
        if self.low(i) not in self.lexicon.months and self.low(i) not in ("jänner", "feber"):
            self.add("date", i, i, (Day(None, word.month),), SILENT)
            return i + 1
        if len(self.form[i]) == 3 and self.form[i] not in ("Mai",) and self.after(i) != ".":
            return 0
        last, year = self._year(i)
        if year is None:
            self.add("date", i, i, (Day(None, word.month),), FIRM)
        else:
            self._add_day(i, last, (Day(year, word.month),))
        return last + 1

    def clock_words(self, i: int) -> int:
        """halb acht, Viertel nach neun, drei viertel zehn, fünf vor zwölf, acht Uhr, Mitternacht."""
        word = self.word[i]
        if word is None:
            return 0
        if word.clock is not None:
            self.add("time", i, i, (Clock(word.clock),), SILENT)
            return i + 1
        hour = self._hour(i)
        if hour is not None and self.low(i + 1) == "uhr" and self.gap(i) in BLANK:
            minute = self.meaning(i + 2)
            extra = int(minute.exact) if minute is not None and minute.exact is not None and minute.exact < 60 else 0
            last = i + 2 if extra else i + 1
            if self.low(last + 1) == "mittags" and hour == 12:
                last += 1
            told = self._half_day(i, last, [hour * 60 + extra]) or ([720] if self.low(last) == "mittags" else None)
            readings = tuple(Clock(m % 1440) for m in told or self._both(hour * 60 + extra))
            self.add("time", i, last, readings, FIRM).twelve = told is not None
            return last + 1
        minutes, last = self._spoken(i)
        if minutes is None:
            return 0
        if self.low(last + 1) == "uhr":
            last += 1
        idiom = self.low(i) == "fünf" and self.low(last) == "zwölf"
        self.add("time", i, last, tuple(Clock(m % 1440) for m in self._both(minutes)), SOFT if idiom else FIRM)
        return last + 1

    @staticmethod
    def _both(minutes: int) -> tuple[int, ...]:
        return (minutes,) if minutes >= 780 else (minutes, minutes + 720)

    def _hour(self, i: int) -> int | None:
        word = self.meaning(i)
        if word is None or word.exact is None or not 0 <= word.exact <= 24:
            return 1 if word is not None and self.low(i) in ("ein", "eins") else None
        return int(word.exact)

    def _spoken(self, i: int) -> tuple[int | None, int]:
        low = self.low(i)
        if low == "halb" and self.gap(i) in BLANK:
            hour = self._hour(i + 1) or self.integer(i + 1, 1, 12)
            if hour and hour <= 12 and not (self.gap(i + 1) in BLANK and self.low(i + 2) in self.lexicon.units):
                return (hour - 1) * 60 + 30, i + 1
        offset = None
        k = i
        if low == "viertel" and self.gap(i) in BLANK:
            offset = 15
        elif (
            low == "drei"
            and self.low(i + 1) == "viertel"
            and self.low(i - 1) in ("um", "gegen", "bis", "ab", "seit", "kurz")
        ):
            hour = self._hour(i + 2)
            return ((hour - 1) * 60 + 45, i + 2) if hour and hour <= 12 else (None, i)
        elif (word := self.word[i]) is not None and word.exact in (5, 10, 20, 25):
            offset = int(word.exact)
            if self.low(i + 1) == "minuten":
                k = i + 1
        if offset is None:
            return None, i
        side = self.low(k + 1)
        if side not in ("vor", "nach"):
            if (
                low == "viertel"
                and (hour := self._hour(i + 1))
                and hour <= 12
                and self.low(i - 1) in ("um", "gegen", "bis", "ab")
            ):
                return (hour - 1) * 60 + 15, i + 1
            return None, i
        if self.low(k + 2) == "halb" and (hour := self._hour(k + 3)):
            base, last = (hour - 1) * 60 + 30, k + 3
        else:
            hour = self._hour(k + 2) or self.integer(k + 2, 1, 24)
            if not hour or self.lexicon.units.get(self.low(k + 3)) is not None:
                return None, i
            base, last = hour * 60, k + 2
        return base + (offset if side == "nach" else -offset), last
