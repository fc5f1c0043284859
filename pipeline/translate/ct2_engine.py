"""The fast engine: CTranslate2 runs MarianMT weights on the CPU. Neither torch nor transformers is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import ModelError
from ..machine import cores
from ..models.resolve import ModelFolder
from ..models.settings import marian_config
from ..types import Hypothesis
from .ct2_convert import converted
from .decoding import Decoding, by_length, length_class, max_new_tokens, min_new_tokens, per_token
from .pieces import MarianPieces

BATCH_TOKENS = 512
"""Most source tokens in one batch. Processor time for 2,000 news sentences in batches of one length, embedded model,
beam 4: 19.1 s at 128, 16.8 at 256, 16.1 at 512, 17.5 at 1,024, 18.4 at 2,048, where the working set has outgrown a
core's own cache."""
QUEUE = 2
"""Calls under way per worker: one running, one waiting, so that no worker waits for Python between batches."""


class Ct2Decoder:
    """Beam search in CTranslate2, one worker per core with one thread each (measured faster than the reverse)."""

    def __init__(self, model: ModelFolder, *, compute_type: str, batch_tokens: int, workers: int = 0) -> None:
        import ctranslate2

        self._workers = workers or cores()
        self._batch_tokens = min(batch_tokens, BATCH_TOKENS)
        self.pieces = MarianPieces(model.folder)
        self._positions: int = marian_config(model.folder, weights_size=model.size)["max_position_embeddings"]
        folder = converted(model, compute_type)
        try:
            self.translator = ctranslate2.Translator(
                str(folder), device="cpu", compute_type=compute_type, inter_threads=self._workers, intra_threads=1
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"{model.name} cannot be run by ctranslate2 ({error}). Delete {folder} and try again."
            ) from error

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
        """Enough calls that every worker has the next batch at hand."""
        return QUEUE * self._workers

    @property
    def batch_tokens(self) -> int:
        """Source tokens worth putting into one call."""
        return self._batch_tokens

    def bucket(self, tokens: int) -> int:
        """Only inputs of exactly one length share a batch."""
        return tokens + 1

    def encode(self, text: str) -> list[int]:
        """Token ids of a normalised text, without the end mark."""
        return self.pieces.encode(text)

    def decode(self, batch: Sequence[list[int]], decoding: Decoding) -> list[list[Hypothesis]]:
        """Hypotheses for each input, best first."""
        lengths = [len(tokens) + 1 for tokens in batch]
        source = [self.pieces.tokens(ids) for ids in batch]
        pending: list[tuple[int, Any]] = []
        # Only inputs of one length share a batch. Padding would change sums in the last bit, which eight-bit rounding
        # turns into another score or word; without it a sentence comes out the same in any batch. All lengths are
        # queued at once, longest first, so that no core waits. No slower than mixed lengths: nothing is padded.
        for length, indices in by_length(lengths):
            bound = length_class(length, self._positions)
            futures = self.translator.translate_batch(
                [source[i] for i in indices],
                beam_size=decoding.beams,
                num_hypotheses=min(decoding.hypotheses, decoding.beams),
                length_penalty=decoding.length_penalty,
                repetition_penalty=decoding.repetition_penalty,
                no_repeat_ngram_size=decoding.no_repeat_ngram,
                min_decoding_length=max(min_new_tokens(bound, decoding.min_length_factor), 1),
                max_decoding_length=max_new_tokens(bound, decoding.length_factor, self.max_target_tokens),
                max_input_length=0,
                max_batch_size=self._batch_tokens,
                batch_type="tokens",
                disable_unk=True,
                return_scores=True,
                asynchronous=True,
            )
            pending += zip(indices, futures, strict=True)
        results: list[list[Hypothesis]] = [[] for _ in batch]
        for index, future in pending:
            result = future.result()
            results[index] = [
                Hypothesis(self.pieces.text(tokens), per_token(float(score), len(tokens) + 1, decoding.length_penalty))
                for tokens, score in zip(result.hypotheses, result.scores, strict=True)
            ]
        return results
