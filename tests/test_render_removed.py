"""Sentences that cleaning removed with doubt stand at the end of the brief."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.record import removed_in_doubt
from pipeline.render.brief import brief_html, brief_markdown

from .support_records import RECORD, sentence

NOTICE = "Abonnieren Sie jetzt unseren kostenlosen Newsletter für Lindental."


@pytest.mark.parametrize(
    ("source", "rule", "doubtful"),
    [
        (NOTICE, "page.newsletter", True),
        (NOTICE, "html.boilerplate", False),
        (NOTICE, "repeat.exact", False),
        ("Artikel teilen", "page.share", False),
        ("Jetzt anmelden!", "page.newsletter", False),
        ("Das könnte Sie auch noch sehr interessieren", "related.section", False),
    ],
)
def test_a_finished_sentence_taken_by_its_wording_is_in_doubt(source: str, rule: str, doubtful: bool) -> None:
    record = replace(RECORD, sentences=(*RECORD.sentences, sentence(99, source, None, removed_by=rule)))
    own = {s.id for s in removed_in_doubt(RECORD)}
    assert [s.source for s in removed_in_doubt(record) if s.id not in own] == [source] * doubtful


def test_the_brief_lists_some_and_counts_the_rest() -> None:
    plain = replace(RECORD, sentences=tuple(s for s in RECORD.sentences if s.removed_by is None))
    assert "page furniture" not in brief_markdown(plain)
    assert "page furniture" not in brief_html(plain)
    more = tuple(sentence(90 + n, f"{n}. {NOTICE}", None, removed_by="page.newsletter") for n in range(7))
    record = replace(plain, sentences=(*plain.sentences, *more))
    text = brief_markdown(record)
    assert text.count("Abonnieren Sie jetzt") == 5
    assert "2 more in [qa.html](qa.html)" in text
    assert brief_html(record).count("Abonnieren Sie jetzt") == 5
