"""``wortlaut report``: a page, text, JSON, CSV and Excel over stored runs and the ledger, each as a reader has it."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from click.testing import CliRunner, Result
from lxml import etree

from pipeline.cli import wortlaut
from pipeline.codec import record_bytes
from pipeline.export.findings_json import finding_schema
from pipeline.export.findings_xlsx import FINDINGS as WORKBOOK
from pipeline.export.junit import JUnit, finding_lines
from pipeline.export.report_json import report_schema
from pipeline.figures import listed
from pipeline.ledger import open_ledger
from pipeline.render import qa_html
from pipeline.render.report import EXCERPT, excerpt, share
from pipeline.types import Decision, Record, Span

from . import support_records as support
from .support_browser import MISSING, browser, complaints, one, wait_for
from .support_ledger import TTL, at, found

GOLDEN = Path(__file__).parent / "golden" / "report"
SCHEMAS = Path(__file__).parent.parent / "docs" / "schema"
HOSTILE = replace(
    support.hostile_record(),
    article=replace(support.hostile_record().article, id="hostile", title="=1+1]]>\x07\u202e\n---"),
)


def stored(root: Path, *records: Record, started: str = "2026-11-22T09:30:00+00:00", pages: bool = False) -> Path:
    """A run's folder with these records."""
    for record in records:
        record = replace(record, run=replace(record.run, started=started, files={"qa.html": ""} if pages else {}))
        folder = root / "articles" / record.article.id
        folder.mkdir(parents=True)
        (folder / "record.json").write_bytes(record_bytes(record))
        if pages:
            (folder / "qa.html").write_text(qa_html(record), encoding="utf-8")
    failure = {"article": "a-7", "origin": "feed.jsonl:17", "stage": "read", "reason": "Line 17 is not JSON."}
    (root / "run.json").write_text(json.dumps({"id": root.name, "started": started, "failures": [failure]}))
    return root


def better(record: Record) -> Record:
    """The same, with the error dismissed."""
    gone = Decision(
        "dismiss", "eva", "2026-11-23T08:00:00+00:00", ("s3",), support.SENTENCES[2].findings[0], "fine, =1"
    )
    return replace(record, decisions=(gone,), brief=replace(record.brief, verdict="review"))


def report(*arguments: str | Path) -> Result:
    return CliRunner().invoke(wortlaut, ["report", *map(str, arguments)])


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    stored(tmp_path / "monday", support.RECORD, HOSTILE)
    stored(tmp_path / "tuesday", support.RECORD, started="2026-11-23T09:30:00+00:00")
    stored(tmp_path / "wednesday", better(support.RECORD), started="2026-11-24T09:30:00+00:00")
    return ["monday", "tuesday", "wednesday"]


