"""Tiny MarianMT models with random weights and a real sentencepiece vocabulary, made on the spot."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

from pipeline.models.resolve import ModelFolder, local

LINES = [
    "Der Rat tagt am Montag in Bremen.", "The council meets in Bremen on Monday.",
    "Die Stadt zahlt 30.000 Euro für neue Bäume.", "The city pays 30,000 euros for new trees.",
    "Sieben Kinder pflanzen heute den ersten Baum.", "Seven children plant the first tree today.",
    "Am Abend beginnt um 18 Uhr das Konzert.", "The concert begins at 6 p.m. in the evening.",
]  # fmt: skip


def train_pieces(folder: Path, size: int = 90) -> Path:
    """A sentencepiece model over a few lines, special tokens as the embedded model has them."""
    import sentencepiece

    text = folder / "lines.txt"
    text.write_text("\n".join(LINES * 4), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(folder / "pieces"), vocab_size=size, pad_id=0, unk_id=1, bos_id=-1, eos_id=2,
        split_digits=True, minloglevel=2, hard_vocab_limit=False,
    )  # fmt: skip
    return folder / "pieces.model"


def tiny_model(folder: Path, *, pad_last: bool = False, seed: int = 5, positions: int = 64) -> ModelFolder:
    """Save a MarianMT model of a few thousand random weights and its vocabulary into ``folder``.

    ``pad_last`` lays the vocabulary out as Helsinki-NLP's models have it: ``</s>`` first, ``<pad>`` last with a zero
    embedding, pieces in an order of their own.
    """
    import sentencepiece
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    pieces = train_pieces(folder)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(pieces))
    names = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
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
