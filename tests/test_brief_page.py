"""The page that an editor reads: order, keyboard, what is folded, what is said once; in a browser where there is one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import render
from pipeline.render.advice import advice
from pipeline.render.points import in_brief
from pipeline.render.rows import SHOWN, shown
from pipeline.render.view import brief_view, missing_stop, with_dates
from pipeline.types import PROBLEMS, AddedDate, BriefSentence, Dateline, Dropped, Finding, KeyItem, Record

from . import support_records as support

MARKUP = re.compile(r"<[^>]+>")


class _Outline(HTMLParser):
    """Headings in order, landmarks and what can scroll."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.scrolling: list[dict[str, str | None]] = []
        self.labels: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if values.get("class") == "scroll":
            self.scrolling.append(values)
        if tag in ("section", "nav") or values.get("role") == "region":
            self.labels.append(values.get("aria-label") or values.get("aria-labelledby") or "")


@pytest.mark.parametrize("record", [support.RECORD, support.hostile_record()], ids=["plain", "hostile"])
def test_headings_descend_in_steps_and_landmarks_and_tables_are_reached_and_named(record: Record) -> None:
    page = _Outline(render.brief_html(record))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert [page.tags.count(tag) for tag in ("header", "main", "footer", "nav")] == [1, 1, 1, 1]
    assert page.scrolling
    for region in page.scrolling:
        assert (region["tabindex"], region["role"]) == ("0", "region")
    assert all(page.labels)
    assert len(set(page.labels)) == len(page.labels)


def test_the_report_s_tables_are_reached_from_the_keyboard_too() -> None:
    from tests.test_render_pages import _report

    page = _Outline(render.report_html(_report(support.RECORD)))
    assert [(r["role"], r["tabindex"], r["aria-label"]) for r in page.scrolling] == [
        ("region", "0", f"{name}, table")
        for name in ("Not done", "Findings by check", "What came through", "Source", "Findings", "Articles")
    ]


def test_the_summary_comes_before_everything_that_explains_it() -> None:
    html = render.brief_html(support.RECORD)
    order = [
        "<h1",
        "Magdeburg (dpa)",
        'class="verdict',
        "The new Elbe bridge",
        '<h2 id="h-before"',
        "h-people",
        "h-figures",
        "h-names",
    ]
    places = [html.index(words, html.index("<body")) for words in order]
    assert places == sorted(places)


def test_every_point_is_said_once_with_both_sides_and_what_to_do() -> None:
    for text in (
        render.brief_markdown(support.RECORD),
        MARKUP.sub("", _without_titles(render.brief_html(support.RECORD))),
    ):
        assert text.count("“30.000” became “3,000”.") == 1
        assert text.count("“October” is read as a name") == 1
        assert text.count("in place of “3,000”.") == 1
        assert text.count("see point 1") == 1


def _without_titles(html: str) -> str:
    return re.sub(r' title="[^"]*"', "", html)


def test_a_name_that_is_wrong_in_two_places_is_one_point_and_a_figure_two() -> None:
    def doubt(check: str, message: str, kind: str) -> Finding:
        return support.finding(check, "warning", message, kind=kind)  # type: ignore[arg-type]

    rows = tuple(
        replace(
            s,
            findings=(
                doubt("name.missing", "“Ulm” is lost.", "name"),
                doubt("number.missing", "“3” is lost.", "number"),
            ),
        )
        for s in support.SENTENCES[1:3]
    )
    brief = replace(
        support.BRIEF, headline_sources=(), sentences=tuple(BriefSentence(s.target or "", (s.id,)) for s in rows)
    )
    points = in_brief(replace(support.RECORD, sentences=rows, brief=brief))
    assert [(p.where, p.also, [d.message for d in p.doubts]) for p in points] == [
        ("Summary, sentence 1", ("Summary, sentence 2",), ["“Ulm” is lost.", "“3” is lost."]),
        ("Summary, sentence 2", (), ["“3” is lost."]),
    ]


def test_a_headline_left_in_german_is_a_point_with_what_was_refused() -> None:
    refused = Dropped("headline", ("s1",), "New bridge to cost 84 million", "“48” became “84”.")
    brief = replace(support.BRIEF, headline="Neue Elbbrücke", headline_language="de", dropped=(refused,))
    first = in_brief(replace(support.RECORD, brief=brief))[1]
    assert (first.where, first.doubts[0].message) == ("Headline", "Left in German. “48” became “84”.")
    assert (first.english, first.doubts[0].advice) == ("New bridge to cost 84 million", "Write an English headline.")
    assert "Left out of the brief" not in render.brief_markdown(replace(support.RECORD, brief=brief))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_there_is_advice_for_every_problem_with_and_without_words(problem: str) -> None:
    text = "Es kamen 30"
    full = support.finding(
        f"number.{problem}", "error", "?", support.span(text, "30"), support.span(text, "30"), ("30", "thirty", "XXX")
    )
    for found in (full, replace(full, source=None, target=None, expected=()), replace(full, expected=("{source}",))):
        words = advice(found)
        assert words.endswith(".")
        assert "“”" not in words
        assert "XXX" not in words
    assert advice(full) != "Read the sentence against the German."


