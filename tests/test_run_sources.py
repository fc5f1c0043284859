"""``wortlaut run`` over sources that fail: the failure has an address, the other inputs go on, every report is written."""

from __future__ import annotations

import html
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import wortlaut
from tests.fakes import FakeTranslator
from tests.support_feeds import ninjs

GERMAN = (
    "Der Kreistag von Görlitz hat am Dienstag den Bau einer zweiten Brücke über die Neiße beschlossen. "
    "Sie soll 14 Millionen Euro kosten und bis zum Herbst fertig werden."
)
OTHER = (
    "Im Zoo von Erfurt sind in der Nacht zum Freitag drei junge Luchse zur Welt gekommen. "
    "Besucher können die Tiere nach Angaben der Leitung in etwa sechs Wochen sehen."
)


@pytest.fixture(autouse=True)
def echo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sentence is given back as it is."""
    monkeypatch.setattr("pipeline.translate.load_translator", lambda config, warn: FakeTranslator({}))


def run(out: Path, *inputs: str | Path, stdin: BinaryIO | None = None) -> Result:
    result = CliRunner().invoke(wortlaut, ["run", *map(str, inputs), "--out", str(out)], input=stdin)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def info(out: Path) -> Any:
    """The run's account, after a look at the other three files."""
    assert {"briefs.jsonl", "findings.csv", "report.html", "run.json"} <= {path.name for path in out.iterdir()}
    told = json.loads((out / "run.json").read_bytes())
    briefs = (out / "briefs.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(brief)["id"] for brief in briefs] == [row["id"] for row in told["articles"]]
    for failure in told["failures"]:
        assert html.escape(failure["origin"]) in (out / "report.html").read_text(encoding="utf-8")
    return told


def rows(*records: dict[str, str]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


@contextmanager
def cut_off(data: bytes) -> Iterator[HTTPResponse]:
    """The body of a response whose connection ends in the middle, from a server on this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))  # and no closing chunk
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        connection = HTTPConnection("127.0.0.1", server.server_port, timeout=30)
        try:
            connection.request("GET", "/")
            with connection.getresponse() as response:
                yield response
        finally:
            connection.close()
            server.shutdown()
            thread.join()


def test_a_connection_that_ends_half_way(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    with cut_off(rows({"id": "a", "text": GERMAN}) + b'{"id": "c", "text": "Der Kreistag') as body:
        done = run(tmp_path / "out", "-", tmp_path / "b.txt", stdin=body)
    assert done.exit_code == 3, done.output
    assert "wortlaut: <stdin>:2: failed at read: cannot be read further: IncompleteRead" in done.stderr
    told = info(tmp_path / "out")
    assert told["articles"][0]["id"] == "a"
    assert len(told["articles"]) == 2
    [failure] = told["failures"]
    assert (failure["origin"], failure["stage"], failure["skipped"]) == ("<stdin>:2", "read", False)


def test_a_data_set_with_a_damaged_part(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    folder = tmp_path / "data"
    folder.mkdir()
    for number, text in enumerate((GERMAN, OTHER)):
        rows = datasets.Dataset.from_list([{"id": f"row-{number}", "text": text}])
        rows.to_parquet(str(folder / f"train-{number:05}-of-00002.parquet"))
    (folder / "train-00001-of-00002.parquet").write_bytes(b"PAR1 damaged PAR1")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    done = run(tmp_path / "out", f"hf:{folder}:train", tmp_path / "b.txt")
    assert done.exit_code == 3, done.output
    told = info(tmp_path / "out")
    assert told["articles"][0]["id"] == "row-0"
    assert len(told["articles"]) == 2
    [failure] = told["failures"]
    assert failure["origin"] == f"hf:{folder}:train:2"
    assert failure["reason"].startswith("the data set could not be read any further (")


def test_a_data_set_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    huggingface_hub = pytest.importorskip("huggingface_hub")

    def unreachable(*_: object, **__: object) -> None:
        raise ConnectionError("no route to host")

    monkeypatch.setattr(huggingface_hub.HfApi, "dataset_info", unreachable)
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    done = run(tmp_path / "out", "hf:nobody/nothing", tmp_path / "b.txt")
    assert done.exit_code == 3, done.output
    told = info(tmp_path / "out")
    assert len(told["articles"]) == 1
    assert [failure["origin"] for failure in told["failures"]] == ["hf:nobody/nothing"]
    assert "no route to host" in done.stderr


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    real = os.scandir

    def scandir(path: str) -> Any:
        if str(path) == str(closed):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    done = run(tmp_path / "out", closed, tmp_path / "b.txt")
    assert done.exit_code == 3, done.output
    told = info(tmp_path / "out")
    assert len(told["articles"]) == 1
    [failure] = told["failures"]
    assert failure["origin"] == str(closed)
    assert failure["reason"] == "this folder cannot be read: Permission denied"


def test_a_file_that_vanishes_after_it_was_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in (("a.txt", GERMAN), ("b.txt", OTHER)):
        (folder / name).write_text(text, encoding="utf-8")
    real = Path.open

    def opened(path: Path, *args: Any, **kwargs: Any) -> Any:
        if path.name == "a.txt":
            path.unlink(missing_ok=True)
        return real(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", opened)
    done = run(tmp_path / "out", folder)
    assert done.exit_code == 3, done.output
    told = info(tmp_path / "out")
    assert len(told["articles"]) == 1
    [failure] = told["failures"]
    assert (failure["origin"], failure["reason"]) == (
        str(folder / "a.txt"),
        "cannot be read: No such file or directory",
    )


def test_twelve_good_records_are_made_whatever_stands_between_them(tmp_path: Path) -> None:
    """Records of every odd kind among sound ones: no input ends a run."""
    good = [
        {"id": f"gut-{n}", "title": f"Rat beschließt {n} Schulen",
         "text": f"Der Rat der Stadt Bremen hat am Montag {n} neue Schulen beschlossen. Sie kosten {n},5 Millionen Euro."}
        for n in range(12)
    ]  # fmt: skip
    bad = [
        b'{"id": "zone", "text": "Der Rat tagt am Montag in Bremen.", "published": "2026-11-03T10:00:00+99:99"}',
        '{"id": "i", "text": "Der Rat tagt am Montag in Bremen.", "language": "D\u0131"}'.encode(),
        b'{"id": "half", "text": "Der Rat \\ud800 tagt am Montag in Bremen.", "title": "\\udfff"}',
        b'{"id": "twice", "id": "twice", "text": "x"}', b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}", b"[1, 2]",
        b'{"id": ' + b"9" * 6000 + b', "text": "x"}', b'\xff\xfe\x00 nonsense', b'{"text": null}', b"",
        b'{"id": "../../etc/passwd", "text": "Der Rat tagt am Montag in der Stadt Bremen und spricht."}',
    ]  # fmt: skip
    lines: list[bytes] = []
    for n, record in enumerate(good):
        lines += [json.dumps(record).encode(), bad[n % len(bad)]]
    (tmp_path / "feed.jsonl").write_bytes(b"\n".join(lines))
    done = run(tmp_path / "out", tmp_path / "feed.jsonl")
    assert done.exit_code == 3, done.output
    made = {path.name for path in (tmp_path / "out" / "articles").iterdir()}
    assert {f"gut-{n}" for n in range(12)} <= made
    assert all((tmp_path / "out" / "articles" / f"gut-{n}" / "brief.md").stat().st_size > 500 for n in range(12))


def test_a_record_that_trips_the_reader_is_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.config import InputConfig
    from pipeline.read import read_inputs, records
    from pipeline.types import Failure

    real = records._draft_of

    def tripped(record: Any, *rest: Any) -> Any:
        if record["id"] == "b":
            raise ZeroDivisionError("by surprise")
        return real(record, *rest)

    monkeypatch.setattr(records, "_draft_of", tripped)
    rows = [{"id": name, "text": f"Der Rat von Bremen tagt am Montag zum {n}. Mal."} for n, name in enumerate("abc", 1)]
    (tmp_path / "feed.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    first, second, third = read_inputs([str(tmp_path / "feed.jsonl")], InputConfig())
    assert (first.id if not isinstance(first, Failure) else "", third.id if not isinstance(third, Failure) else "") == (
        "a",
        "c",
    )
    assert isinstance(second, Failure)
    assert second.origin.endswith("feed.jsonl:2")
    assert second.reason.startswith("unexpected: ZeroDivisionError: by surprise (")


FILES = {"brief.html", "brief.md", "brief.ninjs.json", "brief.post.md"}


def made_of(out: Path, *items: bytes) -> tuple[set[str], str, str, int]:
    """Of a run over versions of one item: the brief's files, its item's state and version, and how many briefs."""
    for number, item in enumerate(items):
        (out.parent / f"{number}.json").write_bytes(item)
    paths = [str(out.parent / f"{number}.json") for number in range(len(items))]
    result = CliRunner().invoke(wortlaut, ["run", *paths, "--out", str(out), "--outputs", ",".join(sorted(FILES))])
    assert result.exit_code in (0, 3), result.output  # 3: nothing was made
    [folder] = (out / "articles").iterdir()
    there = {path.name for path in folder.iterdir()}
    item = json.loads((folder / "brief.ninjs.json").read_bytes())
    told = json.loads((out / "run.json").read_bytes())
    assert ("edition" in str(told["failures"])) is False
    return there - {"record.json"}, item["pubStatus"], item["version"], len(told["articles"])


def test_what_a_sender_takes_back_goes_from_the_folder_of_an_earlier_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert made_of(out, ninjs(version="1")) == (FILES, "withheld", "1", 1)
    assert made_of(out, ninjs(version="2", pubStatus="canceled")) == ({"brief.ninjs.json"}, "canceled", "2", 0)
    judged = CliRunner().invoke(wortlaut, ["judge", str(out), "--fail-on", "note"])
    assert (judged.exit_code, judged.stdout.split(": ")[1]) == (0, "withdrawn by its sender\n")
    assert made_of(out, ninjs(version="1")) == ({"brief.ninjs.json"}, "canceled", "2", 0)  # an old file
    assert made_of(out, ninjs(version="3")) == (FILES, "withheld", "1", 1)  # it is said again


def test_an_embargo_reaches_the_folder_of_an_earlier_run(tmp_path: Path) -> None:
    out, until = tmp_path / "out", "2099-01-01T00:00:00Z"
    assert made_of(out, ninjs(version="1")) == (FILES, "withheld", "1", 1)
    assert made_of(out, ninjs(version="2", embargoedUntil=until)) == (FILES - {"brief.post.md"}, "withheld", "1", 0)
    [folder] = (out / "articles").iterdir()
    assert "EMBARGO until 1 January 2099" in (folder / "brief.md").read_text("utf-8")
    assert made_of(out, ninjs(version="3")) == (FILES, "withheld", "1", 1)


def test_of_two_versions_in_one_input_the_withdrawal_counts(tmp_path: Path) -> None:
    kill = ninjs(version="2", pubStatus="canceled")
    for name, items in (("first", (ninjs(version="1"), kill)), ("last", (kill, ninjs(version="1")))):
        (tmp_path / name).mkdir()
        assert made_of(tmp_path / name / "out", *items) == ({"brief.ninjs.json"}, "canceled", "2", 0)
