"""The engines of the seq2seq summariser: transformers on torch, and CTranslate2 for the models that it converts."""

from __future__ import annotations

import importlib.util
import json
import warnings
from typing import Any, Literal

from ..config import Seq2SeqConfig, SummariseConfig
from ..errors import ModelError
from ..machine import cores
from ..models.resolve import ModelFolder
from ..translate.ct2_convert import kept
from .seq2seq import Engine

EngineName = Literal["transformers", "ctranslate2"]
CONVERTS = frozenset({"bart"})
"""Architectures that are run by CTranslate2: those for which both engines were compared."""
COMPUTE_TYPE = "int8"


def choose(settings: SummariseConfig, model: ModelFolder) -> EngineName:
    """CTranslate2 for models that it converts, on the CPU; transformers for all else.

    Raises:
        ModelError: the engine asked for cannot run this model, or it is no encoder-decoder model.
    """
    config = json.loads((model.folder / "config.json").read_text(encoding="utf-8"))
    if not config.get("is_encoder_decoder", model.architecture in {"bart", "t5", "pegasus", "mbart", "led"}):
        raise ModelError(
            f'{model.name} is not an encoder-decoder model ("{model.architecture}"). Use it with --summariser '
            "instruct, or name another one in summarise.model."
        )
    able = model.architecture in CONVERTS and importlib.util.find_spec("ctranslate2") is not None
    wanted = settings.seq2seq.engine
    if wanted == "ctranslate2":
        if not able:
            raise ModelError(
                f"The engine ctranslate2 summarises with {', '.join(sorted(CONVERTS))} models only, this one is "
                f'"{model.architecture}": set summarise.seq2seq.engine = "auto".'
            )
        if settings.device == "cuda":
            raise ModelError('The engine ctranslate2 is used on the CPU only: set summarise.seq2seq.engine = "auto".')
        return "ctranslate2"
    if wanted == "auto" and able and settings.device != "cuda" and (settings.device == "cpu" or not _gpu()):
        return "ctranslate2"
    return "transformers"


def convertible(model: ModelFolder) -> str:
    """Why a model cannot be converted; empty if it can, in which case it has been."""
    try:
        kept(model, COMPUTE_TYPE, _convert)
    except ModelError as error:
        return str(error)
    return ""


def open_engine(settings: SummariseConfig, model: ModelFolder, engine: EngineName) -> Engine:
    """Load the weights.

    Raises:
        ModelError: they cannot be loaded.
    """
    if engine == "ctranslate2":
        return Ct2Engine(model, settings.seq2seq)
    return TorchEngine(model, settings.seq2seq, settings.device)


