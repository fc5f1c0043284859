"""Webhooks: signature, retries, and that nothing is sent again once it has arrived; against a receiver on loopback."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.config import FetchConfig
from pipeline.desk import hooks
from pipeline.desk.hooks import Hooks
from pipeline.errors import ConfigError
from pipeline.fetch import FetchError, Poster
from pipeline.ledger import Ledger, open_ledger

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
HOUSE = FetchConfig(allow=("127.0.0.1/32",))


@dataclass
class Receiver:
    """Answers with one status after the other, the last one for ever, and keeps what it got."""

    url: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        with self.lock:
            self.got.append((headers, body))
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = receiver.answer({name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # closing it waits for the answers, so none of its sockets outlives the test
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/wortlaut"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


class Clock:
    """Moves when a test says so."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


def sender(ledger: Ledger, clock: Clock, warned: list[str] | None = None, config: FetchConfig = HOUSE) -> Hooks:
    said: list[str] = [] if warned is None else warned
    return Hooks(ledger, Poster(config, clock=clock, proxies={}).post, warn=said.append, clock=clock)


def told_of(ledger: Ledger, url: str, body: bytes = b'{"event":"test"}') -> int:
    hook = ledger.hooks.add("CMS", url, SECRET, ("verdict",), NOW)
    ledger.hooks.test(hook.id, body, NOW)
    return hook.id


