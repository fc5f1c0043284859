"""Decisions of people, and one sentence checked again: held to what a full run says of the same translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import Checker
from pipeline.check.again import EDITED, checked_again
from pipeline.codec import read_record, record_bytes
from pipeline.config import Config, PolicyConfig, override
from pipeline.errors import DecisionError
from pipeline.judge import judged
from pipeline.names import Memory
from pipeline.record import accepted, all_findings, open_findings
from pipeline.render.points import elsewhere, in_brief
from pipeline.run.decisions import carried, decided, rechecked
from pipeline.run.runner import Runner
from pipeline.run.store import Store
from pipeline.types import Article, CheckedSentence, Decision, Record, Translation
from tests.fakes import FakeTranslator

PLAIN = override(Config(), "repair", enabled=False)
"""A run that leaves translations as they come, as an edit does."""
TEXT = """Selenskyj empfängt Kohl in Kiew

Wolodymyr Selenskyj empfing am Montag in Kiew den Kanzler Helmut Kohl. Kohl sagte 30.000 Helme zu.

Am Dienstag reist Kohl nach Charkiw weiter. Selenskyj bleibt in Kiew, wo 12 Minister tagen.

Die Ministerin Anja Krähenbühl nannte das einen Anfang. Krähenbühl will am 3. Mai nach Lwiw fahren.
"""
BOOK: dict[str, Any] = {
    "Selenskyj empfängt Kohl in Kiew": "Zelensky receives Kohl in Kyiv",
    "Wolodymyr Selenskyj empfing am Montag in Kiew den Kanzler Helmut Kohl.": (
        "Volodymyr Zelensky received Chancellor Helmut Kohl in Kyiv on Monday."
    ),
    "Kohl sagte 30.000 Helme zu.": "Kohl promised 3,000 helmets.",
    "Am Dienstag reist Kohl nach Charkiw weiter.": "On Tuesday, Kohl travels on to Kharkiv.",
    "Selenskyj bleibt in Kiew, wo 12 Minister tagen.": "Zelensky stays in Kyiv, where 12 ministers are meeting.",
    "Die Ministerin Anja Krähenbühl nannte das einen Anfang.": "The minister Anja Krähenbühl called it a beginning.",
    "Krähenbühl will am 3. Mai nach Lwiw fahren.": "Krähenbühl wants to go to Lviv on 3 May.",
}
EDITS = (
    "Zelensky receives Kohl in Kiev",
    "Volodymyr Zelensky received Helmut Cabbage in Kiev on Monday.",
    "Kohl promised 30,000 helmets.",
    "Cabbage promised 30,000 helmets in Vienna.",
    "Zelenskiy stays in Kiev, where 13 ministers are meeting.",
    "The minister Anja Crowfoot called it a beginning.",
    "Something else entirely.",
)
ARTICLE = Article("kiew", TEXT, language="de", origin="kiew.txt")


def made(folder: Path, book: dict[str, Any] = BOOK, config: Config = PLAIN, revision: str = "r1") -> Record:
    Runner(config, Store(folder), FakeTranslator(book, revision=revision), Checker()).run([ARTICLE])
    return read_record((folder / "articles" / "kiew" / "record.json").read_bytes())


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return made(tmp_path_factory.mktemp("run"))


def named(record: Record, words: str) -> CheckedSentence:
    return next(s for s in record.sentences if words in s.source)


def plain(sentences: Sequence[CheckedSentence]) -> list[CheckedSentence]:
    """Without what only a decoder says, and an edit does not."""
    return [replace(s, score=None, notes=(), repairs=()) for s in sentences]


@pytest.mark.parametrize("source", BOOK)
def test_a_recheck_says_what_a_full_run_says(record: Record, tmp_path: Path, source: str) -> None:
    """Every sentence with every edit: changed figures, names spelled otherwise than before and after, names unheard of."""
    checker = Checker()
    sentence = named(record, source)
    for number, text in enumerate((*EDITS, BOOK[source])):
        full = made(tmp_path / str(number), BOOK | {source: text})
        again = rechecked(record, sentence.id, text, checker)
        assert plain(again.sentences) == plain(full.sentences), text
        brief = again.brief
        if {s.sources for s in brief.sentences} == {s.sources for s in full.brief.sentences}:
            kept = replace(full.brief, dropped=brief.dropped, further=brief.further)
            assert judged(again, PolicyConfig()).brief == kept, text


def test_an_edit_goes_into_the_long_brief_and_a_doubtful_one_leaves_it(record: Record) -> None:
    long = next(s for s in record.brief.further if "12 ministers" in s.text)
    sound = rechecked(record, long.sources[0], "Zelensky stays in Kyiv, where 12 ministers meet.", Checker())
    assert "Zelensky stays in Kyiv, where 12 ministers meet." in [s.text for s in sound.brief.further]
    wrong = rechecked(record, long.sources[0], "Zelensky stays in Kyiv, where 13 ministers meet.", Checker())
    assert [s.sources for s in wrong.brief.further] == [s.sources for s in record.brief.further if s != long]


def test_the_cases_above_include_edits_that_change_what_is_said_of_later_sentences(record: Record) -> None:
    before = {s.id: s.findings for s in record.sentences}
    again = rechecked(record, named(record, "empfängt").id, EDITS[0], Checker())
    changed = {s.source: [f.check for f in s.findings] for s in again.sentences if s.findings != before[s.id]}
    assert changed == {named(record, "Wolodymyr").source: ["name.inconsistent"]}


def test_a_sentence_that_had_no_translation_can_be_given_one(tmp_path: Path) -> None:
    source = "Kohl sagte 30.000 Helme zu."
    failed = made(tmp_path / "failed", BOOK | {source: Translation((), (), "the model repeats itself")})
    full = made(tmp_path / "full", BOOK | {source: "Kohl promised 30,000 helmets."})
    again = rechecked(failed, named(failed, source).id, "Kohl promised 30,000 helmets.", Checker())
    assert plain(again.sentences) == plain(full.sentences)


class CountingChecker(Checker):
    """Counts whole comparisons; the names of sentences before the edited one are only learned."""

    def __init__(self) -> None:
        super().__init__()
        self.compared: list[str] = []

    def compare(self, source: str, target: str, *args: Any, memory: Memory | None = None, **kwargs: Any) -> Any:
        self.compared.append(source)
        return super().compare(source, target, *args, memory=memory, **kwargs)


def test_only_what_can_have_changed_is_checked_again(record: Record) -> None:
    checker = CountingChecker()
    sentence = named(record, "12 Minister")
    checked_again(record.sentences, sentence.id, "Zelensky stays in Kyiv, where 13 ministers are meeting.", checker)
    assert checker.compared == [sentence.source]
    checker.compared.clear()
    checked_again(record.sentences, sentence.id, "Zelensky stays in Kiev, where 12 ministers are meeting.", checker)
    assert checker.compared == [sentence.source]  # Kiev is now another name for Kyiv, but nothing after it has either
    checker.compared.clear()
    title = named(record, "empfängt")
    checked_again(record.sentences, title.id, "Zelensky receives Kohl in Kiev", checker)
    assert checker.compared == [title.source, named(record, "Wolodymyr").source, sentence.source]


@pytest.mark.parametrize("words", EDITS)
def test_what_was_learned_of_an_article_changes_nothing_about_a_recheck(record: Record, words: str) -> None:
    checker = Checker()
    sentences = record.sentences
    for sentence in record.sentences:  # each on top of the one before
        warm = checked_again(sentences, sentence.id, words, checker)
        assert warm == checked_again(sentences, sentence.id, words, Checker())
        sentences = warm


# --- decisions

AT = "2026-11-22T10:00:00+00:00"


def edit(sentence: CheckedSentence, text: str, before: str = "") -> Decision:
    return Decision("edit", "desk", AT, (sentence.id,), before=before, text=text)


def dismiss(sentence: CheckedSentence, number: int = 0) -> Decision:
    return Decision("dismiss", "desk", AT, (sentence.id,), sentence.findings[number], reason="as agreed")


def verdict(record: Record) -> str:
    return judged(record, PolicyConfig()).brief.verdict


def test_an_edit_that_puts_an_error_right_changes_the_verdict(record: Record) -> None:
    sentence = named(record, "30.000")
    assert [f.check for f in sentence.findings if f.severity == "error"] == ["number.changed"]
    assert verdict(record) == "review"
    after = decided(record, [edit(sentence, "Kohl promised 30,000 helmets.")], Checker())
    edited = named(after, "30.000")
    assert (edited.target, edited.findings, edited.score, edited.notes) == (
        "Kohl promised 30,000 helmets.", (), None, (EDITED,),
    )  # fmt: skip
    assert after.decisions[0].before == "Kohl promised 3,000 helmets."
    assert verdict(after) == "pass"
    assert after.signature == record.signature
    assert all(sentence.id not in d.sentences for d in after.brief.dropped)


def test_the_brief_quotes_the_new_text_and_is_held_against_the_source_again(record: Record) -> None:
    used = named(record, "12 Minister") if "12 Minister" in str(record.brief) else None
    quoted = record.brief.sentences[0]
    sentence = used or next(s for s in record.sentences if (s.id,) == quoted.sources)
    after = decided(record, [edit(sentence, "About 700 ministers are meeting in Kyiv.")], Checker())
    [now] = [s for s in after.brief.sentences if s.sources == (sentence.id,)]
    assert now.text == "About 700 ministers are meeting in Kyiv."
    assert any("700" in f.message for f in now.findings)
    assert verdict(after) == "fail"


def test_an_edited_title_is_the_headline(record: Record) -> None:
    title = named(record, "empfängt")
    wrong = decided(record, [edit(title, "Zelensky receives 40 in Kyiv")], Checker())
    assert wrong.brief.headline == "Volodymyr Zelensky received Chancellor Helmut Kohl in Kyiv on Monday"
    assert [(d.part, d.text) for d in wrong.brief.dropped if d.part == "headline"] == [
        ("headline", "Zelensky receives 40 in Kyiv")
    ]
    right = decided(wrong, [edit(title, "Zelensky meets Kohl in Kyiv")], Checker())
    assert (right.brief.headline, right.brief.headline_language) == ("Zelensky meets Kohl in Kyiv", "en")
    assert [d for d in right.brief.dropped if d.part == "headline"] == []


def test_a_dismissed_finding_stays_in_the_record_and_counts_no_more(record: Record) -> None:
    sentence = named(record, "30.000")
    after = decided(record, [dismiss(sentence)], Checker())
    assert named(after, "30.000") == sentence
    assert (verdict(record), verdict(after)) == ("review", "pass")
    assert len(list(all_findings(after))) == len(list(all_findings(record)))
    assert len(list(open_findings(after))) == len(list(open_findings(record))) - 1
    strict = PolicyConfig(article_error="fail")
    assert [judged(r, strict).brief.verdict for r in (record, after)] == ["fail", "pass"]
    points = [p.german for p in (*in_brief(after), *elsewhere(after))]
    assert sentence.source not in points


def test_an_acceptance_holds_until_something_else_is_decided(record: Record) -> None:
    accept = Decision("accept", "desk", AT)
    assert not accepted(record)
    after = decided(record, [accept], Checker())
    assert accepted(after)
    assert not accepted(decided(after, [dismiss(named(record, "30.000"))], Checker()))


def test_decisions_are_applied_in_order_and_one_by_one_alike(record: Record) -> None:
    sentence = named(record, "30.000")
    decisions = [
        edit(sentence, "Kohl promised 300 helmets."),
        edit(sentence, "Kohl promised 30,000 helmets.", before="Kohl promised 300 helmets."),
        Decision("accept", "desk", AT),
    ]
    together = decided(record, decisions, Checker())
    one_by_one = record
    for decision in decisions:
        one_by_one = decided(one_by_one, [decision], Checker())
    assert together == one_by_one
    assert read_record(record_bytes(together)) == together


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision("edit", "desk", AT, ("s99",), text="Text."), "one sentence of the article, not of s99"),
        (Decision("edit", "desk", AT, (), text="Text."), "one sentence of the article, not of none"),
        (Decision("edit", "desk", AT, ("s2",), text=" "), "cannot be empty"),
        (Decision("edit", "desk", AT, ("s2",), before="Other.", text="Text."), "has since been changed"),
        (Decision("dismiss", "desk", AT, ("s2",)), "no such finding in s2: no finding is named"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(record: Record, decision: Decision, message: str) -> None:
    with pytest.raises(DecisionError, match=message):
        decided(record, [decision], Checker())


def test_a_finding_of_another_sentence_cannot_be_dismissed(record: Record) -> None:
    wrong = replace(dismiss(named(record, "30.000")), sentences=("s1",))
    with pytest.raises(DecisionError, match="no such finding in s1"):
        decided(record, [wrong], Checker())


# --- what becomes of them when the article is made anew


def kept(folder: Path, *decisions: Decision) -> Record:
    """A stored record with decisions, as a desk would leave it."""
    record = decided(made(folder), decisions, Checker())
    (folder / "articles" / "kiew" / "record.json").write_bytes(record_bytes(record))
    return record


def test_decisions_on_the_same_content_outlive_another_model(tmp_path: Path) -> None:
    record = made(tmp_path)
    sentence, other = named(record, "30.000"), named(record, "12 Minister")
    record = kept(
        tmp_path,
        edit(other, "In Kyiv, where Zelensky stays, 12 ministers are meeting."),
        dismiss(sentence),
        Decision("accept", "desk", AT),
    )
    again = made(tmp_path, revision="r2")
    assert again.signature.translator_revision == "r2"
    assert named(again, "12 Minister").target == "In Kyiv, where Zelensky stays, 12 ministers are meeting."
    assert [d.action for d in again.decisions] == ["edit", "dismiss"]
    assert again.brief.verdict == "pass"
    assert [(v.digest, v.decisions) for v in again.run.previous] == [(record.digest, record.decisions)]
    assert again.version == 2


def test_decisions_that_no_longer_fit_are_kept_with_the_version_they_were_about(tmp_path: Path) -> None:
    record = kept(tmp_path, dismiss(named(made(tmp_path), "30.000")))
    again = made(tmp_path, BOOK | {"Kohl sagte 30.000 Helme zu.": "Kohl promised 30,000 helmets."}, revision="r2")
    assert again.decisions == ()
    assert again.run.previous[0].decisions == record.decisions


def test_other_content_is_another_version_and_another_signature_alone_is_not(tmp_path: Path) -> None:
    first = made(tmp_path)
    assert made(tmp_path, revision="r2").version == 1
    Runner(PLAIN, Store(tmp_path), FakeTranslator(BOOK), Checker()).run(
        [replace(ARTICLE, text=TEXT + "\nNeu ist dies.\n")]
    )
    second = read_record((tmp_path / "articles" / "kiew" / "record.json").read_bytes())
    assert second.version == 2
    assert [(v.digest, v.decisions) for v in second.run.previous] == [(first.digest, ())]


def test_another_policy_leaves_decisions_as_they_are(tmp_path: Path) -> None:
    record = kept(tmp_path, dismiss(named(made(tmp_path), "30.000")))
    again = made(tmp_path, config=override(PLAIN, "policy", article_error="fail"))
    assert again.decisions == record.decisions
    assert again.brief.verdict == "pass"


def test_an_edit_follows_its_sentence_when_ids_move(record: Record) -> None:
    wrong = named(record, "30.000")
    older = decided(record, [edit(wrong, "Kohl promised 30,000 helmets.")], Checker())
    moved = tuple(replace(s, id=f"s{int(s.id[1:]) + 1}") for s in record.sentences)
    renamed = {s.id: f"s{int(s.id[1:]) + 1}" for s in record.sentences}
    summary = tuple(replace(s, sources=tuple(renamed[n] for n in s.sources)) for s in record.brief.sentences)
    newer = replace(record, sentences=moved, brief=replace(record.brief, sentences=summary))
    after = carried(newer, older, Checker())
    assert named(after, "30.000").target == "Kohl promised 30,000 helmets."
    assert [s.target for s in after.sentences if s.source != wrong.source] == [
        s.target for s in record.sentences if s.source != wrong.source
    ]
    gone = replace(newer, sentences=tuple(replace(s, source=s.source + " Neu.") for s in moved))
    assert carried(gone, older, Checker()).decisions == (), "a sentence that is not there any more takes no edit"


def test_a_record_of_another_checker_takes_no_edit(record: Record) -> None:
    older = replace(record, signature=replace(record.signature, checker="an older one"))
    with pytest.raises(DecisionError, match="another version of the checker"):
        decided(older, [edit(named(record, "30.000"), "Kohl promised 30,000 helmets.")], Checker())
