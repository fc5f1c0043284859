"""``wortlaut feeds`` and ``wortlaut failed``: what they print, what they change, what they refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import wortlaut
from pipeline.errors import WortlautError
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.values import Found, Headline, Visit
from pipeline.render.brief import brief_markdown
from pipeline.types import Article, Edition
from tests.support_records import hostile_record
from tests.support_web import World, redirect, text, world

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
FIRE = "Drei Häuser sind in der Nacht zum Montag abgebrannt. Menschen kamen nicht zu Schaden, sagte die Feuerwehr."


@pytest.fixture
def web() -> Iterator[World]:
    with world() as web:
        yield web


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ledger that commands use; settings that allow the loopback."""
    monkeypatch.setenv("WORTLAUT_LEDGER", str(tmp_path / "ledger.sqlite"))
    (tmp_path / "w.toml").write_text('[fetch]\nallow = ["127.0.0.0/8"]\nhost_pause = 0\ncontact = "desk@example.org"\n')
    return tmp_path / "ledger.sqlite"


def wl(*args: str | Path, stdin: bytes | None = None) -> Result:
    """Run a command as ``main`` does: an expected error becomes its message and exit code."""
    result = CliRunner().invoke(wortlaut, [str(a) for a in args], input=stdin)
    error = result.exception
    if isinstance(error, WortlautError):
        said = result.stderr_bytes + str(error).encode()
        return Result(result.runner, result.stdout_bytes, said, result.output_bytes, None, error.exit_code, None)
    if error is not None and not isinstance(error, SystemExit):
        raise error
    return result


def squeezed(lines: list[str]) -> list[str]:
    """The lines of a table, with one blank between cells."""
    return [" ".join(line.split()) for line in lines]


def add(place: Path, *args: str) -> Result:
    return wl("feeds", "add", *args, "--config", place.parent / "w.toml")


def filled(place: Path) -> Ledger:
    """A ledger with one feed and two items."""
    book = open_ledger(place)
    feed = book.add_feed("bote", "https://user:secret@example.org/rss", {})
    book.enter(
        feed.id,
        [
            Found(key, f"urn:{key}", key * 64, Article(key, FIRE, title=title), Edition(guid=f"urn:{key}"))
            for key, title in (("a", "Feuer in Altenmühle"), ("b", "Sturm \x1b[31m an der Küste"))
        ],
        NOW,
    )
    return book


def test_a_feed_is_looked_at_and_added(web: World, place: Path) -> None:
    web.feed("/rss.xml").add("a", "Feuer in Altenmühle", FIRE * 20)
    done = add(
        place, web.url("/rss.xml"), "--keep", "Feuer*", "--watch", "Altenmühle", "--every", "10m", "--group", "Lokal"
    )
    assert done.exit_code == 0, done.stderr
    assert squeezed(done.stdout.splitlines()) == [
        f"added: altenmuehler-bote {web.url('/rss.xml')}",
        "RSS or Atom, “Altenmühler Bote”: 1 item, of which 1 would come",
        "dates: 2026-11-26T06:00Z to 2026-11-26T06:00Z",
        "text: 1 whole, 0 only a teaser",
        "language: de 1",
        "watched words: Altenmühle 1",
    ]
    [feed] = open_ledger(place).feeds()
    assert (feed.name, feed.title) == ("altenmuehler-bote", "Altenmühler Bote")
    assert feed.rules == {"keep": ["Feuer*"], "watch": ["Altenmühle"], "interval": 600, "group": ["Lokal"]}
    again = add(place, web.url("/rss.xml"))
    assert again.exit_code == 2
    assert "is already watched, as altenmuehler-bote" in again.stderr


