"""The whole way with the real embedded model, through the real command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline import resources

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (resources.embedded_model() / "model.safetensors").is_file(), reason="no embedded weights in this checkout"
    ),
]


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "pipeline", "run", *map(str, args), "--translator", "embedded", "--offline"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    out = tmp_path_factory.mktemp("examples")
    done = subprocess.run(command(EXAMPLES, "--out", out), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out, done


def records(out: Path) -> list[Any]:
    return [json.loads(path.read_bytes()) for path in sorted(out.glob("articles/*/record.json"))]


def test_every_example_becomes_a_brief(run: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, done = run
    assert len(records(out)) >= 6
    for record in records(out):
        brief = out / "articles" / record["article"]["id"] / "brief.md"
        assert str(brief.with_suffix(".html")) in done.stdout
        assert brief.read_text(encoding="utf-8").startswith("# ")
        assert record["brief"]["sentences"] or record["brief"]["verdict"] == "fail"
        assert record["signature"]["draft"] is True


def test_nothing_is_lost_between_source_and_record(run: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    for record in records(run[0]):
        for name in ("title", "lead", "text"):
            whole = record["article"][name]
            spans = sorted((s["start"], s["end"]) for s in record["sentences"] if s["field"] == name)
            if name != "text" and not spans:
                continue  # the same words stand in the text
            place = 0
            for start, end in spans:
                assert whole[place:start].strip() == ""
                place = end
            assert whole[place:].strip() == ""


def test_no_sentence_of_a_brief_changes_or_invents_a_figure(
    run: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    for record in records(run[0]):
        for sentence in record["brief"]["sentences"]:
            assert [f for f in sentence["findings"] if f["severity"] == "error"] == []


def test_the_saved_page_leaves_its_furniture_behind(run: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    pages = [r for r in records(run[0]) if any(s["removed_by"] == "html.boilerplate" for s in r["sentences"])]
    assert len(pages) == 1
    kept = " ".join(s["source"] for s in pages[0]["sentences"] if s["removed_by"] is None)
    assert not any(word in kept for word in ("Cookie", "Newsletter", "Kommentar schreiben", "Impressum"))


def test_again_does_no_model_work(run: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, _ = run
    before = {path: path.read_bytes() for path in out.glob("articles/*/*")}
    done = subprocess.run(command(EXAMPLES, "--out", out), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "no model work" in done.stdout
    assert {path: path.read_bytes() for path in out.glob("articles/*/*")} == before


def test_the_same_article_gives_the_same_bytes_in_other_company(
    run: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    """Batches of another make-up must not show in a record."""
    out, _ = run
    [one] = sorted(EXAMPLES.glob("*.txt"))[:1]
    subprocess.run(command(one, "--out", tmp_path), capture_output=True, check=True)
    [alone] = records(tmp_path)
    together = next(r for r in records(out) if r["article"]["id"] == alone["article"]["id"])
    assert {k: v for k, v in alone.items() if k != "run"} == {k: v for k, v in together.items() if k != "run"}


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path: Path) -> None:
    text = (EXAMPLES / "koalition.txt").read_text(encoding="utf-8")
    many = tmp_path / "many.jsonl"
    with many.open("w", encoding="utf-8") as file:
        for i in range(400):
            file.write(json.dumps({"id": f"a{i:03}", "text": text.replace("Euro", f"Euro ({i})")}) + "\n")
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(many, "--out", out), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        # A test run in the background of a shell has inherited that SIGINT is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not list(out.glob("articles/*/record.json")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "resumes from there" in stderr
    kept = {path: path.read_bytes() for path in out.glob("articles/*/record.json")}
    assert 0 < len(kept) < 400
    assert json.loads((out / "run.json").read_bytes())["interrupted"] is True
    # What was done need not be the first articles without a gap: each is written when its last sentence is back.
    enough = max(int(path.parent.name[1:]) for path in kept) + 2
    again = subprocess.run(
        command(many, "--out", out, "--limit", str(enough)), capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    assert f"{len(kept)} of {enough} articles were already done" in again.stdout
    assert all(path.read_bytes() == data for path, data in kept.items())


@pytest.mark.skipif(os.name != "posix", reason="sends SIGTERM")
def test_what_a_service_manager_sends_ends_a_run_with_its_report(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(
        command("-", "--out", out), stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while not (out / ".lock").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 130, stderr
    assert "interrupted" in stderr


@pytest.mark.skipif(os.name != "posix", reason="sends SIGTERM")
def test_stopped_while_an_extension_runs_python_it_still_ends_with_its_code(tmp_path: Path) -> None:
    (tmp_path / "extension.py").write_text(
        "import ctypes, signal, sys\n"
        "from pipeline.cli import _stop\n"
        "signal.signal(signal.SIGTERM, _stop)\n"
        'ctypes.pythonapi.PyRun_SimpleString(b"import os, signal; os.kill(os.getpid(), signal.SIGTERM)")\n'
        "sys.exit(130)\n",
        encoding="utf-8",
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    ended = subprocess.run([sys.executable, "-m", "extension"], env=environment, capture_output=True, check=False)
    assert ended.returncode == 130
