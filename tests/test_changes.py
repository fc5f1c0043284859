"""What has changed between two versions of an article: facts by what they mean, sentences by their source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.changes import changes
from pipeline.changes.align import aligned, similarity
from pipeline.check import Checker
from pipeline.codec import read_record
from pipeline.config import Config, override
from pipeline.record import kept
from pipeline.run.article import compared
from pipeline.run.runner import Runner
from pipeline.run.store import Store
from pipeline.types import Article, Changes, Edition, FactChange, Record, TextChange
from tests.fakes import FakeTranslator

FIRE = """Brand in Pflegeheim: Elf Tote

COTTBUS (dpa) - Bei einem Brand in einem Pflegeheim in Cottbus sind in der Nacht zum Montag elf Menschen ums Leben gekommen. 23 Bewohner wurden verletzt, wie Polizeisprecherin Petra Meier am Montag mitteilte. Das Feuer war gegen 3.40 Uhr in einem Zimmer im zweiten Stock ausgebrochen. Die Feuerwehr war mit 140 Einsatzkräften vor Ort. Der Schaden liegt bei 1,2 Millionen Euro.

Brandenburgs Innenminister Thomas Kerber sprach den Angehörigen sein Beileid aus. "Wir stehen unter Schock", sagte Meier. Am 17. Oktober soll die Untersuchung beginnen. In dem Heim lebten 86 Menschen. Die Ursache ist noch unklar.
"""
BANK = """Fusion zweier Volksbanken geplant

Die Volksbank Emsland und die Volksbank Grafschaft wollen zum 1. Juli 2027 fusionieren. Das neue Institut hätte eine Bilanzsumme von 5,3 Milliarden Euro und 1.140 Mitarbeiter. Kündigungen soll es nicht geben, wie Vorstandschef Dieter Brüning am Donnerstag in Lingen sagte. 12 der 58 Filialen sollen schließen.

Die Mitglieder stimmen am 22. April ab. Nötig ist eine Mehrheit von 75 Prozent. Brüning soll das Institut gemeinsam mit Annette Hölscher führen. Die Gewerkschaft Verdi warnte vor einem Abbau von Stellen. Beide Banken haben zusammen 96.000 Mitglieder.
"""
TRIAL = """Urteil im Prozess um Raubüberfall: Sieben Jahre Haft

Im Prozess um den Überfall auf einen Juwelier in Regensburg hat das Landgericht den Hauptangeklagten zu sieben Jahren Haft verurteilt. Der 34-Jährige hatte laut Urteil im Februar Schmuck im Wert von 480.000 Euro erbeutet. Sein Komplize erhielt vier Jahre. Die Staatsanwaltschaft hatte neun Jahre gefordert.

Richterin Monika Aichinger sprach von einer brutalen Tat. Der Juwelier Franz Oberleitner erlitt einen Schädelbruch. Verteidiger Ralf Dorn kündigte Revision an. Der Prozess hatte am 3. September begonnen und dauerte 14 Verhandlungstage.
"""
RETOLD = """Sieben Jahre Haft nach Überfall auf Juwelier

Das Landgericht Regensburg hat einen 34-Jährigen wegen schweren Raubes zu sieben Jahren Gefängnis verurteilt. Er hatte im Februar bei einem Juwelier Schmuck für 480.000 Euro geraubt. Ein Mittäter muss vier Jahre in Haft.

