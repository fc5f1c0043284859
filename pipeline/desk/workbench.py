"""What people do at the desk, from the ledger and back: a situation is read, an action applied, the result saved.

Each method is for one request. Where a revision is given, it is the one that the person saw: if another is there now,
nothing is changed, and a :class:`~pipeline.ledger.desk_values.Conflict` says what is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from ..check import Checker
from ..check.again import learned
from ..codec import line
from ..config import PolicyConfig
from ..errors import DecisionError
from ..export.table import encoded
from ..export.tables import FINDINGS
from ..feeds.people import dismissals
from ..ledger import Ledger
from ..ledger.desk_values import (
    NOT_UNDONE,
    Affected,
    Change,
    Conflict,
    Deed,
    Made,
    Review,
    Rule,
    Situation,
    What,
)
from ..ledger.errors import LedgerError
from ..record import accepted
from ..render.brief import brief_json
from ..types import Decision, Record
from . import actions
from .actions import Gone, Outcome

AT_ONCE = 50
"""Records that are changed in one transaction when many are."""
_KEPT = ("feed", "news", "hits", "run")
"""What a line of JSON says besides its record, and goes on saying."""
_APPROVED = ("approved_by", "approved_at")
"""The same, for as long as the approval holds."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a dismissal for all articles would dismiss, and what its check's findings have come to so far."""

    affected: tuple[Affected, ...]
    findings: int
    """Open ones, in all of them."""


