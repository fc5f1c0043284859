"""What the documents say is true of the code."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import COMMANDS, wortlaut
from pipeline.cli.failed import failed_group
from pipeline.cli.feeds import FEEDS_COMMANDS
from pipeline.cli.feeds_watch import add_command
from pipeline.config import FeedsConfig

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "pipeline" / "embedded" / "MODEL_CARD.md"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists() and not link.endswith(("qa.html",))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_named_exist(page: Path) -> None:
    named = re.findall(r"(?:^|[`$] ?)wortlaut ([a-z]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(named) <= set(COMMANDS)


def test_the_readme_shows_what_check_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    [block] = re.findall(r"```console\n(.*?)```", readme, flags=re.DOTALL)
    lines = block.splitlines()
    printed = "\n".join(lines[2:]) + "\n"
    assert lines[0].startswith("$ printf '")
    pairs = lines[0].removeprefix("$ printf '").partition("'")[0].replace("\\t", "\t").replace("\\n", "\n")
    (tmp_path / "pairs.tsv").write_text(pairs, encoding="utf-8")
    arguments = lines[1].removeprefix("$ wortlaut ").split()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipeline.cli.check.now", lambda: datetime(2026, 11, 26, 10, 15, tzinfo=UTC))
    done = CliRunner().invoke(wortlaut, arguments)
    assert done.exit_code == 1
    assert done.stdout == printed


def test_every_command_is_in_a_document() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.exists())
    assert [name for name in COMMANDS if f"wortlaut {name}" not in text] == []
    below = [f"feeds {name}" for name in FEEDS_COMMANDS] + [f"failed {name}" for name in failed_group.commands]
    assert [name for name in below if f"wortlaut {name}" not in text] == []


def test_every_option_of_a_round_and_every_key_is_in_the_operators_document() -> None:
    from pipeline.cli.feeds_run import run

    text = (ROOT / "docs" / "batch-operator.md").read_text(encoding="utf-8")
    text = text[text.index("### A round") : text.index("### A ledger that")]
    options = {option for parameter in run.params for option in parameter.opts if option.startswith("--")}
    assert {option for option in options if f"`{option}" not in text} == set()
    assert {key.name for key in fields(FeedsConfig) if f"| `{key.name}` |" not in text} == set()


def test_every_rule_is_in_the_operators_document() -> None:
    text = (ROOT / "docs" / "batch-operator.md").read_text(encoding="utf-8")
    options = {name for option in add_command.params for name in option.opts if name.startswith("--")}
    assert [name for name in sorted(options) if name not in text] == []


@pytest.mark.skipif(
    not (ROOT / "pipeline" / "embedded" / "model.safetensors").is_file(), reason="no embedded weights in this checkout"
)
def test_the_readme_shows_a_brief_that_the_embedded_model_writes(tmp_path: Path) -> None:
    """Line by line, but for what another processor's rounding may change in a sentence."""
    from rapidfuzz import fuzz, process

    quoted = re.findall(r"^> ?(.*)$", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    shown = [line.strip("*") for line in quoted if line not in {"", "..."}]
    command = [sys.executable, "-m", "pipeline", "run", "examples/wissenschaft.jsonl", "--translator", "embedded"]
    subprocess.run([*command, "--offline", "--out", str(tmp_path)], cwd=ROOT, capture_output=True, check=True)
    brief = (tmp_path / "articles" / "akku-dresden" / "brief.md").read_text(encoding="utf-8")
    lines = [line.lstrip("# ").strip("*") for line in brief.splitlines()]
    assert len(shown) > 15
    assert [line for line in shown if process.extractOne(line, lines, scorer=fuzz.ratio, score_cutoff=80) is None] == []


def test_every_output_and_every_key_about_outputs_is_in_their_document(tmp_path: Path) -> None:
    from pipeline.config import DisclosureConfig, ExportConfig, load
    from pipeline.export.table import OUTPUTS

    text = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
    assert [
        output.name for output in OUTPUTS if f"`{output.name}`" not in text and f"/{output.name}`" not in text
    ] == []
    examples = re.findall(r"```toml\n(.*?)```", text, flags=re.DOTALL)
    for number, example in enumerate(examples):
        (tmp_path / f"{number}.toml").write_text(example, encoding="utf-8")
        load(tmp_path / f"{number}.toml")
    keys = [one.name for section in (DisclosureConfig, ExportConfig) for one in fields(section)]
    assert [key for key in keys if f"{key} = " not in "".join(examples)] == []
