"""The checker is loaded and has checked something before the first editor needs it: that takes a second or two."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal

from ..check import Checker
from ..errors import WortlautError, unexpected
from ..names.memory import Memory
from ..render.text import one_line

State = Literal["loading", "ready", "failed"]
_PAIRS = (
    ("Brand in Kiew: 14 Menschen verletzt", "Fire in Kyiv injures 14 people"),
    (
        "Der Sprecher Arne Holtkamp (47) von der Deutschen Bahn sagte am Montag, 3. Mai 2027, um 15.10 Uhr in Brüssel, "
        "mindestens 2,5 Millionen Euro und 30 Prozent der 1.200 Kilometer seien betroffen.",
        "Spokesman Arne Holtkamp, 47, of Deutsche Bahn said in Brussels at 3:10 p.m. on Monday, 3 May 2027, that at "
        "least 2.5 million euros and 30 percent of the 1,200 kilometres were affected wronggly.",
    ),
)
"""Invented; with something of every kind, so that every table is read: also that of English words."""


class Warm:
    """Warms a checker up, in a thread of its own.

    Args:
        checker: gives it, loading it when first asked.
        warn: told why it cannot be loaded.
    """

    def __init__(self, checker: Callable[[], Checker], warn: Callable[[str], None] = lambda _: None) -> None:
        self._checker = checker
        self._warn = warn
        self._state: State = "loading"
        self._thread = threading.Thread(target=self.run, name="checker", daemon=True)

    @property
    def state(self) -> State:
        """How far it is: what a health check shows. The desk works before it is ready; its first check only waits."""
        return self._state

    def begin(self) -> None:
        """In the background."""
        self._thread.start()

    def run(self) -> None:
        """Here and now."""
        try:
            checker, memory = self._checker(), Memory()
            for source, target in _PAIRS:
                checker.compare(source, target, memory=memory)
            checker.compare(_PAIRS[1][1], _PAIRS[1][1], ("en", "en"), "target")
            self._state = "ready"
        except Exception as error:
            self._state = "failed"
            said = str(error) if isinstance(error, WortlautError) else unexpected(error)
            self._warn(f"nothing can be checked at present: {one_line(said)}")
