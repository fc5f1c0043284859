"""The benchmark: its workload, its table and the promises it is held to; one real measurement."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import resources
from pipeline.bench.measure import Benchmark, PipelineSample
from pipeline.bench.report import as_json, as_table, ratios, shortfalls
from pipeline.bench.worker import Sample, measure
from pipeline.bench.workload import SENTENCES_PER_ARTICLE, sentences, write_articles
from pipeline.cli.bench import bench
from pipeline.models.folder import weights_of


def sample(kind: str, seconds: float, beams: int = 4) -> Sample:
    return Sample(kind, beams, 100, 3000, 2500, 1.0, seconds, seconds * 2, 200.0)


def benchmark(*samples: Sample, peak: float = 300.0) -> Benchmark:
    runs = (PipelineSample(10, 200, 4.0, 6.0, peak, sample("raw", 2.0)),)
    return Benchmark("test machine", 2, {"torch": "1"}, "embedded", samples, runs)


GOOD = benchmark(sample("naive", 50.0), sample("batched", 30.0), sample("raw", 5.0), sample("stage", 5.05))


def test_ratios_compare_throughput_at_equal_beam() -> None:
    assert ratios(GOOD) == {
        "stage/naive beam 4": 9.901,
        "stage/batched beam 4": 5.941,
        "batched/naive beam 4": 1.667,
        "stage/raw beam 4": 0.99,
    }
    assert ratios(benchmark(sample("naive", 50.0, beams=1), sample("stage", 5.0, beams=4))) == {}


def test_promises_kept_and_broken() -> None:
    assert shortfalls(GOOD) == []
    bad = benchmark(sample("naive", 20.0), sample("raw", 5.0), sample("stage", 5.5), peak=1200.0)
    assert shortfalls(bad) == [
        "stage/naive beam 4 is 3.64, promised is 6",
        "stage/raw beam 4 is 0.91, promised is 0.97",
        "10 articles took 1200 MB, promised is under 1000",
    ]


def test_the_whole_is_held_to_bare_translation_where_the_start_does_not_count() -> None:
    def run(sentences: int, cpu: float | None, seconds: float = 60.0) -> Benchmark:
        found = PipelineSample(sentences // 20, sentences, seconds, cpu, 300.0, sample("raw", 20.0))
        return Benchmark("test machine", 2, {}, "embedded", (), (found,))

    assert shortfalls(run(2000, 59.0)) == []
    assert shortfalls(run(2000, 80.0)) == ["100 articles cost 2.00 times bare translation, promised is 1.8"]
    assert shortfalls(run(200, 80.0)) == []
    assert shortfalls(run(2000, None)) == ["100 articles cost 3.00 times bare translation, promised is 1.8"]


def test_table_and_json_hold_every_measurement() -> None:
    table = as_table(GOOD)
    assert "| CTranslate2, as the run uses it | standard (4) | 19.8 | 495 | 248 | 1.0 | 200 |" in table
    assert "| 10 | 200 | 4.0 | 50.0 | 6.0 | 1.50 | 300 |" in table
    data = json.loads(json.dumps(as_json(GOOD)))
    assert data["samples"][3]["sentences_per_second"] == 19.8
    assert data["ratios"]["stage/naive beam 4"] == 9.901
    assert data["pipeline"][0]["of_raw"] == 1.5


def test_workload_is_distinct_and_the_same_each_time(tmp_path: Path) -> None:
    lines = sentences(300)
    assert len(set(lines)) == 300
    assert lines == sentences(300)
    assert not any("{" in line for line in lines)
    assert write_articles(tmp_path / "a.jsonl", 3) == 3 * SENTENCES_PER_ARTICLE
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == ["bench-00000", "bench-00001", "bench-00002"]
    assert all(len(row["text"]) > 500 for row in rows)


def test_check_ends_1_when_a_promise_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = benchmark(sample("raw", 5.0), sample("stage", 9.0))
    monkeypatch.setattr("pipeline.bench.measure.run_benchmark", lambda *_, **__: bad)
    assert CliRunner().invoke(bench, ["--check"]).exit_code == 1
    assert CliRunner().invoke(bench, []).exit_code == 0
    assert json.loads(CliRunner().invoke(bench, ["--format", "json"]).stdout)["model"] == "embedded"


@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
def test_a_real_measurement_counts_sentences_and_tokens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path))
    found = measure("stage", "embedded", 12, 1)
    assert (found.kind, found.beams, found.sentences) == ("stage", 1, 12)
    assert found.source_tokens > 12 * 5
    assert found.target_tokens > 12 * 3
    assert found.seconds > 0
    assert found.cpu_seconds > 0
    assert found.peak_mb is None or found.peak_mb > 20
