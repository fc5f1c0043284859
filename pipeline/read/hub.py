"""``hf:DATASET[:split]``: articles from a Hugging Face data set, by hub id, folder of data files, or saved data set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from ..config import InputConfig
from ..errors import InputError
from .draft import Broken, Draft
from .records import draft_of

PREFIX = "hf:"
_HUB_SECONDS = 8.0
_SAVED = ("dataset_info.json", "dataset_dict.json", "state.json")


def split_name(spec: str) -> tuple[str, str]:
    """``"hf:a/b:test"`` -> ``("a/b", "test")``; a drive letter or a path after the colon is not a split.

    Raises:
        InputError: there is no name.
    """
    name = spec[len(PREFIX) :]
    if not name:
        raise InputError("hf: needs the name of a data set, for instance hf:user/dataset:train.")
    head, colon, tail = name.rpartition(":")
    if colon and len(head) > 1 and tail and not set(tail) & set("/\\"):
        return head, tail
    return name, ""


def rows(spec: str, config: InputConfig) -> Iterator[Draft | Broken]:
    """Stream the rows of a data set; nothing is downloaded beyond what is read.

    Raises:
        InputError: the data set cannot be had, or has several splits and none was named.
    """
    name, split = split_name(spec)
    data = _one_split(_load(name), split, name)
    for number in count(1):
        origin = f"{spec}:{number}"
        try:
            row = next(data)
        except StopIteration:
            return
        except Exception as error:  # the connection broke, or a file of the data set is damaged
            raise InputError(
                f"{origin}: the data set could not be read further ({type(error).__name__}: {_first_line(error)}). "
                "What was read before is kept; run the same command again to go on."
            ) from error
        try:
            yield draft_of(row, config, origin, Path(name).name)
        except Broken as broken:
            yield broken


def _load(name: str) -> Any:
    import datasets

    folder = Path(name)
    try:
        if folder.is_dir() and any((folder / marker).is_file() for marker in _SAVED):
            return datasets.load_from_disk(name)
        if not folder.exists():
            _ask_hub(name)
        return datasets.load_dataset(name, streaming=True)
    except Exception as error:  # the library raises dozens of types, its own and those of its HTTP client
        where = "in that folder" if folder.is_dir() else "on the hub or as a local folder"
        raise InputError(
            f"hf:{name}: no data set could be opened {where} ({type(error).__name__}: {_first_line(error)}). "
            "Check the name, or download it where there is a connection and pass the local folder: hf:FOLDER."
        ) from error


def _ask_hub(name: str) -> None:
    """One question with a short time limit: the library itself would retry an unreachable hub for half a minute."""
    from huggingface_hub import HfApi

    HfApi().dataset_info(name, timeout=_HUB_SECONDS)


def _one_split(data: Any, split: str, name: str) -> Iterator[Mapping[str, Any]]:
    if not isinstance(data, dict):
        if split:
            raise InputError(f"hf:{name}: this data set has no splits; leave out ':{split}'.")
        return iter(data)
    splits = list(data)
    if split and split not in data:
        raise InputError(f"hf:{name}: no split '{split}'; there is {', '.join(splits)}.")
    if not split and len(splits) > 1:
        raise InputError(f"hf:{name}: which split? Name one of {', '.join(splits)}: hf:{name}:{splits[0]}.")
    return iter(data[split or splits[0]])


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no details"])[0][:200]
