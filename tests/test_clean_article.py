"""Whole articles: furniture goes and is named, sentences stay."""

from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.types import Article

LEAD = "Im Hafen von Muster ist am Montag ein Frachter auf Grund gelaufen. Verletzt wurde niemand."
BODY = [
    "Der 180 Meter lange Frachter fuhr gegen 6.40 Uhr in die Einfahrt ein. Dort verlor er nach Angaben der Wasserschutzpolizei die Ruderwirkung.",
    "Update vom 22. Oktober, 10.58 Uhr: Drei Schlepper versuchen seit dem Morgen, das Schiff freizuziehen. Bisher bewegte es sich um 40 Meter.",
    "An Bord sind 21 Menschen und 12.000 Tonnen Erz. Öl lief nach den Worten des Kapitäns nicht aus, sollenTaucher das aber noch prüfen.",
    "Die Einfahrt bleibt gesperrt. Rund 30 Schiffe warten auf Reede, darunter zwei Fähren nach Schweden.",
]
TITLE = "Frachter läuft im Hafen von Muster auf Grund"


def make(text: str, **fields: str) -> Article:
    return clean(Article(id="a", text=text, **fields))  # type: ignore[arg-type]


def shown(article: Article) -> list[str]:
    return [getattr(article, b.field)[b.start : b.end] for b in article.blocks if b.removed_by is None]


def gone(article: Article) -> dict[str, str]:
    return {getattr(article, b.field)[b.start : b.end]: b.removed_by for b in article.blocks if b.removed_by}


def test_a_clean_article_stays_whole() -> None:
    article = make("\n\n".join([TITLE, *BODY]))
    assert shown(article) == [TITLE, *BODY]
    assert gone(article) == {}
    assert [b.kind for b in article.blocks] == ["title", *["paragraph"] * 4]
    assert article.title == TITLE


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_head_furniture(between: str) -> None:
    lines = [
        "Hafen",
        TITLE,
        "23.10.2024",
        "Lesedauer: 6 Minuten",
        "Der Frachter am Morgen. © Agentur/Jan Beispiel",
        LEAD,
        *BODY,
    ]
    article = make(between.join(lines))
    assert shown(article) == [TITLE, "Der Frachter am Morgen.", LEAD, *BODY]
    assert gone(article) == {
        "Hafen": "head.kicker",
        "23.10.2024": "meta.date",
        "Lesedauer: 6 Minuten": "meta.reading-time",
        "© Agentur/Jan Beispiel": "meta.photo-credit-tail",
    }
    assert (article.title, article.lead, article.published) == (TITLE, LEAD, "2024-10-23")
    assert [b.kind for b in article.blocks if b.removed_by is None][:3] == ["title", "caption", "lead"]


def test_a_lead_above_the_date() -> None:
    article = make("\n".join(["Politik", TITLE, "", LEAD, "17.11.2024 16:03", "Lesezeit: 3 min", "", *BODY]))
    assert shown(article) == [TITLE, LEAD, *BODY]
    assert (article.lead, article.published) == (LEAD, "2024-11-17T16:03")
    assert gone(article)["Politik"] == "meta.section"


def test_a_lead_printed_three_times_and_a_title_printed_twice() -> None:
    article = make("\n\n".join([TITLE, "Veröffentlicht am", LEAD, f"{LEAD}\n{LEAD}", TITLE, *BODY]))
    assert shown(article) == [TITLE, LEAD, *BODY]
    assert [b.removed_by for b in article.blocks if b.removed_by] == ["meta.date", *["repeat.exact"] * 3]


def test_a_nearly_equal_lead_is_a_repeat_but_not_with_another_number() -> None:
    edited = LEAD.replace("am Montag", "am Montagmorgen")
    assert gone(make("\n\n".join([TITLE, LEAD, edited, *BODY]))) == {edited: "repeat.near"}
    counted = "Bei dem Unglück im Hafen von Muster sind nach Angaben der Polizei 3 Menschen verletzt worden."
    other = counted.replace("3 Menschen", "5 Menschen")
    assert shown(make("\n\n".join([TITLE, counted, other, *BODY]))) == [TITLE, counted, other, *BODY]