def test_a_page_will_do_if_it_names_one_feed(web: World, place: Path) -> None:
    web.feed("/rss.xml").add("a", "Feuer", FIRE)
    link = '<link rel="alternate" type="application/rss+xml" href="/{}.xml" title="{}">'
    web.play("/", text(link.format("rss", "Alle"), "text/html"))
    assert add(place, web.url("/"), "--name", "bote").exit_code == 0
    assert [feed.url for feed in open_ledger(place).feeds()] == [web.url("/rss.xml")]
    web.play("/2", text(link.format("rss", "Alle") + link.format("sport", "Sport\x1b[2J"), "text/html"))
    done = add(place, web.url("/2"))
    assert done.exit_code == 2
    assert f"wortlaut feeds add {web.url('/sport.xml')} (Sport\ufffd[2J)" in done.stdout
    assert "It names 2 feeds; add those that you want." in done.stderr


def test_a_feed_that_has_moved_is_added_where_it_is(web: World, place: Path) -> None:
    web.feed("/new.xml").add("a", "Feuer", FIRE)
    web.play("/old.xml", redirect("/new.xml", 301))
    assert add(place, web.url("/old.xml")).exit_code == 0
    assert [feed.url for feed in open_ledger(place).feeds()] == [web.url("/new.xml")]


def test_what_is_no_feed_is_added_only_unseen(web: World, place: Path) -> None:
    done = add(place, web.url("/absent.xml"))
    assert done.exit_code == 2
    assert "answers 404 (not found). Nothing was added; --no-check adds it all the same." in done.stderr
    assert add(place, web.url("/absent.xml"), "--no-check", "--name", "x").exit_code == 0
    assert web.count("/absent.xml") == 1
    assert [feed.name for feed in open_ledger(place).feeds()] == ["x"]


def test_a_folder_is_watched_from_anywhere(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eingang").mkdir()
    (tmp_path / "eingang" / "a.txt").write_text(f"Feuer\n\n{FIRE}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert add(place, "eingang").exit_code == 0
    [feed] = open_ledger(place).feeds()
    assert (feed.name, feed.url) == ("eingang", str(tmp_path / "eingang"))


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["example.org/rss"], "Write the whole address, with https://."),
        (["javascript:alert(1)"], "neither an address"),
        (["/no/such/folder"], "neither an address"),
        (["https://example.org/", "--name", "zwei Wörter"], "cannot be a feed's name"),
        (["https://example.org/", "https://example.net/", "--name", "x"], "--name names one feed"),
        (["https://example.org/", "--keep", "*"], "'keep': '*': a * stands at the beginning or the end of a word"),
        (["https://example.org/", "--every", "soon"], "'soon' is no length of time: write 90s, 15m, 2h, 1d or 1w."),
        (["https://example.org/", "--every", "5"], "'5' is no length of time: write 90s, 15m, 2h, 1d or 1w."),
        (["https://example.org/", "--every", "5s"], "'5s' is too often: at least a minute between two visits (1m)."),
        (["https://example.org/", "--keep", "title:"], "'title:': the words must follow title: at once."),
        (["https://example.org/", "--outputs", "brief.htm"], "Did you mean 'brief.html'?"),
        (["https://example.org/", "--summariser", "extractiv"], "Did you mean 'extractive'?"),
    ],
)
def test_what_cannot_be_added(place: Path, args: list[str], message: str) -> None:
    done = add(place, *args)
    assert done.exit_code == 2
    assert message in done.stderr
    assert not place.exists()


def test_the_list_says_on_a_line_what_an_operator_needs(place: Path) -> None:
    book = filled(place)
    feed = book.feed("bote")
    now = datetime.now(UTC)
    book.visited(
        feed.id,
        Visit(now - timedelta(minutes=12), 503, now + timedelta(hours=3, minutes=1), error="answers 503\n\x1b[2J"),
    )
    book.add_feed("neu", "https://example.net/", {})
    book.change_feed("neu", active=False)
    lines = wl("feeds", "list").stdout.splitlines()
    assert squeezed(lines) == [
        "NAME STATE VISITED NEXT HTTP DONE WAITING FAILED ADDRESS",
        "bote failing 12 min in 3 h 503 0 2 0 https://example.org/rss ! answers 503 \ufffd[2J",
        "neu paused never - - 0 0 0 https://example.net/",
    ]
    first = json.loads(wl("feeds", "list", "--format", "jsonl").stdout.splitlines()[0])
    assert (first["name"], first["url"], first["waiting"], first["failures"], first["active"]) == (
        "bote", "https://example.org/rss", 2, 1, True,
    )  # fmt: skip