def test_the_long_brief_is_in_the_order_of_the_article_unless_the_brief_has_its_own() -> None:
    rows = tuple(support.sentence(n, f"Satz {n}.", f"Sentence {n}.") for n in (1, 2, 3, 4))

    def long(summary: tuple[int, ...], further: tuple[int, ...]) -> list[str]:
        told = {n: BriefSentence(f"Sentence {n}.", (f"s{n}",)) for n in (1, 2, 3, 4)}
        brief = replace(
            support.BRIEF, sentences=tuple(told[n] for n in summary), further=tuple(told[n] for n in further)
        )
        record = replace(support.RECORD, brief=brief, sentences=rows)
        joined = " ".join(render.brief_json(record)["long"])
        assert joined in render.brief_markdown(record)
        return re.findall(r"\d", joined)

    assert long((1, 3), (2, 4)) == ["1", "2", "3", "4"]
    assert long((3, 1), (2, 4)) == ["3", "1", "2", "4"]


def test_a_sentence_has_the_capital_that_its_source_has() -> None:
    row = support.sentence(1, "Aufträge auf Rekordhöhe", "orders at a record")
    brief = replace(support.BRIEF, sentences=(BriefSentence("orders at a record", ("s1",)),), further=())
    record = replace(support.RECORD, brief=brief, sentences=(row,))
    assert render.brief_json(record)["summary"] == ["Orders at a record."]
    assert "Orders at a record." in render.brief_markdown(record)


def test_a_standfirst_without_a_full_stop_does_not_run_into_the_next_sentence() -> None:
    brief = support.RECORD.brief
    one, two = BriefSentence("Orders at a record", ("s1",)), BriefSentence("Shares rise.", ("s2",))
    record = replace(support.RECORD, brief=replace(brief, sentences=(one, two)))
    assert "Orders at a record. Shares rise." in render.brief_markdown(record)
    assert "Orders at a record." in MARKUP.sub("", render.brief_html(record))
    assert render.brief_json(record)["summary"] == ["Orders at a record.", "Shares rise."]


def test_tables_show_what_is_not_plain_first_and_fold_the_rest() -> None:
    rows = [KeyItem("number", str(n), str(n), "same", "s1") for n in range(9)]
    rows.insert(4, KeyItem("number", "77", "78", "error", "s1", "?"))
    rows.insert(2, KeyItem("number", "55", "", "warning", "s1", "?"))
    table = shown(rows, SHOWN)
    assert [item.source for item in table.rows] == ["77", "55", "0", "1", "2", "3", "4"]
    assert table.rest == ("5", "6", "7", "8")
    table = shown([KeyItem("name", "Köln", "Cologne", "same", "s1"), KeyItem("name", "Ulm", "Ulm", "same", "s1")])
    assert (table.rows, table.rest) == ((), ("Cologne (Köln)", "Ulm"))


def test_an_added_date_is_marked_and_in_no_checked_text() -> None:
    html = render.brief_html(support.RECORD)
    assert (
        'Monday<ins class="added" title="Added: am Montag, counted from the date of publication"> [16 November 2026]</ins> at 3:10'
        in html
    )
    assert "[16 November 2026]" not in json.dumps(render.brief_json(support.RECORD)["summary"])
    assert render.brief_json(support.RECORD)["dates"] == [
        {"sentence": 1, "at": 53, "day": "2026-11-16", "source": "am Montag"}
    ]
    without = replace(support.BRIEF, sentences=tuple(replace(s, dates=()) for s in support.BRIEF.sentences))
    assert "counted from the date of publication" not in render.brief_html(replace(support.RECORD, brief=without))


