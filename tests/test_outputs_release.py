"""Embargo, withdrawal and approval, obeyed by every output in the table, and by a night's output folder."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

from pipeline.config import DisclosureConfig, ExportConfig
from pipeline.desk.workbench import Workbench
from pipeline.errors import ConfigError
from pipeline.export.settings import Settings
from pipeline.export.table import OUTPUTS, Output, Outputs, Withdrawal, encoded
from pipeline.feeds.publish import Outlet
from pipeline.ledger import Ledger, open_ledger
from pipeline.run.store import Store
from pipeline.types import Edition, Record
from tests import support_records as support
from tests.support_desk import RIGHT, TEXT, Clock, done, finished, review, sentence, workbench
from tests.support_ledger import at, found
from tests.support_outputs import SETTINGS, UNTIL, in_state

OF_BRIEFS = [output for output in OUTPUTS if output.about != "run"]
BRIEF = support.BRIEF
SECRETS = [s.encode() for s in (BRIEF.headline, support.ARTICLE.title, *(s.text for s in BRIEF.sentences))]
TABLES = ("findings.",)
"""Files about findings, which are no text for readers."""


def output_of(output: Output, record: Record) -> bytes | None:
    """What an output has of a record, unpacked; ``None`` if there is no file."""
    outputs = Outputs((output.name,), settings=SETTINGS)
    if output.about == "article":
        data = outputs.of_article(record).get(output.name)
    else:
        data = encoded(outputs.collected()[output.name].piece(record, True))
    if data and data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            data = b"".join(parts.read(name) for name in parts.namelist())
    return data


@pytest.mark.parametrize("output", OF_BRIEFS, ids=lambda output: output.name)
def test_a_brief_under_embargo_is_nowhere_or_says_so(output: Output) -> None:
    edition = Edition(embargo=UNTIL)
    for record in (in_state("held"), replace(support.RECORD, run=replace(support.RUN, edition=edition))):
        data = output_of(output, record)
        if output.embargo == "left out":
            assert not data
        elif output.name == "record.json":  # what its sender says of an embargo is in it as everything else is
            assert data
        else:
            assert data
            assert b"embargo" in data.lower()
            assert b"2026-11-26T18:00:00" in data or b"26 November 2026, 18:00 (UTC)" in data


@pytest.mark.parametrize("output", OF_BRIEFS, ids=lambda output: output.name)
def test_nothing_of_a_withdrawn_brief_is_left(output: Output) -> None:
    if output.name == "record.json":  # a folder's own memory, which no reader of briefs gets
        return
    assert not output_of(output, in_state("withdrawn"))
    gone = Withdrawal("elbbruecke", "2026-11-26T12:00:00+00:00", "withdrawn")
    for data in Outputs((output.name,), settings=SETTINGS).of_withdrawal(gone).values():
        assert b"canceled" in data
        assert not [secret for secret in SECRETS if secret in data]


@pytest.mark.parametrize("output", OF_BRIEFS, ids=lambda output: output.name)
def test_every_output_says_how_a_brief_was_made_and_claims_a_review_only_after_one(output: Output) -> None:
    if output.name.startswith(TABLES):
        return
    approved, not_yet = output_of(output, in_state("approved")), output_of(output, in_state("unreviewed"))
    assert approved or not_yet
    if approved:
        assert b"ai-assisted" in approved or b"Reviewed by ann on 23 November" in b" ".join(approved.split())
        assert b"ai-autonomous" not in approved
    if not_yet:
        assert b"ai-autonomous" in not_yet or b"No person has reviewed this text" in b" ".join(not_yet.split())
        assert b"ai-assisted" not in not_yet
        assert b"Reviewed by" not in not_yet


@pytest.mark.parametrize("output", OF_BRIEFS, ids=lambda output: output.name)
def test_every_output_says_that_a_translation_is_of_draft_quality(output: Output) -> None:
    if output.name.startswith("findings"):  # about findings, not about texts
        return
    for state in ("approved", "unreviewed"):
        record = in_state(state)
        draft = replace(record, signature=replace(record.signature, draft=True))
        said, usual = ((output_of(output, one) or b"").lower() for one in (draft, record))
        words = (
            b"draft-quality",
            b"draft translation",
            b"draft quality",
            b'quality: "draft"',
            b">draft<",
            b'"draft":true',
            b'"draft": true',
        )
        assert not said or any(word in said for word in words)
        assert not any(word in usual for word in words)


def test_an_approval_under_embargo_is_one_in_wire_text() -> None:
    record = in_state("held")
    assert record.run.release is not None
    release = replace(record.run.release, by="ann", at="2026-11-23T10:00:00+00:00")
    [wire] = [output for output in OF_BRIEFS if output.name == "brief.wire.txt"]
    data = output_of(wire, replace(record, run=replace(record.run, release=release)))
    assert data is not None
    assert data.splitlines()[1:3] == [
        b"EMBARGO: NOT FOR PUBLICATION BEFORE 2026-11-26T18:00:00Z", b"STATUS: APPROVED 2026-11-23T10:00:00Z",
    ]  # fmt: skip


# A night's output folder


class Folder:
    """An output folder with what other systems read, on a ledger with a desk."""

    def __init__(self, root: Path, ledger: Ledger) -> None:
        store = Store(root / "out", spread=True)
        self.root = store.root
        self.settings = Settings(
            ExportConfig(publisher="Desk", lists=("approved.atom", "held.atom"), list_entries=2),
            DisclosureConfig(unreviewed="Machine made.", reviewed="Read by {reviewer}."),
            store.place,
        )
        names = ("brief.html", "brief.post.md", "brief.wire.txt", "brief.ninjs.json")
        outputs = Outputs(names, settings=self.settings)
        self.outlet = Outlet(store, ledger, lambda feed: outputs, str, settings=self.settings)
        self.store = store

    def file(self, item: str, name: str) -> Path:
        return self.store.folder(item) / name

    def ninjs(self, item: str) -> tuple[str, str]:
        values = json.loads(self.file(item, "brief.ninjs.json").read_bytes())
        return values["pubStatus"], values["version"]

    def entries(self, name: str) -> list[str]:
        feed = feedparser.parse((self.root / name).read_bytes())
        assert not feed.bozo
        return [entry.title for entry in feed.entries]

    def mentions(self, words: str) -> set[str]:
        return {path.name for path in self.root.rglob("*") if path.is_file() and words.encode() in path.read_bytes()}


@pytest.fixture
def book(tmp_path: Path) -> Ledger:
    with open_ledger(tmp_path / "ledger.sqlite") as ledger:
        yield ledger  # type: ignore[misc]


def enter(ledger: Ledger, minute: float, item: str, text: str = TEXT, **said: object) -> None:
    names = {one.name: one.id for one in ledger.feeds()}
    feed = names.get("bote") or ledger.add_feed("bote", "https://bote.example/feed").id
    one = found(item, text, **said)  # type: ignore[arg-type]
    ledger.enter(feed, [replace(one, digest=hashlib.sha256(text.encode()).hexdigest())], at(minute))


def make(ledger: Ledger, minute: float, item: str, text: str = TEXT, **said: object) -> None:
    enter(ledger, minute, item, text, **said)
    finished(ledger, minute, text)


def approve(ledger: Ledger, item: str, clock: Clock) -> Workbench:
    bench = workbench(ledger, clock)
    done(bench.approve(item, review(ledger, item).revision, "ann"))
    return bench


def test_an_approval_a_change_and_a_withdrawal_reach_every_file(tmp_path: Path, book: Ledger) -> None:
    make(book, 0, "a")
    folder, clock = Folder(tmp_path, book), Clock()
    folder.outlet.publish(at(1))
    assert folder.ninjs("a") == ("withheld", "1")
    headline = "Ferry club sells 3,400 tickets"
    assert (folder.entries("approved.atom"), folder.entries("held.atom")) == ([], [headline])
    assert "draft: true" in folder.file("a", "brief.post.md").read_text("utf-8")
    bench = approve(book, "a", clock)
    folder.outlet.publish(at(70))
    assert folder.ninjs("a") == ("usable", "2")
    assert (folder.entries("approved.atom"), folder.entries("held.atom")) == ([headline], [])
    assert "Read by ann." in folder.file("a", "brief.html").read_text("utf-8")
    assert "Read by ann." in folder.file("a", "brief.wire.txt").read_text("utf-8")
    [hour] = (folder.root / "briefs").rglob("*.jsonl")
    line = json.loads(hour.read_text("utf-8"))
    assert (line["disclosure"]["value"], line["disclosure"]["text"]) == ("ai-assisted", "Read by ann.")
    there = book.desk.record("a")
    assert there is not None
    done(bench.edit("a", review(book).revision, sentence(there, "800"), RIGHT, "ben"))
    folder.outlet.publish(at(80))
    assert folder.ninjs("a") == ("withheld", "3")
    assert (folder.entries("approved.atom"), folder.entries("held.atom")) == ([], [headline])
    assert "Read by" not in folder.file("a", "brief.html").read_text("utf-8")
    assert "it has changed since it was approved" in folder.file("a", "brief.html").read_text("utf-8")
    enter(book, 90, "a", version=9, signal="withdrawn")
    folder.outlet.publish(at(91))
    assert folder.ninjs("a") == ("canceled", "4")  # a receiver keeps what has the highest version
    enter(book, 92, "a", version=10, text=TEXT.replace("800", "900"))
    folder.outlet.publish(at(93))
    finished(book, 94, TEXT.replace("800", "900"))
    folder.outlet.publish(at(95))
    assert folder.ninjs("a")[0] == "withheld"
    assert int(folder.ninjs("a")[1]) > 4
    enter(book, 96, "a", version=11, signal="withdrawn")
    folder.outlet.publish(at(97))
    assert folder.ninjs("a")[0] == "canceled"
    assert [path.name for path in folder.store.folder("a").iterdir()] == ["brief.ninjs.json"]
    assert (folder.entries("approved.atom"), folder.entries("held.atom")) == ([], [])
    assert folder.mentions("Ferry") == folder.mentions("Fähr") == set()


def test_a_report_that_names_what_is_withdrawn_is_taken_out(tmp_path: Path, book: Ledger) -> None:
    make(book, 0, "a")
    make(book, 0, "b", TEXT.replace("800", "900"))
    folder = Folder(tmp_path, book)
    folder.outlet.publish(at(1))
    hour = f"{at(0):%Y-%m-%dT%H%M%SZ}"
    reports = {"earlier": "2026-11-25T000000Z-r0", "one": f"{hour}-r1", "other": f"{hour}-r2"}
    mine, others = (f"{folder.store.place(item)}/brief.html" for item in "ab")
    said = {"earlier": mine, "one": f"{mine} Ferry", "other": others}
    for name, run in reports.items():
        (folder.root / "runs" / run).mkdir(parents=True)
        (folder.root / "runs" / run / "report.html").write_text(f"id:{name} {said[name]}", "utf-8")
        rows = [{"id": item, "title": f"Ferry {item}", "facts": 3, "qa": "x", "brief": "y"} for item in "ab"]
        (folder.root / "runs" / run / "run.json").write_text(json.dumps({"id": run, "articles": rows}), "utf-8")
    folder.outlet.publish(at(2))
    enter(book, 3, "a", version=9, signal="withdrawn")
    folder.outlet.publish(at(4))
    pages = {name: (folder.root / "runs" / run / "report.html").read_text("utf-8") for name, run in reports.items()}
    assert pages["other"] == f"id:other {others}"
    assert pages["earlier"].startswith("id:earlier")  # nobody knew of the item then
    assert "<title>Report taken out</title>" in pages["one"]
    assert "Ferry" not in pages["one"]
    told = json.loads((folder.root / "runs" / reports["one"] / "run.json").read_bytes())
    assert [(row["id"], row["title"], row["facts"]) for row in told["articles"]] == [("a", "", 3), ("b", "Ferry b", 3)]


def test_an_approval_that_is_taken_back_is_none(tmp_path: Path, book: Ledger) -> None:
    make(book, 0, "a")
    folder = Folder(tmp_path, book)
    bench = approve(book, "a", Clock())
    folder.outlet.publish(at(70))
    assert folder.ninjs("a")[0] == "usable"
    done(bench.unapprove("a", review(book).revision, "ann"))
    folder.outlet.publish(at(71))
    assert folder.ninjs("a")[0] == "withheld"
    assert folder.entries("approved.atom") == []


def test_what_is_set_aside_is_in_no_list(tmp_path: Path, book: Ledger) -> None:
    make(book, 0, "a")
    folder = Folder(tmp_path, book)
    folder.outlet.publish(at(1))
    assert len(folder.entries("held.atom")) == 1
    book.desk.set_aside({"a": 0}, "ann", at(2))
    folder.outlet.publish(at(3))
    assert folder.entries("held.atom") == []
    assert folder.ninjs("a")[0] == "withheld"


def test_a_brief_appears_when_its_embargo_ends_and_goes_when_another_begins(tmp_path: Path, book: Ledger) -> None:
    make(book, 0, "a", embargo="2026-11-26T03:00:00+00:00")  # two hours into the night
    folder = Folder(tmp_path, book)
    approve(book, "a", Clock())
    folder.outlet.publish(at(100))
    assert folder.mentions("Ferry") == set()
    assert (folder.entries("approved.atom"), folder.entries("held.atom")) == ([], [])
    folder.outlet.publish(at(121))
    assert folder.ninjs("a") == ("usable", "2")
    assert json.loads(folder.file("a", "brief.ninjs.json").read_bytes())["versionCreated"] == "2026-11-26T03:00:00Z"
    assert folder.entries("approved.atom") == ["Ferry club sells 3,400 tickets"]
    enter(book, 130, "a", embargo="2026-11-26T09:00:00+00:00", note="Ferry: not before nine")
    folder.outlet.publish(at(131))
    assert folder.mentions("Ferry") == set()
    item = json.loads(folder.file("a", "brief.ninjs.json").read_bytes())
    assert (item["pubStatus"], item["embargoedUntil"]) == ("withheld", "2026-11-26T09:00:00Z")
    assert item["version"] == "3"
    assert json.loads((folder.root / "events.jsonl").read_text("utf-8").splitlines()[-1])["event"] == "held"
    folder.outlet.publish(at(500))
    assert folder.ninjs("a") == ("usable", "4")


def test_an_approved_version_stays_while_its_successor_is_under_embargo(tmp_path: Path, book: Ledger) -> None:
    make(book, 0, "a")
    folder = Folder(tmp_path, book)
    approve(book, "a", Clock())
    folder.outlet.publish(at(70))
    make(book, 80, "a", TEXT.replace("800", "900"), version=2, embargo="2026-11-26T09:00:00+00:00")
    folder.outlet.publish(at(81))
    assert folder.ninjs("a")[0] == "usable"
    assert len(folder.entries("approved.atom")) == 1
    folder.outlet.publish(at(500))
    assert folder.ninjs("a")[0] == "withheld"
    assert (len(folder.entries("approved.atom")), len(folder.entries("held.atom"))) == (0, 1)


def test_a_list_has_the_newest_and_no_more_than_the_settings_say(tmp_path: Path, book: Ledger) -> None:
    for minute, item in enumerate("abc"):
        make(book, minute, item)
    folder, clock = Folder(tmp_path, book), Clock()
    folder.outlet.publish(at(5))
    ids = [entry.id for entry in feedparser.parse((folder.root / "held.atom").read_bytes()).entries]
    assert ids == [folder.settings.urn("brief", item) for item in "cb"]
    for item in "ab":
        approve(book, item, clock)
    folder.outlet.publish(at(90))
    ids = [entry.id for entry in feedparser.parse((folder.root / "approved.atom").read_bytes()).entries]
    assert ids == [folder.settings.urn("brief", item) for item in "ba"]
    [link] = {entry.link for entry in feedparser.parse((folder.root / "held.atom").read_bytes()).entries}
    assert link == f"{folder.store.place('c')}/brief.html"


def test_a_list_that_there_is_not_is_refused(tmp_path: Path, book: Ledger) -> None:
    settings = Settings(ExportConfig(lists=("approved.rss",)))
    with pytest.raises(ConfigError, match=r"valid: approved\.atom, held\.atom"):
        Outlet(Store(tmp_path / "out", spread=True), book, lambda feed: Outputs(), str, settings=settings)
