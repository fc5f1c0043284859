"""The desk's queue: one row for each item, kept in step with its newest record."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, get_args

import msgspec
from sqlalchemy import Connection, Row, and_, delete, exists, func, insert, or_, select, update

from ..record import open_findings
from ..types import Level, Record, Signature
from . import blobs
from .database import upsert
from .desk_values import Facets, Filter, Listing, Review, Tally
from .errors import NoSuchPlace
from .hooks import emitted, moved, voided
from .risk import facts_searched, risk, settled_counts
from .schema import feeds, items, records, versions
from .schema_desk import findings, reviews, searched

_FIELDS = 4000
"""Characters of a record's names that are searched."""


def noted(
    connection: Connection, version: int, record: Record, now: datetime, by: str = "", *, stays: bool = False
) -> None:
    """Keep the row of a version's item in step with its record.

    ``by``: who has changed it; empty for the engine. An approval ends with every change, unless it ``stays`` since the
    change is about what is dismissed in all articles; if the change is the engine's, the row says that it has changed
    since.
    """
    about = connection.execute(
        select(versions.c.item, versions.c.feed, versions.c.title, versions.c.embargo, versions.c.hits, items.c.seen)
        .join(items, items.c.id == versions.c.item)
        .where(versions.c.id == version)
    ).one()
    old = connection.execute(select(reviews).where(reviews.c.item == about.item).with_for_update()).first()
    changed = old is not None and (old.changed or (old.state == "approved" and not by))
    row = _measured(record, changed) | {
        "version": version, "revision": old.revision + 1 if old else 1, "hidden": False, "title": about.title,
        "feed": about.feed, "seen": about.seen, "made": now, "embargo": about.embargo, "changed": changed,
        "hits": _lines(msgspec.json.decode(about.hits)), "state": old.state if old is not None and stays else "open",
        "by": by,
    }  # fmt: skip
    words = folded(" ".join((_words(record), about.title, row["hits"])))
    if old is None:
        empty = {"approved_by": "", "approved_signature": "", "note": ""}
        connection.execute(insert(reviews).values(item=about.item, **row, **empty))
    else:
        connection.execute(update(reviews).where(reviews.c.item == about.item).values(**row))
    new = upsert(connection, searched).values(item=about.item, words=words)
    connection.execute(new.on_conflict_do_update(index_elements=["item"], set_={"words": words}))
    _count(connection, about.item, record)
    if old is not None and old.state == "approved" and row["state"] == "open":
        key = connection.execute(select(items.c.key).where(items.c.id == about.item)).scalar_one()
        voided(connection, key, now, ("approved",))
    if old is None or old.verdict != row["verdict"] or old.version != version:
        emitted(connection, "changed" if changed and not by else "verdict", about.item, now)


def _measured(record: Record, changed: bool) -> dict[str, Any]:
    """What a row says of a record."""
    severities = Counter(located.finding.severity for located in open_findings(record))
    checks = {one.finding.check for one in open_findings(record) if one.finding.severity != "note"}
    edition, brief, article = record.run.edition, record.brief, record.article
    sections = edition.sections if edition else ()
    return {
        "verdict": brief.verdict, "risk": risk(record, changed), "errors": severities["error"],
        "warnings": severities["warning"], "checks": f" {' '.join(sorted(checks))} ",
        "headline": blobs.text(brief.headline),
        "sections": _lines(sections), "source": blobs.text(article.source),
        "published": blobs.moment(article.published) if article.published else None,
    }  # fmt: skip


def _words(record: Record) -> str:
    """What the search finds a record by."""
    names = " ".join(dict.fromkeys(facts_searched(record)))[:_FIELDS]
    sections = record.run.edition.sections if record.run.edition else ()
    return " ".join((record.brief.headline, names, *sections, record.article.source, record.article.id))


def _count(connection: Connection, item: int, record: Record) -> None:
    connection.execute(delete(findings).where(findings.c.item == item))
    rows: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: {"open": 0, "confirmed": 0, "dismissed": 0})
    for (check, source, target, state), number in settled_counts(record).items():
        rows[check, blobs.name(source), blobs.name(target)][state] += number
    if rows:
        connection.execute(
            insert(findings),
            [
                {"item": item, "check": check[:64], "source": source, "target": target, **numbers}
                for (check, source, target), numbers in sorted(rows.items())
            ],
        )


