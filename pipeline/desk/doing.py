"""What people do on pages, by the workbench.

A page is older than the click on it. Where somebody else was faster at another place of the same brief, the action is
made again on what stands there now; where it is the same place, it is refused with both texts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Literal

from ..ledger import Ledger
from ..ledger.desk_values import Conflict, Deed, Review, Situation
from ..record import kept
from ..release import moment
from ..render.words import plural
from ..types import Decision, Record
from . import actions
from .actions import Outcome
from .context import Desk, Missing
from .many import Many

HEADLINE = "headline"
"""In the place of a sentence's id."""
_TRIES = 5
_LOOKED_AT = 20
"""Deeds that may be gone before no undo is offered any more."""
_PART = 10
"""Records that are read at a time to tell whether a deed is still there."""


def bench(desk: Desk) -> Many:
    """The workbench of a desk."""
    return Many(desk.ledger, desk.checker, desk.config.policy, desk.clock)


def situation(desk: Desk, item: str) -> Situation:
    """An item as it stands.

    Raises:
        Missing: it is not in the queue.
    """
    found = desk.ledger.desk.situation(item)
    if found is None:
        raise Missing("There is no such brief. Perhaps its sender has withdrawn it.")
    return found


def text_of(record: Record, sentence: str) -> str | None:
    """The English of a sentence, or the headline; ``None`` if there is no such sentence."""
    if sentence == HEADLINE:
        return record.brief.headline
    return next((one.target for one in kept(record) if one.id == sentence), None)


def tried(desk: Desk, of: Situation, sentence: str, text: str, who: str) -> Outcome:
    """What an edit would come to.

    Raises:
        DecisionError: it cannot be made.
    """
    now, policy = desk.clock(), desk.config.policy
    if sentence == HEADLINE:
        return actions.edit_headline(of.record, text, who, now, desk.checker(), policy)
    return actions.edit(of.record, sentence, text, who, now, desk.checker(), policy)


def edit(
    desk: Desk, item: str, sentence: str, before: str, text: str, who: str, *, approved: bool
) -> Review | Conflict:
    """Another English for a sentence or the headline, if what is there is still what the editor saw: the text, and
    whether the brief was ``approved``.

    Raises:
        DecisionError: it cannot be made.
    """
    work = bench(desk)

    def do(there: Situation) -> Review | Conflict:
        if (text_of(there.record, sentence) or "").split() != before.split() or _unseen(there, approved):
            return _conflict(there)
        if sentence == HEADLINE:
            return work.edit_headline(item, there.review.revision, text, who)
        return work.edit(item, there.review.revision, sentence, text, who)

    return _again(desk, item, do)


def why_not(review: Review, now: datetime) -> str:
    """Why a brief may not be approved by its line in the queue alone, for people; empty if it may."""
    if review.state == "approved":
        return f"{review.approved_by} has approved it already"
    if review.embargo is not None and review.embargo > now:
        return "it is under embargo"
    if review.changed:
        return "it has changed since it was approved"
    if review.errors or review.warnings:
        found = [(review.errors, "error"), (review.warnings, "warning")]
        return " and ".join(plural(number, word) for number, word in found if number) + " still open"
    return "" if review.verdict == "pass" else f"its verdict is {review.verdict}"


def weigh(
    desk: Desk,
    item: str,
    keys: Sequence[str],
    what: Literal["dismiss", "confirm", "reopen"],
    reason: str,
    who: str,
    *,
    shown: str,
    approved: bool,
) -> Review | Conflict:
    """Dismiss or confirm findings, or open them again, as one deed.

    Args:
        desk: where.
        item: of which brief.
        keys: which findings.
        what: is done.
        reason: for the history.
        who: does it.
        shown: the state that the person saw; if it has another by now, that is a conflict. Empty: whatever it is.
        approved: whether the person saw that the brief is approved.

    Raises:
        DecisionError: there is no such finding any more, or that has been decided.
    """
    work = bench(desk)

    def do(there: Situation) -> Review | Conflict:
        now, decision = "", None
        for key in keys:
            now, decision = actions.state(there.record, key)
            if shown and now != shown:
                break
        if shown and now != shown:
            by = decision.by if decision is not None else there.review.by
            when = moment(decision.at) if decision is not None else None  # a line of a file need not say
            return Conflict(there.review, there.record, by, when or there.review.made)
        if _unseen(there, approved):
            return _conflict(there)
        if what == "reopen":
            return work.reopen(item, there.review.revision, keys, who)
        does = work.dismiss if what == "dismiss" else work.confirm
        return does(item, there.review.revision, keys, reason, who)

    return _again(desk, item, do)


def _unseen(there: Situation, approved: bool) -> bool:
    """Whether the brief was approved after the page that somebody acts from."""
    return there.review.state == "approved" and not approved


def _conflict(there: Situation) -> Conflict:
    by = there.review.approved_by if there.review.state == "approved" else there.review.by
    return Conflict(there.review, there.record, by, there.review.made)


def unapprove(desk: Desk, item: str, who: str) -> Review | Conflict:
    """Take an approval back; raises DecisionError if there is none."""
    work = bench(desk)
    return _again(desk, item, lambda there: work.unapprove(item, there.review.revision, who))


def undoable(ledger: Ledger, who: str, item: str | None = None) -> Deed | None:
    """What an undo would take back."""
    before = None
    for _ in range(_LOOKED_AT):
        deed = ledger.desk.last(who, item, before)
        if deed is None or deed.standing is not None:
            return deed
        if any(row.state == "aside" for row in ledger.desk.rows(deed.items)):
            return deed
        if _holds(ledger, deed):
            return deed
        before = deed.id  # it went with a newer version
    return None


def _holds(ledger: Ledger, deed: Deed) -> bool:
    """Whether something of a deed is still there. Of many briefs, the first few mostly tell."""
    made: dict[str, list[Decision]] = {}
    for item, decision in deed.decisions:
        made.setdefault(item, []).append(decision)
    parts = (list(made)[start : start + _PART] for start in range(0, len(made), _PART))
    there = (one for part in parts for one in ledger.desk.situations(part))
    return any(actions.there(one.record, made[one.review.item]) for one in there)


def _again(desk: Desk, item: str, do: Callable[[Situation], Review | Conflict]) -> Review | Conflict:
    """The action on what stands there; once more if a change elsewhere came between reading and saving."""
    done: Review | Conflict | None = None
    for _ in range(_TRIES):
        there = situation(desk, item)
        done = do(there)
        if not isinstance(done, Conflict) or done.review.revision == there.review.revision:
            break
    assert done is not None
    return done
