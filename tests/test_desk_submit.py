"""What people bring to the desk, and the worker that makes it: files of every kind, hostile names, addresses, failures."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.desk.submit import FEED, PLACE, Submissions, safe_name
from pipeline.desk.worker import Made, Worker
from pipeline.errors import InputError, ModelError
from pipeline.feeds.engine import Engine, Engines, Local, Profile
from pipeline.feeds.house import House
from pipeline.fetch import Fetcher
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.desk_values import Rule
from pipeline.summarise.load import load_summariser
from tests.support_desk import BOOK, RIGHT, TEXT, WRONG, done, workbench
from tests.support_night import CONFIG, Translator, checker, story
from tests.support_web import MORNING, Item, World, text, wait_until, world


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def web() -> Iterator[World]:
    with world() as served:
        yield served


def desk(ledger: Ledger, config: Config = CONFIG, now: datetime = MORNING) -> Submissions:
    return Submissions(ledger, config, lambda: now)


def engine(profile: Profile, config: Config = CONFIG) -> Engine:
    return Local(config, Translator(), checker(), load_summariser(config.summarise, lambda _: None), "r1")


def worker(ledger: Ledger, told: list[Made] | None = None, config: Config = CONFIG) -> Worker:
    said: list[Made] = [] if told is None else told
    fetcher = partial(Fetcher, config.fetch, sleep=lambda seconds: None)
    return Worker(config, ledger, engine, checker=checker, told=said.append, clock=lambda: MORNING, fetcher=fetcher)


def test_a_pasted_text_becomes_a_brief(ledger: Ledger) -> None:
    taken = desk(ledger).text(story(1), title="Unfall in Bruchhagen", published="2026-11-26", source="Bote")
    [one] = taken.items
    assert (one.title, one.known, taken.refused) == ("Unfall in Bruchhagen", False, ())
    [before] = desk(ledger).progress([one.item])
    assert (before.state, before.ready, before.over) == ("waiting", False, False)
    told: list[Made] = []
    made = worker(ledger, told)
    assert made.once()
    assert not made.once()
    assert told == [Made(one.item)]
    [after] = desk(ledger).progress([one.item])
    assert (after.state, after.ready, after.reason) == ("done", True, "")
    record = ledger.record(one.item)
    assert record is not None
    assert (record.article.title, record.article.published, record.article.source) == (
        "Unfall in Bruchhagen",
        "2026-11-26",
        "Bote",
    )


def test_the_same_text_again_is_the_same_item(ledger: Ledger) -> None:
    [one] = desk(ledger).text(story(1), title="Unfall").items
    [again] = desk(ledger).text(story(1), title="Unfall").items
    assert (again.item, again.version, again.known) == (one.item, one.version, True)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": "  "}, "there is no text in it"),
        ({"text": story(1), "published": "neulich"}, "its date 'neulich' cannot be read; write 2026-11-26"),
        ({"text": story(1), "url": "javascript:alert(1)"}, "its address 'javascript:alert(1)' is none with http:// or https://"),
        ({"text": "Nul\x00l"}, "the text contains a null character at position 4; it is not text"),
        (
            {"text": "The ferry club has sold three thousand tickets, the mayor said on Monday in the town hall."},
            "the text is English, not German",
        ),
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_used_is_refused_at_once(ledger: Ledger, given: dict[str, str], reason: str) -> None:
    taken = desk(ledger).text(**given)
    assert taken.items == ()
    assert [one.reason for one in taken.refused] == [reason]


def test_a_text_that_is_too_large_is_refused(ledger: Ledger) -> None:
    small = replace(CONFIG, input=replace(CONFIG.input, max_bytes=100))
    assert desk(ledger, small).text("ö" * 60).refused[0].reason == (
        "too large: 120 bytes, the limit is 100 (input.max_bytes)"
    )


LINES = "\n".join(
    json.dumps({"id": str(number), "title": f"Meldung {number}", "text": story(number)}) for number in range(3)
)
CSV = 'id,title,text\n1,Meldung 1,"' + story(1).replace("\n", " ") + '"\n'
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Bote</title><link>https://bote.example/</link>
<item><title>Meldung 1</title><guid>https://bote.example/1</guid><link>https://bote.example/1</link>
<description>{story(1) * 3}</description></item></channel></rss>"""
HTML = f"<html><body><article><h1>Meldung 1</h1><p>{story(1)}</p><p>{story(2)}</p></article></body></html>"


@pytest.mark.parametrize(
    ("name", "content", "articles"),
    [
        ("meldung.txt", story(1).encode(), 1),
        ("MELDUNG.TXT", story(1).encode("cp1252"), 1),
        ("meldungen.jsonl", LINES.encode(), 3),
        ("meldungen.jsonl.gz", gzip.compress(LINES.encode()), 3),
        ("meldungen.csv", CSV.encode(), 1),
        ("feed.xml", RSS.encode(), 1),
        ("feed", RSS.encode(), 1),
        ("seite.html", HTML.encode(), 1),
    ],
)
def test_files_of_every_kind(ledger: Ledger, name: str, content: bytes, articles: int) -> None:
    taken = desk(ledger).file(name, BytesIO(content))
    assert len(taken.items) == articles, taken
    assert taken.refused == ()


