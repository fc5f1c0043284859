"""Units and currencies: which are the same, which can be converted, and how."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .lexicon import folder
from .tables import forms, read_rows

MONEY = "money"


@dataclass(frozen=True, slots=True)
class UnitTable:
    """``factors``: key -> dimension, factor and offset to the base unit; ``covers``: general word -> its meanings."""

    factors: dict[str, tuple[str, float, float]]
    covers: dict[str, frozenset[str]]

    def dimension(self, key: str) -> str:
        """What the unit measures; the key itself if nothing else is known."""
        if key in self.factors:
            return self.factors[key][0]
        return MONEY if key in self.covers else key

    def comparable(self, left: str, right: str) -> bool:
        """Whether two units measure the same thing, so that mistaking one for the other is a unit error."""
        if {left, right} <= _SHARES:
            return True
        return not self._dimensions(left).isdisjoint(self._dimensions(right))

    def _dimensions(self, key: str) -> set[str]:
        return {self.dimension(name) for name in (key, *self.covers.get(key, ()))}

    def same(self, left: str, right: str) -> bool:
        """Whether two units mean the same, or one of them is empty or a general word for the other."""
        if left == right or not left or not right:
            return True
        return right in self.covers.get(left, ()) or left in self.covers.get(right, ()) or _TWINS.get(left) == right

    def convert(self, value: float, left: str, right: str) -> tuple[float, ...]:
        """``value`` in unit ``right``, if both measure the same; a temperature both as a point and as a difference."""
        if left in _MINOR and right not in _MINOR and self.dimension(right) == MONEY:
            return (value / 100,)
        if right in _MINOR and left not in _MINOR and self.dimension(left) == MONEY:
            return (value * 100,)
        found: list[float] = []
        for one in self._measures(left):
            for two in self._measures(right):
                dimension, factor, offset = self.factors[one]
                other, divisor, zero = self.factors[two]
                if dimension == other:
                    found.append((value * factor + offset - zero) / divisor)
                    if offset != zero:
                        found.append(value * factor / divisor)
        return tuple(found)

    def _measures(self, key: str) -> tuple[str, ...]:
        """The unit itself, or the measures that a general word (pound) may stand for."""
        if key in self.factors:
            return (key,)
        return tuple(sorted(name for name in self.covers.get(key, ()) if name in self.factors))


_MINOR = frozenset(("cent", "penny", "rappen"))
_SHARES = frozenset(("%", "pp", "‰"))
_TWINS = {
    "°C": "deg", "deg": "°C", "°F": "deg", "t": "ton", "ton": "t", "Nm3": "m3", "m3": "Nm3",
    "mbar": "hPa", "hPa": "mbar", "nm": "nmi", "nmi": "nm",
}  # fmt: skip
"""Units that are the same, or are written alike (nm is a nanometre or a nautical mile)."""


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
