"""What a summary says that its article, in the same language, does not bear out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import Checker
from pipeline.types import Finding

ARTICLE = (
    "Ulm striker Tobias Reuter has signed for Gera on a two-year contract, the club said on Monday. Reuter, 29, scored 13 "
    "goals in 2019 and 18 in 2024. The SSV coach, Martin Lohse, said the transfer would be completed by the end of the "
    "month. Gera paid 18,799 euros for the player, and 72 fans waved him goodbye in the north of the city."
)


def found(summary: str, article: str = ARTICLE) -> list[tuple[str, str, str]]:
    """Severity, check and target text of everything said about a summary."""
    findings: tuple[Finding, ...] = Checker().compare(article, summary, ("en", "en"), "target").findings
    return [(f.severity, f.check, f.target.text if f.target else "") for f in findings]


@pytest.mark.parametrize(
    ("summary", "check", "span"),
    [
        ("Ulm striker Tobias Reuter has joined the Oberliga club Gera.", "name.added", "Oberliga"),
        ("Striker Martin Reuter has signed for Gera.", "name.added", "Martin"),
        ("A player from North Gera was waved goodbye.", "name.added", "North"),
        ("Tobias Reuter has signed for Gera for the first time.", "number.added", "first time"),
        ("Tobias Reuter will play for Gera next season.", "date.added", "next season"),
        ("Tobias Reuter stays until the end of the season.", "date.added", "end of the season"),
        ("Tobias Reuter has signed a three-year contract.", "unit.changed", "three-year"),
        ("Tobias Reuter has waited more than a decade.", "unit.added", "a decade"),
        ("Tobias Reuter's goals have doubled.", "number.added", "doubled"),
    ],
)
def test_says_what_the_article_does_not_bear_out(summary: str, check: str, span: str) -> None:
    assert [(c, text) for severity, c, text in found(summary) if severity != "note"] == [(check, span)]


@pytest.mark.parametrize(
    "summary",
    [
        "Gera have signed Ulm's Tobias Reuter on a two-year contract.",
        "The contract was signed on Monday, and the club paid more than 18,000 euros.",
        "Dozens of fans waved Reuter goodbye.",
        "More than a dozen goals made Reuter a striker in his 20s whom Gera wanted.",
        "Reuter scored 31 goals in two of the past five years.",
        "Martin Lohse said the transfer would be completed by the end of the month.",
        "Monday was the day on which Reuter signed.",
    ],
)
def test_is_silent_on_what_the_article_bears_out(summary: str) -> None:
    assert [told for told in found(summary) if told[0] != "note"] == []


def test_an_acronym_that_is_written_out_is_a_note() -> None:
    article = "The DOVK warned swimmers on Sunday. The DOVK has 1,800 members in the town."
    summary = "The German Life Saving Association warned swimmers on Sunday."
    assert [(s, c) for s, c, _ in found(summary, article)] == [("warning", "name.added")]
    summary = "The Danger Outlook and Vigilance Keepers (DOVK) warned swimmers on Sunday."
    assert [(s, c) for s, c, _ in found(summary, article)] == [("note", "name.added")]


def test_articles_without_capitals_are_read_by_their_words() -> None:
    article = "the striker tobias reuter has signed for gera, the club said, and reuter is happy."
    assert found("Tobias Reuter has signed for Gera.", article) == []


def test_the_pronoun_us_bears_out_no_country() -> None:
    article = "The fund gave us no answer, Petra Lang of Ulm said. Nobody from the fund came to Ulm."
    assert [told for told in found("A US fund gave no answer.", article) if told[0] != "note"] == [
        ("warning", "name.added", "US")
    ]


@pytest.mark.parametrize(
    ("article", "summary"),
    [
        ("Reuter was jailed for 30 months.", "Reuter was jailed for two and a half years."),
        ("Reuter was jailed for a year and a half.", "Reuter was jailed for 18 months."),
        ("Reuter spoke for 90 minutes.", "Reuter spoke for an hour and a half."),
        ("Reuter was away for 14 days.", "Reuter was away for two weeks."),
        ("Some 1,740 fans came to Ulm.", "More than 1,700 fans came to Ulm."),
        ("As many as 80 fans came to Ulm.", "At least 80 fans came to Ulm."),
        ("Close to 300 fans came to Ulm.", "More than 300 fans came to Ulm."),
    ],
)
def test_the_same_said_in_other_words_is_borne_out(article: str, summary: str) -> None:
    assert [told for told in found(summary, article) if told[0] != "note"] == []


@pytest.mark.parametrize(
    ("article", "summary", "span"),
    [
        ("Peter Lang replaces Colin Baird as coach of Ulm.", "Peter Baird is the coach of Ulm.", "Peter"),
        ("Sarah Lang and Colin Baird were arrested in Ulm.", "Colin Lang was arrested in Ulm.", "Colin"),
        ("The mayor, Petra Roth, met coach Jörg Thien.", "Petra Thien met the coach.", "Petra"),
        ("Nadia Weller has joined Ulm. She replaces Colin Baird.", "Ulm have appointed Nadia Baird.", "Nadia"),
    ],
)
def test_a_surname_that_is_anothers_is_not_borne_out(article: str, summary: str, span: str) -> None:
    assert [told for told in found(summary, article) if told[0] != "note"] == [("warning", "name.added", span)]


@pytest.mark.parametrize(
    ("article", "summary"),
    [
        ("Colin James Baird and Peter Lang met in Ulm.", "Colin Baird met Lang."),
        ("Mr Lang and Colin Baird met in Ulm.", "Mr Baird met Mr Lang."),
        ("President Lang met Mayor Roth. Colin Lang and Petra Roth spoke.", "Mayor Roth met President Lang."),
        ("Anna Keller of Jena Council met Ben Stone of Suhl Council.", "Jena Council met Stone."),
    ],
)
def test_titles_and_middle_names_are_no_exchange(article: str, summary: str) -> None:
    assert [told for told in found(summary, article) if told[0] != "note"] == []


@pytest.mark.parametrize(
    ("article", "summary"),
    [
        (
            "Inflation was 2.1 percent and the core rate 2.9 percent.",
            "Inflation was 2.9 percent and the core rate 2.1 percent.",
        ),
        (
            "Workers want 7 percent more pay. The company, Orbit Freight, offered 3 percent.",
            "Workers want 3 percent; Orbit Freight offered 7 percent.",
        ),
    ],
)
def test_figures_with_each_others_words_have_been_exchanged(article: str, summary: str) -> None:
    assert [(s, c) for s, c, _ in found(summary, article)] == [("warning", "unit.swapped")]


@pytest.mark.parametrize(
    "summary",
    [
        "The company offered 3 percent, while workers want 7 percent.",
        "Workers want 7 percent and the company offered 3 percent.",
        "It is 7 percent or 3 percent.",
    ],
)
def test_figures_with_their_own_words_have_not(summary: str) -> None:
    assert found(summary, "Workers want 7 percent more pay. The company offered 3 percent.") == []


def test_a_translation_is_not_held_to_its_words() -> None:
    german = "Ulms Stürmer Tobias Reuter wechselt nach Gera."
    findings = (
        Checker().compare(german, "Ulm's striker Tobias Reuter moves to Gera next season.", direction="target").findings
    )
    assert [f.check for f in findings if f.severity != "note"] == []


def test_each_word_is_found_once() -> None:
    summary = " ".join(
        f"We see {a}{b}ingham." for a in "BDFGHKLMNPRSTVWXZ" for b in ("ar", "ed", "il", "on", "uff", "ax")
    )
    told = [span for _, check, span in found(summary) if check == "name.added"]
    assert len(told) == len(set(told)) > 95


def test_an_article_may_end_in_a_name_and_blanks() -> None:
    assert found("Reuter is off to Gera.", "Tobias Reuter is off to Gera ") == []


@given(
    st.lists(
        st.sampled_from(("Tobias", "Reuter", "north", "Gera", "the", "12", " ", ".", "–", "’s", "\n")), max_size=12
    ),
    st.lists(st.sampled_from(("Tobias", "Lohse", "North", "Gera", "first", "week", " ", "-", "…")), max_size=12),
)
def test_any_article_can_be_summarised(article: list[str], summary: list[str]) -> None:
    for joint in ("", " "):
        text = joint.join(summary)
        assert all(text.count(span) for _, _, span in found(text, joint.join(article)))


def test_messages_tell_source_and_target_apart() -> None:
    findings = Checker().compare("Anna Weller was in Ulm.", "Anna Weller was in Jena.", ("en", "en"), "target").findings
    assert [f.message for f in findings] == ["“Jena” is in the target but has no counterpart in the source."]
