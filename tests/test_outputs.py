"""The table of outputs: what is written, what an article must have to be complete, what a new row needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.check import Checker
from pipeline.cli import wortlaut
from pipeline.config import Config, digest, override
from pipeline.errors import ConfigError
from pipeline.export.table import OUTPUTS, Collected, Output, Outputs
from pipeline.record import RunReport
from pipeline.run.runner import Runner, RunResult
from pipeline.run.store import Store
from pipeline.run.tally import Tally, article_row
from pipeline.types import Record
from tests import support_records as support
from tests.fakes import FakeTranslator
from tests.test_run import ARTICLE, BOOK


def run(out: Path, *files: str) -> tuple[RunResult, FakeTranslator]:
    translator = FakeTranslator(BOOK)
    config = override(Config(), "output", files=files)
    return Runner(config, Store(out), translator, Checker()).run([ARTICLE]), translator


def written(out: Path) -> tuple[set[str], set[str]]:
    """Files of the article, files of the run."""
    return {p.name for p in (out / "articles" / "werft").iterdir()}, {p.name for p in out.iterdir() if p.is_file()}


def test_only_what_is_wanted_is_written_beside_the_record(tmp_path: Path) -> None:
    run(tmp_path, "brief.md", "findings.csv")
    assert written(tmp_path) == ({"brief.md", "record.json"}, {"findings.csv", "run.json"})
    run(tmp_path / "records", "record.json")
    assert written(tmp_path / "records") == ({"record.json"}, {"run.json"})


def test_a_rendering_that_is_wanted_later_is_made_from_the_record(tmp_path: Path) -> None:
    run(tmp_path, "record.json")
    result, translator = run(tmp_path, "qa.html")
    assert (result.reused, translator.asked) == (1, [])
    assert written(tmp_path)[0] == {"qa.html", "record.json"}


def test_a_rendering_of_an_older_record_is_not_left_standing(tmp_path: Path) -> None:
    run(tmp_path)
    config = override(override(Config(), "output", files=("brief.md",)), "summarise", max_sentences=4)
    Runner(config, Store(tmp_path), FakeTranslator(BOOK), Checker()).run([ARTICLE])
    assert written(tmp_path) == ({"brief.md", "record.json"}, {"run.json"})


def test_what_is_written_bears_on_no_record(tmp_path: Path) -> None:
    assert digest(override(Config(), "output", files=("brief.md",))) == digest(Config())
    run(tmp_path)
    result, _ = run(tmp_path, "brief.md")
    assert result.reused == 1


def test_the_report_links_to_no_page_that_is_not_there(tmp_path: Path) -> None:
    assert article_row(support.RECORD, written=("qa.html",)).brief == ""
    run(tmp_path, "report.html", "qa.html")
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "qa.html" in report
    assert "brief.html" not in report


def test_an_unknown_output_is_named_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    command = ["run", str(tmp_path / "a.txt"), "--out", str(tmp_path / "out"), "--outputs", "brief.md,findngs.csv"]
    done = CliRunner().invoke(wortlaut, command)
    assert isinstance(done.exception, ConfigError)
    assert "unknown output 'findngs.csv'. Did you mean 'findings.csv'?" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_every_row_has_a_maker() -> None:
    everything = Outputs([output.name for output in OUTPUTS])
    files = everything.of_article(support.RECORD)
    assert (tuple(files), list(files)[-1]) == (everything.names("article"), "record.json")
    assert all(isinstance(collected, Collected) for collected in everything.collected().values())
    report = Tally().build()
    assert tuple(everything.of_run(report)) == everything.names("run")


def toy(record: Record) -> str:
    return f"{record.brief.headline} ({record.brief.verdict})\n"


def toy_total(report: RunReport) -> bytes:
    return json.dumps(report.totals.articles).encode()


TOY_LIST = Collected(lambda record, new: toy(record), head="<list>\n", tail="</list>\n")


def test_everything_at_once_is_done_once(tmp_path: Path) -> None:
    run(tmp_path, "all")
    assert written(tmp_path) == (
        {output.name for output in OUTPUTS if output.about == "article"},
        {output.name for output in OUTPUTS if output.about != "article"},
    )
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "articles").rglob("*.*")}
    result, translator = run(tmp_path, "usual", "all")
    assert (result.reused, translator.asked) == (1, [])
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "articles").rglob("*.*")} == before


def test_usual_stands_for_the_usual_ones() -> None:
    usual = Outputs()
    more = Outputs(("usual", "brief.post.md"))
    assert set(more.names("article")) == {*usual.names("article"), "brief.post.md"}
    assert more.names("run") == usual.names("run")


def test_a_new_output_is_a_maker_and_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pipeline.export.toy", sys.modules[__name__])
    rows = (
        Output("toy.txt", "article", "export.toy:toy"),
        Output("toy.list", "records", "export.toy:TOY_LIST"),
        Output("total.json", "run", "export.toy:toy_total", usual=False),
    )

    def run_with(*files: str) -> None:
        outputs = Outputs(files, (*OUTPUTS, *rows))
        Runner(Config(), Store(tmp_path), FakeTranslator(BOOK), Checker(), outputs=outputs).run([ARTICLE])

    run_with()
    line = "Shipyard in Kiel cuts 400 jobs (pass)\n"
    assert (tmp_path / "articles" / "werft" / "toy.txt").read_text() == line
    assert (tmp_path / "toy.list").read_text() == f"<list>\n{line}</list>\n"
    assert not (tmp_path / "total.json").exists()
    run_with("total.json")
    assert (tmp_path / "total.json").read_text() == "1"
