"""What an item that a feed has is, given what came before it."""

from __future__ import annotations

import pytest

from pipeline.ledger import Ledger
from pipeline.ledger.chain import family, match
from pipeline.ledger.values import Entered, Found
from tests.support_ledger import TTL, at, found, record

HOUSE = "https://zeitung.example/rss"


@pytest.fixture
def feed(ledger: Ledger) -> int:
    return ledger.add_feed("zeitung", HOUSE).id


def news(entered: list[Entered]) -> list[str]:
    return [one.news for one in entered]


def enter(ledger: Ledger, feed: int, minute: float, *items: Found) -> list[str]:
    return news(ledger.enter(feed, items, at(minute)))


def queue(ledger: Ledger, minute: float = 1000) -> list[tuple[str, str]]:
    return [(lease.item, lease.article.text) for lease in ledger.queue(100, at(minute))]


def work(ledger: Ledger, minute: float) -> list[str]:
    """Make all that is in the queue; the items, in its order."""
    leases = ledger.lease("w", 100, at(minute), TTL)
    for lease in leases:
        assert ledger.finish("w", lease.version, record(lease.article), b"{}\n", b"", at(minute), "r")
    return [lease.item for lease in leases]


def test_an_item_is_new_once(ledger: Ledger, feed: int) -> None:
    assert ledger.enter(feed, [found("a"), found("b")], at(0)) == [Entered("a", 2, "new"), Entered("b", 1, "new")]
    assert ledger.enter(feed, [found("b"), found("a")], at(1)) == [Entered("b", 1, "known"), Entered("a", 2, "known")]
    assert [item for item, _ in queue(ledger)] == ["a", "b"], "a feed has its newest item first"
    assert ledger.enter(feed, [], at(2)) == []


def test_other_words_are_an_update_and_only_the_newest_is_worked_on(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "elf"))
    assert enter(ledger, feed, 1, found("a", "zwölf")) == ["update"]
    assert queue(ledger) == [("a", "zwölf")]
    assert ledger.counts() == {"superseded": 1, "waiting": 1}
    assert ledger.enter(feed, [found("a", "zwölf")], at(2)) == [Entered("a", 2, "known")]


def test_words_that_an_editor_puts_back_are_news_again(ledger: Ledger, feed: int) -> None:
    for minute, words in enumerate(["elf", "zwölf"]):
        enter(ledger, feed, minute, found("a", words))
    assert enter(ledger, feed, 2, found("a", "elf")) == ["update"]
    assert queue(ledger) == [("a", "elf")]


def test_numbers_order_versions_and_need_not_begin_at_one(ledger: Ledger, feed: int) -> None:
    assert enter(ledger, feed, 0, found("a", "vier", version=4)) == ["new"]
    assert enter(ledger, feed, 1, found("a", "drei", version=3)) == ["late"]
    assert enter(ledger, feed, 2, found("a", "drei", version=3)) == ["known"]
    assert enter(ledger, feed, 3, found("a", "sieben", version=7)) == ["update"]
    assert enter(ledger, feed, 4, found("a", "fünf", version=5)) == ["late"]
    assert queue(ledger) == [("a", "sieben")]
    assert ledger.counts() == {"superseded": 3, "waiting": 1}


def test_a_folder_with_all_versions_gives_the_chain_and_nothing_new_the_next_time(ledger: Ledger, feed: int) -> None:
    versions = [found("a", f"Fassung {number}", version=number) for number in (5, 2, 3)]
    assert enter(ledger, feed, 0, *versions) == ["update", "new", "update"]
    assert queue(ledger) == [("a", "Fassung 5")]
    assert enter(ledger, feed, 1, *versions) == ["known", "known", "known"]
    assert ledger.counts() == {"superseded": 2, "waiting": 1}


def test_the_same_number_with_other_words_is_an_update(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "elf", version=2))
    assert enter(ledger, feed, 1, found("a", "zwölf", version=2)) == ["update"]


