"""Records in every state of release, and settings of a house, for the tests of outputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.config import DisclosureConfig, ExportConfig
from pipeline.export.settings import Settings
from pipeline.export.table import Outputs, encoded
from pipeline.types import Article, Decision, Edition, Record, Release
from tests import support_records as support

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SETTINGS = Settings(
    ExportConfig(base_url="https://desk.example/out/", publisher="Nordkamp Desk", usage_terms="For subscribers only."),
    DisclosureConfig(provider="Nordkamp Desk"),
    clock=lambda: NOW,
)
ACCEPTED = Decision("accept", "ann", "2026-11-23T10:00:00+00:00")
UNTIL = "2026-11-26T18:00:00+00:00"
RELEASES = {
    "unreviewed": Release(updated="2026-11-22T09:30:04+00:00"),
    "approved": Release(
        "approved", "ann", "2026-11-23T10:00:00+00:00", 1, 3, updated="2026-11-23T10:00:00+00:00"
    ),
    "changed": Release("changed", revision=4, before="2026-11-23T10:00:00+00:00", updated="2026-11-23T11:00:00+00:00"),
    "held": Release("held", embargo=UNTIL, updated="2026-11-22T09:30:04+00:00"),
    "withdrawn": Release("withdrawn", updated="2026-11-23T12:00:00+00:00"),
}  # fmt: skip

NASTY = (
    '=1+1 <script>alert("1")</script> ]]> --- {{ site.x }} {% raw %} &amp; \x00\x0b\x1b[31m \u202egnp.exe\u202c '
    "\u2028\u0085\ufeff\ufffe #: - 'a' \"b\" \\\n---\n...\n%YAML 2\nNO\t2026-11-26"
)
"""What a sender may write to break any of the formats. (Lone surrogates cannot come so far: no record holds them.)"""


def in_state(state: str, record: Record = support.RECORD) -> Record:
    """A record as a publisher hands it over."""
    return replace(record, run=replace(record.run, release=RELEASES[state]))


def accepted(record: Record = support.RECORD) -> Record:
    """A record that a person has accepted."""
    return replace(record, decisions=(*record.decisions, ACCEPTED))


def nasty_record() -> Record:
    """A record in which whatever comes from outside is :data:`NASTY`."""
    record = support.hostile_record()
    texts = {"title": NASTY, "source": NASTY, "url": f"https://example.org/{NASTY}", "language": NASTY}
    article = Article(**{"id": NASTY, "text": NASTY, "published": NASTY, **texts})
    sentences = tuple(
        replace(s, source=NASTY, target=s.target and NASTY, id=s.id, facts=(), target_facts=(), links=(), findings=(
            support.finding("number.changed", "error", NASTY, expected=(NASTY,)),
        )) for s in record.sentences
    )  # fmt: skip
    items = tuple(
        replace(item, source=NASTY, target=NASTY, message=NASTY, source_phrase="", target_phrase="")
        for item in record.brief.names
    )
    assert record.brief.dateline is not None
    brief = replace(
        record.brief,
        headline=NASTY,
        alert=NASTY,
        sentences=tuple(replace(s, text=NASTY, findings=(), dates=()) for s in record.brief.sentences),
        further=(),
        figures=items,
        names=items,
        people=tuple(replace(p, name=NASTY) for p in record.brief.people),
        dateline=replace(record.brief.dateline, place=NASTY, agency=NASTY),
    )
    run = replace(record.run, edition=Edition(guid=NASTY, note=NASTY), release=RELEASES["approved"])
    return replace(record, article=article, sentences=sentences, brief=brief, run=run)


def file(name: str, *records: Record, settings: Settings = SETTINGS) -> bytes:
    """An output of records: of the only one, or about them all."""
    outputs = Outputs((name, "brief.html", "qa.html"), settings=settings)
    if name in outputs.names("article"):
        return outputs.of_article(records[0])[name]
    collected = outputs.collected()[name]
    return b"".join(
        map(encoded, [collected.head, *(collected.piece(record, True) for record in records), collected.end()])
    )
