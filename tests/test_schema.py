"""The published schema is the code's, and records of older formats can still be read."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import wortlaut
from pipeline.codec import read_record, record_bytes, record_schema
from pipeline.render import brief_markdown
from pipeline.types import Dropped

SCHEMAS = Path(__file__).parent.parent / "docs" / "schema"
FORMAT_1 = Path(__file__).parent / "data" / "record-1.json"
"""A record of format 1 as the version before format 2 wrote it: its headline stayed German, a sentence was refused."""


def test_the_published_schema_is_the_one_the_code_writes() -> None:
    """Set WORTLAUT_UPDATE_GOLDEN=1 to write it anew; a change that an old reader would misread needs a new number."""
    published = SCHEMAS / "record-2.json"
    schema = json.dumps(record_schema(), indent=1, sort_keys=True) + "\n"
    if os.environ.get("WORTLAUT_UPDATE_GOLDEN"):
        published.write_text(schema, encoding="utf-8")
    assert published.read_text(encoding="utf-8") == schema


def test_a_record_of_format_1_comes_back_in_the_present_format() -> None:
    old = json.loads(FORMAT_1.read_bytes())
    record = read_record(FORMAT_1.read_bytes())
    assert record.schema == "wortlaut/record/2"
    assert (record.brief.headline, record.brief.headline_language) == ("Werft in Kiel streicht 400 Stellen", "de")
    assert record.brief.dropped == (
        Dropped("summary", ("s2",), "Nordwerft cuts 4,000 jobs by 2027.", "“400” became “4,000”."),
        Dropped("headline", ("s1",), "Shipyard in Kiel cuts 40 jobs", "“400” became “40”."),
    )
    assert (record.decisions, record.run.previous, record.version) == ((), (), 1)
    assert (record.signature.checker, record.signature.stages) == (old["signature"]["tables"], "")
    assert read_record(record_bytes(record)) == record
    new = json.loads(record_bytes(record))
    old["article"]["edition"] = None  # format 2 has this field besides
    for same in ("digest", "article", "sentences"):
        assert new[same] == old[same]
    for same in ("headline_sources", "verdict", "reasons"):
        assert new["brief"][same] == old["brief"][same]
    assert new["brief"]["sentences"] == [item | {"support": None, "dates": []} for item in old["brief"]["sentences"]]
    for table in ("figures", "names"):
        phrases = {"source_phrase": "", "target_phrase": ""}
        assert new["brief"][table] == [item | phrases for item in old["brief"][table]]


def test_a_record_made_before_the_long_brief_and_the_dateline_is_read_and_rendered() -> None:
    """Keys that came later have defaults: what an older version of format 2 did not say is empty."""
    record = read_record(FORMAT_1.read_bytes())
    old = json.loads(record_bytes(record))
    del old["run"]["record"]
    for key in ("alert", "further", "dateline", "people", "notice"):
        del old["brief"][key]
    for item in old["brief"]["sentences"]:
        del item["dates"]
    for item in (*old["brief"]["figures"], *old["brief"]["names"]):
        del item["source_phrase"], item["target_phrase"]
    again = read_record(json.dumps(old).encode())
    assert again == record
    assert (again.brief.alert, again.brief.further, again.brief.dateline, again.brief.people) == ("", (), None, ())
    assert "Werft in Kiel streicht 400 Stellen" in brief_markdown(again)


def test_a_headline_that_was_translated_is_english() -> None:
    old = json.loads(FORMAT_1.read_bytes())
    old["brief"] |= {"headline": "Shipyard in Kiel cuts 400 jobs", "dropped": ["No sentence is named here."]}
    brief = read_record(json.dumps(old).encode()).brief
    assert (brief.headline, brief.headline_language) == ("Shipyard in Kiel cuts 400 jobs", "en")
    assert brief.dropped == (Dropped("summary", (), "", "No sentence is named here."),)


def test_format_1_has_the_keys_of_its_published_schema() -> None:
    """What the reader is tested on is what was published."""
    definitions = json.loads((SCHEMAS / "record-1.json").read_bytes())["$defs"]
    old = json.loads(FORMAT_1.read_bytes())
    assert set(old) == set(definitions["Record"]["properties"])
    assert set(old["brief"]) == set(definitions["Brief"]["properties"])
    assert set(old["signature"]) == set(definitions["Signature"]["properties"])


def relaid(data: bytes) -> bytes:
    """The same record in one line, its keys in another order."""
    return json.dumps(dict(reversed(json.loads(data).items())), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "alter",
    [
        lambda data: data.replace(b"400", b"401", 1),
        lambda data: data.replace(b'"verdict": "fail"', b'"verdict": "pass"'),
        lambda data: data.replace(b'"seconds": 0.01', b'"seconds": 0.02'),
        lambda data: data.replace(b'"schema":', b'"note": "seen",\n "schema":', 1),
    ],
    ids=["figure", "verdict", "run", "key"],
)
def test_a_record_that_was_altered_is_told_from_what_was_written(alter: Callable[[bytes], bytes]) -> None:
    written = record_bytes(read_record(FORMAT_1.read_bytes()))
    altered = alter(written)
    assert altered != written
    with pytest.raises(ValueError, match="altered after it was written"):
        read_record(altered)


def test_the_layout_of_a_record_is_nothing_that_it_vouches_for() -> None:
    record = read_record(FORMAT_1.read_bytes())
    written = record_bytes(record)
    assert relaid(written) != written
    assert read_record(relaid(written)) == record
    assert record_bytes(read_record(relaid(written))) == written


def test_a_record_from_before_it_carried_its_own_digest_is_read_as_before() -> None:
    record = read_record(FORMAT_1.read_bytes())
    old = json.loads(record_bytes(record))
    assert len(old["run"].pop("record")) == 64
    old["brief"]["headline"] = "Something else"
    assert read_record(json.dumps(old).encode()).brief.headline == "Something else"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": "wortlaut/record/9"}, "record has schema 'wortlaut/record/9', this version reads"),
        ({"brief": {}}, "not a record: "),
        ({"brief": None}, "not a record: "),
        ({"sentences": [{"id": "s1"}]}, "not a record: "),
        ({"schema": 1}, "not a record: "),
    ],
)
def test_what_is_no_record_is_said_to_be_none(change: dict[str, object], message: str) -> None:
    old = json.loads(FORMAT_1.read_bytes()) | change
    with pytest.raises(ValueError, match=message):
        read_record(json.dumps(old).encode())


def test_records_of_both_formats_are_judged_again(tmp_path: Path) -> None:
    for name, data in (("one", FORMAT_1.read_bytes()), ("two", record_bytes(read_record(FORMAT_1.read_bytes())))):
        folder = tmp_path / "articles" / name
        folder.mkdir(parents=True)
        (folder / "record.json").write_bytes(data)
    policy = tmp_path / "mild.toml"
    policy.write_text('[policy]\nbrief_error = "review"\n')
    done = CliRunner().invoke(wortlaut, ["judge", str(tmp_path), "--config", str(policy)])
    assert done.exit_code == 0, done.output
    line = "review  werft: 1 error in the brief or the sentences it rests on; 1 error elsewhere in the article\n"
    assert done.stdout == line + line