def test_without_a_ledger_or_feeds_a_sentence_says_so(place: Path) -> None:
    assert wl("feeds", "list").exit_code == 2
    open_ledger(place)
    assert wl("feeds", "list").stdout == "No feeds yet: wortlaut feeds add ADDRESS.\n"
    assert wl("feeds", "headlines").stdout == "No headlines yet: wortlaut feeds run makes them.\n"
    assert wl("feeds", "runs").stdout == "No runs yet: wortlaut feeds run.\n"
    assert wl("failed", "list").stdout == "Nothing has failed.\n"
    assert wl("feeds", "check").stdout == "No active feeds: wortlaut feeds add ADDRESS.\n"


def test_rules_are_changed_and_taken_back(place: Path) -> None:
    filled(place)
    wl("feeds", "change", "bote", "--keep", "Feuer", "--keep", "Sturm", "--urgent", "--every", "2h")
    assert open_ledger(place).feed("bote").rules == {"keep": ["Feuer", "Sturm"], "urgent": True, "interval": 7200}
    done = wl("feeds", "change", "bote", "--drop", "Sport", "--reset", "keep", "--reset", "every")
    assert done.stdout.splitlines() == ["bote https://example.org/rss", "  drop: Sport", "  urgent: True"]
    assert wl("feeds", "change", "bote").stdout == done.stdout
    wl("feeds", "change", "bote", "--reset", "all")
    assert open_ledger(place).feed("bote").rules == {}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["change", "bot", "--keep", "x"], "There is no feed 'bot'. Did you mean 'bote'?"),
        (["change", "bote", "--reset", "kepp"], "'kepp'; valid: all, keep, drop,"),
        (["change", "bote", "--keep", "x", "--reset", "keep"], "--reset keep takes back what another option gives."),
        (["change", "bote", "--url", "https://example.org:443/rss"], "is already watched, as bote"),
        (["change", "bote", "bote", "--url", "https://a.org/"], "--url is for one feed"),
        (["pause", "bote", "bot"], "There is no feed 'bot'."),
        (["remove", "bot"], "There is no feed 'bot'."),
        (["show", "zz"], "There is no article 'zz' in the ledger."),
        (["history", "zz"], "There is no article 'zz' in the ledger."),
        (["headlines", "--since", "bald"], "'bald' is no moment"),
    ],
)
def test_what_cannot_be_changed_or_shown(place: Path, args: list[str], message: str) -> None:
    filled(place)
    before = open_ledger(place).feeds()
    done = wl("feeds", *args)
    assert done.exit_code == 2
    assert message in done.stderr
    assert open_ledger(place).feeds() == before


def test_a_password_stays_where_it_is_needed(place: Path, tmp_path: Path) -> None:
    """It is in the ledger and in an exported list, which say so, and in nothing that people look at or keep."""
    secret = "https://user:secret@example.org"
    filled(place)
    book = open_ledger(place)
    (tmp_path / "f.opml").write_text(
        f'<opml><body><outline text="bote" xmlUrl="{secret}/rss"/><outline text="x" xmlUrl="{secret}/2"/>'
        f'<outline text="x" xmlUrl="{secret}/2"/><outline text="y" xmlUrl="ftp://user:secret@example.org/"/></body></opml>'
    )
    config = ("--config", place.parent / "w.toml")
    said = [
        wl("feeds", "import", tmp_path / "f.opml"),
        wl("feeds", "add", f"{secret}/rss", *config),
        wl("feeds", "add", f"{secret}/3", "--name", "bote", "--no-check", *config),
        wl("feeds", "add", "ftp://user:secret@example.org/", *config),
        wl("feeds", "list"),
        wl("feeds", "list", "--format", "jsonl"),
        wl("feeds", "change", "bote", "--every", "2h"),
        wl("feeds", "change", "bote", "--url", "https://example.org/new"),
    ]
    assert all(one.stdout or one.stderr for one in said)
    assert not any("secret" in one.stdout + one.stderr for one in said)
    # The command that the log advises, which has no password in it, does not lose it.
    assert book.feed("bote").url == f"{secret}/new"
    elsewhere = wl("feeds", "change", "bote", "--url", "https://example.net/new")
    assert "the name and password stay behind" in elsewhere.stderr
    assert book.feed("bote").url == "https://example.net/new"
    assert "1 of the addresses has a name and password in it" in wl("feeds", "export", tmp_path / "o.opml").stderr
    assert f"{secret}/2" in (tmp_path / "o.opml").read_text()


