"""The model hub: is it reachable, may it be contacted, and what has its own client left on this disk?"""

from __future__ import annotations

import os
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .folder import PICKLED_WEIGHTS, missing_files

PATIENCE = 4.0
"""Seconds after which an unresponsive hub counts as unreachable (name lookup included)."""
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A model's files on disk: ``folder`` and the commit hash they belong to."""

    folder: Path
    revision: str
    sums: Mapping[str, str]
    """File name -> sha256 as the hub states it, as far as known here."""


def endpoint(environ: Mapping[str, str] = os.environ) -> str:
    """Address of the hub or of the mirror set with ``HF_ENDPOINT``."""
    return environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")


def forced_offline(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the usual environment variables forbid contacting the hub."""
    return any(
        environ.get(key, "").upper() in {"1", "TRUE", "YES", "ON"} for key in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    )


def unreachable(url: str, patience: float = PATIENCE) -> str | None:
    """Why the hub cannot be reached, or ``None`` if it answers. Always returns within ``patience`` seconds.

    Any status below 500 counts as an answer: all that matters is that there is a server. The request runs in its own
    thread, since a name lookup ignores time limits.
    """
    if not url.startswith(("https://", "http://")):
        return f"HF_ENDPOINT={url!r} is not a web address beginning with https://"
    outcome: list[str | None] = []

    def ask() -> None:
        request = urllib.request.Request(url + "/api/models?limit=1", headers={"User-Agent": "wortlaut"})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=patience):  # noqa: S310 - scheme checked above
                outcome.append(None)
        except urllib.error.HTTPError as error:
            outcome.append(None if error.code < 500 else f"it answers with status {error.code}")
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
            outcome.append(str(reason) or type(error).__name__)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(patience)
    return outcome[0] if outcome else f"no answer within {patience:g} seconds"


def cached(model_id: str, revision: str = "") -> Snapshot | None:
    """The model in the hub's own cache on this disk, if it is complete there (an interrupted download is not)."""
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(model_id, "config.json", revision=revision or None)
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    if missing_files(folder):
        return None
    return Snapshot(folder, folder.name, {p.name: s for p in folder.iterdir() if (s := blob_sum(p))})


def blob_sum(path: Path) -> str:
    """The sha256 that the hub cache stored a file under, or empty.

    The cache keeps large files as ``blobs/<sha256>`` and links to them: the hub's own word on what the file should be.
    """
    name = path.resolve().name
    return name if path.is_symlink() and len(name) == 64 and set(name) <= set("0123456789abcdef") else ""


def no_safetensors(model: str) -> str:
    """The message for a model outside the catalogue whose weights come only as a Python pickle."""
    return (
        f"{model}: its weights come only as {PICKLED_WEIGHTS}, a format that can carry program code, and the model is "
        "not in the catalogue. Use a revision with model.safetensors, or, if you trust the publisher, say "
        "`wortlaut models pull --pickled-weights` or set `pickled_weights = true` under [translate]: the file is then "
        "converted once, in a separate process."
    )
