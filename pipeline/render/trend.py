"""Small line charts for a report: figures in, coordinates and words out; the template draws them as inline SVG.

Each measure has a chart of its own with its own scale that begins at 0, so that lines never seem to meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..figures import Point
from .text import fit

WIDTH, HEIGHT = 320, 120
"""Of a chart, in its own units."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 8, 22, 22
"""Margins, for the words above and below the line."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A run or day on a chart. ``label`` stands at it, if it is not empty."""

    x: float
    y: float
    title: str
    label: str
    anchor: str
    """``start``, ``middle`` or ``end``: how the label lies to its dot."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One measure over runs. ``line`` is what a polyline takes."""

    name: str
    tone: str
    """Class that gives the colour."""
    line: str
    dots: tuple[Dot, ...]
    first: str
    last: str
    told: str
    """The chart in a sentence."""


def charts(points: Sequence[Point]) -> tuple[Chart, ...]:
    """Charts of a trend; none for less than two points."""
    if len(points) < 2:
        return ()
    return (
        _chart("Errors per 1,000 facts", "error", points, [p.sums.errors_per_1000 for p in points], "{:.1f}"),
        _chart("Warnings per 1,000 facts", "warning", points, [p.sums.warnings_per_1000 for p in points], "{:.1f}"),
        _chart("Briefs that pass", "pass", points, [_share(p) for p in points], "{:.0f}%", 100.0),
    )


def _share(point: Point) -> float:
    return 100 * point.sums.passed / point.sums.articles if point.sums.articles else 0.0


def _chart(
    name: str, tone: str, points: Sequence[Point], values: Sequence[float], form: str, top: float | None = None
) -> Chart:
    most = top or max(values) or 1.0
    across = (WIDTH - _LEFT - _RIGHT) / (len(points) - 1)
    places = [
        (round(_LEFT + i * across, 1), round(HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * value / most, 1))
        for i, value in enumerate(values)
    ]
    last = len(points) - 1
    labelled = {0, last} | ({values.index(max(values)), values.index(min(values))} if last < 12 else set())
    dots = tuple(
        Dot(
            x, y, f"{points[i].name}: {form.format(values[i])}", form.format(values[i]) if i in labelled else "",
            "start" if i == 0 else "end" if i == last else "middle",
        )
        for i, (x, y) in enumerate(places)
    )  # fmt: skip
    return Chart(
        name=name,
        tone=tone,
        line=" ".join(f"{x},{y}" for x, y in places),
        dots=dots,
        first=fit(points[0].name, 18),
        last=fit(points[-1].name, 18),
        told=f"{name}: {form.format(values[0])} in the first, {form.format(values[-1])} in the last of {len(points)}",
    )
