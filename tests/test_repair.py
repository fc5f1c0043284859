"""Repair is a pure function of candidates and their checks."""

from __future__ import annotations

from functools import partial

import pytest

from pipeline.check import Checker
from pipeline.config import RepairConfig
from pipeline.repair import Candidate, repair, rewrite_slips
from pipeline.repair.place import whole
from pipeline.repair.protect import protected
from pipeline.types import Comparison, Fact, Finding, Hypothesis, Repair, Span

CLEAN = Comparison((), (), (), ())


def error(message: str = "wrong") -> Comparison:
    return Comparison((), (), (), (Finding("number.changed", "number", "error", None, None, (), message),))


def slip(text: str, figure: str, *expected: str) -> Comparison:
    start = text.index(figure)
    span = Span(figure, start, start + len(figure))
    return Comparison((), (), (), (Finding("number.format", "number", "error", None, span, expected, "left German"),))


def choose(
    checks: dict[str, Comparison], *hypotheses: tuple[str, float], margin: float = 0.6
) -> tuple[str, tuple[Repair, ...]]:
    result = repair([Hypothesis(*h) for h in hypotheses], checks.__getitem__, RepairConfig(score_margin=margin))
    return result.text, result.repairs


def test_a_clean_best_hypothesis_stays() -> None:
    assert choose({"a": CLEAN}, ("a", -0.3), ("b", -0.4)) == ("a", ())


def test_the_first_clean_alternative_is_taken_and_written_down() -> None:
    checks = {"a": error("3,000 for 30,000"), "b": error(), "c": CLEAN, "d": CLEAN}
    assert choose(checks, ("a", -0.3), ("b", -0.4), ("c", -0.5), ("d", -0.6)) == (
        "c",
        (Repair("n-best", "a", "c", ("3,000 for 30,000",)),),
    )


def test_an_alternative_too_far_below_the_best_is_not_taken() -> None:
    assert choose({"a": error(), "b": CLEAN}, ("a", -0.3), ("b", -1.0)) == ("a", ())
    assert choose({"a": error(), "b": CLEAN}, ("a", -0.3), ("b", -1.0), margin=1.0)[0] == "b"


def test_an_alternative_that_trades_an_error_for_a_warning_is_not_taken() -> None:
    warned = Comparison((), (), (), (Finding("name.missing", "name", "warning", None, None, (), "gone"),))
    assert choose({"a": error(), "b": warned}, ("a", -0.3), ("b", -0.4)) == ("a", ())


def strange(*words: str) -> Comparison:
    return Comparison(
        (),
        (),
        (),
        tuple(Finding("text.unknown", "text", "warning", None, None, (), f"{word} is no word") for word in words),
    )


def test_an_alternative_without_made_up_words_is_taken() -> None:
    checks = {"a": strange("beathlon"), "b": strange("byathlon"), "c": CLEAN}
    repaired = (Repair("n-best", "a", "c", ("beathlon is no word",)),)
    assert choose(checks, ("a", -0.3), ("b", -0.4), ("c", -0.5)) == ("c", repaired)


def test_else_the_one_with_the_fewest_but_never_for_an_error() -> None:
    checks = {"a": strange("x", "y"), "b": strange("x", "z"), "c": strange("z"), "d": error()}
    assert choose(checks, ("a", -0.3), ("b", -0.4), ("c", -0.5), ("d", -0.5))[0] == "c"
    assert choose({"a": strange("x"), "d": error()}, ("a", -0.3), ("d", -0.4)) == ("a", ())


def test_a_format_slip_is_rewritten_in_place() -> None:
    text = "It sends 30.000 men and 1,5 tonnes."
    checks = {text: slip(text, "30.000", "30,000", "30 thousand"), "It sends 30,000 men and 1,5 tonnes.": CLEAN}
    assert choose(checks, (text, -0.2)) == (
        "It sends 30,000 men and 1,5 tonnes.",
        (Repair("rewrite", text, "It sends 30,000 men and 1,5 tonnes.", ("left German",)),),
    )


def test_a_night_counted_from_its_end_is_put_right() -> None:
    compare = partial(Checker().compare, "In der Nacht zum Donnerstag brannten 3 Autos.")
    result = repair([Hypothesis("On Thursday night, 3 cars burned.", -0.2)], compare, RepairConfig())
    assert result.text == "On Wednesday night, 3 cars burned."
    assert result.comparison.findings == ()


def test_a_candidate_with_a_slip_is_used_once_the_slip_is_put_right() -> None:
    checks = {
        "a": error("lost"),
        "It has 30.000 men.": slip("It has 30.000 men.", "30.000", "30,000"),
        "It has 30,000 men.": CLEAN,
    }
    text, repairs = choose(checks, ("a", -0.2), ("It has 30.000 men.", -0.3))
    assert text == "It has 30,000 men."
    assert [(r.step, r.after) for r in repairs] == [("n-best", "It has 30.000 men."), ("rewrite", "It has 30,000 men.")]


def test_several_slips_are_rewritten_without_shifting_each_other() -> None:
    text = "It sends 30.000 men and 1,5 tonnes."
    both = (*slip(text, "30.000", "thirty thousand").findings, *slip(text, "1,5", "1.5").findings)
    assert rewrite_slips(text, both) == "It sends thirty thousand men and 1.5 tonnes."


def test_a_name_in_german_spelling_gets_its_english_form() -> None:
    result = repair(
        [Hypothesis("Selenskyj spoke in Kiew.", -0.2)],
        partial(Checker().compare, "Selenskyj sprach in Kiew."),
        RepairConfig(),
    )
    assert result.text == "Zelensky spoke in Kyiv."
    assert [r.step for r in result.repairs] == ["rewrite"]
    assert result.comparison.findings == ()


