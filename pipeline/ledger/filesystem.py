"""Where a ledger in a file can be: on a disk of this machine."""

from __future__ import annotations

from pathlib import Path

from .errors import LedgerDenied, LedgerError

_MOUNTS = Path("/proc/mounts")
_NETWORK = frozenset(
    (
        "9p", "afp", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.ceph", "fuse.glusterfs", "fuse.rclone",
        "fuse.s3fs", "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "orangefs", "panfs", "smb3",
        "smbfs", "vboxsf", "fuse.vmhgfs-fuse", "fuse.davfs2", "fuse.gcsfuse", "fuse.juicefs", "fuse.mount.efs",
    )
)  # fmt: skip
"""Types, as /proc/mounts names them, on which the shared memory and the locks of SQLite's write-ahead log are not kept
(https://www.sqlite.org/wal.html, "WAL does not work over a network filesystem")."""


def prepare(path: Path, create: bool) -> None:
    """Make the folder for a ledger's file, and hold that it can be used.

    Raises:
        LedgerError: there is no ledger and none is to be made, or it would be on a network file system.
        LedgerDenied: the folder cannot be made or written, or there is a folder where the file should be.
    """
    if not create and not path.exists():
        raise LedgerError(f"{path}: there is no ledger. Add a feed first: wortlaut feeds add ADDRESS.")
    kind = network(path)
    if kind:
        raise LedgerError(
            f"{path}: a ledger in a file cannot be on a network file system ({kind}): two machines would damage it. "
            "Choose a folder on a disk of this machine with --ledger, or use PostgreSQL: "
            "--ledger postgresql://USER@HOST/DATABASE."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerDenied(
            f"{path.parent}: cannot be made ({error.strerror}). Choose another with --ledger."
        ) from error
    if path.is_dir():
        raise LedgerDenied(f"{path}: there is a folder where the ledger should be.")


def network(path: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the network file system that the path is on; empty if it is on none, or if that cannot be known."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    where = path.resolve()
    best, kind = Path("/"), ""
    for line in lines:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = Path(_unescaped(parts[1]))
        if where.is_relative_to(point) and len(point.parts) >= len(best.parts):  # the last mount on a point counts
            best, kind = point, parts[2]
    return kind if kind in _NETWORK else ""


def _unescaped(text: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text
