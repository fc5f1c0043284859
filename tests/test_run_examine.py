"""Examining an article: searches asked for in order, and only what a repair can have changed looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from pipeline.check import Checker
from pipeline.config import RepairConfig
from pipeline.names import Memory
from pipeline.run.examine import Examination
from pipeline.translate.stream import Request
from pipeline.types import Article, Block, Comparison, Finding, Hypothesis, Sentence, Span, Translation


class FakeChecker:
    """Finds fault with the texts it is told to. ``teaches``: target text -> a name known after it."""

    def __init__(
        self, wrong: Mapping[str, tuple[str, str]], teaches: Mapping[str, str], forgiven: Mapping[str, str]
    ) -> None:
        self.wrong = wrong
        self.teaches = teaches
        self.forgiven = forgiven
        self.calls: list[tuple[str, str]] = []

    def compare(self, source: str, target: str, *, memory: Memory) -> Comparison:
        self.calls.append((source, target))
        found: tuple[Finding, ...] = ()
        if self.forgiven.get(target) not in memory.english:
            found = self.figures(source, target).findings
        if target in self.teaches:
            memory.english.add(self.teaches[target])
        return Comparison((), (), (), found)

    def figures(self, source: str, target: str) -> Comparison:
        found: tuple[Finding, ...] = ()
        if target in self.wrong:
            text, expected = self.wrong[target]
            start = source.index(text)
            span = Span(text, start, start + len(text))
            found = (Finding("number.missing", "number", "error", span, None, (expected,), f"{text} is missing"),)
        return Comparison((), (), (), found)


def examine(
    pairs: Mapping[str, Sequence[str]],
    wrong: Mapping[str, tuple[str, str]],
    teaches: Mapping[str, str] | None = None,
    forgiven: Mapping[str, str] | None = None,
    settings: RepairConfig = RepairConfig(beams=8),
) -> tuple[Examination, FakeChecker]:
    text = " ".join(pairs)
    article = Article("a", text, blocks=(Block("paragraph", "text", 0, len(text)),))
    sentences = []
    for i, source in enumerate(pairs):
        start = text.index(source)
        sentences.append(Sentence(f"s{i}", 0, "text", start, start + len(source), source))
    translations = {
        source: Translation(tuple(Hypothesis(t, -0.1 - i / 10) for i, t in enumerate(texts)))
        for source, texts in pairs.items()
    }
    checker = FakeChecker(wrong, teaches or {}, forgiven or {})
    return Examination(article, sentences, translations, cast(Checker, checker), settings), checker


def found(*texts: str) -> tuple[Hypothesis, ...]:
    return tuple(Hypothesis(text, -0.3) for text in texts)


def targets(examination: Examination) -> list[Any]:
    return [sentence.target for sentence in examination.checked]


PAIRS = {"Eins.": ["One."], "Zwei 3.000 da.": ["Two there."], "Drei.": ["Three."], "Vier.": ["Four."]}
LOST = {"Two there.": ("3.000", "3,000")}


def test_without_errors_nothing_is_asked_and_every_sentence_is_checked_once() -> None:
    examination, checker = examine(PAIRS, {})
    assert examination.wanted == []
    assert targets(examination) == ["One.", "Two there.", "Three.", "Four."]
    assert checker.calls == [(source, texts[0]) for source, texts in PAIRS.items()]


def test_the_wider_search_is_asked_first_and_what_follows_is_not_checked_again() -> None:
    examination, checker = examine(PAIRS, LOST)
    assert examination.wanted == [Request("Zwei 3.000 da.", beams=8)]
    checker.calls.clear()
    examination.go_on({Request("Zwei 3.000 da.", beams=8): found("Two 3,000 there.")})
    assert examination.wanted == []
    assert targets(examination) == ["One.", "Two 3,000 there.", "Three.", "Four."]
    assert [repair.step for repair in examination.checked[1].repairs] == ["diverse"]
    assert {source for source, _ in checker.calls} == {"Zwei 3.000 da."}


def test_the_protected_search_is_asked_only_if_the_wider_one_has_not_helped() -> None:
    examination, _ = examine(PAIRS, LOST | {"Two here.": ("3.000", "3,000")})
    examination.go_on({Request("Zwei 3.000 da.", beams=8): found("Two here.")})
    assert examination.wanted == [Request("Zwei 3,000 da.", beams=8)]
    examination.go_on({Request("Zwei 3,000 da.", beams=8): found("There are two 3,000.")})
    assert examination.wanted == []
    assert targets(examination)[1] == "There are two 3,000."
    assert [repair.step for repair in examination.checked[1].repairs] == ["constrained"]


def test_what_cannot_be_repaired_stays_with_its_finding() -> None:
    examination, _ = examine(PAIRS, LOST)
    examination.go_on({Request("Zwei 3.000 da.", beams=8): ()})
    examination.go_on({Request("Zwei 3,000 da.", beams=8): ()})
    assert examination.wanted == []
    assert targets(examination)[1] == "Two there."
    assert [finding.message for finding in examination.checked[1].findings] == ["3.000 is missing"]
    assert examination.checked[1].repairs == ()


def test_a_search_that_would_show_the_model_the_same_sentence_is_left_out() -> None:
    examination, _ = examine({"Zwei 2009 da.": ["Two there."]}, {"Two there.": ("2009", "2009")})
    assert examination.wanted == [Request("Zwei 2009 da.", beams=8)]
    examination.go_on({Request("Zwei 2009 da.", beams=8): ()})
    assert examination.wanted == []


def test_no_search_is_made_where_much_is_wrong() -> None:
    class Strict(FakeChecker):
        def figures(self, source: str, target: str) -> Comparison:
            found = super().figures(source, target).findings
            return Comparison((), (), (), found * self.times)

        times = 2

    sentence = Sentence("s0", 0, "text", 0, 14, "Zwei 3.000 da.")
    article = Article("a", "Zwei 3.000 da.", blocks=(Block("paragraph", "text", 0, 14),))
    translations = {"Zwei 3.000 da.": Translation((Hypothesis("Two there.", -0.1),))}
    asked = []
    for times in (1, 2, 3):
        checker = Strict(LOST, {}, {})
        checker.times = times
        examination = Examination(article, [sentence], translations, cast(Checker, checker), RepairConfig(beams=8))
        asked.append([request.text for request in examination.wanted])
    assert asked == [["Zwei 3.000 da."], ["Zwei 3,000 da."], []]


def test_what_a_repair_teaches_is_known_to_the_sentences_after_it() -> None:
    pairs = PAIRS | {"Vier 4.000 da.": ["Four there."]}
    wrong = LOST | {"Four there.": ("4.000", "4,000")}
    examination, checker = examine(pairs, wrong, {"Two 3,000 in Kyiv.": "kyiv"}, {"Four there.": "kyiv"})
    assert examination.wanted == [Request("Zwei 3.000 da.", beams=8), Request("Vier 4.000 da.", beams=8)]
    checker.calls.clear()
    examination.go_on(
        {Request("Zwei 3.000 da.", beams=8): found("Two 3,000 in Kyiv."), Request("Vier 4.000 da.", beams=8): ()}
    )
    assert examination.wanted == []
    assert examination.checked[4].findings == ()
    assert [source for source, _ in checker.calls][-3:] == ["Drei.", "Vier.", "Vier 4.000 da."]


def test_an_error_that_comes_up_late_is_searched_for_too() -> None:
    pairs = {"Eins 1.000 da.": ["One there."], "Zwei 2.000 da.": ["Two there."]}
    wrong = {"One there.": ("1.000", "1,000"), "Two there.": ("2.000", "2,000")}
    examination, _ = examine(pairs, wrong, {"One there.": "known"}, {"Two there.": "known"})
    assert examination.wanted == [Request("Eins 1.000 da.", beams=8)]
    examination.go_on({Request("Eins 1.000 da.", beams=8): found("One 1,000 there.")})
    assert examination.wanted == [Request("Zwei 2.000 da.", beams=8)]
    examination.go_on({Request("Zwei 2.000 da.", beams=8): found("Two 2,000 there.")})
    assert targets(examination) == ["One 1,000 there.", "Two 2,000 there."]


def test_searches_can_be_left_out() -> None:
    for settings in (RepairConfig(beams=0), RepairConfig(enabled=False)):
        examination, _ = examine(PAIRS, LOST, settings=settings)
        assert examination.wanted == []


def test_text_that_is_no_translation_is_marked_and_asks_for_nothing() -> None:
    article = Article("a", "Eins.", blocks=(Block("paragraph", "text", 0, 5),))
    checker = FakeChecker({}, {}, {})
    examination = Examination(
        article,
        [Sentence("s0", 0, "text", 0, 5, "Eins.")],
        {"Eins.": Translation((Hypothesis("One one one", -0.1),), (), "loop")},
        cast(Checker, checker),
        RepairConfig(),
    )
    assert [finding.check for finding in examination.checked[0].findings] == ["text.failed"]
    assert (examination.wanted, checker.calls) == ([], [])
