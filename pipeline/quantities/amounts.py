"""Numbers in digits with everything that belongs to them: signs, fractions, magnitudes, units, currencies."""

from __future__ import annotations

from dataclasses import replace

from ..types import Kind
from . import literals
from .literals import Literal, scaled
from .scan import BLANK, DASHES, FRACTION_SLASH, GLUE, Scanner
from .values import PER_YEAR, RATE, SILENT, STRONG, Amount, Code, Decade, Item, Number, Value

_SIGNED_UNITS = frozenset(("deg", "°C", "°F", "%", "pp", "EUR", "USD", "dollar"))
_EXPONENTS = {"2": "²", "3": "³"}
_THOUSANDS = {"EUR": "EUR", "Euro": "EUR", "CHF": "CHF", "SFR": "CHF", "USD": "USD", "GBP": "GBP", "DM": "DEM"}
"""What may follow the T for thousands in balance sheets."""
_TENS = frozenset(range(20, 100, 10))
_LIST_GAPS = 4
"""How many earlier members of a list may share the unit or magnitude of the last one."""
_BELOW_ZERO = ("unter null", "unter dem gefrierpunkt", "minus", "below zero", "below freezing", "below 0", "under zero")


class Amounts(Scanner):
    """Rules for numbers in digits."""

    def number(self, i: int) -> int:
        """A number in digits with everything that belongs to it."""
        literal = self.literal(i)
        if literal is None or not literal.amounts:
            return 0
        if not self.gap(i) and len(self.low(i + 1)) == 1 and self.form[i + 1] in "KGDPSTX":
            return self._lettered(i, literal)
        last, values, suspects = self._values(i, literal)
        if part := self._share(last):
            return self._finish(i, last + 1, [value * part for value in values], suspects, "", STRONG, literal)
        first, currency = self.currency_before(i)
        last, factor, unit = self.tail(last)
        last, half = self.and_a_half(last)
        if half or factor != 1:
            values = [scaled(value + half if half else value, factor) for value in values]
        millions = [scaled(value, 10**6) for value in values] if self._may_be_million(last, unit, factor, half) else []
        if currency == "TEUR":
            return self._finish(
                first, last, [scaled(value, 1000) for value in values], suspects, "EUR", STRONG, literal
            )
        if currency:
            if millions or unit in ("", "t"):
                unit = currency
            return self._finish(first, last, millions or values, suspects, unit, STRONG, literal)
        second_last, second = self.unit(last) if unit and self.gap(last) != "-" else (last, "")
        after = self._finish(first, last, values, suspects, unit, STRONG, literal)
        more = [Amount(value, "", suspect) for value, suspect in zip(millions, suspects, strict=False)]
        more += [Amount(value, second) for value in values if second]  # "1,5h Tage": cannot tell which is meant
        self.items[-1].readings += tuple(more)
        return second_last + 1 if second else after

    def _may_be_million(self, last: int, unit: str, factor: int, half: float) -> bool:
        """Whether the "m" after an English number may mean million as well as metre."""
        return unit == "m" and factor == 1 and not half and self.low(last) == "m" and self.lexicon.lang == "en"

    def _values(self, i: int, literal: Literal) -> tuple[int, list[Number], list[bool]]:
        """Last token, values and their suspect flags for the digits at ``i`` and a following fraction: 3½, 3 1/2."""
        decimal = self._leading_point(i)
        if decimal is not None:
            return i, [decimal], [False]
        if self.gap(i) == FRACTION_SLASH and self.form[i].isdecimal() and (part := self.integer(i + 1, 2, 9)):
            return i + 1, [int(self.form[i][:-1]) + int(self.form[i][-1]) / part], [False]
        values = [amount.value for amount in literal.amounts]
        suspects = [amount.suspect for amount in literal.amounts]
        following = self.meaning(i + 1)
        if following is not None and following.sign is not None and self.gap(i) in ("", *BLANK):
            share = following.sign
            return i + 1, [value + share for value in values], suspects
        if self.form[i].isdecimal() and "/" in self.low(i + 1) and self.gap(i) in BLANK and len(self.form[i + 1]) == 3:
            fraction = self.literal(i + 1)
            if fraction is not None and fraction.sign == "/" and fraction.amounts:
                return i + 1, [value + fraction.amounts[0].value for value in values], suspects
        return i, values, suspects

    def _lettered(self, i: int, literal: Literal) -> int:
        """Digits and one capital letter: 4K, 5G, 3D; "250K" may be thousands."""
        readings: list[Value] = [Code((self.form[i] + self.form[i + 1]).upper()), *literal.amounts]
        if self.form[i + 1] == "K":
            readings += [Amount(scaled(amount.value, 1000)) for amount in literal.amounts]
        first, currency = self.currency_before(i)
        if currency:
            readings = [Amount(scaled(amount.value, 1000), currency) for amount in literal.amounts]
        self.add("identifier", first, i + 1, tuple(readings), STRONG)
        return i + 2

    def _share(self, last: int) -> float | None:
        """The fraction word after a number: 2 Drittel, 3 quarters; ``None`` if there is none."""
        word = self.meaning(last + 1)
        if word is None or word.part is None or self.gap(last) not in GLUE or word.part == 0.5:
            return None
        return word.part

    def _leading_point(self, i: int) -> float | None:
        """A decimal without its leading zero: ",5" and ".5"."""
        at = self.start[i] - 1
        point = "," if self.lexicon.lang == "de" else "."
        if at < 0 or self.text[at] != point or not self.form[i].isdecimal():
            return None
        if at > 0 and not (self.text[at - 1].isspace() or self.text[at - 1] in "$€£(-"):
            return None
        return float("0." + self.form[i]) if len(self.form[i]) < 15 else None

    def _finish(
        self, first: int, last: int, values: list[Number], suspects: list[bool], unit: str, weight: int,
        literal: Literal | None = None,
    ) -> int:  # fmt: skip
        """Add the item of a number, sharing its unit and magnitude with the list before it."""
        if unit == "bp":  # basis points are hundredths of a percentage point
            values, unit = [scaled(value, 0.01) for value in values], "pp"
        sign, start = self._sign(first, unit)
        if self.below_zero(last):
            sign = -1
        readings: list[Value] = [Amount(sign * v, unit, s) for v, s in zip(values, suspects, strict=True)]
        kind = self.kind_of(unit)
        if literal is not None:
            if last == first:
                readings += [*literal.clocks, *literal.days, *literal.codes]
            if last == first and self.is_year(first):
                kind = "date"
            elif last == first and not unit and self._short_year(first):
                readings, kind = (
                    [
                        *(Amount(century + values[0]) for century in ((1900, 2000) if values[0] < 50 else (1900,))),
                        *readings,
                    ],
                    "date",
                )
        if (
            not unit
            and len(values) == 1
            and values[0] in _TENS
            and self.low(first - 1) in self.lexicon.role("age-lead")
        ):
            readings.append(Decade(int(values[0])))
        item = self.add(kind, first, last, tuple(readings), weight, start=start)
        item.ordinal = self.digit[first] and first == last and self.gap(last)[:2] == ". "
        if literal is not None and literal.sign == "," and literal.pieces and last == first:
            item.parts = self.pieces(first, literal, kind)
        item.approx = self.is_approx(first)
        self._share_back(item)
        if unit in PER_YEAR and len(readings) == 1 and self.low(first - 1) in self.lexicon.role("every"):
            self._rate(item, PER_YEAR[unit] / values[0] if values[0] else 0)
        return last + 1

    def _rate(self, item: Item, rate: float) -> None:
        """Make an item a frequency that may also be expressed by its parts."""
        if rate > 0:
            item.parts = item.parts or (replace(item),)
            item.readings = (Amount(round(rate, 9), RATE),)

    def per(self, times: Item) -> int:
        """A number of times in a span (twice a year, viermal im Monat): index after the span, 0 if none follows."""
        last = times.last
        leads = self.lexicon.role("per")
        at = next((n for n in (1, 2) if " ".join(self.low(last + k) for k in range(1, n + 1)) in leads), 0)
        end, unit = self.unit(last + at) if at and self.gap(last) in BLANK else (last, "")
        amount = times.amount()
        if unit not in PER_YEAR or amount is None:
            return 0
        span = self.make("unit", last + at, end, (Amount(1, unit),), SILENT)
        times.parts = (replace(times), span)
        times.end, times.last = self.end[end], end
        self._rate(times, PER_YEAR[unit] * amount.value)
        return end + 1

    def is_year(self, i: int) -> bool:
        """Whether the bare number at ``i`` looks like a year."""
        form = self.form[i]
        return len(form) == 4 and form.isdecimal() and 1000 <= int(form) <= 2199

    def _short_year(self, i: int) -> bool:
        """Whether an apostrophe makes two digits a year: im Sommer ’89."""
        at = self.start[i] - 1
        return (
            at >= 0
            and self.text[at] in "'’‘"
            and len(self.form[i]) == 2
            and self.form[i].isdecimal()
            and (at == 0 or not self.text[at - 1].isalnum())
            and self.after(i) not in ("'", "’", "‘")
        )

    def _sign(self, first: int, unit: str) -> tuple[int, int | None]:
        """-1 and the place of the sign if the number is negative."""
        if (
            first > 0 and self.low(first - 1) in self.lexicon.role("negative") and self.gap(first - 1) in BLANK
            and self.low(first - 2) not in self.lexicon.role("sign-guard")
        ):  # fmt: skip
            return -1, self.start[first - 1]
        at = self.start[first] - 1
        if (
            at >= 0
            and self.text[at] in DASHES
            and (at == 0 or self.text[at - 1].isspace() or self.text[at - 1] in "(~")
        ) and (unit in _SIGNED_UNITS or (at > 0 and self.text[at - 1] == "(")):
            return -1, at
        return 1, None

    def tail(self, i: int) -> tuple[int, int, str]:
        """Last token, factor and unit of what follows a number that ends at token ``i``: magnitudes, then a unit."""
        factor = 1
        last = i
        if self.gap(i) in GLUE and (money := self._thousands(i + 1)):
            return money[0], 1000, money[1]
        for _ in range(2):
            word = self.meaning(last + 1)
            if word is None or word.magnitude is None or self.gap(last) not in GLUE:
                break
            if self.low(last + 1) == "k" and self.gap(last):
                break
            factor *= word.magnitude
            last += 1
            if self.after(last) == "." and len(self.form[last]) < 5 and self.gap(last)[1:] in GLUE:
                unit_last, unit = self.unit(last, dotted=True)
                return unit_last, factor, unit
        last, unit = self.unit(last)
        return last, factor, unit

    def unit(self, i: int, dotted: bool = False) -> tuple[int, str]:
        """Last token and key of the unit that follows token ``i``, or ``(i, "")``."""
        gap = self.gap(i)
        if gap not in GLUE and gap != "+ " and not (dotted and gap[:1] == "." and gap[1:] in GLUE):
            return i, ""
        units = self.lexicon.units
        low = self.low(i + 1)
        width = self.lexicon.unit_heads.get(low, 1)
        for length in range(min(width, self.count - i - 1), 1, -1):
            if all(self.gap(i + k) in GLUE for k in range(1, length)):
                key = units.get(" ".join(self.low(i + k) for k in range(1, length + 1)))
                key = key or units.get("-".join(self.low(i + k) for k in range(1, length + 1)))
                if key:
                    return i + length, key
        if (
            self.form[i + 1] in ("US", "U")
            and self.form[i + 2 : i + 3]
            and self.low(i + 2) in ("dollar", "dollars", "$")
        ):
            return i + 2, "USD"
        if self.gap(i + 1) in ("", "/") and (glued := self._glued(i + 1)):
            return glued
        key = self.lexicon.symbols.get(self.form[i + 1]) or units.get(low) or self.inflected(low)
        if key is None or not self._unit_fits(i, key, gap):
            return i, ""
        return i + 1, key

    def _glued(self, i: int) -> tuple[int, str] | None:
        """Last token and key of the longest unit with signs that begins at token ``i``: km/h, m³/h, kWh/m²."""
        text = self.low(i)
        found = None
        for k in range(i + 1, min(i + 5, self.count)):
            gap = self.gap(k - 1)
            if gap not in ("", "/"):
                break
            low = self.low(k)
            text += gap + _EXPONENTS.get(low, low)
            if key := self.lexicon.units.get(text):
                found = k, key
        return found

    def _thousands(self, i: int) -> tuple[int, str] | None:
        """Last token and currency of a sign for thousands of money that begins at token ``i``: TEUR, T€, kEUR."""
        form = self.form[i] if 0 <= i < self.count else ""
        if form[:1] not in ("T", "k", "K"):
            return None
        if len(form) == 1:
            sign = self.form[i + 1] if not self.gap(i) else ""
            return (i + 1, self.lexicon.units[sign]) if sign in ("€", "$", "£") else None
        key = _THOUSANDS.get(form[1:])
        return (i, key) if key else None

    def _unit_fits(self, i: int, key: str, gap: str) -> bool:
        """One-letter and look-alike units count only where they cannot be words."""
        form = self.form[i + 1]
        if len(form) == 1 and form.isalpha():
            if not self.digit[i]:
                return False
            if form in "cfva" or form in "KGDP" or (form in "AVCF" and gap == "-"):
                return False
            return form != "A" or gap in BLANK
        if form in ("Won", "won"):
            word = self.word[i]
            return (word is not None and word.magnitude is not None) or (self.digit[i] and len(self.form[i]) > 3)
        if len(form) == 3 and key in self.lexicon.currencies and key.lower() == form:
            return False
        if form == "Euro" and self.lexicon.lang == "en" and i + 2 < self.count and self.is_year(i + 2):
            return False  # a 2-0 Euro 2016 win
        if key == "mi" and form == "mi" and not self.digit[i]:
            return False
        return not (form.isupper() and len(form) == 2 and key in ("hp", "MB", "pp", "dl", "st", "ft") and gap == "-")

    def inflected(self, low: str) -> str | None:
        """Key of an inflected unit form that the tables do not list."""
        return None

    def currency_before(self, i: int) -> tuple[int, str]:
        """First token and key of a currency written before the number at ``i``: $ 5, US$5, CHF 1'234."""
        if i == 0 or (self.gap(i - 1) and self.gap(i - 1) not in BLANK):
            return i, ""
        form = self.form[i - 1]
        if form == "TEUR":
            return i - 1, form
        if form in "€$£¥₽₴":
            if i > 1 and not self.gap(i - 2) and (key := self.lexicon.units.get(self.low(i - 2) + form)):
                return i - 2, key
            return i - 1, self.lexicon.units.get(form, "")
        if len(form) == 3 and form.isupper() and form in self.lexicon.currencies:
            return i - 1, form
        if form == "Fr" or form == "SFr":
            return i - 1, "CHF"
        return i, ""

    def is_approx(self, first: int) -> bool:
        """Whether one of the three words before token ``first`` says that the number is not exact."""
        approx = self.approx
        return self.low(first - 1) in approx or self.low(first - 2) in approx or self.low(first - 3) in approx

    def and_a_half(self, last: int) -> tuple[int, float]:
        """Last token and value of "and a half" after a number."""
        return last, 0.0

    def below_zero(self, last: int) -> bool:
        """Whether the words directly after a number make it negative: 5 degrees below zero."""
        if self.low(last + 1) not in self.lexicon.role("below"):
            return False
        low = self.text[self.end[last] : self.end[last] + 30].lower().lstrip()
        return low.startswith(_BELOW_ZERO)

    def _share_back(self, item: Item) -> None:
        """Give earlier members of a list ("zwei bis drei Milliarden Euro") the magnitude and unit of the last one."""
        amount = item.amount()
        if amount is None:
            return
        factor = 1
        for k in range(item.first, item.last + 1):
            word = self.word[k]
            if word is not None and word.magnitude and (k > item.first or self.digit[item.first]):
                factor *= word.magnitude
        if factor == 1 and not amount.unit:
            return
        follower = item
        for earlier in reversed(self.items[-_LIST_GAPS - 1 : -1]):
            first = earlier.amount()
            if (
                first is None
                or first.unit
                or (isinstance(first.value, float) and 0 < first.value < 1 and not self.digit[earlier.first])
                or earlier.last >= follower.first
                or (earlier.kind == "date" and factor != 1)
                or not self.linked(earlier, follower)
            ):
                return
            more = [Amount(scaled(first.value, factor), amount.unit)] if factor != 1 and first.value < factor else []
            if amount.unit:
                sign, start = self._sign(earlier.first, amount.unit) if first.value > 0 else (1, None)
                if start is not None and sign < 0:  # -6 bis -1 Grad: only the last one shows that the dash is a minus
                    first = Amount(-first.value)
                    earlier.readings, earlier.start = (first,), start
                more.append(Amount(first.value, amount.unit))
            earlier.readings = (*more, *earlier.readings)
            if amount.unit:
                earlier.kind = "unit"
            follower = earlier

    def linked(self, left: Item, right: Item) -> bool:
        """Whether two items are neighbours in a list or a range."""
        between = self.text[left.end : right.start]
        return len(between) <= 12 and between.strip(" \u00a0.()").lower() in self.lexicon.role("connector")

    def pieces(self, i: int, literal: Literal, kind: Kind) -> tuple[Item, ...]:
        """Items for the numbers on both sides of a joining sign."""
        found = []
        offset = 0
        for piece in literal.pieces:
            at = self.form[i].find(piece, offset)
            width = len(piece)
            if at < 0:  # a shortened year ("2024/25") is written with its last two digits
                at, width = max(offset, len(self.form[i]) - 2), 2
            offset = at + width
            readings = literals.parse(piece, self.lexicon.lang).amounts
            if readings:
                begin = self.start[i] + at
                found.append(self.make(kind, i, i, readings, STRONG, start=begin, end=begin + width))
        return tuple(found)
