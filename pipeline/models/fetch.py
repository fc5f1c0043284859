"""Fetch a model from the hub into the folder that :mod:`.store` keeps: complete, checked, converted, or not at all.

The hub's own client finds out what there is; the files come over plain HTTP, since the client restarts a download that
was cut off with its process. Partial files are kept in ``CACHE/models/<id>/.part-<commit>/``.
"""

from __future__ import annotations

import fnmatch
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..errors import ModelError
from . import hub, store
from .catalogue import KnownModel
from .convert import RefusedError, convert
from .download import SILENCE, RemoteFile, amount, arrived, bring, of_the_network
from .folder import PICKLED_WEIGHTS, SAFE_INDEX, SAFE_WEIGHTS, SMALL_FILES, missing_files, sha256_of, tensor_digest
from .store import Origin

CONVERTER = "SFconvertbot"
"""The hub's own account that offers safetensors for old models, as pull requests ``refs/pr/N``."""
_PARTS = "model-*.safetensors"


def fetch(
    model_id: str,
    revision: str,
    *,
    known: KnownModel | None = None,
    pickled: bool = False,
    anew: bool = False,
    say: Callable[[str], None],
) -> Path:
    """Fetch a model's files and return the folder in which it is kept. What has already arrived is not fetched again.

    Weights are chosen in this order: safetensors of the commit; safetensors that the hub's converter offers for it, if
    the catalogue has the digest of the tensors and theirs is the same; the pickled file, for models in the catalogue
    or if ``pickled`` allows it. A pickled file is checked against its sum, converted, and deleted.

    Args:
        revision: commit, branch or tag; empty is the hub's current one.
        known: the model's row in the catalogue.
        pickled: also accept ``pytorch_model.bin`` of a model outside the catalogue.
        anew: replace the kept folder, which is not as it should be.
        say: told what will be fetched, its size, its licence and where it goes, before it begins.

    Raises:
        ModelError: no such model, hub unreachable, no space, a wrong sum, or no weights that may be used.
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
        info = api.model_info(model_id, revision=revision or None, timeout=SILENCE, files_metadata=True)
        if store.COMMIT.fullmatch(revision) and info.sha != revision:
            raise ModelError(
                f"{model_id}: the hub {where} was asked for commit {revision} and answered with {info.sha}. Do not "
                "trust it; take another HF_ENDPOINT."
            )
        folder = _Fetch(api, model_id, info, known, pickled, anew, say).folder()
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
        raise ModelError(_refusal(model_id, where, error)) from error
    except Exception as error:
        if not of_the_network(error):
            raise
        raise ModelError(_broken_off(model_id, where, str(error))) from error
    store.note(model_id, revision, folder.name)
    return folder


class _Fetch:
    """One model at one commit, being fetched."""

    def __init__(
        self,
        api: Any,
        model_id: str,
        info: Any,
        known: KnownModel | None,
        pickled: bool,
        anew: bool,
        say: Callable[[str], None],
    ) -> None:
        if not info.sha or not store.COMMIT.fullmatch(info.sha):
            raise ModelError(f"{model_id}: the hub {hub.endpoint()} names no commit for it.")
        self._api, self._id, self._info, self._known, self._pickled, self._anew, self._say = (
            api, model_id, info, known, pickled, anew, say,
        )  # fmt: skip
        self._files = _remote_files(info)
        self._small = [f for n, f in self._files.items() if any(fnmatch.fnmatchcase(n, p) for p in SMALL_FILES)]
        self._pinned = known.weights if known and known.revision in {"", info.sha} else {}
        self._target = store.place(model_id, info.sha)
        self._part = self._target.with_name(f".part-{info.sha}")

    def folder(self) -> Path:
        """Fetch, check, convert, keep."""
        from filelock import FileLock, Timeout
        from huggingface_hub.errors import HfHubHTTPError

        if not self._anew and (self._target / store.ORIGIN_FILE).is_file():
            return self._target
        if "config.json" not in self._files:
            raise ModelError(
                f"{self._id}: there is no config.json at {hub.endpoint()}; this is not a model for transformers."
            )
        weights = self._weights()
        try:
            self._part.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._part.with_suffix(".lock"))
            try:
                lock.acquire(timeout=0)
            except Timeout:
                self._say(f"Another process is fetching {self._id}; waiting for it ...")
                lock.acquire()
                self._anew = False  # what the other process made is new
            try:
                if not self._anew and (self._target / store.ORIGIN_FILE).is_file():
                    return self._target
                self._part.mkdir(exist_ok=True)
                self._all(weights)
            finally:
                lock.release()
        except HfHubHTTPError:  # also an OSError
            raise
        except OSError as error:
            raise ModelError(store.unwritable(self._part, error)) from error
        return self._target

    def _weights(self) -> tuple[RemoteFile, ...]:
        """The weights files of the commit to use, safetensors if there are any."""
        files = self._files
        if SAFE_WEIGHTS in files:
            return (files[SAFE_WEIGHTS],)
        if SAFE_INDEX in files:
            names = sorted(name for name in files if fnmatch.fnmatchcase(name, _PARTS))
            return (*(files[name] for name in names), files[SAFE_INDEX])
        if PICKLED_WEIGHTS not in files:
            raise ModelError(
                f"{self._id}: it has neither {SAFE_WEIGHTS} nor {PICKLED_WEIGHTS}; other formats are not read."
            )
        if self._known is None and not self._pickled:
            raise ModelError(hub.no_safetensors(self._id))
        return (files[PICKLED_WEIGHTS],)

    def _all(self, weights: tuple[RemoteFile, ...]) -> None:
        pickled = weights[0].name == PICKLED_WEIGHTS
        offer = self._offered() if pickled and self._known is not None and self._known.tensors else None
        self._announce([*self._small, *((offer[0],) if offer else weights)], room=2 if pickled else 1)
        for file in self._small:
            self._one(file)
        lacking = [name for name in missing_files(self._part) if name != SAFE_WEIGHTS]
        if lacking:
            raise ModelError(
                f"{self._id}: the hub {hub.endpoint()} has no {', '.join(lacking)} at {self._info.sha}; it cannot be "
                "used as a model."
            )
        kept = self._take_offer(*offer) if offer else None
        if kept is None:
            for file in weights:
                self._one(file)
            kept = self._converted(weights[0]) if pickled else self._as_they_are(weights)
        names, origin = kept
        made = Path(tempfile.mkdtemp(prefix=".tmp-", dir=self._target.parent))
        try:
            for name in (*(file.name for file in self._small), *names):
                (self._part / name).replace(made / name)
            store.finish(made, self._target, origin, anew=self._anew)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(self._part, ignore_errors=True)

    def _offered(self) -> tuple[RemoteFile, str] | None:
        """Safetensors in a pull request by the hub's converter, newest first; None if it has made none."""
        from huggingface_hub.errors import HfHubHTTPError

        try:
            requests = self._api.get_repo_discussions(self._id, author=CONVERTER, discussion_type="pull_request")
            for request in sorted(requests, key=lambda r: -r.num):
                if request.author != CONVERTER:
                    continue
                reference = f"refs/pr/{request.num}"
                info = self._api.model_info(self._id, revision=reference, files_metadata=True, timeout=SILENCE)
                if (found := _remote_files(info).get(SAFE_WEIGHTS)) is not None:
                    return found, reference
        except HfHubHTTPError:
            return None  # a mirror without pull requests: the pickled file will do
        return None

    def _take_offer(self, file: RemoteFile, reference: str) -> tuple[list[str], Origin] | None:
        """The converter's safetensors, if their tensors are those in the catalogue."""
        assert self._known is not None
        path = self._part / file.name
        try:
            self._one(file)
            if tensor_digest((path,)) == self._known.tensors:
                source = f"{hub.endpoint()} {reference}"
                return [file.name], Origin(self._id, self._info.sha, source, file.name, sha256_of(path), "catalogue")
        except ModelError as error:
            self._say(str(error))
        path.unlink(missing_ok=True)
        self._say(f"{self._id}: the safetensors offered as {reference} are not the known weights and are not used.")
        return None

    def _as_they_are(self, weights: tuple[RemoteFile, ...]) -> tuple[list[str], Origin]:
        first = weights[0]
        digest = sha256_of(self._part / first.name)
        return [file.name for file in weights], Origin(
            self._id, self._info.sha, hub.endpoint(), first.name, digest, self._basis(first)
        )

    def _converted(self, file: RemoteFile) -> tuple[list[str], Origin]:
        pickle = self._part / file.name
        self._say(f"Converting {file.name} of {self._id} to safetensors, once ...")
        expected = self._pinned.get(file.name) or file.sha256
        try:
            digest, converter = convert(
                pickle, expected=expected, basis=self._basis(file), target=self._part / SAFE_WEIGHTS
            )
        except RefusedError:
            pickle.unlink()
            raise
        pickle.unlink()
        origin = Origin(
            self._id, self._info.sha, hub.endpoint(), file.name, digest, self._basis(file), store.now(), converter
        )
        return [SAFE_WEIGHTS], origin

    def _basis(self, file: RemoteFile) -> str:
        """Who vouches for a file's content."""
        return "catalogue" if file.name in self._pinned else "hub" if file.sha256 else ""

    def _announce(self, files: list[RemoteFile], room: int) -> None:
        """Announce the download; refuse it if there is no room for it, counting the weights ``room`` times."""
        card = getattr(self._info.card_data, "license", None)
        licence = self._known.licence if self._known else str(card or "none stated")
        size = sum(file.size or 0 for file in files)
        left = sum(max((file.size or 0) - arrived(self._part / file.name), 0) for file in files)
        much = amount(size) if left == size else f"{amount(size)}, of which {amount(size - left)} already here"
        self._say(
            f"Fetching {self._id} at {self._info.sha[:12]}, once: {much}; licence: {licence}; from {hub.endpoint()} "
            f"to {self._target.parent}"
        )
        needed = left + (room - 1) * (files[-1].size or 0)
        free = shutil.disk_usage(self._part).free
        if free < needed:
            raise ModelError(
                f"{amount(needed)} are needed in {self._target.parent}, {amount(free)} are free. Make room or set "
                "WORTLAUT_CACHE to a folder on another disk."
            )

    def _one(self, file: RemoteFile) -> None:
        """Download one file into the folder, complete and checked. One already there is checked as well.

        Raises:
            ModelError: it has another sum; it is removed.
        """
        expected = self._pinned.get(file.name) or file.sha256
        if problem := bring(file, self._id, self._part, expected, self._basis(file), self._say):
            raise ModelError(f"{self._id}: {file.name} came with {problem}. It was removed; run the command again.")


