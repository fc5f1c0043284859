"""Fields of records and texts as exports have them: markup, character references, odd CSV, dates that nobody can read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.read.markup import MAX_ATTRIBUTES, body, readable, unescaped, words
from pipeline.types import Article, Failure

TEXT = "Die Käserei Almblick stellt um. Sie verarbeitet jeden Tag 3.200 Liter Milch von 14 Höfen aus dem Tal."


def read(tmp_path: Path, name: str, data: str | bytes, config: InputConfig | None = None) -> list[Article | Failure]:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_inputs([str(path)], config or InputConfig()))


def article(tmp_path: Path, name: str, data: str | bytes) -> Article:
    [found] = read(tmp_path, name, data)
    assert isinstance(found, Article), found
    return found


def record(**fields: str) -> str:
    return json.dumps({"id": "k1", "text": TEXT, **fields}) + "\n"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("K&auml;se &amp; Brot", "Käse & Brot"),
        ("K&amp;auml;se &amp;amp; Brot", "Käse & Brot"),
        ("3&nbsp;Liter, 5&#160;kg, 7&#x20AC;", "3\u00a0Liter, 5\u00a0kg, 7€"),
        ("R&D, ?a=1&copy=2, 3 < 5 > 2, AT&T;", "R&D, ?a=1&copy=2, 3 < 5 > 2, AT&T;"),
        ("Ein <i>neuer</i> Käse\nund <b>alte</b>\n\nPreise", "Ein neuer Käse\nund alte\n\nPreise"),
        ("<p>Eins.</p><p>Zwei.</p>", "Eins.\nZwei."),
        ("&lt;p&gt;Eins.&lt;/p&gt;&lt;p&gt;Zwei &amp;amp; drei.&lt;/p&gt;", "Eins.\nZwei & drei."),
        ("Eins.<br><br>Zwei.<script>zaehle(3)</script><style>p{}</style>", "Eins.\nZwei."),
        ("Eins.\n\n<ul><li>Zwei</li></ul>\n\nDrei.", "Eins.\nZwei\nDrei."),
        (TEXT, TEXT),
    ],
)
def test_markup_in_a_text(markup: str, text: str) -> None:
    assert body(markup)[0] == text


def test_the_paragraphs_of_markup_are_blocks() -> None:
    text, blocks = body("<h2>Käse</h2><p>Eins.</p><ul><li>Zwei</li></ul><blockquote>Drei.</blockquote>")
    assert [(block.kind, text[block.start : block.end]) for block in blocks] == [
        ("heading", "Käse"),
        ("paragraph", "Eins."),
        ("list", "Zwei"),
        ("quote", "Drei."),
    ]


def test_a_title_is_one_line() -> None:
    assert words(" K&auml;serei <b>Almblick</b><br>stellt um\n") == "Käserei Almblick stellt um"


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.txt", "-"])
def test_references_are_decoded_in_every_format(tmp_path: Path, name: str) -> None:
    coded = TEXT.replace("ä", "&auml;").replace("ö", "&#246;")
    if name == "-":
        [found] = read_inputs(["-"], InputConfig(), stdin=io.BytesIO(coded.encode()))
    else:
        data = {"a.jsonl": record(text=coded), "a.csv": f'id,text\nk1,"{coded}"\n', "a.txt": coded}[name]
        [found] = read(tmp_path, name, data)
    assert isinstance(found, Article)
    assert found.text == TEXT


def test_addresses_and_titles_of_records_are_decoded(tmp_path: Path) -> None:
    found = article(
        tmp_path, "a.jsonl", record(title="K&auml;se", url="https://a.example/?a=1&amp;b=2", source="A &amp; B")
    )
    assert (found.title, found.url, found.source) == ("Käse", "https://a.example/?a=1&b=2", "A & B")


def test_escaped_letters_of_a_wrong_code_page_are_turned_back(tmp_path: Path) -> None:
    assert article(tmp_path, "a.jsonl", record(text=TEXT.encode().decode("latin-1"))).text == TEXT


PAGE = f"""<!-- stand --><!DOCTYPE html><html lang="de"><head><title>Käserei stellt um</title></head><body><nav><a href=/>Start</a></nav>
<article><h1>Käserei stellt um</h1><p>{TEXT}</p><p>{TEXT.replace("Tag", "Monat")}</p><p>Das sagte der Senn am
Donnerstag in Oberau, wo er seit dreißig Jahren Käse macht.</p></article></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["seite.txt", "-"])
def test_a_page_is_read_as_one_whatever_it_is_called(tmp_path: Path, name: str, encoding: str) -> None:
    data = PAGE.encode(encoding)
    [found] = read_inputs(["-"], InputConfig(), stdin=io.BytesIO(data)) if name == "-" else read(tmp_path, name, data)
    assert isinstance(found, Article)
    assert found.title == "Käserei stellt um"
    assert "<" not in found.text


