"""A folder that holds a model: which files it must have, and whether they are the files they should be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import ModelError

SAFE_WEIGHTS = "model.safetensors"
SAFE_INDEX = "model.safetensors.index.json"
PICKLED_WEIGHTS = "pytorch_model.bin"
SUMS_FILE = "SHA256SUMS"
"""Sums of all files in a folder, one per line, in the format of ``sha256sum``."""

SMALL_FILES = (
    "config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "tokenizer.json",
    "source.spm", "target.spm", "vocab.json", "vocab-src.json", "vocab-tgt.json", "merges.txt", "chat_template.jinja",
    "LICENSE*", "README.md",
)  # fmt: skip
"""Patterns of the files that are fetched and kept with the weights."""
_DOCUMENTS = ("LICENSE*", "README.md")
_LOADED = (
    *(pattern for pattern in SMALL_FILES if pattern not in _DOCUMENTS),
    "*.json", "*.safetensors", "*.bin", "*.spm", "*.model", "*.jinja", "*.py",
)  # fmt: skip
"""Patterns of the files that an engine may load."""
_EMBEDDINGS = ("shared.weight", "embed_tokens.weight", "lm_head.weight")
_LONGEST_HEADER = 100_000_000
"""Bytes; the limit of the safetensors format itself."""


def missing_files(folder: Path) -> tuple[str, ...]:
    """What a model folder lacks for loading: configuration, weights (in either format), vocabulary."""
    if not (folder / "config.json").is_file():
        return ("config.json",)
    try:
        architecture = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type", "")
    except (OSError, ValueError, AttributeError, RecursionError):
        return ("a readable config.json",)
    missing = [] if weights_of(folder) else [SAFE_WEIGHTS]
    if architecture == "marian":
        missing += [name for name in ("source.spm", "target.spm", "vocab.json") if not (folder / name).is_file()]
    elif not any(folder.glob("tokenizer.json")) and not any(folder.glob("vocab*")):
        missing.append("a vocabulary (tokenizer.json, vocab.json)")
    return tuple(missing)


def weights_of(folder: Path) -> tuple[Path, ...]:
    """The weights files of a model folder, safetensors if there are any; empty if no format is complete."""
    if (folder / SAFE_WEIGHTS).is_file():
        return (folder / SAFE_WEIGHTS,)
    if (folder / SAFE_INDEX).is_file():
        try:
            index = json.loads((folder / SAFE_INDEX).read_text(encoding="utf-8"))
            names = sorted(set(map(str, index["weight_map"].values())))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return ()
        parts = tuple(folder / Path(name).name for name in names)
        return parts if parts and all(part.is_file() for part in parts) else ()
    return (folder / PICKLED_WEIGHTS,) if (folder / PICKLED_WEIGHTS).is_file() else ()


def is_pickled(weights: tuple[Path, ...]) -> bool:
    """Whether these are weights in the format that can carry program code."""
    return bool(weights) and weights[0].name == PICKLED_WEIGHTS


def sha256_of(path: Path) -> str:
    """Hex sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def expected_sums(folder: Path) -> dict[str, str]:
    """File name -> sha256, from the folder's SHA256SUMS; empty if it has none.

    Raises:
        ModelError: a line that is not a sum and a plain file name.
    """
    path = folder / SUMS_FILE
    if not path.is_file():
        return {}
    sums: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        digest, _, name = line.partition(" ")
        name = name.strip().lstrip("*")
        if not line.strip():
            continue
        if len(digest) != 64 or not name or Path(name).name != name:
            raise ModelError(f"{path}, line {number}: expected a sha256 and the name of a file in this folder.")
        sums[name] = digest.lower()
    return sums


def write_sums(folder: Path) -> None:
    """Write SHA256SUMS over all other files of the folder."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != SUMS_FILE)
    lines = "".join(f"{sha256_of(folder / name)}  {name}\n" for name in names)
    (folder / SUMS_FILE).write_text(lines, encoding="utf-8")


def wrong_file(folder: Path, sums: Mapping[str, str], *, besides: frozenset[str] = frozenset()) -> str:
    """What is wrong with the first file that does not match ``sums``, or an empty text.

    Args:
        besides: names of files that have already been checked.
    """
    for name, expected in sums.items():
        path = folder / name
        if name in besides:
            continue
        if not path.is_file():
            return f"{path} is missing."
        if (found := sha256_of(path)) != expected:
            return f"{path} is not the file it should be: sha256 {found}, expected {expected}."
    return ""


def unlisted_file(folder: Path, sums: Mapping[str, str]) -> str:
    """What is wrong if a file that an engine may load has no sum in ``sums``, or an empty text."""
    extra = sorted({path.name for path in loaded_files(folder)} - set(sums))
    return f"{folder / extra[0]} is not listed in {SUMS_FILE}." if extra else ""


def contents_digest(folder: Path, known: Mapping[str, str]) -> str:
    """sha256 over names and sums of all files that an engine may load: with another vocabulary it is another model.

    Args:
        known: name -> sha256 of files whose sums are known.
    """
    sums = {path.name: known.get(path.name) or sha256_of(path) for path in loaded_files(folder)}
    return hashlib.sha256("".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()).hexdigest()


def loaded_files(folder: Path) -> Iterator[Path]:
    """The files of a model folder that an engine may load, in no order."""
    for path in folder.iterdir():
        if path.is_file() and any(path.match(pattern) for pattern in _LOADED):
            yield path


def tensor_digest(paths: tuple[Path, ...]) -> str:
    """sha256 over the tensors of safetensors files: their names, types, shapes and bytes, in order of name.

    Two files that hold the same model have the same digest, however their tensors are laid out. Embeddings stored
    several times count once, since converters differ in which of the tied names they keep.

    Raises:
        ModelError: a file is not in the safetensors format.
    """
    lines: set[str] = set()
    for path in paths:
        for name, kind, shape, digest in _tensors(path):
            label = "embeddings" if name.endswith(_EMBEDDINGS) else name
            lines.add(f"{label} {kind} {shape} {digest}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _tensors(path: Path) -> Iterator[tuple[str, str, list[int], str]]:
    """Name, type, shape and sha256 of each tensor; only one tensor is in memory at a time."""
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            if length > min(_LONGEST_HEADER, path.stat().st_size):
                raise ValueError("its header is longer than the file")
            header: dict[str, Any] = json.loads(file.read(length))
            for name, entry in header.items():
                if name == "__metadata__":
                    continue
                begin, end = entry["data_offsets"]
                file.seek(8 + length + begin)
                digest = hashlib.sha256(file.read(end - begin)).hexdigest()
                yield name, str(entry["dtype"]), list(entry["shape"]), digest
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path} cannot be read as safetensors: {error}") from error
