"""The rendered outputs: golden files for a realistic record, and what hostile text must not become.

The golden files are written anew by ``WORTLAUT_UPDATE_GOLDEN=1 pytest tests/test_render_pages.py``; read the
difference before committing it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pipeline import render
from pipeline.record import RunReport
from pipeline.run.tally import Tally, article_row
from pipeline.types import Comparison, Failure, Record

from . import support_records as support

GOLDEN = Path(__file__).parent / "golden" / "render"
DRAFT = replace(
    support.RECORD,
    signature=replace(support.SIGNATURE, translator="embedded", translator_revision="sha256:" + "ab" * 32, draft=True),
)


def _csv(record: Record) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([render.FINDINGS_HEADER, *render.findings_rows(record)])
    return out.getvalue()


def _pairs(record: Record) -> list[render.Pair]:
    pairs = [s for s in record.sentences if s.removed_by is None]
    return [
        render.Pair(i, s.source, s.target or "", "fail" if i == 2 else "review" if i == 5 else "pass",
         Comparison(s.facts, s.target_facts, s.links, s.findings))
        for i, s in enumerate(pairs)
    ]  # fmt: skip


def _report(*records: Record) -> RunReport:
    builder = Tally()
    for i, record in enumerate(records):
        builder.add(record, reused=i == 1)
    builder.add_failure(Failure("a-7", "feed.jsonl:17", "read", "Line 17 is not JSON: a value is missing at column 9."))
    builder.add_failure(Failure("weather", "weather.txt", "clean", "Not German (English); skipped.", skipped=True))
    return builder.build(run_id=support.RUN.id, started=support.RUN.started, seconds=131.4)


_OUTPUTS = {
    "brief.md": lambda: render.brief_markdown(support.RECORD),
    "brief-draft.md": lambda: render.brief_markdown(DRAFT),
    "brief.html": lambda: render.brief_html(support.RECORD),
    "qa.html": lambda: render.qa_html(support.RECORD),
    "findings.csv": lambda: _csv(support.RECORD),
    "briefs.jsonl": lambda: json.dumps(render.brief_json(support.RECORD), ensure_ascii=False) + "\n",
    "report.html": lambda: render.report_html(_report(support.RECORD, DRAFT)),
    "check.txt": lambda: render.check_text(_pairs(support.RECORD)),
    "check.csv": lambda: render.check_csv(_pairs(support.RECORD)),
    "check.html": lambda: render.check_html(_pairs(support.RECORD)),
    "hostile-brief.md": lambda: render.brief_markdown(support.hostile_record()),
    "hostile-findings.csv": lambda: _csv(support.hostile_record()),
}
_PAGES = {
    "brief": render.brief_html,
    "qa": render.qa_html,
    "report": lambda record: render.report_html(_report(record)),
    "check": lambda record: render.check_html(_pairs(record)),
}


def _without_style(text: str) -> str:
    """Pages without style sheet and script: a golden file is about what a page says, not how it looks."""
    text = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", text, flags=re.DOTALL)
    return re.sub(r"sha256-[A-Za-z0-9+/]{43}=", "sha256-...", text)


@pytest.mark.parametrize("name", _OUTPUTS)
def test_golden(name: str) -> None:
    path = GOLDEN / name
    text = _without_style(_OUTPUTS[name]())
    if os.environ.get("WORTLAUT_UPDATE_GOLDEN"):
        path.write_bytes(text.encode())
    assert text == path.read_bytes().decode().replace("\r\n", "\n")


class _Page(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.unclosed = ""
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "br", "link", "rect"):
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.unclosed = self.unclosed or tag

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] not in ("style", "script"):
            self.words += data

    def attributes(self, name: str) -> list[str]:
        return [value or "" for _, attrs in self.elements for key, value in attrs.items() if key == name]


@pytest.mark.parametrize("name", _PAGES)
@pytest.mark.parametrize("record", [support.RECORD, support.hostile_record()], ids=["plain", "hostile"])
def test_pages_are_well_formed_and_load_nothing(name: str, record: Record) -> None:
    page = _Page(_PAGES[name](record))
    assert page.unclosed == ""
    assert page.stack == []
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "iframe", "object", "embed", "link", "base", "video", "audio", "image", "b", "use"} - {
        "b"
    }
    assert sum(tag == "script" for tag, _ in page.elements) == (name in ("report", "check"))
    assert page.attributes("src") == page.attributes("style") == []
    assert not [key for _, attrs in page.elements for key in attrs if key.startswith("on")]
    links = page.attributes("href")
    assert [href for href in links if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", href)] == (
        ["https://www.example.org/verkehr/elbbruecke-kosten?quelle=start"]
        if name in ("brief", "qa") and record is support.RECORD
        else []
    )
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name) for name in ids)
    assert {href[1:] for href in links if href.startswith("#")} <= set(ids)


@pytest.mark.parametrize("name", _PAGES)
def test_the_policy_allows_exactly_the_page_s_own_style_and_script(name: str) -> None:
    html = _PAGES[name](support.hostile_record())

    def sources(element: str) -> str:
        bodies = re.findall(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
        hashes = [b64encode(hashlib.sha256(body.encode()).digest()).decode() for body in bodies]
        return " ".join(f"'sha256-{digest}'" for digest in hashes) or "'none'"

    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].replace("&#39;", "'") == (
        f"default-src 'none'; style-src {sources('style')}; script-src {sources('script')}; "
        "base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("name", ["brief", "qa"])
def test_hostile_text_is_shown_as_text(name: str) -> None:
    page = _Page(_PAGES[name](support.hostile_record()))
    assert support.HOSTILE.split("\n")[0] in page.words
    assert "&lt;b&gt;" in page.words


def test_a_folder_name_cannot_leave_the_link_it_stands_in() -> None:
    row = article_row(support.hostile_record())
    assert row.brief == "articles/../../etc/%22%3E%3Cb%3E/brief.html"
    assert article_row(support.RECORD, "articles\\so so").qa == "articles/so%20so/qa.html"


def test_hostile_markdown_has_no_link_html_or_extra_heading() -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(render.brief_markdown(support.hostile_record()))
    assert not [t for t in tokens if t.type in ("html_block", "code_block", "fence")]
    inline = [child for t in tokens for child in t.children or []]
    assert not [c for c in inline if c.type in ("html_inline", "image", "em_open", "code_inline")]
    assert [c.attrs["href"] for c in inline if c.type == "link_open"] == ["qa.html"]
    assert [t.tag for t in tokens if t.type == "heading_open"] == [
        "h1", "h2", "h2", "h3", "h2", "h2", "h2", "h2", "h2", "h2",
    ]  # fmt: skip


def test_markdown_differs_between_runs_in_its_last_line_only() -> None:
    first = render.brief_markdown(support.RECORD).splitlines()
    again = replace(
        support.RECORD, run=replace(support.RUN, id="later", started="2027-01-01T00:00:00+00:00", seconds=9)
    )
    second = render.brief_markdown(again).splitlines()
    assert first[:-1] == second[:-1]
    assert second[-1] == "- Run: later, 1 January 2027, 00:00 (UTC), 9.0 s"


def test_draft_notice_in_every_output() -> None:
    for text in (render.brief_markdown(DRAFT), render.brief_html(DRAFT), render.qa_html(DRAFT)):
        assert "Draft-quality translation." in text
        assert "embedded@abababababab (draft quality)" in text
    assert "Draft-quality translation." in render.report_html(_report(DRAFT))
    assert render.brief_json(DRAFT)["draft"] is True
    assert "Draft-quality" not in render.brief_html(support.RECORD)


def test_a_draft_shows_the_german_without_a_click() -> None:
    assert '<details class="more" open><summary>German</summary>' in render.brief_html(DRAFT)
    assert '<details class="more"><summary>German</summary>' in render.brief_html(support.RECORD)
    for number in range(1, len(support.BRIEF.sentences) + 1):
        assert render.brief_html(DRAFT).count(f'href="#german-{number}"') == 1


def test_every_sentence_stands_in_the_side_by_side_page() -> None:
    words = _Page(render.qa_html(support.RECORD)).words
    joined = re.sub(r"\s+", " ", words)
    for sentence in support.SENTENCES[8:]:
        assert sentence.source in joined
        assert sentence.removed_by in joined
    html = render.qa_html(support.RECORD)
    assert html.count('class="pair ') == 8
    assert '<a class="fact same n1" id="r1-g0" href="#r1-e0"' in html
    assert ".pair:has(.n4:is(:hover, :focus, :target)) .n4" in html
    assert ".n5:is" not in html


def test_languages_are_marked() -> None:
    html = render.qa_html(support.RECORD)
    assert html.count('class="text" lang="de" translate="no"') == 8
    assert html.count('class="text" lang="en"') == 8
    assert html.startswith('<!doctype html>\n<html lang="en">')


def test_an_article_without_anything_still_renders() -> None:
    article = replace(support.ARTICLE, title="", url="", source="", published="", text="")
    brief = replace(
        support.BRIEF,
        headline="",
        sentences=(),
        figures=(),
        names=(),
        dropped=(),
        headline_sources=(),
        further=(),
        alert="",
        dateline=None,
        people=(),
    )
    bare = replace(support.RECORD, article=article, brief=brief, sentences=())
    text = render.brief_markdown(bare)
    assert text.startswith("# Untitled\n\nDate and source unknown\n")
    assert "No summary could be made." in text
    assert "Date and source unknown" in render.brief_html(bare)
    assert "0 facts in 0 German sentences checked" in text
    assert _Page(render.qa_html(bare)).unclosed == ""
    assert list(render.findings_rows(bare)) == []


def test_a_headline_that_is_no_translated_title_says_so() -> None:
    lead = support.BRIEF.sentences[0]
    made = replace(support.BRIEF, headline=lead.text, headline_sources=lead.sources)
    untitled = replace(support.RECORD, brief=made)
    note = "The headline is made from the summary, since the German one is missing or could not be translated soundly."
    assert f"\n{note}\n" in render.brief_markdown(untitled)
    assert f">{note}<" in render.brief_html(untitled)
    assert note not in render.brief_html(support.RECORD)


def test_a_brief_without_open_points_does_not_send_the_reader_to_them() -> None:
    sound = tuple(replace(s, findings=()) for s in support.SENTENCES)
    brief = replace(support.BRIEF, verdict="review", reasons=("translated by a draft-quality model",))
    brief = replace(brief, sentences=tuple(replace(s, findings=()) for s in brief.sentences))
    record = replace(support.RECORD, sentences=sound, brief=brief)
    for text in (render.brief_markdown(record), render.brief_html(record), render.qa_html(record)):
        assert "Read the brief against the German source before use." in text
        assert "Check the doubtful places" not in text


def test_an_untranslated_sentence_says_so() -> None:
    lost = support.sentence(1, "Er kam.", None, findings=(
        support.finding("text.silence", "error", "No translation came back.", kind="text"),))  # fmt: skip
    html = render.qa_html(replace(support.RECORD, sentences=(lost,)))
    assert '<span class="none">not translated</span>' in html
    assert "No translation came back." in html


def test_importing_render_loads_neither_jinja_nor_babel() -> None:
    code = "import sys, pipeline.render; print([m for m in ('jinja2', 'babel', 'torch') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
