"""Figures over records: what is counted, what people judged, what came through, what is different between runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.figures import Baseline, Listed, Total, Worst, listed, measure
from pipeline.record import open_findings
from pipeline.render.trend import charts
from pipeline.types import Decision, Edition, Finding, Record, Repair, Span

from . import support_records as support

LOCATED = list(open_findings(support.RECORD))


def decided(action: str, *places: int, rule: int = 0) -> Record:
    """The record with a decision on the findings at these places."""
    decisions = tuple(
        Decision(action, "eva", "2026-11-22T10:00:00+00:00", LOCATED[i].sentences, LOCATED[i].finding, "no", rule=rule)  # type: ignore[arg-type]
        for i in places
    )
    return replace(support.RECORD, decisions=decisions)


def total(*records: Record) -> Total:
    made = Total()
    for record in records:
        made.add(measure(record))
    return made


def test_what_is_dismissed_counts_as_dismissed_and_as_nothing_else() -> None:
    figures = total(
        support.RECORD, decided("dismiss", 0), decided("dismiss", 0, rule=7), decided("confirm", 0)
    ).figures()
    [row] = [check for check in figures.checks if check.check == "number.changed"]
    assert (row.errors, row.articles, row.confirmed, row.dismissed, row.by_rule, row.open) == (2, 2, 1, 2, 1, 1)
    assert row.precision == 1 / 3
    assert (figures.sums.errors, figures.sums.confirmed, figures.sums.dismissed) == (2, 1, 2)
    assert (figures.sums.articles, figures.sums.facts, figures.sums.names) == (4, 84, 28)
    assert (figures.sums.errors_per_1000, figures.sums.warnings_per_1000) == (1000 * 2 / 84, 1000 * 8 / 84)


def test_a_confirmed_finding_that_somebody_has_mended_was_right_all_the_same() -> None:
    record = decided("confirm", 0)
    mended = tuple(replace(s, findings=()) if s.id == "s3" else s for s in record.sentences)
    brief = replace(record.brief, sentences=())
    figures = total(replace(record, sentences=mended, brief=brief)).figures()
    [row] = [check for check in figures.checks if check.check == "number.changed"]
    assert (row.found, row.articles, row.confirmed, row.open, row.precision) == (0, 0, 1, 0, 1.0)


def test_what_a_file_accepts_is_counted_but_no_judgement_of_the_check() -> None:
    figures = total(decided("dismiss", 0, rule=-1), decided("dismiss", 0, rule=7), decided("confirm", 0)).figures()
    [row] = [check for check in figures.checks if check.check == "number.changed"]
    assert (row.errors, row.dismissed, row.by_rule, row.accepted, row.judged) == (1, 2, 1, 1, 2)
    assert row.precision == 1 / 2


def test_what_is_dismissed_is_whole_and_a_warning_counts_before_repair_as_it_does_now() -> None:
    [figures, _] = total(decided("dismiss", 0)).figures().survival
    assert (figures.facts, figures.before, figures.after) == (14, 12, 13)
    kyiv = Finding("name.untranslated", "name", "warning", Span("Wittenberge", 0, 11), None, (), "“Wittenberge” ...")
    place = next(fact.span for fact in support.SENTENCES[0].facts if fact.span.text == "Wittenberge")
    open_still = replace(support.SENTENCES[0], findings=(replace(kyiv, source=place),))
    mended = replace(support.SENTENCES[0], repairs=(Repair("rewrite", "x", "y", (kyiv.message,)),))
    for sentence, expected in ((open_still, (2, 1, 1)), (mended, (2, 1, 2))):
        [_, names] = total(replace(support.RECORD, sentences=(sentence,))).figures().survival
        assert (names.facts, names.before, names.after) == expected


def test_what_came_through_before_and_after_repair() -> None:
    [figures, names] = total(support.RECORD).figures().survival
    assert (figures.family, figures.facts, figures.before, figures.after) == ("figures", 14, 11, 12)
    assert (names.family, names.facts, names.before, names.after) == ("names", 7, 7, 7)
    name = Repair("n-best", "x", "y", ("“Wittenberge” is missing.", "“Wittenberge” is missing.", "“Rom” was added."))
    first = replace(support.SENTENCES[0], repairs=(name,))
    [_, names] = total(replace(support.RECORD, sentences=(first,))).figures().survival
    assert (names.facts, names.before, names.after) == (2, 1, 2)


def test_groups_and_points_add_up_and_can_be_taken_out_again() -> None:
    made = Total()
    sections = replace(support.RUN, edition=Edition(sections=("Verkehr", "Politik", "Verkehr")))
    made.add(measure(support.RECORD, "bote"), "monday", "2026-11-23", key="a")
    made.add(measure(replace(support.RECORD, run=sections), "kurier"), "sunday", "2026-11-22")
    made.add(measure(support.RECORD, "bote"), "monday", "2026-11-23", key="a")
    figures = made.figures()
    assert {name: [(g.name, g.sums.articles) for g in groups] for name, groups in figures.groups.items()} == {
        "feed": [("bote", 1), ("kurier", 1)],
        "section": [("Politik", 1), ("Verkehr", 1)],
        "source": [("Elbe-Kurier", 2)],
        "model": [("Helsinki-NLP/opus-mt-de-en@6183067f769a (transformers)", 2)],
        "summariser": [("extractive", 2)],
    }
    assert [(point.name, point.sums.errors) for point in figures.trend] == [("sunday", 1), ("monday", 1)]
    made.remove("a")
    made.remove("a")
    assert made.figures() == _only_kurier(sections)


def _only_kurier(run: object) -> object:
    made = Total()
    made.add(measure(replace(support.RECORD, run=run), "kurier"), "sunday", "2026-11-22")  # type: ignore[arg-type]
    made.add(measure(support.RECORD), "monday", "2026-11-23", key="x")
    made.remove("x")
    return made.figures()


def test_names_without_end_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.figures.total.NAMES", 2)
    made = Total()
    for i in range(5):
        made.add(measure(support.RECORD, f"feed {i}"))
    assert [(g.name, g.sums.articles) for g in made.figures().groups["feed"]] == [
        ("(others)", 3), ("feed 0", 1), ("feed 1", 1),
    ]  # fmt: skip


def test_the_worst_findings_stay_and_those_dismissed_go_last() -> None:
    worst = Worst(3)
    for record in (decided("dismiss", 0), support.RECORD, support.RECORD):
        for one in listed(record):
            worst.add(one, "k" if record.decisions else None)
    assert [(one.finding.severity, one.state) for one in worst.worst()] == [
        ("error", "open"), ("error", "open"), ("warning", "open"),
    ]  # fmt: skip
    few = Worst(2)
    for one in listed(decided("dismiss", 0)):
        few.add(one, "k")
    assert [one.finding.check for one in few.worst()] == ["unit.changed", "name.added"]
    few.remove("k")
    assert few.worst() == ()


def test_a_finding_is_listed_with_its_row_its_file_and_what_was_said_of_it() -> None:
    found: list[Listed] = list(listed(decided("dismiss", 2)))
    assert [(one.row, one.state, one.reason, one.file) for one in found] == [
        (3, "open", "", "elbbruecke.txt"), (3, "open", "", "elbbruecke.txt"), (6, "dismissed", "no", "elbbruecke.txt"),
        (8, "open", "", "elbbruecke.txt"), (5, "open", "", "elbbruecke.txt"),
    ]  # fmt: skip


def test_two_runs_compared() -> None:
    baseline = Baseline("monday")
    baseline.old(support.RECORD)
    baseline.old(replace(support.RECORD, article=replace(support.ARTICLE, id="gone")))
    better = tuple(replace(s, findings=()) if s.id == "s6" else s for s in support.SENTENCES)
    passed = replace(support.BRIEF, verdict="review")
    baseline.new(replace(support.RECORD, sentences=better, brief=passed))
    baseline.new(replace(support.RECORD, article=replace(support.ARTICLE, id="new")))
    done = baseline.compared()
    assert (done.new, done.gone, done.same, done.added, done.left_out) == (5, 6, 4, 1, 1)
    assert [(v.article, v.before, v.now) for v in done.verdicts] == [("elbbruecke", "fail", "review")]
    assert (done.before.warnings, done.now.warnings) == (4, 3)


def test_a_finding_that_is_twice_in_a_sentence_is_compared_twice() -> None:
    baseline = Baseline("monday")
    baseline.old(support.RECORD)
    third = support.SENTENCES[2]
    twice = replace(third, findings=(*third.findings, replace(third.findings[0], severity="warning")))
    baseline.new(replace(support.RECORD, sentences=(*support.SENTENCES[:2], twice, *support.SENTENCES[3:])))
    done = baseline.compared()
    assert (done.new, done.gone, done.same) == (1, 0, 5)
    assert done.new + done.same == done.now.errors + done.now.warnings + done.now.notes


def test_a_trend_has_a_chart_for_each_measure_and_a_single_run_none() -> None:
    made = Total()
    for name, record in (("one", support.RECORD), ("two", decided("dismiss", 0)), ("three", support.RECORD)):
        made.add(measure(record), name, f"2026-11-2{len(name)}")
    points = made.figures().trend
    assert charts(points[:1]) == ()
    errors, warnings, passed = charts(points)
    assert [dot.label for dot in errors.dots] == ["47.6", "0.0", "47.6"]
    assert errors.told == "Errors per 1,000 facts: 47.6 in the first, 47.6 in the last of 3"
    assert (errors.first, errors.last) == ("one", "three")
    assert errors.line == "8.0,22.0 160.0,98.0 312.0,22.0"
    assert (warnings.name, passed.name) == ("Warnings per 1,000 facts", "Briefs that pass")
