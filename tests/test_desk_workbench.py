"""What people do at the desk, in a ledger on both databases; several at once, and taken back."""

from __future__ import annotations

import multiprocessing
import random
from dataclasses import replace
from typing import Any

import pytest

from pipeline.desk import actions
from pipeline.desk.doing import undoable
from pipeline.desk.standing_rules import rule_for
from pipeline.desk.workbench import Workbench
from pipeline.errors import DecisionError
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.desk_values import Conflict, Rule, Share
from pipeline.ledger.errors import LedgerError
from pipeline.record import accepted, all_findings, open_findings
from pipeline.run.decisions import carried
from pipeline.types import Record
from tests.support_desk import (
    RIGHT,
    TEXT,
    WRONG,
    Clock,
    checker,
    done,
    filled,
    finished,
    made,
    review,
    sentence,
    workbench,
)
from tests.support_ledger import at, found

S4 = sentence(made(), "800")


def record(ledger: Ledger, item: str = "a") -> Record:
    there = ledger.desk.record(item)
    assert there is not None
    return there


def text(ledger: Ledger, item: str = "a") -> str | None:
    return next(s.target for s in record(ledger, item).sentences if s.id == S4)


def key(ledger: Ledger, check: str, item: str = "a") -> str:
    there = record(ledger, item)
    return next(actions.key(there, one) for one in all_findings(there) if one.finding.check == check)


def test_a_morning_at_the_desk_and_all_of_it_taken_back(ledger: Ledger) -> None:
    filled(ledger, "a")
    desk, before = workbench(ledger), record(ledger)
    desk.prepare("a")
    row = done(desk.edit("a", 1, S4, RIGHT, "ann"))
    assert (row.errors, row.by, row.revision) == (1, "ann", 2)
    row = done(desk.dismiss("a", 2, [key(ledger, "unit.changed")], "so said", "ann"))
    assert (row.errors, row.verdict) == (0, "pass")
    row = done(desk.edit_headline("a", 3, "Nordkamp ferry club sells 3,400 tickets", "ann"))
    row = done(desk.approve("a", 4, "ann", "fine"))
    assert (row.state, row.headline) == ("approved", "Nordkamp ferry club sells 3,400 tickets")
    assert accepted(record(ledger))
    told = [(deed.what, deed.before, deed.after) for deed in reversed(ledger.desk.history("a"))]
    assert told == [
        ("edit", WRONG, RIGHT),
        ("dismiss", "“12 Millionen Euro” became “12 billion euros”.", "so said"),
        ("headline", "Ferry club sells 3,400 tickets", "Nordkamp ferry club sells 3,400 tickets"),
        ("approve", "", "fine"),
    ]
    assert [desk.undo("ann").what for _ in range(4)] == ["approve", "headline", "dismiss", "edit"]
    assert record(ledger) == before
    assert review(ledger).state == "open"
    assert [deed.undone_by is not None for deed in ledger.desk.history("a")] == [False] * 4 + [True] * 4
    with pytest.raises(DecisionError, match="nothing to take back"):
        desk.undo("ann")
    with pytest.raises(DecisionError, match="taken back already"):
        desk.undo("ben", ledger.desk.history("a")[-1].id)


def test_any_deed_can_be_taken_back_and_those_after_it_stay(ledger: Ledger) -> None:
    filled(ledger, "a")
    desk = workbench(ledger)
    done(desk.edit("a", 1, S4, RIGHT, "ann"))
    done(desk.dismiss("a", 2, [key(ledger, "unit.changed")], "so said", "ben"))
    [_, edit] = ledger.desk.history("a")
    desk.undo("cora", edit.id)
    assert text(ledger) == WRONG
    assert [(d.action, d.by) for d in record(ledger).decisions] == [("dismiss", "ben")]
    assert [one.finding.check for one in open_findings(record(ledger))] == ["number.changed"]