def golden(name: str, text: str) -> None:
    """Hold a text against its golden file; written anew with WORTLAUT_UPDATE_GOLDEN=1."""
    path = GOLDEN / name
    if os.environ.get("WORTLAUT_UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode().replace("\r\n", "\n")


def test_three_runs_as_text_with_a_trend_and_what_is_new(runs: list[str]) -> None:
    done = report(*runs, "--compare", "monday", "--max-errors", "1", "--max-per-1000", "100")
    assert done.exit_code == 1
    golden("report.txt", done.stdout)
    assert done.stderr.startswith("wortlaut: limit errors is broken: 3 errors; allowed: 1, so 2 too many. Worst: “")


def test_a_run_that_was_only_judged_anew_keeps_its_place_in_the_trend(runs: list[str]) -> None:
    run = json.loads(Path("monday/run.json").read_text("utf-8"))
    Path("monday/run.json").write_text(json.dumps(run | {"started": "2026-11-26T09:30:00+00:00"}), "utf-8")
    data = json.loads(report(*runs, "--format", "json", "--compare", "tuesday").stdout)
    assert [point["name"] for point in data["figures"]["trend"]] == runs
    assert data["compared"]["of"] == "wednesday"


def test_as_json_it_is_what_the_published_schema_says(runs: list[str]) -> None:
    for name, schema in (("finding-1.json", finding_schema()), ("report-1.json", report_schema())):
        text = json.dumps(schema, indent=1, sort_keys=True) + "\n"
        if os.environ.get("WORTLAUT_UPDATE_GOLDEN"):
            (SCHEMAS / name).write_text(text, encoding="utf-8")
        assert (SCHEMAS / name).read_text(encoding="utf-8") == text
    done = report(*runs, "--format", "json", "--compare", "monday")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    jsonschema.validate(data, json.loads((SCHEMAS / "report-1.json").read_text(encoding="utf-8")))
    jsonschema.validate(data["findings"][0], json.loads((SCHEMAS / "finding-1.json").read_text(encoding="utf-8")))
    assert [point["name"] for point in data["figures"]["trend"]] == runs
    assert [f["judged"] for f in data["findings"] if f["check"] == "number.changed"] == ["open"] * 3 + ["dismissed"]
    golden("report.json", json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def test_as_csv_it_is_findings_csv_and_for_excel_it_begins_with_a_mark(runs: list[str]) -> None:
    plain, excel = (report("monday", "--format", form).stdout_bytes for form in ("csv", "csv-excel"))
    assert excel == b"\xef\xbb\xbf" + plain
    rows = list(csv.DictReader(io.StringIO(plain.decode(), newline="")))
    assert [(row["article"], row["check"]) for row in rows][:2] == [
        ("elbbruecke", "number.changed"), ("elbbruecke", "time.clock"),
    ]  # fmt: skip
    assert rows[-1]["title"].startswith("'=1+1]]>\ufffd\ufffd")


def test_as_a_workbook_no_cell_is_a_formula_and_the_fact_is_in_colour(runs: list[str]) -> None:
    done = report(*runs, "--out", "all.xlsx")
    assert (done.exit_code, done.stdout) == (0, "Report: all.xlsx\n")
    book = openpyxl.load_workbook("all.xlsx", rich_text=True)
    assert book.sheetnames == ["Findings", "Checks", "Groups"]
    sheet = book["Findings"]
    assert (sheet.auto_filter.ref, sheet.freeze_panes, sheet.max_row) == ("A1:O17", "A2", 17)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert not [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]
    [choice] = sheet.data_validations.dataValidation
    assert (choice.formula1, str(choice.sqref)) == ('"confirmed,dismissed"', "A2:A17")
    first = [cell.value for cell in sheet[2]]
    pieces = [(str(piece), getattr(getattr(piece, "font", None), "b", None)) for piece in first[3]]
    assert pieces[1] == ("30.000", True)
    assert "".join(text for text, _ in pieces) == support.SENTENCES[2].source
    assert [row[0].value for row in sheet.iter_rows(min_row=2)].count("dismissed") == 1
    assert [cell.value for cell in book["Checks"][2]] == [
        "number.changed", 3, pytest.approx(46.5, 1), 0, 0, 0, 3, 3, 0, 1, 0,
    ]  # fmt: skip
    golden("findings-xlsx.txt", "".join(f"{[str(c.value or '') for c in row]}\n" for row in sheet.iter_rows()))


def test_a_run_s_workbook_is_made_of_its_lines() -> None:
    assert WORKBOOK.whole is not None
    lines = WORKBOOK.piece(HOSTILE, True) + WORKBOOK.piece(support.RECORD, True)  # type: ignore[operator]
    made = [b"".join(WORKBOOK.whole(io.BytesIO(lines))) for _ in range(2)]
    assert made[0] == made[1]
    sheet = openpyxl.load_workbook(io.BytesIO(made[0]))["Findings"]
    assert [sheet.cell(2, column).value for column in (2, 3, 8)] == [
        "error",
        "number.changed",
        "=1+1]]>\ufffd\ufffd\n---",
    ]


def test_a_sheet_that_is_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.export.findings_xlsx.ROWS", 4)
    lines = WORKBOOK.piece(support.RECORD, True)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(WORKBOOK.whole(io.BytesIO(lines)))))["Findings"]  # type: ignore[misc]
    assert (sheet.max_row, sheet.auto_filter.ref) == (4, "A1:O3")
    assert sheet.cell(4, 7).value == "3 more findings do not fit into a sheet; a CSV file has all."


