"""Words of a translation that are no English: copied from the German, or made up."""

from __future__ import annotations

import pytest

from pipeline.check import Checker

RUN, CHECK = Checker(wording=True), Checker()


def strange(source: str, target: str) -> list[tuple[str, str]]:
    findings = RUN.compare(source, target).findings
    return [(f.check, f.target.text) for f in findings if f.kind == "text" and f.target]


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("Der Pegel in Dresden steigt.", "The Pegel in Dresden is rising.", [("text.untranslated", "Pegel")]),
        ("Er fand etwas im Garten.", "He found etwas in the garden.", [("text.untranslated", "etwas")]),
        ("Ein Rekord fiel.", "A rekord fell.", [("text.untranslated", "rekord")]),
        ("Ein Natrium-Ionen-Akku aus Dresden.", "A Natrium-Ionen-Akku from Dresden.",
         [("text.untranslated", "Natrium-Ionen-Akku")]),
        ("Die Staffel gewann.", "The beathlon relay won.", [("text.unknown", "beathlon")]),
        ("Die Kathode ist dünn.", "The chethode is thin.", [("text.unknown", "chethode")]),
        ("Der Pegel steigt.", "The pegel and the chethode rise.",
         [("text.untranslated", "pegel"), ("text.unknown", "chethode")]),
    ],
)  # fmt: skip
def test_such_words_are_found(source: str, target: str, found: list[tuple[str, str]]) -> None:
    assert strange(source, target) == found


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Karin Pegel kam nach Köln.", "Karin Pegel came to Cologne."),
        ("Van der Welle sprach am Montag.", "Van der Welle spoke on Monday."),
        ("Die Süddeutsche Zeitung berichtete.", "The Süddeutsche Zeitung reported."),
        ("Die Taskleiste und der Stürmer.", "The taskbar and the goalscorer."),
        ("Die Organisation wurde modernisiert.", "The organisation was modernised and reorganized."),
        ("Er ist auf www.pegel-dresden.de zu finden.", "It is found at www.pegel-dresden.de."),
        ("Sie nannte es „fluxori“.", 'She called it "fluxori".'),
        ("Der GmbH-Chef geht.", "The GmbH boss is leaving."),
        ("Das Max-Planck-Institut in Garching.", "The Max-Planck-Institut in Garching."),
        ("Der Hightech-Standort wächst.", "The high-tech location is growing."),
        ("Kindergarten und Angst.", "Kindergarten and angst."),
        ("Seine Verlobte trank im Café.", "His fiancée had a drink in the café."),
        ("", ""),
    ],
)
def test_names_compounds_addresses_and_words_both_share_are_not(source: str, target: str) -> None:
    assert strange(source, target) == []


def test_translations_from_elsewhere_are_not_searched_for_them() -> None:
    assert CHECK.compare("Der Pegel steigt.", "The chethode rises.").findings == ()
    assert RUN.identity != CHECK.identity


def test_the_place_is_that_in_the_text_as_given() -> None:
    [finding] = RUN.compare("Der Pegel steigt.", "The\u00ad Pe\u00adgel is rising.").findings
    assert finding.target is not None
    assert finding.target.text == "Pe\u00adgel"