def test_the_second_of_two_on_one_brief_is_refused_and_gets_both_texts(ledger: Ledger) -> None:
    filled(ledger, "a")
    ann, ben = workbench(ledger), workbench(ledger)
    seen = review(ledger).revision
    done(ann.edit("a", seen, S4, RIGHT, "ann"))
    refused = ben.edit("a", seen, S4, "The association has 800 members.", "ben")
    assert isinstance(refused, Conflict)
    assert refused.who == "ann"
    assert next(s.target for s in refused.record.sentences if s.id == S4) == RIGHT
    assert text(ledger) == RIGHT
    assert isinstance(ben.approve("a", seen, "ben"), Conflict)
    assert review(ledger).state == "open"


def test_approving_writes_who_into_the_brief_that_others_read(ledger: Ledger) -> None:
    filled(ledger, "a")
    done(workbench(ledger).approve("a", 1, "ann"))
    [line] = [one.brief for one in ledger.hour("2026-11-26/01", at(200))]
    assert b'"approved_by":"ann"' in line
    assert b'"feed":"bote"' in line
    row = done(workbench(ledger).unapprove("a", 2, "ben"))
    assert row.state == "open"
    with pytest.raises(DecisionError, match="not approved"):
        workbench(ledger).unapprove("a", 3, "cora")
    assert not accepted(record(ledger))
    [line] = [one.brief for one in ledger.hour("2026-11-26/01", at(200))]
    assert b"approved_by" not in line


def test_a_rule_dismisses_everywhere_and_is_taken_back_everywhere(ledger: Ledger) -> None:
    filled(ledger, "a", "b", "c")
    desk = workbench(ledger)
    done(desk.confirm("b", 1, [key(ledger, "number.changed", "b")], "it is wrong", "ben"))
    done(desk.dismiss("c", 1, [key(ledger, "number.changed", "c")], "here", "cora"))
    done(desk.approve("a", 1, "ann"))
    like = next(one for one in all_findings(record(ledger)) if one.finding.check == "number.changed")
    rule = rule_for(like, "their way of counting", "qa", at(90))
    preview = desk.preview(rule)
    assert [(one.review.item, one.open, one.confirmed, one.dismissed) for one in preview.affected] == [
        ("a", 1, 0, 0), ("b", 0, 1, 0), ("c", 0, 0, 1),
    ]  # fmt: skip
    assert preview.findings == 1
    kept, number = desk.add_standing(rule)
    assert (kept.id > 0, number) == (True, 1)
    assert desk.add_standing(rule) == (kept, 0)
    assert review(ledger).state == "approved"
    approved = review(ledger).approved_at
    assert approved is not None
    line = next(one.brief for one in ledger.hour("2026-11-26/01", at(200)) if b'"id":"a"' in one.brief)
    assert f'"approved_by":"ann","approved_at":"{approved.isoformat(timespec="seconds")}"'.encode() in line
    assert ledger.desk.shares("number.changed") == [Share("number.changed", 0, 1, 2)]
    assert ledger.desk.standing() == [kept]
    bulk, standing = ledger.desk.history(who="qa")
    assert (standing.what, standing.after) == ("standing", "number.changed “800” / “80”: their way of counting")
    assert (bulk.what, [item for item, _ in bulk.decisions]) == ("bulk", ["a"])
    desk.undo("qa", standing.id, settles=True)
    assert ledger.desk.standing() == []
    assert ledger.desk.standing(active=False)[0].undone_by == "qa"
    assert ledger.desk.shares("number.changed") == [Share("number.changed", 1, 1, 1)]
    assert [d.action for d in record(ledger).decisions] == ["accept"]
    with pytest.raises(LedgerError, match="taken back already"):
        desk.undo_standing(kept.id, "qa")


