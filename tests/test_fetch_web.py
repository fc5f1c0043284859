"""Fetching from a bad world on the loopback: what comes back, what is said about it, and that nothing is asked too often."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from pipeline.config import FetchConfig
from pipeline.fetch import Fetched, Fetcher, FetchError, Memory

from .support_web import (
    World,
    bomb,
    drip,
    garbage_chunks,
    hangs_up,
    large,
    packed,
    raw,
    redirect,
    reset,
    short,
    silent,
    slow_headers,
    status,
    text,
    validated,
    wait_until,
    world,
)


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 11, 26, 2, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def ticks(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.fixture
def web() -> Iterator[World]:
    with world() as found:
        yield found


@pytest.fixture
def time() -> Time:
    return Time()


def fetcher(time: Time, **settings: object) -> Fetcher:
    more = {name: settings.pop(name) for name in ("resolve", "hosts", "proxies", "ticks") if name in settings}
    config = FetchConfig(**{"allow": ("127.0.0.0/8",), "robots": False, "host_pause": 0.0} | settings)  # type: ignore[arg-type]
    handed = {"clock": time.now, "ticks": time.ticks, "sleep": time.sleep, "proxies": {}} | more
    return Fetcher(config, **handed)  # type: ignore[arg-type]


def failed(time: Time, url: str, **settings: object) -> FetchError:
    with fetcher(time, **settings) as fetch, pytest.raises(FetchError) as caught:
        fetch.get(url)
    return caught.value


# What comes back.


def test_an_answer_with_all_that_is_said_about_it(web: World, time: Time) -> None:
    url = web.play(
        "/feed", text("<rss/>", "Application/RSS+XML; charset=ISO-8859-1", ETag='"1"', Last_Modified="gestern", Cache_Control="max-age=300")
    )  # fmt: skip
    with fetcher(time, contact="desk@example.org") as fetch:
        assert fetch.get(url) == Fetched(
            200, url, b"<rss/>", "application/rss+xml", "ISO-8859-1", '"1"', "gestern", max_age=300
        )
    [asked] = web.requests
    assert asked.headers["user-agent"].startswith("Wortlaut/")
    assert asked.headers["user-agent"].endswith("(+desk@example.org)")
    assert asked.headers["accept-encoding"] == "gzip"
    assert "application/rss+xml" in asked.headers["accept"]
    assert {"cookie", "referer", "authorization", "if-none-match"}.isdisjoint(asked.headers)


def test_what_has_not_changed_is_not_sent_again(web: World, time: Time) -> None:
    url = web.play("/feed", validated("neu", '"e1"', "Thu, 26 Nov 2026 01:00:00 GMT"))
    with fetcher(time) as fetch:
        first = fetch.get(url)
        assert (first.status, first.body) == (200, b"neu")
        for known in ({"etag": first.etag}, {"last_modified": first.last_modified}):
            again = fetch.get(url, **known)
            assert (again.status, again.body, again.etag) == (304, b"", '"e1"')
        assert fetch.get(url, etag='"e0"').status == 200
        assert fetch.get(url, etag='"e1"\r\nX: y').status == 200
    assert web.count("/feed") == 5


def test_a_304_that_nobody_asked_for_is_a_failure(web: World, time: Time) -> None:
    error = failed(time, web.play("/feed", status(304)))
    assert error.reason == "answers 304 (not changed), though nothing was known of it"


def test_a_feed_whose_items_change(web: World, time: Time) -> None:
    feed = web.feed("/feed.xml")
    feed.add("a", "Feuer in Altenmühle", "Drei Häuser sind abgebrannt.")
    with fetcher(time) as fetch:
        first = fetch.get(web.url("/feed.xml"))
        assert b"Drei H" in first.body
        assert fetch.get(web.url("/feed.xml"), etag=first.etag).status == 304
        feed.edit("a", "correction", text="Vier Häuser sind abgebrannt.")
        second = fetch.get(web.url("/feed.xml"), etag=first.etag)
        assert b"Vier H" in second.body
        feed.kill("a")
        assert b"<item>" not in fetch.get(web.url("/feed.xml"), etag=second.etag).body


@pytest.mark.parametrize("coding", ["gzip", "x-gzip"])
def test_packed_bodies_are_unpacked(web: World, time: Time, coding: str) -> None:
    with fetcher(time) as fetch:
        assert fetch.get(web.play("/a", packed(b"<rss/>", coding))).body == b"<rss/>"


def test_a_packed_file_has_no_media_type_of_its_own(web: World, time: Time) -> None:
    url = web.play("/feed.xml.gz", text(gzip.compress(b"<rss/>"), "application/gzip"))
    with fetcher(time) as fetch:
        assert fetch.get(url) == Fetched(200, url, b"<rss/>")


def test_several_answers_come_over_one_connection(web: World, time: Time) -> None:
    connections = set()

    def step(handler):  # type: ignore[no-untyped-def]
        connections.add(handler.client_address)
        handler.answer(304 if handler.path == "/b" else 200, b"da")

    for path in ("/a", "/b", "/c"):
        web.play(path, step)
    with fetcher(time) as fetch:
        fetch.get(web.url("/a"))
        fetch.get(web.url("/b"), etag='"1"')
        fetch.get(web.url("/c"))
    assert len(connections) == 1


# What breaks, and how often it is tried.


@pytest.mark.parametrize(
    ("step", "reason", "requests"),
    [
        (packed(b"wort" * 900, cut=7), "its body cannot be used: the gzip stream ends too early", 1),
        (packed(b"wort", "br"), "its body cannot be used: packed as 'br', which was not asked for", 1),
        (text("kein gzip", Content_Encoding="gzip"), "its body cannot be used: the gzip stream is damaged", 1),
        (bomb(30_000_000), "larger than 20,000,000 bytes, unpacked (fetch.max_bytes)", 1),
        (large(50_000_000), "larger than 20,000,000 bytes (fetch.max_bytes): it has 50000000", 1),
        (large(50_000_000, declared=False), "larger than 20,000,000 bytes, unpacked (fetch.max_bytes)", 1),
        (garbage_chunks(), "does not answer in HTTP (illegal chunk header", 1),
        (raw(b"\x15\x03\x01\x00\x02\x02\x28\r\n\r\n"), "does not answer in HTTP", 1),
        (raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"), "does not answer in HTTP", 1),
        (raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000), "does not answer in HTTP (Receive buffer too long)", 1),
        (status(404), "answers 404 (not found)", 1),
        (status(401), "answers 401 (it wants a name and password)", 1),
        (status(451), "answers 451 (Unavailable For Legal Reasons)", 1),
        (status(204), "answers 204 (No Content)", 1),
        (status(302), "answers 302 (Found) and does not say where to", 1),
        (status(501), "answers 501 (Not Implemented)", 1),
        (status(500), "answers 500 (Internal Server Error), 3 times in a row", 3),
        (status(503), "answers 503 (Service Unavailable), 3 times in a row", 3),
        (reset, "the connection broke off (Connection reset by peer), 3 times in a row", 3),
        (hangs_up, "the connection broke off (Server disconnected without sending a response), 3 times in a row", 3),
        (short(b"halb", 100), "the connection broke off (peer closed connection without sending complete", 3),
    ],
)  # fmt: skip
def test_what_gives_nothing_is_named(web: World, time: Time, step, reason: str, requests: int) -> None:  # type: ignore[no-untyped-def]
    error = failed(time, web.play("/a", step))
    assert error.reason.startswith(reason)
    assert not error.final
    assert web.count("/a") == requests


def test_gone_is_gone(web: World, time: Time) -> None:
    error = failed(time, web.play("/a", status(410)))
    assert (error.reason, error.status, error.final) == ("answers 410 (gone for good)", 410, True)


def test_a_server_that_stumbles_twice_is_asked_three_times(web: World, time: Time) -> None:
    url = web.play("/a", status(500), reset, text("da"))
    with fetcher(time) as fetch:
        assert fetch.get(url).body == b"da"
    assert web.count("/a") == 3
    assert 0.375 <= time.slept[0] <= 0.625
    assert 1.5 <= time.slept[1] <= 2.5


def test_repetitions_are_for_the_whole_chain(web: World, time: Time) -> None:
    web.play("/a", status(500), redirect("/b"))
    web.play("/b", status(500), redirect("/c"))
    web.play("/c", status(500), text("da"))
    error = failed(time, web.url("/a"))
    assert error.reason == f"redirects to {web.url('/c')}: answers 500 (Internal Server Error)"
    assert [web.count(path) for path in ("/a", "/b", "/c")] == [2, 2, 1]


def test_no_repetition_begins_that_would_end_too_late(web: World, time: Time) -> None:
    error = failed(time, web.play("/a", status(500)), total_timeout=1.0)
    assert error.reason == "answers 500 (Internal Server Error), 2 times in a row"
    assert web.count("/a") == 2


def test_a_body_that_drips_ends_with_the_time_for_the_whole(web: World, time: Time) -> None:
    clock = count()  # each look at it is a second later
    error = failed(time, web.play("/a", drip(100_000)), ticks=lambda: float(next(clock)), total_timeout=30.0)
    assert error.reason == "not finished after 30 seconds (fetch.total_timeout)"
    assert next(clock) < 40  # it is looked at for every read
    assert web.count("/a") == 1


def test_a_head_that_drips_too(web: World, time: Time) -> None:
    clock = count()
    url = web.play("/a", slow_headers(2000, 0.001))
    error = failed(time, url, ticks=lambda: float(next(clock)), total_timeout=30.0)
    assert error.reason == "not finished after 30 seconds (fetch.total_timeout)"
    assert next(clock) < 40  # it is looked at for every read
    assert web.count("/a") == 1


def test_a_server_that_says_nothing_counts_as_stuck(web: World, time: Time) -> None:
    error = failed(time, web.play("/a", silent), read_timeout=0.05)
    assert error.reason == "sent nothing for 0.05 seconds (fetch.read_timeout), 3 times in a row"
    assert web.count("/a") == 3


def test_nobody_there(time: Time) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = failed(time, f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert error.reason == "cannot be reached (Connection refused), 3 times in a row"


def test_names_that_do_not_resolve(time: Time) -> None:
    tried = []

    def unknown(host: str, port: int) -> Sequence[str]:
        tried.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def busy(host: str, port: int) -> Sequence[str]:
        tried.append(host)
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure")

    error = failed(time, "http://nirgends.example/", resolve=unknown)
    assert error.reason == "its name is not known (Name or service not known)"
    assert tried == ["nirgends.example"]
    error = failed(time, "http://spaeter.example/", resolve=busy)
    assert error.reason == "its name cannot be resolved at the moment, 3 times in a row"
    error = failed(time, "http://leer.example/", resolve=lambda host, port: [])
    assert error.reason.startswith("cannot be reached (the name has no address)")


def test_a_name_server_that_does_not_answer(time: Time) -> None:
    release = threading.Event()

    def slow(host: str, port: int) -> Sequence[str]:
        release.wait(30)
        return []

    error = failed(time, "http://langsam.example/", resolve=slow, connect_timeout=0.02)
    release.set()
    assert error.reason.startswith("does not answer within 0.02 seconds (fetch.connect_timeout)")


def test_no_encryption_where_none_is_spoken(time: Time, web: World) -> None:
    error = failed(time, web.play("/a", text("x")).replace("http:", "https:"))
    assert error.reason.startswith("no encrypted connection comes about")
    assert web.requests == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate with openssl")
def test_certificates_are_checked_for_the_name(time: Time, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=bote.example", "-addext", "subjectAltName=DNS:bote.example", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    settings = {"resolve": lambda host, port: ["127.0.0.1"]}
    with world(context) as web:
        url = web.play("/a", text("da")).replace("127.0.0.1", "bote.example")
        assert "its certificate is not trusted (self-signed certificate)" in str(failed(time, url, **settings))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with fetcher(time, **settings) as fetch:
            assert fetch.get(url).body == b"da"
        error = failed(time, url.replace("bote", "anders"), **settings)
        assert "its certificate is not trusted (Hostname mismatch" in error.reason
        assert web.paths == ["/a"]


# Redirects.


def test_redirects_are_followed_and_counted(web: World, time: Time) -> None:
    web.play("/a", redirect("/b", 301))
    web.play("/b", redirect("c?x=1", 308))
    url = web.play("/c?x=1", text("da"))
    with fetcher(time) as fetch:
        found = fetch.get(web.url("/a"))
    assert (found.url, found.body, found.permanent, found.moved) == (url, b"da", True, url)
    assert web.paths == ["/a", "/b", "/c?x=1"]


def test_an_address_in_a_redirect_is_utf_8(web: World, time: Time) -> None:
    web.play("/a", raw("HTTP/1.1 302 Found\r\nLocation: /grün\r\nContent-Length: 0\r\n\r\n".encode()))
    web.play("/gr%C3%BCn", text("da"))
    with fetcher(time) as fetch:
        assert fetch.get(web.url("/a")).url == web.url("/gr%C3%BCn")


def test_a_move_for_now_is_none_for_good(web: World, time: Time) -> None:
    web.play("/a", redirect("/b", 301))
    web.play("/b", redirect("/c", 302))
    web.play("/c", text("da"))
    with fetcher(time) as fetch:
        found = fetch.get(web.url("/a"))
        assert (found.permanent, found.moved) == (False, "")
        assert fetch.get(web.url("/c")).permanent is False


def test_a_loop_of_redirects_ends(web: World, time: Time) -> None:
    web.play("/a", redirect("/b"))
    web.play("/b", redirect("/a"))
    error = failed(time, web.url("/a"))
    assert error.reason == "redirects lead back to it, in a loop"
    assert web.paths == ["/a", "/b"]


def test_redirects_without_end_are_given_up(web: World, time: Time) -> None:
    for number in range(20):
        web.play(f"/{number}", redirect(f"/{number + 1}"))
    error = failed(time, web.url("/0"), redirects=3)
    assert error.reason.endswith("redirects more than 3 times (fetch.redirects)")
    assert web.paths == ["/0", "/1", "/2", "/3"]
    assert failed(time, web.url("/0"), redirects=0).reason == "redirects more than 0 times (fetch.redirects)"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "'file:' addresses are not fetched"),
        ("http://10.0.0.1/admin", "10.0.0.1 is a private address"),
        ("http://[::1]:8080/", "::1 is the machine itself"),
        ("//169.254.169.254/latest/meta-data/", "169.254.169.254 is a link-local address"),
        ("http://example.org:22/", "port 22 belongs to another protocol"),
    ],
)
def test_redirects_into_the_house_are_not_followed(web: World, time: Time, location: str, reason: str) -> None:
    for settings in ({"robots": False}, {"robots": True}):
        web.requests.clear()
        error = failed(time, web.play("/a", redirect(location)), **settings)
        assert error.final
        assert error.url == web.url("/a")
        assert f": {reason}" in error.reason
        assert error.reason.startswith("redirects to ")
        assert web.count("/a") == 1


def test_a_login_is_sent_to_its_host_only(web: World, time: Time) -> None:
    with world() as other:
        web.play("/a", redirect("/b", 301))
        web.play("/b", redirect(other.play("/c", text("da")), 301))
        with fetcher(time) as fetch:
            found = fetch.get(web.url("/a").replace("//", "//name:geheim@"))
        assert [asked.headers.get("authorization") for asked in web.requests] == ["Basic bmFtZTpnZWhlaW0="] * 2
        assert "authorization" not in other.requests[0].headers
        assert found.moved == other.url("/c")
    moved = web.play("/new", text("da"))
    web.play("/old", redirect("/new", 301))
    with fetcher(time) as fetch:
        found = fetch.get(web.url("/old").replace("//", "//name:geheim@"))
    assert found.url == moved
    assert found.moved == moved.replace("//", "//name:geheim@")


# Addresses.


def test_what_is_checked_is_what_is_connected_to(web: World, time: Time) -> None:
    """A name that is public when it is looked at and private when it is used (DNS rebinding)."""
    answers: Iterator[list[str]] = iter([["127.0.0.2"], ["127.0.0.1"]])
    connected: list[str] = []
    port = int(web.host.rpartition(":")[2])

    def resolve(host: str, port: int) -> list[str]:
        found = next(answers)
        connected.append(found[0])
        return found

    # 127.0.0.2 plays the public address, 127.0.0.1, where the server is, the one inside.
    error = failed(time, f"http://rebind.example:{port}/", resolve=resolve, allow=("127.0.0.2/32",))
    assert web.requests == []
    assert connected == ["127.0.0.2", "127.0.0.1"]
    assert error.reason.startswith("rebind.example (127.0.0.1) is the machine itself")
    assert error.final


def test_a_name_is_resolved_once_for_a_connection(web: World, time: Time) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["10.0.0.1", "127.0.0.1"]  # of several addresses the closed ones are not tried

    web.play("/a", text("da"))
    url = f"http://bote.example:{web.host.rpartition(':')[2]}/a"
    with fetcher(time, resolve=resolve) as fetch:
        assert fetch.get(url).body == b"da"
        assert fetch.get(url).url == url
    assert asked == ["bote.example"]
    assert web.requests[0].headers["host"] == url.removeprefix("http://").removesuffix("/a")


def test_nothing_inside_is_reached_without_leave(web: World, time: Time) -> None:
    error = failed(time, web.play("/a", text("geheim")), allow=())
    assert error.final
    assert error.reason == (
        "127.0.0.1 is the machine itself; such addresses are fetched only if fetch.allow names their network"
    )
    assert web.requests == []


# Patience.


def test_a_host_that_asks_for_patience_is_left_alone(web: World, time: Time) -> None:
    web.play("/a", status(429, Retry_After="120"), text("da"))
    web.play("/b", text("da"))
    memory = Memory()
    with fetcher(time, hosts=memory) as fetch:
        with pytest.raises(FetchError) as caught:
            fetch.get(web.url("/a"))
        until = time.now() + timedelta(seconds=120)
        assert (caught.value.status, caught.value.retry_at, caught.value.final) == (429, until, False)
        assert memory.get(web.host) == until
        for path in ("/a", "/b"):
            with pytest.raises(FetchError, match="has asked for patience; not asked before 2026-11-26 02:02:00 UTC"):
                fetch.get(web.url(path))
        time.seconds += 119
        with pytest.raises(FetchError), fetcher(time, hosts=memory) as another:  # the next process
            another.get(web.url("/b"))
        time.seconds += 1
        assert fetch.get(web.url("/a")).body == b"da"
    assert web.paths == ["/a", "/a"]


def test_503_with_a_time_is_patience_and_without_one_a_stumble(web: World, time: Time) -> None:
    error = failed(time, web.play("/a", status(503, Retry_After="Thu, 26 Nov 2026 02:30:00 GMT")))
    assert error.retry_at == datetime(2026, 11, 26, 2, 30, tzinfo=UTC)
    assert web.count("/a") == 1


def test_403_after_429_is_a_ban(web: World, time: Time) -> None:
    web.play("/a", status(429), status(403), status(403))
    web.play("/b", status(403))
    with fetcher(time) as fetch:
        with pytest.raises(FetchError) as caught:
            fetch.get(web.url("/b"))
        assert caught.value.retry_at is None  # a page behind a wall is no ban
        with pytest.raises(FetchError) as caught:
            fetch.get(web.url("/a"))
        assert caught.value.retry_at == time.now() + timedelta(minutes=5)
        time.seconds += 301
        with pytest.raises(FetchError, match="after it had asked for patience") as caught:
            fetch.get(web.url("/a"))
        assert caught.value.retry_at == time.now() + timedelta(hours=2)
        with pytest.raises(FetchError):
            fetch.get(web.url("/b"))
    assert web.paths == ["/b", "/a", "/a"]


def test_requests_to_a_host_keep_their_distance(web: World, time: Time) -> None:
    web.play("/a", text("da"))
    with fetcher(time, host_pause=2.5) as fetch:
        for _ in range(3):
            fetch.get(web.url("/a"))
    assert time.slept == [2.5, 2.5]


def test_waiting_for_a_turn_does_not_count_against_the_time_for_the_answer(web: World, time: Time) -> None:
    web.play("/a", text("da"))
    with fetcher(time, host_pause=50.0, total_timeout=10.0) as fetch:
        for _ in range(3):
            assert fetch.get(web.url("/a")).body == b"da"


def test_one_request_at_a_time_to_a_host_and_so_many_in_all(web: World, time: Time) -> None:
    lock, under_way, most = threading.Lock(), {"all": 0, web.host: 0}, {"all": 0, web.host: 0}
    gate = threading.Event()

    def step(handler):  # type: ignore[no-untyped-def]
        keys = ("all", web.host) if handler.web is web else ("all",)
        with lock:
            for key in keys:
                under_way[key] += 1
                most[key] = max(most[key], under_way[key])
        gate.wait(10)
        with lock:
            for key in keys:
                under_way[key] -= 1
        handler.answer(200, b"da")

    with world() as second, world() as third, fetcher(time, concurrency=2) as fetch:
        urls = [one.play("/a", step) for one in (web, web, web, second, third)]
        threads = [threading.Thread(target=fetch.get, args=(url,)) for url in urls]
        for thread in threads:
            thread.start()
        assert wait_until(lambda: under_way["all"] == 2)
        gate.set()
        for thread in threads:
            thread.join(10)
    assert most == {"all": 2, web.host: 1}
    assert web.count("/a") == 3


# robots.txt.


def test_robots_txt_is_asked_for_once_a_day(web: World, time: Time) -> None:
    web.robots("User-agent: *\nDisallow: /intern/\n")
    web.play("/a", text("da"))
    with fetcher(time, robots=True) as fetch:
        fetch.get(web.url("/a"))
        fetch.get(web.url("/a"))
        with pytest.raises(FetchError, match=r"its robots\.txt does not allow it \(fetch\.robots\)") as caught:
            fetch.get(web.url("/intern/a"))
        assert caught.value.final
        assert web.paths == ["/robots.txt", "/a", "/a"]
        time.seconds += 86_401
        fetch.get(web.url("/a"))
    assert web.paths == ["/robots.txt", "/a", "/a", "/robots.txt", "/a"]


@pytest.mark.parametrize(
    "step", [status(404), status(403), status(410), redirect("/robots.txt"), text("<html></html>")]
)
def test_a_site_without_rules_is_free(web: World, time: Time, step) -> None:  # type: ignore[no-untyped-def]
    web.play("/robots.txt", step)
    web.play("/a", text("da"))
    with fetcher(time, robots=True) as fetch:
        assert fetch.get(web.url("/a")).body == b"da"


def test_rules_behind_a_redirect_count(web: World, time: Time) -> None:
    with world() as other:
        web.play("/robots.txt", redirect(other.play("/robots.txt", text("User-agent: *\nDisallow: /")), 301))
        assert "its robots.txt does not allow it" in failed(time, web.play("/a", text("x")), robots=True).reason
    assert web.count("/a") == 0


def test_while_the_rules_cannot_be_had_nothing_is_asked_for(web: World, time: Time) -> None:
    web.play("/robots.txt", status(500), status(500), status(500), text(""))
    web.play("/a", text("da"))
    with fetcher(time, robots=True) as fetch:
        for _ in range(3):
            with pytest.raises(FetchError) as caught:
                fetch.get(web.url("/a"))
        assert caught.value.reason == (
            "robots.txt: answers 500 (Internal Server Error), 3 times in a row; while it cannot be had, nothing else is "
            "asked for either"
        )
        assert caught.value.retry_at is not None
        assert web.paths == ["/robots.txt"] * 3
        time.seconds += 15 * 60
        assert fetch.get(web.url("/a")).body == b"da"


def test_known_rules_hold_while_new_ones_cannot_be_had(web: World, time: Time) -> None:
    web.play("/robots.txt", text("User-agent: *\nDisallow: /intern"), status(503))
    web.play("/a", text("da"))
    with fetcher(time, robots=True) as fetch:
        fetch.get(web.url("/a"))
        time.seconds += 86_401
        assert fetch.get(web.url("/a")).body == b"da"
        with pytest.raises(FetchError, match="does not allow"):
            fetch.get(web.url("/intern"))


def test_the_pause_that_a_site_asks_for_is_kept(web: World, time: Time) -> None:
    web.robots("User-agent: *\nCrawl-delay: 7\n")
    web.play("/a", text("da"))
    with fetcher(time, robots=True, host_pause=1.0) as fetch:
        for _ in range(3):
            fetch.get(web.url("/a"))
    assert time.slept == [1.0, 7.0, 7.0]


def test_a_pause_too_long_to_wait_for_is_a_time_to_come_back(web: World, time: Time) -> None:
    web.robots("User-agent: *\nCrawl-delay: 600\n")
    web.play("/a", text("da"))
    with fetcher(time, robots=True) as fetch:
        fetch.get(web.url("/a"))
        with pytest.raises(FetchError, match=r"its robots\.txt asks for 600 seconds between two requests") as caught:
            fetch.get(web.url("/a"))
        assert caught.value.retry_at == time.now() + timedelta(seconds=600)
        time.seconds += 600
        assert fetch.get(web.url("/a")).body == b"da"
    assert web.count("/a") == 2


def test_robots_txt_itself_may_always_be_fetched(web: World, time: Time) -> None:
    web.robots("User-agent: *\nDisallow: /\n")
    with fetcher(time, robots=True) as fetch:
        assert fetch.get(web.url("/robots.txt")).body.startswith(b"User-agent")
    assert web.count("/robots.txt") == 1


def test_threads_that_come_together_ask_for_the_rules_once(web: World, time: Time) -> None:
    web.robots("User-agent: *\nDisallow: /intern\n")
    urls = [web.play(f"/{number}", text("da")) for number in range(6)]
    with fetcher(time, robots=True) as fetch:
        threads = [threading.Thread(target=fetch.get, args=(url,)) for url in urls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert web.count("/robots.txt") == 1
    assert sorted(web.paths[1:]) == [f"/{number}" for number in range(6)]


# Proxies.


def test_through_a_proxy_only_what_is_not_known_to_be_inside(web: World, time: Time) -> None:
    """The world plays the proxy: it is asked with whole addresses."""
    web.play("http://zeitung.example/a", text("da"))
    unknown = socket.gaierror(socket.EAI_NONAME, "unknown")

    def resolve(host: str, port: int) -> list[str]:
        if host == "verborgen.example":
            return ["10.0.0.1"]
        raise unknown

    settings = {"proxies": {"http": web.address}, "resolve": resolve, "allow": ()}
    with fetcher(time, **settings) as fetch:
        assert fetch.get("http://zeitung.example/a").body == b"da"
    assert failed(time, "http://intranet/a", **settings).reason.startswith("intranet is a name inside a network")
    assert failed(time, "http://verborgen.example/a", **settings).reason.startswith(
        "verborgen.example (10.0.0.1) is a private address"
    )
    assert failed(time, "http://127.0.0.1:9/a", **settings).final
    assert web.paths == ["http://zeitung.example/a"]
