"""A server on the loopback that plays the world a fetcher lives in, the bad one above all, and counts what it is asked.

    with world() as web:
        feed = web.feed("/feed.xml")
        feed.add("a", "Feuer in Altenmühle", "Drei Häuser sind abgebrannt. …")
        web.play("/slow", status(500), status(500), text("da"))
        ...
        assert web.count("/feed.xml") == 1

What a feed holds may be changed between visits: ``add``, ``edit``, ``kill``, ``remove``.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

Step = Callable[["Handler"], None]
Kind = Literal["rss", "atom", "jsonfeed", "ninjs"]
MORNING = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)


@dataclass
class Item:
    """An item of a feed, and the page behind it."""

    guid: str
    title: str
    text: str
    """Paragraphs, with empty lines between them."""
    teaser: str = ""
    """What the feed has of the text; empty for all of it."""
    published: datetime = MORNING
    updated: datetime | None = None
    version: int = 1
    signal: Literal["", "update", "correction", "canceled", "withheld"] = ""
    note: str = ""
    embargo: datetime | None = None
    urgency: int = 0
    sections: tuple[str, ...] = ()
    link: str = ""
    """Set by the feed, unless given."""


@dataclass
class Feed:
    """A feed whose items a test may change at any time. Answers 304 if it has not changed."""

    web: World
    path: str
    kind: Kind = "rss"
    title: str = "Altenmühler Bote"
    language: str = "de"
    items: list[Item] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    """Further headers, ``Cache-Control`` for instance."""
    validators: bool = True

    def add(self, guid: str, title: str, text: str, *, page: bool = True, **more: object) -> Item:
        """A new item, on top. ``page``: whether there is a page behind it."""
        item = Item(guid, title, text, **more)  # type: ignore[arg-type]
        item.link = item.link or self.web.url(f"/artikel/{guid}.html")
        self.items.insert(0, item)
        if page:
            self.web.page(urlsplit(item.link).path, item)
        return item

    def item(self, guid: str) -> Item:
        """An item by its guid."""
        return next(item for item in self.items if item.guid == guid)

    def edit(self, guid: str, signal: Literal["update", "correction"] = "update", **changed: object) -> Item:
        """A newer version of an item, with some of its fields changed."""
        item = self.item(guid)
        for name, value in changed.items():
            setattr(item, name, value)
        item.version += 1
        item.signal = signal
        item.updated = (item.updated or item.published) + timedelta(minutes=10)
        return item

    def kill(self, guid: str, note: str = "Bitte nicht verwenden") -> Item:
        """An item taken back by its sender, which in RSS can only be done by leaving it out."""
        item = self.item(guid)
        item.version += 1
        item.signal, item.note = "canceled", note
        item.updated = (item.updated or item.published) + timedelta(minutes=10)
        return item

    def remove(self, guid: str) -> None:
        """An item that has dropped out of the feed."""
        self.items.remove(self.item(guid))

    def body(self) -> bytes:
        """As it is now."""
        write = {"rss": _rss, "atom": _atom, "jsonfeed": _jsonfeed, "ninjs": _ninjs}
        return write[self.kind](self).encode()

    @property
    def media_type(self) -> str:
        """As a server declares it."""
        return {
            "rss": "application/rss+xml",
            "atom": "application/atom+xml",
            "jsonfeed": "application/feed+json",
            "ninjs": "application/json",
        }[self.kind]

    def __call__(self, handler: Handler) -> None:
        body = self.body()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        moments = [item.updated or item.published for item in self.items]
        headers = dict(self.headers)
        if self.validators:
            headers |= {"ETag": etag, "Last-Modified": format_datetime(max(moments, default=MORNING), usegmt=True)}
        if self.validators and handler.headers.get("If-None-Match") == etag:
            handler.answer(304, b"", "", **headers)
        else:
            handler.answer(200, body, self.media_type, **headers)


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    """By lower-case name."""


class World:
    """What the server at one address has, and what it was asked."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.requests: list[Asked] = []
        self.address = ""
        self.steps: dict[str, list[Step]] = {}
        self.begun: dict[str, int] = {}
        self.closing = threading.Event()

    def url(self, path: str) -> str:
        """The address of a path."""
        return self.address + path

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.address).netloc

    def play(self, path: str, *steps: Step) -> str:
        """What a path answers: the steps one after the other, the last one for ever. Returns its address."""
        with self.lock:
            self.steps[path] = list(steps)
            self.begun[path] = 0
        return self.url(path)

    def feed(self, path: str, kind: Kind = "rss", **more: object) -> Feed:
        """A feed at a path, empty so far."""
        feed = Feed(self, path, kind, **more)  # type: ignore[arg-type]
        self.play(path, feed)
        return feed

    def page(self, path: str, item: Item) -> str:
        """A page with an item's whole text, as it is whenever the page is asked for."""
        return self.play(path, lambda handler: handler.answer(200, page(item).encode(), "text/html; charset=utf-8"))

    def robots(self, rules: str) -> None:
        """A robots.txt; without this there is none."""
        self.play("/robots.txt", text(rules))

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        with self.lock:
            return sum(asked.path == path for asked in self.requests)

    def asked(self, path: str) -> list[Asked]:
        """The requests for a path."""
        with self.lock:
            return [asked for asked in self.requests if asked.path == path]

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        with self.lock:
            return [asked.path for asked in self.requests]

    def step(self, asked: Asked) -> Step:
        """Note a request; what is to be answered."""
        with self.lock:
            self.requests.append(asked)
            steps = self.steps.get(asked.path)
            if steps is None:
                return status(404)
            number = self.begun[asked.path]
            self.begun[asked.path] = number + 1
            return steps[min(number, len(steps) - 1)]


