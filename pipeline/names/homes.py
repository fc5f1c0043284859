"""Where institutions are at home: what a translation may add for its readers abroad, as in "Poland's Sejm"."""

from __future__ import annotations

from functools import lru_cache

from ..errors import TableError
from ..resources import tables
from .entities import load, rows

TABLE = "homes.tsv"


@lru_cache(maxsize=1)
def _homes() -> dict[str, frozenset[str]]:
    """Entity of an institution -> entities of its places.

    Raises:
        TableError: an institution that no other table has.
    """
    named: dict[str, set[str]] = {}
    for entity, names in load().english.names.items():
        if entity.startswith("org:"):
            for name in names:
                named.setdefault(name, set()).add(entity)
    found: dict[str, set[str]] = {}
    path = tables() / "names" / TABLE
    for place, institutions in rows(path, (2,)):
        for name in institutions.split(";"):
            if name not in named:
                raise TableError(f"{path}: {name} is in no table of institutions")
            for entity in named[name]:
                found.setdefault(entity, set()).add(place)
    return {entity: frozenset(places) for entity, places in found.items()}


def of(institutions: frozenset[str]) -> frozenset[str]:
    """The entities of the places where any of ``institutions`` is at home."""
    homes = _homes()
    return frozenset[str]().union(*(homes[entity] for entity in institutions if entity in homes))
