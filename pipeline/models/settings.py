"""A model's ``config.json`` and ``vocab.json``, read as untrusted input.

The engines allocate what these files ask for, and some of them crash on a zero. So every size is held against a range
and against the size of the weights before an engine sees it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import ModelError

_LONGEST_CONFIG = 4 << 20
"""Bytes. The longest known (label tables of classifiers) have some hundred thousand."""
_LONGEST_VOCABULARY = 64 << 20
"""Bytes; a quarter of a million tokens take about 8 MB."""
_COUNTS = {
    "vocab_size": 10_000_000, "decoder_vocab_size": 10_000_000,
    "src_vocab_size": 10_000_000, "tgt_vocab_size": 10_000_000,
    "d_model": 65_536, "hidden_size": 65_536,
    "encoder_layers": 1_000, "decoder_layers": 1_000, "num_hidden_layers": 1_000, "num_layers": 1_000,
    "encoder_attention_heads": 1_024, "decoder_attention_heads": 1_024, "num_attention_heads": 1_024,
    "encoder_ffn_dim": 1_000_000, "decoder_ffn_dim": 1_000_000, "intermediate_size": 1_000_000,
    "max_position_embeddings": 10_000_000,
    "num_labels": 100_000, "num_beams": 1_000, "num_beam_groups": 1_000, "num_return_sequences": 1_000,
}  # fmt: skip
"""Fields with a whole number from 1 up to this, wherever they occur."""
_TABLES = ("id2label", "label2id", "pruned_heads", "task_specific_params")
"""Fields with a table; an engine makes an object of every entry."""
_LONGEST_TABLE = 100_000
_SHARES = ("dropout", "attention_dropout", "activation_dropout", "encoder_layerdrop", "decoder_layerdrop")
"""Fields with a number from 0 to 1."""
_IDS = ("pad_token_id", "eos_token_id", "decoder_start_token_id")
_WIDTHS = ("d_model", "hidden_size")
_VOCABULARIES = ("vocab_size", "src_vocab_size", "tgt_vocab_size")
_LAYERS = ("encoder_layers", "decoder_layers", "num_hidden_layers", "num_layers")
_FFN = ("encoder_ffn_dim", "decoder_ffn_dim", "intermediate_size")
_MOST_POSITIONS = 1 << 22
"""Numbers in a table of positions, which the engines compute for each side, transformers one by one in Python: 16,384
positions of a narrow model, 4,096 of a wide one. The translators that are known have 512 or 1,024."""
_PER_BYTE = 2
"""Most parameters that a byte of a weights file holds (4-bit weights)."""
_MARIAN = (
    "vocab_size", "d_model", "encoder_layers", "decoder_layers", "encoder_attention_heads", "decoder_attention_heads",
    "max_position_embeddings", *_IDS,
)  # fmt: skip
"""Fields that a MarianMT model cannot do without."""


def model_config(folder: Path, *, weights_size: int | None = None) -> dict[str, Any]:
    """The folder's config.json, with every size in it within its range.

    Args:
        weights_size: bytes of the weights; sizes that these cannot hold are refused.

    Raises:
        ModelError: it cannot be read, or asks for something impossible; the message names file and field.
        FileNotFoundError: there is none.
    """
    path = folder / "config.json"
    config = _object(path, _LONGEST_CONFIG, "model configuration")
    for name, most in _COUNTS.items():
        if config.get(name) is not None:
            _whole(path, name, config[name], 1, most)
    for name in _TABLES:
        table = config.get(name)
        if table is not None and (not isinstance(table, dict) or len(table) > _LONGEST_TABLE):
            raise ModelError(f"{path}: {name} is expected to be a table of at most {_LONGEST_TABLE:,} entries.")
    for name in _SHARES:
        value = config.get(name, 0)
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise ModelError(f"{path}: {name} is {repr(value)[:40]}; expected a number from 0 to 1.")
    if weights_size is not None:
        _plausible(path, config, _PER_BYTE * weights_size)
    return config


def marian_config(folder: Path, *, weights_size: int) -> dict[str, Any]:
    """The config.json of a MarianMT model: complete and consistent in itself and with vocab.json.

    Raises:
        ModelError: as :func:`model_config`; or a field is missing or contradicts another.
    """
    path = folder / "config.json"
    try:
        config = model_config(folder, weights_size=weights_size)
    except FileNotFoundError:
        raise ModelError(f"{folder} is not a model folder: it has no config.json.") from None
    for name in _MARIAN:
        if config.get(name) is None:
            raise ModelError(f"{path}: {name} is missing.")
    for side in ("encoder", "decoder"):
        heads, width = config[f"{side}_attention_heads"], config["d_model"]
        if width % heads:
            raise ModelError(f"{path}: {side}_attention_heads is {heads}, which does not divide d_model, {width}.")
    for name in _IDS:
        _whole(path, name, config[name], 0, config["vocab_size"] - 1)
    if not isinstance(config.get("activation_function"), str):
        raise ModelError(f"{path}: activation_function is missing or no text.")
    tokenizer_config(folder)
    for token, index in vocabulary(folder).items():
        if index >= config["vocab_size"]:
            raise ModelError(
                f"{folder / 'vocab.json'}: {token[:40]!r} has the id {index}, but vocab_size in config.json is "
                f"{config['vocab_size']}."
            )
    return config


def vocabulary(folder: Path) -> dict[str, int]:
    """The folder's vocab.json: token -> id.

    Raises:
        ModelError: it cannot be read or is something else; the message names it.
    """
    path = folder / "vocab.json"
    try:
        ids = _object(path, _LONGEST_VOCABULARY, "vocabulary")
    except FileNotFoundError:
        raise ModelError(f"{folder} cannot be used as a model: it lacks vocab.json.") from None
    for token, index in ids.items():
        if type(index) is not int or index < 0:
            raise ModelError(f"{path}: the id of {token[:40]!r} is not a whole number from 0.")
    for token in ("<unk>", "</s>"):
        if token not in ids:
            raise ModelError(f"{path}: it has no id for {token!r}.")
    return ids


def tokenizer_config(folder: Path) -> dict[str, Any]:
    """The folder's tokenizer_config.json; empty if there is none.

    Raises:
        ModelError: it cannot be read, or a field is not what a tokenizer can use; the message names file and field.
    """
    path = folder / "tokenizer_config.json"
    try:
        config = _object(path, _LONGEST_CONFIG, "tokenizer configuration")
    except FileNotFoundError:
        return {}
    for name in ("source_lang", "target_lang"):
        if name in config and not isinstance(config[name], str):
            raise ModelError(f"{path}: {name} is {repr(config[name])[:40]}; expected the code of a language.")
    longest = config.get("model_max_length", 1)
    if type(longest) not in (int, float) or not longest >= 1:
        raise ModelError(f"{path}: model_max_length is {repr(longest)[:40]}; expected a number from 1.")
    if not isinstance(config.get("separate_vocabs") or False, bool):
        raise ModelError(f"{path}: separate_vocabs is {repr(config['separate_vocabs'])[:40]}; expected true or false.")
    return config


def _object(path: Path, limit: int, what: str) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
        if len(data) > limit:
            raise ModelError(f"{path} cannot be read as a {what}: it is longer than {limit} bytes.")
        found = json.loads(data)
    except FileNotFoundError:
        raise
    except RecursionError:
        raise ModelError(f"{path} cannot be read as a {what}: it is nested too deeply.") from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read as a {what}: {error}") from error
    if not isinstance(found, dict):
        raise ModelError(f"{path} cannot be read as a {what}: it is not a JSON object.")
    return found


def _whole(path: Path, name: str, value: object, least: int, most: int) -> None:
    if type(value) is not int or not least <= value <= most:
        raise ModelError(f"{path}: {name} is {repr(value)[:40]}; expected a whole number from {least} to {most:,}.")


def _plausible(path: Path, config: Mapping[str, Any], most: int) -> None:
    """Hold what the sizes multiply to against the parameters that the weights can have at most."""
    widths = [config[name] for name in _WIDTHS if config.get(name)]
    for width in widths:
        for name in _VOCABULARIES:
            if config.get(name) and config[name] * width > most:
                raise ModelError(f"{path}: {name} is {config[name]}, more than the weights have room for.")
        for name in _LAYERS:
            if config.get(name) and config[name] * width * width > most:
                raise ModelError(f"{path}: {name} is {config[name]}, more than the weights have room for.")
        for name in _FFN:
            if config.get(name) and config[name] * width > most:
                raise ModelError(f"{path}: {name} is {config[name]}, more than the weights have room for.")
        positions = config.get("max_position_embeddings")
        both = config.get("is_encoder_decoder") or config.get("model_type") == "marian"
        if positions and both and positions * width > _MOST_POSITIONS:
            raise ModelError(f"{path}: max_position_embeddings is {positions}, more than there is room for.")
