"""The metrics file: what is counted, labels without end, a file that is always whole."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipeline.errors import OutputError
from pipeline.feeds.log import Event
from pipeline.feeds.metrics import FEEDS, Metrics

AT = datetime(2026, 11, 26, 2, 15, 4, tzinfo=UTC)


EMPTY = ("listed", "leased", "failed", "superseded", "withdrawn", "dropped", "twin")
"""States of the ledger in which nothing is."""


def figures(path: Path) -> dict[tuple[str, ...], float]:
    """What Prometheus reads: (name, label values...) -> figure."""
    families = text_string_to_metric_families(path.read_text(encoding="utf-8"))
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_what_happened_is_counted(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path / "w.prom")
    metrics.started(AT)
    metrics.count(Event("seen", feed="heise", news="new"))
    metrics.count(Event("seen", feed="heise", news="correction"))
    metrics.count(Event("done", feed="heise", verdict="review", errors=1, warnings=2, seconds=0.4, hits=("Merkel",)))
    metrics.count(Event("failed", feed="dpa"))
    metrics.count(Event("visited", feed="dpa"))  # no outcome of an item
    metrics.visited("heise", 200, "", AT)
    metrics.visited("dpa", 503, "busy", AT)
    metrics.queue({"waiting": 12, "done": 3}, AT - timedelta(minutes=2), AT)
    metrics.took("visit", 3)
    metrics.succeeded(AT)
    metrics.write()
    read = figures(tmp_path / "w.prom")
    assert {key: value for key, value in read.items() if "bucket" not in key[0]} == {
        ("wortlaut_items_total", "heise", "seen"): 2,
        ("wortlaut_items_total", "heise", "done"): 1,
        ("wortlaut_items_total", "dpa", "failed"): 1,
        ("wortlaut_news_total", "new"): 1,
        ("wortlaut_news_total", "correction"): 1,
        ("wortlaut_watched_items_total", "heise"): 1,
        ("wortlaut_briefs_total", "pass"): 0,
        ("wortlaut_briefs_total", "review"): 1,
        ("wortlaut_briefs_total", "fail"): 0,
        ("wortlaut_findings_total", "error"): 1,
        ("wortlaut_findings_total", "warning"): 2,
        ("wortlaut_queue_items", "waiting"): 12,
        ("wortlaut_queue_items", "done"): 3,
        **{("wortlaut_queue_items", state): 0 for state in EMPTY},
        ("wortlaut_queue_oldest_seconds",): 120,
        ("wortlaut_feed_status", "heise"): 200,
        ("wortlaut_feed_status", "dpa"): 503,
        ("wortlaut_feed_up", "heise"): 1,
        ("wortlaut_feed_up", "dpa"): 0,
        ("wortlaut_feed_success_timestamp_seconds", "heise"): AT.timestamp(),
        ("wortlaut_stage_seconds_count", "article"): 1,
        ("wortlaut_stage_seconds_sum", "article"): 0.4,
        ("wortlaut_stage_seconds_count", "visit"): 1,
        ("wortlaut_stage_seconds_sum", "visit"): 3,
        ("wortlaut_started_timestamp_seconds",): AT.timestamp(),
        ("wortlaut_success_timestamp_seconds",): AT.timestamp(),
        ("wortlaut_run_info", read_version()): 1,
    }
    assert read[("wortlaut_stage_seconds_bucket", "0.5", "article")] == 1


def read_version() -> str:
    from pipeline import __version__

    return __version__


def test_an_empty_queue_has_no_age(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path / "w.prom")
    metrics.queue({"waiting": 0}, None, AT)
    metrics.write()
    assert figures(tmp_path / "w.prom")[("wortlaut_queue_oldest_seconds",)] == 0


def test_feeds_without_end_are_counted_together(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path / "w.prom")
    for number in range(FEEDS + 20):
        metrics.count(Event("seen", feed=f"feed-{number}"))
    metrics.count(Event("seen", feed="feed-1"))
    metrics.write()
    read = figures(tmp_path / "w.prom")
    assert read[("wortlaut_items_total", "(others)", "seen")] == 20
    assert read[("wortlaut_items_total", "feed-1", "seen")] == 2
    assert sum(key[0] == "wortlaut_items_total" for key in read) == FEEDS + 1


def test_a_name_with_a_quotation_mark_is_a_label_like_others(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path / "w.prom")
    metrics.count(Event("done", feed='a"b\\c\nd'))
    metrics.write()
    assert figures(tmp_path / "w.prom")[("wortlaut_items_total", 'a"b\\c\nd', "done")] == 1


def test_two_processes_do_not_share_figures(tmp_path: Path) -> None:
    first, second = Metrics(tmp_path / "1.prom"), Metrics(tmp_path / "2.prom")
    first.count(Event("done", feed="a"))
    second.write()
    assert ("wortlaut_items_total", "a", "done") not in figures(tmp_path / "2.prom")


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    metrics = Metrics(tmp_path / "w.prom")
    metrics.write()
    assert [path.name for path in tmp_path.iterdir()] == ["w.prom"]


def test_a_file_that_cannot_be_written_is_said_at_once_and_later_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the metrics cannot be written"):
        Metrics(tmp_path / "absent" / "w.prom")
    said: list[str] = []
    (tmp_path / "m").mkdir()
    metrics = Metrics(tmp_path / "m" / "w.prom", warn=said.append)
    (tmp_path / "m" / "w.prom").unlink()
    (tmp_path / "m").rmdir()
    metrics.write()
    metrics.write()
    assert said == [f"{tmp_path / 'm' / 'w.prom'}: the metrics cannot be written (No such file or directory)."]
