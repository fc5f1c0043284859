"""What people have decided goes over to the next version before it is entered, and rules hold for what is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import PolicyConfig
from pipeline.feeds.people import People
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.desk_values import Rule
from pipeline.ledger.errors import Overtaken
from pipeline.ledger.values import Lease
from pipeline.record import open_findings
from pipeline.types import Record
from tests.support_desk import RIGHT, TEXT, checker, done, filled, made, record_of, sentence, workbench
from tests.support_ledger import TTL, at, found

RULE = Rule("number.changed", "800", "80", "their way of counting", "qa", at(0))
S4 = sentence(made(), "800")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path) as opened:
        yield opened


def people(ledger: Ledger) -> People:
    return People(ledger, checker, PolicyConfig())


def leased(ledger: Ledger, minute: float) -> Lease:
    [lease] = ledger.lease("night", 1, at(minute), TTL)
    return lease


def newer(ledger: Ledger, minute: float) -> tuple[Lease, Record]:
    """Another version of what is there, and what the engine makes of it."""
    [feed] = ledger.feeds()
    text = TEXT + "\n\nDer Verein wurde 1951 gegründet."
    ledger.enter(feed.id, [found("a", text, version=2)], at(minute))
    return leased(ledger, minute), replace(record_of("a"), digest="another")


def test_a_rule_holds_for_what_is_new(ledger: Ledger) -> None:
    feed = ledger.add_feed("bote", "https://bote.example/feed").id
    ledger.enter(feed, [found("a", TEXT)], at(0))
    lease, fresh = leased(ledger, 1), record_of("a")
    assert people(ledger)(lease, fresh).record is fresh
    rule = ledger.desk.add_standing(RULE)
    decided = people(ledger)(lease, fresh)
    assert [one.finding.check for one in open_findings(decided.record)] == ["unit.changed"]
    assert [(d.rule, d.by) for d in decided.record.decisions] == [(rule.id, "qa")]
    assert (decided.base, decided.seen) == (fresh, None)
    ledger.desk.undo_standing(rule.id, "qa", at(2))
    assert people(ledger)(lease, fresh).record is fresh


def test_a_new_version_has_the_edits_of_sentences_that_say_the_same(ledger: Ledger) -> None:
    filled(ledger, "a")
    done(workbench(ledger).edit("a", 1, S4, RIGHT, "ann"))
    lease, fresh = newer(ledger, 90)
    decided = people(ledger)(lease, fresh)
    assert next(s.target for s in decided.record.sentences if s.id == S4) == RIGHT
    assert decided.record.run.changes is not None
    assert decided.record.run.changes.texts == ()  # the edit is no change of the source
    assert (decided.base, decided.seen) == (fresh, 2)


def test_an_edit_made_while_a_new_version_was_under_way_is_in_it(ledger: Ledger) -> None:
    filled(ledger, "a")
    lease, fresh = newer(ledger, 90)
    early = people(ledger)(lease, fresh)
    assert (early.record, early.seen) == (fresh, 1)
    done(workbench(ledger).edit("a", 1, S4, RIGHT, "ann"))
    rest = (b"{}\n", b"", at(92), "r2")
    with pytest.raises(Overtaken):
        ledger.finish("night", lease.version, early.record, *rest, base=early.base, seen=early.seen)
    late = people(ledger)(lease, fresh)
    assert ledger.finish("night", lease.version, late.record, *rest, base=late.base, seen=late.seen)
    record = ledger.record("a")
    assert record is not None
    assert [d.text for d in record.decisions] == [RIGHT]
