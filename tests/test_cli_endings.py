"""However a command ends: one line, no command for the terminal, and an exit code that means one thing only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.cli import pairs
from pipeline.errors import InputError
from pipeline.models.folder import weights_of

BREAKS = """
import sys
import pipeline.run.article as article
clean = article.clean
def breaks(given):
    if given.id == "bad":
        raise {error}
    return clean(given)
article.clean = breaks
from pipeline.cli import main
main()
"""
"""A program that is ``wortlaut``, but for one article in which something comes up."""
FAILS = """
import sys
import pipeline.cli.facts as facts
def fails(*_):
    raise {error}
facts.read_lines = fails
from pipeline.cli import main
main()
"""
"""``wortlaut``, in which ``facts`` meets something."""


def python(*args: str | Path, shell: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *map(str, args)]
    if shell:
        command = ["sh", "-c", f'exec "$@" {shell}', "sh", *command]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    text = "Der Ruderclub hat am Montag neue Boote bestellt. Sie kosten 40.000 Euro."
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps({"id": name, "text": text + name}) + "\n" for name in ("bad", "good")))
    return path


@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
@pytest.mark.parametrize("strict", [True, False])
def test_strict_ends_with_a_code_of_its_own_and_one_line(tmp_path: Path, articles: Path, strict: bool) -> None:
    program = BREAKS.format(error=r"ZeroDivisionError('odd \x1b[31mred\nand more')")
    # The bad article is the first: without --strict the other one is left out, so that nothing is translated.
    limit = () if strict else ("--limit", "1")
    options = ("--translator", "embedded", "--offline", *limit, *(("--strict",) if strict else ()))
    done = python("-c", program, "run", articles, "--out", tmp_path / "out", *options)
    assert done.returncode == (70 if strict else 3), done.stderr
    assert "ZeroDivisionError: odd" in done.stderr
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.stderr
    if strict:
        [line] = done.stderr.splitlines()
        assert "while processing article bad" in line
        assert "article.py:" in line


def test_the_traceback_is_there_for_whoever_asks_for_it(tmp_path: Path) -> None:
    program = FAILS.format(error=r"KeyError('\x1b[2J')")
    plain = python("-c", program, "facts", "x.txt")
    assert plain.returncode == 70
    [line] = plain.stderr.splitlines()
    assert line.startswith("wortlaut: unexpected: KeyError: ")
    assert line.endswith(" This is an error in Wortlaut; WORTLAUT_DEBUG=1 shows more.")
    more = python("-c", program, "facts", "x.txt", WORTLAUT_DEBUG="1")
    assert more.returncode == 70
    assert "Traceback (most recent call last):" in more.stderr
    assert "\x1b" not in more.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("OSError(24, 'Too many open files')", "wortlaut: The system refuses: Too many open files (facts.py:"),
        ("OSError(13, 'Permission denied', 'a.txt')", "wortlaut: a.txt: Permission denied."),
        ("OSError(28, 'No space left on device')", "wortlaut: standard output: cannot be written (No space left"),
        ("RecursionError('too deep')", "wortlaut: unexpected: RecursionError: too deep"),
        ("MemoryError()", "wortlaut: unexpected: MemoryError"),
    ],
)
def test_what_the_system_refuses_is_one_line(error: str, said: str) -> None:
    done = python("-c", FAILS.format(error=error), "facts", "x.txt")
    assert done.returncode == (2 if error.startswith("OSError") else 70)
    [line] = done.stderr.splitlines()
    assert line.startswith(said)


@pytest.mark.skipif(sys.platform == "win32", reason="streams are closed by a shell")
@pytest.mark.parametrize("command", ["check", "facts"])
def test_a_result_that_has_nowhere_to_go_is_said(tmp_path: Path, command: str) -> None:
    (tmp_path / "p.tsv").write_text("Es sind 3 Boote.\tThere are 3 boats.\n", encoding="utf-8")
    done = python("-m", "pipeline", command, tmp_path / "p.tsv", shell=">&-")
    assert done.returncode == 2
    assert done.stderr == "wortlaut: standard output is closed: there is nowhere to write the result.\n"
    assert python("-m", "pipeline", command, tmp_path / "absent.tsv", shell=">&- 2>&-").returncode == 2
    assert python("-m", "pipeline", "--help", shell=">&-").returncode == 0


def test_a_file_that_grows_while_it_is_read_is_said(tmp_path: Path) -> None:
    source, target = tmp_path / "de.txt", tmp_path / "en.txt"
    source.write_text("eins\nzwei\n")
    target.write_text("one\ntwo\n")
    with pairs.read_aligned(source, target) as rows:
        assert next(rows) == ("eins", "one")
        with target.open("a") as file:
            file.write("three\n" * 100_000)
        with pytest.raises(InputError, match=r"de\.txt or .*en\.txt was changed while it was read"):
            list(rows)
