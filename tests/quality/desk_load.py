"""A desk under load: readers and editors on one server, and whether every save is still there afterwards.

    python tests/quality/desk_load.py                               a minute on SQLite, a minute on PostgreSQL
    python tests/quality/desk_load.py --minutes 10                  as long as a morning's rush
    python tests/quality/desk_load.py --queue 10000 --minutes 0     how long a page takes with so many briefs

`wortlaut serve` runs as a process of its own on a free port of this machine; readers and editors are threads of this
one. Readers look at the queue and at briefs; editors correct sentences of the same few briefs, so that they meet. In
the end each save that was answered with "saved" must be in the history, in the order of its revisions, and the last one
of each sentence must be what stands there; and no save that was refused may be in it. Times are those that a client
sees. The exit code is 1 if a save was lost.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from pipeline.check import load_checker
from pipeline.codec import line
from pipeline.config import Config
from pipeline.export.table import encoded
from pipeline.export.tables import FINDINGS
from pipeline.feeds.engine import Local
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.values import Found, Lease
from pipeline.render.brief import brief_json
from pipeline.summarise.load import load_summariser
from pipeline.types import Article, Edition, Record
from tests import support_ledger
from tests.fakes import FakeTranslator

HOT = 6
"""Briefs that the editors share."""
PLACES = ("Altenmühle", "Bruchhagen", "Drosselbeck", "Eschenrode", "Fährwisch", "Grünholt", "Hellental", "Immerath")
PAIRS = (
    ("Bei einem Unfall in {place} sind am Montag {n} Menschen verletzt worden.", "On Monday {n} people were injured in an accident in {place}."),
    ("Die Polizei schätzt den Schaden auf {n},5 Millionen Euro.", "Police put the damage at {n}.5 million euros."),
    ("Die Straße nach {place} bleibt bis zum 3. Mai gesperrt.", "The road to {place} will remain closed until 3 May."),
    ("Der Sprecher Arne Holtkamp sagte, {n} Fahrzeuge seien beteiligt gewesen.", "Spokesman Arne Holtkamp said {n} vehicles were involved."),
    ("Die Feuerwehr war mit {m} Kräften im Einsatz.", "The fire brigade deployed {n} firefighters."),
    ("Ein Gutachter wird in {place} am 17. Oktober erwartet.", "An expert is expected in {place} on 17 October."),
)  # fmt: skip
WORDS = "abcdefghijklmnopqrstuvwxyz"


def story(number: int) -> list[tuple[str, str]]:
    """A title and 24 sentences, with their English; one in six has a figure wrong."""
    pairs = [
        (
            f"Unfall Nummer {number} in {PLACES[number % len(PLACES)]}",
            f"Accident number {number} in {PLACES[number % len(PLACES)]}",
        )
    ]
    for place in range(24):
        values = {"place": PLACES[(number + place) % len(PLACES)], "n": 11 + number % 50 + place, "m": 200 + place}
        pairs.append(tuple(part.format(**values) for part in PAIRS[place % len(PAIRS)]))  # type: ignore[arg-type]
    return pairs


def fill(ledger: Ledger, briefs: int) -> list[str]:
    """Briefs in a ledger; some are made, the others are copies of these with a name of their own. Returns the ids."""
    config = Config()
    feeds = [ledger.add_feed(name, f"https://{name}.example/feed.xml").id for name in ("nord", "sued", "west")]
    now = datetime.now(UTC).replace(microsecond=0)
    patterns: list[Record] = []
    ids = []
    book = {source: target for number in range(12) for source, target in story(number)}
    checker = load_checker(config.check)
    engine = Local(config, FakeTranslator(book), checker, load_summariser(config.summarise, lambda _: None), "load")
    for start in range(0, briefs, 500):
        entered: dict[str, int] = {}
        for feed in feeds:
            found = [
                _found(number, now) for number in range(start, min(start + 500, briefs)) if feeds[number % 3] == feed
            ]
            entered |= {one.item: one.version for one in ledger.enter(feed, found, now)}
        leases = ledger.lease("load", 500, now, timedelta(hours=1))
        for lease in leases:
            record = _made(engine, lease, patterns)
            about = {"feed": "nord", "news": "new", "hits": [], "run": "load"}
            files = line(brief_json(record) | about), encoded(FINDINGS.piece(record, True))
            assert ledger.finish("load", lease.version, record, *files, now, "load")
            ids.append(lease.item)
    return sorted(ids)


def _found(number: int, now: datetime) -> Found:
    pairs = story(number % 12)
    seen = now - timedelta(seconds=number)
    edition = Edition(f"urn:load:{number}", 1, updated=seen.isoformat(), sections=("Blaulicht", f"Kreis {number % 20}"))
    title = pairs[0][0] if number < 12 else f"{pairs[0][0]} ({number})"
    article = Article(
        f"load-{number:05}", "\n\n".join(source for source, _ in pairs[1:]), title, source="Bote",
        url=f"https://bote.example/{number}", published=seen.isoformat(), language="de", edition=edition,
    )  # fmt: skip
    return Found(article.id, edition.guid, f"digest {number}", article, edition)


def _made(engine: Local, lease: Lease, patterns: list[Record]) -> Record:
    if len(patterns) < 12:
        [(_, outcome, _)] = engine.outcomes(iter([lease]))
        assert isinstance(outcome, Record), outcome
        patterns.append(outcome)
        return outcome
    pattern = patterns[lease.version % 12]
    article = replace(
        pattern.article,
        id=lease.item,
        title=lease.article.title,
        url=lease.article.url,
        published=lease.article.published,
    )
    return replace(pattern, article=article, run=replace(pattern.run, edition=lease.edition))


@contextmanager
def server(where: str) -> Iterator[str]:
    """The desk as a process of its own; gives its address."""
    command = [sys.executable, "-u", "-m", "pipeline", "serve", "--ledger", where, "--port", "0", "--offline"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = next((word for word in said.split() if word.startswith("http://")), "")
        if not address:
            raise SystemExit(f"the desk did not start: {said}")
        yield address.rstrip("/")
    finally:
        process.terminate()
        process.wait(30)


class Client:
    """One connection that is kept open."""

    def __init__(self, address: str, times: Times) -> None:
        self._host = urlsplit(address).netloc
        self._connection = http.client.HTTPConnection(self._host, timeout=60)
        self._times = times

    def call(self, what: str, method: str, path: str, body: object = None, revision: int = 0) -> tuple[int, bytes]:
        """A request; its time counts under ``what``."""
        headers = {"If-Match": f'"{revision}"'} if revision else {}
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        begun = time.perf_counter()
        try:
            self._connection.request(method, path, data, headers)
            answer = self._connection.getresponse()
            content = answer.read()
        except (http.client.HTTPException, OSError):  # the server has closed a connection that was idle
            self._connection.close()
            if method != "GET":
                raise
            return self.call(what, method, path, body, revision)
        self._times.add(what, time.perf_counter() - begun, answer.status)
        return answer.status, content


@dataclass
class Times:
    """Seconds by kind of request, and answers that were none."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    odd: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, seconds: float, status: int) -> None:
        """A request."""
        with self.lock:
            self.seconds[what].append(seconds)
            if status >= 400 and status != 409:
                self.odd[f"{what} {status}"] += 1

    def told(self) -> Iterator[str]:
        """A line for each kind."""
        for what, found in sorted(self.seconds.items()):
            ordered = sorted(found)
            p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
            yield (
                f"  {what:<22} {len(ordered):>6}   median {median(ordered) * 1000:6.0f} ms   p95 {p95 * 1000:6.0f} ms   "
                f"longest {ordered[-1] * 1000:6.0f} ms"
            )
        for what, number in sorted(self.odd.items()):
            yield f"  answered {what}: {number}"


