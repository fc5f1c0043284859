"""Lines out of chunks: the same as in memory, never more held than the limit, whatever the chunks."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.document import CHUNK, BrokenOff, Document
from pipeline.read.draft import Refused


class Slow(io.BytesIO):
    """Gives a few bytes at a time and cannot go back, like a pipe."""

    def __init__(self, data: bytes, step: int) -> None:
        super().__init__(data)
        self._step = step
        self.asked = 0

    def read1(self, size: int | None = -1) -> bytes:
        self.asked += 1
        return super().read(self._step)

    def seekable(self) -> bool:
        return False


LINES = st.lists(st.sampled_from([b"a", b'"', b"\n", b"\r", b"\r\n", b"bcd"]), max_size=30).map(b"".join)


@given(LINES, st.integers(1, 7))
def test_lines_are_those_of_the_whole(data: bytes, step: int) -> None:
    ends = [line.data for line in Document(Slow(data, step), "a", "a").lines(1000)]
    assert ends == io.BytesIO(data).readlines()
    universal = [line.data for line in Document(Slow(data, step), "a", "a").lines(1000, universal=True)]
    assert universal == data.splitlines(keepends=True)


@given(LINES, st.integers(1, 7), st.integers(1, 5))
def test_of_a_longer_line_one_byte_more_than_the_limit_is_held(data: bytes, step: int, limit: int) -> None:
    document = Document(Slow(data, step), "a", "a")
    cut = list(document.lines(limit, universal=True))
    whole = data.splitlines(keepends=True)
    assert [line.data for line in cut] == [line[: limit + 1] for line in whole]
    assert [line.size for line in cut] == [len(line) for line in whole]
    assert [line.data.count(b'"') + line.dropped_quotes for line in cut] == [line.count(b'"') for line in whole]
    assert (document.line, document.position) == (len(whole), len(data))


@pytest.mark.parametrize("step", [1, 3, 1000])
@pytest.mark.parametrize("wide", ["utf-16-le", "utf-16-be", "utf-32-le"])
def test_lines_of_wide_characters_are_given_in_utf_8(wide: str, step: int) -> None:
    data = "Köln – 𝄞\nUlm\n".encode(wide)
    found = Document(Slow(data, step), "a", "a").lines(1000, wide=wide)
    assert [line.data for line in found] == ["Köln – 𝄞\n".encode(), b"Ulm\n"]


@pytest.mark.parametrize("stream", [io.BytesIO(b"abc" * CHUNK), Slow(b"abc" * CHUNK, 5000)])
def test_a_look_ahead_uses_nothing_up(stream: io.BytesIO) -> None:
    document = Document(stream, "a", "a")
    assert document.head().startswith(b"abcabc")
    with document.ahead() as chunks:
        next(chunks)
    assert document.whole(10_000_000) == b"abc" * CHUNK


def test_a_look_ahead_ends_where_the_stream_breaks_and_reading_says_so_later() -> None:
    class Breaking(Slow):
        def read1(self, size: int | None = -1) -> bytes:
            if chunk := super().read1(size):
                return chunk
            raise EOFError("Compressed file ended before the end-of-stream marker was reached")

    document = Document(Breaking(b"eins\nzwei", 4), "a", "a")
    with document.ahead() as chunks:
        assert b"".join(chunks) == b"eins\nzwei"
    lines = document.lines(100)
    assert next(lines).data == b"eins\n"
    with pytest.raises(BrokenOff, match="EOFError: Compressed file ended before"):
        next(lines)
    assert document.place == "a:2"


def test_a_document_above_the_limit_is_not_read_to_its_end() -> None:
    stream = Slow(b"x" * 1000, 10)
    refused = Document(stream, "a", "a").whole(25)
    assert refused == Refused("a", "too large: more than 25 bytes (input.max_bytes)")
    assert stream.asked == 3
    assert Document(stream, "a", "a", size=1000).whole(25) == Refused(
        "a", "too large: 1000 bytes, the limit is 25 (input.max_bytes)"
    )
    assert stream.asked == 3
