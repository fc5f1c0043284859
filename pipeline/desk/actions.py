"""What a person does to a record: pure functions of record and decision, without database, disk or clock.

Each gives the record with the decision applied and kept in it, judged under the policy, and the decisions that are new.
A finding is named by its key (:func:`key`), which does not change when other sentences do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from ..accepted import FROM_FILE
from ..check import Checker
from ..config import PolicyConfig
from ..errors import DecisionError
from ..judge import judged
from ..record import Located, all_findings, kept
from ..run.decisions import decided, renewed
from ..run.settled import Dismissal, settled
from ..types import Decision, Record

__all__ = [
    "Dismissal", "Gone", "Outcome", "accept", "confirm", "dismiss", "edit", "edit_headline", "key", "located",
    "reopened", "settle", "settled", "state", "texts", "there", "unaccept", "undone", "without_rule",
]  # fmt: skip


State = Literal["open", "dismissed", "confirmed"]
_STATES: dict[str, State] = {"dismiss": "dismissed", "confirm": "confirmed"}


class Gone(DecisionError):
    """What was to be taken back is no longer there: it went with a newer version or another decision."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A record after an action, and the decisions that it has more than before."""

    record: Record
    decisions: tuple[Decision, ...]


def key(record: Record, found: Located) -> str:
    """A name for a finding: the same for as long as its sentence's source, its check and its words are.

    The same finding twice in the same sentence has the same key: what is decided of one holds for both.
    """
    del record  # a key that needs the rest of the article can then be had without changing who asks for it
    text = "\x1f".join((found.part, found.source, *found.finding.key))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def located(record: Record, name: str) -> list[Located]:
    """The findings of this key.

    Raises:
        DecisionError: there is none.
    """
    found = [one for one in all_findings(record) if key(record, one) == name]
    if not found:
        raise DecisionError("There is no such finding any more: the text has changed.")
    return found


def state(record: Record, name: str) -> tuple[State, Decision | None]:
    """What the findings of this key are, and by which decision; ``open`` if one of them is.

    Raises:
        DecisionError: there is none.
    """
    about = {(d.sentences, d.finding): d for d in record.decisions if d.action in _STATES and d.finding is not None}
    decisions = [about.get((one.sentences, one.finding)) for one in located(record, name)]
    if None in decisions:
        return "open", None
    last = decisions[-1]
    assert last is not None
    return _STATES[last.action], last


def edit(
    record: Record, sentence: str, text: str, who: str, now: datetime, checker: Checker, policy: PolicyConfig
) -> Outcome:
    """Another translation of one sentence, checked again in the context of its article. If the article was checked by
    another version of the checker, all of it is.

    Raises:
        DecisionError: there is no such sentence, the text is empty, or it is what stands there already.
    """
    text = " ".join(text.split())
    record = unaccept(renewed(record, checker))
    old = next((s for s in kept(record) if s.id == sentence), None)
    if old is not None and old.target == text:
        raise DecisionError("That is what stands there already.")
    made = Decision("edit", who, _at(now), (sentence,), before=(old.target or "") if old else "", text=text)
    return _after(record, decided(record, [made], checker), policy)


def edit_headline(
    record: Record, text: str, who: str, now: datetime, checker: Checker, policy: PolicyConfig
) -> Outcome:
    """Another headline, checked against what the brief rests on.

    Raises:
        DecisionError: the text is empty, or it is what stands there already.
    """
    text = " ".join(text.split())
    record = unaccept(renewed(record, checker))
    if record.brief.headline == text:
        raise DecisionError("That is what stands there already.")
    made = Decision("headline", who, _at(now), before=record.brief.headline, text=text)
    return _after(record, decided(record, [made], checker), policy)


def dismiss(
    record: Record, findings: Collection[str], reason: str, who: str, now: datetime, policy: PolicyConfig
) -> Outcome:
    """The findings of these keys do not count, for a reason; what was confirmed is so no longer.

    Raises:
        DecisionError: there is no such finding, or it is dismissed already.
    """
    return _weighed(record, findings, "dismiss", reason, who, now, policy)


