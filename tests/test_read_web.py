"""``wortlaut run`` over addresses: pages, feeds, and the pages behind the items of a feed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import FetchConfig, InputConfig
from pipeline.errors import ConfigError, InputError
from pipeline.read import read_inputs
from pipeline.read.behind import whole
from pipeline.read.draft import Draft, Refused
from pipeline.read.reading import Reading
from pipeline.types import Article, Block, Edition, Failure

from .support_web import World, page, redirect, reset, status, text, world

FIRE = """Drei Häuser sind in der Nacht zum Donnerstag in Altenmühle abgebrannt. Zwölf Menschen wurden verletzt, zwei von ihnen schwer, teilte die Polizei mit.

Das Feuer war gegen 2.30 Uhr in einer Scheune ausgebrochen und griff auf die Nachbarhäuser über. Die Feuerwehr war mit 120 Einsatzkräften vor Ort.

Bürgermeisterin Erika Holm sprach von einem schwarzen Tag für die Gemeinde. Den Schaden schätzt die Polizei auf 1,5 Millionen Euro."""
TEASER = "In Altenmühle brennen in der Nacht drei Häuser ab, zwölf Menschen werden verletzt."
CONSENT = """<!DOCTYPE html><html lang="de"><head><title>Ihre Daten</title></head><body><article><h1>Ihre Daten, Ihre Wahl</h1>
<p>Wir und unsere 142 Partner verwenden Cookies, um Inhalte zu messen und Werbung anzuzeigen, die zu Ihnen passt. Dafür brauchen wir Ihre Zustimmung.</p>
<p>Sie können sie jederzeit widerrufen. Mehr dazu steht in unserer Erklärung zum Umgang mit persönlichen Angaben.</p></article></body></html>"""


@pytest.fixture
def web() -> Iterator[World]:
    with world() as found:
        yield found


def reading(*addresses: str, **settings: object) -> Reading:
    fetch = FetchConfig(**{"allow": ("127.0.0.0/8",), "host_pause": 0.0} | settings)  # type: ignore[arg-type]
    return read_inputs(addresses, InputConfig(), fetch=fetch)


def article(item: Article | Failure) -> Article:
    assert isinstance(item, Article), item
    return item


def failure(item: Article | Failure) -> Failure:
    assert isinstance(item, Failure), item
    return item


def test_a_page(web: World) -> None:
    feed = web.feed("/feed.xml")
    url = feed.add("a", "Feuer in Altenmühle", FIRE).link
    found = article(*reading(url))
    assert (found.title, found.origin, found.url) == ("Feuer in Altenmühle", url, url)
    assert "1,5 Millionen Euro" in found.text
    assert web.paths == ["/robots.txt", "/artikel/a.html"]


def test_a_page_in_another_encoding_than_it_says_itself(web: World) -> None:
    feed = web.feed("/feed.xml")
    markup = page(feed.add("a", "Feuer in Altenmühle", FIRE))
    url = web.play("/latin", text(markup.encode("iso-8859-1"), "text/html; charset=utf-8"))
    assert "Zwölf Menschen" in article(*reading(url)).text


@pytest.mark.parametrize("kind", ["rss", "atom", "jsonfeed"])
def test_a_feed_with_teasers_gives_whole_articles(web: World, kind) -> None:  # type: ignore[no-untyped-def]
    feed = web.feed("/feed", kind)
    feed.add("urn:bote:1", "Feuer: Großer Schaden in Altenmühle", FIRE, teaser=TEASER)
    web.page("/artikel/urn:bote:1.html", replace(feed.items[0], title="Großer Schaden in Altenmühle"))
    found = article(*reading(web.url("/feed")))
    assert found.title == "Feuer: Großer Schaden in Altenmühle"
    assert found.url == feed.items[0].link
    assert found.published.startswith("2026-11-26T06:00:00")
    assert "1,5 Millionen Euro" in found.text
    assert [block.removed_by for block in found.blocks if block.kind == "title"] == ["repeat.title"]
    assert web.paths == ["/robots.txt", "/feed", "/artikel/urn:bote:1.html"]


def test_a_feed_with_whole_texts_needs_no_pages(web: World) -> None:
    feed = web.feed("/feed.xml")
    feed.add(
        "a", "Feuer in Altenmühle", "\n\n".join([FIRE, FIRE.replace("Drei", "Fünf"), FIRE.replace("Zwölf", "Acht")])
    )
    assert article(*reading(web.url("/feed.xml"))).title == "Feuer in Altenmühle"
    assert web.paths == ["/robots.txt", "/feed.xml"]


def test_pages_are_fetched_when_their_turn_comes(web: World) -> None:
    feed = web.feed("/feed.xml")
    for name in "abc":
        feed.add(name, f"Feuer in Altenmühle {name}", FIRE.replace("Drei", name), teaser=TEASER)
    found = reading(web.url("/feed.xml"))
    assert web.paths == []
    article(next(found))
    assert web.paths == ["/robots.txt", "/feed.xml", "/artikel/c.html"]


def test_a_teaser_stays_where_its_page_has_no_article(web: World) -> None:
    feed = web.feed("/feed.xml")
    feed.add("a", "Feuer in Altenmühle", FIRE, teaser=TEASER)
    for step, reason in (
        (text(CONSENT, "text/html"), "its page is about something else"),
        (text("<html><body></body></html>", "text/html"), "its page gives no article"),
        (status(404), "its page gives no article (answers 404 (not found))"),
        (status(410), "its page gives no article (answers 410 (gone for good))"),
        (redirect("file:///etc/passwd"), "its page gives no article (redirects to file:///etc/passwd"),
    ):
        web.play("/artikel/a.html", step)
        found = reading(web.url("/feed.xml"))
        assert article(next(found)).text == TEASER
        assert list(found) == []
        [remark] = found.remarks
        assert remark.startswith(f"{web.url('/feed.xml')}#1: only a teaser: {reason}")


def test_a_page_that_may_come_later_is_a_failure(web: World) -> None:
    feed = web.feed("/feed.xml")
    feed.add("a", "Feuer in Altenmühle", FIRE, teaser=TEASER)
    feed.add("b", "Feuer in Altenmühle gelöscht", FIRE, teaser=TEASER)
    web.play("/artikel/b.html", status(429, Retry_After="600"))
    second, first = reading(web.url("/feed.xml"))
    assert failure(second).origin == web.url("/artikel/b.html")
    assert failure(second).reason.startswith(f"the page behind {web.url('/feed.xml')}#1: answers 429")
    assert "has asked for patience" in failure(first).reason
    assert web.paths == ["/robots.txt", "/feed.xml", "/artikel/b.html"]


def test_an_address_that_fails_is_listed_and_the_others_are_read(web: World, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRE, encoding="utf-8")
    web.play("/weg", status(404))
    web.play("/mist", text("{]", "application/json"))
    web.play("/bild", text(b"\x89PNG\r\n\x1a\n\0\0", "image/png"))
    found = list(reading(web.url("/weg"), web.url("/mist"), web.url("/bild"), str(tmp_path / "a.txt")))
    assert [failure(item).reason for item in found[:1]] == ["answers 404 (not found)"]
    assert failure(found[0]).origin == web.url("/weg")
    assert not failure(found[1]).skipped
    assert not failure(found[2]).skipped
    assert article(found[3]).origin == str(tmp_path / "a.txt")


def test_a_feed_that_turns_into_a_page_is_read_as_one(web: World) -> None:
    feed = web.feed("/feed.xml")
    item = feed.add("a", "Feuer in Altenmühle", FIRE)
    web.play("/feed.xml", text(page(item), "application/rss+xml"))
    assert article(*reading(web.url("/feed.xml"))).title == "Feuer in Altenmühle"


def test_a_feed_without_items_is_no_failure(web: World) -> None:
    web.feed("/feed.xml")
    found = reading(web.url("/feed.xml"))
    assert list(found) == []
    assert found.remarks == [f"{web.url('/feed.xml')}: a feed without items at present"]


def test_a_broken_feed_gives_what_can_be_read_of_it(web: World) -> None:
    feed = web.feed("/feed.xml")
    feed.add("a", "Feuer in Altenmühle", FIRE * 2)
    feed.add("b", "Feuer in Altenmühle gelöscht", FIRE)
    body = feed.body()
    web.play("/feed.xml", text(body[: body.index(b"<guid", body.index(b"</item>"))], "text/html"))
    assert article(next(reading(web.url("/feed.xml")))).title == "Feuer in Altenmühle gelöscht"


def test_the_wire_of_an_agency(web: World) -> None:
    feed = web.feed("/wire.json", "ninjs")
    feed.add("urn:a", "Feuer in Altenmühle", FIRE)
    feed.edit("urn:a", "correction", text=FIRE.replace("Drei", "Vier"), note="Berichtigt wird die Zahl der Häuser")
    found = article(*reading(web.url("/wire.json")))
    assert found.text.startswith("Vier Häuser")
    assert web.paths == ["/robots.txt", "/wire.json"]


def test_sizes_are_limited_by_both_sections(web: World) -> None:
    url = web.play("/a", text(f"<html><body>{'<p>Text</p>' * 10_000}</body></html>", "text/html"))
    assert "(fetch.max_bytes)" in failure(*reading(url, max_bytes=1000)).reason
    [found] = read_inputs([url], InputConfig(max_bytes=1000), fetch=FetchConfig(allow=("127.0.0.1",), host_pause=0.0))
    assert "(input.max_bytes)" in failure(found).reason


def test_addresses_of_one_command_share_what_is_known_of_hosts(web: World) -> None:
    feed = web.feed("/feed.xml")
    first = feed.add("a", "Feuer in Altenmühle", FIRE).link
    second = feed.add("b", "Feuer in Altenmühle gelöscht", FIRE.replace("Drei", "Vier")).link
    assert len(list(reading(first, second))) == 2
    assert web.count("/robots.txt") == 1


def test_nothing_is_fetched_offline_or_inside_the_house(web: World) -> None:
    url = web.play("/a", text("geheim")).replace("//", "//name:geheim@")
    with pytest.raises(InputError, match="addresses are not fetched with --offline") as caught:
        read_inputs([url], InputConfig(), offline=True)
    assert "geheim" not in str(caught.value)
    found = failure(*read_inputs([url], InputConfig(), fetch=FetchConfig()))
    assert found.reason.startswith("127.0.0.1 is the machine itself")
    assert "geheim" not in found.origin
    with pytest.raises(ConfigError, match=r"fetch\.allow"):
        read_inputs([url], InputConfig(), fetch=FetchConfig(allow=("here",)))
    assert web.requests == []


def test_files_load_nothing_of_the_web(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRE, encoding="utf-8")
    code = (
        "import sys\n"
        "from pipeline.config import InputConfig\n"
        "from pipeline.read import read_inputs\n"
        f"assert len(list(read_inputs([{str(tmp_path)!r}], InputConfig()))) == 1\n"
        "loaded = {'httpx2', 'httpcore2', 'stamina', 'protego', 'lxml', 'pipeline.fetch'} & set(sys.modules)\n"
        "sys.exit(f'imported: {loaded}' if loaded else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _wortlaut(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_command_over_a_feed(web: World, tmp_path: Path) -> None:
    feed = web.feed("/feed.xml")
    feed.add("a", "Feuer in Altenmühle", FIRE, teaser=TEASER)
    feed.add("b", "Feuer in Altenmühle gelöscht", FIRE, teaser=TEASER)
    web.play("/artikel/b.html", reset)
    settings = tmp_path / "c.toml"
    settings.write_text('[fetch]\nallow = ["127.0.0.0/8"]\nhost_pause = 0\n', encoding="utf-8")
    url, out = web.url("/feed.xml"), tmp_path / "out"
    done = _wortlaut("run", url, "--out", str(out), "--config", str(settings), "--translator", "embedded")
    assert done.returncode == 3, done.stderr
    assert "the connection broke off" in done.stderr
    [brief] = (out / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(brief)["url"] == web.url("/artikel/a.html")
    assert (web.count("/feed.xml"), web.count("/artikel/a.html"), web.count("/artikel/b.html")) == (1, 1, 3)
    done = _wortlaut("run", url, "--out", str(out), "--offline", "--translator", "embedded")
    assert done.returncode == 2
    assert "addresses are not fetched with --offline" in done.stderr


# The page behind an item, without a web.


def item(**changed: object) -> Draft:
    edition = Edition(guid="urn:1", version=3, signal="update", note="Neue Zahl", teaser=True)
    start = Draft(
        "feed#1", "feed", TEASER, given_id="urn:1", title="Feuer in Altenmühle", lead="", source="Bote",
        url="https://bote.example/a", published="2026-11-26T06:00:00+00:00", language="de", edition=edition,
    )  # fmt: skip
    return replace(start, **changed)  # type: ignore[arg-type]


def behind(title: str = "Feuer in Altenmühle", text: str = FIRE, lead: str = "", **changed: object) -> Draft:
    whole = f"Startseite\n{title}\n{text}"
    begin = len("Startseite\n")
    blocks = (
        Block("other", "text", 0, begin - 1, "html.boilerplate"),
        Block("title", "text", begin, begin + len(title)),
        Block("paragraph", "text", begin + len(title) + 1, len(whole)),
    )
    start = Draft(
        "https://bote.example/a", "a", whole, title=title, lead=lead, source="Altenmühler Bote",
        url="https://bote.example/a?amp", published="2026-11-25", blocks=blocks,
    )  # fmt: skip
    return replace(start, **changed)  # type: ignore[arg-type]


def test_the_item_says_what_it_is_and_the_page_what_it_says() -> None:
    found = whole(item(), behind(lead="Zwölf Verletzte"))
    assert found.doubt == ""
    draft = found.draft
    assert (draft.given_id, draft.origin, draft.name, draft.source) == ("urn:1", "feed#1", "feed", "Bote")
    assert (draft.title, draft.url, draft.published) == (
        "Feuer in Altenmühle", "https://bote.example/a", "2026-11-26T06:00:00+00:00",
    )  # fmt: skip
    assert draft.edition == Edition(guid="urn:1", version=3, signal="update", note="Neue Zahl", teaser=False)
    assert (draft.text, draft.blocks, draft.lead) == (behind().text, behind().blocks, "Zwölf Verletzte")


@pytest.mark.parametrize(
    ("of_page", "kind", "removed_by"),
    [
        ("Feuer in Altenmühle", "title", None),
        ("feuer in  Altenmühle", "title", None),
        ("Altenmühle", "title", "repeat.title"),
        ("Drei Häuser brennen nieder", "heading", None),
    ],
)
def test_the_title_of_the_page_beside_that_of_the_item(of_page: str, kind: str, removed_by: str | None) -> None:
    block = whole(item(), behind(of_page)).draft.blocks[1]
    assert (block.kind, block.removed_by) == (kind, removed_by)
    assert whole(item(), behind(of_page)).draft.title == "Feuer in Altenmühle"


def test_an_item_without_title_and_date_takes_those_of_its_page() -> None:
    draft = whole(item(title="", published="", undated="gestern"), behind("Großbrand in Altenmühle")).draft
    assert (draft.title, draft.published, draft.undated) == ("Großbrand in Altenmühle", "2026-11-25", "")
    assert draft.blocks[1].removed_by is None
    assert whole(item(published="", undated="gestern"), behind(published="")).draft.undated == "gestern"


def test_a_page_with_less_than_the_feed_is_none() -> None:
    long = item(text=FIRE)
    found = whole(long, behind(text="Weiterlesen mit Plus: Feuer in Altenmühle."))
    assert found.draft == long
    assert found.doubt == "its page has less text than the feed (62 characters, not 430)"


def test_a_page_about_something_else_is_none() -> None:
    other = "Der Gemeinderat berät am Montag über den Haushalt. Die Kämmerin rechnet mit steigenden Ausgaben." * 3
    found = whole(item(), behind("Haushalt im Rat", other))
    assert found.draft == item()
    assert found.doubt.startswith("its page is about something else")
    assert whole(item(text="Mehr dazu.", title="Kurz"), behind("Haushalt im Rat", other)).doubt == ""


def test_a_page_without_an_article_leaves_the_item() -> None:
    found = whole(item(), Refused("https://bote.example/a", "no article found on this page"))
    assert found.draft == item()
    assert found.doubt == "its page gives no article (no article found on this page)"
