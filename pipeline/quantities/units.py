"""Units and currencies: which are the same, which can be converted, and how."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline.quantities.lexicon import folder
from pipeline.quantities.tables import forms, read_rows

_MONEY = "money"


@dataclass(frozen=True, slots=True)
class UnitTable:
    """``factors``: key -> (dimension, factor, offset) to the base unit; ``covers``: general word -> what it may mean."""

    factors: dict[str, tuple[str, float, float]]
    covers: dict[str, frozenset[str]]

    def dimension(self, key: str) -> str:
        """What the unit measures; the key itself where nothing else is known."""
        if key in self.factors:
            return self.factors[key][0]
        return _MONEY if key in self.covers else key

    def same(self, left: str, right: str) -> bool:
        """Whether two units say the same, or one of them says nothing or is a general word for the other."""
        if left == right or not left or not right:
            return True
        return right in self.covers.get(left, ()) or left in self.covers.get(right, ()) or _TWINS.get(left) == right

    def convert(self, value: float, left: str, right: str) -> tuple[float, ...]:
        """``value`` in unit ``right`` if both measure the same, else nothing. Temperatures convert as points and as differences."""
        if left not in self.factors or right not in self.factors:
            return ()
        dimension, factor, offset = self.factors[left]
        other, divisor, zero = self.factors[right]
        if dimension != other:
            return ()
        point = (value * factor + offset - zero) / divisor
        return (point,) if offset == zero else (point, value * factor / divisor)


_TWINS = {"°C": "deg", "deg": "°C", "°F": "deg", "penny": "cent", "cent": "penny", "t": "ton", "ton": "t"}


@lru_cache(maxsize=1)
def unit_table() -> UnitTable:
    """The table, read once from cldr.tsv and currencies.tsv. Raises :class:`pipeline.errors.TableError`."""
    factors: dict[str, tuple[str, float, float]] = {}
    for _, (cls, key, base, form) in read_rows(folder() / "cldr.tsv", 4):
        if cls == "factor":
            factor, offset = form.split()
            factors[key] = (base, float(factor), float(offset))
    covers = {row[0]: frozenset(forms(row[1])) for _, row in read_rows(folder() / "currencies.tsv", 4)}
    return UnitTable(factors, covers)