def confirm(
    record: Record, findings: Collection[str], reason: str, who: str, now: datetime, policy: PolicyConfig
) -> Outcome:
    """The findings of these keys are right; what was dismissed is so no longer.

    Raises:
        DecisionError: there is no such finding, or it is confirmed already.
    """
    return _weighed(record, findings, "confirm", reason, who, now, policy)


def _weighed(
    record: Record,
    findings: Collection[str],
    action: str,
    reason: str,
    who: str,
    now: datetime,
    policy: PolicyConfig,
) -> Outcome:
    about = {(one.sentences, one.finding): one for name in findings for one in located(record, name)}
    said = {(d.sentences, d.finding): d.action for d in record.decisions if d.finding is not None}
    new = [place for place in about if said.get(place) != action]
    if not new:
        raise DecisionError("That has been decided already.")
    stays = tuple(
        d
        for d in record.decisions
        if d.action != "accept" and (d.finding is None or (d.sentences, d.finding) not in about)
    )
    made = tuple(
        Decision("dismiss" if action == "dismiss" else "confirm", who, _at(now), sentences, finding, reason)
        for sentences, finding in new
    )
    return Outcome(judged(replace(record, decisions=(*stays, *made)), policy), made)


def reopened(record: Record, findings: Collection[str], policy: PolicyConfig) -> Record:
    """The record with nothing decided of the findings of these keys.

    Raises:
        DecisionError: there is no such finding, nothing is decided of it, or a standing line or a file of accepted
            findings has dismissed it.
    """
    about = {(one.sentences, one.finding) for name in findings for one in located(record, name)}
    gone = [d for d in record.decisions if d.finding is not None and (d.sentences, d.finding) in about]
    if not gone:
        raise DecisionError("It is open already.")
    if any(d.rule == FROM_FILE for d in gone):
        raise DecisionError("A file of accepted findings has a line for it: take that out, or confirm it here.")
    if any(d.rule for d in gone):
        raise DecisionError("A standing line has dismissed it: that is taken back under Standing lines.")
    return judged(replace(record, decisions=tuple(d for d in record.decisions if d not in gone)), policy)


def accept(record: Record, who: str, now: datetime, note: str = "") -> Outcome:
    """The brief is good as it is."""
    record = unaccept(record)
    made = Decision("accept", who, _at(now), reason=note)
    return Outcome(replace(record, decisions=(*record.decisions, made)), (made,))


def unaccept(record: Record) -> Record:
    """Without acceptances."""
    return replace(record, decisions=tuple(d for d in record.decisions if d.action != "accept"))


def settle(record: Record, dismissals: Iterable[Dismissal], policy: PolicyConfig) -> Outcome:
    """The record with what standing dismissals say of it; no decisions if that is nothing."""
    done = settled(record, dismissals)
    return Outcome(record, ()) if done is record else _after(record, done, policy)


def without_rule(record: Record, rule: int, policy: PolicyConfig) -> Outcome:
    """The record without what a standing dismissal has dismissed; the same record if that is nothing."""
    stays = tuple(d for d in record.decisions if d.rule != rule)
    if len(stays) == len(record.decisions):
        return Outcome(record, ())
    return Outcome(judged(replace(record, decisions=stays), policy), ())


def there(record: Record, taken_back: Iterable[Decision]) -> bool:
    """Whether the record has one of these decisions, or what has become of it in a newer version."""
    names = {_name(decision) for decision in taken_back}
    return any(_name(decision) in names for decision in record.decisions)


