"""``hf:DATASET[:split]``: opens a Hugging Face data set, by hub id, folder of data files, or saved data set.

Its rows are read by :mod:`pipeline.read.formats.dataset`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError
from .document import said
from .draft import Refused

PREFIX = "hf:"
_HUB_SECONDS = 8.0
_SAVED = ("dataset_info.json", "dataset_dict.json", "state.json")


def split_name(spec: str) -> tuple[str, str]:
    """``"hf:a/b:test"`` -> ``("a/b", "test")``; a drive letter or a path after the colon is not a split.

    Raises:
        InputError: the name is missing.
    """
    name = spec[len(PREFIX) :]
    if not name:
        raise InputError("hf: needs the name of a data set, for instance hf:user/dataset:train.")
    head, colon, tail = name.rpartition(":")
    if colon and len(head) > 1 and tail and not set(tail) & set("/\\"):
        return head, tail
    return name, ""


def open_rows(spec: str) -> Iterator[Mapping[str, Any]] | Refused:
    """The rows of a data set, streamed: nothing is downloaded beyond what is read.

    Refused if the data set cannot be opened, or has several splits and none was named. The rows raise whatever the
    library raises.
    """
    name, split = split_name(spec)
    try:
        data = _load(name)
    except Exception as error:  # the library raises dozens of types, its own and those of its HTTP client
        where = "in that folder" if Path(name).is_dir() else "on the hub or as a local folder"
        return Refused(
            spec,
            f"no data set could be opened {where} ({said(error)}). "
            f"Check the name, or download it where there is a connection and pass the local folder: {PREFIX}FOLDER.",
        )
    return _one_split(data, split, spec)


def _load(name: str) -> Any:
    import datasets

    folder = Path(name)
    if folder.is_dir() and any((folder / marker).is_file() for marker in _SAVED):
        return datasets.load_from_disk(name)
    if not folder.exists():
        _ask_hub(name)
    return datasets.load_dataset(name, streaming=True)


def _ask_hub(name: str) -> None:
    """One request with a short timeout: the library itself would retry an unreachable hub for half a minute."""
    from huggingface_hub import HfApi

    HfApi().dataset_info(name, timeout=_HUB_SECONDS)


def _one_split(data: Any, split: str, spec: str) -> Iterator[Mapping[str, Any]] | Refused:
    if not isinstance(data, dict):
        if split:
            return Refused(spec, f"this data set has no splits; leave out ':{split}'.")
        return _rows(data)
    splits = list(data)
    if split and split not in data:
        return Refused(spec, f"no split '{split}'; there is {', '.join(splits)}.")
    if not split and len(splits) > 1:
        return Refused(spec, f"which split? Name one of {', '.join(splits)}: {spec}:{splits[0]}.")
    return _rows(data[split or splits[0]])


def _rows(data: Any) -> Iterator[Mapping[str, Any]]:
    yield from data
