"""What a retold sentence turns round is marked, and an honest rewording is not; sources that hold both ends included."""

from __future__ import annotations

import pytest

from pipeline.check import Checker
from pipeline.summarise.attribute import attributed
from pipeline.summarise.base import Draft
from pipeline.summarise.ground import ground
from tests.support_retold import checked

CHECKER = Checker()


def marks(article: str, text: str) -> set[str]:
    _, body = checked(article)
    found = ground(Draft(text, attributed(text, body), 0), {s.id: s for s in body}, CHECKER)
    return {finding.check for finding in found.findings if finding.severity != "note"}


@pytest.mark.parametrize(
    ("article", "text", "check"),
    [
        ("reederei", "Hansawind made a loss of 9 million euros after a profit of 23 million euros.", "direction.reversed"),
        ("reederei", "Hansawind's profit was 23 million euros.", "direction.reversed"),
        ("reederei", "The company is recruiting 310 sailors.", "direction.reversed"),
        ("reederei", "The company is not laying off 310 sailors.", "negation.added"),
        ("reederei", "The port of Stralsund is affected.", "negation.lost"),
        ("reederei", "The management rejected the plan, the union defended it.", "name.swapped"),
        ("reederei", "Tilo Brandt confirmed mistakes in planning the fleet.", "direction.reversed"),
        ("reederei", "This fleet is nothing but a floating scrapheap.", "hedge.lost"),
        ("erbe", "Gerlinde Pauls was defrauded by Heiko Maurer, according to the indictment.", "name.swapped"),
        ("erbe", "Maurer hid jewellery in the house.", "negation.lost"),
        ("erbe", "The house went to the municipality.", "negation.lost"),
    ],
)  # fmt: skip
def test_what_is_turned_round_is_marked(article: str, text: str, check: str) -> None:
    assert check in marks(article, text)


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("reederei", "After a profit of 9 million euros the year before, Hansawind made a loss of 23 million euros."),
        ("reederei", "Freight to Asia fell by 12 per cent, while freight to Africa rose by 4 per cent."),
        ("reederei", "The management defended the plan, the union rejected it."),
        ("reederei", 'Captain Arne Lüders scoffed: "This fleet is a floating scrapheap."'),
        ("erbe", "The defence demands an acquittal, the prosecution seven years in prison."),
        ("erbe", "Heiko Maurer was defrauded by his aunt Gerlinde Pauls, according to the indictment."),
    ],
)
def test_the_same_told_in_another_order_is_not_marked(article: str, text: str) -> None:
    assert marks(article, text) == set()
