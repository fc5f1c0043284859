"""``wortlaut mail`` against a mail server on this machine: everybody gets what is new to them, once."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import shutil
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pipeline.cli import wortlaut
from pipeline.codec import record_bytes
from pipeline.config import Config, MailConfig, override
from pipeline.errors import ConfigError, InputError
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.values import Found
from pipeline.mail import Order, send_digests
from pipeline.mail.sources import STATE, TTL, FolderSource, LedgerSource, Source
from pipeline.types import Decision, Edition, Record
from tests import support_records as support
from tests.support_ledger import NIGHT, at, found, record

ANN, BEN = "ann@bote.example", "ben@bote.example"
PASSWORD = "päss word"


@dataclass
class Post:
    """What the server does with a mail, and what it has got."""

    got: list[Envelope] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """Recipient -> answer."""
    dies: bool = False
    """At the end of DATA, without an answer."""
    answer: str = "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]) -> str:
        if to in self.refuse:
            return self.refuse[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.dies:
            assert server.transport is not None
            server.transport.abort()
            return "451 nobody hears this"
        if self.answer.startswith("250"):
            self.got.append(envelope)
        return self.answer

    @property
    def mails(self) -> list[tuple[str, EmailMessage]]:
        """Recipient and mail, in the order in which they came."""
        found = []
        for envelope in self.got:
            [to] = envelope.rcpt_tos
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            found.append((to, mail))
        return found

    def texts(self) -> list[tuple[str, str]]:
        """Recipient and plain text."""
        bodies = [(to, mail.get_body(("plain",))) for to, mail in self.mails]
        return [(to, body.get_content()) for to, body in bodies if body is not None]


@cache
def certificate() -> tuple[bytes, bytes]:
    """For 127.0.0.1, signed by itself; and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = dt.datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(here, False).add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), secret


async def ended(server: asyncio.Server) -> None:
    """All connections are given up."""
    server.close()
    open_ones = asyncio.all_tasks() - {asyncio.current_task()}
    for task in open_ones:
        task.cancel()
    await asyncio.gather(*open_ones, return_exceptions=True)
    await asyncio.sleep(0)  # transports close in the next turn


@contextmanager
def serving(post: Post, encrypted: ssl.SSLContext | None = None, **options: Any) -> Iterator[int]:
    """The port of a server. What goes wrong in its thread goes wrong in the test."""
    loop = asyncio.new_event_loop()
    listening = loop.create_server(
        lambda: SMTP(post, hostname="mx.example", loop=loop, **options), "127.0.0.1", 0, ssl=encrypted
    )
    server = loop.run_until_complete(listening)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(loop.run_forever)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            loop.call_soon_threadsafe(loop.stop)
            running.result()
            loop.run_until_complete(ended(server))
            loop.close()


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, str]:
    """The server's side, and the file that the other side may trust."""
    public, secret = certificate()
    (tmp_path / "ca.pem").write_bytes(public)
    (tmp_path / "key.pem").write_bytes(secret)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "ca.pem", tmp_path / "key.pem")
    return context, str(tmp_path / "ca.pem")


