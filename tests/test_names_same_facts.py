"""The facts of a source are the source's own: no target, no memory and no order of steps changes them."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import quantities
from pipeline.check import Checker
from pipeline.names import Memory, compare, extract, judge
from pipeline.names.candidates import candidates
from pipeline.names.facts import fact, grouped, names_of, target_names
from pipeline.names.match import matched
from pipeline.names.matching import Pair
from pipeline.names.side import analyse
from pipeline.types import Comparison, Fact, Lang

FULL_NAMES = """
Sabine Koch | Thomas Berg | Lena Fuchs | Michael Vogel | Petra Sommer | Stefan Kaiser | Ulrike Jung | Andreas Lang
Nina Stark | Frank Schäfer | Katrin Wolf | Dirk Zimmermann | Birgit Krause | Tobias Frank | Heike Brandt | Jens Hahn
Claudia Roth | Oliver Kühn | Monika Sauer | Matthias Bauer | Anja Schneider | Rainer Kraft | Susanne Klein
Holger Busch | Karin Engel | Ralf Winkler | Marion Beck | Uwe Groß | Silke Hauser | Bernd Ritter | Doris Graf
Marco Reich | Tanja Herzog | Sven Pfeiffer | Ines Blum | Volker Stahl | Gabi Morgenstern | Lukas Sturm | Emma Winter
Felix Neumann
"""
CARRIERS = [
    ("Am Montag sprach {} in Berlin.", "On Monday {} spoke in Berlin."),
    ("Nach Angaben von {} blieb die Straße gesperrt.", "According to {}, the road remained closed."),
    ("{} gewann das Rennen vor zwei Schweden.", "{} won the race ahead of two Swedes."),
]
UNLISTED = ["Nadeschdin", "Tschumaschenko", "Drobizki", "Quarantelli", "Okwudiba", "Hjelmsgaard", "Vrbensky"]
LOANS = [
    "Das Team lobte den Trainer und das Management.",
    "Die Software zeigt den Status im Browser.",
    "Ein Smartphone mit Display und Update kostet mehr.",
    "Das Upgrade für den Router und das Backup fehlen.",
    "Der Whistleblower sah den Thriller im Multiplex.",
    "Das Streaming, das Gaming und das Carsharing wachsen.",
    "Der Workshop und das Training im Homeoffice gefielen.",
]


def names(text: str) -> list[str]:
    return [word.strip() for line in text.split("\n") for word in line.split("|") if word.strip()]


def shown(facts: tuple[Fact, ...]) -> list[str]:
    return [found.span.text for found in facts if not found.optional]


def linked(result: Comparison, name: str) -> list[str]:
    """What the target has for the fact of the source that is called ``name`` and nothing else."""
    return [
        result.target_facts[link.target].span.text
        for link in result.links
        if result.source_facts[link.source].span.text == name
    ]


@pytest.mark.parametrize(("german", "english"), CARRIERS)
@pytest.mark.parametrize("name", names(FULL_NAMES))
def test_a_full_name_that_came_through_stands_whole_on_both_sides(name: str, german: str, english: str) -> None:
    result = compare(german.format(name), english.format(name))
    assert linked(result, name) == [name]


@pytest.mark.parametrize(("german", "english"), CARRIERS)
@pytest.mark.parametrize("name", UNLISTED)
def test_a_name_that_no_table_has_is_listed_wherever_it_stands(name: str, german: str, english: str) -> None:
    result = compare(german.format(name), english.format(name))
    assert linked(result, name) == [name]
    assert result.findings == ()


@pytest.mark.parametrize("text", LOANS)
def test_a_noun_that_english_has_too_is_no_name(text: str) -> None:
    assert shown(extract(text, "de")) == []
    assert shown(compare(text, text).source_facts) == []


def test_a_first_name_that_is_a_place_is_a_person_before_a_surname() -> None:
    assert [(f.span.text, f.values) for f in extract("Heute kam Sofia Lohmeyer.", "de")] == [
        ("Sofia Lohmeyer", ("name:sofia lohmey", "name:sofia lohmeyer"))
    ]
    assert [(f.span.text, f.values) for f in extract("Heute kam er aus Sofia.", "de")] == [("Sofia", ("place:sofia",))]


def test_a_town_called_like_a_common_word() -> None:
    assert shown(extract("Die Polizei in Essen sucht Zeugen.", "de")) == ["Essen"]
    assert shown(extract("Das Essen war kalt.", "de")) == []


PAIRS = [
    ("Gestern kam Peter Sommer spät.", "Yesterday Peter Summer came late."),
    ("Gestern kam Peter Sommer spät.", "Yesterday Peter Sommer came late."),
    ("Gestern kam Peter Sommer spät.", "Yesterday he came late."),
    ("Am Ende gewann Kohl gegen die Slowakei.", "In the end cabbage won against Slovenia."),
    ("Die Nato und Nadeschdin stritten über den Ukrainekrieg.", "NATO and Nadezhdin argued over the war."),
    ("Der Minister Boris Pistorius fuhr nach Hof.", "Minister Pistorius went to Hof."),
    ("Markus Söder reiste ab.", "Markus S ö der departed."),
]


@pytest.mark.parametrize(("german", "english"), PAIRS)
def test_right_or_wrong_the_target_changes_nothing_in_the_source(german: str, english: str) -> None:
    assert compare(german, english).source_facts == extract(german, "de")
    assert compare(german, english, direction="target").source_facts == extract(german, "de")
    assert compare(german, english, memory=known()).source_facts == extract(german, "de")


def known() -> Memory:
    """An article in which Kohl, Sommer and Söder have been named before."""
    memory = Memory()
    for name in ("Helmut Kohl", "Peter Sommer", "Markus Söder", "Boris Pistorius"):
        compare(f"Gestern sprach {name} lange.", f"Yesterday {name} spoke at length.", memory=memory)
    return memory


@pytest.mark.parametrize(("german", "english"), PAIRS)
def test_the_steps_after_matching_may_run_in_any_order(german: str, english: str) -> None:
    def outcome(order: tuple[str, ...]) -> dict[str, object]:
        source, target = analyse(german, "de"), analyse(english, "en")
        memory = known()
        pair = Pair(source, target, candidates(source), candidates(target))
        matching, settled, mistranslated, _ = matched(pair, memory, None)

        def facts() -> object:
            own = names_of(source, pair.source_candidates)
            sides = (grouped(source, own), grouped(target, target_names(matching, own)))
            return [fact(side, group) for side, groups in zip((source, target), sides, strict=True) for group in groups]

        steps = {
            "judge": lambda: judge.findings(matching, settled, mistranslated, "both"),
            "remember": lambda: (memory.remember(matching), memory),
            "facts": facts,
        }
        return {step: steps[step]() for step in order}

    first, *others = [outcome(order) for order in permutations(("judge", "remember", "facts"))]
    assert all(other == first for other in others)


WORDS = [
    "Sommer",
    "Peter",
    "Kohl",
    "Helmut",
    "Frank",
    "Essen",
    "Hof",
    "Sofia",
    "Berlin",
    "Nadeschdin",
    "Ukrainekrieg",
    "russische",
    "Polizei",
    "Vertrag",
    "Team",
    "der",
    "die",
    "in",
    "nach",
    "und",
    "am",
    "3.",
    "Mai",
    "2024",
    "4,5",
    "Millionen",
    "Euro",
    "14.30",
    "Uhr",
    "Montag",
    "zwei",
    "Prozent",
    "NATO",
    "Nordkoreas",
    "Baden-",
    "Württemberg.",
    "„Stern“",
]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(SENTENCES, SENTENCES, st.sampled_from(["de", "en"]), st.booleans())
def test_both_families_see_in_a_source_what_they_see_in_it_alone(
    source: str, target: str, lang: Lang, identical: bool
) -> None:
    target = source if identical else target
    result = Checker().compare(source, target, ("de", lang))
    alone = Checker().facts(source, "de")
    assert sorted(result.source_facts, key=place) == sorted(alone, key=place)
    assert quantities.compare(source, target, ("de", lang)).source_facts == quantities.extract(source, "de")


@settings(max_examples=100, deadline=None)
@given(SENTENCES)
def test_an_identical_target_has_the_facts_of_the_source(text: str) -> None:
    result = Checker().compare(text, text, ("de", "de"))
    assert result.target_facts == result.source_facts
    assert quantities.compare(text, text, ("de", "de")).findings == ()


def place(found: Fact) -> tuple[int, int, str, tuple[str, ...]]:
    return found.span.start, found.span.end, found.kind, found.values
