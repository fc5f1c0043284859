"""Learn when a German name that nothing in the English accounts for was lost.

    python -m tools.tables.lexicon DATA TABLES 8
    python -m tools.tables.likely DATA TABLES 8
    python -m tools.tables.lost DATA OUT 8

``DATA`` as for :mod:`tools.tables.lexicon`, with ``bitext/news2.tsv.xz`` besides; the number is the share of sentences
(one in eight) that the other tables must not have seen, so that their words are as new as those of tomorrow's news.
Written to ``OUT``: ``lost.tsv``, read by :mod:`pipeline.names.lost`. Afterwards the other two tables are built again
with all but a fiftieth.

No hand-made labels: what translators left unaccounted for was said in another way (label 0); names that are taken out
of a translation are lost (label 1). What is shipped is weights, no text.
"""

from __future__ import annotations

import lzma
import random
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from pipeline import quantities
from pipeline.names import likely, lost
from pipeline.names.candidates import Candidate, candidates, likelihood
from pipeline.names.circumstances import is_prefix
from pipeline.names.judge import unpaired
from pipeline.names.matching import Matching, Pair
from pipeline.names.resolve import resolve
from pipeline.names.side import Side, analyse
from pipeline.names.unmatched import Suspect
from tools.tables.lexicon import read_pairs

HEADER = """\
# Weights of the properties that tell whether a German name is lost (pipeline/names/lost.py).
# Source: learned by tools/tables/lost.py from public sentence pairs (news translations up to 2018, research
# systems' outputs, Europarl, talks, web pages); statistics only.
# property <tab> its weight <tab> its weights in the hidden units; "output": the hidden units' weights in the sum
"""
SOURCES = frozenset(
    {
        "newstest2008-2018", "wmt-systems", "europarl_nlucw2_truecased", "europarl_sandeep20k", "mlqe_pe_ende",
        "debian_web", "opennmt_wmt_sample", "ted_10k_truecased",
    }
)  # fmt: skip
"""Prose like that of newspapers; in chat and captions names are few and capitals wild."""
LATER = {
    "wmt_ende_refs": 1.0, "wmt_ende_test_mt": 1.0, "wmt_ende_suites_mt": 0.3, "iwslt17_ted": 0.5,
    "mucow_opus_news": 1.0, "mt_geneval": 1.0, "stsb_deepl": 0.3, "mqm_ted": 1.0, "arg_microtexts": 1.0,
}  # fmt: skip
"""Shares of the sources of ``news2.tsv.xz``; references in English-German competitions, machine German, talks."""
SITES_SHARE = 0.5
LATER_SEED = 3
LONGEST = 600
FAINTEST = 0.02
LEAST = 20
RIDGE = 3e-5
RATE = 0.01
EPOCHS = 10
BATCH = 256
SEED = 5


def examples(data: Path, one_in: int) -> Iterator[tuple[dict[str, float], bool]]:
    """Properties of an unaccounted name, and whether it was taken out."""
    chance = random.Random(SEED)  # noqa: S311
    held = ((de, en) for de, en, name in read_pairs(data, held=True, docs=False, one_in=one_in) if name in SOURCES)
    for german, english in chain(held, later_pairs(data)):
        if len(german) > LONGEST:
            continue
        matching = compared(german, english)
        open_names = [suspect for suspect in unpaired(matching) if not _is_noted(matching, suspect)]
        before = {suspect.first for suspect in open_names}
        for suspect in open_names:
            yield dict(lost.features(matching, suspect)), False
        names = [name for name in matching.pair.source_candidates if _is_carried(matching, name)]
        if not names:
            continue
        taken = matching.of_source(chance.choice(names)).partner
        matching = compared(german, without(matching.pair.target, taken))
        for suspect in unpaired(matching):
            if suspect.first not in before and not _is_noted(matching, suspect):
                yield dict(lost.features(matching, suspect)), True


def later_pairs(data: Path) -> Iterator[tuple[str, str]]:
    """A share of the sentence pairs that came after the other tables were built: their words are new to those."""
    chance = random.Random(LATER_SEED)  # noqa: S311
    with lzma.open(data / "bitext" / "news2.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            if len(fields) == 3:
                share = LATER.get(fields[2], SITES_SHARE if fields[2].startswith("site_") else 0.0)
                if chance.random() < share:
                    yield fields[0], fields[1]


def _is_noted(matching: Matching, suspect: Suspect) -> bool:
    """True for what is a note whatever the model says: peoples, and the country in US-Dollar."""
    return suspect.people or is_prefix(matching.pair.source, suspect)


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


def fit(rows: list[dict[str, float]], labels: list[bool]) -> dict[str, list[float]]:
    """The weights of each property and of the output; properties seen fewer than twenty times are left out."""
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= LEAST)
    column = {name: i for i, name in enumerate(names)}
    matrix: NDArray[np.float32] = np.zeros((len(rows), len(names)), dtype=np.float32)
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in column:
                matrix[i, column[name]] = value
    x, y = torch.from_numpy(matrix), torch.tensor(labels, dtype=torch.float32)
    torch.manual_seed(SEED)
    direct, hidden = torch.nn.Linear(len(names), 1, bias=False), torch.nn.Linear(len(names), lost.HIDDEN, bias=False)
    output = torch.nn.Linear(lost.HIDDEN, 1, bias=False)
    weights = [direct.weight, hidden.weight, output.weight]
    optimiser = torch.optim.Adam(weights, lr=RATE)
    order = np.random.default_rng(SEED)
    for epoch in range(EPOCHS):
        optimiser.param_groups[0]["lr"] = RATE * (1 - epoch / EPOCHS)
        shuffled = torch.from_numpy(order.permutation(len(rows)))
        for start in range(0, len(rows), BATCH):
            batch = shuffled[start : start + BATCH]
            logit = direct(x[batch]) + output(torch.tanh(hidden(x[batch])))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logit.squeeze(1), y[batch])
            optimiser.zero_grad()
            size = torch.stack([w.square().sum() for w in weights]).sum()
            (loss + RIDGE * size).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    columns = torch.cat([direct.weight, hidden.weight]).T.tolist()
    result: dict[str, list[float]] = dict(zip(names, columns, strict=True))
    result[lost.OUTPUT] = [0.0, *output.weight[0].tolist()]
    return result


def main(arguments: list[str]) -> None:
    """Learn and write the weights."""
    data, out, one_in = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    found = list(examples(data, one_in))
    labels = [label for _, label in found]
    weights = fit([row for row, _ in found], labels)
    lines = "".join(
        "\t".join([name, *(f"{weight:.3f}" for weight in columns)]) + "\n" for name, columns in sorted(weights.items())
    )
    (out / lost.WEIGHTS).write_text(HEADER + lines, encoding="utf-8")
    print(f"{len(labels)} examples, {sum(labels)} of them lost; {len(weights)} weights")


if __name__ == "__main__":
    main(sys.argv[1:])