class Handler(BaseHTTPRequestHandler):
    """Answers as its world says."""

    web: World
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            self.web.step(Asked(self.path, headers))(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, code: int, body: bytes = b"", media_type: str = "text/plain", **headers: str) -> None:
        """A whole answer. Underscores in the names of headers stand for hyphens."""
        self.send_response(code)
        if code != 304:
            headers.setdefault("Content-Length", str(len(body)))
        if media_type:
            headers.setdefault("Content-Type", media_type)
        for name, value in headers.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if code != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone is part of the play."""


@contextmanager
def world(context: ssl.SSLContext | None = None) -> Iterator[World]:
    """A world for the time of a test; with a context it speaks https."""
    web = World()
    server = _Server(("127.0.0.1", 0), type("Playing", (Handler,), {"web": web}))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    web.address = f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


# Steps: what a path may answer.


def text(content: str | bytes, media_type: str = "text/plain; charset=utf-8", **headers: str) -> Step:
    """A whole answer with status 200."""
    body = content if isinstance(content, bytes) else content.encode()
    return lambda handler: handler.answer(200, body, media_type, **headers)


def status(code: int, **headers: str) -> Step:
    """An answer with a status and a few words."""
    return lambda handler: handler.answer(code, b"nothing to see here", **headers)


def redirect(location: str, code: int = 302) -> Step:
    """A redirect."""
    return status(code, Location=location)


def validated(content: str, etag: str = "", last_modified: str = "") -> Step:
    """An answer with validators, and 304 to whoever sends one of them back."""

    def step(handler: Handler) -> None:
        same = etag and handler.headers.get("If-None-Match") == etag
        same = same or (last_modified and handler.headers.get("If-Modified-Since") == last_modified)
        handler.answer(304 if same else 200, content.encode(), ETag=etag, Last_Modified=last_modified)

    return step


def packed(content: bytes, coding: str = "gzip", cut: int = 0, media_type: str = "text/xml") -> Step:
    """A gzip answer; ``cut`` bytes are missing at its end, and its length does not tell."""
    body = gzip.compress(content, mtime=0)
    return text(body[: len(body) - cut], media_type, Content_Encoding=coding)


def bomb(size: int) -> Step:
    """A small answer that unpacks to so many bytes."""
    return packed(b"\0" * size)


def large(size: int, declared: bool = True) -> Step:
    """An answer of so many bytes; without a length it ends with the connection."""

    def step(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(size)) if declared else handler.send_header("Connection", "close")
        handler.end_headers()
        piece = b"<p>Lorem ipsum</p>" * 1000
        for begin in range(0, size, len(piece)):
            handler.wfile.write(piece[: size - begin])

    return step


def drip(times: int, pause: float = 0.0) -> Step:
    """A body byte by byte, each after a pause in real seconds."""

    def step(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        _dripped(handler, b"x" * times, pause)

    return step


def slow_headers(times: int, pause: float = 0.0) -> Step:
    """A head that never ends, a header line at a time."""

    def step(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(times):
            _dripped(handler, b"X-%d: y\r\n" % number, 0)
            if handler.web.closing.wait(pause):
                break

    return step


def _dripped(handler: Handler, data: bytes, pause: float) -> None:
    for number in range(len(data)):
        handler.wfile.write(data[number : number + 1])
        handler.wfile.flush()
        if pause and handler.web.closing.wait(pause):
            return


def silent(handler: Handler) -> None:
    """No answer as long as the world lasts."""
    handler.web.closing.wait(60)
    handler.close_connection = True


def reset(handler: Handler) -> None:
    """The connection is torn down in place of an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def hangs_up(handler: Handler) -> None:
    """The connection is closed in place of an answer."""
    handler.close_connection = True


