"""Whole kinds of figures through the whole checker, each with what is sound and with what is planted."""

from __future__ import annotations

import pytest

from pipeline.check import Checker
from pipeline.judge import rank
from pipeline.types import Severity

SOUND = [
    # bp
    ("Der Leitzins steigt um 0,5 Prozentpunkte.", "The key rate is going up by half a point."),
    ("Um 15 Basispunkte höher", "0.15 percentage points higher"),
    ("Die Rendite stieg um drei Basispunkte auf 2,45 Prozent.", "The yield rose three basis points to 2.45 percent."),
    ("Die Rendite legte um zehn Basispunkte zu.", "The yield rose by 0.1 percentage points."),
    # chf
    ("Die Firma zahlte 12'600 Franken.", "The company paid CHF 12,600."),
    ("Das Haus kostet 1,2 Millionen Franken.", "The house costs CHF 1.2 million."),
    ("Die Busse beträgt 500 Franken.", "The fine is 500 francs."),
    ("Der Kurs liegt bei 0,94 Euro je Franken.", "The rate is 0.94 euros per franc."),
    # coll
    ("Das Geschwisterpaar spielte.", "The two siblings played."),
    ("Das Duo wurde gefasst.", "The two were caught."),
    ("Das Streichquartett spielte.", "The string quartet played."),
    ("Ein Trio stand vor Gericht.", "Three men stood trial."),
    # curr
    ("Sie zahlten 3,5 Mrd. kanadische Dollar.", "They paid C$3.5 billion."),
    ("Der Gewinn betrug 450 Tsd. Euro.", "Profit was 450,000 euros."),
    ("Der Verlust betrug 56 TCHF.", "The loss was CHF 56,000."),
    ("Der Umsatz betrug 3.400 TEUR.", "Revenue was EUR 3.4 million."),
    # date
    ("Am 3. 4. beginnt der Prozess.", "The trial begins on 3 April."),
    ("Vom 3. bis zum 5. Aug. ist zu.", "It is closed from 3 to 5 August."),
    ("in der ersten Januarwoche", "in the first week of January"),
    ("Fr., 13. Dez.", "Friday, December 13"),
    # dir
    ("Ulm unterlag Gera 1:2.", "Ulm lost 2-1 to Gera."),
    ("Die Zahl sank von 40 auf 30.", "The number dropped from 40 to 30."),
    ("Die Aktie gab 3 Prozent nach.", "The share lost 3 percent."),
    ("Ulm gewann gegen Gera mit 2:1.", "Ulm beat Gera 2-1."),
    # era
    ("Das Grab ist aus dem 12. Jahrhundert vor Christus.", "The grave dates from the 12th century BC."),
    ("Zwischen 300 und 200 v. Chr. blühte die Stadt.", "The city flourished between 300 and 200 BC."),
    ("Im Jahr 44 vor Christus wurde Cäsar ermordet.", "Caesar was assassinated in 44 B.C."),
    ("Der Fund wird auf 1200 v. Chr. datiert.", "The find is dated to 1200 BCE."),
    # feast
    ("Am Volkstrauertag gedachten sie der Toten.", "They remembered the dead on Remembrance Day."),
    ("Am ersten Advent öffnet der Markt.", "The market opens on the first Sunday of Advent."),
    ("An Silvester ist Feuerwerk verboten.", "Fireworks are banned on 31 December."),
    ("An Halloween waren Kinder unterwegs.", "Children were out on Halloween."),
    # freq
    ("Sie kommt alle paar Tage.", "She comes every few days."),
    ("Der Beitrag beträgt monatlich 20 Euro.", "The fee is 20 euros a month."),
    ("Die Tageszeitung berichtet.", "The daily reports."),
    ("Jährlich sterben 3.000 Menschen.", "3,000 people die a year."),
    # half
    ("Anderthalb Millionen Menschen flohen.", "One and a half million people fled."),
    ("Nach sechseinhalb Stunden war Schluss.", "It was over after six and a half hours."),
    ("Das dauert dreieinhalb Stunden.", "It takes three and a half hours."),
    ("Vor einem halben Jahr zog er um.", "He moved six months ago."),
    # hedge
    ("Der Minister sagte, er habe nichts gewusst.", "The minister said he had known nothing."),
    ("Sie werde kommen, hieß es.", "She would come, it was said."),
    ("Ich habe ihn gesehen.", "I saw him."),
    ("Es gebe keine Hinweise, so die Polizei.", "There were no indications, according to police."),
    # hundred
    ("Es kamen tausendzweihundert Leute.", "Twelve hundred people came."),
    ("Es waren 305 Gäste.", "There were three hundred and five guests."),
    ("Es kamen 1.500 Leute.", "Fifteen hundred people came."),
    ("Es kamen hundertdreißig Leute.", "A hundred and thirty people came."),
    # letter
    ("Artikel 16a des Grundgesetzes", "Article 16a of the Basic Law"),
    ("Klasse 7b reist nach Ulm.", "Class 7b is travelling to Ulm."),
    ("Nach Paragraf 218a ist das straffrei.", "Under Section 218a this goes unpunished."),
    ("Lindenweg 4a", "Lindenweg 4a"),
    # money
    ("Das Stück kostet 99 Cent.", "One piece costs 99 cents."),
    ("Der Etat liegt bei 45 T€.", "The budget is €45,000."),
    ("Der Fonds verwaltet 3,2 Bio. Dollar.", "The fund manages $3.2 trillion."),
    ("Die Bilanzsumme: 12.345 TEUR", "Total assets: €12.345 million"),
    # neg
    ("Die Wirtschaft schrumpfte um 0,3 Prozent.", "The economy recorded growth of minus 0.3 percent."),
    ("Der Index verlor 2 Prozent.", "The index was down 2 percent."),
    ("Er ist nicht ohne Talent.", "He is not without talent."),
    ("Keiner der drei wurde verletzt.", "None of the three was hurt."),
    # noon
    ("Um zwölf Uhr mittags läuten die Glocken.", "The bells ring at noon."),
    ("Um 12 Uhr ist Schluss.", "It ends at noon."),
    ("Bis 24 Uhr ist geöffnet.", "It is open until midnight."),
    ("Um Mitternacht ist Schluss.", "It ends at 12 a.m."),
    # part
    ("Am Mittwochmorgen brannte es.", "There was a fire early on Wednesday."),
    ("Gegen halb neun am Abend kam der Anruf.", "The call came around 8:30 p.m."),
    ("Sie trafen sich um Viertel nach sieben.", "They met at a quarter past seven."),
    ("Von 22 bis 6 Uhr gilt Nachtruhe.", "Quiet hours are from 10 p.m. to 6 a.m."),
    # roman
    ("Ludwig XV. ließ bauen.", "Louis the Fifteenth had it built."),
    ("Papst Pius der Zwölfte schwieg.", "Pope Pius XII remained silent."),
    ("Ludwig der Sechzehnte wurde hingerichtet.", "Louis XVI was executed."),
    ("Philipp der Zweite herrschte.", "Philip II ruled."),
    # round
    ("Im Achtelfinale schied Ulm aus.", "Ulm were knocked out in the last 16."),
    ("Im Viertelfinale wartet Frankreich.", "France awaits in the quarter-finals."),
    ("Sie erreichte das Viertelfinale.", "She reached the last eight."),
    ("Im Sechzehntelfinale schied Ulm aus.", "Ulm were knocked out in the round of 32."),
    # sport
    ("Die U17 gewann 2:1.", "The under-17s won 2-1."),
    ("Die U 23 spielt heute.", "The under-23 team plays today."),
    ("Die U19-Auswahl verlor.", "The U19 squad lost."),
    # swap
    ("Die CDU liegt bei 30 Prozent, die SPD bei 16.", "The CDU is at 30 percent, the SPD at 16."),
    ("30 Prozent entfielen auf die CDU, 16 Prozent auf die SPD.", "The CDU got 30 percent, the SPD 16 percent."),
    (
        "In Bayern stieg die Zahl um 4 Prozent, in Hessen um 7 Prozent.",
        "The figure rose by 4 percent in Bavaria and by 7 percent in Hesse.",
    ),
    # unit
    ("Ein halber Liter Milch", "500 ml of milk"),
    ("Die Batterie hat 60 Kilowattstunden.", "The battery has 60 kWh."),
    ("500 Gramm Mehl", "half a kilo of flour"),
    ("Die Anlage läuft mit 24 Volt Gleichspannung.", "The system runs on 24 V DC."),
    # wday
    ("samstags und sonntags", "on Saturdays and Sundays"),
    ("Do, 5. März, 20 Uhr", "Thursday, 5 March, 8 p.m."),
    ("Mi. und Do. 9-12 Uhr", "Wednesdays and Thursdays 9 to 12"),
    ("Mo, 3. Nov., 19 Uhr", "Monday, 3 November, 7 p.m."),
    # year
    ("Der Jahrgang ’92 feiert.", "The class of ’92 is celebrating."),
    ("Mitte der 1990er", "the mid-1990s"),
    ("In den Nullerjahren kam die Krise.", "The crisis came in the noughties."),
    ("Saison 2017/18", "the 2017-18 season"),
]
PLANTED: list[tuple[Severity, str, str]] = [
    # bp
    ("error", "Der Satz steigt um 75 Basispunkte.", "The rate rises by 75 percentage points."),
    ("error", "Der Satz steigt um 25 Basispunkte.", "The rate rises by 2.5 percentage points."),
    ("error", "Um 15 Basispunkte höher", "1.5 percentage points higher"),
    ("error", "Der Satz steigt um 0,5 Prozentpunkte.", "The rate rises by 5 basis points."),
    # chf
    ("error", "Die Busse beträgt 500 Franken.", "The fine is 500 euros."),
    ("error", "Die Busse beträgt 500 Franken.", "The fine is $500."),
    # coll
    ("error", "Das Quartett floh.", "The trio fled."),
    ("error", "Die Vierlinge sind gesund.", "The triplets are healthy."),
    ("error", "Ein Dutzend Helfer kam.", "Ten helpers came."),
    # curr
    ("error", "Sie zahlten 800 TEUR.", "They paid 800 million euros."),
    ("error", "Sie zahlten 40 australische Dollar.", "They paid 40 Canadian dollars."),
    ("warning", "Sie zahlten 40 australische Dollar.", "They paid $40."),
    ("error", "Das kostet 60 Cent.", "It costs 60 euros."),
    # date
    ("error", "Am 3. 4. beginnt der Prozess.", "The trial begins on 3 May."),
    ("error", "Am 7. 11. 2025 wurde gewählt.", "The election was held on 7 December 2025."),
    ("error", "Am 1. 1. 2027 tritt das Gesetz in Kraft.", "The law takes effect on January 11, 2027."),
    ("error", "Im Nov. 2024 starb er.", "He died in October 2024."),
    # dir
    ("warning", "Die Arbeitslosigkeit nahm ab.", "Unemployment increased."),
    ("warning", "Der Gewinn schrumpfte.", "Profit grew."),
    ("warning", "Ulm gewann gegen Gera mit 2:1.", "Gera beat Ulm 2-1."),
    # era
    ("error", "Die Siedlung wurde um 750 v. Chr. gegründet.", "The settlement was founded around 750 AD."),
    ("error", "Im 3. Jahrhundert vor Christus entstand der Tempel.", "The temple was built in the third century."),
    ("error", "Im 3. Jahrhundert v. Chr. entstand der Tempel.", "The temple was built in the 3rd century AD."),
    ("error", "Der Fund wird auf 1200 v. Chr. datiert.", "The find is dated to 1200."),
    # feast
    ("error", "Am Dreikönigstag tagt die FDP.", "The FDP meets on All Saints' Day."),
    ("error", "Am Ostermontag war es still.", "It was quiet on Whit Monday."),
    ("error", "Am Pfingstmontag fuhr kein Bus.", "No buses ran on Easter Monday."),
    ("error", "An Silvester brannte das Haus.", "The house burned on 30 December."),
    # freq
    ("error", "Der Rat tagt halbjährlich.", "The council meets every two years."),
    ("error", "Sie nimmt es zweimal täglich.", "She takes it three times a day."),
    ("error", "Alle sechs Jahre tagt der Kongress.", "The congress meets six times a year."),
    ("error", "Die Wochenzeitung erscheint wöchentlich.", "The paper appears daily."),
    # half
    ("error", "Nach einer Dreiviertelstunde war Schluss.", "It was over after half an hour."),
    ("error", "Das dauert dreieinhalb Stunden.", "It takes four and a half hours."),
    ("error", "Vor einem halben Jahr zog er um.", "He moved a year ago."),
    ("error", "Anderthalb Jahre blieb sie.", "She stayed two and a half years."),
    # hedge
    ("warning", "Der Mann soll das Haus angezündet haben.", "The man set fire to the house."),
    ("warning", "Der mutmaßliche Täter floh.", "The perpetrator fled."),
    ("warning", "Vermutlich war es Brandstiftung.", "It was arson."),
    ("warning", "Er war angeblich krank.", "He was ill."),
    # hundred
    ("error", "Es kamen 130 Leute.", "A hundred and three people came."),
    ("error", "Es kamen 1.200 Leute.", "Twelve thousand people came."),
    ("error", "Es kamen hundertdreißig Leute.", "A hundred and thirteen people came."),
    ("error", "Es waren 2.300 Gäste.", "There were twenty-three thousand guests."),
    # letter
    ("error", "Der Flug LH 401 fiel aus.", "Flight LH 410 was cancelled."),
    ("error", "Er wohnt in der Gasse 12b.", "He lives at Gasse 12c."),
    ("error", "Nach § 130 ist das strafbar.", "Under Section 131 this is punishable."),
    ("error", "Klasse 7b reist nach Ulm.", "Class 7a is travelling to Ulm."),
    # money
    ("error", "Der Fonds verwaltet 3,2 Bio. Dollar.", "The fund manages $3.2 billion."),
    ("error", "Der Etat liegt bei 45 T€.", "The budget is €45."),
    ("error", "Die Bilanzsumme: 12.345 TEUR", "Total assets: €12,345"),
    ("error", "Das Stück kostet 99 Cent.", "One piece costs 99 pence."),
    # neg
    ("error", "Die Wirtschaft wuchs um minus 0,3 Prozent.", "The economy grew by 0.3 percent."),
    ("warning", "Das Geld reicht nicht mehr.", "The money is still enough."),
    ("warning", "Er lehnt den Vorschlag keineswegs ab.", "He rejects the proposal."),
    ("warning", "Nichts deutet auf Brandstiftung hin.", "Everything points to arson."),
    # noon
    ("error", "Um zwölf Uhr mittags läuten die Glocken.", "The bells ring at midnight."),
    ("error", "Um Mitternacht ist Schluss.", "It ends at noon."),
    ("error", "Um 12 Uhr ist Schluss.", "It ends at midnight."),
    # part
    ("error", "Um 15.30 Uhr begann es.", "It began at 5:30 p.m."),
    ("warning", "Am Mittwochmorgen brannte es.", "There was a fire on Wednesday evening."),
    ("error", "Um 6 Uhr früh kam der Anruf.", "The call came at 6 p.m."),
    ("error", "Um neun Uhr abends war Schluss.", "It was over at 9 a.m."),
    # roman
    ("error", "Papst Johannes XXIII. berief das Konzil ein.", "Pope John XXII convened the council."),
    ("error", "Ludwig der Sechzehnte wurde hingerichtet.", "Louis XV was executed."),
    ("error", "Heinrich VIII. heiratete.", "Henry VII married."),
    ("error", "Im Zweiten Weltkrieg fiel er.", "He fell in World War I."),
    # round
    ("warning", "Sie erreichte das Viertelfinale.", "She reached the last sixteen."),
    ("warning", "Ulm verlor im Finale.", "Ulm lost in the semi-final."),
    ("warning", "Sie steht im Halbfinale.", "She is in the quarter-finals."),
    ("warning", "Im Achtelfinale schied Ulm aus.", "Ulm were knocked out in the quarter-finals."),
    # sport
    ("error", "Die U17 gewann.", "The under-19s won."),
    ("error", "Die U21 aus Ulm siegte.", "The U23 from Ulm won."),
    # swap
    (
        "warning",
        "Die SPD kam auf 30 Prozent, die Union auf 25 Prozent.",
        "The SPD got 25 percent, the CDU/CSU 30 percent.",
    ),
    (
        "warning",
        "In Frankreich sind es 7 Prozent, in Österreich 9 Prozent.",
        "In France it is 9 percent, in Austria 7 percent.",
    ),
    ("warning", "Siemens zahlt 4 Euro je Aktie, BASF 3 Euro.", "Siemens pays 3 euros per share, BASF 4 euros."),
    ("warning", "Die Grünen erhielten 12 Prozent, die FDP 5 Prozent.", "The Greens got 5 percent, the FDP 12 percent."),
    # unit
    ("error", "Es waren 20 Grad Celsius.", "It was 20 degrees Fahrenheit."),
    ("error", "Der Zug fuhr 300 Stundenkilometer.", "The train was doing 300 mph."),
    ("error", "Der Wert liegt bei 40 µg/m³.", "The value is 40 milligrams per cubic metre."),
    ("error", "Der Tank fasst 80 Liter.", "The tank holds 80 gallons."),
    # wday
    ("error", "Mo, 3. Nov., 19 Uhr", "Tuesday, 3 November, 7 p.m."),
    ("error", "Geöffnet Di–So 10–18 Uhr", "Open Tue–Sat 10 a.m. to 6 p.m."),
    ("error", "Do, 5. März, 20 Uhr", "Friday, 5 March, 8 p.m."),
    ("error", "samstags und sonntags", "on Fridays and Sundays"),
    # year
    ("error", "im 19. Jahrhundert", "in the 18th century"),
    ("error", "Die 68er-Bewegung", "The 1969 movement"),
    ("error", "in den späten Sechzigern", "in the late 1970s"),
    ("error", "im Schuljahr 2023/24", "in the 2024-25 school year"),
]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker()


