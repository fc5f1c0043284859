"""Twelve good records among every bad one we know of: twelve briefs, all the bad ones listed, exit code 3."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from pipeline import clean as cleaning
from tests.test_run_command import ids, info, phrase_book, wl  # noqa: F401 - the fixture is used by its name

TEXT = (
    "Der Fährverein von Wangerland hat am Montag den Kauf eines zweiten Schiffs beschlossen. Es soll {} Fahrgäste tragen "
    "und im Herbst des kommenden Jahres zum ersten Mal ablegen.\n\nDer Vorstand rechnet mit Kosten von {},5 Millionen "
    "Euro. Davon übernimmt nach seinen Angaben die Gemeinde die Hälfte."
)
GOOD = tuple(json.dumps({"id": f"good-{i}", "text": TEXT.format(i + 140, i + 3)}).encode() for i in range(12))
BAD = (
    b"",
    b"no record at all",
    b"[" * 200_000,
    b'{"id": "cut", "text": "Der Verein',
    b'{"id": "twice", "id": "again", "text": "Der Verein tagt."}',
    b'{"id": "list", "text": ["Der Verein tagt."]}',
    b'{"id": "none", "text": null}',
    b'{"id": "blank", "text": " \\n\\t"}',
    b'{"id": "zero", "text": "Der Verein\\u0000 tagt."}',
    b'{"id": "half", "text": "Der Verein \\ud800 tagt."}',
    b'{"id": "digits", "text": ' + b"7" * 6_000 + b"}",
    b'{"id": "infinite", "text": 1e999}',
    b'{"id": "menu", "text": "Artikel teilen\\n\\nAnzeige"}',
    b'{"id": "values", "text": "x", "more": [' + b"{}," * 400_000 + b"0]}",
    b'{"id": "tags", "text": "' + b"<b>" * 200_001 + b'"}',
    b'{"id": "long", "text": "' + b"Der Verein tagt. " * 60_000 + b'"}',
    b'{"title": "no text"}',
    b'"a text"',
)
ODD = (
    {"published": "2024-05-03T10:00:00+99:99"},
    {"published": "3. Auguſt 2024"},
    {"published": -(10**18)},
    {"language": "\ud83d"},
    {"language": "ıİ"},
    {"url": "ht\ttps://[::1]:99999999/"},
    {"source": "\x1b[2J\u202e"},
    {"id": "../../../etc/passwd"},
    {"id": "CON"},
    {"title": "=1+1"},
    {"title": "A\u0308" * 2_000},
    {"lead": "zwei und " * 3_000},
    {"text": "W" * 20_000},
    {"text": "und " * 20_000},
    {"text": "1." * 5_000},
)
"""Records that are odd in one field and still articles."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the records and with bad files of every kind."""
    folder = tmp_path / "in"
    folder.mkdir()
    lines: list[bytes] = []
    for i, good in enumerate(GOOD):
        lines += [good, *BAD[2 * i : 2 * i + 2]]
    (folder / "a.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    (folder / "broken.csv").write_bytes(b'id,text\n1,"open\n' + b"x\n" * 50)
    (folder / "columns.csv").write_bytes(b"id,text" + b"," * 20_000 + b"\n")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "packed.jsonl").write_bytes(b"\x1f\x8b" + zlib.compress(b"{}" * 1_000))
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / "nothing.html").write_bytes(b"<html><body></body></html>")
    (folder / "deep.html").write_bytes(b"<html><body>" + b"<div>" * 50_000)
    (folder / "wide.txt").write_bytes("Der Verein tagt.".encode("utf-16") + b"\x00")
    (folder / "nowhere.txt").symlink_to(tmp_path / "gone")
    return folder