def test_a_page_escaped_twice(tmp_path: Path) -> None:
    found = article(tmp_path, "a.html", PAGE.replace("Käserei Almblick", "K&amp;auml;serei &amp;amp; Almblick"))
    assert "Die Käserei & Almblick stellt um." in found.text


def test_a_tag_with_a_hundred_thousand_attributes_costs_no_more_than_its_length(tmp_path: Path) -> None:
    many = " ".join(f'a{i}="x > y"' for i in range(100_000))
    assert readable(f"<p {many}>Käse</p>") == "<p>Käse</p>"
    few = " ".join(f'a{i}="{"x" * 40}"' for i in range(MAX_ATTRIBUTES))
    assert readable(f"<p {few}>Käse</p>") == f"<p {few}>Käse</p>"
    assert "Käserei Almblick" in article(tmp_path, "a.html", PAGE.replace("<p>", f"<p {many}>", 1)).text


@given(st.text("<>&;amp\"' =ab/p#x1!-\n", max_size=60))
def test_no_markup_raises_and_blocks_are_places_of_the_text(value: str) -> None:
    readable(value)
    text, blocks = body(value)
    assert all(0 <= block.start < block.end <= len(text) for block in blocks)
    assert unescaped(unescaped(value)) == unescaped(value) or "&amp;amp;amp;" in value


@pytest.mark.parametrize("first", ["sep=;\r\n", "\ufeffsep=;\n", '"sep=;"\n', "SEP=;\n"])
def test_the_line_that_excel_writes_first_is_obeyed(tmp_path: Path, first: str) -> None:
    found = article(tmp_path, "a.csv", f'{first}id;title;text\n1;Käse, Milch;"{TEXT}"\n')
    assert (found.title, found.text) == ("Käse, Milch", TEXT)


def test_a_blank_after_every_comma_belongs_to_the_comma(tmp_path: Path) -> None:
    found = article(tmp_path, "a.csv", f'id, title, text\n1, Käse, "{TEXT}"\n')
    assert (found.title, found.text) == ("Käse", TEXT)


def test_a_blank_before_a_quotation_is_the_texts_own_where_the_header_has_none(tmp_path: Path) -> None:
    found = article(tmp_path, "a.csv", f"id|text\n1| {TEXT}\n")
    assert found.text == f" {TEXT}"


@pytest.mark.parametrize("page", ["cp850", "mac_roman", "windows-1252"])
def test_csv_of_older_systems(tmp_path: Path, page: str) -> None:
    assert article(tmp_path, "a.csv", f'id;text\n1;"{TEXT}"\n'.encode(page)).text == TEXT


def test_seconds_since_1970_in_csv(tmp_path: Path) -> None:
    found = article(tmp_path, "a.csv", f'id,text,published\n1,"{TEXT}",1701332100\n')
    assert found.published == "2023-11-30T08:15:00+00:00"


