"""Tokenised parallel text in flat arrays, and batches made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .whole import whole

Ints = npt.NDArray[np.int64]
Side = Sequence[int] | npt.NDArray[np.uint16]
BUCKET = 20000
"""Pairs sorted by length together: enough for even batches, few enough to stay random. Twice the batch's tokens if that
is more, so that large batches are even too."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Pair ``i`` is ``source[source_at[i]:source_at[i+1]]`` and likewise for the target; ``group`` names its kind."""

    source: npt.NDArray[np.uint16]
    source_at: Ints
    target: npt.NDArray[np.uint16]
    target_at: Ints
    group: npt.NDArray[np.int8]
    groups: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.source_at) - 1

    @property
    def lengths(self) -> Ints:
        """Longer side of each pair with its end mark, in tokens."""
        return np.maximum(np.diff(self.source_at), np.diff(self.target_at)) + 1

    def pair(self, index: int) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
        """Source and target ids, without end marks."""
        return (
            self.source[self.source_at[index] : self.source_at[index + 1]],
            self.target[self.target_at[index] : self.target_at[index + 1]],
        )


def pack(sides: Mapping[str, tuple[Sequence[Side], Sequence[Side]]]) -> Packed:
    """Pack token ids by group: name -> (sources, targets)."""
    sources = [ids for left, _ in sides.values() for ids in left]
    targets = [ids for _, right in sides.values() for ids in right]
    group = np.repeat(np.arange(len(sides), dtype=np.int8), [len(left) for left, _ in sides.values()])
    return Packed(_flat(sources), _offsets(sources), _flat(targets), _offsets(targets), group, tuple(sides))


def with_group(data: Packed, name: str, members: Sequence[int]) -> Packed:
    """The same with one more group, a copy of these pairs; it replaces a group of this name."""
    pairs = {other: np.flatnonzero(data.group == n) for n, other in enumerate(data.groups) if other != name}
    pairs[name] = np.asarray(members, dtype=np.int64)
    sides = {group: [data.pair(int(i)) for i in chosen] for group, chosen in pairs.items()}
    return pack({group: ([de for de, _ in both], [en for _, en in both]) for group, both in sides.items()})


def save(path: Path, data: Packed) -> None:
    """Write as .npz, completely or not at all."""
    with whole(path) as temporary, temporary.open("wb") as file:
        np.savez(
            file, src=data.source, so=data.source_at, tgt=data.target, to=data.target_at, group=data.group,
            groups=np.array(data.groups),
        )  # fmt: skip


def load(path: Path) -> Packed:
    """Read an .npz written by :func:`save`; a file without groups is one group."""
    with np.load(path) as file:
        count = len(file["so"]) - 1
        group = file["group"] if "group" in file else np.zeros(count, dtype=np.int8)
        groups = tuple(map(str, file["groups"])) if "groups" in file else ("all",)
        return Packed(file["src"], file["so"].astype(np.int64), file["tgt"], file["to"].astype(np.int64), group, groups)


def epoch(data: Packed, weights: Mapping[str, float], tokens: int, seed: tuple[int, int]) -> list[Ints]:
    """The batches of an epoch in order: each pair ``weight`` times, similar lengths together.

    A fractional weight takes a random share. The same seed gives the same batches, so a run can resume within an epoch.

    Args:
        tokens: padded tokens of the longer side in a batch.
    """
    rng = np.random.default_rng(seed)
    parts = []
    for number, name in enumerate(data.groups):
        members = np.flatnonzero(data.group == number)
        weight = weights.get(name, 1.0)
        parts += [members] * int(weight)
        if share := weight - int(weight):
            parts.append(rng.permutation(members)[: round(share * len(members))])
    order = rng.permutation(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)
    batches = list(_batches(order, data.lengths, tokens, rng))
    return [batches[i] for i in rng.permutation(len(batches))]


def padded(flat: npt.NDArray[np.uint16], at: Ints, members: Ints, end: int, fill: int) -> Ints:
    """One row for each of these sequences: its ids, the end mark, then ``fill`` up to the longest."""
    begin, lengths = at[members, None], (at[members + 1] - at[members])[:, None]
    column = np.arange(lengths.max() + 1)
    ids = flat[np.minimum(begin + column, len(flat) - 1)]
    return np.where(column < lengths, ids, np.where(column == lengths, end, fill))


def in_order(data: Packed, tokens: int) -> Iterator[Ints]:
    """All pairs once, by length, for evaluation."""
    return _batches(np.arange(len(data)), data.lengths, tokens, None)


def _batches(order: Ints, lengths: Ints, tokens: int, rng: Any) -> Iterator[Ints]:
    bucket = max(BUCKET, 2 * tokens)
    for start in range(0, len(order), bucket):
        chunk = order[start : start + bucket]
        noise = rng.random(len(chunk)) if rng is not None else 0.0  # shuffles pairs of equal length
        chunk = chunk[np.argsort(lengths[chunk] + noise, kind="stable")]
        begin = 0
        for end in range(1, len(chunk) + 1):
            if end == len(chunk) or lengths[chunk[end]] * (end + 1 - begin) > tokens:
                yield chunk[begin:end]
                begin = end


def _flat(rows: Sequence[Side]) -> npt.NDArray[np.uint16]:
    return np.concatenate([np.asarray(row, dtype=np.uint16) for row in rows]) if rows else np.zeros(0, dtype=np.uint16)


def _offsets(rows: Sequence[Side]) -> Ints:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
