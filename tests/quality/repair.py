#!/usr/bin/env python3
"""What repair is worth: errors before and after, step by step, on sentences with a human reference.

    python tests/quality/repair.py SET.jsonl[.xz]... [--translator embedded] [--limit N]

A set is JSON lines with ``de`` and ``en_refs``. Printed per set: sentences whose check has an error of the family before
and after repair, how many each step mended, BLEU before and after (sacrebleu, first reference), and the processor time
that repair added to translating and checking.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sacrebleu

from pipeline import resources
from pipeline.check import Checker
from pipeline.config import Config, RepairConfig, override
from pipeline.run.examine import Examination
from pipeline.split import sentence_spans
from pipeline.translate import load_translator
from pipeline.translate.base import Translator
from pipeline.translate.stream import Request
from pipeline.types import Article, Block, Finding, Hypothesis, Sentence, Translation

NUMBERS = {"number", "date", "time", "unit", "identifier"}
FAMILIES = ("number", "name")


@dataclass(slots=True)
class Figures:
    """What one set gave. Errors are counted in sentences, times are seconds of processor time."""

    sentences: int
    before: dict[str, int]
    after: dict[str, int]
    steps: Counter[str]
    bleu_before: float
    bleu_after: float
    signature: str
    base_seconds: float
    """Translating and checking without repair."""
    added_seconds: float
    open: list[tuple[str, str, str]] = field(default_factory=list)
    """Source, English and message of what could not be mended."""


def read(path: Path, limit: int | None) -> list[dict[str, str]]:
    """The rows of a set: ``de`` and the first of ``en_refs``."""
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    return [{"de": row["de"], "en": row["en_refs"][0]} for row in map(json.loads, data.decode().splitlines()[:limit])]


def measure(
    rows: Sequence[dict[str, str]], translator: Translator, settings: RepairConfig, checker: Checker
) -> Figures:
    """Translate, check and repair as a run does; every row is an article of its own."""
    # Some rows have several sentences; the chain never feeds more than one to the model.
    units = [_article(row["de"]) for row in rows]
    sources = list(dict.fromkeys(sentence.source for _, sentences in units for sentence in sentences))
    clock = time.process_time
    begun = clock()
    translations = dict(zip(sources, translator.translate(sources), strict=True))
    plain = [_examine(unit, translations, checker, RepairConfig(enabled=False), translator) for unit in units]
    between = clock()
    repaired = [_examine(unit, translations, checker, settings, translator) for unit in units]
    ended = clock()
    # The second examination did the first one's work again, which is no part of what repair adds.
    again = clock()
    for unit in units:
        _examine(unit, translations, checker, RepairConfig(enabled=False), translator)
    again = clock() - again
    bleu = sacrebleu.BLEU()
    scores = [
        bleu.corpus_score([" ".join(s.target or "" for s in one.checked) for one in side], [[r["en"] for r in rows]])
        for side in (plain, repaired)
    ]
    return Figures(
        sentences=sum(len(sentences) for _, sentences in units),
        before=_count(plain),
        after=_count(repaired),
        steps=Counter(step.step for one in repaired for s in one.checked for step in s.repairs),
        bleu_before=scores[0].score,
        bleu_after=scores[1].score,
        signature=str(bleu.get_signature()),
        base_seconds=between - begun,
        added_seconds=ended - between - again,
        open=[(s.source, s.target or "", f.message) for one in repaired for s in one.checked for f in _errors(s.findings)],
    )  # fmt: skip


def _article(text: str) -> tuple[Article, list[Sentence]]:
    article = Article("row", text, blocks=(Block("paragraph", "text", 0, len(text)),))
    spans = sentence_spans(text)
    return article, [Sentence(f"s{i}", 0, "text", a, b, text[a:b]) for i, (a, b) in enumerate(spans)]


def _examine(
    unit: tuple[Article, list[Sentence]],
    translations: dict[str, Translation],
    checker: Checker,
    settings: RepairConfig,
    translator: Translator,
) -> Examination:
    examination = Examination(*unit, translations, checker, settings)
    while wanted := examination.wanted:
        examination.go_on({request: _search(request, translator) for request in wanted})
    return examination


def _search(request: Request, translator: Translator) -> tuple[Hypothesis, ...]:
    return translator.alternatives([request.text], beams=request.beams, hypotheses=request.beams)[0]


def _errors(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity == "error" and ("number" if f.kind in NUMBERS else f.kind) in FAMILIES]


def _count(examinations: Iterable[Examination]) -> dict[str, int]:
    found = Counter(
        family
        for one in examinations
        for sentence in one.checked
        for family in {"number" if f.kind in NUMBERS else f.kind for f in _errors(sentence.findings)}
    )
    return {family: found[family] for family in FAMILIES}


def report(name: str, figures: Figures, say: Callable[[str], None]) -> None:
    """Print one set's figures."""
    say(f"{name}: {figures.sentences} sentences")
    for family in FAMILIES:
        was, now = figures.before[family], figures.after[family]
        share = f"{100 * (was - now) / was:.0f} % gone" if was else "none"
        say(f"  sentences with a {family} error: {was} before, {now} after ({share})")
    say(f"  mended by step: {dict(figures.steps)}")
    say(f"  BLEU: {figures.bleu_before:.2f} before, {figures.bleu_after:.2f} after  {figures.signature}")
    share = f"{100 * figures.added_seconds / figures.base_seconds:.0f} %"
    say(f"  processor time: {figures.base_seconds:.1f} s translating and checking, "
        f"{figures.added_seconds:.1f} s repairing (+{share})")  # fmt: skip


def survival(data: Path) -> dict[str, float]:
    """Per cent of the newstest2019 to 2021 sentences without an error of a family, before and after repair.

    Nothing where the sets or the embedded weights are missing.
    """
    sets = [data / "wmt" / f"newstest{year}.jsonl.xz" for year in (2019, 2020, 2021)]
    if not all(path.is_file() for path in sets) or not (resources.embedded_model() / "model.safetensors").is_file():
        return {}
    config = override(Config(), "translate", translator="embedded", offline=True)
    translator = load_translator(config.translate, warn=lambda text: print(text, file=sys.stderr))
    rows = [row for path in sets for row in read(path, None)]
    figures = measure(rows, translator, RepairConfig(), Checker())
    return {
        f"survival/newstest/{family}/{when}": round(100 - 100 * counts[family] / figures.sentences, 2)
        for when, counts in (("before", figures.before), ("after", figures.after))
        for family in FAMILIES
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--translator", default="embedded")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--beams", type=int, default=RepairConfig().beams, help="beam of the further searches")
    parser.add_argument("--open", action="store_true", help="also list what could not be mended")
    args = parser.parse_args()
    config = override(Config(), "translate", translator=args.translator, offline=True)
    translator = load_translator(config.translate, warn=lambda text: print(text, file=sys.stderr))
    print(f"{translator.identity.model}, {translator.identity.revision[:19]}")
    for path in args.sets:
        settings = RepairConfig(beams=args.beams)
        figures = measure(read(path, args.limit), translator, settings, Checker())
        report(path.name, figures, print)
        for german, english, message in figures.open if args.open else ():
            print(f"    {message}\n      {german}\n      {english}")


if __name__ == "__main__":
    main()
