"""Fetching a model from the hub into the folder that :mod:`.store` keeps: whole, checked, converted, or not at all.

The hub's own client finds out what there is; the files come over plain HTTP, since the client begins a download that
was broken off by the end of the process anew. Files under way lie in ``CACHE/models/<id>/.part-<commit>/``.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import re
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import ModelError
from . import hub, store
from .catalogue import KnownModel
from .convert import convert
from .folder import PICKLED_WEIGHTS, SAFE_INDEX, SAFE_WEIGHTS, SMALL_FILES, missing_files, sha256_of, tensor_digest
from .store import Origin

CONVERTER = "SFconvertbot"
"""The hub's own account that offers safetensors for old models, as pull requests ``refs/pr/N``."""
TRIES = 5
"""Attempts in a row that may bring nothing before a download is given up for this time."""
PAUSE = 1.0
"""Seconds between two attempts."""
TELL_EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal for a bar."""
_CHUNK = 1 << 20
_TIMEOUT = 20.0
"""Seconds of silence after which a connection counts as broken."""
_PARTS = "model-*.safetensors"


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a commit, as the hub describes it."""

    name: str
    commit: str
    size: int
    sha256: str
    """Of a file in the hub's large file storage, else empty."""
    blob: str
    """Git's name for any other file: sha1 over a header and the content."""


