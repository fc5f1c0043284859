"""What a driver reports, as an error for people, and whether it passes by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote, quote_plus

from sqlalchemy.exc import DBAPIError, IntegrityError

from .errors import LedgerBusy, LedgerDenied, LedgerError, LedgerFull, LedgerGone, NotALedger

Passes = Literal["never", "opened", "always"]
"""Whether to try again: ``opened`` is for a server that has answered before."""


_REFUSED = ("authentication failed", "no password supplied", "not permitted to log in", "no pg_hba.conf entry", "role ")
"""Words of a server that refuses a connection, which comes without a SQLSTATE."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error for people, and whether it passes."""

    error: LedgerError
    passes: Passes


def problem_of(error: DBAPIError, place: str, secret: str = "") -> Problem:
    """What a driver's error means. ``secret`` (a password) is taken out of what it says."""
    original = error.orig
    said = " ".join(str(original).split())[:300]
    for form in {secret, quote(secret, safe=""), quote_plus(secret)} - {""}:
        said = said.replace(form, "***")
    name = str(getattr(original, "sqlite_errorname", "") or "")
    if name or "sqlite" in type(original).__module__:
        return _sqlite(name, said, place)
    return _postgresql(str(getattr(original, "sqlstate", "") or ""), said, place, error)


def _sqlite(name: str, said: str, place: str) -> Problem:
    """From SQLite's result codes (https://www.sqlite.org/rescode.html)."""
    primary = "_".join(name.split("_")[:2])
    if primary in ("SQLITE_BUSY", "SQLITE_LOCKED"):
        return Problem(
            LedgerBusy(f"{place}: another process is writing to the ledger and does not end. Look for one that hangs."),
            "always",
        )
    if primary == "SQLITE_FULL":
        return Problem(
            LedgerFull(f"{place}: the disk is full. Free space, then run again: what is done is kept."), "never"
        )
    if primary == "SQLITE_IOERR":
        return Problem(
            LedgerFull(
                f"{place}: the disk cannot be read or written ({said}). It may be full or failing; see to that, then "
                "run again: what is done is kept."
            ),
            "never",
        )
    if primary in ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_FORMAT"):
        damaged = primary == "SQLITE_CORRUPT"
        return Problem(
            NotALedger(
                f"{place}: the ledger is damaged ({said}). Put back a copy, or rescue what can be read with: "
                f"sqlite3 {place} .recover"
                if damaged
                else f"{place}: this file is no ledger. Choose another with --ledger."
            ),
            "never",
        )
    if primary in ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH"):
        return Problem(
            LedgerDenied(
                f"{place}: the ledger cannot be opened for writing ({said}). Its file, the files beside it and their "
                "folder must belong to whoever runs this."
            ),
            "never",
        )
    return Problem(LedgerError(f"{place}: the ledger cannot be used: {said}"), "never")


def _postgresql(state: str, said: str, place: str, error: DBAPIError) -> Problem:
    """From PostgreSQL's SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html).

    A connection that is not made has none: psycopg gives the server's sentence only.
    """
    if isinstance(error, IntegrityError) and state == "23505":
        return Problem(LedgerBusy(f"{place}: other processes keep entering the same rows: {said}"), "always")
    if state in ("40001", "40P01", "55P03"):
        return Problem(LedgerBusy(f"{place}: other processes keep this one from its rows: {said}"), "always")
    if state[:2] == "28" or (not state and any(words in said for words in _REFUSED)):
        return Problem(
            LedgerDenied(f"{place}: the server refuses user or password. See to the address of the ledger."), "never"
        )
    if state == "42501":
        return Problem(
            LedgerDenied(
                f"{place}: this user may not do that ({said}). It needs its own schema or CREATE on this one."
            ),
            "never",
        )
    if state == "3D000" or (not state and "database" in said and "does not exist" in said):
        return Problem(
            LedgerError(f"{place}: there is no such database. Make it with createdb, then run again."), "never"
        )
    if state in ("53100", "53200"):
        return Problem(LedgerFull(f"{place}: the server has no room left ({said}). What is done is kept."), "never")
    if state == "57P03" or "the database system is" in said:  # starting up, shutting down, in recovery
        return Problem(LedgerGone(f"{place}: the server is starting or stopping."), "always")
    if not state or state[:2] in ("08", "57", "53") or error.connection_invalidated:
        return Problem(
            LedgerGone(
                f"{place}: the server cannot be reached ({said}). See whether it runs and the address is right."
            ),
            "opened",
        )
    return Problem(LedgerError(f"{place}: the ledger cannot be used: {said}"), "never")