def synced(connection: Connection, of: Collection[int], now: datetime) -> None:
    """Hide the rows of items that were withdrawn or are twins, and show those that are so no longer.

    This and another embargo count as two revisions: one for what tells receivers that an item is not to be used
    (:attr:`pipeline.ledger.values.Shown.revision`), one for the item when it is shown again.
    """
    for part in blobs.chunks(sorted(set(of))):
        gone = or_(items.c.withdrawn, items.c.twin_of.is_not(None), versions.c.state != "done")
        query = (
            select(
                reviews.c.item,
                reviews.c.hidden,
                reviews.c.revision,
                reviews.c.embargo.label("before"),
                gone.label("gone"),
                items.c.key,
                items.c.withdrawn,
                versions.c.embargo,
            )
            .join(items, items.c.id == reviews.c.item)
            .join(versions, versions.c.id == reviews.c.version)
            .where(reviews.c.item.in_(part))
        )
        for row in connection.execute(query).all():
            mine = reviews.c.item == row.item
            same = bool(row.gone) == row.hidden and row.embargo == row.before
            revision = row.revision + (0 if same else 2)
            values = {"hidden": bool(row.gone), "embargo": row.embargo, "revision": revision}
            connection.execute(update(reviews).where(mine).values(**values))
            if row.embargo != row.before:
                moved(connection, row.key, row.embargo, now)
            if row.withdrawn and not row.hidden:
                emitted(connection, "withdrawn", row.item, now)


def fill(connection: Connection) -> None:
    """Enter what was done before there was a desk."""
    newest = (
        select(versions.c.item, func.max(versions.c.rank).label("rank"))
        .where(versions.c.state == "done")
        .group_by(versions.c.item)
        .subquery()
    )
    query = (
        select(versions.c.id, versions.c.item, records.c.made)
        .join(newest, and_(newest.c.item == versions.c.item, newest.c.rank == versions.c.rank))
        .join(records, records.c.version == versions.c.id)
        .where(versions.c.state == "done")
        .order_by(versions.c.id)
    )
    for row in connection.execute(query).all():
        data = connection.execute(select(records.c.record).where(records.c.version == row.id)).scalar_one()
        noted(connection, row.id, blobs.unpacked_record(data), row.made)
        synced(connection, [row.item], row.made)


def queue(connection: Connection, filter_: Filter, limit: int, after: str) -> Listing:
    """See :meth:`pipeline.ledger.desk.Desk.queue`."""
    query = _rows().where(*conditions(filter_)).limit(limit + 1)
    column = reviews.c.risk if filter_.order == "risk" else reviews.c.item
    if after:
        value, item = _place(after)
        if filter_.order == "risk":
            query = query.where(or_(column < value, and_(column == value, reviews.c.item < item)))
        else:
            query = query.where(column < item if filter_.order == "newest" else column > item)
    found = connection.execute(query.order_by(*ordered(filter_))).all()
    shown = [_review(row) for row in found[:limit]]
    last = f"{shown[-1].risk}-{found[limit - 1].number}" if len(found) > limit else ""
    return Listing(tuple(shown), last)


def ordered(filter_: Filter) -> tuple[Any, ...]:
    """What rows are sorted by."""
    if filter_.order == "risk":
        return reviews.c.risk.desc(), reviews.c.item.desc()
    return (reviews.c.item.desc(),) if filter_.order == "newest" else (reviews.c.item,)


def _place(after: str) -> tuple[int, int]:
    value, _, item = after.partition("-")
    if value.isdecimal() and item.isdecimal() and len(after) < 40:
        place = int(value), int(item)
        if place[0] < 2**31 and place[1] < 2**63:  # what the columns can hold
            return place
    raise NoSuchPlace(f"{after[:80]!r} is no place in the queue.")


def conditions(filter_: Filter, *, all_states: bool = False) -> Iterator[Any]:
    """What a filter asks for; ``all_states``: but for verdict and state."""
    yield reviews.c.hidden.is_(False)
    if filter_.verdict and not all_states:
        yield reviews.c.verdict == blobs.text(filter_.verdict)
    if filter_.state == "changed" and not all_states:
        yield reviews.c.changed
    elif filter_.state and not all_states:
        yield reviews.c.state == blobs.text(filter_.state)
    if filter_.feed:
        yield reviews.c.feed.in_(select(feeds.c.id).where(feeds.c.name == blobs.text(filter_.feed)))
    if filter_.section:
        yield _has(reviews.c.sections, f"\n{filter_.section}\n")
    if filter_.watched:
        yield reviews.c.hits != "" if filter_.watched == "*" else _has(reviews.c.hits, f"\n{filter_.watched}\n")
    if filter_.check:
        yield _has(reviews.c.checks, f" {filter_.check}{' ' if '.' in filter_.check else '.'}")
    if words := folded(filter_.keyword).split()[:20]:
        yield exists().where(searched.c.item == reviews.c.item, *(_has(searched.c.words, word) for word in words))


def _has(column: Any, words: str) -> Any:
    return column.contains(blobs.text(words), autoescape=True)


