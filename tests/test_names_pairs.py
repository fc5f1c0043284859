"""What must match, what may differ: short pairs of our own, row by row."""

from __future__ import annotations

import pytest

from pipeline.check import Checker
from pipeline.names import compare

RIGHT = [
    # countries and cities
    ("Nordkorea schweigt.", "North Korea is silent."),
    ("Nordkorea schweigt.", "The DPRK is silent."),
    ("Die Regierung der Vereinigten Staaten zögert.", "The US government hesitates."),
    ("Die USA zögern.", "America hesitates."),
    ("Das Vereinigte Königreich trat aus.", "Britain left."),
    ("Sie lebt in den Niederlanden.", "She lives in the Netherlands."),
    ("Der Zug fährt in die Schweiz.", "The train goes to Switzerland."),
    ("Er reiste in die Türkei.", "He travelled to Türkiye."),
    ("Er reiste in die Türkei.", "He travelled to Turkey."),
    ("Die Elfenbeinküste wählt.", "Côte d'Ivoire is voting."),
    ("Die Elfenbeinküste wählt.", "Ivory Coast is voting."),
    ("Weißrussland schließt die Grenze.", "Belarus closes the border."),
    ("Tschechien friert.", "The Czech Republic is freezing."),
    ("In Birma brennt ein Dorf.", "A village is burning in Myanmar."),
    ("Kiew wartet.", "Kyiv is waiting."),
    ("Kyjiw wartet.", "Kiev is waiting."),
    ("In Pjöngjang schneit es.", "It is snowing in Pyongyang."),
    ("In Charkiw und Cherson fiel der Strom aus.", "Power failed in Kharkiv and Kherson."),
    ("Das Kraftwerk Saporischschja steht still.", "The Zaporizhzhia plant stands still."),
    ("Lemberg feiert.", "Lviv is celebrating."),
    ("Von Köln nach München.", "From Cologne to Munich."),
    ("Die Messe in Hannover öffnet.", "The fair in Hanover opens."),
    ("Porzellan aus Meißen.", "Porcelain from Meissen."),
    # persons and romanisation
    ("Schoigu traf Lawrow.", "Shoigu met Lavrov."),
    ("Präsident Selenskyj dankte.", "President Zelensky gave thanks."),
    ("Präsident Selenskyj dankte.", "President Zelenskyy gave thanks."),
    ("Jelzin und Gorbatschow stritten.", "Yeltsin and Gorbachev quarrelled."),
    ("Chruschtschow klopfte auf den Tisch.", "Khrushchev banged the table."),
    ("Ajatollah Chamenei sprach.", "Ayatollah Khamenei spoke."),
    ("Ein Stück von Tschechow.", "A play by Chekhov."),
    ("Kim Jong-un lachte.", "Kim Jong Un laughed."),
    ("Kim Jong Un lachte.", "Kim Jong-un laughed."),
    ("Xi Jinping reist ab.", "Xi Jinping departs."),
    ("Frau Müller kam.", "Ms Mueller came."),
    ("Frau Müller kam.", "Ms Muller came."),
    ("Papst Franziskus betet.", "Pope Francis prays."),
    ("König Karl III. winkt.", "King Charles III waves."),
    ("Friedrich der Große spielte Flöte.", "Frederick the Great played the flute."),
    # organisations
    ("Die Nato tagt.", "NATO is meeting."),
    ("Die Uno warnt.", "The UN warns."),
    ("Die Vereinten Nationen warnen.", "The United Nations warns."),
    ("Ein Urteil des EuGH.", "A ruling by the ECJ."),
    ("Ein Urteil des EuGH.", "A ruling by the European Court of Justice."),
    ("KI schreibt Briefe.", "AI writes letters."),
    ("In NRW regnet es.", "It is raining in North Rhine-Westphalia."),
    ("Der BGH entschied.", "The Federal Court of Justice ruled."),
    ("Die Grünen stimmten zu.", "The Greens agreed."),
    ("Das Auswärtige Amt warnt.", "The Foreign Office warns."),
    ("Der Sprecher des Auswärtigen Amts schwieg.", "The Foreign Ministry spokesman was silent."),
    ("Das Weiße Haus bestätigte es.", "The White House confirmed it."),
    ("Der Oberste Gerichtshof entscheidet.", "The Supreme Court decides."),
    ("Die Bundeswehr kauft ein.", "The German armed forces are shopping."),
    ("Der Bundestag debattiert.", "The Bundestag is debating."),
    ("Der Bundestag debattiert.", "The German parliament is debating."),
    ("Der Sicherheitsrat tritt zusammen.", "The Security Council convenes."),
    # inflection, adjectives, compounds
    ("Nordkoreas Botschafter ging.", "North Korea's ambassador left."),
    ("Merkels Nachfolger kam.", "Merkel's successor came."),
    ("Die Truppen Putins zogen ab.", "Putin's troops withdrew."),
    ("Marx' Kapital liegt auf dem Tisch.", "Marx's Capital is on the table."),
    ("Der Moskauer Bürgermeister trat zurück.", "The Moscow mayor resigned."),
    ("Russische Schiffe liefen aus.", "Russian ships set sail."),
    ("Die Regierung Russlands dementiert.", "The Russian government denies it."),
    ("Der Ukraine-Krieg dauert an.", "The war in Ukraine goes on."),
    ("Der Ukrainekrieg dauert an.", "The Ukraine war goes on."),
    ("Der US-Botschafter lächelte.", "The American ambassador smiled."),
    ("Der Nato-Generalsekretär lächelte.", "The NATO secretary general smiled."),
    ("Die Präsidenten von Nord- und Südkorea trafen sich.", "The presidents of North and South Korea met."),
    ("Kämpfe in der Region Kursk.", "Fighting in the Kursk region."),
    # regions and waters
    ("Niederösterreich und Sachsen hoffen.", "Lower Austria and Saxony hope."),
    ("Brände in Kalifornien.", "Fires in California."),
    ("Urlaub auf den Kanaren.", "Holidays on the Canary Islands."),
    ("Ein Schiff auf der Ostsee.", "A ship on the Baltic Sea."),
    ("Hochwasser an Rhein und Donau.", "Floods on the Rhine and the Danube."),
    ("Wandern im Schwarzwald.", "Hiking in the Black Forest."),
    ("Schottland stimmt ab.", "Scotland votes."),
    ("Ein Zug nach Frankfurt am Main.", "A train to Frankfurt."),
    # a first name, a genitive, a plural, the number that is a club
    ("Der Minister Boris Pistorius kam.", "Minister Pistorius came."),
    ("Sie nannte Jos Namen.", "She said Jo's name."),
    ("Die SUV parken dort.", "The SUVs are parked there."),
    ("Damit ist Sechzig Meister.", "That makes 1860 champions."),
    # common words that no parallel text has shown
    ("Der Vogel putzt sein Gefieder.", "The bird preens its plumage."),
]
WRONG = [
    ("Nordkorea schweigt.", "South Korea is silent."),
    ("Der Iran liefert Öl.", "Iraq supplies oil."),
    ("Der Irak liefert Öl.", "Iran supplies oil."),
    ("Die Slowakei hebt Steuern an.", "Slovenia raises taxes."),
    ("Slowenien hebt Steuern an.", "Slovakia raises taxes."),
    ("Unruhen in Niger.", "Unrest in Nigeria."),
    ("Unruhen in Nigeria.", "Unrest in Niger."),
    ("Österreich gewinnt.", "Australia wins."),
    ("Australien gewinnt.", "Austria wins."),
    ("Er flog nach Moskau.", "He flew to Mosul."),
    ("Litauen protestiert.", "Latvia protests."),
    ("Die Schweiz hilft.", "Sweden helps."),
    ("Ein Gedicht von Puschkin.", "A poem by Putin."),
    ("Die Nato tagt.", "The UN is meeting."),
]


