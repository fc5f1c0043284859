"""Stories told twice: which texts are the same one, and which only come from the same template."""

from __future__ import annotations

import pytest

from pipeline.feeds.duplicates import Stories, further_words, other_figures, sketch

STORY = (
    "Heide. Der Streit um den neuen Windpark an der Küste geht in die nächste Runde. Der Kreis Dithmarschen will 14 "
    "Anlagen mit einer Höhe von je 180 Metern genehmigen, wie Landrat Onno Thießen am Dienstag sagte. Anwohner haben mehr "
    "als 2.300 Unterschriften gegen das Vorhaben gesammelt. Sie fürchten Lärm und den Verlust von Brutplätzen. Der "
    "Betreiber rechnet mit Kosten von 96 Millionen Euro und will im Frühjahr 2028 mit dem Bau beginnen. Nach Angaben "
    "des Umweltministeriums in Kiel liegt das Gelände außerhalb der Schutzgebiete. Der Kreistag entscheidet am 11. "
    "Dezember. Eine Klage der Gemeinde Wesselburen war im vorigen Jahr abgewiesen worden. Die Richter sahen keine "
    "Verletzung der Planungshoheit. Die Bürgerinitiative kündigte an, bis vor das Bundesverwaltungsgericht zu ziehen."
)
FOREIGN = (
    "Auf dem Marktplatz hat am Samstag das Fest der Vereine begonnen, zu dem die Stadt jedes Jahr einlädt. Für Kinder "
    "gibt es ein Karussell, für Erwachsene Musik vom Blasorchester. Wer mit dem Auto kommt, findet Platz am Hafen. Der "
    "Bäcker verkauft Kuchen für einen guten Zweck, und die Feuerwehr zeigt ihre Löschfahrzeuge."
)
HALF = STORY[: STORY.index(" Der Kreistag")]
WEATHER = (
    "Das Wetter in Schleswig-Holstein: Am {} ist es zunächst wolkig, später lockert es von Westen her auf. Die "
    "Temperaturen steigen auf {} bis {} Grad, an der See auf {} Grad. Es weht mäßiger, an der Küste frischer Wind aus "
    "südwestlicher Richtung. In der Nacht zum {} bleibt es trocken bei Tiefstwerten um {} Grad. Das teilte der Deutsche "
    "Wetterdienst am Morgen in Hamburg mit."
)
SHARES = (
    "Frankfurt. Der Deutsche Aktienindex hat am {} {} Prozent höher geschlossen. Der Leitindex stand zum Ende des Handels "
    "bei {} Punkten. Der MDAX der mittelgroßen Werte legte um {} Prozent auf {} Punkte zu. Am Rentenmarkt lag die Rendite "
    "bei {} Prozent. Der Kurs des Euro notierte am Abend bei {} Dollar. In der Nähe des Rekords griffen Anleger weiter zu."
)
LOTTERY = (
    "Die Gewinnzahlen im Lotto am {}: {}. Die Superzahl lautet {}. Die Gewinnzahl im Spiel 77 ist {}. Bei der Super 6 wurde "
    "die Zahl {} gezogen. Alle Angaben sind ohne Gewähr. Im Jackpot liegen nach Angaben der Lottogesellschaft in "
    "Saarbrücken nun {} Millionen Euro."
)
NOTICE = (
    " Lesen Sie weiter mit einem Abonnement. Sie erhalten unbegrenzten Zugang zu allen Artikeln, die tägliche Ausgabe als "
    "digitale Zeitung und den Newsletter der Redaktion am Morgen. Das Angebot ist jederzeit kündbar, die ersten vier Wochen "
    "sind kostenlos. Haben Sie schon ein Konto, dann melden Sie sich bitte mit Ihrer Adresse und dem Kennwort an."
)


def twin_of(text: str, other: str) -> str | None:
    """The item found for ``text`` where ``other`` is the only one known."""
    found = Stories([("known", sketch(other))]).twin("new", text, sketch(text), {"known": other}.__getitem__)
    return found[0] if found else None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Neue Windräder: Bürger wehren sich. " + STORY, id="title"),
        pytest.param(STORY[: int(len(STORY) * 0.7)], id="cut"),
        pytest.param(STORY + " Der Kreis will heute dazu Stellung nehmen, um 17.30 Uhr.", id="a sentence more"),
        pytest.param(HALF + " " + FOREIGN, id="own paragraphs"),
        pytest.param(STORY.replace("ß", "ss").replace("Anwohner", "Bewohner"), id="spelling"),
    ],
)
def test_copy_is_found(text: str) -> None:
    assert twin_of(text, STORY) == "known"
    assert twin_of(STORY, text) == "known"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            WEATHER.format("Montag", 11, 14, 9, "Dienstag", 3), WEATHER.format("Freitag", 17, 21, 13, "Samstag", 8),
            id="weather",
        ),
        pytest.param(
            WEATHER.format("Montag", "elf", "vierzehn", "neun", "Dienstag", "drei"),
            WEATHER.format("Montag", "zwölf", "fünfzehn", "zehn", "Dienstag", "vier"),
            id="weather in words",
        ),
        pytest.param(
            SHARES.format("Montag", "0,84", "19.412,31", "0,32", "26.110,02", "2,41", "1,0871"),
            SHARES.format("Dienstag", "0,27", "19.464,90", "0,51", "26.243,43", "2,44", "1,0902"),
            id="shares",
        ),
        pytest.param(
            LOTTERY.format("Samstag", "3 - 11 - 17 - 29 - 34 - 48", 7, "1 4 3 9 0 2 2", "9 0 1 1 3 4", 12),
            LOTTERY.format("Mittwoch", "5 - 11 - 20 - 31 - 40 - 44", 2, "0 0 4 8 1 5 6", "2 2 7 8 9 0", 17),
            id="lottery",
        ),
        pytest.param(STORY.replace("2.300", "2.450"), STORY, id="updated"),
        pytest.param(STORY.replace("mehr als 2.300", "bis heute 2.450"), STORY, id="updated and reworded"),
        pytest.param(STORY.replace("14 Anlagen", "nun doch sechzehn große Anlagen"), STORY, id="updated in words"),
        pytest.param(STORY, FOREIGN, id="nothing in common"),
        pytest.param(
            "Im Hafen ist ein Kutter gesunken, die Mannschaft wurde gerettet. Die Ursache ist offen, Taucher suchen das Wrack "
            "ab." + NOTICE,
            "Die Stadt will das Freibad schließen, obwohl der Rat anders beschlossen hatte. Der Bürgermeister nennt die Kosten "
            "zu hoch." + NOTICE,
            id="the same notice",
        ),
        pytest.param(FOREIGN, f"{STORY} {FOREIGN} {STORY.replace('Kreis', 'Bund').replace('Anlagen', 'Masten')} " * 2,
                     id="in a roundup"),
    ],
)  # fmt: skip
def test_other_story_is_not(one: str, other: str) -> None:
    assert twin_of(one, other) is None
    assert twin_of(other, one) is None


