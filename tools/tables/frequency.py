"""Build the table of word frequencies that helps to tell a name from a word.

    pip install wordfreq==3.1.1
    python -m tools.tables.frequency OUT

Written to ``OUT``: ``frequency.txt.xz``, read by :mod:`pipeline.names.usage`. wordfreq is needed for this alone.
"""

from __future__ import annotations

import lzma
import math
import sys
from importlib import import_module
from pathlib import Path

from pipeline.names.text import fold
from pipeline.names.usage import DIGITS, STEP

HEADER = """\
# How common words are in German and in English: folded word <tab> two characters, German and English, each the base-ten
# logarithm of its occurrences in a billion words, in half steps (0-9, then a = 5.0, b = 5.5 ...); 0 means rarely.
# Source: wordfreq 3.1.1 by Robyn Speer (https://github.com/rspeer/wordfreq), from Wikipedia, subtitles, news, books,
# web text, Twitter and Reddit; rounded, folded and cut off by tools/tables/frequency.py.
# Licence of this file: CC BY-SA 4.0, as wordfreq's data (https://creativecommons.org/licenses/by-sa/4.0/).
"""
LEAST = {"de": 2.0, "en": 2.5}
"""Words rarer than this are left out of a language."""
SHORTEST = 3


def frequencies(lang: str) -> dict[str, float]:
    """Rounded frequencies by folded word; of several spellings the most frequent counts."""
    listed: dict[str, float] = import_module("wordfreq").get_frequency_dict(lang, "best")
    result: dict[str, float] = {}
    for word, share in listed.items():
        value = math.log10(share) + 9
        if value >= LEAST[lang] and len(word) >= SHORTEST and word.isalpha():
            folded = fold(word)
            result[folded] = max(result.get(folded, 0.0), value)
    return result


def main(arguments: list[str]) -> None:
    """Write the table."""
    sides = [frequencies("de"), frequencies("en")]
    lines = [
        f"{word}\t{''.join(DIGITS[round(side.get(word, 0.0) / STEP)] for side in sides)}\n"
        for word in sorted({word for side in sides for word in side})
    ]
    text = HEADER + "".join(lines)
    packed = lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)
    (Path(arguments[0]) / "frequency.txt.xz").write_bytes(packed)
    print(f"{len(lines)} words, {len(packed)} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
