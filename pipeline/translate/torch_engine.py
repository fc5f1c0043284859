"""The reference engine: ``transformers`` on torch. Any encoder-decoder model that the Auto classes can load."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..errors import ModelError, WortlautError
from ..models.resolve import ModelFolder
from ..models.settings import marian_config, tokenizer_config
from ..types import Hypothesis
from .decoding import Decoding, batches, by_length_class, length_class, max_new_tokens, min_new_tokens, per_token
from .pieces import MarianPieces, joint_vocabulary


class TorchDecoder:
    """Beam search with ``generate``; float32 on the CPU, bfloat16 on a GPU."""

    def __init__(self, model: ModelFolder, *, device: str, batch_tokens: int) -> None:
        import torch

        self._torch = torch
        self._device = torch.device(device)
        self._batch_tokens = batch_tokens
        self._pieces = _pieces(model)
        self._model = _load(model, self._device)
        config = self._model.config
        self._eos = int(config.eos_token_id)
        self._positions = int(getattr(config, "max_position_embeddings", 512))
        # In Marian folders the model's own settings bar the padding token; barring it always does no harm.
        barred = {self._pieces.unknown, config.pad_token_id, *self._pieces.holes(int(config.vocab_size))}
        self._suppressed = sorted(t for t in barred if t is not None and t != self._eos)

    @property
    def max_source_tokens(self) -> int:
        """The model's positions, minus one for the end mark."""
        return self._positions - 1

    @property
    def max_target_tokens(self) -> int:
        """The model's positions, minus one for the start mark."""
        return self._positions - 1

    @property
    def lanes(self) -> int:
        """One: torch spreads a single call over all cores, or over the GPU."""
        return 1

    @property
    def batch_tokens(self) -> int:
        """Source tokens in one batch, padding included."""
        return self._batch_tokens

    def bucket(self, tokens: int) -> int:
        """Inputs of one length class share batches, padded to the longest."""
        return length_class(tokens + 1, self._positions)

    def encode(self, text: str) -> list[int]:
        """Token ids of a normalised text, without the end mark."""
        return self._pieces.encode(text)

    def decode(self, batch: Sequence[list[int]], decoding: Decoding) -> list[list[Hypothesis]]:
        """Hypotheses for each input, best first."""
        lengths = [len(tokens) + 1 for tokens in batch]
        results: list[list[Hypothesis]] = [[] for _ in batch]
        for bound, indices in by_length_class(lengths, self._positions):
            for chosen in batches(indices, lengths, self._batch_tokens):
                found = self._generate([batch[i] for i in chosen], bound, decoding)
                for index, hypotheses in zip(chosen, found, strict=True):
                    results[index] = hypotheses
        return results

    def _generate(self, inputs: list[list[int]], bound: int, decoding: Decoding) -> list[list[Hypothesis]]:
        torch = self._torch
        width = max(map(len, inputs)) + 1
        pad = int(self._model.config.pad_token_id)
        ids = torch.full((len(inputs), width), pad, dtype=torch.long)
        mask = torch.zeros((len(inputs), width), dtype=torch.long)
        for row, tokens in enumerate(inputs):
            ids[row, : len(tokens) + 1] = torch.tensor([*tokens, self._eos])
            mask[row, : len(tokens) + 1] = 1
        count = min(decoding.hypotheses, decoding.beams)
        with torch.inference_mode():
            output = self._model.generate(
                input_ids=ids.to(self._device),
                attention_mask=mask.to(self._device),
                do_sample=False,
                num_beams=decoding.beams,
                num_return_sequences=count,
                max_new_tokens=max_new_tokens(bound, decoding.length_factor, self.max_target_tokens),
                min_new_tokens=min_new_tokens(bound, decoding.min_length_factor) or None,
                length_penalty=decoding.length_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                repetition_penalty=decoding.repetition_penalty,
                suppress_tokens=self._suppressed,
                # As CTranslate2 does it: the search ends once there are enough finished candidates, and a barred
                # token's probability goes to the others (a source with letters that the vocabulary lacks makes the
                # unknown token likely).
                early_stopping=True,
                renormalize_logits=True,
                return_dict_in_generate=True,
                output_scores=True,
            )
            scores = self._scores(output, decoding)
        texts = [self._pieces.decode(row) for row in output.sequences.tolist()]
        pairs = [Hypothesis(text, score) for text, score in zip(texts, scores, strict=True)]
        return [pairs[i : i + count] for i in range(0, len(pairs), count)]

    def _scores(self, output: Any, decoding: Decoding) -> list[float]:
        """Log-probability per output token (natural log)."""
        if decoding.beams > 1:
            # Up to and including the first end mark: the rest of a row is not always filled with the padding token.
            ended = (output.sequences[:, 1:] == self._eos).cumsum(1)
            lengths = (ended == 0).sum(1) + (ended[:, -1] > 0)
            pairs = zip(output.sequences_scores, lengths, strict=True)
            return [per_token(float(score), int(length), decoding.length_penalty) for score, length in pairs]
        steps = self._model.compute_transition_scores(output.sequences, output.scores, normalize_logits=True)
        ended = (output.sequences[:, 1:] == self._eos).cumsum(1)
        finite = steps.isfinite() & ((ended == 0) | ((ended == 1) & (output.sequences[:, 1:] == self._eos)))
        totals = steps.masked_fill(~finite, 0.0).sum(1) / finite.sum(1).clamp(min=1)
        return [round(float(s), 4) for s in totals]


