"""What a German dictionary says of a word: simplemma's word list, for words that no parallel text has shown.

The list also has frequent names, so it can only tell that a word is an ordinary one, never that it is a name. simplemma
builds a trie of it with the first question on a machine (two seconds) and keeps that in the cache folder; from then on
it is mapped in a twentieth of a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ..machine import cache_dir


@lru_cache(maxsize=1)
def _load() -> Mapping[str, str]:
    from simplemma import __version__
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

    folder = cache_dir() / f"simplemma-{__version__}"
    return TrieDictionaryFactory(disk_cache_dir=str(folder)).get_dictionary("de")


@lru_cache(maxsize=1 << 14)
def has(word: str) -> bool:
    """True if the German dictionary has ``word`` as it is written, inflected or not."""
    return word in _load()
