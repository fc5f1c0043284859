"""Facts, links, directions and spans of the public interface."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.names import compare, extract
from pipeline.types import Span


def values(text: str, lang: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(f.span.text, f.values) for f in extract(text, lang) if not f.optional]  # type: ignore[arg-type]


def test_identities_are_shared_by_both_languages() -> None:
    assert values("Die Nato tagt in Brüssel.", "de") == [("Nato", ("org:nato",)), ("Brüssel", ("place:brussels",))]
    assert values("NATO is meeting in Brussels.", "en") == [("NATO", ("org:nato",)), ("Brussels", ("place:brussels",))]


def test_countries_have_their_code() -> None:
    assert values("Er floh aus Nordkorea.", "de") == [("Nordkorea", ("country:KP",))]


def test_a_full_name_is_one_fact() -> None:
    assert [text for text, _ in values("Der Trainer Jürgen Klopp ging.", "de")] == ["Jürgen Klopp"]


def test_adjectives_are_optional_facts() -> None:
    (fact,) = extract("russische Schiffe", "de")
    assert (fact.span.text, fact.optional) == ("russische", True)
    assert "country:RU" in fact.values


def test_common_nouns_are_no_facts() -> None:
    assert values("Der Vertrag über die Lieferung der Maschinen gilt ab heute.", "de") == []


def test_links_join_the_facts_of_both_sides() -> None:
    result = compare("Merkel flog nach Peking.", "Merkel flew to Beijing.")
    pairs = [(result.source_facts[k.source].span.text, result.target_facts[k.target].span.text) for k in result.links]
    assert pairs == [("Merkel", "Merkel"), ("Peking", "Beijing")]


def test_a_change_says_what_was_expected() -> None:
    (finding,) = compare("Er flog nach Kiew.", "He flew to Warsaw.").findings
    assert (finding.check, finding.severity) == ("name.changed", "error")
    assert finding.expected == ("Kyiv", "Kiev")
    assert finding.source is not None
    assert finding.target is not None
    assert (finding.source.start, finding.source.end) == (13, 17)
    assert (finding.target.start, finding.target.end) == (11, 17)


def test_taken_spans_are_left_to_others() -> None:
    text = "Am Morgen kam Herr Lindenbaum."
    start = text.index("Lindenbaum")
    assert values(text, "de") != []
    assert extract(text, "de", taken=(Span("Lindenbaum", start, start + 10),)) == ()


ARTICLE = (
    "Der Trainer Jürgen Klopp kehrt nach Mainz zurück. Die Stadt am Rhein empfing ihn mit Musik. "
    "Präsident Stefan Hofmann sprach von einem guten Tag für den Verein."
)


def test_a_summary_may_leave_out() -> None:
    assert compare(ARTICLE, "Klopp returns to Mainz.", direction="target").findings == ()


@pytest.mark.parametrize("summary", ["Klopp returns to Madrid.", "The coach Lindqvist returns to Mainz."])
def test_a_summary_may_not_invent(summary: str) -> None:
    found = compare(ARTICLE, summary, direction="target").findings
    assert {f.check for f in found} == {"name.added"}
    assert all(f.severity in ("warning", "error") for f in found)


def test_english_against_english() -> None:
    article = "The coach Jürgen Klopp returns to Mainz. The city on the Rhine received him with music."
    both = ("en", "en")
    assert compare(article, "Juergen Klopp is back in Mainz.", both, "target").findings == ()
    assert [f.check for f in compare(article, "Klopp is back in Cologne.", both, "target").findings] == ["name.added"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["both", "target"]))
def test_any_text_can_be_compared(source: str, target: str, direction: str) -> None:
    result = compare(source, target, direction=direction)  # type: ignore[arg-type]
    for fact in result.source_facts:
        assert source[fact.span.start : fact.span.end] == fact.span.text
    for fact in result.target_facts:
        assert target[fact.span.start : fact.span.end] == fact.span.text
    for link in result.links:
        assert 0 <= link.source < len(result.source_facts)
        assert 0 <= link.target < len(result.target_facts)
    for finding in result.findings:
        assert finding.kind == "name"
        assert finding.message


def test_a_first_name_is_no_addition_of_a_translator_but_one_of_a_summary() -> None:
    german, english = "Klopp kehrt nach Mainz zurück.", "Jürgen Klopp returns to Mainz."
    assert {f.severity for f in compare(german, english).findings} <= {"note"}
    assert [(f.check, f.severity) for f in compare(german, english, direction="target").findings] == [
        ("name.added", "warning")
    ]
