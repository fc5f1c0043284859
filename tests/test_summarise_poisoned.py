"""Summaries made wrong on purpose: none reaches a brief unmarked, and honest ones are not marked for nothing.

``WORTLAUT_POISONED=1`` tries all of them instead of a sample.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest

from pipeline.check import Checker
from pipeline.config import PolicyConfig, SummariseConfig
from pipeline.judge import brief_verdict
from pipeline.record import DOUBTFUL, SUPPORT_RATES, support_rate
from pipeline.summarise.attribute import attributed
from pipeline.summarise.base import Draft
from pipeline.summarise.brief import make_brief
from pipeline.summarise.ground import Grounded, ground
from pipeline.summarise.guarantee import faults, settled
from pipeline.summarise.support import BARE, UNFOUNDED, support, weakest
from pipeline.types import BriefSentence
from tests.support_retold import Poisoned, checked, lowered, poisoned, retold

NUMBER = 100_000 if os.environ.get("WORTLAUT_POISONED") else 260
CHECKER = Checker()


def grounded(article: str, text: str) -> Grounded:
    _, body = checked(article)
    return ground(Draft(text, attributed(text, body), 0), {s.id: s for s in body}, CHECKER)


def fate(article: str, text: str) -> str:
    found = grounded(article, text)
    if found.refusal:
        return "refused"
    return "marked" if any(f.severity != "note" for f in found.findings) else "unmarked"


def test_no_poisoned_summary_passes_unmarked() -> None:
    tried: Counter[tuple[str, str]] = Counter()
    escaped: list[Poisoned] = []
    for one in poisoned(NUMBER):
        outcome = fate(one.article, one.text)
        tried[one.kind, outcome] += 1
        if outcome == "unmarked":
            escaped.append(one)
    assert escaped == []
    kinds = {kind.removeprefix("fused ") for kind, _ in tried}
    assert kinds == {
        "figure", "nation", "name", "person", "hedge", "invented", "elsewhere", "thing",
        "negation", "opposite", "exchange", "roles", "denial", "quotation", "order", "speaker",
    }  # fmt: skip
    print(f"{sum(tried.values())} poisoned summaries: {dict(sorted(tried.items()))}")


def test_there_are_more_than_a_thousand_of_them() -> None:
    assert len({(one.article, one.text) for one in poisoned(100_000)}) > 1_000


def test_honest_summaries_are_not_marked() -> None:
    """Eighty-six sentences, most of them word for word from the article, and each joined to the next but one."""
    texts = [(item.name, text) for item in retold() for text in item.honest]
    joined = [
        (item.name, f"{one.removesuffix('.')}, and {lowered(other)}")
        for item in retold()
        for one, other in zip(item.honest, item.honest[2:], strict=False)
    ]
    assert (len(texts), len(joined)) == (86, 56)
    assert [text for name, text in texts if fate(name, text) != "unmarked"] == []
    assert [text for name, text in joined if fate(name, text) != "unmarked"] == []


@pytest.mark.parametrize(
    ("article", "text", "check"),
    [
        ("bank", "Prosecutor Karin Lorenz put the loot at 120,000 euros.", "name.swapped"),
        ("bank", "Peter Lorenz put the loot at 120,000 euros.", "name.swapped"),
        ("bank", "Karin Vogel rejected the accusations.", "name.swapped"),
        ("bank", "Police in Dresden arrested 34 men on Monday.", "number.swapped"),
        ("bank", "The savings bank compensated 15 affected customers.", "hedge.lost"),
        ("bank", "The bank manager has been on holiday.", "text.unsupported"),
        ("werk", "An Italian investor may take over parts of the site.", "name.added"),
        ("hochwasser", "There were five dams broken in Lower Bavaria.", "number.swapped"),
    ],
)
def test_what_is_wrong_is_named_by_its_check(article: str, text: str, check: str) -> None:
    assert check in {finding.check for finding in grounded(article, text).findings}


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("bank", "The bank wants to compensate 15 customers."),
        ("bank", "Defence lawyer Peter Lorenz rejected the accusations, and the trial could begin in the autumn."),
        ("werk", "Brandner is closing its Zwickau plant, and production is to be moved to Poland and Turkey."),
        ("klinik", "Fulda hospital has closed its children's ward, and only 17 of 28 posts are filled."),
        ("fussball", "Hohenau has sacked coach Ralf Becker; the club is 17th with 13 points."),
        ("wind", "A wind farm off Borkum with 64 turbines has gone into operation."),
    ],
)
def test_sentences_put_together_honestly_are_not_marked(article: str, text: str) -> None:
    assert fate(article, text) == "unmarked"


def test_a_whole_summary_of_poison_ends_as_a_brief_that_is_sound_or_says_so() -> None:
    """Each article gets all it can be poisoned with at once; what is in a brief that passes is the article's own."""
    policy = PolicyConfig()
    for item in retold():
        article, body = checked(item.name)
        bad = [one.text for one in poisoned(2_000, seed=7) if one.article == item.name][:25]
        drafts = [Draft(text, attributed(text, body), i) for i, text in enumerate(bad)]
        wrong = faults(drafts, body, CHECKER)
        assert {f.draft.text for f in wrong} == set(bad)
        made = settled(drafts, wrong, (), body, CHECKER)
        brief = make_brief(article, body, made.drafts, CHECKER, SummariseConfig(), made.refused, made.silence)
        verdict, _ = brief_verdict((), brief.sentences, body, policy, False)
        own = {s.target for s in body}
        invented = [s for s in brief.sentences if s.text not in own]
        assert verdict != "pass" or invented == []
        assert all(any(f.severity != "note" for f in s.findings) for s in invented)
        assert {d.remedy for d in brief.dropped if d.text in bad} <= {"replaced", "dropped", ""}


