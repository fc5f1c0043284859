"""Models that this program keeps itself: fetched, converted from pickled weights, or imported from another machine.

``CACHE/models/<owner>--<name>/<commit>/`` is a complete model folder: safetensors, configuration, vocabulary,
``origin.json`` (where it came from) and ``SHA256SUMS`` over all of it. A folder is there complete or not at all.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from ..errors import ModelError
from ..machine import cache_dir
from .folder import SAFE_INDEX, SMALL_FILES, write_sums

ORIGIN_FILE = "origin.json"
BASES = frozenset({"catalogue", "hub", "SHA256SUMS"})
"""Who may have vouched for a file."""
COMMIT = re.compile(r"[0-9a-f]{40}")
"""A git commit of a hub."""
_STALE = 3600
"""Seconds after which a temporary folder is taken to be left by a killed process; none lives a quarter as long."""
_STALE_DOWNLOAD = 7 * 86_400
"""The same of a partial download, which the next call goes on with."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a kept model came from."""

    model: str
    """Hub id, or the name of the local folder."""
    revision: str
    """Hub commit, or sha256 of the weights as they came."""
    source: str
    """Address of the hub, or the local folder."""
    file: str
    """Name of the weights file as it came, for instance ``pytorch_model.bin``."""
    sha256: str
    """Of that file."""
    basis: str
    """What that sum was compared with: ``catalogue``, ``hub``, ``SHA256SUMS``, or empty if none was known."""
    converted: str = ""
    """Time of the conversion (ISO 8601, UTC); empty for weights that were safetensors already."""
    converter: str = ""
    """For instance ``torch 2.9.1``."""
    imported: str = ""
    """Folder from which the model was imported; all else here is then the word of whoever exported it."""


def place(model: str, revision: str) -> Path:
    """Where a model with this id and commit is kept, whether or not it exists."""
    return cache_dir() / "models" / model.replace("/", "--") / revision


def find(model: str, revision: str = "") -> Path | None:
    """The kept folder of a model.

    Args:
        revision: commit, or branch or tag under which it was fetched; without one, what was last fetched as the hub's
            current commit, else the newest folder.
    """
    commit = revision if COMMIT.fullmatch(revision) else _noted(model, revision)
    if commit:
        folder = place(model, commit)
        return folder if (folder / ORIGIN_FILE).is_file() else None
    if revision:
        return None
    there = [path for path in place(model, "").glob(f"*/{ORIGIN_FILE}") if COMMIT.fullmatch(path.parent.name)]
    return max(there, key=lambda path: path.stat().st_mtime).parent if there else None


def note(model: str, revision: str, commit: str) -> None:
    """Remember which commit a branch, a tag or the hub's current version (empty) meant when it was fetched.

    Raises:
        ModelError: the cache cannot be written.
    """
    if COMMIT.fullmatch(revision):
        return  # a commit means itself, whatever a hub says
    path = _ref(model, revision)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f".tmp-{os.getpid()}-{path.name}")
        made.write_text(commit + "\n", encoding="utf-8")
        made.replace(path)
    except OSError as error:
        raise ModelError(unwritable(path.parent, error)) from error


def _noted(model: str, revision: str) -> str:
    path = _ref(model, revision)
    commit = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    return commit if COMMIT.fullmatch(commit) else ""


def _ref(model: str, revision: str) -> Path:
    return place(model, "refs") / quote(revision or "main", safe="")


def origin_of(folder: Path) -> Origin | None:
    """What the folder's origin.json says; None if there is none.

    Raises:
        ModelError: it cannot be read.
    """
    path = folder / ORIGIN_FILE
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        origin = Origin(**{field.name: str(data.get(field.name, "")) for field in fields(Origin)})
    except (OSError, ValueError, AttributeError) as error:
        raise ModelError(f"{path} cannot be read ({error}).") from error
    return replace(origin, basis=origin.basis if origin.basis in BASES else "")


def write_origin(folder: Path, origin: Origin) -> None:
    """Write origin.json."""
    (folder / ORIGIN_FILE).write_text(json.dumps(asdict(origin), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def now() -> str:
    """The current time, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def finish(made: Path, target: Path, origin: Origin, *, anew: bool = False) -> None:
    """Turn a folder with all of a model's files into the kept folder ``target``: origin, sums, then the name.

    Two processes may do this at once: the first to finish wins, the other's equally good folder is dropped.

    Args:
        anew: replace what is already kept there, which is not as it should be.
    """
    write_origin(made, origin)
    write_sums(made)
    made.chmod(0o755)
    if anew or (target.exists() and not (target / ORIGIN_FILE).is_file()):
        remove(target)
    try:
        os.replace(made, target)  # noqa: PTH105 - Path.replace says the same; os.replace is named in the docs
    except OSError:
        if not (target / ORIGIN_FILE).is_file():
            raise
        shutil.rmtree(made, ignore_errors=True)


def remove(folder: Path) -> None:
    """Remove a kept folder: out of sight at once, then off the disk."""
    if folder.exists():
        gone = Path(tempfile.mkdtemp(prefix=".tmp-", dir=folder.parent))
        os.replace(folder, gone / folder.name)  # noqa: PTH105
        shutil.rmtree(gone, ignore_errors=True)


def put(target: Path, fill: Callable[[Path], Origin], *, anew: bool = False) -> Path:
    """Make the kept folder ``target`` from what ``fill`` writes into an empty one: all of it appears, or nothing.

    Args:
        anew: see :func:`finish`.

    Raises:
        ModelError: the cache cannot be written. What ``fill`` raises is passed on.
    """
    parent = target.parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        sweep(parent)
        made = Path(tempfile.mkdtemp(prefix=".tmp-", dir=parent))
        try:
            finish(made, target, fill(made), anew=anew)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise ModelError(unwritable(parent, error)) from error
    return target


def copy_small_files(source: Path, target: Path) -> None:
    """Copy what belongs to a model besides its weights, links as the files they point to."""
    for pattern in (*SMALL_FILES, SAFE_INDEX):
        for path in source.glob(pattern):
            if path.is_file():
                shutil.copyfile(path, target / path.name)


def sweep(parent: Path) -> None:
    """Remove what killed conversions and downloads have left beside kept folders."""
    for pattern, age in ((".tmp-*", _STALE), (".part-*/", _STALE_DOWNLOAD)):
        for path in parent.glob(pattern):
            with suppress(OSError):  # somebody else was faster
                if time.time() - path.stat().st_mtime > age:
                    shutil.rmtree(path, ignore_errors=True)


def unwritable(folder: Path, error: OSError) -> str:
    """The message for a model that cannot be kept."""
    return (
        f"The model cannot be kept in {folder} ({error.strerror or error}). Make room or set WORTLAUT_CACHE to a "
        "writable folder."
    )