def test_a_higher_number_with_the_same_words_is_known_but_counts(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "elf", version=2))
    assert enter(ledger, feed, 1, found("a", "elf", version=4)) == ["known"]
    assert enter(ledger, feed, 2, found("a", "zwölf", version=3)) == ["late"]


def test_without_numbers_the_date_of_making_orders(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "neu", updated="2026-11-26T00:30:00Z"))
    assert enter(ledger, feed, 1, found("a", "alt", updated="2026-11-26T01:00:00+01:00")) == ["late"]
    assert enter(ledger, feed, 2, found("a", "neuer", updated="2026-11-26T00:45:00+00:00")) == ["update"]
    assert enter(ledger, feed, 3, found("a", "alt", updated="2026-11-26T01:00:00+01:00")) == ["known"]
    assert queue(ledger) == [("a", "neuer")]


def test_one_item_twice_in_a_visit_is_one(ledger: Ledger, feed: int) -> None:
    twice = [found("a", "oben"), found("a", "unten")]
    assert ledger.enter(feed, twice, at(0)) == [Entered("a", 1, "new"), Entered("a", 1, "known")]
    assert queue(ledger) == [("a", "oben")]
    assert enter(ledger, feed, 1, *twice) == ["known", "known"]


def test_a_guid_that_a_feed_gives_to_several_stories_does_not_lose_one(ledger: Ledger, feed: int) -> None:
    same = [found(key, f"Text {key}", guid="https://zeitung.example/") for key in "abc"]
    assert [one.item for one in ledger.enter(feed, same, at(0))] == ["a", "b", "c"]
    assert enter(ledger, feed, 1, *same) == ["known", "known", "known"]
    assert enter(ledger, feed, 2, same[1]) == ["known"]
    assert enter(ledger, feed, 3, found("d", "Text d", guid="https://zeitung.example/")) == ["new"]
    assert sorted(key for key, _ in queue(ledger)) == ["a", "b", "c", "d"]


def test_stories_of_one_guid_without_addresses_are_told_apart_by_their_keys(ledger: Ledger, feed: int) -> None:
    same = [
        found(key, guid="4711", url=url) for key, url in (("a", "https://zeitung.example/a"), ("b", "x"), ("c", ""))
    ]
    assert [one.item for one in ledger.enter(feed, same, at(0))] == ["a", "b", "c"]
    assert enter(ledger, feed, 1, *same) == ["known", "known", "known"]


def test_an_item_without_guid_is_known_by_its_key(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "elf", guid=""))
    assert ledger.enter(feed, [found("a", "zwölf", guid="")], at(1)) == [Entered("a", 2, "update")]


def test_an_item_keeps_its_first_key(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("alter-titel", "elf", guid="4711"))
    [entered] = ledger.enter(feed, [found("neuer-titel", "zwölf", guid="4711")], at(1))
    assert entered == Entered("alter-titel", 2, "update")
    assert ledger.queue(1, at(1))[0].article.id == "alter-titel"


def test_a_feed_of_the_same_house_has_the_same_item(ledger: Ledger, feed: int) -> None:
    sport = ledger.add_feed("sport", "https://sport.zeitung.example/rss").id
    enter(ledger, feed, 0, found("a", "elf"))
    assert ledger.enter(sport, [found("a", "elf")], at(1)) == [Entered("a", 1, "known")]
    assert ledger.enter(sport, [found("a", "elf, ein kürzerer Anriss")], at(2)) == [Entered("a", 1, "known")]
    assert enter(ledger, sport, 3, found("a", "zwölf", signal="correction")) == ["correction"]
    assert queue(ledger) == [("a", "zwölf")]


def test_a_number_as_guid_counts_within_its_feed_unless_the_address_is_the_same(ledger: Ledger, feed: int) -> None:
    sport = ledger.add_feed("sport", "https://zeitung.example/sport/rss").id
    enter(ledger, feed, 0, found("1", "Wahl", guid="1", url="https://zeitung.example/wahl"))
    assert ledger.enter(sport, [found("1", "Pokal", guid="1", url="https://zeitung.example/pokal")], at(1)) == [
        Entered("1-2", 2, "new")
    ]
    assert ledger.enter(sport, [found("1", "Pokal", guid="1", url="https://zeitung.example/pokal")], at(2)) == [
        Entered("1-2", 2, "known")
    ]
    assert ledger.queue(1, at(2))[0].article.id == "1-2"


