"""What the ledger remembers of digests, on either database."""

from __future__ import annotations

from datetime import timedelta

from pipeline.ledger import Ledger
from pipeline.ledger.mailings import KEPT, Box, Gone, Told
from pipeline.ledger.values import Found
from tests.support_ledger import TTL, at, found, record


def make(ledger: Ledger, feed: int, minute: float, *items: Found) -> None:
    ledger.enter(feed, items, at(minute))
    for lease in ledger.lease("w", 100, at(minute), TTL):
        assert ledger.finish("w", lease.version, record(lease.article), b"", b"", at(minute), "r")


def told(item: str, *, approved: bool = False) -> Told:
    return Told(item, "1/", approved, True, f"Headline {item}")


def test_one_process_at_a_time_has_a_reader(ledger: Ledger) -> None:
    mail = ledger.mail
    assert mail.box("ann") is None
    assert mail.claim("ann", at(0), at(10), TTL) == Box(at(0), None)
    assert mail.claim("ann", at(5), at(11), TTL) is None
    assert mail.claim("ben", at(5), at(11), TTL) == Box(at(5), None)
    mail.let_go("ann")
    assert mail.claim("ann", at(5), at(12), TTL) == Box(at(0), None)  # what it said first counts
    assert mail.claim("ann", at(5), at(12) + TTL, TTL) is not None  # the other has died
    mail.sent("ann", (), (), at(30))
    assert mail.claim("ann", at(5), at(31), TTL) == Box(at(0), at(30))


def test_what_a_reader_knows_and_what_no_longer_holds(ledger: Ledger) -> None:
    feed, mail = ledger.add_feed("zeitung", "https://zeitung.example/rss").id, ledger.mail
    make(ledger, feed, 0, *(found(key, version=1) for key in ("a", "b", "c", "d")))
    mail.claim("ann", at(0), at(1), TTL)
    mail.sent("ann", [told("a"), told("b"), told("c", approved=True), told("never heard of")], (), at(1))
    assert mail.told("ann", ["a", "d"]) == {"a": told("a")}
    assert mail.told("ben", ["a"]) == {}
    make(ledger, feed, 2, found("a", "weg", version=2, signal="withdrawn"), found("b", "neu", version=2))
    version = next(past.version for past in ledger.history("c"))
    assert sorted(mail.gone("ann", at(3)), key=lambda gone: gone.told.item) == [
        Gone(told("a"), "withdrawn"), Gone(told("c", approved=True), "changed", said=f"{version}/"),
    ]  # fmt: skip
    mail.sent("ann", [Told("c", f"{version}/", False, True, "c")], ["a"], at(4))
    assert mail.gone("ann", at(5)) == []
    assert sorted(mail.told("ann", "abcd")) == ["b", "c"]
    mail.sent("ann", [told("d")], (), at(4) + KEPT + timedelta(seconds=1))
    assert sorted(mail.told("ann", "abcd")) == ["d"]


def test_what_is_new_since_a_moment(ledger: Ledger) -> None:
    feed = ledger.add_feed("zeitung", "https://zeitung.example/rss").id
    make(ledger, feed, 0, found("old"), found("held", embargo=at(60).isoformat()))
    make(ledger, feed, 10, found("new"))

    def fresh(since: float, now: float) -> list[str]:
        return [shown.item for shown in ledger.mail.fresh(at(since), at(now))]

    assert sorted(fresh(0, 20)) == ["new", "old"]
    assert fresh(5, 20) == ["new"]
    assert sorted(fresh(5, 61)) == ["held", "new"]
    assert fresh(61, 62) == []
    ledger.desk.set_aside({"new": 0}, "ann", at(63))
    assert fresh(5, 64) == ["held"]
    ledger.desk.bring_back({"new": 0}, "ann", at(65))
    assert fresh(64, 66) == ["new"]
