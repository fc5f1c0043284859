"""Number words: cardinals and their magnitudes, fractions, vague plurals, and words that contain a number."""

from __future__ import annotations

from .codes import Codes
from .literals import scaled
from .meaning import Word
from .scan import BLANK, GLUE
from .values import FIRM, SILENT, SOFT, STRONG, Amount, Day, Decade, Number, Tag, Vague, Value

TIME_UNITS = frozenset(("century", "decade", "year", "month", "week", "day", "night", "h", "min", "s", "ms"))
_RUN = 30
"""Longest run of number words."""


class Phrases(Codes):
    """Rules for numbers in words."""

    def number_words(self, i: int) -> int:
        """Number words, with magnitudes and units: zwölf, two hundred and five million dollars."""
        raise NotImplementedError

    def compose(self, i: int) -> tuple[Number, int] | None:
        """Value and last token of a run of number words that begins at ``i``."""
        total: Number = 0
        current: Number | None = None
        k = i
        last = i - 1
        while k < self.count and k - i < _RUN:
            word = self.word[k]
            if k > i and self.gap(k - 1) not in GLUE:
                break
            if word is not None and word.exact is not None:
                joined = self._join(current, word.exact)
                if joined is None:
                    break
                current = joined
            elif word is not None and word.magnitude is not None and (current is not None or total or k > i):
                if word.magnitude <= 100 and current is not None:
                    current = scaled(current, word.magnitude)
                else:
                    total = total + scaled(1 if current is None and not total else current or 0, word.magnitude)
                    if current is None:
                        break
                    current = None
            elif k > i and self.low(k) == "and" and self._and_continues(k, current, total):
                k += 1
                continue
            else:
                break
            last = k
            k += 1
        if last < i:
            return None
        return total + (current or 0), last

    def _and_continues(self, k: int, current: Number | None, total: Number) -> bool:
        after = self.meaning(k + 1)
        beyond = self.meaning(k + 2)
        whole = current if current is not None else total
        return (
            after is not None and after.exact is not None and after.exact < 100 and bool(whole) and whole % 100 == 0
            and self.gap(k) in BLANK and not (beyond is not None and beyond.magnitude is not None)
        )  # fmt: skip

    def _join(self, current: Number | None, value: Number) -> Number | None:
        """The run's current group with one more word, or ``None`` if the word begins a new number."""
        if current is None:
            return value
        if current % 100 == 0 and current >= 100 and value < 100:
            return current + value
        if 20 <= current % 100 <= 90 and current % 10 == 0 and 0 < value < 10:
            return current + value
        if 10 <= current <= 99 and 10 <= value <= 99 and self.lexicon.lang == "en":
            return current * 100 + value
        return None

    def share_of(self, i: int, last: int, value: Number) -> int:
        """The share that "drei von vier" or "six in ten" names, with its two numbers as parts; 0 if there is none."""
        step = next((n for n in (1, 2) if self._link(last, n) in self.lexicon.role("out-of")), 0)
        whole = self.meaning(last + step + 1)
        size = whole.exact if whole is not None else self.integer(last + step + 1, 2, 1000)
        most = 1000 if value == 1 else 20
        if not step or size is None or not 0 < value < size <= most or self.gap(last + step) not in BLANK:
            return 0
        at = last + step + 1
        parts = tuple(
            self.make("number", k, k, (Amount(n),), STRONG if self.digit[k] else FIRM if n > 1 else SILENT)
            for k, n in ((i, value), (at, size))
        )
        weight = max(part.weight for part in parts)
        self.add("number", i, at, (Amount(round(value / size, 12)),), weight, parts=parts)
        return at + 1

    def _link(self, last: int, words: int) -> str:
        """The words between two numbers, if separated only by spaces."""
        if any(self.gap(last + k) not in BLANK for k in range(words)):
            return ""
        return " ".join(self.low(last + k) for k in range(1, words + 1))

    def vague(self, i: int) -> int:
        """Plurals without an exact number: Zehntausende, hundreds of thousands, mehrere Hundert."""
        word = self.word[i]
        if word is None:
            return 0
        size = word.vague
        last = i
        weight = word.weight
        if size is None:
            if word.magnitude is None and not (word.exact is not None and self._round(word.exact)):
                return 0
            quantified = self._quantified(i)
            if not quantified and (word.magnitude is None or not self.bare_plural(i)):
                return 0
            size = word.magnitude if word.magnitude is not None else word.exact
            if size is None:
                return 0
            weight = FIRM
        step = 2 if self.low(last + 1) in ("of", "von") else 1
        following = self.meaning(last + step)
        if following is not None and self.gap(last) in BLANK:
            factor = following.magnitude or (following.vague if step == 2 else None)
            if factor:
                size = scaled(size, factor)
                last += step
        unit_last, unit = self.unit(last)
        if unit and unit not in TIME_UNITS:
            last = unit_last
        else:
            unit = ""
        readings: tuple[Value, ...] = (Vague(size, unit),)
        if word.vague is None and not self._quantified(i) and not self.low(i).endswith(("s", "en")):
            readings += (Amount(size, unit),)
        item = self.add(self.kind_of(unit), i, last, readings, weight)
        item.approx = True
        return last + 1

    def _round(self, value: Number) -> bool:
        return value >= 10 and str(value).rstrip("0") == "1"

    def _quantified(self, i: int) -> bool:
        return self.low(i - 1) in self.lexicon.role("quantifier") and i > 0 and self.gap(i - 1) in BLANK

    def bare_plural(self, i: int) -> bool:
        """Whether a magnitude word without a number is a vague plural."""
        return False

    def article(self, i: int) -> int:
        """An article before a magnitude, fraction or unit is the number one: eine Million, a third, ein Kilometer."""
        word = self.word[i]
        if word is None or not word.one or self.gap(i) not in GLUE:
            return 0
        following = self.meaning(i + 1)
        if following is not None:
            if following.idioms and (after := self.idiom(i + 1, named=True)):
                return after
            if following.part is not None and not following.unit:
                return self.half_of(i + 1) or self.fraction(i + 1, i)
            if following.magnitude is not None and not self._quantified(i + 1):
                return self._article_magnitude(i, following)
        last, unit = self.unit(i)
        if not unit or self.gap(i) == "-":
            return 0
        last, half = self.and_a_half(last)
        self.add(self.kind_of(unit), i, last, (Amount(1 + half, unit),), FIRM if half else SILENT)
        return last + 1

    def half_of(self, i: int) -> int:
        """A share of the unit or magnitude that follows it (a quarter of an hour); 0 if there is none."""
        return 0

    def _article_magnitude(self, i: int, following: Word) -> int:
        composed = self.compose_from(i + 1)
        value, last = composed if composed else (following.magnitude or 1, i + 1)
        last, half = self.and_a_half(last)
        value = value + scaled(half, following.magnitude or 1) if half else value
        unit_last, unit = self.unit(last)
        weight = STRONG if value > 12 else FIRM
        item = self.add(self.kind_of(unit), i, unit_last, (Amount(value, unit),), weight)
        item.approx = self.is_approx(i)
        return unit_last + 1

    def compose_from(self, i: int) -> tuple[Number, int] | None:
        """Value and last token of a run that begins with a bare magnitude ("Million zweihunderttausend")."""
        word = self.word[i]
        if word is None or word.magnitude is None:
            return None
        value: Number = word.magnitude
        last = i
        if self.gap(i) in GLUE:
            after = i + 2 if self._and_follows(i) else i + 1
            rest = self.compose(after) if self.meaning(after) is not None else None
            if rest is not None and rest[0] < value:
                return value + rest[0], rest[1]
            following = self.meaning(i + 1)
            if following is not None and following.magnitude:
                return scaled(value, following.magnitude), i + 1
        return value, last

    def _and_follows(self, i: int) -> bool:
        """Whether "and" continues the number: in "a hundred and thirty", not in "between a hundred and thirty"."""
        if self.low(i + 1) != "and" or self.gap(i + 1) not in BLANK or self.low(i - 2) == "between":
            return False
        word = self.word[i]
        return word is not None and self._and_continues(i + 1, None, word.magnitude or 0)

    def fraction(self, i: int, first: int) -> int:
        """Half, third, quarter; ``first`` is the token of a numerator or article before it."""
        word = self.word[i]
        if word is None or word.part is None:
            return 0
        numerator: Number = 1
        weight = word.weight if first == i else FIRM
        if word.part == 0.5 and first != i:
            weight = word.weight
        if first < i:
            left = self.meaning(first)
            if left is not None and left.exact is not None:
                numerator = left.exact
        value = round(numerator * word.part, 12)
        last, factor, unit = self.tail(i)
        if word.part != 0.5 and self.lexicon.lang == "en" and unit:
            last, factor, unit = i, 1, ""
        self.add(
            self.kind_of(unit), first, last, (Amount(scaled(value, factor), unit),), FIRM if factor > 1 else weight
        )
        return last + 1

    def short_day(self, i: int) -> int:
        """Mo–Fr, Do., 12.10., Sat 9am: short weekdays, recognised by a date, a time or another weekday beside them."""
        word = self.word[i]
        if word is None or word.short_day is None:
            return 0
        gap = self.gap(i)
        dated = gap in (*BLANK, ", ", "., ", ". ", " (") and self._dated(i + 1)
        linked = any(self._short(k) and self._days_linked(min(i, k)) for k in (i - 1, i + 1))
        spoken = any(self.low(i + k) in ("bis", "to", "und", "and") and self._short(i + 2 * k) for k in (-1, 1))
        if not (dated or linked or spoken):
            return 0
        self.add("date", i, i, (Tag("weekday", word.short_day),), FIRM)
        return i + 1

    def _short(self, i: int) -> bool:
        word = self.meaning(i)
        return word is not None and word.short_day is not None

    def _dated(self, i: int) -> bool:
        """Whether the digits at ``i`` are a date or a time; "Fr. 19.90" is money, "So 20 Leute" is neither."""
        literal = self.literal(i)
        if literal is None:
            return False
        following = self.meaning(i + 1)
        month = following is not None and following.month is not None
        hour = self.low(i + 1) in ("uhr", "am", "pm", "a", "p")
        dotted = self.after(i) == "." and (bool(literal.days) or self.integer(i, 1, 31) is not None)
        spanned = literal.sign == "-" and self.low(i + 1) in ("uhr", "am", "pm", "h")
        full = any(day.year is not None for day in literal.days)
        return month or hour or spanned or full or (dotted and self.gap(i) != ". ") or (dotted and self.digit[i + 1])

    def _days_linked(self, i: int) -> bool:
        """Whether only a dash, comma or slash separates the abbreviations ``i`` and ``i + 1``."""
        return self.gap(i).strip(" .\u00a0") in ("-", "–", "—", "/", ",", "+", "&", "\u2011")

    def single(self, i: int) -> int:
        """A word that contains its number: times, ordinals, counts, months in compounds, weekdays, seasons."""
        word = self.word[i]
        if word is None:
            return 0
        if word.weekday is not None:
            self.add("date", i, i, (Tag("weekday", word.weekday),), word.weight)
        elif word.ordinal is not None:
            before = len(self.items)
            self.ordinal(i, word)
            return self.items[-1].last + 1 if len(self.items) > before else i + 1
        elif word.times is not None:
            item = self.add("number", i, i, (Amount(word.times),), word.weight)
            if word.vague is not None:
                item.readings += (Vague(word.vague),)
            if self.low(i).endswith(("mal", "twice")) and (after := self.per(item)):
                return after
        elif word.decade is not None:
            self.add("date", i, i, (Decade(word.decade),), FIRM)
        elif word.vague is not None:
            self.add("number", i, i, (Vague(word.vague),), word.weight)
        elif word.month is not None and self.form[i][0].isupper():
            self.add("date", i, i, (Day(None, word.month),), SILENT)
        elif word.season is not None:
            self.add("date", i, i, (Tag("season", word.season),), word.weight)
        elif word.count is not None:
            unit = word.unit or ""
            readings: tuple[Value, ...] = (Amount(word.count, unit),)
            if "stellig" in self.low(i) and word.count < 13:
                readings += (self._digits(i, int(word.count)),)
            item = self.add(self.kind_of(unit), i, i, readings, word.weight)
            if self.low(i) == "einmal" and (after := self.per(item)):
                return after
        else:
            return 0
        return i + 1

    def _digits(self, i: int, digits: int) -> Vague:
        """A word like "dreistellig" means hundreds; before "Millionenbetrag" it means hundreds of millions."""
        following = self.meaning(i + 1)
        factor = following.vague if following is not None and following.vague and self.gap(i) in BLANK else 1
        return Vague(scaled(10 ** (digits - 1), factor))

    def ordinal(self, i: int, word: Word) -> None:
        """An ordinal written as a word."""
        if word.ordinal is None:
            return
        last, unit = self.unit(i)
        if unit not in ("century", "decade"):
            last, unit = i, ""
        self.add("number", i, last, (Amount(word.ordinal, unit),), word.weight).ordinal = True

    def sign(self, i: int) -> int:
        """A fraction sign by itself: ½ Liter."""
        word = self.word[i]
        if word is None or word.sign is None:
            return 0
        last, factor, unit = self.tail(i)
        self.add(self.kind_of(unit), i, last, (Amount(scaled(word.sign, factor), unit),), STRONG)
        return last + 1

    @staticmethod
    def _weight(value: Number) -> int:
        return STRONG if value > 12 else FIRM if value > 1 else SILENT if value == 1 else SOFT
