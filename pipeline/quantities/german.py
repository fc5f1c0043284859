"""The German grammar: the order of its rules, and its treatment of number words."""

from __future__ import annotations

from collections.abc import Callable

from .calendar_de import GermanCalendar
from .codes import roman_value
from .literals import scaled
from .meaning import Word
from .phrases import TIME_UNITS
from .scan import BLANK, GLUE
from .values import FIRM, PER_YEAR, SILENT, SOFT, STRONG, Amount, Number, Pair, Vague, Value

_VERBS_OF_EIGHT = frozenset(("achte", "achten", "achtet", "achtest"))
_ADJECTIVES = (
    ("jährig", "year"), ("tägig", "day"), ("stündig", "h"), ("minütig", "min"), ("wöchig", "week"),
    ("monatig", "month"), ("prozentig", "%"), ("sekündig", "s"),
)  # fmt: skip


class German(GermanCalendar):
    """Scanner of German text."""

    def digit_rules(self) -> tuple[Callable[[int], int], ...]:
        return (
            self.idiom,
            self.torn,
            self.stoppage,
            self.phone,
            self.section,
            self.age_group,
            self.code,
            self.date,
            self.clock,
            self.decade,
            self.spaced_score,
            self.joined,
            self.number,
        )

    def plain_rules(self) -> tuple[Callable[[int], int], ...]:
        return (self.idiom, self.votes, self.age_group, self.code, self.date, self.clock, self.number)

    def word_rules(self) -> tuple[Callable[[int], int], ...]:
        return (
            self.idiom,
            self.short_day,
            self.month,
            self.clock_words,
            self.vague,
            self.votes,
            self.number_words,
            self.article,
            self.halves,
            self.single,
            self.sign,
            self.roman,
        )

    def torn(self, i: int) -> int:
        """Thousands torn apart by a stray space: "25 .000"."""
        if self.gap(i) != " ." or len(self.form[i + 1]) != 3 or not self.form[i + 1].isdecimal():
            return 0
        if not self.form[i].isdecimal() or len(self.form[i]) > 3:
            return 0
        last, unit = self.unit(i + 1)
        value = int(self.form[i] + self.form[i + 1])
        self.add(self.kind_of(unit), i, last, (Amount(value, unit),), STRONG)
        return last + 1

    def number(self, i: int) -> int:
        """As in the base; after the short name of a biblical book "3,16" is chapter and verse."""
        if self.gap(i) in (". ", ".\u00a0") and (after := self.century(i, self.integer(i, 1, 30))):
            return after
        after = super().number(i)
        pieces = self.form[i].split(",")
        if not after or i == 0 or len(pieces) != 2 or not all(len(p) < 4 and p.isdecimal() for p in pieces):
            return after
        book = self.form[i - 1]
        if book[0].isupper() and (len(book) < 5 or book == "Psalm"):
            self.items[-1].readings += (Pair((int(pieces[0]), int(pieces[1]))),)
        return after

    def century(self, i: int, value: int | None) -> int:
        """13. Jahrhundert, XIII. Jh.; 0 if no century follows."""
        if value is None or self.lexicon.units.get(self.low(i + 1)) != "century":
            return 0
        item = self.add("unit", i, i + 1, (Amount(value, "century"),), STRONG)
        item.ordinal = True
        self._share_back(item)
        return i + 2

    def roman(self, i: int) -> int:
        """As in the base; before "Jahrhundert" a numeral counts centuries."""
        return (self.gap(i) in (". ", " ") and self.century(i, roman_value(self.form[i]))) or super().roman(i)

    def inflected(self, low: str) -> str | None:
        units = self.lexicon.units
        if low.endswith(("n", "s")) and len(low) > 4 and (key := units.get(low[:-1])):
            return key
        for stem, key in _ADJECTIVES:
            if low.startswith(stem):
                return key
        return "%" if low in ("ig", "ige", "igen", "iger", "iges") else None  # 100%ig

    def ordinal(self, i: int, word: Word) -> None:
        """An ordinal word; forms of "achten" are a verb unless a determiner precedes them."""
        if self.low(i) in _VERBS_OF_EIGHT and not (
            self.low(i - 1) in self.lexicon.role("determiner") and i > 0 and self.gap(i - 1) in BLANK
        ):
            return
        super().ordinal(i, word)
        if self.low(i - 1) in ("der", "die", "dem", "den", "des") and self.form[i][0].isupper() and i > 1:
            self.items[-1].regnal = self.form[i - 2][0].isupper() and self.gap(i - 1) in BLANK
        if word.ordinal and word.ordinal > 1 and self.low(i - 1) in self.lexicon.role("each"):
            item = self.items[-1]
            share = Amount(round(1 / word.ordinal, 12))
            span = self.lexicon.units.get(self.low(i + 1)) in TIME_UNITS  # jedes dritte Jahr: every three years
            item.readings = (*item.readings, share) if span else (share,)
            item.weight = max(item.weight, FIRM)
            item.ordinal = span

    def number_words(self, i: int) -> int:
        word = self.word[i]
        if word is None or (word.exact is None and word.magnitude is None):
            return 0
        if self.form[i] == "Acht" and self.low(i + 1) in ("zu", "auf"):  # Acht zu geben
            return i + 1
        if self._quantified(i) and word.exact is not None and self._round(word.exact):
            return self.vague(i)
        composed = self.compose(i)
        if composed is None:
            if word.magnitude is None:
                return 0
            return self._bare_magnitude(i)
        value, last = composed
        if i == last and (after := self.share_of(i, last, value)):
            return after
        following = self.meaning(last + 1)
        if (
            following is not None
            and following.part not in (None, 0.5)
            and self.gap(last) in GLUE
            and (following.denominator or self.low(last + 1) in ("drittel", "viertel"))
        ):
            return self._fraction_words(i, last, value, following.part or 1)
        unit_last, unit = self.unit(last)
        weight = self._weight(value)
        if value == 1 and self.low(i) == "eins" and self.low(i - 1) in self.lexicon.role("rank"):
            weight = SOFT
        if value == 8 and unit == "day":  # "acht Tage" is a week
            self.add("unit", i, unit_last, (Amount(8, unit), Amount(7, unit)), weight)
            return unit_last + 1
        if i == last and not unit and value < 100 and self.nominal(i):
            weight = min(weight, SOFT)
        return self._finish(i, unit_last, [value], [False], unit, weight)

    def _fraction_words(self, i: int, last: int, value: Number, part: float) -> int:
        self.add("number", i, last + 1, (Amount(round(value * part, 12)),), FIRM)
        return last + 2

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
        return (low.endswith("en") and low != "tausend") or (self.form[i] == "Dutzend" and i == 0)

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
            if self.low(i + 1) == "so" and self.gap(i) in BLANK:
                self.add("number", i, i, (Amount(0.5),), FIRM)
                return i + 1
            last, unit = self.unit(i)
            if unit and self.gap(i) in BLANK:
                weight = FIRM if unit in PER_YEAR or unit == "h" else SOFT
                self.add(self.kind_of(unit), i, last, (Amount(0.5, unit),), weight)
                return last + 1
        return self.fraction(i, i)

    def _half_of(self, i: int, magnitude: int) -> int:
        last, unit = self.unit(i + 1)
        self.add(self.kind_of(unit), i, last, (Amount(scaled(0.5, magnitude), unit),), FIRM)
        return last + 1