def undone(
    record: Record,
    base: Record | None,
    taken_back: Sequence[Decision],
    who: str,
    checker: Checker,
    policy: PolicyConfig,
    replaced: Sequence[Decision] = (),
) -> Outcome:
    """The record without some of its decisions: the rest are made again on what the engine had made. An approval ends
    with it.

    A decision that has gone over to a newer version is known again by who made it when. What somebody has decided
    about a text that is now gone goes with it, if he takes it back himself.

    Args:
        record: as it stands.
        base: before all decisions; ``None`` if that is not known: an edit is then taken back by putting its old text
            in its place.
        taken_back: decisions of the record.
        who: takes them back.
        checker: checks edits again.
        policy: for the verdict.
        replaced: dismissals and confirmations that those have replaced; they hold again.

    Raises:
        Gone: the record has none of these any more.
        DecisionError: somebody has decided something since that rests on them.
    """
    gone = {_name(decision) for decision in taken_back}
    stays = [d for d in record.decisions if _name(d) not in gone]
    if len(stays) == len(record.decisions):
        raise Gone("That is no longer there to be taken back.")
    _still_free(record, gone, who)
    stays = [d for d in stays if d.action != "accept"]
    texts = any(d.action in ("edit", "headline") for d in record.decisions if _name(d) in gone)
    if not texts:
        again = replace(record, decisions=tuple(stays))
        back = [found for d in record.decisions if _name(d) in gone and (found := _replaced(d, replaced))]
        return Outcome(judged(replace(again, decisions=(*again.decisions, *back)), policy), ())
    if base is None:
        base = _unedited(renewed(record, checker), checker)
    again = replace(renewed(base, checker), decisions=(), run=record.run)
    for decision in stays:
        try:
            again = decided(again, [replace(decision, before="")], checker)
        except DecisionError:
            continue  # it was about a text that is gone
    return Outcome(judged(again, policy), ())


def texts(record: Record, after: Record, taken_back: Decision) -> tuple[str, str]:
    """What stood and what stands where an edit was, or a headline."""
    if taken_back.action == "headline":
        return record.brief.headline, after.brief.headline
    mine = next((d for d in record.decisions if _name(d) == _name(taken_back)), taken_back)
    was, now = (
        next((s.target or "" for s in one.sentences if (s.id,) == mine.sentences), "") for one in (record, after)
    )
    return was, now


def _still_free(record: Record, gone: Collection[tuple[str, ...]], who: str) -> None:
    """Raises DecisionError if a later decision than these rests on them."""
    places: set[str] = set()
    begun = False
    for decision in record.decisions:
        if _name(decision) in gone:
            begun = True
            places.update(_places(decision))
        elif begun and not decision.rule:
            if decision.action == "accept" and decision.by != who:
                raise DecisionError(f"{decision.by} has approved the brief since; take the approval back first.")
            text = decision.action in ("edit", "headline")
            if (text or decision.by != who) and places & {*decision.sentences, *_places(decision)}:
                raise DecisionError(f"{decision.by} has since decided about the same text; take that back first.")


def _places(decision: Decision) -> Collection[str]:
    """The texts that a decision has put in the place of others."""
    return decision.sentences if decision.action == "edit" else {"headline": ("headline",)}.get(decision.action, ())


def _replaced(decision: Decision, before: Sequence[Decision]) -> Decision | None:
    """The decision among those that was about the same finding, as this version has it."""
    same = [one for one in before if one.finding is not None and one.finding == decision.finding]
    here = [one for one in same if one.sentences == decision.sentences] or same
    return replace(here[-1], sentences=decision.sentences) if here else None


def _unedited(record: Record, checker: Checker) -> Record:
    """The record with the texts that stood there before people changed them."""
    first: dict[str, str] = {}
    for decision in record.decisions:
        if decision.action == "edit" and decision.before:
            first.setdefault(decision.sentences[0], decision.before)
    bare = replace(record, decisions=())
    for sentence, text in first.items():
        bare = decided(bare, [Decision("edit", "", "", (sentence,), text=text)], checker)
    return bare


def _name(decision: Decision) -> tuple[str, ...]:
    """What is the same of a decision in all versions of an item."""
    said = decision.finding.key if decision.finding else ()
    return decision.action, decision.by, decision.at, *said, decision.text, decision.reason


def _after(before: Record, record: Record, policy: PolicyConfig) -> Outcome:
    return Outcome(judged(record, policy), record.decisions[len(before.decisions) :])


def _at(now: datetime) -> str:
    return now.isoformat(timespec="microseconds")