def test_what_was_dismissed_for_ever_is_taken_back_with_its_rule_by_those_who_may(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    desk = workbench(ledger)
    like = next(one for one in all_findings(record(ledger)) if one.finding.check == "number.changed")
    desk.add_standing(rule_for(like, "so", "qa", at(90)))
    bulk = ledger.desk.history(who="qa")[0]
    assert sorted(item for item, _ in bulk.decisions) == ["a", "b"]
    assert (ledger.desk.last("qa"), ledger.desk.last("qa", "b")) == (bulk, bulk)
    with pytest.raises(DecisionError, match="only QA leads may take it back"):
        desk.undo("qa")
    assert desk.undo("qa", settles=True) == bulk
    assert ledger.desk.shares("number.changed") == [Share("number.changed", 2, 0, 0)]
    assert ledger.desk.standing() == []
    assert ledger.desk.last("qa") is None


def test_white_space_makes_no_difference_to_a_standing_line(ledger: Ledger) -> None:
    filled(ledger, "a")
    desk = workbench(ledger)
    rule = Rule("unit.changed", "12\u00a0Millionen\u202fEuro", "12 billion euros", "so", "qa", at(90))
    assert [(one.review.item, one.open) for one in ledger.desk.affected(rule, 1)] == [("a", 1)]
    assert desk.add_standing(rule)[1] == 1
    assert ledger.desk.shares("unit.changed") == [Share("unit.changed", 0, 0, 1)]
    assert ledger.desk.affected(replace(rule, source="12_Millionen%Euro")) == []
    assert ledger.desk.affected(replace(rule, source="12 millionen euro")) == []


def test_a_bare_figure_is_not_dismissed_for_ever(ledger: Ledger) -> None:
    filled(ledger, "a")
    like = next(one for one in all_findings(record(ledger)) if one.finding.check == "number.changed")
    bare = replace(like, finding=replace(like.finding, check="number.missing", target=None))
    with pytest.raises(DecisionError, match="“800” is a figure that other articles have too"):
        rule_for(bare, "so", "qa", at(90))
    name = replace(bare, finding=replace(bare.finding, check="name.missing", kind="name"))
    assert rule_for(name, "so", "qa", at(90)).check == "name.missing"


def test_an_undo_does_not_go_over_what_a_colleague_did_since(ledger: Ledger) -> None:
    filled(ledger, "a")
    desk, middle = workbench(ledger), "The club has 8 members."
    done(desk.edit("a", 1, S4, middle, "ann"))
    done(desk.edit("a", 2, S4, RIGHT, "ben"))
    done(desk.approve("a", 3, "ben"))
    with pytest.raises(DecisionError, match="ben has since decided about the same text"):
        desk.undo("ann")
    assert (review(ledger).state, text(ledger)) == ("approved", RIGHT)
    assert [desk.undo("ben").what for _ in range(2)] == ["approve", "edit"]
    assert desk.undo("ann").what == "edit"
    told = [(deed.before, deed.after) for deed in reversed(ledger.desk.history("a")) if deed.what == "undo"]
    assert told == [("", ""), (RIGHT, middle), (middle, WRONG)]


def test_an_approval_by_another_is_not_ended_by_an_undo(ledger: Ledger) -> None:
    filled(ledger, "a")
    desk = workbench(ledger)
    done(desk.dismiss("a", 1, [key(ledger, "unit.changed")], "so said", "ann"))
    done(desk.approve("a", 2, "ben"))
    with pytest.raises(DecisionError, match="ben has approved the brief since"):
        desk.undo("ann")
    done(desk.edit("a", 3, S4, RIGHT, "cora"))
    assert [d.action for d in record(ledger).decisions] == ["dismiss", "edit"]
    assert desk.undo("ann").what == "dismiss"


def test_a_dismissal_taken_back_is_confirmed_again_if_it_was(ledger: Ledger) -> None:
    filled(ledger, "a")
    desk, name = workbench(ledger), key(ledger, "number.changed")
    done(desk.confirm("a", 1, [name], "it is wrong", "ben"))
    done(desk.dismiss("a", 2, [name], "so said", "ann"))
    desk.undo("ann")
    assert [(d.action, d.by) for d in record(ledger).decisions] == [("confirm", "ben")]
    desk.undo("ben")
    assert record(ledger).decisions == ()


def test_what_went_with_a_new_version_is_passed_over(ledger: Ledger) -> None:
    filled(ledger, "a", "b")
    desk = workbench(ledger)
    done(desk.edit("b", 1, S4, RIGHT, "ann"))
    done(desk.approve("a", 1, "ann"))
    [feed] = ledger.feeds()
    ledger.enter(feed.id, [found("a", TEXT + "\n\nNeu.", version=2)], at(90))
    finished(ledger, 91)
    assert undoable(ledger, "ann", "a") is None
    there = undoable(ledger, "ann")
    assert there is not None
    assert (there.what, there.item) == ("edit", "b")
    assert desk.undo("ann") == there
    assert text(ledger, "b") == WRONG
    with pytest.raises(DecisionError, match="nothing to take back"):
        desk.undo("ann")


def test_decisions_that_came_with_a_new_version_can_be_taken_back(ledger: Ledger) -> None:
    filled(ledger, "a")
    desk = workbench(ledger)
    done(desk.edit("a", 1, S4, RIGHT, "ann"))
    older = record(ledger)
    [feed] = ledger.feeds()
    ledger.enter(feed.id, [found("a", "Neu.", version=2)], at(90))
    [lease] = ledger.lease("night", 1, at(91), at(99) - at(91))
    new = replace(made(), digest="another", article=replace(made().article, id="a"))
    decided = carried(new, older, checker())
    assert ledger.finish("night", lease.version, decided, b"{}\n", b"", at(92), "r2", base=new)
    assert text(ledger) == RIGHT
    desk.undo("ann")
    assert text(ledger) == WRONG
    assert record(ledger).sentences == new.sentences


def test_a_withdrawn_item_takes_no_change(ledger: Ledger) -> None:
    filled(ledger, "a")
    [feed] = ledger.feeds()
    ledger.enter(feed.id, [found("a", signal="withdrawn", version=2)], at(1))
    with pytest.raises(LedgerError, match="was withdrawn by its sender"):
        workbench(ledger).edit("a", 1, S4, RIGHT, "ann")


def test_a_remade_record_is_a_conflict_and_nothing_is_written(ledger: Ledger) -> None:
    filled(ledger, "a")
    [feed] = ledger.feeds()
    ledger.enter(feed.id, [found("a", TEXT + "\n\nNeu.", version=2)], at(1))
    finished(ledger, 2)
    assert isinstance(workbench(ledger).edit("a", 1, S4, RIGHT, "ann"), Conflict)
    assert text(ledger) == WRONG


def _save_at_random(address: str, who: str, saved: Any) -> None:
    """In a process of its own: edits of two briefs, each repeated on what stands there until it is taken."""
    chance = random.Random(who)
    with open_ledger(address) as ledger:
        desk = Workbench(ledger, *_parts(), Clock())
        for number in range(8):
            item = chance.choice("ab")
            words = f"{who} writes {number} of 800 members."
            while True:
                row = review(ledger, item)
                given = desk.edit(item, row.revision, S4, words, who)
                if not isinstance(given, Conflict):
                    break
            saved.put((item, given.revision, words))


def _parts() -> tuple[Any, Any]:
    from pipeline.config import PolicyConfig

    return checker(), PolicyConfig()


def test_of_three_processes_that_save_at_random_no_save_is_lost(address: str) -> None:
    with open_ledger(address) as ledger:
        filled(ledger, "a", "b")
    spawn = multiprocessing.get_context("fork")
    saved = spawn.Queue()
    people = [spawn.Process(target=_save_at_random, args=(address, who, saved)) for who in ("ann", "ben", "cora")]
    for one in people:
        one.start()
    given = [saved.get(timeout=120) for _ in range(24)]
    for one in people:
        one.join(60)
        assert one.exitcode == 0
    with open_ledger(address) as ledger:
        for item in "ab":
            mine = sorted((revision, words) for which, revision, words in given if which == item)
            assert [revision for revision, _ in mine] == list(range(2, len(mine) + 2))
            assert [d.text for d in record(ledger, item).decisions] == [words for _, words in mine]
            assert [deed.after for deed in reversed(ledger.desk.history(item))] == [words for _, words in mine]
            before = [WRONG, *(words for _, words in mine)][:-1]
            assert [d.before for d in record(ledger, item).decisions] == before
