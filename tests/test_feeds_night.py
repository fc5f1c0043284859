"""Nights over feeds of a bad world: every article once, every version, nothing lost, nothing asked too often."""

from __future__ import annotations

import json
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from pipeline.config import SummariseConfig
from pipeline.errors import InputError, ModelError, SummariserError
from pipeline.feeds import service
from pipeline.feeds.linking import Linker
from pipeline.feeds.metrics import STAGES
from pipeline.feeds.poll import Poller
from pipeline.feeds.service import exit_code
from pipeline.ledger import Ledger
from pipeline.ledger.schema import attempts
from pipeline.run.store import Store
from pipeline.summarise.extractive import Extractive
from pipeline.types import Article
from tests.support_night import Desk, newsroom, story
from tests.support_web import MORNING, World, status, text, world


@pytest.fixture
def web() -> Iterator[World]:
    with world() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, web: World) -> Iterator[Desk]:
    with newsroom(tmp_path, web) as found:
        yield found


# The ordinary night.


def test_a_first_night_briefs_everything_once_and_asks_once_for_everything(desk: Desk) -> None:
    wire, paper = desk.web.feed("/wire", "ninjs"), desk.web.feed("/paper")
    for number in range(3):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number))
    paper.add("p", "Bericht", story(7), teaser="Bei einem Unfall sind Menschen verletzt worden.")
    desk.watch("/wire", "agentur")
    desk.watch("/paper", "bote")
    result = desk.night()
    assert (result.visits, dict(result.news), result.made, result.failed) == (2, {"new": 4}, 4, 0)
    assert desk.titles() == ["Bericht", "Meldung 0", "Meldung 1", "Meldung 2"]
    assert sorted(event for event, _ in desk.events()) == ["new"] * 4
    assert sorted(desk.headlines()) == desk.titles()
    assert sorted(desk.web.paths) == ["/artikel/p.html", "/paper", "/robots.txt", "/wire"]
    pages = [path for path in desk.files() if path.startswith("articles/")]
    assert [len(path.split("/")[1]) for path in pages] == [2] * 4
    assert {path.rsplit("/", 1)[1] for path in pages} == {"brief.html"}
    links = [json.loads(line)["brief"] for line in (desk.out / "headlines.jsonl").read_text("utf-8").splitlines()]
    assert sorted(links) == sorted(pages)
    html = (desk.out / "headlines.html").read_text("utf-8")
    assert all(f'<a href="{page}">' in html for page in pages)
    assert html.count(" UTC</td>") == 4
    assert exit_code(result, None, watched=False) == 0


def test_the_text_of_an_item_that_has_only_a_teaser_is_taken_from_its_page(desk: Desk) -> None:
    desk.web.feed("/paper").add("p", "Bericht", story(7), teaser="Bei einem Unfall sind Menschen verletzt worden.")
    desk.watch("/paper", "bote")
    desk.night()
    assert [sentence for sentence in desk.translator.asked if "Umweg von 9 Kilometern" in sentence]
    assert not [sentence for sentence in desk.translator.asked if "Impressum" in sentence]


def test_a_second_night_takes_up_what_has_changed_and_nothing_else(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    for number in range(4):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number))
    desk.watch("/wire", "agentur")
    desk.night()
    asked = len(desk.translator.asked)
    corrected, killed, updated = (desk.item(f"Meldung {number}") for number in (0, 1, 2))
    wire.edit("urn:0", "correction", text=story(0, dead=12), note="Zahl der Verletzten berichtigt")
    wire.kill("urn:1", note="Bitte nicht verwenden")
    wire.edit("urn:2", "update", text=story(2) + " Die Feuerwehr war mit 30 Leuten da.")
    desk.later(hours=2)
    result = desk.night()
    assert dict(result.news) == {"correction": 1, "withdrawn": 1, "update": 1}
    assert (result.made, result.failed, dict(result.shown)) == (2, 0, {"correction": 1, "withdrawn": 1, "update": 1})
    assert desk.titles() == ["Meldung 0", "Meldung 2", "Meldung 3"]
    assert desk.mentions(killed) == {"events.jsonl", *({"ledger.sqlite"} & set(desk.files()))}
    assert sorted(desk.events()[4:]) == [("correction", corrected), ("update", updated), ("withdrawn", killed)]
    record = desk.ledger.record(corrected)
    assert record is not None
    assert "12 Menschen" in record.article.text
    assert record.run.changes is not None
    assert sum("Menschen" in sentence for sentence in desk.translator.asked[asked:]) == 2, "made again for nothing"
    assert [path.name for path in desk.out.glob("briefs/2026-11-26/*")] == ["06.jsonl"], "not the hour first seen"
    assert len(list(desk.out.glob("runs/*/report.html"))) == 2


def test_a_third_night_without_news_asks_for_feeds_alone_and_changes_no_file(desk: Desk) -> None:
    desk.web.feed("/paper").add("p", "Bericht", story(7), teaser="Bei einem Unfall sind Menschen verletzt worden.")
    desk.watch("/paper", "bote")
    desk.night()
    passing = ("headlines", ".lock")  # the lock goes with the process, here when the garbage is collected

    def written() -> dict[str, int]:
        files = [path for path in desk.files() if not any(word in path for word in passing)]
        return {path: (desk.out / path).stat().st_mtime_ns for path in files}

    before = written()
    desk.later(hours=1)
    result = desk.night()
    assert written() == before
    assert (result.made, dict(result.news)) == (0, {})
    assert [desk.web.count(path) for path in ("/paper", "/artikel/p.html", "/robots.txt")] == [2, 1, 2]
    assert "if-none-match" in desk.web.asked("/paper")[1].headers
    assert desk.said[-1] == "No briefs to make."


