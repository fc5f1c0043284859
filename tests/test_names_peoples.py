"""Peoples, adjectives and genitives: the place they stand for survives by any word, and is not exchanged for another."""

from __future__ import annotations

import pytest

from pipeline.check import Checker
from pipeline.names import Memory, compare, entities, peoples
from pipeline.resources import tables
from pipeline.types import Finding

SAME = [
    # one identity, whatever the word
    ("Die iranische Regierung schweigt.", "The Iranian government is silent."),
    ("Die iranische Regierung schweigt.", "Iran's government is silent."),
    ("Die iranische Regierung schweigt.", "The government of Iran is silent."),
    ("Die iranische Regierung schweigt.", "Tehran is silent."),
    ("Die Iraner wählen am Freitag.", "Iran votes on Friday."),
    ("Eine Iranerin gewann den Preis.", "An Iranian woman won the prize."),
    ("Die Wirtschaft Mexikos wächst.", "The Mexican economy is growing."),
    ("Zwei Däninnen und ein Schwede stiegen aus.", "Two Danish women and a Swede got off."),
    ("Ein Franzose und eine Britin siegten.", "A Frenchman and a British woman won."),
    ("Die Niederländer verlieren.", "The Dutch are losing."),
    ("Das holländische Königspaar reist ab.", "The Dutch royal couple is leaving."),
    ("Der Schweizer Bundesrat tagt.", "The Swiss Federal Council is meeting."),
    ("Die britische Polizei ermittelt.", "Police in England are investigating."),
    ("Die US-amerikanische Börse fiel.", "The American stock exchange fell."),
    ("Amerikanische Zölle drohen.", "US tariffs loom."),
    ("Ein Gipfel der deutsch-französischen Freundschaft.", "A summit of Franco-German friendship."),
    ("Prorussische Kämpfer zogen ab.", "Pro-Russian fighters withdrew."),
    ("Die deutschsprachige Presse lobt ihn.", "The German-language press praises him."),
    ("Russland-Sanktionen wirken.", "Sanctions against Russia are working."),
    ("Sie spricht fließend Polnisch.", "She speaks fluent Polish."),
    ("Bayerische Brauer klagen.", "Bavaria's brewers complain."),
    ("Kurdische Verbände rücken vor.", "Kurdish units are advancing."),
    ("Die Katalanen demonstrieren.", "Catalans are demonstrating."),
    ("Ein Schotte trainiert die Waliser.", "A Scotsman coaches the Welsh."),
    ("Ein Palästinenser wurde verletzt.", "A Palestinian was injured."),
    ("Das Pariser Klimaabkommen gilt.", "The Paris climate accord applies."),
    ("Der Berliner Senat berät.", "The Berlin senate is deliberating."),
    ("Die Hamburger Polizei ermittelt.", "Hamburg police are investigating."),
    ("Ein Tokioter Gericht entschied.", "A Tokyo court ruled."),
    ("Uigurische Familien fliehen.", "Uyghur families are fleeing."),
    ("Ein süd-afrikanischer Minister kam.", "A South African minister came."),
    # what goes without saying
    ("Sie sitzt im Deutschen Bundestag.", "She sits in the Bundestag."),
    ("Sie sitzt im Bundestag.", "She sits in the German Bundestag."),
    ("Es kostet 300 australische Dollar.", "It costs 300 dollars."),
    ("Der ungarische Ärzteverband streikt.", "The national doctors' association is on strike."),
    # no peoples at all
    ("Dann kam Regen.", "Then rain came."),
    ("Die neuesten Zahlen fehlen.", "The latest figures are missing."),
    ("Sachspenden sind willkommen.", "Donations in kind are welcome."),
    ("Der Trainer Robert Franke geht.", "The coach Robert Franke is leaving."),
    ("Herr Böhme wartet.", "Mr Böhme is waiting."),
    ("Er aß ein Wiener Schnitzel.", "He ate a Wiener schnitzel."),
    ("Daneben steht ein Baum.", "Next to it stands a tree."),
]


def found(german: str, english: str) -> list[tuple[str, str, str | None, str | None]]:
    return [_short(finding) for finding in Checker().compare(german, english).findings if finding.kind == "name"]


def _short(finding: Finding) -> tuple[str, str, str | None, str | None]:
    source, target = finding.source, finding.target
    return finding.check, finding.severity, source.text if source else None, target.text if target else None


