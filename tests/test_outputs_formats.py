"""What other systems read of our outputs: golden files, published schemas, real readers, hostile text.

Golden files are written anew with WORTLAUT_UPDATE_GOLDEN=1.
"""

from __future__ import annotations

import io
import json
import os
import re
import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from pipeline.config import ExportConfig
from pipeline.export import post
from pipeline.export.settings import Settings
from pipeline.export.table import OUTPUTS, Outputs, Withdrawal
from pipeline.render.text import one_line
from pipeline.types import Decision, Fact, KeyItem, Record
from tests import support_records as support
from tests.support_outputs import NASTY, RELEASES, SETTINGS, accepted, file, in_state, nasty_record

GOLDEN = Path(__file__).parent / "golden" / "export"
SCHEMAS = Path(__file__).parents[2] / "shared" / "data" / "feeds" / "newsroom" / "schemas"
ATOM = "{http://www.w3.org/2005/Atom}"
XLIFF = "{urn:oasis:names:tc:xliff:document:2.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
GOLDENS = {
    "brief.ninjs.json": "approved", "brief.post.md": "approved", "brief.wire.txt": "held", "approved.atom": "approved",
    "held.atom": "changed", "bitext.tmx": "approved", "bitext.xlf": "unreviewed",
    "bitext-1.2.xlf": "approved",
}  # fmt: skip


@pytest.mark.parametrize("name", GOLDENS)
def test_golden(name: str) -> None:
    path = GOLDEN / name
    text = file(name, in_state(GOLDENS[name]))
    if os.environ.get("WORTLAUT_UPDATE_GOLDEN"):
        path.write_bytes(text)
    assert text == path.read_bytes()


def test_every_output_for_other_systems_has_a_golden_file_here() -> None:
    """The others have theirs where they are made: tests/test_render_pages.py, of pages and tables."""
    elsewhere = re.compile(
        r"brief\.(md|html|docx)|qa\.html|record\.json|briefs\.jsonl|findings\..*|re(port|sults)\..*|run\.json|junit\.xml"
    )
    named = {output.name for output in OUTPUTS if not elsewhere.fullmatch(output.name)}
    assert named - {"brief.email.html", "brief.email.txt", "digest.html", "digest.txt"} == set(GOLDENS)


# ninjs


@cache
def _ninjs() -> Any:
    """A validator of ninjs 3.1 with GeoJSON's schema, off line."""
    if not SCHEMAS.is_dir():
        pytest.skip("the IPTC's schema of ninjs 3.1 is not beside this checkout")
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry, Resource

    schema = json.loads((SCHEMAS / "ninjs-schema_3.1.json").read_bytes())
    geo = Resource.from_contents(json.loads((SCHEMAS / "GeoJSON-schema.json").read_bytes()))
    registry: Any = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geo)
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())


@pytest.mark.parametrize("state", [*RELEASES, "nasty"])
def test_ninjs_is_valid_and_says_whether_it_may_be_used(state: str) -> None:
    if state == "withdrawn":
        gone = Withdrawal("elbbruecke", "2026-11-23T12:00:00+00:00", "withdrawn", version="4")
        data = Outputs(("brief.ninjs.json",), settings=SETTINGS).of_withdrawal(gone)["brief.ninjs.json"]
    else:
        data = file("brief.ninjs.json", nasty_record() if state == "nasty" else in_state(state))
    item = json.loads(data)
    expected = {"approved": "usable", "nasty": "usable", "withdrawn": "canceled"}.get(state, "withheld")
    assert item["pubStatus"] == expected
    assert item.get("embargoedUntil") == ("2026-11-26T18:00:00Z" if state == "held" else None)
    assert [error.message for error in _ninjs().iter_errors(item)] == []


