"""May a sentence end here? Decided from the word before the mark and the word after it.

The splitter underneath knows many abbreviations and languages but not German ordinals: it ends a sentence after
"am 22." of "am 22. Oktober". The guard says yes or no where German grammar leaves no doubt (dates, ordinals, titles,
initials, a lower-case word or a typical first word of a sentence after the mark), and leaves the rest to the splitter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .tables import Words, words

OPENERS = "„“\"»«‚‘'›‹([–—-"
QUOTES = '„»"«“'
CLOSERS = "“”\"«»‘’'‹›)]"
_TYPED = re.compile(r",,(?=\S)|(?<=\S)''")
"""Quotation marks of typewriters and mails: two commas open, two apostrophes close."""
_NUMBERING = re.compile(r"(?:\A|\n)[^\S\n]{0,8}(?:\d{1,3}|[a-z]|[IVX]{1,4})\Z")
_VERB = re.compile(
    r"\s{1,3}(?!(?:mit|seit|und|oder|von|bei|für|aus|in|im|an|am|auf|zum|zur)\b)[a-zäöüß]{2,20}(?:t|en|te|ten)\b"
)
"""Behind a noun, what looks like the verb of its sentence."""
_END = re.compile(r"(?P<marks>[.!?…]{1,12})(?P<closers>[“”\"«»‘’'‹›)\]]{0,3})(?P<space>\s{1,64}|(?=[A-ZÄÖÜ]))")
_LEFT = re.compile(r"[^\s(\[„»«“\"‚›‹/]+$")
_RIGHT = re.compile(
    r"(?P<open>[„“\"»«‚‘'›‹(\[–—\s-]{0,6})(?P<word>[^\s.,;:!?…“”\"«»‘’')\]]{0,40})(?P<after>.?)", re.DOTALL
)
_ORDINAL = re.compile(r"\d{1,3}|[IVXLC]{1,7}")
_ROMAN = re.compile(r"[IVXLC]{1,7}")
_YEAR = re.compile(r"[12]\d{3}")
_WINDOW = 48
_PARTS = re.compile(r"[-/]")
_APOSTROPHE = re.compile(r"['’]")
_VOWEL = re.compile(r"[aeiouyäöüé]", re.IGNORECASE)
_PLAIN = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible sentence end: ``end`` is where the sentence would end, ``next`` where the next would begin."""

    end: int
    next: int
    verdict: bool | None
    """Yes, no, or ``None`` where the guard has no opinion."""


def candidates(text: str) -> Iterator[Candidate]:
    """Every mark that could end a sentence, with the guard's verdict; time is linear in the text."""
    lists = words()
    text = _TYPED.sub(lambda found: "„„" if found[0] == ",," else "““", text)  # of the same length
    for mark in _END.finditer(text):
        if mark.end() >= len(text):
            return
        spaced = bool(mark["space"])
        verdict = _judge(text, mark, lists) if spaced else _judge_unspaced(text, mark, lists)
        if spaced or verdict:
            yield Candidate(mark.end("closers"), mark.end(), verdict)


def _judge_unspaced(text: str, mark: re.Match[str], lists: Words) -> bool:
    """A missing space ("... vorbei.Die ..."): only between a plain word and a typical first word of a sentence."""
    left = _left(text, mark.start())
    right = _RIGHT.match(text, mark.end())
    return (
        len(mark["marks"]) == 1
        and len(left) >= 3
        and left.isalpha()
        and left[1:].islower()
        and left not in lists.never_final
        and right is not None
        and right["word"] in lists.starters
        and right["after"].isspace()
    )


def _judge(text: str, mark: re.Match[str], lists: Words) -> bool | None:
    right = _RIGHT.match(text, mark.end())
    if right is None:  # the pattern matches the empty string
        return None
    if mark["marks"] == "." and _is_numbering(text, mark.start()):
        return False
    word, opener = right["word"], right["open"].strip()
    starts = word in lists.starters
    if not word and not opener:
        return False  # a comma or the like follows
    if not word and not any(char in OPENERS for char in opener):
        return False
    if word[:1].islower() and not _brand(word):
        return False
    if opener[:1] in "–—-" and opener and not starts:
        return False
    if mark["closers"]:
        return _after_closer(text, mark, starts, lists)
    if mark["marks"][-1] in "!?":
        return None if opener.startswith("(") else True
    if mark["marks"] == ".":
        goes_on = bool(_VERB.match(text, right.end("word")))
        return _after_stop(text, mark.start(), word, right["after"], opener, starts, goes_on, lists)
    return True if starts or (opener and opener[0] in QUOTES) else None  # an ellipsis


