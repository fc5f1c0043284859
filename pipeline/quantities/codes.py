"""Identifiers and figures joined by a sign: F-16, G20, telephone numbers, scores, ratios, seasons, Roman numerals."""

from __future__ import annotations

import re

from ..types import Kind
from . import literals
from .amounts import Amounts
from .literals import Literal, scaled
from .scan import BLANK
from .values import FIRM, SILENT, SOFT, STRONG, Amount, Code, Item, Number, Pair, Stoppage, Value

_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_STEPS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_VOTES = frozenset(
    ("stimmen", "stimme", "ja", "jastimmen", "nein", "neinstimmen", "gegenstimmen", "vote", "votes", "yes", "no")
)
_TO = frozenset(("zu", "gegen", "to", "against"))
_PHONE_GROUPS = 8
_PHONE_GAPS = frozenset((" ", "/", "-", " / ", " - ", ") ", " – ", "\u00a0", " (", "–"))
_POWERS = frozenset(("m", "km", "cm", "mm", "dm", "ft"))
_HOUSES = frozenset("abcdef")
"""Letters of house numbers and school classes; g and h may be grams and hours."""
_CODE_WORDS = frozenset(("covid", "formel", "formula", "version", "typ", "type", "apollo", "sojus", "soyuz"))


_LAST_MINUTES = frozenset((45, 90, 105, 120))
"""Minutes of football to which stoppage time is added (Laws of the Game, 7)."""
_COUNTED_ON = frozenset((90, 120))
"""Nothing follows these minutes, so English may keep counting: 90+8 is the 98th minute. 45+2 is not the 47th."""
_MOST_ADDED = 30
_PLUS = re.compile(r"[.'’′]?\)? ?\(?\+ ?")
_ORDINAL_ENDINGS = frozenset(("st", "nd", "rd", "th"))