def test_ninjs_names_have_the_identities_that_are_known() -> None:
    def named(kind: str, german: str, english: str, *values: str) -> tuple[Fact, KeyItem]:
        place = support.span("Kim aus Nordkorea sah den Bundestag in Prag.", german)
        return Fact("name", place, values), KeyItem("name", german, english, "same", "s1")

    known = [
        named("person", "Kim", "Kim", "person:kim", "wikidata:Q999"),
        named("country", "Nordkorea", "North Korea", "country:KP"),
        named("org", "Bundestag", "Bundestag", "org:bundestag"),
        named("city", "Prag", "Prague", "city:prague"),
    ]
    one = replace(
        support.SENTENCES[0], source="Kim aus Nordkorea sah den Bundestag in Prag.", facts=tuple(f for f, _ in known)
    )
    brief = replace(support.BRIEF, names=tuple(item for _, item in known), people=())
    item = json.loads(file("brief.ninjs.json", replace(support.RECORD, sentences=(one,), brief=brief)))
    assert item["people"] == [{"name": "Kim", "rel": "mentions", "uri": "http://www.wikidata.org/entity/Q999"}]
    assert item["organisations"] == [{"name": "Bundestag", "rel": "mentions", "literal": "org:bundestag"}]
    assert item["places"] == [
        {"name": "North Korea", "rel": "mentions", "uri": "http://cvx.iptc.org/iso3166-1a2/kp"},
        {"name": "Prague", "rel": "mentions", "literal": "city:prague"},
    ]


def test_ninjs_links_no_page_that_cannot_be_fetched() -> None:
    """Addresses in ninjs are absolute, so without a base address there are none."""
    item = json.loads(file("brief.ninjs.json", support.RECORD, settings=Settings()))
    assert "trustIndicators" not in item
    assert "renditions" not in item
    [original] = item["associations"]
    assert original["uri"] == support.ARTICLE.url


# Atom


@pytest.mark.parametrize(
    ("name", "states"), [("approved.atom", ["approved"]), ("held.atom", ["unreviewed", "changed"])]
)
def test_a_feed_reader_reads_the_feeds(name: str, states: list[str]) -> None:
    every = [replace(in_state(state), article=replace(support.ARTICLE, id=state)) for state in RELEASES]
    data = file(name, *every)
    feed = feedparser.parse(data)
    assert not feed.bozo
    assert (feed.version, feed.feed.author) == ("atom10", "Nordkamp Desk")
    assert [entry.link for entry in feed.entries] == [
        f"https://desk.example/out/articles/{s}/brief.html" for s in states
    ]
    newest = max(RELEASES[state].updated for state in states)
    assert feed.feed.updated == newest.replace("+00:00", "Z")
    [first, *_] = feed.entries
    assert first.title == support.BRIEF.headline
    assert first.source.title == "Elbe-Kurier"
    assert [link.href for link in first.links if link.rel == "via"] == [support.ARTICLE.url]
    assert "No person has reviewed" in first.content[0].value or name == "approved.atom"
    assert _atom_faults(data) == []


def _atom_faults(data: bytes) -> list[str]:
    """What RFC 4287 would object to."""
    root = etree.fromstring(data)
    faults = []
    for holder in (root, *root.iter(f"{ATOM}entry"), *root.iter(f"{ATOM}source")):
        for name in ("id", "title", "updated"):
            if len(holder.findall(ATOM + name)) != 1:
                faults.append(f"{holder.tag}: {name}")
    for when in (*root.iter(f"{ATOM}updated"), *root.iter(f"{ATOM}published")):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when.text or ""):
            faults.append(f"no moment: {when.text}")
    names = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    if len(set(names)) < len(names):
        faults.append("an id twice")
    return faults


def test_an_entry_keeps_its_id_in_all_versions_and_differs_between_houses() -> None:
    def entry(record: Record, settings: Settings = SETTINGS) -> tuple[str, str]:
        [one] = feedparser.parse(file("approved.atom", record, settings=settings)).entries
        return one.id, one.updated

    first, later = in_state("approved"), replace(in_state("approved"), digest="1" * 64)
    later = replace(
        later, run=replace(later.run, release=replace(RELEASES["approved"], updated="2026-11-24T08:00:00+00:00"))
    )
    assert entry(first)[0] == entry(later)[0]
    assert entry(first)[1] < entry(later)[1]
    assert entry(first)[0] != entry(first, Settings(ExportConfig(publisher="Another house")))[0]
    ninjs = json.loads(file("brief.ninjs.json", first))
    assert ninjs["uri"] == entry(first)[0]


