"""German of older systems: recognised by its words, or refused by name, and never other words in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.read.codepages import untwisted
from pipeline.read.decode import Undecodable, decode, encoding_of

TEXT = "Die Bäckerei Süßmuth öffnet früher. Größere Brötchen kosten künftig 45 Cent, für Schüler gilt das nicht.\n"


@pytest.mark.parametrize("page", ["cp850", "cp437", "mac_roman", "windows-1252", "iso-8859-15", "utf-8", "utf-16"])
def test_german_of_any_code_page_is_read(page: str) -> None:
    data = TEXT.encode(page)
    assert decode(data) == TEXT
    if page not in ("utf-16", "utf-8"):
        assert data.decode(encoding_of([data], 10_000)) == TEXT


def test_the_euro_of_iso_8859_15() -> None:
    assert decode("Das Brötchen für 2 € und 3€".encode("iso-8859-15")) == "Das Brötchen für 2 € und 3€"


@pytest.mark.parametrize("text", ["Gonzáles aus Cádiz, Višnja Šimunova, José Juárez", "Das Café „Žižkov“ – 5 €", "§ 5"])
def test_foreign_names_in_windows_1252_stay_what_they_are(text: str) -> None:
    assert decode(text.encode("windows-1252")) == text


def test_a_typists_slip_makes_no_dos_text() -> None:
    text = TEXT * 3 + "Er sagte„ich warte“."
    assert decode(text.encode("windows-1252")) == text


def test_a_mixture_is_refused_by_name() -> None:
    with pytest.raises(Undecodable, match="partly Windows-1252, partly of an old DOS or Macintosh code page"):
        decode(TEXT.encode("windows-1252") + TEXT.encode("cp850"))


VISIT = "Die Oberbürgermeisterin empfängt {} für zwei Tage. Zum Essen gibt es Klöße und grüne Soße.\n"


@pytest.mark.parametrize("page", ["windows-1250", "iso-8859-2"])
@pytest.mark.parametrize(
    "name",
    [
        "Ondřej Říha und Tomáš Svoboda",
        "Łucja Małecka",
        "Božena Němcová",
        "Petar Kovačić",
        "den Rat von Gdańsk",
        "Václav Holý",
    ],
)
def test_names_of_central_europe_in_their_code_page(page: str, name: str) -> None:
    text = VISIT.format(name)
    assert decode(text.encode(page)) == text
    assert decode(text.encode(page)) == text.encode(page).decode(encoding_of([text.encode(page)], 10_000))


@pytest.mark.parametrize("name", ["Lajos Erdős", "den Rat von Plzeň", "Ioana Bălan"])
def test_letters_that_may_be_of_either_are_refused_by_name(name: str) -> None:
    with pytest.raises(Undecodable, match=r"letters of Central Europe .* save it as UTF-8"):
        decode(VISIT.format(name).encode("iso-8859-16" if "ă" in name else "iso-8859-2"))


@pytest.mark.parametrize("page", ["windows-1251", "koi8-r", "iso-8859-5"])
def test_another_script_is_refused_by_name(page: str) -> None:
    with pytest.raises(Undecodable, match="perhaps Cyrillic or Greek"):
        decode("Погода\n\nЗавтра будет 12 градусов.".encode(page))


@pytest.mark.parametrize(
    "name",
    [
        "Ingrid Sørlie, Bjørn Vøien und Åse Bøe",
        "Paolo Niccolò aus Forlì und Cantù",
        "João Simões aus São Brás",
        "Noël Genêt, Hélène Gruyère und Zoë Citroën",
        "Íñigo Núñez aus La Coruña",
        "Þórður Sigurðsson",
        "Maren Læsø vom Mærsk-Konzern",
        "ÄÖÜß auf 5 m² und 3 m³ für £5",
    ],
)
def test_names_of_western_and_northern_europe_stay_what_they_are(name: str) -> None:
    assert decode(VISIT.format(name).encode("windows-1252")) == VISIT.format(name)


def _twisted(text: str, page: str) -> str:
    return "".join(bytes([byte]).decode(page, "replace") for byte in text.encode())


@pytest.mark.parametrize("page", ["latin-1", "cp850", "mac_roman"])
@pytest.mark.parametrize("text", [TEXT, "„Ja“, sagte Müller – für 3 € …", "Höhe: 4 °C, Fläche: 3 m²"])
def test_utf8_read_in_another_page_is_turned_back(text: str, page: str) -> None:
    assert decode(_twisted(text, page).encode()) == text


def test_utf8_read_wrongly_twice_is_turned_back() -> None:
    assert untwisted(_twisted(_twisted("für Köln", "latin-1"), "windows-1252")) == "für Köln"


@pytest.mark.parametrize("text", ["São Tomé, Ãlvaro Â", "„CDÜ“ und „Ä“", "√4 ist 2, ├ ein Zeichen", "â 1 €"])
def test_right_text_is_not_turned(text: str) -> None:
    assert untwisted(text) == text


@given(st.text("abcäöüßÄÖÜé „“–…€ÃÂâ.", max_size=40))
def test_turning_back_is_at_rest_after_once(text: str) -> None:
    assert untwisted(untwisted(text)) == untwisted(text)