def count(connection: Connection, filter_: Filter) -> Tally:
    """See :meth:`pipeline.ledger.desk.Desk.count`."""
    kinds = (reviews.c.verdict, reviews.c.state, reviews.c.changed)
    query = select(*kinds, func.count().label("number")).where(*conditions(filter_, all_states=True)).group_by(*kinds)
    verdicts: Counter[str] = Counter(dict.fromkeys(get_args(Level), 0))
    states: Counter[str] = Counter(open=0, approved=0, aside=0, changed=0)
    for row in connection.execute(query):
        wanted = filter_.state in ("", row.state) or (filter_.state == "changed" and row.changed)
        if wanted:
            verdicts[row.verdict] += row.number
        if filter_.verdict in ("", row.verdict):
            states[row.state] += row.number
            states["changed"] += row.number if row.changed else 0
    total = verdicts[filter_.verdict] if filter_.verdict else sum(verdicts.values())
    return Tally(dict(verdicts), dict(states), total)


def facets(connection: Connection) -> Facets:
    """See :meth:`pipeline.ledger.desk.Desk.facets`."""
    columns = (reviews.c.feed, reviews.c.sections, reviews.c.checks, reviews.c.hits)
    by_feed: Counter[int] = Counter()
    parts: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    for feed, *said in connection.execute(select(*columns).where(reviews.c.hidden.is_(False))):
        by_feed[feed] += 1
        for total, value in zip(parts, said, strict=True):
            total[value] += 1
    names = {row.id: row.name for row in connection.execute(select(feeds.c.id, feeds.c.name))}
    sections, checks, hits = (_parts(total, between) for total, between in zip(parts, "\n \n", strict=True))
    return Facets(dict(sorted((names[feed], number) for feed, number in by_feed.items())), sections, checks, hits)


def _parts(total: Counter[str], between: str) -> dict[str, int]:
    """How many rows have each part of a column that holds several."""
    found: Counter[str] = Counter()
    for value, number in total.items():
        for part in value.split(between):
            if part:
                found[part] += number
    return dict(sorted(found.items()))


def review(connection: Connection, item: str) -> Review | None:
    """The row of an item; ``None`` if there is none or it is hidden."""
    row = connection.execute(_rows().where(items.c.key == blobs.text(item), reviews.c.hidden.is_(False))).first()
    return None if row is None else _review(row)


def rows(connection: Connection, keys: Collection[str]) -> list[Review]:
    """See :meth:`pipeline.ledger.desk.Desk.rows`."""
    return [one for _, one in by_ids(connection, ids(connection, keys)).values()]


def revision(connection: Connection, item: int) -> int:
    """Of an item's row, which nobody else changes until the transaction ends; 0 if there is none."""
    query = select(reviews.c.revision).where(reviews.c.item == item).with_for_update()
    return connection.execute(query).scalar() or 0


def by_ids(connection: Connection, of: Collection[int], *, lock: bool = False) -> dict[str, tuple[int, Review]]:
    """Rows by key, with the items' row ids; ``lock``: for this transaction alone."""
    found = {}
    for part in blobs.chunks(sorted(of)):
        query = _rows().where(reviews.c.item.in_(part), reviews.c.hidden.is_(False)).order_by(reviews.c.item)
        for row in connection.execute(query.with_for_update(of=reviews) if lock else query):
            found[row.key] = (row.number, _review(row))
    return found


def ids(connection: Connection, keys: Collection[str]) -> list[int]:
    """Row ids of items."""
    return [
        number
        for part in blobs.chunks(sorted({blobs.text(key) for key in keys}))
        for number in connection.execute(select(items.c.id).where(items.c.key.in_(part))).scalars()
    ]


def _rows() -> Any:
    return (
        select(reviews, reviews.c.item.label("number"), items.c.key, feeds.c.name.label("feed_name"))
        .join(items, items.c.id == reviews.c.item)
        .join(feeds, feeds.c.id == reviews.c.feed)
    )


def _review(row: Row[*tuple[Any, ...]]) -> Review:
    return Review(
        item=row.key, version=row.version, revision=row.revision, verdict=row.verdict, risk=row.risk,
        errors=row.errors, warnings=row.warnings, checks=tuple(row.checks.split()), headline=row.headline,
        title=row.title, feed=row.feed, feed_name=row.feed_name,
        sections=tuple(part for part in row.sections.split("\n") if part), source=row.source,
        published=row.published, seen=row.seen, made=row.made, embargo=row.embargo,
        hits=tuple(part for part in row.hits.split("\n") if part), changed=row.changed, state=row.state,
        approved_by=row.approved_by, approved_at=row.approved_at, approved_version=row.approved_version,
        approved_signature=row.approved_signature, note=row.note, by=row.by,
    )  # fmt: skip


def signature_digest(signature: Signature) -> str:
    """sha256 that tells signatures apart."""
    return hashlib.sha256(msgspec.json.encode(signature, order="sorted")).hexdigest()


def folded(text: str) -> str:
    """Lower case, without accents: what is searched, and what is searched for."""
    plain = unicodedata.normalize("NFKD", blobs.text(text).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _lines(parts: Collection[str]) -> str:
    """Each between line breaks; empty if there are none."""
    clean = [" ".join(blobs.text(part, 200).split()) for part in parts]
    return "".join(f"\n{part}" for part in clean if part) + ("\n" if any(clean) else "")
