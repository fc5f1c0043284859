"""The English grammar: the order of its rules, and its treatment of number words."""

from __future__ import annotations

from collections.abc import Callable

from . import literals
from .calendar_en import SUFFIXES, EnglishCalendar
from .literals import scaled
from .meaning import Word
from .scan import BLANK, GLUE
from .values import FIRM, SILENT, SOFT, STRONG, Amount, Decade, Number, Tag, Vague

_HALVES_OF_TIME = frozenset(("first", "second", "last", "latter", "other", "better", "opening", "closing", "same"))
_SHARES = {
    ("a", "half"): 0.5, ("one", "half"): 0.5, ("a", "quarter"): 0.25, ("one", "quarter"): 0.25,
    ("three", "quarters"): 0.75, ("three", "quarter"): 0.75,
    ("a", "third"): 1 / 3, ("one", "third"): 1 / 3, ("two", "thirds"): 2 / 3,
}  # fmt: skip
"""What "and" may add to a number: three and a quarter years."""
_BARE = frozenset(("million", "billion", "trillion", "thousand", "hundred", "dozen"))


class English(EnglishCalendar):
    """Scanner of English text."""

    def digit_rules(self) -> tuple[Callable[[int], int], ...]:
        return (
            self.idiom,
            self.stoppage,
            self.phone,
            self.clock,
            self.section,
            self.age_group,
            self.code,
            self.date,
            self.decade,
            self.ordinal_digits,
            self.spaced,
            self.spaced_season,
            self.spaced_decimal,
            self.spaced_score,
            self.joined,
            self.number,
        )

    def plain_rules(self) -> tuple[Callable[[int], int], ...]:
        return (self.idiom, self.votes, self.clock, self.age_group, self.code, self.date, self.number)

    def word_rules(self) -> tuple[Callable[[int], int], ...]:
        return (
            self.idiom,
            self.short_day,
            self.month,
            self.clock_words,
            self.half,
            self.hyphened,
            self.vague,
            self.votes,
            self.number_words,
            self.article,
            self.parts,
            self.single,
            self.sign,
            self.roman,
        )

    def idiom(self, i: int, named: bool = False) -> int:
        """As in the base; "every other one" is a half."""
        after = super().idiom(i, named)
        if after and self.low(i) == "other" and self.items:
            self.items[-1].readings += (Amount(0.5),)
        return after

    def ordinal_digits(self, i: int) -> int:
        """21st, 19th century."""
        if self.low(i + 1) not in SUFFIXES or self.gap(i):
            return 0
        value = self.integer(i, 0, 9999)
        if value is None:
            return 0
        last, unit = self.unit(i + 1)
        if unit not in ("century", "decade"):
            last, unit = i + 1, ""
        item = self.add("number", i, last, (Amount(value, unit),), STRONG)
        item.ordinal = True
        self._share_back(item)
        return last + 1

    def spaced(self, i: int) -> int:
        """Thousands separated by a machine: "272, 000"."""
        forms = [self.form[i]]
        last = i
        while (
            len(self.low(last + 1)) == 3 and self.digit[last + 1] and self.form[last + 1].isdecimal()
            and self.gap(last) == ", " and len(forms) < 4
        ):  # fmt: skip
            last += 1
            forms.append(self.form[last])
        if last == i or not forms[0].isdecimal() or len(forms[0]) > 3 or forms[0] == "0":
            return 0
        if self.gap(last) == ", " and self.digit[last + 1]:
            return 0
        value = int("".join(forms))
        parts = tuple(self.make("number", k, k, (Amount(int(self.form[k])),), STRONG) for k in range(i, last + 1))
        first, currency = self.currency_before(i)
        end, factor, unit = self.tail(last)
        unit = unit or currency
        item = self.add(self.kind_of(unit), first, end, (Amount(scaled(value, factor), unit),), STRONG, parts=parts)
        item.spaced = True
        return end + 1

    def spaced_season(self, i: int) -> int:
        """A season written with spaces: 1968 / 69."""
        if self.gap(i) != " / " or not self.is_year(i) or len(self.form[i + 1]) != 2:
            return 0
        pieces = literals.parse(f"{self.form[i]}/{self.form[i + 1]}", "en").pieces
        years = literals.pair(pieces, "en")
        if years is None or years.parts[1] < 1000:
            return 0
        parts = tuple(
            self.make("number", k, k, (Amount(year),), STRONG) for k, year in zip((i, i + 1), years.parts, strict=True)
        )
        self.add("number", i, i + 1, (years,), STRONG, parts=parts).spaced = True
        return i + 2

    def spaced_decimal(self, i: int) -> int:
        """A decimal torn apart by a tokenizer: "31. 8 million"; or a sentence end, for which its parts are kept."""
        form, following = self.form[i], self.low(i + 1)
        if (
            self.gap(i) != ". "
            or not form.isdecimal()
            or not following.isdecimal()
            or len(form) > 3
            or len(following) > 2
        ):
            return 0
        first, currency = self.currency_before(i)
        last, factor, unit = self.tail(i + 1)
        unit = unit or currency
        value = scaled(float(f"{form}.{following}"), factor)
        parts = (
            self.make("number", first, i, (Amount(int(form), currency),), STRONG),
            self.make("number", i + 1, last, (Amount(scaled(int(following), factor), unit),), STRONG),
        )
        self.add(self.kind_of(unit), first, last, (Amount(value, unit),), STRONG, parts=parts).spaced = True
        return last + 1

    def and_a_half(self, last: int) -> tuple[int, float]:
        if self.low(last + 1) != "and" or self.gap(last) not in GLUE:
            return last, 0.0
        return last + 3 if (share := _SHARES.get((self.low(last + 2), self.low(last + 3)))) else last, share or 0.0

    def half(self, i: int) -> int:
        """half a million, half a dozen, half an hour, half a year."""
        word = self.word[i]
        if word is None or word.part is None or self.low(i) not in ("half", "quarter"):
            return 0
        k = i + 1
        if self.low(k) == "of":
            k += 1
        if self.low(k) in ("a", "an"):
            k += 1
        elif self.low(i) == "quarter":
            return 0
        following = self.meaning(k)
        if following is not None and following.magnitude is not None and self.gap(k - 1) in GLUE:
            last, factor, unit = self.tail(k - 1)
            item = self.add(self.kind_of(unit), i, last, (Amount(scaled(word.part, factor), unit),), FIRM)
            item.approx = self.is_approx(i)
            return last + 1
        last, unit = self.unit(k - 1)
        if unit and k > i + 1:
            self.add(self.kind_of(unit), i, last, (Amount(word.part, unit),), SOFT)
            return last + 1
        return 0

    def half_of(self, i: int) -> int:
        return self.half(i) if self.low(i + 1) == "of" else 0

    def number_words(self, i: int) -> int:
        word = self.word[i]
        composed = self.compose(i) if word is not None and word.exact is not None else None
        if composed is None:
            return 0
        value, last = composed
        if i == last and (after := self.share_of(i, last, value)):
            return after
        after = self._fraction_words(i, last, value) or self._ordinal_words(i, last, value)
        if after or (after := self._decade_words(i, last, value)):
            return after
        if value == 1 and last == i and self.low(last + 1) == "of":
            self.add("number", i, i, (Amount(1),), SILENT)
            return i + 1
        last, half = self.and_a_half(last)
        if half:
            value += half
            beyond = self.meaning(last + 1)
            if beyond is not None and beyond.magnitude and self.gap(last) in GLUE:
                value = scaled(value, beyond.magnitude)
                last += 1
        if self.low(last + 1) == "times" and self.gap(last) in BLANK and not half:
            item = self.add("number", i, last + 1, (Amount(value),), self._weight(value))
            return self.per(item) or last + 2
        unit_last, unit = self.unit(last)
        if unit and not half:
            unit_last, half = self.and_a_half(unit_last)
            value = value + half if half else value
        return self._finish(i, unit_last, [value], [False], unit, self._weight(value))

    def _fraction_words(self, i: int, last: int, value: Number) -> int:
        """two thirds, three-quarters, five one-hundredths."""
        following = self.meaning(last + 1)
        if following is None or self.gap(last) not in GLUE:
            return 0
        low = self.low(last + 1)
        part = following.part or (1 / following.denominator if following.denominator else None)
        end = last + 1
        if (
            low == "one"
            and self.gap(end) == "-"
            and (beyond := self.meaning(end + 1)) is not None
            and beyond.denominator
        ):
            part, end = 1 / beyond.denominator, end + 1
        elif part is None or low == "half" or value >= 100 or not (following.part or low.endswith("s") or value == 1):
            return 0
        value = round(value * part, 12)
        whole = self.meaning(end + 3)
        if self.low(end + 1) == "of" and self.low(end + 2) in ("a", "one") and whole is not None and whole.magnitude:
            value, end = scaled(value, whole.magnitude), end + 3
        unit = ""
        if self.low(end + 1) == "of" and self.low(end + 2) in ("a", "an") and self.gap(end) in BLANK:
            last, unit = self.unit(end + 2)
            end = last if unit else end
        self.add(self.kind_of(unit), i, end, (Amount(value, unit),), FIRM)
        return end + 1

    def _ordinal_words(self, i: int, last: int, value: Number) -> int:
        """twenty-first, two hundred twelfth, one hundred and fifth, eight hundredth."""
        following = self.meaning(last + 1)
        end = last + 1
        whole = value % 100 == 0 and value >= 100
        if self.low(end) == "and" and whole:
            following, end = self.meaning(last + 2), last + 2
        if following is None or not following.ordinal or self.gap(end - 1) not in GLUE:
            return 0
        if following.ordinal in (100, 1000, 10**6):
            return self._round_ordinal(i, end, int(value), following.ordinal)
        tens = self.gap(last) == "-" and 20 <= value % 100 <= 90 and following.ordinal < 10
        if not tens and not whole:
            return 0
        self.add("number", i, end, (Amount(value + following.ordinal),), FIRM).ordinal = True
        return end + 1

    def _round_ordinal(self, i: int, last: int, value: int, size: int) -> int:
        """The eight hundredth is the 800th, or eight parts of a hundred; both are kept."""
        group = value % (1000 if size == 100 else size)
        whole = Amount(value - group + group * size)
        self.add("number", i, last, (whole, Amount(round(value / size, 12))), FIRM).ordinal = True
        return last + 1

    def hyphened(self, i: int) -> int:
        """A magnitude without a number that is nonetheless exact: the hundred-thousand-euro question."""
        word, following = self.word[i], self.meaning(i + 1)
        if self.gap(i) != "-" or word is None or not word.magnitude or self.low(i).endswith("s"):
            return 0
        value, last = self.compose_from(i) or (word.magnitude, i)
        if following is not None and following.ordinal:
            return 0
        last, unit = self.unit(last)
        self.add(self.kind_of(unit), i, last, (Amount(value, unit), Vague(value, unit)), FIRM)
        return last + 1

    def number(self, i: int) -> int:
        """As in the base; inches after feet are part of the same height."""
        if self.low(i + 1) == "p" and not self.gap(i) and self.integer(i, 1, 99) is not None:
            self.add("unit", i, i + 1, (Amount(int(self.form[i]), "penny"),), STRONG)
            return i + 2
        after = super().number(i)
        feet = self.items[-1].amount() if after and self.items else None
        if feet is None or feet.unit != "ft" or self.gap(after - 1) not in BLANK:
            return after
        inches = self.integer(after, 0, 11)
        if inches is None:
            return after
        last, unit = self.unit(after)
        written = unit == "inch" or (self.low(after + 1) == "in" and self.gap(after) in ("", " "))
        if not written and self.low(after + 1) != "tall":
            return after
        last = max(last, after + 1) if written else after
        item = self.items[-1]
        item.readings = (Amount(round(feet.value + inches / 12, 3), "ft"),)
        item.end = self.end[last]
        item.last = last
        return last + 1

    def _decade_words(self, i: int, last: int, value: Number) -> int:
        """nineteen-nineties."""
        following = self.meaning(last + 1)
        if following is None or following.decade is None or not 10 <= value <= 20 or self.gap(last) not in GLUE:
            return 0
        self.add("date", i, last + 1, (Decade(int(value) * 100 + following.decade),), FIRM)
        return last + 2

    def parts(self, i: int) -> int:
        """A fraction word alone: half, a quarter, thirds."""
        word = self.word[i]
        if word is None or word.part is None:
            return 0
        after = self.fraction(i, i)
        before = self.meaning(i - 1)
        period = (before is not None and before.ordinal is not None) or self.low(i - 1) in _HALVES_OF_TIME
        if (
            after
            and not period
            and self.low(i) == "half"
            and self.low(i + 1) in ("of", "the", "all", "its", "their", "as")
        ):
            self.items[-1].weight = FIRM
        return after

    def single(self, i: int) -> int:
        """As in the base; "fall" and "spring" are seasons only if a word introduces one."""
        word = self.word[i]
        if word is not None and word.season is not None and self.low(i) in ("fall", "spring"):
            led = self.low(i - 1) in self.lexicon.role("season-lead") and i > 0
            self.add("date", i, i, (Tag("season", word.season),), SOFT if led else SILENT)
            return i + 1
        return super().single(i)

    def bare_plural(self, i: int) -> bool:
        low = self.low(i)
        after_digits = i > 0 and self.digit[i - 1]
        return low in ("millions", "billions", "trillions") or (low in _BARE and not after_digits)

    def ordinal(self, i: int, word: Word) -> None:
        """As in the base; "a third" and "about a fifth" may be shares."""
        super().ordinal(i, word)
        each = self.low(i - 1) in ("every", "each")
        if each and word.ordinal == 2:
            self.items[-1].readings += (Amount(0.5),)
        share = each or self.low(i + 1) == "of" or self.low(i - 1) in self.approx or self.low(i - 1) in ("a", "one")
        if word.denominator and share:
            item = self.items[-1]
            item.readings = (Amount(1 / word.denominator), *item.readings)
