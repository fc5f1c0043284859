"""MarianMT weights (Hugging Face layout) into CTranslate2's, without torch: numpy reads, CTranslate2's spec writes.

CTranslate2's converter for Marian expects the padding row to be the last one and its embedding to be zero, as in
Helsinki-NLP's models, and removes both. It scrambles models whose padding is elsewhere. Here the row stays, starts the
decoder as it does in ``transformers``, and is barred from the output by its bias.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..machine import cache_dir
from ..models.folder import expected_sums, write_sums, wrong_file
from ..models.resolve import ModelFolder
from ..models.settings import marian_config, vocabulary
from ..models.store import sweep
from .pieces import MarianPieces

FORMAT = 2
"""Raise it when this module's output for the same weights changes."""
_EMBEDDINGS = ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight")
"""What a file may hold besides, or instead of, ``model.shared.weight``."""
_BARRED = -1e9
"""Bias that keeps a token out of every beam; finite, since infinities would turn into NaN in a softmax."""
_imports = threading.Lock()


def converted(model: ModelFolder, compute_type: str) -> Path:
    """Folder of the converted MarianMT model in the user's cache (:func:`kept`).

    Raises:
        ModelError: not a MarianMT model that can be converted, or the cache cannot be written.
    """
    return kept(model, compute_type, convert)


def kept(model: ModelFolder, compute_type: str, make: Callable[[ModelFolder, Path, str], None]) -> Path:
    """Folder of the converted model in the user's cache; made on first use, found later by the weights' checksum.

    Two processes may do this at once: each writes its own folder, the first to rename wins. If the files in the folder
    are not those that were written, the model is converted again.

    Args:
        make: converts into an existing folder.

    Raises:
        ModelError: it cannot be converted, or the cache cannot be written.
    """
    name = hashlib.sha256(
        json.dumps([FORMAT, model.sha256, compute_type, version("ctranslate2"), _shape(model.folder)]).encode()
    ).hexdigest()[:24]
    target = cache_dir() / "ctranslate2" / f"{name}-{compute_type}"
    sweep(target.parent)
    if (target / "model.bin").is_file() and _whole(target):
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)  # damaged, or made before folders had sums
        with tempfile.TemporaryDirectory(prefix=".tmp-", dir=target.parent) as temporary:
            made = Path(temporary) / "model"
            made.mkdir()
            make(model, made, compute_type)
            write_sums(made)
            with contextlib.suppress(OSError):  # another process was faster: its folder is just as good
                os.replace(made, target)  # noqa: PTH105 - Path.replace says the same; os.replace is named in the docs
    except OSError as error:
        raise ModelError(
            f"The converted model cannot be written to {target.parent} ({error}). Set WORTLAUT_CACHE to a writable "
            'folder, or engine = "transformers".'
        ) from error
    if not (target / "model.bin").is_file():
        shutil.rmtree(target, ignore_errors=True)
        raise ModelError(f"The converted model in {target} is incomplete; it was removed. Run the command again.")
    return target


def _whole(folder: Path) -> bool:
    """Whether a converted folder holds exactly what the conversion wrote."""
    try:
        sums = expected_sums(folder)
    except ModelError:
        return False
    return bool(sums) and not wrong_file(folder, sums)


def convert(model: ModelFolder, target: Path, compute_type: str) -> None:
    """Write the model in CTranslate2's format into the existing folder ``target``.

    Raises:
        ModelError: the weights are not laid out like a MarianMT model's, or use a feature not supported here.
    """
    config = marian_config(model.folder, weights_size=model.size)
    _refuse_unknown(model, config)
    weights = _weights(model)
    try:
        with _specs() as specs:
            spec = _fill(specs, config, weights, model)
            tokens = _vocabulary(model.folder, config)
            spec.register_source_vocabulary(tokens)
            spec.register_target_vocabulary(tokens)
            spec.config.unk_token = "<unk>"  # noqa: S105 - a vocabulary entry
            spec.config.bos_token = spec.config.eos_token = tokens[config["eos_token_id"]]
            spec.config.decoder_start_token = tokens[config["decoder_start_token_id"]]
            spec.validate()
            spec.optimize(quantization=compute_type)
            spec.save(str(target))
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError) as error:
        raise ModelError(f"{model.folder} cannot be converted for ctranslate2: {error}") from error


