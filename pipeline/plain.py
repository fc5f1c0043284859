"""A text as its reader sees it, with the way back to the text as it was given.

Exports, PDFs and web editors put characters into words and figures that nobody sees: soft hyphens, zero-width spaces,
direction marks, ligatures, letters with a loose accent, the line break in "14,6\\nMillionen".
A figure with one of them inside is still one figure. Whatever looks for facts therefore looks at this form, and reports
places in the original, which stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .types import Lang

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
)
"""For a class of a regular expression: Default_Ignorable_Code_Point (Unicode 15.1, DerivedCoreProperties.txt) without
the Hangul fillers that take up room, and control characters that are no white space."""
_BREAK = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_ACCENT = "\u0300-\u036f"
_CHANGE = re.compile(
    rf"(?P<hyphen>(?<=\w)[-\u2010][ \t{UNSEEN}]*+(?:\r\n|[{_BREAK}])[ \t{UNSEEN}]*+(?=\w))"
    rf"|(?P<soft>\u00ad[ \t{UNSEEN}]*+(?:\r\n|[{_BREAK}])[ \t{UNSEEN}]*+(?=\w))"
    rf"|(?P<line>(?<![ \t{UNSEEN}])[ \t{UNSEEN}]*+(?:\r\n|[{_BREAK}])[ \t{UNSEEN}]*+(?![{_BREAK}]))"
    rf"|(?P<unseen>[{UNSEEN}]++)"
    r"|(?P<half>[\ud800-\udfff])"
    rf"|(?P<other>[^\W\d_][{_ACCENT}]++|[\ufb00-\ufb06\uff01-\uff5e])"
)
_SUSPECT = re.compile(rf"[\ud800-\udfff{UNSEEN}{_BREAK}{_ACCENT}\ufb00-\ufb06\uff01-\uff5e]")
_LOOSE = frozenset(("und", "oder", "bzw", "sowie", "bis", "als", "noch", "statt", "aber", "wie", "and", "or", "to"))
"""After "Hin-" these go on with another word: the hyphen stands for the part that both share."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Plain:
    """What is read, and for each of its characters where it begins and ends in the original (empty: the same text)."""

    text: str
    original: str
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that ``text[start:end]`` stands for."""
        if not self.begins:
            return start, end
        first = self.begins[start] if start < len(self.begins) else len(self.original)
        return first, self.ends[end - 1] if end > start else first


def plain(text: str, lang: Lang = "de") -> Plain:
    """The text without what nobody sees.

    Invisible and control characters go, single line breaks become blanks, a word divided at a line's end is joined
    (in German without the hyphen, in English with it, which is as often its own), loose accents are composed, ligatures
    and full-width signs become ordinary letters and digits, half characters (lone surrogates) U+FFFD. Nothing else
    changes; a blank line stays.
    """
    if not _SUSPECT.search(text):
        return Plain(text, text)
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    behind = 0
    for match in _CHANGE.finditer(text):
        start, end = match.span()
        begins.extend(range(behind, start))
        ends.extend(range(behind + 1, start + 1))
        instead = _instead(match, text, lang)
        pieces += (text[behind:start], instead)
        begins.extend([start] * len(instead))
        ends.extend([end] * len(instead))
        behind = end
    begins.extend(range(behind, len(text)))
    ends.extend(range(behind + 1, len(text) + 1))
    pieces.append(text[behind:])
    return Plain("".join(pieces), text, tuple(begins), tuple(ends))


def _instead(match: re.Match[str], text: str, lang: Lang) -> str:
    kind = match.lastgroup
    if kind == "hyphen":
        return _hyphen(text, match.start(), match.end(), lang)
    if kind == "line":
        before = text[match.start() - 1 : match.start()]
        return match[0] if before in "\n\r" and before else " "
    if kind == "half":
        return "\N{REPLACEMENT CHARACTER}"
    if kind == "other":
        letter = match[0]
        return unicodedata.normalize("NFKC" if len(letter) == 1 else "NFC", letter)
    return ""


def _hyphen(text: str, start: int, end: int, lang: Lang) -> str:
    """What joins the halves of a word that a line's end divides."""
    before, after = text[start - 1], text[end]
    following = _WORD.match(text, end)
    assert following is not None
    if following[0].lower() in _LOOSE:
        return "- "
    shared = before.islower() and after.islower()  # "CDU-\nPolitiker" and "50-\njährig" have a hyphen of their own
    return "" if lang == "de" and shared else "-"
