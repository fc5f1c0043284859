"""The checker of a ledger: with the glossary file of the settings, and the lines that its desk has added."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from ..check import Checker, load_checker
from ..config import CheckConfig
from ..ledger import Ledger
from ..ledger.desk_values import Rule

Line = tuple[str, str, str, str]
"""German form, English forms separated by ``|``, kind, note."""


def lines_of(rules: Iterable[Rule]) -> tuple[Line, ...]:
    """The lines of the glossary among standing lines, in the order made; of several for a German form the last."""
    lines = (one for one in rules if one.scope == "glossary")
    return tuple({one.source.casefold(): (one.source, one.target, one.kind, one.reason) for one in lines}.values())


class House:
    """Gives the checker, loading it when first asked, and another one once the desk's lines have changed.

    Args:
        settings: with the glossary file.
        ledger: whose desk; none: the file alone.
    """

    def __init__(self, settings: CheckConfig, ledger: Ledger | None = None) -> None:
        self._settings = settings
        self._ledger = ledger
        self._lock = threading.Lock()
        self._made: tuple[tuple[Line, ...], Checker] | None = None

    def __call__(self) -> Checker:
        """The checker as it is to be now; raises as :meth:`now`."""
        return self.now()[1]

    def now(self) -> tuple[tuple[Line, ...], Checker]:
        """The lines that the desk has added, and the checker with them.

        Raises:
            InputError: the glossary file cannot be read.
            TableError: it has a malformed line.
        """
        with self._lock:
            lines = lines_of(self._ledger.desk.standing(scope="glossary")) if self._ledger is not None else ()
            if self._made is None or self._made[0] != lines:
                self._made = lines, load_checker(self._settings, lines)
            return self._made
