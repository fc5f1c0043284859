"""The contract of the comparison: checks, kinds, severities, directions, languages, links."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.quantities import compare, extract
from pipeline.types import Direction, Lang


def said(
    source: str, target: str, langs: tuple[Lang, Lang] = ("de", "en"), direction: Direction = "both"
) -> list[tuple[str, str]]:
    """Check and severity of every finding."""
    return [(finding.check, finding.severity) for finding in compare(source, target, langs, direction).findings]


@pytest.mark.parametrize(
    ("german", "english", "check", "severity"),
    [
        ("Es kamen 30.000 Gäste.", "Guests came.", "number.missing", "error"),
        ("Es kamen 30.000 Gäste.", "3,000 guests came.", "number.changed", "error"),
        ("Es kamen 30.000 Gäste.", "30.000 guests came.", "number.format", "error"),
        ("Es kamen Gäste.", "300 guests came.", "number.added", "error"),
        ("Es kamen 11.234 Gäste.", "About 11,000 guests came.", "number.rounded", "note"),
        ("Es kamen 272.000 Gäste.", "272, 000 guests came.", "number.format", "note"),
        ("Sie hat 3 Söhne und 5 Töchter.", "She has 5 sons and 3 daughters.", "number.swapped", "error"),
        ("Die Partie endete 1:2.", "The match ended in a 2-1 draw.", "number.swapped", "warning"),
        ("Der Klub verlor 0:3.", "The club lost 3-0.", "number.swapped", "note"),
        ("Er fuhr 40 km.", "He drove 25 miles.", "unit.converted", "note"),
        ("Er zahlte 40 Euro.", "He paid 40 dollars.", "unit.changed", "error"),
        ("Der Wert stieg um 4 Prozentpunkte.", "The value rose by 4 percent.", "unit.changed", "warning"),
        ("Am 3. Mai ist Wahl.", "The election is on 3 June.", "date.changed", "error"),
        ("Am 3. Mai 2024 war Wahl.", "The election was on 3 May.", "date.missing", "warning"),
        ("Am 5.4.2025 ist Schluss.", "It ends on 5/4/2025.", "date.ambiguous", "note"),
        ("Am Montag regnet es.", "It rains.", "date.missing", "warning"),
        ("Am Montag regnet es.", "It rains on Thursday.", "date.changed", "error"),
        ("In der Nacht zu Freitag schneite es.", "It snowed on Friday night.", "date.format", "note"),
        ("In der Nacht auf den Montag schneite es.", "It snowed on Monday night.", "date.format", "note"),
        ("Um 9.30 Uhr beginnt es.", "It begins.", "time.missing", "error"),
        ("Um 20.15 Uhr beginnt es.", "It begins at 8:15 p.m.", "time.clock12", "note"),
        ("Um 20.15 Uhr beginnt es.", "It begins at 8:15 a.m.", "time.changed", "error"),
        ("Um 18 Uhr beginnt es.", "It begins at 5 p.m. GMT.", "time.zone", "note"),
        ("Die F-16 startet.", "The F-15 takes off.", "identifier.changed", "error"),
        ("Die Seite www.beispiel.de ist weg.", "The page is gone.", "identifier.missing", "error"),
        ("Jeder Dreißigste fehlt.", "One in 40 is missing.", "number.changed", "error"),
        ("Ein Drittel fehlt.", "33 percent is missing.", "number.rounded", "note"),
        ("Die vier Kinder lachen.", "The children laugh.", "number.missing", "warning"),
        ("Die Kinder lachen.", "The four children laugh.", "number.added", "warning"),
    ],
)
def test_check_and_severity(german: str, english: str, check: str, severity: str) -> None:
    assert (check, severity) in said(german, english)


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Die Kinder lachen.", "The two children laugh."),
        ("Beide lachen.", "They laugh."),
        ("Ein Kind lacht.", "The child laughs."),
        ("Das Trio gewann.", "The trio won."),
        ("Es kamen 30.000 Gäste.", "Thirty thousand guests came."),
        ("Jeder Dreißigste fehlt.", "One in 30 is missing."),
        ("Einer von 30 Schülern fehlt.", "One of 30 pupils is missing."),
    ],
)
def test_what_is_silent(german: str, english: str) -> None:
    assert said(german, english) == []


def test_a_finding_shows_both_places_and_what_was_expected() -> None:
    (finding,) = compare("Es kamen 30.000 Gäste.", "Only 3,000 guests came.").findings
    assert finding.source is not None and finding.source.text == "30.000"
    assert finding.target is not None and (finding.target.text, finding.target.start) == ("3,000", 5)
    assert finding.expected == ("30,000", "30 thousand")
    assert finding.message == "“30.000” became “3,000”."


@pytest.mark.parametrize(
    ("german", "expected"),
    [
        ("Am 17. Juni war Ruhe.", "June 17"),
        ("Um 15.10 Uhr war Ruhe.", "3:10 p.m."),
        ("Es kostet 7,3 Milliarden Euro.", "€7.3 billion"),
        ("Es sind 12 Grad.", "12 degrees"),
        ("Zehntausende riefen.", "tens of thousands"),
        ("In den 1990er Jahren.", "1990s"),
        ("Die S-400 steht.", "S-400"),
        ("Im Jahr 1956 war Ruhe.", "1956"),
        ("Am Mittwoch war Ruhe.", "Wednesday"),
        ("Nur jeder Dreißigste blieb.", "one in 30"),
    ],
)
def test_expected_forms_are_english(german: str, expected: str) -> None:
    (finding,) = [f for f in compare(german, "Nothing is said here.").findings if f.severity != "note"]
    assert expected in finding.expected


def test_links_join_the_facts_of_both_sides() -> None:
    result = compare("Am 3. Mai kamen 40 Gäste.", "40 guests came on May 3.")
    pairs = {
        (result.source_facts[link.source].span.text, result.target_facts[link.target].span.text)
        for link in result.links
    }
    assert pairs == {("3. Mai", "May 3"), ("40", "40")}


ARTICLE = (
    "Die Stadt hat 42.000 Einwohner. Am 3. Mai 2024 beschloss der Rat mit 31 zu 12 Stimmen den Umbau für 6,5 Millionen"
    " Euro. Gebaut wird in zwei Abschnitten bis Ende 2026. Die Opposition nennt das Vorhaben zu teuer."
)


@pytest.mark.parametrize(
    "summary",
    [
        "The council approved the €6.5 million conversion.",
        "The town of 42,000 will be rebuilt by the end of 2026.",
        "On May 3, the council voted 31-12 for the plan.",
        "The council voted 31 to 12. Those 31 votes were enough.",
    ],
)
def test_a_summary_may_leave_out(summary: str) -> None:
    assert [check for check, severity in said(ARTICLE, summary, direction="target") if severity != "note"] == []


@pytest.mark.parametrize(
    "summary",
    [
        "The council approved the €65 million conversion.",
        "The town of 24,000 will be rebuilt.",
        "On May 5, the council voted for the plan.",
        "The council voted 31-13 for the plan.",
        "The conversion costs $6.5 million.",
        "About 800 people protested.",
        "It will be finished by the end of 2027.",
    ],
)
def test_a_summary_may_not_invent(summary: str) -> None:
    assert any(severity == "error" for _, severity in said(ARTICLE, summary, direction="target"))


def test_english_against_english() -> None:
    langs: tuple[Lang, Lang] = ("en", "en")
    assert said("It cost $7.3bn in the 1990s.", "It cost 7.3 billion dollars in the nineties.", langs) == []
    assert ("unit.changed", "error") in said("It cost $7.3bn.", "It cost 7.3 million dollars.", langs)
    assert said("They met at 8 p.m. on May 3 with 12 others.", "They met on May 3.", langs, "target") == []


def test_german_against_german() -> None:
    langs: tuple[Lang, Lang] = ("de", "de")
    assert said("Am 3.5.2024 kamen 1.500 Gäste.", "Am 3. Mai 2024 kamen 1500 Gäste.", langs) == []
    assert ("number.changed", "error") in said("Es kamen 1.500 Gäste.", "Es kamen 1.600 Gäste.", langs)


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=2, max_value=10**9), st.integers(min_value=2, max_value=10**9))
def test_equal_integers_agree_and_others_do_not(one: int, two: int) -> None:
    german = f"Es sind {one:,} Sterne.".replace(",", ".")
    severities = [severity for _, severity in said(german, f"There are {two:,} stars.")]
    if one == two:
        assert severities == []
    else:
        assert "error" in severities or "warning" in severities


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["both", "target"]))
def test_any_texts_can_be_compared(source: str, target: str, direction: Direction) -> None:
    result = compare(source, target, direction=direction)
    assert result.source_facts == extract(source, "de")
    assert result.target_facts == extract(target, "en")
    for link in result.links:
        assert 0 <= link.source < len(result.source_facts) and 0 <= link.target < len(result.target_facts)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=99_999), max_size=12))
def test_a_text_never_differs_from_itself(numbers: list[int]) -> None:
    text = " Sterne, ".join(f"{number}" for number in numbers)
    assert said(text, text, ("en", "en")) == []


@pytest.mark.parametrize(
    "broken", ["https:/moorbad.example/plan", "https:moorbad.example/plan", "http//moorbad.example/plan"]
)
def test_a_damaged_address_is_another_one(broken: str) -> None:
    source = "Der Plan steht auf https://moorbad.example/plan für alle."
    (finding,) = compare(source, f"The plan is at {broken} for everyone.").findings
    assert (finding.check, finding.severity) == ("identifier.changed", "error")
    for whole in ("https://moorbad.example/plan", "http://moorbad.example/plan/", "www.moorbad.example/plan"):
        assert compare(source, f"The plan is at {whole} for everyone.").findings == ()
