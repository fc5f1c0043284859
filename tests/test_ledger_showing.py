"""What an outlet is to show: corrections, withdrawals, embargoes, twins; and headlines ahead of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.ledger import Ledger
from pipeline.ledger.values import Found, Headline, Shown
from tests.support_ledger import TTL, at, found, record

HOUSE = "https://zeitung.example/rss"


@pytest.fixture
def feed(ledger: Ledger) -> int:
    return ledger.add_feed("zeitung", HOUSE).id


def make(ledger: Ledger, feed: int, minute: float, *items: Found) -> None:
    """Enter items and make what is in the queue."""
    ledger.enter(feed, items, at(minute))
    for lease in ledger.lease("w", 100, at(minute), TTL):
        brief = lease.article.text.encode()
        assert ledger.finish("w", lease.version, record(lease.article), brief, b"f", at(minute), "r")


def show(ledger: Ledger, minute: float, outlet: str = "out") -> list[Shown]:
    """Show all that is to be shown, as a publisher does."""
    given = ledger.to_show(outlet, at(minute), 100)
    ledger.shown(outlet, [(one.item, one.version) for one in given], at(minute))
    return given


def short(given: list[Shown]) -> list[tuple[str, str, str]]:
    return [(one.item, one.news, one.record.article.text if one.record else "") for one in given]


def hour(ledger: Ledger, minute: float) -> list[bytes]:
    return [one.brief for one in ledger.hour("2026-11-26/01", at(minute)) if one.findings == b"f"]


def test_what_is_done_is_shown_once(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "elf", hits=("Elf",), note="Eilt"))
    [one] = show(ledger, 1)
    assert (one.item, one.feed, one.hour, one.version, one.previous) == ("a", feed, "2026-11-26/01", 1, None)
    assert (one.news, one.note, one.also, one.hits) == ("new", "Eilt", (), ("Elf",))
    assert show(ledger, 2) == []


def test_what_was_not_shown_is_given_again(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, *(found(key, key) for key in "abc"))
    first = ledger.to_show("out", at(1), 2)
    assert len(first) == 2
    assert ledger.to_show("out", at(1), 2) == first
    ledger.shown("out", [(first[0].item, first[0].version)], at(1))
    assert {one.item for one in ledger.to_show("out", at(1), 3)} == {"a", "b", "c"} - {first[0].item}


def test_updates_and_corrections_say_what_they_replace(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "elf"))
    show(ledger, 0)
    make(ledger, feed, 1, found("a", "zwölf"))
    [update] = show(ledger, 1)
    make(ledger, feed, 2, found("a", "dreizehn", signal="correction", note="Zahl berichtigt"))
    [correction] = show(ledger, 2)
    assert short([update, correction]) == [("a", "update", "zwölf"), ("a", "correction", "dreizehn")]
    assert (update.version, update.previous, correction.previous, correction.note) == (2, 1, 2, "Zahl berichtigt")
    assert hour(ledger, 3) == [b"dreizehn"]


def test_a_withdrawn_item_is_taken_out_and_may_come_back(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "elf", version=1), found("b"))
    show(ledger, 0)
    make(ledger, feed, 1, found("a", "weg", version=2, signal="withdrawn", note="Bitte nicht verwenden"))
    [out] = show(ledger, 1)
    assert (out.item, out.version, out.previous, out.record, out.news) == ("a", None, 2, None, "withdrawn")
    assert out.note == "Bitte nicht verwenden"
    assert hour(ledger, 1) == [found("b").article.text.encode()]
    make(ledger, feed, 2, found("a", "zwölf", version=3))
    assert short(show(ledger, 2)) == [("a", "update", "zwölf")]


def test_what_is_withdrawn_before_it_was_shown_is_never_mentioned(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "elf", version=1))
    make(ledger, feed, 1, found("a", "weg", version=2, signal="withdrawn"))
    assert show(ledger, 2) == []
    make(ledger, feed, 3, found("b"))
    assert [one.item for one in show(ledger, 3)] == ["b"]


def test_what_changes_while_it_is_being_shown_is_given_again(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "elf"))
    [one] = ledger.to_show("out", at(1), 5)
    make(ledger, feed, 2, found("a", "zwölf"))
    ledger.shown("out", [(one.item, one.version)], at(3))
    assert short(show(ledger, 4)) == [("a", "update", "zwölf")]
    assert show(ledger, 5) == []


def test_an_embargo_holds_back_what_is_made(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "geheim", embargo="2026-11-26T03:00:00+01:00"))  # an hour after the night's start
    assert ledger.counts() == {"done": 1}
    assert show(ledger, 59) == [] and hour(ledger, 59) == []
    assert short(show(ledger, 60)) == [("a", "new", "geheim")]
    assert hour(ledger, 60) == [b"geheim"]
    assert show(ledger, 61) == []


def test_the_older_version_is_shown_until_the_embargo_is_over(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "elf", version=1))
    make(ledger, feed, 1, found("a", "zwölf", version=2, embargo="2026-11-26T02:00:00+00:00"))
    assert short(show(ledger, 2)) == [("a", "new", "elf")]
    assert show(ledger, 59) == []
    assert short(show(ledger, 60)) == [("a", "update", "zwölf")]
    assert show(ledger, 61) == []


def test_an_embargo_can_be_lifted_and_one_that_cannot_be_read_holds(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "geheim", embargo="bis auf Weiteres"))
    assert show(ledger, 1_000_000) == []
    assert ledger.enter(feed, [found("a", "geheim")], at(1))[0].news == "known"
    assert short(show(ledger, 2)) == [("a", "new", "geheim")]


def test_each_outlet_shows_for_itself(ledger: Ledger, feed: int) -> None:
    make(ledger, feed, 0, found("a", "elf"))
    show(ledger, 0, "one")
    assert short(show(ledger, 1, "two")) == [("a", "new", "elf")]
    make(ledger, feed, 2, found("a", "zwölf"))
    assert short(show(ledger, 2, "one")) == short(show(ledger, 3, "two")) == [("a", "update", "zwölf")]
    ledger.forget_outlet("one")
    assert short(show(ledger, 4, "one")) == [("a", "new", "zwölf")]
    assert show(ledger, 4, "two") == []


def test_a_twin_is_shown_with_the_other(ledger: Ledger, feed: int) -> None:
    other = ledger.add_feed("kurier", "https://kurier.example/rss").id
    make(ledger, feed, 0, found("a", "Agentur"))
    show(ledger, 0)
    [entered] = ledger.enter(other, [found("b", "Agentur, kaum anders", url="https://kurier.example/b")], at(1))
    assert ledger.twin(entered.version, "a", 0.9, at(1))
    assert not ledger.twin(entered.version, "a", 0.9, at(1))
    assert ledger.lease("w", 9, at(2), TTL) == []
    [again] = show(ledger, 2)
    assert (again.item, again.version, again.previous) == ("a", 1, 1)
    assert again.also == (("kurier", "https://kurier.example/b"),)
    assert (
        ledger.enter(other, [found("b", "Agentur, kaum anders", url="https://kurier.example/b")], at(3))[0].news
        == "known"
    )


def test_another_feed_of_the_house_is_named_as_well(ledger: Ledger, feed: int) -> None:
    sport = ledger.add_feed("sport", "https://zeitung.example/sport.rss").id
    make(ledger, feed, 0, found("a", "elf"))
    show(ledger, 0)
    ledger.enter(sport, [found("a", "elf", url="https://zeitung.example/sport/a")], at(1))
    assert [one.also for one in show(ledger, 1)] == [(("sport", "https://zeitung.example/sport/a"),)]


def test_a_twin_tells_the_story_itself_when_the_other_is_gone(ledger: Ledger, feed: int) -> None:
    other = ledger.add_feed("kurier", "https://kurier.example/rss").id
    make(ledger, feed, 0, found("a", "Agentur", version=1))
    [entered] = ledger.enter(other, [found("b", "Agentur")], at(1))
    ledger.twin(entered.version, "a", 1.0, at(1))
    ledger.enter(feed, [found("a", "weg", version=2, signal="withdrawn")], at(2))
    make(ledger, feed, 3)
    assert short(show(ledger, 4)) == [("b", "new", "Agentur")]


def test_a_twin_tells_the_story_itself_when_the_other_cannot_be_made(ledger: Ledger, feed: int) -> None:
    other = ledger.add_feed("kurier", "https://kurier.example/rss").id
    ledger.enter(feed, [found("a", "Agentur")], at(0))
    [entered] = ledger.enter(other, [found("b", "Agentur")], at(1))
    assert ledger.twin(entered.version, "a", 1.0, at(1))
    [lease] = ledger.lease("w", 9, at(2), TTL)
    ledger.fail("w", lease.version, "translate", "kaputt", at(2))
    assert [lease.item for lease in ledger.lease("w", 9, at(3), TTL)] == ["b"]


def test_a_twin_of_a_twin_stands_beside_the_first_and_none_beside_itself(ledger: Ledger, feed: int) -> None:
    versions = {one.item: one.version for one in ledger.enter(feed, [found(key, key) for key in "abcd"], at(0))}
    assert ledger.twin(versions["b"], "a", 0.8, at(1))
    assert ledger.twin(versions["c"], "b", 0.8, at(1))
    assert not ledger.twin(versions["a"], "b", 0.8, at(1)), "b tells nothing itself"
    assert not ledger.twin(versions["d"], "none", 0.8, at(1))
    make(ledger, feed, 2)
    given = {one.item: {name for name, _ in one.also} for one in show(ledger, 3)}
    assert given == {"a": {"zeitung"}, "d": set()}


def test_a_twin_that_goes_its_own_way_is_shown_again(ledger: Ledger, feed: int) -> None:
    other = ledger.add_feed("kurier", "https://kurier.example/rss").id
    make(ledger, feed, 0, found("a", "Agentur"))
    [entered] = ledger.enter(other, [found("b", "Agentur")], at(1))
    ledger.twin(entered.version, "a", 1.0, at(1))
    make(ledger, other, 2, found("b", "Eigener Bericht"))
    assert short(show(ledger, 3)) == [("a", "new", "Agentur"), ("b", "new", "Eigener Bericht")]


def test_sketches_are_of_stories_that_are_told(ledger: Ledger, feed: int) -> None:
    ledger.enter(feed, [found(key, key, sketch=key.encode()) for key in "abc"], at(0))
    ledger.enter(feed, [found("d", "d", sketch=b"d")], at(5))
    versions = {lease.item: lease.version for lease in ledger.queue(9, at(9))}
    ledger.twin(versions["b"], "a", 1.0, at(6))
    ledger.enter(feed, [found("c", "weg", signal="withdrawn")], at(7))
    assert sorted(ledger.sketches()) == [("a", b"a"), ("d", b"d")]
    assert list(ledger.sketches(at(5))) == [("d", b"d")]


def test_titles_are_translated_ahead_and_once(ledger: Ledger, feed: int) -> None:
    ledger.enter(
        feed, [found("a", "elf", hits=("Wahl",)), found("b", "b", title=""), found("c", dropped="Sport")], at(0)
    )
    [title] = ledger.untitled(9)
    assert title == Headline(
        title.version, "a", "zeitung", "Titel a", "https://zeitung.example/a", at(0), hits=("Wahl",)
    )
    done = replace(title, english="Title a", doubt="a name")
    ledger.titled([done])
    assert ledger.untitled(9) == []
    assert ledger.headlines(now=at(1)) == [done]
    ledger.enter(feed, [found("a", "zwölf")], at(2))
    assert ledger.untitled(9) == [], "the title is the same"
    assert [one.english for one in ledger.headlines(now=at(3))] == ["Title a"]
    ledger.enter(feed, [found("a", "dreizehn", title="Neuer Titel")], at(4))
    assert [one.title for one in ledger.untitled(9)] == ["Neuer Titel"]
    assert ledger.headlines(now=at(5)) == []


def test_headlines_keep_embargoes_and_forget_what_is_withdrawn(ledger: Ledger, feed: int) -> None:
    secret = found("secret", embargo="2026-11-26T02:00:00+00:00")
    ledger.enter(feed, [found("a", version=1), secret], at(0))
    ledger.titled([replace(one, english=f"English {one.item}") for one in ledger.untitled(9)])
    assert [one.item for one in ledger.headlines(now=at(59))] == ["a"]
    assert {one.item for one in ledger.headlines(now=at(60))} == {"a", "secret"}
    assert ledger.headlines(since=at(1), now=at(60)) == []
    ledger.enter(feed, [found("a", "weg", version=2, signal="withdrawn")], at(1))
    assert [one.item for one in ledger.headlines(limit=5, now=at(60))] == ["secret"]


def test_an_hour_holds_its_items_in_order_of_first_sight(
    ledger: Ledger, feed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.ledger.ledger._PART", 3)
    make(ledger, feed, 0, *(found(f"a{n}", f"Text {n}") for n in range(8, 0, -1)))
    make(ledger, feed, 59, found("late", "Text 9"), found("gone", "weg", version=1))
    ledger.enter(feed, [found("gone", "weg", version=2, signal="withdrawn")], at(59))
    make(ledger, feed, 60, found("later", "Text 601"))
    assert [int(brief.split()[1]) for brief in hour(ledger, 80)] == list(range(1, 10)), (
        "the last in a feed is the oldest"
    )
    assert [one.brief for one in ledger.hour("2026-11-26/02", at(80))] == [b"Text 601"]
    assert list(ledger.hour("2026-11-26/03", at(80))) == []
