"""How many articles there will be, by what the reader itself would read, and the bar that shows it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.run.progress import Progress
from pipeline.run.runner import RunResult
from pipeline.types import Failure

GERMAN = (
    "Der Gemeinderat von Bad Tölz hat am Mittwoch beschlossen, das alte Hallenbad für 2 Millionen Euro zu sanieren."
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Seven things that the reader tells of, and three that it passes over."""
    root = tmp_path / "in"
    (root / ".git").mkdir(parents=True)
    for name in ("README.txt", ".versteckt.txt", ".git/x.txt", "a.txt", "b.TXT", "c.htm"):
        (root / name).write_text(f"{GERMAN} {name}", encoding="utf-8")
    (root / "d.docx").write_bytes(b"PK")
    rows = [json.dumps({"text": f"{GERMAN} Nummer {i}."}) for i in range(3)]
    (root / "e.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return root


def test_the_estimate_ends_at_the_number_there_is(folder: Path) -> None:
    reading = read_inputs([str(folder)], InputConfig())
    assert reading.expected() is None  # nothing of e.jsonl was read yet
    numbers = [(given, reading.expected()) for given, _ in enumerate(reading, start=1)]
    assert numbers == [(1, None), (2, None), (3, None), (4, None), (5, 7), (6, 7), (7, 7)]
    assert reading.expected() == 7


def test_texts_and_pages_are_counted_before_any_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "e.jsonl").unlink()
    reading = read_inputs([str(folder)], InputConfig())

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("opened")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", forbidden)
        assert reading.expected() == 4
        assert reading.expected(limit=2) == 2
    assert len(list(reading)) == 4


def test_a_stream_leaves_the_number_open_until_it_ends(folder: Path) -> None:
    (folder / "e.jsonl").unlink()
    reading = read_inputs(["-", str(folder)], InputConfig(), io.BytesIO(GERMAN.encode()))
    next(reading)
    assert reading.expected() is None
    next(reading)
    assert reading.expected() == 5


@pytest.mark.parametrize("name", ["e.jsonl", "e.csv"])
def test_many_articles_in_a_file_are_judged_by_its_size(tmp_path: Path, name: str) -> None:
    texts = [f"{GERMAN} Nummer {i:03}." for i in range(200)]
    lines = [json.dumps({"text": text}) for text in texts] if name == "e.jsonl" else ["text", *texts]
    (tmp_path / name).write_text("\n".join(f'"{line}"' if name == "e.csv" else line for line in lines) + "\n")
    reading = read_inputs([str(tmp_path)], InputConfig())
    first = [next(reading) for _ in range(20)]
    assert len(first) == 20
    expected = reading.expected()
    assert expected is not None
    assert 190 <= expected <= 200
    assert reading.expected(limit=50) == 50


def test_the_bar_reaches_its_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bars: list[Any] = []

    class Bar:
        def __init__(self, total: int | None, **_: object) -> None:
            self.total, self.n = total, 0
            bars.append(self)

        def set_postfix(self, **_: object) -> None: ...

        def update(self, more: int) -> None:
            self.n += more

        def close(self) -> None: ...

    monkeypatch.setattr("tqdm.tqdm", Bar)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    reading = read_inputs([str(folder)], InputConfig())
    result = RunResult()
    with Progress(reading.expected) as progress:
        for item in reading:
            result.add_failure(item if isinstance(item, Failure) else Failure(item.id, item.origin, "test", ""))
            progress.update(result)
    [bar] = bars
    assert (bar.n, bar.total) == (7, 7)
