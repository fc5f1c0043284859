"""The scanner that both grammars share: walks over the tokens that may carry a quantity and builds items.

Every rule looks at a bounded number of tokens around its place, so a text is scanned in linear time. A rule returns the
index of the first token behind what it has read, or 0 if it does not apply. Order matters: what is read is gone.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline.quantities import literals
from pipeline.quantities.lexicon import Lexicon, Word
from pipeline.quantities.literals import Literal, scaled
from pipeline.quantities.tokens import Tokens, tokenize
from pipeline.quantities.values import (
    FIRM,
    SILENT,
    SOFT,
    STRONG,
    Amount,
    Code,
    Day,
    Decade,
    Item,
    Number,
    Pair,
    Tag,
    Vague,
    Value,
)
from pipeline.types import Kind

GLUE = frozenset(("", " ", "\u00a0", "\u202f", "\u2009", "-", "\u2011"))
BLANK = frozenset((" ", "\u00a0", "\u202f", "\u2009"))
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_TIME_UNITS = frozenset(("century", "decade", "year", "month", "week", "day", "night", "h", "min", "s", "ms"))
_SIGNED_UNITS = frozenset(("deg", "°C", "°F", "%", "pp", "EUR", "USD", "dollar"))
_FRACTION_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 0.125}
_LIST_GAPS = 4
"""How many earlier members of a list may share the unit or magnitude of the last one."""


class Scanner:
    """One pass over one text. Subclasses add the rules of a language and its closed word lists."""

    approx: frozenset[str] = frozenset()
    quantifiers: frozenset[str] = frozenset()
    connectors: frozenset[str] = frozenset()
    negatives: frozenset[str] = frozenset()

    def __init__(self, text: str, lexicon: Lexicon, tokens: Tokens | None = None) -> None:
        self.text = text
        self.lexicon = lexicon
        self.tokens = tokens or tokenize(text, lexicon)
        self.form = self.tokens.form
        self.start = self.tokens.start
        self.end = self.tokens.end
        self.word = self.tokens.word
        self.digit = self.tokens.digit
        self.count = len(self.form)
        self.items: list[Item] = []

    def run(self) -> list[Item]:
        """All items, in order of their place."""
        digit_rules = self.digit_rules()
        word_rules = self.word_rules()
        behind = 0
        for i in self.tokens.hits:
            if i < behind:
                continue
            for rule in digit_rules if self.digit[i] else word_rules:
                after = rule(i)
                if after:
                    behind = after
                    break
        return self.items

    def digit_rules(self) -> tuple[Callable[[int], int], ...]:
        """Rules tried at a digit chain, in this order."""
        raise NotImplementedError

    def word_rules(self) -> tuple[Callable[[int], int], ...]:
        """Rules tried at a word of the lexicon, in this order."""
        raise NotImplementedError

    # -- small views ------------------------------------------------------------------------------------------------

    def gap(self, i: int) -> str:
        """The text between token ``i`` and the next one; a sentinel where there is none."""
        return self.text[self.end[i] : self.start[i + 1]] if 0 <= i < self.count - 1 else "\0"

    def low(self, i: int) -> str:
        """Token ``i`` in lower case, empty outside the text."""
        return self.form[i].lower() if 0 <= i < self.count else ""

    def meaning(self, i: int) -> Word | None:
        """Lexicon entry of token ``i``."""
        return self.word[i] if 0 <= i < self.count else None

    def literal(self, i: int) -> Literal | None:
        """Readings of the digit chain at ``i``, ``None`` if there is none."""
        if 0 <= i < self.count and self.digit[i]:
            return literals.parse(self.form[i], self.lexicon.lang)
        return None

    def integer(self, i: int, low: int, high: int) -> int | None:
        """The plain integer at ``i`` if it lies within bounds."""
        if 0 <= i < self.count and self.digit[i] and self.form[i].isdigit() and len(self.form[i]) < 5:
            value = int(self.form[i])
            if low <= value <= high:
                return value
        return None

    def after(self, i: int) -> str:
        """The character behind token ``i``, empty at the end."""
        return self.text[self.end[i] : self.end[i] + 1]

    def add(
        self, kind: Kind, first: int, last: int, readings: tuple[Value, ...], weight: int, *,
        parts: tuple[Item, ...] = (), start: int | None = None, end: int | None = None,
    ) -> Item:  # fmt: skip
        """Append an item that spans the tokens ``first`` to ``last``."""
        item = self.make(kind, first, last, readings, weight, parts=parts, start=start, end=end)
        self.items.append(item)
        return item

    def make(
        self, kind: Kind, first: int, last: int, readings: tuple[Value, ...], weight: int, *,
        parts: tuple[Item, ...] = (), start: int | None = None, end: int | None = None,
    ) -> Item:  # fmt: skip
        """An item that is not yet in the list."""
        return Item(
            kind,
            self.start[first] if start is None else start,
            self.end[last] if end is None else end,
            readings,
            weight,
            first,
            last,
            parts,
            digits=any(self.digit[first : last + 1]),
        )

    # -- rules of both languages ------------------------------------------------------------------------------------

    def idiom(self, i: int) -> int:
        """A fixed phrase in which the number word counts nothing."""
        word = self.lexicon.entries.get(self.form[i]) if self.digit[i] else self.word[i]
        if word is None or not word.idioms:
            return 0
        for idiom in word.idioms:
            begin = i - idiom.anchor
            last = begin + len(idiom.words) - 1
            if begin < 0 or last >= self.count:
                continue
            if all(self.low(begin + offset) == part for offset, part in enumerate(idiom.words)):
                if idiom.value is not None:
                    self.add("number", i, i, (Amount(idiom.value),), SILENT)
                return i + 1
        return 0

    def code(self, i: int) -> int:
        """Letters and digits in one piece: G20, F-16, SARS-CoV-2, H5N1, A380."""
        first = i
        while first > 0 and i - first < 6:
            gap = self.gap(first - 1)
            left = self.form[first - 1]
            if not gap and (left.isalpha() or self.digit[first - 1]) and len(left) <= 12:
                first -= 1
            elif gap in ("-", "\u2011") and left[0].isupper() and self._coded(first - 1, i):
                first -= 1
            else:
                break
        if first == i or not any(char.isalpha() for char in self.form[first]) or self._prefix(first, i):
            return 0
        last = i
        while last + 1 < self.count and not self.gap(last) and last - i < 6 and len(self.form[last + 1]) <= 6:
            last += 1
        text = "".join(char for char in self.text[self.start[first] : self.end[last]] if char.isalnum()).upper()
        literal = self.literal(i)
        lone = sum(self.digit[first : last + 1]) == 1
        numbers = literal.amounts if literal and lone else ()
        parts: tuple[Item, ...] = ()
        if literal and literal.pieces and len(literal.pieces) == 2:
            parts = self.pieces(i, literal, "identifier")
        self.add("identifier", first, last, (Code(text), *numbers), STRONG, parts=parts)
        return last + 1

    def _coded(self, left: int, i: int) -> bool:
        """Whether a word before a hyphen and digits belongs to an identifier: F-16, CoV-2, Covid-19; not Top-10."""
        form = self.form[left]
        return (
            len(form) <= 5 and (form.isupper() or any(char.isupper() for char in form[1:]) or len(form) <= 3)
        ) or form.lower() in ("covid", "formel", "formula", "version", "typ", "type", "apollo", "sojus", "soyuz")

    def _prefix(self, first: int, i: int) -> bool:
        """A word glued to a hyphen that only modifies the number: mid-1990s, top-10, U-21."""
        return self.form[first].lower() in ("mid", "pre", "post", "top", "anti", "non", "unter", "über", "super", "early",
                                            "late", "sub", "ex", "near", "und", "and", "bis", "ab", "am", "to", "s", "x",
                                            "ca", "vs", "nr", "no", "st", "kw", "max", "min", "art", "abs", "kap", "rs",
                                            "eur", "usd", "chf", "gbp", "us", "a", "i")  and (
            self.form[first].lower() not in ("a", "i", "s", "x", "art", "st", "us") or self.form[first].islower()
        )  # fmt: skip

    def pieces(self, i: int, literal: Literal, kind: Kind) -> tuple[Item, ...]:
        """Items of the numbers on both sides of a joining sign."""
        found = []
        offset = 0
        for piece in literal.pieces:
            at = self.form[i].find(piece, offset)
            width = len(piece)
            if at < 0:  # a shortened year ("2024/25") stands there with its last two digits
                at, width = max(offset, len(self.form[i]) - 2), 2
            offset = at + width
            readings = literals.parse(piece, self.lexicon.lang).amounts
            if readings:
                begin = self.start[i] + at
                found.append(self.make(kind, i, i, readings, STRONG, start=begin, end=begin + width))
        return tuple(found)

    def joined(self, i: int) -> int:
        """A chain with a joining sign: scores, ratios, ranges, seasons, dates in digits, part numbers."""
        literal = self.literal(i)
        if literal is None or not literal.sign or not literal.pieces or literal.sign == ",":
            if literal is not None and not literal.amounts and not literal.days:
                self.add("identifier", i, i, (*literal.codes, *literal.clocks), STRONG)
                return i + 1
            return 0
        pair = literals.pair(literal.pieces, self.lexicon.lang)
        if pair is None:
            parts = self.pieces(i, literal, "number")
            self.add("identifier", i, i, literal.codes or (Code(self.form[i]),), STRONG, parts=parts)
            return i + 1
        last, factor, unit = self.tail(i)
        parts = self.pieces(i, literal, "number")
        if len(parts) == 2 and literal.sign == "-" and (unit or factor != 1):
            self._range(parts, factor, unit, self.end[last])
            return last + 1
        readings: tuple[Value, ...] = (pair, *literal.clocks, *literal.days, *literal.amounts)
        kind: Kind = "number"
        if len(literal.pieces) > 2:
            readings = (*literal.codes, *readings)
            kind = "time" if literal.sign == ":" else "identifier"
        elif literal.sign == "-" and literal.codes:
            readings = (*readings, *literal.codes)
        if self._phone_like(literal):
            kind = "identifier"
        item = self.add(kind, i, last, readings, STRONG, parts=parts)
        item.score = literal.sign == ":"
        return last + 1

    def _phone_like(self, literal: Literal) -> bool:
        return any(len(piece) > 1 and piece[0] == "0" for piece in literal.pieces) and literal.sign == "-"

    def _range(self, parts: tuple[Item, ...], factor: int, unit: str, end: int) -> None:
        for place, part in enumerate(parts):
            amounts = [reading for reading in part.readings if type(reading) is Amount]
            wide = [Amount(scaled(amount.value, factor), unit, amount.suspect) for amount in amounts]
            if place == 0 and factor != 1:
                wide += [Amount(amount.value, unit, amount.suspect) for amount in amounts]
            part.readings = tuple(wide)
            if unit:
                part.kind = self.kind_of(unit)
            if place == len(parts) - 1:
                part.end = end
            self.items.append(part)

    @staticmethod
    def kind_of(unit: str) -> Kind:
        """Kind of an amount in ``unit``."""
        return "unit" if unit else "number"

    # -- amounts ----------------------------------------------------------------------------------------------------

    def tail(self, i: int) -> tuple[int, int, str]:
        """Last token, factor and unit of what follows a number that ends at token ``i``: magnitudes, then a unit."""
        factor = 1
        last = i
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
        if gap not in GLUE and not (dotted and gap[:1] == "." and gap[1:] in GLUE):
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
        end = self.end[i + 1]
        if self.text[end : end + 1] == "/" and i + 2 < self.count and self.start[i + 2] == end + 1:
            key = units.get(f"{low}/{self.low(i + 2)}")
            if key:
                return i + 2, key
        if i + 2 < self.count and self.start[i + 2] == end and self.form[i + 2] in ("²", "³", "2", "3"):
            key = units.get(low + self.form[i + 2].replace("2", "²").replace("3", "³"))
            if key:
                return i + 2, key
        key = units.get(low) or self.inflected(low)
        if key is None or not self._unit_fits(i, key, gap):
            return i, ""
        return i + 1, key

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
        if key == "mi" and form == "mi" and not self.digit[i]:
            return False
        return not (form.isupper() and len(form) == 2 and key in ("hp", "MB", "pp", "dl", "st", "ft") and gap == "-")

    def inflected(self, low: str) -> str | None:
        """Key of an inflected unit form that the tables do not list."""
        return None

    def currency_before(self, i: int) -> tuple[int, str]:
        """First token and key of a currency written before the number at ``i``: $ 5, US$5, CHF 1'234."""
        if i == 0 or self.gap(i - 1) not in ("", " ", "\u00a0", "\u202f"):
            return i, ""
        form = self.form[i - 1]
        if form in "€$£¥₽₴":
            if i > 1 and not self.gap(i - 2) and (key := self.lexicon.units.get(self.low(i - 2) + form)):
                return i - 2, key
            return i - 1, self.lexicon.units.get(form, "")
        if len(form) == 3 and form.isupper() and form in self.lexicon.currencies:
            return i - 1, form
        if form == "Fr" or form == "SFr":
            return i - 1, "CHF"
        return i, ""

    def nominal(self, i: int) -> bool:
        """Whether token ``i`` has a capital letter without standing at the head of a sentence or a quotation."""
        if not self.form[i][0].isupper():
            return False
        before = (
            self.text[: self.start[i]].rstrip()[-1:]
            if self.start[i] < 400
            else self.text[self.start[i] - 9 : self.start[i]].rstrip()[-1:]
        )
        return before not in (
            "",
            ".",
            "!",
            "?",
            ":",
            '"',
            "„",
            "“",
            "»",
            "«",
            "'",
            "‚",
            "-",
            "–",
            "—",
            "(",
            "|",
            "…",
            "•",
            "*",
            ";",
        )

    def is_approx(self, first: int) -> bool:
        """Whether one of the three words before token ``first`` says that the number is not exact."""
        return any(self.low(k) in self.approx for k in range(max(0, first - 3), first))

    def number(self, i: int) -> int:
        """A number in digits with all that belongs to it."""
        literal = self.literal(i)
        if literal is None or not literal.amounts:
            return 0
        values = [amount.value for amount in literal.amounts]
        suspects = [amount.suspect for amount in literal.amounts]
        last = i
        if last + 1 < self.count and self.form[last + 1] in _FRACTION_SIGNS and self.gap(last) in ("", *BLANK):
            values = [value + _FRACTION_SIGNS[self.form[last + 1]] for value in values]
            last += 1
        elif self.form[i].isdigit() and self.gap(i) in BLANK and "/" in self.low(i + 1):
            following = self.literal(i + 1)
            if following and following.sign == "/" and following.amounts and len(self.form[i + 1]) == 3:
                values = [value + following.amounts[0].value for value in values]
                last += 1
        decimal = self._leading_point(i)
        if decimal is not None:
            values, suspects = [decimal], [False]
        if part := self._share(last):
            return self._finish(i, last + 1, [value * part for value in values], suspects, "", STRONG, literal)
        if len(self.low(last + 1)) == 1 and not self.gap(last) and self.form[last + 1] in "KGDPSTX" and last == i:
            return self._lettered(i, literal)
        first, currency = self.currency_before(i)
        last, factor, unit = self.tail(last)
        last, half = self.and_a_half(last)
        values = [scaled(value + half, factor) for value in values]
        unit = currency if currency and (not unit or unit in ("m", "t")) else unit or currency
        if currency and last == i + 1 and unit == currency and self.low(last) == "m":
            values = [scaled(value, 10**6) for value in values]
        if unit == "m" and self.low(last) == "m" and not currency and factor == 1 and self.lexicon.lang == "en" and not half:
            return self._metre_or_million(first, last, values, suspects, literal)
        return self._finish(first, last, values, suspects, unit, STRONG, literal)

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

    def _metre_or_million(self, first: int, last: int, values: list[Number], suspects: list[bool], lit: Literal) -> int:
        after = self._finish(first, last, values, suspects, "m", STRONG, lit)
        item = self.items[-1]
        item.readings += tuple(Amount(scaled(v, 10**6), "", s) for v, s in zip(values, suspects, strict=True))
        return after

    def _share(self, last: int) -> float | None:
        """The fraction word behind a number: 2 Drittel, 3 quarters; ``None`` if there is none."""
        word = self.meaning(last + 1)
        if word is None or word.part is None or self.gap(last) not in GLUE or word.part == 0.5:
            return None
        return word.part

    def _leading_point(self, i: int) -> float | None:
        """A decimal without its nought: ",5" and ".5"."""
        at = self.start[i] - 1
        point = "," if self.lexicon.lang == "de" else "."
        if at < 0 or self.text[at] != point or not self.form[i].isdigit():
            return None
        if at > 0 and not (self.text[at - 1].isspace() or self.text[at - 1] in "$€£(-"):
            return None
        return float("0." + self.form[i]) if len(self.form[i]) < 15 else None

    def and_a_half(self, last: int) -> tuple[int, float]:
        """Last token and value of "and a half" behind a number."""
        return last, 0.0

    def _finish(
        self, first: int, last: int, values: list[Number], suspects: list[bool], unit: str, weight: int,
        literal: Literal | None = None,
    ) -> int:  # fmt: skip
        """Add the item of a number, sharing its unit and magnitude with the list before it."""
        sign, start = self._sign(first, unit)
        readings: list[Value] = [Amount(sign * v, unit, s) for v, s in zip(values, suspects, strict=True)]
        if self.below_zero(last):
            readings += [Amount(-v, unit, s) for v, s in zip(values, suspects, strict=True)]
        kind = self.kind_of(unit)
        if literal is not None:
            if last == first:
                readings += [*literal.clocks, *literal.days, *literal.codes]
            if last == first and self.is_year(first):
                kind = "date"
        item = self.add(kind, first, last, tuple(readings), weight, start=start)
        if literal is not None and literal.sign == "," and literal.pieces and last == first:
            item.parts = self.pieces(first, literal, kind)
        item.approx = self.is_approx(first)
        self._share_back(item)
        return last + 1

    def is_year(self, i: int) -> bool:
        """Whether the bare number at ``i`` looks like a year."""
        form = self.form[i]
        return len(form) == 4 and form.isdigit() and 1000 <= int(form) <= 2199

    def _sign(self, first: int, unit: str) -> tuple[int, int | None]:
        """-1 and the place of the sign if the number is negative."""
        if (
            first > 0 and self.low(first - 1) in self.negatives and self.gap(first - 1) in BLANK
            and self.low(first - 2) not in ("plus", "oder", "or")
        ):  # fmt: skip
            return -1, self.start[first - 1]
        at = self.start[first] - 1
        if (
            at >= 0
            and self.text[at] in DASHES
            and (at == 0 or self.text[at - 1].isspace() or self.text[at - 1] in "(~")
        ):
            if unit in _SIGNED_UNITS or (at > 0 and self.text[at - 1] == "("):
                return -1, at
        return 1, None

    def below_zero(self, last: int) -> bool:
        """Whether the words behind a number make it negative (below zero)."""
        return False

    def _share_back(self, item: Item) -> None:
        """Give earlier members of a list ("zwei bis drei Milliarden Euro") the magnitude and unit of the last one."""
        amount = item.amount()
        if amount is None:
            return
        word = self.meaning(item.last) or self.meaning(item.last - 1)
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
                or isinstance(first.value, float)
                and 0 < first.value < 1
                and not self.digit[earlier.first]
                or earlier.last >= follower.first
                or not self.linked(earlier, follower)
            ):
                return
            more = [Amount(scaled(first.value, factor), amount.unit)] if factor != 1 and first.value < factor else []
            if amount.unit:
                more.append(Amount(first.value, amount.unit))
            earlier.readings = (*more, *earlier.readings)
            if amount.unit:
                earlier.kind = "unit"
            follower = earlier

    def linked(self, left: Item, right: Item) -> bool:
        """Whether two items are neighbours in a list or a range."""
        between = self.text[left.end : right.start]
        return len(between) <= 12 and between.strip(" \u00a0.()").lower() in self.connectors

    # -- words ------------------------------------------------------------------------------------------------------

    def number_words(self, i: int) -> int:
        """Number words, with magnitudes and units: zwölf, two hundred and five million dollars."""
        raise NotImplementedError

    def compose(self, i: int) -> tuple[Number, int, int] | None:
        """Value, last token and product of magnitudes of a run of number words that begins at ``i``."""
        total: Number = 0
        current: Number | None = None
        scale = 1
        k = i
        last = i - 1
        while k < self.count and k - i < 12:
            word = self.word[k]
            if k > i and not self._joins(k, current, total):
                break
            if word is not None and word.exact is not None:
                joined = self._join(current, word.exact, k)
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
                scale *= word.magnitude
            elif k > i and self.low(k) == "and" and self._and_continues(k, current, total):
                k += 1
                continue
            else:
                break
            last = k
            k += 1
        if last < i:
            return None
        return total + (current or 0), last, scale

    def _joins(self, k: int, current: Number | None, total: Number) -> bool:
        return self.gap(k - 1) in GLUE

    def _and_continues(self, k: int, current: Number | None, total: Number) -> bool:
        after = self.meaning(k + 1)
        beyond = self.meaning(k + 2)
        whole = current if current is not None else total
        return (
            after is not None and after.exact is not None and after.exact < 100 and bool(whole) and whole % 100 == 0
            and self.gap(k) in BLANK and not (beyond is not None and beyond.magnitude is not None)
        )  # fmt: skip

    def _join(self, current: Number | None, value: Number, k: int) -> Number | None:
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

    def vague(self, i: int) -> int:
        """Plurals of no exact number: Zehntausende, hundreds of thousands, mehrere Hundert."""
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
        if unit and unit not in _TIME_UNITS:
            last = unit_last
        else:
            unit = ""
        item = self.add(self.kind_of(unit), i, last, (Vague(size, unit),), weight)
        item.approx = True
        return last + 1

    def _round(self, value: Number) -> bool:
        return value >= 10 and str(value).rstrip("0") == "1"

    def _quantified(self, i: int) -> bool:
        return self.low(i - 1) in self.quantifiers and i > 0 and self.gap(i - 1) in BLANK

    def bare_plural(self, i: int) -> bool:
        """Whether a magnitude word without a number is a vague plural."""
        return False

    def article(self, i: int) -> int:
        """An article before a magnitude, a fraction or a unit is the number one: eine Million, a third, ein Kilometer."""
        word = self.word[i]
        if word is None or not word.one or self.gap(i) not in GLUE:
            return 0
        following = self.meaning(i + 1)
        if following is not None:
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
        """A share of a unit or magnitude that stands behind it (a quarter of an hour); 0 if there is none."""
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
        if self.gap(i) in BLANK:
            rest = self.compose(i + 1) if self.meaning(i + 1) is not None else None
            if rest is not None and rest[0] < value:
                return value + rest[0], rest[1]
            following = self.meaning(i + 1)
            if following is not None and following.magnitude:
                return scaled(value, following.magnitude), i + 1
        return value, last

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

    def single(self, i: int) -> int:
        """A word that carries its number inside: times, ordinals, counts, months of compounds, weekdays, seasons."""
        word = self.word[i]
        if word is None:
            return 0
        if word.weekday is not None:
            self.add("date", i, i, (Tag("weekday", word.weekday),), word.weight)
        elif word.ordinal is not None:
            self.ordinal(i, word)
        elif word.times is not None:
            self.add("number", i, i, (Amount(word.times),), word.weight)
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
            self.add(self.kind_of(unit), i, i, (Amount(word.count, unit),), word.weight)
        else:
            return 0
        return i + 1

    def ordinal(self, i: int, word: Word) -> None:
        """An ordinal written as a word."""
        if word.ordinal is None:
            return
        last, unit = self.unit(i)
        if unit not in ("century", "decade"):
            last, unit = i, ""
        self.add("number", i, last, (Amount(word.ordinal, unit),), word.weight)

    def roman(self, i: int) -> int:
        """Roman numerals behind a name: Heinrich VIII., World War II."""
        form = self.form[i]
        if (
            not form.isupper()
            or form.strip("IVXLC")
            or i == 0
            or self.gap(i - 1) not in BLANK
            or not self.gap(i)[:1].strip("-'’")
            and self.gap(i) in ("-", "'", "’")
        ):
            return 0
        value = roman_value(form)
        if value is None or value > 39:
            return 0
        weight = SILENT if len(form) == 1 else FIRM if self.form[i - 1][0].isupper() else SOFT
        self.add("number", i, i, (Amount(value),), weight)
        return i + 1


def roman_value(text: str) -> int | None:
    """Value of a well-formed Roman numeral, ``None`` for other letters: ``XIV`` -> 14."""
    total = 0
    previous = 0
    for char in reversed(text):
        digit = _ROMAN_DIGITS.get(char)
        if digit is None:
            return None
        total += digit if digit >= previous else -digit
        previous = max(previous, digit)
    return total if to_roman(total) == text else None


def to_roman(value: int) -> str:
    """Roman numeral of a positive integer below 4000."""
    pairs = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
             (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    text = ""
    for number, letters in pairs:
        while value >= number:
            text += letters
            value -= number
    return text


__all__ = ["BLANK", "GLUE", "Pair", "Scanner"]
