"""What a German dictionary says of a word: simplemma's word list, for words that no parallel text has shown.

The list (loaded with the first question) also has frequent names, so it can only tell that a word is an ordinary one,
never that it is a name.
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1 << 14)
def has(word: str) -> bool:
    """True if the German dictionary has ``word`` as it is written."""
    from simplemma import is_known

    return is_known(word, lang="de")


@lru_cache(maxsize=1 << 14)
def inflected(word: str) -> bool:
    """True for another form of a dictionary word than names have: Karossen, Metropolen, not Merkels."""
    from simplemma import lemmatize

    lemma = lemmatize(word, lang="de")
    return lemma not in (word, word.removesuffix("s"))
