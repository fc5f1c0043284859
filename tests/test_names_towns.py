"""Towns that are called like a common word: an error of translation, or the word itself."""

from __future__ import annotations

import pytest

from pipeline.names.match import compare


def translated(source: str, target: str) -> list[tuple[str, str, str]]:
    """Severity, source word and target word of every finding that says a name was translated."""
    return [
        (f.severity, f.source.text, f.target.text)
        for f in compare(source, target).findings
        if f.check == "name.translated" and f.source and f.target
    ]


@pytest.mark.parametrize(
    ("source", "target", "town", "word"),
    [
        ("Die Explosion ereignete sich in Singen.", "The explosion took place in singing.", "Singen", "singing"),
        ("Sie ist in Weiden aufgewachsen.", "She grew up in pastures.", "Weiden", "pastures"),
        ("Die Niederlassung in Halle schließt.", "The branch in the hall is closing.", "Halle", "hall"),
        ("Die Schule in Regen bleibt zu.", "The school in the rain stays shut.", "Regen", "rain"),
        ("Er wurde in Norden geboren.", "He was born in the north.", "Norden", "north"),
        ("Der Konzern hat seinen Sitz in Wesel.", "The group has its seat in weasel.", "Wesel", "weasel"),
        ("Der Bus hält in Zell.", "The bus stops in the cell.", "Zell", "cell"),
        ("Das Rathaus in Haar ist alt.", "The town hall in hair is old.", "Haar", "hair"),
        ("Der Stadtrat in Worms tagte.", "The council in worms met.", "Worms", "worms"),
        ("Die Polizei in Brand sucht Zeugen.", "Police in fire are looking for witnesses.", "Brand", "fire"),
        ("Ein Rentner aus Essen gewann.", "A pensioner from food won.", "Essen", "food"),
        ("Die Band stammt aus Baden.", "The band comes from bathing.", "Baden", "bathing"),
        ("Sie ist nach Leer gezogen.", "She has moved to empty.", "Leer", "empty"),
        ("Der Flug nach Halle fiel aus.", "The flight to the hall was cancelled.", "Halle", "hall"),
    ],
)
def test_where_only_a_town_can_stand_its_word_is_a_warning(source: str, target: str, town: str, word: str) -> None:
    assert translated(source, target) == [("warning", town, word)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Sie sparte in Essen und Kleidung.", "She saved on food and clothing."),
        ("Die Gruppe lief in Regen und Wind.", "The group walked in rain and wind."),
        ("Der Fluss zieht nach Norden.", "The river runs to the north."),
        ("Die Kälte kam aus Norden.", "The cold came from the north."),
        ("Die Scheune steht in Brand.", "The barn is on fire."),
        ("Ein Gerichtsgebäude in Brand zu stecken ist strafbar.", "Setting a courthouse on fire is a crime."),
        ("Die Stadt investiert in Wissen.", "The city invests in knowledge."),
        ("Der Unfall passierte bei Regen.", "The accident happened in rain."),
        ("Das Haus aus Stein blieb stehen.", "The house of stone remained standing."),
        ("Im Zug roch es nach Essen.", "The train smelled of food."),
        ("Die Messe in Halle 7 beginnt.", "The fair in hall 7 begins."),
        ("Bei Singen und Tanz wurde es spät.", "It got late with singing and dancing."),
        ("Die Polizei in Worms ermittelt.", "Police in Worms are investigating."),
        ("Sie lebt in der Halle.", "She lives in the hall."),
    ],
)
def test_the_common_word_is_no_finding(source: str, target: str) -> None:
    assert translated(source, target) == []


def test_where_either_may_be_meant_it_is_a_note() -> None:
    assert translated("Es fehlt in Essen.", "It is missing in food.") == [("note", "Essen", "food")]
