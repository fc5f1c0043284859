"""The command line: help, exit codes, the contract of ``check`` and ``facts``, all through the real command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import resources
from pipeline.models.folder import weights_of

SLIP = "Nordkorea schickt bis zu 30.000 Soldaten.\tNorth Korea is sending up to 3,000 soldiers.\n"
SOUND = "Nordkorea schickt bis zu 30.000 Soldaten.\tNorth Korea is sending up to 30,000 soldiers.\n"


def wortlaut(*args: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, args)], input=stdin, capture_output=True, check=False
    )


def test_help_names_every_command_and_loads_no_model_library() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from pipeline.cli import wortlaut\n"
        "out = CliRunner().invoke(wortlaut, ['--help']).output\n"
        "print(out)\n"
        "heavy = {'torch', 'transformers', 'datasets', 'numpy', 'trafilatura', 'babel', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for command in ("run", "check", "facts", "judge", "models", "bench", "doctor"):
        assert f"\n  {command} " in done.stdout


def test_texts_and_json_lines_load_no_library_for_feeds(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Der Stadtrat von Ulm hat am Montag 12 Anträge beschlossen.", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"id": "b", "text": "Die Feuerwehr in Kiel rückte 14 Mal aus."}\n', "utf-8")
    code = (
        "import sys\n"
        "from pipeline.config import InputConfig\n"
        "from pipeline.read import read_inputs\n"
        "assert len(list(read_inputs(sys.argv[1:], InputConfig()))) == 2\n"
        "heavy = {'feedparser', 'pyarrow', 'lxml', 'httpx2', 'sqlalchemy', 'rensa'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "a.txt"), str(tmp_path / "b.jsonl")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["run", "check", "facts", "judge", "models", "bench", "doctor"])
def test_every_command_has_help(command: str) -> None:
    done = wortlaut(command, "--help")
    assert done.returncode == 0, done.stderr.decode()
    assert b"Usage:" in done.stdout


def test_a_changed_number_is_an_error_with_both_spans(tmp_path: Path) -> None:
    pairs = tmp_path / "p.tsv"
    pairs.write_text(SLIP, encoding="utf-8")
    done = wortlaut("check", pairs, "--format", "jsonl", "--fail-on", "error")
    assert done.returncode == 1, done.stderr.decode()
    result = json.loads(done.stdout)
    assert (result["index"], result["verdict"]) == (0, "fail")
    finding = next(f for f in result["findings"] if f["severity"] == "error")
    assert finding["kind"] == "number"
    assert finding["source"] == {"text": "30.000", "start": 25, "end": 31}
    assert finding["target"] == {"text": "3,000", "start": 29, "end": 34}
    assert "30,000" in finding["expected"]
    assert finding["check"].startswith("number.")
    assert finding["message"]


def test_a_sound_pair_passes(tmp_path: Path) -> None:
    pairs = tmp_path / "p.tsv"
    pairs.write_text(SOUND, encoding="utf-8")
    done = wortlaut("check", pairs, "--format", "jsonl", "--fail-on", "error")
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == {"index": 0, "verdict": "pass", "findings": []}


def test_findings_below_the_level_do_not_fail_the_command(tmp_path: Path) -> None:
    pairs = tmp_path / "p.tsv"
    pairs.write_text(SLIP, encoding="utf-8")
    assert wortlaut("check", pairs).returncode == 0


def test_one_result_a_line_in_order_from_standard_input() -> None:
    done = wortlaut("check", "-", "--format", "jsonl", stdin=(SOUND + SLIP + "\n" + SOUND).encode())
    results = [json.loads(text) for text in done.stdout.splitlines()]
    assert [(r["index"], r["verdict"]) for r in results] == [(0, "pass"), (1, "fail"), (2, "pass"), (3, "pass")]


def test_aligned_files(tmp_path: Path) -> None:
    source, target = tmp_path / "de.txt", tmp_path / "en.txt"
    source.write_bytes("Es sind 12 Boote.\r\nDrei\u2028 Boote sinken.\r\n".encode())
    target.write_text("There are 12 boats.\nFour boats sink.\n", encoding="utf-8")
    done = wortlaut("check", "--source", source, "--target", target, "--format", "jsonl")
    assert [json.loads(text)["verdict"] for text in done.stdout.splitlines()] == ["pass", "fail"]


def test_a_summary_may_leave_out_but_not_invent(tmp_path: Path) -> None:
    pairs = tmp_path / "p.tsv"
    article = "Am Montag kamen 40 Gäste. Sie zahlten 1.250 Euro."
    pairs.write_text(f"{article}\tThey paid 1,250 euros.\n{article}\tThey paid 1,350 euros.\n", encoding="utf-8")
    done = wortlaut("check", pairs, "--direction", "target", "--format", "jsonl")
    assert [json.loads(text)["verdict"] for text in done.stdout.splitlines()] == ["pass", "fail"]


def test_english_against_english(tmp_path: Path) -> None:
    pairs = tmp_path / "p.tsv"
    pairs.write_text("They paid 1,250 euros.\tThey paid €1,250.\nThey paid 1,250 euros.\tThey paid €1.250.\n")
    done = wortlaut("check", pairs, "--langs", "en-en", "--format", "jsonl")
    assert [json.loads(text)["verdict"] for text in done.stdout.splitlines()] == ["pass", "fail"]


@pytest.mark.parametrize("form", ["text", "csv", "html"])
def test_other_formats_name_both_figures(tmp_path: Path, form: str) -> None:
    pairs = tmp_path / "p.tsv"
    pairs.write_text(SLIP, encoding="utf-8")
    out = wortlaut("check", pairs, "--format", form).stdout.decode()
    assert "30.000" in out
    assert "3,000" in out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"one column\n", "line 1: 1 column instead of 2"),
        (b"a\tb\na\tb\tc\n", "line 2: 3 columns instead of 2"),
        (b"a\tb\nM\xfcller\tb\n", "line 2: not UTF-8 (byte offset 5)"),
    ],
)
def test_broken_pairs_are_named(tmp_path: Path, content: bytes, message: str) -> None:
    pairs = tmp_path / "p.tsv"
    pairs.write_bytes(content)
    done = wortlaut("check", pairs)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stdout == b""


def test_files_that_do_not_correspond_are_refused(tmp_path: Path) -> None:
    source, target = tmp_path / "de.txt", tmp_path / "en.txt"
    source.write_text("a\nb\n")
    target.write_text("a\n")
    done = wortlaut("check", "--source", source, "--target", target)
    assert done.returncode == 2
    assert "has 2 lines" in done.stderr.decode()


@pytest.mark.parametrize(
    "args", [["check"], ["check", "--source", "x"], ["check", "absent.tsv"], ["nonsense"], ["run"]]
)
def test_wrong_usage_exits_with_2(args: list[str]) -> None:
    done = wortlaut(*args)
    assert done.returncode == 2
    assert done.stderr


def test_facts_show_what_the_grammar_sees(tmp_path: Path) -> None:
    text = tmp_path / "de.txt"
    text.write_text("Am 22. Oktober zahlte Angela Merkel 7,3 Milliarden Euro.\n", encoding="utf-8")
    done = wortlaut("facts", text, "--format", "jsonl")
    assert done.returncode == 0, done.stderr.decode()
    found = {fact["span"]["text"]: fact["kind"] for fact in json.loads(done.stdout)["facts"]}
    assert any("22. Oktober" in text and kind == "date" for text, kind in found.items())
    assert any("7,3 Milliarden" in text for text in found)
    assert any("Merkel" in text and kind == "name" for text, kind in found.items())
    plain = wortlaut("facts", text).stdout.decode()
    assert "22. Oktober" in plain
    assert "Merkel" in plain


def test_a_file_name_cannot_command_the_terminal() -> None:
    done = wortlaut("check", "\x1b]0;x\x07\r\x9b2J.tsv")
    assert done.returncode == 2
    assert not {"\x1b", "\x07", "\r", "\x9b"} & set(done.stderr.decode())


def test_a_wrong_path_is_told_before_anything_is_made_or_asked_for(tmp_path: Path) -> None:
    done = wortlaut("run", tmp_path / "nosuch.txt", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.decode() == f"wortlaut: {tmp_path}/nosuch.txt: no such file or folder. Check the path.\n"
    assert not (tmp_path / "out").exists()


def test_a_mistyped_command_gets_the_nearest_one() -> None:
    done = wortlaut("chek")
    assert done.returncode == 2
    assert "No such command 'chek'. Did you mean 'check'?" in done.stderr.decode()


@pytest.mark.parametrize(
    "args",
    [("run", "a\x1b[31m.txt"), ("run", "--a\x1b[31m"), ("check", "a\x1b[31m.tsv"), ("facts", "a\x1b[31m.txt"),
     ("\x1b[31m",), ("check", "--langs", "\x1b[31m", "x")],
)  # fmt: skip
def test_no_argument_reaches_the_terminal_as_a_command(args: tuple[str, ...]) -> None:
    done = wortlaut(*args)
    assert done.returncode == 2
    assert done.stderr
    assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not weights_of(resources.embedded_model()), reason="the embedded weights are not in this checkout")
def test_a_run_over_files_loads_nothing_that_only_feeds_need(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Werft streicht 400 Stellen\n\nDie Werft streicht 400 Stellen.\n", "utf-8")
    code = (
        "import sys\n"
        "from pipeline.cli import main\n"
        "sys.argv = ['wortlaut', 'run', *sys.argv[1:], '--translator', 'embedded', '--quality', 'draft']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit as end:\n"
        "    assert not end.code, end.code\n"
        "feeds = {'feedparser', 'sqlalchemy', 'alembic', 'psycopg', 'httpx2', 'httpcore2', 'stamina', 'protego', 'rensa',\n"
        "         'prometheus_client', 'pyarrow', 'ray'} & set(sys.modules)\n"
        "parts = [m for m in sys.modules if m.startswith(('pipeline.ledger', 'pipeline.fetch'))]\n"
        "sys.exit(f'imported: {feeds} {parts}' if feeds or parts else 0)\n"
    )
    options = [tmp_path / "a.txt", "--out", tmp_path / "out"]
    done = subprocess.run([sys.executable, "-c", code, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "briefs.jsonl").stat().st_size > 0