def test_a_rewrite_that_does_not_pass_is_not_used() -> None:
    text = "It sends 30.000 men."
    assert choose({text: slip(text, "30.000", "30,000"), "It sends 30,000 men.": error()}, (text, -0.2)) == (text, ())


def test_without_a_hypothesis_there_is_nothing_to_repair() -> None:
    result = repair([], {"": error()}.__getitem__, RepairConfig())
    assert (result.text, result.score, result.repairs) == ("", None, ())


def test_later_steps_come_after_the_n_best_list() -> None:
    more = (Candidate("diverse", Hypothesis("c", -0.5)), Candidate("constrained", Hypothesis("d", -0.5)))
    checks = {"a": error("lost"), "b": error(), "c": error(), "d": CLEAN}
    result = repair([Hypothesis("a", -0.3), Hypothesis("b", -0.4)], checks.__getitem__, RepairConfig(), more)
    assert (result.text, result.repairs) == ("d", (Repair("constrained", "a", "d", ("lost",)),))


def test_failing_facts_are_put_into_english_in_the_source() -> None:
    source = "Kim schickt 30.000 Mann aus Pjöngjang."

    def wrong(text: str, *expected: str) -> Finding:
        start = source.index(text)
        return Finding("x.changed", "number", "error", Span(text, start, start + len(text)), None, expected, "")

    assert (
        protected(source, [wrong("30.000", "30,000", "30 thousand"), wrong("Pjöngjang", "Pyongyang")])
        == "Kim schickt 30,000 Mann aus Pyongyang."
    )
    assert protected(source, [wrong("30.000"), wrong("Kim", "Kim")]) == source
    assert (
        protected(source, [wrong("30.000", "30,000"), wrong("30.000 Mann", "30,000 men")])
        == "Kim schickt 30,000 men aus Pjöngjang."
    )


def test_a_protected_figure_stays_in_digits_where_digits_were_written() -> None:
    def lost(text: str, *expected: str) -> Finding:
        start = source.index(text)
        return Finding("number.missing", "number", "error", Span(text, start, start + len(text)), None, expected, "")

    source = "Nach 2 Toren in 17 Minuten folgten drei weitere."
    assert protected(source, [lost("2", "two", "2")]) == source
    assert protected(source, [lost("drei", "three", "3")]) == "Nach 2 Toren in 17 Minuten folgten three weitere."
    assert protected(source, [lost("17 Minuten", "seventeen minutes", "17 minutes")]) == (
        "Nach 2 Toren in 17 minutes folgten drei weitere."
    )


def test_repair_can_be_switched_off() -> None:
    result = repair(
        [Hypothesis("a", 0.0), Hypothesis("b", 0.0)], {"a": error()}.__getitem__, RepairConfig(enabled=False)
    )
    assert (result.text, result.repairs) == ("a", ())


@pytest.mark.parametrize(
    ("text", "part", "owned"),
    [
        ("It has 30.000 men.", "30.000", True),
        ("It has 30.000 men.", "30.00", False),
        ("It has 30.000 men.", ".000", False),
        ("It has 30.000 men.", "000", False),
        ("It cost 9,\u200b4 million", "4 million", False),
        ("It cost 9,\u200b4 million", "9,\u200b4 million", True),
        ("Selenskyjs Rede", "Selenskyj", False),
        ("Selenskyj-Besuch", "Selenskyj", True),
        ("the 3-1 win", "3", True),
        ("zum 12.", "12", True),
        ("a\u200bb", "\u200b", False),
    ],
)
def test_only_whole_figures_and_words_are_touched(text: str, part: str, owned: bool) -> None:
    start = text.index(part)
    assert whole(text, Span(part, start, start + len(part))) is owned


def test_part_of_a_figure_is_neither_rewritten_nor_protected() -> None:
    part = Span("4 Millionen Euro", 12, 28)
    source = "Es kostet 9,4 Millionen Euro."
    assert source[part.start : part.end] == part.text
    wrong = Finding("number.changed", "unit", "error", part, None, ("€4 million",), "changed")
    assert protected(source, [wrong]) == source
    text = "It costs 9,4 Millionen Euro."
    slip_in_it = Finding(
        "unit.untranslated", "unit", "error", None, Span("4 Millionen Euro", 11, 27), ("€4 m",), "left"
    )
    assert rewrite_slips(text, [slip_in_it]) == text


def test_a_rewriting_that_changes_another_fact_is_not_used() -> None:
    text, changed = "It sends 30.000 men in 2 trucks.", "It sends 30,000 men in 2 trucks."
    slipped = slip(text, "30.000", "30,000").findings
    two = Fact("number", Span("2", 23, 24), ("2",), False)
    other = Fact("number", Span("2", 23, 24), ("2", "30,000"), False)
    same = {text: Comparison((), (two,), (), slipped), changed: Comparison((), (two,), (), ())}
    assert choose(same, (text, -0.2))[0] == changed
    lost = {text: Comparison((), (two,), (), slipped), changed: Comparison((), (other,), (), ())}
    assert choose(lost, (text, -0.2)) == (text, ())


def test_a_rewriting_that_brings_another_error_is_not_used() -> None:
    text = "It sends 30.000 men and 1,5 tonnes."
    both = (*slip(text, "30.000", "30,000").findings, *slip(text, "1,5", "1.5").findings)
    added = Finding("number.added", "number", "error", None, Span("30", 9, 11), (), "nothing stands for it")
    checks = {
        text: Comparison((), (), (), both),
        "It sends 30,000 men and 1.5 tonnes.": Comparison((), (), (), (added,)),
    }
    assert choose(checks, (text, -0.2)) == (text, ())