def test_sentences_that_differ_in_a_name_are_no_repeats() -> None:
    north = "Der Bezirk Nord meldete seit dem Jahreswechsel keinen einzigen Fall von Masern an das Gesundheitsamt."
    lines = [TITLE, north, north.replace("Nord", "Mitte"), *BODY]
    assert shown(make("\n\n".join(lines))) == lines


def test_short_answers_may_recur() -> None:
    lines = [TITLE, BODY[0], "Ja.", BODY[1], "Ja.", BODY[2]]
    assert shown(make("\n\n".join(lines))) == lines


def test_a_pulled_quotation_goes_and_the_sentence_stays() -> None:
    quote = "„Wir haben so etwas in vierzig Jahren an diesem Kai noch nicht gesehen“"
    told = f"{quote}, sagte der Hafenmeister. Er will nun die Fahrrinne vermessen lassen."
    article = make("\n\n".join([TITLE, BODY[0], quote, told, BODY[3]]))
    assert gone(article) == {quote: "repeat.pulled"}


def test_title_and_lead_given_beside_the_text_are_blocks_and_their_copies_go() -> None:
    article = make("\n\n".join([TITLE, LEAD, *BODY]), title=TITLE, lead=LEAD)
    assert [(b.kind, b.field, b.start, b.end) for b in article.blocks[:2]] == [
        ("title", "title", 0, len(TITLE)),
        ("lead", "lead", 0, len(LEAD)),
    ]
    assert shown(article) == [TITLE, LEAD, *BODY]
    assert gone(article) == {TITLE: "repeat.title", LEAD: "repeat.lead"}


def test_given_fields_are_not_overwritten() -> None:
    article = make(
        "\n\n".join(["Anderer Titel über dem Text", "23.10.2024", *BODY]), title=TITLE, published="2024-01-01"
    )
    assert (article.title, article.published) == (TITLE, "2024-01-01")
    assert "Anderer Titel über dem Text" in shown(article)


def test_inner_headings_stay_and_are_named() -> None:
    lines = [TITLE, BODY[0], "Sperrung trifft die Fähren", BODY[3], "Wer zahlt den Schaden?", BODY[2]]
    article = make("\n".join(lines))
    assert shown(article) == lines
    assert [b.kind for b in article.blocks] == ["title", "paragraph", "heading", "paragraph", "heading", "paragraph"]


def test_initials_and_agencies_are_cut_from_the_last_sentence() -> None:
    article = make("\n\n".join([TITLE, *BODY[:3], BODY[3] + " (abc)"]))
    assert shown(article)[-1] == BODY[3]
    assert gone(article) == {"(abc)": "meta.agency"}
    assert [b.removed_by for b in make(f"{TITLE}\n\n{BODY[0]} (dpa/afp)").blocks][-1] == "meta.agency"


def test_a_related_section_with_teasers_and_a_comment_form_at_the_end() -> None:
    tail = ["Das könnte Sie auch interessieren", "Wegen hoher Wellen", "21.11.2024", "Möwenplage", "21.11.2024", "Kommentare",
            "Schreiben Sie einen Kommentar", "Ihre E-Mail-Adresse wird nicht veröffentlicht. Erforderliche Felder sind mit * markiert",
            "7 + drei =", "Weitere Artikel aus der gleichen Rubrik", "Neueste Kommentare", "Trends", "Alle Kategorien"]  # fmt: skip
    article = make("\n\n".join([TITLE, *BODY]) + "\n\n" + "\n".join(tail))
    assert shown(article) == [TITLE, *BODY]
    assert list(gone(article)) == list(dict.fromkeys(tail))


