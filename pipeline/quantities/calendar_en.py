"""English dates and decades."""

from __future__ import annotations

from .clock_en import EnglishClock
from .literals import expand_year
from .scan import BLANK, GLUE
from .values import FIRM, SILENT, STRONG, Amount, Day, Decade, Item, Vague, Value

SUFFIXES = frozenset(("st", "nd", "rd", "th"))
_AMBIGUOUS = frozenset(("may", "march", "mar", "jan", "dec", "sun", "sat", "april", "june", "august", "aug", "jun"))


def _days(pieces: tuple[str, ...]) -> bool:
    return all(piece.isdecimal() and len(piece) < 3 and 1 <= int(piece) <= 31 for piece in pieces)


class EnglishCalendar(EnglishClock):
    """Rules for English dates and decades."""

    def date(self, i: int) -> int:
        """10/23/2024, 23 October 2024, the 23rd of October, 8-13 October."""
        literal = self.literal(i)
        if literal is None:
            return 0
        if literal.days and (literal.days[0].year is not None):
            self.add_day(i, i, literal.days)
            return i + 1
        last = i
        if self.low(i + 1) in SUFFIXES and not self.gap(i):
            last = i + 1
        elif literal.sign == "-" and len(literal.pieces) == 2:
            return self._day_range(i, i + 1, literal.pieces)
        dom = self.integer(i, 1, 31)
        if dom is None:
            return 0
        at = last + 1
        if self.low(at) == "of" and self.gap(last) in BLANK:
            last, at = at, at + 1
        month = self.month_of(at)
        if month is None or self.gap(last) not in (*GLUE, ". ", " ("):
            return 0
        end, year = self._year(at)
        self.add_day(i, end, (Day(year, month, dom),), i, at)
        self._share_month(self.items[-1], month, year)
        return end + 1

    def month_of(self, i: int) -> int | None:
        """The month named at ``i``."""
        word = self.meaning(i)
        if word is None or word.month is None or not self.form[i][0].isupper():
            return None
        return word.month if len(self.form[i]) > 2 else None

    def _day_range(self, i: int, at: int, pieces: tuple[str, ...]) -> int:
        """In "8-13 October" both days belong to the month."""
        month = self.month_of(at)
        if month is None or not _days(pieces) or self.gap(i) not in GLUE:
            return 0
        end, year = self._year(at)
        self._add_days(i, i, end, pieces, month, year)
        return end + 1

    def _add_days(self, i: int, first: int, end: int, pieces: tuple[str, ...], month: int, year: int | None) -> None:
        middle = self.start[i] + len(pieces[0])
        one = Day(None, month, int(pieces[0]))
        parts = (
            self.make("date", i, i, (Amount(int(pieces[0])),), STRONG),
            self.make("date", i, i, (Day(None, month),), SILENT),
        )
        self.add("date", first, i, (one,), STRONG, parts=parts, end=middle)
        self.add_day(i, end, (Day(year, month, int(pieces[1])),), i, first, start=middle + 1)

    def _year(self, i: int) -> tuple[int, int | None]:
        """Last token and value of a year after the month or day at ``i``."""
        gap = self.gap(i)
        if gap in (*BLANK, ", ", ". ", " of ", ",", "., "):
            year = self.integer(i + 1, 1000, 2199)
            if year is not None and len(self.form[i + 1]) == 4:
                following = self.low(i + 2) if self.gap(i + 1) in BLANK else ""
                if gap != ", " or following not in ("people", "soldiers", "euros", "dollars", "men", "women"):
                    return i + 1, year
        if gap in (" '", " ’", " ‘"):
            short = self.integer(i + 1, 0, 99)
            if short is not None:
                return i + 1, expand_year(short)
        if gap in BLANK and self.low(i + 1) == "of":
            year = self.integer(i + 2, 1000, 2199)
            if year is not None and self.gap(i + 1) in BLANK:
                return i + 2, year
        return i, None

    def add_day(
        self, first: int, last: int, readings: tuple[Value, ...], day_at: int | None = None,
        month_at: int | None = None, start: int | None = None,
    ) -> None:  # fmt: skip
        """Add a date and its parts; ``day_at``, ``month_at``: the tokens of day and month, by default ``first``."""
        parts: list[Item] = []
        days = [reading for reading in readings if isinstance(reading, Day)]
        doms = tuple(dict.fromkeys(Amount(d.day) for d in days if d.day is not None))
        months = tuple(dict.fromkeys(Day(None, d.month) for d in days if d.month is not None))
        day_at = first if day_at is None else day_at
        month_at = first if month_at is None else month_at
        if doms:
            parts.append(self.make("date", day_at, day_at, doms, STRONG))
        if months:
            parts.append(self.make("date", month_at, month_at, months, STRONG))
        if days[0].year is not None:
            parts.append(self.make("date", last, last, (Amount(days[0].year),), STRONG))
        self.add("date", first, last, readings, STRONG, parts=tuple(parts), start=start)

    def _share_month(self, item: Item, month: int, year: int | None) -> None:
        """In "8 to 13 October" the first day belongs to the month too."""
        follower = item
        for place in range(len(self.items) - 2, max(-1, len(self.items) - 5), -1):
            earlier = self.items[place]
            dom = self.integer(earlier.first, 1, 31)
            between = self.text[earlier.end : follower.start].strip(" ,.").lower().removesuffix(" the")
            if dom is None or earlier.kind not in ("number", "date") or earlier.parts:
                return
            if between and between not in self.lexicon.role("link"):
                return
            self.items[place] = self._with_month(earlier, month, dom)
            follower = earlier

    def _with_month(self, item: Item, month: int, dom: int) -> Item:
        parts = (
            self.make("date", item.first, item.last, (Amount(dom),), STRONG),
            self.make("date", item.first, item.last, (Day(None, month),), SILENT),
        )
        return self.make("date", item.first, item.last, (Day(None, month, dom), Amount(dom)), STRONG, parts=parts)

    def month(self, i: int) -> int:
        """October 23, 2024; October 8 to 13; in October 2024; early May."""
        month = self.month_of(i)
        if month is None:
            return 0
        gap = self.gap(i)
        if gap in (*BLANK, ". "):
            literal = self.literal(i + 1)
            if (
                literal is not None
                and literal.sign in ("-", "/")
                and len(literal.pieces) == 2
                and _days(literal.pieces)
            ):
                end, year = self._year(i + 1)
                self._add_days(i + 1, i, end, literal.pieces, month, year)
                return end + 1
            dom = self.integer(i + 1, 1, 31)
            if dom is not None:
                last = i + 1
                if self.low(last + 1) in SUFFIXES and not self.gap(last):
                    last += 1
                end, year = self._year(last)
                self.add_day(i, end, (Day(year, month, dom),), i + 1, i)
                return self._more_days(end, month)
        if gap in BLANK and self.low(i + 1) == "the" and self.low(i + 3) in SUFFIXES:
            dom = self.integer(i + 2, 1, 31)
            if dom is not None:
                self.add_day(i, i + 3, (Day(None, month, dom),), i + 2, i)
                return self._more_days(i + 3, month)
        end, year = self._year(i)
        if year is not None:
            self.add_day(i, end, (Day(year, month),))
            return end + 1
        low = self.low(i)
        weight = FIRM
        if low in _AMBIGUOUS or len(low) < 4:
            led = self.low(i - 1) in self.lexicon.role("month-lead")
            if not led and not (len(low) < 5 and low != "may" and self.after(i) == "."):
                weight = SILENT
        self.add("date", i, i, (Day(None, month),), weight)
        return i + 1

    def _more_days(self, end: int, month: int) -> int:
        """Further days after "October 8": "to 13", "and 9"."""
        for _ in range(3):
            link = self.text[self.end[end] : self.start[end + 1]].strip(" ,") if end + 1 < self.count else "x"
            at = end + 1
            if self.low(at) in ("to", "and", "or", "through", "until", "till") and not link:
                at += 1
                if self.low(at) == "the":
                    at += 1
            elif link not in ("-", "–", "/") and not (link == "" and self.gap(end) == ", "):
                return end + 1
            dom = self.integer(at, 1, 31)
            if dom is None:
                return end + 1
            after = self.meaning(at + 1)
            last = at + 1 if self.low(at + 1) in SUFFIXES and not self.gap(at) else at
            if last == at and (self.unit(at)[1] or (after is not None and after.magnitude) or self.month_of(at + 1)):
                return end + 1
            end, year = self._year(last)
            parts: tuple[Item, ...] = (
                self.make("date", at, at, (Amount(dom),), STRONG),
                self.make("date", at, at, (Day(None, month),), SILENT),
            )
            if year is not None:
                parts = (*parts, self.make("date", end, end, (Amount(year),), STRONG))
            self.add("date", at, end, (Day(year, month, dom), Amount(dom)), STRONG, parts=parts)
        return end + 1

    def decade(self, i: int) -> int:
        """1990s, the '90s, 1850's."""
        low = self.low(i + 1)
        if low not in ("s", "ies") or self.gap(i) not in ("", "'", "’"):
            return 0
        start = self.integer(i, 10, 2190)
        if start is None or start % 10:
            return 0
        last = i + 1
        readings: tuple[Value, ...] = (Decade(start),)
        if start >= 1000 and start % 100 == 0:
            readings += (Amount(start // 100 + 1, "century"),)
        if self.low(i - 1) in ("over", "under") and start < 100:
            readings = (Amount(start, "year"),)
        if 90 < start < 1000:
            readings = (Vague(start), Amount(start))
        self.add("date", i, last, readings, STRONG)
        return last + 1
