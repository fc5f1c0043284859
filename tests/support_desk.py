"""A desk for tests: articles that a run has made, finished in a ledger, and a workbench on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.check import Checker
from pipeline.codec import line, read_record
from pipeline.config import Config, PolicyConfig, override
from pipeline.desk.workbench import Workbench
from pipeline.export.table import encoded
from pipeline.export.tables import FINDINGS
from pipeline.ledger import Ledger
from pipeline.ledger.desk_values import Conflict, Review
from pipeline.render.brief import brief_json
from pipeline.run.runner import Runner
from pipeline.run.store import Store
from pipeline.types import Article, Edition, Record
from tests.fakes import FakeTranslator
from tests.support_ledger import NIGHT, TTL, at, found

BOOK = {
    "Fährverein verkauft 3.400 Karten": "Ferry club sells 3,400 tickets",
    "Der Fährverein Nordkamp hat am Montag 3.400 Karten verkauft.": (
        "The ferry club of Nordkamp sold 3,400 tickets on Monday."
    ),
    "Die Vorsitzende Anja Krähenbühl rechnet mit 12 Millionen Euro.": (
        "The chairwoman Anja Krähenbühl expects 12 billion euros."
    ),
    "Der Verein hat 800 Mitglieder.": "The club has 80 members.",
    "Krähenbühl will am 3. Mai nach Lwiw fahren.": "Krähenbühl wants to go to Lviv on 3 May.",
}
TEXT = "\n\n".join(BOOK)
WRONG, RIGHT = "The club has 80 members.", "The club has 800 members."


@cache
def checker() -> Checker:
    return Checker()


@cache
def made(text: str = TEXT) -> Record:
    """What a run makes of an article."""
    with TemporaryDirectory() as folder:
        Runner(override(Config(), "repair", enabled=False), Store(Path(folder)), FakeTranslator(BOOK), checker()).run(
            [Article("a", text, language="de", origin="a.txt", source="Nordkamper Bote")]
        )
        return read_record((Path(folder) / "articles" / "a" / "record.json").read_bytes())


def record_of(item: str, text: str = TEXT, sections: tuple[str, ...] = ()) -> Record:
    record = made(text)
    return replace(
        record,
        article=replace(record.article, id=item),
        run=replace(record.run, edition=Edition(sections=sections)),
    )


def filled(ledger: Ledger, *items: str, feed: str = "bote", minute: float = 0, text: str = TEXT) -> None:
    """Items that a night has made."""
    known = {one.name: one.id for one in ledger.feeds()}
    number = known.get(feed) or ledger.add_feed(feed, f"https://{feed}.example/feed").id
    for item in items:  # in one visit, what stands first is the newest
        ledger.enter(number, [found(item, text)], at(minute))
    finished(ledger, minute, text)


def finished(ledger: Ledger, minute: float, text: str = TEXT, base: Record | None = None) -> None:
    for lease in ledger.lease("night", 1000, at(minute), TTL):
        record = record_of(lease.item, text)
        about = {"feed": "bote", "news": "new", "hits": [], "run": "r1", "made": at(minute).isoformat()}
        brief, findings = line(brief_json(record) | about), encoded(FINDINGS.piece(record, True))
        assert ledger.finish("night", lease.version, record, brief, findings, at(minute), "r1", base=base)


class Clock:
    """A minute later each time it is looked at, from an hour into the night on."""

    def __init__(self) -> None:
        self.now = NIGHT + timedelta(hours=1)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now.astimezone(UTC)


def workbench(ledger: Ledger, clock: Callable[[], datetime] | None = None) -> Workbench:
    return Workbench(ledger, checker(), PolicyConfig(), clock or Clock())


def sentence(record: Record, words: str) -> str:
    """The id of the sentence with these words in its source."""
    return next(s.id for s in record.sentences if words in s.source)


def review(ledger: Ledger, item: str = "a") -> Review:
    row = ledger.desk.review(item)
    assert row is not None
    return row


def done(given: Review | Conflict) -> Review:
    assert isinstance(given, Review), given
    return given