class Codes(Amounts):
    """Rules for identifiers and joined figures."""

    def stoppage(self, i: int) -> int:
        """Stoppage time: 45.+2, 90+3, 90. (+4), 45th+2; its parts replace it if the other side has them separately."""
        minute = self.integer(i, 45, 120)
        if minute not in _LAST_MINUTES:
            return 0
        last = i
        if self.low(last + 1) in _ORDINAL_ENDINGS and not self.gap(last):
            last += 1
        added = self.integer(last + 1, 1, _MOST_ADDED)
        if added is None or not _PLUS.fullmatch(self.gap(last)):
            return 0
        parts = (
            self.make("number", i, last, (Amount(minute),), STRONG),
            self.make("number", last + 1, last + 1, (Amount(added),), STRONG),
        )
        last += 1
        if self.low(last + 1) in _ORDINAL_ENDINGS and not self.gap(last):
            last += 1
        readings: tuple[Value, ...] = (Stoppage(minute, added),)
        if minute in _COUNTED_ON:
            readings += (Amount(minute + added),)
        self.add("number", i, last, readings, STRONG, parts=parts)
        return last + 1

    def section(self, i: int) -> int:
        """A number with a letter that is part of it: § 129a, section 129b, Lindenweg 12b, class 7c."""
        if self.gap(i) or len(self.form[i + 1 : i + 2][0] if i + 1 < self.count else "") != 1:
            return 0
        letter, number = self.form[i + 1], self.integer(i, 1, 9999)
        lead = self.low(i - 1) in self.lexicon.role("section-lead")
        ahead = 2 if letter == "c" else 1  # "Ulm 12c" may be a temperature
        named = letter in _HOUSES and i >= ahead and self.form[i - 1][0].isupper() and self.gap(i - 1) in BLANK
        led = lead or named or "§" in self.text[max(0, self.start[i] - 3) : self.start[i]]
        if number is None or not led or not ("a" <= letter <= "z") or self.gap(i + 1)[:1].isalnum():
            return 0
        first = i - 1 if lead and self.gap(i - 1) in BLANK else i
        self.add("identifier", first, i + 1, (Code(f"{number}{letter.upper()}"),), STRONG)
        return i + 2

    def age_group(self, i: int) -> int:
        """A team of players below an age: U19, U 21, under-19s."""
        age = self.integer(i, 10, 23)
        first = i - 1
        if age is None or self.low(first) not in ("u", "under") or self.gap(first) not in ("", "-", " ", "\u2011"):
            return 0
        if first < 0 or (self.low(first) == "u" and self.form[first] != "U"):
            return 0
        last = i
        if self.form[first] == "U":
            while self.low(last + 1) in ("s", "er") and not self.gap(last):
                last += 1
        elif self.gap(first) == "-" and self.low(i + 1) == "s" and not self.gap(i):
            last += 1
        elif self.gap(first) != "-":
            return 0
        self.add("number", first, last, (Amount(age),), STRONG)
        return last + 1

    def code(self, i: int) -> int:
        """Letters and digits in one piece: G20, F-16, SARS-CoV-2, H5N1, A380."""
        first = i
        while first > 0 and i - first < 6:
            gap = self.gap(first - 1)
            left = self.form[first - 1]
            glued = not gap and (left.isalpha() or self.digit[first - 1]) and len(left) <= 12
            if not glued and not (gap in ("-", "\u2011") and left[0].isupper() and self._coded(first - 1)):
                break
            if not glued and not left.isupper() and self.low(i + 1) in ("er", "ern") and not self.gap(i):
                break  # Alt-68er
            first -= 1
        if first == i or not any(char.isalpha() for char in self.form[first]) or self._prefix(first):
            return 0
        if first == i - 1 and self.form[first] in _POWERS and self.form[i] in "23":
            return i + 1  # m2 is not an identifier
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

    def _coded(self, left: int) -> bool:
        """Whether a word before a hyphen and digits belongs to an identifier: F-16, CoV-2, Covid-19; not Top-10."""
        form = self.form[left]
        return (
            len(form) <= 5 and (form.isupper() or any(char.isupper() for char in form[1:]) or len(form) <= 3)
        ) or form.lower() in _CODE_WORDS

    def _prefix(self, first: int) -> bool:
        """Whether a word before a hyphen or a digit only modifies the number: mid-1990s, top-10, U-21."""
        return self.low(first) in self.lexicon.role("prefix")

    def joined(self, i: int) -> int:
        """A chain with a joining sign: scores, ratios, ranges, seasons, dates in digits, part numbers."""
        literal = self.literal(i)
        if literal is None or not literal.sign or not literal.pieces or literal.sign == ",":
            if literal is not None and not literal.amounts and not literal.days:
                parts = self.pieces(i, literal, "number")
                self.add("identifier", i, i, (*literal.codes, *literal.clocks), STRONG, parts=parts)
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
        self.add(kind, i, last, readings, STRONG, parts=parts)
        return last + 1

    def votes(self, i: int) -> int:
        """A vote's result with its figures separate: mit 312 zu 298 Stimmen, 298 votes to 312, two votes to seven."""
        first = self._ballots(i)
        if first is None:
            return 0
        named = self.low(i + 1) in _VOTES
        k = i + 1 + named
        second = self._ballots(k + 1) if self.low(k) in _TO else None
        last = k + 1
        if second is None or any(self.gap(n).strip(" -\u00a0\u2011") for n in range(i, last)):
            return 0
        if not named and self.low(last + 1) not in _VOTES:
            return 0
        parts = tuple(
            self.make("number", n, n, (Amount(count),), STRONG if self.digit[n] or count > 1 else SILENT)
            for n, count in ((i, first), (last, second))
        )
        self.add("number", i, last, (Pair((first, second)),), STRONG, parts=parts)
        return last + 1

    def _ballots(self, i: int) -> Number | None:
        """The number of votes at ``i``, in digits or as one word."""
        word = self.meaning(i)
        return word.exact if word is not None and word.exact is not None else self.integer(i, 0, 9999)

    def spaced_score(self, i: int) -> int:
        """A score or time with a stray space: "0: 1"."""
        if self.gap(i) != ": " or self.integer(i, 0, 200) is None or self.integer(i + 1, 0, 200) is None:
            return 0
        if len(self.form[i + 1]) > 2 or (i > 0 and self.digit[i - 1] and self.gap(i - 1) in (", ", ": ")):
            return 0
        parts = tuple(self.make("number", k, k, (Amount(int(self.form[k])),), STRONG) for k in (i, i + 1))
        item = self.add("number", i, i + 1, (Pair((int(self.form[i]), int(self.form[i + 1]))),), STRONG, parts=parts)
        item.spaced = True
        return i + 2

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

    def phone(self, i: int) -> int:
        """A telephone number: it begins with 0 or +, and its groups follow each other."""
        form = self.form[i]
        literal = self.literal(i)
        plus = self.start[i] > 0 and self.text[self.start[i] - 1] == "+"
        if literal is None or literal.days:
            return 0
        if not plus and not (
            form[0] == "0" and form[1:2].isdecimal() and len(form) > 2 and form.isascii() and not set(form) & set(",.:")
        ):
            return 0
        last = i
        while last + 1 < self.count and self.digit[last + 1] and last - i < _PHONE_GROUPS:
            if self.gap(last) not in _PHONE_GAPS or set(self.form[last + 1]) & set(",."):
                break
            last += 1
        number = "".join(char for char in self.text[self.start[i] : self.end[last]] if char.isdecimal())
        if not 5 <= len(number) <= 18:
            return 0
        national = number[2:] if plus else number
        self.add("identifier", i, last, (Code(national.lstrip("0")), Code(number)), STRONG)
        return last + 1

    def roman(self, i: int) -> int:
        """Roman numerals after a name: Heinrich VIII., World War II."""
        form, word = self.form[i], self.word[i]
        if word is None or not word.roman or i == 0 or self.gap(i - 1) not in BLANK or self.gap(i) in ("-", "'", "’"):
            return 0
        value = roman_value(form)
        if value is None or value > 39:
            return 0
        regnal = self.nominal(i - 1) or (i == 1 and self.form[0][0].isupper())
        if form == "I" and not regnal:
            return 0
        weight = SILENT if len(form) == 1 else FIRM if self.form[i - 1][0].isupper() else SOFT
        item = self.add("number", i, i, (Amount(value),), weight)
        item.regnal = regnal
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
    text = ""
    for number, letters in _ROMAN_STEPS:
        while value >= number:
            text += letters
            value -= number
    return text
