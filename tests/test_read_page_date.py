"""The day of publication of a page: the one it declares or prints for the purpose, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import InputConfig
from pipeline.dates import find_date
from pipeline.read import read_inputs
from pipeline.types import Article

TITLE = "Orgel von St. Anna klingt wieder in Moorhausen"
PARAGRAPHS = (
    "Nach zwei Jahren Stille hat die Gemeinde St. Anna am Wochenende ihre Orgel zurückbekommen. Die 1.940 Pfeifen wurden "
    "in einer Werkstatt an der Küste gereinigt.",
    "Den größten Teil der 310.000 Euro gaben Spender. Der Orgelbauer hatte in der Lade Schimmel gefunden und musste 84 "
    "Pfeifen neu gießen, sagte er bei der Abnahme.",
    "Zum ersten Konzert kamen mehr Hörer, als Plätze da waren. Der Organist spielte zwei Stunden lang Bach und Reger und "
    "gab am Ende drei Zugaben.",
)


def read(
    tmp_path: Path, *, head: str = "", title: str = TITLE, above: str = "", below: str = "", foot: str = ""
) -> Article:
    first, *rest = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    page = tmp_path / "seite.html"
    page.write_text(
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>'
        f"<nav><a href=/>Start</a> <a href=/orte>Orte</a></nav><main><article>{above}<h1>{TITLE}</h1>{below}"
        f"{first}{''.join(rest)}{foot}</article></main><footer><a href=/impressum>Impressum</a></footer></body></html>",
        encoding="utf-8",
    )
    [article] = read_inputs([str(page)], InputConfig())
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    "foot",
    [
        "<p>© 2017 Moorhauser Anzeiger</p>",
        "<p>Copyright 1. Januar 2017 Moorhauser Anzeiger</p>",
        "<table><tr><th>Jahr</th><th>Spenden</th></tr><tr><td>2022</td><td>40.000</td></tr></table>",
        "<p>Der Streit war mit dem Urteil vom 14.9.2020 (Az. 7 O 12/19) beendet. Die Kasse der Gemeinde blieb leer.</p>",
        "<p>03:11 Min. Verfügbar bis 02.02.2031.</p>",
        "<p>Die alte Orgel stammt vom 3. Mai 1911. Damals kostete sie 9.000 Mark.</p>",
        "<section class=comments><h3>Kommentare</h3><ul><li><p>Hörer77 schrieb am 12.04.2021</p>"
        "<p>Ein schönes Konzert war das.</p></li></ul></section>",
        "<figure><img src=a.jpg><figcaption>Die Orgel im Rohbau (Moorhausen, 6.12.2010)</figcaption></figure>",
    ],
)
def test_other_days_are_not_of_publication(tmp_path: Path, foot: str) -> None:
    assert read(tmp_path, foot=foot).published == ""


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2022-07-09T18:00:00+02:00">',
        '<meta name="date" content="2022-07-09">',
        '<meta name="DC.date" content="09.07.2022">',
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished": "2022-07-09T18:00"}</script>',
        '<link rel="canonical" href="https://bote.example.org/2022/07/09/orgel">',
    ],
)
def test_a_declared_day_is_believed(tmp_path: Path, head: str) -> None:
    foot = "<div class=teaser><a href=/y>Chor sucht Tenöre <span>01.07.2022</span></a></div>"
    assert read(tmp_path, head=head, foot=foot).published == "2022-07-09"


@pytest.mark.parametrize(
    "below",
    [
        "<div class=info>09.07.2022</div>",
        "<p>Von Paula Muster, 9. Juli 2022, 18.00 Uhr</p>",
        "<span>Stand: 09.07.2022</span>",
        "<div>Aktualisiert am 09.07.2022 - 18:00 Uhr Lesedauer: 3 Min.</div>",
        "<div><a href=/autor>Paula Muster</a>, 09.07.2022 18:00 Uhr</div>",
    ],
)
def test_a_day_printed_in_the_head_is_found(tmp_path: Path, below: str) -> None:
    foot = "<div class=teaser><a href=/y>Chor sucht Tenöre <span class=date>01.07.2022</span></a></div>"
    assert read(tmp_path, below=below, foot=foot).published.startswith("2022-07-09")


def test_the_order_of_day_and_month_is_that_of_the_printed_day(tmp_path: Path) -> None:
    american = '<meta name="date" content="07/09/2022 18:00:00">'
    assert read(tmp_path, head=american, foot="<p>Erstellt am: 09.07.2022</p>").published == "2022-07-09"
    assert read(tmp_path, head=american, foot="<p>Erstellt am: 07.09.2022</p>").published == "2022-09-07"
    assert read(tmp_path, head=american).published == ""


def test_a_date_is_no_name_of_a_site(tmp_path: Path) -> None:
    article = read(tmp_path, title=f"{TITLE} | Orte | Anzeiger | 09.07.2022", below="<div>09.07.2022</div>")
    assert (article.published, find_date(article.source)) == ("2022-07-09", "")
