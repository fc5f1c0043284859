"""The model hub, seen with suspicion: is it there, what of a model is already on disk, fetch the rest."""

from __future__ import annotations

import fnmatch
import os
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import ModelError

PATIENCE = 4.0
"""Seconds after which a silent hub counts as unreachable (name lookup included)."""
HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")

_WANTED = (
    "config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "tokenizer.json",
    "source.spm", "target.spm", "vocab.json", "vocab-src.json", "vocab-tgt.json", "merges.txt", "chat_template.jinja",
    "LICENSE*", "README.md",
)  # fmt: skip
SAFE_WEIGHTS = "model.safetensors"
SAFE_INDEX = "model.safetensors.index.json"
PICKLED_WEIGHTS = "pytorch_model.bin"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A model's files on disk: ``folder`` and the commit hash they belong to."""

    folder: Path
    revision: str


def endpoint(environ: Mapping[str, str] = os.environ) -> str:
    """Address of the hub or of the mirror set with ``HF_ENDPOINT``."""
    return environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")


def forced_offline(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the usual variables forbid the hub."""
    return any(
        environ.get(key, "").upper() in {"1", "TRUE", "YES", "ON"} for key in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    )


def unreachable(url: str, patience: float = PATIENCE) -> str | None:
    """Why the hub cannot be reached, or ``None`` if it answers. Returns within ``patience`` seconds whatever happens.

    Any answer below 500 counts: that there is a server is all that is asked. The question runs in a thread of its own,
    since a name lookup heeds no time limit.
    """
    if not url.startswith(("https://", "http://")):
        return f"{url!r} is no web address"
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
    """The model in the hub's own cache on this disk, if it is complete there (a broken-off download is not)."""
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(model_id, "config.json", revision=revision or None)
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    return None if missing_files(folder) else Snapshot(folder, folder.name)


def missing_files(folder: Path) -> tuple[str, ...]:
    """What a model folder lacks to be loaded: configuration, weights, vocabulary."""
    import json

    if not (folder / "config.json").is_file():
        return ("config.json",)
    try:
        architecture = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type", "")
    except (OSError, ValueError, AttributeError):
        return ("a readable config.json",)
    missing = [] if weights_of(folder) else [SAFE_WEIGHTS]
    if architecture == "marian":
        missing += [name for name in ("source.spm", "target.spm", "vocab.json") if not (folder / name).is_file()]
    elif not any(folder.glob("tokenizer.json")) and not any(folder.glob("vocab*")):
        missing.append("a vocabulary (tokenizer.json, vocab.json)")
    return tuple(missing)


def weights_of(folder: Path) -> tuple[Path, ...]:
    """The weights files of a model folder, safetensors if there are any; empty if none is complete."""
    import json

    if (folder / SAFE_WEIGHTS).is_file():
        return (folder / SAFE_WEIGHTS,)
    if (folder / SAFE_INDEX).is_file():
        names = sorted(set(json.loads((folder / SAFE_INDEX).read_text(encoding="utf-8"))["weight_map"].values()))
        parts = tuple(folder / Path(name).name for name in names)
        return parts if all(part.is_file() for part in parts) else ()
    return (folder / PICKLED_WEIGHTS,) if (folder / PICKLED_WEIGHTS).is_file() else ()


def download(model_id: str, revision: str, *, pickled: bool, say: Callable[[str], None]) -> Snapshot:
    """Fetch a model's files into the hub cache. A broken-off download is taken up again; half a file is never used.

    Args:
        pickled: also accept ``pytorch_model.bin`` where the model has no safetensors.

    Raises:
        ModelError: not there, no way to it, no space, or no safetensors.
    """
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

    where = endpoint()
    if reason := unreachable(where):
        raise ModelError(
            f"{model_id}: the model hub {where} cannot be reached ({reason}). Get a connection and try again, set "
            "HF_ENDPOINT to a mirror, or copy the model's folder here and give its path as the translator."
        )
    try:
        info = HfApi(endpoint=where).model_info(model_id, revision=revision or None, timeout=PATIENCE * 4)
        names = {file.rfilename for file in info.siblings or ()}
        if "config.json" not in names:
            raise ModelError(f"{model_id}: there is no config.json at {where}; this is no model for transformers.")
        if SAFE_WEIGHTS in names:
            weights = [SAFE_WEIGHTS]
        elif SAFE_INDEX in names:
            weights = [SAFE_INDEX, "model-*.safetensors"]
        elif PICKLED_WEIGHTS in names and pickled:
            weights = [PICKLED_WEIGHTS]
        else:
            raise ModelError(no_safetensors(model_id))
        say(f"Fetching {model_id} at {(info.sha or 'main')[:12]} from {where} ...")
        patterns = (*_WANTED, *weights)
        # One commit for all files; then the name asked for (a branch) is noted as meaning that commit.
        for name in sorted(n for n in names if any(fnmatch.fnmatchcase(n, pattern) for pattern in patterns)):
            folder = Path(hf_hub_download(model_id, name, revision=info.sha, endpoint=where)).parent
        if revision != info.sha:
            hf_hub_download(model_id, "config.json", revision=revision or "main", endpoint=where)
    except GatedRepoError as error:
        raise ModelError(
            f"{model_id}: the publisher asks for consent first; give it on {where}/{model_id} and log in with "
            "`hf auth login`."
        ) from error
    except RevisionNotFoundError as error:
        raise ModelError(
            f"{model_id}: the hub has no revision {revision!r}. Correct `revision`, or leave it empty."
        ) from error
    except RepositoryNotFoundError as error:
        raise ModelError(
            f"{model_id}: the hub {where} knows no such model. `wortlaut models list` shows the known ones."
        ) from error
    except (HfHubHTTPError, OSError) as error:
        raise ModelError(
            f"{model_id}: the download from {where} broke off ({error}). Run the same command again: it goes on where "
            "it stopped."
        ) from error
    if missing := missing_files(folder):
        raise ModelError(
            f"{model_id}: the download in {folder} lacks {', '.join(missing)}. Run `wortlaut models pull "
            f"{model_id}` again."
        )
    return Snapshot(folder, info.sha or folder.name)


def no_safetensors(model: str) -> str:
    """What to say about a model whose weights come only as a Python pickle."""
    return (
        f"{model}: its weights come only as {PICKLED_WEIGHTS}, a format that can carry program code, and are not "
        "loaded. Use a revision with model.safetensors, or, if you trust the publisher, set `pickled_weights = true` "
        "under [translate]; the file is then read by torch's restricted loader, which runs no code from it."
    )
