"""Prompt files: what is read from them, what is said of mistakes, and the command that shows them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline import resources
from pipeline.cli import wortlaut
from pipeline.config import load as load_config
from pipeline.errors import PromptError
from pipeline.summarise.prompts import load_prompt, read_prompt, shipped_prompts

GOOD = """name: desk
version: 3
answer: sentences
variables: article, count

== system ==
You condense.
== user ==
<text>
{{article}}
</text>
Write {{ count }} sentences.
"""


def write(folder: Path, text: str = GOOD) -> Path:
    path = folder / "desk.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_desks_own_prompt_is_read_by_its_path(tmp_path: Path) -> None:
    prompt = load_prompt(str(write(tmp_path)))
    assert (prompt.name, prompt.version, prompt.answer, prompt.variables) == (
        "desk",
        "3",
        "sentences",
        ("article", "count"),
    )
    assert prompt.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert prompt.messages({"article": "[s1] It rained.", "count": "3"}) == [
        {"role": "system", "content": "You condense."},
        {"role": "user", "content": "<text>\n[s1] It rained.\n</text>\nWrite 3 sentences."},
    ]


def test_it_is_looked_for_beside_the_configuration_first(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "run.toml").write_text('[summarise]\nprompt = "desk.txt"\n', encoding="utf-8")
    assert load_config(tmp_path / "run.toml").summarise.prompt == str(path)


def test_windows_line_ends_and_a_byte_order_mark_are_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "desk.txt"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_prompt(path).sections == read_prompt(write(tmp_path)).sections


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("name: desk\n", "", "the header has no name"),
        ("version: 3\n", "", "the header has no version"),
        ("version: 3\n", "version: 3\nversion: 4\n", "desk.txt:3: version is given twice"),
        ("version: 3", "verson: 3", "desk.txt:2: 'verson: 3' is not a line of the header. Did you mean 'version'"),
        ("answer: sentences", "answer: poem", "answer is 'poem'; valid: sentences, headline, text"),
        ("article, count", "article", "'count' is used but not listed"),
        ("article, count", "article, count, title", "'title' is listed in the header but not used"),
        ("article, count", "artikle, count", "unknown variable 'artikle'. Did you mean 'article'"),
        ("{{ count }}", "{{ ar-tikel }}", "'{{ ar-tikel }} sentences.' is no variable"),
        ("{{ count }}", "{{ count }", "is no variable"),
        ("{{ count }}", "{{count", "closed by two braces"),
        ("{{ count }}", "{{ cuont }}", "unknown variable 'cuont'. Did you mean 'count'"),
        ("== user ==", "== usr ==", "unknown section 'usr'; valid here: system, user"),
        ("== user ==", "== system ==", "the section 'system' is there twice"),
        ("== system ==", "Hello\n== system ==", "text before the first section"),
        ("<text>\n{{article}}\n</text>", "{{article}}", "must stand in the section 'user' between an opening and a closing"),
        ("<text>\n{{article}}\n</text>", "<text>\n{{article}}\n</txt>", "must stand in the section 'user' between"),
        ("<text>\n{{article}}\n</text>", "", "'article' is listed in the header but not used"),
        ("You condense.", "You condense <a>{{article}}</a>", "must stand in the section 'user'"),
        ("article, count\n", "article, count\ncount: many\n", "count is 'many'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(PromptError) as caught:
        read_prompt(write(tmp_path, GOOD.replace(old, new, 1)))
    assert words in str(caught.value)
    assert "desk.txt" in str(caught.value)


def test_a_prompt_without_the_article_is_refused(tmp_path: Path) -> None:
    text = GOOD.replace("article, count", "count").replace("{{article}}", "")
    with pytest.raises(PromptError, match="does not take in the article"):
        read_prompt(write(tmp_path, text))


def test_what_is_no_prompt_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.txt").write_bytes(b"x" * 200_000)
    for name in ("a.txt", "b.txt"):
        with pytest.raises(PromptError, match=name):
            load_prompt(str(tmp_path / name))
    with pytest.raises(PromptError, match=r"There is no prompt 'breif'\. Did you mean 'brief'"):
        load_prompt("breif")
    with pytest.raises(PromptError, match="There is no prompt"):
        load_prompt("../prompts/brief")


def test_the_prompts_that_are_shipped_have_no_mistake_and_fit_their_names() -> None:
    assert [path.stem for path in shipped_prompts()] == ["alert", "brief", "headline", "house-style"]
    for path in shipped_prompts():
        prompt = read_prompt(path)
        assert prompt.name == path.stem
        assert prompt.answer == {"headline": "headline", "house-style": "text"}.get(path.stem, "sentences")
    assert load_prompt("alert").count == 3


def test_list_show_and_check_show_them(tmp_path: Path) -> None:
    def command(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(wortlaut, ["prompts", *arguments])
        return done.exit_code, done.output

    code, listed = command("list")
    assert code == 0
    assert "brief  version 1, answer: sentences; takes in count, title, article, house_style" in listed
    code, shown = command("show", "brief")
    assert code == 0
    assert shown.startswith("== system ==\nYou are a sub-editor")
    assert "[s2] He is said to have stolen 14 bicycles." in shown
    assert "Write plain British English" in shown
    assert command("show", "brief", "--raw")[1] == (resources.prompts() / "brief.txt").read_text(encoding="utf-8")
    assert command("check")[0] == 0
    assert command("check", str(write(tmp_path)))[1].startswith("ok     desk version 3 (sentences), sha256 ")
    code, said = command("check", "brief", str(write(tmp_path, GOOD.replace("answer: sentences", "answer: poem"))))
    assert code == 2
    assert "ok     brief" in said
    assert "wrong  " in said
    assert "answer is 'poem'" in said


@pytest.mark.parametrize("name", ["title", "source", "published", "language"])
def test_what_comes_from_a_feed_stands_between_tags_of_the_users_section(tmp_path: Path, name: str) -> None:
    listed = GOOD.replace("article, count", f"article, count, {name}")
    with pytest.raises(PromptError, match=rf"\{{\{{{name}\}}\}} must stand in the section 'user' between"):
        read_prompt(write(tmp_path, listed.replace("You condense.", f"You condense {{{{{name}}}}}.")))
    with pytest.raises(PromptError, match="between an opening and a closing tag"):
        read_prompt(write(tmp_path, listed.replace("Write {{", f"From {{{{{name}}}}}. Write {{{{")))
    tagged = listed.replace("Write {{", f"<of>{{{{{name}}}}}</of> Write {{{{")
    assert read_prompt(write(tmp_path, tagged)).variables == ("article", "count", name)