@pytest.mark.parametrize("signal", ["", "correction", "withdrawn"])
def test_another_house_cannot_touch_an_item(ledger: Ledger, feed: int, signal: str) -> None:
    other = ledger.add_feed("fremd", "https://fremd.example/rss").id
    enter(ledger, feed, 0, found("a", "elf", version=1))
    work(ledger, 1)
    [entered] = ledger.enter(other, [found("a", "gelogen", version=99, signal=signal)], at(2))  # type: ignore[arg-type]
    assert entered.item == "a-2"
    assert ledger.record("a") is not None
    assert enter(ledger, feed, 3, found("a", "zwölf", version=2)) == ["update"]


@pytest.mark.parametrize(
    ("url", "kin"),
    [
        ("https://zeitung.example/rss", [1, 2, 3]),
        ("https://rss.zeitung.example/a", [1, 2, 3]),
        ("https://fremde-zeitung.example/rss", []),
        ("/var/agentur", [4, 5]),
        ("https://example/rss", [1, 2, 3]),
        ("http://[", []),
    ],
)
def test_houses(url: str, kin: list[int]) -> None:
    urls = {
        1: "https://www.zeitung.example/all", 2: "http://ZEITUNG.example", 3: "https://rss.zeitung.example/x",
        4: "/var/agentur", 5: "eingang/",
    }  # fmt: skip
    if url == "http://[":
        assert list(family(url, urls)) == [4, 5]
    else:
        assert list(family(url, urls)) == kin


def test_without_anything_known_there_is_no_match() -> None:
    assert match(found("a"), 1, "g", [], [], False) is None


def test_a_withdrawn_item_is_gone_with_all_its_versions(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "eins", version=1))
    work(ledger, 1)
    enter(ledger, feed, 2, found("a", "zwei", version=2))
    assert enter(ledger, feed, 3, found("a", "Bitte nicht verwenden", version=3, signal="withdrawn")) == ["withdrawn"]
    assert ledger.counts() == {"withdrawn": 3}
    assert ledger.record("a") is None
    assert enter(ledger, feed, 4, found("a", "Bitte nicht verwenden", version=3, signal="withdrawn")) == ["known"]
    assert enter(ledger, feed, 5, found("a", "zwei", version=2)) == ["known"]
    assert enter(ledger, feed, 5, found("a", "zweieinhalb", version=2)) == ["late"]
    assert queue(ledger) == []


def test_a_later_usable_version_brings_an_item_back(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "eins", version=1))
    work(ledger, 1)
    enter(ledger, feed, 2, found("a", "weg", version=2, signal="withdrawn"))
    assert enter(ledger, feed, 3, found("a", "eins", version=3)) == ["update"]
    [lease] = ledger.queue(10, at(3))
    assert (lease.article.text, lease.older is not None) == ("eins", True)
    assert work(ledger, 4) == ["a"]
    assert ledger.record("a") is not None


def test_without_numbers_a_stale_copy_does_not_bring_a_withdrawn_item_back(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "eins"))
    enter(ledger, feed, 1, found("a", "weg", signal="withdrawn"))
    assert enter(ledger, feed, 2, found("a", "eins")) == ["known"]
    assert enter(ledger, feed, 3, found("a", "eins")) == ["known"]
    assert queue(ledger) == []
    assert enter(ledger, feed, 4, found("a", "richtiggestellt")) == ["update"]
    assert queue(ledger) == [("a", "richtiggestellt")]


def test_a_withdrawal_that_comes_first_keeps_the_older_version_out(ledger: Ledger, feed: int) -> None:
    assert enter(ledger, feed, 0, found("a", "weg", version=3, signal="withdrawn")) == ["withdrawn"]
    assert enter(ledger, feed, 1, found("a", "eins", version=1)) == ["late"]
    assert queue(ledger) == []