def test_feeds_are_paused_resumed_and_removed(place: Path) -> None:
    book = filled(place)
    wl("feeds", "pause", "bote")
    assert book.feeds(active=True) == []
    wl("feeds", "resume", "bote")
    assert len(book.feeds(active=True)) == 1
    assert wl("feeds", "remove", "bote").stdout == "removed: bote; 2 in the queue are left out\n"
    assert book.feeds() == []
    assert len(book.history("a")) == 1


def test_a_check_enters_nothing(web: World, place: Path) -> None:
    feed = web.feed("/rss.xml")
    feed.add("a", "Feuer \x1b[2J", FIRE * 20)
    book = open_ledger(place)
    book.add_feed("bote", web.url("/rss.xml"), {"drop": ["Sport"]})
    book.add_feed("weg", web.url("/absent.xml"), {})
    config = place.parent / "w.toml"
    done = wl("feeds", "check", "--config", config)
    assert done.exit_code == 3
    assert "bote " in done.stdout
    assert "    2026-11-26T06:00 Feuer \ufffd[2J\n" in done.stdout
    assert "  ! answers 404 (not found)\n" in done.stdout
    assert done.stderr == ""
    assert book.counts() == {}
    assert wl("feeds", "check", "bote", "--config", config).exit_code == 0
    row = json.loads(wl("feeds", "check", web.url("/rss.xml"), "--config", config, "--format", "jsonl").stdout)
    assert (row["name"], row["items"], row["kept"], row["error"]) == ("bote", 1, 1, "")


def test_a_check_of_an_address_needs_no_ledger_and_warns_of_a_missing_contact(web: World, place: Path) -> None:
    web.feed("/new.xml").add("a", "Feuer", FIRE)
    web.play("/old.xml", redirect("/new.xml", 308))
    config = place.parent / "c.toml"
    config.write_text('[fetch]\nallow = ["127.0.0.0/8"]\nhost_pause = 0\n')
    done = wl("feeds", "check", web.url("/old.xml"), "--config", config)
    assert done.exit_code == 0, done.output
    assert f"! moved for good: wortlaut feeds add {web.url('/new.xml')}" in done.stdout
    assert done.stderr.startswith("wortlaut: fetch.contact is empty")


def test_lists_go_out_and_in_without_loss(place: Path, tmp_path: Path) -> None:
    book = filled(place)
    book.change_feed("bote", rules={"keep": ["Wahl*"], "group": ["Politik", "Inland"]}, title="Altenmühler Bote")
    book.add_feed("ordner", "/data/eingang", {"limit": 3})
    book.change_feed("ordner", active=False)
    done = wl("feeds", "export", tmp_path / "f.opml")
    assert done.stdout == f"2 feeds written to {tmp_path / 'f.opml'}\n"
    assert "1 of the addresses has a name and password in it" in done.stderr
    assert wl("feeds", "export").stdout_bytes == (tmp_path / "f.opml").read_bytes()
    other = tmp_path / "other.sqlite"
    done = wl("feeds", "import", tmp_path / "f.opml", "--ledger", other)
    assert done.stdout.startswith("1 added, 0 already there, 1 refused.")
    assert "/data/eingang: a folder or file of this machine; --paths watches it." in done.stderr
    done = wl("feeds", "import", "-", "--paths", "--ledger", other, stdin=(tmp_path / "f.opml").read_bytes())
    assert done.stdout.startswith("1 added, 1 already there.")
    said = [(feed.name, feed.url, feed.rules, feed.title, feed.active) for feed in open_ledger(other).feeds()]
    assert said == [(feed.name, feed.url, feed.rules, feed.title, feed.active) for feed in book.feeds()]