def test_hostile_text_stays_text_in_a_feed() -> None:
    data = file("approved.atom", nasty_record())
    [entry] = feedparser.parse(data).entries
    assert etree.fromstring(data).findtext(f"{ATOM}entry/{ATOM}title") == one_line(NASTY)
    assert "<script" not in entry.content[0].value
    assert _atom_faults(data) == []
    assert _atom_faults(file("held.atom")) == []


# Front matter


def _post(record: Record) -> tuple[dict[str, Any], str]:
    text = file("brief.post.md", record).decode()
    start, front, body = text.split("---\n", 2)
    assert start == ""
    return yaml.safe_load(front), body


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=150, deadline=None)
def test_yaml_reads_back_any_text_as_that_text(text: str) -> None:
    assert yaml.safe_load(f"title: {post.yaml(text)}\nnext: 1") == {"title": text, "next": 1}


@pytest.mark.parametrize(
    "text",
    ["no", "2026-11-26", "1_000", "0x1F", "~", "a: b # c", "'", '"', "\\", "- x", "12:30:45", "\u0085\u2028", "😀"],
)
def test_yaml_reads_text_that_looks_like_something_else_as_text(text: str) -> None:
    assert yaml.safe_load(post.yaml(text)) == text
    assert yaml.safe_load(post.yaml({text: [text, True, 3]})) == {text: [text, True, 3]}


def test_front_matter_survives_any_headline() -> None:
    front, body = _post(nasty_record())
    assert front["title"] == one_line(NASTY)
    assert front["slug"].replace("-", "").isalnum()
    assert (front["draft"], front["published"]) == (False, True)
    assert "{{" not in body
    assert "{%" not in body
    tokens = MarkdownIt("commonmark").parse(body)
    inside = [child.type for token in tokens for child in token.children or []]
    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}
    assert "html_inline" not in inside


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=30, deadline=None)
def test_front_matter_reads_back_any_headline_as_that_headline(headline: str) -> None:
    brief = replace(support.BRIEF, headline=headline, headline_language="en")
    text = post.brief_post(replace(support.RECORD, brief=brief))
    assert yaml.safe_load(text.split("---\n", 2)[1])["title"] == (one_line(headline) or "Untitled")
    assert "\n---\n" not in text.split("---\n", 2)[2]


def test_a_brief_that_nobody_has_approved_is_a_draft_to_a_site_generator() -> None:
    for state in ("unreviewed", "changed"):
        front, _ = _post(in_state(state))
        assert (front["draft"], front["published"], front["ai_disclosure"]) == (True, False, "ai-autonomous")
        assert "reviewed_by" not in front


# Wire


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("record", [in_state("held"), nasty_record()], ids=["plain", "hostile"])
def test_wire_text_keeps_its_width_and_its_letters(encoding: Any, record: Record) -> None:
    house = replace(SETTINGS, export=replace(SETTINGS.export, wire_encoding=encoding))
    text = file("brief.wire.txt", record, settings=house).decode(encoding)
    lines = text.removesuffix("\r\n").split("\r\n")
    assert [line for line in lines if len(line) > 69 and "https://" not in line] == []
    assert (lines[-1], lines.count("-END-")) == ("-END-", 1)
    assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]", text)
    assert lines[0].startswith("SLUG: ")


def test_an_end_mark_in_the_text_is_not_the_end() -> None:
    said = replace(support.BRIEF, headline="-END-")
    assert file("brief.wire.txt", replace(support.RECORD, brief=said)).split(b"\r\n").count(b"-END-") == 1


# TMX and XLIFF


