"""First names: the word after one is a surname."""

from __future__ import annotations

from functools import lru_cache

from ..resources import tables
from .entities import rows
from .text import fold


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """Folded first names."""
    return frozenset(
        fold(name) for line in rows(tables() / "names" / "first_names.txt", (1,)) for name in line[0].split()
    )
