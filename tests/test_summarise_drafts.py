"""Drafts that are no sentence of the article: held against the source of all the sentences they rest on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import judge
from pipeline.check import Checker
from pipeline.config import InstructConfig, Seq2SeqConfig, SummariseConfig
from pipeline.errors import ConfigError
from pipeline.summarise.base import Draft
from pipeline.summarise.brief import make_brief
from pipeline.summarise.ground import ground
from pipeline.summarise.load import SUMMARISERS, load_summariser
from pipeline.types import Article, Brief, CheckedSentence, Finding
from tests.support_bart import bart
from tests.support_server import says, serving
from tests.support_server import sentences as answer
from tests.test_summarise import LOST, sentences

PAIRS = (
    ("Die Nordwerft in Kiel streicht 400 Stellen.", "The Nordwerft in Kiel is cutting 400 jobs."),
    ("Der Umsatz sank um 12,5 Prozent auf 1,2 Milliarden Euro.", "Revenue fell by 12.5 per cent to 1.2 billion euros."),
    ("Vorstandschefin Maren Holt kündigte am 14. März ein Sparprogramm an.",
     "CEO Maren Holt announced a savings programme on 14 March."),
    ("Die Gewerkschaft will sich dagegen wehren.", "The union wants to fight back."),
)  # fmt: skip
CHECKER = Checker()


def checked(*findings: tuple[int, Finding]) -> list[CheckedSentence]:
    made = [
        replace(s, id=f"s{i}", target=target)
        for i, (s, (_, target)) in enumerate(zip(sentences(*(source for source, _ in PAIRS)), PAIRS, strict=True))
    ]
    for i, finding in findings:
        made[i] = replace(made[i], findings=(finding,))
    return made


def refusal(text: str, *sources: str, article: list[CheckedSentence] | None = None) -> str:
    return ground(Draft(text, sources, 0), {s.id: s for s in article or checked()}, CHECKER).refusal


def brief(*drafts: Draft, settings: SummariseConfig = SummariseConfig(min_sentences=2, max_sentences=3)) -> Brief:
    article = Article(id="a", text="\n".join(source for source, _ in PAIRS))
    return make_brief(article, checked(), drafts, CHECKER, settings)


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("The shipyard in Kiel is cutting 400 jobs after revenue fell by 12.5 per cent.", ("s0", "s1")),
        ("Revenue fell to 1.2 billion euros, CEO Maren Holt said on 14 March.", ("s1", "s2")),
        ("The Nordwerft is cutting jobs.", ("s0",)),
    ],
)
def test_what_all_its_sentences_say_together_may_stand_in_a_draft(text: str, sources: tuple[str, ...]) -> None:
    assert refusal(text, *sources) == ""


@pytest.mark.parametrize(
    ("text", "sources", "words"),
    [
        ("The shipyard in Kiel is cutting 400 jobs after revenue fell by 12.5 per cent.", ("s0",), "12.5"),
        ("The shipyard in Kiel is cutting 4,000 jobs after revenue fell by 12.5 per cent.", ("s0", "s1"), "4,000"),
        ("Revenue fell to 1.2 million euros, CEO Maren Holt said on 14 March.", ("s1", "s2"), "1.2 million"),
        ("Maren Holt announced it on 15 March.", ("s2", "s3"), "15 March"),
    ],
)
def test_what_none_of_them_says_may_not(text: str, sources: tuple[str, ...], words: str) -> None:
    assert words in refusal(text, *sources)


@pytest.mark.parametrize("sources", [(), ("s9",), ("s0", "s9")])
def test_a_draft_that_rests_on_nothing_is_refused(sources: tuple[str, ...]) -> None:
    assert refusal("The Nordwerft is cutting jobs.", *sources) == "It rests on no sentence of the article."


def test_a_loss_in_a_translation_is_a_loss_of_that_sentence_only() -> None:
    by_id = {s.id: s for s in checked((0, LOST))}
    assert ground(Draft(PAIRS[0][1], ("s0",), 0), by_id, CHECKER).loss == LOST.message
    assert ground(Draft("The Nordwerft in Kiel is cutting jobs.", ("s0",), 0), by_id, CHECKER).loss == ""


def test_nothing_can_be_told_from_a_sentence_that_was_not_translated() -> None:
    failed = Finding("text.failed", "text", "error", None, None, (), "The model gave no usable translation.")
    assert refusal("The Nordwerft is cutting jobs.", "s0", "s1", article=checked((1, failed))) == failed.message


JOINED = Draft("The Nordwerft in Kiel is cutting 400 jobs; revenue fell by 12.5 per cent.", ("s0", "s1"), 1)
WRONG = Draft("Maren Holt announced it on 15 March.", ("s2",), 0)
UNION = Draft("The union is to fight back.", ("s3",), 0)


def test_drafts_are_taken_best_first_and_read_in_their_own_order() -> None:
    made = brief(JOINED, UNION)
    assert [(s.text, s.sources) for s in made.sentences] == [
        (UNION.text, ("s3",)),
        (JOINED.text, ("s0", "s1")),
    ]
    assert made.dropped == ()
    assert made.headline_sources == ("s3",)


def test_what_is_refused_is_replaced_by_a_sentence_that_says_something_else() -> None:
    made = brief(JOINED, WRONG)
    assert made.sentences[0].sources == ("s0", "s1")
    assert made.sentences[1].sources in {("s2",), ("s3",)}
    assert made.sentences[1].text in {PAIRS[2][1], PAIRS[3][1]}
    assert [(d.part, d.sentences, d.text) for d in made.dropped] == [("summary", ("s2",), WRONG.text)]


def test_a_brief_that_is_long_enough_is_not_filled_up() -> None:
    assert len(brief(JOINED, UNION).sentences) == 2


def test_extraction_stands_in_for_a_summariser_that_offers_nothing_and_that_is_said() -> None:
    made = brief()
    assert [s.sources for s in made.sentences] == [("s0",), ("s1",)]
    assert [(d.sentences, d.message) for d in made.dropped] == [
        ((), "The summariser offered no text; sentences of the article are used instead.")
    ]


def test_nobody_but_the_judge_judges() -> None:
    made = brief(JOINED, UNION)
    assert (made.verdict, made.reasons) == judge.NOT_JUDGED == ("fail", ("not judged yet",))


@pytest.mark.slow
@pytest.mark.parametrize("name", SUMMARISERS)
def test_every_summariser_in_the_table_keeps_the_contract(name: str, tmp_path: Path) -> None:
    with serving(says(answer(*(target for _, target in PAIRS)))) as (address, _):
        settings = SummariseConfig(summariser=name, device="cpu", instruct=InstructConfig(server=address))
        if name == "seq2seq":
            model = str(bart(tmp_path))
            settings = replace(settings, model=model, seq2seq=Seq2SeqConfig(engine="transformers", max_tokens=20))
        summariser = load_summariser(settings)
        assert summariser.identity.name
        assert summariser.lanes >= 0
        first = list(summariser.drafts(Article("a", ""), checked()))
        assert first
        assert first == list(summariser.drafts(Article("a", ""), checked()))
        assert all(set(draft.sources) <= {"s0", "s1", "s2", "s3"} and draft.text for draft in first)


def test_an_unknown_summariser_is_named() -> None:
    with pytest.raises(ConfigError, match=r"unknown summariser 'extractiv'.*Did you mean 'extractive'"):
        load_summariser(SummariseConfig(summariser="extractiv"))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no words"),
        (" – ", "no words"),
        (PAIRS[3][0], "taken over untranslated"),
        ("The union wants to fight back. " * 30, "too long for a sentence"),
        ("to fight back to fight back to fight back to fight back to fight back to fight back", "times in a row"),
    ],
)
def test_a_text_that_is_no_english_sentence_is_refused(text: str, reason: str) -> None:
    assert reason in refusal(text, "s3")


def test_the_same_text_is_taken_once() -> None:
    made = brief(*(Draft(PAIRS[0][1], ("s0",), i) for i in range(5)))
    assert [s.text for s in made.sentences].count(PAIRS[0][1]) == 1
    assert "The brief has it already." in [d.message for d in made.dropped]


def test_white_space_and_sources_said_twice_are_put_in_order() -> None:
    made = ground(Draft(f"  {PAIRS[0][1]}\n", ("s0", "s0"), 0), {s.id: s for s in checked()}, CHECKER)
    assert (made.draft.text, made.draft.sources, made.refusal) == (PAIRS[0][1], ("s0",), "")