@pytest.mark.parametrize(("source", "target"), SOUND)
def test_a_sound_rendering_is_silent(checker: Checker, source: str, target: str) -> None:
    told = checker.compare(source, target).findings
    assert [f.message for f in told if f.severity != "note"] == []


@pytest.mark.parametrize(("least", "source", "target"), PLANTED)
def test_a_planted_slip_is_found(checker: Checker, least: Severity, source: str, target: str) -> None:
    told = checker.compare(source, target).findings
    assert [f for f in told if rank(f.severity) >= rank(least)]


@pytest.mark.parametrize(
    ("source", "target", "check", "span"),
    [
        ("Der Akku speichert 265 Wattstunden je Kilogramm.", "The battery stores 265.", "unit.missing", "265"),
        ("Sie zahlten 40 Euro.", "They paid 40.", "unit.missing", "40"),
        ("Am Mittwochabend tagte der Rat.", "The council met on Wednesday.", "time.missing", "Wednesday"),
    ],
)
def test_what_a_figure_has_lost_is_a_note(checker: Checker, source: str, target: str, check: str, span: str) -> None:
    told = checker.compare(source, target).findings
    assert [(f.severity, f.check, f.target.text if f.target else "") for f in told] == [("note", check, span)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Sie zahlten 30 bis 40 Euro.", "They paid 30 to 40 euros."),
        ("Der 16-jährige Schüler kam.", "The pupil, 16, came."),
        ("Am Mittwochabend tagte der Rat.", "The council met late on Wednesday."),
    ],
)
def test_a_unit_or_part_of_day_that_stands_elsewhere_is_not_lost(checker: Checker, source: str, target: str) -> None:
    assert checker.compare(source, target).findings == ()


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Die CDU kam auf 31 Prozent, die FDP auf 6 Prozent.", "The CDU won 6 percent, the FDP 31 percent."),
        ("Ulm nahm 300 Menschen auf, Gera 90.", "Ulm took in 90 people, Gera 300."),
    ],
)
def test_figures_exchanged_between_names_are_one_finding(checker: Checker, source: str, target: str) -> None:
    told = [f for f in checker.compare(source, target).findings if f.severity != "note"]
    assert [f.check.partition(".")[2] for f in told] == ["swapped"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Er habe von dem Geld nichts gewusst.", "He knew nothing about the money."),
        ("Die Stadt werde den Bau stoppen.", "The city stopped the work."),
        ("Der Umsatz steige, die Firma könne wachsen.", "Revenue rises and the company grows."),
    ],
)
def test_reported_speech_told_as_a_fact_is_a_note(checker: Checker, source: str, target: str) -> None:
    told = [(f.severity, f.check) for f in checker.compare(source, target).findings if f.check.startswith("hedge")]
    assert told == [("note", "hedge.lost")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Ich habe von dem Geld nichts gewusst.", "I knew nothing about the money."),
        ("Im Laufe des Tages kam Regen.", "Rain came during the day."),
        ("Er sagte, er habe nichts gewusst.", "He said he knew nothing."),
        ("Lasse den Teig ruhen.", "Let the dough rest."),
    ],
)
def test_a_first_person_or_an_attribution_is_no_lost_reservation(checker: Checker, source: str, target: str) -> None:
    assert [f for f in checker.compare(source, target).findings if f.check.startswith("hedge")] == []


