"""What people do to many briefs at once, as one deed that one undo takes back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from ..check import Checker
from ..config import PolicyConfig
from ..errors import DecisionError
from ..feeds.people import dismissals
from ..judge import judged
from ..ledger import Ledger, blobs
from ..ledger.desk_values import Change, Conflict, Filter, Review, Rule, What
from ..record import all_findings
from ..run.decisions import renewed
from ..types import Record
from . import actions
from .workbench import Workbench, approval, made_of

MOST = 500
"""Briefs at once."""
AGAIN = 25
"""Briefs that are checked again at once for a line of the glossary; each takes some hundredths of a second."""


class Many(Workbench):
    """The workbench, with what is done to many.

    Args:
        ledger, policy, clock: as of the workbench.
        checker: gives the checker: another one once a line of the glossary has come or gone.
    """

    def __init__(
        self, ledger: Ledger, checker: Callable[[], Checker], policy: PolicyConfig, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(ledger, checker(), policy, clock)
        self._again = checker

    def add_line(self, line: Rule, item: str = "") -> tuple[Rule, int]:
        """Enter a line of the glossary; the line, and how many briefs have other findings for it.

        Open briefs that it seems to be about are checked again at once, and so is ``item``; others when somebody edits
        them, or when they are made anew.

        Raises:
            DecisionError: there is a line for this form that says something else.
        """
        for one in self._ledger.desk.standing(scope="glossary"):
            same = one.source.casefold() == line.source.casefold()
            if same and (one.target, one.kind) != (line.target, line.kind):
                said = ", ".join(filter(None, (f"“{one.target}”" if one.target else "", one.kind)))
                raise DecisionError(
                    f"The desk's glossary has a line for “{one.source}” already ({said}, by {one.by}). Take that back "
                    "under Standing lines first; several English forms stand in one line, separated by |."
                )
        kept = self._ledger.desk.add_standing(line)
        return kept, self.check_again([*self.about(kept), *([item] if item else [])], line.by, kept.id)

    def undo_standing(self, number: int, who: str) -> tuple[Rule, int]:
        """Take a standing line back; raises as :meth:`Workbench.undo_standing`."""
        rule, done = super().undo_standing(number, who)
        return rule, self.check_again(self.about(rule), who, None) if rule.scope == "glossary" else done

    def about(self, line: Rule) -> list[str]:
        """Open briefs that a line of the glossary seems to be about: they have its German form, or a finding on one of
        its forms."""
        found = self._ledger.desk.with_words([line.source], line.target.split("|"), AGAIN)
        named = self._ledger.desk.queue(Filter(keyword=line.source, state="open"), AGAIN).reviews
        return list(dict.fromkeys([*found, *(one.item for one in named)]))[:AGAIN]

    def check_again(self, items: Collection[str], who: str, rule: int | None) -> int:
        """Open briefs are checked anew, with the lines of the glossary that now hold; how many have other findings.

        Args:
            items: which.
            who: has changed the glossary.
            rule: the line that was added; ``None`` if one was taken back.
        """
        rules = self._ledger.desk.standing()
        self._checker = self._again()
        changes = []
        now = self._clock()
        for there in self._ledger.desk.situations(items):
            if there.review.state != "open":
                continue
            done = renewed(there.record, self._checker)
            if [*all_findings(done)] == [*all_findings(there.record)]:
                continue
            settled = actions.settle(done, dismissals(rules, there.review.item), self._policy)
            made = made_of(there, judged(settled.record, self._policy), now)
            changes.append(Change(there.review.item, there.review.revision, made, settled.decisions))
        number = 0
        for change in changes:  # one by one: what somebody has just changed is checked by its own change
            what: What = "undo" if rule is None else "glossary"
            saved = self._ledger.desk.revise_many([change], who, now, what, rule=rule)
            number += not isinstance(saved, Conflict)
        return number

    def approve_many(self, of: Mapping[str, int], who: str) -> list[Review]:
        """Approve briefs as they stand at these revisions, as one deed; those that have changed are left out."""
        left = dict(of)
        while left:
            now = self._clock()
            changes = []
            for there in self._ledger.desk.situations(left):
                if there.review.revision == left[there.review.item]:
                    done = actions.accept(there.record, who, now)
                    made = made_of(there, done.record, now, approval(who, now))
                    changes.append(Change(there.review.item, there.review.revision, made, done.decisions))
            saved = self._ledger.desk.approve_many(changes, who, now) if changes else []
            if not isinstance(saved, Conflict):
                return saved
            left.pop(saved.review.item)
        return []

    def dismiss_many(
        self, words: Collection[tuple[str, str, str]], items: Collection[str], reason: str, who: str
    ) -> list[Review]:
        """Dismiss what is open of the findings with these checks and words, where they are in these briefs, as one
        deed. Those that somebody changes meanwhile are left out."""
        left = set(items)
        while left:
            now = self._clock()
            changes = []
            for there in self._ledger.desk.situations(left):
                keys = open_keys(there.record, words)
                if keys and there.review.state != "approved":
                    done = actions.dismiss(there.record, keys, reason, who, now, self._policy)
                    made = made_of(there, done.record, now)
                    changes.append(Change(there.review.item, there.review.revision, made, done.decisions))
            told = f"{sum(len(one.decisions) for one in changes):,} findings: {reason}"
            saved = self._ledger.desk.revise_many(changes, who, now, "dismiss", after=told) if changes else []
            if not isinstance(saved, Conflict):
                return saved
            left.discard(saved.review.item)
        return []


def _kept(of: tuple[str, str, str]) -> tuple[str, str, str]:
    """Check and words as the ledger lists them: long ones are cut."""
    return of[0], blobs.name(of[1]), blobs.name(of[2])


def open_keys(record: Record, of: Collection[tuple[str, str, str]]) -> list[str]:
    """Keys of findings with these checks and words that nobody has decided on."""
    decided = {(d.sentences, d.finding) for d in record.decisions if d.finding is not None}
    wanted = {_kept(one) for one in of}
    return [
        actions.key(record, one)
        for one in all_findings(record)
        if (one.sentences, one.finding) not in decided and _kept(one.finding.key) in wanted
    ]
