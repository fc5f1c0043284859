"""Tables of pairs: which columns, which separator, which encoding; and that nothing of a damaged one is lost silently."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pipeline.bitext import Bitext, Columns, Pair, Wanted
from pipeline.cli.pairs import read_pairs
from pipeline.errors import InputError

PLAIN = Wanted()


def read(path: Path, data: bytes | str, wanted: Wanted = PLAIN) -> Bitext:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    with read_pairs(path, wanted) as (rows, remarks):
        return Bitext(tuple(rows), remarks)


@pytest.mark.parametrize(
    "text",
    [
        "id,German,English\n7,Es sind 3.,There are 3.\n",
        "Segment;Quelle;Übersetzung\r\n7;Es sind 3.;There are 3.\r\n",
        'Nr.\tAusgangstext\tZiel\n7\tEs sind 3.\t"There are 3."\n',
        "target,note,ID,source\nThere are 3.,x,7,Es sind 3.\n",
        "#;de-DE;en_GB\n7;Es sind 3.;There are 3.\n",
        'sep=|\n"Id"|"Deutsch"|"Englisch"\n7|Es sind 3.|There are 3.\n',
    ],
)
def test_columns_are_chosen_by_their_headings(tmp_path: Path, text: str) -> None:
    found = read(tmp_path / "t.csv", text).pairs
    line = "line 3" if text.startswith("sep") else "line 2"
    target = '"There are 3."' if "\t" in text else "There are 3."  # in TSV, marks belong to the text
    assert found == (Pair("Es sind 3.", target, "7", line),)


@pytest.mark.parametrize(
    "data",
    [
        "German;English\nGrüße;Regards\n".encode("utf-8-sig"),
        "German;English\nGrüße;Regards\n".encode("utf-16"),
        "German\tEnglish\nGrüße\tRegards\n".encode("utf-16-le"),
        "German;English\nGrüße;Regards\n".encode("cp1252"),
    ],
    ids=["utf-8 marked", "utf-16 marked", "utf-16", "cp1252"],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path / "t.csv", data).pairs == (Pair("Grüße", "Regards", "", "line 2"),)


def test_plain_pairs_are_as_they_were(tmp_path: Path) -> None:
    text = 'Quelle\tSource\n"Ja"\t"Yes"\n\nDeutsch\tEnglish\n'
    assert read(tmp_path / "t", text).pairs == (
        Pair("Quelle", "Source"), Pair('"Ja"', '"Yes"'), Pair("", ""), Pair("Deutsch", "English"),
    )  # fmt: skip


def test_plain_pairs_in_utf_16(tmp_path: Path) -> None:
    assert read(tmp_path / "t.txt", "Grüße\tRegards\nDrei\tThree\n".encode("utf-16")).pairs == (
        Pair("Grüße", "Regards", "", "line 1"), Pair("Drei", "Three", "", "line 2"),
    )  # fmt: skip


def test_cells_of_several_lines_keep_the_line_numbers(tmp_path: Path) -> None:
    text = 'source,target\n"Eins,\nzwei","One,\ntwo"\n,\nDrei,Three\n'
    found = read(tmp_path / "t.csv", text)
    assert found.pairs == (Pair("Eins,\nzwei", "One,\ntwo", "", "line 2"), Pair("Drei", "Three", "", "line 6"))
    assert found.remarks == ("1 row without text was passed over: line 5.",)


def test_tabs_with_quoted_cells_as_excel_saves_them(tmp_path: Path) -> None:
    text = 'source\ttarget\n"Er sagte ""Ja"".\nDann ging er."\tHe left.\n'
    assert read(tmp_path / "t.txt", text).pairs[0].source == 'Er sagte "Ja".\nDann ging er.'


@pytest.mark.parametrize(
    ("columns", "text", "expected"),
    [
        ("source=2,target=3,id=1", "a;Drei;Three\nb;Vier;Four\n", [("Drei", "Three", "a"), ("Vier", "Four", "b")]),
        ("source=Text,target=Fassung 2", "Text,Fassung 1,Fassung 2\nDrei,Tree,Three\n", [("Drei", "Three", "")]),
        ("source=1,target=2", "German,English\nDrei,Three\n", [("Drei", "Three", "")]),
    ],
)
def test_columns_as_a_person_says(tmp_path: Path, columns: str, text: str, expected: list[tuple[str, ...]]) -> None:
    found = read(tmp_path / "t.csv", text, Wanted(Columns.parse(columns))).pairs
    assert [(pair.source, pair.target, pair.id) for pair in found] == expected


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("source,target\nEins,zwei,One\n", None, "line 2: 3 columns instead of 2. A text that holds the separator"),
        ("id,source,target\n1,Eins\n", None, "line 2: 2 columns instead of 3"),
        ('source,target\nEins,One\n"Zwei,Two\n', None, "line 3: a quotation mark opens here and is never closed"),
        ("Eins,One\n", None, "line 1: no headings say which column"),
        ("Eins,One\n", "source=1,target=4", "no column “4” for the target; the columns are “Eins”, “One”"),
        ("source,target\nx\x00\x01\x02,y\n", None, "line 2"),
        ("source,target\n" + "x" * 200_001 + ",y\n", None, "line 2: a text of more than 200,000 characters"),
    ],
)
def test_a_damaged_table_is_refused_with_its_line(tmp_path: Path, text: str, columns: str | None, said: str) -> None:
    wanted = Wanted(Columns.parse(columns)) if columns else PLAIN
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        read(tmp_path / "t.csv", text, wanted)


@pytest.mark.parametrize(
    ("text", "said"),
    [("source=1", "target=... is missing"), ("source=1,target=2,x=3", "“x=3” is none"), ("source=1,source=2", "twice")],
)
def test_columns_that_cannot_be_meant(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Columns.parse(text)


def workbook(rows: list[list[object]], title: str = "Lieferung") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.create_sheet("Leer")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook(tmp_path: Path) -> None:
    data = workbook([["Nr", "Deutsch", "Englisch"], [1, "=1+1", 30000], [], [2, "Vier", None, "Kommentar"]])
    found = read(tmp_path / "t.bin", data)
    assert found.pairs[-1] == Pair("Vier", "", "2", "row 4")
    assert (found.pairs[0].target, found.pairs[0].id) == ("30000", "1")
    by_letter = Wanted(Columns.parse("source=B,target=C"), sheet="lieferung")
    assert [pair.target for pair in read(tmp_path / "t.xlsx", data, by_letter).pairs] == ["30000", ""]


def test_workbooks_that_cannot_be_read(tmp_path: Path) -> None:
    data = workbook([["German", "English"]])
    with pytest.raises(InputError, match=r"no sheet “3”; there is “Lieferung”, “Leer”"):
        read(tmp_path / "t.xlsx", data, Wanted(sheet="3"))
    with pytest.raises(InputError, match="not a readable Excel workbook"):
        read(tmp_path / "t.xlsx", data[:300])
    with pytest.raises(InputError, match="old Office document"):
        read(tmp_path / "t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(InputError, match="but no Excel workbook"):
        read(tmp_path / "t.docx", other.getvalue())
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(InputError, match=r"xl/workbook.xml declares entities"):
        read(tmp_path / "t.xlsx", other.getvalue())
