"""Clubs said longer or shorter, ministries and offices said by their acronyms, acronyms with two meanings."""

from __future__ import annotations

import pytest

from pipeline.names.match import compare


def found(source: str, target: str) -> list[tuple[str, str]]:
    """Check and severity of every finding."""
    return [(f.check, f.severity) for f in compare(source, target).findings]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Trainer und Hertha trennen sich.", "Hertha Berlin and their coach part ways."),
        ("Am Abend trifft Union auf Mainz.", "In the evening, Union Berlin meet Mainz."),
        ("Der VfB holte ein Remis.", "VfB Stuttgart earned a draw."),
        ("Der Eintracht fehlt ein Stürmer.", "Eintracht Braunschweig lack a striker."),
        ("Arminia feiert den Aufstieg.", "Arminia Bielefeld celebrate promotion."),
        ("Hansas Torwart fällt aus.", "Hansa Rostock's goalkeeper is out."),
        ("Real verpflichtet einen Verteidiger.", "Real Madrid sign a defender."),
        ("Für Holstein Kiel war es der erste Sieg.", "For Holstein it was the first win."),
    ],
)
def test_a_longer_or_shorter_form_of_a_club_is_at_most_a_note(source: str, target: str) -> None:
    assert {severity for _, severity in found(source, target)} <= {"note"}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Gladbach spielt heute.", "Mönchengladbach play today."),
        ("Gladbach spielt heute.", "Borussia Mönchengladbach play today."),
        ("Das BMVg lehnte eine Stellungnahme ab.", "The Defence Ministry declined to comment."),
        ("Das BMI prüft ein Verbot.", "The Interior Ministry is considering a ban."),
        ("Das BMF rechnet mit weniger Geld.", "The Finance Ministry expects less money."),
        ("Das BMJ legt einen Entwurf vor.", "The Justice Ministry presents a draft."),
        ("Das BMAS kennt die Zahlen.", "The Labour Ministry knows the figures."),
        ("Das BMG mahnte zur Vorsicht.", "The Health Ministry urged caution."),
        ("Das BMZ stockt die Hilfe auf.", "The Development Ministry is increasing aid."),
        ("Das BMUV sieht keine Gefahr.", "The Environment Ministry sees no danger."),
        ("Das BMEL rief die Ware zurück.", "The Ministry of Agriculture recalled the goods."),
        ("Das BAG gab dem Kläger recht.", "The Federal Labour Court ruled for the plaintiff."),
        ("Das BAG stoppte den Lastwagen.", "The Federal Office for Goods Transport stopped the lorry."),
        ("Der Mauerbau trennte Familien.", "The building of the Wall divided families."),
        ("Auf Kamtschatka bebte die Erde.", "The earth shook in Kamchatka."),
    ],
)
def test_other_names_of_the_same(source: str, target: str) -> None:
    assert found(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "wanted"),
    [
        ("Hertha verlor.", "Hertha Frankfurt lost.", ("name.added", "error")),
        ("Das BMVg lehnte ab.", "The Health Ministry declined.", ("name.changed", "error")),
        ("Das BAG entschied.", "The Federal Constitutional Court decided.", ("name.changed", "error")),
    ],
)
def test_another_one_is_an_error(source: str, target: str, wanted: tuple[str, str]) -> None:
    assert found(source, target) == [wanted]


def test_messages_of_one_language_speak_of_source_and_target() -> None:
    lost = compare("Kiel and Passau signed.", "Kiel signed.", ("en", "en")).findings
    assert [f.message for f in lost] == ["“Passau” is not in the target."]
    new = compare("Kiel signed.", "Kiel and Passau signed.", ("en", "en")).findings
    assert [f.message for f in new] == ["“Passau” is in the target but has no counterpart in the source."]
    assert [f.message for f in compare("Kiel und Passau stimmten zu.", "Kiel agreed.").findings] == [
        "“Passau” is not in the English."
    ]
