"""Lists of feeds: what is written is read again, what is hostile or broken is said, names and addresses of feeds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError, InputError
from pipeline.feeds.names import address, checked_name, name_for, same_place
from pipeline.feeds.opml import MOST, Outline, read_opml, write_opml
from pipeline.render.text import one_line

WORD = st.text(max_size=30).map(one_line).filter(bool)
OUTLINES = st.builds(
    Outline,
    url=st.integers(0, 10**6).map("https://example.org/feed?a=1&b={}".format),
    name=WORD,
    title=st.text(max_size=30).map(one_line),
    site=st.sampled_from(["", "https://example.org/"]),
    group=st.lists(WORD, max_size=3).map(tuple),
    rules=st.fixed_dictionaries({}, optional={"keep": st.lists(st.text(max_size=20)), "urgent": st.just(True)}),
    active=st.booleans(),
)


@given(st.lists(OUTLINES, max_size=6, unique_by=lambda outline: outline.url))
def test_a_list_is_read_as_it_was_written(feeds: list[Outline]) -> None:
    read = read_opml(write_opml(feeds), "x.opml")
    assert sorted(read.feeds, key=lambda feed: feed.url) == sorted(feeds, key=lambda feed: feed.url)
    assert read.remarks == ()


def test_a_list_of_another_program() -> None:
    data = """<?xml version="1.0" encoding="windows-1252"?>
        <OPML version="1.1"><head><title>Meine Feeds</title></head><body>
        <outline text="Medien" title="Medien">
          <outline text="tagesschau f&uuml;r alle" type="rss" xmlurl="https://example.org/ts?a=1&b=2" htmlUrl="https://example.org/"/>
          <outline text="Inland"><outline title="Nur Titel &amp; mehr" xmlUrl="feed://example.net/rss"/></outline>
        </outline>
        <outline text="kein Feed"/>
        </body></OPML>""".encode("cp1252")
    assert read_opml(data, "x").feeds == (
        Outline(
            "https://example.org/ts?a=1&b=2", "tagesschau für alle", site="https://example.org/", group=("Medien",)
        ),
        Outline("http://example.net/rss", title="Nur Titel & mehr", group=("Medien", "Inland")),
    )
    assert read_opml(data, "x").remarks == ()


def test_watched_folders_and_pauses_are_kept() -> None:
    feeds = [Outline("/data/Eingang", "eingang", active=False, rules={"limit": 3})]
    assert read_opml(write_opml(feeds), "x").feeds == tuple(feeds)


@pytest.mark.parametrize(
    ("outline", "remark"),
    [
        ('<outline text="a" xmlUrl="javascript:alert(1)"/>', "x: javascript:alert(1): not an address"),
        ('<outline text="a" xmlUrl="file:///etc/passwd"/>', "x: file:///etc/passwd: not an address"),
        ('<outline text="a" xmlUrl="/etc/passwd"/>', "x: /etc/passwd: not an address"),
        ('<outline xmlUrl="http://a.org/&#10;Host: b"/>', ""),
        ('<outline xmlUrl="http://a.org/"/><outline xmlUrl="HTTPS://A.org:443/#x"/>', "is in the list twice"),
        ('<outline xmlUrl="http://a.org/" w:rules="{"/>', "x: http://a.org/: its rules cannot be read."),
        ('<outline xmlUrl="http://a.org/" w:rules="[1]"/>', "x: http://a.org/: its rules cannot be read."),
        ('<outline w:path="http://a.org/"/>', "x: http://a.org/: not a path that can be watched."),
        ('<outline text="\u202ea" xmlUrl="ftp://a.org/\u202ex"/>', "x: ftp://a.org/x: not an address"),
    ],
)
def test_what_cannot_be_used_is_said(outline: str, remark: str) -> None:
    data = f'<opml xmlns:w="urn:wortlaut:feeds" version="2.0"><body>{outline}</body></opml>'.encode()
    read = read_opml(data, "x")
    assert (remark in read.remarks[0]) if remark else read.remarks == ()
    assert len(read.feeds) == outline.count("<outline") - bool(remark)


def test_a_line_break_in_an_address_is_taken_out() -> None:
    data = b'<opml><body><outline xmlUrl=" http://a.org/&#10;Host:\tb "/></body></opml>'
    assert read_opml(data, "x").feeds == (Outline("http://a.org/Host:b"),)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x: not an OPML file: there is no XML in it."),
        (b"Hallo", "x: not an OPML file: there is no XML in it."),
        (b"<html><body/></html>", "x: not an OPML file: its first element is 'html'."),
        (
            b'<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><opml><body><outline xmlUrl="http://a/&b;"/></body></opml>',
            "x: has a document type definition, which a list of feeds does not need.",
        ),
        (b'<!DOCTYPE opml SYSTEM "file:///etc/passwd"><opml/>', "x: has a document type definition"),
        (b" " * 20_000_001, "x: too large for a list of feeds: 20,000,001 bytes, at most 20,000,000."),
        (
            b"<opml><body>" + b"".join(b'<outline xmlUrl="http://a/%d"/>' % i for i in range(MOST + 1)),
            "x: more than 10,000 feeds. Divide the list.",
        ),
    ],
    ids=range(7),
)
def test_files_that_are_no_lists_are_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        read_opml(data, "x")
    assert str(error.value).startswith(message)


def test_of_a_broken_file_what_can_be_read_is_read() -> None:
    read = read_opml(b'<opml><body>\n<outline xmlUrl="http://a.org/1"/><outline xmlUrl="http://a.o', "x")
    assert [feed.url for feed in read.feeds] == ["http://a.org/1"]
    assert read.remarks[0].startswith("x: not well-formed in line 2 (")


def test_groups_without_end() -> None:
    read = read_opml(b"<opml><body>" + b'<outline text="g">' * 100_000, "x")
    assert read.feeds == ()
    assert read.remarks[0].startswith("x: not well-formed in line 1 (")
    deep = b'<outline text="g">' * 20 + b'<outline xmlUrl="http://a.org/"/>' + b"</outline>" * 20
    [feed] = read_opml(b"<opml><body>" + deep + b"</body></opml>", "x").feeds
    assert feed.group == (*["g"] * 7, " / ".join(["g"] * 13))


def test_many_remarks_are_counted() -> None:
    data = b"<opml><body>" + b'<outline xmlUrl="x:y"/>' * 50 + b"</body></opml>"
    remarks = read_opml(data, "x").remarks
    assert len(remarks) == 21
    assert remarks[-1] == "x: 30 more were passed over."


@pytest.mark.parametrize(
    ("title", "where", "name"),
    [
        ("Rundschau", "https://example.org/rss", "rundschau"),
        ("Süddeutsche – Politik", "https://example.org/rss", "sueddeutsche-politik"),
        ("tagesschau.de - die erste Adresse für Nachrichten", "https://www.tagesschau.de/index~rss2.xml", "tagesschau"),
        ("", "https://www.tagesschau.de/inland/index~rss2.xml", "tagesschau-inland"),
        ("", "https://www.heise.de/rss/heise-atom.xml", "heise"),
        ("", "https://newsfeed.zeit.de/index", "zeit"),
        ("", "http://127.0.0.1:8000/feed.xml", "127-0-0-1"),
        ("", "http://[::1]/feed.xml", "1"),
        ("", "/data/Eingang/", "eingang"),
        ("", "feeds/Mein Feed.jsonl", "mein-feed"),
        ("", "https://example.org/", "example"),
        ("!!!", "/", "feed"),
        ("Belegt", "https://example.org/", "belegt-3"),
    ],
)
def test_names_are_made(title: str, where: str, name: str) -> None:
    assert name_for(title, where, {"belegt", "belegt-2"}) == name


@given(st.text(max_size=50), st.sampled_from(["https://example.org/", "/data/x", "https://feeds.de/rss"]))
def test_every_name_that_is_made_is_one(title: str, where: str) -> None:
    assert checked_name(name_for(title, where, ())) == name_for(title, where, ())


@pytest.mark.parametrize("name", ["", "-a", "zwei Wörter", "a\nb", "a\x1b[31m", "x" * 81, "a/b", "\u202ea"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be a feed's name"):
        checked_name(name)


@pytest.mark.parametrize(
    ("written", "fetched"),
    [
        ("https://example.org/a b", "https://example.org/ab"),
        ("feed:https://example.org/a", "https://example.org/a"),
        ("feed://example.org/a", "http://example.org/a"),
        ("FEED:example.org", "http://example.org"),
        ("https://example.org/ä", "https://example.org/%C3%A4"),
        ("ftp://example.org", ""),
        ("javascript:alert(1)", ""),
        ("feed:javascript:alert(1)", ""),
        ("example.org", ""),
    ],
)
def test_addresses(written: str, fetched: str) -> None:
    assert address(written) == fetched


def test_the_same_place() -> None:
    assert same_place("http://Example.org") == same_place("https://example.org:443/#top")
    assert same_place("http://example.org/a?b") != same_place("http://example.org/a")
    assert same_place("http://example.org:8080/") != same_place("http://example.org/")
    assert same_place("/data/A") != same_place("/data/a")
