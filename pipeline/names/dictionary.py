"""What a dictionary knows about a word: simplemma's word lists, for words unseen in the parallel text.

The lists also have frequent names, so they can only show that a word is an ordinary one, never that it is a name. On
the first query on a machine, simplemma builds a trie from each (two seconds) and stores it in the cache folder; after
that it is mapped in a twentieth of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from ..machine import cache_dir
from ..types import Lang


@lru_cache(maxsize=2)
def _load(lang: Lang) -> Mapping[str, str]:
    from simplemma import __version__
    from simplemma.strategies.dictionaries.trie_dictionary_factory import TrieDictionaryFactory

    folder = cache_dir() / f"simplemma-{__version__}"
    return TrieDictionaryFactory(disk_cache_dir=str(folder)).get_dictionary(lang)


def listed(forms: Iterable[str]) -> list[str]:
    """Those of ``forms`` that the German dictionary has, as written."""
    words = _load("de")
    return [form for form in forms if form in words]


@lru_cache(maxsize=1 << 15)
def has(word: str, lang: Lang = "de") -> bool:
    """True if the dictionary of the language has ``word`` as it is written, inflected or not."""
    return word in _load(lang)