def test_a_list_of_others_is_imported_under_names_of_ours(place: Path, tmp_path: Path) -> None:
    filled(place)
    (tmp_path / "f.opml").write_text(
        '<opml xmlns:w="urn:wortlaut:feeds"><body><outline text="G"><outline text="Der Bote" xmlUrl="https://a.org/1"/>'
        '<outline text="bote" xmlUrl="https://a.org/2"/><outline text="x" xmlUrl="https://a.org/3" w:rules=\'{"kepp": []}\'/>'
        '<outline text="y" xmlUrl="javascript:alert(1)"/></outline></body></opml>'
    )
    done = wl("feeds", "import", tmp_path / "f.opml")
    assert done.exit_code == 0
    assert done.stdout.startswith("2 added, 0 already there, 2 refused.")
    assert "unknown key 'kepp'. Did you mean 'keep'?" in done.stderr
    assert "javascript:alert(1): not an address" in done.stderr
    feeds = {feed.url: (feed.name, feed.rules) for feed in open_ledger(place).feeds()}
    assert feeds["https://a.org/1"] == ("der-bote", {"group": ["G"]})
    assert feeds["https://a.org/2"] == ("bote-2", {"group": ["G"]})


def test_headlines_and_history(place: Path) -> None:
    book = filled(place)
    titles = {each.item: each for each in book.untitled(9)}
    book.titled(
        [
            Headline(titles["a"].version, "a", "bote", "x", "", NOW, english="Fire in Altenmühle"),
            Headline(titles["b"].version, "b", "bote", "x", "", NOW, english="Storm \x1b[2J", doubt="“12” is missing"),
        ]
    )
    lines = wl("feeds", "headlines").stdout.splitlines()
    assert squeezed(lines) == [
        "SEEN (UTC) FEED ITEM TITLE",
        "2026-11-26 06:00 bote a Fire in Altenmühle",
        "2026-11-26 06:00 bote b Storm \ufffd[2J ? “12” is missing",
    ]
    assert wl("feeds", "headlines", "--since", "2026-11-27").stdout.startswith("No headlines yet")
    row = json.loads(wl("feeds", "headlines", "--limit", "1", "--format", "jsonl").stdout)
    assert (row["item"], row["english"], row["seen"]) == ("a", "Fire in Altenmühle", "2026-11-26T06:00:00Z")
    history = wl("feeds", "history", "b").stdout
    assert squeezed(history.splitlines()) == [
        "SEEN (UTC) FEED NUMBER SIGNAL AND NOTE STATE MADE (UTC) TITLE",
        "2026-11-26 06:00 bote - - waiting - Sturm \ufffd[31m an der Küste",
    ]
    assert "b: has no brief; its last version is waiting." in wl("feeds", "show", "b").stderr


def test_an_articles_pages_are_made_on_demand(place: Path) -> None:
    book = filled(place)
    [lease] = book.lease("me", 1, NOW, timedelta(minutes=5))
    assert book.finish("me", lease.version, hostile_record(), b"{}", b"", NOW, "r1")
    shown = wl("feeds", "show", lease.item)
    assert shown.exit_code == 0, shown.stderr
    assert shown.stdout == brief_markdown(hostile_record())
    assert wl("feeds", "show", lease.item, "--output", "qa.html").stdout.startswith("<!doctype html>")
    record = json.loads(wl("feeds", "show", lease.item, "--output", "record.json").stdout)
    assert record["brief"]["headline"] == hostile_record().brief.headline


