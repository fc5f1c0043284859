"""Optimal one-to-one assignment along weighted edges, component by component."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

NEVER = 10**9
"""Cost of a forbidden pair."""
LARGEST = 4096
"""Cells of the largest matrix solved exactly; beyond it (thousands of equal numbers) the cheapest pair goes first."""


def assign(edges: Mapping[int, Mapping[int, object]], cost: Callable[[int, int], int]) -> list[tuple[int, int]]:
    """Cheapest largest assignment along the edges, component by component."""
    pairs: list[tuple[int, int]] = []
    reverse: dict[int, list[int]] = defaultdict(list)
    for i, row in edges.items():
        for j in row:
            reverse[j].append(i)
    seen: set[int] = set()
    for i, row in edges.items():
        if i in seen or not row:
            continue
        if len(row) == 1:
            (j,) = row
            if len(reverse[j]) == 1:
                seen.add(i)
                pairs.append((i, j))
                continue
        rows, columns = _component(i, edges, reverse)
        seen.update(rows)
        if len(rows) * len(columns) > LARGEST:
            pairs += _greedy(rows, edges, cost)
            continue
        matrix = [[cost(r, c) if c in edges[r] else NEVER for c in columns] for r in rows]
        pairs += [(rows[r], columns[c]) for r, c in hungarian(matrix) if matrix[r][c] < NEVER]
    return pairs


def _component(
    start: int, edges: Mapping[int, Mapping[int, object]], reverse: dict[int, list[int]]
) -> tuple[list[int], list[int]]:
    rows = {start}
    columns: set[int] = set()
    stack = [start]
    while stack:
        for j in edges[stack.pop()]:
            if j not in columns:
                columns.add(j)
                for i in reverse[j]:
                    if i not in rows:
                        rows.add(i)
                        stack.append(i)
    return sorted(rows), sorted(columns)


def _greedy(
    rows: list[int], edges: Mapping[int, Mapping[int, object]], cost: Callable[[int, int], int]
) -> list[tuple[int, int]]:
    ranked = sorted((cost(row, column), row, column) for row in rows for column in edges[row])
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for _, row, column in ranked:
        if row not in left and column not in right:
            left.add(row)
            right.add(column)
            pairs.append((row, column))
    return pairs


def hungarian(matrix: list[list[int]]) -> list[tuple[int, int]]:
    """Minimum-cost assignment of a rectangular matrix (Kuhn's method with potentials, O(n²m))."""
    if len(matrix) > len(matrix[0]):
        flipped = hungarian([list(column) for column in zip(*matrix, strict=True)])
        return sorted((r, c) for c, r in flipped)
    n, m = len(matrix), len(matrix[0])
    u = [0] * (n + 1)
    v = [0] * (m + 1)
    owner = [0] * (m + 1)
    for row in range(1, n + 1):
        owner[0] = row
        column = 0
        least = [NEVER * 100] * (m + 1)
        way = [0] * (m + 1)
        used = [False] * (m + 1)
        while True:
            used[column] = True
            i = owner[column]
            delta = NEVER * 100
            following = 0
            for j in range(1, m + 1):
                if not used[j]:
                    slack = matrix[i - 1][j - 1] - u[i] - v[j]
                    if slack < least[j]:
                        least[j], way[j] = slack, column
                    if least[j] < delta:
                        delta, following = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[owner[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            column = following
            if owner[column] == 0:
                break
        while column:
            previous = way[column]
            owner[column] = owner[previous]
            column = previous
    return [(owner[j] - 1, j - 1) for j in range(1, m + 1) if owner[j]]
