"""An article's memory: what one sentence settles, the next may leave out; two spellings of one name are shown."""

from __future__ import annotations

from pipeline.names import Memory, compare


def run(*pairs: tuple[str, str]) -> list[list[tuple[str, str]]]:
    memory = Memory()
    return [[(f.check, f.severity) for f in compare(de, en, memory=memory).findings] for de, en in pairs]


def test_one_name_in_two_spellings_is_a_warning_with_both_places() -> None:
    memory = Memory()
    assert compare("Kiew wartet auf Hilfe.", "Kyiv waits for help.", memory=memory).findings == ()
    (finding,) = compare("Am Abend war es in Kiew still.", "In the evening Kiev was quiet.", memory=memory).findings
    assert (finding.check, finding.severity, finding.expected) == ("name.inconsistent", "warning", ("Kyiv",))
    assert finding.source is not None
    assert finding.target is not None
    assert (finding.source.text, finding.target.text) == ("Kiew", "Kiev")
    assert "Kyiv" in finding.message


def test_the_same_spelling_again_is_silent() -> None:
    assert run(("Kiew wartet.", "Kyiv waits."), ("Kiew hofft.", "Kyiv hopes.")) == [[], []]


def test_two_names_of_one_country_are_no_inconsistency() -> None:
    assert run(
        ("Großbritannien verhandelt.", "Britain negotiates."), ("Großbritannien zögert.", "The UK hesitates.")
    ) == [[], []]


def test_a_first_name_dropped_on_repeat_is_a_note() -> None:
    first, second = run(
        ("Der Minister Boris Pistorius kam.", "The minister Boris Pistorius came."),
        ("Boris Pistorius ging wieder.", "Pistorius left again."),
    )
    assert first == []
    assert second == [("name.missing", "note")]


def test_a_name_for_a_pronoun_on_repeat_is_a_note() -> None:
    _, second = run(("Merkel kam am Montag.", "Merkel came on Monday."), ("Sie ging bald.", "Merkel soon left."))
    assert second == [("name.added", "note")]


def test_without_memory_a_lost_person_is_a_warning() -> None:
    (finding,) = compare("Boris Pistorius ging wieder.", "The minister left again.").findings
    assert (finding.check, finding.severity) == ("name.missing", "warning")


def test_a_surname_that_the_article_has_carried_over_is_no_common_word() -> None:
    first, second = run(
        ("Der Altkanzler Helmut Kohl kam.", "The former chancellor Helmut Kohl came."),
        ("Am Ende gewann Kohl.", "In the end cabbage won."),
    )
    assert first == []
    assert second == [("name.translated", "error")]


def test_a_word_that_was_never_a_surname_stays_a_word() -> None:
    first, second = run(
        ("Das Team von Bayern kam.", "The Bayern team came."),
        ("Am Ende jubelte das Team.", "In the end the side cheered."),
    )
    assert (first, second) == ([], [])


def test_memories_do_not_share() -> None:
    compare("Kiew wartet.", "Kyiv waits.", memory=Memory())
    assert compare("Kiew hofft.", "Kiev hopes.", memory=Memory()).findings == ()