def test_the_file_for_a_ci_is_xml_whatever_an_article_says(runs: list[str]) -> None:
    done = report("monday", "--max-errors", "0", "--junit", "ci/j.xml")
    assert done.exit_code == 1
    text = Path("ci/j.xml").read_bytes()
    tree = etree.fromstring(text)
    assert [tree.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["4", "3", "1", "0"]
    names = [(case.get("classname"), case.get("name"), [child.tag for child in case]) for case in tree.iter("testcase")]
    assert names == [
        ("wortlaut.limits", "errors: no error", ["failure"]),
        ("wortlaut.articles", "elbbruecke", ["failure"]),
        ("wortlaut.articles", "hostile", ["failure"]),
        ("wortlaut.articles", "a-7", ["error"]),
    ]
    golden("junit.xml", text.decode())
    report(*runs, "--junit", "all.xml")
    names = [case.get("name") for case in etree.parse("all.xml").iter("testcase")]
    assert [name for name in names if "elbbruecke" in name] == [f"{run}/elbbruecke" for run in runs]
    suite = JUnit("articles")
    suite.broken("]]>\x00", "\x1b<&\"'", skipped=True)
    suite.passed('"\n', "a.txt", 1.5)
    cases = etree.fromstring(b"".join(suite.parts(()))).findall("*/testcase")
    assert [(case.get("name"), case.get("time")) for case in cases] == [("]]>\ufffd", "0.00"), ('"', "1.50")]


def test_a_case_lists_fifty_findings_and_counts_the_rest() -> None:
    told = [(one.finding, one.source, one.target, "qa.html#r3") for one in listed(support.RECORD)] * 11
    lines = list(finding_lines(told))
    assert (len(lines), lines[-1]) == (50 * 4 + 1, "5 more are not listed.")


def test_what_cannot_be_asked_for_is_said(runs: list[str]) -> None:
    for arguments, said in (
        ([], "Give either the folders of finished runs, or --ledger."),
        (["monday", "--ledger", "x.sqlite"], "Give either the folders of finished runs, or --ledger."),
        (["monday", "--feed", "bote"], "--feed goes with --ledger."),
        (["monday", "--out", "x.doc"], "say the format with --format."),
    ):
        done = report(*arguments)
        assert (done.exit_code, said in " ".join(done.output.split())) == (2, True), done.output
    late = report(*runs, "--since", "2026-11-25")
    assert (late.exit_code, late.stdout.splitlines()[1]) == (0, "0 articles (0 pass, 0 review, 0 fail), 0 not done")
    assert "there is nothing to report" in late.stderr
    some = report(*runs, "--since", "2026-11-23", "--until", "2026-11-25").stdout
    assert some.splitlines()[1].startswith("2 articles (0 pass, 1 review, 1 fail), 2 not done")


def test_the_ledger_by_feed_and_by_run(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        feed = ledger.add_feed("bote", "https://bote.example/feed").id
        for item in "ab":
            ledger.enter(feed, [found(item)], at(0))
        ledger.enter(ledger.add_feed("kurier", "https://kurier.example/feed").id, [found("c")], at(0))
        ledger.enter(feed, [found("lost"), found("again")], at(1))
        for lease in ledger.lease("night", 9, at(1), TTL):
            if lease.item in ("lost", "again"):
                later = at(60) if lease.item == "again" else None
                assert ledger.fail("night", lease.version, "translate", "out of memory", at(2), retry_at=later)
                continue
            record = replace(support.RECORD, article=replace(support.ARTICLE, id=lease.item))
            assert ledger.finish("night", lease.version, record, b"{}\n", b"row\n", at(0), "r1")
        runs = {stored.run for stored in ledger.stored()}
        assert [(s.item, s.feed, s.record.article.id) for s in ledger.stored()] == [
            ("a", "bote", "a"),
            ("b", "bote", "b"),
            ("c", "kurier", "c"),
        ]
        assert [s.item for run in runs for s in ledger.stored(run=run)] == ["a", "b", "c"]
        assert [s.item for s in ledger.stored(feed="kurier")] == ["c"]
        assert list(ledger.stored(run="none")) == []
        ledger.enter(feed, [found("a", embargo=at(60).isoformat())], at(1))
        assert [s.item for s in ledger.stored(now=at(2))] == ["b", "c"]  # the page shows sentences
        assert [s.item for s in ledger.stored(now=at(61))] == ["a", "b", "c"]
        ledger.enter(feed, [found("a")], at(62))
    done = report("--ledger", tmp_path, "--feed", "bote", "--format", "json", "--compare", runs.pop())
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert [(group["name"], group["sums"]["articles"]) for group in data["figures"]["groups"]["feed"]] == [("bote", 2)]
    assert (data["compared"]["new"], data["compared"]["gone"], data["compared"]["changed"]) == (0, 0, 0)
    assert data["compared"]["left_out"] == 0
    assert report("--ledger", tmp_path, "--feed", "nothing").exit_code != 0
    assert [(failure["article"], failure["reason"]) for failure in data["failures"]] == [("lost", "out of memory")]
    assert report("--ledger", tmp_path, "--feed", "kurier", "--format", "json").stdout.count("out of memory") == 0
    assert report(tmp_path).stdout.startswith(f"Ledger {tmp_path}\n3 articles (0 pass, 0 review, 3 fail)")


def test_judge_counts_what_the_run_could_not_make_and_holds_it_to_the_limits(runs: list[str], tmp_path: Path) -> None:
    policy = tmp_path / "strict.toml"
    policy.write_text("[policy.limits]\nfailed_share = 0.5\n[policy]\n", encoding="utf-8")
    done = CliRunner().invoke(wortlaut, ["judge", "wednesday", "--config", str(policy)])
    assert (done.exit_code, done.stderr) == (0, "")
    policy.write_text("[policy.limits]\nfailed_share = 0.2\n", encoding="utf-8")
    done = CliRunner().invoke(wortlaut, ["judge", "wednesday", "--config", str(policy), "--junit", "j.xml"])
    assert done.exit_code == 1
    assert "1 of 2 articles failed or could not be made (50%); allowed: 20%, so 1 too many." in done.stderr
    assert Path("j.xml").is_file()
    assert "wednesday/report.html" not in done.stderr
    assert "wortlaut report wednesday --out gate.html with the same options\n" in done.stderr


def test_a_page_takes_the_options_that_judge_takes(runs: list[str]) -> None:
    Path("ours.csv").write_text('check,source,target,pair,reason\nnumber.changed,30.000,"3,000",,ours\n', "utf-8")
    for accepted in (("--accept", "ours.csv"), ("--ignore", "number")):
        gate = ("--max-errors", "0", *accepted)
        codes = [CliRunner().invoke(wortlaut, [command, "tuesday", *gate]).exit_code for command in ("judge", "report")]
        assert codes == [0, 0]
    done = report("tuesday", "--accept", "ours.csv")
    assert done.stderr == "wortlaut: accepted: 1 finding, not counted\n"
    assert "0 errors" in done.stdout.splitlines()[2]


@pytest.mark.parametrize(
    ("start", "end"), [(0, 3), (5000, 5009), (9_995, 10_000), (100, 9000), (-4, 0), (20_000, 30_000)]
)
def test_of_a_long_text_the_page_has_what_is_near(start: int, end: int) -> None:
    text = "".join(chr(97 + i % 26) for i in range(10_000))
    piece, begin, stop = excerpt(text, Span("", start, end))
    assert len(piece) <= EXCERPT + 2
    assert text[max(0, start) : end].startswith(piece[begin:stop])
    assert excerpt("short", None) == ("short", 0, 0)


def test_a_broken_limit_leads_to_what_it_counts(tmp_path: Path) -> None:
    approved = replace(support.RECORD, decisions=(Decision("accept", "eva", "2026-11-23T08:00:00+00:00"),))
    stored(tmp_path / "run", approved, pages=True)
    policy = tmp_path / "policy.toml"
    page = tmp_path / "report.html"
    for rules, limit, row, links in (
        ('ignore = ["number"]', "warnings_per_1000 = 0", "r6", ['data-severities="warning" data-check=""']),
        ('max_severity = { number = "warning" }', "warnings_per_1000 = 0", "r3", ['data-severities="warning"']),
        ("", "approved_errors = 0", "r3", ['data-severities="error" data-check="" data-approved="yes"']),
    ):
        policy.write_text(f"[policy]\n{rules}\n[policy.limits]\n{limit}\n", encoding="utf-8")
        assert report(tmp_path / "run", "--config", policy, "--out", page).exit_code == 1
        [broken] = [line for line in page.read_text("utf-8").splitlines() if 'data-severities="' in line]
        assert f'href="run/articles/elbbruecke/qa.html#{row}"' in broken
        assert all(link in broken for link in links)


@pytest.mark.skipif(bool(MISSING), reason=MISSING)
def test_from_a_red_gate_to_the_sentence_in_three_clicks(tmp_path: Path) -> None:
    odd = replace(support.SENTENCES[2], source="\U0001f600 " + support.SENTENCES[2].source)
    moved = tuple(
        replace(f, source=Span(f.source.text, f.source.start + 2, f.source.end + 2)) for f in odd.findings if f.source
    )
    record = replace(
        support.RECORD,
        sentences=(*support.SENTENCES[:2], replace(odd, findings=moved, facts=(), links=()), *support.SENTENCES[3:]),
    )
    stored(tmp_path / "run", record, HOSTILE, pages=True)
    (tmp_path / "policy.toml").write_text('[policy]\nignore = ["unit.changed"]\n', encoding="utf-8")
    gate = ("--config", tmp_path / "policy.toml", "--fail-on", "warning", "--max-errors", "0")
    assert report(tmp_path / "run", "--out", tmp_path / "report.html", *gate).exit_code == 1
    with browser() as driver:
        driver.get((tmp_path / "report.html").as_uri())
        assert one(driver, "#found-shown").text == "6 of 6 shown"
        one(driver, ".gate a").click()
        doubts, errors = driver.find_elements("css selector", "a[data-severities]")
        doubts.click()
        assert one(driver, "#found-shown").text == "3 of 6 shown"
        errors.click()
        assert one(driver, "#found-shown").text == "2 of 6 shown"
        rows = driver.find_elements("css selector", "#found tbody tr")
        assert [row.find_element("css selector", "td[lang=de] mark").text for row in rows] == ["30.000", "alert(2)"]
        assert not driver.find_elements("css selector", "#found img, #found script, #articles img")
        one(driver, "#found-find").send_keys("elbbruecke.txt brandhorst")
        assert one(driver, "#found-shown").text == "1 of 6 shown"
        one(driver, "#articles thead button").click()
        assert one(driver, "#articles thead th[aria-sort]").get_attribute("aria-sort") == "ascending"
        one(driver, "#found tbody a").click()
        wait_for(driver, lambda d: d.current_url.endswith("/run/articles/elbbruecke/qa.html#r3"))
        assert "in Magdeburg, täglich seien 30.000" in one(driver, "tr:target").text
        assert complaints(driver) == []


def test_what_is_not_quite_all_is_not_called_all() -> None:
    assert (share(2_999, 3_000), share(3_000, 3_000), share(1, 3)) == ("99.9%", "100.0%", "33.3%")
