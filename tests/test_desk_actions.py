"""What a person does to a record: pure functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipeline.check import Checker
from pipeline.config import PolicyConfig
from pipeline.desk import actions
from pipeline.desk.actions import Dismissal
from pipeline.errors import DecisionError
from pipeline.judge import judged
from pipeline.names import Glossary
from pipeline.record import accepted, all_findings, counts, open_findings
from pipeline.run.decisions import carried, renewed
from pipeline.types import Finding, Record
from tests.support_desk import RIGHT, WRONG, checker, made, sentence

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 2, 1, tzinfo=UTC)
POLICY = PolicyConfig()


@pytest.fixture
def record() -> Record:
    return made()


def keys(record: Record) -> dict[str, str]:
    """Findings by check."""
    return {one.finding.check: actions.key(record, one) for one in all_findings(record)}


def edit(record: Record, words: str, text: str) -> Record:
    return actions.edit(record, sentence(record, words), text, "ann", NOW, checker(), POLICY).record


def test_an_edit_is_checked_and_judged_and_keeps_both_texts(record: Record) -> None:
    done = actions.edit(record, sentence(record, "800"), f"  {RIGHT}\n", "ann", NOW, checker(), POLICY)
    assert [one.finding.check for one in open_findings(done.record)] == ["unit.changed"]
    [decision] = done.decisions
    assert (decision.by, decision.at, decision.before, decision.text) == (
        "ann",
        "2026-11-26T02:00:00.000000+00:00",
        WRONG,
        RIGHT,
    )
    better = edit(done.record, "12 Millionen", "The chairwoman Anja Krähenbühl expects 12 million euros.")
    assert (record.brief.verdict, better.brief.verdict) == ("review", "pass")


def test_an_edit_that_changes_nothing_or_has_no_text_is_refused(record: Record) -> None:
    for text, message in ((WRONG, "That is what stands there already"), ("  ", "cannot be empty")):
        with pytest.raises(DecisionError, match=message):
            edit(record, "800", text)
    with pytest.raises(DecisionError, match="must be of one sentence"):
        actions.edit(record, "s99", "Text.", "ann", NOW, checker(), POLICY)


def test_a_headline_is_checked_against_what_the_brief_rests_on(record: Record) -> None:
    good = actions.edit_headline(record, "Nordkamp ferry club sells 3,400 tickets", "ann", NOW, checker(), POLICY)
    assert good.record.brief.headline == "Nordkamp ferry club sells 3,400 tickets"
    assert good.record.brief.headline_findings == ()
    assert good.record.brief.verdict == "review"  # for what is wrong elsewhere
    wrong = actions.edit_headline(record, "Ferry club sells 4,300 tickets", "ann", NOW, checker(), POLICY)
    [found] = wrong.record.brief.headline_findings
    assert (found.severity, found.target.text if found.target else "") == ("error", "4,300")
    assert wrong.record.brief.verdict == "fail"
    assert counts(wrong.record).errors == counts(record).errors + 1
    dismissed = actions.dismiss(wrong.record, [keys(wrong.record)[found.check]], "so be it", "ann", NOW, POLICY)
    assert dismissed.record.brief.verdict != "fail" or found.check in ("number.changed", "unit.changed")


def test_a_headline_stays_when_a_sentence_is_edited(record: Record) -> None:
    headed = actions.edit_headline(record, "Nordkamp ferry club sells tickets", "ann", NOW, checker(), POLICY).record
    after = edit(headed, "800", RIGHT)
    assert after.brief.headline == "Nordkamp ferry club sells tickets"
    assert [d.action for d in after.decisions] == ["headline", "edit"]


def test_a_dismissed_finding_does_not_count_and_a_confirmed_one_does(record: Record) -> None:
    key = keys(record)["number.changed"]
    gone = actions.dismiss(record, [key], "a quotation", "ann", NOW, POLICY).record
    assert [one.finding.check for one in open_findings(gone)] == ["unit.changed"]
    with pytest.raises(DecisionError, match="decided already"):
        actions.dismiss(gone, [key], "again", "ben", NOW, POLICY)
    back = actions.confirm(gone, [key], "it is wrong", "ben", LATER, POLICY).record
    assert [(d.action, d.by) for d in back.decisions] == [("confirm", "ben")]
    assert counts(back).errors == 2
    with pytest.raises(DecisionError, match="no such finding any more"):
        actions.dismiss(edit(record, "800", RIGHT), [key], "late", "ann", NOW, POLICY)


def test_the_key_of_a_finding_stays_when_another_sentence_changes(record: Record) -> None:
    before = keys(record)
    after = keys(edit(record, "Lwiw", "On 3 May, Krähenbühl wants to go to Lviv."))
    assert after == before
    assert len(set(before.values())) == 2


def test_an_acceptance_holds_until_something_else_is_decided(record: Record) -> None:
    done = actions.accept(record, "ann", NOW, "all right").record
    assert accepted(done)
    assert not accepted(edit(done, "800", RIGHT))
    assert not accepted(actions.unaccept(done))


RULE = Dismissal(7, "number.changed", "800", "80", "their way of counting", "qa", "2026-11-26T01:00:00+00:00")


def test_a_rule_dismisses_what_it_is_about_and_nothing_else(record: Record) -> None:
    done = actions.settle(record, [RULE], POLICY)
    assert [one.finding.check for one in open_findings(done.record)] == ["unit.changed"]
    assert [(d.action, d.rule, d.by, d.reason) for d in done.decisions] == [
        ("dismiss", 7, "qa", "their way of counting")
    ]
    assert actions.settle(done.record, [RULE], POLICY).record is done.record
    for other in (replace(RULE, check="number.missing"), replace(RULE, source="80"), replace(RULE, target="")):
        assert actions.settle(record, [other], POLICY).record is record
    assert actions.without_rule(done.record, 7, POLICY).record == judged(record, POLICY)
    assert actions.without_rule(done.record, 8, POLICY).record is done.record


def test_a_rule_does_not_go_over_what_somebody_has_confirmed(record: Record) -> None:
    confirmed = actions.confirm(record, [keys(record)["number.changed"]], "wrong", "ann", NOW, POLICY).record
    assert actions.settle(confirmed, [RULE], POLICY).record is confirmed


def test_a_rule_does_not_end_an_acceptance(record: Record) -> None:
    assert accepted(actions.settle(actions.accept(record, "ann", NOW).record, [RULE], POLICY).record)


def test_what_is_taken_back_leaves_the_rest(record: Record) -> None:
    first = edit(record, "800", RIGHT)
    both = actions.dismiss(first, [keys(first)["unit.changed"]], "so said", "ben", LATER, POLICY).record
    undone = actions.undone(both, judged(record, POLICY), [first.decisions[0]], "ann", checker(), POLICY).record
    assert [d.action for d in undone.decisions] == ["dismiss"]
    assert undone.sentences == record.sentences
    assert [one.finding.check for one in open_findings(undone)] == ["number.changed"]
    none = actions.undone(undone, record, undone.decisions, "ben", checker(), POLICY).record
    assert none == judged(record, POLICY)
    with pytest.raises(DecisionError, match="no longer there"):
        actions.undone(none, record, first.decisions, "ann", checker(), POLICY)


def test_of_two_edits_of_a_sentence_the_later_is_taken_back_first(record: Record) -> None:
    first = edit(record, "800", "The club has 8 members.")
    second = actions.edit(first, sentence(first, "800"), RIGHT, "ben", LATER, checker(), POLICY).record
    for who in ("ann", "ben"):
        with pytest.raises(DecisionError, match="ben has since decided about the same text"):
            actions.undone(second, record, [second.decisions[0]], who, checker(), POLICY)
    last = actions.undone(second, record, [second.decisions[1]], "ben", checker(), POLICY).record
    assert [(d.before, d.text) for d in last.decisions] == [(WRONG, "The club has 8 members.")]


def test_what_somebody_else_has_approved_since_is_not_taken_back(record: Record) -> None:
    done = actions.accept(edit(record, "800", RIGHT), "ben", LATER).record
    with pytest.raises(DecisionError, match="ben has approved the brief since"):
        actions.undone(done, record, [done.decisions[0]], "ann", checker(), POLICY)
    assert actions.undone(done, record, [done.decisions[0]], "ben", checker(), POLICY).record.decisions == ()


def test_a_change_takes_the_acceptance_out_of_the_record(record: Record) -> None:
    done = actions.accept(record, "ann", NOW).record
    key = keys(record)["number.changed"]
    changed = [
        edit(done, "800", RIGHT),
        actions.edit_headline(done, "Ferry club sells tickets", "ann", LATER, checker(), POLICY).record,
        actions.dismiss(done, [key], "so", "ann", LATER, POLICY).record,
        actions.accept(done, "ben", LATER).record,
    ]
    assert [[(d.action, d.by) for d in one.decisions] for one in changed] == [
        [("edit", "ann")], [("headline", "ann")], [("dismiss", "ann")], [("accept", "ben")],
    ]  # fmt: skip


def test_a_dismissal_that_is_taken_back_leaves_the_confirmation_that_it_replaced(record: Record) -> None:
    key = keys(record)["number.changed"]
    confirmed = actions.confirm(record, [key], "it is wrong", "ben", NOW, POLICY)
    dismissed = actions.dismiss(confirmed.record, [key], "so said", "ann", LATER, POLICY)
    assert actions.state(record, key) == ("open", None)
    assert actions.state(confirmed.record, key) == ("confirmed", confirmed.decisions[0])
    assert actions.state(dismissed.record, key) == ("dismissed", dismissed.decisions[0])
    back = actions.undone(
        dismissed.record, record, dismissed.decisions, "ann", checker(), POLICY, confirmed.decisions
    ).record
    assert back == confirmed.record


def test_an_edit_goes_with_the_dismissal_of_what_it_brought(record: Record) -> None:
    first = edit(record, "Lwiw", "Krähenbühl wants to go to Lviv on 4 May.")
    [check] = set(keys(first)) - set(keys(record))
    both = actions.dismiss(first, [keys(first)[check]], "moved", "ann", LATER, POLICY).record
    assert actions.undone(both, record, first.decisions, "ann", checker(), POLICY).record == judged(record, POLICY)


def test_without_the_first_record_an_edit_is_taken_back_by_its_old_text(record: Record) -> None:
    undone = actions.undone(
        edit(record, "800", RIGHT), None, edit(record, "800", RIGHT).decisions, "ann", checker(), POLICY
    )
    assert [s.target for s in undone.record.sentences] == [s.target for s in record.sentences]
    assert [s.findings for s in undone.record.sentences] == [s.findings for s in record.sentences]
    assert undone.record.decisions == ()


def test_decisions_go_over_to_a_version_where_the_sentence_says_the_same(record: Record) -> None:
    older = edit(record, "800", RIGHT)
    older = actions.dismiss(older, [keys(older)["unit.changed"]], "so said", "ann", NOW, POLICY).record
    older = actions.edit_headline(older, "Old headline", "ann", NOW, checker(), POLICY).record
    newer = replace(record, digest="another")
    after = judged(carried(newer, older, checker()), POLICY)
    assert [d.action for d in after.decisions] == ["edit", "dismiss"]
    assert after.brief.headline == record.brief.headline
    assert after.brief.verdict == "pass"


def test_an_article_that_another_checker_has_checked_is_checked_anew_when_it_is_edited(record: Record) -> None:
    old = edit(record, "800", RIGHT)
    false = Finding("name.added", "name", "error", None, None, (), "an old mistake")
    old = replace(
        old,
        sentences=tuple(replace(s, findings=(*s.findings, false)) for s in old.sentences),
        signature=replace(old.signature, checker="of last year"),
    )
    new = edit(old, "Lwiw", "On 3 May, Krähenbühl wants to go to Lviv.")
    expected = edit(edit(record, "800", RIGHT), "Lwiw", "On 3 May, Krähenbühl wants to go to Lviv.")
    assert new == expected


def test_another_glossary_is_another_checker(record: Record, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "glossary.tsv"
    path.write_text("Fährverein\tFerry Association\n", encoding="utf-8")
    other = Checker(Glossary.load(path))
    after = renewed(record, other)
    assert after.signature.checker == other.identity
    assert "name.glossary" in {one.finding.check for one in all_findings(after)}
    assert [s.target for s in after.sentences] == [s.target for s in record.sentences]
    assert renewed(after, other) is after
