"""The pool hands out batches of one length, the oldest first; the stream answers everyone who asked, once each."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from pipeline.translate.pool import Pool
from pipeline.translate.stream import Aside, Reply, Request, Stream
from pipeline.types import Hypothesis, Translation
from tests.fakes import FakeTranslator


def pool(*items: tuple[str, int]) -> Pool[str]:
    filled: Pool[str] = Pool()
    for item, length in items:
        filled.put(item, length)
    return filled


def test_the_oldest_says_the_length_and_the_batch_is_filled_with_its_like() -> None:
    waiting = pool(("a", 5), ("b", 7), ("c", 5), ("d", 5), ("e", 7))
    assert waiting.take(10) == ["a", "c"]
    assert waiting.take(100) == ["b", "e"]
    assert waiting.take(100) == ["d"]
    assert waiting.take(100) == []
    assert len(waiting) == 0


def test_an_item_longer_than_a_batch_goes_alone() -> None:
    waiting = pool(("book", 500), ("tome", 500))
    assert waiting.take(100) == ["book"]
    assert len(waiting) == 1


def test_what_is_urgent_comes_first_with_company_of_its_length() -> None:
    waiting = pool(("a", 5), ("b", 7))
    waiting.put("now", 7, urgent=True)
    assert waiting.take(100) == ["now", "b"]
    assert waiting.take(100) == ["a"]


def test_what_has_no_length_is_handed_out_too() -> None:
    waiting = pool(("", 0), ("...", 0))
    assert waiting.take(2) == ["", "..."]


def drain(stream: Stream) -> list[Reply]:
    replies: list[Reply] = []
    while stream.waiting:
        replies += stream.replies(wait=True)
    return replies + stream.replies(wait=False)


def test_every_owner_gets_the_answer_and_the_engine_is_asked_once() -> None:
    translator = FakeTranslator({"Hallo Welt": "Hello world"})
    with Stream(translator) as stream:
        stream.ask(1, [Request("Hallo Welt")])
        stream.ask(2, [Request("Hallo Welt")])
        first = drain(stream)
        stream.ask(3, [Request("Hallo Welt")])
        assert stream.waiting == 0
        later = stream.replies(wait=True)
    assert sorted(reply.owner for reply in first) == [1, 2]
    assert [reply.owner for reply in later] == [3]
    answer = first[0].answer
    assert isinstance(answer, Translation)
    assert answer.text == "Hello world"
    assert translator.asked == ["Hallo Welt"]


def test_only_so_many_answers_are_remembered() -> None:
    translator = FakeTranslator({})
    with Stream(translator, remembered=2) as stream:
        for text in ("eins", "zwei", "drei", "drei", "eins"):
            stream.ask(0, [Request(text)])
            drain(stream)
    assert translator.asked == ["eins", "zwei", "drei", "eins"]


def test_a_search_is_another_question_than_a_translation() -> None:
    translator = FakeTranslator({"Hallo": ["Hello", "Hi"]})
    with Stream(translator) as stream:
        stream.ask(0, [Request("Hallo"), Request("Hallo", beams=8)])
        answers = {reply.request.beams: reply.answer for reply in drain(stream)}
    assert isinstance(answers[0], Translation)
    assert answers[8] == (Hypothesis("Hello", -0.1), Hypothesis("Hi", -0.2))
    assert (translator.asked, translator.asked_again) == (["Hallo"], ["Hallo"])


def test_what_the_engine_raises_comes_out_where_the_answers_do() -> None:
    class Broken(FakeTranslator):
        def translate(self, sentences: Sequence[str]) -> list[Translation]:
            raise MemoryError("too large")

    with Stream(Broken({})) as stream:
        stream.ask(0, [Request("Hallo")])
        with pytest.raises(MemoryError, match="too large"):
            stream.replies(wait=True)


def test_leaving_ends_the_lanes_and_leaves_the_rest_undone() -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(FakeTranslator):
        def translate(self, sentences: Sequence[str]) -> list[Translation]:
            begun.set()
            assert go_on.wait(10)
            return super().translate(sentences)

    before = threading.active_count()
    translator = Slow({})
    with Stream(translator) as stream:
        stream.ask(0, [Request("eins"), Request("zwei Worte"), Request("und drei Worte")])
        assert begun.wait(10)
        threading.Timer(0.05, go_on.set).start()
    assert translator.asked == ["eins"]
    assert all(not thread.name.startswith("lane-") for thread in threading.enumerate())
    assert threading.active_count() <= before + 1


def test_the_engine_is_not_touched_before_it_is_needed() -> None:
    class Untouchable(FakeTranslator):
        @property
        def lanes(self) -> int:
            raise AssertionError("asked for nothing")

    with Stream(Untouchable({})) as stream:
        assert stream.replies(wait=True) == []


# --- work done aside


def aside_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("aside-")]


def test_work_done_aside_comes_out_among_the_answers_and_its_thread_ends_with_the_stream() -> None:
    with Stream(FakeTranslator({"Eins.": "One."})) as stream:
        stream.aside(7, lambda: "done")
        stream.ask(3, [Request("Eins.")])
        found: list[Reply | Aside] = []
        while stream.waiting or stream.waiting_aside:
            found += stream.replies(wait=True)
        assert sorted((reply.owner, isinstance(reply, Aside)) for reply in found) == [(3, False), (7, True)]
        assert Aside(7, "done") in found
        assert aside_threads() == ["aside-0"]
    assert aside_threads() == []


def test_no_more_helpers_work_than_were_allowed() -> None:
    with Stream(FakeTranslator({}), helpers=2) as stream:
        together = threading.Barrier(2)
        for owner in range(6):
            stream.aside(owner, lambda: together.wait(20) >= 0)
        found: list[Reply | Aside] = []
        while stream.waiting_aside:
            found += stream.replies(wait=True)
            assert len(aside_threads()) == 2
    assert sorted(reply.owner for reply in found) == [0, 1, 2, 3, 4, 5]


def test_an_error_in_work_done_aside_reaches_whoever_waits() -> None:
    with Stream(FakeTranslator({})) as stream, pytest.raises(ZeroDivisionError):
        stream.aside(0, lambda: 1 // 0)
        stream.replies(wait=True)
