"""What processes on one ledger take from each other, and what not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from pipeline.feeds.duplicates import Stories, sketch
from pipeline.ledger import Ledger
from pipeline.ledger.values import Visit
from tests.support_ledger import NIGHT, TTL, at, found

STORY = "Der Fährverein von Wangerland hat am Montag 3.400 Karten verkauft. Die Gemeinde will davon 12 Stege erneuern."


def _visited(ledger: Ledger, feed: int, minute: float) -> None:
    ledger.visited(feed, Visit(at(minute), 200, at(minute + 15)))


def test_a_feed_that_somebody_visits_is_not_given_to_another_even_if_all_are_asked_for(ledger: Ledger) -> None:
    a, b = ledger.add_feed("a", "https://a.example/"), ledger.add_feed("b", "https://b.example/")
    assert ledger.due(at(1), owner="one", limit=1, since=NIGHT) == [a]
    assert [feed.id for feed in ledger.due(at(1), owner="two", since=NIGHT)] == [b.id]
    _visited(ledger, a.id, 2)
    assert ledger.due(at(3), owner="two", since=NIGHT) == []
    # One who asks later means a visit after that, and finds a's over; b is being visited, which will do.
    assert [feed.id for feed in ledger.due(at(5), owner="three", since=at(4))] == [a.id]
    assert ledger.due(at(5), since=at(4)) == []


def test_asked_for_or_due(ledger: Ledger) -> None:
    a, b = ledger.add_feed("a", "https://a.example/"), ledger.add_feed("b", "https://b.example/")
    _visited(ledger, a.id, 1)
    assert [feed.id for feed in ledger.due(at(2), owner="one")] == [b.id]
    assert ledger.due(at(2), owner="one", since=at(2), of=[b.id]) == []
    assert [feed.id for feed in ledger.due(at(2), owner="one", since=at(2), of=[a.id])] == [a.id]


def test_who_ends_gives_back_the_feeds_that_he_has_not_visited(ledger: Ledger) -> None:
    feed = ledger.add_feed("a", "https://a.example/")
    assert ledger.due(at(1), owner="one", ttl=timedelta(hours=1)) == [feed]
    assert ledger.due(at(2), owner="two") == []
    assert ledger.release("one") == 1
    assert [one.id for one in ledger.due(at(2), owner="two")] == [feed.id]


def test_two_items_never_become_twins_of_each_other(ledger: Ledger) -> None:
    feed = ledger.add_feed("a", "https://a.example/")
    for number in range(8):
        pair = [f"x{number}", f"y{number}"]
        one, other = ledger.enter(feed.id, [found(key, STORY) for key in pair], NIGHT)
        with ThreadPoolExecutor(2) as pool:
            told = [
                pool.submit(ledger.twin, one.version, other.item, 0.9),
                pool.submit(ledger.twin, other.version, one.item, 0.9),
            ]
        assert sorted(future.result() for future in told) == [False, True]
    assert ledger.counts() == {"twin": 8, "waiting": 8}
    assert len(ledger.lease("one", 20, at(1), TTL)) == 8


def test_a_story_that_another_process_has_entered_is_learnt_once() -> None:
    stories = Stories()
    stories.learn("a", sketch(STORY))
    stories.learn("a", sketch(STORY))
    assert len(stories) == 1
    assert stories.twin("b", STORY, sketch(STORY), lambda key: STORY) == ("a", 1.0)
    stories.learn("a", sketch("Etwas ganz anderes steht nun in dieser neuen Fassung des Artikels, Wort für Wort."))
    assert stories.twin("b", STORY, sketch(STORY), lambda key: STORY) is None
