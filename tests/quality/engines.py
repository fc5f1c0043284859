#!/usr/bin/env python3
"""Do the engines agree? Texts and error findings on the articles in ``examples/``, engine by engine.

    python tests/quality/engines.py [--translator embedded] [INPUT...]

Compared with the reference (transformers, float32, the processor): how many sentences get the same text, how many the
same error findings before repair, and, of the texts that differ, by how much the scores of the two best candidates do
(log-probability per token): engines that only round otherwise choose otherwise only between near equals.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.check import Checker
from pipeline.config import Config, override
from pipeline.read import read_inputs
from pipeline.run.article import Prepared, prepare
from pipeline.translate import load_translator
from pipeline.types import Article, Translation

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ENGINES = {
    "transformers float32": {"engine": "transformers", "device": "cpu"},
    "CTranslate2 float32": {"engine": "ctranslate2", "compute_type": "float32"},
    "CTranslate2 int8": {"engine": "ctranslate2", "compute_type": "int8"},
}


def read(inputs: Sequence[str]) -> list[str]:
    """The distinct sentences of the articles proper."""
    found = (prepare(item) for item in read_inputs(inputs, Config().input) if isinstance(item, Article))
    return list(dict.fromkeys(s.source for one in found if isinstance(one, Prepared) for s in one.to_translate))


def errors(checker: Checker, source: str, text: str) -> list[tuple[str, str]]:
    """Check id and message of every error finding."""
    return [(f.check, f.message) for f in checker.compare(source, text).findings if f.severity == "error"]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("inputs", nargs="*", default=[str(EXAMPLES)])
    parser.add_argument("--translator", default="embedded")
    args = parser.parse_args()
    sources = read(args.inputs)
    checker = Checker()
    found: dict[str, list[Translation]] = {}
    for name, settings in ENGINES.items():
        config = override(Config(), "translate", translator=args.translator, offline=True, **settings)
        engine = load_translator(config.translate, warn=lambda text: print(text, file=sys.stderr))
        found[name] = engine.translate(sources)
    reference, *others = ENGINES
    wrong = {
        name: [errors(checker, s, t.text) for s, t in zip(sources, side, strict=True)] for name, side in found.items()
    }
    print(f"{len(sources)} sentences; errors found: " + ", ".join(f"{n} {sum(map(len, wrong[n]))}" for n in ENGINES))
    for name in others:
        pairs = list(zip(found[reference], found[name], strict=True))
        same = sum(a.text == b.text for a, b in pairs)
        alike = sum(a == b for a, b in zip(wrong[reference], wrong[name], strict=True))
        gaps = [abs(a.hypotheses[0].score - b.hypotheses[0].score) for a, b in pairs if a.text != b.text]
        middle = f"{statistics.median(gaps):.3f}" if gaps else "-"
        print(f"{name}: {same} same text, {alike} same error findings, median gap in score where texts differ {middle}")
        for source, a, b in zip(sources, wrong[reference], wrong[name], strict=True):
            if a != b:
                print(f"    {source}\n      {reference}: {a}\n      {name}: {b}")


if __name__ == "__main__":
    main()
