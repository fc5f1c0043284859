"""Foreign text made safe: Markdown, CSV cells, terminals, links."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.render.text import csv_cell, fit, markdown, one_line, pad, printable, safe_url, url_host, width

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_NASTY = st.text(alphabet="ab1 .*_`#>|[]()!<&;:/+-=~\\$\n\t\"'wW", max_size=40)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Preise steigen um 3,5 Prozent", "Preise steigen um 3,5 Prozent"),
        ("# Keine Überschrift", "\\# Keine Überschrift"),
        ("17. Juni: ein Feiertag", "17\\. Juni: ein Feiertag"),
        ("Am 17. Juni", "Am 17. Juni"),
        ("- kein Punkt", "\\- kein Punkt"),
        ("-5 Grad", "-5 Grad"),
        ("--- Trenner", "\\--- Trenner"),
        ("+ auch keiner", "\\+ auch keiner"),
        ("*fett* und _schräg_", "\\*fett\\* und \\_schräg\\_"),
        ("[klick](javascript:alert(1))", "\\[klick\\](javascript:alert(1))"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a | b", "a \\| b"),
        ("erste\n\n# zweite", "erste \\# zweite"),
        ("R&D, &amp; und &#35;", "R&D, &amp;amp; und &\\#35;"),
        ("_https://boese.example/", "\\_https\\://boese.example/"),
        ("*www.boese.example~ftp://boese.example", "\\*www\\.boese.example\\~ftp\\://boese.example"),
        ("https://example.org und www.example.org", "https\\://example.org und www\\.example.org"),
        ("$5 oder $6", "\\$5 oder \\$6"),
        ("nur $5", "nur $5"),
        ("~~weg~~", "\\~\\~weg\\~\\~"),
        ("C:\\Temp", "C:\\\\Temp"),
    ],
)
def test_markdown_is_literal(text: str, safe: str) -> None:
    assert markdown(text) == safe


def test_a_date_in_a_cell_needs_no_escape() -> None:
    assert markdown("17. Oktober 2029", inline=True) == "17. Oktober 2029"


@given(_NASTY)
def test_markdown_renders_as_the_text_itself_in_a_paragraph(text: str) -> None:
    tokens = _MARKDOWN.parse(markdown(text))
    assert [token.type for token in tokens] == (
        ["paragraph_open", "inline", "paragraph_close"] if one_line(text) else []
    )
    if tokens:
        children = tokens[1].children or []
        assert {child.type for child in children} <= {"text", "text_special"}
        assert "".join(child.content for child in children) == one_line(text)


@given(_NASTY)
def test_markdown_renders_as_the_text_itself_in_a_table_cell(text: str) -> None:
    tokens = _MARKDOWN.parse(f"| a | b |\n|---|---|\n| x {markdown(text, inline=True)} | y |")
    cells = [t for t in tokens if t.type == "inline"]
    assert len(cells) == 4
    assert "".join(c.content for c in cells[2].children or []) == one_line("x " + text)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 711", "'+49 711"),
        ("-5 Grad", "'-5 Grad"),
        ("@name", "'@name"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("\n=1", "'\n=1"),
        ("\u200b=2*3", "'\u200b=2*3"),
        ("\u2060\u00ad @x", "'\u2060\u00ad @x"),
        ("\uff1d2*3", "'\uff1d2*3"),
        ("\uff20x", "'\uff20x"),
        ('"=2*3', "'\"=2*3"),
        ("Preis;=2*3", "Preis;'=2*3"),
        ('Preis|"\u200b=2*3', "Preis|\"\u200b'=2*3"),
        ("Preis\t-2+3", "Preis\t'-2+3"),
        ("Preis\n\n=2", "Preis\n\n'=2"),
        ("Nein, -5 Grad; dann 3-1 = 2", "Nein, -5 Grad; dann 3-1 = 2"),
        ("3-1", "3-1"),
        ("", ""),
        ("nul\x00l", "nul\N{REPLACEMENT CHARACTER}l"),
    ],
)
def test_csv_cells_are_never_formulas(text: str, cell: str) -> None:
    assert csv_cell(text) == cell


@given(st.text(max_size=30))
def test_no_csv_cell_starts_a_formula_and_all_survive_the_csv_module(text: str) -> None:
    cell = csv_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    out = io.StringIO(newline="")
    csv.writer(out).writerow([cell, "x"])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline=""))) == [cell, "x"]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=1&c=ü#d", "https://example.org/a?b=1&c=%C3%BC#d"),
        ("HTTP://Example.org", "HTTP://Example.org"),
        ("https://example.org/a) [x](y", "https://example.org/a%29%20%5Bx%5D%28y"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("https://example.org/50%25", "https://example.org/50%25"),
        ("javascript:alert(1)", ""),
        (" JaVaScRiPt:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,<b>", ""),
        ("file:///etc/passwd", ""),
        ("//example.org/x", ""),
        ("https:///x", ""),
        ("ht\ttps://example.org/", ""),
        ("https://exam\nple.org/", ""),
        ("https://[2001:db8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("https://[2001:db8::1]/[x]", "https://[2001:db8::1]/%5Bx%5D"),
        ("https://%5B::1%5D/", ""),
        ("https://example.org:99999/", ""),
        ("https://example.org:port/", ""),
        ("https://bote.example.org\\@boese.example.net/", ""),
        ("https://bote example.org/", ""),
        ("https://[::1/x", ""),
        ("https://example.org/\x00", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_become_links(url: str, safe: str) -> None:
    assert safe_url(url) == safe


def test_the_host_shown_is_where_the_link_leads() -> None:
    assert url_host("https://tagesblatt.example.org@boese.example.net/x") == "boese.example.net"


def test_control_and_reordering_characters() -> None:
    assert printable("a\x1b[31mb\ud800c") == "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}c"
    assert one_line(" a\u202e b\r\n\tc\u2066 ") == "a b c"


def test_marks_that_reorder_text_are_shown_where_offsets_count() -> None:
    assert printable("Der \u202eTäter\u2069 kam") == "Der \ufffdTäter\ufffd kam"
    assert one_line("Der \u202eTäter\u2069 kam") == "Der Täter kam"


def test_fit_and_pad_count_terminal_columns() -> None:
    assert fit("Nordkorea schickt Soldaten", 12) == "Nordkorea s…"
    assert fit("genau", 5) == "genau"
    assert fit("東京 Tokio", 6) == "東京…"
    assert width("東京") == 4
    assert width("e\u0301") == 1
    assert pad("東", 4) == "東  "
    assert pad("7", 3, right=True) == "  7"