def raw(data: bytes) -> Step:
    """Whatever bytes in place of an answer; then the connection is closed."""

    def step(handler: Handler) -> None:
        handler.wfile.write(data)
        handler.close_connection = True

    return step


def garbage_chunks() -> Step:
    """A chunked body whose second chunk has no length."""
    return raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZ\r\nworld\r\n0\r\n\r\n")


def short(content: bytes, declared: int) -> Step:
    """A body that is shorter than its length says."""
    return raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % declared + content)


# Feeds and pages as they are written.


def paragraphs(item: Item) -> str:
    """The text of an item in HTML."""
    return "".join(f"<p>{html.escape(piece.strip())}</p>" for piece in item.text.split("\n\n") if piece.strip())


def page(item: Item) -> str:
    """The page behind an item, with furniture."""
    return (
        f'<!DOCTYPE html><html lang="de"><head><title>{html.escape(item.title)} | Altenmühler Bote</title>'
        f'<meta property="og:site_name" content="Altenmühler Bote"></head><body><nav><a href="/">Startseite</a> '
        f'<a href="/sport">Sport</a></nav><article><h1>{html.escape(item.title)}</h1>{paragraphs(item)}</article>'
        f"<footer><p>Impressum</p><p>Datenschutz</p></footer></body></html>"
    )


def _rss(feed: Feed) -> str:
    rows = []
    for item in feed.items:
        if item.signal in ("canceled", "withheld"):
            continue
        whole = "" if item.teaser else f"<content:encoded>{html.escape(paragraphs(item))}</content:encoded>"
        rows.append(
            f'<item><title>{html.escape(item.title)}</title><link>{html.escape(item.link)}</link><guid isPermaLink="false">'
            f"{html.escape(item.guid)}</guid><pubDate>{format_datetime(item.published)}</pubDate>"
            f"<description>{html.escape(item.teaser or item.text.split(chr(10))[0])}</description>{whole}"
            + "".join(f"<category>{html.escape(name)}</category>" for name in item.sections)
            + "</item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{html.escape(feed.title)}</title><link>{feed.web.address}/</link>"
        f"<language>{feed.language}</language>{''.join(rows)}</channel></rss>"
    )


def _atom(feed: Feed) -> str:
    rows = []
    for item in feed.items:
        if item.signal in ("canceled", "withheld"):
            continue
        inner = "" if item.teaser else f'<content type="html">{html.escape(paragraphs(item))}</content>'
        rows.append(
            f"<entry><id>{html.escape(item.guid)}</id><title>{html.escape(item.title)}</title>"
            f'<link href="{html.escape(item.link)}"/><published>{item.published.isoformat()}</published>'
            f"<updated>{(item.updated or item.published).isoformat()}</updated>"
            f"<summary>{html.escape(item.teaser or item.text.split(chr(10))[0])}</summary>{inner}</entry>"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">'
        f"<title>{html.escape(feed.title)}</title><id>{feed.web.url(feed.path)}</id>{''.join(rows)}</feed>"
    )


def _jsonfeed(feed: Feed) -> str:
    items = []
    for item in feed.items:
        if item.signal in ("canceled", "withheld"):
            continue
        entry: dict[str, object] = {
            "id": item.guid,
            "url": item.link,
            "title": item.title,
            "date_published": item.published.isoformat(),
            "tags": list(item.sections),
        }
        entry |= {"summary": item.teaser} if item.teaser else {"content_html": paragraphs(item)}
        if item.updated:
            entry["date_modified"] = item.updated.isoformat()
        items.append(entry)
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "language": feed.language,
        "items": items,
    }
    return json.dumps(whole, ensure_ascii=False)


def _ninjs(feed: Feed) -> str:
    """An agency's wire: items with versions, signals and embargoes, killed ones among them."""
    items = []
    for item in feed.items:
        entry: dict[str, object] = {
            "uri": item.guid,
            "type": "text",
            "version": str(item.version),
            "versioncreated": (item.updated or item.published).isoformat(),
            "firstcreated": item.published.isoformat(),
            "pubstatus": item.signal if item.signal in ("canceled", "withheld") else "usable",
            "language": feed.language,
            "headline": item.title,
            "body_html": paragraphs(item),
        }
        if item.signal in ("update", "correction"):
            entry["signal"] = item.signal
        if item.note:
            entry["ednote"] = item.note
        if item.embargo:
            entry["embargoed"] = item.embargo.isoformat()
        if item.urgency:
            entry["urgency"] = item.urgency
        items.append(entry)
    return json.dumps(items, ensure_ascii=False)


def wait_until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether something that threads are at comes true; for tests that start some."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
