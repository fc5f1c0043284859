"""House forms put into the English: where, in what form, and where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.check import Checker
from pipeline.config import Config, RepairConfig, digest, override
from pipeline.export.table import Outputs
from pipeline.names import Glossary
from pipeline.names.glossary import Entry
from pipeline.names.house_forms import quotations
from pipeline.record import open_findings
from pipeline.repair.place import replaced
from pipeline.run.examine import Examination
from pipeline.run.runner import Runner
from pipeline.run.store import Store
from pipeline.types import Article, Block, CheckedSentence, Hypothesis, Sentence, Translation
from tests.fakes import FakeTranslator


def entry(german: str, *english: str) -> Entry:
    return Entry(german, english, "", "", "translate", "desk.csv:1")


CHECKER = Checker(
    Glossary(
        (
            entry("Kiew", "Kyiv", "Kyyiv"),
            entry("Selenskyj", "Zelensky"),
            entry("Bundesrat", "upper house"),
            entry("Nordwerk", "Horizons"),
            entry("Stadtwerke", "city utility"),
            entry("Tiguan", "VW Tiguan"),
            entry("Vereinte Nationen", "U.N."),
            entry("Siemens", "Siemens AG"),
            entry("Merkel", "Angela Merkel"),
            entry("Tschechien", "Czechia"),
            entry("Sozialdemokraten", "SPD"),
        )
    )
)


@pytest.mark.parametrize(
    ("german", "english", "housed"),
    [
        ("Er reist nach Kiew.", "He travels to Kiev.", "He travels to Kyiv."),
        ("Kiews Bürgermeister kam.", "Kiev's mayor came.", "Kyiv's mayor came."),
        ("Kiews Bürgermeister kam.", "Kiews mayor came.", "Kyiv's mayor came."),
        ("Der Bürgermeister Kiews kam.", "The mayor of Kiews came.", "The mayor of Kyiv came."),
        ("Der Kiew-Besuch ist vorbei.", "The Kiev visit is over.", "The Kyiv visit is over."),
        ("Die Kiewreise ist vorbei.", "The Kiev trip is over.", "The Kyiv trip is over."),
        ("Wolodymyr Selenskyj sprach.", "Volodymyr Zelenskyy spoke.", "Volodymyr Zelensky spoke."),
        ("Selenskyj sprach.", "Selensky spoke.", "Zelensky spoke."),
        ("Der Bundesrat tagt.", "A Bundesrat session is held.", "An upper house session is held."),
        ("Der Bundesrat stimmte zu.", "Bundesrat agrees.", "Upper house agrees."),
        ("Das Nordwerk schließt.", "The Nordwerk's gates close.", "The Horizons' gates close."),
        ("Den Stadtwerken fehlt Geld.", "Money is short at the Stadtwerke.", "Money is short at the city utility."),
        ("Die Vereinten Nationen warnen.", "The United Nations warns.", "The U.N. warns."),
        ("Die Tiguans fahren wieder.", "The Tiguans are running again.", "The VW Tiguans are running again."),
        ("KIEW MELDET ANGRIFF", "KIEV REPORTS ATTACK", "KYIV REPORTS ATTACK"),
        ("Firmen aus Kiew kamen.", "Kiev-based firms came.", "Kyiv-based firms came."),
        ("Der Chef von Siemens kam.", "Siemens boss arrived.", "Siemens AG boss arrived."),
        ("Siemens' Chef kam.", "Siemens' boss came.", "Siemens AG's boss came."),
        ("Kanzlerin Merkel kam.", "Chancellor Merkel came.", "Chancellor Angela Merkel came."),
        ("Tschechien gewann.", "The Czech Republic won.", "Czechia won."),
        ("Er lebt in Tschechien.", "He lives in the Czech Republic.", "He lives in Czechia."),
        ("Eine Gesandte der Vereinten Nationen", "A United Nations envoy", "A U.N. envoy"),
        ("Ein Vorschlag der Sozialdemokraten", "A Sozialdemokraten proposal", "An SPD proposal"),
    ],
)
def test_the_form_stands_as_the_sentence_needs_it(german: str, english: str, housed: str) -> None:
    assert replaced(english, CHECKER.house_forms(german, english)) == housed


@pytest.mark.parametrize(
    ("german", "english"),
    [
        ("Er reist nach Kiew.", "He travels to Kyiv."),
        ("Er reist nach Kiew.", "He travels to Kyyiv."),  # accepted as well
        ("Dynamo Kiew gewann.", "Dynamo Kiev won."),
        ("Der Zug Berlin-Kiew fiel aus.", "The Berlin-Kiev train was cancelled."),
        ("Mehr auf kiew.example.", "More at www.kiev.example."),
        ("„Kiew ist schön“, sagte er.", '"Kiev is beautiful," he said.'),
        ("„Kiew ist schön.", "“Kiev is beautiful."),
        ("Max Merkel war Trainer.", "Max Merkel was a coach."),  # somebody else
        ("Siemens Energy wächst.", "Siemens Energy grows."),  # another company
        ("Er reist nach Lemberg.", "He travels to Kiev."),  # the German does not say it
        ("Er reist nach Kiew.", "He travels to the capital."),
    ],
)
def test_nothing_is_replaced_where_it_is_not_sure(german: str, english: str) -> None:
    assert CHECKER.house_forms(german, english) == ()


def test_where_quotations_are() -> None:
    assert quotations("He said: “Yes.") == [(9, 14)]
    assert quotations('No," he said. "Yes."') == [(0, 4), (14, 20)]
    assert quotations("the works’ day") == []
    assert quotations("„Ja“ und »nein«") == [(0, 4), (9, 15)]


def examined(german: str, *english: str, house: bool, enabled: bool = True) -> CheckedSentence:
    article = Article("a", german, blocks=(Block("paragraph", "text", 0, len(german)),))
    sentence = Sentence("s1", 0, "text", 0, len(german), german)
    translation = Translation(tuple(Hypothesis(text, -0.1 - i / 10) for i, text in enumerate(english)))
    settings = RepairConfig(enabled=enabled, beams=0)
    return Examination(article, [sentence], {german: translation}, CHECKER, settings, house=house).checked[0]


def test_it_is_recorded_and_checked_again() -> None:
    done = examined("Selenskyj reist nach Kiew.", "Zelenskyy travels to Kiev.", house=True)
    assert done.target == "Zelensky travels to Kyiv."
    assert done.findings == ()
    (repair,) = done.repairs
    assert (repair.step, repair.before, repair.after) == (
        "glossary", "Zelenskyy travels to Kiev.", "Zelensky travels to Kyiv.",
    )  # fmt: skip
    assert repair.fixed == (
        "The glossary wants “Zelensky” for “Selenskyj”, not “Zelenskyy”.",
        "The glossary wants “Kyiv” or “Kyyiv” for “Kiew”, not “Kiev”.",
    )


@pytest.mark.parametrize(("house", "enabled"), [(False, True), (True, False)])
def test_it_is_only_reported_if_the_desk_wants_that(house: bool, enabled: bool) -> None:
    text = "He travels to Kiev."
    done = examined("Er reist nach Kiew.", text, "He travels to Kyiv.", house=house, enabled=enabled)
    assert (done.target, done.repairs) == (text, ())
    assert [(finding.check, finding.severity) for finding in done.findings] == [("name.glossary", "warning")]


def test_a_lost_term_is_sought_only_if_the_forms_are_put_in() -> None:
    german, worse, better = "Das Nordwerk schließt.", "It closes.", "The Horizons closes."
    assert examined(german, worse, better, house=True).target == better
    done = examined(german, worse, better, house=False)
    assert "name.glossary" in [finding.check for finding in done.findings]


def test_what_is_reported_and_not_replaced_stays_a_finding() -> None:
    done = examined("„Kiew ist schön“, sagte er.", '"Kiev is beautiful," he said.', house=True)
    assert done.repairs == ()
    assert [finding.check for finding in done.findings] == ["name.glossary"]


def test_hostile_forms_stay_text() -> None:
    form = '=1+1 <script>]]>\u202e\x07"'
    checker = Checker(Glossary((entry("Kiew", form),)))
    assert replaced("To Kiev.", checker.house_forms("Nach Kiew.", "To Kiev.")) == f"To {form}."


def test_headline_and_brief_have_the_house_form(tmp_path: Path) -> None:
    book = {
        "Kiew meldet 3.400 Besucher": "Kiev reports 3,400 visitors",
        "Kiew hat am Montag 3.400 Besucher gezählt.": "Kiev counted 3,400 visitors on Monday.",
        "Das sagte Bürgermeisterin Anja Krähenbühl.": "This was said by the mayor Anja Krähenbühl.",
    }
    title, *body = book
    article = Article("a", "\n\n".join(body), title, language="de")
    seen = {}
    for mode in ("apply", "report"):
        config = override(override(Config(), "glossary", mode=mode), "check", glossary="desk.csv")
        store = Store(tmp_path / mode)
        Runner(config, store, FakeTranslator(book), CHECKER, outputs=Outputs(("record.json",))).run([article])
        record = store.get("a")
        assert record is not None
        seen[mode] = record
    applied, reported = seen["apply"], seen["report"]
    assert (applied.brief.headline, applied.brief.sentences[0].text) == (
        "Kyiv reports 3,400 visitors", "Kyiv counted 3,400 visitors on Monday.",
    )  # fmt: skip
    assert [repair.step for sentence in applied.sentences for repair in sentence.repairs] == ["glossary"] * 2
    assert reported.brief.headline == "Kiev reports 3,400 visitors"
    assert {one.finding.check for one in open_findings(reported)} == {"name.glossary"}
    assert applied.signature.config != reported.signature.config
    assert digest(Config()) == digest(override(Config(), "glossary", mode="report"))  # nothing to apply
