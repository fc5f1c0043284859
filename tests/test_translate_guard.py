import pytest

from pipeline.translate.guard import assess, longest_repeat, repeated_share

GERMAN = "Der Stadtrat hat am Dienstag beschlossen, die Brücke über den Fluss für zwei Jahre zu sperren."
ENGLISH = "The city council decided on Tuesday to close the bridge over the river for two years."


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (GERMAN, ENGLISH),
        ("Nein, nein, nein!", "No, no, no!"),
        ("Ja.", "Yes."),
        ("Stille.", "There was silence."),
        ("Sie war sehr, sehr, sehr müde.", "She was very, very, very tired."),
        ("Tabelle: 0 0 0 0 0 0", "Table: 0 0 0 0 0 0"),
        ("Er hatte gehabt, was er gehabt hatte.", "He had had what he had had."),
        ("Müller-Lüdenscheidt, Klöbner, Schmidt und Weber", "Müller-Lüdenscheidt, Klöbner, Schmidt and Weber"),
        ("Das Motto heißt „Tu was du willst“.", 'The motto is "Tu was du willst".'),
        ("Das Konto weist 1000000000000 Euro aus.", "The account shows 1000000000000 euros."),
        ("Nur online und live im Internet!", "Only online and live on the Internet!"),
    ],
)
def test_good_translations_pass(source: str, target: str) -> None:
    assert assess(source, target) is None


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        (GERMAN, "", "silence"),
        (GERMAN, "...", "silence"),
        (GERMAN, "The council.", "silence"),
        (GERMAN, "The city city city city city council decided.", "loop"),
        (GERMAN, "The council decided to close the bridge, to close the bridge, to close the bridge.", "loop"),
        (GERMAN, "The council hahahahahahahahahahahahahaha", "loop"),
        (
            "Sie sagte ja.",
            "She said yes because all of that was what people wanted when asked again about everything that ever was.",
            "length",
        ),
        (GERMAN, GERMAN, "copy"),
        (
            GERMAN,
            "The city council hat beschlossen, die Brücke über den Fluss to close for the next two long years.",
            "copy",
        ),
    ],
)
def test_what_is_no_translation_is_named(source: str, target: str, kind: str) -> None:
    problem = assess(source, target)
    assert problem is not None
    assert problem.kind == kind


def test_interleaved_loop_is_found_by_its_repeated_phrases() -> None:
    target = " ".join(f"the members of the state of the members {word}" for word in ["abc", "def", "ghi", "jkl", "mno"])
    problem = assess("Die Mitglieder der Staaten der Union und die Länder haben in dieser Woche lange getagt.", target)
    assert problem is not None
    assert problem.kind == "loop"


def test_a_repetition_that_the_source_has_is_no_loop() -> None:
    assert assess("Tor! Tor! Tor! Tor! Tor! Tor!", "Goal! Goal! Goal! Goal! Goal! Goal!") is None


def test_longest_repeat_counts_back_to_back_phrases() -> None:
    assert longest_repeat(["a", "b", "a", "b", "a", "b", "a", "b"]) == (("a", "b"), 4)
    assert longest_repeat(["a", "a", "b"]) == ((), 1)
    assert longest_repeat([]) == ((), 1)


def test_repeated_share_of_four_word_phrases() -> None:
    assert repeated_share(["a", "b", "c", "d", "e", "f", "g", "h"]) == 0.0
    assert repeated_share(["a", "b", "c", "d", "a", "b", "c", "d"]) == pytest.approx(0.2)
    assert repeated_share(["a"]) == 0.0


def test_message_tells_a_person_what_was_seen() -> None:
    problem = assess(GERMAN, "The city city city city city council decided.")
    assert problem is not None
    assert problem.message == '"city" occurs 5 times in a row.'


@pytest.mark.parametrize(
    ("source", "target", "kind"),
    [
        ("DER RAT SCHLIESST AM MONTAG DIE BÄDER.", "DER RAT SCHLIESST AM MONTAG DIE BÄDER.", "copy"),
        ("RUND 900 BÜRGER SOLLEN ZAHLEN.", "RUND 900 BÜRGER SOLEN ZAHLEN.", "copy"),
        ("Er traf Żaneta.", "He met �aneta.", "broken"),
    ],
)
def test_capitals_left_in_german_and_broken_characters_are_named(source: str, target: str, kind: str) -> None:
    problem = assess(source, target)
    assert problem is not None
    assert problem.kind == kind


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("DER RAT SCHLIESST DIE BÄDER.", "THE COUNCIL IS CLOSING THE POOLS."),
        ("NATO, EU und UNICEF beraten.", "NATO, EU and UNICEF confer."),
        ("Mehr unter https://www.ulm.de/alle/neuen/linien.", "More at https://www.ulm.de/alle/neuen/linien."),
        ("Das Zeichen � steht im Text.", "The sign � stands in the text."),
    ],
)
def test_capitals_in_english_abbreviations_and_addresses_pass(source: str, target: str) -> None:
    assert assess(source, target) is None
