"""Honest rewordings of real news, and the same with a figure or name made wrong: what the check of summaries marks.

    python tests/quality/rewordings.py [--every 3]

The article's translation is newstest2021's first English reference, its "summary" sentences are the second one's: another
person's words for the same German. Needs ``../shared/data/wmt``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
from collections import Counter
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.check import Checker
from pipeline.config import RepairConfig
from pipeline.run.examine import Examination
from pipeline.summarise.attribute import attributed
from pipeline.summarise.base import Draft
from pipeline.summarise.ground import ground
from pipeline.types import Article, Block, CheckedSentence, Hypothesis, Sentence, Translation
from tests import support_retold as poison

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "wmt" / "newstest2021.jsonl.xz"
PER_ARTICLE = 8
WAYS = {
    "figure": poison._figures, "nation": poison._nations, "name": poison._names, "person": poison._persons,
    "thing": poison._things,
}  # fmt: skip


def body(pairs: list[tuple[str, str]], checker: Checker) -> list[CheckedSentence]:
    """An article's sentences, each a paragraph, as a run leaves them."""
    text, blocks, at = "\n\n".join(german for german, _ in pairs), [], 0
    for german, _ in pairs:
        blocks.append(Block("paragraph", "text", at, at + len(german)))
        at += len(german) + 2
    article = Article(id="a", text=text, language="de", blocks=tuple(blocks))
    sentences = tuple(
        Sentence(f"s{i}", i, "text", block.start, block.end, german)
        for i, (block, (german, _)) in enumerate(zip(blocks, pairs, strict=True))
    )
    known = {german: Translation((Hypothesis(english, -0.2),)) for german, english in pairs}
    return list(Examination(article, sentences, known, checker, RepairConfig(enabled=False)).checked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=3, help="take every so many-th article")
    arguments = parser.parse_args()
    with lzma.open(DATA, "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["direction"] == "de-en" and len(row["en_refs"]) > 1]
    articles = [list(group) for _, group in groupby(rows, key=lambda row: row["doc_id"])]
    checker, rng = Checker(), random.Random(5)
    honest: Counter[str] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    checks: Counter[str] = Counter()
    for article in [one for one in articles if 5 <= len(one) <= 25][:: arguments.every]:
        pairs = [(row["de"], row["en_refs"][0]) for row in article]
        sentences = body(pairs, checker)
        by_id = {s.id: s for s in sentences}
        item = poison.Retold("a", pairs)

        def fate(text: str) -> tuple[str, set[str]]:
            found = ground(Draft(text, attributed(text, sentences), 0), by_id, checker)  # noqa: B023
            marks = {finding.check for finding in found.findings if finding.severity != "note"}
            return "refused" if found.refusal else "marked" if marks else "unmarked", marks

        for row in article[:PER_ARTICLE]:
            text = row["en_refs"][1]
            if text == row["en_refs"][0] or len(text.split()) < 6:
                continue
            outcome, marks = fate(text)
            honest[outcome] += 1
            checks.update(marks)
            for way, make in WAYS.items():
                made = [one for one in make(text, item, rng) if one != text]
                for one in rng.sample(made, min(2, len(made))):
                    outcome, _ = fate(one)
                    wrong[way, outcome] += 1
                    if outcome == "unmarked":
                        print(f"unmarked: {one}\n  for: {text}")
    print(f"honest: {sum(honest.values())}, {dict(honest)}; marks: {dict(checks)}")
    print(f"made wrong: {sum(wrong.values())}, {dict(sorted(wrong.items()))}")


if __name__ == "__main__":
    main()