def password(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    right = (data.login, data.password) == (b"desk", PASSWORD.encode())
    return AuthResult(success=right, handled=False)


MAIL = MailConfig(host="127.0.0.1", tls="none", sender="Desk <desk@bote.example>", to=(ANN, BEN), timeout=20)


@dataclass
class Desk:
    """A ledger, and what a call of ``wortlaut mail`` does with it."""

    ledger: Ledger
    feed: int
    mail: MailConfig = MAIL
    said: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    def make(self, minute: float, *items: Found, headline: str = "", decisions: tuple[Decision, ...] = ()) -> None:
        self.ledger.enter(self.feed, items, at(minute))
        for lease in self.ledger.lease("w", 100, at(minute), timedelta(minutes=15)):
            made = record(lease.article, headline or f"Headline {lease.article.id}")
            made = replace(made, run=replace(made.run, edition=lease.edition), decisions=decisions)
            assert self.ledger.finish("w", lease.version, made, b"{}", b"", at(minute), "r")

    def approve(self, item: str, minute: float) -> None:
        approved(self.ledger, item, at(minute))

    def send(self, port: int, minute: float, order: Order = Order(), environ: dict[str, str] | None = None) -> int:
        return send(LedgerSource(self.ledger, self.config(port)), self.config(port), self, at(minute), order, environ)

    def config(self, port: int) -> Config:
        return replace(Config(), mail=replace(self.mail, port=port))


def send(
    source: Source,
    config: Config,
    desk: Desk,
    now: datetime,
    order: Order = Order(),
    environ: dict[str, str] | None = None,
) -> int:
    desk.said.clear()
    desk.warned.clear()
    return send_digests(
        source, config, order, now=now, environ=environ or {}, say=desk.said.append, warn=desk.warned.append,
        show=desk.said.append,
    )  # fmt: skip


def approved(ledger: Ledger, item: str, now: datetime) -> None:
    """As the desk does it, on the ledger itself."""
    from sqlalchemy import update

    from pipeline.ledger.schema import items
    from pipeline.ledger.schema_desk import reviews

    def approve(connection: Any) -> None:
        number = connection.execute(items.select().where(items.c.key == item)).one().id
        to = {"state": "approved", "approved_by": "eva", "approved_at": now, "revision": reviews.c.revision + 1}
        connection.execute(update(reviews).where(reviews.c.item == number).values(**to))

    ledger._db.write(approve)


def unapproved(ledger: Ledger) -> None:
    from sqlalchemy import update

    from pipeline.ledger.schema_desk import reviews

    ledger._db.write(lambda connection: connection.execute(update(reviews).values(state="open")))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty ledger: making one takes longer than a test."""
    path = tmp_path_factory.mktemp("empty") / "ledger.sqlite"
    open_ledger(path).close()
    return path


@pytest.fixture
def desk(tmp_path: Path, empty: Path) -> Iterator[Desk]:
    path = shutil.copy(empty, tmp_path / "ledger.sqlite")
    with open_ledger(path) as ledger:
        yield Desk(ledger, ledger.add_feed("regional", "https://zeitung.example/rss").id)


def heads(post: Post) -> list[tuple[str, list[str]]]:
    """Recipient, and the headlines in the mail."""
    return [
        (to, [line for line in text.splitlines() if line.startswith(("Headline", "- Headline"))])
        for to, text in post.texts()
    ]


def test_everybody_gets_a_mail_of_their_own_once(desk: Desk) -> None:
    desk.make(0, found("a"), found("b"))
    desk.approve("b", 5)
    post = Post()
    with serving(post) as port:
        assert desk.send(port, 10) == 0
        assert heads(post) == [(ANN, ["Headline b", "Headline a"]), (BEN, ["Headline b", "Headline a"])]
        assert [str(mail["To"]) for _, mail in post.mails] == [ANN, BEN]
        assert all(envelope.mail_from == "desk@bote.example" for envelope in post.got)
        assert desk.said == [f"{to}: sent: 1 approved, 1 not approved." for to in (ANN, BEN)]
        assert len({mail["Message-ID"] for _, mail in post.mails}) == 2
        assert desk.send(port, 20) == 0
        assert len(post.got) == 2
        assert desk.said == ["There is nothing new: no mail was sent."]
        desk.make(30, found("c"))
        assert desk.send(port, 40) == 0
        assert heads(post)[2:] == [(ANN, ["Headline c"]), (BEN, ["Headline c"])]


def test_a_refused_recipient_gets_theirs_later_and_nobody_gets_two(desk: Desk) -> None:
    desk.make(0, found("a"))
    post = Post(refuse={ANN: "550 no such mailbox\x1b[2J"})
    with serving(post) as port:
        assert desk.send(port, 10) == 3
        assert heads(post) == [(BEN, ["Headline a"])]
        assert desk.warned == [
            f"{ANN}: not sent: the server refuses this recipient (550 no such mailbox\ufffd[2J). The next call tries again."
        ]
        post.refuse.clear()
        assert desk.send(port, 20) == 0
        assert heads(post) == [(BEN, ["Headline a"]), (ANN, ["Headline a"])]


def test_a_server_that_dies_in_the_middle_gets_the_same_mail_again(desk: Desk) -> None:
    desk.make(0, found("a"))
    post = Post(dies=True)
    with serving(post) as port:
        assert desk.send(port, 10) == 3
        lost = f"the connection to 127.0.0.1:{port} was lost before the server had taken the mail"
        assert desk.warned == [f"{to}: not sent: {lost}. The next call tries again." for to in (ANN, BEN)]
        post.dies = False
        assert desk.send(port, 20) == 0
        assert heads(post) == [(ANN, ["Headline a"]), (BEN, ["Headline a"])]
        marks = [str(mail["Message-ID"]) for _, mail in post.mails]
    box = desk.mail
    desk.mail = replace(box, name="again")  # another digest, with the same words and another name for each mail
    other = Post()
    with serving(other) as port:
        assert desk.send(port, 30) == 0
    assert not set(marks) & {str(mail["Message-ID"]) for _, mail in other.mails}


def test_a_mail_that_the_server_does_not_take_is_named(desk: Desk) -> None:
    desk.make(0, found("a"))
    post = Post(answer="552 too large")
    with serving(post) as port:
        assert desk.send(port, 10) == 3
        assert (
            desk.warned[0]
            == f"{ANN}: not sent: the server refuses the mail (552 too large). The next call tries again."
        )
        post.answer = "421 closing"
        assert desk.send(port, 20) == 3
        assert [words.split(": ", 2)[2] for words in desk.warned] == [
            "the server refuses the mail (421 closing). The next call tries again."
        ] * 2


def test_without_a_server_nothing_is_sent_and_nothing_forgotten(desk: Desk) -> None:
    desk.make(0, found("a"))
    post = Post()
    with serving(post) as port:
        pass
    assert desk.send(port, 10) == 3
    assert desk.warned[0].startswith(f"127.0.0.1:{port}: no SMTP server answers (")
    assert desk.warned[1] == f"{ANN}: not sent. Nor to 1 after it. The next call sends what is missing."
    with serving(post) as port:
        assert desk.send(port, 20) == 0
    assert heads(post) == [(ANN, ["Headline a"]), (BEN, ["Headline a"])]


def test_starttls_or_nothing(desk: Desk) -> None:
    desk.make(0, found("a"))
    desk.mail = replace(MAIL, tls="starttls", user="desk", password_env="PW")
    post = Post()
    with serving(post) as port:
        assert desk.send(port, 10, environ={"PW": PASSWORD}) == 3
    assert desk.warned[0] == f"127.0.0.1:{port}: the server does not offer STARTTLS, and nothing is sent unencrypted."
    assert post.got == []


def test_over_starttls_with_a_password(desk: Desk, tls: tuple[ssl.SSLContext, str]) -> None:
    desk.make(0, found("a"))
    context, trusted = tls
    post = Post()
    options = {"tls_context": context, "require_starttls": True, "authenticator": password, "auth_required": True}
    with serving(post, **options) as port:
        desk.mail = replace(MAIL, tls="starttls", user="desk", password_env="PW")
        assert desk.send(port, 10, environ={"PW": PASSWORD}) == 3
        assert desk.warned[0].startswith(f"127.0.0.1:{port}: no encrypted connection (self-signed certificate")
        desk.mail = replace(desk.mail, ca_file=trusted)
        assert desk.send(port, 11, environ={"PW": "wrong"}) == 3
        assert desk.warned[0].startswith(f"127.0.0.1:{port}: does not let desk in (535 ")
        assert "Is the password in PW right?" in desk.warned[0]
        assert "wrong" not in " ".join(desk.warned)
        assert post.got == []
        assert desk.send(port, 12, environ={"PW": PASSWORD}) == 0
    assert [to for to, _ in heads(post)] == [ANN, BEN]


def test_over_tls_from_the_first_byte(desk: Desk, tls: tuple[ssl.SSLContext, str]) -> None:
    desk.make(0, found("a"))
    context, trusted = tls
    post = Post()
    with serving(post, context) as port:
        desk.mail = replace(MAIL, tls="ssl", ca_file=trusted)
        assert desk.send(port, 10) == 0
    assert len(post.got) == 2


def test_embargoes_and_withdrawals(desk: Desk) -> None:
    desk.make(0, found("a", version=1), found("b", version=1), found("held", embargo=at(60).isoformat()))
    desk.mail = replace(MAIL, to=(ANN,))
    post = Post()
    with serving(post) as port:
        desk.send(port, 10)
        desk.make(20, found("new", version=1))
        desk.make(
            21, found("a", "weg", version=2, signal="withdrawn"), found("new", "weg", version=2, signal="withdrawn")
        )
        desk.send(port, 30)
        desk.send(port, 40)
        desk.send(port, 24 * 60 + 70)  # the embargo has ended; it was made long before the last mail but one
    assert heads(post) == [
        (ANN, ["Headline b", "Headline a"]),
        (ANN, ["- Headline a"]),  # "new" was in no mail
        (ANN, ["Headline held"]),
    ]
    assert "Withdrawn by its sender. Not for publication." in post.texts()[1][1]


def test_only_approved_ones_and_what_becomes_of_an_approval(desk: Desk) -> None:
    desk.make(0, found("a"), found("b"))
    desk.mail = replace(MAIL, to=(ANN,), only="approved")
    post = Post()
    with serving(post) as port:
        assert desk.send(port, 10) == 0
        desk.approve("a", 20)
        desk.send(port, 30)
        unapproved(desk.ledger)
        desk.send(port, 40)
        desk.send(port, 50)
        desk.approve("a", 60)
        desk.send(port, 70)
    assert heads(post) == [(ANN, ["Headline a"]), (ANN, ["- Headline a"]), (ANN, ["Headline a"])]
    assert "Its approval no longer holds" in post.texts()[1][1]


def test_an_approval_is_news_and_so_is_a_new_version(desk: Desk) -> None:
    desk.mail = replace(MAIL, to=(ANN,))
    post = Post()
    desk.make(0, found("a", version=1))
    with serving(post) as port:
        desk.send(port, 10)
        desk.approve("a", 20)
        desk.send(port, 30)
        desk.make(40, found("a", "Zwölf", version=2, signal="correction", note="Zahl berichtigt"))
        desk.send(port, 50)
    assert [heads(post)[number] for number in range(3)] == [(ANN, ["Headline a"])] * 3
    assert "CORRECTION." in post.texts()[2][1] and "Zahl berichtigt" in post.texts()[2][1]


def test_a_brief_links_to_its_pages_whatever_the_files_are_called(desk: Desk) -> None:
    desk.make(0, found("a"))
    for outputs, number in ((("all",), 2), (("qa.html", "brief.docx"), 1), (("usual",), 2), ((), 0)):
        config = replace(
            desk.config(1), feeds=replace(Config().feeds, outputs=outputs),
            export=replace(Config().export, base_url="https://briefs.example/"),
        )  # fmt: skip
        [entry] = LedgerSource(desk.ledger, config).entries(at(-1), at(10))
        assert sum("briefs.example" in url for _, url in entry.brief.links) == number, outputs


def test_an_approved_brief_is_no_news_because_its_successor_is_under_embargo(desk: Desk) -> None:
    desk.mail = replace(MAIL, to=(ANN,))
    accepted = Decision("accept", "eva", (at(5) + timedelta(microseconds=5)).isoformat())
    desk.make(0, found("a", version=1), decisions=(accepted,))
    desk.approve("a", 5)
    post = Post()
    with serving(post) as port:
        desk.send(port, 10)
        desk.make(20, found("a", "Zwölf", version=2, embargo=at(600).isoformat()))
        desk.send(port, 30)
    assert heads(post) == [(ANN, ["Headline a"])]


def test_feeds_verdicts_and_a_limit(desk: Desk) -> None:
    desk.make(0, *(found(f"i{number}") for number in range(5)))
    post = Post()
    with serving(post) as port:
        desk.mail = replace(MAIL, to=(ANN,), verdicts=("fail",))
        assert desk.send(port, 10) == 0
        desk.mail = replace(MAIL, to=(ANN,), feeds=("regional",), most=2)
        assert desk.send(port, 11) == 0
    assert "and 3 more: 3 not approved." in post.texts()[0][1]
    assert len(heads(post)[0][1]) == 2
    desk.mail = replace(MAIL, feeds=("nirgends",))
    with pytest.raises(ConfigError, match=r"'mail\.feeds' has 'nirgends', which is no feed; there are regional"):
        desk.send(1, 12)


def test_a_first_mail_goes_back_a_day_or_as_far_as_asked(desk: Desk) -> None:
    desk.make(0, found("old"))
    desk.mail = replace(MAIL, to=(ANN,))
    post = Post()
    with serving(post) as port:
        desk.make(2 * 24 * 60, found("young"))
        desk.send(port, 2 * 24 * 60 + 5)
        desk.send(port, 2 * 24 * 60 + 6, Order(since=NIGHT - timedelta(hours=1)))
        desk.send(port, 2 * 24 * 60 + 7, Order(to=("new@bote.example",)))
    assert heads(post) == [(ANN, ["Headline young"]), (ANN, ["Headline old"]), ("new@bote.example", ["Headline young"])]


def test_two_processes_do_not_send_to_the_same_reader(desk: Desk) -> None:
    from pipeline.mail.message import address, reader

    desk.make(0, found("a"))
    other = reader(MAIL, address(ANN, "mail.to"))
    assert desk.ledger.mail.claim(other, NIGHT, at(9), TTL)
    post = Post()
    with serving(post) as port:
        assert desk.send(port, 10) == 3
        assert desk.warned == [f"{ANN}: not sent: another process is sending to this address."]
        assert desk.send(port, 9 + 15) == 0  # that one has died
    assert [to for to, _ in heads(post)] == [BEN, ANN]


def test_a_rehearsal_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    desk.make(0, found("a"))
    desk.mail = replace(MAIL, host="", user="desk")
    assert desk.send(0, 10, Order(dry_run=True)) == 0
    assert f"To: {ANN}" in desk.said and desk.said[-1] == "Nothing was sent."
    assert any("Headline a" in words for words in desk.said)
    assert desk.send(0, 10, Order(eml=tmp_path / "eml", to=("x/y&z@bote.example",))) == 0
    [path] = (tmp_path / "eml").iterdir()
    assert path.name == "x_y_z@bote.example.eml"
    assert message_from_bytes(path.read_bytes(), policy=default)["To"] == "x/y&z@bote.example"
    desk.mail = MAIL
    post = Post()
    with serving(post) as port:
        assert desk.send(port, 11) == 0
        assert desk.send(port, 12, Order(dry_run=True)) == 0
    assert len(post.got) == 2
    assert desk.said[-1] == "There is nothing new: no mail would be sent."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"host": ""}, "'mail.host' is empty"),
        ({"sender": ""}, "'mail.from' is empty"),
        ({"to": ()}, "nobody to send to"),
        ({"to": ("ann",)}, "'mail.to' has 'ann'"),
        ({"user": "desk"}, "'mail.password_env' names"),
        ({"user": "desk", "password_env": "PW"}, "environment variable PW"),
        ({"user": "desk", "host": "mx.example", "password_env": "HAS"}, "in the clear"),
        ({"unsubscribe": "javascript:1"}, "mail.unsubscribe"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_named_before_anything_is_sent(change: dict[str, Any], words: str) -> None:
    config = replace(Config(), mail=replace(MAIL, **change))
    asked_nothing = cast(Source, None)
    with pytest.raises(ConfigError, match=words):
        send_digests(
            asked_nothing, config, Order(), now=NIGHT, environ={"HAS": "x"}, say=print, warn=print, show=print
        )  # fmt: skip


ACCEPTED = Decision("accept", "ann", "2026-11-26T05:00:00+00:00")


def stored(folder: Path, *records: Record) -> Path:
    for one in records:
        path = folder / "articles" / one.article.id / "record.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(record_bytes(one))
    return folder


def named(item: str, *decisions: Decision, edition: Edition | None = None) -> Record:
    return replace(
        support.RECORD, article=replace(support.ARTICLE, id=item), decisions=decisions,
        brief=replace(support.BRIEF, headline=f"Headline {item}"), run=replace(support.RUN, edition=edition),
    )  # fmt: skip


def test_a_folder_of_a_run(tmp_path: Path, desk: Desk) -> None:
    held = Edition(embargo=at(60).isoformat())
    folder = stored(tmp_path / "run", named("a"), named("b", ACCEPTED), named("held", edition=held))
    post = Post()

    def go(port: int, minute: float) -> int:
        config = replace(Config(), mail=replace(MAIL, port=port, to=(ANN,)))
        return send(FolderSource(folder, config, at(minute), write=True), config, desk, at(minute))

    with serving(post) as port:
        assert go(port, 10) == 0
        assert go(port, 20) == 0
        stored(folder, named("a", edition=Edition(signal="withdrawn")), named("b"))
        assert go(port, 30) == 0
        assert go(port, 70) == 0
        assert go(port, 80) == 0
    assert heads(post) == [
        (ANN, ["Headline b", "Headline a"]),
        (ANN, ["- Headline a", "Headline b"]),
        (ANN, ["Headline held"]),
    ]
    (folder / STATE).write_text("{}")
    with pytest.raises(InputError, match="if you remove it, all is sent again"):
        go(1, 90)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = stored(tmp_path / "run", named("a"))
    config = tmp_path / "desk.toml"
    post = Post(refuse={BEN: "550 no"})

    def call(*more: str) -> Any:
        return CliRunner().invoke(wortlaut, ["mail", str(folder), "--config", str(config), *more])

    with serving(post) as port:
        config.write_text(f'[mail]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nfrom = "{ANN}"\nto = ["{ANN}"]\n')
        shown = call("--dry-run")
        assert (shown.exit_code, "Headline a" in shown.stdout, (folder / STATE).exists()) == (0, True, False)
        done = call()
        assert (done.exit_code, done.stdout) == (0, f"{ANN}: sent: 1 not approved.\n")
        assert (call().exit_code, call().stdout) == (0, "There is nothing new: no mail was sent.\n")
        failed = call("--to", BEN)
        assert failed.exit_code == 3
        assert failed.stderr.startswith(f"wortlaut: {BEN}: not sent: the server refuses this recipient (550 no).")
    assert len(post.got) == 1
    both = CliRunner().invoke(wortlaut, ["mail", str(folder), "--ledger", "x.sqlite"])
    assert (both.exit_code, "Name a folder or a ledger, not both." in both.stderr) == (2, True)


def test_settings_of_mails_bear_on_no_record() -> None:
    from pipeline.config import digest

    assert digest(override(Config(), "mail", host="mx.example")) == digest(Config())
