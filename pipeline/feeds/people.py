"""What people have decided, applied to a record before it is entered: decisions on the item's last version that still
hold, and what standing lines dismiss."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..check import Checker
from ..config import PolicyConfig
from ..judge import judged
from ..ledger import Ledger
from ..ledger.desk_values import Rule
from ..ledger.values import Lease
from ..run.article import compared
from ..run.decisions import carried
from ..run.settled import Dismissal, settled
from ..types import Record


@dataclass(frozen=True, slots=True)
class Decided:
    """A record with what people have decided."""

    record: Record
    base: Record | None = None
    """Without it, if that is another record."""
    seen: int | None = None
    """The revision of the item's row in the desk's queue that the decisions are from."""


class People:
    """Called with a lease and the record that was made for it; gives the record with people's decisions.

    The item's record is read again: somebody may have worked on it while the new one was made.

    Args:
        ledger: where decisions and rules are.
        checker: checks carried edits; asked for when the first one is met.
        policy: for the verdict.
    """

    def __init__(self, ledger: Ledger, checker: Callable[[], Checker], policy: PolicyConfig) -> None:
        self._ledger = ledger
        self._checker = checker
        self._policy = policy

    def __call__(self, lease: Lease, made: Record) -> Decided:
        record, older, seen = made, None, None
        if lease.older is not None and (there := self._ledger.desk.situation(lease.item)) is not None:
            older, seen = there.record, there.review.revision
        known = lease.older.decisions if lease.older is not None else ()
        if older is not None and older.decisions and (older.digest != made.digest or older.decisions != known):
            # Decisions in `made` are those that the engine has carried over, which it knew of when it began.
            record = carried(replace(made, decisions=()), older, self._checker())
        record = settled(record, dismissals(self._ledger.desk.standing(), lease.item))
        if record is made:
            return Decided(made, None, seen)
        record = compared(judged(record, self._policy), older)
        return Decided(record, None if made.decisions else made, seen)


def dismissals(rules: Iterable[Rule], item: str) -> list[Dismissal]:
    """The dismissals among standing lines that are about an item."""
    return [dismissal_of(one) for one in rules if one.scope == "all" or (one.scope == "item" and one.item == item)]


def dismissal_of(rule: Rule) -> Dismissal:
    """A rule of the ledger as :func:`pipeline.run.settled.settled` takes it."""
    return Dismissal(
        rule.id, rule.check, rule.source, rule.target, rule.reason, rule.by, rule.at.isoformat(timespec="seconds")
    )
