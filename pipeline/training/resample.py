"""Subword regularisation: the source side in other pieces on each pass over the text (Kudo 2018, arXiv 1804.10959).

A model that sees its text many times learns each sentence's one segmentation by heart. Sampled segmentations show it
the parts of a word, so that it also makes something of compounds and names that it has never seen.
"""

from __future__ import annotations

import signal
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from . import packed

_text: list[str] = []
_pieces: Any = None


class Resampled:
    """A packed text again and again with freshly sampled sources, made in a process of its own."""

    def __init__(self, text: Path, vocabulary: Path, alpha: float) -> None:
        """``alpha`` is the sampling's smoothing: the smaller, the more pieces. No process is started yet."""
        self._alpha = alpha
        self._pool = ProcessPoolExecutor(1, get_context("spawn"), _load, (text, vocabulary))
        self._coming: Future[tuple[Any, Any]] | None = None

    def begin(self) -> None:
        """Begin to make the next one, if that has not been done."""
        self._coming = self._coming or self._pool.submit(_sample, self._alpha)

    def next(self, data: packed.Packed) -> packed.Packed:
        """The same pairs in the same order, their sources in other pieces. ``data`` is what was packed.

        Raises:
            BrokenExecutor: the process was killed.
        """
        self.begin()
        assert self._coming is not None
        coming, self._coming = self._coming, None
        source, source_at = coming.result()
        return replace(data, source=source, source_at=source_at)

    def close(self) -> None:
        """Nothing more is needed. What is being made is finished first, which may take half a minute."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _load(text: Path, vocabulary: Path) -> None:
    global _text, _pieces
    import sentencepiece

    for number in (signal.SIGINT, signal.SIGTERM):  # sent to the group; whoever trains decides when this ends
        signal.signal(number, signal.SIG_IGN)
    data = packed.load(text)
    _pieces = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    _text = _pieces.decode([data.pair(number)[0].tolist() for number in range(len(data))])


def _sample(alpha: float) -> tuple[Any, Any]:
    rows = _pieces.encode(_text, enable_sampling=True, nbest_size=-1, alpha=alpha, num_threads=-1)
    lengths = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.uint16, count=int(lengths.sum()))
    return flat, np.concatenate([[0], np.cumsum(lengths)])