def _remote_files(info: Any) -> dict[str, RemoteFile]:
    """The files of a commit by name; files in subfolders of the repository are not part of a model."""
    return {
        file.rfilename: RemoteFile(
            file.rfilename, info.sha, file.size, file.lfs.sha256 if file.lfs else "", _git(file.blob_id)
        )
        for file in info.siblings or ()
        if Path(file.rfilename).name == file.rfilename and file.rfilename not in {store.ORIGIN_FILE, ".", ".."}
    }


def _git(blob: str | None) -> str:
    """Git's sum, or empty if a mirror gives something else in its place."""
    return blob if blob and re.fullmatch(r"[0-9a-f]{40}", blob) else ""


def _refusal(model: str, where: str, error: Any) -> str:
    status = error.response.status_code if error.response is not None else 0
    if status == 429:
        return (
            f"{model}: the hub {where} asks to wait (too many requests, status 429). Run the same command again in "
            "some minutes, or log in with `hf auth login` for a higher limit."
        )
    if status in {401, 403}:
        return (
            f"{model}: the hub {where} refuses the access token of this machine (status {status}). Log in again with "
            "`hf auth login`, or unset HF_TOKEN: public models need none."
        )
    return _broken_off(model, where, " ".join(str(error).split())[:200])


def _broken_off(model: str, where: str, why: str) -> str:
    again = "Run the same command again: it resumes where it stopped."
    return f"{model}: the download from {where} broke off ({why}). {again}"