def test_a_late_withdrawal_of_an_older_version_is_late(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "drei", version=3))
    late = found("a", "weg", version=2, signal="withdrawn")
    assert [enter(ledger, feed, minute, late) for minute in (1, 2)] == [["late"], ["known"]]
    assert queue(ledger) == [("a", "drei")]


def test_what_rules_leave_out_is_noted_and_comes_back_when_they_keep_it(ledger: Ledger, feed: int) -> None:
    assert enter(ledger, feed, 0, found("a", dropped="section: Sport")) == ["new"]
    assert enter(ledger, feed, 1, found("a", dropped="section: Sport")) == ["known"]
    assert ledger.counts() == {"dropped": 1}
    assert ledger.enter(feed, [found("a")], at(2)) == [Entered("a", 1, "new")]
    assert ledger.counts() == {"waiting": 1}
    assert enter(ledger, feed, 3, found("a")) == ["known"]


def test_a_version_that_rules_leave_out_changes_nothing_about_the_others(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "eins"))
    assert enter(ledger, feed, 1, found("a", "zwei", dropped="words: Werbung")) == ["known"]
    assert queue(ledger) == [("a", "eins")]
    assert enter(ledger, feed, 2, found("a", "zwei")) == ["update"]
    assert queue(ledger) == [("a", "zwei")]


def test_what_one_feed_leaves_out_another_of_the_house_may_keep(ledger: Ledger, feed: int) -> None:
    sport = ledger.add_feed("sport", "https://zeitung.example/sport/rss").id
    enter(ledger, feed, 0, found("a", dropped="section: Sport"))
    assert enter(ledger, sport, 1, found("a")) == ["new"]
    assert [lease.feed for lease in ledger.queue(10, at(1))] == [sport]
    assert enter(ledger, feed, 2, found("a", dropped="section: Sport")) == ["known"]
    assert len(queue(ledger)) == 1


def test_a_newer_version_under_embargo_leaves_the_older_one_in_the_queue(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("a", "eins", version=1))
    enter(ledger, feed, 1, found("a", "zwei", version=2, embargo="2026-11-26T06:00:00+00:00"))
    assert {text for _, text in queue(ledger)} == {"eins", "zwei"}
    enter(ledger, feed, 2, found("a", "drei", version=3))
    assert queue(ledger) == [("a", "drei")]


def test_corrections_go_first_then_what_is_urgent_then_the_newest(ledger: Ledger, feed: int) -> None:
    enter(ledger, feed, 0, found("shown", "eins"), found("wrong", "falsch"))
    work(ledger, 1)
    enter(
        ledger, feed, 10,
        found("old", published="2026-11-25"),
        found("future", published="2035-01-01T00:00:00Z"),
        found("flash", urgency=1, published="2026-11-24"),
        found("ordinary", urgency=4, published="2026-11-26T00:00:00+01:00"),
        found("wrong", "richtig", signal="correction"),
        found("shown", "zwei", updated="2026-11-26T01:05:00Z"),
    )  # fmt: skip
    assert [item for item, _ in queue(ledger)] == ["wrong", "shown", "flash", "future", "ordinary", "old"]


def test_texts_that_a_database_refuses_are_entered_all_the_same(ledger: Ledger, feed: int) -> None:
    odd = found("a" * 400, "Text mit \0 und \ud800", guid="g" * 9000, title="Titel\0 \udfff", version=10**30)
    [entered] = ledger.enter(feed, [odd], at(0))
    assert len(entered.item) <= 255
    [lease] = ledger.queue(1, at(0))
    assert lease.article.text == "Text mit \0 und ?"
    assert ledger.untitled(1)[0].title == "Titel\ufffd ?"
    assert enter(ledger, feed, 1, odd) == ["known"]


def test_a_feed_that_was_removed_enters_nothing(ledger: Ledger, feed: int) -> None:
    ledger.remove_feed("zeitung")
    assert ledger.enter(feed, [found("a")], at(0)) == []