@pytest.mark.parametrize(
    ("source", "target", "check"),
    [
        ("An Heiligabend schließen die Läden.", "Shops close on New Year's Eve.", "date.changed"),
        ("Im 3. Jahrhundert vor Christus brannte es.", "There was a fire in the third century.", "unit.changed"),
        ("Die Zahl sank von 40 auf 30.", "The number rose from 40 to 30.", "direction.reversed"),
        ("Der Preis hat sich verdoppelt.", "The price has halved.", "number.changed"),
        ("Seit 1995 leitete sie das Haus.", "She ran the house until 1995.", "bound.reversed"),
        ("Der Preis stieg um das Doppelte.", "The price halved.", "number.changed"),
        ("Jena unterlag Gera mit 0:2.", "Jena beat Gera 2-0.", "direction.reversed"),
        ("Jena bezwang Gera mit 3:1.", "Gera beat Jena 3-1.", "direction.reversed"),
        ("Spätestens 2030 endet der Vertrag.", "The contract ends no earlier than 2030.", "bound.reversed"),
    ],
)
def test_one_slip_is_one_finding(checker: Checker, source: str, target: str, check: str) -> None:
    assert [f.check for f in checker.compare(source, target).findings] == [check]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Im Endspiel unterlag Jena den Gästen aus Suhl.", "In the final, Jena lost to the visitors from Suhl."),
        ("Gestern schlug Jena Suhl mit 3:1.", "Yesterday Jena beat Suhl 3-1."),
        ("Gestern bezwang Jena den Nachbarn Suhl.", "Yesterday Suhl were beaten by Jena."),
        ("Italien verlor gegen Spanien.", "Spain beat Italy."),
        ("Im Finale besiegte Schweden Finnland.", "In the final, Sweden beat Finland."),
        ("Im Finale besiegte Schweden die Finnen.", "In the final, Sweden beat the Finns."),
        ("München gewann gegen Köln 2:0.", "Munich won against Cologne 2-0."),
    ],
)
def test_who_won_may_stand_behind_the_verb(checker: Checker, source: str, target: str) -> None:
    assert [f for f in checker.compare(source, target).findings if f.severity != "note"] == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Im Endspiel unterlag Jena den Gästen aus Suhl.", "In the final, Jena beat the visitors from Suhl."),
        ("Italien schlug Spanien mit 2:1.", "Spain beat Italy 2-1."),
        ("Italien verlor gegen Spanien.", "Spain lost to Italy."),
        ("Griechenland unterlag der Schweiz 0:2.", "Greece beat Switzerland 2-0."),
        ("Im Finale besiegte Schweden Finnland.", "In the final, Finland beat Sweden."),
        ("München gewann gegen Köln 2:0.", "Cologne won against Munich 2-0."),
    ],
)
def test_winners_are_known_by_their_names_in_both_languages(checker: Checker, source: str, target: str) -> None:
    assert [f.check for f in checker.compare(source, target).findings] == ["direction.reversed"]


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        (
            "Der Absatz nahm im Mai deutlich ab.",
            "Sales increased markedly in May.",
            "“nahm ... ab” became “increased”, which means the opposite.",
        ),
        (
            "Der Absatz nahm um 3 Prozent ab.",
            "Sales increased by 3 percent.",
            "“nahm um 3 Prozent ab” became “increased by 3 percent”.",
        ),
        (
            "Am Samstagabend tagte der Rat.",
            "The council met on Saturday morning.",
            "“Samstagabend” became “morning”, which is another time of day.",
        ),
    ],
)
def test_messages_give_what_is_said(checker: Checker, source: str, target: str, message: str) -> None:
    assert [f.message for f in checker.compare(source, target).findings] == [message]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("80 Prozent stimmten zu.", "Eight in ten agreed."),
        ("Die FDP liegt mit 12 vor dem SSW mit 8 Prozent.", "The FDP is on 12 percent, ahead of the SSW on 8 percent."),
        ("Die FDP liegt mit 12 Prozent vor dem SSW mit 8.", "The FDP is on 12 percent, ahead of the SSW on 8 percent."),
        ("Der Preis liegt bei 3 bis 5 Euro.", "The price is €3 to 5."),
        ("Bei -5 bis 3 Grad regnete es.", "It rained at between minus five and plus three degrees."),
        ("Bei -4 bis 2 Grad schneite es.", "It snowed at minus four to two degrees."),
    ],
)
def test_a_unit_that_is_shared_is_not_lost(checker: Checker, source: str, target: str) -> None:
    assert [f for f in checker.compare(source, target).findings if f.kind != "name"] == []


