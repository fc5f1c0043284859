"""Leases, failures, pages, runs and decisions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.ledger import Ledger
from pipeline.ledger.errors import LedgerError
from pipeline.ledger.values import InHour, Lease
from pipeline.types import Decision
from tests.support_ledger import TTL, at, found, record

HOUSE = "https://zeitung.example/rss"


@pytest.fixture
def feed(ledger: Ledger) -> int:
    return ledger.add_feed("zeitung", HOUSE).id


def finish(ledger: Ledger, owner: str, lease: Lease, minute: float, run: str = "r1") -> bool:
    return ledger.finish(owner, lease.version, record(lease.article), b"{}\n", b"", at(minute), run)


def fail(ledger: Ledger, lease: Lease, minute: float, again: float | None = None) -> bool:
    retry_at = None if again is None else at(again)
    return ledger.fail("w", lease.version, "translate", "out of memory", at(minute), retry_at=retry_at, run="r1")


def keys(leases: list[Lease]) -> list[str]:
    return [lease.item for lease in leases]


def test_what_one_has_another_does_not_get(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found(key) for key in "abcde"], at(0))
    assert keys(ledger.lease("one", 2, at(1), TTL)) == ["a", "b"]
    assert keys(ledger.lease("two", 2, at(1), TTL)) == ["c", "d"]
    assert keys(ledger.lease("one", 5, at(1), TTL)) == ["e"]
    assert ledger.counts() == {"leased": 5}


def test_a_lease_has_what_is_needed_to_work(ledger: Ledger, feed: int) -> None:
    item = found("a", "elf", version=2, note="mit Urteil", hits=("Urteil",), urgency=3)
    ledger.enter(feed, [item], at(0))
    [lease] = ledger.lease("w", 1, at(1), TTL)
    assert lease == Lease(1, "a", feed, item.article, item.edition, 0, at(1) + TTL, None, ("Urteil",))
    assert ledger.article(1) == item.article
    assert ledger.article(7) is None


def test_an_expired_lease_is_anothers_and_cannot_be_finished(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a")], at(0))
    [slow] = ledger.lease("slow", 1, at(0), TTL)
    assert ledger.lease("quick", 1, at(14.9), TTL) == []
    [quick] = ledger.lease("quick", 1, at(15), TTL)
    assert (quick.version, quick.attempts) == (slow.version, 1)
    assert not finish(ledger, "slow", slow, 16)
    assert not ledger.fail("slow", slow.version, "check", "late", at(16))
    assert ledger.renew("slow", [slow.version], at(40)) == 0
    assert ledger.record("a") is None
    assert finish(ledger, "quick", quick, 17)
    assert not finish(ledger, "slow", slow, 18)
    assert ledger.counts() == {"done": 1}


def test_a_lease_that_is_over_and_that_nobody_has_taken_still_counts(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a")], at(0))
    [lease] = ledger.lease("w", 1, at(0), TTL)
    assert finish(ledger, "w", lease, 60)


def test_a_lease_can_be_had_for_longer(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a"), found("b")], at(0))
    first, second = ledger.lease("w", 2, at(0), TTL)
    assert ledger.renew("w", [first.version], at(40)) == 1
    assert keys(ledger.lease("other", 2, at(20), TTL)) == ["b"]
    assert finish(ledger, "w", first, 30)
    assert not finish(ledger, "w", second, 30)


def test_finishing_twice_is_no_harm_and_finishing_anew_is_refused(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a")], at(0))
    [lease] = ledger.lease("w", 1, at(0), TTL)
    assert finish(ledger, "w", lease, 1)
    assert finish(ledger, "w", lease, 1), "as after a connection that broke when this was just written"
    assert not finish(ledger, "w", lease, 2)
    assert ledger.runs() == []


@pytest.mark.parametrize("signal", ["update", "withdrawn"])
def test_what_was_superseded_or_withdrawn_meanwhile_is_not_kept(ledger: Ledger, feed: int, signal: str) -> None:
    ledger.enter(feed, [found("a", "elf", version=1)], at(0))
    [lease] = ledger.lease("w", 1, at(0), TTL)
    ledger.enter(feed, [found("a", "zwölf", version=2, signal=signal)], at(1))  # type: ignore[arg-type]
    assert not finish(ledger, "w", lease, 2)
    assert ledger.record("a") is None
    assert not fail(ledger, lease, 2)
    assert ledger.failed() == []


def test_the_older_record_comes_with_a_newer_version(ledger: Ledger, feed: int) -> None:
    for minute, words in enumerate(["elf", "zwölf", "dreizehn"]):
        ledger.enter(feed, [found("a", words)], at(minute))
        [lease] = ledger.lease("w", 1, at(minute), TTL)
        older = None if lease.older is None else lease.older.article.text
        assert older == {"elf": None, "zwölf": "elf", "dreizehn": "zwölf"}[words]
        assert finish(ledger, "w", lease, minute)
    newest = ledger.record("a")
    assert newest is not None and newest.article.text == "dreizehn"


def test_a_record_can_be_put_in_the_place_of_another(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a")], at(0))
    [lease] = ledger.lease("w", 1, at(0), TTL)
    other = record(lease.article, "Another headline")
    assert not ledger.amend(lease.version, other, b"2\n", b"", at(1), "r2")
    assert finish(ledger, "w", lease, 1)
    assert ledger.amend(lease.version, other, b"2\n", b"", at(2), "r2")
    assert ledger.record("a") == other
    assert list(ledger.hour("2026-11-26/01", at(3))) == [InHour(b"2\n", b"")]


def test_a_failure_is_tried_again_when_its_time_has_come(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a"), found("b")], at(0))
    first, second = ledger.lease("w", 2, at(0), TTL)
    assert fail(ledger, first, 1, again=3) and fail(ledger, second, 2)
    given_up, waiting = ledger.failed()
    assert (given_up.item, given_up.attempts, given_up.at, given_up.next) == ("b", 1, at(2), None)
    assert (waiting.item, waiting.stage, waiting.reason, waiting.next) == ("a", "translate", "out of memory", at(3))
    assert (waiting.feed, waiting.title, waiting.url) == ("zeitung", "Titel a", "https://zeitung.example/a")
    assert ledger.failed(1) == [given_up]
    assert ledger.lease("w", 2, at(2.9), TTL) == []
    [again] = ledger.lease("w", 2, at(3), TTL)
    assert (again.item, again.attempts) == ("a", 1)
    assert finish(ledger, "w", again, 4)
    assert [one.item for one in ledger.failed()] == ["b"]


def test_people_can_ask_for_another_try(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found(key) for key in "abc"], at(0))
    a, b, c = ledger.lease("w", 3, at(0), TTL)
    fail(ledger, a, 1), fail(ledger, b, 1), fail(ledger, c, 1, again=500)
    assert ledger.retry([b.version], at(2)) == 1
    assert ledger.retry([b.version], at(2)) == 0
    [again] = ledger.lease("w", 3, at(2), TTL, only_failed=True)
    assert (again.item, again.attempts) == ("b", 0)
    assert ledger.retry(None, at(3)) == 2
    assert keys(ledger.lease("w", 3, at(3), TTL)) == ["a", "c"]


def test_a_superseded_failure_is_not_tried_again(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a", "elf")], at(0))
    [lease] = ledger.lease("w", 1, at(0), TTL)
    fail(ledger, lease, 1)
    ledger.enter(feed, [found("a", "zwölf")], at(2))
    assert ledger.failed() == []
    assert ledger.retry(None, at(3)) == 0
    assert ledger.counts() == {"superseded": 1, "waiting": 1}


def test_what_is_given_back_counts_as_not_taken(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a"), found("b"), found("c", page="https://zeitung.example/c.html")], at(0))
    ledger.lease("w", 2, at(0), TTL)
    ledger.pages(1, at(0), TTL, "w")
    assert ledger.release("other") == 0
    assert ledger.release("w") == 3
    assert [lease.attempts for lease in ledger.lease("w", 2, at(0), TTL)] == [0, 0]
    assert len(ledger.pages(1, at(0), TTL, "w")) == 1


def test_the_queue_can_be_narrowed_and_looked_at(ledger: Ledger, feed: int) -> None:
    other = ledger.add_feed("andere", "https://andere.example/rss").id
    ledger.enter(feed, [found("a")], at(0))
    ledger.enter(other, [found("b")], at(5))
    assert keys(ledger.queue(9, at(9))) == ["b", "a"]
    assert keys(ledger.queue(9, at(9), {feed})) == ["a"]
    assert keys(ledger.queue(9, at(9), set())) == []
    assert keys(ledger.queue(9, at(9), since=at(1))) == ["b"]
    assert keys(ledger.queue(9, at(9), only_failed=True)) == []
    assert ledger.counts() == {"waiting": 2}
    assert keys(ledger.lease("w", 9, at(9), TTL, {other})) == ["b"]


def test_a_page_takes_the_place_of_the_teaser(ledger: Ledger, feed: int) -> None:
    teaser = found("a", "Der Anriss.", page="https://zeitung.example/a.html")
    ledger.enter(feed, [teaser], at(0))
    assert ledger.lease("w", 1, at(0), TTL) == []
    [page] = ledger.pages(5, at(0), TTL, "p")
    assert (page.url, page.item, page.feed, page.article, page.attempts) == (
        "https://zeitung.example/a.html", "a", feed, teaser.article, 0,
    )  # fmt: skip
    assert ledger.pages(5, at(1), TTL, "q") == []
    whole = replace(teaser.article, id="other", text="Der ganze Text.", title="Ein besserer Titel")
    assert ledger.paged(page.version, whole, b"sketch", "d1", at(2)) == "waiting"
    assert ledger.paged(page.version, whole, b"sketch", "d1", at(2)) is None
    [lease] = ledger.lease("w", 1, at(3), TTL)
    assert lease.article == replace(whole, id="a")
    assert ledger.enter(feed, [teaser], at(4))[0].news == "known"
    assert ledger.untitled(1)[0].title == "Ein besserer Titel"
    assert list(ledger.sketches()) == [("a", b"sketch")]


def test_a_new_teaser_for_the_same_page_needs_no_new_brief(ledger: Ledger, feed: int) -> None:
    for minute, teaser in enumerate(["Anriss", "Anderer Anriss", "Dritter Anriss"]):
        ledger.enter(feed, [found("a", teaser, page="https://zeitung.example/a.html")], at(minute))
        [page] = ledger.pages(1, at(minute), TTL, "p")
        state = ledger.paged(page.version, page.article, b"", "neu" if minute == 2 else "alt", at(minute))
        assert state == ["waiting", "superseded", "waiting"][minute]
        for lease in ledger.lease("w", 1, at(minute), TTL):
            assert finish(ledger, "w", lease, minute)
    assert ledger.counts() == {"done": 2, "superseded": 1}


def test_a_page_that_fails_is_tried_again_or_given_up(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a", page="https://zeitung.example/a.html")], at(0))
    [page] = ledger.pages(1, at(0), TTL, "p")
    assert ledger.page_failed(page.version, "503", at(1), retry_at=at(5), run="r1")
    assert ledger.pages(1, at(4), TTL, "p") == []
    [page] = ledger.pages(1, at(5), TTL, "p")
    assert page.attempts == 1
    assert ledger.page_failed(page.version, "410", at(6), True)
    assert not ledger.page_failed(page.version, "410", at(6), True)
    [failed] = ledger.failed()
    assert (failed.stage, failed.reason, failed.next) == ("page", "410", None)
    assert ledger.retry(None, at(7)) == 1
    assert len(ledger.pages(1, at(7), TTL, "p")) == 1
    assert len(ledger.pages(1, at(30), TTL, "q")) == 1, "the one who had it has died"


def test_runs_and_what_they_came_to(ledger: Ledger, feed: int) -> None:
    ledger.begin_run("r1", "desk", 4711, at(0))
    ledger.begin_run("r2", "desk", 4712, at(1))
    ledger.enter(feed, [found(key) for key in "abc"], at(0))
    a, b, c = ledger.lease("w", 3, at(0), TTL)
    finish(ledger, "w", a, 1), fail(ledger, b, 1), fail(ledger, c, 1, again=2)
    ledger.end_run("r1", at(3), interrupted=True)
    second, first = ledger.runs()
    assert (first.id, first.started, first.ended, first.host, first.pid) == ("r1", at(0), at(3), "desk", 4711)
    assert (first.done, first.failed, first.interrupted) == (1, 1, True)
    assert (second.id, second.ended, second.done, second.interrupted) == ("r2", None, 0, False)
    assert ledger.runs(1) == [second]


def test_decisions_stay_with_the_item(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found("a")], at(0))
    made = [
        Decision("accept", "Anna", "2026-11-26T08:00:00+00:00"),
        Decision("dismiss", "Jan", "2026-11-26T08:01:00+00:00"),
    ]
    for decision in made:
        ledger.decide("a", decision)
    assert ledger.decisions("a") == made
    assert ledger.decisions("b") == []
    with pytest.raises(LedgerError, match=r"^There is no item 'b' in the ledger\.$"):
        ledger.decide("b", made[0])
