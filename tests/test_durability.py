"""A disk that fails from any of a run's calls to it on, and a process that is killed: nothing done is lost."""

from __future__ import annotations

import errno
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import resources
from pipeline.check import Checker
from pipeline.config import Config, InputConfig
from pipeline.errors import OutputError
from pipeline.models.folder import weights_of
from pipeline.read import read_inputs
from pipeline.run.lock import LOCK
from pipeline.run.runner import Runner
from pipeline.run.store import Store
from tests import durability
from tests.fakes import FakeTranslator

ADVICE = {
    errno.ENOSPC: "Free space or choose another folder with --out, then run again: what is done is kept.",
    errno.EROFS: "Make it writable or choose another folder with --out, then run again: what is done is kept.",
    errno.EIO: "cannot be written (Input/output error).",  # there is no advice that fits, but at the beginning
}


def run(articles: Path, out: Path, checker: Checker) -> int:
    runner = Runner(Config(), Store(out), FakeTranslator({}), checker)
    return len(runner.run(read_inputs([str(articles)], InputConfig(), out=out)).rows)


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


class Disk:
    """Counts what is asked of it and fails from some call on, as a disk that has become full or read-only does.

    What is asked: making a folder or a file, putting it on the disk (fsync), giving it its name, removing it. Writes in
    between are the operating system's: ``tests/durability.py --fills`` lets a real disk run full.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, out: Path, last: int, error: int) -> None:
        self.calls: Counter[str] = Counter()
        self._out = out
        self._last = last
        self._error = error
        monkeypatch.setattr("os.fsync", self._failing("fsync", os.fsync, lambda args, _: out))
        monkeypatch.setattr("tempfile.mkstemp", self._failing("mkstemp", tempfile.mkstemp, lambda _, more: more["dir"]))
        for name in ("mkdir", "replace", "unlink"):
            monkeypatch.setattr(Path, name, self._failing(name, getattr(Path, name), lambda args, _: args[0]))

    def _failing(self, name: str, real: Callable[..., Any], place: Callable[[Any, Any], Path]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            path = place(args, more)
            if path == self._out or (self._out in path.parents and path.name != LOCK):
                self.calls[name] += 1
                if self.calls.total() > self._last:
                    raise OSError(self._error, os.strerror(self._error))
            return real(*args, **more)

        return call


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_fails_at_any_point_is_said_in_one_line_and_loses_nothing(
    tmp_path: Path, checker: Checker, error: int
) -> None:
    articles = tmp_path / "in.jsonl"
    durability.write_articles(articles, 2)
    with pytest.MonkeyPatch.context() as patch:
        disk = Disk(patch, tmp_path / "whole", 10_000, error)
        assert run(articles, tmp_path / "whole", checker) == 2
    assert set(disk.calls) == {"fsync", "mkstemp", "mkdir", "replace", "unlink"}
    points = disk.calls.total()
    expected = durability.content(tmp_path / "whole")
    assert points > 40
    for point in range([errno.ENOSPC, errno.EROFS, errno.EIO].index(error), points, 3):  # the errors share the points
        out = tmp_path / f"out-{point}"
        with pytest.MonkeyPatch.context() as patch:
            Disk(patch, out, point, error)
            with pytest.raises(OutputError) as said:
                run(articles, out, checker)
        assert str(said.value).startswith(str(out))
        assert "cannot be written" in str(said.value)
        assert str(said.value).removesuffix(" Choose another folder with --out.").endswith(ADVICE[error])
        assert "\n" not in str(said.value)
        before = durability.complete(out)
        assert run(articles, out, checker) == 2
        durability.kept(before, durability.complete(out))
        assert durability.content(out) == expected


@pytest.mark.parametrize("name", ["briefs.jsonl", "findings.csv", "report.html", "run.json"])
def test_a_file_of_the_run_that_cannot_be_written_is_named(tmp_path: Path, checker: Checker, name: str) -> None:
    articles = tmp_path / "in.jsonl"
    durability.write_articles(articles, 1)
    (tmp_path / "out" / name).mkdir(parents=True)
    (tmp_path / "out" / name / "occupied").touch()
    with pytest.raises(OutputError, match=rf"{name}: cannot be written \(.*\)\.$"):
        run(articles, tmp_path / "out", checker)
    assert len(durability.complete(tmp_path / "out")) == 1


def test_half_written_files_of_a_killed_run_are_cleared_where_nobody_else_writes(
    tmp_path: Path, checker: Checker
) -> None:
    articles = tmp_path / "in.jsonl"
    durability.write_articles(articles, 1)
    out = tmp_path / "out"
    (out / "articles" / "a0").mkdir(parents=True)
    left = [out / ".run.json-ab12_xyz", out / ".probe-00000000", out / "articles" / "a0" / ".brief.md-abcdefgh"]
    for path in left:
        path.write_bytes(b"half")
    (out / ".gitignore").write_text("*")
    other = Store(out)  # it has cleared the folder itself, and holds it
    assert [path.exists() for path in left] == [False, False, True]
    left[0].write_bytes(b"in the making")
    Store(out)
    assert left[0].exists()
    del other
    run(articles, out, checker)
    assert [path.exists() for path in left] == [False, False, False]
    assert (out / ".gitignore").exists()


@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
def test_a_killed_run_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "cache"))
    durability.write_articles(tmp_path / "in.jsonl", 4)
    seen = durability.kills(2, tmp_path / "in.jsonl", tmp_path, random.Random(3), say=lambda _: None)
    assert seen > 0, "no run was killed after its first record: this has tested nothing"