def alarms(german: str, english: str) -> list[tuple[str, str]]:
    return [(f.check, f.severity) for f in compare(german, english).findings if f.severity != "note"]


@pytest.mark.parametrize(("german", "english"), RIGHT)
def test_right(german: str, english: str) -> None:
    assert alarms(german, english) == []


@pytest.mark.parametrize(("german", "english"), WRONG)
def test_neighbours_are_never_merged(german: str, english: str) -> None:
    assert ("name.changed", "error") in alarms(german, english)


TRANSLATED = [
    ("Altkanzler Helmut Kohl besuchte die Stadt.", "Former chancellor Helmut Cabbage visited the city."),
    ("Altkanzler Helmut Kohl besuchte die Stadt.", "Former chancellor Helmut cabbage visited the city."),
    ("Torwart Manuel Neuer hielt den Ball.", "Goalkeeper Manuel New held the ball."),
    ("Der Stürmer Ciro Immobile traf zweimal.", "The striker Ciro Real Estate scored twice."),
    ("Gestern kam Peter Sommer spät.", "Yesterday Peter Summer came late."),
    ("Gestern sprach Anna Ostermann mit der Polizei.", "Yesterday Anna Easter spoke to the police."),
    ("Gestern sprach Herr Kreuzberger mit uns.", "Yesterday Mr Hill spoke to us."),
]