Die Tat nannte Richterin Monika Aichinger brutal. Opfer Franz Oberleitner hatte einen Schädelbruch erlitten. Gegen das Urteil will Anwalt Ralf Dorn Revision einlegen. Seit dem 3. September war 14 Tage lang verhandelt worden; die Anklage hatte neun Jahre verlangt.
"""
BOOK: dict[str, Any] = {
    "Brand in Pflegeheim: Elf Tote": "Fire in nursing home: eleven dead",
    "Brand in Pflegeheim: Zwölf Tote": "Fire in nursing home: twelve dead",
    "23 Bewohner wurden verletzt, wie Polizeisprecherin Petra Meier am Montag mitteilte.": (
        "23 residents were injured, police spokeswoman Petra Meier said on Monday."
    ),
    "23 Bewohner wurden verletzt, wie Polizeisprecherin Petra Maier am Montag mitteilte.": (
        "23 residents were injured, police spokeswoman Petra Maier said on Monday."
    ),
    "Der Schaden liegt bei 1,2 Millionen Euro.": "The damage is 1.2 million euros.",
    "Die Feuerwehr war mit 140 Einsatzkräften vor Ort.": "The fire brigade was there with 140 people.",
}
CONFIG = override(Config(), "repair", enabled=False)


def edited(text: str, *edits: tuple[str, str]) -> str:
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


def run(folder: Path, text: str, book: dict[str, Any] = BOOK, revision: str = "r1") -> Record:
    """What a run over this text leaves in a folder."""
    article = Article("story", text, language="de", published="2026-11-23")
    Runner(CONFIG, Store(folder), FakeTranslator(book, revision=revision), Checker()).run([article])
    return read_record((folder / "articles" / "story" / "record.json").read_bytes())


def between(folder: Path, older: str, newer: str) -> Changes:
    run(folder, older)
    found = run(folder, newer).run.changes
    assert found is not None
    return found


def sides(found: Changes) -> list[tuple[str, str]]:
    return [(fact.source_before, fact.source_after) for fact in found.facts]


@pytest.mark.parametrize(
    ("older", "edits", "wanted"),
    [
        pytest.param(
            FIRE, [("Elf Tote", "Zwölf Tote"), ("elf Menschen", "zwölf Menschen")],
            [("Elf Tote", "Zwölf Tote")], id="toll",
        ),
        pytest.param(
            FIRE, [("elf Menschen", "11 Menschen"), ("3.40 Uhr", "3:40 Uhr"), ("1,2 Millionen Euro", "1.200.000 Euro")], [],
            id="only written otherwise",
        ),
        pytest.param(FIRE, [("Meier", "Maier")], [("Petra Meier", "Petra Maier")], id="name corrected, full and short"),
        pytest.param(FIRE, [("17. Oktober", "24. Oktober")], [("17. Oktober", "24. Oktober")], id="date moved"),
        pytest.param(
            FIRE, [(" Der Schaden liegt bei 1,2 Millionen Euro.", "")], [("1,2 Millionen Euro: Schaden", "")],
            id="sum withdrawn with its sentence",
        ),
        pytest.param(
            FIRE, [("Der Schaden liegt bei 1,2 Millionen Euro.", "Zur Höhe des Schadens gibt es noch keine Angaben.")],
            [("1,2 Millionen Euro: Schaden", "")], id="sum withdrawn",
        ),
        pytest.param(
            FIRE,
            [(" Die Feuerwehr war mit 140 Einsatzkräften vor Ort.", ""),
             ("86 Menschen.", "86 Menschen. Die Feuerwehr war mit 140 Einsatzkräften vor Ort.")],
            [], id="sentence moved",
        ),
        pytest.param(
            FIRE, [("verletzt, wie Polizeisprecherin Petra Meier am Montag mitteilte.",
                    "verletzt. Das teilte Polizeisprecherin Petra Meier am Montag mit.")],
            [], id="sentence split",
        ),
        pytest.param(
            FIRE, [("Brandenburgs Innenminister", "Minister"),
                   ("noch unklar.", "noch unklar. „Das wird dauern“, sagte Gutachter Lutz Wegener.")],
            [("Brandenburgs", ""), ("", "Lutz Wegener")], id="quotation added, state gone",
        ),
        pytest.param(
            FIRE, [("elf Menschen", "zwölf Menschen"), ("23 Bewohner", "Elf Bewohner"), ("Elf Tote", "Zwölf Tote")],
            [("Elf Tote", "Zwölf Tote"), ("23 Bewohner", "Elf Bewohner")], id="a figure that another one had",
        ),
        pytest.param(
            BANK, [("5,3 Milliarden Euro und 1.140", "5,6 Milliarden Euro und 1.190"), ("12 der 58", "14 der 58")],
            [("5,3 Milliarden Euro: Bilanzsumme", "5,6 Milliarden Euro: Bilanzsumme"),
             ("1.140 Mitarbeiter", "1.190 Mitarbeiter"), ("12", "14")],
            id="several in one sentence",
        ),
        pytest.param(
            BANK, [("Annette Hölscher", "Jörg Tenbrink")], [("Annette Hölscher", "Jörg Tenbrink")], id="somebody else"
        ),
        pytest.param(
            BANK, [("zum 1. Juli 2027", "erst zum 1. Januar 2028")], [("1. Juli 2027", "1. Januar 2028")], id="later"
        ),
        pytest.param(
            TRIAL, [("Sein Komplize erhielt vier Jahre. Die Staatsanwaltschaft hatte neun Jahre gefordert.",
                     "Die Staatsanwaltschaft hatte neun Jahre gefordert, der Komplize erhielt vier Jahre.")],
            [], id="sentences joined",
        ),
        pytest.param(
            TRIAL, [("34-Jährige", "35-Jährige"), ("Franz Ober", "Frank Ober")],
            [("Franz Oberleitner", "Frank Oberleitner"), ("34-Jährige", "35-Jährige")], id="age and first name",
        ),
    ],
)  # fmt: skip
def test_facts(tmp_path: Path, older: str, edits: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> None:
    assert sorted(sides(between(tmp_path, older, edited(older, *edits)))) == sorted(wanted)


def test_a_long_list_of_figures(tmp_path: Path) -> None:
    """More facts than are all compared with each other: those at the same place are."""
    before = [f"{n},{n % 10} Euro" for n in range(110, 180)]
    after = [f"{n + 300},{n % 10} Euro" for n in range(110, 180)]
    older, newer = (f"Die Kurse der Liste lauten nun {' und '.join(prices)} je Stück." for prices in (before, after))
    assert sides(between(tmp_path, f"{FIRE}\n{older}", f"{FIRE}\n{newer}")) == list(zip(before, after, strict=True))


def test_whole_rewrite_has_the_same_facts(tmp_path: Path) -> None:
    found = between(tmp_path, TRIAL, RETOLD)
    assert found.facts == ()
    assert len(found.texts) > 8


def test_english_on_both_sides_and_the_source_behind_it(tmp_path: Path) -> None:
    newer = edited(
        FIRE, ("Elf Tote", "Zwölf Tote"), (" Der Schaden liegt bei 1,2 Millionen Euro.", ""), ("Meier", "Maier")
    )
    found = between(tmp_path, FIRE, newer)
    assert found.facts[:3] == (
        FactChange("number", "eleven dead", "twelve dead", "Elf Tote", "Zwölf Tote", "s1"),
        FactChange("name", "Petra Meier", "Petra Maier", "Petra Meier", "Petra Maier", "s3"),
        FactChange("unit", "1.2 million euros: damage", "", "1,2 Millionen Euro: Schaden", "", "s6"),
    )


@pytest.mark.parametrize(
    ("old", "new", "english", "wanted"),
    [
        (
            "vom 5. bis zum 19. Januar 2027", "vom 5. bis zum 26. Januar 2027",
            ("from January 5 to 19, 2027", "from January 5 to 26, 2027"),
            ("19 January 2027", "26 January 2027", "19. Januar 2027", "26. Januar 2027"),
        ),
        (
            "vom 5. bis zum 19. Januar 2027", "vom 7. bis zum 19. Januar 2027",
            ("from 5 to 19 January 2027", "from 7 to 19 January 2027"),
            ("5 January 2027", "7 January 2027", "5. Januar 2027", "7. Januar 2027"),
        ),
        (
            "am 19. Januar 2027", "am 26. Januar 2027", ("on 19 January 2027", "on January 26, 2027"),
            ("19 January 2027", "January 26, 2027", "19. Januar 2027", "26. Januar 2027"),
        ),
    ],
    ids=["end of a range", "beginning of a range", "a whole date"],
)  # fmt: skip
def test_a_day_of_a_range_is_shown_with_its_month_and_year(
    tmp_path: Path, old: str, new: str, english: tuple[str, str], wanted: tuple[str, str, str, str]
) -> None:
    text = "Ausstellung in Ulm\n\nDie Ausstellung ist {} zu sehen. Der Eintritt kostet nichts, sagte die Leiterin.\n"
    book = {
        f"Die Ausstellung ist {when} zu sehen.": f"The exhibition can be seen {said}."
        for when, said in zip((old, new), english, strict=True)
    }
    run(tmp_path, text.format(old), book)
    found = run(tmp_path, text.format(new), book).run.changes
    assert found is not None
    assert [(one.before, one.after, one.source_before, one.source_after) for one in found.facts] == [wanted]


def test_the_head_comes_first_and_what_is_new_last(tmp_path: Path) -> None:
    newer = edited(
        FIRE, ("86 Menschen", "91 Menschen"), ("23 Bewohner", "27 Bewohner"), ("17. Oktober", "24. Oktober"),
        ("noch unklar.", "noch unklar. 14 Gutachter wurden bestellt."),
    )  # fmt: skip
    assert [fact.source_after for fact in between(tmp_path, FIRE, newer).facts] == [
        "27 Bewohner", "91 Menschen", "24. Oktober", "14 Gutachter",
    ]  # fmt: skip


def test_sentences(tmp_path: Path) -> None:
    damage = "Der Schaden liegt bei 1,2 Millionen Euro."
    newer = edited(
        FIRE,
        (" " + damage, ""),
        ("Meier am Montag", "Maier am Montag"),
        ("86 Menschen.", "86 Menschen. Viele weinten."),
    )
    texts = between(tmp_path, FIRE, newer).texts
    assert texts == (
        TextChange(
            "23 residents were injured, police spokeswoman Petra Meier said on Monday.",
            "23 residents were injured, police spokeswoman Petra Maier said on Monday.",
            "s3",
        ),
        TextChange("The damage is 1.2 million euros.", "", "s6"),
        TextChange("", "Viele weinten.", "s10"),
    )


def test_another_translation_of_the_same_words_is_no_change(tmp_path: Path) -> None:
    older = run(tmp_path, FIRE)
    again = run(
        tmp_path,
        FIRE,
        BOOK | {"Die Feuerwehr war mit 140 Einsatzkräften vor Ort.": "Firemen, 104 of them, came."},
        "r2",
    )
    assert again.sentences != older.sentences
    assert again.run.changes is None
    found = changes(older, again)
    assert (found.facts, found.texts) == ((), ())


def test_quotation_marks_and_spaces_are_no_change(tmp_path: Path) -> None:
    found = between(
        tmp_path, FIRE, edited(FIRE, ('"Wir stehen unter Schock"', "„Wir stehen  unter Schock“"), (" - Bei", " – Bei"))
    )
    assert (found.facts, found.texts) == ((), ())


def test_changes_belong_to_a_version(tmp_path: Path) -> None:
    """They are kept where only the way a record is made is another, and replaced by the next version's."""
    first = run(tmp_path, FIRE)
    assert first.run.changes is None
    second = run(tmp_path, edited(FIRE, ("Meier", "Maier")))
    assert second.run.changes is not None
    assert (second.run.changes.digest, second.run.changes.since) == (first.digest, first.run.started)
    again = run(tmp_path, edited(FIRE, ("Meier", "Maier")), revision="r2")
    assert again.run.changes == second.run.changes
    third = run(tmp_path, edited(FIRE, ("Meier", "Maier"), ("17. Oktober", "24. Oktober")))
    assert third.run.changes is not None
    assert sides(third.run.changes) == [("17. Oktober", "24. Oktober")]