def fetch(
    model_id: str, revision: str, *, known: KnownModel | None = None, pickled: bool = False, say: Callable[[str], None]
) -> Path:
    """Fetch a model's files and return the folder that is kept of it. What had arrived before is not asked for again.

    Weights are taken in this order: safetensors of the commit; safetensors that the hub's converter offers for it, if
    the catalogue knows the digest of the tensors and theirs is the same; the pickled file, for models of the catalogue
    or where ``pickled`` allows it. A pickled file is held against its sum, converted, and deleted.

    Args:
        revision: commit, branch or tag; empty is the hub's current one.
        known: the model's row in the catalogue.
        pickled: also accept ``pytorch_model.bin`` of a model outside the catalogue.
        say: told what is fetched, how much, under which licence and where to, before it begins.

    Raises:
        ModelError: not there, no way to it, no space, a wrong sum, or no weights that may be used.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

    where = hub.endpoint()
    if reason := hub.unreachable(where):
        raise ModelError(
            f"{model_id} is not here and the model hub {where} cannot be reached ({reason}): connect this machine once "
            f"and run `wortlaut models pull {known.name if known else model_id}`, or bring the model from another "
            "machine with `wortlaut models export` and `wortlaut models import`."
        )
    api = HfApi(endpoint=where)
    try:
        info = api.model_info(model_id, revision=revision or None, timeout=_TIMEOUT, files_metadata=True)
        folder = _Fetch(api, model_id, info, known, pickled, say).folder()
        store.note(model_id, revision, folder.name)
    except GatedRepoError as error:
        raise ModelError(
            f"{model_id}: the publisher asks for consent first; give it on {where}/{model_id} and log in with "
            "`hf auth login`."
        ) from error
    except RevisionNotFoundError as error:
        pinned = " (pinned in configs/models.toml)" if known and known.revision == revision else ""
        raise ModelError(
            f"{model_id}: the hub {where} has no revision {revision!r}{pinned}. Set `revision` under [translate] to "
            "one that it has."
        ) from error
    except RepositoryNotFoundError as error:
        raise ModelError(
            f"{model_id}: the hub {where} knows no such model. `wortlaut models list` shows the known ones."
        ) from error
    except HfHubHTTPError as error:
        if error.response is not None and error.response.status_code == 429:
            raise ModelError(
                f"{model_id}: the hub {where} asks to wait (too many requests, status 429). Run the same command again "
                "in some minutes, or log in with `hf auth login` for a higher limit."
            ) from error
        raise ModelError(_broken_off(model_id, where, error)) from error
    except Exception as error:
        if not _of_the_network(error):
            raise
        raise ModelError(_broken_off(model_id, where, error)) from error
    return folder


class _Fetch:
    """One model at one commit on its way."""

    def __init__(
        self, api: Any, model_id: str, info: Any, known: KnownModel | None, pickled: bool, say: Callable[[str], None]
    ) -> None:
        if not info.sha or not store.COMMIT.fullmatch(info.sha):
            raise ModelError(f"{model_id}: the hub {hub.endpoint()} names no commit for it.")
        self._api, self._id, self._info, self._known, self._pickled, self._say = (
            api, model_id, info, known, pickled, say,
        )  # fmt: skip
        self._files = _remote_files(info)
        self._target = store.place(model_id, info.sha)
        self._part = self._target.with_name(f".part-{info.sha}")

    def folder(self) -> Path:
        """Fetch, check, convert, keep."""
        from filelock import FileLock, Timeout
        from huggingface_hub.errors import HfHubHTTPError

        if "config.json" not in self._files:
            raise ModelError(
                f"{self._id}: there is no config.json at {hub.endpoint()}; this is no model for transformers."
            )
        weights, source = self._weights()
        try:
            self._part.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._part.with_suffix(".lock"))
            try:
                lock.acquire(timeout=0)
            except Timeout:
                self._say(f"Another process is fetching {self._id}; waiting for it ...")
                lock.acquire()
            try:
                if (self._target / store.ORIGIN_FILE).is_file():
                    return self._target
                return self._all(weights, source)
            finally:
                lock.release()
        except HfHubHTTPError:  # an OSError as well
            raise
        except OSError as error:
            raise ModelError(store.unwritable(self._part, error)) from error

    def _weights(self) -> tuple[tuple[RemoteFile, ...], str]:
        """The weights files to take, and where they come from."""
        where, files = hub.endpoint(), self._files
        if SAFE_WEIGHTS in files:
            return (files[SAFE_WEIGHTS],), where
        if SAFE_INDEX in files:
            names = sorted(name for name in files if fnmatch.fnmatchcase(name, _PARTS))
            return (files[SAFE_INDEX], *(files[name] for name in names)), where
        if self._known is not None and self._known.tensors and (offer := self._offered()) is not None:
            return (offer[0],), f"{where} {offer[1]}"
        if PICKLED_WEIGHTS not in files:
            raise ModelError(
                f"{self._id}: it has neither {SAFE_WEIGHTS} nor {PICKLED_WEIGHTS}; other formats are not read."
            )
        if self._known is None and not self._pickled:
            raise ModelError(hub.no_safetensors(self._id))
        return (files[PICKLED_WEIGHTS],), where

    def _offered(self) -> tuple[RemoteFile, str] | None:
        """Safetensors in a pull request of the hub's converter, the newest first; None if it has made none."""
        from huggingface_hub.errors import HfHubHTTPError

        try:
            requests = self._api.get_repo_discussions(self._id, author=CONVERTER, discussion_type="pull_request")
            for request in sorted(requests, key=lambda r: -r.num):
                if request.author != CONVERTER:
                    continue
                reference = f"refs/pr/{request.num}"
                info = self._api.model_info(self._id, revision=reference, files_metadata=True, timeout=_TIMEOUT)
                if (found := _remote_files(info).get(SAFE_WEIGHTS)) is not None:
                    return found, reference
        except HfHubHTTPError:
            return None  # a mirror without pull requests: the pickled file will do
        return None

    def _all(self, weights: tuple[RemoteFile, ...], source: str) -> Path:
        small = [f for n, f in self._files.items() if any(fnmatch.fnmatchcase(n, p) for p in SMALL_FILES)]
        wanted = [*small, *weights]
        left = sum(file.size - _arrived(self._part / file.name) for file in wanted)
        self._say(self._announcement(sum(file.size for file in wanted), left))
        self._room_for(left + (weights[0].size if weights[0].name == PICKLED_WEIGHTS else 0))
        pinned = self._known.weights if self._known and self._known.revision in {"", self._info.sha} else {}
        for file in wanted:
            expected = pinned.get(file.name, "") or file.sha256
            self._one(file, expected, "catalogue" if file.name in pinned else "hub")
        first = self._part / weights[0].name
        digest = sha256_of(first)
        basis = "catalogue" if pinned.get(first.name) else "hub" if weights[0].sha256 else ""
        origin = Origin(self._id, self._info.sha, source, first.name, digest, basis)
        if weights[0].commit != self._info.sha:
            assert self._known is not None
            if tensor_digest((first,)) != self._known.tensors:
                self._say(
                    f"{self._id}: the safetensors offered as {source.split()[-1]} hold other weights and are not used."
                )
                first.unlink()
                self._known = replace(self._known, tensors="")
                return self._all(*self._weights())
            origin = replace(origin, basis="catalogue")
        if first.name == PICKLED_WEIGHTS:
            self._say(f"Converting {first.name} of {self._id} to safetensors, once ...")
            converter = convert(first, expected=digest, basis=basis, target=self._part / SAFE_WEIGHTS)
            first.unlink()
            origin = replace(origin, converted=store.now(), converter=converter)
        if missing := missing_files(self._part):
            raise ModelError(
                f"{self._id}: the hub {hub.endpoint()} has no {', '.join(missing)} at {self._info.sha}; it cannot be "
                "used as a model."
            )
        store.finish(self._part, self._target, origin)
        return self._target

    def _announcement(self, size: int, left: int) -> str:
        card = getattr(self._info.card_data, "license", None)
        licence = self._known.licence if self._known else str(card or "none stated")
        amount = _amount(size) if left == size else f"{_amount(size)}, of which {_amount(size - left)} are here"
        return (
            f"Fetching {self._id} at {self._info.sha[:12]}, once: {amount}; licence: {licence}; from {hub.endpoint()} "
            f"to {self._target.parent}"
        )

    def _room_for(self, size: int) -> None:
        free = shutil.disk_usage(self._part).free
        if free < size:
            raise ModelError(
                f"{_amount(size)} are needed in {self._target.parent}, {_amount(free)} are free. Make room or set "
                "WORTLAUT_CACHE to a folder on another disk."
            )

    def _one(self, file: RemoteFile, expected: str, basis: str) -> None:
        """Bring one file whole and right into the folder.

        Raises:
            ModelError: what came has another sum; it is removed.
        """
        path = self._part / file.name
        if not path.is_file():
            under_way = path.with_name(path.name + ".incomplete")
            self._stream(file, under_way)
            problem = _unlike(under_way, file, expected, basis)
            if problem:
                under_way.unlink()
                raise ModelError(f"{self._id}: {file.name} came with {problem}. It was removed; run the command again.")
            under_way.rename(path)

    def _stream(self, file: RemoteFile, path: Path) -> None:
        """Append what is missing of a file, in as many attempts as bring something."""
        from huggingface_hub import hf_hub_url
        from huggingface_hub.errors import HfHubHTTPError
        from huggingface_hub.utils import (  # type: ignore[attr-defined]
            build_hf_headers,
            get_session,
            hf_raise_for_status,
        )

        url = hf_hub_url(self._id, file.name, revision=file.commit, endpoint=hub.endpoint())
        failed = 0
        with _Progress(file, _arrived(path), self._say) as progress, path.open("ab") as out:
            while (have := out.tell()) < file.size:
                headers = build_hf_headers() | ({"Range": f"bytes={have}-"} if have else {})
                # A range counts bytes of the file as it is, not of a packed form.
                headers["Accept-Encoding"] = "identity"
                try:
                    with get_session().stream(
                        "GET", url, headers=headers, follow_redirects=True, timeout=_TIMEOUT
                    ) as answer:
                        hf_raise_for_status(answer)
                        if have and answer.status_code == 200:  # a server that knows no ranges begins anew
                            out.truncate(0)
                            progress.at(0)
                        for chunk in answer.iter_bytes(_CHUNK):
                            out.write(chunk)
                            progress.at(out.tell())
                except Exception as error:
                    busy = isinstance(error, HfHubHTTPError) and error.response.status_code >= 500
                    if not busy and (isinstance(error, OSError) or not _of_the_network(error)):
                        raise
                    out.flush()
                    failed = 0 if out.tell() > have else failed + 1
                    if failed >= TRIES:
                        raise
                    time.sleep(PAUSE)
                else:
                    if out.tell() > file.size or out.tell() == have:
                        return  # more or less than was said: the sum will tell


