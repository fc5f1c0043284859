"""``wortlaut run`` on good and bad input: messages, exit codes, what is written. The translator is a phrase book."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import wortlaut
from pipeline.errors import WortlautError
from tests.fakes import FakeTranslator

GERMAN = (
    "Stadtrat beschließt Haushalt\n\n"
    "Der Stadtrat von Pirna hat am Montag den Haushalt für das kommende Jahr beschlossen. "
    "Er sieht Ausgaben von 48 Millionen Euro vor.\n\n"
    "Die Opposition stimmte geschlossen gegen den Entwurf, weil sie die Schulden für zu hoch hält.\n"
)


class Echo(FakeTranslator):
    """Gives every sentence back as it is; good enough where only the way through is tested."""

    def __init__(self) -> None:
        super().__init__({})


@pytest.fixture(autouse=True)
def phrase_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.translate.load_translator", lambda config, warn: Echo())


def wl(*args: str | Path, stdin: bytes | None = None) -> Result:
    """Run the command as ``main`` does: an expected error becomes its message and exit code."""
    result = CliRunner().invoke(wortlaut, [str(a) for a in args], input=stdin)
    if isinstance(result.exception, WortlautError):
        return Result(
            result.runner,
            result.stdout_bytes,
            str(result.exception).encode(),
            result.output_bytes,
            None,
            result.exception.exit_code,
            None,
        )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def ids(out: Path) -> list[str]:
    return sorted(p.name for p in (out / "articles").iterdir())


def info(out: Path) -> Any:
    return json.loads((out / "run.json").read_bytes())


def test_a_file_becomes_a_brief_and_the_paths_are_printed(tmp_path: Path) -> None:
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    done = wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    [name] = ids(tmp_path / "out")
    assert str(tmp_path / "out" / "articles" / name / "brief.html") in done.stdout


def test_a_second_run_says_that_there_was_no_model_work(tmp_path: Path) -> None:
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out")
    assert "no model work" in wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out").stdout


def test_standard_input(tmp_path: Path) -> None:
    done = wl("run", "-", "--out", tmp_path / "out", stdin=GERMAN.encode())
    assert done.exit_code == 0, done.output
    assert len(ids(tmp_path / "out")) == 1


def test_fail_on(tmp_path: Path) -> None:
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    # The echo leaves the German in place, which is an error in every sentence with a figure.
    assert wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out", "--fail-on", "error").exit_code == 1
    assert wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out").exit_code == 0


def test_fail_on_counts_what_the_policy_counts(tmp_path: Path) -> None:
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    out = tmp_path / "out"
    wl("run", tmp_path / "rat.txt", "--out", out)
    [name] = ids(out)
    record = json.loads((out / "articles" / name / "record.json").read_bytes())
    found = {finding["check"] for sentence in record["sentences"] for finding in sentence["findings"]}
    settings = tmp_path / "policy.toml"
    settings.write_text(f"[policy]\nignore = {json.dumps(sorted(found))}\n", encoding="utf-8")
    assert found
    assert wl("run", tmp_path / "rat.txt", "--out", out, "--config", settings, "--fail-on", "note").exit_code == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "rat.txt").write_bytes(GERMAN.encode(encoding))
    assert wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out").exit_code == 0
    [name] = ids(tmp_path / "out")
    record = json.loads((tmp_path / "out" / "articles" / name / "record.json").read_bytes())
    assert "beschließt" in record["article"]["text"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("leer.txt", b"", "empty"),
        ("weiss.txt", b" \n\t\n", "empty"),
        ("bild.txt", bytes(range(256)) * 40, "byte"),
        ("seite.html", b"<html><body><nav><a href='/'>Start</a></nav></body></html>", "article"),
    ],
)
def test_a_file_that_is_no_article_is_listed_and_the_others_go_on(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "rat.txt").write_text(GERMAN, encoding="utf-8")
    done = wl("run", folder, "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert name in done.stderr
    assert reason in done.stderr
    assert len(ids(tmp_path / "out")) == 1
    [failure] = info(tmp_path / "out")["failures"]
    assert name in failure["origin"]


def test_english_is_skipped_and_listed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    english = "The council of the small town has decided on its budget for the coming year, and it is a large one. " * 4
    (folder / "council.txt").write_text(english)
    (folder / "rat.txt").write_text(GERMAN, encoding="utf-8")
    done = wl("run", folder, "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "council.txt: skipped" in done.stderr
    [failure] = info(tmp_path / "out")["failures"]
    assert failure["skipped"] is True


def test_nothing_but_skipped_articles_is_no_success(tmp_path: Path) -> None:
    english = "The council of the small town has decided on its budget for the coming year, and it is a large one. " * 4
    (tmp_path / "council.txt").write_text(english)
    assert wl("run", tmp_path / "council.txt", "--out", tmp_path / "out").exit_code == 3


def test_an_empty_feed_or_folder_is_a_success_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()
    (tmp_path / "feed.xml").write_text("<rss version='2.0'><channel><title>Bote</title></channel></rss>")
    (tmp_path / "feed.jsonl").write_bytes(b"")
    done = wl("run", tmp_path / "leer", tmp_path / "feed.xml", tmp_path / "feed.jsonl", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "There was no article to brief." in done.stdout
    assert "leer: no article in this folder: it is empty" in done.stderr
    assert "feed.xml: a feed without items at present" in done.stderr
    assert "feed.jsonl: empty: it contains no record" in done.stderr
    assert info(tmp_path / "out")["failures"] == []


def test_bytes_that_are_no_feed_are_no_empty_feed(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text("<rss version='2.0'><channel><title>Bote")
    done = wl("run", tmp_path / "feed.xml", "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert "no item was found in 39 bytes" in done.stderr


def test_one_broken_json_line_does_not_stop_the_others(tmp_path: Path) -> None:
    good = json.dumps({"id": "rat", "title": "Stadtrat beschließt Haushalt", "text": GERMAN})
    path = tmp_path / "in.jsonl"
    path.write_text(f'{good}\n{{"text": "Der Stadtrat\n' + good.replace('"rat"', '"zwei"').replace("48", "49") + "\n")
    done = wl("run", path, "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert "in.jsonl:2" in done.stderr
    assert ids(tmp_path / "out") == ["rat", "zwei"]


def test_fields_by_other_names(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"nr": "7", "inhalt": GERMAN}) + "\n")
    done = wl("run", path, "--out", tmp_path / "out", "--map", "text=inhalt", "--map", "id=nr")
    assert done.exit_code == 0, done.output
    assert ids(tmp_path / "out") == ["7"]


@pytest.mark.parametrize(("quality", "beams", "kept"), [("draft", 1, 1), ("standard", 4, 4), ("best", 6, 4)])
def test_quality_is_the_beam_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quality: str, beams: int, kept: int
) -> None:
    asked: list[Any] = []

    def load(config: Any, warn: object) -> Echo:
        asked.append(config)
        return Echo()

    monkeypatch.setattr("pipeline.translate.load_translator", load)
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out", "--quality", quality)
    assert [(config.beams, config.hypotheses) for config in asked] == [(beams, kept)]


def test_limit(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(
        "".join(json.dumps({"id": f"a{i}", "text": GERMAN.replace("48", f"{50 + i}")}) + "\n" for i in range(5))
    )
    wl("run", path, "--out", tmp_path / "out", "--limit", "2")
    assert ids(tmp_path / "out") == ["a0", "a1"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["absent"], "absent"),
        (["rat.txt", "--map", "body"], "FIELD=NAME"),
        (["rat.txt", "--summariser", "oracle"], "extractive"),
        (["rat.txt", "--config", "absent.toml"], "absent.toml"),
        (["rat.txt", "--limit", "0"], "--limit"),
    ],
)
def test_wrong_usage_names_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rat.txt").write_text(GERMAN, encoding="utf-8")
    done = wl("run", *args, "--out", tmp_path / "out")
    assert done.exit_code == 2, done.output
    assert message in done.stderr


def test_an_unknown_configuration_key_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text("[translate]\nbeam = 2\n")
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    done = wl("run", tmp_path / "rat.txt", "--config", tmp_path / "c.toml", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "translate.beams" in done.stderr


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    (tmp_path / "file").write_text("")
    done = wl("run", tmp_path / "rat.txt", "--out", tmp_path / "file" / "out")
    assert done.exit_code == 2
    assert "cannot be written" in done.stderr


def test_a_very_long_line_goes_through(tmp_path: Path) -> None:
    sentence = "Der Stadtrat von Pirna hat den Haushalt für das kommende Jahr beschlossen" + ", nachdem er beriet" * 12
    line = f"{sentence}. " * 850
    assert len(line) > 250_000
    (tmp_path / "lang.txt").write_text(line, encoding="utf-8")
    done = wl("run", tmp_path / "lang.txt", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert len(ids(tmp_path / "out")) == 1


def test_hostile_ids_stay_inside_the_output(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    hostile = ["../../escape", "/etc/passwd", "a\0b", "CON", "", ".", "..", "x" * 400, "😀"]
    path.write_text(
        "".join(json.dumps({"id": h, "text": GERMAN.replace("48", str(100 + i))}) + "\n" for i, h in enumerate(hostile))
    )
    done = wl("run", path, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert len(ids(tmp_path / "out")) == len(hostile)
    assert {p.name for p in tmp_path.iterdir()} == {"in.jsonl", "out"}


# --- wortlaut judge


def judged(tmp_path: Path, policy: str = "", *options: str) -> Result:
    out = tmp_path / "out"
    if not out.exists():
        (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
        assert wl("run", tmp_path / "rat.txt", "--out", out).exit_code == 0
    config = tmp_path / "policy.toml"
    config.write_text(f"[policy]\n{policy}\n", encoding="utf-8")
    return wl("judge", out, "--config", config, *options)


def test_judging_again_under_the_same_policy_says_what_the_run_said(tmp_path: Path) -> None:
    done = judged(tmp_path)
    assert done.exit_code == 0
    [row] = info(tmp_path / "out")["articles"]
    assert done.stdout.split(":")[0].split() == [row["verdict"], row["id"]]


def test_another_policy_gives_another_verdict_and_writes_nothing(tmp_path: Path) -> None:
    strict = judged(tmp_path, 'article_error = "fail"')
    assert strict.stdout.startswith("fail")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    mild = judged(tmp_path, 'brief_warning = "pass"\nbrief_error = "pass"\narticle_error = "pass"')
    assert mild.stdout.startswith("pass")
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_the_gate_counts_what_the_policy_counts(tmp_path: Path) -> None:
    judged(tmp_path)
    [name] = ids(tmp_path / "out")
    record = json.loads((tmp_path / "out" / "articles" / name / "record.json").read_bytes())
    found = {finding["check"] for sentence in record["sentences"] for finding in sentence["findings"]}
    assert judged(tmp_path, "", "--fail-on", "note").exit_code == 1
    ignored = ", ".join(f'"{check}"' for check in sorted(found))
    assert judged(tmp_path, f"ignore = [{ignored}]", "--fail-on", "note").exit_code == 0


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    judged(tmp_path)
    [name] = ids(tmp_path / "out")
    record = tmp_path / "out" / "articles" / name / "record.json"
    whole = record.read_bytes()
    record.write_bytes(whole[:100])
    done = judged(tmp_path)
    assert done.exit_code == 2
    assert f"{record}: not a record: " in done.stderr
    record.write_bytes(whole.replace(b'"seconds": ', b'"seconds": 1', 1))
    assert f"{record}: altered after it was written" in judged(tmp_path).stderr
    record.unlink()
    record.mkdir()
    assert f"{record}: Is a directory. Move it away" in judged(tmp_path).stderr


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    done = wl("judge", tmp_path)
    assert done.exit_code == 2
    assert "no records (articles/*/record.json)" in done.stderr


def logged(text: str) -> list[list[str]]:
    """The lines of a log without time, seconds and title: what happened to which article."""
    return [line.split()[1:3] for line in text.splitlines() if line[:2] == "20"]


def test_each_article_has_a_line_in_the_log_when_it_is_done(tmp_path: Path) -> None:
    lines = [{"id": "rat", "text": GERMAN}, {"id": "leer", "text": " "}, {"id": "rat-2", "text": GERMAN + GERMAN}]
    source, log, out = tmp_path / "feed.jsonl", tmp_path / "night.log", tmp_path / "out"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    wl("run", source, "--out", out, "--log", log)
    assert sorted(logged(log.read_text())) == [["done", "rat"], ["done", "rat-2"], ["failed", "leer"]]
    assert "empty" in log.read_text()
    wl("run", source, "--out", out, "--log", log)  # what was done before is not done again
    assert sorted(logged(log.read_text()))[-2:] == [["failed", "leer"]] * 2


def test_the_log_goes_to_standard_error_if_that_is_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    done = wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out", "--log-format", "json")
    [name] = ids(tmp_path / "out")
    [line] = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert (line["event"], line["item"], line["verdict"]) == (
        "done",
        name,
        info(tmp_path / "out")["articles"][0]["verdict"],
    )


def test_a_log_in_no_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    done = wl("run", tmp_path / "rat.txt", "--out", tmp_path / "out", "--log", tmp_path / "absent" / "x.log")
    assert done.exit_code == 2
    assert "the log cannot be written" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_run_over_files_loads_nothing_that_only_feeds_need(tmp_path: Path) -> None:
    (tmp_path / "rat.txt").write_text(GERMAN, encoding="utf-8")
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "import pipeline.translate\n"
        "from tests.fakes import FakeTranslator\n"
        "pipeline.translate.load_translator = lambda config, warn: FakeTranslator({})\n"
        "from pipeline.cli import wortlaut\n"
        f"done = CliRunner().invoke(wortlaut, ['run', {str(tmp_path / 'rat.txt')!r}, '--out', {str(tmp_path / 'out')!r}])\n"
        "assert done.exit_code == 0, done.output\n"
        "feeds = {'sqlalchemy', 'alembic', 'psycopg', 'feedparser', 'protego', 'stamina', 'rensa', 'prometheus_client', 'ray'}\n"
        "sys.exit(f'imported: {feeds & set(sys.modules)}' if feeds & set(sys.modules) else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
