"""Checks many pairs, in as many processes as there are processors."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor

from ..machine import cores
from ..names import Glossary
from ..types import Comparison, Direction
from .engine import Checker, Langs

ENOUGH = 8000
"""Below this many pairs one process is faster: starting another costs about as much as a thousand pairs."""
CHUNK = 200
"""Pairs handed over at a time."""

_checker: Checker | None = None


def compare_all(
    pairs: Sequence[tuple[str, str]],
    langs: Langs = ("de", "en"),
    direction: Direction = "both",
    glossary: Glossary | None = None,
    *,
    processes: int = 0,
) -> Iterator[Comparison]:
    """Compare each pair on its own and yield the results in order.

    Args:
        processes: how many to use; 0 means one for each processor if there are enough pairs, otherwise this one alone.
    """
    processes = processes or (cores() if len(pairs) >= ENOUGH else 1)
    if processes == 1:
        checker = _ready(glossary)
        for source, target in pairs:
            yield checker.compare(source, target, langs, direction)
        return
    # Started afresh on every platform: a copy of a process that has threads can hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_start, initargs=(glossary,)) as pool:
        chunks = [pairs[at : at + CHUNK] for at in range(0, len(pairs), CHUNK)]
        for results in pool.map(_compare_chunk, chunks, [langs] * len(chunks), [direction] * len(chunks)):
            yield from results


def _start(glossary: Glossary | None) -> None:
    global _checker
    _checker = _ready(glossary)


def _ready(glossary: Glossary | None) -> Checker:
    """A checker with its tables loaded and exempt from garbage collection, which would take 5 percent of the time."""
    checker = Checker(glossary)
    checker.compare("Berlin", "Berlin")
    gc.freeze()
    return checker


def _compare_chunk(pairs: Sequence[tuple[str, str]], langs: Langs, direction: Direction) -> list[Comparison]:
    assert _checker is not None
    return [_checker.compare(source, target, langs, direction) for source, target in pairs]
