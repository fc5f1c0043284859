#!/usr/bin/env python3
"""How near the sentences that a brief would take come to a newspaper's own standfirst, beside the usual baselines.

    pip install rouge-score sumy && python tests/quality/standfirsts.py [--data ../shared/data/docs/10kgnad.jsonl.xz]

Der Standard prints a standfirst, then a dateline ("Wien – "), then the article. The standfirst is the reference; every
method chooses among the sentences after it until it has as many words as the first three of them (the length of lead-3)
and is cut there, so that all are equally long. Printed are ROUGE-1, -2 and -L (F1, Lin 2004) over words in lower case.

The data is not part of the project; without it, or without the two libraries, the script says so and exits 0.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.check import Checker
from pipeline.split import sentence_spans
from pipeline.summarise.extractive import propose
from pipeline.translate.dateline import split
from pipeline.types import CheckedSentence

HERE = Path(__file__).resolve().parent
MOST_STANDFIRST, LEAST_BODY = 4, 8
LEAD = 3
Choose = Callable[[Sequence[CheckedSentence]], Iterator[int]]


def articles(path: Path, checker: Checker) -> Iterator[tuple[str, list[CheckedSentence]]]:
    """Standfirst and body of each article that has a dateline among its first sentences."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = " ".join(json.loads(line)["text"].split())
            found = [text[start:end] for start, end in sentence_spans(text)]
            for at in range(1, min(MOST_STANDFIRST + 1, len(found))):
                dateline = split(found[at])
                if dateline is not None:
                    body = [dateline.rest, *found[at + 1 :]]
                    if len(body) >= LEAST_BODY:
                        yield " ".join(found[:at]), [_sentence(i, source, checker) for i, source in enumerate(body)]
                    break


def _sentence(number: int, source: str, checker: Checker) -> CheckedSentence:
    facts = checker.facts(source, "de")
    return CheckedSentence(
        id=f"s{number}", block=0, field="text", kind="paragraph", start=0, end=len(source), source=source,
        target=source, removed_by=None, score=None, notes=(), repairs=(), facts=facts, target_facts=(), links=(),
        findings=(),
    )  # fmt: skip


def wortlaut(body: Sequence[CheckedSentence]) -> Iterator[int]:
    """The extractive summariser, on the German alone: scores and findings of a translation are left out."""
    return (i for i, _ in propose(body))


def lead(body: Sequence[CheckedSentence]) -> Iterator[int]:
    """The article from its beginning."""
    return iter(range(len(body)))


def baselines() -> dict[str, Choose]:
    """The rankings of the package sumy."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.lsa import LsaSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer

    class Words:
        def to_words(self, text: str) -> tuple[str, ...]:
            return tuple(re.findall(r"[^\W_]+", text.lower()))

    def ranked(method: Callable[[], object]) -> Choose:
        def choose(body: Sequence[CheckedSentence]) -> Iterator[int]:
            made = [Sentence(s.source, Words()) for s in body]
            number = {id(sentence): i for i, sentence in enumerate(made)}
            document = ObjectDocumentModel([Paragraph(made)])
            for size in range(1, len(made) + 1):  # sumy returns a set of this size in reading order
                new = [number[id(s)] for s in method()(document, size) if id(s) in number]  # type: ignore[operator]
                yield from (number.pop(id(made[i])) for i in new)

        return choose

    return {
        "LexRank": ranked(LexRankSummarizer),
        "TextRank": ranked(TextRankSummarizer),
        "LSA": ranked(LsaSummarizer),
    }


def summary(body: Sequence[CheckedSentence], choose: Choose, length: int) -> str:
    """The chosen sentences in reading order, ``length`` words long."""
    kept: dict[int, list[str]] = {}
    for i in choose(body):
        kept[i] = body[i].source.split()[: length - sum(map(len, kept.values()))]
        if sum(map(len, kept.values())) >= length:
            break
    return " ".join(" ".join(kept[i]) for i in sorted(kept))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=HERE.parents[2] / "shared" / "data" / "docs" / "10kgnad.jsonl.xz")
    data = parser.parse_args().data
    try:
        from rouge_score.rouge_scorer import RougeScorer

        methods = {"lead": lead, "wortlaut": wortlaut, **baselines()}
    except ModuleNotFoundError as error:
        print(f"{error.name} is not installed (pip install rouge-score sumy): nothing was measured.")
        return 0
    if not data.exists():
        print(f"{data} is not there: nothing was measured.")
        return 0

    class Words:
        def tokenize(self, text: str) -> list[str]:
            return re.findall(r"[^\W_]+", text.lower())

    kinds = ["rouge1", "rouge2", "rougeL"]
    scorer = RougeScorer(kinds, tokenizer=Words())
    found = list(articles(data, Checker()))
    print(f"{len(found)} articles; R1, R2, RL in per cent")
    for name, choose in methods.items():
        sums = [0.0, 0.0, 0.0]
        for reference, body in found:
            length = sum(len(s.source.split()) for s in body[:LEAD])
            scores = scorer.score(reference, summary(body, choose, length))
            sums = [total + scores[kind].fmeasure for total, kind in zip(sums, kinds, strict=True)]
        print(f"{name:10}" + "".join(f"{100 * total / len(found):8.2f}" for total in sums))
    return 0


if __name__ == "__main__":
    sys.exit(main())
