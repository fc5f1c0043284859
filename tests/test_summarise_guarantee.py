"""What takes the place of refused sentences, and what the brief says of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.check import Checker
from pipeline.config import SummariseConfig
from pipeline.summarise.base import Draft
from pipeline.summarise.brief import make_brief
from pipeline.summarise.guarantee import Settled, faults, settled
from pipeline.types import Brief
from tests.support_retold import checked

CHECKER = Checker()


def exchanged(*drafts: Draft, again: Sequence[Draft] = (), article: str = "bank") -> Settled:
    _, body = checked(article)
    return settled(drafts, faults(drafts, body, CHECKER), again, body, CHECKER)


def brief(made: Settled, number: int = 2, article: str = "bank") -> Brief:
    whole, body = checked(article)
    settings = SummariseConfig(min_sentences=number, max_sentences=number)
    return make_brief(whole, body, made.drafts, CHECKER, settings, made.refused, made.silence)


GOOD = Draft("Police arrested a 34-year-old man in Dresden on Monday.", ("s1",), 0)
LOOT = Draft("Prosecutor Karin Vogel put the loot at 930,000 euros.", ("s3",), 1)


def test_a_refused_sentence_is_replaced_by_one_about_the_same() -> None:
    made = exchanged(GOOD, LOOT)
    assert [draft.sources for draft in made.drafts] == [("s1",), ("s3",)]
    assert [d.remedy for d in brief(made).dropped] == ["replaced"]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("The man robbed 77 bank branches in Pirna in March.", ("s2",)),  # "Er soll ...": leans on the one before
        ("A shop in Bremen burned down for 4 million euros.", ("s4",)),  # nothing in common
    ],
)
def test_no_sentence_that_leans_or_is_about_something_else_takes_its_place(text: str, sources: tuple[str, ...]) -> None:
    made = exchanged(GOOD, Draft(text, sources, 1))
    assert [draft.text for draft in made.drafts] == [GOOD.text]
    assert [one.dropped.remedy for one in made.refused] == ["dropped"]


def test_a_replacement_that_is_not_chosen_is_not_said_to_be_there() -> None:
    made = exchanged(GOOD, LOOT)
    short = brief(made, number=1)
    assert [s.text for s in short.sentences] == [GOOD.text]
    assert [d.remedy for d in short.dropped if d.text == LOOT.text] == ["dropped"]


def test_a_rewording_that_is_not_chosen_is_not_said_to_be_there() -> None:
    second = Draft("Karin Vogel, a prosecutor, put the loot at 120,000 euros.", ("s3",), 1)
    made = exchanged(GOOD, LOOT, again=[second])
    assert [d.remedy for d in brief(made).dropped] == ["reworded"]
    assert [d.remedy for d in brief(made, number=1).dropped if d.text == LOOT.text] == ["dropped"]


def test_a_summary_of_which_most_is_refused_is_made_by_extraction_altogether() -> None:
    worse = Draft("The savings bank wants to compensate 99 affected customers.", ("s7",), 2)
    made = exchanged(GOOD, LOOT, worse)
    assert made.drafts == ()
    done = brief(made)
    _, body = checked("bank")
    assert {s.text for s in done.sentences} <= {s.target for s in body}
    assert [d.remedy for d in done.dropped if d.text] == ["dropped", "dropped"]
    assert [d.message for d in done.dropped if not d.text] == [
        "2 of 3 sentences offered were refused. Sentences of the article are used instead."
    ]
