"""The guides and the examples are held to the code: commands, settings, columns, files."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path

import click
import pytest

from pipeline import config, render
from pipeline.cli import COMMANDS, wortlaut
from pipeline.export.tables import BRIEFS
from pipeline.types import PROBLEMS

from . import support_records as support

ROOT = Path(__file__).resolve().parent.parent
GUIDES = sorted((ROOT / "docs").glob("*.md"))
EXAMPLES = ROOT / "examples"


def _code(guide: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a guide: language and content."""
    return re.findall(r"^```([a-z]+)\n(.*?)\n```$", guide.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def _commands(guide: Path) -> list[list[str]]:
    lines = [line for _, block in _code(guide) for line in block.splitlines()]
    lines += re.findall(r"`(wortlaut [^`]*)`", guide.read_text(encoding="utf-8"))
    found = []
    for line in lines:
        command = re.search(r"(?:^|bin/)wortlaut (.*)", line)
        if command:
            words = shlex.split(re.split(r"\s[|>]|\s2>|\s#|\s\|\|", command[1])[0].replace("...", ""))
            found.append(words)
    return found


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_commands_in_the_guides_exist_with_their_options(guide: Path) -> None:
    for words in _commands(guide):
        if words[0].startswith("-"):
            assert words[0] in {"--help", "--version"}
            continue
        assert words[0] in COMMANDS, words
        command = wortlaut.get_command(click.Context(wortlaut), words[0])
        if isinstance(command, click.Group) and len(words) > 1:
            command = command.get_command(click.Context(command), words[1])
        assert command is not None, words
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, words


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_settings_in_the_guides_load(guide: Path, tmp_path: Path) -> None:
    (tmp_path / "accepted.csv").touch()  # settings may name it; it is read with them
    for language, block in _code(guide):
        if language == "toml":
            path = tmp_path / "guide.toml"
            path.write_text(block, encoding="utf-8")
            config.load(path)
    for key, default in re.findall(
        r"^\| `((?:input|translate|summarise|check|repair|policy)\.[a-z_]+)` \| `?([^`|]+?)`? \|",
        guide.read_text(encoding="utf-8"),
        re.M,
    ):
        section, name = key.split(".")
        assert str(getattr(getattr(config.Config(), section), name)) == default


def test_policy_in_the_qa_guide_shows_the_defaults() -> None:
    guide = (ROOT / "docs" / "qa-lead.md").read_text(encoding="utf-8")
    policy = config.PolicyConfig()
    for name in ("brief_error", "brief_warning", "article_error", "article_warning", "draft_model"):
        assert f'{name} = "{getattr(policy, name)}"' in guide


def test_columns_in_the_qa_guide_are_those_of_the_file() -> None:
    guide = (ROOT / "docs" / "qa-lead.md").read_text(encoding="utf-8")
    table = guide[guide.index("| Column |") : guide.index("A cell that")].strip()
    named = [name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])]
    assert sorted(named) == sorted(render.FINDINGS_HEADER)


def test_keys_of_briefs_jsonl_in_the_operator_s_guide() -> None:
    guide = (ROOT / "docs" / "batch-operator.md").read_text(encoding="utf-8")
    row = next(line for line in guide.splitlines() if line.startswith("| `briefs.jsonl`"))
    line = json.loads(BRIEFS.piece(support.RECORD, True))
    assert re.findall(r"`([a-z_]+)`", row.split("|")[2]) == list(line)


def test_check_csv_columns_in_words() -> None:
    own = {"line", "verdict", "source_line", "target_line"}
    article = {"article", "title", "url", "part", "sentences", "german", "english"}
    assert set(render.CHECK_HEADER) - own == set(render.FINDINGS_HEADER) - article


def test_examples_are_what_their_page_says() -> None:
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \| (\d+) \|", page, re.MULTILINE))
    files = {path.name: path for path in EXAMPLES.iterdir() if path.name != "README.md"}
    assert set(rows) == set(files)
    for name, path in files.items():
        text = path.read_text(encoding="utf-8")
        assert int(rows[name]) == (len(text.splitlines()) if name.endswith(".jsonl") else 1)
        if name.endswith(".jsonl"):
            for line in text.splitlines():
                article = json.loads(line)
                assert set(article) == {"id", "title", "lead", "url", "source", "published", "text"}
        assert all("example.org" in url for url in re.findall(r"https?://[^\s\"<]+", text) if "schema.org" not in url)


def test_example_articles_have_the_length_of_news() -> None:
    for path in sorted(EXAMPLES.glob("*.txt")):
        assert 250 <= len(path.read_text(encoding="utf-8").split()) <= 450
    for path in sorted(EXAMPLES.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert 250 <= len(json.loads(line)["text"].split()) <= 450


def test_the_glossary_in_the_desk_guide_has_four_columns() -> None:
    block = next(block for language, block in _code(ROOT / "docs" / "desk-editor.md") if language == "csv")
    rows = [row for row in csv.reader(block.splitlines()) if row]
    assert rows[0] == ["German", "English", "kind", "note"]
    assert [len(row) for row in rows] == [4] * len(rows)


def test_what_can_be_wrong_is_listed_in_the_qa_guide() -> None:
    guide = (ROOT / "docs" / "qa-lead.md").read_text(encoding="utf-8")
    table = guide[guide.index("| Ends in |") : guide.index("## Severity")].strip()
    named = {name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z0-9]+)`", row.split("|")[1])}
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    used = set(
        re.findall(r'(?:[Ff]inding\(|check =)\s*"(?:name|text|bound|direction|negation|hedge)\.([a-z0-9]+)"', code)
    )
    used |= set(re.findall(r'\bfinding\(\s*"([a-z0-9]+)",', code)) | set(
        re.findall(r'"text\.(?!txt)([a-z0-9]+)"', code)
    )
    assert {"missing", "changed", "failed"} <= used
    assert sorted(used) == sorted(PROBLEMS), "pipeline/types.py: list what a check id can end in"
    assert sorted(used) == sorted(named), "docs/qa-lead.md, table 'Ends in': list what a check id can end in"
