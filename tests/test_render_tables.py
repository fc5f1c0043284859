"""Counts, the run report's figures, the terminal table, highlighting and the words in between."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import render
from pipeline.record import ArticleRow, Counts, all_findings, counts
from pipeline.render.highlight import Mark, difference, pair_view, segments
from pipeline.render.points import elsewhere, in_brief, left_out
from pipeline.render.rows import merged
from pipeline.render.words import plural, readable_date, readable_seconds, short_revision
from pipeline.run.tally import Tally, article_row
from pipeline.types import Comparison, Dropped, Failure, Finding, KeyItem, Link, Span

from . import support_records as support


def test_counts_leave_out_removed_sentences_optional_facts_and_repeated_findings() -> None:
    assert counts(support.RECORD) == Counts(sentences=8, facts=21, errors=1, warnings=2, notes=2, repairs=1)


def test_a_brief_finding_known_from_its_sentence_is_told_once() -> None:
    found = [(f.part, f.sentences, f.finding.check) for f in all_findings(support.RECORD)]
    assert found == [
        ("article", ("s3",), "number.changed"),
        ("article", ("s3",), "time.clock"),
        ("article", ("s6",), "unit.changed"),
        ("article", ("s8",), "unit.converted"),
        ("brief", ("s5",), "name.added"),
    ]


def test_report_totals() -> None:
    builder = Tally()
    builder.add(support.RECORD)
    builder.add(replace(support.RECORD, brief=replace(support.BRIEF, verdict="pass")), reused=True)
    builder.add_failure(Failure("x", "x.txt", "read", "empty"))
    builder.add_failure(Failure("y", "y.txt", "read", "not German", skipped=True))
    report = builder.build(run_id="r", started="2026-11-22T09:30:00+00:00", seconds=10)
    totals = report.totals
    assert (totals.articles, totals.reused, totals.passed, totals.review, totals.failed) == (2, 1, 1, 0, 1)
    assert (totals.sentences, totals.facts, totals.errors, totals.warnings, totals.notes) == (16, 42, 2, 4, 4)
    assert (totals.not_done, totals.skipped) == (1, 1)
    assert [(c.check, c.errors, c.warnings, c.notes, c.articles) for c in report.figures.checks] == [
        ("number.changed", 2, 0, 0, 2),
        ("name.added", 0, 2, 0, 2),
        ("unit.changed", 0, 2, 0, 2),
        ("time.clock", 0, 0, 2, 2),
        ("unit.converted", 0, 0, 2, 2),
    ]
    assert len(report.signatures) == 1


def _row(title: str, **values: object) -> ArticleRow:
    return replace(article_row(support.RECORD), title=title, **values)  # type: ignore[arg-type]


def test_summary_table_is_aligned() -> None:
    rows = [
        _row("Coalition agrees on fund", verdict="pass", errors=0, warnings=0, seconds=4.26),
        _row("A headline that is far too long to stand in one line of a terminal", facts=1204, seconds=61.04),
        _row("東京 scores", verdict="review", reused=True, file="sport.jsonl:3"),
    ]
    assert render.summary_table(rows) == (
        "Article                     File            Sentences  Facts  Errors  Warnings  Verdict      Seconds\n"
        "--------------------------  --------------  ---------  -----  ------  --------  -------  -----------\n"
        "Coalition agrees on fund    elbbruecke.txt          8     21       0         0  pass             4.3\n"
        "A headline that is far to…  elbbruecke.txt          8  1,204       1         2  fail            61.0\n"
        "東京 scores                 sport.jsonl:3           8     21       1         2  review   done before\n"
        "--------------------------  --------------  ---------  -----  ------  --------  -------  -----------\n"
        "3 articles                                         24  1,246       2         4                  65.3\n"
    )


def test_summary_table_without_files_leaves_their_column_out() -> None:
    assert render.summary_table([_row("One", file="")]).splitlines()[0].split() == [
        "Article", "Sentences", "Facts", "Errors", "Warnings", "Verdict", "Seconds",
    ]  # fmt: skip


def test_summary_table_of_one_has_no_totals_and_hides_escape_sequences() -> None:
    table = render.summary_table([_row("\x1b[31mred\nline")])
    assert len(table.splitlines()) == 3
    assert "\x1b" not in table
    assert render.summary_table([]).startswith("Article")


@given(st.lists(st.tuples(st.text(max_size=120), st.integers(0, 10**9)), max_size=6))
def test_summary_table_fits_a_hundred_columns(rows: list[tuple[str, int]]) -> None:
    table = render.summary_table(_row(title, facts=facts, sentences=facts) for title, facts in rows)
    assert all(render.text.width(line) <= 100 for line in table.splitlines())


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2024-10-22", "22 October 2024"),
        ("2024-10-22T10:58:00", "22 October 2024, 10:58"),
        ("2024-10-22T10:58:00+02:00", "22 October 2024, 10:58 (UTC+02:00)"),
        ("2024-10-22T10:58:00Z", "22 October 2024, 10:58 (UTC)"),
        ("Ende April", "Ende April"),
        ("", ""),
    ],
)
def test_readable_date(iso: str, words: str) -> None:
    assert readable_date(iso) == words


def test_words() -> None:
    assert plural(1, "error") == "1 error"
    assert plural(1204, "fact") == "1,204 facts"
    assert [readable_seconds(s) for s in (0.04, 59.9, 60, 131.4, 3661)] == [
        "0.0 s", "59.9 s", "1 min 00 s", "2 min 11 s", "1 h 01 min",
    ]  # fmt: skip
    assert short_revision("sha256:" + "0123456789abcdef" * 4) == "0123456789ab"


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5),
)
def test_segments_join_to_the_text_and_end_each_mark_once(text: str, places: list[tuple[int, int]]) -> None:
    marks = [
        Mark(a, b, "same", i + 1, str(i), "", f"m{i}", "")
        for i, (a, b) in enumerate(places)
        if a < b <= len(text)
    ]  # fmt: skip
    pieces = segments(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    assert sorted(label for piece in pieces for label in piece.labels) == sorted(mark.label for mark in marks)


def test_partners_share_a_number_and_chains_are_joined() -> None:
    german = tuple(support.fact("12 und 13 und 14", "number", n, n) for n in ("12", "13", "14"))
    english = tuple(support.fact("12 and 13 and 14", "number", n, n) for n in ("12", "13", "14"))
    view = pair_view("r1", "s1", "12 und 13 und 14", "12 and 13 and 14", german, english,
                     (Link(0, 0), Link(1, 1), Link(2, 1), Link(2, 0)), ())  # fmt: skip
    assert [s.mark.number for s in view.german if s.mark] == [2, 2, 2]
    assert [(s.text, s.labels) for s in view.english or () if s.mark] == [
        ("12", ("2",)),
        ("13", ("2",)),
        ("14", ("–",)),
    ]


def test_a_finding_off_every_fact_gets_a_mark_of_its_own_and_bad_spans_are_clipped() -> None:
    findings = (
        Finding("name.missing", "name", "error", Span("Ulm", 3, 6), None, (), "Ulm is lost."),
        Finding("text.loop", "text", "error", None, Span("x", 90, 99), (), "A loop."),
    )
    view = pair_view("r1", "s1", "In Ulm", "In", (), (), (), findings)
    assert [(s.text, s.labels) for s in view.german] == [("In ", ()), ("Ulm", ("✕ missing",))]
    assert [s.text for s in view.english or ()] == ["In"]
    assert view.worst == "error"
    assert view.findings[0].source_anchor == "r1-gf0"


def test_difference_of_a_repair() -> None:
    assert difference("about 165 million euros", "about 165.5 million euros") == (
        ("same", "about "), ("del", "165"), ("ins", "165.5"), ("same", " million euros"),
    )  # fmt: skip


def test_check_text_counts_all_pairs_and_shows_those_with_findings() -> None:
    sound = Comparison((support.fact("Drei.", "number", "Drei", "3"),), (), (), ())
    clean = render.Pair(0, "Drei.", "Three.", "pass", sound)
    bad_finding = support.finding(
        "number.changed", "error", "3 became 4.", Span("Drei", 0, 4), Span("Four", 0, 4), ("three",)
    )
    bad = render.Pair(1, "Drei\x1b[2J", "Four.", "fail", Comparison((), (), (), (bad_finding,)))
    text = render.check_text([clean, bad])
    assert text == (
        "line 2: fail\n"
        "  source  Drei\N{REPLACEMENT CHARACTER}[2J\n"
        "  target  Four.\n"
        "  ✕ error   number.changed: 3 became 4.\n"
        "            “Drei” [0:4] -> “Four” [0:4]; expected three\n"
        "\n"
        "2 pairs, 1 fact checked: 1 error, 0 warnings, 0 notes (1 pass, 0 review, 1 fail)\n"
        "By check: number.changed 1 error\n"
    )
    assert "\x1b[31;1m✕ error\x1b[0m" in render.check_text([bad], colour=True)
    assert (
        render.check_text([]) == "0 pairs, 0 facts checked: 0 errors, 0 warnings, 0 notes (0 pass, 0 review, 0 fail)\n"
    )


def test_open_points_are_told_a_sentence_at_a_time_the_most_urgent_first() -> None:
    points = in_brief(support.RECORD)
    assert [(p.where, p.severity, [d.message for d in p.doubts]) for p in points] == [
        ("Summary, sentence 2", "error", ["“30.000” became “3,000”."]),
        ("Summary, sentence 3", "warning", ["“October” is read as a name that the source does not have."]),
    ]
    assert [s.text for s in points[0].german_pieces if s.mark] == ["30.000"]
    assert [s.text for s in points[1].english_pieces if s.mark] == ["October"]


def test_what_was_left_out_is_not_told_again_elsewhere() -> None:
    assert [(d.sentences, d.text) for d in left_out(support.RECORD)] == [
        (("s6",), "“Prozent” became “percentage points”.")
    ]
    assert elsewhere(support.RECORD) == []
    without = replace(support.RECORD, brief=replace(support.BRIEF, dropped=(Dropped("summary", (), "", "Nothing."),)))
    assert [p.german for p in elsewhere(without)] == ["Der Rechnungshof rechnet mit einer Steigerung von 29 Prozent."]
    assert left_out(without)[0].text == "Nothing."


def test_the_same_words_twice_are_told_once_and_long_lists_end_in_a_link() -> None:
    def twice(n: int) -> tuple[Finding, ...]:
        message = f"“Ulm{n}” is not in the English."
        first = support.finding("name.missing", "warning", message, Span(f"Ulm{n}", 0, 5), kind="name")
        return first, replace(first, source=Span(f"Ulm{n}", 10, 15))

    many = tuple(support.sentence(n, f"Ulm{n} und Ulm{n}.", "And.", findings=twice(n)) for n in range(20, 32))
    record = replace(support.RECORD, sentences=support.SENTENCES + many)
    points = elsewhere(record)
    assert len(points) == 12
    assert [d.message for d in points[0].doubts] == ["“Ulm20” is not in the English. (2 times)"]
    text = render.brief_markdown(record)
    assert text.count("is not in the English. (2 times)") == 8
    assert "12 warnings in 12 sentences.\n" in text
    assert "- 4 more in [qa.html](qa.html)\n" in text
    assert (
        '<details class="more"><summary>Not in the brief: 12 warnings in 12 sentences</summary>'
        in render.brief_html(record)
    )


def test_a_german_form_has_one_row_with_its_worst_status() -> None:
    rows = merged(
        [
            KeyItem("name", "Kiew", "Kyiv", "same", "s1"),
            KeyItem("name", "Kiew", "", "warning", "s2", "“Kiew” is not in the English."),
            KeyItem("name", "", "Kiel", "warning", "s2", "“Kiel” is not in the source."),
            KeyItem("name", "kiew", "Kiev", "same", "s3"),
            KeyItem("name", "Ulm", "Ulm", "same", "s3"),
        ]
    )
    assert [(row.source, row.target, row.status, row.message) for row in rows] == [
        ("Kiew", "Kyiv / Kiev / –", "warning", "“Kiew” is not in the English."),
        ("", "Kiel", "warning", "“Kiel” is not in the source."),
        ("Ulm", "Ulm", "same", ""),
    ]
