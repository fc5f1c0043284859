"""What a German dictionary knows about a word: simplemma's word list, for words unseen in the parallel text.

The list also has frequent names, so it can only show that a word is an ordinary one, never that it is a name. On the
first query on a machine, simplemma builds a trie from it (two seconds) and stores it in the cache folder; after that it
is mapped in a twentieth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from ..machine import cache_dir


@lru_cache(maxsize=1)
def _load() -> Mapping[str, str]:
    from simplemma import __version__
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

    folder = cache_dir() / f"simplemma-{__version__}"
    return TrieDictionaryFactory(disk_cache_dir=str(folder)).get_dictionary("de")


def listed(forms: Iterable[str]) -> list[str]:
    """Those of ``forms`` that the German dictionary has, as written."""
    words = _load()
    return [form for form in forms if form in words]


@lru_cache(maxsize=1 << 14)
def has(word: str) -> bool:
    """True if the German dictionary has ``word`` as it is written, inflected or not."""
    return word in _load()
