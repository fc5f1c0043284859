"""Measurements side by side, each in a separate process, one after the other."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ..config import QUALITIES, TranslateConfig
from ..errors import ModelError
from .worker import Kind, Sample
from .workload import write_articles

NAIVE_SHARE, BATCHED_SHARE = 25, 4
"""transformers is so slow that it gets only some of the sentences."""


@dataclass(frozen=True, slots=True)
class PipelineSample:
    """``wortlaut run`` as a person would call it, process start and writing included, and bare translation.

    ``raw``: CTranslate2's own call over the same distinct sentences, already loaded, at the same beam.
    """

    articles: int
    sentences: int
    seconds: float
    cpu_seconds: float | None
    """Processor time of the whole process; unknown on Windows."""
    peak_mb: float | None
    raw: Sample

    @property
    def of_raw(self) -> float:
        """Time of the whole as a multiple of bare translation; processor time, if the system reports it."""
        if self.cpu_seconds is None:
            return self.seconds / self.raw.seconds
        return self.cpu_seconds / self.raw.cpu_seconds


@dataclass(frozen=True, slots=True)
class Benchmark:
    """All measurements of one run, and on what."""

    machine: str
    cores: int
    libraries: dict[str, str]
    model: str
    samples: tuple[Sample, ...]
    pipeline: tuple[PipelineSample, ...]


def run_benchmark(
    model: str,
    *,
    count: int,
    articles: tuple[int, ...],
    reference: bool,
    say: Callable[[str], None],
    own: Path | None = None,
) -> Benchmark:
    """Measure.

    Args:
        model: a name as for ``--translator``; it has to be on this machine.
        count: sentences for CTranslate2. Among a few hundred only a handful share a length, whereas the run draws
            batches of one length from all the articles in progress.
        articles: sizes of whole-pipeline runs over made-up articles.
        own: a file or folder of articles to run over instead.
        reference: also measure transformers (slow).

    Raises:
        ModelError: a measurement failed; the message has its last line of output.
    """
    plan: list[tuple[Kind, int, int]] = []
    for beams in QUALITIES.values():
        if reference:
            plan.append(("naive", max(count // NAIVE_SHARE, 8), beams))
            plan.append(("batched", max(count // BATCHED_SHARE, 8), beams))
        plan += [("raw", count, beams), ("stage", count, beams)]
    samples = []
    for kind, number, beams in plan:
        say(f"{kind}, beam {beams}, {number} sentences ...")
        samples.append(_sample(kind, model, number, beams))
    pipeline = []
    if own is not None:
        say(f"whole pipeline, {own} ...")
        pipeline.append(_pipeline(model, own))
    for size in () if own is not None else articles:
        say(f"whole pipeline, {size} articles ...")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "articles.jsonl"
            write_articles(path, size)
            pipeline.append(_pipeline(model, path))
    return Benchmark(_machine(), os.cpu_count() or 1, _libraries(), model, tuple(samples), tuple(pipeline))


def _sample(kind: Kind, model: str, count: int, beams: int, *articles: str) -> Sample:
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "pipeline.bench.worker", kind, model, str(count), str(beams), *articles],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ModelError(f"The measurement '{kind}' failed: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    return Sample(**json.loads(done.stdout.strip().splitlines()[-1]))


def _pipeline(model: str, articles: Path) -> PipelineSample:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        command = [sys.executable, "-m", "pipeline", "run", str(articles), "--out", str(out)]
        begun = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--translator", model, "--offline"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        said = process.stderr.read()
        status, cpu, peak = _wait(process)
        seconds = time.perf_counter() - begun
        if status:
            last = (said.strip().splitlines() or ["no message"])[-1]
            raise ModelError(f"The run over {articles} ended with {status}: {last}")
        totals = json.loads((out / "run.json").read_bytes())["totals"]
    raw = _sample("raw", model, 0, TranslateConfig().beams, str(articles))
    return PipelineSample(totals["articles"], totals["sentences"], seconds, cpu, peak, raw)


def _wait(process: subprocess.Popen[str]) -> tuple[int, float | None, float | None]:
    """Exit status of a child, and its processor time and peak memory if the system reports them."""
    if not hasattr(os, "wait4"):
        return process.wait(), None, None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return process.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6


def _machine() -> str:
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        name = models[0] if models else name
    return f"{name}, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _libraries() -> dict[str, str]:
    found = {}
    for name in ("torch", "transformers", "ctranslate2", "sentencepiece"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
