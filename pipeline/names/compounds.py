"""German compounds of known nouns: a word followed by a noun, in one piece, is hardly ever a name."""

from __future__ import annotations

from collections.abc import Container

LONGEST_COMPOUND = 100
"""Letters; the longest in use have some eighty. Every place in a word is tried, at a cost that grows with the word."""
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_ENDINGS = ("", "s", "es", "n", "en", "e")
_SHORTEST_HEAD = 3
_SHORTEST_NOUN = 4
_LONG_HEAD = 5
_SHORT_NOUNS = frozenset({"amt", "bau", "hof", "jahr", "rat", "tag", "tor", "typ", "weg", "zug"})
"""Three-letter nouns accepted at the end of a compound if its first part is long; others would split names."""


def split(folded: str, nouns: Container[str], known: Container[str]) -> tuple[str, ...]:
    """The word and the noun that make up ``folded``, or nothing.

    ``nouns`` are folded common nouns as they occur, ``known`` all folded words that may open a compound.
    """
    if len(folded) > LONGEST_COMPOUND:
        return ()
    for ending in _ENDINGS:
        if ending and not folded.endswith(ending):
            continue
        bare = folded.removesuffix(ending)
        for at in range(_SHORTEST_HEAD, len(bare) - 2):
            tail = bare[at:]
            if len(tail) < _SHORTEST_NOUN and not (at >= _LONG_HEAD and tail in _SHORT_NOUNS):
                break
            if tail not in nouns and tail not in _SHORT_NOUNS:
                continue
            head = bare[:at]
            for link in _LINKS:
                part = head.removesuffix(link)
                if len(part) >= _SHORTEST_HEAD and (part in nouns or part in known):
                    return part, tail
    return ()