class _Progress:
    """A bar with rate and time left on a terminal, a line now and then in a log; nothing for small files."""

    def __init__(self, file: RemoteFile, start: int, say: Callable[[str], None]) -> None:
        self._file, self._start, self._say = file, start, say
        self._bar: Any = None
        self._begun = self._told = time.monotonic()
        if file.size > 10 * _CHUNK and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=file.size, initial=start, unit="B", unit_scale=True, desc=file.name)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *arguments: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def at(self, position: int) -> None:
        """So many bytes are here."""
        if self._bar is not None:
            self._bar.update(position - self._bar.n)
            return
        now = time.monotonic()
        if self._file.size > 10 * _CHUNK and now - self._told >= TELL_EVERY:
            self._told = now
            rate = max(position - self._start, 1) / max(now - self._begun, 1e-6)
            left = (self._file.size - position) / rate
            share = f"{position / 1e6:,.0f} of {_amount(self._file.size)}"
            self._say(f"{self._file.name}: {share}, {rate / 1e6:,.1f} MB/s, {left:,.0f} s left")


def _remote_files(info: Any) -> dict[str, RemoteFile]:
    """The files of a commit by name; what lies in folders of the repository is no part of a model."""
    return {
        file.rfilename: RemoteFile(
            file.rfilename, info.sha, int(file.size or 0), file.lfs.sha256 if file.lfs else "", _git(file.blob_id)
        )
        for file in info.siblings or ()
        if Path(file.rfilename).name == file.rfilename and file.rfilename not in {store.ORIGIN_FILE, ".", ".."}
    }


