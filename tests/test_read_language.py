"""Which language an article is in, judged over the whole of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.read.language import detect, name
from pipeline.types import Article, Failure

SENTENCES = {
    "de": "Der Rat hat gestern Abend beschlossen, das alte Bad am Hafen zu schließen, weil das Geld dafür fehlt.",
    "en": "Last night the council decided to close the old bath at the harbour because there is no money left for it.",
    "fr": "Hier soir, le conseil a décidé de fermer l'ancienne piscine du port parce que l'argent manque pour la réparer.",
    "nl": "Gisteravond heeft de raad besloten het oude zwembad bij de haven te sluiten, omdat er geen geld meer voor is.",
    "it": "Ieri sera il consiglio ha deciso di chiudere la vecchia piscina del porto perché mancano i soldi per ripararla.",
    "pl": "Wczoraj wieczorem rada postanowiła zamknąć stary basen w porcie, ponieważ brakuje na niego pieniędzy.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_of_some_length_is_recognised(code: str) -> None:
    assert detect(SENTENCES[code]) == code


@pytest.mark.parametrize("text", ["", "Ulm", "3:1", "12.000 34.000 56.000 " * 20, "Tote bei Unfall in Ulm"])
def test_too_little_text_gives_no_answer(text: str) -> None:
    assert detect(text) == ""


def test_a_german_article_with_english_quotations_is_german() -> None:
    text = (SENTENCES["de"] + " „We have no money left“, sagte der Sprecher der Firma Open Water Solutions. ") * 2
    assert detect(text) == "de"


def test_swiss_and_austrian_german_is_german() -> None:
    assert (
        detect("Der Ständerat beschloss am Dienstag, die Strasse im Wallis grosszügig auszubauen, ausser im Naturpark.")
        == "de"
    )
    assert (
        detect(
            "Im Jänner wurde in der Steiermark ein Topfenstrudel von 30 Metern Länge gebacken, heuer folgt der nächste."
        )
        == "de"
    )


def test_a_long_text_is_judged_by_its_parts() -> None:
    assert detect(SENTENCES["de"] * 20_000) == "de"


def test_languages_have_names_for_messages() -> None:
    assert (name("de"), name("en"), name("xx")) == ("German", "English", "xx")


QUOTED = "We have waited long enough for this bridge, and the people of our town will remember who opened it at last"


def test_a_german_article_that_quotes_much_english_is_german(tmp_path: Path) -> None:
    said = "".join(
        f"Der Bürgermeister aus Kent sagte {day}: „{QUOTED}. It has been a great day for all of us and for our children.“\n"
        for day in ("am Montag", "am Dienstag vor dem Rathaus", "später der Zeitung")
    )
    (tmp_path / "a.txt").write_text(said)
    (tmp_path / "b.txt").write_text(
        f"{QUOTED}.\nHe said: „Das ist die Brücke, auf die wir alle gewartet haben.“\n{QUOTED}."
    )
    german, english = read_inputs([str(tmp_path)], InputConfig())
    assert isinstance(german, Article)
    assert german.language == "de"
    assert isinstance(english, Failure)
    assert "the text is English" in english.reason