def test_a_related_section_in_the_middle_takes_only_its_teasers() -> None:
    lines = [
        BODY[0],
        "Lesen Sie auch",
        "Möwenplage am Kai",
        "Fähre fährt nur noch sonntags",
        BODY[1],
        "Warten auf die Flut",
        BODY[2],
    ]
    article = make(TITLE + "\n\n" + "\n".join(lines))
    assert shown(article)[-3:] == [BODY[1], "Warten auf die Flut", BODY[2]]
    assert gone(article)["Möwenplage am Kai"] == "related.section"
    spaced = make("\n\n".join([TITLE, BODY[0], "Mehr zum Thema", "Möwenplage am Kai", "Warten auf die Flut", BODY[1]]))
    assert shown(spaced) == [TITLE, BODY[0], "Warten auf die Flut", BODY[1]]


def test_a_teaser_tail_without_a_marker() -> None:
    unit = "BOTE\nFinanzen\nFinanzen Werft-Aktie fällt: {0} Anleger warten\n17.02.2026\n\nDie Werft steht vor einem schweren Jahr. Doch die Hoffnung auf {0}...\n"
    article = make(
        "\n\n".join([TITLE, *BODY, "Das Schiff liegt."]) + "\n\n" + "\n".join(unit.format(n) for n in range(4))
    )
    assert shown(article) == [TITLE, *BODY, "Das Schiff liegt."]
    assert "tail.teasers" in gone(article).values()


def test_cut_off_attributions_at_the_end() -> None:
    article = make("\n".join([TITLE, *BODY, "Der Bote berichtet, dass …", "Nordblatt hebt hervor, dass …"]))
    assert shown(article) == [TITLE, *BODY]
    assert set(gone(article).values()) == {"stub.attribution"}


def test_a_last_sentence_that_trails_off_stays() -> None:
    lines = [TITLE, *BODY, "Und wenn die Flut nicht kommt, dann warten sie eben weiter ..."]
    assert shown(make("\n\n".join(lines))) == lines


def test_a_short_last_sentence_stays() -> None:
    lines = [TITLE, *BODY, "Das Schiff wartet."]
    assert shown(make("\n\n".join(lines))) == lines


def test_an_author_box_below_the_text() -> None:
    box = "Petra Muster, Jahrgang 1980, lebt in Ulm und arbeitet dort als freie Autorin. Sie schreibt über Häfen, Schiffe und das Meer."
    article = make("\n\n".join([TITLE, *BODY, "Mehr zum Thema", "***", box]))
    assert shown(article) == [TITLE, *BODY]
    assert gone(article)[box] == "author.box"
    assert gone(article)["***"] == "meta.ornament"


def test_an_article_about_a_reporter_keeps_its_first_and_last_paragraph() -> None:
    first = (
        "Jan Beispiel ist Redakteur bei einem Magazin in Minsk. Am Montag nahm ihn die Polizei in seiner Wohnung fest."
    )
    last = "Petra Muster ist Autorin von zwölf Romanen. Sie forderte am Abend, den Kollegen sofort freizulassen."
    lines = ["Reporter in Minsk festgenommen", first, *BODY[:2], last]
    assert shown(make("\n\n".join(lines))) == lines


def test_a_chronicle_keeps_its_dates() -> None:
    lines = [
        TITLE,
        BODY[0],
        BODY[1],
        BODY[2],
        "3. Mai 2021",
        BODY[3],
        "7. Juni 2022",
        "Im Juni folgte die zweite Havarie in derselben Einfahrt, diesmal bei Nebel und ohne Lotsen.",
        "9. August 2023",
        "Im August schließlich rammte ein Tanker den Kai, der Schaden lag bei 3 Millionen Euro.",
    ]
    assert shown(make("\n\n".join(lines))) == lines


def test_a_table_of_results_at_the_end_stays() -> None:
    lines = [TITLE, *BODY, "Muster – Beispiel 3:1 (1:0)", "Ulm – Kiel 0:0", "1. Muster 12 Punkte", "2. Ulm 9 Punkte"]
    article = make("\n".join(lines))
    assert shown(article) == lines
    assert [b.kind for b in article.blocks][-2:] == ["list", "list"]


