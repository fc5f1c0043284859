"""Learn when a German name that nothing in the English accounts for was lost.

    python -m tools.tables.lexicon DATA TABLES 8
    python -m tools.tables.likely DATA TABLES 8
    python -m tools.tables.lost DATA OUT 8

``DATA`` as for :mod:`tools.tables.lexicon`; the number is the share of sentences (one in eight) that the other
tables must not have seen, so that their words are as new as those of tomorrow's news. Written to ``OUT``: ``lost.tsv``,
read by :mod:`pipeline.names.lost`. Afterwards the other two tables are built again with all but a fiftieth.

No hand-made labels: what translators left unaccounted for was said in another way (label 0); names that are taken out
of a translation are lost (label 1). What is shipped is weights, no text.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline import quantities
from pipeline.names import likely, lost
from pipeline.names.candidates import Candidate, candidates, likelihood
from pipeline.names.judge import unpaired
from pipeline.names.matching import Matching, Pair
from pipeline.names.resolve import resolve
from pipeline.names.side import Side, analyse
from tools.tables.lexicon import read_pairs

HEADER = """\
# Weights of the properties that tell whether a German name is lost (pipeline/names/lost.py).
# Source: learned by tools/tables/lost.py from public sentence pairs (news translations up to 2018, research
# systems' outputs, Europarl, web pages); statistics only.
# property <tab> weight
"""
SOURCES = frozenset(
    {
        "newstest2008-2018", "wmt-systems", "europarl_nlucw2_truecased", "europarl_sandeep20k", "mlqe_pe_ende",
        "debian_web", "opennmt_wmt_sample", "ted_10k_truecased",
    }
)  # fmt: skip
"""Prose like that of newspapers; in chat and captions names are few and capitals wild."""
LONGEST = 600
FAINTEST = 0.02
RIDGE = 1e-4
STEPS = 3000
SEED = 5


def examples(data: Path, one_in: int) -> Iterator[tuple[dict[str, float], bool]]:
    """Properties of an unaccounted name, and whether it was taken out."""
    chance = random.Random(SEED)  # noqa: S311
    for german, english, source in read_pairs(data, held=True, docs=False, one_in=one_in):
        if source not in SOURCES or len(german) > LONGEST:
            continue
        matching = compared(german, english)
        before = {suspect.first for suspect in unpaired(matching)}
        for suspect in unpaired(matching):
            yield dict(lost.features(matching, suspect)), False
        names = [name for name in matching.pair.source_candidates if _is_carried(matching, name)]
        if not names:
            continue
        taken = matching.of_source(chance.choice(names)).partner
        matching = compared(german, without(matching.pair.target, taken))
        for suspect in unpaired(matching):
            if suspect.first not in before:
                yield dict(lost.features(matching, suspect)), True


def compared(german: str, english: str) -> Matching:
    """Both texts matched, as :func:`pipeline.names.compare` does it."""
    facts = quantities.compare(german, english)
    source = analyse(german, "de", [fact.span for fact in facts.source_facts if not fact.optional])
    target = analyse(english, "en", [fact.span for fact in facts.target_facts if not fact.optional])
    return resolve(Pair(source, target, candidates(source), candidates(target)))


def _is_carried(matching: Matching, name: Candidate) -> bool:
    how, partner = matching.of_source(name)
    if how not in ("copy", "entity") or partner < 0 or (name.mention is not None and name.mention.related):
        return False
    word = matching.pair.target.words[partner]
    return word.capital and not word.text.isdigit() and likelihood(matching.pair.source, name) > FAINTEST


def without(side: Side, at: int) -> str:
    """The text of ``side`` without the capitalised words that word ``at`` stands among."""
    words, text = side.words, side.text
    first = last = at
    while first and words[first - 1].capital and text[words[first - 1].end : words[first].start] == " ":
        if words[first - 1].initial and words[first - 1].fold in likely.load("en").small:
            break
        first -= 1
    while last + 1 < len(words) and words[last + 1].capital and text[words[last].end : words[last + 1].start] == " ":
        last += 1
    return (text[: words[first].start] + text[words[last].end :]).replace("  ", " ")


def fit(rows: list[dict[str, float]], labels: list[bool]) -> dict[str, float]:
    """Logistic regression with a ridge; properties seen fewer than ten times are left out."""
    names = sorted({name for row in rows for name in row})
    names = [name for name in names if sum(name in row for row in rows) >= 10]
    column = {name: i for i, name in enumerate(names)}
    matrix: NDArray[np.float32] = np.zeros((len(rows), len(names)), dtype=np.float32)
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                matrix[i, column[name]] = value
    x, y = torch.from_numpy(matrix), torch.tensor(labels, dtype=torch.float32)
    w = torch.zeros(len(names), requires_grad=True)
    optimiser = torch.optim.Adam([w], lr=0.02)
    for _ in range(STEPS):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w, y)
        optimiser.zero_grad()
        (loss + RIDGE * w.square().sum()).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return dict(zip(names, w.detach().tolist(), strict=True))


def main(arguments: list[str]) -> None:
    """Learn and write the weights."""
    data, out, one_in = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    found = list(examples(data, one_in))
    labels = [label for _, label in found]
    weights = fit([row for row, _ in found], labels)
    lines = "".join(f"{name}\t{weight:.3f}\n" for name, weight in sorted(weights.items()))
    (out / lost.WEIGHTS).write_text(HEADER + lines, encoding="utf-8")
    print(f"{len(labels)} examples, {sum(labels)} of them lost; {len(weights)} weights")


if __name__ == "__main__":
    main(sys.argv[1:])
