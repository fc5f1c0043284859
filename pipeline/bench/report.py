"""A benchmark as a table, as JSON, and compared with the ratios that this project promises."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..config import QUALITIES
from .measure import Benchmark
from .worker import Sample

FASTER_THAN_NAIVE = 6.0
"""CTranslate2 through the stage against transformers one at a time, at equal beam."""
OF_RAW = 0.97
"""Throughput of the stage as a share of CTranslate2's own call."""
WHOLE = 1.8
"""Processor time of a whole run (read to write, all checks, start included) against bare translation of the same
sentences, if the run is long enough for its start not to matter."""
LONG_RUN = 1000
"""Sentences."""
MEMORY_MB = 1000.0
"""Peak memory of a whole run with the embedded model."""

_NAMES = {
    "naive": "transformers, one by one",
    "batched": "transformers, batched",
    "raw": "CTranslate2, bare call",
    "stage": "CTranslate2, as the run uses it",
}


def as_json(benchmark: Benchmark) -> dict[str, Any]:
    """All values, with the derived ones."""
    data = asdict(benchmark)
    for row, sample in zip(data["samples"], benchmark.samples, strict=True):
        row["sentences_per_second"] = round(sample.sentences_per_second, 2)
        row["tokens_per_second"] = round(sample.tokens_per_second, 1)
        row["tokens_per_cpu_second"] = round(sample.tokens_per_cpu_second, 1)
    for row, run in zip(data["pipeline"], benchmark.pipeline, strict=True):
        row["of_raw"] = round(run.of_raw, 3)
    data["ratios"] = ratios(benchmark)
    return data


def ratios(benchmark: Benchmark) -> dict[str, float]:
    """Speed ratios by beam: ``stage/naive beam 4`` and so on, for what was measured.

    By the clock, except for ``stage/raw``: there a few per cent matter, which only processor time shows on a machine
    that is also doing other work.
    """
    found = {}
    for beams in QUALITIES.values():
        by_kind = {sample.kind: sample for sample in benchmark.samples if sample.beams == beams}
        for left, right in (("stage", "naive"), ("stage", "batched"), ("batched", "naive"), ("stage", "raw")):
            if left in by_kind and right in by_kind:
                a, b = by_kind[left], by_kind[right]
                quotient = a.sentences_per_second / b.sentences_per_second
                if (left, right) == ("stage", "raw"):
                    quotient = (a.sentences / a.cpu_seconds) / (b.sentences / b.cpu_seconds)
                found[f"{left}/{right} beam {beams}"] = round(quotient, 3)
    return found


def shortfalls(benchmark: Benchmark) -> list[str]:
    """Which promises are not kept on this machine, in words."""
    found = []
    for name, value in ratios(benchmark).items():
        least = FASTER_THAN_NAIVE if name.startswith("stage/naive") else OF_RAW if name.startswith("stage/raw") else 0.0
        if value < least:
            found.append(f"{name} is {value:.2f}, promised is {least:g}")
    found += [
        f"{run.articles} articles cost {run.of_raw:.2f} times bare translation, promised is {WHOLE:g}"
        for run in benchmark.pipeline
        if run.sentences >= LONG_RUN and run.of_raw > WHOLE
    ]
    found += [
        f"{run.articles} articles took {run.peak_mb:.0f} MB, promised is under {MEMORY_MB:.0f}"
        for run in benchmark.pipeline
        if run.peak_mb is not None and run.peak_mb > MEMORY_MB
    ]
    return found


def as_table(benchmark: Benchmark) -> str:
    """Markdown."""
    lines = [
        f"{benchmark.machine}, {benchmark.cores} cores; model: {benchmark.model}",
        ", ".join(f"{name} {number}" for name, number in benchmark.libraries.items()),
        "",
        "| engine | quality (beam) | sentences/s | target tokens/s | tokens per CPU second | load s | peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_row(sample) for sample in sorted(benchmark.samples, key=lambda s: (list(_NAMES).index(s.kind), s.beams))]
    if benchmark.pipeline:
        lines += [
            "",
            "| whole pipeline: articles | sentences | seconds | sentences/s | CPU s | times bare call | peak MB |",
            "|---|---|---|---|---|---|---|",
        ]
        lines += [
            f"| {run.articles:,} | {run.sentences:,} | {run.seconds:.1f} | {run.sentences / run.seconds:.1f} "
            f"| {_tenths(run.cpu_seconds)} | {run.of_raw:.2f} | {_megabytes(run.peak_mb)} |"
            for run in benchmark.pipeline
        ]
    lines += ["", *(f"{name}: {value:.2f}" for name, value in ratios(benchmark).items())]
    return "\n".join(lines)


def _row(sample: Sample) -> str:
    quality = next(name for name, beams in QUALITIES.items() if beams == sample.beams)
    return (
        f"| {_NAMES[sample.kind]} | {quality} ({sample.beams}) | {sample.sentences_per_second:.1f} "
        f"| {sample.tokens_per_second:.0f} | {sample.tokens_per_cpu_second:.0f} | {sample.load_seconds:.1f} "
        f"| {_megabytes(sample.peak_mb)} |"
    )


def _megabytes(value: float | None) -> str:
    return "?" if value is None else f"{value:.0f}"


def _tenths(value: float | None) -> str:
    return "?" if value is None else f"{value:.1f}"
