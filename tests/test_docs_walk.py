"""The two nights of docs/batch-operator.md, run as they stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = (ROOT / "docs" / "batch-operator.md").read_text(encoding="utf-8")


def walk() -> str:
    """The commands of the section, in one script."""
    section = DOCS.split("## Two nights over a feed", 1)[1].split("\n## ", 1)[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.DOTALL))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or shutil.which("bash") is None, reason="the document speaks to a Unix shell")
def test_a_newcomer_gets_through_two_nights(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "wortlaut").write_text(f'#!/bin/sh\nexec {sys.executable} -m pipeline "$@"\n', encoding="utf-8")
    (commands / "wortlaut").chmod(0o755)
    script = walk().replace("8080", str(port))
    # The server's answer is dated to the second: a file changed within it counts as unchanged.
    script = script.replace("cp docs/examples/agency/morning.json", "sleep 1.1; cp docs/examples/agency/morning.json")
    waits = f"for i in $(seq 100); do (echo > /dev/tcp/127.0.0.1/{port}) 2>/dev/null && break; sleep 0.1; done"
    script = script.replace("export WORTLAUT_LEDGER", f"{waits}\nexport WORTLAUT_LEDGER", 1)
    config = "[translate]\ntranslator = 'embedded'\n" + (ROOT / "docs/examples/agency/loopback.toml").read_text("utf-8")
    (tmp_path / "loopback.toml").write_text(config, encoding="utf-8")
    script = script.replace("docs/examples/agency/loopback.toml", "loopback.toml")
    done = subprocess.run(
        ["bash", "-ec", f"trap 'kill %1' EXIT\n{script}"],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{commands}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 feed visited: 4 new." in done.stdout
    assert "1 correction, 1 new, 1 update, 1 withdrawn." in done.stdout
    night = tmp_path / "night"
    briefs = [json.loads(line) for path in night.glob("briefs/*/*.jsonl") for line in path.read_bytes().splitlines()]
    assert sorted(one["title"].split()[0] for one in briefs) == ["Bahn", "Sturm", "Zoll", "Zwölf"]
    assert len(list(night.glob("articles/*/*/brief.html"))) == 4
    events = [json.loads(line)["event"] for line in (night / "events.jsonl").read_bytes().splitlines()]
    assert events.count("withdrawn") == 1
    assert "Nordwerft" not in (night / "headlines.html").read_text(encoding="utf-8")
