"""Training lines made by rule: carrier sentences filled with random quantities, dates, times and names.

Large numbers are rare in real text, and a small model that has not often enough seen 30.000 become 30,000 guesses. So
are most of the names that English has in another form: Ägäis became Egypt.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from .. import resources
from ..carriers import Pair, filled, slots
from ..errors import TableError

_EXONYMS = frozenset({"exonym", "city", "nation"})
"""Slots that are filled with names which English has in another form."""


def carriers() -> list[Pair]:
    """The carrier sentences, German and English.

    Raises:
        TableError: a line without exactly one tab, or whose slots differ between the languages.
    """
    path = resources.tables() / "training_carriers.tsv"
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) != 2 or sorted(slots(fields[0])) != sorted(slots(fields[1])):
            raise TableError(f"{path}, line {number}: the German and the English side must have the same slots.")
        pairs.append((fields[0], fields[1]))
    return pairs


def generate(count: int, seed: int, *, exonyms: bool = False) -> Iterator[Pair]:
    """``count`` pairs, the same for the same seed.

    Args:
        exonyms: of the carriers for names that English has in another form, instead of all others.
    """
    rng = random.Random(seed)  # noqa: S311 - text, not secrets
    sentences = [pair for pair in carriers() if exonyms != _EXONYMS.isdisjoint(kind for kind, _ in slots(pair[0]))]
    for _ in range(count):
        yield filled(*rng.choice(sentences), rng)
