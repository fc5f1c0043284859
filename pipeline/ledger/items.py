"""Enter what a visit to a feed has found. :mod:`pipeline.ledger.chain` decides, this acts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from . import blobs
from .chain import Item, Old, Step, family, match, reading_order, shared_guids, stamp, step
from .database import lock, upsert
from .pending import touched
from .schema import feeds, headlines, items, sightings, sketches, texts, versions
from .twins import OPEN, freed
from .values import Entered, Found

_CORRECTION, _URGENT, _ORDINARY = 0, 1, 2
"""Priorities in the queue."""
News = Literal["new", "update", "correction", "withdrawn", "known", "late"]


def enter(
    connection: Connection, feed: int, found: Sequence[Found], now: datetime, held: datetime | None = None
) -> list[Entered]:
    """See :meth:`pipeline.ledger.Ledger.enter`."""
    lock(connection, "enter")  # two that find the same item at the same moment must not both call it new
    rows = connection.execute(select(feeds.c.id, feeds.c.url, feeds.c.removed)).all()
    urls = {row.id: row.url for row in rows}
    watched = {row.id for row in rows if row.removed is None}
    if feed not in watched:
        return []  # removed while it was visited
    known = _Known(connection, feed, family(urls[feed], urls), watched, found)
    shared = shared_guids(found)
    order = reading_order(found)
    counts_for = _counting(found, order, shared)
    entered: dict[int, Entered] = {}
    for place in order:
        if counts_for[place] != place:
            continue
        one = found[place]
        item = known.item(one, one.guid in shared) or _create(connection, feed, one, now)
        mark = stamp(one)
        if known.seen.get(item.id) == mark:
            entered[place] = Entered(item.key, (item.newest or item.versions[-1]).id, "known")
            continue
        what, same = step(item, one, feed)
        item, version, news = _Entry(connection, feed, one, now, held).take(item, what, same)
        known.add(item)
        entered[place] = Entered(item.key, version, news)
        if what not in ("late", "known") or item.id not in known.seen:  # of an older version that comes again and again
            known.seen[item.id] = mark
            _sight(connection, feed, item.id, mark, blobs.text(one.article.url))
    return [
        entered[place] if counts_for[place] == place else replace(entered[counts_for[place]], news="known")
        for place in range(len(found))
    ]


def _counting(found: Sequence[Found], order: Sequence[int], shared: Collection[str]) -> dict[int, int]:
    """For each place in a visit the one that counts: of an item that stands there several times, with nothing that
    orders them, the first one."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in order:
        one = found[place]
        name = (one.guid, one.article.url or one.key) if one.guid in shared else (one.guid or one.key, bool(one.guid))
        groups[(*map(str, name), str(one.edition.version), one.edition.updated)].append(place)
    return {place: places[-1] for places in groups.values() for place in places}


class _Known:
    """What the ledger has of the items that a visit has found."""

    def __init__(
        self, connection: Connection, feed: int, kin: Collection[int], watched: Collection[int], found: Sequence[Found]
    ) -> None:
        self._feed = feed
        self._by_guid: dict[str, dict[int, Item]] = defaultdict(dict)
        self._by_key: dict[str, dict[int, Item]] = defaultdict(dict)
        self.seen: dict[int, str] = {}
        """Item -> what this feed last said about it."""
        guids = sorted({blobs.short(one.guid) for one in found} - {""})
        keys = sorted({blobs.name(one.key) for one in found})
        rows: dict[int, Any] = {}
        for column, values in ((items.c.guid, guids), (items.c.asked, keys)):
            for part in blobs.chunks(values):
                query = select(items).where(column.in_(part), items.c.feed.in_(kin))
                rows |= {row.id: row for row in connection.execute(query)}
        urls: dict[int, set[str]] = defaultdict(set)
        old: dict[int, list[Old]] = defaultdict(list)
        for ids in blobs.chunks(sorted(rows)):
            query = select(sightings).where(sightings.c.item.in_(ids))
            for row in connection.execute(query):
                urls[row.item].add(row.url)
                if row.feed == feed:
                    self.seen[row.item] = row.stamp
            columns = (versions.c[name] for name in ("item", *_OLD))
            for row in connection.execute(
                select(*columns).where(versions.c.item.in_(ids)).order_by(versions.c.rank, versions.c.id)
            ):
                old[row.item].append(Old(*row[1:]))
        for row in rows.values():
            newest = next((v for v in old[row.id] if v.id == row.newest), None)
            self.add(
                Item(
                    row.id, row.key, row.asked, row.guid, row.feed, frozenset(urls[row.id]), row.withdrawn, row.highest,
                    tuple(old[row.id]), newest, row.id in self.seen, row.feed in watched,
                )
            )  # fmt: skip

    def add(self, item: Item) -> None:
        """Know an item, or know it anew."""
        if item.guid:
            self._by_guid[item.guid][item.id] = item
        self._by_key[item.asked][item.id] = item

    def item(self, found: Found, shared: bool) -> Item | None:
        """The known item that this is."""
        guid = blobs.short(found.guid)
        by_guid = list(self._by_guid[guid].values()) if guid else []
        return match(found, self._feed, guid, by_guid, list(self._by_key[blobs.name(found.key)].values()), shared)


