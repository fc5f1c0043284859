"""What this version cannot read (machines of several versions on one ledger, a damaged row) costs that item and no
more."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.errors import LedgerError
from pipeline.ledger.schema import items, records, texts, versions
from tests.support_ledger import TTL, at, found, record

NEWER = zlib.compress(b'{"schema": "wortlaut/record/9"}')
said: list[str] = []


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    said.clear()
    with open_ledger(address, warn=said.append) as opened:
        yield opened


@pytest.fixture
def feed(ledger: Ledger) -> int:
    return ledger.add_feed("zeitung", "https://zeitung.example/rss").id


def make(ledger: Ledger, minute: float) -> None:
    for lease in ledger.lease("w", 9, at(minute), TTL):
        assert ledger.finish("w", lease.version, record(lease.article), lease.item.encode(), b"f", at(minute), "r")


def spoil(ledger: Ledger, item: str, table: Table, **values: Any) -> None:
    """Write something else in the place of what is kept of an item's versions."""
    of = select(versions.c.id).join(items, items.c.id == versions.c.item).where(items.c.key == item)
    ledger._db.write(
        lambda connection: connection.execute(update(table).where(table.c.version.in_(of)).values(**values))
    )


@pytest.mark.parametrize("data", [NEWER, b"no zlib", zlib.compress(b"no JSON")])
def test_a_record_that_cannot_be_read_is_no_older_one_and_is_not_shown(ledger: Ledger, feed: int, data: bytes) -> None:
    ledger.enter(feed, [found("a"), found("b")], at(0))
    make(ledger, 1)
    spoil(ledger, "a", records, record=data, brief=b"no zlib")
    assert [one.item for one in ledger.to_show("out", at(2), 9)] == ["b"]
    ledger.shown("out", [("b", ledger.to_show("out", at(2), 9)[0].version)], at(2))
    assert ledger.to_show("out", at(3), 1) == []
    assert [one.brief for one in ledger.hour("2026-11-26/01", at(3))] == [b"b"]
    assert len([one for one in said if one.startswith("a: its record cannot be read, and is not shown")]) == 1
    with pytest.raises(LedgerError, match="a: its record in the ledger cannot be read"):
        ledger.record("a")
    ledger.enter(feed, [found("a", "Neues.")], at(4))
    [lease] = ledger.lease("w", 9, at(4), TTL)
    assert (lease.item, lease.older) == ("a", None)
    assert any(one.startswith("a: the record of its version before cannot be read, and is passed over") for one in said)
    ledger.finish("w", lease.version, record(lease.article), b"a", b"", at(5), "r")
    assert [one.item for one in ledger.to_show("out", at(6), 9)] == ["a"]


def test_one_that_could_be_read_later_is_shown_then(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a")], at(0))
    make(ledger, 1)
    spoil(ledger, "a", records, record=NEWER)
    assert ledger.to_show("out", at(2), 9) == []
    assert ledger.to_show("out", at(61), 9) == []
    assert "this version reads" in said[0]
    spoil(ledger, "a", records, record=zlib.compress(b"{}"))  # as if brought up to date, and still not to be read
    assert ledger.to_show("out", at(63), 9) == []
    assert len(said) == 2


def test_a_text_that_cannot_be_read_is_put_off(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a"), found("b"), found("c", page="https://zeitung.example/c")], at(0))
    for item in "ac":
        spoil(ledger, item, texts, article=b"no zlib")
    assert [lease.item for lease in ledger.queue(9, at(1))] == ["b"]
    assert [lease.item for lease in ledger.lease("w", 9, at(1), TTL)] == ["b"]
    assert ledger.pages(9, at(1), TTL, "w") == []
    assert ledger.newest_article("a") is None
    assert [lease.item for lease in ledger.lease("w", 9, at(60), TTL)] == ["b"]
    assert {(one.item, one.stage, one.attempts, one.next) for one in ledger.failed()} == {
        ("a", "read", 0, at(61)),
        ("c", "page", 0, at(61)),
    }
    assert ledger.counts() == {"waiting": 1, "leased": 1, "listed": 1}


def test_the_newest_of_several_older_records_is_the_one(ledger: Ledger, feed: int) -> None:
    for number, words in enumerate(("Eins.", "Zwei.", "Drei."), 1):
        ledger.enter(feed, [found("a", words, version=number)], at(number))
        make(ledger, number)
    ledger.enter(feed, [found("a", "Vier.", version=4)], at(4))
    [lease] = ledger.lease("w", 9, at(4), TTL)
    assert lease.older is not None
    assert lease.older.article.text == "Drei."
