"""The log: lines for people and programs, files that are moved away, disks that take no more."""

from __future__ import annotations

import json
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.feeds.journal import Log
from pipeline.feeds.log import Event, EventLog, article_done, article_not_done, as_json, as_text, reopened_on_hangup
from pipeline.feeds.poll import Visited
from pipeline.ledger.values import Feed
from pipeline.read.draft import Refused
from pipeline.record import ArticleRow
from pipeline.types import Failure

AT = datetime(2026, 11, 26, 2, 15, 4, 123_000, tzinfo=UTC)
DONE = Event(
    "done", feed="tagesschau", item="ts-1", version=2, news="correction", title="Eleven dead", verdict="review",
    errors=0, warnings=1, seconds=0.84, hits=("Merkel", "*wahl"),
)  # fmt: skip


def test_lines_for_people() -> None:
    assert as_text(DONE, AT) == (
        "2026-11-26T02:15:04Z done tagesschau ts-1 v2 correction review 1 warning 0.8 s [Merkel, *wahl]: Eleven dead"
    )
    visited = Event("visited", feed="heise", status=200, items=1234, url="https://example.org/rss")
    assert as_text(visited, AT) == ("2026-11-26T02:15:04Z visited heise 1,234 items HTTP 200 https://example.org/rss")
    withdrawn = Event("withdrawn", feed="dpa", item="x", news="withdrawn", error="Falschmeldung")
    assert as_text(withdrawn, AT) == "2026-11-26T02:15:04Z withdrawn dpa x: Falschmeldung"


def test_lines_for_programs() -> None:
    assert json.loads(as_json(DONE, AT)) == {
        "time": "2026-11-26T02:15:04.123Z", "event": "done", "feed": "tagesschau", "item": "ts-1", "version": 2,
        "news": "correction", "title": "Eleven dead", "verdict": "review", "errors": 0, "warnings": 1,
        "seconds": 0.84, "hits": ["Merkel", "*wahl"],
    }  # fmt: skip
    assert json.loads(as_json(Event("started"), AT)) == {"time": "2026-11-26T02:15:04.123Z", "event": "started"}


def test_a_hostile_title_commands_no_terminal_and_makes_no_second_line() -> None:
    event = Event(
        "done", item="a\nb", title="x\x1b[2J\u202ey\n2026-11-26T00:00:00Z done forged", error="\x07" + "z" * 5000
    )
    assert as_text(event, AT).startswith(
        "2026-11-26T02:15:04Z done a b: x\ufffd[2Jy 2026-11-26T00:00:00Z done forged: "
    )
    assert len(as_text(event, AT)) < 1200
    line = as_json(event, AT)
    assert line.isascii()
    assert "\n" not in line
    assert json.loads(line)["title"] == event.title
    assert len(json.loads(line)["error"]) == 1000
    assert json.loads(as_json(Event("done", title="\ud800"), AT))["title"] == "\ud800"


def test_the_events_of_a_run_over_files() -> None:
    row = ArticleRow("akku", "Battery", "", "", 10, 20, 1, 2, 0, 0, "review", 0.51, "", "")
    assert as_text(article_done(row), AT) == "2026-11-26T02:15:04Z done akku review 1 error 2 warnings 0.5 s: Battery"
    failed = Failure("akku", "feed.jsonl:3", "make", "broken")
    assert as_text(article_not_done(failed), AT) == "2026-11-26T02:15:04Z failed akku feed.jsonl:3: at make: broken"
    skipped = Failure("akku", "", "read", "the text is French (fr), not German", skipped=True)
    assert as_text(article_not_done(skipped), AT) == (
        "2026-11-26T02:15:04Z skipped akku: the text is French (fr), not German"
    )


def test_a_line_is_in_the_file_when_it_is_written_and_the_file_is_continued(tmp_path: Path) -> None:
    path = tmp_path / "night.log"
    path.write_text("before\n")
    with EventLog(path, clock=lambda: AT) as log:
        log.write(Event("started", run="r1"))
        assert path.read_text() == "before\n2026-11-26T02:15:04Z started run r1\n"


def test_a_file_that_is_moved_away_or_removed_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "night.log"
    with EventLog(path, clock=lambda: AT) as log:
        log.write(Event("one"))
        path.rename(tmp_path / "night.log.1")
        log.write(Event("two"))
        assert (tmp_path / "night.log.1").read_text() == "2026-11-26T02:15:04Z one\n"
        assert path.read_text() == "2026-11-26T02:15:04Z two\n"
        path.unlink()
        log.write(Event("three"))
        assert path.read_text() == "2026-11-26T02:15:04Z three\n"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no SIGHUP on this system")
def test_a_hangup_opens_the_log_anew(tmp_path: Path) -> None:
    path = tmp_path / "night.log"
    before = signal.getsignal(signal.SIGHUP)
    with EventLog(path, clock=lambda: AT) as log, reopened_on_hangup(log):
        path.unlink()
        os.kill(os.getpid(), signal.SIGHUP)
        assert path.read_text() == ""
    assert signal.getsignal(signal.SIGHUP) is before


def test_a_log_that_cannot_be_opened_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the log cannot be written"):
        EventLog(tmp_path / "absent" / "night.log")


def test_a_log_that_can_no_longer_be_written_stops_nothing_and_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    path = tmp_path / "logs" / "night.log"
    path.parent.mkdir()
    with EventLog(path, clock=lambda: AT, warn=said.append) as log:
        path.unlink()
        path.parent.rmdir()
        log.write(Event("one"))
        log.write(Event("two"))
        assert said == [f"{path}: the log cannot be written (No such file or directory); the run goes on."]
        path.parent.mkdir()
        log.write(Event("three"))
        assert path.read_text() == "2026-11-26T02:15:04Z three\n"


def test_without_a_file_lines_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    EventLog(None, clock=lambda: AT).write(Event("one"))
    assert capsys.readouterr().err == "2026-11-26T02:15:04Z one\n"


def test_a_closed_standard_error_is_no_matter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = (tmp_path / "x").open("w")
    file.close()
    monkeypatch.setattr("sys.stderr", file)
    EventLog(None).write(Event("one"))


def test_the_log_of_a_night_shows_no_password_and_advice_that_can_be_copied(tmp_path: Path) -> None:
    path = tmp_path / "night.log"
    feed = Feed(1, "bote", "https://user:secret@example.org/rss", {})
    with EventLog(path, clock=lambda: AT) as log:
        journal = Log(log, None, lambda _: "bote", lambda: None)
        journal.visited(Visited(feed, 200, moved="https://user:secret@example.org/neu?a=1&b=2"), AT)
        refused = Refused("https://user:secret@example.org/rss#1", "see https://user:s%40e@cret@example.org/x")
        journal.visited(Visited(feed, 200, refused=(refused,)), AT)
    lines = path.read_text().splitlines()
    assert lines[1] == (
        "2026-11-26T02:15:04Z moved bote https://example.org/neu?a=1&b=2: moved for good; to follow it: "
        "wortlaut feeds change bote --url 'https://example.org/neu?a=1&b=2'"
    )
    assert lines[3] == "2026-11-26T02:15:04Z failed bote https://example.org/rss#1: see https://example.org/x"
