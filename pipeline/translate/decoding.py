"""How a decoder searches, and what else is tried when its output is not a translation."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ..types import Hypothesis
from .guard import Kind

LENGTH_CLASSES = (16, 32, 64, 128, 256)
"""Upper bounds, in source tokens, of the length classes that share an output limit. The limit depends on the sentence
alone, never on its neighbours in a batch, so that grouping cannot change a translation."""
EXTRA_TOKENS = 12
"""Room for the output of very short inputs, beyond ``length_factor`` times the source."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """Search settings, named as in the literature. All engines support all of them.

    ``length_penalty`` is the exponent of the length that a hypothesis' log-probability is divided by;
    ``no_repeat_ngram`` forbids a second occurrence of any n-gram of that size (0: allowed); ``repetition_penalty``
    above 1 makes tokens already used less likely (Keskar et al. 2019, CTRL); ``min_length_factor`` times the source
    length is the least output length, both in tokens.
    """

    beams: int
    hypotheses: int
    length_factor: float
    length_penalty: float = 1.0
    no_repeat_ngram: int = 0
    repetition_penalty: float = 1.0
    min_length_factor: float = 0.0

    def settings(self) -> dict[str, str | int | float | bool]:
        """The settings that belong in a record's signature."""
        return {
            "beams": self.beams,
            "hypotheses": self.hypotheses,
            "length_factor": self.length_factor,
            "length_penalty": self.length_penalty,
        }


class Decoder(Protocol):
    """A loaded model: text to token ids, batches of token ids to scored text. No judgement, no retries."""

    @property
    def max_source_tokens(self) -> int:
        """The most tokens one input may have, not counting its end mark."""

    @property
    def max_target_tokens(self) -> int:
        """The most tokens one output may have."""

    @property
    def lanes(self) -> int:
        """How many calls of :meth:`decode` from different threads keep the machine busy."""

    @property
    def batch_tokens(self) -> int:
        """Source tokens worth putting into one call."""

    def bucket(self, tokens: int) -> int:
        """The padded length under which an input of this many tokens is batched: inputs of one bucket share a batch."""

    def encode(self, text: str) -> list[int]:
        """Token ids of a normalised text, without the end mark."""

    def decode(self, batch: Sequence[list[int]], decoding: Decoding) -> list[list[Hypothesis]]:
        """The hypotheses for each input, best first; any number of inputs, which the decoder batches itself."""


def length_class(tokens: int, longest: int) -> int:
    """The upper bound of the length class that an input of ``tokens`` tokens falls into."""
    return next((bound for bound in LENGTH_CLASSES if tokens <= bound), max(tokens, longest))


def max_new_tokens(bound: int, factor: float, longest: int) -> int:
    """Output limit of a length class, in tokens."""
    return min(int(bound * factor) + EXTRA_TOKENS, longest)


def min_new_tokens(bound: int, factor: float) -> int:
    """Least output length of a length class, based on the class below, as its inputs are at least that long."""
    below = max((b for b in LENGTH_CLASSES if b < bound), default=0)
    return int(below * factor)


def per_token(score: float, tokens: int, length_penalty: float) -> float:
    """A decoder's score (log-probability over ``tokens ** length_penalty``) as log-probability per token.

    This makes scores from searches with different length penalties comparable.
    """
    return round(score * math.pow(max(tokens, 1), length_penalty - 1.0), 4)


def by_length_class(lengths: Sequence[int], longest: int) -> list[tuple[int, list[int]]]:
    """Group inputs by length class: ``(upper bound, indices)``, longest first, indices longest first.

    Ties are broken by position, so that the order is the same on every run.
    """
    groups: dict[int, list[int]] = {}
    for index in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        groups.setdefault(length_class(lengths[index], longest), []).append(index)
    return sorted(groups.items(), reverse=True)


def by_length(lengths: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Group inputs of exactly equal length: ``(length, indices)``, longest first, indices in their order."""
    groups: dict[int, list[int]] = {}
    for index, length in enumerate(lengths):
        groups.setdefault(length, []).append(index)
    return sorted(groups.items(), reverse=True)


def batches(indices: Sequence[int], lengths: Sequence[int], batch_tokens: int) -> Iterator[list[int]]:
    """Cut indices (sorted by length, longest first) into batches of at most ``batch_tokens`` padded source tokens.

    A single input larger than that is a batch of its own.
    """
    batch: list[int] = []
    width = 0
    for index in indices:
        width = max(width, lengths[index])
        if batch and width * (len(batch) + 1) > batch_tokens:
            yield batch
            batch, width = [], lengths[index]
        batch.append(index)
    if batch:
        yield batch


def retries(base: Decoding, problem: Kind) -> tuple[Decoding, ...]:
    """Other settings to try, mildest first, for a sentence that came out with this problem."""
    wide = replace(base, beams=max(base.beams, 2) + 4, hypotheses=max(base.beams, 2) + 4)
    if problem == "silence":
        return (
            replace(wide, length_penalty=1.4, min_length_factor=0.4),
            replace(wide, length_penalty=2.0, min_length_factor=0.7, no_repeat_ngram=4),
        )
    if problem == "copy":
        return (wide, replace(wide, repetition_penalty=1.2, no_repeat_ngram=4))
    return (
        replace(base, no_repeat_ngram=4),
        replace(wide, no_repeat_ngram=3, repetition_penalty=1.2, length_penalty=0.8),
    )
