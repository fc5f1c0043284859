"""A look at a feed: what would come, what is odd, which feeds a page offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.config import Config, FetchConfig
from pipeline.feeds.discover import Offer, offered
from pipeline.feeds.duplicates import Stories
from pipeline.feeds.look import Example, Look, look
from pipeline.feeds.poll import Poller
from pipeline.feeds.rules import Rules, as_json
from pipeline.fetch import Fetcher
from pipeline.ledger import open_ledger
from tests.support_feeds import digitalwires
from tests.support_web import MORNING, World, redirect, status, text, world

FIRE = "Drei Häuser sind in der Nacht zum Montag abgebrannt. Menschen kamen nicht zu Schaden, sagte die Feuerwehr."
SPEECH = "Die Rede der früheren Kanzlerin dauerte lange und wurde mit viel Beifall aufgenommen, sagten Beobachter."
CONFIG = Config(fetch=FetchConfig(allow=("127.0.0.0/8",), host_pause=0))


@pytest.fixture
def web() -> Iterator[World]:
    with world() as web:
        yield web


def seen(where: str, rules: Rules = Rules(), now: datetime = MORNING) -> Look:
    with Fetcher(CONFIG.fetch) as fetcher:
        return look(where, rules, CONFIG, fetcher, now)


def test_what_would_come(web: World) -> None:
    feed = web.feed("/rss.xml")
    feed.add("a", "Feuer in Altenmühle", FIRE * 20)
    feed.add("b", "Merkel spricht", "", teaser=SPEECH)
    found = seen(web.url("/rss.xml"), Rules(watch=("Merkel", "Bundestag"), drop=("Feuer",)))
    assert found == Look(
        url=web.url("/rss.xml"),
        status=200,
        kind="feed",
        title="Altenmühler Bote",
        items=2,
        kept=1,
        dropped=(("'Feuer' is dropped", 1),),
        teasers=1,
        pages=1,
        oldest="2026-11-26T06:00Z",
        newest="2026-11-26T06:00Z",
        languages=(("de", 2),),
        watched=(("Merkel", 1),),
        examples=(Example("Merkel spricht", web.url("/artikel/b.html"), "2026-11-26T06:00:00+00:00", ("Merkel",)),),
    )
    assert web.count("/artikel/b.html") == 0  # nothing but the feed is fetched


def test_a_page_offers_its_feeds(web: World) -> None:
    page = (
        '<html><head><base href="/x/"><link rel="alternate" type="application/rss+xml" href="rss" title="Alle\nMeldungen">'
        '<link rel="stylesheet" href="s.css"></head><body><p>Guten Tag</p></body></html>'
    )
    web.play("/", text(page, "text/html"))
    found = seen(web.url("/"))
    assert found.error == "a page, and no feed (text/html)"
    assert found.offers == (Offer(web.url("/x/rss"), "Alle Meldungen"),)


def rss(*items: str, declared: str = "utf-8") -> str:
    return f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'


def item(number: int, words: str = FIRE, more: str = "") -> str:
    return (
        f"<item><guid>urn:x:{number}</guid><title>Titel {number}</title><description>{words}</description>{more}</item>"
    )


@pytest.mark.parametrize(
    ("body", "media_type", "now", "remark"),
    [
        (rss(item(1, more="<pubDate>Mon, 01 Sep 2025 08:00:00 GMT</pubDate>")), "text/xml", MORNING,
         "its newest item is 450 days old: is the feed still kept?"),
        (rss(item(1, more="<pubDate>Mon, 01 Sep 2025 08:00:00 GMT</pubDate>")), "text/xml",
         datetime(2025, 8, 1, tzinfo=UTC), "its newest item is dated 2025-09-01 08:00 UTC, which is yet to come"),
        (rss(item(1), item(1, "Anderes " + FIRE)), "text/xml", MORNING,
         "1 item has the id of another one: only one of them comes"),
        (rss(f"<item><title>Ohne</title><description>{FIRE}</description></item>"), "text/xml", MORNING,
         "1 item has neither id nor address: an edited one counts as a new one"),
        (rss(item(1, "Zeichen \ufffd fehlen. " + FIRE)), "text/xml", MORNING,
         "1 item has characters that were lost on the way (\ufffd)"),
        (rss(item(1)), "text/xml; charset=iso-8859-1", MORNING,
         "its server says that it is iso-8859-1, the feed itself utf-8"),
        (rss(), "text/xml", MORNING, "it has no items at present"),
    ],
)  # fmt: skip
def test_what_is_odd(web: World, body: str, media_type: str, now: datetime, remark: str) -> None:
    web.play("/rss.xml", text(body, media_type))
    found = seen(web.url("/rss.xml"), now=now)
    assert found.error == ""
    assert remark in found.remarks


def test_a_good_feed_has_nothing_odd(web: World) -> None:
    web.feed("/rss.xml").add("a", "Feuer", FIRE)
    assert seen(web.url("/rss.xml")).remarks == ()


@pytest.mark.parametrize(
    ("body", "media_type", "error"),
    [
        ('{"a": 1}', "application/json", "JSON that is no feed, news item or record known here: an object with 'a'"),
        ("", "text/xml", "empty: there is nothing in it (text/xml)"),
        ("Guten Tag", "text/plain", "no feed (text/plain)"),
        (
            "<rss><channel><item><title>x",
            "text/xml",
            "a feed whose items cannot be read (<unknown>:2:28: no element found)",
        ),
    ],
)
def test_what_is_no_feed(web: World, body: str, media_type: str, error: str) -> None:
    web.play("/x", text(body, media_type))
    assert seen(web.url("/x")).error == error


def test_what_a_server_says(web: World) -> None:
    web.play("/gone", status(410))
    assert (seen(web.url("/gone")).status, seen(web.url("/gone")).error) == (410, "answers 410 (gone for good)")
    web.feed("/new.xml").add("a", "Feuer", FIRE)
    web.play("/old.xml", redirect("/new.xml", 301))
    assert seen(web.url("/old.xml")).moved == web.url("/new.xml")
    web.play("/robots.txt", text("User-agent: *\nDisallow: /new.xml"))
    assert "robots.txt does not allow it" in seen(web.url("/new.xml")).error


def test_items_in_another_language_do_not_come(web: World) -> None:
    feed = web.feed("/rss.xml")
    feed.add(
        "a", "Fire in the old mill", "Three houses burned down during the night to Monday, the fire brigade said. " * 3
    )
    found = seen(web.url("/rss.xml"))
    assert (found.kept, found.dropped) == (0, (("language en, not de", 1),))


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Feuer\n\n{FIRE}", encoding="utf-8")
    (tmp_path / "b.txt").write_text("")
    found = seen(str(tmp_path), Rules(drop=("Wasser",)))
    assert (found.kind, found.items, found.kept, found.refused) == (
        "folder", 2, 1, (("it has no text", 1),)
    )  # fmt: skip
    assert seen(str(tmp_path / "absent")).error == "no such file or folder. Check the path."
    (tmp_path / "leer").mkdir()
    assert seen(str(tmp_path / "leer")).remarks == ("there is no article in this folder at present",)


@pytest.mark.parametrize(
    ("rules", "come"),
    [
        (Rules(), 3),
        (Rules(language=("en",)), 1),
        (Rules(drop=("Lagerhalle",)), 0),
        (Rules(limit=2), 2),
    ],
)
def test_what_would_come_of_a_folder_is_what_comes(tmp_path: Path, rules: Rules, come: int) -> None:
    """An embargo and a text that was read before are no reasons, as they are none for a run."""
    folder = tmp_path / "eingang"
    folder.mkdir()
    for name, changed in (
        ("a", {}),
        ("embargo", {"version_created": "2026-11-26T07:15:00+01:00", "embargoed": "2026-12-24T06:00:00+01:00"}),
        ("same", {"version_created": "2026-11-26T08:15:00+01:00"}),
    ):
        (folder / f"{name}.json").write_bytes(
            digitalwires(urn=f"urn:newsml:agentur.example:20261126:{name}", **changed)
        )
    (folder / "en.txt").write_text("Three houses burned down during the night to Monday, the brigade said. " * 3)
    (folder / "empty.txt").write_text("")
    found = seen(str(folder), rules)
    with open_ledger(tmp_path / "l.sqlite") as ledger, Fetcher(CONFIG.fetch) as fetcher:
        poller = Poller(ledger, fetcher, CONFIG, Stories(), lambda: MORNING)
        (visited,) = poller.visit([ledger.add_feed("dpa", str(folder), as_json(rules))])
        poller.close()
        assert visited.error == ""
        assert found.kept == len(visited.news) == come
    assert (found.items, found.error) == (5, "")


@pytest.mark.parametrize(
    ("page", "offers"),
    [
        (b"", ()),
        (b"no page", ()),
        (b'<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">', ()),
        (b'<link rel="alternate" type="application/rss+xml" href="http://[bad/">', ()),
        (b'<link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="//b.org/a">', ("https://b.org/a",)),
        (b'<link rel="feed" href="?f=1"><link rel="feed" href="/?f=1#x">', ("https://a.org/?f=1",)),
        (b'<link rel="alternate" hreflang="en" href="/en">', ()),
        (b'<link rel="alternate" type="application/json" href="/wp-json/1">', ()),
        (b'<link rel="feed" href="">', ()),
    ],
)  # fmt: skip
def test_offers_of_a_page(page: bytes, offers: tuple[str, ...]) -> None:
    assert tuple(offer.url for offer in offered(page, "utf-8", "https://a.org/")) == offers


def test_a_page_of_a_thousand_feeds() -> None:
    page = b"".join(b'<link rel="feed" href="/%d">' % number for number in range(1000))
    assert len(offered(page, "no-such-charset", "https://a.org/")) == 50
