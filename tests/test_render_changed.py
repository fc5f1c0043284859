"""What has changed since the last version, in every output; golden files as in :mod:`tests.test_render_pages`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from pipeline import render
from pipeline.record import RunReport
from pipeline.render.changed import changed_view, in_a_line
from pipeline.run.tally import Tally, article_row
from pipeline.types import Changes, Edition, FactChange, Record, TextChange
from tests.test_render_pages import GOLDEN, _Page, _without_style

from . import support_records as support

CHANGES = support.CHANGES


def _report(record: Record) -> RunReport:
    tally = Tally()
    tally.add(record)
    return tally.build(run_id="r", started=support.RUN.started)


_OUTPUTS: dict[str, Callable[[Record], str]] = {
    "changed-brief.md": render.brief_markdown,
    "changed-brief.html": render.brief_html,
    "changed-qa.html": render.qa_html,
    "changed-report.html": lambda record: render.report_html(_report(record)),
    "changed-briefs.jsonl": lambda record: json.dumps(render.brief_json(record), ensure_ascii=False) + "\n",
}
_PAGES = {name: make for name, make in _OUTPUTS.items() if name.endswith(".html")}


def version(changes: Changes | None = CHANGES, edition: Edition | None = None) -> Record:
    return replace(support.RECORD, run=replace(support.RUN, changes=changes, edition=edition))


@pytest.mark.parametrize("name", _OUTPUTS)
def test_golden(name: str) -> None:
    path = GOLDEN / name
    text = _without_style(_OUTPUTS[name](support.CHANGED))
    if os.environ.get("WORTLAUT_UPDATE_GOLDEN"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode().replace("\r\n", "\n")


@pytest.mark.parametrize("name", _PAGES)
@pytest.mark.parametrize("record", [support.CHANGED, support.hostile_change()], ids=["plain", "hostile"])
def test_pages_are_well_formed_and_load_nothing(name: str, record: Record) -> None:
    page = _Page(_PAGES[name](record))
    assert page.unclosed == ""
    assert page.stack == []
    assert not {tag for tag, _ in page.elements} & {"img", "iframe", "object", "embed", "link", "base", "image"}
    assert page.attributes("src") == page.attributes("style") == []
    assert not [key for _, attrs in page.elements for key in attrs if key.startswith("on")]
    assert not [href for href in page.attributes("href") if href.startswith("javascript")]
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))


def test_hostile_markdown_has_no_link_html_or_heading() -> None:
    plain, changed = (
        MarkdownIt("commonmark").enable("table").parse(render.brief_markdown(record))
        for record in (support.hostile_record(), support.hostile_change())
    )
    assert not [t for t in changed if t.type in ("html_block", "code_block", "fence")]
    inline = [child for t in changed for child in t.children or []]
    assert not [c for c in inline if c.type in ("html_inline", "image", "em_open", "code_inline")]
    assert [c.attrs["href"] for c in inline if c.type == "link_open"] == ["qa.html"]
    assert [t.tag for t in changed if t.type == "heading_open"] == [t.tag for t in plain if t.type == "heading_open"]


def test_block_stands_under_the_headline_before_the_verdict() -> None:
    html = render.brief_html(support.CHANGED)
    assert (
        html.index('<h1 id="headline">') < html.index(">Changed since 08:40 UTC<") < html.index('aria-label="Verdict"')
    )
    text = render.brief_markdown(support.CHANGED)
    assert text.index("\n# ") < text.index("**Changed since 08:40 UTC**") < text.index("**FAIL.**")


def test_the_day_is_said_if_it_is_another_one() -> None:
    view = changed_view(version(replace(CHANGES, since="2026-11-21T23:55:00+00:00")))
    assert view is not None
    assert view.title == "Changed since 21 November 2026, 23:55 (UTC)"


def test_a_change_that_only_the_german_shows() -> None:
    same = FactChange("number", "eleven", "eleven", "elf", "zwölf", "s2")
    text = render.brief_markdown(version(replace(CHANGES, facts=(same,))))
    assert "- **elf → zwölf** (in the German only)\n" in text


def test_german_is_left_out_where_it_is_the_same() -> None:
    names = (FactChange("name", "Petra Meier", "Petra Maier", "Petra Meier", "Petra Maier", "s2"),)
    record = version(replace(CHANGES, facts=names, texts=()))
    assert "- **Petra Meier → Petra Maier**\n" in render.brief_markdown(record)
    assert render.brief_html(record).count("Petra Meier") == 1


def test_what_is_not_shown_is_counted() -> None:
    new = tuple(FactChange("name", "", f"Name {n}", "", f"Name {n}", "s2") for n in range(60))
    old = tuple(FactChange("number", f"{n}", f"{n + 1}", f"{n}", f"{n + 1}", "s2") for n in range(2))
    texts = tuple(TextChange("", f"Sentence {n}.", "s2") for n in range(45))
    record = version(replace(CHANGES, facts=(*old, *new), texts=texts))
    text = render.brief_markdown(record)
    assert text.count("\n- **new: ") == 3
    assert "- and 57 more facts\n" in text
    assert "- New: 40 more in [brief.html](brief.html)\n" in text
    html = render.brief_html(record)
    assert "57 more facts" in html
    assert "22 more are not listed." in html
    assert "5 more are not listed." in html
    assert ">45 sentences are new<" in html
    value = render.brief_json(record)["changes"]
    assert len(value["facts"]) == 40
    assert value["counts"] == {"facts": 62, "new": 45, "altered": 0, "removed": 0}


def test_changed_facts_are_marked_in_their_row() -> None:
    html = render.qa_html(support.CHANGED)
    row = html[html.index('id="r5"') : html.index('id="r6"')]
    assert '<span class="since">Changed</span> <del>17 October 2028</del> → <ins>17 October 2029</ins>' in row
    row = html[html.index('id="r7"') : html.index('id="r8"')]
    assert '<span class="since">New sentence</span>' in row
    assert '<span class="since">' not in html[html.index('id="r6"') : html.index('id="r7"')]


def test_nothing_but_the_metadata_has_changed() -> None:
    record = version(replace(CHANGES, facts=(), texts=()))
    assert "**Changed since 08:40 UTC**\n\nNo number, date or name has changed.\n" in render.brief_markdown(record)
    assert "No number, date or name has changed." in render.brief_html(record)
    assert in_a_line(record) == ""


@pytest.mark.parametrize(
    ("signal", "words"),
    [
        ("correction", "Correction. Change what you have printed of the earlier report."),
        ("update", "Update. This takes the place of the brief of an earlier report."),
        ("withdrawn", "Withdrawn by its sender. Do not use it."),
    ],
)
def test_what_the_sender_says_stands_at_the_top(signal: str, words: str) -> None:
    record = version(None, Edition("g", 2, signal, "Neu: *Urteil*"))  # type: ignore[arg-type]
    html = render.brief_html(record)
    assert 0 < html.index(words) < html.index('<q lang="de" translate="no">Neu: *Urteil*</q>') < html.index("<h1")
    assert render.brief_markdown(record).startswith(f"**{words}**\n\nSender's note: Neu: \\*Urteil\\*\n\n# ")
    assert "Neu: *Urteil*" in render.qa_html(record)


def test_an_edition_without_news_changes_no_page() -> None:
    record = version(None, Edition("g", 7, urgency=4))
    assert render.brief_html(record) == render.brief_html(support.RECORD)
    assert render.qa_html(record) == render.qa_html(support.RECORD)
    assert render.brief_markdown(record) == render.brief_markdown(support.RECORD)
    assert render.brief_json(record)["edition"] == {"signal": "", "version": 7, "note": ""}
    assert "changes" not in render.brief_json(record)


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (support.CHANGED, "Correction: 165.5 million euros: cost → 213.5 million and 4 more"),
        (version(), "Changed: 165.5 million euros: cost → 213.5 million and 4 more"),
        (version(replace(CHANGES, facts=CHANGES.facts[3:4])), "Changed: gone: 12 piers"),
        (version(replace(CHANGES, facts=())), "Changed: 1 sentence is new, 1 is altered, 1 is removed"),
        (version(None, Edition("g", 2, "update", "mit Urteil")), "Update: mit Urteil"),
        (version(None, Edition("g", 2, "update")), "Update"),
        (version(None, Edition("g", 2)), ""),
        (support.RECORD, ""),
    ],
)  # fmt: skip
def test_mark_in_the_report(record: Record, line: str) -> None:
    assert in_a_line(record) == line
    assert article_row(record).changed == line
    assert article_row(record, reused=True).changed == ""
    assert (line in render.report_html(_report(record))) is True
    assert bool(re.search('class="reason since"', render.report_html(_report(record)))) is bool(line)
