"""What is said of facts: bounds, direction, negation, hedges. Wrong translations are caught, right ones are silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import Checker
from pipeline.claims import compare
from pipeline.claims.lexicon import Cues, cues_of
from pipeline.claims.scan import scan
from pipeline.errors import TableError
from pipeline.quantities import compare as quantities
from pipeline.types import Direction, Finding


def findings(source: str, target: str, direction: Direction = "both") -> tuple[Finding, ...]:
    return compare(source, target, quantities(source, target), direction=direction)


WRONG = [
    ("bound.reversed", "Mindestens zwölf Häuser brannten ab.", "At most twelve houses burned down."),
    ("bound.reversed", "Mindestens zwölf Häuser brannten ab.", "Up to twelve houses burned down."),
    ("bound.reversed", "Mehr als 300 Läden schlossen.", "Fewer than 300 shops closed."),
    ("bound.reversed", "Mehr als 300 Läden schlossen.", "Nearly 300 shops closed."),
    ("bound.reversed", "Über 300 Läden schlossen.", "Just under 300 shops closed."),
    ("bound.reversed", "Weniger als 40 Prozent stimmten zu.", "More than 40 percent agreed."),
    ("bound.reversed", "Die Strafe beträgt höchstens 5.000 Euro.", "The fine is at least 5,000 euros."),
    ("bound.reversed", "Die Strafe beträgt maximal 5.000 Euro.", "The fine is a minimum of 5,000 euros."),
    ("bound.reversed", "Knapp 80 Schiffe lagen im Hafen.", "More than 80 ships lay in port."),
    ("bound.reversed", "Gut 80 Schiffe lagen im Hafen.", "Almost 80 ships lay in port."),
    ("bound.reversed", "Fast 9.000 Menschen kamen.", "Well over 9,000 people came."),
    ("bound.reversed", "Bis zu 15 Grad werden erwartet.", "At least 15 degrees are expected."),
    ("bound.reversed", "Nicht mehr als zehn Gäste dürfen hinein.", "More than ten guests may enter."),
    ("bound.reversed", "Nicht weniger als zehn Gäste kamen.", "Fewer than ten guests came."),
    ("bound.reversed", "Der Verein hat über 7.000 Mitglieder.", "The club has less than 7,000 members."),
    ("bound.reversed", "Kinder ab sechs Jahren zahlen.", "Children up to six years pay."),
    ("bound.reversed", "Der Schaden liegt bei wenigstens 20.000 Euro.", "The damage is at most 20,000 euros."),
    ("bound.reversed", "Beinahe die Hälfte der Äcker ist trocken.", "More than half of the fields are dry."),
    ("bound.reversed", "Mehr als ein Dutzend Boote sank.", "Fewer than a dozen boats sank."),
    (
        "bound.reversed",
        "Bei Geschwindigkeiten von 130 km/h und mehr gilt das nicht.",
        "This does not apply at speeds of 130 km/h or less.",
    ),
    ("bound.changed", "Rund 14.400 Plätze sind frei.", "More than 15,000 seats are free."),
    ("bound.changed", "14.400 Plätze sind frei.", "More than 15,000 seats are free."),
    ("bound.reversed", "Frühestens am 3. Juni wird abgestimmt.", "The vote is on 3 June at the latest."),
    ("bound.reversed", "Spätestens am 3. Juni wird abgestimmt.", "The vote is on 3 June at the earliest."),
    ("bound.reversed", "Seit 1998 leitet sie das Haus.", "She ran the house until 1998."),
    ("bound.reversed", "Bis 1998 leitete sie das Haus.", "She has run the house since 1998."),
    ("bound.reversed", "Ab Montag fahren wieder Züge.", "Trains will run until Monday."),
    ("bound.reversed", "Bis Montag fahren keine Züge.", "No trains are running from Monday."),
    ("bound.reversed", "Die Anlage darf nicht vor 2030 laufen.", "The plant may run not after 2030."),
    ("bound.reversed", "Nach 2001 galt das nicht.", "It did not apply before 2001."),
    ("bound.reversed", "Vor 1950 gab es hier ein Moor.", "After 1950 there was a bog here."),
    ("bound.reversed", "Nach 20 Uhr ist das Tor zu.", "The gate is closed before 8 p.m."),
    ("bound.reversed", "Vor zwei Jahren zog er nach Ulm.", "In two years he will move to Ulm."),
    ("bound.reversed", "In zwei Wochen beginnt der Prozess.", "The trial began two weeks ago."),
    ("direction.reversed", "Die Mieten stiegen um 4 Prozent.", "Rents fell by 4 percent."),
    ("direction.reversed", "Der Gewinn ging im Mai deutlich zurück.", "Profit rose sharply in May."),
    ("direction.reversed", "Die Mieten ziehen weiter an.", "Rents keep falling."),
    ("direction.reversed", "Die Mieten sind gestiegen.", "Rents have fallen."),
    ("direction.reversed", "Die Mieten sinken weiter.", "Rents continue to rise."),
    ("direction.reversed", "Der Umsatz ging zurück.", "Turnover increased."),
    ("direction.reversed", "Der Umsatz nahm im Herbst deutlich zu.", "Turnover dropped sharply in the autumn."),
    ("direction.reversed", "Der Konzern legte beim Gewinn zu.", "The group's profit declined."),
    ("direction.reversed", "Die Bank hob die Zinsen an.", "The bank cut interest rates."),
    ("direction.reversed", "Die Bank senkte die Zinsen.", "The bank raised interest rates."),
    ("direction.reversed", "Die Steuer wird erhöht.", "The tax will be reduced."),
    ("direction.reversed", "Ein Anstieg der Pegel wird erwartet.", "A fall in water levels is expected."),
    ("direction.reversed", "Die Kosten sind höher als geplant.", "Costs are lower than planned."),
    ("direction.reversed", "Die Kosten sind niedriger als geplant.", "Costs are higher than planned."),
    ("direction.changed", "Der Absatz sank um 10 Prozent.", "Sales fell to 10 percent."),
    ("direction.changed", "Der Anteil stieg auf 10 Prozent.", "The share rose by 10 percent."),
    ("direction.reversed", "Die Zahl der Fälle hat sich verdoppelt.", "The number of cases has halved."),
    ("direction.reversed", "Die neue Anlage ist doppelt so groß.", "The new plant is half as big."),
    ("direction.reversed", "Die Stadt schrumpft.", "The city is growing."),
    ("direction.reversed", "Das Team gewann das Turnier.", "The team lost the tournament."),
    ("direction.reversed", "Die Lage hat sich verbessert.", "The situation has deteriorated."),
    ("direction.reversed", "Die Luft ist schlechter geworden.", "The air has become better."),
    ("negation.lost", "Der Minister tritt nicht zurück.", "The minister is stepping down."),
    ("negation.lost", "Die Stadt hat kein Geld für das Bad.", "The city has money for the pool."),
    ("negation.lost", "Sie war nie in Rom.", "She was always in Rome."),
    ("negation.lost", "Niemand wurde verletzt.", "Everyone was injured."),
    ("negation.lost", "Er sagte nichts.", "He said everything."),
    ("negation.lost", "Die Fähre legte ohne Passagiere ab.", "The ferry left with passengers."),
    ("negation.lost", "Weder der Bund noch das Land zahlt.", "The federal government and the state are paying."),
    ("negation.lost", "Das Gericht hat die Klage nicht zugelassen.", "The court has allowed the claim."),
    ("negation.lost", "Keiner der Zeugen erkannte den Täter.", "All of the witnesses recognised the perpetrator."),
    ("negation.lost", "Die Brücke ist nicht mehr sicher.", "The bridge is safe."),
    ("negation.lost", "Der Vertrag ist noch nicht unterschrieben.", "The contract has been signed."),
    ("negation.lost", "Die Polizei fand keinerlei Spuren.", "Police found many traces."),
    ("hedge.lost", "Der Mann soll das Haus angezündet haben.", "The man set fire to the house."),
    ("hedge.lost", "Zwei Frauen sollen dabei verletzt worden sein.", "Two women were injured."),
    ("hedge.lost", "Der mutmaßliche Täter floh nach Polen.", "The perpetrator fled to Poland."),
    ("hedge.lost", "Angeblich ist das Schiff gesunken.", "The ship has sunk."),
    ("hedge.lost", "Das Feuer brach offenbar in der Küche aus.", "The fire broke out in the kitchen."),
    ("hedge.lost", "Vermutlich war Alkohol im Spiel.", "Alcohol was involved."),
    ("hedge.lost", "Die Gruppe soll aus Riga stammen.", "The group is from Riga."),
    ("direction.reversed", "Leipzig schlug Freiburg 3:1.", "Freiburg beat Leipzig 3-1."),
    ("direction.reversed", "Leipzig gewann 3:1 gegen Freiburg.", "Freiburg won 3-1 against Leipzig."),
    ("direction.reversed", "Leipzig verlor gegen Freiburg 1:3.", "Freiburg lost to Leipzig 3-1."),
    ("direction.reversed", "Leipzig verlor gegen Freiburg 1:3.", "Leipzig beat Freiburg 3-1."),
    ("direction.reversed", "Leipzig besiegte Freiburg.", "Leipzig was beaten by Freiburg."),
    ("direction.reversed", "Leipzig unterlag Freiburg mit 0:2.", "Freiburg lost 2-0 to Leipzig."),
    ("direction.reversed", "Mertens siegte gegen Kowalski.", "Kowalski won against Mertens."),
]


@pytest.mark.parametrize(("check", "source", "target"), WRONG)
def test_a_wrong_claim_is_reported(check: str, source: str, target: str) -> None:
    found = [f for f in findings(source, target) if f.severity != "note"]
    assert [f.check for f in found] == [check]
    assert {f.kind for f in found} == {check.partition(".")[0]}


RIGHT = [
    ("Mindestens zwölf Häuser brannten ab.", "At least twelve houses burned down."),
    ("Mehr als 300 Läden schlossen.", "Over 300 shops closed."),
    ("Weniger als 40 Prozent stimmten zu.", "Under 40 percent agreed."),
    ("Die Strafe beträgt höchstens 5.000 Euro.", "The fine is no more than 5,000 euros."),
    ("Knapp 80 Schiffe lagen im Hafen.", "Just under 80 ships lay in port."),
    ("Gut 80 Schiffe lagen im Hafen.", "A little over 80 ships lay in port."),
    ("Fast 9.000 Menschen kamen.", "Close to 9,000 people came."),
    ("Bis zu 15 Grad werden erwartet.", "As much as 15 degrees is expected."),
    ("Nicht mehr als zehn Gäste dürfen hinein.", "Up to ten guests may enter."),
    ("Nicht weniger als zehn Gäste kamen.", "No fewer than ten guests came."),
    ("Gut 1.500 Karten sind weg.", "Some 1,500 tickets are gone."),
    ("Mehr als 1.500 Karten sind weg.", "Some 1,500 tickets are gone."),
    ("Mindestens 60 Gäste kamen.", "As many as 60 guests came."),
    ("Gut 60 Gäste kamen.", "Close to 60 guests came."),
    ("Ein Bericht über 20 Fälle liegt vor.", "A report on 20 cases is available."),
    ("Unter 40 Bewerbern fiel die Wahl auf sie.", "She was chosen from 40 applicants."),
    ("Kinder ab sechs Jahren zahlen.", "Children aged six and over pay."),
    ("Kinder unter sechs Jahren zahlen nichts.", "Children up to the age of six pay nothing."),
    ("Seit 1998 leitet sie das Haus.", "She has run the house since 1998."),
    ("Bis 1998 leitete sie das Haus.", "She ran the house until 1998."),
    ("Erst 1998 zog sie um.", "She did not move until 1998."),
    ("Ab Montag fahren wieder Züge.", "Trains will run again from Monday."),
    ("Vor zwei Jahren zog er nach Ulm.", "He moved to Ulm two years ago."),
    ("In zwei Wochen beginnt der Prozess.", "The trial begins in two weeks."),
    ("Spätestens am 3. Juni wird abgestimmt.", "The vote is by 3 June at the latest."),
    ("Von 1990 bis 1998 leitete sie das Haus.", "She ran the house from 1990 to 1998."),
    ("Das Museum wird frühestens 2031 eröffnet.", "The museum will not open before 2031."),
    ("Das Museum wird frühestens 2031 eröffnet.", "The museum won’t open to the public until 2031."),
    ("Ab August läuft die Schau.", "The show will not begin until August."),
    ("Erst ab 2032 darf geflogen werden.", "Flights will not be allowed until 2032."),
    ("Vor Freitag wird es keine Einigung geben.", "There will be no agreement until Friday."),
    ("Vor Freitag wird es keine Einigung geben.", "Not until Friday will there be an agreement."),
    ("Das gilt nicht für Kinder, die vor 2001 geboren sind.", "It does not apply to children born before 2001."),
    ("Bis Montag blieb das Tor zu.", "The gate did not open until Monday."),
    ("Die Mieten stiegen um 4 Prozent.", "Rents rose 4 percent."),
    ("Der Umsatz ging zurück.", "Turnover fell."),
    ("Die Bank hob die Zinsen an.", "The bank raised interest rates."),
    ("Der Absatz sank um 10 Prozent auf 90 Stück.", "Sales fell by 10 percent to 90 units."),
    ("Der Anteil stieg von 5 auf 10 Prozent.", "The share climbed from 5 to 10 percent."),
    ("Er fiel bei der Prüfung durch.", "He failed the exam."),
    ("Sie wuchs in Graz auf.", "She grew up in Graz."),
    ("Er verliebte sich.", "He fell in love."),
    ("Der Weg fällt dort steil ab.", "The path drops steeply there."),
    ("Die Preise steigen nicht.", "Prices are not rising."),
    ("Das Team gewann das Turnier.", "The team won the tournament."),
    ("Sie unterlagen im Finale.", "They were beaten in the final."),
    ("Die Zahl der Fälle hat sich halbiert.", "The number of cases has halved."),
    ("Es kamen halb so viele Gäste.", "Half as many guests came."),
    ("Der Minister tritt nicht zurück.", "The minister refuses to step down."),
    ("Der Minister tritt nicht zurück.", "The minister won't step down."),
    ("Die Stadt hat kein Geld für das Bad.", "The city lacks the money for the pool."),
    ("Sie war nie in Rom.", "She had never been to Rome."),
    ("Der Hund ist nicht mehr da.", "The dog is gone; it is no longer there."),
    ("Er konnte nicht kommen.", "He was unable to come."),
    ("Das Ergebnis ist nicht bekannt.", "The result is unknown."),
    ("Die Fähre legte ohne Passagiere ab.", "The ferry left with no passengers."),
    ("Die Klage war nicht erfolgreich.", "The claim failed."),
    ("Weder der Bund noch das Land zahlt.", "Neither the federal government nor the state is paying."),
    ("Nicht nur Kinder kamen.", "Children were not the only ones who came."),
    ("Ist das nicht schön?", "Isn't that beautiful?"),
    ("Ist das nicht schön?", "Beautiful, is it?"),
    ("Der Laden hat keine Fenster.", "The shop is windowless."),
    ("Er kam nicht umhin zu lachen.", "He had to laugh."),
    ("Der Vertrag ist noch nicht unterschrieben.", "The contract has yet to be signed."),
    ("Nicht-EU-Bürger zahlen mehr.", "Citizens of third countries pay more."),
    ("Das Buch „Kein Wort“ erschien.", 'The book "Kein Wort" was published.'),
    ("Die Frist ist nicht unwichtig.", "The deadline is important."),
    ("Der Mann soll das Haus angezündet haben.", "The man is said to have set fire to the house."),
    ("Der Mann soll das Haus angezündet haben.", "The man allegedly set fire to the house."),
    ("Der Mann soll das Haus angezündet haben.", "The man is accused of setting fire to the house."),
    ("Der mutmaßliche Täter floh nach Polen.", "The suspect fled to Poland."),
    ("Das Feuer brach offenbar in der Küche aus.", "The fire appears to have started in the kitchen."),
    ("Vermutlich war Alkohol im Spiel.", "Alcohol probably played a part."),
    ("Die Halle soll 2027 öffnen.", "The hall is due to open in 2027."),
    ("Die Halle soll 2027 öffnen.", "The hall will open in 2027."),
    ("Die Partei soll sich erneuern.", "The party should renew itself."),
    ("Laut Polizei soll er geflohen sein.", "According to police, he fled."),
    ("Wie soll das gehen?", "How does that work?"),
    ("Leipzig schlug Freiburg 3:1.", "Leipzig beat Freiburg 3-1."),
    ("Leipzig schlug Freiburg 3:1.", "Freiburg lost to Leipzig 3-1."),
    ("Leipzig schlug Freiburg 3:1.", "Freiburg were beaten 3-1 by Leipzig."),
    ("Leipzig gewann 3:1 gegen Freiburg.", "Leipzig won 3-1 against Freiburg."),
    ("Leipzig verlor gegen Freiburg 1:3.", "Freiburg beat Leipzig 3-1."),
    ("Leipzig verlor gegen Freiburg 1:3.", "Leipzig lost to Freiburg 3-1."),
    ("Leipzig unterlag Freiburg mit 0:2.", "Leipzig went down 2-0 to Freiburg."),
]


@pytest.mark.parametrize(("source", "target"), RIGHT)
def test_a_right_claim_is_silent(source: str, target: str) -> None:
    assert findings(source, target) == ()


def test_spans_are_cue_and_figure_on_both_sides() -> None:
    (found,) = findings("Im Saal saßen mindestens 40 Leute.", "There were at most 40 people in the hall.")
    assert found.source is not None and found.target is not None
    assert (found.source.text, found.source.start, found.source.end) == ("mindestens 40", 14, 27)
    assert (found.target.text, found.target.start, found.target.end) == ("at most 40", 11, 21)
    assert (found.severity, found.message) == ("error", "“mindestens 40” became “at most 40”.")


def test_a_denial_put_in_is_a_note() -> None:
    (found,) = findings("Der Tunnel ist fertig.", "The tunnel is not finished.")
    assert (found.check, found.severity) == ("negation.added", "note")
    assert found.target is not None and found.target.text == "not"


def test_reported_speech_without_a_speaker_is_a_note() -> None:
    (found,) = findings("Die Anlage sei sicher.", "The plant is safe.")
    assert (found.check, found.severity) == ("hedge.lost", "note")
    assert findings("Die Anlage sei sicher, sagte er.", "The plant is safe, he said.") == ()


def test_a_plan_told_as_a_fact_is_a_note() -> None:
    (found,) = findings("Die Halle soll größer werden.", "The hall becomes larger.")
    assert (found.check, found.severity) == ("hedge.lost", "note")


def test_a_summary_is_held_to_the_bounds_of_its_figures_only() -> None:
    article = "Mindestens 40 Leute kamen. Sie waren nicht zufrieden. Die Preise stiegen."
    assert findings(article, "The people were happy.", "target") == ()
    (found,) = findings(article, "At most 40 people came.", "target")
    assert found.check == "bound.reversed"


def test_the_same_figure_with_another_bound_elsewhere_in_the_source_accuses_nobody() -> None:
    source = "Mindestens 40 Leute kamen, höchstens 40 durften hinein."
    assert findings(source, "At most 40 were allowed in, though at least 40 people came.") == ()


def test_sentences_are_held_to_their_own() -> None:
    source = "Der Hafen ist gesperrt. Die Brücke ist nicht gesperrt. Der Tunnel ist unversehrt."
    target = "The port is closed. The bridge is closed. The tunnel is undamaged."
    (found,) = findings(source, target)
    assert found.check == "negation.lost"
    assert found.source is not None and found.source.start == source.index("nicht")


def test_the_longest_phrase_counts() -> None:
    cues = scan("Nicht mehr als zehn.", cues_of("de"), True)
    assert [(c.value, c.start, c.end) for c in cues if c.family == "bound"] == [("most", 0, 14)]


def test_a_phrase_with_a_gap_ends_with_its_clause() -> None:
    taken = {c.value for c in scan("Der Umsatz nahm im Mai zu.", cues_of("de"), False) if c.strong}
    open_ended = {c.value for c in scan("Er nahm den Zug, um zu sparen.", cues_of("de"), False) if c.strong}
    assert "amount+" in taken
    assert "amount+" not in open_ended


def test_cues_keep_their_place_in_letters_whose_lower_case_is_longer() -> None:
    text = "İİ kam nicht."
    assert [text[c.start : c.end] for c in scan(text, cues_of("de"), False) if c.family == "negation"] == ["nicht"]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_compared_and_spans_are_its_own(source: str, target: str) -> None:
    for found in findings(source, target):
        for span, text in ((found.source, source), (found.target, target)):
            assert span is None or text[span.start : span.end] == span.text


@given(
    st.lists(st.sampled_from(["nicht", "kein", "mehr als", "3", "soll", "haben", "stieg", "um", ".", ","]), max_size=30)
)
def test_a_text_says_what_it_says(words: list[str]) -> None:
    text = " ".join(words)
    assert compare(text, text, quantities(text, text, ("en", "en")), ("en", "en")) == ()


def test_the_checker_reports_claims_beside_figures_and_names() -> None:
    source, target = "In Gera kamen mindestens 300 Leute, 50 davon nicht.", "In Gera at most 300 people came, 60 not."
    assert [f.check for f in Checker().compare(source, target).findings] == ["bound.reversed", "number.changed"]


def test_a_table_with_an_unknown_family_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from pathlib import Path

    from pipeline.claims import lexicon

    folder = Path(str(tmp_path))
    (folder / "claims").mkdir()
    (folder / "claims" / "de.tsv").write_text("bund\tmore\tstrong\tmehr als\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "tables", lambda: folder)
    cues_of.cache_clear()
    with pytest.raises(TableError, match="'bund' is not a family"):
        cues_of("de")
    cues_of.cache_clear()


def test_exact_words_go_before_beginnings() -> None:
    rows = (("direction", "amount-", "weak", "fall*"), ("direction", "amount-", "strong", "fall"))
    cues = Cues(rows)  # type: ignore[arg-type]
    assert [c.strong for c in scan("Prices fall, fallow land does not.", cues, False)] == [True, False]
