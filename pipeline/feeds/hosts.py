"""Hosts that have asked for patience, remembered in the ledger: the next process does not ask them too early."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..ledger import Ledger


class LedgerHosts:
    """A :class:`~pipeline.fetch.HostMemory` in a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def get(self, host: str) -> datetime | None:
        """As the protocol says."""
        return self._ledger.host_not_before(host)

    def set(self, host: str, until: datetime, reason: str) -> None:
        """As the protocol says."""
        self._ledger.host_rests(host, until, reason)
