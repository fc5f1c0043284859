"""Every kind of input, good and bad: articles and failures as values, with the place in the user's words."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from pathlib import Path

import pytest

from pipeline.config import InputConfig
from pipeline.errors import ConfigError, InputError
from pipeline.read import read_inputs
from pipeline.read.document import Document
from pipeline.read.draft import Draft, Refused
from pipeline.read.formats import FORMATS, by_media_type, drafts
from pipeline.types import Article, Failure
from tests.support_feeds import digitalwires, rss

GERMAN = "Der Stadtrat von Ulm hat am Montag beschlossen, die alte Brücke für 3 Millionen Euro zu sanieren. Gebaut wird ab Mai."
OTHER = "Die Feuerwehr in Kiel rückte in der Nacht zum Sonntag zu 14 Einsätzen aus. Verletzt wurde nach ersten Angaben niemand."
ENGLISH = "The city council decided on Monday to repair the old bridge for three million euros. Work will begin in May and last a year."


def read(*inputs: str | Path, stdin: bytes | None = None, **config: object) -> list[Article | Failure]:
    stream = io.BytesIO(stdin) if stdin is not None else None
    return list(read_inputs([str(name) for name in inputs], InputConfig(**config), stream))  # type: ignore[arg-type]


def article(item: Article | Failure) -> Article:
    assert isinstance(item, Article), item
    return item


def failure(item: Article | Failure) -> Failure:
    assert isinstance(item, Failure), item
    assert item.stage == "read"
    return item


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


# --- plain text


def test_a_text_file_becomes_an_article_with_its_text_untouched(tmp_path: Path) -> None:
    path = tmp_path / "brücke am montag.txt"
    path.write_bytes(b"\xef\xbb\xbf" + f"Titel\r\n\r\n  {GERMAN}\r\n".encode())
    found = article(read(path)[0])
    assert found.text == f"Titel\r\n\r\n  {GERMAN}\r\n"
    assert found.id.startswith("bruecke-am-montag-")
    assert found.language == "de"
    assert found.origin == str(path)
    assert found.blocks == ()
    assert (found.title, found.lead, found.published) == ("", "", "")


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16", "utf-16-le", "utf-8-sig"])
def test_other_encodings_are_decoded(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(GERMAN.encode(encoding))
    assert article(read(path)[0]).text == GERMAN


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG image"),
        (b"Der Rat\x00tagt", "zero byte at byte 7"),
        (b"Der Rat \x81 tagt in M\xfcnchen", "byte 8, 0x81"),
        ("Die Straße ist weiß".encode()[:-1] + b" und breit", "damaged UTF-8: byte"),
    ],
)
def test_what_is_no_article_is_a_failure_and_the_others_go_on(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    (tmp_path / "b.txt").write_text(GERMAN, encoding="utf-8")
    first, second = read(tmp_path)
    assert reason in failure(first).reason
    assert failure(first).origin.endswith("a.txt")
    assert not failure(first).skipped
    assert article(second).text == GERMAN


def test_english_is_skipped_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    found = failure(read(tmp_path / "a.txt")[0])
    assert found.skipped
    assert "English (en), not German" in found.reason
    assert article(read(tmp_path / "a.txt", languages=("de", "en"))[0]).language == "en"
    assert article(read(tmp_path / "a.txt", languages=())[0]).language == "en"


def test_a_text_too_short_to_tell_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ulm: 3 Tote.", encoding="utf-8")
    assert article(read(tmp_path / "a.txt")[0]).language == ""


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    assert "the limit is 50 (input.max_bytes)" in failure(read(tmp_path / "a.txt", max_bytes=50)[0]).reason


def test_two_megabytes_on_one_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text((GERMAN + " ") * 17_000, encoding="utf-8")
    assert len(article(read(path)[0]).text) > 2_000_000


# --- folders and names


def test_a_folder_is_read_in_sorted_order_and_tells_what_it_skips(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text(OTHER, encoding="utf-8")
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "c.docx").write_bytes(b"PK")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text(GERMAN, encoding="utf-8")
    first, second, third = read(tmp_path)
    assert article(first).text == GERMAN
    assert article(second).text == OTHER
    assert failure(third).skipped
    assert failure(third).article == "c.docx"
    assert ".jsonl" in failure(third).reason


def test_an_empty_folder_is_no_failure_and_says_so(tmp_path: Path) -> None:
    reading = read_inputs([str(tmp_path)], InputConfig())
    assert list(reading) == []
    assert reading.remarks == [f"{tmp_path}: no article in this folder: it is empty"]


def test_a_folder_without_a_file_that_is_read_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    skipped, found = read(tmp_path)
    assert failure(skipped).skipped
    assert "no article in this folder: there is no file of type .txt" in failure(found).reason


def test_feeds_and_items_lie_in_folders_like_any_article(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "b.xml").write_text(rss(f"<item><title>B</title><description>{OTHER}</description></item>"), "utf-8")
    (tmp_path / "c.json").write_bytes(digitalwires())
    (tmp_path / "d.jsonl.gz").write_bytes(gzip.compress(lines({"id": "d", "text": OTHER + " Das Wetter war gut."})))
    (tmp_path / "e.xml").write_text("<rezept/>", encoding="utf-8")
    first, second, third, fourth, fifth = read(tmp_path)
    assert [article(item).text[:9] for item in (first, second, third, fourth)] == [
        GERMAN[:9], OTHER[:9], "Kiel (dpa", OTHER[:9]
    ]  # fmt: skip
    assert failure(fifth).reason == "not a feed, sitemap or news item, but XML with the root element <rezept>"
    assert not failure(fifth).skipped


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gibt-es-nicht", "no such file or folder"),
        ("ftp://beispiel.de/artikel", "of addresses only those with http://, https:// or feed:"),
        ("https://beispiel.de:25/feed.xml", "port 25 belongs to another protocol"),
        ("feed:beispiel.de/rss", "addresses without http:// or https:// are not fetched"),
        ("x" * 5000, "not a usable path"),
        ("a\x00b", "not a usable path"),
        ("-", "no standard input"),
        ("hf:", "needs the name"),
    ],
)
def test_an_input_that_cannot_be_is_an_error_that_says_what_to_do(name: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        read(name)
    assert caught.value.exit_code == 2


def test_nothing_is_read_before_all_inputs_are_known_to_exist(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    with pytest.raises(InputError):
        read_inputs([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], InputConfig())


def test_a_kind_of_file_that_is_not_read_is_an_error_if_named(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    with pytest.raises(InputError, match=r"not supported, only \.txt, \.html, \.htm, \.jsonl, \.csv"):
        read(tmp_path / "a.docx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_folder_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text(GERMAN, encoding="utf-8")
    first, second = read(tmp_path)
    assert "not a regular file" in failure(first).reason
    assert article(second).text == GERMAN


# --- ids


def test_ids_are_unique_and_the_same_text_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        lines(
            {"id": "x", "text": GERMAN},
            {"id": "x", "text": OTHER},
            {"id": "y", "text": GERMAN},
            {"id": "../../etc/passwd", "text": OTHER + " Ende."},
            {"id": 17, "text": GERMAN + " Ende."},
        )
    )
    items = read(path)
    assert [article(items[i]).id for i in (0, 1)] == ["x", "x-2"]
    assert failure(items[2]).reason.startswith("same as x:")
    assert failure(items[2]).skipped
    assert article(items[3]).id.startswith("etc-passwd-")
    assert article(items[4]).id == "17"


def test_without_an_id_the_title_or_the_file_and_the_content_make_one(tmp_path: Path) -> None:
    path = tmp_path / "meldungen.jsonl"
    path.write_bytes(lines({"text": GERMAN, "title": "Ulm saniert Brücke"}, {"text": OTHER}))
    first, second = map(article, read(path))
    assert first.id.startswith("Ulm-saniert-Bruecke-")
    assert second.id.startswith("meldungen-")
    assert [article(item).id for item in read(path)] == [first.id, second.id]


# --- JSON lines


def test_a_record_fills_the_article(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    record = {
        "id": "a1", "body": GERMAN, "title": " Titel ", "lead": "Vorspann.", "url": "https://beispiel.de/1",
        "source": "Bote", "published": "Tue, 22 Oct 2024 10:58:00 +0200", "language": "de-DE", "weiteres": [1],
    }  # fmt: skip
    path.write_bytes(b"\n" + lines(record))
    found = article(read(path)[0])
    assert found == Article(
        id="a1", text=GERMAN, title="Titel", lead="Vorspann.", url="https://beispiel.de/1", source="Bote",
        published="2024-10-22T10:58:00+02:00", language="de", origin=f"{path}:2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "abc"', "not a JSON object: Expecting ',' delimiter at character 1"),
        (b"kein JSON", "not a JSON object: Expecting value at character 1"),
        (b'["text"]', "a JSON object {...} is expected on every line, not a list"),
        (b'{"titel": "x"}', "no field 'text' or 'body' in this record (it has 'titel')"),
        (b'{"text": {"de": "x"}}', "field 'text' is not text but an object"),
        (b'{"text": true}', "field 'text' is not text but true or false"),
        (b'{"text": null}', "no field 'text'"),
        (b'{"text": "  "}', "empty"),
        (b'{"text": "a\\u0000b"}', "null character at position 2"),
        (b'{"text": "ab \\ud800 c"}', "half a character (a lone surrogate) at position 4"),
        (b'{"text": "M\xfcnchen \x81"}', "0x81"),
        (b'{"text": ' + b"[" * 100_000 + b"}", "not a usable JSON object"),
        (b'{"id": ' + b"9" * 5000 + b"}", "not a usable JSON object"),
    ],
)
def test_a_broken_line_is_named_and_the_others_go_on(tmp_path: Path, line: bytes, reason: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": GERMAN}) + line + b"\n" + lines({"text": OTHER}))
    first, second, third = read(path)
    assert article(first).text == GERMAN
    assert failure(second).origin == f"{path}:2"
    assert reason in failure(second).reason
    assert article(third).text == OTHER


def test_a_line_above_the_limit_is_dropped_without_the_next(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": GERMAN}, {"text": OTHER * 40}, {"text": OTHER}))
    first, second, third = read(path, max_bytes=400)
    assert article(first).text == GERMAN
    assert "longer than 400 bytes" in failure(second).reason
    assert (article(third).text, article(third).origin) == (OTHER, f"{path}:3")


def test_json_lines_in_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": GERMAN}, {"text": OTHER}).decode().encode("utf-16"))
    assert [article(item).text for item in read(path)] == [GERMAN, OTHER]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_a_file_without_records_is_no_failure_and_says_so(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    reading = read_inputs([str(tmp_path / name)], InputConfig())
    assert list(reading) == []
    assert reading.remarks == [f"{tmp_path / name}: empty: it contains no record"]


def test_fields_can_be_mapped_and_a_wrong_map_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"content": GERMAN, "headline": "Titel", "text": "anderes"}))
    found = article(read(path, map={"text": "content", "title": "headline"})[0])
    assert (found.text, found.title) == (GERMAN, "Titel")
    assert "no field 'inhalt'" in failure(read(path, map={"text": "inhalt"})[0]).reason
    with pytest.raises(ConfigError, match="no field 'txt'"):
        read(path, map={"txt": "content"})


def test_reading_is_lazy(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": GERMAN}) + b"kein JSON\n" * 1000)
    items = read_inputs([str(path)], InputConfig())
    assert article(next(items)).text == GERMAN
    path.write_bytes(b"")


# --- CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_with_any_usual_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    quoted = GERMAN.replace("Montag", 'Montag ""früh""\nund')
    rows = ["id" + delimiter + "text", f'a{delimiter}"{quoted}"', f'=1+1{delimiter}"{OTHER}"']
    path.write_text("\r\n".join(rows) + "\r\n", encoding="utf-8", newline="")
    first, second = map(article, read(path))
    assert first.text == GERMAN.replace("Montag", 'Montag "früh"\nund')
    assert first.origin == f"{path}:2"
    assert second.origin == f"{path}:4"
    assert second.id.startswith("1-1-")


def test_a_broken_csv_row_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'id,text\na,"{GERMAN}"\nb,"x"y\nc\nd,"{OTHER}",zu,viel\ne,"{OTHER}"\n', encoding="windows-1252")
    items = read(path)
    assert article(items[0]).text == GERMAN
    assert [failure(item).origin for item in items[1:4]] == [f"{path}:3", f"{path}:4", f"{path}:5"]
    assert "broken CSV row" in failure(items[1]).reason
    assert "2 columns" in failure(items[2]).reason
    assert article(items[4]).text == OTHER


def test_a_csv_that_is_no_text_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"PK\x03\x04 ...")
    assert "Office document" in failure(read(tmp_path / "a.csv")[0]).reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("limit", [150, 50_000_000])
def test_a_csv_of_any_size_is_read_in_any_usual_encoding(tmp_path: Path, encoding: str, limit: int) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'id,text\na,"{GERMAN}"\nb,"{OTHER}"\n'.encode(encoding))
    assert [(article(item).id, article(item).text) for item in read(path, max_bytes=limit)] == [
        ("a", GERMAN),
        ("b", OTHER),
    ]


def test_one_bad_byte_in_a_csv_above_the_limit_costs_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f'id,text\na,"{GERMAN}"\nb,"zu\n\xe9 spät"\nc,"{OTHER}"\n'.encode().replace(b"\xc3\xa9", b"\xe9"))
    first, second, third = read(path, max_bytes=150)
    assert article(first).text == GERMAN
    assert failure(second).origin == f"{path}:3"
    assert failure(second).reason == "not UTF-8: byte 0 of the line is not a character"
    assert (article(third).text, article(third).origin) == (OTHER, f"{path}:5")


@pytest.mark.parametrize("text", [OTHER * 3, f"{OTHER}\n" * 3, f'""{OTHER}""\n{OTHER}'])
def test_a_csv_row_above_the_limit_is_dropped_without_the_next(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'id,text\na,"{text}"\nb,"{GERMAN}"\n', encoding="utf-8")
    first, second = read(path, max_bytes=150)
    assert failure(first).origin == f"{path}:2"
    assert failure(first).reason == "the row is longer than 150 bytes (input.max_bytes)"
    assert article(second).text == GERMAN


def test_a_quotation_mark_that_is_never_closed_is_one_refusal(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'id,text\na,"{GERMAN}"\nb,"{OTHER}\n' + f"c,{OTHER}\n" * 50, encoding="utf-8")
    first, second = read(path, max_bytes=300)
    assert article(first).text == GERMAN
    assert (failure(second).origin, failure(second).reason) == (
        f"{path}:3",
        "the row is longer than 300 bytes (input.max_bytes)",
    )


def test_a_csv_with_carriage_returns_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"id;text\ra;{GERMAN}\rb;{OTHER}\r".encode())
    assert [article(item).text for item in read(path)] == [GERMAN, OTHER]


def test_the_limit_for_a_csv_field_is_that_of_the_settings_and_of_this_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'text\n"{GERMAN} {"ja " * 50_000}"\n', encoding="utf-8")
    before = csv.field_size_limit()
    items = read_inputs([str(path)], InputConfig())
    assert len(article(next(items)).text) > 131_072
    assert csv.field_size_limit() == before


# --- standard input


def test_standard_input_as_text_and_as_json_lines() -> None:
    assert article(read("-", stdin=GERMAN.encode())[0]).text == GERMAN
    items = read(
        "-", stdin=b"\n" + lines({"id": "a", "text": GERMAN}) + b"{kaputt\n" + lines({"id": "b", "text": OTHER})
    )
    assert [article(items[0]).id, failure(items[1]).origin, article(items[2]).id] == ["a", "<stdin>:3", "b"]


def test_a_text_that_begins_with_a_brace_is_a_text() -> None:
    text = "{Anmerkung} " + GERMAN
    assert article(read("-", stdin=text.encode())[0]).text == text


def test_empty_and_oversized_standard_input() -> None:
    assert "empty" in failure(read("-", stdin=b"")[0]).reason
    assert "too large" in failure(read("-", stdin=GERMAN.encode(), max_bytes=20)[0]).reason


# --- data sets


def test_a_saved_data_set_by_split(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    data = datasets.Dataset.from_list([{"id": "a", "inhalt": GERMAN}, {"id": "b", "inhalt": None}])
    datasets.DatasetDict({"train": data, "test": data.select([0])}).save_to_disk(str(tmp_path / "ds"))
    first, second = read(f"hf:{tmp_path / 'ds'}:train", map={"text": "inhalt"})
    assert article(first).id == "a"
    assert failure(second).origin == f"hf:{tmp_path / 'ds'}:train:2"
    [unnamed] = read(f"hf:{tmp_path / 'ds'}")
    assert failure(unnamed).reason.startswith("which split? Name one of train, test: hf:")
    [absent] = read(f"hf:{tmp_path / 'ds'}:dev")
    assert failure(absent).reason == "no split 'dev'; there is train, test."
    assert failure(absent).origin == f"hf:{tmp_path / 'ds'}:dev"


def test_a_hub_out_of_reach_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    huggingface_hub = pytest.importorskip("huggingface_hub")

    def unreachable(*_: object, **__: object) -> None:
        raise ConnectionError("no route to host")

    monkeypatch.setattr(huggingface_hub.HfApi, "dataset_info", unreachable)
    [found] = read("hf:nobody/nothing:train")
    assert failure(found).origin == "hf:nobody/nothing:train"
    assert failure(found).reason == (
        "no data set could be opened on the hub or as a local folder (ConnectionError: no route to host). "
        "Check the name, or download it where there is a connection and pass the local folder: hf:FOLDER."
    )


def test_a_data_set_that_breaks_off_says_where_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.read import hub

    def rows() -> object:
        yield {"id": "a", "text": GERMAN}
        raise ConnectionResetError("peer went away")

    monkeypatch.setattr(hub, "_load", lambda name: {"train": rows()})
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    first, second, third = read("hf:a/b", tmp_path / "b.txt")
    assert article(first).id == "a"
    assert failure(second).origin == "hf:a/b:2"
    assert failure(second).reason == (
        "the data set could not be read any further (ConnectionResetError: peer went away). "
        "What came before is kept; run the same command again to continue."
    )
    assert article(third).text == OTHER


# --- sources that fail half-way


class Breaking(io.RawIOBase):
    """A connection that is cut after some bytes, ``step`` of which come at a time."""

    def __init__(self, data: bytes, step: int = 100) -> None:
        self._data = io.BytesIO(data)
        self._step = step

    def read(self, size: int = -1) -> bytes:
        if chunk := self._data.read(self._step if size < 0 else min(size, self._step)):
            return chunk
        raise ConnectionResetError(104, "Connection reset by peer")


@pytest.mark.parametrize("step", [1, 100, 100_000])
def test_json_lines_that_break_off_keep_what_came_before(step: int) -> None:
    data = lines({"id": "a", "text": GERMAN}, {"id": "b", "text": OTHER}, {"id": "c", "text": GERMAN + OTHER})[:-20]
    first, second, third = read_inputs(["-"], InputConfig(), Breaking(data, step))  # type: ignore[arg-type]
    assert (article(first).id, article(second).id) == ("a", "b")
    assert (failure(third).article, failure(third).origin) == ("<stdin>", "<stdin>:3")
    assert failure(third).reason == (
        "cannot be read further: Connection reset by peer; what came before is kept, run the same command again to continue"
    )


@pytest.mark.parametrize("begin", ["", "{"])
def test_half_a_text_is_no_article(begin: str) -> None:
    [found] = read_inputs(["-"], InputConfig(), Breaking((begin + GERMAN).encode()))  # type: ignore[arg-type]
    assert (failure(found).origin, failure(found).reason) == ("<stdin>", "cannot be read: Connection reset by peer")


@pytest.mark.parametrize("step", [1, 100_000])
def test_a_csv_that_breaks_off_keeps_what_came_before(step: int) -> None:
    data = f'id,text\na,"{GERMAN}"\nb,"{OTHER}'.encode()
    document = Document(Breaking(data, step), "https://a.example/a.csv", "a")  # type: ignore[arg-type]
    form = by_media_type("text/csv")
    assert form is not None
    first, second = drafts(document, form, InputConfig())
    assert isinstance(first, Draft)
    assert first.text == GERMAN
    assert isinstance(second, Refused)
    assert second.origin == "https://a.example/a.csv:3"
    assert second.reason.startswith("cannot be read further: Connection reset by peer")


def test_a_compressed_file_among_json_lines_is_one_refusal(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(gzip.compress(lines(*({"text": f"{GERMAN} {i}"} for i in range(300)))))
    [found] = read(path)
    assert failure(found).origin == f"{path}:1"
    assert failure(found).reason == "not text but a gzip archive (judging by its first bytes, at byte 0)"


# --- what a format is told


def test_a_declared_encoding_is_believed_where_it_fits() -> None:
    def text(data: bytes, media_type: str, charset: str) -> str:
        form = by_media_type(media_type)
        assert form is not None
        document = Document(
            io.BytesIO(data), "a", "a", media_type=media_type, charset=charset, url="https://a.example/"
        )
        [found] = drafts(document, form, InputConfig())
        assert isinstance(found, Draft), found
        assert found.url == "https://a.example/"
        return found.text

    assert text("3 € in Köln".encode("iso-8859-15"), "text/plain", "ISO-8859-15") == "3 € in Köln"
    assert text("3 € in Köln".encode(), "text/plain", "iso-8859-15") == "3 € in Köln"
    assert text("3 € in Köln".encode(), "text/plain", "no-such-charset") == "3 € in Köln"
    page = f"<html><meta charset=utf-8><body><article><p>{GERMAN} Für 3 €.</p><p>{OTHER}</p></article>"
    assert "Für 3 €." in text(page.encode("iso-8859-15"), "text/html", "iso-8859-15")


def test_every_row_of_the_table_has_its_module() -> None:
    assert [form.module for form in FORMATS] == [
        "text", "html", "jsonl", "csv", "parquet", "jsondoc", "sniff", "feed", "sitemap", "newsml", "iptc7901"
    ]  # fmt: skip
    for form in FORMATS:
        document = Document(io.BytesIO(b""), "a", "a")
        [found] = drafts(document, form, InputConfig())
        assert isinstance(found, Refused) or not found.text


def test_a_readme_in_a_folder_is_not_an_article(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("Dieser Ordner enthält Artikel.", encoding="utf-8")
    (tmp_path / "readme.md").write_text("Dieser Ordner enthält Artikel.", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Der Stadtrat hat am Montag getagt und den Haushalt beschlossen.", encoding="utf-8")
    found = list(read_inputs([str(tmp_path)], InputConfig()))
    assert [item.origin for item in found] == [str(tmp_path / "a.txt")]


# --- hostile input


def test_a_file_name_that_is_not_utf_8_can_be_printed_and_stored(tmp_path: Path) -> None:
    good, bad = os.fsencode(tmp_path) + b"/m\xfcnchen.txt", os.fsencode(tmp_path) + b"/n\xfcll.txt"
    try:
        Path(os.fsdecode(good)).write_text(GERMAN, encoding="utf-8")
        Path(os.fsdecode(bad)).write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    first, second = read(tmp_path)
    assert article(first).origin.endswith("/m\N{REPLACEMENT CHARACTER}nchen.txt")
    assert failure(second).origin.endswith("/n\N{REPLACEMENT CHARACTER}ll.txt")


def test_half_characters_in_metadata_are_made_visible(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": GERMAN, "source": "Blatt\ud800", "url": "http://a.example/\udfff"}) + "\n")
    found = article(read(path)[0])
    assert (found.source, found.url) == (
        "Blatt\N{REPLACEMENT CHARACTER}",
        "http://a.example/\N{REPLACEMENT CHARACTER}",
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "eins", "text": "zwei"}', "the key 'text' occurs twice in this record; which one is meant?"),
        ('{"text": NaN}', "field 'text' is not text but a non-finite number"),
        ('{"text": "eins", "id": 1e999}', "field 'id' is not text but a non-finite number"),
        ("null", "a JSON object {...} is expected on every line, not null"),
        ('"text"', "a JSON object {...} is expected on every line, not a string"),
        ("[" * 100_000, "not a usable JSON object: nested too deeply"),
        ('{"id": ' + "9" * 5000 + "}", "not a usable JSON object: a number in it has thousands of digits"),
    ],
)
def test_a_line_that_is_no_record_says_why(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "a.jsonl").write_text(line + "\n")
    assert failure(read(tmp_path / "a.jsonl")[0]).reason == reason


def test_a_number_of_any_size_may_be_an_id_and_seconds_may_be_a_date(tmp_path: Path) -> None:
    record = {"text": GERMAN, "id": 10**400, "published": 1_700_000_000}
    (tmp_path / "a.jsonl").write_bytes(lines(record))
    found = article(read(tmp_path / "a.jsonl")[0])
    assert found.published == "2023-11-14T22:13:20+00:00"
    assert len(found.id) <= 120


def test_a_key_twice_deeper_in_a_record_is_none_of_our_business(tmp_path: Path) -> None:
    record = '{"text": "' + GERMAN + '", "extra": {"a": 1, "a": 2}}\n'
    (tmp_path / "a.jsonl").write_text(record, encoding="utf-8")
    assert article(read(tmp_path / "a.jsonl")[0]).text == GERMAN


def test_an_empty_text_does_not_hide_the_body(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(lines({"text": "", "body": GERMAN}))
    assert article(read(tmp_path / "a.jsonl")[0]).text == GERMAN


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("text,id,text", "2 columns are called 'text'; which one is meant?"),
        ('id,"te"xt', "broken CSV header: ',' expected after '\"'"),
    ],
)
def test_a_csv_header_that_leaves_open_what_is_meant_is_refused(tmp_path: Path, header: str, reason: str) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\n{GERMAN},1,2\n", encoding="utf-8")
    [found] = read(tmp_path / "a.csv")
    assert failure(found).reason == reason
    assert failure(found).origin.endswith("a.csv:1")


def test_columns_without_a_name_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"text;;\n{GERMAN};;\n", encoding="utf-8")
    assert article(read(tmp_path / "a.csv")[0]).text == GERMAN


def test_the_output_of_runs_is_not_read_as_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    for name in ("old", "now"):
        (tmp_path / name / "articles" / "x").mkdir(parents=True)
        (tmp_path / name / "articles" / "x" / "brief.html").write_text(OTHER, encoding="utf-8")
    (tmp_path / "old" / "run.json").write_text("{}")
    found = list(read_inputs([str(tmp_path)], InputConfig(), out=tmp_path / "now"))
    assert [article(one).text for one in found] == [GERMAN]


def test_a_folder_that_cannot_be_read_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "closed").mkdir()
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    first, second = read(tmp_path)
    assert article(first).text == GERMAN
    assert failure(second).origin.endswith("closed")
    assert failure(second).reason == "this folder cannot be read: Permission denied"


def test_a_pipe_is_refused_before_it_can_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(InputError, match="not a regular file"):
        read(tmp_path / "a.txt")
