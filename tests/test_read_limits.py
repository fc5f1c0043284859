"""Inputs that would take more memory or time than they are worth are refused, with a number, and the rest goes on."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.types import Article, Failure

TEXT = "Der Rat von Wangerland hat am Montag den Bau von 30 Stegen beschlossen. Sie kosten 4,5 Millionen Euro."


def outcomes(path: Path, config: InputConfig | None = None) -> list[str]:
    """The id of each article, the reason of each failure."""
    items: Iterator[Article | Failure] = read_inputs([str(path)], config or InputConfig())
    return [item.id if isinstance(item, Article) else item.reason for item in items]


@pytest.mark.parametrize(
    "value",
    [
        "[" + "[]," * 400_000 + "0]",
        "[" + "{}," * 400_000 + "0]",
        "{" + ",".join(f'"{i}":0' for i in range(200_000)) + "}",
    ],
    ids=["lists", "objects", "keys"],
)
def test_a_record_of_countless_values_is_refused_alone(tmp_path: Path, value: str) -> None:
    path = tmp_path / "in.jsonl"
    good = json.dumps({"id": "good", "text": TEXT})
    path.write_text('{"id": "bad", "text": "x", "more": ' + value + "}\n" + good + "\n", encoding="utf-8")
    outcomes(path)  # what is loaded once
    tracemalloc.start()
    assert outcomes(path) == ["the record has more than 100,000 values", "good"]
    assert tracemalloc.get_traced_memory()[1] < 8 * path.stat().st_size
    tracemalloc.stop()


def test_commas_and_brackets_in_a_text_are_no_values(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    text = TEXT + "\n\n" + 'Er sagte "a", [b], {c} und \\. ' * 60_000
    path.write_text(json.dumps({"id": "long", "text": text}), encoding="utf-8")
    assert outcomes(path) == ["long"]


def test_a_table_of_countless_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("id,text" + ",x" * 10_000 + f'\n1,"{TEXT}"\n', encoding="utf-8")
    assert outcomes(path) == ["the header has more than 10,000 columns"]


def test_a_row_of_countless_cells_is_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.read.formats.csv._MOST_DELIMITERS", 1_000)
    path = tmp_path / "in.csv"
    path.write_text(f'id,text\nbad{"," * 1_001}\ngood,"{TEXT}"\n', encoding="utf-8")
    assert outcomes(path) == ["the row has more than 1,000 delimiters", "good"]


@pytest.mark.parametrize("name", ["in.html", "in.txt", "in.jsonl"])
def test_countless_tags_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("pipeline.read.markup.MOST_TAGS", 500)
    path = tmp_path / name
    page = f"<html><body><h1>Rat beschließt Stege</h1><p>{TEXT}</p>" + "<br>" * 501 + "</body></html>"
    path.write_text(json.dumps({"text": page}) if name.endswith("jsonl") else page, encoding="utf-8")
    [said] = outcomes(path)
    assert said.endswith("it has more than 500 tags")


def test_counting_ahead_opens_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(3):
        (tmp_path / f"{i}.jsonl").write_text(json.dumps({"text": f"{TEXT} {i}"}) + "\n", encoding="utf-8")
    reading = read_inputs([str(tmp_path)], InputConfig())
    opened: list[str] = []
    real = io.open

    def noted(file: object, *args: object, **more: object) -> object:
        opened.append(str(file))
        return real(file, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr("io.open", noted)
    reading.expected()
    assert opened == []
    assert len([item for item in reading if isinstance(item, Article)]) == 3
    assert sorted(Path(name).name for name in opened) == ["0.jsonl", "1.jsonl", "2.jsonl"]


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_memory_does_not_follow_the_input(tmp_path: Path, suffix: str) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.{suffix}"
        with path.open("w", encoding="utf-8") as file:
            file.write("" if suffix == "jsonl" else "id,text\n")
            for i in range(rows):
                text = f"{TEXT} {i} " + "Die Stadt zahlt. " * 200
                file.write(json.dumps({"id": i, "text": text}) + "\n" if suffix == "jsonl" else f'{i},"{text}"\n')
        tracemalloc.start()
        assert sum(1 for _ in read_inputs([str(path)], InputConfig())) == rows
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(20)  # what is loaded once
    small, large = peak(20), peak(500)
    grown = (tmp_path / f"500.{suffix}").stat().st_size - (tmp_path / f"20.{suffix}").stat().st_size
    assert large - small < grown / 5
