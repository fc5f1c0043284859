"""The desk's queue in the ledger, on both databases: kept in step with items, and changed by one person at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pipeline.ledger import Ledger
from pipeline.ledger.database import Database
from pipeline.ledger.desk_values import Change, Conflict, Filter, Made, Tally
from pipeline.ledger.errors import LedgerError
from pipeline.ledger.migrate import to_head
from pipeline.ledger.reviews import folded
from pipeline.ledger.values import Found
from pipeline.types import Decision
from tests.support_desk import TEXT, done, filled, finished, record_of, review
from tests.support_ledger import TTL, at, found

ACCEPT = Decision("accept", "ann", "2026-11-26T02:00:00+00:00")


def keys(ledger: Ledger, **narrow: str) -> list[str]:
    return [one.item for one in ledger.desk.queue(Filter(**narrow)).reviews]  # type: ignore[arg-type]


def changed(item: str, headline: str = "Another") -> Made:
    record = record_of(item)
    return Made(replace(record, brief=replace(record.brief, headline=headline)), b"{}\n", b"row\n")


def test_a_finished_item_is_in_the_queue_with_what_one_chooses_by(ledger: Ledger) -> None:
    filled(ledger, "a", minute=3)
    row = review(ledger)
    assert (row.verdict, row.errors, row.warnings, row.checks) == ("review", 2, 0, ("number.changed", "unit.changed"))
    assert (row.headline, row.title, row.feed_name, row.source) == (
        "Ferry club sells 3,400 tickets", "Titel a", "bote", "Nordkamper Bote",
    )  # fmt: skip
    assert (row.revision, row.state, row.changed, row.by, row.seen) == (1, "open", False, "", at(3))


def test_the_queue_is_sorted_by_risk_and_read_in_parts(ledger: Ledger) -> None:
    filled(ledger, "a", "b", "c")
    worse = record_of("b")
    worse = replace(worse, brief=replace(worse.brief, verdict="fail"))
    done(ledger.desk.revise("b", 1, Made(worse), (), "ann", at(1), "edit"))
    assert keys(ledger) == ["b", "c", "a"]
    assert keys(ledger, order="newest") == ["c", "b", "a"]
    assert keys(ledger, order="oldest") == ["a", "b", "c"]
    for order in ("risk", "newest", "oldest"):
        read, after = [], ""
        while True:
            part = ledger.desk.queue(Filter(order=order), 1, after)  # type: ignore[arg-type]
            read += [one.item for one in part.reviews]
            if not (after := part.after):
                break
        assert read == keys(ledger, order=order)
    with pytest.raises(LedgerError, match="is no place in the queue"):
        ledger.desk.queue(Filter(), 1, "1;DROP TABLE")


def test_the_queue_can_be_narrowed(ledger: Ledger) -> None:
    filled(ledger, "a", feed="bote")
    filled(ledger, "b", feed="kurier", text=TEXT.replace("800", "900"))
    for item, sections in (("a", ("Sport", "Lokales")), ("b", ("Politik",))):
        record = record_of(item, sections=sections)
        done(ledger.desk.revise(item, 1, Made(record), (), "ann", at(1), "edit"))
    assert keys(ledger, feed="kurier") == ["b"]
    assert keys(ledger, section="Lokales") == ["a"]
    assert keys(ledger, section="Lokal") == []
    assert keys(ledger, check="number.changed") == keys(ledger, check="number") == ["b", "a"]
    assert keys(ledger, check="num") == []
    assert keys(ledger, keyword="krahenbühl NORDKAMP") == ["b", "a"]
    assert keys(ledger, keyword="krähenbühl sport") == ["a"]
    assert keys(ledger, keyword="100%") == keys(ledger, keyword="_") == []
    assert keys(ledger, verdict="pass") == []
    assert ledger.desk.facets().feeds == {"bote": 1, "kurier": 1}
    assert ledger.desk.facets().sections == {"Lokales": 1, "Politik": 1, "Sport": 1}
    assert ledger.desk.facets().checks == {"number.changed": 2, "unit.changed": 2}


def test_watched_words_narrow_the_queue(ledger: Ledger) -> None:
    feed = ledger.add_feed("bote", "https://bote.example/feed").id
    ledger.enter(feed, [found("a", hits=("Elbe", "Kiel")), found("b")], at(0))
    finished(ledger, 0)
    assert keys(ledger, watched="*") == keys(ledger, watched="Kiel") == ["a"]
    assert keys(ledger, watched="Kie") == []
    assert ledger.desk.facets().watched == {"Elbe": 1, "Kiel": 1}


def test_folding_makes_a_search_blind_to_case_and_accents() -> None:
    assert folded("Straße KRÄHENBÜHL Łódź") == "strasse krahenbuhl łodz"


def test_what_is_withdrawn_or_a_twin_is_not_in_the_queue(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    [feed] = ledger.feeds()
    ledger.enter(feed.id, [found("a", signal="withdrawn", version=2)], at(1))
    assert keys(ledger) == ["b"]
    assert ledger.desk.review("a") is None
    with pytest.raises(LedgerError, match="withdrawn by its sender"):
        ledger.desk.approve("a", 1, Made(record_of("a")), (), "ann", at(2))
    ledger.enter(feed.id, [found("a", "Wieder da.", version=3)], at(3))
    assert keys(ledger) == ["b"]  # it is still to be made
    finished(ledger, 4)
    assert keys(ledger) == ["a", "b"] or keys(ledger) == ["b", "a"]
    ledger.enter(feed.id, [found("b", "Dasselbe wie anderswo.")], at(5))
    [lease] = ledger.lease("w", 1, at(5), TTL)
    assert ledger.twin(lease.version, "a", 0.9, at(6))
    assert keys(ledger) == ["a"]


def test_a_change_of_what_somebody_else_has_changed_is_refused_with_what_stands_there(ledger: Ledger) -> None:
    filled(ledger, "a")
    seen = review(ledger).revision
    first = done(ledger.desk.revise("a", seen, changed("a", "Ann's"), (), "ann", at(1), "edit"))
    assert (first.headline, first.revision, first.by) == ("Ann's", seen + 1, "ann")
    second = ledger.desk.revise("a", seen, changed("a", "Ben's"), (), "ben", at(2), "edit")
    assert isinstance(second, Conflict)
    assert (second.who, second.when, second.record.brief.headline) == ("ann", at(1), "Ann's")
    assert second.review == first
    assert [deed.who for deed in ledger.desk.history("a")] == ["ann"]
    assert done(ledger.desk.revise("a", first.revision, changed("a", "Ben's"), (), "ben", at(3), "edit")).by == "ben"


def test_of_many_changes_none_is_made_if_one_is_in_conflict(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    both = [Change("a", 1, changed("a")), Change("b", 7, changed("b"))]
    refused = ledger.desk.revise_many(both, "ann", at(1), "bulk")
    assert isinstance(refused, Conflict)
    assert (refused.review.item, refused.who) == ("b", "")
    assert [review(ledger, item).revision for item in ("a", "b")] == [1, 1]
    assert ledger.desk.history() == []


def test_an_approval_says_who_when_and_of_what(ledger: Ledger) -> None:
    filled(ledger, "a")
    row = done(ledger.desk.approve("a", 1, changed("a"), (ACCEPT,), "ann", at(5), "with the desk of Nordkamp"))
    assert (row.state, row.approved_by, row.approved_at, row.note) == (
        "approved", "ann", at(5), "with the desk of Nordkamp",
    )  # fmt: skip
    assert row.approved_version == row.version
    assert len(row.approved_signature) == 64
    assert keys(ledger, state="approved") == ["a"]
    assert keys(ledger, state="open") == []
    row = done(ledger.desk.revise("a", row.revision, changed("a"), (), "ben", at(6), "edit"))
    assert (row.state, row.changed) == ("open", False)


def test_a_new_version_of_what_was_approved_comes_back_first(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    done(ledger.desk.approve("a", 1, changed("a"), (ACCEPT,), "ann", at(1)))
    [feed] = ledger.feeds()
    ledger.enter(feed.id, [found("a", TEXT.replace("800", "900"), version=2)], at(2))
    finished(ledger, 3)
    row = review(ledger)
    assert (row.state, row.changed, row.approved_by) == ("open", True, "ann")
    assert row.approved_version != row.version
    assert keys(ledger) == ["a", "b"]
    assert keys(ledger, state="changed") == ["a"]
    assert ledger.desk.count() == Tally(
        {"pass": 0, "review": 2, "fail": 0}, {"open": 2, "approved": 0, "aside": 0, "changed": 1}, 2
    )
    row = done(ledger.desk.approve("a", row.revision, changed("a"), (ACCEPT,), "ben", at(4)))
    assert (row.changed, row.approved_by) == (False, "ben")
    assert ledger.desk.count(Filter(state="approved")).total == 1


def test_a_new_version_is_a_conflict_with_nobody(ledger: Ledger) -> None:
    filled(ledger, "a")
    [feed] = ledger.feeds()
    ledger.enter(feed.id, [found("a", "Neu.", version=2)], at(2))
    finished(ledger, 3)
    refused = ledger.desk.revise("a", 1, changed("a"), (), "ann", at(4), "edit")
    assert isinstance(refused, Conflict)
    assert (refused.who, refused.when) == ("", at(3))


def test_what_is_changed_or_approved_is_shown_anew(ledger: Ledger) -> None:
    filled(ledger, "a")
    [shown] = ledger.to_show("out", at(1), 10)
    ledger.shown("out", [("a", shown.version)], at(1))
    assert ledger.to_show("out", at(1), 10) == []
    done(ledger.desk.revise("a", 1, changed("a", "Another"), (), "ann", at(2), "edit"))
    [shown] = ledger.to_show("out", at(2), 10)
    assert shown.record is not None
    assert shown.record.brief.headline == "Another"
    assert [one.brief for one in ledger.hour("2026-11-26/01", at(2))] == [b"{}\n"]


def test_next_is_another_for_everybody(ledger: Ledger) -> None:
    filled(ledger, "a", "b", "c")
    first = ledger.desk.take_next(Filter(), "ann", at(1))
    second = ledger.desk.take_next(Filter(), "ben", at(1))
    third = ledger.desk.take_next(Filter(), "ann", at(1))
    assert [one.item if one else None for one in (first, second, third)] == ["c", "b", "a"]
    assert ledger.desk.take_next(Filter(), "cora", at(1), skip=("c",)) is None
    ledger.desk.release("ann", "a")
    assert ledger.desk.take_next(Filter(), "cora", at(2), skip=("a", "c")) is None
    again = ledger.desk.take_next(Filter(), "cora", at(2), timedelta(minutes=5))
    assert again is not None
    assert again.item == "c"  # ann has gone on from it
    later = ledger.desk.take_next(Filter(), "dan", at(8))
    assert later is not None
    assert later.item == "c"


def test_what_was_passed_by_comes_again_when_nothing_else_is_left(ledger: Ledger) -> None:
    filled(ledger, "a", "b", "c")

    def taken(minute: int) -> str:
        row = ledger.desk.take_next(Filter(), "ann", at(minute))
        return row.item if row else ""

    assert [taken(minute) for minute in range(1, 8)] == ["c", "b", "a", "c", "b", "a", "c"]
    ledger.desk.passed_by("ann", at(8))
    other = ledger.desk.take_next(Filter(), "ben", at(8))
    assert other is not None and other.item == "c"
    assert [taken(9), taken(10)] == ["b", "a"]


def test_what_is_approved_is_nobody_s_next(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    done(ledger.desk.approve("b", 1, changed("b"), (ACCEPT,), "ann", at(1)))
    row = ledger.desk.take_next(Filter(), "ann", at(2))
    assert row is not None
    assert row.item == "a"


def test_any_text_can_be_asked_for(ledger: Ledger) -> None:
    filled(ledger, "a")
    desk = ledger.desk
    fields = ("verdict", "feed", "section", "keyword", "check", "state", "watched")
    for words in ("\0", "a\0", "\ud800", "x" * 5000, "' OR 1=1 --", "%", "\\"):
        narrowed = [Filter(**{name: words}) for name in fields]
        assert [desk.queue(one).reviews for one in narrowed] == [()] * 7
        assert [desk.count(one).total for one in narrowed] == [0] * 7
        assert (desk.review(words), desk.record(words), desk.situation(words)) == (None, None, None)
        assert (desk.history(words), desk.history(who=words), desk.last(words), desk.shares(words)) == (
            [],
            [],
            None,
            [],
        )
        assert (desk.presence(words, "ann", at(1)), ledger.accounts.user(words)) == ([], None)


def test_next_passes_over_what_another_has_open(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    assert ledger.desk.presence("b", "ben", at(1)) == []
    assert ledger.desk.presence("b", "cora", at(1)) == ["ben"]
    row = ledger.desk.take_next(Filter(), "ann", at(1))
    assert row is not None
    assert row.item == "a"
    assert ledger.desk.presence("b", "ann", at(3)) == []  # theirs is over
    ledger.desk.left("b", "ann")
    assert ledger.desk.presence("b", "ben", at(3)) == []


def test_the_history_is_of_an_item_a_person_or_since_then(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    done(ledger.desk.revise("a", 1, changed("a"), (ACCEPT,), "ann", at(1), "edit", before="old", after="new"))
    both = [Change("a", 2, changed("a"), (ACCEPT,)), Change("b", 1, changed("b"), (ACCEPT,))]
    assert not isinstance(ledger.desk.revise_many(both, "ben", at(2), "bulk", after="both"), Conflict)
    bulk, edit = ledger.desk.history()
    assert (edit.item, edit.who, edit.what, edit.before, edit.after) == ("a", "ann", "edit", "old", "new")
    assert (bulk.item, bulk.decisions) == ("", (("a", ACCEPT), ("b", ACCEPT)))
    assert ledger.desk.history("b") == [bulk]
    assert ledger.desk.history("a") == [bulk, edit]
    assert ledger.desk.history(who="ann") == ledger.desk.history(before=bulk.id) == [edit]
    assert ledger.desk.history(since=at(2)) == ledger.desk.history(limit=1) == [bulk]
    assert ledger.desk.last("ann") == edit


def test_what_was_done_before_there_was_a_desk_is_in_its_queue(address: str) -> None:
    from pipeline.ledger import open_ledger

    with open_ledger(address) as ledger:
        filled(ledger, "a", "b")
        [feed] = ledger.feeds()
        ledger.enter(feed.id, [found("b", signal="withdrawn", version=2)], at(1))
        before = review(ledger)
    database = Database(address)

    def older(connection: object) -> None:
        from sqlalchemy import text

        from pipeline.ledger import schema_desk, schema_mail
        from pipeline.ledger.schema import metadata

        later = vars(schema_desk) | vars(schema_mail)
        tables = [table for name, table in metadata.tables.items() if later.get(name) is table]
        metadata.drop_all(connection, tables)  # type: ignore[arg-type]
        for statement in (
            "DROP INDEX ix_decisions_deed",
            "ALTER TABLE decisions DROP COLUMN deed",
            "ALTER TABLE feeds DROP COLUMN broken",
            "UPDATE ledger_version SET version_num = '0003'",
        ):
            connection.execute(text(statement))  # type: ignore[attr-defined]

    database.write(older)
    to_head(database, lambda _: None)
    database.close()
    with open_ledger(address) as ledger:
        assert review(ledger) == before
        assert ledger.desk.review("b") is None


def test_events_wait_for_those_who_are_told_of_them(ledger: Ledger) -> None:
    hook = ledger.hooks.add("print", "https://print.example/in", "s3cret", ("approved", "withdrawn"), at(0))
    filled(ledger, "a")
    done(ledger.desk.approve("a", 1, changed("a"), (ACCEPT,), "ann", at(1)))
    [feed] = ledger.feeds()
    ledger.enter(feed.id, [found("a", signal="withdrawn", version=2)], at(2))
    due = ledger.hooks.due(at(3), timedelta(minutes=1))
    assert sorted((one.event, one.webhook, one.attempts) for one in due) == [
        ("approved", hook, 1), ("withdrawn", hook, 1),
    ]  # fmt: skip
    [approved] = [one for one in due if one.event == "approved"]
    assert b'"id":"a"' in approved.body
    assert b'"approved_by":"ann"' in approved.body
    assert ledger.hooks.due(at(3), timedelta(minutes=1)) == []
    ledger.hooks.told(approved.id, at(3), status=200)
    [again] = ledger.hooks.due(at(5), timedelta(minutes=1))
    assert (again.event, again.attempts) == ("withdrawn", 2)
    ledger.hooks.told(again.id, at(5), status=500, error="500 Internal Server Error", retry_at=at(60))
    assert [(one.event, one.status, one.next) for one in ledger.hooks.sent()] == [
        ("withdrawn", 500, at(60)), ("approved", 200, None),
    ]  # fmt: skip
    ledger.hooks.change(hook.id, False)
    assert ledger.hooks.due(at(70), timedelta(minutes=1)) == []
    ledger.hooks.remove(hook.id)
    assert ledger.hooks.listed() == ledger.hooks.sent() == []


EMBARGO = "2026-11-28T06:00:00+00:00"
OVER = datetime.fromisoformat(EMBARGO)


def _kept(item: str, embargo: str = EMBARGO, version: int = 0) -> Found:
    return replace(found(item, TEXT, version=version, embargo=embargo), digest="the same words")


def _embargoed(ledger: Ledger) -> int:
    """A feed whose one item is under embargo, with somebody who hears of everything; its number."""
    ledger.hooks.add("print", "https://print.example/in", "s3cret", ("verdict", "approved", "withdrawn"), at(0))
    feed = ledger.add_feed("bote", "https://bote.example/feed").id
    ledger.enter(feed, [_kept("a")], at(0))
    finished(ledger, 1)
    return feed


def _due(ledger: Ledger, now: datetime) -> list[tuple[str, str, str | None]]:
    due = ledger.hooks.due(now, timedelta(minutes=1))
    bodies = [json.loads(one.body) for one in due]
    return sorted((body["event"], body["headline"], body["embargo"]) for body in bodies)


def test_what_is_under_embargo_is_told_when_that_ends(ledger: Ledger) -> None:
    _embargoed(ledger)
    done(ledger.desk.approve("a", 1, changed("a"), (ACCEPT,), "ann", at(2)))
    assert _due(ledger, OVER - timedelta(seconds=1)) == []
    assert _due(ledger, OVER) == [
        ("approved", "Another", EMBARGO), ("verdict", "Ferry club sells 3,400 tickets", EMBARGO),
    ]  # fmt: skip


def test_an_approval_that_ended_under_embargo_is_not_told(ledger: Ledger) -> None:
    _embargoed(ledger)
    done(ledger.desk.approve("a", 1, changed("a"), (ACCEPT,), "ann", at(2)))
    done(ledger.desk.revise("a", 2, changed("a"), (), "ann", at(3), "unapprove"))
    assert [event for event, _, _ in _due(ledger, OVER)] == ["verdict"]


def test_a_withdrawal_under_embargo_gives_nothing_away(ledger: Ledger) -> None:
    feed = _embargoed(ledger)
    ledger.enter(feed, [found("a", signal="withdrawn", version=2)], at(2))
    assert _due(ledger, at(3)) == [("withdrawn", "", EMBARGO)]
    assert _due(ledger, OVER) == [("withdrawn", "", EMBARGO)]  # again, since nobody said what came of it


def test_another_embargo_holds_for_what_the_first_keeps_back(ledger: Ledger) -> None:
    feed = _embargoed(ledger)
    sooner, headline = "2026-11-27T06:00:00+00:00", "Ferry club sells 3,400 tickets"
    ledger.enter(feed, [_kept("a", sooner, 2)], at(2))
    assert _due(ledger, datetime.fromisoformat(sooner) - timedelta(seconds=1)) == []
    assert _due(ledger, datetime.fromisoformat(sooner)) == [("verdict", headline, sooner)]
    ledger.enter(feed, [_kept("b")], at(3))
    finished(ledger, 4)
    ledger.enter(feed, [_kept("b", "", 2)], at(5))
    assert _due(ledger, at(6)) == [("verdict", headline, None)]