_OLD = ("id", "rank", "digest", "number", "updated", "state", "title", "embargo")
"""Columns of a version that make an ``Old``."""


def _create(connection: Connection, feed: int, found: Found, now: datetime) -> Item:
    """A new item, without versions so far; its key is the one asked for, or the next that is free."""
    asked = blobs.name(found.key, 240)
    key, number = asked, 1
    while connection.execute(select(items.c.id).where(items.c.key == key)).first() is not None:
        number += 1
        key = f"{asked}-{number}"
    asked, guid = blobs.name(found.key), blobs.short(found.guid)
    row = {
        "key": key, "asked": asked, "guid": guid, "feed": feed, "seen": now, "hour": now.strftime("%Y-%m-%d/%H"),
        "highest": 0, "withdrawn": False,
    }  # fmt: skip
    done = connection.execute(insert(items).values(**row)).inserted_primary_key
    assert done is not None
    urls = frozenset((blobs.text(found.article.url),))
    return Item(done[0], key, asked, guid, feed, urls, False, 0, (), None, sighted=True, owned=True)


def _sight(connection: Connection, feed: int, item: int, mark: str, url: str) -> None:
    new = upsert(connection, sightings).values(feed=feed, item=item, stamp=mark, url=url)
    connection.execute(new.on_conflict_do_update(index_elements=["feed", "item"], set_={"stamp": mark, "url": url}))


