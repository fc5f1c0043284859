"""Parquet files: the columns that hold fields, row by row."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet

from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.read.document import Document
from pipeline.read.draft import Draft, Refused
from pipeline.read.formats import by_suffix, drafts

TEXT = "Der Stadtrat von Ulm hat am Montag beschlossen, die alte Brücke für 3 Millionen Euro zu sanieren."


def packed(columns: dict[str, list[Any]], **how: Any) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), sink, **how)
    return sink.getvalue()


def read(data: bytes, **settings: Any) -> list[Draft | Refused]:
    form = by_suffix(".parquet")
    assert form is not None
    return list(drafts(Document(io.BytesIO(data), "a.parquet", "a"), form, InputConfig(**settings)))


def test_rows_are_records() -> None:
    when = datetime(2026, 11, 26, 6, 15, tzinfo=UTC)
    first, second = read(
        packed({"id": [7, 8], "text": [TEXT, TEXT + "!"], "published": [when, None], "other": [[1], []]})
    )
    assert isinstance(first, Draft) and isinstance(second, Draft)
    assert (first.given_id, first.text, first.published) == ("7", TEXT, "2026-11-26T06:15:00+00:00")
    assert (second.origin, second.published) == ("a.parquet:2", "")


def test_columns_are_mapped_like_those_of_a_csv() -> None:
    [found] = read(packed({"inhalt": [TEXT], "nr": ["a"]}), map={"text": "inhalt", "id": "nr"})
    assert isinstance(found, Draft)
    assert (found.given_id, found.text) == ("a", TEXT)


def test_row_groups_are_read_one_after_the_other() -> None:
    found = read(packed({"text": [f"{TEXT} {i}" for i in range(500)]}, row_group_size=7))
    assert len(found) == 500
    assert found[499].origin == "a.parquet:500"


def test_a_file_without_a_text_says_which_columns_it_has() -> None:
    [found] = read(packed({"inhalt": [TEXT]}))
    assert isinstance(found, Refused)
    assert found.reason == "no column 'text' or 'body' (it has 'inhalt'); name the right one with --map text=COLUMN"


def test_a_row_that_cannot_be_used_is_one_refusal() -> None:
    first, second = read(packed({"text": [None, TEXT]}))
    assert isinstance(first, Refused) and isinstance(second, Draft)
    assert "no field 'text'" in first.reason


def test_texts_stored_as_bytes_are_texts() -> None:
    first, second = read(packed({"text": [TEXT.encode(), b"\xff\xfe\xff"]}))
    assert isinstance(first, Draft) and isinstance(second, Refused)
    assert first.text == TEXT
    assert second.reason == "field 'text' is not text but binary data"


def test_a_file_without_rows_is_empty_and_a_damaged_one_is_not() -> None:
    data = packed({"text": [TEXT] * 100})
    [empty] = read(packed({"text": pyarrow.array([], pyarrow.string())}))
    [cut] = read(data[: len(data) // 2])
    assert isinstance(empty, Refused) and isinstance(cut, Refused)
    assert (empty.empty, cut.empty) == (True, False)
    assert cut.reason.startswith("not a Parquet file that can be read (ArrowInvalid")


@pytest.mark.parametrize("name", ["a.parquet", "hf"])
def test_a_run_reads_it_as_a_file_and_as_a_data_set(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.parquet").write_bytes(packed({"inhalt": [TEXT]}))
    named = f"hf:{tmp_path}" if name == "hf" else str(tmp_path / "a.parquet")
    [found] = read_inputs([named], InputConfig(map={"text": "inhalt"}))
    assert getattr(found, "text", found) == TEXT
