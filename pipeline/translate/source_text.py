"""The form in which a German sentence is given to a model: uniform spaces and quotation marks, nothing invisible.

Marian models were trained on text with normalised punctuation. ``transformers`` normalises only if the ``sacremoses``
package happens to be installed, and that package also rewrites German numbers (a non-breaking space between digits
becomes a comma). Here it is always done, always in the same way, and digits are never touched: the same sentence gives
the same input on every machine. Training text goes through the same function.
"""

from __future__ import annotations

import re
import unicodedata

from ..english import small_words
from ..plain import plain

_PUNCTUATION = str.maketrans(
    {
        "„": '"', "“": '"', "”": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
        "‚": "'", "‘": "'", "’": "'", "‛": "'", "‹": "'", "›": "'", "`": "'", "´": "'", "′": "'",
        "–": "-", "—": "-", "‒": "-", "―": "-", "‐": "-", "‑": "-", "−": "-",
        "…": "...", "⁄": "/",
    }
)  # fmt: skip
_SPACES = re.compile(r"\s+")
_FRACTION = re.compile(r"(\d)?([¼½¾⅐-⅞])")
_LOWER = re.compile(r"[a-zäöüß]")
_UPPER_WORD = re.compile(r"\b[A-ZÄÖÜẞ][A-ZÄÖÜẞß]{4,}\b")
_SHORT_WORD = re.compile(r"\b[A-ZÄÖÜ]{2,4}\b")


def normalise(text: str) -> str:
    """The text as a model reads it.

    Canonical composition (NFC), soft hyphens and other invisible format or control characters gone, every run of white
    space (non-breaking spaces too) one space, German and typographic quotation marks straight, dashes and the minus
    sign "-", the ellipsis three dots, 3½ is 3 1/2. Other letters and digits do not change, and so
    neither do facts.
    """
    text = plain(text).text
    text = fractions_in_digits(unicodedata.normalize("NFC", text)).translate(_PUNCTUATION)
    text = _SPACES.sub(" ", text)
    if text.isprintable():  # the usual case
        return text.strip()
    return "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc", "Cs", "Co", "Cn"}).strip()


def fractions_in_digits(text: str) -> str:
    """3½ as 3 1/2: sentencepiece would make 31⁄2 of it."""
    return _FRACTION.sub(_in_digits, text)


def _in_digits(fraction: re.Match[str]) -> str:
    digits = unicodedata.normalize("NFKC", fraction[2]).replace("⁄", "/")
    return f"{fraction[1]} {digits}" if fraction[1] else digits


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a letter or a digit."""
    return any(c.isalnum() for c in text)


def is_shouted(text: str) -> bool:
    """Whether the text is all in capitals (a headline): to a model such words are unknown."""
    return not _LOWER.search(text) and _UPPER_WORD.search(text) is not None


def without_capitals(text: str) -> str:
    """A headline in capitals with its long words in title case and its small words lowered.

    Other words of up to four letters may be abbreviations.
    """
    text = _UPPER_WORD.sub(lambda m: m[0][0] + m[0][1:].lower(), text)
    short = small_words()["short"]
    text = _SHORT_WORD.sub(lambda m: m[0].lower() if m[0].lower() in short else m[0], text)
    return text[:1].upper() + text[1:]
