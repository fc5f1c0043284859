"""The pool hands out batches of one length, the oldest first; the stream answers everyone who asked, once each."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from pipeline.translate.pool import Pool
from pipeline.translate.stream import Reply, Request, Stream
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
