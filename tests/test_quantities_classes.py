"""Classes of quantities that are said in another way: each with what is right, and with what is wrong beside it."""

from __future__ import annotations

import pytest

from pipeline.quantities import compare, extract
from pipeline.types import Severity

RIGHT = [
    # the same quantity in another unit of its own system
    ("Der Fluss ist 0,8 Kilometer breit.", "The river is 800 metres wide."),
    ("Der Steg misst 1.250 Meter.", "The jetty measures 1.25 kilometres."),
    ("Der Laster lud 12 Tonnen Kies.", "The lorry carried 12,000 kilos of gravel."),
    ("Der Park liefert 0,45 GW.", "The park delivers 450 megawatts."),
    ("Der Sack wog drei Zentner.", "The sack weighed 150 kilograms."),
    ("Das Brot wog vier Pfund.", "The loaf weighed two kilograms."),
    # units of engineering, whose capitals count
    ("Die Trasse führt 220 kV.", "The line carries 220 kilovolts."),
    ("Die 220-Kilovolt-Trasse ist fertig.", "The 220,000-volt line is finished."),
    ("Die Leitung hat 20.000 Volt.", "The line has 20 kV."),
    ("Der Druck fiel auf 980 mbar.", "The pressure fell to 980 hPa."),
    ("Das Seil hält 15 kN.", "The rope holds 15 kilonewtons."),
    ("Der Motor hat 350 Nm.", "The engine has 350 newton metres."),
    ("Die Struktur misst 5 nm.", "The structure measures 5 nm."),
    ("Der Hof erntete 60 Doppelzentner.", "The farm harvested 6 tonnes."),
    ("Die Dosis lag bei 3 mSv.", "The dose was 3 millisieverts."),
    ("Das Werk braucht 40 GJ.", "The plant needs 40 gigajoules."),
    ("Die Luft hat 420 ppm.", "The air has 420 parts per million."),
    # a conversion beside the original
    ("Der Weg ist 10 km lang.", "The path is 10 km (6.2 miles) long."),
    ("Der Sack wiegt 5 Kilo.", "The sack weighs five kilos, or 11 pounds."),
    ("Um 15 Uhr (MESZ) begann es.", "It began at 3 p.m. (1300 GMT)."),
    ("Um 16 Uhr MEZ begann es.", "It began at 1500 GMT."),
    # number words
    ("Es kamen 140 Gäste.", "A hundred and forty guests came."),
    ("Es fehlten 1.002 Stimmen.", "A thousand and two votes were missing."),
    ("Viereinhalbtausend Karten sind weg.", "4,500 tickets are gone."),
    ("Der Bau dauert zweidreiviertel Jahre.", "Building takes two and three quarter years."),
    ("Ein Fünfeinhalbtonner kippte um.", "A 5.5-tonne lorry overturned."),
    ("Der Satz stieg um einen Viertelprozentpunkt.", "The rate rose by a quarter point."),
    ("Der Satz stieg um 25 Basispunkte.", "The rate rose by a quarter of a percentage point."),
    ("Das kostet 30 Millionen Rupien.", "It costs 3 crore rupees."),
    # years, decades, centuries, eras
    ("Im Herbst ’76 zog sie um.", "She moved in the autumn of 1976."),
    ("Die 77er-Punks traten auf.", "The punks of 1977 performed."),
    ("Die Ex-68er schwiegen.", "The veterans of ’68 were silent."),
    ("In den Nullerjahren boomte es.", "There was a boom in the noughties."),
    ("Das Kloster stammt aus dem XI. Jahrhundert.", "The monastery dates from the 11th century."),
    ("Das Grab stammt aus dem 7. Jh. v. Chr.", "The tomb dates from the 7th century BC."),
    ("Die Stadt fiel 146 v. Chr.", "The city fell in 146 B.C."),
    ("Die Stadt fiel 146 v.\u00a0Chr.", "The city fell in 146\u00a0BC."),
    ("Die Stadt fiel 146\u00a0v.\u202fChr.", "The city fell in 146 BC."),
    # so many times in a span, as one phrase or two
    ("Der Hund frisst zweimal am Tag.", "The dog is fed twice daily."),
    ("Die Fähre fährt fünfmal pro Woche.", "The ferry runs five times weekly."),
    ("Er spritzt viermal täglich.", "He injects four times a day."),
    ("Die Zeitung kommt dreimal wöchentlich.", "The paper comes three times a week."),
    ("Die Zeitung kommt 3-mal wöchentlich.", "The paper comes thrice weekly."),
    ("Das Heft kommt zweimal jährlich.", "The magazine comes every six months."),
    ("Der Rat tagt einmal im Monat.", "The council meets once monthly."),
    ("Der Rat tagt drei Mal jährlich.", "The council meets three times each year."),
    # feast days
    ("Am Pfingstmontag ist zu.", "It is closed on Whit Monday."),
    ("Am 1. Weihnachtstag schneite es.", "It snowed on Christmas Day."),
    ("An Heiligabend 2021 schneite es.", "It snowed on 24 December 2021."),
    ("Das Silvesterfeuerwerk fiel aus.", "The New Year's Eve fireworks were cancelled."),
    ("Am zweiten Advent wird gesungen.", "There will be singing on the second Sunday in Advent."),
    ("Am Reformationstag ist frei.", "October 31 is a day off."),
    # dates with blanks, abbreviated weekdays
    ("Die Schau läuft vom 4. 5. bis zum 9. 6. hier.", "The show runs here from 4 May to 9 June."),
    ("Die Wahl ist am 8. 11. 2026.", "The election is on November 8, 2026."),
    ("Mi.–Fr. 9–18 Uhr offen.", "Open Wed–Fri 9am–6pm."),
    ("Probe: So., 7.12., Halle 2.", "Rehearsal: Sunday, 7 December, hall 2."),
    ("Sa/So geschlossen.", "Closed Saturday and Sunday."),
    # names with a date in them
    ("Auf dem Platz des 18. März stand er.", "He stood on Platz des 18. März."),
    # scores and votes
    ("Das Spiel endete 0:0.", "The match ended scoreless."),
    ("Das Spiel endete 2:2.", "It finished two-all."),
    ("In der 90.+3 Minute traf sie.", "She scored in the third minute of added time."),
    ("Mit 7 zu 2 Stimmen siegte sie.", "She won by seven votes to two."),
    ("Mit 64 zu 36 Stimmen fiel der Antrag.", "The motion failed, 64 voting for it and 36 against it."),
    # falls in words, money in thousands, composed units
    ("Die Quote lag bei minus 2,5 Prozent.", "The rate was down 2.5 percent."),
    ("Der Umsatz fiel um 4 Prozent.", "Sales were at minus 4 percent."),
    ("Die Kasse meldet plus 6 Prozent.", "The fund is up 6 percent."),
    ("Die Kosten liegen bei 2.300 TEUR.", "Costs are 2.3 million euros."),
    ("Die Kosten liegen bei 45 T€.", "Costs are €45,000."),
    ("Das Werk schafft 900 Nm³/h.", "The plant manages 900 Nm³/h."),
    ("Der Akku hat 240 Wh/kg.", "The battery has 240 watt-hours per kilogram."),
    ("Das Netz hat 24 Volt Gleichstrom.", "The grid has 24 V DC."),
    # small words that count
    ("Der zweiwöchige Kurs endet.", "The fortnight-long course is ending."),
    ("Jeder zweite Wähler schwieg.", "Every other voter was silent."),
    ("Margarete die Erste herrschte.", "Margaret I reigned."),
    ("Spenden an AT48 3200 0000 1234 5864.", "Donations to AT483200000012345864."),
    ("In der Saison 1998/99 stieg er ab.", "He went down in the 1998 / 99 season."),
]