def test_two_files_may_use_the_same_ids(ledger: Ledger) -> None:
    [one] = desk(ledger).file("a.jsonl", BytesIO(json.dumps({"id": "1", "text": story(1)}).encode())).items
    [two] = desk(ledger).file("b.jsonl", BytesIO(json.dumps({"id": "1", "text": story(2)}).encode())).items
    assert one.item != two.item


def test_a_bad_line_is_named_and_the_others_are_taken(ledger: Ledger) -> None:
    taken = desk(ledger).file("a.jsonl", BytesIO(LINES.encode() + b"\n{broken\n"))
    assert len(taken.items) == 3
    [bad] = taken.refused
    assert bad.where == "a.jsonl:4"
    assert bad.reason.startswith("not a JSON object")


def test_files_that_are_not_read(ledger: Ledger) -> None:
    assert (
        "are not supported"
        in desk(ledger).file("bild.png", BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(50))).refused[0].reason
    )
    assert desk(ledger).file("leer.txt", BytesIO(b"")).items == ()
    small = replace(CONFIG, input=replace(CONFIG.input, max_bytes=1000))
    assert "too large" in desk(ledger, small).file("a.txt", BytesIO(b"x" * 1001)).refused[0].reason
    bomb = gzip.compress(b"\n" * 100_000)
    assert "unpacked too large" in desk(ledger, small).file("a.jsonl.gz", BytesIO(bomb)).refused[0].reason


def test_no_more_articles_than_a_desk_can_use(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.desk.submit.MOST", 2)
    taken = desk(ledger).file("a.jsonl", BytesIO(LINES.encode()))
    assert len(taken.items) == 2
    assert taken.refused[-1].reason == "only the first 2 articles were taken"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\desk\\a.txt", "a.txt"),
        ("a\x00b.txt", "ab.txt"),
        ("", "file"),
        ("..", "file"),
        (".hidden", "hidden"),
        ("x" * 500 + ".jsonl.gz", "x" * 111 + ".jsonl.gz"),
        ("evil\u202egpj.txt", "evilgpj.txt"),
        ("two\nlines.txt", "two lines.txt"),
        ("\ud800.txt", "\ufffd.txt"),
        ("<script>alert(1)</script>.txt", "script>.txt"),
    ],
)
def test_a_file_name_is_never_a_path(name: str, shown: str) -> None:
    assert safe_name(name) == shown


def test_a_hostile_name_is_taken_like_any_other(ledger: Ledger) -> None:
    [one] = desk(ledger).file("../../../etc/\x00<b>.txt", BytesIO(story(1).encode())).items
    assert one.item.startswith("submitted-")
    assert (desk(ledger).progress([one.item])[0].state) == "waiting"


def test_an_address_is_fetched_by_the_worker(ledger: Ledger, web: World) -> None:
    url = web.page("/1", Item(1, "Unfall in Bruchhagen", story(1) + " " + story(2)))
    [one] = desk(ledger).address(url).items
    [before] = desk(ledger).progress([one.item])
    assert (before.state, before.title) == ("listed", url)
    assert worker(ledger).once()
    [after] = desk(ledger).progress([one.item])
    assert (after.state, after.reason) == ("done", "")
    record = ledger.record(one.item)
    assert record is not None
    assert record.article.url == url


NOTHING = "its page gives no article (answers 404 (not found))"


def test_an_address_that_gives_nothing_says_why(ledger: Ledger, web: World) -> None:
    url = web.url("/missing")
    [one] = desk(ledger).address(url).items
    told: list[Made] = []
    worker(ledger, told).once()
    [after] = desk(ledger).progress([one.item])
    assert (after.state, after.reason, after.over) == ("failed", NOTHING, True)
    assert told == [Made(one.item, NOTHING)]


def test_an_address_in_the_house_is_not_fetched(ledger: Ledger, web: World) -> None:
    closed = replace(CONFIG, fetch=replace(CONFIG.fetch, allow=()))
    url = web.play("/1", text("geheim"))
    [one] = desk(ledger, closed).address(url).items
    worker(ledger, config=closed).once()
    [after] = desk(ledger).progress([one.item])
    assert after.state == "failed"
    assert "is the machine itself" in after.reason
    assert web.paths == []


@pytest.mark.parametrize("url", ["", "ftp://x.example/", "javascript:alert(1)", "http://x.example:22/", "https://me:secret@x.example/"])  # fmt: skip
def test_what_is_no_address_is_refused(ledger: Ledger, url: str) -> None:
    with pytest.raises(InputError):
        desk(ledger).address(url)


def test_the_feed_is_made_once_and_never_visited(ledger: Ledger) -> None:
    ledger.add_feed(FEED, "https://somebody.example/feed")
    start = threading.Barrier(8)

    def first(_: int) -> tuple[str, bool]:
        start.wait()
        feed = desk(ledger).feed()
        return feed.name, feed.active

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(first, range(8))) == {("submitted-2", False)}
    [mine] = [feed for feed in ledger.feeds() if feed.url == PLACE]
    assert (mine.name, mine.active) == ("submitted-2", False)
    assert [feed.url for feed in ledger.due(MORNING)] == ["https://somebody.example/feed"]


