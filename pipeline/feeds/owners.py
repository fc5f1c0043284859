"""The names by which processes hold work in the ledger, and what becomes of the work of those that were killed."""

from __future__ import annotations

import os
import platform
import sys
from datetime import datetime

from ..ledger import Ledger

_LOOKED_AT = 200
"""Runs, the newest first, among which those are looked for that never ended."""


def owner(run: str, host: str = "", pid: int = 0) -> str:
    """The name of a run's process; of this one, unless host and process id are given."""
    return f"{host or platform.node()}/{pid or os.getpid()}/{run}"


def bury(ledger: Ledger, now: datetime) -> int:
    """Give back what processes of this machine held that are no more; returns how many versions that are.

    The leases would run out by themselves, but only after a quarter of an hour, and a night that is begun again at once
    would leave those articles to the next one. Each keeps the attempt: an article that ends its process is told by it.
    """
    back = 0
    for run in ledger.runs(_LOOKED_AT):
        if run.ended is None and run.host == platform.node() and _gone(run.pid):
            back += ledger.release(owner(run.id, run.host, run.pid), died=True)
            ledger.end_run(run.id, now, interrupted=True)
    return back


def _gone(pid: int) -> bool:
    """Whether there is certainly no such process besides this one, which has just begun."""
    if pid == os.getpid():
        return True
    if sys.platform == "win32":
        return False  # there asking would end it
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False
