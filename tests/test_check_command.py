"""``wortlaut check`` on files made elsewhere: what its reports say, and how two deliveries compare."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from pipeline.cli import wortlaut

SAMPLES = Path(__file__).parent / "data" / "bitext"
EVIL = '=1+1 <script>alert(1)</script> ]]> --- "x" \u202e\x1b[2J'
SLIP = "Es kamen 30.000 Menschen.\t3,000 people came."


@pytest.fixture(autouse=True)
def ten_past_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cli.check.now", lambda: datetime(2026, 11, 26, 10, 10, tzinfo=UTC))


def check(*args: object) -> Result:
    return CliRunner().invoke(wortlaut, ["check", *map(str, args)])


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_json_lines_have_ids_and_places_where_the_file_has_them() -> None:
    lines = [json.loads(line) for line in check(SAMPLES / "memoq.mqxliff", "--format", "jsonl").stdout.splitlines()]
    assert [(one["index"], one["verdict"], one["id"], one["where"]) for one in lines] == [
        (0, "pass", "1", "Stadtrat.docx"), (1, "fail", "2", "Stadtrat.docx"), (2, "fail", "1", "Haushalt.xlsx"),
    ]  # fmt: skip
    assert list(lines[0]) == ["index", "verdict", "findings", "id", "where"]


def test_offsets_refer_to_the_text_without_codes() -> None:
    line = json.loads(check(SAMPLES / "trados.sdlxliff", "--format", "jsonl").stdout.splitlines()[1])
    [finding] = line["findings"]
    assert finding["source"] == {"text": "3", "start": 20, "end": 21}
    assert "Das Bild◦ zeigt Kai 3."[20:21] == "3"


def test_text_tells_a_repeated_finding_once_and_ends_with_what_was_checked(tmp_path: Path) -> None:
    pairs = write(tmp_path / "p.tsv", f"{SLIP}\nGut.\tGood.\n{SLIP}\n{SLIP}\n")
    assert check(pairs).stdout == (
        "line 1: fail\n"
        "  source  Es kamen 30.000 Menschen.\n"
        "  target  3,000 people came.\n"
        "  ✕ error   number.changed: “30.000” became “3,000”.\n"
        "            “30.000” [9:15] -> “3,000” [0:5]; expected 30,000 or 30 thousand\n"
        "            3 times: also in lines 3 and 4\n"
        "\n"
        "4 pairs, 3 facts checked: 3 errors, 0 warnings, 0 notes (1 pass, 0 review, 3 fail)\n"
        "By check: number.changed 3 errors\n"
        "p.tsv · 26 November 2026, 10:10 (UTC) · Wortlaut 0.1.0\n"
    )


def test_what_was_not_translated_and_passed_over_is_said() -> None:
    text = check(SAMPLES / "trados.sdlxliff").stdout
    assert "segment 2 (Hafenbericht.docx): fail [Draft]\n" in text
    assert "1 pair has no translation: segment 3 (Hafenbericht.docx).\n" in text
    assert "1 unit is not to be translated and passed over: 77aa.\n" in text


@pytest.fixture
def deliveries(tmp_path: Path) -> tuple[Path, Path]:
    head = "id,German,English\n"
    old = head + (
        "1,Es kamen 30.000 Menschen.,3000.5 people came.\n2,Es sind 12 Boote.,There are 21 boats.\n"
        "3,Am 3. Mai kam er.,He came on 4 May.\n4,Es waren 7.,There were 8.\n"
    )
    new = head + (
        "2,Es sind 12 Boote.,There are 21 boats.\n9,Im Jahr 1998 begann es.,It began in 1989.\n"
        '1,Es kamen 30.000 Menschen.,"30,000 people came."\n3,Am 3. Mai kam er.,He came on 4 May.\n'
    )
    return write(tmp_path / "new.csv", new), write(tmp_path / "old.csv", old)


def test_two_deliveries_in_text(deliveries: tuple[Path, Path]) -> None:
    new, old = deliveries
    text = check(new, "--compare", old).stdout
    assert "number.changed: “12” became “21”. (still there)\n" in text
    assert "“1998” became “1989”. (new)\n" in text
    assert "gone since old.csv, segment 4 (line 5): number.changed:" in text
    assert "; the segment is no longer there\n" in text
    assert "gone since old.csv, segment 1 (line 2): number.changed:" in text
    assert "\nSince old.csv: 1 finding new, 2 still there, 2 gone.\n" in text


def test_a_gate_on_new_findings_only(deliveries: tuple[Path, Path]) -> None:
    new, old = deliveries
    assert check(new, "--compare", old, "--new-only", "--fail-on", "error").exit_code == 1
    assert check(old, "--compare", old, "--new-only", "--fail-on", "error").exit_code == 0
    assert check(old, "--compare", old, "--fail-on", "error").exit_code == 1
    assert check(old, "--new-only").exit_code == 2


def test_a_gate_on_new_findings_calls_nothing_else_a_failure_and_says_where(
    deliveries: tuple[Path, Path], tmp_path: Path
) -> None:
    new, old = deliveries
    junit = tmp_path / "j.xml"
    options = ("--compare", old, "--new-only", "--max-errors", "0", "--junit", junit, "--out", tmp_path / "r.html")
    done = check(new, *options)
    assert done.exit_code == 1
    assert f"1 error; allowed: none. Worst: “segment 9 (line 3)” (1). See {tmp_path / 'r.html'}" in done.stderr
    cases = etree.parse(junit).findall("testsuite[@name='pairs']/testcase")
    assert [(case.get("name"), len(case)) for case in cases] == [
        ("segment 2 (line 2)", 0), ("segment 9 (line 3)", 1), ("segment 1 (line 4)", 0), ("segment 3 (line 5)", 0),
    ]  # fmt: skip
    lines = [json.loads(line) for line in check(new, "--compare", old, "--format", "jsonl").stdout.splitlines()]
    assert [line["new"] for line in lines] == [[False], [True], [], [False]]


def test_a_file_without_pairs_does_not_pass_without_a_word(tmp_path: Path) -> None:
    done = check(write(tmp_path / "p.csv", "German,English\n"), "--fail-on", "note")
    assert done.exit_code == 0
    assert done.stderr == "wortlaut: there is nothing to check: no pair of texts is in p.csv.\n"


def test_a_page_of_two_deliveries(deliveries: tuple[Path, Path], tmp_path: Path) -> None:
    new, old = deliveries
    done = check(new, "--compare", old, "--out", tmp_path / "report.html")
    assert done.stdout == (
        f"{tmp_path}/report.html: 4 pairs, 4 facts checked: 3 errors, 0 warnings, 0 notes (1 pass, 0 review, 3 fail)\n"
    )
    page = (tmp_path / "report.html").read_text("utf-8")
    assert ">26 November 2026, 10:10 (UTC) · Wortlaut 0.1.0<" in page
    assert "1 finding new, 2 still there, 2 gone." in page
    assert page.count('<li class="is-error" data-check="number.changed" data-since="still">') == 1
    assert not (tmp_path / "report.html.part").exists()


def test_csv_for_programs_stays_and_the_one_for_excel_is_marked(tmp_path: Path) -> None:
    pairs = write(tmp_path / "p.tsv", SLIP + "\n")
    plain = check(pairs, "--format", "csv").stdout_bytes
    assert plain.startswith(b"line,verdict,severity,check,kind,source,")
    assert check(pairs, "--format", "csv-excel").stdout_bytes == b"\xef\xbb\xbf" + plain
    rows = list(csv.DictReader(check(SAMPLES / "memoq.mqxliff", "--format", "csv").stdout.splitlines()))
    assert (rows[-1]["id"], rows[-1]["where"], rows[-1]["state"]) == ("1", "Haushalt.xlsx", "Proofread")


@pytest.mark.parametrize("form", ["text", "html", "csv-excel"])
def test_hostile_text_stays_text(form: str, tmp_path: Path) -> None:
    quoted = EVIL.replace('"', '""')
    table = write(tmp_path / "p.csv", f'id,German,English\n"{quoted}","{quoted} 30.000 Boote","{quoted} 3.000 boats"\n')
    out = check(table, "--format", form, "--columns", "source=2,target=3,id=1").stdout
    assert "30.000" in out
    assert "\x1b" not in out
    assert "\u202e" not in out
    if form == "html":
        assert "<script>alert" not in out
    if form == "csv-excel":
        assert not any(cell.startswith("=") for row in csv.reader(out.splitlines()) for cell in row)


def test_a_name_of_no_column_is_wrong_usage(tmp_path: Path) -> None:
    done = check(write(tmp_path / "p.csv", "a,b\n"), "--columns", "source=1")
    assert done.exit_code == 2
    assert "target=... is missing; for instance source=2,target=3,id=1." in done.stderr


def test_the_guide_shows_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = (Path(__file__).parent.parent / "docs" / "check.md").read_text("utf-8")
    table, printed = re.findall(r"```\n(.*?)```", guide, flags=re.DOTALL)[:2]
    write(tmp_path / "delivery.csv", table)
    monkeypatch.chdir(tmp_path)
    assert check("delivery.csv").stdout == printed