# --- the support score


ARTICLE = [english for _, english in retold()[0].pairs]


def test_support_is_one_for_the_articles_words_and_nothing_for_others() -> None:
    assert support(ARTICLE[0], ARTICLE) > 0.8
    assert support("Investors reacted with relief.", ARTICLE) < UNFOUNDED
    assert support("", ARTICLE) == 0.0
    assert support("Police arrested a man.", []) == 0.0


def test_an_invented_half_lowers_the_support_of_the_whole() -> None:
    whole = "Police arrested a 34-year-old man in Dresden"
    assert support(f"{whole}.", ARTICLE) > support(f"{whole}, and investors reacted with relief.", ARTICLE)


def test_a_translation_of_the_germans_own_words_is_no_invention() -> None:
    """The article's translation says "arrested"; "detained" is as good a word for "festgenommen"."""
    german = [source for source, _ in retold()[0].pairs]
    text = "The police detained a man aged 34 in Dresden."
    assert support(text, ARTICLE, german) > support(text, ARTICLE)
    assert support("Investors reacted with relief.", ARTICLE, german) < UNFOUNDED


def test_an_invented_clause_is_found_beside_a_true_one() -> None:
    assert weakest("Police arrested a man in Dresden, and investors reacted with great relief.", ARTICLE) < BARE
    assert weakest("Police arrested a man in Dresden, and the trial could begin in the autumn.", ARTICLE) > BARE


def test_the_rate_of_a_score_is_that_of_its_band() -> None:
    assert support_rate(0.0) == (0.21, 28)
    assert support_rate(DOUBTFUL) == (0.52, 100)
    assert support_rate(0.95) == (0.89, 226)
    assert [least for least, _, _ in SUPPORT_RATES] == sorted(least for least, _, _ in SUPPORT_RATES)


def test_the_articles_own_sentences_have_no_such_score() -> None:
    _, body = checked("bank")
    assert grounded("bank", body[0].target or "").support is None
    assert BriefSentence("x", ("s1",)).support is None


def test_a_text_rests_on_the_sentences_that_have_its_words() -> None:
    _, body = checked("bank")
    assert attributed("The loot was 120,000 euros.", body) == ("s3",)
    assert attributed("The man was armed, and the trial could begin in the autumn.", body) == ("s5", "s6")
    assert attributed("Nobody knows.", body) == ()
    assert attributed("Nobody knows.", body, ["s2", "s77"]) == ("s2",)
