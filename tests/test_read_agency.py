"""Agency items: the same item in four formats, its versions, and what its sender says about them."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.read.admit import admit, article_of, withheld
from pipeline.read.agency import note_of, signal_of, with_dateline
from pipeline.read.draft import Draft, Refused
from pipeline.read.identity import Ids
from pipeline.types import Article, Failure
from tests.support_feeds import BODY, TEASER, TITLE, digitalwires, iptc7901, newsml, ninjs, one, refused, taken

URN = "urn:newsml:agentur.example:20261126:kiel-1"
TEXT = (
    "Kiel (dpa) - Bei einem Brand in einer Lagerhalle sind in der Nacht 12 Menschen verletzt worden. "
    "Das teilte die Feuerwehr mit.\nSchaden in Millionenhöhe\n"
    "Den Schaden schätzt die Polizei auf 1,5 Millionen Euro."
)


def test_the_same_item_in_three_formats_is_the_same_article() -> None:
    first, second, third = (
        one(digitalwires(), "a.json"), one(newsml(), "a.xml"), one(ninjs(), "b.json")
    )  # fmt: skip
    made = [admit(draft, Ids(), InputConfig()) for draft in (first, second, third)]
    for article in made:
        assert isinstance(article, Article)
        assert (article.title, article.lead, article.text) == (TITLE, TEASER, TEXT)
        assert (article.source, article.url, article.language) == ("dpa", "", "de")
        assert article.published == "2026-11-26T06:15:00+01:00"
        assert article.id == made[0].id if isinstance(made[0], Article) else False
    for draft in (first, second, third):
        assert draft.edition is not None
        assert (draft.edition.guid, draft.edition.version, draft.edition.urgency) == (URN, 3, 3)
        assert draft.edition.signal == ""
        assert "Brand" in draft.edition.sections
    kinds = [[block.kind for block in draft.blocks] for draft in (first, second)]
    assert kinds[0] == kinds[1] == ["paragraph", "heading", "paragraph"]


def test_iptc_7901_gives_the_same_words() -> None:
    found = one(iptc7901(), "a.iptc")
    assert found.edition is not None
    assert (found.title, found.lead, found.text) == (TITLE, TEASER, TEXT)
    assert (found.source, found.published) == ("dpa", "2026-11-26T06:15")
    assert (found.edition.urgency, found.edition.sections) == (3, ("vm", "Brand", "Schleswig-Holstein"))
    article = admit(found, Ids(), InputConfig())
    assert isinstance(article, Article)
    assert article.language == "de"


def test_a_text_file_that_is_an_item_is_read_as_one() -> None:
    assert one(iptc7901(), "a.txt").title == TITLE
    assert [item.origin for item in taken(iptc7901() + iptc7901(), "a.iptc")] == ["a.iptc#1", "a.iptc#2"]


def test_an_item_that_breaks_off_is_refused() -> None:
    assert "breaks off" in refused(iptc7901()[:300], "a.iptc").reason
    assert "broken XML" in refused(newsml()[:1500], "a.xml").reason
    assert "broken JSON" in refused(digitalwires()[:500], "a.json").reason


def test_lines_in_iptc_7901_are_joined_as_they_were_written() -> None:
    body = (
        "Mainz (dpa) - Im Land Rheinland-\r\nPfalz sind nach Angaben des Ministeriums in der Woche viele\r\n"
        "Straßen gesperrt. Betroffen sind Nord- \r\nund Südteil.\r\n\r\n- Bahn und Bus\r\n- Flugverkehr in der Nacht, vor allem zwischen Mainz und der\r\n  Stadt Ulm\r\n\r\n"
        "| Ort   | Stunden |\r\n| Mainz | 12 |\r\n"
    )
    data = (
        iptc7901()
        .decode()
        .replace(iptc7901().decode().split("=\r\n\r\n", 1)[1].split("# Notizblock", 1)[0], body + "\r\n")
    )
    text = one(data, "a.iptc").text
    assert "Rheinland-Pfalz sind" in text
    assert "Nord- und Südteil" in text
    assert (
        "Bahn und Bus\nFlugverkehr in der Nacht, vor allem zwischen Mainz und der Stadt Ulm\nOrt\tStunden\nMainz\t12"
        in text
    )


# --- what a version is

CODED = [
    ("sig:update", "update"), ("sig:correction", "correction"), ("sig:kill", "withdrawn"), ("sig:repeat", ""),
    ("dpasig:isplanned", ""), (None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("code", "signal"), CODED)
def test_signals_in_codes(code: str | None, signal: str) -> None:
    coded = f'<signal qcode="{code}"/>' if code else ""
    for found in (
        one(digitalwires(signal=code), "a.json"),
        one(newsml(f'<pubStatus qcode="stat:usable"/>{coded}'), "a.xml"),
        one(ninjs(signals=[{"name": code}]) if code else ninjs(), "a.json"),
    ):
        assert found.edition is not None
        assert found.edition.signal == signal


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_status_that_forbids_use_withdraws(status: str) -> None:
    for found in (
        one(digitalwires(pubstatus=status, article_html=None), "a.json"),
        one(newsml(f'<pubStatus qcode="stat:{status}"/>', body=""), "a.xml"),
        one(ninjs(pubStatus=status, bodies=[]), "a.json"),
    ):
        assert found.edition is not None
        assert found.edition.signal == "withdrawn"  # also without a text: whoever has the item must know


@pytest.mark.parametrize(
    ("note", "signal"),
    [
        ("Berichtigung: Im zweiten Absatz muss es 12 statt 11 heißen.", "correction"),
        ("Korrektur", "correction"),
        ("KORREKTUR - Name im 1. Absatz", "correction"),
        ("Achtung: Zurückziehung", "withdrawn"),
        ("Bitte nicht verwenden!", "withdrawn"),
        ("Neu: mit Reaktion der Polizei", "update"),
        ("Aktualisierung", "update"),
        ("Korrekturen an die Redaktion", ""),
        ("Neuer Termin im Kalender", ""),
        ("Die Berichtigung folgt.", ""),
        ("Zu diesem Text finden Sie Bilder", ""),
    ],
)
def test_signals_in_words(note: str, signal: str) -> None:
    found = one(newsml(f'<pubStatus qcode="stat:usable"/><edNote>{note}</edNote>'), "a.xml")
    assert found.edition is not None
    assert found.edition.signal == signal
    wired = one(iptc7901(f"({note})\r\n"), "a.iptc")
    assert wired.edition is not None
    assert (wired.edition.signal, wired.title) == (signal, TITLE)


def test_a_code_counts_before_words() -> None:
    assert signal_of(["stat:usable", "sig:update"], ["Korrektur: x"]) == "update"
    assert signal_of(["stat:canceled", "sig:update"]) == "withdrawn"
    assert signal_of([], ["Neu: mit Urteil", "Korrektur im 1. Absatz"]) == "correction"


def test_the_note_says_what_is_new_in_the_senders_words() -> None:
    notes = [
        {"role": "dpaednoterole:contacts", "ednote": "Eva Beispiel, +49 30 0"},
        {"role": "dpaednoterole:correction", "ednote": "Im zweiten Absatz wurde das Urteil ergänzt."},
        {"role": "dpaednoterole:correctionshort", "ednote": "Aktualisierte Fassung mit Urteil"},
    ]
    found = one(digitalwires(signal="sig:update", ednotes=notes), "a.json")
    assert found.edition is not None
    assert (found.edition.signal, found.edition.note) == ("update", "Aktualisierte Fassung mit Urteil")
    wired = one(iptc7901("(Berichtigung: Schreibweise im\r\n2. Absatz)\r\n"), "a.iptc")
    assert wired.edition is not None
    assert wired.edition.note == "Schreibweise im 2. Absatz"
    assert note_of("", [("", "Zu diesem Text finden Sie Bilder")]) == ""
    assert note_of("update", [("", "Zu diesem Text"), ("", "Neu: mit Urteil")]) == "Neu: mit Urteil"


@pytest.mark.parametrize(("version", "number"), [(24, 24), ("7", 7), (0, 0), (-3, 0), ("x", 0), (None, 0), (True, 0)])
def test_versions_are_as_numbered(version: object, number: int) -> None:
    found = one(digitalwires(version=version), "a.json")
    assert found.edition is not None
    assert found.edition.version == number


# --- embargoes


@pytest.mark.parametrize(
    ("embargo", "until"),
    [
        ("2026-11-26T19:00:00+01:00", "2026-11-26T19:00:00+01:00"),
        ("2026-11-26T19:00:00", "2026-11-26T19:00:00+01:00"),
        ("Nicht vor 26.11.2026, 19.00 Uhr verwenden", "2026-11-26T19:00:00+01:00"),
        ("2026-11-27", "2026-11-27T00:00:00+01:00"),
    ],
)
def test_an_embargo_is_a_moment_with_a_zone(embargo: str, until: str) -> None:
    for found in (
        one(digitalwires(embargoed=embargo), "a.json"),
        one(newsml(f"<embargoed>{embargo}</embargoed>"), "a.xml"),
        one(ninjs(embargoed=embargo), "a.json"),
        one(ninjs(embargoedUntil=embargo), "a.json"),  # as ninjs 3.x calls it
    ):
        assert found.edition is not None
        assert found.edition.embargo == until
        assert withheld(found, datetime.fromisoformat(until) - timedelta(seconds=1)) == f"under embargo until {until}"
        assert withheld(found, datetime.fromisoformat(until)) == ""


def test_an_embargo_without_a_date_is_said(tmp_path: Path) -> None:
    note = [{"role": "dpaednoterole:embargo", "ednote": "Frei für Dienstagausgaben"}]
    (tmp_path / "a.json").write_bytes(digitalwires(ednotes=note))
    reading = read_inputs([str(tmp_path)], InputConfig())
    [found] = reading
    assert isinstance(found, Article)
    assert reading.remarks == [f"{tmp_path}/a.json: the embargo 'Frei für Dienstagausgaben' is no date; it stays empty"]


def test_a_run_over_files_leaves_out_what_must_not_be_used(tmp_path: Path) -> None:
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")
    (tmp_path / "a.json").write_bytes(digitalwires(embargoed=later))
    (tmp_path / "b.json").write_bytes(digitalwires(pubstatus="canceled"))
    (tmp_path / "c.json").write_bytes(digitalwires(embargoed="2020-01-01T00:00:00Z"))
    first, second, third = read_inputs([str(tmp_path)], InputConfig())
    assert isinstance(first, Failure) and isinstance(second, Failure)
    assert (first.skipped, first.reason) == (True, f"under embargo until {later}")
    assert (second.skipped, second.reason) == (True, "withdrawn by its sender")
    assert isinstance(third, Article)


def test_a_keeper_of_items_takes_what_a_run_leaves_out() -> None:
    withdrawn = one(digitalwires(pubstatus="canceled", article_html=None), "a.json")
    made = article_of(withdrawn, "a", InputConfig())
    assert isinstance(made, Article)
    assert made.text == ""
    page = one("<urlset><url><loc>https://bote.example/1</loc></url></urlset>", "a.xml")
    assert isinstance(article_of(page, "b", InputConfig()), Article)
    alone = admit(page, Ids(), InputConfig())
    assert isinstance(alone, Failure)
    assert (alone.skipped, alone.reason) == (
        True, "its text is only on its page, https://bote.example/1; name that address, or watch the feed (wortlaut feeds)",
    )  # fmt: skip


# --- NewsML-G2 as it comes


def test_several_items_in_a_message_and_what_is_no_text() -> None:
    item = newsml(wrap=("", "")).decode().split("?>", 1)[1]
    picture = (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="p"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta>'
        '<contentSet><remoteContent contenttype="image/jpeg"/></contentSet></newsItem>'
    )
    package = '<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="q"/>'
    message = f"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{package}{picture}{item}</itemSet></newsMessage>"
    first, second, third = taken(message.encode(), "a.xml")
    assert isinstance(first, Refused) and isinstance(second, Refused) and isinstance(third, Draft)
    assert (first.reason, first.skipped) == ("a package of items, not a text", True)
    assert (second.reason, second.skipped) == ("no text in it: picture (image/jpeg)", True)
    assert third.origin == "a.xml#3"


@pytest.mark.parametrize(
    "content",
    [
        "<inlineXML contenttype='application/nitf+xml'><nitf><body><body.head><hedline><hl1>T</hl1></hedline></body.head>"
        "<body.content><block><p>Es brennt.</p><media><caption>Bild</caption></media><hl2>Lage</hl2><p>Mehr.</p></block>"
        "</body.content></body></nitf></inlineXML>",
        "<inlineXML contenttype='xhtml/xml'><html xmlns='http://www.w3.org/1999/xhtml'><body><h1>T</h1><p>Es brennt.</p>"
        "<h2>Lage</h2><p>Mehr.</p><figure>Bild</figure></body></html></inlineXML>",
        "<inlineData contenttype='text/plain' rendition='r:headline'>Die Überschrift, lang genug</inlineData>"
        "<inlineData contenttype='text/plain'>Es brennt.\nLage\nMehr.</inlineData>",
        "<inlineData contenttype='text/html'>&lt;p&gt;Es brennt.&lt;/p&gt;&lt;h2&gt;Lage&lt;/h2&gt;&lt;p&gt;Mehr.&lt;/p&gt;</inlineData>",
    ],
)
def test_content_in_any_form(content: str) -> None:
    data = (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:a:1" version="1"><itemMeta/><contentMeta>'
        f"<headline>T</headline></contentMeta><contentSet>{content}</contentSet></newsItem>"
    )
    assert one(data, "a.xml").text == "Es brennt.\nLage\nMehr."


def test_a_prefix_that_nobody_declared_is_no_reason_to_refuse() -> None:
    data = newsml().replace(b"<itemMeta>", b"<itemMeta><apa:x>1</apa:x>")
    assert one(data, "a.xml").text == TEXT


def test_entities_of_their_own_are_refused_and_deep_nesting_too() -> None:
    doctype = b'<!DOCTYPE newsMessage [<!ENTITY x SYSTEM "file:///etc/hostname">]><newsMessage'
    data = newsml(body="<p>&x;</p>").replace(b"<newsMessage", doctype, 1)
    assert "entities of its own" in refused(data, "a.xml").reason
    assert "broken XML" in refused(newsml(body="<b>" * 5000 + "</b>" * 5000), "a.xml").reason


@pytest.mark.parametrize("key", list(json.loads(digitalwires())))
@pytest.mark.parametrize("value", [7, [], {"a": 1}, True, ["x"], "x"])
def test_no_field_of_the_wrong_type_ends_the_reading(key: str, value: object) -> None:
    for found in taken(digitalwires(**{key: value}), "a.json"):
        assert isinstance(found, Draft) or not found.reason.startswith("unexpected")
    for found in taken(ninjs(**{key: value}), "a.json"):
        assert isinstance(found, Draft) or not found.reason.startswith("unexpected")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({"body_html": "<p>Eins.</p><p>Zwei.</p>", "body_text": "Eins. Zwei."}, "Eins.\nZwei."),
        ({"body_text": "Eins."}, "Eins."),
        ({"body_xhtml": "<div><p>Eins.</p></div>"}, "Eins."),
        ({"bodies": {"main": {"contenttype": "text/plain", "value": "Eins."}}}, "Eins."),
        (
            {"bodies": [{"role": "x", "contentType": "application/xml", "value": "<X>Kopf</X>"}, {"value": "Eins."}]},
            "Eins.",
        ),
        ({"descriptions": [{"role": "text", "value": "Eins."}]}, "Eins."),
        ({"description_text": "Eins.", "body_text": "Zwei."}, "Zwei."),
    ],
)
def test_ninjs_of_every_version(item: dict[str, object], text: str) -> None:
    data = {"uri": "urn:a:1", "versioncreated": "2026-11-26T06:15:00Z", "headline": "T", "pubstatus": "usable"} | item
    for wrapped in (data, [data], {"items": [data]}, {"data": {"item": data}}):
        assert one(json.dumps(wrapped), "a.json").text == text


def test_a_picture_in_ninjs_is_left_out() -> None:
    found = refused(ninjs(type="picture", bodies=[]), "a.json")
    assert (found.reason, found.skipped) == ("no text in it: picture", True)


@pytest.mark.parametrize(
    ("markup", "dateline", "begin"),
    [
        ("<p>Es brennt.</p>", "Kiel (dpa) - ", "<p>Kiel (dpa) - Es brennt.</p>"),
        ("<p></p><p>Es brennt.</p>", "Kiel", "<p></p><p>Kiel - Es brennt.</p>"),
        ("<p>Kiel <b>(dpa)</b> - Es brennt.</p>", "Kiel (dpa) - ", "<p>Kiel <b>(dpa)</b> - Es brennt.</p>"),
        ("<p>Kiel (dpa) -</p> <p>Es brennt.</p>", "Kiel (dpa) - ", "<p>Kiel (dpa) - Es brennt.</p>"),
        ("Es brennt.", "Kiel (dpa) - ", "Kiel (dpa) - Es brennt."),
        ("<p>Es brennt.</p>", "", "<p>Es brennt.</p>"),
        ("", "Kiel (dpa) - ", ""),
    ],
)
def test_a_dateline_is_the_beginning_of_the_text_once(markup: str, dateline: str, begin: str) -> None:
    assert with_dateline(markup, dateline) == begin


def test_standard_input_may_be_a_feed_or_an_item() -> None:
    [found] = read_inputs(["-"], InputConfig(), io.BytesIO(newsml()))
    assert isinstance(found, Article)
    assert (found.title, found.text) == (TITLE, TEXT)
    assert BODY.count("<p>") == 2
