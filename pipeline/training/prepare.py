"""Parallel text -> vocabulary and packed arrays: ``spm.model``, ``train.npz``, ``dev.npz``."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..carriers import Pair
from . import packed
from .settings import Recipe, VocabularySettings
from .text import development_text, training_text

SPM = "spm.model"
TRAIN = "train.npz"
DEV = "dev.npz"


def prepare(
    bitext: Path, dev: Path, out: Path, recipe: Recipe, *, vocabulary: Path | None = None, say: Callable[[str], None]
) -> None:
    """Read, split into pieces, pack.

    Args:
        bitext: folder of TSV files.
        dev: development set, not trained on; training pairs that also occur in it are left out.
        vocabulary: a sentencepiece model to use instead of training one (to continue from an existing checkpoint).

    Raises:
        InputError: nothing to read.
    """
    import sentencepiece

    out.mkdir(parents=True, exist_ok=True)
    held_out = development_text(dev, recipe.text.dev_lines)
    groups = training_text(bitext, recipe.text, recipe.train.seed)
    forbidden = {german for german, _ in held_out}
    groups = {name: [pair for pair in pairs if pair[0] not in forbidden] for name, pairs in groups.items()}
    for name, pairs in groups.items():
        say(f"{name}: {len(pairs):,} pairs")
    if vocabulary is not None:
        shutil.copyfile(vocabulary, out / SPM)
    else:
        train_vocabulary(groups, out / SPM, recipe.vocabulary)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(out / SPM))
    train = packed.pack({name: _encoded(pieces, pairs, recipe) for name, pairs in groups.items()})
    packed.save(out / TRAIN, train)
    packed.save(out / DEV, packed.pack({"dev": _encoded(pieces, held_out, recipe)}))
    say(f"{len(train):,} pairs kept, {len(train.target):,} target pieces, vocabulary {pieces.get_piece_size():,}")


def train_vocabulary(groups: dict[str, list[Pair]], target: Path, settings: VocabularySettings) -> None:
    """A shared unigram vocabulary; ``<pad>`` 0, ``<unk>`` 1, ``</s>`` 2."""
    import sentencepiece

    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.txt"
        with text.open("w", encoding="utf-8") as file:
            for pairs in groups.values():
                file.writelines(f"{german}\n{english}\n" for german, english in pairs)
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(Path(folder) / "spm"), vocab_size=settings.size, model_type="unigram",
            character_coverage=settings.coverage, byte_fallback=settings.byte_fallback, split_digits=True,
            pad_id=0, unk_id=1, bos_id=-1, eos_id=2, normalization_rule_name="nmt_nfkc", input_sentence_size=400_000,
            shuffle_input_sentence=True, hard_vocab_limit=False, minloglevel=2,
        )  # fmt: skip
        shutil.copyfile(Path(folder) / "spm.model", target)


def _encoded(pieces: Any, pairs: list[Pair], recipe: Recipe) -> tuple[list[list[int]], list[list[int]]]:
    """Ids of both sides; pairs too long or too unequal in length are left out."""
    left = pieces.encode([german for german, _ in pairs])
    right = pieces.encode([english for _, english in pairs])
    longest, ratio = recipe.text.max_pieces, recipe.text.max_ratio
    keep = [
        i
        for i, (a, b) in enumerate(zip(map(len, left), map(len, right), strict=True))
        if 0 < a < longest and 0 < b < longest and max(a, b) <= ratio * min(a, b) + 10
    ]
    return [left[i] for i in keep], [right[i] for i in keep]
