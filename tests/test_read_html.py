"""Saved pages: the article and the furniture around it, both in the page's visible text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.read.elements import prepare
from pipeline.read.page import parse, visible
from pipeline.types import Article, Failure

BODY = [
    "Nach drei Jahren Bauzeit ist die Brücke über die Iller wieder offen. Am Samstagmorgen rollten die ersten Autos hinüber.",
    "Die Kosten stiegen von 12 auf 17,5 Millionen Euro. Bürgermeisterin Paula Muster nannte dafür zwei Gründe: Stahl und Löhne.",
    "Für die Radfahrer gibt es nun auf beiden Seiten einen Streifen von 2,5 Metern Breite. Das hatte der Rat 2021 verlangt.",
    "Im Mai folgt die Brücke in Kellmünz. Sie stammt aus dem Jahr 1957 und trägt nur noch Fahrzeuge bis 3,5 Tonnen.",
]
PAGE = """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Brücke über die Iller wieder offen | Illerbote</title>
<meta property="og:site_name" content="Illerbote"><meta property="article:published_time" content="2024-05-11T10:30:00+02:00">
<meta name="description" content="Seit Samstag fließt in Altenstadt der Verkehr wieder über den Fluss, teurer als gedacht.">
<style>p {{color: red}}</style><script>var geheim = "Skript";</script></head>
<body><nav><ul><li><a href="/">Start</a></li><li><a href="/sport">Sport</a></li><li><a href="/abo">Abo</a></li></ul></nav>
<div hidden>Versteckt</div><div style="display: none">Auch versteckt</div><span class="visually-hidden">Nur Vorleser</span>
<article><h1>Brücke über die Iller wieder offen</h1>
<p class="lead">Seit Samstag fließt in Altenstadt der Verkehr wieder über den Fluss, teurer als gedacht.</p>
<figure><img src="a.jpg"><figcaption>Das Band wird durchschnitten. Foto: Jan Beispiel</figcaption></figure>
<p>{0}</p><p>{1}</p><h2>Platz für Räder</h2><p>Für die Rad&shy;fahrer gibt es nun auf <b>beiden</b> Seiten einen Streifen von
2,5&nbsp;Metern Breite. Das hatte der <a href="/rat">Rat</a> 2021 verlangt.</p>
<p>{3}</p></article>
<aside><h3>Meistgelesen</h3><ul><li><a href="/1">Wirt gibt nach 40 Jahren auf</a></li><li><a href="/2">Unfall auf der A 7</a></li></ul></aside>
<footer><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></footer></body></html>""".format(
    *BODY
)


def read(tmp_path: Path, markup: str | bytes, name: str = "seite.html") -> Article | Failure:
    path = tmp_path / name
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    [found] = read_inputs([str(path)], InputConfig())
    return found


def words(article: Article, kept: bool) -> list[str]:
    return [
        article.text[b.start : b.end] for b in article.blocks if b.field == "text" and (b.removed_by is None) == kept
    ]


def test_article_and_furniture_are_told_apart_and_both_are_there(tmp_path: Path) -> None:
    found = read(tmp_path, PAGE)
    assert isinstance(found, Article)
    article = clean(found)
    body = [*BODY[:2], "Platz für Räder", BODY[2].replace("2,5 Metern", "2,5\u00a0Metern"), BODY[3]]
    assert words(article, True) == [
        "Brücke über die Iller wieder offen",
        "Seit Samstag fließt in Altenstadt der Verkehr wieder über den Fluss, teurer als gedacht.",
        *body,
    ]
    removed = words(article, False)
    assert [
        line for line in ("Start", "Sport", "Abo", "Meistgelesen", "Unfall auf der A 7") if line not in removed
    ] == []
    assert {b.removed_by for b in article.blocks if b.removed_by} >= {"html.boilerplate"}
    for hidden in ("Versteckt", "Auch versteckt", "Nur Vorleser", "Skript", "color: red", "\u00ad"):
        assert hidden not in article.text
    assert [b.kind for b in article.blocks if b.removed_by is None][:4] == ["title", "lead", "paragraph", "paragraph"]


def test_metadata(tmp_path: Path) -> None:
    found = read(tmp_path, PAGE)
    assert isinstance(found, Article)
    assert found.title == "Brücke über die Iller wieder offen"
    assert found.lead.startswith("Seit Samstag fließt")
    assert found.source == "Illerbote"
    assert found.published.startswith("2024-05-11")
    assert found.language == "de"
    assert found.id.startswith("seite-")


def test_blocks_cover_the_visible_text(tmp_path: Path) -> None:
    found = read(tmp_path, PAGE)
    assert isinstance(found, Article)
    article = clean(found)
    covered = "".join(article.text[b.start : b.end] for b in article.blocks if b.field == "text")
    assert "".join(covered.split()) == "".join(article.text.split())


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><p>Seite nicht gefunden.</p></body></html>",
        "<html><body><form><input name=q><button>Suchen</button></form></body></html>",
        "<html></html>",
        "<!-- nur ein Kommentar -->",
        "<nav><a href=1>Start</a><a href=2>Sport</a></nav>" * 30,
    ],
)
def test_a_page_without_an_article_is_a_failure(tmp_path: Path, markup: str) -> None:
    found = read(tmp_path, markup)
    assert isinstance(found, Failure)
    assert found.reason == "no article found on this page"


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ("   ", "empty: it contains no text"),
        ("Kein Markup, 3 < 5.", "not a page: it contains no markup; if it is plain text, name it .txt"),
    ],
)
def test_a_page_without_markup_is_a_failure_of_its_own(tmp_path: Path, markup: str, reason: str) -> None:
    found = read(tmp_path, markup)
    assert isinstance(found, Failure)
    assert found.reason == reason


def test_a_page_that_is_no_text_is_a_failure(tmp_path: Path) -> None:
    found = read(tmp_path, b"\x89PNG\r\n\x1a\n", "bild.htm")
    assert isinstance(found, Failure)
    assert "PNG image" in found.reason


def test_an_english_page_that_calls_itself_german_is_skipped(tmp_path: Path) -> None:
    text = "The new bridge across the river has been opened after three years of work, and the first cars crossed it today."
    markup = f'<html lang="de"><head><title>Bridge opened</title></head><body><article><h1>Bridge opened</h1>{f"<p>{text}</p>" * 3}</article></body></html>'
    found = read(tmp_path, markup)
    assert isinstance(found, Failure)
    assert found.skipped
    assert "English" in found.reason


def test_an_article_folded_away_until_a_click_is_read(tmp_path: Path) -> None:
    folded = PAGE.replace(f"<p>{BODY[1]}</p>", f'<div style="display:none"><p>{BODY[1]}</p>').replace(
        "</article>", "</div></article>"
    )
    found = read(tmp_path, folded)
    assert isinstance(found, Article)
    kept = words(clean(found), True)
    assert BODY[0] in kept
    assert BODY[1] in kept
    assert BODY[3] in kept


def test_the_declared_charset_is_honoured(tmp_path: Path) -> None:
    found = read(tmp_path, PAGE.replace('charset="utf-8"', 'charset="iso-8859-1"').encode("windows-1252"))
    assert isinstance(found, Article)
    assert found.title == "Brücke über die Iller wieder offen"


def test_lines_follow_the_blocks_of_the_page() -> None:
    root = parse(
        "<div>eins <b>zwei</b><p>drei<br>vier<br><br>fünf</p>sechs<ul><li>sieben<li>acht</ul>"
        "<table><tr><td>A</td><td>B</td></tr></table></div>"
    )
    assert root is not None
    page = visible(root)
    assert [page.text[line.start : line.end] for line in page.lines] == [
        "eins zwei", "drei\nvier", "fünf", "sechs", "sieben", "acht", "A\tB",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h2><span>Hafen</span><span>Neue Kräne</span></h2>", "Hafen\nNeue Kräne"),
        ("<p><b>N</b>eue Kräne</p>", "Neue Kräne"),
        ("<p>Hafen<i>arbeiter</i>Innen</p>", "HafenarbeiterInnen"),
        ("<p>Der <a>Hafen<span class=x>(öffnet im neuen Fenster)</span></a> wächst.</p>", "Der Hafen wächst."),
        ("<p>Hafen<!-- x -->Stadt und <em>GmbH</em>&nbsp;&amp; Co</p>", "HafenStadt und GmbH\xa0& Co"),
    ],
)
def test_words_that_only_a_style_sheet_sets_apart_do_not_grow_together(markup: str, text: str) -> None:
    root = parse(markup)
    assert root is not None
    assert visible(root).text == text


def test_deep_and_broken_markup_does_not_break_the_walk() -> None:
    for markup in ("<div>" * 20_000 + "Text", "<p><b><i>a</p></b>" * 5000, "<table>" * 500, "&#0;&#xD800;<\x01p>"):
        root = parse(markup)
        if root is not None:
            visible(root)


def with_body(tmp_path: Path, extra: str, h1: str = "<h1>Brücke über die Iller wieder offen</h1>") -> Article:
    page = PAGE.replace("<h1>Brücke über die Iller wieder offen</h1>", h1).replace(
        "<h2>Platz für Räder</h2>", f"{extra}<h2>Platz für Räder</h2>"
    )
    found = read(tmp_path, page)
    assert isinstance(found, Article)
    return clean(found)


@pytest.mark.parametrize(
    "h1",
    [
        '<h1><span class="kicker">Meinung</span> <span>Brücke über die Iller wieder offen</span></h1>',
        "<h1><span>Altenstadt</span><span>Brücke über die Iller wieder offen</span></h1>",
        "<h1><span>Altenstadt</span> :<span>Brücke über die Iller wieder offen</span></h1>",
        '<h1><a href="/x"><span class="dachzeile">Verkehr:</span><span>Brücke über die Iller wieder offen</span></a></h1>',
    ],
)
def test_a_kicker_is_not_glued_to_the_headline(tmp_path: Path, h1: str) -> None:
    article = with_body(tmp_path, "", h1)
    assert article.title == "Brücke über die Iller wieder offen"
    assert not any("Altenstadt :" in line or "Meinung" in line for line in words(article, True))


def test_a_headline_in_parts_stays_one_line() -> None:
    for markup in (
        "<h1><span>Bahn</span> <span>streicht Züge</span></h1>",
        "<h1>Bahn <em>Ulm</em> hält nicht mehr</h1>",
    ):
        root = parse(markup)
        assert root is not None
        assert len(visible(root).lines) == 1


def test_a_kicker_that_the_metadata_takes_for_a_part_of_the_title_is_in_the_title(tmp_path: Path) -> None:
    h1 = "<h1><span>Nach drei Jahren</span>: <span>Brücke über die Iller wieder offen</span></h1>"
    page = PAGE.replace("<title>Brücke über", "<title>Nach drei Jahren: Brücke über").replace(
        "<h1>Brücke über die Iller wieder offen</h1>", h1
    )
    found = read(tmp_path, page)
    assert isinstance(found, Article)
    article = clean(found)
    assert article.title == "Nach drei Jahren: Brücke über die Iller wieder offen"
    assert article.lead.startswith("Seit Samstag")


def test_rows_of_a_table_stay_with_their_caption(tmp_path: Path) -> None:
    table = "<table><caption>Kosten nach Jahren</caption><tr><th>Jahr</th><th>Kosten</th></tr><tr><td>2022</td><td>12 Millionen Euro</td></tr></table>"
    assert set(words(with_body(tmp_path, table), True)) >= {
        "Kosten nach Jahren",
        "Jahr\tKosten",
        "2022\t12 Millionen Euro",
    }


def test_a_quotation_set_as_a_figure_stays_with_who_said_it(tmp_path: Path) -> None:
    quote = "Wir haben dreimal gezählt, und es sind wirklich 940 Niete an diesem einen Träger."
    figure = f"<figure><blockquote><p>{quote}</p></blockquote><figcaption>Jan Muster, Statiker</figcaption></figure>"
    assert set(words(with_body(tmp_path, figure), True)) >= {quote, "Jan Muster, Statiker"}


def test_answers_that_unfold_stay_with_their_questions(tmp_path: Path) -> None:
    answer = "Der Umweg über Illertissen entfällt ab sofort, die Buslinien fahren wieder nach dem alten Plan."
    faq = f"<details><summary>Was heißt das für die Busse?</summary><p>{answer}</p></details>"
    assert set(words(with_body(tmp_path, faq), True)) >= {"Was heißt das für die Busse?", answer}


def test_headings_of_a_live_ticker_stay(tmp_path: Path) -> None:
    entry = "Am Mittag rollte der erste Lastwagen über die Brücke, beladen mit Kies aus einer Grube in Kellmünz."
    ticker = f"<section><h3>12.40 Uhr: Erster Lastwagen</h3><p>{entry}</p></section>"
    assert set(words(with_body(tmp_path, ticker), True)) >= {"12.40 Uhr: Erster Lastwagen", entry}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Sie kostet <del>12</del> <ins>17,5</ins> Millionen Euro.</p>", "Sie kostet 17,5 Millionen Euro."),
        ("<p>Sie kostet <s>12 Euro</s> nichts.</p>", "Sie kostet nichts."),
        ('<p>Es sind <span style="text-decoration: line-through">3</span> 5.</p>', "Es sind 5."),
        ("<p>Das Amt schweigt.<sup>1</sup> Der Rat auch.<sup>[2]</sup></p>", "Das Amt schweigt. Der Rat auch."),
        ("<p>Er hat 40 m<sup>2</sup> und 10<sup>6</sup> Fans.</p>", "Er hat 40 m² und 10⁶ Fans."),
        ("<p><q>Das reicht</q>, sagte sie.</p>", "„Das reicht“, sagte sie."),
        ("<p>„<q>Das reicht</q>“, sagte sie.</p>", "„Das reicht“, sagte sie."),
        ("<p>Die Firma <b>e</b>Motion, Mc<b>D</b>oof und <a>pro</a>Bahn</p>", "Die Firma eMotion, McDoof und proBahn"),
        ("<p>Leser<em>Innen</em> und Autor<b>*innen</b></p>", "LeserInnen und Autor*innen"),
    ],
)
def test_what_is_struck_out_a_mark_or_a_part_of_a_name(markup: str, text: str) -> None:
    root = parse(markup)
    assert root is not None
    prepare(root)
    assert visible(root).text == text


def test_a_news_item_of_two_sentences_is_an_article(tmp_path: Path) -> None:
    item = "<html><head><title>Zug entgleist bei Ulm</title></head><body><article><h1>Zug entgleist bei Ulm</h1><p>Bei Ulm ist am Abend ein Zug entgleist. Verletzt wurde nach ersten Meldungen niemand.</p></article></body></html>"
    found = read(tmp_path, item)
    assert isinstance(found, Article)
    assert found.title == "Zug entgleist bei Ulm"
    gone = item.replace("Zug entgleist bei Ulm", "Fehler 404").replace("niemand", "nicht gefunden")
    assert isinstance(read(tmp_path, gone), Failure)
