"""The tables that travel with the package: they load, name their source, and hold what the checks rely on."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from pipeline.errors import TableError
from pipeline.names import english_form, entities, lexicon, likely
from pipeline.names.text import fold, umlaut_fold, words
from pipeline.resources import tables

FOLDER = tables() / "names"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.name)
def test_every_table_names_its_source(path: Path) -> None:
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any(word in " ".join(head) for word in ("Source:", "public domain"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xz")), ids=lambda path: path.name)
def test_every_learned_table_names_its_builder(path: Path) -> None:
    head = lzma.decompress(path.read_bytes())[:900]
    assert b"pipeline/names/build_" in head or b"tools/tables/" in head


def test_the_learned_tables_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 4_000_000


def test_a_malformed_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "regions.tsv"
    path.write_text("# head\nplace\tMusterland\tModelland\t\t\nplace\tHalbland\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"regions\.tsv:3: 2 columns, expected 5"):
        list(entities.rows(path, (5,)))


def ids(text: str, lang: str) -> list[str]:
    index = entities.load().index(lang)  # type: ignore[arg-type]
    return sorted({entity for mention in index.find(words(text)) for entity in mention.entities})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iran", "Irak"),
        ("Slowakei", "Slowenien"),
        ("Niger", "Nigeria"),
        ("Nordkorea", "Südkorea"),
        ("Österreich", "Australien"),
        ("Moskau", "Mossul"),
        ("Putin", "Puschkin"),
        ("Kongo", "Togo"),
        ("Sudan", "Südsudan"),
        ("Guinea", "Guyana"),
        ("Dominica", "Mali"),
        ("Lettland", "Litauen"),
        ("Schweden", "Schweiz"),
        ("Georgien", "Galizien"),
        ("Freiburg", "Hamburg"),
    ],
)
def test_neighbours_are_different_entities(one: str, other: str) -> None:
    assert ids(one, "de")
    assert ids(other, "de")
    assert not set(ids(one, "de")) & set(ids(other, "de"))


@pytest.mark.parametrize(
    ("german", "english", "entity"),
    [
        ("des Auswärtigen Amtes", "the Foreign Office", "org:foreign office"),
        ("den Vereinten Nationen", "the United Nations", "org:un"),
        ("Demokratischen Volksrepublik Korea", "Democratic People's Republic of Korea", "country:KP"),
        ("nordkoreanischen", "North Koreans", "country:KP"),
        ("Südbrasilien", "Brazilian", "country:BR"),
        ("Karls des Großen", "Charlemagne", "person:charlemagne"),
        ("Nordrhein-Westfalens", "North Rhine-Westphalia", "place:north rhine-westphalia"),
        ("Saporischschja", "Zaporizhzhya", "place:zaporizhzhia"),
    ],
)
def test_both_languages_point_to_one_entity(german: str, english: str, entity: str) -> None:
    assert entity in ids(german, "de")
    assert entity in ids(english, "en")


def test_a_pronoun_is_no_country() -> None:
    assert ids("He told us to polish it.", "en") == []


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Pjöngjang", "Pyongyang"),
        ("Selenskyj", "Zelensky"),
        ("Wladimir Putin", "Vladimir Putin"),
        ("Sergej Schoigu", "Sergei Shoigu"),
        ("Europäischer Gerichtshof", "European Court of Justice"),
        ("Niederösterreich", "Lower Austria"),
        ("Berlin", "Berlin"),
        ("Lindenbaum", None),
        ("", None),
    ],
)
def test_english_press_form(name: str, form: str | None) -> None:
    assert english_form(name) == form


@pytest.mark.parametrize("word", ["Vertrag", "Lieferung", "Maschinen", "Regierung", "Wohnungsbau", "Schneeschmelze"])
def test_common_nouns_are_unlikely_names(word: str) -> None:
    assert likely.word_logit(word, "de") < 0


@pytest.mark.parametrize("word", ["Merkel", "Steinmeier", "Heidelberg", "Johnson", "Lindqvist"])
def test_names_are_likely_names(word: str) -> None:
    assert likely.word_logit(word, "de") > 0


def test_compounds_are_taken_apart() -> None:
    assert lexicon.split_compound("wohnungsmarkt") == ("wohnungs", "markt")
    assert lexicon.split_compound("merkel") == ()


def test_translations_of_a_common_noun() -> None:
    assert "chancellor" in lexicon.translations("bundeskanzler").any


@pytest.mark.parametrize(
    ("word", "folded", "written"),
    [
        ("Müller", "muller", "mueller"),
        ("Đoković", "dokovic", "dokovic"),
        ("U.S.", "us", "us"),
        ("Groß", "gross", "gross"),
    ],
)
def test_folding(word: str, folded: str, written: str) -> None:
    assert fold(word) == folded
    assert umlaut_fold(word) == written


def test_a_decomposed_umlaut_is_an_umlaut() -> None:
    assert umlaut_fold("Mu\u0308ller") == "mueller"
    assert [word.text for word in words("Mu\u0308ller kam")] == ["Mu\u0308ller", "kam"]


def test_a_soft_hyphen_is_no_letter() -> None:
    assert [word.fold for word in words("Har\u00adtinger")] == ["hartinger"]
