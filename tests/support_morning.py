"""A desk for tests and pictures: a ledger whose briefs the real checker has made, with slips that a translator makes."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from pipeline.check import Checker
from pipeline.codec import line
from pipeline.config import Config, RepairConfig
from pipeline.desk.app import create_app
from pipeline.export.table import encoded
from pipeline.export.tables import FINDINGS
from pipeline.feeds.engine import Local
from pipeline.ledger import Ledger
from pipeline.ledger.values import Found
from pipeline.render.brief import brief_json
from pipeline.summarise.load import load_summariser
from pipeline.types import Article, Edition, Record, Signal
from tests.fakes import FakeTranslator

NOW = datetime(2026, 11, 26, 8, 40, tzinfo=UTC)
CONFIG = Config(repair=RepairConfig(enabled=False))
ORIGIN = "http://127.0.0.1"


@cache
def checker() -> Checker:
    """Loading its tables takes a second; it has no state."""
    return Checker(wording=True)


@dataclass(frozen=True)
class Story:
    """An article and its English, sentence by sentence; the first pair is the title."""

    key: str
    pairs: tuple[tuple[str, str], ...]
    feed: str = "regional"
    sections: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    source: str = "Elbe-Kurier"
    minutes: int = 20
    """Before :data:`NOW`."""
    signal: Signal = ""
    note: str = ""
    url: str = ""

    @property
    def found(self) -> Found:
        """As a feed gives it."""
        seen = NOW - timedelta(minutes=self.minutes)
        text = "\n\n".join(source for source, _ in self.pairs[1:])
        url = self.url or f"https://zeitung.example/{self.key}"
        edition = Edition(f"urn:{self.key}", 1, self.signal, self.note, seen.isoformat(), sections=self.sections)
        article = Article(
            self.key, text, self.pairs[0][0], source=self.source, url=url, published=seen.isoformat(), language="de",
            edition=edition,
        )  # fmt: skip
        return Found(self.key, f"urn:{self.key}", f"digest {text}", article, edition, hits=self.hits)


BRIDGE = Story("elbbruecke", (
    ("Neue Elbbrücke bei Wittenberge wird 48 Millionen Euro teurer", "New Elbe bridge near Wittenberge to cost 48 million euros more"),
    ("Der Bau der neuen Elbbrücke kostet nach Angaben des Ministeriums 213,5 Millionen statt 165,5 Millionen Euro.", "The new Elbe bridge will cost 213.5 million euros instead of 165.5 million, according to the ministry."),
    ("Ministerin Katja Brandhorst sagte am Montag in Magdeburg, täglich seien 30.000 Autos betroffen.", "Minister Katja Brandhorst said in Magdeburg on Monday that 3,000 cars a day were affected."),
    ("Die 1.110 Meter lange Querung soll nun erst am 17. Oktober 2029 freigegeben werden.", "The 1,110-metre crossing is now not due to open until 17 October 2029."),
    ("Der Rechnungshof rechnet mit einer weiteren Steigerung von 29 Prozent.", "The Court of Auditors expects a further increase of 29 percent."),
    ("„Wir haben den Stahlpreis unterschätzt“, räumte Projektleiter Jörg Wiesenthal ein.", "“We underestimated the price of steel,” admitted project manager Jorg Wiesental."),
    ("Gebaut wird seit März 2024 auf 14,5 Kilometern der A14.", "Construction has been under way since March 2024 on 14.5 kilometres of the A14."),
), sections=("Verkehr",), hits=("Elbe",), minutes=12)  # fmt: skip
FIRE = Story("lagerhalle", (
    ("Brand in Lagerhalle: 14 Menschen verletzt", "Warehouse fire injures 14 people"),
    ("Bei einem Brand in einer Lagerhalle in Drosselbeck sind am Mittwochabend 14 Menschen verletzt worden.", "Fourteen people were injured in a fire at a warehouse in Drosselbeck on Wednesday evening."),
    ("Die Feuerwehr war mit 120 Kräften im Einsatz.", "The fire brigade deployed 210 firefighters."),
    ("Den Schaden schätzt die Polizei auf 1,2 Millionen Euro.", "Police put the damage at 1.2 billion euros."),
    ("Der Sprecher Arne Holtkamp sagte, die Ursache sei noch unklar.", "Spokesman Arne Holtkamp said the cause was still unclear."),
), sections=("Blaulicht",), minutes=31, feed="polizei")  # fmt: skip
ELECTION = Story("stadtrat", (
    ("Stadtrat von Eschenrode beschließt Haushalt mit knapper Mehrheit", "Eschenrode city council passes budget by narrow majority"),
    ("Der Stadtrat von Eschenrode hat am Donnerstag den Haushalt für 2027 mit 23 zu 21 Stimmen beschlossen.", "Eschenrode city council passed the 2027 budget on Thursday by 23 votes to 21."),
    ("Er sieht Ausgaben von 318 Millionen Euro vor, 4,5 Prozent mehr als im Vorjahr.", "It provides for spending of 318 million euros, 4.5 percent more than last year."),
    ("Bürgermeisterin Sabine Lütkemeyer sprach von einem guten Tag für die Schulen.", "Mayor Sabine Lütkemeyer spoke of a good day for the schools."),
), sections=("Politik",), minutes=55, source="Eschenroder Anzeiger")  # fmt: skip
FERRY = Story("faehre", (
    ("Fähre zwischen Fährwisch und Grünholt fährt wieder", "Ferry between Fährwisch and Grünholt is running again"),
    ("Die Fähre zwischen Fährwisch und Grünholt fährt nach acht Wochen Pause wieder.", "The ferry between Fährwisch and Grünholt is running again after an eight-week break."),
    ("Eine Überfahrt kostet 4,80 Euro und dauert 12 Minuten.", "A crossing costs 4.80 euros and takes 12 minutes."),
    ("Im vergangenen Jahr nutzten 86.400 Menschen die Verbindung.", "Last year 86,400 people used the service."),
), sections=("Verkehr",), minutes=74)  # fmt: skip
SCHOOL = Story("schulbau", (
    ("Land fördert Bau von 17 Schulen", "State funds construction of 17 schools"),
    ("Das Land fördert den Bau von 17 Schulen mit insgesamt 96 Millionen Euro.", "The state is supporting the construction of 17 schools with a total of 96 million euros."),
    ("Die ersten Bagger sollen am 3. Mai in Hellental anrollen.", "The first diggers are due to roll in Hellental on 5 March."),
    ("Kultusminister Henning Barkhausen nannte das ein Signal.", "Education minister Henning Barkhausen called it a signal."),
), sections=("Politik", "Bildung"), minutes=96, source="Nordblatt", feed="politik")  # fmt: skip
BANK = Story("sparkasse", (
    ("Sparkasse Bruchhagen schließt sechs Filialen", "Sparkasse Bruchhagen to close six branches"),
    ("Die Sparkasse Bruchhagen schließt bis Ende 2027 sechs ihrer 19 Filialen.", "Sparkasse Bruchhagen will close six of its 19 branches by the end of 2027."),
    ("Die Bilanzsumme stieg um 2,3 Prozent auf 5,7 Milliarden Euro.", "Total assets rose 2.3 percent to 5.7 billion euros."),
), sections=("Wirtschaft",), minutes=140, hits=("Sparkasse",), feed="politik")  # fmt: skip
STORIES = (BRIDGE, FIRE, ELECTION, FERRY, SCHOOL, BANK)
ALTERNATIVES = {
    FIRE.pairs[2][0]: (FIRE.pairs[2][1], "The fire brigade was on the scene with 120 firefighters.", "The fire service sent 120 people."),
}  # fmt: skip


def translator(stories: Sequence[Story]) -> FakeTranslator:
    """From a phrase book of these stories."""
    book: dict[str, Any] = {source: target for story in stories for source, target in story.pairs}
    return FakeTranslator(book)


def fill(ledger: Ledger, stories: Sequence[Story] = STORIES, config: Config = CONFIG) -> None:
    """Enter stories and make their briefs."""
    known = {feed.name: feed.id for feed in ledger.feeds()}
    for story in stories:
        if story.feed not in known:
            known[story.feed] = ledger.add_feed(story.feed, f"https://zeitung.example/{story.feed}.xml").id
        ledger.enter(known[story.feed], [story.found], NOW - timedelta(minutes=story.minutes))
    work(ledger, stories, config)


def work(ledger: Ledger, stories: Sequence[Story], config: Config = CONFIG) -> None:
    """Make the briefs of all that is waiting."""
    engine = Local(config, translator(stories), checker(), load_summariser(config.summarise), "morning")
    leases = ledger.lease("desk-test", 1000, NOW, timedelta(hours=1))
    names = {feed.id: feed.name for feed in ledger.feeds()}
    for lease, record, _ in engine.outcomes(iter(leases)):
        assert isinstance(record, Record), record
        about = {"feed": names[lease.feed], "news": "new", "hits": lease.hits, "run": "morning"}
        finish = (line(brief_json(record) | about), encoded(FINDINGS.piece(record, True)))
        assert ledger.finish("desk-test", lease.version, record, *finish, NOW, "morning")


@dataclass
class Clock:
    """A time that only the test moves."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


def app_of(ledger: Ledger, clock: Callable[[], datetime] | None = None, config: Config = CONFIG) -> FastAPI:
    """The desk on a ledger."""
    wordings = lambda source: ALTERNATIVES.get(source, ())  # noqa: E731
    return create_app(ledger, config, checker, clock=clock or Clock(), wordings=wordings)


def client_of(app: FastAPI, **options: Any) -> TestClient:
    """A browser without script."""
    return TestClient(app, base_url=ORIGIN, follow_redirects=False, **options)


def csrf_in(html: str) -> str:
    """The word that forms of a page bring along."""
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, html
    return found[1]


def revision_in(html: str) -> int:
    """The revision that a page of a brief shows."""
    found = re.search(r'data-revision="(\d+)"', html)
    assert found, html
    return int(found[1])


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The desk on a free port of this machine, for browsers; gives its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    socket = config.bind_socket()
    thread = threading.Thread(target=server.run, args=([socket],), daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        socket.close()
