"""What a brief has beside its summary: dateline, people, figures with their nouns, lengths, notices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.check import Checker
from pipeline.config import SummariseConfig
from pipeline.summarise.brief import assembled, make_brief, usable
from pipeline.summarise.counted import phrase
from pipeline.summarise.dateline import before, find, without
from pipeline.summarise.desk import for_the_desk, notice
from pipeline.summarise.extractive import Extractive
from pipeline.summarise.key_items import key_items
from pipeline.summarise.lengths import LONGEST_ALERT, alert, further, sound
from pipeline.summarise.people import english_role, german_role, people
from pipeline.types import Article, BriefSentence, CheckedSentence, Dateline, Lang, Span

from .support_records import finding, sentence

PLACE = (("name", "Ulm", "Ulm", "place:ulm"),)
MORE = sentence(9, "Danach kam der Regen.", "Then came the rain.")


@pytest.mark.parametrize(
    ("first", "target", "found"),
    [
        ("BERLIN (dpa) - Der Bundestag hat beschlossen.", "BERLIN (dpa) – The Bundestag has decided.", Dateline("Berlin", "dpa", "BERLIN (dpa)")),
        ("Wien – Die Regierung hat das gestern beschlossen.", "Vienna – The government decided.", Dateline("Vienna", "", "Wien")),
        ("Berlin/Brüssel (AFP/dpa) – Die EU will handeln.", "Berlin/Brussels (AFP/dpa) – The EU wants to act.", Dateline("Berlin/Brussels", "AFP/dpa", "Berlin/Brüssel (AFP/dpa)")),
        ("Köln.", "Cologne.", Dateline("Cologne", "", "Köln")),
        ("Berlin, 12. November 2026.", "Berlin, 12 November 2026.", Dateline("Berlin", "", "Berlin, 12. November 2026")),
        ("Hannover (10.11.2026).", "Hanover (10.11.2026).", Dateline("Hanover", "", "Hannover (10.11.2026)")),
        ("HAMBURG, dpa.", "HAMBURG, dpa.", Dateline("Hamburg", "dpa", "HAMBURG, dpa")),
        ("(dpa) - Der Rat tagte gestern in Ulm.", "(dpa) - The council met in Ulm yesterday.", Dateline("", "dpa", "(dpa)")),
        ("Rom – Der Papst kam am Montag.", "Rome - The Pope came on Monday.", Dateline("Rome", "", "Rom")),
        ("FRANKFURT/MAIN (dpa-AFX) - Der Dax stieg.", "FRANKFURT/MAIN (dpa-AFX) – The Dax rose.", Dateline("Frankfurt/Main", "dpa-AFX", "FRANKFURT/MAIN (dpa-AFX)")),
        ("LINZ, 7. Juni (APA) - Der Rat hat getagt.", "LINZ, June 7 (APA) – The council met.", Dateline("Linz", "APA", "LINZ, 7. Juni (APA)")),
        ("Köln, den 7. Juni 2026 (dpa) – Der Rat hat getagt.", "Cologne, 7 June 2026 (dpa) – The council met.", Dateline("Cologne", "dpa", "Köln, den 7. Juni 2026 (dpa)")),
        ("Köln, 7. Juni – Der Rat hat am Abend getagt.", "Cologne, 7 June – The council met.", Dateline("Cologne", "", "Köln, 7. Juni")),
        ("Der Rat tagte.", "The council met.", None),
        ("Bayern - ein starkes Land", "Bavaria - a strong state", None),
        ("Müller (SPD) - Der Rat tagte.", "Müller (SPD) - The council met.", None),
        ("Bayern - Dortmund 2:1", "Bayern - Dortmund 2-1", None),
        ("Ja.", "Yes.", None),
    ],
)  # fmt: skip
def test_a_dateline_is_found_in_either_form(first: str, target: str, found: Dateline | None) -> None:
    assert find([sentence(1, first, target), MORE]) == found


def test_a_place_in_no_table_is_a_dateline_if_the_check_takes_it_for_a_name_and_a_text_follows() -> None:
    lone = sentence(1, "Ulm.", "Ulm.", PLACE)
    assert find([lone, MORE]) == Dateline("Ulm", "", "Ulm")
    assert find([lone]) is None
    assert find([MORE, MORE, MORE, lone, MORE]) is None
    assert find([replace(lone, kind="title"), MORE]) is None


def test_the_text_of_a_summary_does_not_begin_with_its_dateline() -> None:
    one = sentence(1, "KÖLN (dpa) - Der Rat hat 12 Stellen gestrichen.", "COLOGNE (dpa) – The council cut 12 jobs.")
    assert before(one) == "COLOGNE (dpa) – "
    assert without(one.target or "", [one]) == "The council cut 12 jobs."
    assert without("The council cut 12 jobs.", [one]) == "The council cut 12 jobs."
    brief = assembled(Article("a", one.source), [one, MORE], [BriefSentence(one.target or "", ("s1",))], (), Checker())
    assert [s.text for s in brief.sentences] == ["The council cut 12 jobs."]
    assert (brief.headline, brief.alert) == ("The council cut 12 jobs", "The council cut 12 jobs.")
    assert brief.dateline == Dateline("Cologne", "dpa", "KÖLN (dpa)")
    assert for_the_desk(Article("a", one.source), [one, MORE], brief) == brief


def test_a_brief_that_the_summariser_chose_has_no_dateline_either() -> None:
    article = Article("a", "", published="2026-11-12")
    rows = [
        sentence(1, "BERLIN (dpa) - Der Rat hat am Abend 12 Stellen im Amt gestrichen.",
                 "BERLIN (dpa) – The council cut 12 posts at the office in the evening."),
        MORE,
    ]  # fmt: skip
    drafts = Extractive(SummariseConfig()).drafts(article, rows)
    brief = make_brief(article, rows, drafts, Checker(), SummariseConfig())
    assert brief.sentences[0].text == "The council cut 12 posts at the office in the evening."
    assert brief.alert == brief.sentences[0].text
    assert brief.dateline == Dateline("Berlin", "dpa", "BERLIN (dpa)")


@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        ("(dpa) - Der Rat tagte gestern in Ulm.", "(dpa) - The council met in Ulm.", "The council met in Ulm."),
        ("Rom – Der Papst kam am Montag.", "Rome - The Pope came on Monday.", "The Pope came on Monday."),
        (
            "Rom – Der Papst kam am Montag.",
            "The Pope - a guest - came on Monday.",
            "The Pope - a guest - came on Monday.",
        ),
        ("Köln (KNA) - Der Bischof kam.", "Cologne (KNA) – The bishop – 60 – came.", "The bishop – 60 – came."),
    ],
)
def test_only_the_dateline_is_cut_off(source: str, target: str, text: str) -> None:
    assert without(target, [sentence(1, source, target)]) == text


@pytest.mark.parametrize("dash", ["-", "–", "—"])
@pytest.mark.parametrize("head", ["WARSAW", "Warsaw", "WARSAW (dpa)", "Warsaw, 7 June (dpa)"])
def test_a_dateline_worded_otherwise_than_in_the_sentence_goes_too(head: str, dash: str) -> None:
    one = sentence(1, "WARSCHAU (dpa) - Der Rat hat getagt.", "WARSAW (dpa) – The council met.")
    assert without(f"{head} {dash} The council has met.", [one]) == "The council has met."
    said = f"The council of Warsaw {dash} and of Lodz {dash} has met."
    assert without(said, [one]) == said


def test_findings_move_with_a_text_that_lost_its_dateline() -> None:
    target = "COLOGNE (dpa) – The council cut 13 jobs."
    one = sentence(1, "KÖLN (dpa) - Der Rat hat 12 Stellen gestrichen.", target)
    wrong = finding(
        "number.changed", "error", "“12” became “13”.", None, Span("13", target.index("13"), target.index("13") + 2)
    )
    place = finding("name.added", "warning", "?", None, Span("COLOGNE", 0, 7), kind="name")
    brief = assembled(Article("a", ""), [one, MORE], [BriefSentence(target, ("s1",), (wrong, place))], (), Checker())
    summary = brief.sentences[0]
    assert [f.check for f in summary.findings] == ["number.changed"]
    span = summary.findings[0].target
    assert span is not None
    assert summary.text[span.start : span.end] == "13"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Finanzminister Lars Kling sagte das.", "Lars Kling", "Finanzminister"),
        ("Finanzminister Kling sagte das.", "Kling", "Finanzminister"),
        ("Das teilte die Sprecherin Ada Moor (CDU) mit.", "Ada Moor", "Sprecherin (CDU)"),
        ("Der bayerische Justizminister Ole Brandt nannte es falsch.", "Ole Brandt", "bayerische Justizminister"),
        ("Sachsens Innenministerin Uta Lohe rechnet damit.", "Uta Lohe", "Sachsens Innenministerin"),
        ("Ein Team um die Astronomin Prof. Dr. Liv Hag zeigte es.", "Liv Hag", "Astronomin"),
        ("Das sagte Jule Marx, Leiterin des Instituts, am Montag.", "Jule Marx", "Leiterin des Instituts"),
        ("Jule Marx (SPD) sagte das.", "Jule Marx", "SPD"),
        ("Jule Marx (34) sagte das.", "Jule Marx", ""),
        ("In Berlin Anna Schmidt zu treffen ist leicht.", "Anna Schmidt", ""),
        ("Zwischen Kanzler Jan Olt und seinem Vize kam es zum Streit.", "Jan Olt", "Kanzler"),
        ("Er traf Ada Moor, und dem Minister ging es gut.", "Ada Moor", ""),
        ("Der Maschinenbauer Nordwerk wächst.", "Nordwerk", ""),
        ("Jule Marx, die gestern kam, sagte das.", "Jule Marx", ""),
    ],
)
def test_a_german_role_is_what_stands_beside_the_name(text: str, name: str, role: str) -> None:
    assert german_role(text, text.index(name), text.index(name) + len(name)) == role


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Finance Minister Lars Kling said so.", "Lars Kling", "Finance Minister"),
        ("It was said by Bavarian Justice Minister Ole Brandt.", "Ole Brandt", "Bavarian Justice Minister"),
        ("The parliamentary leader Ada Moor (CDU) agreed.", "Ada Moor", "parliamentary leader (CDU)"),
        ("A team led by the astronomer Prof. Dr. Liv Hag found it.", "Liv Hag", "astronomer"),
        ("Jule Marx, head of the institute, said so.", "Jule Marx", "head of the institute"),
        ("According to President Frank Mai it is.", "Frank Mai", "President"),
        ("Saxony's Interior Uta Lohe expects it.", "Uta Lohe", ""),
        ("Yesterday Lars Kling spoke.", "Lars Kling", ""),
    ],
)
def test_an_english_role_is_what_stands_beside_the_name(text: str, name: str, role: str) -> None:
    assert english_role(text, text.index(name), text.index(name) + len(name)) == role


def test_the_first_mention_with_a_role_counts_and_each_person_is_told_once() -> None:
    first = sentence(
        1, "Minister Jan Olt kam.", "Minister Jan Olt came.", (("name", "Jan Olt", "Jan Olt", "name:jan olt"),)
    )
    later = sentence(2, "Der Autor Olt ging.", "The author Olt left.", (("name", "Olt", "Olt", "name:olt"),))
    nobody = sentence(3, "Ida Ree kam.", "Ida Ree came.", (("name", "Ida Ree", "Ida Ree", "name:ida ree"),))
    place = sentence(4, "Der Minister Ulm.", "Minister Ulm.", PLACE)
    found = people([later, nobody, place, first], [first, later, nobody, place])
    assert [(p.name, p.source_role, p.target_role, p.sentence) for p in found] == [
        ("Jan Olt", "Minister", "Minister", "s1")
    ]


def test_a_role_that_the_translation_lost_stays_empty() -> None:
    one = sentence(
        1, "Die Chemikerin Ida Ree kam.", "Chemikerin Ida Ree came.", (("name", "Ida Ree", "Ida Ree", "name:ida ree"),)
    )
    assert [(p.source_role, p.target_role) for p in people([one], [one])] == [("Chemikerin", "")]


@pytest.mark.parametrize(
    ("text", "figure", "lang", "measured", "words"),
    [
        ("Drei Verletzte nach Unfall", "Drei", "de", False, "Drei Verletzte"),
        ("Three injured after accident", "Three", "en", False, "Three injured"),
        ("nach 12.000 Ladezyklen noch", "12.000", "de", False, "12.000 Ladezyklen"),
        ("after 12,000 charging cycles.", "12,000", "en", False, "12,000 charging cycles"),
        ("mit 42 weiteren Helfern", "42", "de", False, "42 weiteren Helfern"),
        ("siegte 4 zu 2", "4", "de", False, ""),
        ("between 2 and 4 a.m.", "2", "en", False, ""),
        ("einen Schaden von rund 1,5 Millionen Euro", "1,5 Millionen Euro", "de", True, "1,5 Millionen Euro: Schaden"),
        ("caused damage of 1.5 million euros", "1.5 million euros", "en", True, "1.5 million euros: damage"),
        ("Der Umsatz legte um 3,9 Prozent auf 978,4 Mio. Euro zu.", "978,4 Mio. Euro", "de", True, "978,4 Mio. Euro: Umsatz"),
        ("Revenue rose by 3.9 percent to 978.4 million euros.", "978.4 million euros", "en", True, "978.4 million euros: Revenue"),
        ("Der Minister kam mit 5 Euro.", "5 Euro", "de", True, ""),
        ("von 3,9 bis 4,0 Mrd. Euro", "3,9", "de", True, ""),
    ],
)  # fmt: skip
def test_a_figure_with_what_it_counts(text: str, figure: str, lang: Lang, measured: bool, words: str) -> None:
    at = text.index(figure)
    assert phrase(text, at, at + len(figure), lang, measured=measured) == words


def test_figures_stand_in_order_of_importance() -> None:
    lead = sentence(1, "Am 5. Mai gab es 3 Bühnen.", "On 5 May there were 3 stages.",
                    (("date", "5. Mai", "5 May", "--05-05"), ("number", "3", "3", "3")))  # fmt: skip
    rest = sentence(2, "Es gab 7 Autos, 2 Verletzte und 9 Euro Schaden.", "There were 7 cars, 2 injured and 9 euros in damage.",
                    (("number", "7", "7", "7"), ("number", "2", "2", "2"), ("unit", "9 Euro", "9 euros", "9 EUR")))  # fmt: skip
    rows = list(key_items([lead, rest], names=False, first={"s1"}))
    assert [(r.target, r.target_phrase) for r in rows] == [
        ("3", "3 stages"), ("2", "2 injured"), ("9 euros", ""), ("7", "7 cars"), ("5 May", ""),
    ]  # fmt: skip


def test_the_same_figure_of_two_things_is_two_rows() -> None:
    one = sentence(1, "Es waren 3 Autos.", "There were 3 cars.", (("number", "3", "3", "3"),))
    two = sentence(2, "Es waren 3 Tote.", "There were 3 dead.", (("number", "3", "3", "3"),))
    again = sentence(3, "Alle 3 kamen.", "All 3 came.", (("number", "3", "3", "3"),))
    assert [r.target_phrase for r in key_items([one, two, again], names=False)] == ["3 dead", "3 cars"]


@pytest.mark.parametrize(
    ("title", "first", "kind"),
    [
        ("Korrektur: Zahl der Verletzten", "", "correction"),
        ("Berichtigung", "Im Text stand eine falsche Zahl.", "correction"),
        ("Drei Verletzte bei Ulm (korrigiert)", "", "correction"),
        ("Drei Verletzte", "Korrektur vom 3. Mai: Es waren zwei.", "correction"),
        ("Update: Drei Verletzte", "", "update"),
        ("Drei Verletzte (aktualisiert)", "", "update"),
        ("ROUNDUP: Drei Verletzte", "", "update"),
        ("Berichtigung der Wahlliste gescheitert", "", ""),
        ("Korrekturen am Haushalt gefordert", "", ""),
        ("Update für Windows sorgt für Ärger", "", ""),
    ],
)
def test_an_article_says_that_it_corrects_or_updates(title: str, first: str, kind: str) -> None:
    sentences = [sentence(1, first, "x")] if first else []
    assert notice(Article("a", "", title=title), sentences) == kind


def test_an_alert_is_a_short_lead_or_headline_that_nothing_speaks_against() -> None:
    lead = BriefSentence("Three people were hurt.", ("s1",))
    doubt = finding("number.added", "warning", "?")
    clean, doubtful = sentence(1, "Drei Verletzte.", "x"), sentence(1, "Drei Verletzte.", "x", findings=(doubt,))
    assert alert("Crash", [], [lead], {"s1": clean}) == "Three people were hurt."
    assert alert("Crash", [], [replace(lead, findings=(doubt,))], {"s1": clean}) == "Crash"
    assert alert("Crash", [], [lead], {"s1": doubtful}) == "Crash"
    assert alert("Crash", [doubtful], [lead], {"s1": doubtful}) == ""
    assert alert("Crash", [], [replace(lead, text="x" * (LONGEST_ALERT + 1))], {"s1": clean}) == "Crash"
    assert alert("", [], [], {}) == ""


def _article() -> list[CheckedSentence]:
    rows = [
        ("Der Rat von Ulm hat am Abend {0} neue Busse für die Linie bestellt.", "The council of Ulm ordered {0} new buses for the line."),
        ("Die Fahrer der Linie bekommen {0} Euro mehr im Monat als bisher.", "The drivers of the line get {0} euros more a month."),
        ("Im Depot stehen schon {0} Fahrzeuge aus dem vergangenen Winter.", "The depot already has {0} vehicles from last winter."),
        ("Die alte Brücke bleibt noch {0} Wochen für Lastwagen gesperrt.", "The old bridge stays closed to lorries for {0} weeks."),
    ]  # fmt: skip
    return [sentence(n, de.format(n + 11), en.format(n + 11)) for n, (de, en) in enumerate(rows, 1)]


def test_a_long_brief_goes_on_with_sound_sentences_only_and_says_nothing_twice() -> None:
    rows = _article()
    summary = [BriefSentence(rows[0].target or "", ("s1",))]
    wrong = replace(rows[2], target="The depot already has 99 vehicles from last winter.")
    doubtful = replace(rows[3], findings=(finding("name.missing", "warning", "?", kind="name"),))
    more = further(Article("a", ""), usable([rows[0], rows[1], wrong, doubtful]), summary, Checker(), SummariseConfig())
    assert [s.sources for s in more] == [("s2",)]
    more = further(Article("a", ""), usable(rows), summary, Checker(), SummariseConfig())
    assert [s.sources for s in more] == [("s2",), ("s3",), ("s4",)]
    assert all(sound(s, rows) for s in more)