@dataclass(frozen=True)
class Saved:
    """A save that was answered with "saved"."""

    item: str
    sentence: str
    text: str
    revision: int


@dataclass
class Saves:
    """What the editors were told."""

    done: list[Saved] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def read(client: Client, items: list[str], until: float, think: float, chance: random.Random) -> None:
    """A reader: queue, brief, brief, a search now and then."""
    while time.monotonic() < until:
        path = chance.choice(
            ("/", "/?verdict=fail", "/?state=all", f"/?keyword={chance.choice(('Altenmuhle', 'Unfall', 'Bote'))}")
        )
        client.call("page: queue", "GET", path)
        for _ in range(2):
            time.sleep(chance.uniform(0, 2 * think))
            client.call("page: brief", "GET", f"/items/{chance.choice(items)}")
        time.sleep(chance.uniform(0, 2 * think))


def edit(
    client: Client, name: int, items: list[str], until: float, think: float, saves: Saves, chance: random.Random
) -> None:
    """An editor: looks at a brief, thinks, saves a sentence; if somebody was faster, looks again."""
    number = 0
    while time.monotonic() < until:
        item = chance.choice(items)
        _, content = client.call("api: brief", "GET", f"/api/v1/briefs/{item}")
        whole: dict[str, Any] = json.loads(content)
        sentence = chance.choice([one for one in whole["sentences"][1:] if one["target"]])
        time.sleep(chance.uniform(0, 2 * think))
        number += 1
        text = f"{sentence['target'].split(', as ')[0].rstrip('.')}, as {_word(name, number)} put it."
        body = {"action": "edit", "sentence": sentence["id"], "text": text}
        status, answer = client.call(
            "api: save and re-check", "POST", f"/api/v1/briefs/{item}/decisions", body, whole["revision"]
        )
        with saves.lock:
            if status == 200:
                saves.done.append(Saved(item, sentence["id"], text, json.loads(answer)["revision"]))
            elif status == 409:
                told = json.loads(answer)
                assert told["yours"] == text and told["theirs"], told
                saves.refused.append((item, text))