def test_titles_come_before_bodies_and_the_newest_body_first(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    for number in range(3):
        moment = MORNING - timedelta(hours=number)
        wire.add(f"urn:{number}", f"Meldung {number}", story(number), published=moment)
    desk.watch("/wire", "agentur")
    desk.night()
    told = [line.split()[0] for line in desk.log()]
    assert told == ["started", "visited", *["headline"] * 3, *["done"] * 3, "ended"]
    done = [line.split()[2] for line in desk.log() if line.startswith("done")]
    assert done == [desk.item(f"Meldung {number}") for number in range(3)]


def test_an_urgent_item_and_a_correction_go_first(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:old", "Altes", story(0))
    desk.watch("/wire", "agentur")
    desk.night()
    for number in range(1, 4):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number), published=MORNING + timedelta(minutes=30))
    wire.add("urn:flash", "Eilmeldung", story(9), urgency=1)
    wire.edit("urn:old", "correction", text=story(0, dead=13))
    desk.later(hours=1)
    desk.night()
    done = [line.split()[2] for line in desk.log() if line.startswith("done")][1:]
    assert done[:2] == [desk.item("Altes"), desk.item("Eilmeldung")]


# Embargo, versions, twins.


def test_an_item_under_embargo_is_nowhere_before_its_time_and_everywhere_after(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:e", "Sperrfristmeldung", story(1), embargo=MORNING + timedelta(hours=3))
    desk.watch("/wire", "agentur")
    result = desk.night()
    item = desk.item("Sperrfristmeldung")
    assert (result.made, dict(result.shown)) == (1, {})
    assert (desk.mentions(item), desk.mentions("Sperrfristmeldung"), desk.headlines()) == (set(), set(), [])
    assert not any(item in path.read_text() for path in desk.out.glob("runs/*/*"))
    desk.later(hours=2, minutes=59)
    assert dict(desk.night(visit=False).shown) == {}
    assert desk.mentions(item) == set()
    desk.later(minutes=1)
    assert dict(desk.night(visit=False).shown) == {"new": 1}
    everywhere = {"briefs", "findings", "articles", "events.jsonl", "headlines.jsonl", "headlines.html"}
    assert desk.mentions(item) == everywhere
    assert "headlines.html" in desk.mentions("Sperrfristmeldung")


def test_a_newer_version_under_embargo_leaves_the_older_one_in_place(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:e", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    desk.night()
    item = desk.item("Meldung")
    before = desk.briefs()[item]
    wire.edit("urn:e", "update", text=story(1, dead=99), embargo=MORNING + timedelta(hours=9))
    desk.later(hours=1)
    desk.night()
    assert desk.briefs()[item] == before
    desk.later(hours=9)
    desk.night()
    assert "99" in json.dumps(desk.briefs()[item])


def test_an_older_version_that_comes_late_changes_nothing(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Meldung", story(1, dead=20), version=3)
    desk.watch("/wire", "agentur")
    desk.night()
    before = desk.briefs()
    wire.item("urn:1").version, wire.item("urn:1").text = 2, story(1, dead=15)
    wire.item("urn:1").updated = MORNING - timedelta(hours=1)
    desk.later(hours=1)
    result = desk.night()
    assert (dict(result.news), result.made, desk.briefs()) == ({}, 0, before)


def test_a_killed_item_that_is_sent_again_is_shown_again(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    desk.night()
    wire.kill("urn:1")
    desk.later(hours=1)
    desk.night()
    assert desk.briefs() == {}
    assert list(desk.out.glob("briefs/*/*")) == list(desk.out.glob("findings/*/*")) == []
    wire.edit("urn:1", "update", text=story(1, dead=14))
    desk.later(hours=1)
    desk.night()
    assert desk.titles() == ["Meldung"]
    assert [event for event, _ in desk.events()] == ["new", "withdrawn", "update"]


def test_an_item_killed_before_it_was_made_is_never_made(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Meldung", story(1))
    wire.kill("urn:1")
    desk.watch("/wire", "agentur")
    assert desk.night().made == 0
    assert (desk.titles(), desk.headlines(), desk.translator.asked) == ([], [], [])


def test_an_item_killed_while_it_is_made_is_not_shown(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")

    def kill(sentences: Sequence[str]) -> None:
        if any("verletzt" in sentence for sentence in sentences) and wire.item("urn:1").signal != "canceled":
            wire.kill("urn:1")
            feed = desk.ledger.feed("agentur")
            with service.Fetcher(desk.config.fetch) as fetcher:
                other = Poller(desk.ledger, fetcher, desk.config, service.Stories(), lambda: desk.now)
                other.visit([feed])  # as another process does meanwhile
                other.close()

    desk.translator.when_asked = kill
    result = desk.night()
    assert (result.made, result.lost) == (0, 1)
    assert (desk.briefs(), desk.headlines(), desk.events()) == ({}, [], [])


def test_stories_that_share_a_guid_are_told_apart_by_their_addresses(desk: Desk) -> None:
    paper = desk.web.feed("/paper")
    paper.add("0", "Eins", story(1), link=desk.web.url("/a.html"))
    paper.add("0", "Zwei", story(2), link=desk.web.url("/b.html"))
    desk.watch("/paper", "bote")
    desk.night()
    assert desk.titles() == ["Eins", "Zwei"]
    desk.later(hours=1)
    paper.add("0", "Drei", story(3), link=desk.web.url("/c.html"))
    desk.night()
    assert desk.titles() == ["Drei", "Eins", "Zwei"]


def test_a_story_in_two_papers_is_made_once_and_names_both(desk: Desk) -> None:
    body = story(1) + "\n\n" + story(2)
    for path, name in (("/ost", "ost"), ("/west", "west")):
        desk.web.feed(path).add(f"{name}-1", f"Unfall ({name})", body, link=f"{desk.web.address}/{name}.html")
        desk.watch(path, name)
    result = desk.night()
    assert result.made == 1
    assert len(desk.briefs()) == len(desk.headlines()) == 1
    assert desk.night().made == 0
    assert sorted(desk.ledger.counts().values()) == [1, 1]


def _two_papers(desk: Desk, body: str, other: str = "") -> dict[str, Any]:
    """Two papers with a story each; the first has had its night."""
    feeds = {}
    for name, text_ in (("ost", body), ("west", other or body)):
        feeds[name] = desk.web.feed(f"/{name}")
        feeds[name].add(f"{name}-1", f"Unfall: {name}", text_, link=f"{desk.web.address}/{name}.html")
        desk.watch(f"/{name}", name)
        if name == "ost":
            assert desk.night().made == 1
    return feeds


BODY = story(1) + "\n\n" + story(2)


def test_a_twin_that_gets_other_figures_tells_its_story_itself(desk: Desk) -> None:
    papers = _two_papers(desk, BODY)
    assert desk.night().made == 0
    assert any(line.startswith("twin west ") and line.endswith(desk.item("Unfall: ost")) for line in desk.log())
    papers["west"].edit("west-1", "", text=BODY.replace("11 Menschen", "dreizehn Menschen"))
    desk.later(hours=1)
    assert desk.night().made == 1
    assert desk.titles() == ["Unfall: ost", "Unfall: west"]
    assert "dreizehn" in json.dumps(desk.briefs()[desk.item("Unfall: west")])
    assert len(desk.headlines()) == 2


def test_a_twin_that_only_mends_its_spelling_or_catches_up_stays_one(desk: Desk) -> None:
    papers = _two_papers(desk, BODY)
    desk.night()
    papers["west"].edit("west-1", "", text=BODY.replace("Bei einem Unfall", "Bei einem Unglück"))
    desk.later(hours=1)
    assert desk.night().made == 0
    for name in ("ost", "west"):
        papers[name].edit(f"{name}-1", "", text=BODY.replace("11 Menschen", "13 Menschen"))
        desk.later(hours=1)
        assert desk.night().made == (name == "ost")
    assert desk.titles() == ["Unfall: ost"]
    assert [event for event, _ in desk.events() if event != "also"] == ["new", "update"]


def test_a_twin_that_says_something_new_in_words_tells_its_story_itself(desk: Desk) -> None:
    papers = _two_papers(desk, BODY)
    desk.night()
    papers["west"].edit("west-1", "", text=BODY + " Der Landrat trat am Abend von seinem Amt zurück.")
    desk.later(hours=1)
    assert desk.night().made == 1
    assert len(desk.titles()) == 2


def test_what_stands_alone_does_not_vanish_behind_another_story(desk: Desk) -> None:
    papers = _two_papers(desk, BODY, story(4) + "\n\n" + story(5))
    desk.night()
    papers["west"].edit("west-1", "", text=BODY)
    desk.later(hours=1)
    assert desk.night().made == 1
    assert len(desk.titles()) == 2


@pytest.mark.parametrize(
    ("title", "text_"),
    [
        ("Zahl der Verletzten steigt", BODY.replace("sind am Montag 11 Menschen", "sind inzwischen zwölf Menschen")),
        ("Zwölf Verletzte bei Unfall", BODY),
    ],
)
def test_news_of_the_same_feed_under_another_guid_is_no_twin(desk: Desk, title: str, text_: str) -> None:
    paper = desk.web.feed("/paper")
    paper.add("a", "Unfall", BODY)
    desk.watch("/paper", "bote")
    desk.night()
    paper.add("b", title, text_)
    desk.later(hours=1)
    assert desk.night().made == 1
    assert desk.titles() == sorted(["Unfall", title])


def test_a_correction_is_no_twin(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Unfall", BODY)
    desk.watch("/wire", "agentur")
    desk.night()
    wire.add("urn:2", "Berichtigung: Unfall", BODY, published=MORNING + timedelta(minutes=1), signal="correction")
    desk.later(hours=1)
    assert desk.night().made == 1


def test_nobody_begins_with_what_is_not_yet_compared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Meldung", story(1))
    desk.web.feed("/paper").add("p", "Bericht", story(2), teaser="Bei einem Unfall sind Menschen verletzt worden.")
    desk.watch("/wire", "agentur")
    desk.watch("/paper", "bote")
    seen: list[str] = []

    def twin(self: Linker, version: int, item: str, *rest: Any) -> Any:
        if item.startswith("agentur"):
            assert [lease.item for lease in desk.ledger.queue(9, desk.now)] == []
            assert [one.item for one in desk.ledger.untitled(9) if one.item == item] == []
        else:
            assert item not in [lease.item for lease in desk.ledger.queue(9, desk.now)]
        seen.append(item.split("-")[0])
        return found(self, version, item, *rest)

    found = Linker.link_one
    monkeypatch.setattr(Linker, "link_one", twin)
    assert desk.night().made == 2
    assert sorted(seen) == ["agentur", "bote"]


# Pages.


def test_an_item_whose_page_is_gone_is_made_from_its_teaser(desk: Desk) -> None:
    teaser = "Bei einem Unfall in Altenmühle sind 11 Menschen verletzt worden. Die Straße ist gesperrt."
    desk.web.feed("/paper").add("p", "Bericht", story(7), teaser=teaser, page=False)
    desk.watch("/paper", "bote")
    result = desk.night()
    assert (result.made, result.failed, desk.titles()) == (1, 0, ["Bericht"])
    assert desk.web.count("/artikel/p.html") == 1
    (said,) = [line for line in desk.log() if line.startswith("teaser bote ")]
    assert "404" in said
    record = desk.ledger.record(desk.item("Bericht"))
    assert record is not None
    assert record.run.edition is not None
    assert "404" in record.run.edition.unread
    (page,) = desk.out.glob("articles/*/*/brief.html")
    assert "It could not be had in full: its page gives no article (" in page.read_text("utf-8")


def test_a_page_that_stumbles_is_fetched_on_the_next_night(desk: Desk) -> None:
    feed = desk.web.feed("/paper")
    item = feed.add("p", "Bericht", story(7), teaser="Bei einem Unfall sind Menschen verletzt worden.")
    whole = desk.web.steps["/artikel/p.html"]
    desk.web.play("/artikel/p.html", status(500), status(500), status(500), *whole)
    desk.watch("/paper", "bote")
    result = desk.night()
    assert result.made == 0
    assert any("/artikel/p.html" in line and "500" in line for line in desk.log()), "nobody hears of it"
    assert desk.headlines() == ["Bericht"]
    assert tried(desk) == [(desk.ledger.runs()[0].id, "retried", "page", 0)]
    assert desk.web.count("/artikel/p.html") == 3
    desk.later(hours=1)
    assert desk.night().made == 1
    assert desk.web.count("/artikel/p.html") == 4
    record = desk.ledger.record(desk.item(item.title))
    assert record is not None
    assert "einen Umweg" in record.article.text


def tried(desk: Desk) -> list[tuple[Any, ...]]:
    """Run, outcome, stage and milliseconds of each attempt."""
    query = select(attempts.c.run, attempts.c.outcome, attempts.c.stage, attempts.c.seconds)
    return desk.ledger._db.read(lambda connection: [tuple(row) for row in connection.execute(query)])


# Feeds that misbehave.


def test_a_feed_that_turns_into_a_page_is_said_and_keeps_its_articles(desk: Desk) -> None:
    desk.web.feed("/wire", "ninjs").add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    desk.night()
    desk.web.play(
        "/wire", text("<!DOCTYPE html><html><body><h1>Wir sind umgezogen</h1><p>…</p></body></html>", "text/html")
    )
    desk.later(hours=1)
    result = desk.night()
    assert (result.unreachable, exit_code(result, None, watched=False)) == (1, 3)
    assert "web page" in desk.ledger.feed("agentur").error
    assert desk.titles() == ["Meldung"]


def test_a_feed_that_asks_for_patience_is_left_alone_and_the_others_are_not(desk: Desk) -> None:
    desk.web.play("/busy", status(429, Retry_After="7200"))
    desk.watch("/busy", "voll")
    result = desk.night()
    assert (result.unreachable, desk.web.count("/busy")) == (1, 1)
    desk.later(hours=1)
    desk.night()
    assert desk.web.count("/busy") == 1
    desk.web.feed("/busy").add("b", "Bericht", story(2))
    desk.later(hours=1, minutes=1)
    assert desk.night().made == 1


def test_a_feed_without_items_is_no_failure(desk: Desk) -> None:
    desk.web.feed("/empty")
    desk.watch("/empty", "leer")
    result = desk.night()
    assert (result.unreachable, exit_code(result, None, watched=False)) == (0, 0)
    assert desk.said == ["1 feed visited: nothing new.", "No briefs to make."]
    assert not (desk.out / "runs").exists(), "a report of nothing"


def test_a_night_without_feeds_says_what_to_do_and_makes_no_folder(desk: Desk) -> None:
    result = desk.night()
    assert desk.said == ["No feeds are watched, so there is nothing to do. Add one: wortlaut feeds add URL"]
    assert (exit_code(result, None, watched=False), desk.out.exists()) == (0, False)


def test_a_feed_that_was_removed_is_asked_no_more_and_its_queue_is_left(desk: Desk) -> None:
    desk.web.feed("/wire", "ninjs").add("urn:1", "Meldung", story(1))
    desk.web.feed("/paper").add("p", "Bericht", story(2))
    desk.watch("/wire", "agentur")
    desk.watch("/paper", "bote")
    desk.night(limit=1)
    desk.ledger.remove_feed("agentur")
    desk.later(hours=1)
    desk.night()
    assert desk.web.count("/wire") == 1
    assert "Bericht" in desk.titles()


def test_hostile_items_do_no_harm_anywhere(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "jsonfeed")
    wire.add("../../../../etc/passwd", "Titel <script>alert(1)</script>", story(1), link=desk.web.url("/1"))
    wire.add(
        "C:\\Windows\\System32", "Titel \x1b]0;böse\x07\x1b[2J mit Steuerzeichen", story(2), link=desk.web.url("/2")
    )
    wire.add("..", "=cmd|'/C calc'!A0", story(3), link="javascript:alert(1)")
    wire.add("a" * 5000, "Lang " * 2000, story(4), link=desk.web.url("/4"))
    wire.add("\u202egnirts", "Zeile\nneue Zeile\u2028noch eine", story(5), link=desk.web.url("/5"))
    desk.watch("/wire", "agentur", watch=["Titel"])
    result = desk.night()
    assert (result.made, result.failed) == (5, 0)
    inside = {path.relative_to(desk.folder).parts[0] for path in desk.folder.rglob("*")}
    assert {name.removesuffix("-wal").removesuffix("-shm") for name in inside} == {"out", "ledger.sqlite", "log"}
    assert all(len(Path(path).parts) <= 4 for path in desk.files())
    for page in [*desk.out.rglob("*.html")]:
        assert "<script>alert" not in page.read_text("utf-8")
        assert 'href="javascript' not in page.read_text("utf-8")
    for path in (desk.folder / "log", *desk.out.rglob("*.csv"), *desk.out.rglob("*.jsonl"), *desk.out.rglob("*.html")):
        assert b"\x1b" not in path.read_bytes(), path
    assert len(desk.log()) == 13
    assert "\x1b" not in "".join(desk.said)
    for path in desk.out.glob("findings/*/*.csv"):
        cells = [cell for row in path.read_text("utf-8").splitlines() for cell in row.split(",")]
        assert not [cell for cell in cells if cell.startswith(("=", '"='))]


# Rules and options.


def test_rules_leave_out_items_and_watched_words_are_marked(desk: Desk) -> None:
    paper = desk.web.feed("/paper")
    paper.add("1", "Horoskop für Montag", story(1))
    paper.add("2", "Neue Brücke", story(2))
    desk.watch("/paper", "bote", drop=["Horoskop"], watch=["Brücke", "Rakete"])
    result = desk.night()
    assert (result.dropped, result.made, desk.titles()) == (1, 1, ["Neue Brücke"])
    line = json.loads((desk.out / "headlines.jsonl").read_text("utf-8"))
    assert line["hits"] == ["Brücke"]
    assert [line.split()[0] for line in desk.log() if "[Brücke]" in line] == ["headline", "done"]
    assert [line for line in desk.log() if line.startswith("dropped bote ") and "Horoskop" in line]
    desk.ledger.change_feed("bote", rules={})
    desk.later(hours=1)
    assert desk.night().made == 1, "kept by the new rules"


def test_each_feed_has_its_own_files_and_summariser(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[str] = []

    def load(settings: SummariseConfig, warn: Any) -> Extractive:
        used.append(settings.summariser)
        return Extractive(settings)

    monkeypatch.setattr(service, "load_summariser", load)
    for name, rules in (
        ("agentur", {"outputs": ["none"]}),
        ("bote", {"summariser": "seq2seq", "outputs": ["brief.md", "qa.html"]}),
        ("kurier", {}),
    ):
        number = len(name)
        desk.web.feed(f"/{name}").add(name, f"Bericht {name}", story(number))
        desk.watch(f"/{name}", name, **rules)
    assert desk.night().made == 3
    assert sorted(used) == ["extractive", "seq2seq"]
    made = {desk.title(Path(path).parts[2]): set[str]() for path in desk.files() if path.startswith("articles/")}
    for path in desk.files():
        if path.startswith("articles/"):
            made[desk.title(Path(path).parts[2])].add(Path(path).name)
    assert made == {"Bericht bote": {"brief.md", "qa.html"}, "Bericht kurier": {"brief.html"}}


def test_a_limit_leaves_the_rest_for_the_next_night(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    for number in range(40):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number))
    desk.watch("/wire", "agentur")
    assert desk.night(limit=17).made == 17
    assert len(desk.headlines()) == 40
    assert desk.night(visit=False).made == 23
    assert desk.web.count("/wire") == 1


def test_only_the_feeds_named_are_visited_and_worked_on(desk: Desk) -> None:
    for name in ("eins", "zwei"):
        desk.web.feed(f"/{name}").add(name, f"Bericht {name}", story(len(name) + (name == "zwei")))
        desk.watch(f"/{name}", name)
    desk.night("zwei")
    assert (desk.titles(), desk.web.count("/eins")) == (["Bericht zwei"], 0)


def test_since_leaves_out_what_is_older_for_good(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:old", "Altes", story(1), published=MORNING - timedelta(days=3))
    wire.add("urn:new", "Neues", story(2))
    desk.watch("/wire", "agentur")
    result = desk.night(since=MORNING - timedelta(days=1))
    assert (desk.titles(), result.dropped) == (["Neues"], 1)


def test_what_since_or_a_language_leaves_out_comes_with_a_later_night(desk: Desk) -> None:
    wire = desk.web.feed("/wire")
    wire.add("old", "Altes", story(1), published=MORNING - timedelta(days=3))
    desk.watch("/wire", "agentur")
    desk.night(since=MORNING - timedelta(days=1))
    desk.later(hours=1)
    desk.settings("input", languages=("fr",))
    assert (desk.night().made, desk.titles()) == (0, [])
    desk.later(hours=1)
    desk.settings("input", languages=("de",))
    assert (desk.night().made, desk.titles()) == (1, ["Altes"])
    desk.later(hours=1)
    desk.night()
    asked = [request.headers.get("if-none-match", "") != "" for request in desk.web.asked("/wire")]
    assert asked == [False, False, False, True]


def test_a_rehearsal_says_what_would_come_and_changes_nothing(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    assert desk.rehearsal() == ["agentur: 1 new", "In the queue: 0 articles."]
    assert (desk.out.exists(), desk.ledger.counts(), desk.ledger.feed("agentur").fetched) == (False, {}, None)
    desk.night()
    wire.edit("urn:1", "correction", text=story(1, dead=12))
    wire.add("urn:2", "Weitere", story(2))
    desk.later(hours=1)
    assert desk.rehearsal() == ["agentur: 1 correction, 1 new", "In the queue: 0 articles."]
    assert dict(desk.night().news) == {"correction": 1, "new": 1}, "a rehearsal has taken the validators"


def test_a_folder_is_watched_and_a_file_rewritten_is_a_new_version(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "eingang"
    folder.mkdir()
    desk.ledger.add_feed("ordner", str(folder))
    assert (desk.night().unreachable, desk.said[0]) == (0, "1 feed visited: nothing new.")
    (folder / "eins.txt").write_text(f"Unfall in Altenmühle\n\n{story(1)}", "utf-8")
    desk.later(hours=1)
    assert desk.night().made == 1
    (item,) = desk.briefs()
    (folder / "eins.txt").write_text(f"Unfall in Altenmühle\n\n{story(1, dead=12)}", "utf-8")
    (folder / "zwei.txt").write_text(f"Feuer in Grünholt\n\n{story(2)}", "utf-8")
    desk.later(hours=1)
    assert dict(desk.night().news) == {"update": 1, "new": 1}
    assert len(desk.briefs()) == 2
    assert "12" in json.dumps(desk.briefs()[item])
    desk.later(hours=1)
    assert desk.night().made == 0


# What goes wrong.


class Stubborn(Extractive):
    """Cannot do articles that mention a place."""

    place = "Bruchhagen"

    def drafts(self, article: Article, sentences: Any) -> Any:
        if self.place in article.text:
            raise SummariserError("the server has gone")
        return super().drafts(article, sentences)


def test_a_brief_that_cannot_be_made_is_tried_again_later_and_given_up_in_the_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "load_summariser", lambda settings, warn: Stubborn(settings))
    monkeypatch.setattr(Stubborn, "place", "Revier 4")
    desk.settings("feeds", attempts=3, back_off=60.0)
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:0", "Gut", story(0))
    wire.add("urn:1", "Schlecht", story(1))
    desk.watch("/wire", "agentur")
    result = desk.night()
    assert (result.made, result.failed, exit_code(result, None, watched=False)) == (1, 1, 3)
    assert desk.night(visit=False).failed == 0, "not before its time"
    desk.later(minutes=1)
    assert desk.night(only_failed=True, visit=False).failed == 1
    desk.later(minutes=2)
    assert desk.night().failed == 1
    desk.later(days=1)
    assert (desk.night().failed, desk.ledger.counts()["failed"]) == (0, 1)
    monkeypatch.setattr(Stubborn, "place", "Nirgendwo")
    wire.add("urn:2", "Neu", story(2))
    desk.ledger.retry(None, desk.now)
    result = desk.night(only_failed=True, visit=False)
    assert (result.made, desk.titles()) == (1, ["Gut", "Schlecht"])


def test_a_failure_of_what_is_no_longer_held_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "load_summariser", lambda settings, warn: Stubborn(settings))
    monkeypatch.setattr(Stubborn, "place", "Revier 4")
    desk.web.feed("/wire", "ninjs").add("urn:1", "Schlecht", story(1))
    desk.watch("/wire", "agentur")
    noted: list[float] = []

    def fail(self: Ledger, owner: str, version: int, *_: Any, seconds: float = 0.0, **__: Any) -> bool:
        noted.append(seconds)
        self.retry([version], desk.now)
        return False

    monkeypatch.setattr(Ledger, "fail", fail)
    result = desk.night()
    assert (result.failed, result.lost) == (0, 1)
    assert noted[0] > 0


def test_a_model_that_fails_ends_the_night_and_loses_nothing(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    for number in range(6):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number), published=MORNING - timedelta(hours=number))
    desk.watch("/wire", "agentur")

    def fail(sentences: Sequence[str]) -> None:
        if any("Revier 7" in sentence for sentence in sentences):
            raise ModelError("the weights are damaged")

    desk.translator.when_asked = fail
    with pytest.raises(ModelError):
        desk.night()
    assert desk.ledger.counts().get("leased", 0) == 0
    (run,) = desk.ledger.runs()
    assert run.ended is not None
    made = desk.ledger.counts().get("done", 0)
    assert len(desk.briefs()) == made, "what was made is shown"
    desk.translator.when_asked = lambda sentences: None
    desk.later(minutes=1)
    assert desk.night().made == 6 - made
    assert len(desk.briefs()) == 6
    assert desk.web.count("/wire") == 2


def test_an_interruption_keeps_what_is_done_and_gives_the_rest_back(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    for number in range(60):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number))
    desk.watch("/wire", "agentur")
    asked: list[str] = []

    def interrupt(sentences: Sequence[str]) -> None:
        asked.extend(sentences)
        if len([sentence for sentence in asked if "Revier" in sentence]) > 30:
            signal.raise_signal(signal.SIGINT) if threading.current_thread() is threading.main_thread() else (
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            )

    desk.translator.when_asked = interrupt
    result = desk.night()
    assert result.interrupted
    assert exit_code(result, None, watched=False) == 130
    assert exit_code(result, None, watched=True) == 0
    counts = desk.ledger.counts()
    assert (counts["done"], counts.get("leased", 0)) == (result.made, 0)
    assert 0 < result.made < 60
    assert len(desk.briefs()) == result.made
    assert desk.said[-1] == "Interrupted; what is done is kept, and the next run goes on from there."
    assert [run.interrupted for run in desk.ledger.runs()] == [True]
    desk.translator.when_asked = lambda sentences: None
    assert desk.night().made == 60 - result.made
    assert len(desk.briefs()) == 60


def test_an_output_folder_that_was_deleted_is_made_again(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    for number in range(3):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number))
    desk.watch("/wire", "agentur")
    desk.night()
    before = {
        path: (desk.out / path).read_bytes() for path in desk.files() if path.startswith(("briefs", "findings", "art"))
    }
    asked = len(desk.translator.asked)
    shutil.rmtree(desk.out)
    desk.later(hours=1)
    desk.night()
    assert {path: (desk.out / path).read_bytes() for path in desk.files() if path in before} == before
    assert len(desk.translator.asked) == asked, "translated again"


def test_a_folder_of_something_else_is_refused_before_anything_is_fetched(desk: Desk) -> None:
    desk.web.feed("/wire", "ninjs").add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    (desk.out / "articles" / "werft").mkdir(parents=True)
    (desk.out / "run.json").write_text("{}")
    with pytest.raises(InputError, match="Choose another folder"):
        desk.night()
    assert desk.web.paths == []
    assert [run.ended for run in desk.ledger.runs()] == []


def test_records_say_what_they_said_at_first_if_made_by_another_run(desk: Desk) -> None:
    """Item ids and hours do not depend on who makes them or when."""
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    desk.night(limit=1)
    (item,) = desk.briefs()
    assert item.startswith("agentur-")
    assert len(item) == len("agentur-") + 12
    assert desk.ledger.runs()[0].done == 1
    assert datetime.fromisoformat(json.loads((desk.out / "events.jsonl").read_text())["at"]) == MORNING.astimezone(UTC)


def test_an_hour_is_written_once_however_much_is_new_in_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.feeds.publish.AT_ONCE", 3)
    wire = desk.web.feed("/wire", "ninjs")
    for number in range(7):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number))
    desk.watch("/wire", "agentur")
    desk.night(out=None)
    written: list[str] = []
    write = Store.write

    def noted(self: Store, name: str, chunks: Any) -> Path:
        written.append(name)
        return write(self, name, chunks)

    monkeypatch.setattr(Store, "write", noted)
    desk.night(visit=False)
    assert [name for name in written if name.startswith(("briefs", "findings"))] == [
        "briefs/2026-11-26/06.jsonl",
        "findings/2026-11-26/06.csv",
    ]
    assert len(desk.titles()) == len(desk.events()) == 7


def test_publishing_that_breaks_off_is_taken_up_without_a_gap(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    for number in range(3):
        wire.add(f"urn:{number}", f"Meldung {number}", story(number))
    desk.watch("/wire", "agentur")
    desk.night(out=None)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "append", lambda *_: (_ for _ in ()).throw(InputError("cut off")))
        with pytest.raises(InputError):
            desk.night(visit=False)
    assert desk.events() == []
    desk.night(visit=False)
    assert len(desk.titles()) == len(desk.events()) == 3


def test_briefs_that_were_deleted_are_made_again(desk: Desk) -> None:
    desk.web.feed("/wire", "ninjs").add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    desk.night()
    before = desk.briefs()
    shutil.rmtree(desk.out / "briefs")
    shutil.rmtree(desk.out / "articles")
    asked = len(desk.translator.asked)
    desk.night(visit=False)
    assert (desk.briefs(), len(list(desk.out.glob("articles/*/*/brief.html"))), len(desk.translator.asked)) == (
        before,
        1,
        asked,
    )
    assert desk.said[-1] == "1 item published."


def test_an_idle_night_loads_no_model_and_two_threads_load_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.web.feed("/wire", "ninjs").add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    loaded: list[str] = []

    def load(settings: Any, warn: Any) -> Any:
        loaded.append(threading.current_thread().name)
        threading.Event().wait(0.05)  # so that another one has the time to come in between
        return desk.translator

    monkeypatch.setattr(service, "load_translator", load)
    desk.night()
    assert len(loaded) == 1
    before = (desk.out / "headlines.html").read_text("utf-8")
    desk.later(hours=1)
    desk.night()
    assert len(loaded) == 1, "loaded to find nothing to do"
    assert (desk.out / "headlines.html").read_text("utf-8").replace("07:00", "06:00") == before
    tools = service.Tools(desk.config, "r", "local", print)
    threads = [threading.Thread(target=lambda: tools.translator) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 2


def test_a_failing_feed_is_left_alone_until_it_is_due_unless_it_is_named(desk: Desk) -> None:
    desk.web.play("/broken", status(404))
    desk.watch("/broken", "kaputt")
    assert desk.night().unreachable == 1
    asked = desk.web.count("/broken")
    desk.later(minutes=1)
    assert desk.night().visits == 0
    assert desk.night(watch=False, due_only=True).visits == 0
    assert desk.web.count("/broken") == asked
    assert desk.night("kaputt").unreachable == 1
    assert desk.web.count("/broken") > asked


def test_a_second_run_begun_just_behind_visits_nothing_again(desk: Desk) -> None:
    desk.web.feed("/wire", "ninjs").add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    desk.night()
    desk.later(seconds=1)
    assert desk.night().visits == 0
    assert desk.night("agentur").visits == 1
    (mine,) = desk.ledger.due(desk.now + timedelta(days=1), owner="another process")
    desk.later(seconds=30)
    assert desk.night().visits == 0, f"{mine.name} is being visited"


def test_paused_feeds_are_said(desk: Desk) -> None:
    desk.web.feed("/wire", "ninjs").add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    desk.ledger.change_feed("agentur", active=False)
    desk.night()
    assert desk.said == ["The only feed is paused, so there is nothing to do: wortlaut feeds resume agentur"]
    assert desk.night("agentur").visits == 0
    assert desk.warned == ["agentur is paused and is not visited: wortlaut feeds resume agentur"]
    desk.watch("/paper", "bote")
    desk.ledger.change_feed("bote", active=False)
    desk.night()
    assert desk.said[0].startswith("All 2 feeds are paused")


def _figures(path: Path) -> dict[str, float]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines}


def test_the_figures_of_a_night_are_those_of_what_happened(desk: Desk) -> None:
    wire = desk.web.feed("/wire", "ninjs")
    wire.add("urn:1", "Meldung", BODY)
    wire.add("urn:2", "Meldung noch einmal", BODY)
    wire.add("urn:3", "Horoskop", story(5))
    desk.web.feed("/paper").add("p", "Bericht", story(4), teaser="Bei einem Unfall sind Menschen verletzt worden.")
    desk.watch("/wire", "agentur", watch=["Bruchhagen"], drop=["Horoskop"])
    desk.watch("/paper", "bote")
    path = desk.folder / "w.prom"
    desk.night(metrics=path)
    seen = _figures(path)
    assert [
        seen.get(f'wortlaut_items_total{{feed="agentur",outcome="{name}"}}', 0)
        for name in ("seen", "done", "twin", "dropped")
    ] == [3, 1, 1, 1]
    assert seen['wortlaut_watched_items_total{feed="agentur"}'] == 1
    queue = {name: seen[f'wortlaut_queue_items{{state="{name}"}}'] for name in ("done", "twin", "waiting", "failed")}
    assert queue == {"done": 2, "twin": 1, "waiting": 0, "failed": 0}
    counted = {name: seen.get(f'wortlaut_stage_seconds_count{{stage="{name}"}}', 0) for name in STAGES}
    assert [name for name, number in counted.items() if not number] == []
    assert (counted["visit"], counted["page"], counted["article"]) == (2, 1, 2)
    assert seen["wortlaut_success_timestamp_seconds"] == desk.now.timestamp()
    desk.later(hours=1)
    desk.web.play("/paper", status(404))
    desk.night(metrics=path)
    assert _figures(path)["wortlaut_success_timestamp_seconds"] == 0


def test_one_that_watches_says_after_each_round_that_all_is_well(desk: Desk) -> None:
    desk.web.feed("/wire", "ninjs").add("urn:1", "Meldung", story(1))
    desk.watch("/wire", "agentur")
    path = desk.folder / "w.prom"
    patched = service.Log.succeeded

    def stop(self: Any, now: datetime) -> None:
        patched(self, now)
        signal.raise_signal(signal.SIGINT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service.Log, "succeeded", stop)
        assert desk.night(metrics=path, watch=True).interrupted
    assert _figures(path)["wortlaut_success_timestamp_seconds"] == desk.now.timestamp()


def test_a_title_is_translated_by_one_process_and_only_of_the_feeds_named(desk: Desk) -> None:
    for name, number in (("ost", 1), ("west", 2)):
        desk.web.feed(f"/{name}", "ninjs").add(f"urn:{name}", f"Bericht {name}", story(number))
        desk.watch(f"/{name}", name)
    with service.Fetcher(desk.config.fetch) as fetcher:
        poller = Poller(desk.ledger, fetcher, desk.config, service.Stories(), lambda: desk.now)
        poller.visit(desk.ledger.feeds())
        poller.close()
    ttl = timedelta(minutes=15)
    (mine,) = desk.ledger.lease_titles("another process", 1, desk.now, ttl)
    assert mine.title in ("Bericht ost", "Bericht west")
    other = "west" if mine.title == "Bericht ost" else "ost"
    assert [one.title for one in desk.ledger.untitled(9, now=desk.now)] == [f"Bericht {other}"]
    feed = desk.ledger.feed("ost").id
    assert {one.feed for one in desk.ledger.lease_titles("a third one", 9, desk.now, ttl, [feed])} == (
        {"ost"} - {mine.feed}
    )
    desk.ledger.release("a third one")
    assert len(desk.ledger.lease_titles("a fourth one", 9, desk.now, ttl)) == 1
    assert len(desk.ledger.lease_titles("a fifth one", 9, desk.now + ttl, ttl)) == 2, "whose lease has ended"


def test_a_record_that_stays_broken_is_told_once_and_then_counted(desk: Desk, tmp_path: Path) -> None:
    watched = tmp_path / "eingang"
    watched.mkdir()
    lines = [json.dumps({"id": "a", "title": "Eins", "text": story(1)}), '{"id": "b", "text": 7']
    (watched / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    desk.ledger.add_feed("eingang", str(watched), {})
    desk.night()
    assert sum("not a JSON object" in line for line in desk.log()) == 1
    desk.later(hours=1)
    desk.night()
    assert sum("not a JSON object" in line for line in desk.log()) == 1
    assert any("1 item still cannot be used" in line for line in desk.log())