def test_the_memory_is_tmx_and_has_every_sentence() -> None:
    dtd = etree.DTD(str(Path(__file__).parent / "data" / "tmx14.dtd"))
    for record in (support.RECORD, nasty_record()):
        root = etree.fromstring(file("bitext.tmx", record))
        assert dtd.validate(root), dtd.error_log
        units = list(root.iter("tu"))
        assert len({unit.get("tuid") for unit in units}) == len(units) > 0
        assert {tuple(v.get(f"{XML}lang") for v in unit.iter("tuv")) for unit in units} == {("de", "en")}
    root = etree.fromstring(file("bitext.tmx", support.RECORD))
    pairs = [tuple(seg.text for seg in unit.iter("seg")) for unit in root.iter("tu")]
    assert pairs == [(s.source, s.target) for s in support.SENTENCES[:8]]
    assert [note.text for note in root.iter("note")][:1] == ["error number.changed: “30.000” became “3,000”."]


def test_the_bitext_is_xliff_by_the_rules_of_its_specification() -> None:
    for records in ([support.RECORD], [nasty_record()], [support.RECORD, nasty_record()], []):
        assert _xliff_faults(file("bitext.xlf", *records)) == []
    root = etree.fromstring(file("bitext.xlf", support.RECORD))
    assert (root.get("srcLang"), root.get("trgLang"), root.get("version")) == ("de", "en", "2.1")
    pairs = [(s.findtext(f"{XLIFF}source"), s.findtext(f"{XLIFF}target")) for s in root.iter(f"{XLIFF}segment")]
    assert pairs == [(s.source, s.target) for s in support.SENTENCES[:8]]


def _xliff_faults(data: bytes) -> list[str]:
    """What XLIFF 2.1 would object to, of what is written here."""
    root = etree.fromstring(data)
    order = {
        "xliff": "file+", "file": "notes? unit+", "notes": "note+", "unit": "notes? segment+", "segment": "source target?",
    }  # fmt: skip
    faults = []
    for element in root.iter():
        name = etree.QName(element).localname
        if name in order:
            rule = "".join(
                f"(?:{part[:-1]} ){part[-1]}" if part[-1] in "+?" else f"{part} " for part in order[name].split()
            )
            children = "".join(f"{etree.QName(child).localname} " for child in element)
            if not re.fullmatch(rule, children):
                faults.append(f"{name}: {children}")
        if name in ("unit", "file") and not re.fullmatch(r"[\w.:-]+", element.get("id", "")):
            faults.append(f"no token: {element.get('id')}")
        if name == "note" and not 1 <= int(element.get("priority", "1")) <= 10:
            faults.append("priority")
        if name == "segment" and element.get("state", "initial") not in ("initial", "translated", "reviewed", "final"):
            faults.append("state")
    for holder in (root, *root.iter(f"{XLIFF}file"), *root.iter(f"{XLIFF}notes")):
        ids = [child.get("id") for child in holder if child.get("id")]
        if len(set(ids)) < len(ids):
            faults.append("an id twice")
    return faults


def test_the_older_xliff_has_the_same_sentences_and_says_which_are_approved() -> None:
    old = "{urn:oasis:names:tc:xliff:document:1.2}"
    states = {"new", "translated", "signed-off", "final"}
    for records in ([in_state("approved")], [nasty_record()], []):
        root = etree.fromstring(file("bitext-1.2.xlf", *records))
        assert [child.tag for child in root] == [f"{old}file"]
        for unit in root.iter(f"{old}trans-unit"):
            kinds = [etree.QName(child).localname for child in unit]
            assert kinds == ["source", "target", *["note"] * (len(kinds) - 2)]
            assert unit[1].get("state") in states
            assert (unit.get("approved") == "yes") == (unit[1].get("state") == "final")
    root = etree.fromstring(file("bitext-1.2.xlf", in_state("approved")))
    pairs = [(unit.findtext(f"{old}source"), unit.findtext(f"{old}target")) for unit in root.iter(f"{old}trans-unit")]
    assert pairs == [(s.source, s.target) for s in support.SENTENCES[:8]]
    assert [unit.get("approved") for unit in root.iter(f"{old}trans-unit")].count("yes") == 4


def test_what_cannot_be_in_xml_is_shown_as_replaced() -> None:
    for name in ("bitext.tmx", "bitext.xlf", "bitext-1.2.xlf", "approved.atom"):
        text = file(name, nasty_record()).decode()
        assert "\N{REPLACEMENT CHARACTER}" in text
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\u202e]", text)


