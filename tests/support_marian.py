"""Tiny MarianMT models with random weights and a real sentencepiece vocabulary, made on the spot."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

from pipeline.models.resolve import ModelFolder, local

LINES = [
    "Der Rat tagt am Montag in Bremen.", "The council meets in Bremen on Monday.",
    "Die Stadt zahlt 30.000 Euro für neue Bäume.", "The city pays 30,000 euros for new trees.",
    "Sieben Kinder pflanzen heute den ersten Baum.", "Seven children plant the first tree today.",
    "Am Abend beginnt um 18 Uhr das Konzert.", "The concert begins at 6 p.m. in the evening.",
]  # fmt: skip


def train_pieces(
    folder: Path, size: int = 90, lines: list[str] = LINES, name: str = "pieces", byte_fallback: bool = False
) -> Path:
    """A sentencepiece model over a few lines, special tokens as the embedded model has them."""
    import sentencepiece

    text = folder / "lines.txt"
    text.write_text("\n".join(lines * 4), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / name), vocab_size=size + 256 * byte_fallback, pad_id=0, unk_id=1,
        bos_id=-1, eos_id=2, split_digits=True, minloglevel=2, hard_vocab_limit=False, byte_fallback=byte_fallback,
    )  # fmt: skip
    text.unlink()
    (folder / f"{name}.vocab").unlink()
    return folder / f"{name}.model"


def pieces_of(path: Path) -> list[str]:
    """The pieces of a sentencepiece model, in its order."""
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]


def two_vocabularies(folder: Path, *, holes: int = 0, byte_fallback: bool = False) -> dict[str, int]:
    """source.spm over the German lines, target.spm over the English ones, and one vocab.json for both, ``<pad>`` last.

    As in Helsinki-NLP's folders the table lacks some pieces of the sentencepiece models (every ninth here), and with
    ``holes`` so many ids, just before the padding, have no token.
    """
    source = train_pieces(folder, lines=LINES[::2], name="source", byte_fallback=byte_fallback)
    target = train_pieces(folder, lines=LINES[1::2], name="target")
    names = sorted({*pieces_of(source), *pieces_of(target)} - {"</s>", "<unk>", "<pad>"})
    names = ["</s>", "<unk>", *(name for i, name in enumerate(names) if i % 9 or name.startswith("<0x"))]
    vocab = {name: i for i, name in enumerate(names)} | {"<pad>": len(names) + holes}
    source.rename(folder / "source.spm")
    target.rename(folder / "target.spm")
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    return vocab


def opus_settings(vocab: dict[str, int], **shape: int) -> dict[str, object]:
    """config.json as Helsinki-NLP's old folders have it, but for the shape."""
    pad = vocab["<pad>"]
    return {
        "architectures": ["MarianMTModel"], "model_type": "marian", "activation_function": "swish", "dropout": 0.1,
        "add_bias_logits": False, "add_final_layer_norm": False, "normalize_before": False, "init_std": 0.02,
        "normalize_embedding": False, "static_position_embeddings": True, "scale_embedding": True, "is_encoder_decoder": True,
        "bad_words_ids": [[pad]], "bos_token_id": 0, "eos_token_id": 0, "forced_eos_token_id": 0, "pad_token_id": pad,
        "decoder_start_token_id": pad, "vocab_size": pad + 1, "num_beams": 6, "max_length": 512, "use_cache": True,
        "extra_pos_embeddings": pad + 1, **shape,
    }  # fmt: skip


SMALL = {
    "d_model": 32, "encoder_layers": 2, "decoder_layers": 1, "encoder_ffn_dim": 64, "decoder_ffn_dim": 64,
    "encoder_attention_heads": 4, "decoder_attention_heads": 4, "max_position_embeddings": 64, "num_hidden_layers": 2,
}  # fmt: skip
OPUS = {
    "d_model": 512, "encoder_layers": 6, "decoder_layers": 6, "encoder_ffn_dim": 2048, "decoder_ffn_dim": 2048,
    "encoder_attention_heads": 8, "decoder_attention_heads": 8, "max_position_embeddings": 512, "num_hidden_layers": 6,
}  # fmt: skip


def opus_weights(settings: dict[str, object], seed: int = 5) -> dict[str, torch.Tensor]:
    """Random weights of that shape under all names of an old file: tied matrices several times, positions stored."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    torch.manual_seed(seed)
    model = MarianMTModel(MarianConfig(**{**settings, "init_std": 0.3}))  # type: ignore[arg-type]
    with torch.no_grad():
        model.final_logits_bias.normal_(0.0, 0.5)
        model.model.shared.weight[-1].zero_()
    return dict(model.state_dict())


def write_old_folder(
    folder: Path, settings: dict[str, object], weights: dict[str, torch.Tensor], *, zipped: bool = True
) -> Path:
    """A folder as it lies on the hub: pytorch_model.bin, no generation_config.json, a tokenizer_config of 44 bytes.

    The vocabulary files are there already (:func:`two_vocabularies`).
    """
    import torch

    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"target_lang": "eng", "source_lang": "deu"}\n', encoding="utf-8")
    torch.save(weights, folder / "pytorch_model.bin", _use_new_zipfile_serialization=zipped)
    return folder


def tiny_model(folder: Path, *, pad_last: bool = False, seed: int = 5, positions: int = 64) -> ModelFolder:
    """Save a MarianMT model of a few thousand random weights and its vocabulary into ``folder``.

    ``pad_last`` lays the vocabulary out as Helsinki-NLP's models have it: ``</s>`` first, ``<pad>`` last with a zero
    embedding, pieces in an order of their own.
    """
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    pieces = train_pieces(folder)
    names = pieces_of(pieces)
    if pad_last:
        names = ["</s>", "<unk>", *sorted(n for n in names if n not in {"</s>", "<unk>", "<pad>"}), "<pad>"]
    vocab = {name: i for i, name in enumerate(names)}
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(pieces.read_bytes())
    torch.manual_seed(seed)
    config = MarianConfig(
        vocab_size=len(vocab), d_model=32, encoder_layers=2, decoder_layers=1, encoder_ffn_dim=64, decoder_ffn_dim=64,
        encoder_attention_heads=4, decoder_attention_heads=4, max_position_embeddings=positions, activation_function="swish",
        pad_token_id=vocab["<pad>"], eos_token_id=vocab["</s>"], decoder_start_token_id=vocab["<pad>"], bos_token_id=None,
        scale_embedding=True, share_encoder_decoder_embeddings=True, tie_word_embeddings=True, forced_eos_token_id=None,
        init_std=0.3, dropout=0.0,
    )  # fmt: skip
    model = MarianMTModel(config)
    with torch.no_grad():
        model.final_logits_bias.normal_(0.0, 0.5)
        if pad_last:
            model.model.shared.weight[vocab["<pad>"]].zero_()
        else:
            model.model.shared.weight[vocab["<pad>"]].normal_(0.0, 0.3)
    model.save_pretrained(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # advice about sacremoses, which is not used
        tokenizer = MarianTokenizer(
            vocab=str(folder / "vocab.json"), source_spm=str(folder / "source.spm"),
            target_spm=str(folder / "target.spm"), source_lang="de", target_lang="en",
            eos_token="</s>", unk_token="<unk>", pad_token="<pad>",
        )  # fmt: skip
    tokenizer.save_pretrained(folder)
    return local(folder)
