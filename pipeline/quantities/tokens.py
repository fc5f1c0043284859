"""Cut a text into the tokens that quantities are made of: digit chains, words, signs. Linear in the length of the text.

A digit chain is a maximal run of digits and the signs that may join digits ("1.234,5", "23.10.2024", "3:1", "2024/25");
its meaning is decided in :mod:`pipeline.quantities.literals`. The quantifiers are possessive, so nothing is scanned
twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .lexicon import Lexicon
from .meaning import Word

_TOKEN = re.compile(
    "((?:[^\\w€$£¥₽₴%‰°§]|_)*+)(?:"
    "(\\d++(?:(?:[.,:'’/\u2010-\u2015\u2212-]|[ \u00a0\u202f\u2009](?=\\d{3}(?!\\d)))\\d++)*+)"
    "|([^\\W\\d_]++|[€$£¥₽₴%‰°§])|\\Z)"
)
"""What stands before a token, and the token: a digit chain, else a word or a sign (º, ½ and ² are words to the engine);
nothing lies between two matches. The end counts as an empty token, so that a long tail is looked at once."""
_SPACES = " \u00a0\u202f\u2009"
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})*+(?:[ \u00a0\u202f\u2009]\d{3})++(?:[.,]\d++)?+")


@dataclass(slots=True)
class Tokens:
    """Parallel lists, one entry per token. ``word[i]`` is the lexicon entry, ``None`` for digits and other words."""

    text: str
    form: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    word: list[Word | None] = field(default_factory=list)
    digit: list[bool] = field(default_factory=list)
    hits: list[int] = field(default_factory=list)
    """Indices of the tokens that may carry a quantity: digits and words known to the lexicon."""


def tokenize(text: str, lexicon: Lexicon) -> Tokens:
    """Tokens of ``text`` with their lexicon entries."""
    tokens = Tokens(text)
    form, start, end, word, digit, hits = (
        tokens.form, tokens.start, tokens.end, tokens.word, tokens.digit, tokens.hits
    )  # fmt: skip
    meanings = lexicon.meanings
    at = 0
    for gap, chain, piece in _TOKEN.findall(text):
        at += len(gap)
        if chain:
            for offset, part in _split_spaces(chain):
                hits.append(len(form))
                form.append(part)
                start.append(at + offset)
                end.append(at + offset + len(part))
                word.append(None)
                digit.append(True)
            at += len(chain)
            continue
        if not piece:
            break
        entry = meanings[piece]
        if entry is not None:
            hits.append(len(form))
        form.append(piece)
        start.append(at)
        at += len(piece)
        end.append(at)
        word.append(entry)
        digit.append(False)
    return tokens


def _split_spaces(piece: str) -> list[tuple[int, str]]:
    """A chain with spaces is one number only if all its groups are thousands; otherwise its pieces stand alone."""
    if piece.isdecimal() or not any(space in piece for space in _SPACES) or _GROUPED.fullmatch(piece):
        return [(0, piece)]
    parts = []
    offset = 0
    for part in re.split(f"[{_SPACES}]", piece):
        parts.append((offset, part))
        offset += len(part) + 1
    return parts
