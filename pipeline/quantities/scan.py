"""The scanner shared by both grammars: it walks over the tokens that may carry a quantity and builds items.

Every rule looks at a bounded number of tokens around its place, so a text is scanned in linear time. A rule returns the
index of the first token after what it has read, or 0 if it does not apply. Order matters: tokens are read only once.

    Scanner -> Amounts -> Codes -> Phrases -> GermanCalendar -> German
                                           -> EnglishClock -> EnglishCalendar -> English
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..types import Kind
from . import literals
from .addresses import addresses
from .lexicon import Lexicon
from .literals import Literal
from .meaning import Word
from .tokens import tokenize
from .values import PER_YEAR, RATE, SILENT, SOFT, STRONG, Amount, Code, Day, Feast, Item, Value

BLANK = frozenset(" \u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f")
GLUE = BLANK | {"", "-", "\u2011"}
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
_TIMES = ("mal", "times", "twice", "thrice", "once")
"""Endings of the words that say how often: dreimal, 3-mal, drei Mal, three times."""
_OPENERS = frozenset(
    ("", ".", "!", "?", ":", '"', "„", "“", "»", "«", "'", "‚", "-", "–", "—", "(", "|", "…", "•", "*", ";")
)
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
"""CO₂ is CO2."""
FRACTION_SLASH = "\u2044"
_PLAIN_FRACTION = re.compile(rf"{FRACTION_SLASH}(?!(?<=\d\d.)\d(?!\d))")
"""A fraction with a slash character of its own. After two digits ("31⁄2") it stays: that is "3½" decomposed."""


class Scanner:
    """One pass over one text."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        if not text.isascii():
            text = text.translate(_SUBSCRIPTS)
            if FRACTION_SLASH in text:
                text = _PLAIN_FRACTION.sub("/", text)
        self.text = text
        self.lexicon = lexicon
        self.tokens = tokenize(text, lexicon)
        self.form = self.tokens.form
        self.start = self.tokens.start
        self.end = self.tokens.end
        self.word = self.tokens.word
        self.digit = self.tokens.digit
        self.count = len(self.form)
        self.approx = lexicon.role("approx")
        self.items: list[Item] = []
        self._parsed_at = -2
        self._parsed: Literal | None = None

    def run(self) -> list[Item]:
        """All items, in order of position."""
        digit_rules = self.digit_rules()
        plain_rules = self.plain_rules()
        word_rules = self.word_rules()
        phrase_rules = (self.idiom, self.roman)
        masked = addresses(self.text)
        coming = iter(masked)
        mask = next(coming, None)
        behind = 0
        for i in self.tokens.hits:
            while mask is not None and mask.end <= self.start[i]:
                mask = next(coming, None)
            if i < behind or (mask is not None and mask.start <= self.start[i]):
                continue
            word = self.word[i]
            if self.digit[i]:
                rules = plain_rules if self.plain(i) else digit_rules
            else:
                rules = phrase_rules if word is not None and word.phrase else word_rules
            for rule in rules:
                after = rule(i)
                if after:
                    behind = after
                    break
        for address in masked:
            weight = SOFT if address.handle else STRONG
            self.items.append(Item("identifier", address.start, address.end, (Code(address.folded),), weight, 0, 0))
        return self.items

    def digit_rules(self) -> tuple[Callable[[int], int], ...]:
        """Rules tried at a digit chain, in this order."""
        raise NotImplementedError

    def plain_rules(self) -> tuple[Callable[[int], int], ...]:
        """The digit rules that may apply to a plain number; the others need a sign or an attached word beside it."""
        raise NotImplementedError

    def plain(self, i: int) -> bool:
        """Whether digits are alone before a space: no sign joins them to anything, no leading zero or plus."""
        form = self.form[i]
        return (
            form.isdecimal()
            and form[0] != "0"
            and self.gap(i) in BLANK
            and self.text[self.start[i] - 1 : self.start[i]] != "+"
        )

    def word_rules(self) -> tuple[Callable[[int], int], ...]:
        """Rules tried at a word of the lexicon, in this order."""
        raise NotImplementedError

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
        if i != self._parsed_at:
            self._parsed_at = i
            digits = 0 <= i < self.count and self.digit[i]
            self._parsed = literals.parse(self.form[i], self.lexicon.lang) if digits else None
        return self._parsed

    def integer(self, i: int, low: int, high: int) -> int | None:
        """The plain integer at ``i`` if it lies within bounds."""
        if 0 <= i < self.count and self.digit[i] and self.form[i].isdecimal() and len(self.form[i]) < 5:
            value = int(self.form[i])
            if low <= value <= high:
                return value
        return None

    def after(self, i: int) -> str:
        """The character after token ``i``, empty at the end."""
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
            digits=self.digit[first] or self.digit[last] or any(self.digit[first : last + 1]),
        )

    @staticmethod
    def kind_of(unit: str) -> Kind:
        """Kind of an amount in ``unit``."""
        return "unit" if unit else "number"

    def nominal(self, i: int) -> bool:
        """Whether token ``i`` is capitalised but not at the start of a sentence or a quotation."""
        if not self.form[i][0].isupper():
            return False
        before = self.text[max(0, self.start[i] - 9) : self.start[i]].rstrip()[-1:]
        return before not in _OPENERS

    def idiom(self, i: int, named: bool = False) -> int:
        """A fixed phrase in which the number word counts nothing, or that names a thing; ``named``: only the latter."""
        word = self.lexicon.entries.get(self.form[i]) if self.digit[i] else self.word[i]
        if word is None or not word.idioms:
            return 0
        for idiom in word.idioms:
            if named and idiom.reading is None:
                continue
            begin = i - idiom.anchor
            last = begin + len(idiom.words) - 1
            if begin < 0 or last >= self.count:
                continue
            if all(self.low(begin + offset) == part for offset, part in enumerate(idiom.words)):
                if idiom.reading is not None:
                    if not self._named(begin, last, idiom.reading, idiom.weight):
                        continue
                    return last + 1
                if last == i and begin < i and self.gap(i) == "-":  # "the two-day strike" is not a case of "the two"
                    continue
                if idiom.value is not None:
                    self.add("number", i, i, (Amount(idiom.value),), SILENT)
                return i + 1
        return 0

    def roman(self, i: int) -> int:
        """A Roman numeral."""
        raise NotImplementedError

    def _repeated(self, begin: int) -> None:
        """Join the frequency just added, whose first token is ``begin``, to the number of times before it.

        Three times weekly is three times a week; apart, each of both would be compared with the whole.
        """
        if len(self.items) < 2 or self.gap(begin - 1) not in BLANK or not self.low(begin - 1).endswith(_TIMES):
            return
        times, rate = self.items[-2:]
        number, often = times.amount(), rate.amount()
        if times.last not in (begin - 1, begin - 2) or number is None or number.unit or often is None:
            return
        if number.value <= 0:
            return
        self.items.pop()
        rate.weight = SILENT
        times.parts = (replace(times), rate)
        times.end, times.last = rate.end, rate.last
        times.readings = (Amount(round(number.value * often.value, 9), RATE),)

    def _named(self, begin: int, last: int, reading: Value, weight: int) -> bool:
        """Add the item of a phrase that names a day, a round or a score; not if its words do not belong together."""
        if any(self.gap(k).strip(" .'’\u00a0\u2011-") for k in range(begin, last)):
            return False
        while self.items and self.items[-1].end > self.start[begin]:
            self.items.pop()  # All Saints' Day is more than All Saints
        if isinstance(reading, Feast):
            if weight and not self.digit[begin] and not any(self.form[k][0].isupper() for k in range(begin, last + 1)):
                return False
            parts: tuple[Item, ...] = ()
            if reading.month and weight:
                parts = (
                    self.make("date", begin, last, (Amount(reading.day),), weight),
                    self.make("date", begin, last, (Day(None, reading.month),), weight),
                )
            self.add("date", begin, last, (reading,), weight, parts=parts)
            return True
        if isinstance(reading, Amount):
            span = next((Amount(1, span) for span, often in PER_YEAR.items() if often == reading.value), None)
            self.add("unit", begin, last, (reading, span) if span else (reading,), weight)
            self._repeated(begin)
            return True
        counts = self.gap(last) in BLANK and self.low(last + 1) not in self.lexicon.role("no-noun")
        if self.low(begin) in ("last", "final") and counts:
            return False  # the last eight games, the final minutes
        counted = [Amount(int(self.form[k])) for k in range(begin, last + 1) if self.digit[k]]
        self.add("number", begin, last, (reading, *counted), weight)
        return True
