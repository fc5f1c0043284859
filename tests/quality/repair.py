#!/usr/bin/env python3
"""What repair is worth: errors before and after, step by step, on sentences with a human reference.

    python tests/quality/repair.py SET.jsonl[.xz]... [--translator embedded] [--limit N]

A set is JSON lines with ``de`` and ``en_refs``. Printed per set: sentences whose check has an error of the family before
and after repair, how many each step mended, BLEU before and after (sacrebleu, first reference), and the time that
repair added to translating and checking.
"""

from __future__ import annotations

import argparse
import json
import lzma
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

import sacrebleu

from pipeline.check import Checker
from pipeline.config import Config, override
from pipeline.repair import repair
from pipeline.run.second import second_chances
from pipeline.split import sentence_spans
from pipeline.translate import load_translator
from pipeline.types import Comparison

NUMBERS = {"number", "date", "time", "unit", "identifier"}


def families(check: Comparison) -> set[str]:
    """``number`` and/or ``name`` if the comparison has an error of that family."""
    return {"number" if f.kind in NUMBERS else f.kind for f in check.findings if f.severity == "error"}


def measure(path: Path, translator_name: str, limit: int | None) -> None:
    """Translate a set, repair it, print the figures."""
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    rows = [json.loads(line) for line in data.decode().splitlines()][:limit]
    # Some sets have several sentences a line; the chain never feeds more than one to the model.
    units = [[row["de"][start:end] for start, end in sentence_spans(row["de"])] for row in rows]
    config = override(Config(), "translate", translator=translator_name, offline=True)
    checker = Checker()
    translator = load_translator(config.translate, warn=lambda text: print(text, file=sys.stderr))
    sources = list(dict.fromkeys(sentence for unit in units for sentence in unit))
    begun = time.perf_counter()
    translations = dict(zip(sources, translator.translate(sources), strict=True))
    before = {source: families(checker.compare(source, translations[source].text)) for source in sources}
    between = time.perf_counter()
    more = second_chances(translations, translator, checker, config.repair)
    after: dict[str, set[str]] = {}
    texts: dict[str, str] = {}
    steps: Counter[str] = Counter()
    for source, translation in translations.items():
        result = repair(translation.hypotheses, partial(checker.compare, source), config.repair, more.get(source, ()))
        after[source], texts[source] = families(result.comparison), result.text
        steps.update(step.step for step in result.repairs)
    added = time.perf_counter() - between
    print(f"{path.name}: {len(sources)} sentences, {translator.identity.model}, {translator.identity.revision[:19]}")
    for family in ("number", "name"):
        was, now = (sum(family in found for found in side.values()) for side in (before, after))
        share = f"{100 * (was - now) / was:.0f} % gone" if was else "none"
        print(f"  sentences with a {family} error: {was} before, {now} after ({share})")
    print(f"  mended by step: {dict(steps)}")
    bleu = sacrebleu.BLEU()
    references = [[row["en_refs"][0] for row in rows]]
    for name, text in (("before", lambda s: translations[s].text), ("after", lambda s: texts[s])):
        output = [" ".join(map(text, unit)) for unit in units]
        print(f"  BLEU {name}: {bleu.corpus_score(output, references).score:.2f}")
    print(f"  {bleu.get_signature()}")
    print(f"  time: {between - begun:.1f} s translating and checking, {added:.1f} s repairing "
          f"(+{100 * added / (between - begun):.0f} %)")  # fmt: skip


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--translator", default="embedded")
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    for path in args.sets:
        measure(path, args.translator, args.limit)


if __name__ == "__main__":
    main()