@pytest.mark.parametrize(("source", "target"), RIGHT)
def test_said_in_another_way_is_no_alarm(source: str, target: str) -> None:
    assert [finding for finding in compare(source, target).findings if finding.severity != "note"] == []


WRONG: list[tuple[str, str, Severity]] = [
    ("Der Fluss ist 0,8 Kilometer breit.", "The river is 80 metres wide.", "error"),
    ("Der Steg misst 1.250 Meter.", "The jetty measures 1.25 metres.", "error"),
    ("Der Laster lud 12 Tonnen Kies.", "The lorry carried 1,200 kilos of gravel.", "error"),
    ("Die Trasse führt 220 kV.", "The line carries 220 volts.", "error"),
    ("Der Druck fiel auf 980 mbar.", "The pressure fell to 980 bar.", "error"),
    ("Das Seil hält 15 kN.", "The rope holds 15 knots.", "error"),
    ("Der Motor hat 350 Nm.", "The engine has 350 nanometres.", "error"),
    ("Der Laser hat 5 mW.", "The laser has 5 MW.", "error"),
    ("Der Hof erntete 60 Doppelzentner.", "The farm harvested 60 tonnes.", "error"),
    ("Die Dosis lag bei 3 mSv.", "The dose was 3 sieverts.", "error"),
    ("Das Werk braucht 40 GJ.", "The plant needs 40 MJ.", "error"),
    ("Die Luft hat 420 ppm.", "The air has 420 ppb.", "error"),
    ("Der Weg ist 10 km lang.", "The path is 10 km (10 miles) long.", "error"),
    ("Um 16 Uhr MEZ begann es.", "It began at 1400 GMT.", "error"),
    ("Um 16 Uhr MEZ begann es.", "It began at 1600 GMT.", "warning"),
    ("Es kamen 104 Gäste.", "A hundred and forty guests came.", "error"),
    ("Viereinhalbtausend Karten sind weg.", "4,000 tickets are gone.", "error"),
    ("Im Herbst ’76 zog sie um.", "She moved in the autumn of 1967.", "error"),
    ("Das Grab stammt aus dem 7. Jh. v. Chr.", "The tomb dates from the 7th century AD.", "error"),
    ("Am Pfingstmontag ist zu.", "It is closed on Easter Monday.", "error"),
    ("An Heiligabend schneite es.", "It snowed on December 25.", "error"),
    ("An Heiligabend schneite es.", "It snowed.", "warning"),
    ("Die Wahl ist am 8. 11. 2026.", "The election is on August 11, 2026.", "error"),
    ("Mi.–Fr. 9–18 Uhr offen.", "Open Wed–Sat 9am–6pm.", "error"),
    ("Auf dem Platz des 18. März stand er.", "He stood on Platz des 8. März.", "error"),
    ("Das Spiel endete 1:0.", "The match ended scoreless.", "error"),
    ("In der 90.+3 Minute traf sie.", "She scored in the fifth minute of added time.", "error"),
    ("Mit 7 zu 2 Stimmen siegte sie.", "She won by two votes to seven.", "warning"),
    ("Mit 64 zu 36 Stimmen siegte sie.", "She won 36-64.", "warning"),
    ("Die Quote lag bei minus 2,5 Prozent.", "The rate was up 2.5 percent.", "error"),
    ("Die Quote lag bei minus 2,5 Prozent.", "The rate was 2.5 percent.", "error"),
    ("Die Kasse meldet plus 6 Prozent.", "The fund is down 6 percent.", "error"),
    ("Es hat minus 4 Grad.", "It fell to 4 degrees.", "error"),
    ("Die Kosten liegen bei 2.300 TEUR.", "Costs are 2,300 euros.", "error"),
    ("Das Werk schafft 900 Nm³/h.", "The plant manages 900 Nm³.", "error"),
    ("Der Akku hat 240 Wh/kg.", "The battery has 240 Wh.", "error"),
    ("Der zweiwöchige Kurs endet.", "The two-day course is ending.", "error"),
    ("Jeder zweite Wähler schwieg.", "Two voters were silent.", "error"),
    ("Margarete die Zweite herrschte.", "Margaret I reigned.", "error"),
    ("Platz vier ging an Malta.", "Malta came third.", "error"),
    ("Die fünfstellige Summe ist weg.", "The six-figure sum is gone.", "error"),
    ("Die Zahl hat sich verzehnfacht.", "The number rose a hundredfold.", "error"),
    ("Die Drillinge schlafen.", "The twins are asleep.", "error"),
    ("Im Halbfinale wartet Kiel.", "Kiel waits in the quarter-finals.", "warning"),
    ("Der Dreierbob kippte.", "The four-man bob overturned.", "error"),
    ("Die Zeitung kommt dreimal wöchentlich.", "The paper comes four times weekly.", "error"),
    ("Die Zeitung kommt dreimal wöchentlich.", "The paper comes three times a month.", "error"),
    ("Der Hund frisst zweimal täglich.", "The dog is fed daily.", "error"),
    ("Halb so viele kamen.", "Twice as many came.", "error"),
    ("Spenden an AT48 3200 0000 1234 5864.", "Donations to AT483200000012345846.", "error"),
]


