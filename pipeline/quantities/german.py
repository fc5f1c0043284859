"""The German grammar: dates, clock times, decades, ordinals and number words as newspapers write them."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.quantities.lexicon import Word
from pipeline.quantities.literals import expand_year, scaled
from pipeline.quantities.scan import BLANK, GLUE, Scanner
from pipeline.quantities.values import (
    FIRM,
    SILENT,
    SOFT,
    STRONG,
    Amount,
    Clock,
    Day,
    Decade,
    Item,
    Number,
    Pair,
    Value,
    Vague,
)

_EVENING = frozenset(
    "abend abends nachmittag nachmittags abendlichen abendliche freitagabend montagabend dienstagabend mittwochabend"
    " donnerstagabend samstagabend sonntagabend nachts nacht".split()
)
_RANKS = frozenset("nummer nr platz rang liga teil kanal gleis weltranglistenposition".split())
_VERBS_OF_EIGHT = frozenset(("achte", "achten", "achtet", "achtest"))
_DETERMINERS = frozenset(
    "der die das den dem des im am zum zur vom beim ins jeder jede jedes jeden ein eine einen einem einer eines sein seine"
    " seinen seinem seiner ihr ihre ihren ihrem ihrer dieser diese dieses diesen sechste siebte oder und als".split()
)
_DAY_LINKS = frozenset(
    (
        "bis",
        "und",
        "auf",
        "auf den",
        "oder",
        "bis zum",
        "und dem",
        "/",
        "-",
        "–",
        ",",
        "",
        "sowie",
        "bis einschließlich",
        "und den",
        "und am",
        "oder am",
    )
)
_DECADE_ENDINGS = ("er", "ern", "erjahre", "erjahren")


class German(Scanner):
    """Scanner of German text."""

    approx = frozenset(
        "rund etwa fast knapp über mehr gut circa ca ungefähr nahezu beinahe annähernd zirka weniger unter mindestens"
        " höchstens maximal bis gegen um schätzungsweise über weit".split()
    )
    quantifiers = frozenset(
        "mehrere mehreren mehrerer einige einigen einiger paar viele vielen vieler etliche etlichen zig unzählige"
        " wenige wenigen weniger zahllose hunderte tausende".split()
    )
    connectors = frozenset(
        (
            "bis",
            "und",
            "oder",
            "bis zu",
            "auf",
            "-",
            "–",
            "—",
            "/",
            "beziehungsweise",
            "bzw",
            "sowie",
            "bis hin zu",
            "mal",
        )
    )
    negatives = frozenset(("minus",))

    def digit_rules(self) -> tuple[Callable[[int], int], ...]:
        return (self.idiom, self.torn, self.phone, self.code, self.date, self.clock, self.decade, self.joined, self.number)

    def word_rules(self) -> tuple[Callable[[int], int], ...]:
        return (
            self.idiom,
            self.month,
            self.clock_words,
            self.vague,
            self.number_words,
            self.article,
            self.halves,
            self.single,
            self.sign,
            self.roman,
        )

    # -- digits -----------------------------------------------------------------------------------------------------

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
            return 0
        gap = self.gap(i)
        month = self.meaning(i + 1)
        if month is None or month.month is None or gap.lstrip(".").strip() or not self.form[i + 1][0].isupper():
            return 0
        last, year = self._year(i + 1)
        self._add_day(i, last, (Day(year, month.month, dom),))
        self._share_month(self.items[-1], year, month.month)
        return last + 1

    def torn(self, i: int) -> int:
        """Thousands torn apart by a stray space: "25 .000"."""
        if self.gap(i) != " ." or len(self.form[i + 1]) != 3 or not self.form[i + 1].isdigit():
            return 0
        if not self.form[i].isdigit() or len(self.form[i]) > 3:
            return 0
        last, unit = self.unit(i + 1)
        value = int(self.form[i] + self.form[i + 1])
        self.add(self.kind_of(unit), i, last, (Amount(value, unit),), STRONG)
        return last + 1

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
            if self.gap(i) in (" ’", " '"):
                return i, None
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
            if between[1:].strip().lower() not in _DAY_LINKS:
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
        self.add("time", i, last, tuple(Clock(m) for m in self._evening(i, last, minutes)), STRONG)
        self._share_clock(self.items[-1])
        return last + 1

    def _share_clock(self, item: Item) -> None:
        """ "zwischen 8 und 10.30 Uhr": the first number is a time, too."""
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

    def _evening(self, first: int, last: int, minutes: list[int]) -> list[int]:
        """Both halves of the day where a word near the time says evening or the hour is in words."""
        near = range(max(0, first - 4), min(self.count, last + 4))
        if any(self.low(k) in _EVENING for k in near):
            return minutes + [m + 720 for m in minutes if m < 720]
        return minutes

    def decade(self, i: int) -> int:
        """1990er, 90er-Jahre, in den 1990ern; 100er, 20er (a bus, a banknote) stay evidence."""
        suffix = self.low(i + 1)
        gap = self.gap(i)
        if gap not in ("", "-") or not suffix.startswith("er") or suffix not in _DECADE_ENDINGS and suffix != "er":
            return 0
        start = self.integer(i, 10, 2190)
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

    def phone(self, i: int) -> int:
        """A telephone number: it begins with 0 or +, and its groups follow each other."""
        form = self.form[i]
        plus = self.start[i] > 0 and self.text[self.start[i] - 1] == "+"
        literal = self.literal(i)
        if (
            literal is None
            or literal.days
            or not plus
            and not (
                form[0] == "0"
                and len(form) > 2
                and form[1].isdigit()
                and "," not in form
                and "." not in form
                and ":" not in form
            )
        ):
            return 0
        last = i
        digits = sum(char.isdigit() for char in form)
        while last + 1 < self.count and self.digit[last + 1] and last - i < 8:
            gap = self.gap(last)
            if (
                gap not in (" ", "/", "-", " / ", " - ", ") ", " – ", "\u00a0", " (", "–")
                or "," in self.form[last + 1]
                or "." in self.form[last + 1]
            ):
                break
            last += 1
            digits += sum(char.isdigit() for char in self.form[last])
        if digits < 5 or digits > 18:
            return 0
        from pipeline.quantities.values import Code

        number = "".join(char for char in self.text[self.start[i] : self.end[last]] if char.isdigit())
        national = number[2:] if plus else number
        self.add("identifier", i, last, (Code(national.lstrip("0")), Code(number)), STRONG)
        return last + 1

    def below_zero(self, last: int) -> bool:
        low = self.text[self.end[last] : self.end[last] + 40].lower()
        return "unter null" in low or "unter dem gefrierpunkt" in low or low.startswith((" minus", " minusgrade"))

    # -- words ------------------------------------------------------------------------------------------------------

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
            readings = tuple(Clock(m % 1440) for m in self._both(hour * 60 + extra))
            self.add("time", i, last, readings, FIRM)
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

    def ordinal(self, i: int, word: Word) -> None:
        """An ordinal word; forms of "achten" are a verb unless a determiner leads them."""
        if self.low(i) in _VERBS_OF_EIGHT and not (
            self.low(i - 1) in _DETERMINERS and i > 0 and self.gap(i - 1) in BLANK
        ):
            return
        super().ordinal(i, word)

    def number(self, i: int) -> int:
        """As in the base; behind the short name of a biblical book "3,16" is chapter and verse."""
        after = super().number(i)
        if after and self.form[i].count(",") == 1 and i > 0 and (len(self.form[i - 1]) < 5 or self.low(i - 1) == "psalm"):
            pieces = self.form[i].split(",")
            if self.form[i - 1][0].isupper() and all(len(piece) < 4 and piece.isdigit() for piece in pieces):
                self.items[-1].readings += (Pair((int(pieces[0]), int(pieces[1]))),)
        return after

    def number_words(self, i: int) -> int:
        word = self.word[i]
        if word is None or (word.exact is None and word.magnitude is None):
            return 0
        if self.low(i) == "acht" and self.low(i + 1) in ("zu", "auf") and self.form[i][0].isupper():
            return i + 1
        if self._quantified(i) and word.exact is not None and self._round(word.exact):
            return self.vague(i)
        composed = self.compose(i)
        if composed is None:
            if word.magnitude is None:
                return 0
            return self._bare_magnitude(i)
        value, last, _ = composed
        following = self.meaning(last + 1)
        if (
            following is not None
            and following.part is not None
            and self.gap(last) in GLUE
            and self.low(last + 1) not in ("halb",)
        ):
            if following.part == 0.5 or following.denominator or self.low(last + 1) in ("drittel", "viertel"):
                if following.part != 0.5:
                    return self._fraction_words(i, last, value, following.part)
        if following is not None and following.magnitude is None and self.low(last + 1) == "mal":
            pass
        unit_last, unit = self.unit(last)
        weight = self._weight(value)
        if value == 1 and self.low(i) == "eins" and self.low(i - 1) in _RANKS:
            weight = FIRM
        if value == 8 and unit == "day":  # "acht Tage" is a week
            self.add("unit", i, unit_last, (Amount(8, unit), Amount(7, unit)), weight)
            return unit_last + 1
        if i == last and not unit and value < 100 and self.nominal(i):
            weight = min(weight, SOFT)
        return self._finish(i, unit_last, [value], [False], unit, weight)

    def _fraction_words(self, i: int, last: int, value: Number, part: float) -> int:
        self.add("number", i, last + 1, (Amount(round(value * part, 12)),), FIRM)
        return last + 2

    @staticmethod
    def _weight(value: Number) -> int:
        return STRONG if value > 12 else FIRM if value >= 2 else SILENT if value == 1 else SOFT

    def _bare_magnitude(self, i: int) -> int:
        word = self.word[i]
        if word is None or word.magnitude is None or len(self.form[i]) < 5:
            return 0
        composed = self.compose_from(i)
        value, last = composed if composed else (word.magnitude, i)
        unit_last, unit = self.unit(last)
        readings: tuple[Value, ...] = (Amount(value, unit), Vague(value, unit))
        self.add(self.kind_of(unit), i, unit_last, readings, FIRM)
        return unit_last + 1

    def bare_plural(self, i: int) -> bool:
        low = self.low(i)
        return low.endswith("en") and low != "tausend" or (self.form[i] == "Dutzend" and i == 0)

    def halves(self, i: int) -> int:
        """Hälfte, Drittel, halbe Million, halbe Stunde."""
        word = self.word[i]
        if word is None or word.part is None:
            return 0
        if self.low(i) == "viertel" and self.form[i][0].isupper() and self.gap(i) in BLANK:
            following = self.low(i + 1)
            self.add("number", i, i, (Amount(0.25),), FIRM if following in ("der", "des", "aller", "davon") else SILENT)
            return i + 1
        if word.part == 0.5 and self.low(i).startswith("halb") and len(self.low(i)) <= 6:
            following_word = self.meaning(i + 1)
            if following_word is not None and following_word.magnitude and self.gap(i) in GLUE:
                return self._half_of(i, following_word.magnitude)
            last, unit = self.unit(i)
            if unit and self.gap(i) in BLANK:
                self.add(self.kind_of(unit), i, last, (Amount(0.5, unit),), SOFT)
                return last + 1
        return self.fraction(i, i)

    def _half_of(self, i: int, magnitude: int) -> int:
        last, unit = self.unit(i + 1)
        self.add(self.kind_of(unit), i, last, (Amount(scaled(0.5, magnitude), unit),), FIRM)
        return last + 1

    def sign(self, i: int) -> int:
        """A fraction sign that stands alone: ½ Liter."""
        value = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125}.get(self.form[i])
        if value is None:
            return 0
        last, factor, unit = self.tail(i)
        self.add(self.kind_of(unit), i, last, (Amount(scaled(value, factor), unit),), STRONG)
        return last + 1

    def inflected(self, low: str) -> str | None:
        units = self.lexicon.units
        if low.endswith(("n", "s")) and len(low) > 4 and (key := units.get(low[:-1])):
            return key
        for stem, key in (("jährig", "year"), ("tägig", "day"), ("stündig", "h"), ("minütig", "min"), ("wöchig", "week"),
                          ("monatig", "month"), ("prozentig", "%"), ("sekündig", "s")):  # fmt: skip
            if low.startswith(stem):
                return key
        return "%" if low == "ig" or low == "ige" or low == "igen" else None
