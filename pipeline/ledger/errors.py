"""What can be wrong with a ledger, in words for whoever runs it. Each says what to do."""

from __future__ import annotations

from ..errors import WortlautError


class LedgerError(WortlautError):
    """The ledger cannot be used."""


class LedgerBusy(LedgerError):
    """Another process holds the ledger for longer than one waits."""


class LedgerFull(LedgerError):
    """There is no room left, or the disk fails."""


class LedgerDenied(LedgerError):
    """The operating system or the server does not let this process in: permission, user, password."""


class LedgerGone(LedgerError):
    """The server does not answer, or no longer."""


class NoSuchPlace(LedgerError):
    """A list is to be gone on with at a place that it does not have."""


class NotALedger(LedgerError):
    """A file or database that is something else, or that is damaged."""


class NewerLedger(LedgerError):
    """A ledger that a newer version of this program has made or brought up to date."""


class Overtaken(LedgerError):
    """Somebody has changed an item's record while the next one was made with the decisions on it."""


class Unreadable(LedgerError):
    """Something in the ledger that this version cannot read: written by a newer one on another machine, or damaged."""