@pytest.mark.parametrize(("source", "target", "severity"), WRONG)
def test_the_wrong_thing_is_caught(source: str, target: str, severity: Severity) -> None:
    assert severity in {finding.severity for finding in compare(source, target).findings}


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("So 20 Leute kamen, Di Stefano auch.", "weekday"),  # an everyday word and a name
        ("Zum Preis von Fr. 19.90.", "weekday"),
        ("Er wurde 14. 3 Läufer fehlten.", "--03-14"),
    ],
)
def test_what_looks_like_a_day_is_none(text: str, absent: str) -> None:
    assert not [value for fact in extract(text, "de") for value in fact.values if absent in value]


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("She won the last eight games.", "round"),
        ("Between a hundred and twenty people were there.", "120"),
    ],
)
def test_what_looks_like_a_name_is_none(text: str, absent: str) -> None:
    assert not [value for fact in extract(text, "en") for value in fact.values if absent in value]


@pytest.mark.parametrize(
    ("source", "target", "messages"),
    [
        ("Das war im März 1961.", "That was in 1961.", ["The month of “März 1961” is missing."]),
        ("Das war am 4. März 1961.", "That was on 4 March.", ["The year of “4. März 1961” is missing."]),
        ("Das war am 4. März 1961.", "That was on 5 April 1962.", ["“4. März 1961” became “5 April 1962”."]),
        ("In der Saison 2011/12 fiel er aus.", "He was out in 2013/14.", ["“2011/12” became “2013/14”."]),
    ],
)
def test_one_slip_is_one_finding_that_names_it(source: str, target: str, messages: list[str]) -> None:
    assert [finding.message for finding in compare(source, target).findings] == messages
