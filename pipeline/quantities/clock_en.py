"""English clock times."""

from __future__ import annotations

from . import literals
from .literals import Literal
from .phrases import Phrases
from .scan import BLANK, GLUE
from .values import FIRM, SILENT, STRONG, Amount, Clock, Item
from .zones import OFFSETS

_MERIDIEM = {"am": 0, "pm": 720, "a": 0, "p": 720}
_HALVES = {"morning": 0, "afternoon": 720, "evening": 720}
_TIME_LEADS = frozenset(("at", "around", "about", "by", "until", "till", "since", "before", "after", "past", "from"))
_HOURS = frozenset(("hrs", "hours", "h", "uhr"))


class EnglishClock(Phrases):
    """Rules for English clock times."""

    def clock(self, i: int) -> int:
        """3:10 p.m., 8pm, 15:10, 10 o'clock, 1510 hrs."""
        literal = self.literal(i)
        if literal is None:
            return 0
        minutes = [clock.minutes for clock in literal.clocks]
        last = i
        if not minutes and (hour := self.integer(i, 0, 24)) is not None:
            minutes = [hour * 60 % 1440]
            if self.gap(i) == ": " and (late := self.integer(i + 1, 0, 59)) is not None and len(self.form[i + 1]) == 2:
                minutes = [hour * 60 + late]
                last = i + 1
        half, end = self._meridiem(last)
        if (
            half is not None
            and literal.sign == "-"
            and len(literal.pieces) == 2
            and self._as_written(i, literal.pieces)
        ):
            return self._clock_range(i, end, half, literal.pieces)
        if half is not None and minutes:
            exact = tuple(Clock(m % 720 + half if m < 780 else m) for m in minutes)
            dot = self.end[end] + 1 if self.low(end) == "m" and self.after(end) == "." else None
            self.add("time", i, end, exact, STRONG, end=dot).twelve = True
            self._share_clock(self.items[-1], half)
            return end + 1
        if minutes and (after := self._half_day(i, last, minutes, STRONG)):
            return after
        after = self._oclock(i, last, literal, minutes)
        if not after and last > i:
            self.add("time", i, last, tuple(Clock(m) for m in self._halves(minutes)), STRONG)
            after = last + 1
        return after

    def _half_day(self, i: int, last: int, minutes: list[int], weight: int) -> int:
        """ten in the morning, 9 at night; unless preceded by a word that introduces times, it may also be a count."""
        words = tuple(self.low(last + k) for k in (1, 2, 3))
        if words[:2] == ("at", "night"):
            end, half = last + 2, 720
        elif words[:2] == ("in", "the") and words[2] in _HALVES:
            end, half = last + 3, _HALVES[words[2]]
        else:
            return 0
        if any(not 60 <= m < 780 for m in minutes) or any(self.gap(k) not in BLANK for k in range(last, end)):
            return 0
        if words[1] == "night":
            clocks = [Clock(m % 720 + (720 if m % 720 >= 300 else 0)) for m in minutes]
        else:
            clocks = [Clock(m % 720 + half) for m in minutes]
        led = self.low(i - 1) in _TIME_LEADS
        counts = () if led else tuple(Amount(m // 60) for m in minutes if m % 60 == 0)
        self.add("time", i, last, (*clocks, *counts), weight, end=self.end[end]).twelve = True
        return end + 1

    def _oclock(self, i: int, last: int, literal: Literal, minutes: list[int]) -> int:
        """10 o'clock, 1510 hrs, 21.30 hours."""
        low = self.low(last + 1)
        if low == "o" and self.low(last + 2) == "clock" and minutes:
            self.add("time", i, last + 2, tuple(Clock(m) for m in self._day(i, last + 2, minutes)), STRONG)
            return last + 3
        zone = low.upper() in OFFSETS and len(self.form[i]) == 4 and last == i
        if (low not in _HOURS and not zone) or self.gap(last) not in GLUE:
            return 0
        military = self.integer(i, 0, 2400) if len(self.form[i]) == 4 else None
        if military is not None and military % 100 < 60:
            minutes = [(military // 100 * 60 + military % 100) % 1440]
        elif not literal.clocks and low != "uhr":
            return 0
        if not minutes:
            return 0
        self.add(
            "time", i, last + 1, (*(Clock(m) for m in minutes), *(literal.amounts if literal.clocks else ())), STRONG
        )
        return last + 2

    def _meridiem(self, i: int) -> tuple[int | None, int]:
        """Minutes to add and last token of a.m. or p.m. after token ``i``."""
        low = self.low(i + 1)
        if self.gap(i) not in (*GLUE, ". ") or low not in _MERIDIEM:
            return None, i
        if len(low) == 2:
            verb = low == "am" and self.gap(i) and self.low(i - 1) == "i"
            return (None, i) if verb else (_MERIDIEM[low], i + 1)
        if self.low(i + 2) == "m" and self.gap(i + 1) in (".", "", ". ", " "):
            return _MERIDIEM[low], i + 2
        return None, i

    def _as_written(self, i: int, pieces: tuple[str, ...]) -> bool:
        """False for the 2030 of "2024-30", which stands in no text."""
        return all(piece in self.form[i] for piece in pieces)

    def _clock_range(self, i: int, end: int, half: int, pieces: tuple[str, ...]) -> int:
        """In "2-4.30 p.m." both are times."""
        offset = self.start[i]
        for place, piece in enumerate(pieces):
            literal = literals.parse(piece, "en")
            minutes = [clock.minutes for clock in literal.clocks] or (
                [int(piece) * 60] if piece.isdecimal() and int(piece) < 25 else []
            )
            clocks = tuple(Clock(m % 720 + half if m < 780 else m) for m in minutes)
            if place == 0:
                clocks += tuple(Clock(m % 1440) for m in minutes)
            at = self.text.index(piece, offset)
            offset = at + len(piece)
            self.add(
                "time", i, end, clocks or literal.amounts, STRONG, start=at, end=self.end[end] if place else offset
            )
        return end + 1

    def _share_clock(self, item: Item, half: int) -> None:
        """In "between 8 and 10 p.m." the first number is a time too."""
        if len(self.items) < 2:
            return
        earlier = self.items[-2]
        between = self.text[earlier.end : item.start].strip().lower()
        literal = self.literal(earlier.first)
        if literal is None or earlier.kind == "time" or between not in ("to", "and", "-", "–", "or", "until", "/"):
            return
        hour = self.integer(earlier.first, 0, 24)
        minutes = [clock.minutes for clock in literal.clocks] or ([hour * 60] if hour is not None else [])
        if minutes:
            clocks = [Clock((m % 720) + half) for m in minutes] + [Clock(m % 1440) for m in minutes]
            earlier.readings = (*dict.fromkeys(clocks), *(r for r in earlier.readings if type(r) is Amount))
            earlier.kind = "time"

    @staticmethod
    def _halves(minutes: list[int]) -> list[int]:
        return minutes + [m + 720 for m in minutes if m < 780 and m + 720 < 1440]

    def _day(self, first: int, last: int, minutes: list[int]) -> list[int]:
        near = {self.low(k) for k in range(max(0, first - 2), min(self.count, last + 5))}
        if near & {"evening", "afternoon", "night"} and not near & {"morning"}:
            return [m % 720 + 720 for m in minutes] + (minutes if "night" in near else [])
        return self._halves(minutes)

    def clock_words(self, i: int) -> int:
        """noon, half past seven, a quarter to nine, five past eight, seven o'clock."""
        word = self.word[i]
        if word is None:
            return 0
        if word.clock is not None:
            self.add("time", i, i, (Clock(word.clock),), SILENT)
            return i + 1
        if self.low(i) == "a" and self.low(i + 1) == "quarter":
            return self.clock_words(i + 1)
        hour = self._hour(i)
        if hour is not None and self.low(i + 1) == "o" and self.low(i + 2) == "clock":
            self.add("time", i, i + 2, tuple(Clock(m) for m in self._day(i, i + 2, [hour * 60 % 1440])), FIRM)
            return i + 3
        if hour is not None and (after := self._half_day(i, i, [hour * 60], FIRM)):
            return after
        if hour is not None:
            half, end = self._meridiem(i)
            if half is not None:
                self.add("time", i, end, (Clock(hour * 60 % 720 + half),), FIRM)
                return end + 1
        offset = 30 if self.low(i) == "half" else 15 if self.low(i) == "quarter" else None
        if offset is None and word.exact in (5, 10, 20, 25):
            offset = int(word.exact)
        if offset is None:
            return 0
        k = i + 1
        if self.low(k) == "minutes":
            k += 1
        side = self.low(k)
        if side not in ("past", "to", "after", "before") or (side in ("after", "before") and self.low(i) != "quarter"):
            return 0
        if (
            side == "to"
            and self.low(i) != "quarter"
            and self.low(i - 1) not in ("at", "until", "around", "by", "is", "was", "s")
        ):
            return 0
        hour = self._hour(k + 1) or self.integer(k + 1, 1, 12)
        if not hour or hour > 12:
            return 0
        minutes = hour * 60 + (offset if side in ("past", "after") else -offset)
        parts: tuple[Item, ...] = ()
        if word.exact is not None:  # "five to four" may be a ratio
            parts = tuple(self.make("number", at, at, (Amount(n),), FIRM) for at, n in ((i, word.exact), (k + 1, hour)))
        clocks = tuple(Clock(m % 1440) for m in self._day(i, k + 1, [minutes]))
        self.add("time", i, k + 1, clocks, FIRM, parts=parts)
        return k + 2

    def _hour(self, i: int) -> int | None:
        word = self.meaning(i)
        if word is None or word.exact is None or not 1 <= word.exact <= 12:
            return None
        return int(word.exact)