@pytest.mark.parametrize(("german", "english"), TRANSLATED)
def test_names_made_of_common_words(german: str, english: str) -> None:
    assert "error" in {severity for _, severity in alarms(german, english)}


GRADED = [
    (
        "Das schrieb gestern die „Zeit“ in Hamburg.",
        "The time wrote that in Hamburg yesterday.",
        [("name.missing", "warning")],
    ),
    ("Ein Foto im „Stern“ zeigt das Haus.", "A photo in the star shows the house.", [("name.translated", "warning")]),
    ("Bei einem Brand in Essen starb ein Mann.", "A man died in a fire in food.", [("name.translated", "warning")]),
    (
        "Die Bürgermeisterin von Regen ging in Rente.",
        "The mayor of rain retired.",
        [("name.translated", "warning")],
    ),
    ("Minister Karl zu Guttenberg ging.", "Minister Karl to Guttenberg left.", [("name.translated", "warning")]),
    (
        "Gestern sprach Herr Ostermann mit uns.",
        "Yesterday the man spoke to us.",
        [("name.translated", "warning")],
    ),
    ("Danke, Herr Präsident.", "Thank you, Mr President.", []),
    ("Frau Staatsanwältin Engels klagte.", "Prosecutor Engels sued.", []),
    ("Der Hof baut Gurken, Kohl und Rüben an.", "The farm grows cucumbers, cabbage and beets.", []),
    ("Der Bob kam aus der Bahn.", "The bobsleigh left the track.", []),
    ("Niedersachsen baut neue Deiche.", "Saxony is building new dykes.", [("name.changed", "error")]),
    ("In Salzburg brannte gestern ein Haus.", "Yesterday a house burnt in Strasbourg.", [("name.changed", "error")]),
    ("Im Sejm gab es Streit.", "There was a row in Poland's Sejm.", []),
    ("Im Sejm gab es Streit.", "There was a row in Israel's Sejm.", [("name.added", "error")]),
    ("Am Abend empfing ihn Präsident Xi.", "President Xi Jinping received him in the evening.", []),
    ("Das Haus von Annette von Hoffmann steht leer.", "Hoffmann's house is empty.", []),
    ("Siehe Abb. 3 auf der nächsten Seite.", "See Fig. 3 on the next page.", []),
    ("Der Turm entstand im Jahr 80 vor Christus.", "The tower was built in 80 BC.", []),
    ("Er zahlte 800 Franken.", "He paid CHF 800.", []),
]