def _git(blob: str | None) -> str:
    """Git's sum, or empty where a mirror has something else in its place."""
    return blob if blob and re.fullmatch(r"[0-9a-f]{40}", blob) else ""


def _unlike(path: Path, file: RemoteFile, expected: str, basis: str) -> str:
    """How a file that came differs from what it should be, or an empty text."""
    if expected:
        found = sha256_of(path)
        return "" if found == expected else f"sha256 {found}, expected {expected} ({basis})"
    if file.blob:
        content = path.read_bytes()
        found = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
        return "" if found == file.blob else f"git's sum {found}, expected {file.blob} (hub)"
    size = path.stat().st_size
    return "" if size == file.size else f"{size} bytes, expected {file.size} (hub)"


def _arrived(path: Path) -> int:
    """Bytes of a file that are here, whole or under way."""
    for candidate in (path, path.with_name(path.name + ".incomplete")):
        if candidate.is_file():
            return candidate.stat().st_size
    return 0


def _amount(size: int) -> str:
    return f"{size / 1e6:,.0f} MB" if size >= 1e6 else f"{size / 1e3:,.0f} kB"


def _of_the_network(error: Exception) -> bool:
    """Whether this is the world's fault. The client's HTTP library is httpx in one version and httpx2 in another."""
    from_http = type(error).__module__.partition(".")[0].startswith("httpx")
    return from_http or isinstance(error, (OSError, json.JSONDecodeError))


def _broken_off(model: str, where: str, error: Exception) -> str:
    return (
        f"{model}: the download from {where} broke off ({error}). Run the same command again: it goes on where it "
        "stopped."
    )
