"""A line that is told as news stays, whatever it is about; a correction stays always."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.clean import clean, voice
from pipeline.types import Article


def _cleaning() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cleaning", Path(__file__).parent / "quality" / "cleaning.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_news_of_the_measured_lines_stays_and_furniture_goes() -> None:
    found: dict[str, list[bool]] = {"kept": [], "removed": []}
    for side, _, _, good in _cleaning().lines():
        found[side].append(good)
    assert len(found["kept"]) >= 200
    assert len(found["removed"]) >= 140
    assert all(found["kept"])
    assert sum(found["removed"]) / len(found["removed"]) >= 0.98


@pytest.mark.parametrize(
    "text",
    [
        "Folgen Sie uns nicht, warnte der Bergführer die Gruppe.",
        "„Abonnieren Sie den Newsletter“, riet die Ministerin.",
        "Nutzer müssen zustimmen, raten Verbraucherschützer.",
        "Seit Montag ist der Newsletter kostenpflichtig.",
        "Laut der Behörde ist die App kostenlos.",
        "Der Beitrag stieg auf 189 Euro.",
        "Es sei kostenlos, jederzeit kündbar und gut.",
        "Gratis gibt es 40 Bäume.",
    ],
)
def test_signs_of_a_report(text: str) -> None:
    assert voice.told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jetzt 4 Wochen kostenlos testen, danach 9,99 Euro im Monat.",
        "Wir verwenden Cookies, um unser Angebot für Sie zu verbessern.",
        "Ich habe die Datenschutzerklärung gelesen und stimme zu.",
        "Diese 7 Artikel lesen andere Nutzer heute.",
        "Hier finden Sie ausgewählte, externe Inhalte zum Thema.",
        "Mit Klick auf „Weiter“ stimmen Sie der Nutzung zu.",
    ],
)
def test_what_a_page_says_has_none(text: str) -> None:
    assert not voice.told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Anmerkung der Redaktion: In einer früheren Version war das Alter falsch angegeben.",
        "Korrektur: Der Verein hat 90 Mitglieder.",
        "Hinweis der Redaktion: Das Werk steht nicht in Ulm, sondern in Linz.",
    ],
)
@pytest.mark.parametrize("before", ["", "Artikel teilen", "Kommentare"])
def test_a_correction_stays_below_the_article_and_below_its_buttons(before: str, text: str) -> None:
    body = (
        "Der Rat hat den Bau der Brücke am Abend beschlossen. Sie kostet 12 Millionen Euro und wird drei Jahre dauern.",
        "Die Anwohner wollen dagegen klagen. Sie fürchten Lärm und Staub in den Gärten am Fluss bis zum Jahr 2029.",
    )
    article = clean(Article(id="a", text="\n\n".join(filter(None, ["Rat stimmt für die Brücke", *body, before, text]))))
    assert voice.corrects(text)
    assert text in [article.text[b.start : b.end] for b in article.blocks if b.removed_by is None]
