"""Feeds in the ledger: which are watched, when they are due, what a visit leaves."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipeline.ledger import Ledger
from pipeline.ledger.errors import LedgerError
from pipeline.ledger.values import Feed, Visit
from tests.support_ledger import TTL, at, found, record

URL = "https://zeitung.example/rss"


def test_a_feed_is_kept_with_its_rules(ledger: Ledger) -> None:
    rules = {"drop": ["Sport"], "interval": 300, "keep": {"words": ["Urteil"]}}
    feed = ledger.add_feed("zeitung", URL, rules)
    assert feed == Feed(feed.id, "zeitung", URL, rules)
    assert ledger.feed("zeitung") == feed
    assert ledger.feeds() == [feed]


def test_a_name_is_given_once(ledger: Ledger) -> None:
    ledger.add_feed("zeitung", URL)
    with pytest.raises(
        LedgerError, match=r"^There is already a feed 'zeitung' \(https://zeitung\.example/rss\)\. Choose"
    ):
        ledger.add_feed("zeitung", "https://andere.example/rss")


def test_a_feed_that_is_not_there_is_said_with_those_that_are(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match=r"^There is no feed 'x'\. There is none at all\.$"):
        ledger.feed("x")
    ledger.add_feed("b", URL), ledger.add_feed("a", URL)
    for ask in (ledger.feed, ledger.remove_feed, ledger.change_feed):
        with pytest.raises(LedgerError, match=r"^There is no feed 'x'\. There are: a, b\.$"):
            ask("x")  # type: ignore[operator]


def test_inactive_feeds_are_not_visited(ledger: Ledger) -> None:
    one, two = ledger.add_feed("one", URL), ledger.add_feed("two", URL)
    assert ledger.change_feed("one", active=False) == replace(one, active=False)
    assert [feed.name for feed in ledger.feeds(active=True)] == ["two"]
    assert [feed.name for feed in ledger.feeds(active=False)] == ["one"]
    assert ledger.due(at(0)) == [two]
    ledger.change_feed("one", active=True)
    assert ledger.due(at(0)) == [one, two]


def test_a_visit_leaves_its_validators_and_when_to_come_again(ledger: Ledger) -> None:
    feed = ledger.add_feed("zeitung", URL)
    ledger.visited(feed.id, Visit(at(1), 200, at(16), '"v1"', "Thu, 26 Nov 2026 00:00:00 GMT", "Die Zeitung"))
    seen = ledger.feed("zeitung")
    assert (seen.etag, seen.last_modified) == ('"v1"', "Thu, 26 Nov 2026 00:00:00 GMT")
    assert (seen.title, seen.fetched, seen.status, seen.failures) == ("Die Zeitung", at(1), 200, 0)
    assert ledger.due(at(15.9)) == []
    assert ledger.due(at(16)) == [seen]


def test_validators_outlive_a_304_and_a_failure_but_not_an_answer_without_any(ledger: Ledger) -> None:
    feed = ledger.add_feed("zeitung", URL)
    ledger.visited(feed.id, Visit(at(1), 200, None, '"v1"', title="Die Zeitung"))
    ledger.visited(feed.id, Visit(at(2), 304, None))
    ledger.visited(feed.id, Visit(at(3), 503, None, error="busy"))
    ledger.visited(feed.id, Visit(at(4), 0, None, error="no answer"))
    seen = ledger.feed("zeitung")
    assert (seen.etag, seen.title, seen.error, seen.failures, seen.status) == ('"v1"', "Die Zeitung", "no answer", 2, 0)
    ledger.visited(feed.id, Visit(at(5), 200, None))
    seen = ledger.feed("zeitung")
    assert (seen.etag, seen.error, seen.failures) == ("", "", 0)


def test_the_longest_due_goes_first(ledger: Ledger) -> None:
    feeds = [ledger.add_feed(name, URL) for name in "abc"]
    for feed, minute in zip(feeds, (9, 5, 7), strict=True):
        ledger.visited(feed.id, Visit(at(0), 200, at(minute)))
    ledger.add_feed("new", URL)
    assert [feed.name for feed in ledger.due(at(10))] == ["new", "b", "c", "a"]
    assert [feed.name for feed in ledger.due(at(10), limit=2)] == ["new", "b"]


def test_one_of_several_processes_visits_a_feed(ledger: Ledger) -> None:
    for name in "abc":
        ledger.add_feed(name, URL)
    mine = ledger.due(at(0), owner="one", ttl=TTL, limit=2)
    assert [feed.name for feed in mine] == ["a", "b"]
    assert [feed.name for feed in ledger.due(at(0), owner="two", ttl=TTL)] == ["c"]
    assert ledger.due(at(14), owner="three", ttl=TTL) == []
    ledger.visited(mine[0].id, Visit(at(1), 200, None))
    assert [feed.name for feed in ledger.due(at(14), owner="three", ttl=TTL)] == ["a"]
    assert [feed.name for feed in ledger.due(at(15), owner="four", ttl=TTL)] == ["b", "c"]


def test_another_address_or_other_rules_mean_a_fresh_visit(ledger: Ledger) -> None:
    feed = ledger.add_feed("zeitung", URL, {"drop": ["Sport"]})
    ledger.visited(feed.id, Visit(at(1), 200, at(60), '"v1"', title="Die Zeitung"))
    assert ledger.change_feed("zeitung", rules={"drop": ["Sport"]}, url=URL).etag == '"v1"'
    changed = ledger.change_feed("zeitung", rules={})
    assert (changed.etag, changed.not_before, changed.rules) == ("", at(60), {})
    moved = ledger.change_feed("zeitung", url="https://zeitung.example/neu", title="Neu")
    assert (moved.not_before, moved.url, moved.title) == (None, "https://zeitung.example/neu", "Neu")


def test_a_removed_feed_takes_its_queue_along_and_brings_it_back(ledger: Ledger) -> None:
    feed = ledger.add_feed("zeitung", URL)
    ledger.enter(feed.id, [found("a"), found("b", page="https://zeitung.example/b")], at(0))
    ledger.lease("w", 1, at(0), TTL)
    ledger.remove_feed("zeitung")
    assert ledger.feeds() == [] and ledger.due(at(0)) == []
    assert ledger.counts() == {"dropped": 2}
    again = ledger.add_feed("zeitung", "https://zeitung.example/neu")
    assert (again.id, again.url) == (feed.id, "https://zeitung.example/neu")
    assert ledger.counts() == {"waiting": 1, "listed": 1}


def test_the_own_feed_is_made_once_by_whoever_is_first(ledger: Ledger) -> None:
    ledger.add_feed("submitted", URL)
    start = threading.Barrier(8)

    def made(_: int) -> Feed:
        start.wait()
        return ledger.own_feed("submitted", "desk:submitted", {"page": "always"}, "Submitted")

    with ThreadPoolExecutor(8) as pool:
        [own] = {feed.id: feed for feed in pool.map(made, range(8))}.values()
    assert own == Feed(own.id, "submitted-2", "desk:submitted", {"page": "always"}, active=False, title="Submitted")
    assert [feed.name for feed in ledger.due(at(0))] == ["submitted"]


def test_the_own_feed_that_was_removed_is_there_again(ledger: Ledger) -> None:
    own = ledger.own_feed("submitted", "desk:submitted", {}, "Submitted")
    ledger.remove_feed("submitted")
    assert ledger.own_feed("submitted", "desk:submitted", {}, "Submitted") == own


def test_what_another_feed_has_as_well_stays_in_the_queue(ledger: Ledger) -> None:
    """The other feed has seen the items and would never enter them again."""
    all_, politics = ledger.add_feed("alles", URL), ledger.add_feed("politik", "https://zeitung.example/politik")
    ledger.enter(all_.id, [found("a"), found("b", page="https://zeitung.example/b"), found("c"), found("d")], at(0))
    shared = [found("a"), found("b", page="https://zeitung.example/b"), found("c", dropped="'Sport' is dropped")]
    ledger.enter(politics.id, shared, at(1))
    [a] = [lease for lease in ledger.lease("w", 9, at(1), TTL) if lease.item == "a"]
    ledger.remove_feed("alles")
    # What only the removed feed had, or the other's rules leave out, is left out.
    assert ledger.feed_counts() == {all_.id: {"dropped": 2}, politics.id: {"leased": 1, "listed": 1}}
    assert ledger.finish("w", a.version, record(a.article), b"", b"", at(2), "r1")
    assert [entered.news for entered in ledger.enter(politics.id, shared, at(3))] == ["known"] * 3
    ledger.add_feed("alles", URL)
    assert ledger.feed_counts()[all_.id] == {"waiting": 2}


def test_hosts_rest(ledger: Ledger) -> None:
    assert ledger.host_not_before("zeitung.example") is None
    ledger.host_rests("zeitung.example", at(10), "429")
    ledger.host_rests("zeitung.example", at(20), "429 again")
    assert ledger.host_not_before("zeitung.example") == at(20)
    assert ledger.host_not_before("andere.example") is None
