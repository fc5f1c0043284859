"""The plain form of a text: what nobody sees is gone, and every place leads back to the original."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check import Checker
from pipeline.plain import plain


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Es fehlten 7,\u200b25 Meter.", "Es fehlten 7,25 Meter."),
        ("die Kran\u00adführerin", "die Kranführerin"),
        ("die Kran\u00ad\nführerin", "die Kranführerin"),
        ("die Kran-\nführerin", "die Kranführerin"),
        ("die Kran\u2010 \r\n  führerin", "die Kranführerin"),
        ("die SPD-\nFraktion", "die SPD-Fraktion"),
        ("der SPD-\nnahe Verein", "der SPD-nahe Verein"),
        ("eine 40-\njährige Frau", "eine 40-jährige Frau"),
        ("Rad-\nund Fußwege", "Rad- und Fußwege"),
        ("1,9\nMilliarden Euro", "1,9 Milliarden Euro"),
        ("1,9 \r\n Milliarden", "1,9 Milliarden"),
        ("Überschrift\n\nText", "Überschrift\n\nText"),
        ("Überschrift\r\n \r\nText", "Überschrift\r\n \r\nText"),
        ("Mu\u0308nster", "Münster"),
        ("der gra\ufb01sche Su\ufb00ix", "der grafische Suffix"),
        ("\uff12\uff14 Tore", "24 Tore"),
        ("25 m² und 3 – 4\u00a0km", "25 m² und 3 – 4\u00a0km"),
        ("Wer \ud83d kam", "Wer \ufffd kam"),
        ("", ""),
    ],
)
def test_what_is_read(text: str, read: str) -> None:
    assert plain(text).text == read


def test_an_english_word_keeps_the_hyphen_at_a_line_end() -> None:
    assert plain("twenty-\nfive people", "en").text == "twenty-five people"


_SIGNS = st.sampled_from(list("ab1ß,.- \t\n\r\u00ad\u200b\u2060\ufeff\u0308\ufb01\uff11\u2028\x07äUund"))


@given(st.text(_SIGNS, max_size=40) | st.text(max_size=40))
def test_every_place_leads_back(text: str) -> None:
    form = plain(text)
    places = [form.span(at, at + 1) for at in range(len(form.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(this[0] <= following[0] and this[1] <= following[1] for this, following in pairwise(places))
    for sign, (start, end) in zip(form.text, places, strict=True):
        if end - start == 1 and text[start] != sign:
            assert re.fullmatch(r"[\s\ufb00-\ufb06\uff01-\uff5e]", text[start])


@given(st.text(_SIGNS, max_size=40))
def test_letters_and_digits_survive_in_their_order(text: str) -> None:
    def letters(of: str) -> str:
        return "".join(re.findall(r"[1bß]", of))

    assert letters(plain(text).text) == letters(text.replace("\uff11", "1"))


def test_the_check_names_places_of_the_original() -> None:
    source, target = "Rund 3.\u200b700 Gäste kamen\nnach Mün\u00adster.", "Around 4,700 guests came to Münster."
    (finding,) = Checker().compare(source, target).findings
    assert finding.check == "number.changed"
    assert finding.source is not None
    assert (finding.source.text, finding.source.start, finding.source.end) == ("3.\u200b700", 5, 11)
    assert source[5:11] == finding.source.text
    facts = [fact.span.text for fact in Checker().compare(source, target).source_facts]
    assert facts == ["3.\u200b700", "Mün\u00adster"]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Es kostet 2,\u200d5 Millionen Euro.", "It costs 2.5 million euros."),
        ("Es kostet 2,5 Mil\u00adlionen Euro.", "It costs 2.5 million euros."),
        ("Es kostet 2,5\nMillionen Euro.", "It costs 2.5 million euros."),
        ("Es kostet 2,5 Milli-\nonen Euro.", "It costs 2.5 million euros."),
        ("Am Diens\u00adtag kamen 12 Leute aus Ham\u200bburg.", "On Tuesday 12 people came from Hamburg."),
        ("Am 7.\u200b3.2024 um 9.\u206030 Uhr.", "On 7 March 2024 at 9:30 a.m."),
    ],
)
def test_a_right_translation_has_no_findings(source: str, target: str) -> None:
    assert [f.message for f in Checker().compare(source, target).findings if f.severity != "note"] == []
