"""What may be asked for, what headers say, how bodies are unpacked: the parts of fetching that need no server."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import FetchConfig
from pipeline.errors import ConfigError
from pipeline.fetch import Fetcher, FetchError, bare, headers, robots, target
from pipeline.fetch.client import user_agent
from pipeline.fetch.guard import Guard
from pipeline.fetch.hosts import Memory, Rests
from pipeline.fetch.proxies import is_inside, proxy, proxy_for
from pipeline.fetch.unpack import Broken, TooLarge, body
from pipeline.fetch.urls import redirected

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
        "255.255.255.255", "192.0.2.1", "203.0.113.5", "192.88.99.1",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "ff0e::1",
        "2001:db8::1", "3fff::1", "5f00::1", "100::1", "2001::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:a00:1::1",
        "2a00:1450::5efe:a00:1", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_inside_a_network_are_refused(address: str) -> None:
    assert Guard().refusal(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "185.15.59.224", "2606:4700::1111", "2a00:1450:4001:82f::200e", "64:ff9b::808:808", "::ffff:8.8.8.8"],
)
def test_addresses_of_the_world_are_open(address: str) -> None:
    assert Guard().refusal(address) == ""


def test_a_named_network_is_open_and_no_other() -> None:
    guard = Guard(("10.1.0.0/16", "127.0.0.1"))
    assert guard.refusal("10.1.2.3") == ""
    assert guard.refusal("127.0.0.1") == ""
    assert guard.refusal("::ffff:10.1.2.3") == ""
    assert guard.refusal("10.2.0.1") == "a private address"
    assert guard.refusal("127.0.0.2") == "the machine itself"


def test_a_network_that_is_none_is_an_error_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match=r"fetch\.allow has '10\.1\.0\.1/16', which is not a network"):
        Guard(("10.1.0.1/16",))
    with pytest.raises(ConfigError, match="localhost"):
        Fetcher(FetchConfig(allow=("localhost",)))


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://example.org/feed.xml", "https://example.org/feed.xml"),
        (" feed:https://example.org/feed ", "https://example.org/feed"),
        ("feed://example.org/feed", "http://example.org/feed"),
        ("FEED:HTTP://Example.ORG:80/", "http://example.org/"),
        ("https://müller.example/ä?x=ü#oben", "https://xn--mller-kva.example/%C3%A4?x=%C3%BC"),
        ("https://name:secret@example.org/a", "https://example.org/a"),
    ],
)
def test_addresses_that_can_be_asked(address: str, url: str) -> None:
    assert str(target(address)) == url


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///etc/passwd", "'file:' addresses are not fetched"),
        ("ftp://example.org/", "'ftp:' addresses are not fetched"),
        ("feed:file:///etc/passwd", "'file:' addresses are not fetched"),
        ("feed:javascript:alert(1)", "'javascript:' addresses"),
        ("example.org/feed", "addresses without http"),
        ("http:///feed", "names no host"),
        ("http://example.org:25/", "port 25 belongs to another protocol"),
        ("http://example.org:0/", "port 0 belongs"),
        ("http://example.org:99999/", "not an address"),
        ("http://a b/", "not an address: its host"),
        ("http://[::1/", "not an address"),
        ("http://example.org/" + "a" * 9000, "more than 8,000 characters"),
    ],
)
def test_addresses_that_cannot(address: str, reason: str) -> None:
    with pytest.raises(FetchError) as caught:
        target(address)
    assert reason in caught.value.reason
    assert caught.value.final


@given(
    st.text(max_size=60),
    st.sampled_from(["", "http://", "https://", "//", "feed:", "http://a:secret@", "http://[", "http://x/"]),
)
def test_no_address_does_more_than_fail(rest: str, begin: str) -> None:
    before = target("https://user:secret@example.org/")
    for ask in (target, lambda address: redirected(before, address)):
        try:
            found = ask(begin + rest)
        except FetchError as error:
            assert error.final
        else:
            assert found.url.scheme in ("http", "https")
            assert found.host
            assert "secret" not in str(found) or "secret" in rest
            assert found.site.isascii()
            assert found.authorization == "" or found.host == "example.org" or "@" in begin + rest


def test_a_password_is_in_no_message() -> None:
    assert bare("https://name:secret@example.org/a?b=@c") == "https://example.org/a?b=@c"
    assert bare("//a@b@example.org") == "//example.org"
    assert bare("https://example.org/a@b") == "https://example.org/a@b"
    with pytest.raises(FetchError) as caught:
        target("ftp://name:secret@example.org/")
    assert "secret" not in str(caught.value)


def test_a_login_stays_with_its_host() -> None:
    login = "Basic bsO8dHplcjpnZWhlaW0="  # nützer:geheim
    first = target("http://n%C3%BCtzer:geheim@example.org/feed")
    assert first.authorization == login
    assert redirected(first, "/other").authorization == login
    assert redirected(first, "https://example.org/feed").authorization == login
    assert redirected(first, "https://example.org/feed").with_login() == "https://n%C3%BCtzer:geheim@example.org/feed"
    assert redirected(first, "http://example.org:8080/feed").authorization == ""
    assert redirected(first, "//evil.example/feed").authorization == ""
    assert redirected(first, "http://a:b@evil.example/feed").authorization == ""
    secure = target("https://a:b@example.org/feed")
    assert redirected(secure, "http://example.org/feed").authorization == ""
    assert redirected(secure, "https://c:d@example.org/feed").with_login() == "https://a:b@example.org/feed"


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "javascript:alert(1)", "http://[", "http://x:22/", "h" * 9000, "data:text/html,x"],
)
def test_redirects_that_lead_nowhere(location: str) -> None:
    if location.startswith("h" * 10):
        with pytest.raises(FetchError, match="more than 8,000 characters"):
            redirected(target("http://example.org/"), location)
        return
    with pytest.raises(FetchError) as caught:
        redirected(target("http://example.org/"), location)
    assert caught.value.final


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120), ("0", 1), ("-5", None), ("9999999", 86400), ("soon", None), ("", None), ("1.5", None),
        ("Thu, 26 Nov 2026 02:10:00 GMT", 600), ("Thu, 26 Nov 2026 01:00:00 GMT", 1),
        ("Mon, 26 Nov 2046 02:10:00 GMT", 86400), ("Thu, 99 Nov 2026 02:10:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(value: str, seconds: int | None) -> None:
    found = headers.retry_after({"retry-after": value}, NOW)
    assert found == (None if seconds is None else NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": 'Max-Age="60"'}, 60),
        ({"cache-control": "max-age=600", "age": "500"}, 100),
        ({"cache-control": "max-age=600", "age": "700"}, 0),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "no-cache", "expires": "Thu, 26 Nov 2026 03:00:00 GMT"}, None),
        ({"cache-control": "max-age=60", "expires": "Thu, 26 Nov 2026 03:00:00 GMT"}, 60),
        ({"expires": "Thu, 26 Nov 2026 03:00:00 GMT"}, 3600),
        ({"expires": "Thu, 26 Nov 2026 03:00:00 GMT", "date": "Thu, 26 Nov 2026 02:30:00 GMT"}, 1800),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 26 Nov 2020 03:00:00 GMT"}, 0),
        ({}, None),
    ],
)
def test_max_age(given: dict[str, str], seconds: int | None) -> None:
    assert headers.max_age(given, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("text/html; charset=ISO-8859-1", ("text/html", "ISO-8859-1")),
        ("Text/XML;charset='utf-8'", ("text/xml", "utf-8")),
        ('application/rss+xml; charset="UTF-8"; x=y', ("application/rss+xml", "UTF-8")),
        ("text/html;", ("text/html", "")),
        ("html", ("", "")),
        ("", ("", "")),
    ],
)
def test_content_type(value: str, found: tuple[str, str]) -> None:
    assert headers.content_type(value) == found


def _pieces(data: bytes, size: int) -> list[bytes]:
    return [data[begin : begin + size] for begin in range(0, len(data), size)]


@given(
    st.binary(max_size=3000), st.integers(1, 700), st.sampled_from(["", "gzip", "x-gzip, identity", "deflate", "raw"])
)
def test_unpacking_gives_back_what_was_packed(data: bytes, size: int, coding: str) -> None:
    if data.startswith(b"\x1f\x8b"):
        return
    packed = {
        "": data,
        "gzip": gzip.compress(data),
        "x-gzip, identity": gzip.compress(data),
        "deflate": zlib.compress(data),
        "raw": zlib.compress(data)[2:-4],
    }[coding]
    named = "deflate" if coding == "raw" else coding
    assert body(_pieces(packed, size), named, 5000) == (data, False)


@given(st.binary(min_size=1, max_size=2000), st.integers(1, 200), st.data())
def test_a_cut_gzip_stream_is_never_taken_for_a_whole_one(data: bytes, size: int, draw: st.DataObject) -> None:
    packed = gzip.compress(data)
    cut = draw.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(Broken, match="ends too early"):
        body(_pieces(packed[:cut], size), "gzip", 5000)


def test_every_member_of_a_gzip_stream_counts() -> None:
    assert body([gzip.compress(b"eins") + gzip.compress(b"zwei") + b"\0\0"], "gzip", 100) == (b"einszwei", False)
    assert body([gzip.compress(b"eins") + b"rubbish"], "gzip", 100) == (b"eins", False)
    with pytest.raises(Broken, match="ends too early"):
        body([gzip.compress(b"eins") + gzip.compress(b"zwei")[:-3]], "gzip", 100)


def test_a_packed_file_is_unpacked_once_more() -> None:
    assert body([gzip.compress(b"<rss/>")], "", 100) == (b"<rss/>", True)
    assert body([gzip.compress(gzip.compress(b"<rss/>"))], "gzip", 100) == (b"<rss/>", True)


def test_what_cannot_be_unpacked_is_named() -> None:
    with pytest.raises(Broken, match="packed as 'br', which was not asked for"):
        body([b"x"], "br", 100)
    with pytest.raises(Broken, match="packed 3 times over"):
        body([b"x"], "gzip, gzip, gzip", 100)
    with pytest.raises(Broken, match="the gzip stream is damaged"):
        body([b"<html>no gzip at all</html>"], "gzip", 100)


def test_a_body_is_never_larger_than_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    taken = []

    def pieces():  # type: ignore[no-untyped-def]
        for piece in _pieces(bomb, 100):
            taken.append(len(piece))
            yield piece

    with pytest.raises(TooLarge):
        body(pieces(), "gzip", 1_000_000)
    assert sum(taken) < len(bomb) / 4
    with pytest.raises(TooLarge):
        body([b"x" * 60, b"x" * 60], "", 100)
    assert body([b"x" * 60, b"x" * 60], "", 200)[0] == b"x" * 120
    assert body([b"x" * 60, b"x" * 60, b"x" * 60], "", 100, cut=True)[0] == b"x" * 100
    empty = gzip.compress(b"")
    with pytest.raises(TooLarge):  # countless members that hold nothing
        body((empty for _ in range(1000)), "gzip", 1000)


RULES = b"""
User-agent: *
Disallow: /
User-agent: wortlaut
Disallow: /intern/
Disallow: /*.pdf$
Allow: /intern/presse/
Crawl-delay: 7
Request-rate: 1/20
"""


def test_rules_for_us_go_before_those_for_everybody() -> None:
    rules = robots.read(RULES)
    assert rules.allow("https://example.org/feed.xml")
    assert not rules.allow("https://example.org/intern/a")
    assert rules.allow("https://example.org/intern/presse/a")
    assert not rules.allow("https://example.org/bericht.pdf")
    assert rules.allow("https://example.org/bericht.pdf.html")
    assert rules.delay == 20.0


@pytest.mark.parametrize(
    "content",
    [b"", b"<!DOCTYPE html><html><body>Not found</body></html>", b"\xff\xfe\x00", b"Disallow: /", b"\0" * 1000],
)
def test_a_robots_txt_without_rules_forbids_nothing(content: bytes) -> None:
    assert robots.read(content).allow("https://example.org/feed.xml")


def test_rules_behind_a_byte_order_mark_count() -> None:
    assert not robots.read(b"\xef\xbb\xbfUser-agent: *\nDisallow: /").allow("https://example.org/feed.xml")


def test_rests_grow_and_end_with_an_answer() -> None:
    rests = Rests(Memory())
    assert rests.begin("a.example", NOW, None, "429") == NOW + timedelta(minutes=5)
    assert rests.until("a.example", NOW) == NOW + timedelta(minutes=5)
    assert rests.until("b.example", NOW) is None
    later = NOW + timedelta(minutes=5)
    assert rests.until("a.example", later) is None
    assert rests.begin("a.example", later, None, "429") == later + timedelta(minutes=10)
    rests.answered("a.example")
    later += timedelta(minutes=10)
    assert rests.begin("a.example", later, None, "429") == later + timedelta(minutes=5)
    for _ in range(40):
        later = rests.begin("a.example", later, None, "429")
    assert rests.begin("a.example", later, None, "429") == later + timedelta(days=1)


def test_a_shorter_wish_does_not_end_a_longer_rest() -> None:
    rests = Rests(Memory())
    rests.begin("a.example", NOW, NOW + timedelta(hours=2), "503")
    assert rests.begin("a.example", NOW, NOW + timedelta(seconds=5), "503") == NOW + timedelta(hours=2)


def test_a_403_is_a_ban_only_where_patience_was_asked_for_before() -> None:
    memory = Memory()
    rests = Rests(memory)
    assert rests.banned("a.example", NOW, "403") is None
    rests.begin("a.example", NOW, NOW + timedelta(minutes=1), "429")
    later = NOW + timedelta(minutes=2)
    assert rests.banned("a.example", later, "403") == later + timedelta(hours=2)  # the second time in a row
    anew = Rests(memory)  # the next process, with the same ledger
    later = NOW + timedelta(hours=3)
    assert anew.banned("a.example", later, "403") == later + timedelta(hours=1)
    anew.answered("a.example")
    assert anew.banned("a.example", later + timedelta(hours=2), "403") is None
    assert Rests(memory).banned("a.example", later + timedelta(days=3), "403") is None


def test_the_user_agent_has_the_contact() -> None:
    assert user_agent("").startswith("Wortlaut/")
    assert user_agent(" desk@example.org ").endswith(" (+desk@example.org)")
    for wrong in ("a\r\nX-Evil: 1", "desk (night)", "rédaction@example.org"):
        with pytest.raises(ConfigError, match=r"fetch\.contact is"):
            user_agent(wrong)


def test_proxies_of_the_environment() -> None:
    proxies = {
        "https": "proxy.example:3128",
        "http": "http://u:p%20w@proxy.example:3128",
        "no": "intern.example,10.1.2.3",
    }
    assert proxy_for(target("https://example.org/"), proxies) == "http://proxy.example:3128"
    assert proxy_for(target("http://example.org/"), proxies) == "http://u:p%20w@proxy.example:3128"
    assert proxy_for(target("http://www.intern.example/"), proxies) == ""
    assert proxy_for(target("http://10.1.2.3:8080/"), proxies) == ""
    assert proxy_for(target("http://example.org/"), {}) == ""
    assert proxy_for(target("http://example.org/"), {"all": "http://all.example"}) == "http://all.example"
    assert proxy("http://u:p%20w@proxy.example:3128").auth == (b"u", b"p w")
    with pytest.raises(ConfigError, match="only http:// and https:// proxies") as caught:
        proxy("socks5://u:secret@proxy.example")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "intranet", "wiki.corp", "a.local", "db.internal.", "x.home.arpa"])
def test_names_inside_a_network(host: str) -> None:
    assert is_inside(host)
    assert not is_inside("example.org")
    assert not is_inside("2606:4700::1111")
