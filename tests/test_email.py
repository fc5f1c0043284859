"""Briefs and digests as mail: golden files, nothing from elsewhere, and what hostile text must not become.

The golden files are written anew by ``WORTLAUT_UPDATE_GOLDEN=1 pytest tests/test_email.py``; read the difference.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from pipeline.config import Config, ExportConfig, MailConfig
from pipeline.errors import ConfigError
from pipeline.export.settings import Settings
from pipeline.export.table import Outputs
from pipeline.ledger.mailings import Gone, Told
from pipeline.mail.digest import Entry, Letter, entry, letter
from pipeline.mail.message import address, message, unsubscribe
from pipeline.render.email import MOST_POINTS, digest_page, digest_text
from pipeline.types import Edition, Record, Release
from tests import support_records as support

GOLDEN = Path(__file__).parent / "golden" / "mail"
NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
MAIL = MailConfig(sender="Bote, Redaktion <desk@bote.example>", to=("ann@bote.example",))
APPROVED = Release("approved", "ann", "2026-11-26T05:10:00+00:00", 1, 3)
LINKS = (("Brief", "https://briefs.example/articles/elbbruecke/brief.html"),)
NOT_HERE = (("Brief", "javascript:alert(1)"), ("Brief", "https://x.example/\r\nBcc: all@example"))


def entry_of(
    record: Record, item: str = "elbbruecke", release: Release = Release(), group: str = "regional", said: str = "1/"
) -> Entry:
    record = replace(record, run=replace(record.run, release=release))
    return entry(record, item, said, group, LINKS, MOST_POINTS)


def the_letter() -> Letter:
    """One of everything."""
    short = replace(
        support.RECORD,
        brief=replace(
            support.BRIEF,
            verdict="pass",
            reasons=(),
            sentences=support.BRIEF.sentences[:1],
            dropped=(),
            headline="Elbe bridge to cost more",
        ),
    )
    draft = replace(
        support.RECORD,
        signature=replace(support.SIGNATURE, draft=True),
        run=replace(support.RUN, edition=Edition(urgency=2, sections=("Verkehr",))),
    )
    entries = [
        entry_of(draft, "c", group="verkehr"),
        entry_of(support.CHANGED, "a"),
        entry_of(short, "b", APPROVED),
        *(entry_of(support.RECORD, f"more{number}") for number in range(3)),
    ]
    gone = [
        Gone(Told("w", "1/", False, True, "Warehouse fire injures 14 people"), "withdrawn"),
        Gone(Told("e", "1/", True, True, "State funds construction of 17 schools"), "held", datetime(2026, 11, 27, 5, 0, tzinfo=UTC)),
        Gone(Told("n", "1/", True, False, "Only counted"), "withdrawn"),
        Gone(Told("m", "1/", True, True, "Now told by another"), "merged"),
    ]  # fmt: skip
    made = letter(entries, {}, gone, replace(MAIL, most=3), NOW, "https://briefs.example/headlines.html")
    assert made is not None
    return made


def the_mail(made: Letter | None = None, config: MailConfig = MAIL) -> EmailMessage:
    sender, to = address(config.sender, "mail.from"), address("ann@bote.example", "mail.to")
    return message(made or the_letter(), config, sender, to, NOW)


def agrees(name: str, data: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("WORTLAUT_UPDATE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    assert data == path.read_bytes(), f"{name} differs; WORTLAUT_UPDATE_GOLDEN=1 writes it anew"


def test_golden_brief() -> None:
    outputs = Outputs(
        ("brief.email.html", "brief.html", "qa.html"), settings=Settings(ExportConfig("https://briefs.example/"))
    )
    agrees("brief.email.html", outputs.of_article(support.CHANGED)["brief.email.html"])


def test_golden_digest() -> None:
    agrees("digest.eml", the_mail().as_bytes())
    agrees("digest.html", digest_page(the_letter().digest).encode())
    agrees("digest.txt", digest_text(the_letter().digest).encode())


def test_a_mail_is_read_back_as_it_was_meant() -> None:
    data = the_mail(
        config=replace(MAIL, reply_to="Desk <reply@bote.example>", unsubscribe="mailto:no@bote.example")
    ).as_bytes()
    read = message_from_bytes(data, policy=default)
    assert isinstance(read, EmailMessage)
    assert not read.defects and not any(part.defects for part in read.walk())
    assert all(not read[name].defects for name in ("From", "To", "Subject", "Date", "Message-ID"))
    assert read["From"].addresses[0].display_name == "Bote, Redaktion"
    assert read["From"].addresses[0].addr_spec == "desk@bote.example"
    assert read["To"] == "ann@bote.example"
    assert read["Reply-To"].addresses[0].addr_spec == "reply@bote.example"
    assert read["Subject"] == "Morning digest, 26 November 2026: 2 no longer valid, 1 approved, 5 not approved"
    assert read["Date"].datetime == NOW
    assert re.fullmatch(r"<[0-9a-f]{40}@bote\.example>", read["Message-ID"])
    assert (read["Auto-Submitted"], read["MIME-Version"]) == ("auto-generated", "1.0")
    assert read["List-Unsubscribe"] == "<mailto:no@bote.example>"
    assert the_mail()["List-Unsubscribe"] is None
    plain, page = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None and page is not None
    assert plain.get_content().replace("\r\n", "\n") == digest_text(the_letter().digest)
    assert page.get_content().replace("\r\n", "\n") == digest_page(the_letter().digest)
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert data.isascii() and b"\n" not in data.replace(b"\r\n", b"")


def test_what_stands_first() -> None:
    text = digest_text(the_letter().digest)
    heads = ["NO LONGER VALID", "WAREHOUSE FIRE", "APPROVED\n====", "NOT APPROVED\n===="]
    places = [text.upper().index(head) for head in heads]
    assert places == sorted(places)
    assert "State funds construction of 17 schools\n  Under embargo until 27 November 2026, 05:00 (UTC)." in text
    assert "Only counted" not in text  # they never saw its name
    assert "Now told by another" not in text
    assert "and 3 more: 3 not approved." in text
    assert text.index("Changed since 08:40 UTC") < text.index("FAIL.")


def test_both_forms_say_the_same() -> None:
    made = the_letter().digest
    page = html.fromstring(digest_page(made))
    said = " ".join(page.text_content().split())
    for brief in (*made.approved, *made.unreviewed):
        for words in (
            brief.headline,
            *brief.sentences,
            *brief.changes,
            brief.disclosure.text,
            *(p.message for p in brief.points),
        ):
            assert words in said
            assert " ".join(words.split()) in " ".join(digest_text(made).split())


PAGES = (
    digest_page(the_letter().digest),
    Outputs(("brief.email.html",)).of_article(support.hostile_record())["brief.email.html"].decode(),
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_and_needs_no_style_sheet(page: str) -> None:
    tree = html.fromstring(page)
    assert not tree.xpath("//script|//style|//link|//img|//iframe|//form|//object|//svg|//video|//base")
    assert not tree.xpath("//@src|//@srcset|//@background|//@class|//@id|//@*[starts-with(name(), 'on')]")
    assert "url(" not in " ".join(tree.xpath("//@style"))
    assert all(link.startswith(("https://", "http://")) for link in tree.xpath("//@href"))
    assert tree.xpath("//table[@width='600'][contains(@style, 'max-width:600px')]")


def test_hostile_text_stays_text() -> None:
    name = '=1+1 <script>alert(1)</script> ]]> --- \u202eevil\u202c \x07 "quoted"\r\nBcc: all@bote.example 🦊'
    record = replace(
        support.hostile_record(),
        run=replace(support.RUN, edition=Edition(sections=(name,), note=name, signal="correction")),
    )
    record = replace(record, brief=replace(record.brief, headline=name))
    made = letter([entry_of(record, group=name)], {}, [], replace(MAIL, title=name, subject="{headline} {title}"), NOW)
    assert made is not None
    read = message_from_bytes(the_mail(made, replace(MAIL, subject="{headline} {title}")).as_bytes(), policy=default)
    assert sorted(read.keys()) == sorted(the_mail().keys())
    assert read["Bcc"] is None
    assert not read["Subject"].defects
    assert str(read["Subject"]).startswith(
        '=1+1 <script>alert(1)</script> ]]> --- evil \ufffd "quoted" Bcc: all@bote.example 🦊'
    )
    text = digest_text(made.digest)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b-\x1f]", text)
    assert "<script" not in digest_page(made.digest)


def test_links_that_lead_astray_are_left_out() -> None:
    record = replace(support.RECORD, article=replace(support.ARTICLE, url="javascript:alert(1)"))
    assert entry(record, "a", "1/", "", NOT_HERE, 1).brief.links == ()


_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=400) | st.sampled_from(
    ["a" * 3000, "\r\n.\r\n", "=?utf-8?q?=0D=0A?=", "ü" * 900, "\ud800", "שלום " * 60]
)


@settings(max_examples=10, deadline=None)
@given(headline=_TEXT, title=_TEXT)
@example(headline="", title="=??Q?=0D0")  # the standard library decodes it, and it is a line break
def test_no_headline_breaks_a_mail(headline: str, title: str) -> None:
    small = replace(support.RECORD.brief, headline=headline, sentences=(), figures=(), names=(), dropped=(), further=())
    record = replace(support.RECORD, brief=small, sentences=())
    config = replace(MAIL, title=title, subject="{headline} {title} {counts}")
    made = letter([entry_of(record, group=title)], {}, [], config, NOW)
    assert made is not None
    data = the_mail(made, config).as_bytes()
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) <= 998
    read = message_from_bytes(data, policy=default)
    assert sorted(read.keys()) == sorted(the_mail().keys())
    assert {part.get_content_type() for part in read.walk()} == {"multipart/alternative", "text/plain", "text/html"}


@pytest.mark.parametrize(
    "written", ["", "desk", "desk@", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "ä@b.example", "a@müller.example", "a b@c.example"]
)  # fmt: skip
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match=r"'mail\.from' has .* which is no mail address"):
        address(written, "mail.from")


def test_an_address_may_have_a_name_with_any_letters() -> None:
    config = replace(MAIL, sender="Müller, Große <m@bote.example>")
    read = message_from_bytes(the_mail(config=config).as_bytes(), policy=default)
    assert str(read["From"]) == '"Müller, Große" <m@bote.example>'


@pytest.mark.parametrize("written", ["http://x.example", "mailto:a@b>", "https://x.example/ y", "mailto:a@b,c@d"])
def test_what_is_no_way_to_unsubscribe_is_refused(written: str) -> None:
    with pytest.raises(ConfigError, match=r"mail\.unsubscribe"):
        unsubscribe(written)


def short(made: Letter | None) -> tuple[list[str], list[str], list[str]]:
    assert made is not None
    digest = made.digest
    return [one.headline for one in digest.lost], [one.item for one in made.told], list(made.forgotten)


def test_what_is_known_is_not_told_again() -> None:
    entries = [entry_of(support.RECORD, "a", said="1/"), entry_of(support.RECORD, "b", said="2/")]
    known = {"a": Told("a", "1/", False, True, "A"), "b": Told("b", "1/", False, True, "B")}
    assert short(letter(entries, known, [], MAIL, NOW)) == ([], ["b"], [])
    assert letter(entries[:1], known, [], MAIL, NOW) is None


def test_what_no_longer_holds_is_told_once() -> None:
    told = Told("a", "1/x", True, True, "Ferry runs again")
    made = letter([], {}, [Gone(told, "changed", said="1/")], MAIL, NOW)
    assert short(made) == (["Ferry runs again"], ["a"], [])
    assert made is not None and made.told[0] == Told("a", "1/", False, True, "Ferry runs again")
    assert short(letter([], {}, [Gone(told, "withdrawn")], MAIL, NOW)) == (["Ferry runs again"], [], ["a"])
    assert letter([], {}, [Gone(told, "merged")], MAIL, NOW) is None
    again = entry_of(support.RECORD, "a", said="2/")
    assert short(letter([again], {"a": told}, [Gone(told, "changed", said="2/")], MAIL, NOW)) == ([], ["a"], [])


def test_approved_ones_and_changed_ones_have_the_first_places() -> None:
    entries: Iterable[Entry] = [
        entry_of(support.RECORD, "plain"), entry_of(support.CHANGED, "changed"), entry_of(support.RECORD, "ok", APPROVED),
    ]  # fmt: skip
    made = letter(list(entries), {}, [], replace(MAIL, most=2), NOW)
    assert made is not None
    assert [(one.item, one.named) for one in made.told] == [("ok", True), ("changed", True), ("plain", False)]
    assert made.digest.rest == "and 1 more: 1 not approved"


def test_what_a_mail_only_counts_keeps_the_name_that_an_earlier_one_gave_it() -> None:
    entries = [entry_of(support.RECORD, "a", said="2/"), entry_of(support.RECORD, "ok", APPROVED)]
    known = {"a": Told("a", "1/", False, True, "Ferry runs again")}
    made = letter(entries, known, [], replace(MAIL, most=1), NOW)
    assert made is not None
    assert made.told[1] == Told("a", "2/", False, True, "Ferry runs again")  # so that a withdrawal is told by it


def test_the_settings_are_read_and_examined(tmp_path: Path) -> None:
    from pipeline.config import load

    path = tmp_path / "c.toml"
    path.write_text('[mail]\nfrom = "a@b.example"\nverdicts = ["pass"]\n', encoding="utf-8")
    assert load(path).mail == replace(Config().mail, sender="a@b.example", verdicts=("pass",))
    for text, words in (
        ('sender = "x"', "unknown key 'mail.sender'"),
        ('subject = "{titel}"', "'mail.subject' has {titel}; valid: {title}"),
        ('verdicts = ["good"]', "valid: 'pass', 'review', 'fail'"),
    ):
        path.write_text(f"[mail]\n{text}\n", encoding="utf-8")
        with pytest.raises(ConfigError, match=re.escape(words)):
            load(path)


def test_a_brief_under_embargo_or_withdrawn_has_no_mail() -> None:
    outputs = Outputs(("brief.email.html",), settings=Settings(clock=lambda: NOW))
    held = Edition(embargo="2026-11-27T06:00:00+00:00")
    for edition, there in ((None, True), (held, False), (Edition(signal="withdrawn"), False)):
        files = outputs.of_article(replace(support.RECORD, run=replace(support.RUN, edition=edition)))
        assert ("brief.email.html" in files) is there