def _is_numbering(text: str, end: int) -> bool:
    """A line begins with nothing but a number before the stop: that of a list's item."""
    start = max(0, end - 16)
    before = text[start:end]
    return (start == 0 or "\n" in before) and bool(_NUMBERING.search(before))


def _after_closer(text: str, mark: re.Match[str], starts: bool, lists: Words) -> bool | None:
    """A quotation or bracket closes after the mark: does the sentence end with it?"""
    if starts:
        return True
    if mark["closers"][0] in ")]":
        left = _left(text, mark.start())
        return None if len(left) > 4 and left not in lists.never_final | lists.may_end else False
    return None


def _after_stop(
    text: str, at: int, word: str, after: str, opener: str, starts: bool, verb: bool, lists: Words
) -> bool | None:
    left = _left(text, at)
    before = _left(text, at - len(left) - 1) if left else ""
    if not left and at and text[at - 1] in CLOSERS:
        return True  # the stop follows a closing quotation mark or bracket: it ends a sentence
    if _ORDINAL.fullmatch(left):
        return _after_number(left, before, word, after, opener, starts, lists)
    if _YEAR.fullmatch(left) or (left[:1].isdigit() and any(char in left for char in ".,:")):
        return True if not word[:1].isdigit() or opener else None
    after_dot = left.rsplit(".", 1)[-1]
    last = _PARTS.split(after_dot)[-1]
    if last.endswith("str"):  # Bahnhofstr., Haupt-Str.
        return starts
    if left.isalpha() and text[at - len(left) - 1 : at - len(left)] == "/":  # km/h, CDU/CSU
        return True
    if len(after_dot) == 1 and last.isalpha():
        return _after_letter(left, last, before, starts, lists)
    if (
        verb
        and word[:1].isupper()
        and (last in lists.ends_lists or (before in ("pro", "je") and last in lists.may_end))
    ):
        return True
    if last in lists.before_number and (word[:1].isdigit() or _ROMAN.fullmatch(word)):
        return False
    if left in lists.may_end or last in lists.may_end:
        return starts or (bool(opener) and opener[0] in QUOTES)
    if left in lists.never_final or last in lists.never_final:
        return False
    return True if starts or _plain(left, lists) else None


def _plain(word: str, lists: Words) -> bool:
    """A word of the kind that ends a sentence, too long to be an unlisted abbreviation."""
    letters = [part for part in _PARTS.split(_APOSTROPHE.sub("", word)) if part]
    if not letters:
        return False
    if letters[-1] in lists.short:
        return True
    return len(letters[-1]) >= _PLAIN and letters[-1].isalpha() and bool(_VOWEL.search(letters[-1]))


def _after_number(
    number: str, before: str, word: str, after: str, opener: str, starts: bool, lists: Words
) -> bool | None:
    """Ordinal or plain number? "der 3. Platz", "am 22. Oktober", "Heinrich VIII."; but "Platz 3. Der Sieger ..."."""
    if word in lists.months or word.rstrip(".") in lists.months:
        return False
    if word[:1].isdigit():
        return False
    if number.isalpha() and len(number) == 1 and not starts:
        return before in lists.lettered  # "Vitamin C", "Plan D"
    if starts:
        return True
    if before in lists.before_ordinal:
        return False
    if before.rstrip(".") in lists.counted:
        return True
    return bool(opener) and opener[0] in QUOTES and before[:1].islower() and before not in lists.before_ordinal


def _after_letter(left: str, letter: str, before: str, starts: bool, lists: Words) -> bool | None:
    """Initials ("J. K. Rowling") and lettered abbreviations ("z. B."); after "Plan B" a sentence may end."""
    if letter.islower():
        chain = before.endswith(".") or "." in left
        if letter in ("a", "ä", "h", "f", "m", "b") and chain and starts:  # u. a., o. ä., d. h., i. b.
            return letter in ("a", "ä", "f")
        return False
    if before in lists.lettered:  # "Vitamin C", "Plan B"
        return True
    if not starts:
        return False
    if before.endswith(".") and before[:-1].rsplit(".", 1)[-1] in lists.never_final:  # z. B., i. A.
        return letter in "DRMHJZ"  # a. D., i. R., a. M., v. H., d. J., u. Z. may end
    return True


def _left(text: str, end: int) -> str:
    """The word that ends at ``end``, without what opens before it."""
    found = _LEFT.search(text[max(0, end - _WINDOW) : max(end, 0)])
    return found[0] if found else ""


def _brand(word: str) -> bool:
    """A name with an inner capital ("iPhone", "eBay") may begin a sentence in lower case."""
    return len(word) > 2 and word[0].islower() and word[1].isupper()