def test_twelve_good_records_among_bad_ones_make_twelve_briefs(place: Path, tmp_path: Path) -> None:
    settings = tmp_path / "limit.toml"
    settings.write_text("[input]\nmax_bytes = 1_000_000\n", encoding="utf-8")
    done = wl("run", place, "--out", tmp_path / "out", "--config", settings)
    assert done.exit_code == 3, done.output
    good = sorted(f"good-{i}" for i in range(12))
    assert ids(tmp_path / "out") == good
    run = info(tmp_path / "out")
    reasons = [failure["reason"] for failure in run["failures"]]
    assert run["totals"]["not_done"] == len(BAD) - 1 + 8  # an empty line is no record; a link to nowhere is skipped
    assert run["totals"]["skipped"] == 1
    assert not [reason for reason in reasons if reason.startswith("unexpected")], reasons
    for name in good:
        assert (tmp_path / "out" / "articles" / name / "brief.md").stat().st_size > 0


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: next(iter(odd)))
def test_a_record_that_is_odd_in_one_field_ends_nothing(tmp_path: Path, odd: dict[str, object]) -> None:
    lines = [GOOD[0].decode(), json.dumps({"id": "odd", "text": TEXT.format(1, 2)} | odd), GOOD[1].decode()]
    (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = wl("run", tmp_path / "in.jsonl", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output  # odd in one field is an article all the same, whatever the field
    made = ids(tmp_path / "out")
    assert len(made) == 3
    assert {"good-0", "good-1"} < set(made)
    assert ("odd" in made) == ("id" not in odd)
    totals = info(tmp_path / "out")["totals"]
    assert (totals["articles"], totals["not_done"], totals["skipped"]) == (3, 0, 0)


def test_an_article_that_breaks_a_stage_is_listed_and_the_twelve_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = cleaning.clean

    def breaks(article: object) -> object:
        if getattr(article, "id", "") == "bad":
            raise ZeroDivisionError("of all things")
        return real(article)  # type: ignore[arg-type]

    monkeypatch.setattr("pipeline.run.article.clean", breaks)
    bad = json.dumps({"id": "bad", "text": TEXT.format(7, 8)}).encode()
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([*GOOD[:6], bad, *GOOD[6:]]) + b"\n")
    done = wl("run", tmp_path / "in.jsonl", "--out", tmp_path / "out")
    assert done.exit_code == 3, done.output
    assert len(ids(tmp_path / "out")) == 12
    [failure] = info(tmp_path / "out")["failures"]
    assert (failure["article"], failure["stage"]) == ("bad", "prepare")
    assert failure["reason"].startswith("unexpected: ZeroDivisionError: of all things (article.py:")


def test_what_is_not_listed_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.run.tally.LISTED", 5)
    monkeypatch.setattr("pipeline.run.runner.LISTED", 5)
    (tmp_path / "in.jsonl").write_bytes(b"broken\n" * 30 + GOOD[0] + b"\n")
    done = wl("run", tmp_path / "in.jsonl", "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert "25 more were not done; run.json lists the first 5 of all." in done.stderr
    run = info(tmp_path / "out")
    assert (len(run["failures"]), run["totals"]["not_done"], run["totals"]["articles"]) == (5, 30, 1)
    assert "25 more are not listed." in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_the_terminal_shows_fifty_and_the_failures_before_what_was_skipped(tmp_path: Path) -> None:
    english = {"text": "The rowing club has ordered new boats, and the members will pay for them in the spring."}
    skipped = [json.dumps(english | {"id": f"en-{i}", "language": "en"}) for i in range(60)]
    (tmp_path / "in.jsonl").write_text("\n".join([*skipped, "broken", GOOD[0].decode()]) + "\n", encoding="utf-8")
    done = wl("run", tmp_path / "in.jsonl", "--out", tmp_path / "out")
    assert done.exit_code == 3
    lines = [line for line in done.stderr.splitlines() if line.startswith("wortlaut: ")]
    assert len(lines) == len(done.stderr.splitlines()) - 1  # but for the line of the one that is done
    assert "in.jsonl:61: " in lines[0]
    assert "failed at" in lines[0]
    assert sum(": skipped: " in line for line in lines) == 49
    assert lines[-1] == "wortlaut: 11 more were not done; run.json lists all of them."
    assert len(info(tmp_path / "out")["failures"]) == 61
