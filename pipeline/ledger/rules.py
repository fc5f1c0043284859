"""Dismissals for all articles, and what became of each check's findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, update

from . import blobs, reviews
from .desk_values import Affected, Rule, Scope, Share, Term
from .errors import LedgerError
from .schema import items
from .schema_desk import audit, findings, rules
from .schema_desk import reviews as queue


def add(connection: Connection, rule: Rule, who: str = "") -> Rule:
    """See :meth:`pipeline.ledger.desk.Desk.add_standing`."""
    item = None
    if rule.scope == "item":
        item = next(iter(reviews.ids(connection, [rule.item])), None)
        if item is None:
            raise LedgerError("There is no such article.")
    same = [rules.c.check == rule.check[:64], rules.c.source == blobs.name(rule.source), rules.c.scope == rule.scope]
    if rule.scope != "glossary":
        same.append(rules.c.item == item if item is not None else rules.c.item.is_(None))
    there = _rows().where(*same, rules.c.target == blobs.name(rule.target), rules.c.undone_at.is_(None))
    if (row := connection.execute(there.where(rules.c.kind == blobs.text(rule.kind, 64))).first()) is not None:
        return _rule(row)
    values = {
        "check": rule.check[:64], "source": blobs.name(rule.source), "target": blobs.name(rule.target),
        "reason": blobs.text(rule.reason), "by": blobs.text(rule.by, 64), "at": rule.at, "undone_by": "",
        "scope": rule.scope, "item": item, "kind": blobs.text(rule.kind, 64),
    }  # fmt: skip
    done = connection.execute(insert(rules).values(**values)).inserted_primary_key
    assert done is not None
    _told(connection, "standing", done[0], who or rule.by, rule.at, "", _said(rule), item)
    return one(connection, done[0])


def undo(connection: Connection, number: int, who: str, now: datetime) -> Rule:
    """See :meth:`pipeline.ledger.desk.Desk.undo_standing`."""
    gone = update(rules).where(rules.c.id == number, rules.c.undone_at.is_(None))
    if connection.execute(gone.values(undone_by=blobs.text(who, 64), undone_at=now)).rowcount == 0:
        raise LedgerError("There is no such rule, or it has been taken back already.")
    rule = one(connection, number)
    item = next(iter(reviews.ids(connection, [rule.item])), None) if rule.item else None
    deed = _told(connection, "undo", number, who, now, _said(rule), "", item)
    made = audit.c.what.in_(("standing", "bulk", "glossary"))
    mine = (audit.c.standing == number, made, audit.c.undone_by.is_(None))
    connection.execute(update(audit).where(*mine).values(undone_by=deed))
    return rule


def _told(
    connection: Connection, what: str, rule: int, who: str, now: datetime, before: str, after: str, item: int | None
) -> int:
    row = {
        "at": now, "who": blobs.text(who, 64), "what": what, "before": before, "after": after, "standing": rule,
        "item": item,
    }  # fmt: skip
    done = connection.execute(insert(audit).values(**row)).inserted_primary_key
    assert done is not None
    number: int = done[0]
    return number


def _said(rule: Rule) -> str:
    words = " / ".join(f"“{one}”" for one in (rule.source, rule.target) if one)
    if rule.scope == "glossary":
        return blobs.text(f"glossary: {words}" + "".join(f", {one}" for one in (rule.kind, rule.reason) if one))
    return blobs.text(f"{rule.check} {words}: {rule.reason}")


def one(connection: Connection, number: int) -> Rule:
    """A rule.

    Raises:
        LedgerError: there is none of that number.
    """
    row = connection.execute(_rows().where(rules.c.id == number)).first()
    if row is None:
        raise LedgerError("There is no such rule.")
    return _rule(row)


def listed(connection: Connection, active: bool, scope: Scope | None = None) -> list[Rule]:
    """Those in force, or all, in the order made; of one scope, if it is named."""
    query = _rows().order_by(rules.c.id)
    if scope is not None:
        query = query.where(rules.c.scope == scope)
    return [_rule(row) for row in connection.execute(query.where(rules.c.undone_at.is_(None)) if active else query)]


def affected(connection: Connection, rule: Rule, limit: int | None) -> list[Affected]:
    """See :meth:`pipeline.ledger.desk.Desk.affected`."""
    query = (
        select(findings)
        .join(queue, queue.c.item == findings.c.item)
        .where(
            findings.c.check == rule.check[:64],
            _like(findings.c.source, rule.source),
            _like(findings.c.target, rule.target),
            queue.c.hidden.is_(False),
        )
        .order_by(findings.c.item.desc())
    )
    if rule.scope == "item":
        query = query.where(findings.c.item.in_(reviews.ids(connection, [rule.item])))
    counts: dict[int, Counter[str]] = {}
    wanted = _spaced(rule.source), _spaced(rule.target)
    for row in connection.execute(query):
        if (_spaced(row.source), _spaced(row.target)) == wanted:
            if limit is not None and row.item not in counts and len(counts) == limit:
                break
            numbers = {"open": row.open, "confirmed": row.confirmed, "dismissed": row.dismissed}
            counts.setdefault(row.item, Counter()).update(numbers)
    found = [
        Affected(review, counts[item]["open"], counts[item]["confirmed"], counts[item]["dismissed"])
        for item, review in reviews.by_ids(connection, list(counts)).values()
    ]
    return sorted(found, key=lambda one: one.review.item)


def _like(column: Any, words: str) -> ColumnElement[bool]:
    """A condition: these words, or others that are as long with white space where these have some; without any, exactly
    these."""
    name = blobs.name(words)
    if not any(map(str.isspace, name)):
        is_: ColumnElement[bool] = column == name
        return is_
    shape = "".join("_" if char.isspace() else f"/{char}" if char in "/%_" else char for char in name)
    like: ColumnElement[bool] = column.like(shape, escape="/")
    return like


def _spaced(words: str) -> str:
    """Words as a column has them, with plain spaces: articles have no-break spaces where a line of a file has none."""
    return " ".join(blobs.name(words).split())


def terms(connection: Connection, check: str, limit: int) -> list[Term]:
    """See :meth:`pipeline.ledger.desk.Desk.terms`."""
    sums = [
        func.sum(column).label(column.name) for column in (findings.c.open, findings.c.confirmed, findings.c.dismissed)
    ]
    query = (
        select(findings.c.source, findings.c.target, *sums, func.count().filter(findings.c.open > 0).label("briefs"))
        .join(queue, queue.c.item == findings.c.item)
        .where(queue.c.hidden.is_(False), findings.c.check == blobs.text(check))
        .group_by(findings.c.source, findings.c.target)
        .order_by(func.sum(findings.c.open).desc(), findings.c.source, findings.c.target)
        .limit(limit)
    )
    return [
        Term(row.source, row.target, int(row.open), int(row.confirmed), int(row.dismissed), row.briefs)
        for row in connection.execute(query)
    ]


def with_words(connection: Connection, source: Sequence[str], target: Sequence[str], limit: int) -> list[str]:
    """See :meth:`pipeline.ledger.desk.Desk.with_words`."""
    either = or_(
        findings.c.source.in_([blobs.name(one) for one in source]),
        findings.c.target.in_([blobs.name(one) for one in target if one]),
    )
    query = (
        select(items.c.key)
        .join(findings, findings.c.item == items.c.id)
        .join(queue, queue.c.item == items.c.id)
        .where(queue.c.hidden.is_(False), queue.c.state == "open", either)
        .distinct()
        .order_by(items.c.key)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def shares(connection: Connection, check: str | None) -> list[Share]:
    """See :meth:`pipeline.ledger.desk.Desk.shares`."""
    sums = [
        func.sum(column).label(column.name) for column in (findings.c.open, findings.c.confirmed, findings.c.dismissed)
    ]
    query = (
        select(findings.c.check, *sums)
        .join(queue, queue.c.item == findings.c.item)
        .where(queue.c.hidden.is_(False))
        .group_by(findings.c.check)
        .order_by(findings.c.check)
    )
    if check is not None:
        query = query.where(findings.c.check == blobs.text(check))
    return [
        Share(row.check, int(row.open), int(row.confirmed), int(row.dismissed)) for row in connection.execute(query)
    ]


def _rows() -> Any:
    return select(rules, items.c.key).outerjoin(items, items.c.id == rules.c.item)


def _rule(row: Row[*tuple[Any, ...]]) -> Rule:
    return Rule(
        row.check, row.source, row.target, row.reason, row.by, row.at, row.id, row.undone_by, row.undone_at,
        row.scope, row.key or "", row.kind,
    )  # fmt: skip