@pytest.mark.parametrize(("german", "english"), SAME)
def test_a_place_survives_by_any_word(german: str, english: str) -> None:
    assert [one for one in found(german, english) if one[1] != "note"] == []


SWAPPED = [
    ("Die iranische Regierung schweigt.", "The Iraqi government is silent.", "iranische", "Iraqi"),
    ("Die iranische Regierung schweigt.", "Iraq's government is silent.", "iranische", "Iraq"),
    ("Die Regierung des Iran schweigt.", "The Iraqi government is silent.", "Iran", "Iraqi"),
    ("Österreichs Kanzlerin reist ab.", "Japan's chancellor is leaving.", "Österreichs", "Japan"),
    ("Der Botschafter Thailands sprach.", "Taiwan's ambassador spoke.", "Thailands", "Taiwan"),
    ("Slowakische Zöllner streiken.", "Slovenian customs officers are on strike.", "Slowakische", "Slovenian"),
    ("Zwei Schwedinnen siegten.", "Two Swiss women won.", "Schwedinnen", "Swiss"),
    ("Die Ungarn feiern.", "The Romanians are celebrating.", "Ungarn", "Romanians"),
    ("Ein Türke rettete das Kind.", "A Greek rescued the child.", "Türke", "Greek"),
    ("Eine Rede auf Französisch.", "A speech in Finnish.", "Französisch", "Finnish"),
    ("Bayerische Brauer klagen.", "Saxon brewers complain.", "Bayerische", "Saxon"),
    ("Kurdische Verbände rücken vor.", "Turkish units are advancing.", "Kurdische", "Turkish"),
    ("Ein Palästinenser wurde verletzt.", "A Pakistani was injured.", "Palästinenser", "Pakistani"),
    ("Die Hamburger Polizei ermittelt.", "The Stuttgart police are investigating.", "Hamburger", "Stuttgart"),
    ("In Hamburg ermittelt die Polizei.", "In Munich the police are investigating.", "Hamburg", "Munich"),
    ("In Bochum ermittelt die Polizei.", "In Bonn the police are investigating.", "Bochum", "Bonn"),
    ("Uigurische Familien fliehen.", "Tamil families are fleeing.", "Uigurische", "Tamil"),
    ("Prorussische Kämpfer zogen ab.", "Pro-Ukrainian fighters withdrew.", "Prorussische", "Ukrainian"),
]


@pytest.mark.parametrize(("german", "english", "mine", "other"), SWAPPED)
def test_a_place_that_became_another_is_an_error(german: str, english: str, mine: str, other: str) -> None:
    assert found(german, english) == [("name.changed", "error", mine, other)]


def test_a_place_said_twice_and_exchanged_once() -> None:
    german = "Der Iran droht, und die iranische Marine läuft aus."
    assert found(german, "Iran is threatening, and the Iraqi navy is setting sail.") == [
        ("name.changed", "error", "iranische", "Iraqi")
    ]


def test_a_people_exchanged_for_another_of_the_sentence() -> None:
    german = "Der österreichische Fahrer siegte in der Schweiz vor dem Österreicher Hofer."
    english = "The Swiss rider won in Switzerland ahead of the Austrian Hofer."
    assert found(german, english) == [("name.changed", "warning", "österreichische", "Swiss")]


def test_places_that_both_sides_name_as_often() -> None:
    german = "Der österreichische Fahrer siegte in der Schweiz vor dem Österreicher Hofer."
    english = "In Switzerland, the rider from Austria won ahead of the Austrian Hofer."
    assert found(german, english) == []


def test_a_people_within_an_institution_that_became_another() -> None:
    german = "Sie sitzt im Deutschen Bundestag."
    assert ("name.changed", "error") in [one[:2] for one in found(german, "She sits in the French parliament.")]


LOST = [
    ("Die norwegische Küste ist gesperrt.", "The coast is closed.", "warning"),
    ("Mexikos Präsident reist nach Berlin.", "The president is travelling to Berlin.", "warning"),
    ("Die deutsche Küste ist gesperrt.", "The coast is closed.", "note"),
    ("Die Münchner verlieren das Finale.", "They are losing the final.", "note"),
    ("Das norwegische Parlament tagt.", "The national parliament is meeting.", "note"),
    ("Die norwegische Ministerin Ingrid Solheim kam.", "Minister Ingrid Solheim came.", "note"),
]


