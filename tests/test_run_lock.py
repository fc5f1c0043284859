"""A run folder belongs to one process at a time, and a dead one owns nothing."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import OutputError
from pipeline.run.lock import LOCK
from pipeline.run.store import Store

fcntl = pytest.importorskip("fcntl")
HOLDS = """
import sys
from pathlib import Path
from pipeline.run.store import Store
store = Store(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_run(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the folder, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.communicate("")


def test_a_second_run_is_refused_with_the_first_ones_number_and_age(tmp_path: Path) -> None:
    with another_run(tmp_path) as other:
        about = json.loads((tmp_path / LOCK).read_text())
        assert about["pid"] == other.pid
        about["started"] = (datetime.now(UTC) - timedelta(hours=7, minutes=5)).isoformat()
        (tmp_path / LOCK).write_text(json.dumps(about | {"host": "newsdesk"}))
        with pytest.raises(OutputError) as said:
            Store(tmp_path)
        assert f"process {other.pid} on newsdesk, for 7 hours. Wait until it has ended" in str(said.value)
        (tmp_path / LOCK).write_text("[")
        with pytest.raises(OutputError, match="which process is not known"):
            Store(tmp_path)
    assert not (tmp_path / LOCK).exists()
    Store(tmp_path)


def test_the_lock_of_a_killed_run_blocks_nobody(tmp_path: Path) -> None:
    with another_run(tmp_path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert (tmp_path / LOCK).exists()
    said: list[str] = []
    store = Store(tmp_path, warn=said.append)
    assert said == []
    assert json.loads((tmp_path / LOCK).read_text())["pid"] == os.getpid()
    del store
    gc.collect()
    assert not (tmp_path / LOCK).exists()


def test_a_folder_without_locks_is_used_with_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuses)
    said: list[str] = []
    Store(tmp_path, warn=said.append)
    assert said == [
        f"{tmp_path}: this folder cannot be locked. See to it that no other run writes to it at the same time."
    ]