def test_a_sentence_is_reviewed_only_if_a_person_has_looked_at_it() -> None:
    def states(record: Record) -> list[str]:
        return [one.get("state", "") for one in etree.fromstring(file("bitext.xlf", record)).iter(f"{XLIFF}segment")]

    assert set(states(support.RECORD)) == {"translated"}
    edited = Decision("edit", "ann", "2026-11-23T09:00:00+00:00", ("s6",), text="x")
    by_rule = Decision("dismiss", "ann", "2026-11-23T09:00:00+00:00", ("s7",), rule=3)
    record = replace(support.RECORD, decisions=(edited, by_rule))
    assert states(record) == ["translated"] * 5 + ["reviewed"] + ["translated"] * 2
    final = {"s1", "s2", "s3", "s5"}
    assert states(accepted(record)) == [
        "final" if s.id in final else "reviewed" if s.id == "s6" else "translated" for s in support.SENTENCES[:8]
    ]


def test_our_own_readers_read_the_bitext_back() -> None:
    bitext = pytest.importorskip("pipeline.bitext", reason="this version has no readers of TMX and XLIFF")
    for name in ("bitext.tmx", "bitext.xlf", "bitext-1.2.xlf"):
        data, wanted = file(name, support.RECORD), bitext.Wanted()
        found = bitext.read(io.BytesIO(data), bitext.sniff(data[:4096], name, wanted), name, wanted)
        assert [(pair.source, pair.target) for pair in found.pairs] == [
            (s.source, s.target) for s in support.SENTENCES[:8]
        ]


# docx


def test_a_document_names_its_day_its_agency_once_and_the_language_of_the_german() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own
        import docx

        article = replace(support.RECORD.article, published="2026-11-26T05:33:23+00:00", source="dpa", url="")
        assert support.RECORD.brief.dateline is not None
        dateline = replace(support.RECORD.brief.dateline, place="Hamburg", agency="dpa")
        record = replace(support.RECORD, article=article, brief=replace(support.RECORD.brief, dateline=dateline))
        document = docx.Document(io.BytesIO(file("brief.docx", record)))
    assert "Hamburg (dpa) · 26 November 2026, 05:33 (UTC)" in [paragraph.text for paragraph in document.paragraphs]
    quoted = [paragraph for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Quote"]
    assert quoted
    assert all('w:lang w:val="de-DE"' in paragraph._p.xml for paragraph in quoted)


def test_tags_of_a_site_are_names_that_came_through() -> None:
    names = tuple(
        KeyItem("name", source, target, status, "s1")
        for source, target, status in [
            ("Dresden", "Dresden", "same"), ("", "Wattt", "warning"), ("Kiel", "", "warning"), ("Ulm", "Ulmm", "warning"),
            ("Kiew", "Kyiv", "note"),
        ]
    )  # fmt: skip
    record = replace(support.RECORD, brief=replace(support.RECORD.brief, names=names))
    assert yaml.safe_load(file("brief.post.md", record).decode().split("---\n")[1])["names"] == ["Dresden", "Kyiv"]


@pytest.mark.parametrize("record", [in_state("approved"), nasty_record()], ids=["plain", "hostile"])
def test_a_word_processor_s_library_reads_the_document(record: Record) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the library's own
        import docx

        data = file("brief.docx", record)
        document = docx.Document(io.BytesIO(data))
    assert data == file("brief.docx", record)
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    assert paragraphs[0] == one_line(record.brief.headline)
    assert "Reviewed by ann on 23 November 2026." in paragraphs[1]
    assert document.core_properties.keywords == "ai-disclosure=ai-assisted"
    assert document.core_properties.content_status == "approved"
    for sentence in record.brief.sentences:
        assert any(one_line(sentence.text) in paragraph for paragraph in paragraphs)
    cells = [cell.text for table in document.tables for cell in table.columns[0].cells]
    assert one_line(record.brief.names[0].target) in cells