class _Pieces:
    """A model's tokenizer."""

    def __init__(self, model: ModelFolder) -> None:
        from transformers import AutoTokenizer

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.tokenizer = AutoTokenizer.from_pretrained(
                    model.folder, local_files_only=True, trust_remote_code=False
                )
        except (OSError, ValueError, KeyError, ImportError, AssertionError) as error:
            raise ModelError(f"The tokenizer of {model.name} in {model.folder} cannot be loaded: {error}") from error
        config = json.loads((model.folder / "config.json").read_text(encoding="utf-8"))
        positions = config.get("max_position_embeddings") or config.get("n_positions") or 512
        self.most_tokens = int(positions) - 4  # begin, end, and what a tokenizer may add at a seam
        self.prefix = str((config.get("task_specific_params") or {}).get("summarization", {}).get("prefix", ""))

    def longest(self, settings: Seq2SeqConfig) -> int:
        """Tokens of a summary, at most: what is set, but no more than the model has positions for."""
        return min(settings.max_tokens, self.most_tokens)

    def length(self, text: str) -> int:
        """The tokens of a text."""
        return len(self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def clipped(self, text: str, most: int) -> str:
        """The beginning of a text, of at most so many tokens, cut between words."""
        words = text.split(" ")
        while len(words) > 1 and self.length(" ".join(words)) > most:
            over = self.length(" ".join(words)) - most
            del words[-max(1, over // 4) :]
        return " ".join(words)

    def encoded(self, text: str) -> list[int]:
        """A text as the model wants it, with its marks."""
        text = self.prefix + self.clipped(text, self.most_tokens)
        return [int(i) for i in self.tokenizer(text, verbose=False)["input_ids"]]

    def decoded(self, ids: list[int]) -> str:
        """A summary from its tokens."""
        return " ".join(str(self.tokenizer.decode(ids, skip_special_tokens=True)).split())


class TorchEngine(_Pieces):
    """Beam search with ``generate``; float32 on the CPU, bfloat16 on a GPU."""

    def __init__(self, model: ModelFolder, settings: Seq2SeqConfig, device: str) -> None:
        super().__init__(model)
        import torch
        from transformers import AutoModelForSeq2SeqLM
        from transformers.utils import logging

        if device == "cuda" and not torch.cuda.is_available():
            raise ModelError('No GPU is visible to this program. Set summarise.device = "cpu" or "auto".')
        chosen = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
        bars = logging.is_progress_bar_enabled()
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            loaded = AutoModelForSeq2SeqLM.from_pretrained(
                model.folder,
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=torch.bfloat16 if chosen == "cuda" else torch.float32,
            )
        except (OSError, ValueError, KeyError, RuntimeError, ImportError, AssertionError) as error:
            raise ModelError(f"{model.name} in {model.folder} cannot be loaded: {error}") from error
        finally:
            if bars:
                logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        for key in ("max_length", "min_length", "early_stopping", "length_penalty"):  # every call states its own
            setattr(loaded.generation_config, key, None)
        self._torch = torch
        self._model = loaded.to(chosen).eval()
        self._settings = settings

    def summaries(self, text: str, count: int) -> list[str]:
        """Summaries of a text, the most likely first."""
        settings, torch = self._settings, self._torch
        ids = torch.tensor([self.encoded(text)], device=self._model.device)
        wide: dict[str, Any] = {"length_penalty": settings.length_penalty, "early_stopping": True}
        wide = wide if settings.beams > 1 else {}
        with torch.inference_mode():
            output = self._model.generate(
                input_ids=ids,
                attention_mask=torch.ones_like(ids),
                do_sample=False,
                num_beams=settings.beams,
                num_return_sequences=min(count, settings.beams),
                min_new_tokens=min(settings.min_tokens, self.longest(settings)),
                max_new_tokens=self.longest(settings),
                no_repeat_ngram_size=settings.no_repeat_ngram,
                **wide,
            )
        return [self.decoded(row) for row in output.tolist()]


class Ct2Engine(_Pieces):
    """Beam search in CTranslate2 with eight-bit weights. The conversion, once per model, is CTranslate2's own."""

    def __init__(self, model: ModelFolder, settings: Seq2SeqConfig) -> None:
        super().__init__(model)
        import ctranslate2

        folder = kept(model, COMPUTE_TYPE, _convert)
        try:
            self._translator = ctranslate2.Translator(
                str(folder), device="cpu", compute_type=COMPUTE_TYPE, inter_threads=1, intra_threads=cores()
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"{model.name} cannot be run by ctranslate2 ({error}). Delete {folder} and try again."
            ) from error
        self._settings = settings
        first = _setting(model, "forced_bos_token_id")
        self._prefix = None if first is None else [[self.tokenizer.convert_ids_to_tokens(int(first))]]

    def summaries(self, text: str, count: int) -> list[str]:
        """Summaries of a text, the most likely first."""
        settings = self._settings
        [result] = self._translator.translate_batch(
            [self.tokenizer.convert_ids_to_tokens(self.encoded(text))],
            target_prefix=self._prefix,
            beam_size=settings.beams,
            num_hypotheses=min(count, settings.beams),
            min_decoding_length=min(settings.min_tokens, self.longest(settings)),
            max_decoding_length=self.longest(settings),
            length_penalty=settings.length_penalty,
            no_repeat_ngram_size=settings.no_repeat_ngram,
            max_input_length=0,
        )
        known = self.tokenizer.get_vocab()
        return [self.decoded([known[token] for token in tokens]) for tokens in result.hypotheses]


def _setting(model: ModelFolder, key: str) -> Any:
    """A setting of generation, from the file that newer models keep for it, or the older place."""
    for name in ("generation_config.json", "config.json"):
        path = model.folder / name
        found = json.loads(path.read_text(encoding="utf-8")).get(key) if path.is_file() else None
        if found is not None:
            return found
    return None


def _convert(model: ModelFolder, target: Any, compute_type: str) -> None:
    from ctranslate2.converters import TransformersConverter
    from transformers.utils import logging

    class Converter(TransformersConverter):  # type: ignore[misc]
        def load_model(self, model_class: Any, path: str, **kwargs: Any) -> Any:
            """BART is post-norm; newer configurations no longer say so, and CTranslate2 still asks (its issue 888)."""
            if not hasattr(kwargs["config"], "normalize_before"):
                kwargs["config"].normalize_before = False
            return super().load_model(model_class, path, local_files_only=True, use_safetensors=True, **kwargs)

    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        converter = Converter(str(model.folder), load_as_float16=False)
        converter.convert(str(target), quantization=compute_type, force=True)
    except (RuntimeError, ValueError, KeyError, AttributeError, NotImplementedError, TypeError, OSError) as error:
        raise ModelError(
            f"{model.name} cannot be converted for ctranslate2 ({error}). Set summarise.seq2seq.engine = "
            '"transformers".'
        ) from error
    finally:
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _gpu() -> bool:
    import ctranslate2

    return bool(ctranslate2.get_cuda_device_count())