def test_own_older_version_is_no_twin() -> None:
    stories = Stories([("a", sketch(STORY))])
    newer = STORY.replace("2.300", "2.450")
    assert stories.twin("a", newer, sketch(newer), {"a": STORY}.__getitem__) is None


def test_likeliest_of_several_is_taken() -> None:
    texts = {"half": HALF + " " + FOREIGN, "whole": STORY, "cut": STORY[:600], "other": FOREIGN}
    stories = Stories((key, sketch(text)) for key, text in texts.items())
    text = "Protest gegen Windräder. " + STORY
    found = stories.twin("new", text, sketch(text), texts.__getitem__)
    assert found is not None
    assert found[0] in ("whole", "cut")
    assert 0.9 < found[1] <= 1.0


def test_only_likely_texts_are_asked_for() -> None:
    texts = {f"f{n}": FOREIGN.replace("Samstag", f"{n}. Tag") for n in range(20)} | {"story": STORY}
    asked: list[str] = []

    def text_of(key: str) -> str:
        asked.append(key)
        return texts[key]

    stories = Stories((key, sketch(text)) for key, text in texts.items())
    assert stories.twin("new", STORY, sketch(STORY), text_of) == ("story", 1.0)
    assert asked == ["story"]


def test_sketches_are_the_same_everywhere_and_say_their_version() -> None:
    made = sketch("Der Rat der Stadt Heide hat den Haushalt beschlossen.")
    assert len(made) == 514
    assert made[:2] == bytes((1, 2))
    assert made[2:18].hex() == "ddb326c0ef01b8c381e9d2c31801cec9"


def test_sketches_of_another_version_are_ignored() -> None:
    made = sketch(STORY)
    stories = Stories([("a", b"\x00" + made[1:]), ("b", made[:-4]), ("c", b"")])
    assert len(stories) == 0
    assert stories.twin("new", STORY, made, lambda _: STORY) is None
    stories.add("d", made)
    assert stories.twin("new", STORY, b"\x00" + made[1:], lambda _: STORY) is None


def test_removed_and_replaced_items() -> None:
    stories = Stories((f"n{n}", sketch(f"{n} {FOREIGN}")) for n in range(1500))
    stories.add("story", sketch(FOREIGN))
    stories.add("story", sketch(STORY))
    assert len(stories) == 1501
    for n in range(1500):
        stories.remove(f"n{n}")
    stories.remove("never there")
    assert len(stories) == 1
    assert stories.twin("new", STORY, sketch(STORY), {"story": STORY}.__getitem__) == ("story", 1.0)
    stories.remove("story")
    assert stories.twin("new", STORY, sketch(STORY), {"story": STORY}.__getitem__) is None


def test_item_that_is_gone_is_no_twin() -> None:
    assert Stories([("a", sketch(STORY))]).twin("new", STORY, sketch(STORY), lambda _: "") is None


def test_empty_texts_are_no_twins() -> None:
    assert Stories([("a", sketch(""))]).twin("new", "", sketch(""), lambda _: "") is None


def test_figures_between_the_same_words_or_in_the_same_sentence() -> None:
    one = "Am Montag starben elf Menschen, 23 wurden verletzt."
    assert not other_figures("Am Montag starben 11 Menschen, 23 wurden verletzt.", one)
    assert not other_figures("Am Montag starben elf Menschen.", one)
    assert other_figures("Am Montag starben zwölf Menschen, 23 wurden verletzt.", one)
    assert other_figures("Am Montag starben inzwischen zwölf der Menschen, 23 wurden verletzt.", one)
    assert not other_figures(f"{one} Die Straße war nach Angaben der Polizei vier Stunden gesperrt.", one)
    assert not other_figures(one, FOREIGN)


def test_what_a_new_version_says_beyond_what_is_known() -> None:
    local = f"{STORY} Auch der Bauernverband meldete sich zu Wort."
    assert not further_words(local, local, STORY)
    assert not further_words(local.replace("Anwohner", "Bewohner"), local, STORY)
    assert not further_words(local, FOREIGN, f"{STORY} Auch der Bauernverband meldete sich zu Wort.")
    assert further_words(local + " Landrat Thießen trat am Abend zurück.", local, STORY)
    assert further_words(local.replace("2.300", "2.450"), local, STORY)
