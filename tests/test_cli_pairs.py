"""Line-aligned input of any size: refused as a whole or read line by line, from files and pipes alike."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.check.parallel import AHEAD, CHUNK, compare_all
from pipeline.cli import pairs, wortlaut
from pipeline.errors import InputError


def tsv(path: Path) -> list[pairs.Pair]:
    with pairs.read_tsv(path) as rows:
        return list(rows)


def lines(path: Path) -> list[str]:
    with pairs.read_lines(path) as rows:
        return list(rows)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"\xef\xbb\xbf", []),
        (b"\xef\xbb\xbfeins\r\nzwei", ["eins", "zwei"]),
        (b"eins\n\nzwei\n", ["eins", "", "zwei"]),
        ("eins\u2028zwei\x0cdrei\n".encode(), ["eins\u2028zwei\x0cdrei"]),
        (b"eins\r", ["eins"]),
    ],
)
def test_lines(tmp_path: Path, data: bytes, expected: list[str]) -> None:
    (tmp_path / "t").write_bytes(data)
    assert lines(tmp_path / "t") == expected


def test_a_pipe_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Pipe(b"a\tb\nc\td\n")))
    assert tsv(Path("-")) == [("a", "b"), ("c", "d")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a\tb\n" * 3 + b"c\n", r"t, line 4: 1 column instead of 2"),
        (b"a\tb\n" + b"x" * 200_001 + b"\n", r"t, line 2: longer than 200,000 bytes\. Put one article"),
        (b"\xef\xbb\xbfa\tb\nc\t\xff\n", r"t, line 2: not UTF-8 \(byte offset 9\)"),
        (b"\xef\xbb\xbf\xff\tb\n", r"t, line 1: not UTF-8 \(byte offset 3\)"),
    ],
    ids=["columns", "length", "encoding", "first line"],
)
def test_a_bad_line_is_named_before_anything_is_handed_out(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "t").write_bytes(data)
    with pytest.raises(InputError, match=said), pairs.read_tsv(tmp_path / "t"):
        pytest.fail("half a file was handed out")


def test_files_of_different_lengths(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1\n2\n3\n")
    (tmp_path / "b").write_bytes(b"1\n2")
    with (
        pytest.raises(InputError, match=r"a has 3 lines, .*b has 2: they must"),
        pairs.read_aligned(tmp_path / "a", tmp_path / "b"),
    ):
        pytest.fail("they were joined")


@pytest.mark.parametrize("name", ["nothing", "."])
def test_what_cannot_be_opened_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=str(tmp_path / name)):
        lines(tmp_path / name)


@pytest.mark.parametrize("processes", [1, 2])
def test_no_more_pairs_are_taken_than_are_in_the_making(processes: int) -> None:
    taken = 0

    def endless() -> Iterator[tuple[str, str]]:
        nonlocal taken
        while True:
            taken += 1
            yield "Es kamen 3 Leute.", "3 people came."

    results = compare_all(endless(), processes=processes)
    for _ in range(CHUNK + 1):
        next(results)
    assert taken <= CHUNK * (1 + AHEAD * processes)
    results.close()  # type: ignore[attr-defined]


def test_a_page_of_too_many_pairs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cli.check.PAGE", 2)
    (tmp_path / "t").write_bytes(b"a\tb\n" * 3)
    with pytest.raises(InputError, match="More than 2 pairs make no page"):
        CliRunner().invoke(wortlaut, ["check", str(tmp_path / "t"), "--format", "html"], catch_exceptions=False)
    shown = CliRunner().invoke(wortlaut, ["check", str(tmp_path / "t"), "--format", "jsonl"], catch_exceptions=False)
    assert shown.output.count("\n") == 3
