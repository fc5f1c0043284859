"""Checks many pairs, in as many processes as there are processors."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain

from ..machine import cores
from ..names import Glossary
from ..types import Comparison, Direction
from .engine import Checker, Langs

ENOUGH = 8000
"""Below this many pairs one process is faster: starting another costs about as much as a thousand pairs."""
CHUNK = 200
"""Pairs handed over at a time."""
LONG = 4_000_000
"""Characters from which a list of pairs is long, however few they are."""
AHEAD = 3
"""Chunks under way for each process: enough that none waits, few enough that memory does not follow the input."""

_checker: Checker | None = None


def compare_all(
    pairs: Iterable[tuple[str, str]],
    langs: Langs = ("de", "en"),
    direction: Direction = "both",
    glossary: Glossary | None = None,
    *,
    processes: int = 0,
) -> Iterator[Comparison]:
    """Compare each pair on its own and yield the results in order. Few more pairs are taken than are in the making.

    Args:
        processes: how many to use; 0 means one for each processor if there are enough pairs, otherwise this one alone.
    """
    coming = iter(pairs)
    if not processes:
        first = _some(coming, ENOUGH)
        following = next(coming, None)
        processes = cores() if following is not None else 1
        coming = chain(first, coming) if following is None else chain(first, (following,), coming)
    if processes == 1:
        checker = _ready(glossary)
        for source, target in coming:
            yield checker.compare(source, target, langs, direction)
        return
    # Started afresh on every platform: a copy of a process that has threads can hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_start, initargs=(glossary,)) as pool:
        under_way: deque[Future[list[Comparison]]] = deque()
        while True:
            while len(under_way) < AHEAD * processes and (chunk := _some(coming, CHUNK)):
                under_way.append(pool.submit(_compare_chunk, chunk, langs, direction))
            if not under_way:
                return
            yield from under_way.popleft().result()


def _some(pairs: Iterator[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """The next pairs: so many, or fewer if they are long."""
    found: list[tuple[str, str]] = []
    characters = 0
    while len(found) < most and characters < LONG and (pair := next(pairs, None)) is not None:
        found.append(pair)
        characters += len(pair[0]) + len(pair[1])
    return found


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
