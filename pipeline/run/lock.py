"""One process writes to a run folder at a time: a lock of the operating system, and a small file that says whose.

The lock is what counts, and ends with its process however that ends: a file left by one that was killed blocks nobody.
"""

from __future__ import annotations

import errno
import json
import os
import platform
import weakref
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from ..errors import OutputError

LOCK = ".lock"
"""The file in the run folder. It has host, process id and start (UTC, ISO 8601) as JSON, and goes when the run ends."""
_HELD = frozenset((errno.EWOULDBLOCK, errno.EACCES))
_LONGEST = 1_000
"""Bytes of a lock file that are read."""


def claim(owner: object, folder: Path, warn: Callable[[str], None]) -> bool:
    """Take a folder for this process for as long as ``owner`` lives.

    Returns:
        Whether nobody else writes to it. False if that cannot be known (a network folder without locks: ``warn`` is
        told), or if this process has taken it already.

    Raises:
        OutputError: another process has it; the message says which, and since when.
    """
    try:
        import fcntl
    except ImportError:
        return False
    path = folder / LOCK
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:
            _warn(folder, warn)
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            with os.fdopen(handle, "rb") as file:
                said = file.read(_LONGEST)
            if error.errno not in _HELD:
                _warn(folder, warn)
                return False
            pid, text = _owner(said)
            if pid == os.getpid():
                return False
            raise OutputError(
                f"{folder}: another run writes to this folder: {text}. Wait until it has ended, or choose another "
                "folder with --out."
            ) from error
        if _is(path, handle):
            break
        os.close(handle)  # the run that had it has just ended, and has removed the file
    about = {"host": platform.node(), "pid": os.getpid(), "started": datetime.now(UTC).isoformat(timespec="seconds")}
    with suppress(OSError):  # a full disk: without the text the lock is as good
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(about).encode() + b"\n", 0)
    weakref.finalize(owner, _release, path, handle, os.getpid())
    return True


def _release(path: Path, handle: int, pid: int) -> None:
    if os.getpid() == pid:  # not in a copy of the process
        with suppress(OSError):
            if _is(path, handle):
                path.unlink()
    os.close(handle)


def _is(path: Path, handle: int) -> bool:
    """Whether the file of this name is still the one that is open."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _warn(folder: Path, warn: Callable[[str], None]) -> None:
    warn(f"{folder}: this folder cannot be locked. See to it that no other run writes to it at the same time.")


def _owner(said: bytes) -> tuple[int, str]:
    """The process id in a lock file (0 if it has none), and who that is for how long, in words."""
    try:
        about = json.loads(said)
        pid, host, started = int(about["pid"]), str(about["host"])[:100], datetime.fromisoformat(about["started"])
        seconds = int((datetime.now(UTC) - started).total_seconds())
    except (ValueError, LookupError, TypeError):
        return 0, "which process is not known"
    return pid, f"process {pid} on {host or 'an unnamed machine'}, for {_age(seconds)}"


def _age(seconds: int) -> str:
    """A length of time in words, as precise as one wants it: 40 seconds, 3 minutes, 7 hours, 2 days."""
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}s"
    return f"{max(seconds, 0)} second{'' if seconds == 1 else 's'}"