def test_the_signature_is_that_of_the_specification() -> None:
    """The example of the specification's reference libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    at = datetime.fromtimestamp(1614265330, UTC)
    made = hooks.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_can_check_what_it_gets(ledger: Ledger, receiver: Receiver) -> None:
    told_of(ledger, receiver.url, '{"headline":"Fähre"}'.encode())
    [sent] = sender(ledger, Clock()).once()
    assert (sent.status, sent.error, sent.next) == (204, "", None)
    [(headers, body)] = receiver.got
    assert body == '{"headline":"Fähre"}'.encode()
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"].startswith("Wortlaut/")
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(bytes(range(32)), signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_nothing_is_sent_again_once_it_has_arrived(ledger: Ledger, receiver: Receiver) -> None:
    number = told_of(ledger, receiver.url)
    clock = Clock()
    this = sender(ledger, clock)
    assert len(this.once()) == 1
    assert this.once() == []
    clock.later(days=3)
    assert this.once() == []
    assert len(receiver.got) == 1
    [kept] = ledger.hooks.sent(number)
    assert (kept.done, kept.next, kept.attempts, kept.error) == (NOW, None, 1, "")


def test_it_is_tried_again_later_each_time_under_the_same_id(ledger: Ledger, receiver: Receiver) -> None:
    receiver.answers = [(500, {}), (302, {"Location": "http://127.0.0.1:1/"}), (200, {})]
    number = told_of(ledger, receiver.url)
    clock = Clock()
    this = sender(ledger, clock)
    [first] = this.once()
    assert (first.error, first.next) == ("answers 500", NOW + timedelta(seconds=5))
    assert this.once() == []
    clock.later(seconds=5)
    [second] = this.once()
    assert (second.error, second.next) == ("answers 302", NOW + timedelta(seconds=305))
    clock.later(seconds=299)
    assert this.once() == []
    clock.later(seconds=1)
    [third] = this.once()
    assert (third.status, third.error) == (200, "")
    assert len(set(receiver.ids)) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in receiver.got}) == 3
    [kept] = ledger.hooks.sent(number)
    assert (kept.attempts, kept.error, kept.done) == (3, "", clock.now)


def test_a_receiver_that_asks_for_patience_gets_it(ledger: Ledger, receiver: Receiver) -> None:
    receiver.answers = [(429, {"Retry-After": "3600"})]
    told_of(ledger, receiver.url)
    [sent] = sender(ledger, Clock()).once()
    assert sent.next == NOW + timedelta(hours=1)


def test_it_is_given_up_in_the_end_and_that_is_said(ledger: Ledger, receiver: Receiver) -> None:
    receiver.answers = [(500, {})]
    number = told_of(ledger, receiver.url)
    clock = Clock()
    warned: list[str] = []
    this = sender(ledger, clock, warned)
    for rest in hooks.RESTS:
        [sent] = this.once()
        assert sent.next == clock.now + rest
        clock.now += rest
        assert warned == []
    [last] = this.once()
    assert last.next is None
    assert warned == [f"webhook CMS: {receiver.url} was not told of 'test': answers 500"]
    clock.later(days=30)
    assert this.once() == []
    [kept] = ledger.hooks.sent(number)
    assert (kept.done, kept.next, kept.status, kept.error) == (None, None, 500, "answers 500")


def test_a_receiver_that_is_gone_is_not_asked_again(ledger: Ledger, receiver: Receiver) -> None:
    receiver.answers = [(410, {})]
    told_of(ledger, receiver.url)
    [sent] = sender(ledger, Clock()).once()
    assert (sent.error, sent.next) == ("answers 410", None)


def test_nothing_in_the_house_is_reached_unless_it_is_allowed(ledger: Ledger, receiver: Receiver) -> None:
    told_of(ledger, receiver.url)
    warned: list[str] = []
    [sent] = sender(ledger, Clock(), warned, FetchConfig()).once()
    assert sent.next is None
    assert "is the machine itself" in sent.error
    assert "fetch.allow" in warned[0]
    assert receiver.got == []


def test_nobody_there_is_tried_again(ledger: Ledger) -> None:
    told_of(ledger, "http://127.0.0.1:9999/")
    [sent] = sender(ledger, Clock()).once()
    assert (sent.status, sent.next) == (0, NOW + timedelta(seconds=5))
    assert "cannot be reached" in sent.error


def test_several_processes_send_each_thing_once(ledger: Ledger, receiver: Receiver, tmp_path: Path) -> None:
    hook = ledger.hooks.add("CMS", receiver.url, SECRET, ("verdict",), NOW)
    for number in range(12):
        ledger.hooks.test(hook.id, b"%d" % number, NOW)
    with open_ledger(tmp_path / "ledger.sqlite") as other:
        both = [sender(one, Clock()) for one in (ledger, other)]
        threads = [threading.Thread(target=one.once) for one in both]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(int(body) for _, body in receiver.got) == list(range(12))
    assert len(set(receiver.ids)) == 12


def test_a_process_that_died_is_made_up_for(ledger: Ledger, receiver: Receiver) -> None:
    told_of(ledger, receiver.url)
    assert len(ledger.hooks.due(NOW, hooks.LEASE)) == 1  # taken, and then its process was killed
    clock = Clock()
    this = sender(ledger, clock)
    assert this.once() == []
    clock.later(minutes=6)
    assert len(this.once()) == 1


def test_the_thread_sends_what_comes(ledger: Ledger, receiver: Receiver) -> None:
    this = sender(ledger, Clock())
    this.start()
    try:
        told_of(ledger, receiver.url)
        deadline = threading.Event()
        for _ in range(500):
            this.wake()
            if receiver.got or deadline.wait(0.02):
                break
        assert len(receiver.got) == 1
    finally:
        this.stop()


@pytest.mark.parametrize("secret", ["", "whsec_", "abc", "whsec_####", "whsec_" + base64.b64encode(b"short").decode()])
def test_what_is_no_secret_is_refused(secret: str) -> None:
    with pytest.raises(ConfigError):
        hooks.key_of(secret)


def test_a_new_secret_can_be_used_and_is_new() -> None:
    one, two = hooks.new_secret(), hooks.new_secret()
    assert one != two
    assert len(hooks.key_of(one)) == 32


def test_patience_with_a_receiver_ends_before_its_lease() -> None:
    limits = hooks.patience(replace(HOUSE, total_timeout=86_400.0))
    assert limits.total_timeout == 20.0
    assert hooks.BATCH * limits.total_timeout < hooks.LEASE.total_seconds()


@pytest.mark.parametrize(
    "url", ["https://ann:s3cret@cms.example/in", "https://ann@cms.example/", "https://@cms.example/"]
)
def test_an_address_with_a_name_and_password_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="no name and password") as refused:
        hooks.checked_url(url)
    assert "s3cret" not in str(refused.value)
    assert hooks.checked_url("https://cms.example/in?to=a@b") == "https://cms.example/in?to=a@b"


def test_a_body_cannot_go_where_no_address_is() -> None:
    with pytest.raises(FetchError):
        Poster(HOUSE).post("ftp://x.example/", b"", {})