def test_two_workers_share_what_there_is(ledger: Ledger, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"text": story(number)}) for number in range(6))
    items = desk(ledger).file("a.jsonl", BytesIO(lines.encode())).items
    told: list[Made] = []
    with open_ledger(tmp_path / "ledger.sqlite") as other:
        workers = [worker(ledger, told), worker(other, told)]
        threads = [threading.Thread(target=one.once) for one in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(made.item for made in told) == sorted(one.item for one in items)
    assert {one.state for one in desk(ledger).progress(one.item for one in items)} == {"done"}


def _edited(ledger: Ledger, item: str, old: str, new: str) -> None:
    there = ledger.desk.situation(item)
    assert there is not None
    name = next(s.id for s in there.record.sentences if s.target == old)
    done(workbench(ledger, lambda: MORNING).edit(item, there.review.revision, name, new, "ann"))


def _texts(ledger: Ledger, item: str) -> list[str | None]:
    record = ledger.desk.record(item)
    assert record is not None
    return [sentence.target for sentence in record.sentences]


def test_what_people_have_decided_goes_into_what_the_worker_makes(ledger: Ledger) -> None:
    url = "https://zeitung.example/1"
    translator = Translator(BOOK)

    def make(profile: Profile) -> Engine:
        return Local(CONFIG, translator, checker(), load_summariser(CONFIG.summarise, lambda _: None), "r1")

    def worked() -> None:
        fetcher = partial(Fetcher, CONFIG.fetch, sleep=lambda seconds: None)
        assert Worker(CONFIG, ledger, make, checker=checker, clock=lambda: MORNING, fetcher=fetcher).once()

    [one] = desk(ledger).text(TEXT, url=url).items
    worked()
    _edited(ledger, one.item, WRONG, RIGHT)
    desk(ledger).text(TEXT + "\n\nDer Verein wurde 1951 gegründet.", url=url)
    old, new = BOOK["Fährverein verkauft 3.400 Karten"], "Nordkamp's ferry club sells 3,400 tickets"

    def meanwhile(sentences: Sequence[str]) -> None:
        translator.when_asked = lambda sentences: None
        _edited(ledger, one.item, old, new)

    translator.when_asked = meanwhile
    worked()
    texts = _texts(ledger, one.item)
    assert RIGHT in texts
    assert WRONG not in texts
    assert new in texts  # it was written while the new version was being made
    assert old not in texts
    rule = ledger.desk.add_standing(Rule("number.changed", "800", "80", "their way of counting", "qa", MORNING))
    [other] = desk(ledger).text(TEXT + "\n\nDer Verein wurde 1952 gegründet.", url="https://zeitung.example/2").items
    worked()
    record = ledger.desk.record(other.item)
    assert record is not None
    assert [(d.action, d.rule) for d in record.decisions] == [("dismiss", rule.id)]


def test_what_keeps_the_worker_from_working_is_said_and_passes(ledger: Ledger) -> None:
    [one] = desk(ledger).text(story(1)).items
    warned: list[str] = []
    broken = [True]

    def sometimes(profile: Profile) -> Engine:
        if broken[0]:
            raise ModelError("there is no model here")
        return engine(profile)

    this = Worker(CONFIG, ledger, sometimes, checker=checker, warn=warned.append, clock=lambda: MORNING)
    this.start()
    try:
        assert wait_until(lambda: this.problem == "there is no model here")
        assert warned == ["what is submitted cannot be made at present: there is no model here"]
        broken[0] = False
        this.wake()
        assert wait_until(lambda: desk(ledger).progress([one.item])[0].ready, 30)
        assert wait_until(lambda: this.problem == "")
    finally:
        this.stop()


def test_the_worker_keeps_no_engine_of_an_older_glossary(ledger: Ledger) -> None:
    house = House(CONFIG.check, ledger)
    made: list[Engine] = []

    def make(profile: Profile) -> Engine:
        made.append(engine(profile))
        return made[-1]

    engines = Worker(CONFIG, ledger, make, checker=house, clock=lambda: MORNING)._engines
    for name in ("Fährverein", "Nordkamp"):
        line = Rule("", name, name, "", "qa", MORNING, scope="glossary", kind="org")
        ledger.desk.add_standing(line)
        assert engines.of(("", "")) is engines.of(("", "")) is made[-1]
    assert len(made) == 2
    assert list(engines._made.values()) == [made[-1]]


def test_where_the_new_engine_cannot_be_made_the_old_one_is_there_to_be_closed() -> None:
    stand, closed = ["a"], []

    def make(profile: Profile) -> Engine:
        if stand[0] == "b":
            raise InputError("no glossary")
        made = engine(profile)
        made.close = lambda: closed.append(profile)  # type: ignore[method-assign]
        return made

    engines = Engines(make, lambda: stand[0])
    engines.of(("", ""))
    stand[0] = "b"
    with pytest.raises(InputError):
        engines.of(("", ""))
    engines.close()
    assert closed == [("", "")]