def test_a_brief_under_embargo_is_shown_with_a_warning(place: Path) -> None:
    book = open_ledger(place)
    feed = book.add_feed("bote", "https://example.org/rss", {})
    edition = Edition(guid="urn:a", embargo="2099-01-01T06:00:00+01:00")
    book.enter(feed.id, [Found("a", "urn:a", "d", Article("a", FIRE, title="Feuer"), edition)], NOW)
    [lease] = book.lease("me", 1, NOW, timedelta(minutes=5))
    assert book.finish("me", lease.version, hostile_record(), b"{}", b"", NOW, "r1")
    shown = wl("feeds", "show", "a")
    assert shown.stderr == "wortlaut: a: under embargo until 2099-01-01 05:00 UTC. Not for publication before.\n"
    says_so = "**EMBARGO until 1 January 2099, 05:00 (UTC). Not for publication before.**\n\n"
    assert shown.stdout == says_so + brief_markdown(hostile_record())
    refused = wl("feeds", "show", "a", "--output", "brief.post.md")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "is not made of an article under embargo" in refused.stderr


@pytest.mark.parametrize("command", [("feeds", "run", "--no-visit"), ("feeds", "headlines")])
def test_both_commands_take_the_same_moments(place: Path, command: tuple[str, ...]) -> None:
    done = wl(*command, "--since", "99", "--config", place.parent / "w.toml") if "run" in command else wl(
        *command, "--since", "99"
    )  # fmt: skip
    assert done.exit_code == 2
    assert "'99' is no moment: write 90m, 36h, 2d or 1w (so long ago), 2026-11-25, or" in " ".join(done.stderr.split())
    assert "36h, 2d (so long ago), 2026-11-25, 2026-11-25T22:00 (UTC)" in " ".join(
        wl(*command[:2], "--help").stdout.split()
    )


def test_what_failed_is_listed_and_tried_again(place: Path) -> None:
    book = filled(place)
    for lease in book.lease("me", 2, NOW, timedelta(minutes=5)):
        book.fail("me", lease.version, "make", "broken\x1b[2J", NOW, retry_at=None, run="r1")
    lines = wl("failed", "list").stdout.splitlines()
    assert squeezed(lines[:1])[0] == "ID FEED FAILED TRIES AGAIN TITLE WHY"
    assert len(lines) == 3
    assert lines[1].endswith("make: broken\ufffd[2J")
    assert len(wl("failed", "list", "--limit", "1", "--format", "jsonl").stdout.splitlines()) == 1
    assert "There is no feed 'x'" in wl("failed", "list", "--feed", "x").stderr
    assert "has not failed" in wl("failed", "retry", "zz").stderr
    assert wl("failed", "retry").exit_code == 2
    assert wl("failed", "retry", "a").stdout == "1 is tried again by the next run: wortlaut feeds run.\n"
    assert wl("failed", "retry", "--feed", "bote").stdout == "1 is tried again by the next run: wortlaut feeds run.\n"
    assert wl("failed", "retry", "--all").stdout == "0 are tried again by the next run: wortlaut feeds run.\n"
    assert book.counts() == {"waiting": 2}


def test_runs_are_listed(place: Path) -> None:
    book = open_ledger(place)
    book.begin_run("r1", "host\x1b", 7, NOW)
    book.end_run("r1", NOW + timedelta(hours=1, minutes=2, seconds=3), interrupted=True)
    assert squeezed(wl("feeds", "runs").stdout.splitlines()) == [
        "RUN STARTED (UTC) TOOK DONE FAILED HOW WHERE",
        "r1 2026-11-26 06:00 1:02:03 0 0 interrupted host\ufffd 7",
    ]


def test_the_tries_of_a_visit_are_not_taken_for_visits(place: Path) -> None:
    book = filled(place)
    for _ in range(2):
        book.visited(book.feed("bote").id, Visit(NOW, 503, NOW, error="answers 503, 3 times in a row"))
    assert wl("feeds", "list").stdout.rstrip().endswith("! answers 503, 3 times in a row, at the last 2 visits")