class _Tokenizer:
    """The tokenizer, as the Auto classes load it, of any model but a MarianMT with a joint vocabulary."""

    def __init__(self, model: ModelFolder) -> None:
        from transformers import AutoTokenizer

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "Recommended: pip install sacremoses": settled below
            self._tokenizer = AutoTokenizer.from_pretrained(
                model.folder, local_files_only=True, trust_remote_code=False
            )
        if hasattr(self._tokenizer, "punc_normalizer"):
            # Input arrives normalised (source_text.normalise); whether sacremoses is installed must not change it.
            self._tokenizer.punc_normalizer = _unchanged
        self.unknown: int | None = self._tokenizer.unk_token_id

    def encode(self, text: str) -> list[int]:
        ids = [int(i) for i in self._tokenizer(text, verbose=False)["input_ids"]]
        return ids[:-1] if ids and ids[-1] == self._tokenizer.eos_token_id else ids

    def decode(self, ids: Sequence[int]) -> str:
        text = self._tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return str(text).strip()

    def holes(self, size: int) -> list[int]:
        return []


@contextmanager
def _told(model: ModelFolder) -> Iterator[None]:
    """Turn whatever transformers raises over odd files into a message that names the model."""
    from transformers.utils import logging

    bars = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    except ImportError as error:
        raise ModelError(f"{model.name} needs another Python package: {error}") from error
    except WortlautError:
        raise
    except Exception as error:  # a field of another type than expected fails wherever it is first used
        said = " ".join(str(error).split())[:400]
        raise ModelError(f"{model.name} in {model.folder} cannot be loaded: {said}") from error
    finally:
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _pieces(model: ModelFolder) -> MarianPieces | _Tokenizer:
    if model.architecture == "marian" and joint_vocabulary(model.folder):
        marian_config(model.folder, weights_size=model.size)
        return MarianPieces(model.folder)
    if model.architecture == "marian":
        tokenizer_config(model.folder)
    with _told(model):
        return _Tokenizer(model)


def _load(model: ModelFolder, device: Any) -> Any:
    import torch
    from transformers import AutoModelForSeq2SeqLM

    with _told(model):
        loaded = AutoModelForSeq2SeqLM.from_pretrained(
            model.folder,
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            dtype=torch.bfloat16 if device.type == "cuda" else torch.float32,
        )
    # Every call states all search settings; leftovers from the folder's settings would only contradict them.
    settings = loaded.generation_config
    settings.max_length = None
    settings.bad_words_ids = None
    settings.forced_eos_token_id = None
    return loaded.to(device).eval()


def _unchanged(text: str) -> str:
    return text
