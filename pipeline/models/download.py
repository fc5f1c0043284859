"""Download one file from the hub: resumed where it stopped, checked against its sum, never left half done.

Files come over plain HTTP, since the hub's own client restarts a download that was cut off with its process.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from . import hub
from .folder import sha256_of

TRIES = 5
"""Fruitless attempts in a row after which a download is abandoned for now."""
PAUSE = 1.0
"""Seconds between two attempts."""
TELL_EVERY = 10.0
"""Seconds between two lines of progress when there is no terminal for a bar."""
SILENCE = 20.0
"""Seconds of silence after which a connection counts as broken."""
_CHUNK = 1 << 20
_WORTH_A_BAR = 10 * _CHUNK
_UNDER_WAY = ".incomplete"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a commit, as the hub describes it."""

    name: str
    commit: str
    size: int | None
    """Bytes; None if the hub (a mirror) does not say."""
    sha256: str
    """Known for a file in the hub's large file storage, else empty."""
    blob: str
    """Git's name for any other file: sha1 over a header and the content."""


def bring(file: RemoteFile, model_id: str, folder: Path, expected: str, basis: str, say: Callable[[str], None]) -> str:
    """Download a file into a folder, complete and checked; one already there is checked against its sum as well.

    Args:
        expected: sha256 that it must have; if empty (unknown), git's sum or the size is checked instead.
        basis: where that sum comes from, for the message.
        say: told from time to time how far a large file has got.

    Returns:
        What was wrong with the file (which is then removed), or an empty text.

    Raises:
        Exception: a network error (:func:`of_the_network`), or OSError from the disk.
    """
    path = folder / file.name
    if path.is_file() and not _unlike(path, file, expected, basis):
        return ""
    path.unlink(missing_ok=True)
    under_way = path.with_name(path.name + _UNDER_WAY)
    _stream(file, model_id, under_way, say)
    if problem := _unlike(under_way, file, expected, basis):
        under_way.unlink()
        return problem
    under_way.rename(path)
    return ""


def _stream(file: RemoteFile, model_id: str, path: Path, say: Callable[[str], None]) -> None:
    """Append the missing part of a file, retrying as long as attempts bring anything."""
    failed = 0
    with _Progress(file, arrived(path), say) as progress, path.open("ab") as out:
        while True:
            have = out.tell()
            if file.size is not None and have >= file.size:
                break
            try:
                _request(file, model_id, have, out, progress)
            except Exception as error:
                if not _passing(error):
                    raise
                out.flush()
                failed = 0 if out.tell() > have else failed + 1
                if failed >= TRIES:
                    raise
                time.sleep(PAUSE)
            else:
                if file.size is None or out.tell() == have:
                    break  # complete, or nothing at all: the sum will tell
        out.flush()
        os.fsync(out.fileno())


def _request(file: RemoteFile, model_id: str, have: int, out: BinaryIO, progress: _Progress) -> None:
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils import (  # type: ignore[attr-defined]
        build_hf_headers,
        get_session,
        hf_raise_for_status,
    )

    url = hf_hub_url(model_id, file.name, revision=file.commit, endpoint=hub.endpoint())
    headers = build_hf_headers() | ({"Range": f"bytes={have}-"} if have else {})
    headers["Accept-Encoding"] = "identity"  # a range counts bytes of the file itself, not of a compressed form
    with get_session().stream("GET", url, headers=headers, follow_redirects=True, timeout=SILENCE) as answer:
        if have and answer.status_code == 416:  # no such range: what we have is not the beginning of this file
            _empty(out)
            return
        hf_raise_for_status(answer)
        if have and answer.status_code == 200:  # a server without ranges starts over
            _empty(out)
            progress.at(0)
        for chunk in answer.iter_bytes(_CHUNK):
            out.write(chunk)
            progress.at(out.tell())
            if file.size is not None and out.tell() > file.size:
                return  # more than announced: the sum will tell


def _empty(out: BinaryIO) -> None:
    out.truncate(0)
    out.seek(0)


class _Progress:
    """A bar with rate and time left on a terminal, an occasional line in a log; nothing for small files."""

    def __init__(self, file: RemoteFile, start: int, say: Callable[[str], None]) -> None:
        self._file, self._start, self._say = file, start, say
        self._bar: Any = None
        self._begun = self._told = time.monotonic()
        self._size = file.size or 0
        if self._size > _WORTH_A_BAR and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=file.size, initial=start, unit="B", unit_scale=True, desc=file.name)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *arguments: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def at(self, position: int) -> None:
        """Record that this many bytes have arrived."""
        if self._bar is not None:
            self._bar.update(position - self._bar.n)
            return
        now = time.monotonic()
        if self._size > _WORTH_A_BAR and now - self._told >= TELL_EVERY:
            self._told = now
            rate = max(position - self._start, 1) / max(now - self._begun, 1e-6)
            left = (self._size - position) / rate
            share = f"{position / 1e6:,.0f} of {amount(self._size)}"
            self._say(f"{self._file.name}: {share}, {rate / 1e6:,.1f} MB/s, {left:,.0f} s left")


def _unlike(path: Path, file: RemoteFile, expected: str, basis: str) -> str:
    """How a downloaded file differs from what it should be, or an empty text."""
    if expected:
        found = sha256_of(path)
        return "" if found == expected else f"sha256 {found}, expected {expected} ({basis})"
    if file.blob:
        content = path.read_bytes()
        found = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        return "" if found == file.blob else f"git's sum {found}, expected {file.blob} (hub)"
    size = path.stat().st_size
    if file.size is None:
        return "" if size else "no bytes at all"
    return "" if size == file.size else f"{size} bytes, expected {file.size} (hub)"


def arrived(path: Path) -> int:
    """Bytes of a file on disk, complete or partial."""
    for candidate in (path, path.with_name(path.name + _UNDER_WAY)):
        if candidate.is_file():
            return candidate.stat().st_size
    return 0


def amount(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"


def _passing(error: Exception) -> bool:
    """Whether another attempt may help: a broken connection, a busy server."""
    from huggingface_hub.errors import HfHubHTTPError

    if isinstance(error, HfHubHTTPError):
        return bool(error.response.status_code >= 500)
    return of_the_network(error)


def of_the_network(error: Exception) -> bool:
    """Whether this is a network error. The client's HTTP library is httpx in one version and httpx2 in another."""
    from_http = type(error).__module__.partition(".")[0].startswith("httpx")
    return from_http or isinstance(error, (ConnectionError, TimeoutError, json.JSONDecodeError))
