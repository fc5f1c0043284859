"""Checkpoint -> a folder that transformers' Auto classes load, sealed with checksums and golden sentences."""

from __future__ import annotations

import json
import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..config import TranslateConfig
from ..errors import InputError
from ..models.folder import SUMS_FILE, loaded_files, sha256_of
from ..models.resolve import local
from ..translate.golden import GOLDEN_FILE, write_golden
from . import checkpoint
from .model import config_from

GOLDEN_SENTENCES = (
    "Die Regierung plant 30.000 neue Wohnungen.",
    "Der Umsatz stieg um 7,3 Prozent auf 1,2 Milliarden Euro.",
    "Die Sitzung beginnt am 5. Mai um 18 Uhr in München.",
    "Nach Angaben der Polizei wurden zwei Menschen verletzt.",
    "Das Spiel in Bremen endete 2:1.",
)
"""Translated by the reference engine when a model is sealed; ``wortlaut doctor`` compares. Written for this project."""


def export(source: Path, vocabulary: Path, target: Path) -> None:
    """Write weights in half precision, vocabulary, tokenizer and generation settings, then seal the folder.

    Args:
        source: ``ckpt.pt`` (its running average is used), ``weights-*.pt`` or an average of them.
        vocabulary: the ``spm.model`` that the text was packed with.

    Raises:
        InputError: not a checkpoint, or one with another vocabulary.
    """
    import sentencepiece
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    state = checkpoint.load(source)
    config = config_from(state["cfg"])
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))
    if pieces.get_piece_size() != config.vocab_size:
        raise InputError(f"{vocabulary} has {pieces.get_piece_size()} pieces, the checkpoint {config.vocab_size}.")
    target.mkdir(parents=True, exist_ok=True)
    vocab = {pieces.id_to_piece(i): i for i in range(pieces.get_piece_size())}
    (target / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(vocabulary, target / name)
    model = MarianMTModel(config)
    model.load_state_dict(state.get("ema") or state["m"])
    model.tie_weights()
    settings = {
        "num_beams": 4,
        "max_new_tokens": 256,
        "decoder_start_token_id": config.pad_token_id,
        "eos_token_id": config.eos_token_id,
        "pad_token_id": config.pad_token_id,
        "bos_token_id": None,
        "bad_words_ids": [[config.pad_token_id]],
        "forced_eos_token_id": None,
        "max_length": None,
    }
    for key, value in settings.items():
        setattr(model.generation_config, key, value)
    half: Any = model
    half.to(torch.float16)
    _without_bars(lambda: half.save_pretrained(target))
    (target / "model.safetensors").chmod(0o644)  # it is written readable by its owner only
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # advice about sacremoses, which is not used
        tokenizer = MarianTokenizer(
            vocab=str(target / "vocab.json"), source_spm=str(target / "source.spm"),
            target_spm=str(target / "target.spm"), source_lang="de", target_lang="en",
            unk_token="<unk>", eos_token="</s>", pad_token="<pad>",  # noqa: S106
        )  # fmt: skip
    tokenizer.save_pretrained(target)
    seal(target)


def seal(folder: Path, sentences: Sequence[str] = GOLDEN_SENTENCES) -> None:
    """Write SHA256SUMS, and golden.tsv with the reference engine, for the weights as they are now."""
    from ..translate.load import load_model

    (folder / SUMS_FILE).unlink(missing_ok=True)
    config = TranslateConfig(translator=str(folder), engine="transformers", device="cpu")
    results = load_model(local(folder), config).translate(sentences)
    write_golden(folder / GOLDEN_FILE, [(de, out.text) for de, out in zip(sentences, results, strict=True)])
    lines = sorted(f"{sha256_of(path)}  {path.name}\n" for path in loaded_files(folder))
    (folder / SUMS_FILE).write_text("".join(lines), encoding="utf-8")


def _without_bars(act: Any) -> None:
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        act()
    finally:
        if shown:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]
