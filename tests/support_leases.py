"""Leases of short articles, each different, for tests of engines."""

from __future__ import annotations

from datetime import timedelta

from pipeline.config import Config, override
from pipeline.ledger.values import Lease
from pipeline.types import Article, Edition
from tests.support_ledger import NIGHT

CONFIG = override(Config(), "translate", translator="embedded", offline=True, beams=1, hypotheses=1)


def lease(number: int) -> Lease:
    """An article of two sentences with figures of its own."""
    text = (
        f"Der Fährverein von Wangerland hat am Montag {number + 3}.400 Karten verkauft. "
        f"Die Gemeinde will davon {number + 12} Stege erneuern."
    )
    article = Article(f"a{number}", text, f"Fährverein verkauft {number + 3}.400 Karten", language="de")
    return Lease(number, article.id, 1, article, Edition(), 1, NIGHT + timedelta(minutes=15))