class Workbench:
    """See the module.

    Args:
        ledger: where all is kept.
        checker: checks edits; the one that runs use.
        policy: the policy of verdicts.
        clock: the time, UTC.
    """

    def __init__(self, ledger: Ledger, checker: Checker, policy: PolicyConfig, clock: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._checker = checker
        self._policy = policy
        self._clock = clock

    # One brief.

    def prepare(self, item: str) -> None:
        """Learn an article that somebody has opened, so that his first edit is checked as fast as the next."""
        record = self._ledger.desk.record(item)
        if record is not None and record.signature.checker == self._checker.identity:
            learned(record.sentences, self._checker)

    def reopen(self, item: str, revision: int, findings: Collection[str], who: str) -> Review | Conflict:
        """What was decided of findings of these keys holds no more, whoever decided it; raises as :meth:`edit`."""
        there, now = self._situation(item), self._clock()
        if there.review.revision != revision:
            return Conflict(there.review, there.record, there.review.by, there.review.made)
        record = actions.reopened(there.record, findings, self._policy)
        told = "; ".join(dict.fromkeys(actions.located(record, name)[0].finding.message for name in findings))
        made = made_of(there, record, now)
        return self._ledger.desk.revise(item, revision, made, (), who, now, "undo", before=told, after="open again")

    def edit(self, item: str, revision: int, sentence: str, text: str, who: str) -> Review | Conflict:
        """Another translation of one sentence.

        Raises:
            DecisionError: it cannot be; the message is for the person.
            LedgerError: the item is not in the queue.
        """
        now = self._clock()

        def do(record: Record) -> Outcome:
            return actions.edit(record, sentence, text, who, now, self._checker, self._policy)

        return self._do(item, revision, do, who, now, "edit")

    def edit_headline(self, item: str, revision: int, text: str, who: str) -> Review | Conflict:
        """Another headline; raises as :meth:`edit`."""
        now = self._clock()

        def do(record: Record) -> Outcome:
            return actions.edit_headline(record, text, who, now, self._checker, self._policy)

        return self._do(item, revision, do, who, now, "headline")

    def dismiss(self, item: str, revision: int, findings: Collection[str], reason: str, who: str) -> Review | Conflict:
        """Findings of these keys do not count; raises as :meth:`edit`."""
        now = self._clock()
        return self._do(
            item,
            revision,
            lambda record: actions.dismiss(record, findings, reason, who, now, self._policy),
            who,
            now,
            "dismiss",
        )

    def confirm(self, item: str, revision: int, findings: Collection[str], reason: str, who: str) -> Review | Conflict:
        """Findings of these keys are right; raises as :meth:`edit`."""
        now = self._clock()
        return self._do(
            item,
            revision,
            lambda record: actions.confirm(record, findings, reason, who, now, self._policy),
            who,
            now,
            "confirm",
        )

    def approve(self, item: str, revision: int, who: str, note: str = "") -> Review | Conflict:
        """The brief is good as it is, and may go out.

        Raises:
            LedgerError: the item is not in the queue: withdrawn, or a twin.
        """
        now = self._clock()
        there = self._situation(item)
        done = actions.accept(there.record, who, now, note)
        made = made_of(there, done.record, now, approval(who, now))
        return self._ledger.desk.approve(item, revision, made, done.decisions, who, now, note)

    def unapprove(self, item: str, revision: int, who: str) -> Review | Conflict:
        """Take an approval back, whoever gave it.

        Raises:
            DecisionError: there is none.
        """
        now = self._clock()
        there = self._situation(item)
        if there.review.revision == revision and there.review.state != "approved":
            raise DecisionError("It is not approved.")
        made = made_of(there, actions.unaccept(there.record), now)
        return self._ledger.desk.revise(item, revision, made, (), who, now, "unapprove")

    def undo(self, who: str, deed: int | None = None, item: str | None = None, *, settles: bool = False) -> Deed:
        """Take back a deed, or the last one of this person (on this item) that is still there; what it was.

        What went with a newer version or another decision is passed over. Findings that were dismissed in all articles
        are open again in all, and the dismissal for articles to come ends.

        Args:
            who: takes it back.
            deed: its number; the last one if left out.
            item: the last one on this.
            settles: this person may decide for all articles.

        Raises:
            DecisionError: there is nothing to take back, or it cannot be.
        """
        if deed is not None:
            return self._undo(who, self._ledger.desk.deed(deed), settles)
        before = None
        while (found := self._ledger.desk.last(who, item, before)) is not None:
            try:
                return self._undo(who, found, settles)
            except Gone:
                before = found.id
        raise DecisionError("There is nothing to take back.")

    def _undo(self, who: str, found: Deed | None, settles: bool) -> Deed:
        if found is None:
            raise DecisionError("There is nothing to take back.")
        if found.undone_by is not None:
            raise DecisionError("It has been taken back already.")
        if found.standing is not None and found.what != "undo":
            if not settles and self._ledger.desk.standing_line(found.standing).scope != "item":
                raise DecisionError("That was decided for all articles: only QA leads may take it back.")
            self.undo_standing(found.standing, who)
            return found
        if found.what in NOT_UNDONE:
            raise DecisionError("That cannot be taken back; do it anew.")
        if found.what == "aside":
            if not self._ledger.desk.bring_back(dict.fromkeys(found.items, 0), who, self._clock(), undoes=found.id):
                raise Gone("That is no longer there to be taken back.")
            return found
        for _ in range(5):
            now = self._clock()
            changes, before, after = self._without(found, who, now)
            done = self._ledger.desk.revise_many(changes, who, now, "undo", before=before, after=after, undoes=found.id)
            if not isinstance(done, Conflict):
                return found
        raise DecisionError("It is being worked on by others just now; try again.")

    def _without(self, deed: Deed, who: str, now: datetime) -> tuple[list[Change], str, str]:
        """The changes that take a deed back, and what stood and stands there, for the history."""
        by_item: dict[str, list[Decision]] = {}
        for item, decision in deed.decisions:
            by_item.setdefault(item, []).append(decision)
        changes: list[Change] = []
        problem: DecisionError = Gone("That is no longer there to be taken back.")
        before, after = deed.after, deed.before
        rules = self._ledger.desk.standing()
        for there in self._ledger.desk.situations(by_item):
            item, taken_back = there.review.item, by_item[there.review.item]
            replaced = self._replaced(item, deed)
            try:
                done = actions.undone(
                    there.record, there.base, taken_back, who, self._checker, self._policy, replaced
                ).record
            except Gone:
                continue
            except DecisionError as error:
                problem = error
                continue
            done = actions.settle(done, dismissals(rules, item), self._policy).record
            if deed.what in ("edit", "headline"):
                before, after = actions.texts(there.record, done, taken_back[0])
            changes.append(Change(item, there.review.revision, made_of(there, done, now)))
        if not changes:
            raise problem
        return changes, before, after

    def _replaced(self, item: str, deed: Deed) -> list[Decision]:
        """The decisions about findings of an item that held when this deed replaced them, the oldest first."""
        if deed.what not in ("dismiss", "confirm"):
            return []
        earlier = reversed(self._ledger.desk.history(item, before=deed.id))
        return [
            decision
            for one in earlier
            if one.undone_by is None and one.what in ("dismiss", "confirm")
            for where, decision in one.decisions
            if where == item
        ]

    # Standing lines.

    def preview(self, rule: Rule) -> Preview:
        """What :meth:`add_standing` would dismiss."""
        found = self._ledger.desk.affected(rule)
        return Preview(tuple(found), sum(one.open for one in found))

    def add_standing(self, rule: Rule, who: str = "") -> tuple[Rule, int]:
        """Dismiss findings in all articles or in one, those that are there and those to come; the rule, and how many
        items have changed. Done again, it goes on where it was interrupted.

        ``who``: does it, for the history, if that is not who has decided it.
        """
        kept = self._ledger.desk.add_standing(rule, who)
        dismissal = dismissals([kept], rule.item)
        number = self._all(
            kept,
            lambda record: actions.settle(record, dismissal, self._policy),
            who or rule.by,
            "bulk",
            lambda one: one.open > 0,
        )
        return kept, number

    def undo_standing(self, number: int, who: str) -> tuple[Rule, int]:
        """Take such a rule back: its findings are open again, save where somebody has dismissed them himself.

        Raises:
            LedgerError: there is no such rule in force.
        """
        rule = self._ledger.desk.undo_standing(number, who, self._clock())
        done = self._all(
            rule,
            lambda record: actions.without_rule(record, number, self._policy),
            who,
            "undo",
            lambda one: one.dismissed > 0,
        )
        return rule, done

    def _all(
        self,
        rule: Rule,
        do: Callable[[Record], Outcome],
        who: str,
        what: What,
        concerned: Callable[[Affected], bool],
    ) -> int:
        number = 0
        for _ in range(5):
            wanted = [one.review.item for one in self._ledger.desk.affected(rule) if concerned(one)]
            left = 0
            for start in range(0, len(wanted), AT_ONCE):
                now = self._clock()
                changes = []
                for there in self._ledger.desk.situations(wanted[start : start + AT_ONCE]):
                    done = do(there.record)
                    if done.record is not there.record:
                        made = made_of(there, done.record, now)
                        changes.append(Change(there.review.item, there.review.revision, made, done.decisions))
                if not changes:
                    continue
                saved = self._ledger.desk.revise_many(changes, who, now, what, rule=rule.id)
                if isinstance(saved, Conflict):
                    left += 1
                else:
                    number += len(saved)
            if not left:
                break
        return number

    # What they share.

    def _do(
        self,
        item: str,
        revision: int,
        do: Callable[[Record], Outcome],
        who: str,
        now: datetime,
        what: What,
    ) -> Review | Conflict:
        there = self._situation(item)
        if there.review.revision != revision:
            return Conflict(there.review, there.record, there.review.by, there.review.made)
        done = do(there.record)
        before, after = _told(done.decisions)
        rules = dismissals(self._ledger.desk.standing(), item) if what in ("edit", "headline") else ()
        further = actions.settle(done.record, rules, self._policy)  # what the new text has brought
        made = made_of(there, further.record, now)
        decisions = (*done.decisions, *further.decisions)
        return self._ledger.desk.revise(item, revision, made, decisions, who, now, what, before=before, after=after)

    def _situation(self, item: str) -> Situation:
        there = self._ledger.desk.situation(item)
        if there is None:
            raise LedgerError(f"{item}: is not in the queue, or was withdrawn by its sender.")
        return there


def made_of(there: Situation, record: Record, now: datetime, more: dict[str, Any] | None = None) -> Made:
    """A changed record with its files; ``more``: for its line of JSON."""
    said = msgspec.json.decode(there.brief) if there.brief else {}
    names = (*_KEPT, *_APPROVED) if accepted(record) else _KEPT
    about = {name: said[name] for name in names if name in said} | {"made": now.isoformat(timespec="seconds")}
    return Made(record, line(brief_json(record) | about | (more or {})), encoded(FINDINGS.piece(record, True)))


def approval(who: str, now: datetime) -> dict[str, str]:
    """What a line of JSON says of it."""
    return {"approved_by": who, "approved_at": now.isoformat("T", "seconds")}


def _told(decisions: Sequence[Decision]) -> tuple[str, str]:
    """Before and after, for the history."""
    one = decisions[0]
    if one.finding is not None:
        return one.finding.message, "; ".join([one.reason, *(f"{len(decisions)} findings" for _ in decisions[1:2])])
    return one.before, one.text or one.reason