def test_comments_below_an_article_go_but_a_button_above_it_does_not_take_the_article() -> None:
    comment = "Schön, dass niemand verletzt wurde. Ich fahre dort jeden Tag vorbei und habe es kommen sehen, ehrlich."
    below = make("\n\n".join([TITLE, *BODY, "2 Kommentare", "Hafenfuchs", comment]))
    assert shown(below) == [TITLE, *BODY]
    above = make("\n\n".join([TITLE, "2 Kommentare", *BODY]))
    assert shown(above) == [TITLE, *BODY]


def test_a_pages_menu_above_the_headline_and_footer_below_the_text() -> None:
    menu = ["Start", "Lokales", "Politik", "Sport", "Kultur", "Abo", "Suche", "Anmelden", "E-Paper"]
    article = make("\n".join([*menu, TITLE, LEAD, *BODY, "Impressum", "Datenschutz", "Musterverlag"]))
    assert shown(article) == [TITLE, LEAD, *BODY]


def test_a_dateline_gives_the_date_and_stays() -> None:
    first = f"Muster, 3. Mai 2024. {BODY[0]}"
    article = make("\n\n".join([TITLE, LEAD, first, *BODY[1:]]))
    assert article.published == "2024-05-03"
    assert article.lead == LEAD
    assert first in shown(article)


LINES = st.sampled_from([TITLE, LEAD, *BODY, "Politik", "23.10.2024", "Kommentare", "Lesen Sie auch", "***", "Anzeige", "Teilen", "BOTE", "Die Werft steht vor...", "1. Ulm", "„Nein“", "", " ", "© dpa", "Von Petra Muster", "Newsletter"])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join), st.sampled_from(["", TITLE, LEAD]), st.sampled_from(["", LEAD]))
def test_blocks_cover_the_text_once_in_order(text: str, title: str, lead: str) -> None:
    article = clean(Article(id="a", text=text, title=title, lead=lead))
    assert article.text == text
    blocks = [b for b in article.blocks if b.field == "text"]
    assert all(a.end <= b.start for a, b in pairwise(blocks))
    covered = "".join(text[b.start : b.end] for b in blocks)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(text[b.start : b.end].strip() == text[b.start : b.end] != "" for b in blocks)
    assert [b.field for b in article.blocks if b.field != "text"] == [
        f for f, v in (("title", title), ("lead", lead)) if v
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_covered(text: str) -> None:
    article = clean(Article(id="a", text=text))
    assert "".join("".join(text[b.start : b.end].split()) for b in article.blocks) == "".join(text.split())


def test_cleaning_comes_to_an_end() -> None:
    """In quadratic time each of these would take many minutes."""
    for text in (
        "Wort, " * 350_000,
        (BODY[0] + " ") * 14_000,
        (BODY[0] + "\n") * 3000,
        "\n\n".join(f"{i} {BODY[i % 4]}" for i in range(3000)),
        f"{TITLE}\n" + "Mehr zum Thema\nWellen\n" * 5_000 + "\n".join(BODY),
        "\n".join(f"Satz {i} ist fertig. (abc)" for i in range(5_000)),
        "Kommentare\n" * 10_000,
    ):
        make(text)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Kran kippt um\n\n", "Kran kippt um"),
        ("Flut\n\n", "Flut"),
        ("Bundesliga\n\nUlm siegt\n\n", "Ulm siegt"),
        ("Muster, 3. Mai 2024\n\n", ""),
        ("MUSTER (dpa)\n\n", ""),
        ("Muster, 3. Mai 2024\n\nKran kippt um\n\n", "Kran kippt um"),
        ("Die Ergebnisse\n\n" + "".join(f"SV Muster {n} – FC Ulm 1:{n}\n" for n in range(9)) + "\n", "Die Ergebnisse"),
        (
            "Das Wichtigste\n\n" + "".join(f"- Punkt {n} wird geklärt\n" for n in range(9)) + "\n",
            "Das Wichtigste",
        ),
    ],
)
def test_a_first_line_before_an_empty_one_is_the_title_and_a_dateline_is_none(head: str, title: str) -> None:
    article = make(head + "\n\n".join(BODY))
    assert article.title == title
    assert {"head.menu"} & set(gone(article).values()) == set()