@pytest.mark.parametrize(("german", "english", "severity"), LOST)
def test_a_place_that_is_gone(german: str, english: str, severity: str) -> None:
    assert [one[:2] for one in found(german, english)] == [("name.missing", severity)]


def test_a_people_that_came_from_nowhere() -> None:
    assert found("Ein Tanker sank.", "A Norwegian tanker sank.") == [("name.added", "note", None, "Norwegian")]


def test_a_summary_has_nothing_to_explain() -> None:
    findings = Checker().compare("Ein Tanker sank.", "A Norwegian tanker sank.", direction="target").findings
    assert [_short(finding) for finding in findings] == [("name.added", "warning", None, "Norwegian")]


def test_a_summary_in_the_same_language() -> None:
    text = "The Iranian navy set sail on Monday. Its ships carry oil."
    findings = Checker().compare(text, "Iraqi ships carry oil.", ("en", "en"), "target").findings
    assert [_short(finding) for finding in findings] == [("name.changed", "error", "Iranian", "Iraqi")]


def test_a_people_that_the_source_misspells() -> None:
    english = "Norwegian tankers sank."
    findings = Checker().compare("Die norwegichen Tanker sanken.", english, direction="target").findings
    assert [_short(finding) for finding in findings] == [("name.added", "note", None, "Norwegian")]


def test_each_text_speaks_of_its_own_language() -> None:
    assert found("Der Titel lautet auf Deutsch anders.", "The title is different in English.") == [
        ("name.changed", "note", "Deutsch", "English")
    ]


def test_what_would_have_been_right_is_an_adjective() -> None:
    (finding,) = Checker().compare("Dänische Fischer streiken.", "Norwegian fishermen are on strike.").findings
    assert finding.expected == ("Danish", "Dane")


def test_what_the_article_has_named_before_may_be_left_out() -> None:
    memory = Memory()
    compare("Die norwegische Küste ist gesperrt.", "The Norwegian coast is closed.", memory=memory)
    findings = compare("Die norwegische Küste bleibt leer.", "The coast remains empty.", memory=memory).findings
    assert [(finding.check, finding.severity) for finding in findings] == [("name.missing", "note")]


FORMS = [
    ("iranischem", "country:IR"),
    ("Iraners", "country:IR"),
    ("Iranerinnen", "country:IR"),
    ("Däninnen", "country:DK"),
    ("Dänen", "country:DK"),
    ("Mexikos", "country:MX"),
    ("großbritannischer", "country:GB"),
    ("antiamerikanische", "country:US"),
    ("englischsprachigen", "place:england"),
    ("Äquatorialguineer", "country:GQ"),
    ("Düsseldorfer", "city:dusseldorf"),
    ("Tübingers", "place:tubingen"),
    ("Katalanin", "place:catalonia"),
]


@pytest.mark.parametrize(("word", "entity"), FORMS)
def test_inflections(word: str, entity: str) -> None:
    mentions = list(entities.load().german.find(entities.words(word)))
    assert [entity in mention.entities for mention in mentions] == [True]


@pytest.mark.parametrize("word", ["Dann", "dann", "Dans", "neueste", "älteste", "Finn"])
def test_words_that_are_no_inflection(word: str) -> None:
    assert not [m for m in entities.load().german.find(entities.words(word)) if m.related]


def test_every_country_of_the_news_has_an_adjective_on_both_sides() -> None:
    known = entities.load()
    german = {form.entity for forms in known.german.forms.values() for form in forms if form.related}
    rows = [cells[0] for cells in entities.rows(tables() / "names" / "countries.tsv", (5,))]
    assert len(rows) > 180
    assert [code for code in rows if f"country:{code}" not in german] == []
    assert [code for code in rows if not known.english_peoples(f"country:{code}")] == []


@pytest.mark.parametrize("table", ["demonyms.tsv", "kin.tsv"])
def test_tables_name_only_what_others_define(table: str) -> None:
    known = entities.load()
    defined = set(known.german.names) | set(known.english.names) | set(known.english.peoples)
    columns = (2, 3)
    for cells in entities.rows(tables() / "names" / table, columns):
        for entity in (cells[0], *(cells[1].split(";") if table == "kin.tsv" else ())):
            assert entity in defined, entity


def test_a_people_is_told_from_a_place() -> None:
    comparison = Checker().compare("Die iranische Küste.", "The Iranian coast.")
    assert [(fact.values, fact.optional) for fact in comparison.source_facts] == [(("country:IR",), True)]
    assert "country:IR" not in peoples.AT_HOME
