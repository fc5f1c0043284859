"""Choosing model and engine from the configuration."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from importlib.metadata import version
from typing import Literal

from ..config import TranslateConfig
from ..errors import ModelError
from ..models.resolve import ModelFolder, resolve
from .base import EngineIdentity
from .decoding import Decoder, Decoding
from .guarded import GuardedTranslator

Engine = Literal["transformers", "ctranslate2"]


def load(config: TranslateConfig, *, warn: Callable[[str], None], workers: int = 0) -> GuardedTranslator:
    """See :func:`pipeline.translate.load_translator`."""
    model = resolve(
        config.translator,
        revision=config.revision,
        fallback=config.fallback,
        offline=config.offline,
        pickled=config.pickled_weights,
        warn=warn,
    )
    return load_model(model, config, workers)


def load_model(model: ModelFolder, config: TranslateConfig, workers: int = 0) -> GuardedTranslator:
    """A translator over weights already found; they are loaded with the first sentence."""
    engine, device = choose_engine(config, model.architecture)
    decoding = Decoding(
        beams=config.beams,
        hypotheses=min(config.hypotheses, config.beams),
        length_factor=config.length_factor,
    )
    settings = decoding.settings()
    if engine == "ctranslate2":
        settings["compute_type"] = config.compute_type
        libraries: tuple[str, ...] = ("ctranslate2", "sentencepiece")
    else:
        settings["compute_type"] = "bfloat16" if device == "cuda" else "float32"
        libraries = ("torch", "transformers", "sentencepiece")
    identity = EngineIdentity(
        model=model.name,
        revision=model.revision,
        engine=engine,
        decoding=settings,
        libraries={name: version(name) for name in libraries},
        draft=model.draft,
    )
    return GuardedTranslator(lambda: open_decoder(model, config, engine, device, workers), identity, decoding)


def open_decoder(model: ModelFolder, config: TranslateConfig, engine: Engine, device: str, workers: int = 0) -> Decoder:
    """Load the weights into an engine.

    Raises:
        ModelError: they cannot be loaded.
    """
    if engine == "ctranslate2":
        from .ct2_engine import Ct2Decoder

        return Ct2Decoder(model, compute_type=config.compute_type, batch_tokens=config.batch_tokens, workers=workers)
    from .torch_engine import TorchDecoder

    # A GPU gets larger batches: at the size meant for a CPU it would mostly wait.
    tokens = config.batch_tokens * (8 if device == "cuda" else 1)
    return TorchDecoder(model, device=device, batch_tokens=tokens)


def choose_engine(config: TranslateConfig, architecture: str) -> tuple[Engine, str]:
    """Engine and device: CTranslate2 for Marian models on the CPU, transformers for all else and for a GPU.

    Raises:
        ModelError: the engine or device asked for is not available.
    """
    device = config.device
    if device == "cuda" and not _gpu(config.engine):
        raise ModelError(
            'No GPU is visible to this program. Set device = "cpu" or "auto", or install a CUDA build of torch.'
        )
    if device == "auto":
        device = "cuda" if config.engine != "ctranslate2" and _gpu(config.engine) else "cpu"
    has_ct2 = importlib.util.find_spec("ctranslate2") is not None
    if config.engine == "ctranslate2":
        if not has_ct2:
            raise ModelError(
                'The engine ctranslate2 is not installed: `pip install ctranslate2`, or set engine = "auto".'
            )
        if architecture != "marian":
            raise ModelError(
                f'The engine ctranslate2 runs MarianMT models only, this one is "{architecture}": set engine = "auto".'
            )
        if device == "cuda":
            raise ModelError('The engine ctranslate2 is used on the CPU only: set engine = "auto" to use the GPU.')
        return "ctranslate2", "cpu"
    if config.engine == "auto" and has_ct2 and architecture == "marian" and device == "cpu":
        return "ctranslate2", "cpu"
    return "transformers", device


def _gpu(engine: str) -> bool:
    """Whether there is a GPU that torch can use. Asks CTranslate2 first: importing torch takes seconds."""
    if engine != "transformers" and importlib.util.find_spec("ctranslate2") is not None:
        import ctranslate2

        if ctranslate2.get_cuda_device_count() == 0:
            return False
    import torch

    return bool(torch.cuda.is_available())
