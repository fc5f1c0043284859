"""Headlines: short, without a full stop, and never cut where the meaning turns."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import Checker
from pipeline.summarise.headline import LONGEST, headline, shortened
from pipeline.types import Article, BriefSentence, Finding
from tests.test_summarise import sentences


def forms(text: str) -> list[str]:
    return list(shortened(text))


def test_a_short_one_stays_but_for_its_full_stop() -> None:
    assert forms("Council  passes the\nbudget.") == ["Council passes the budget"]
    assert forms("Who pays?") == ["Who pays?"]
    assert forms("Tariffs hit the U.S.") == ["Tariffs hit the U.S."]
    assert forms("And then ...") == ["And then ..."]
    assert forms("  ") == []


def test_a_long_one_ends_at_a_seam_the_latest_first() -> None:
    text = "Machine builder Norddrehwerk raises its forecast – share jumps by 8.7 per cent, as profits nearly double"
    assert forms(text) == [
        "Machine builder Norddrehwerk raises its forecast",
        "Share jumps by 8.7 per cent, as profits nearly double",
    ]
    text = "Machine builder raises forecast – share jumps by 8.7 per cent, which nobody had expected at all"
    assert forms(text) == [
        "Machine builder raises forecast – share jumps by 8.7 per cent",
        "Machine builder raises forecast",
        "Share jumps by 8.7 per cent, which nobody had expected at all",
    ]


def test_a_speaker_or_a_reservation_is_never_cut_off() -> None:
    assert forms("Minister Holt of the Greens: The coal exit will come much earlier than it had been planned") == []
    assert forms("The whole of the coal exit will come much earlier than planned, said minister Ida Holt") == []
    assert forms("The coal exit will come much earlier than had once been planned, but not in the east") == []


def test_nothing_ends_in_a_word_that_announces_another() -> None:
    assert forms("The town of Lindental on the Elbe is not – as had been so often said before – going to pay it") == []


def headed(title: str, english: str, *findings: Finding) -> str:
    lead, body = sentences(title, "Die Stadt Lindental schließt im Mai ihr altes Freibad.")
    told = replace(lead, kind="title", target=english, findings=findings)
    rest = replace(body, target="The town of Lindental is closing its old outdoor pool in May.")
    summary = [BriefSentence(rest.target or "", (rest.id,))]
    return headline(Article("a", ""), [told, rest], summary, Checker()).text


def test_the_notice_that_stands_above_the_brief_is_not_in_its_headline() -> None:
    assert headed("Korrektur: Freibad schließt im Mai", "Fix: Pool closes in May") == "Pool closes in May"
    assert headed("Freibad schließt im Mai (aktualisiert)", "Pool closes in May (actualized)") == "Pool closes in May"
    assert headed("Streit: Freibad schließt im Mai", "Row: pool closes in May") == "Row: pool closes in May"


def test_a_lost_reservation_or_a_wrong_figure_gives_way_to_the_summary_a_clumsy_word_does_not() -> None:
    lost = Finding("hedge.lost", "hedge", "warning", None, None, (), "“mutmaßlich” is not in the English.")
    word = Finding("text.untranslated", "text", "warning", None, None, (), "“Freibad” is the German word.")
    instead = "The town of Lindental is closing its old outdoor pool in May"
    assert headed("Mutmaßlicher Dieb gefasst", "Thief caught", lost) == instead
    assert headed("12 Bäder schließen im Mai", "13 pools close in May") == instead
    assert headed("Freibad schließt im Mai", "Freibad closes in May", word) == "Freibad closes in May"


def test_a_long_title_without_a_seam_stays_english_if_no_sentence_of_the_summary_can_head_the_brief() -> None:
    long = "The town of Lindental is closing the old outdoor pool on the Elbe in May for want of lifeguards"
    title, body = sentences(
        "Die Stadt Lindental schließt im Mai das alte Freibad an der Elbe, weil Rettungsschwimmer fehlen",
        "Am 3. Mai endet dort der Betrieb.",
    )
    told = replace(title, kind="title", target=long)
    wrong = Finding("number.changed", "number", "error", None, None, (), "“3. Mai” became “May 8”.")
    rest = replace(body, target="It stops on May 8.", findings=(wrong,))
    summary = [BriefSentence("It stops on May 8.", (rest.id,), (wrong,))]
    found = headline(Article("a", "", title=title.source), [told, rest], summary, Checker())
    assert (found.text, found.language) == (long, "en")
    refused = headline(
        Article("a", "", title=title.source), [replace(told, findings=(wrong,)), rest], summary, Checker()
    )
    assert (refused.text, refused.language) == (title.source, "de")


def test_a_title_translated_to_nothing_gives_way_to_the_summary() -> None:
    assert headed("Freibad zu", ".") == "The town of Lindental is closing its old outdoor pool in May"


@given(st.text(max_size=300))
def test_every_form_is_a_piece_of_the_text_and_short_enough(text: str) -> None:
    line = " ".join(text.split())
    for form in shortened(text):
        assert 0 < len(form) <= LONGEST
        assert form[1:] in line