def test_an_odd_zone_and_an_odd_language_keep_no_article_out(tmp_path: Path) -> None:
    lines = [
        record(published="2023-11-30T08:15:00+99:99"),
        record(id="k2", text="Kurzer Satz.", language="\ud800x"),
        record(id="k3", text=TEXT + " Ende."),
    ]
    found = read(tmp_path, "a.jsonl", "".join(lines))
    assert [one.id for one in found if isinstance(one, Article)] == ["k1", "k2", "k3"]
    assert [one.language for one in found if isinstance(one, Article)][1] != "\ud800x"


def test_a_date_that_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    values = ("2023-11-30", "demnächst", "irgendwann", "")
    path.write_text("".join(record(id=f"k{i}", text=f"{TEXT} {i}", published=p) for i, p in enumerate(values)))
    reading = read_inputs([str(path)], InputConfig())
    assert len(list(reading)) == 4
    assert reading.remarks == [
        f"{path}:2: the date 'demnächst' cannot be read; 'published' stays empty (2 such records)"
    ]


def test_a_mapped_field_that_no_record_has_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(record(id=f"k{i}", text=f"{TEXT} {i}", link="https://a.example/") for i in range(3)))
    reading = read_inputs([str(path)], InputConfig(map={"url": "link", "title": "headlin"}))
    assert len(list(reading)) == 3
    assert reading.remarks == ["no record has the mapped field 'headlin'"]
    (tmp_path / "b.txt").write_text(TEXT)
    reading = read_inputs([str(tmp_path / "b.txt")], InputConfig(map={"title": "headlin"}))
    assert [one.title for one in reading if isinstance(one, Article)] == [""]
    assert reading.remarks == []


@pytest.mark.parametrize("field", ["title", "lead", "source", "url", "published", "language"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "is not text but a non-finite number"),
        (True, "is not text but true or false"),
        ({}, "is not text but an object"),
        (["Almbote"], "is not text but a list"),
        ("<b>" * 200_001, ": it has more than 200,000 tags"),
    ],
)
def test_metadata_that_is_no_text_stays_empty_and_is_said_once(
    tmp_path: Path, field: str, value: object, reason: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"id": f"k{i}", "text": f"{TEXT} {i}", field: value}) + "\n" for i in range(3)))
    reading = read_inputs([str(path)], InputConfig())
    found = list(reading)
    assert [getattr(one, field) for one in found if isinstance(one, Article)] == [
        "de" if field == "language" else ""
    ] * 3
    between = "" if reason.startswith(":") else " "
    assert reading.remarks == [f"{path}:1: field '{field}'{between}{reason}; it stays empty (3 such records)"]


def test_a_headline_that_cannot_be_stored_keeps_no_article_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(record(title="K\ud800se", lead="K\x00se"))
    reading = read_inputs([str(path)], InputConfig())
    [found] = reading
    assert isinstance(found, Article)
    assert (found.title, found.lead) == ("", "")
    assert len(reading.remarks) == 2


@pytest.mark.parametrize("value", [True, [], {"de": "x"}])
@pytest.mark.parametrize("field", ["id", "text"])
def test_a_text_or_an_id_that_is_no_text_sets_the_record_aside(tmp_path: Path, field: str, value: object) -> None:
    [found] = read(tmp_path, "a.jsonl", json.dumps({"id": "k1", "text": TEXT, field: value}))
    assert isinstance(found, Failure)
    assert f"field '{field}' is not text" in found.reason


@pytest.mark.parametrize(
    ("value", "published"),
    [
        ("4. Juli 2024, 18.45 Uhr MESZ", "2024-07-04T18:45+02:00"),
        ("04.02.2024 18:45 MEZ", "2024-02-04T18:45+01:00"),
        ("2024-02-04 18:45:10 (MEZ)", "2024-02-04T18:45:10+01:00"),
        ("2024-07-04T18:45:00+02:00", "2024-07-04T18:45:00+02:00"),
        ("4. Juli 2024 MESZ", "2024-07-04"),
    ],
)
def test_the_zones_of_central_europe_by_their_german_names(tmp_path: Path, value: str, published: str) -> None:
    assert article(tmp_path, "a.jsonl", record(published=value)).published == published