def _shape(folder: Path) -> str:
    """What affects the conversion besides the weights."""
    files = (folder / name for name in ("config.json", "vocab.json", "tokenizer.json"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files if file.is_file())).hexdigest()


def _refuse_unknown(model: ModelFolder, config: dict[str, Any]) -> None:
    wanted = {
        "model_type": "marian",
        "normalize_before": False,
        "normalize_embedding": False,
        "share_encoder_decoder_embeddings": True,
    }
    for key, value in wanted.items():
        if config.get(key, value) != value:
            raise ModelError(
                f"{model.name}: {key} = {config[key]!r} is not known to the ctranslate2 engine. "
                'Set engine = "transformers".'
            )
    if config["decoder_attention_heads"] != config["encoder_attention_heads"]:
        raise ModelError(f'{model.name}: encoder and decoder differ in heads. Set engine = "transformers".')


def _weights(model: ModelFolder) -> dict[str, Any]:
    """All tensors as float32 numpy arrays."""
    import numpy as np
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        return {n: a.astype(np.float32) for p in model.weights for n, a in load_file(p).items()}
    except (SafetensorError, TypeError, OSError) as error:
        raise ModelError(f"{model.weights[0]} cannot be read as safetensors: {error}") from error


def _vocabulary(folder: Path, config: dict[str, Any]) -> list[str]:
    """Tokens in order of id, one for every row of the embeddings."""
    tokens = [f"<unused-{i}>" for i in range(config["vocab_size"])]
    for token, index in vocabulary(folder).items():
        tokens[index] = token
    return tokens