@given(st.text(max_size=20), st.lists(st.integers(0, 25), max_size=3, unique=True))
def test_added_dates_leave_the_sentence_as_it_is(text: str, places: list[int]) -> None:
    dates = [AddedDate(at, "2026-11-16", "am Montag") for at in places if 0 < at <= len(text)]
    assert with_dates(text, dates).replace(" [16 November 2026]", "") == text.replace(" [16 November 2026]", "")
    sentence = BriefSentence(text, ("s2",), dates=tuple(dates))
    view = brief_view(replace(support.RECORD, brief=replace(support.BRIEF, sentences=(sentence,))))
    pieces = view.sentences[0].pieces
    kept = "".join(piece.text for piece in pieces if piece.mark is None or piece.mark.state != "added")
    assert kept[1:] == (text + missing_stop(text))[1:]  # a capital may be put right
    assert sum(piece.mark is not None and piece.mark.state == "added" for piece in pieces) == len(dates)


def test_a_sentence_without_its_dateline_has_its_doubts_in_the_right_place() -> None:
    target = "ULM (dpa) – There were 13 buses."
    wrong = support.finding("number.changed", "error", "“12” became “13”.", None, support.span(target, "13"))
    row = support.sentence(1, "ULM (dpa) - Es gab 12 Busse.", target, findings=(wrong,))
    brief = replace(
        support.BRIEF, headline_sources=(), sentences=(BriefSentence("There were 13 buses.", ("s1",)),), further=()
    )
    view = brief_view(replace(support.RECORD, sentences=(row,), brief=brief))
    assert [piece.text for piece in view.sentences[0].pieces if piece.mark] == ["13"]
    (point,) = view.open_points
    assert (point.where, point.english) == ("Summary, sentence 1", "There were 13 buses.")
    assert [piece.text for piece in point.english_pieces if piece.mark] == ["13"]


def test_the_agency_is_the_source_where_nothing_else_names_one() -> None:
    nameless = replace(support.RECORD, article=replace(support.ARTICLE, source=""))
    assert render.brief_json(nameless)["source"] == "dpa"
    assert "**Magdeburg (dpa)** · 22 November 2026, 08:15 (UTC+01:00) · [German original]" in render.brief_markdown(
        nameless
    )
    assert "ource unknown" not in render.brief_markdown(nameless)
    assert render.brief_json(support.RECORD)["source"] == "Elbe-Kurier"
    unknown = replace(nameless, brief=replace(support.BRIEF, dateline=Dateline("Ulm", "", "Ulm")))
    assert render.brief_json(unknown)["source"] == ""


@pytest.mark.parametrize(("notice", "words"), [("correction", "Correction. "), ("update", "Update. ")])
def test_corrections_and_updates_say_so_at_the_top(notice: str, words: str) -> None:
    record = replace(support.RECORD, brief=replace(support.BRIEF, notice=notice))  # type: ignore[arg-type]
    assert render.brief_markdown(record).startswith(f"**{words}")
    html = render.brief_html(record)
    assert 0 < html.index(f'role="note">{words}') < html.index("<h1")
    assert render.brief_json(record)["notice"] == notice


def test_all_three_lengths_are_in_every_form() -> None:
    value = render.brief_json(support.RECORD)
    assert value["long"] == [*value["summary"], support.BRIEF.further[0].text]
    assert value["alert"] == support.BRIEF.alert
    for text in (render.brief_markdown(support.RECORD), render.brief_html(support.RECORD)):
        assert text.count(support.BRIEF.further[0].text) == 1
        assert text.count(support.BRIEF.alert) >= 2


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(os.environ.get("WORTLAUT_AXE", "axe.min.js"))
"""axe-core's ``axe.min.js``: ``npm pack axe-core`` has it."""


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")
@pytest.mark.skipif(not AXE.is_file(), reason="no axe-core: set WORTLAUT_AXE to its axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["brief", "qa", "report", "check"])
def test_axe_finds_nothing(name: str, scheme: str, tmp_path: Path) -> None:
    """In a real browser, with everything unfolded; the page's own policy would forbid the foreign script."""
    from tests.test_render_pages import _PAGES

    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", _PAGES[name](support.RECORD))
    dark = re.search(r"@media \(prefers-color-scheme: dark\) \{\s*(:root \{.*?\})\s*\}", html, re.DOTALL)
    assert dark is not None
    html = html.replace(dark[0], dark[1] if scheme == "dark" else "")
    run = (
        "document.querySelectorAll('details').forEach(d => d.open = true);"
        "axe.run(document, {resultTypes: ['violations']}).then(r => {"
        "document.title = JSON.stringify(r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 80))]))})"
    )
    script = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>{run}</script></body>"
    page = tmp_path / "page.html"
    page.write_text(html.replace("</body>", script), encoding="utf-8")
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'chrome'}"]
    command += ["--virtual-time-budget=20000", "--window-size=390,844", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    title = re.search(r"<title>(.*?)</title>", done.stdout, re.DOTALL)
    assert title is not None, done.stderr
    assert title[1] == "[]"
