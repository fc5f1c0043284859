"""The names by which processes hold work in the ledger, and what becomes of the work of those that were killed."""

from __future__ import annotations

import os
import platform
import sys
from datetime import datetime
from pathlib import Path

from ..ledger import Ledger

_LOOKED_AT = 200
"""Runs, the newest first, among which those are looked for that never ended."""
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc/self/ns/pid")


def machine() -> str:
    """Where this process is, as ``HOST#BOOT.NAMESPACE``: a process id says something only there.

    Containers may have the same host name, on one machine or on several, and each may have a process 1. Where the
    system tells neither boot nor namespace (it is no Linux), the host name is all.
    """
    try:
        boot = _BOOT.read_text(encoding="ascii").strip().replace("-", "")[:12]
        namespace = "".join(filter(str.isdigit, str(_PROCESSES.readlink())))
    except (OSError, ValueError):
        return platform.node()
    return f"{platform.node()[:120]}#{boot}.{namespace}"


def host_of(where: str) -> str:
    """The host name in what :func:`machine` has given: for people."""
    return where.partition("#")[0]


def owner(run: str, where: str = "", pid: int = 0) -> str:
    """The name of a run's process; of this one, unless machine and process id are given."""
    return f"{where or machine()}/{pid or os.getpid()}/{run}"


def bury(ledger: Ledger, now: datetime) -> int:
    """Give back what processes of this machine held that are no more; returns how many versions that are.

    The leases would run out by themselves, but only after a quarter of an hour, and a night that is begun again at once
    would leave those articles to the next one. Each keeps the attempt: an article that ends its process is told by it.
    """
    back = 0
    here = machine()
    for run in ledger.runs(_LOOKED_AT):
        if run.ended is not None:
            continue
        if (run.host == here and _gone(run.pid)) or (ledger.local and _another_boot(run.host, here)):
            back += ledger.release(owner(run.id, run.host, run.pid), died=True)
            ledger.end_run(run.id, now, interrupted=True)
    return back


def _another_boot(where: str, here: str) -> bool:
    """Whether this was before the machine was started anew. Says it only of a ledger on a disk of this machine: there
    are not two machines then, and containers on one have the same boot."""
    return host_of(where) == host_of(here) and "#" in where and where.rpartition(".")[0] != here.rpartition(".")[0]


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