def _word(name: int, number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, 26)
        letters += WORDS[rest]
    return f"{WORDS[name]}x{letters}"


def lost(client: Client, items: list[str], saves: Saves) -> list[str]:
    """What is not as the editors were told."""
    wrong = []
    for item in items:
        lines: list[dict[str, Any]] = []
        before = ""
        while True:
            part = json.loads(client.call("api: history", "GET", f"/api/v1/history?brief={item}&limit=500{before}")[1])
            lines += part["history"]
            if part["next"] is None:
                break
            before = f"&before={part['next']}"
        kept = [line["after"] for line in reversed(lines)]
        told = [one.text for one in sorted((s for s in saves.done if s.item == item), key=lambda s: s.revision)]
        if kept != told:
            wrong.append(f"{item}: {len(told)} saves were answered with 'saved', {len(kept)} are in the history")
        wrong += [f"{item}: refused, and kept: {text}" for name, text in saves.refused if name == item and text in kept]
        whole = json.loads(client.call("api: brief", "GET", f"/api/v1/briefs/{item}")[1])
        now = {one["id"]: one["target"] for one in whole["sentences"]}
        last = {s.sentence: s.text for s in sorted((s for s in saves.done if s.item == item), key=lambda s: s.revision)}
        wrong += [f"{item} {name}: {now[name]!r} and not {text!r}" for name, text in last.items() if now[name] != text]
        if whole["revision"] != 1 + len(told):
            wrong.append(f"{item}: revision {whole['revision']} after {len(told)} saves")
    return wrong


def run(where: str, options: argparse.Namespace) -> bool:
    """Fill a ledger, load the desk, and say how it went; whether nothing was lost."""
    begun = time.monotonic()
    with open_ledger(where) as ledger:
        items = fill(ledger, options.queue)
    print(f"  {len(items):,} briefs entered in {time.monotonic() - begun:.0f} s")
    times, saves = Times(), Saves()
    with server(where) as address:
        alone = Times()
        client = Client(address, alone)
        client.call("first page", "GET", "/")
        client.call(
            "first save", "POST", f"/api/v1/briefs/{items[-1]}/decisions", {"action": "headline", "text": "Warm"}, 1
        )
        for _ in range(options.alone):
            client.call("alone: queue", "GET", "/")
            client.call("alone: queue, search", "GET", "/?keyword=bruchhagen&state=all")
            client.call("alone: queue, filters", "GET", "/?verdict=fail&feed=nord&check=number")
            client.call("alone: api, 50 rows", "GET", "/api/v1/briefs")
            client.call("alone: brief", "GET", f"/items/{items[0]}")
        print("\n".join(alone.told()))
        until = time.monotonic() + 60 * options.minutes
        threads = [
            threading.Thread(target=read, args=(Client(address, times), items, until, options.think, random.Random(number)))
            for number in range(options.readers)
        ] + [
            threading.Thread(
                target=edit,
                args=(Client(address, times), number, items[:HOT], until, options.pause, saves, random.Random(1000 + number)),
            )
            for number in range(options.editors)
        ]  # fmt: skip
        if options.minutes:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        wrong = lost(client, items[:HOT], saves) if options.minutes else []
    if options.minutes:
        print("\n".join(times.told()))
        print(
            f"  saves: {len(saves.done):,} done, {len(saves.refused):,} refused with both texts, {len(wrong)} lost or odd"
        )
    for one in wrong[:20]:
        print(f"  WRONG {one}")
    return not wrong and not times.odd


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0, help="of load on each database")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--editors", type=int, default=3)
    parser.add_argument("--think", type=float, default=4.0, help="seconds that a reader looks at a page, on average")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds that an editor thinks, on average")
    parser.add_argument("--queue", type=int, default=300, help="briefs in the ledger")
    parser.add_argument("--alone", type=int, default=20, help="looks at each page by a single reader beforehand")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    options = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as folder:
        if options.database in ("sqlite", "both"):
            print(f"SQLite, {options.readers} readers, {options.editors} editors, {options.minutes:g} minutes")
            good &= run(str(Path(folder) / "ledger.sqlite"), options)
        if options.database in ("postgresql", "both"):
            print(f"PostgreSQL, {options.readers} readers, {options.editors} editors, {options.minutes:g} minutes")
            (Path(folder) / "pg").mkdir()
            for started in support_ledger.serve(Path(folder) / "pg"):
                good &= run(support_ledger.schema_of_its_own(started), options)
    print(f"load average of this machine: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
