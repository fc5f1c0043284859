"""Real lines that the model itself gets wrong, as a group of their own for the last phase of training.

The project's checker chooses them; what is learnt from them is the human reference, as of every other line.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..carriers import Pair
from ..check import Checker
from . import packed
from .checkpoint import LATEST
from .export import export
from .prepare import SPM, TRAIN
from .score import is_strange, is_wrong, load_for_scoring
from .settings import MISTAKES, Recipe


def add_mistakes(data: Path, run: Path, recipe: Recipe, *, say: Callable[[str], None]) -> None:
    """Translate lines of the final groups with the latest checkpoint; those that it gets wrong become a group.

    Args:
        data: what :func:`.prepare.prepare` wrote; a group of mistakes that its text has already is replaced.
        run: the training folder.
    """
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(data / SPM))
    text = packed.load(data / TRAIN)
    names = set(recipe.train.final_groups) - {MISTAKES}
    wanted = [number for number, name in enumerate(text.groups) if name in names]
    members = np.flatnonzero(np.isin(text.group, wanted))
    chosen = np.random.default_rng(recipe.train.seed).permutation(members)[: recipe.text.mistakes]
    pairs = [(pieces.decode(de.tolist()), pieces.decode(en.tolist())) for de, en in map(text.pair, chosen.tolist())]
    with tempfile.TemporaryDirectory() as folder:
        export(run / LATEST, data / SPM, Path(folder))
        translator = load_for_scoring(folder, beams=1, engine="auto", warn=say)
        results = translator.translate([german for german, _ in pairs])
    wrong = [int(chosen[n]) for n in mistaken(pairs, [result.text for result in results])]
    say(f"{MISTAKES}: {len(wrong):,} of {len(pairs):,} lines")
    packed.save(data / TRAIN, packed.with_group(text, MISTAKES, wrong))


def mistaken(pairs: Sequence[Pair], hypotheses: Sequence[str]) -> list[int]:
    """Indices of the pairs whose hypothesis is faulty and whose reference is not.

    Faulty: a figure or a name is lost, changed or invented, or a word is neither English nor a name.
    """
    checker = Checker(wording=True)

    def faulty(german: str, english: str) -> bool:
        return any(is_wrong(f) or is_strange(f) for f in checker.compare(german, english).findings)

    return [
        number
        for number, ((german, english), hypothesis) in enumerate(zip(pairs, hypotheses, strict=True))
        if faulty(german, hypothesis) and not faulty(german, english)
    ]