@pytest.mark.parametrize(("german", "english", "wanted"), GRADED)
def test_severity_follows_what_shows_a_name(german: str, english: str, wanted: list[tuple[str, str]]) -> None:
    found = [(f.check, f.severity) for f in compare(german, english).findings if f.severity != "note"]
    assert found == wanted


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("FEUER IN ZUERICH GELOESCHT", "FIRE IN ZURICH PUT OUT"),
        ("Oesterreich hilft den Nachbarn.", "Austria is helping its neighbours."),
        ("Die U17 fliegt nach Spanien.", "The under-17s are flying to Spain."),
        ("Der Zug nach Xi’an hat Verspätung.", "The train to Xian is late."),
        ("Die ÖBB bestellen Züge.", "Austrian Federal Railways is ordering trains."),
        (
            "Der Sturm zieht ab, meldet die NOAA.",
            "The storm is leaving, says the National Oceanic and Atmospheric Administration (NOAA).",
        ),
        ("Eine Tuttlingerin fand den Ring.", "A woman from Tuttlingen found the ring."),
        ("Auf das Omikron folgt das Pi.", "Omicron is followed by pi."),
    ],
)
def test_other_forms_of_one_name(german: str, english: str) -> None:
    assert alarms(german, english) == []


def test_one_slip_is_one_finding() -> None:
    german = "Der Rat von Overath tagt. Overath liegt bei Köln."
    english = "The council of Overall meets. Overall is near Cologne."
    assert [f.message for f in compare(german, english).findings] == ["“Overath” is spelt “Overall” in the English."]


MANGLED = [
    ("Er stammt aus Overath.", "He comes from Overall."),
    ("Der Markt Burkardroth liegt dort.", "The market Burka lies there."),
]


@pytest.mark.parametrize(("german", "english"), MANGLED)
def test_a_name_that_became_a_likely_word(german: str, english: str) -> None:
    assert ("name.garbled", "warning") in alarms(german, english)


NAMESAKES = [
    ("Bayern verlor das Finale.", "Bavaria lost the final.", True),
    ("Bayern verlor das Finale.", "Bayern lost the final.", False),
    ("Das Finale findet in Bayern statt.", "The final takes place in Bavaria.", False),
    ("Bayern hebt die Steuern an.", "Bavaria raises taxes.", False),
]


@pytest.mark.parametrize(("german", "english", "wrong"), NAMESAKES)
def test_a_club_is_not_the_place_it_is_called_like(german: str, english: str, wrong: bool) -> None:
    assert (("name.translated", "warning") in alarms(german, english)) is wrong


SURNAMES = [
    ("Danach sprach Markus Blume.", "Then Markus Okafor spoke."),
    ("Danach sprach Frau Schwarzer.", "Then Ms Haddad spoke."),
]


@pytest.mark.parametrize(("german", "english"), SURNAMES)
def test_a_surname_made_of_a_common_word_that_was_exchanged(german: str, english: str) -> None:
    assert ("name.changed", "warning") in alarms(german, english)


def test_a_club_that_was_counted() -> None:
    assert ("name.missing", "warning") in alarms("Damit ist Sechzig Meister.", "That makes sixty champions.")


def test_a_number_at_the_start_is_no_club() -> None:
    assert Checker().compare("Sechzig Menschen kamen.", "Sixty people came.").findings == ()


TORN = [
    ("Markus Söder reiste ab.", "Markus S ö der departed."),
    ("Ein Stau bei Baden-Württemberg.", "A jam near Baden-W ü rttemberg."),
    ("Jürgen und Flüggen blieben.", "J ü rgen and Fl ü ggen stayed."),
]


@pytest.mark.parametrize(("german", "english"), TORN)
def test_torn_umlauts(german: str, english: str) -> None:
    assert ("name.garbled", "error") in alarms(german, english)
