"""Convert a pickled weights file to safetensors: opened once, by a process that can do nothing else, never again."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

from ..errors import ModelError
from . import store
from .folder import SAFE_WEIGHTS, SMALL_FILES, sha256_of
from .store import Origin

ROOM = 1 << 30
"""Bytes of memory that a conversion may take beyond three times the file's size (one copy as read, one cleaned, one
being written). Measured for the 296 MB of an opus model: see docs/models.md."""
PATIENCE = 600
"""Limit on a conversion, in seconds of processor time and of waiting; a gigabyte takes some ten seconds."""
_KEPT_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR",
                   "OPENBLAS_CORETYPE")  # fmt: skip
"""Variables the child may need to find its libraries; all others, above all tokens, are withheld."""
_TIED_TYPES = ("marian", "bart", "mbart", "pegasus")
"""Architectures whose tied embeddings transformers fills from ``model.shared.weight``."""


class RefusedError(ModelError):
    """A pickled file with a wrong sum, or with more in it than tensors: useless, now and later."""


def convert(pickle: Path, *, expected: str, basis: str, target: Path) -> tuple[str, str]:
    """Write the tensors of a pickled file as safetensors to ``target``.

    The file's sum is computed first, through the same open file that the child then reads, so that what was checked is
    what is read. config.json beside ``target`` says whether equal embeddings are one matrix.

    Args:
        pickle: ``pytorch_model.bin``.
        expected: the sum that the file must have, empty if unknown.
        basis: where that sum comes from, for the message.

    Returns:
        The file's sha256, and what converted it (``torch 2.9.1``).

    Raises:
        RefusedError: the sum is wrong (the file is then not read), or the file holds more than tensors.
        ModelError: it cannot be converted for another reason.
    """
    with pickle.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if expected and digest != expected:
            raise RefusedError(
                f"{pickle} is not the file it should be and was not opened: sha256 {digest}, expected {expected} "
                f"({basis}). Delete it and fetch it again."
            )
        file.seek(0)
        return digest, _unpickle(file, pickle, target)


def converted(pickle: Path, *, model: str, revision: str, expected: str, basis: str, source: str) -> Path:
    """The kept folder with the weights of a model folder's pickled file as safetensors; made on first use.

    Args:
        pickle: ``pytorch_model.bin`` in a model folder; the folder's small files are kept along with the weights.
        model: hub id, or the local folder's name.
        revision: hub commit; empty for a local folder, which is then identified by the sums of its files.
        expected: the sum that the file must have, empty if unknown.
        basis: where that sum comes from, see :class:`.store.Origin`.
        source: address of the hub, or the local folder.

    Raises:
        ModelError: see :func:`convert`; or the disk is full.
    """
    digest = sha256_of(pickle)
    target = store.place(model, revision) if revision else store.place("local", _sum_of_all(pickle, digest))
    if (target / store.ORIGIN_FILE).is_file():
        store.sweep(target.parent)
        return target

    def fill(folder: Path) -> Origin:
        store.copy_small_files(pickle.parent, folder)
        _, converter = convert(pickle, expected=expected or digest, basis=basis, target=folder / SAFE_WEIGHTS)
        return Origin(model, revision or digest, source, pickle.name, digest, basis, store.now(), converter)

    return store.put(target, fill)


def _sum_of_all(pickle: Path, digest: str) -> str:
    """sha256 over the sums of a local folder's weights and small files: an edited configuration is another model."""
    small = sorted({path for pattern in SMALL_FILES for path in pickle.parent.glob(pattern) if path.is_file()})
    return hashlib.sha256(
        "\n".join([digest, *(f"{path.name} {sha256_of(path)}" for path in small)]).encode()
    ).hexdigest()


def _unpickle(file: BinaryIO, pickle: Path, target: Path) -> str:
    size = pickle.stat().st_size
    settings = {
        "path": [entry for entry in sys.path if entry],
        "target": str(target.absolute()),
        "memory": 3 * size + ROOM,
        "seconds": PATIENCE,
        "tied": _tied(target.parent),
    }
    program = Path(__file__).with_name("unpickle.py")
    variables = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, a file of this package
            [sys.executable, "-I", "-B", str(program), json.dumps(settings)],
            stdin=file, capture_output=True, timeout=PATIENCE, cwd=target.parent, env=variables, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"{pickle} was not converted within {PATIENCE} seconds: gave up.") from error
    try:
        answer = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        if done.returncode < 0:
            last = [f"the system ended the conversion (signal {-done.returncode}): out of memory or time"]
        raise ModelError(f"{pickle} could not be converted to safetensors: {last[0]}") from None
    if (error_text := answer.get("error")) and answer["stage"] == "write":
        raise ModelError(
            f"{target} cannot be written: {error_text}. Make room or set WORTLAUT_CACHE to another folder."
        )
    if error_text:
        raise RefusedError(f"{pickle} is refused: {error_text}.")
    return f"torch {answer['torch']}"


def _tied(folder: Path) -> bool:
    """Whether equal embeddings in the file are one matrix, according to the model's own configuration."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    if not isinstance(config, dict):
        return False
    together = config.get("tie_word_embeddings", True) and config.get("share_encoder_decoder_embeddings", True)
    return bool(together) and config.get("model_type") in _TIED_TYPES