@dataclass(frozen=True, slots=True)
class _Entry:
    """One found item on its way into the ledger."""

    connection: Connection
    feed: int
    found: Found
    now: datetime
    held: datetime | None
    """Until when what is new is not to be worked on, unless :func:`pipeline.ledger.twins.judged` says so before."""

    def take(self, item: Item, what: Step, same: Old | None) -> tuple[Item, int, News]:
        """Take a step of :func:`~pipeline.ledger.chain.step`; the item as it is then, the version, the news."""
        match what:
            case "newer":
                return self._newer(item)
            case "revived":
                assert same is not None
                return self._revive(item, same)
            case "withdrawn":
                return self._withdraw(item)
            case "late" | "dropped":
                late = what == "late"
                old = self._insert(item, 0, "superseded" if late else "dropped", "" if late else self.found.dropped)
                item = replace(item, versions=(*item.versions, old))
                self._feed_also(item)
                return item, old.id, "late" if late else ("known" if len(item.versions) > 1 else "new")
            case "refreshed":
                assert same is not None
                return self._refresh(item, same), same.id, "known"
            case _:
                self._feed_also(item)
                known = same or item.newest or item.versions[-1]
                return item, known.id, "known"

    def _feed_also(self, item: Item) -> None:
        """Another feed has it as well, which the brief says."""
        if self.feed != item.feed and item.newest is not None:
            touched(self.connection, [item.id], self.now)

    def _newer(self, item: Item) -> tuple[Item, int, News]:
        before = item.newest
        state = "listed" if self.found.wanted_page else "waiting"
        new = self._insert(item, _next(item), state, "")
        return self._count(item, new), new.id, self._news(before)

    def _revive(self, item: Item, old: Old) -> tuple[Item, int, News]:
        state = "listed" if self.found.wanted_page else "waiting"
        values = {
            "rank": _next(item),
            "state": state,
            "reason": "",
            "feed": self.feed,
            "priority": self._priority(item),
            "not_before": self._held(state),
        }
        self.connection.execute(
            update(versions).where(versions.c.id == old.id).values(**values, changed=self.now, untitled=old.title != "")
        )
        before = item.newest
        new = replace(old, rank=_next(item), state=state)
        rest = tuple(v for v in item.versions if v.id != old.id)
        return self._count(replace(item, versions=rest), new), old.id, self._news(before)

    def _news(self, before: Old | None) -> News:
        if self.found.edition.signal == "correction" and before is not None:
            return "correction"
        return "new" if before is None else "update"

    def _withdraw(self, item: Item) -> tuple[Item, int, News]:
        """Nothing of the item is worked on or shown any more."""
        self.connection.execute(
            update(versions)
            .where(versions.c.item == item.id, versions.c.state != "dropped")
            .values(state="withdrawn", owner=None, until=None, untitled=False, changed=self.now)
        )
        new = self._insert(item, _next(item), "withdrawn", "")
        old = tuple(v if v.state == "dropped" else replace(v, state="withdrawn") for v in item.versions)
        item = replace(item, versions=old, withdrawn=True)
        item = self._point(item, new)
        freed(self.connection, [item.id], self.now)
        touched(self.connection, [item.id], self.now)
        return item, new.id, "withdrawn"

    def _count(self, item: Item, new: Old) -> Item:
        """Let a version be the one that counts; others that are not done are superseded, unless it is for later
        only."""
        self._headline(item, new)
        old = item.versions
        if new.embargo is None or new.embargo <= self.now:
            states = (*OPEN, "twin", "failed")
            self.connection.execute(
                update(versions)
                .where(versions.c.item == item.id, versions.c.id != new.id, versions.c.state.in_(states))
                .values(state="superseded", owner=None, until=None, untitled=False, changed=self.now)
            )
            old = tuple(replace(v, state="superseded") if v.state in states else v for v in old)
        was = item.withdrawn
        item = self._point(replace(item, versions=old, withdrawn=False, feed=self.feed, owned=True), new)
        if was:
            touched(self.connection, [item.id], self.now)
        return item

    def _point(self, item: Item, new: Old) -> Item:
        highest = max(item.highest, new.number)
        self.connection.execute(
            update(items)
            .where(items.c.id == item.id)
            .values(newest=new.id, highest=highest, withdrawn=item.withdrawn, feed=item.feed)
        )
        return replace(item, newest=new, highest=highest, versions=(*item.versions, new))

    def _headline(self, item: Item, new: Old) -> None:
        """A title that has been translated for an earlier version need not be translated again."""
        if item.newest is None or item.newest.title != new.title:
            return
        row = self.connection.execute(select(headlines).where(headlines.c.version == item.newest.id)).first()
        if row is not None:
            self.connection.execute(delete(headlines).where(headlines.c.version == new.id))
            self.connection.execute(insert(headlines).values(version=new.id, english=row.english, doubt=row.doubt))
            self.connection.execute(update(versions).where(versions.c.id == new.id).values(untitled=False))

    def _refresh(self, item: Item, old: Old) -> Item:
        """The same words, with another number or embargo."""
        edition = self.found.edition
        embargo, number = _embargo(edition.embargo), max(old.number, blobs.number(edition.version))
        updated = blobs.moment(edition.updated) or old.updated
        if (embargo, number, updated) != (old.embargo, old.number, old.updated):
            values = {"embargo": embargo, "number": number, "updated": updated}
            self.connection.execute(update(versions).where(versions.c.id == old.id).values(**values))
            self.connection.execute(
                update(texts).where(texts.c.version == old.id).values(edition=blobs.packed(edition))
            )
            self.connection.execute(
                update(items).where(items.c.id == item.id).values(highest=max(item.highest, number))
            )
            touched(self.connection, [item.id], self.now)
        new = replace(old, embargo=embargo, number=number, updated=updated)
        rest = tuple(new if v.id == new.id else v for v in item.versions)
        self._feed_also(item)
        return replace(item, versions=rest, newest=new, highest=max(item.highest, number))

    def _held(self, state: str) -> datetime | None:
        return self.held if state == "waiting" and self.found.sketch else None

    def _priority(self, item: Item) -> int:
        edition = self.found.edition
        if edition.signal == "correction":
            return _CORRECTION
        shown = any(v.state == "done" for v in item.versions)
        return _URGENT if shown or 0 < edition.urgency <= 3 else _ORDINARY

    def _insert(self, item: Item, rank: int, state: str, reason: str) -> Old:
        one, edition = self.found, self.found.edition
        made = blobs.moment(edition.updated) or blobs.moment(one.article.published) or self.now
        title = blobs.text(one.article.title)
        row: dict[str, Any] = {
            "item": item.id, "feed": self.feed, "rank": rank, "digest": blobs.name(one.digest, 64), "page_digest": "",
            "number": blobs.number(edition.version), "signal": blobs.text(edition.signal, 16),
            "note": blobs.text(edition.note), "updated": blobs.moment(edition.updated),
            "embargo": _embargo(edition.embargo), "title": title, "url": blobs.text(one.article.url),
            "page": blobs.text(one.wanted_page),
            "hits": msgspec.json.encode([blobs.text(h) for h in one.hits]).decode(),
            "seen": self.now, "state": state, "untitled": state in OPEN and title != "",
            "priority": self._priority(item), "moment": min(made, self.now), "attempts": 0, "stage": "",
            "not_before": self._held(state),
            "reason": blobs.text(reason), "changed": self.now,
        }  # fmt: skip
        done = self.connection.execute(insert(versions).values(**row)).inserted_primary_key
        assert done is not None
        article = replace(one.article, id=item.key)
        blob = {"version": done[0], "article": blobs.packed(article), "edition": blobs.packed(edition)}
        self.connection.execute(insert(texts).values(**blob))
        if one.sketch and state in OPEN:
            sketched(self.connection, item.id, one.sketch, self.now)
        return Old(done[0], rank, row["digest"], row["number"], row["updated"], state, title, row["embargo"])


def sketched(connection: Connection, item: int, sketch: bytes, now: datetime) -> None:
    """Keep the sketch of an item's newest text."""
    new = upsert(connection, sketches).values(item=item, seen=now, sketch=sketch)
    connection.execute(new.on_conflict_do_update(index_elements=["item"], set_={"seen": now, "sketch": sketch}))


_NEVER = datetime.fromisoformat("9999-12-31T00:00:00+00:00")


def _embargo(written: str) -> datetime | None:
    """Until when; one that cannot be read holds until the sender says something else."""
    return (blobs.moment(written) or _NEVER) if written.strip() else None


def _next(item: Item) -> int:
    return max((old.rank for old in item.versions), default=0) + 1