def test_what_the_sender_said_stays_with_the_version(tmp_path: Path) -> None:
    record = run(tmp_path, FIRE)
    said = Edition("g", 3, "correction", "Name berichtigt")
    older = replace(record, run=replace(record.run, edition=said))
    assert compared(record, older).run.edition == said
    newer = replace(record, run=replace(record.run, edition=Edition("g", 4)))
    assert compared(newer, older).run.edition == Edition("g", 4)
    assert compared(replace(record, digest="other"), older).run.edition is None


def test_removed_furniture_is_no_sentence_of_an_article(tmp_path: Path) -> None:
    found = between(tmp_path, FIRE, FIRE + "\nLesen Sie auch: Alle Nachrichten aus Brandenburg\n")
    assert (found.facts, found.texts) == ((), ())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Der Schaden liegt bei 1,2 Millionen Euro.", "Der Schaden liegt bei 3 Millionen Euro.", True),
        (
            "Die Strecke bleibt bis Sonntag gesperrt.",
            "Die Strecke bleibt nach Angaben der Bahn bis mindestens Montagabend voll gesperrt.", True,
        ),
        ("Die Strecke bleibt bis Sonntag gesperrt.", "Die Ursache ist noch unklar.", False),
        ("Der Minister reist am Nachmittag nach Hof.", "Der Trainer bleibt bis zum Sommer in Kiel.", False),
    ],
)  # fmt: skip
def test_similarity(one: str, other: str, alike: bool) -> None:
    assert (similarity(one, other) >= 0.5) is alike
    assert similarity(one, other) == pytest.approx(similarity(other, one))
    assert similarity(one, one) < 1.0


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    return [run(tmp_path_factory.mktemp("any"), text) for text in (FIRE, BANK, TRIAL, RETOLD)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_two_versions(records: list[Record], data: st.DataObject) -> None:
    """Sentences in any order, lost and doubled: each is in one pair, equal ones are found, and order alone is no change."""
    sentences = [s for record in records for s in kept(record)]
    older = data.draw(st.lists(st.sampled_from(sentences), max_size=12, unique_by=lambda s: s.source))
    newer = data.draw(st.permutations(older))
    more = data.draw(st.lists(st.sampled_from(sentences), max_size=6))
    pairs = aligned(older, [*newer, *more])
    assert sorted(id(pair.older) for pair in pairs if pair.older) == sorted(map(id, older))
    assert sorted(id(pair.newer) for pair in pairs if pair.newer) == sorted(map(id, [*newer, *more]))
    assert sum(pair.equal for pair in pairs) == len(older)
    made = [replace(records[0], sentences=tuple(some)) for some in (older, newer)]
    found = changes(made[0], made[1])
    assert (found.facts, found.texts) == ((), ())