def test_the_last_teaser_of_a_list_goes_and_a_heading_after_an_empty_line_stays() -> None:
    teasers = "Lesen Sie auch\nMöwenplage am Kai\nFähre fährt sonntags"
    article = make("\n\n".join([TITLE, BODY[0], teasers, BODY[1]]))
    assert shown(article) == [TITLE, BODY[0], BODY[1]]
    headed = make("\n\n".join([TITLE, BODY[0], f"{teasers}\n\nWarten auf die Flut", BODY[1]]))
    assert shown(headed) == [TITLE, BODY[0], "Warten auf die Flut", BODY[1]]


def test_words_of_a_page_as_headings_of_an_article_stay() -> None:
    lines = [
        TITLE,
        *BODY[:3],
        "Kontakt",
        BODY[3],
        "Kommentare",
        BODY[3] + " So war es.",
        "Mehr aus der Stadt",
        BODY[0] + " So war es.",
        "Datenschutz",
        BODY[1] + " So war es.",
    ]
    assert shown(make("\n\n".join(lines))) == lines


def test_lines_wrapped_at_a_narrow_column_are_paragraphs_and_names_in_a_column_are_not() -> None:
    wrapped = "\n\n".join("\n".join(textwrap.wrap(paragraph, 34)) for paragraph in BODY)
    assert [b.kind for b in make(f"{TITLE}\n\n{wrapped}").blocks] == ["title", *["paragraph"] * 4]
    names = "\n".join(["Anna Muster aus Ulm", "Jan Beispiel aus Kiel", "Petra Probe aus Linz", "Karl Ott aus Graz"] * 3)
    assert len(make(f"{TITLE}\n\n{names}\n\n{BODY[0]}").blocks) == 14


ENTRIES = "Am Pegel Lindau steht das Wasser nun bei 4,98 Metern, das ist so hoch wie seit dem Jahr 1999 nicht mehr."


@pytest.mark.parametrize(
    "first", ["Liveblog", "Newsticker zum Hochwasser", "Hochwasser am See: alle Meldungen im Ticker"]
)
@pytest.mark.parametrize(
    "entry",
    [
        "16.05 Uhr: Pegel in Lindau steigt",
        "+++ 16:05 Uhr: Pegel in Lindau steigt +++",
        "+++ 16.05 +++",
        "[16:05] Pegel",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_first_line_of_a_live_ticker_is_its_title(first: str, entry: str, gap: str) -> None:
    found = clean(
        Article(id="a", text=f"{first}{gap}{entry}\n{ENTRIES}\n\n15.30 Uhr: Dämme halten\n{ENTRIES[:-1]} dort.")
    )
    assert found.title == first
    assert next(found.text[b.start : b.end] for b in found.blocks if b.kind == "heading") == entry


def test_an_entry_of_a_ticker_is_never_a_title() -> None:
    found = clean(Article(id="a", text=f"16.05 Uhr: Der Pegel in Lindau steigt weiter\n\n{ENTRIES}"))
    assert found.title == ""
    assert clean(Article(id="a", text=f"Um 16.05 Uhr kommt der Zug nach Lindau\n\n{ENTRIES}")).title != ""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Geld für Lindau", "Das Land gibt der Stadt 3 Millionen Euro"),
        ("", "Das Land gibt der Stadt Lindau 3 Millionen Euro"),
        ("Lindau", "Wasser sinkt"),
    ],
)
def test_a_text_of_one_line_without_a_full_stop_is_a_text(title: str, text: str) -> None:
    found = clean(Article(id="a", text=text, title=title))
    assert [(b.kind, b.removed_by) for b in found.blocks if b.field == "text"] == [("paragraph", None)]