def positions(count: int, width: int) -> Any:
    """Marian's sinusoidal position encodings, (count, width): sines in the first half, cosines in the second."""
    import numpy as np

    angles = np.arange(count)[:, None] / np.power(10000.0, 2 * (np.arange(width) // 2) / width)[None, :]
    return np.concatenate([np.sin(angles[:, 0::2]), np.cos(angles[:, 1::2])], axis=1).astype(np.float32)


def _output_bias(weights: dict[str, Any], config: dict[str, Any], folder: Path) -> Any:
    """The bias of the output layer, (vocabulary,): it bars what can never be a word.

    That is the padding token, which starts the decoder, and embedding rows that belong to no token.
    """
    import numpy as np

    stored = weights.get("final_logits_bias")
    bias = np.zeros(config["vocab_size"], dtype=np.float32) if stored is None else stored.reshape(-1).copy()
    if bias.shape != (config["vocab_size"],):
        raise ModelError(f"{folder}: final_logits_bias has {len(bias)} values instead of {config['vocab_size']}.")
    bias[[config["pad_token_id"], *MarianPieces(folder).holes(len(bias))]] = _BARRED
    return bias


def _fill(specs: Any, config: dict[str, Any], weights: dict[str, Any], model: ModelFolder) -> Any:
    import numpy as np

    activations = {
        "relu": specs.Activation.RELU,
        "swish": specs.Activation.SWISH,
        "silu": specs.Activation.SWISH,
        "gelu": specs.Activation.GELU,
    }
    if config["activation_function"] not in activations:
        raise ModelError(
            f"{model.name}: activation {config['activation_function']!r} is not known to the ctranslate2 engine."
        )
    spec = specs.TransformerSpec.from_config(
        (config["encoder_layers"], config["decoder_layers"]),
        config["encoder_attention_heads"],
        pre_norm=False,
        activation=activations[config["activation_function"]],
    )
    width: int = config["d_model"]
    used: set[str] = set()

    def take(name: str, *shape: int) -> Any:
        """A tensor of this shape: CTranslate2 would read beyond the end of a smaller one."""
        if name not in weights:
            raise ModelError(
                f"{model.name}: {model.weights[0]} lacks the tensor {name}; it is not a complete MarianMT model."
            )
        if weights[name].shape != shape:
            raise ModelError(
                f"{model.weights[0]}: the tensor {name} has the shape {weights[name].shape}, by config.json it has "
                f"{shape}."
            )
        used.add(name)
        return weights[name]

    def linear(spec: Any, *names: str, wide: tuple[int, int] = (width, width)) -> None:
        """One linear layer, or several concatenated along their outputs; ``wide``: outputs and inputs of each."""
        spec.weight = np.concatenate([take(name + ".weight", *wide) for name in names])
        spec.bias = np.concatenate([take(name + ".bias", wide[0]) for name in names])

    def norm(spec: Any, name: str) -> None:
        spec.gamma, spec.beta = take(name + ".weight", width), take(name + ".bias", width)

    def self_attention(spec: Any, name: str) -> None:
        linear(spec.linear[0], f"{name}.q_proj", f"{name}.k_proj", f"{name}.v_proj")
        linear(spec.linear[1], f"{name}.out_proj")
        norm(spec.layer_norm, f"{name}_layer_norm")

    def cross_attention(spec: Any, name: str) -> None:
        linear(spec.linear[0], f"{name}.q_proj")
        linear(spec.linear[1], f"{name}.k_proj", f"{name}.v_proj")
        linear(spec.linear[2], f"{name}.out_proj")
        norm(spec.layer_norm, f"{name}_layer_norm")

    def feed_forward(spec: Any, name: str) -> None:
        first = weights.get(f"{name}.fc1.weight")
        inner = len(first) if first is not None and first.ndim else 0
        linear(spec.linear_0, f"{name}.fc1", wide=(inner, width))
        linear(spec.linear_1, f"{name}.fc2", wide=(width, inner))
        norm(spec.layer_norm, f"{name}.final_layer_norm")

    # As transformers loads it: each side's own embeddings if a file has them, else the shared ones.
    shared = next((name for name in ("model.shared.weight", *_EMBEDDINGS[::-1]) if name in weights), _EMBEDDINGS[0])
    table = (config["vocab_size"], width)
    encoder, decoder, output = (take(name if name in weights else shared, *table) for name in _EMBEDDINGS)
    spec.encoder.embeddings[0].weight = encoder
    spec.decoder.embeddings.weight = decoder
    spec.decoder.projection.weight = output
    spec.decoder.projection.bias = _output_bias(weights, config, model.folder)
    for side, part in (("encoder", spec.encoder), ("decoder", spec.decoder)):
        part.scale_embeddings = float(width) ** 0.5 if config.get("scale_embedding") else 1.0
        name, count = f"model.{side}.embed_positions.weight", config["max_position_embeddings"]
        part.position_encodings.encodings = take(name, count, width) if name in weights else positions(count, width)
    for i, layer in enumerate(spec.encoder.layer):
        self_attention(layer.self_attention, f"model.encoder.layers.{i}.self_attn")
        feed_forward(layer.ffn, f"model.encoder.layers.{i}")
    for i, layer in enumerate(spec.decoder.layer):
        self_attention(layer.self_attention, f"model.decoder.layers.{i}.self_attn")
        cross_attention(layer.attention, f"model.decoder.layers.{i}.encoder_attn")
        feed_forward(layer.ffn, f"model.decoder.layers.{i}")
    derived = ("embed_positions.weight", "final_logits_bias", "model.shared.weight")
    if left := [name for name in weights if name not in used and not name.endswith(derived)]:
        raise ModelError(
            f'{model.name}: tensors not known to the ctranslate2 engine ({left[0]} ...). Set engine = "transformers".'
        )
    return spec


@contextlib.contextmanager
def _specs() -> Iterator[Any]:
    """CTranslate2's spec classes, imported without torch.

    ``ctranslate2.specs`` imports torch if it can, only to accept its tensors; that costs seconds and is not needed. A
    ``None`` in ``sys.modules`` is Python's documented way to make one import fail.
    """
    with _imports:
        barred = "torch" not in sys.modules and "ctranslate2.specs" not in sys.modules
        if barred:
            sys.modules["torch"] = None  # type: ignore[assignment]
        try:
            from ctranslate2 import specs
            from ctranslate2.specs import common_spec, transformer_spec
        finally:
            if barred:
                del sys.modules["torch"]

    class Classes:
        TransformerSpec = transformer_spec.TransformerSpec
        Activation = common_spec.Activation
        package = specs

    yield Classes