def test_a_percent_on_people_is_still_a_slip(checker: Checker) -> None:
    found = checker.compare(
        "12 Menschen, 8 Prozent der Gäste, gingen.", "12 percent of people, 8 percent of guests, left."
    )
    assert [(f.check, f.severity) for f in found.findings] == [("unit.changed", "warning")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Laut Polizei entstand ein Schaden von 3.000 Euro.", "Damage of 3,000 euros was caused."),
        ("Einem Gutachten zufolge ist die Brücke morsch.", "The bridge is rotten."),
        ("Nach Angaben der Bahn fallen 40 Züge aus.", "Forty trains have been cancelled."),
    ],
)
def test_an_attribution_that_is_gone_is_a_note(checker: Checker, source: str, target: str) -> None:
    assert [(f.check, f.severity) for f in checker.compare(source, target).findings] == [("hedge.lost", "note")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Laut Polizei entstand ein Schaden von 3.000 Euro.", "Police put the damage at 3,000 euros."),
        ("Einem Gutachten zufolge ist die Brücke morsch.", "The bridge is rotten, an expert report says."),
        ("Nach Angaben der Bahn fallen 40 Züge aus.", "Forty trains have been cancelled, railway figures show."),
        ("Sie sang laut und falsch.", "She sang loudly and off key."),
    ],
)
def test_any_attribution_will_do(checker: Checker, source: str, target: str) -> None:
    assert checker.compare(source, target).findings == ()
