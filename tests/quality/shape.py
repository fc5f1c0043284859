#!/usr/bin/env python3
"""What a model of another size costs beside the same checks: random weights of that shape, outputs of equal length.

    python tests/quality/shape.py [--width 512 --layers 6 --vocabulary 58101] [--sentences N]

Printed: processor time per sentence of CTranslate2's own call (int8, beam 4) for the embedded model and for random
weights of the shape given (by default that of Helsinki-NLP's opus-mt models), both over the same tokens and made to
write outputs of the same lengths, and the quotient. Random weights translate nothing, but cost what trained ones cost.
The whole run's share follows: what is not translation costs the same with any model.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path

from pipeline import resources
from pipeline.bench.workload import sentences
from pipeline.models.resolve import ModelFolder, local
from pipeline.translate.ct2_engine import BATCH_TOKENS, Ct2Decoder
from pipeline.translate.decoding import by_length


def random_model(folder: Path, width: int, layers: int, vocabulary: int) -> ModelFolder:
    """A MarianMT model of random weights with the embedded model's pieces and fillers for the rest of the vocabulary."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    embedded = resources.embedded_model()
    for name in ("source.spm", "target.spm", "tokenizer_config.json"):
        shutil.copy(embedded / name, folder / name)
    tokens = json.loads((embedded / "vocab.json").read_text(encoding="utf-8"))
    tokens |= {f"<filler-{i}>": i for i in range(len(tokens), vocabulary)}
    (folder / "vocab.json").write_text(json.dumps(tokens), encoding="utf-8")
    torch.manual_seed(1)
    config = MarianConfig(
        vocab_size=vocabulary, d_model=width, encoder_layers=layers, decoder_layers=layers,
        encoder_ffn_dim=4 * width, decoder_ffn_dim=4 * width, encoder_attention_heads=8, decoder_attention_heads=8,
        max_position_embeddings=512, activation_function="swish", scale_embedding=True, tie_word_embeddings=True,
        pad_token_id=tokens["<pad>"], eos_token_id=tokens["</s>"], decoder_start_token_id=tokens["<pad>"],
        bos_token_id=None, forced_eos_token_id=None,
    )  # fmt: skip
    MarianMTModel(config).save_pretrained(folder)
    return local(folder)


def cost(model: ModelFolder, count: int, beams: int = 4) -> float:
    """Milliseconds of processor time per sentence, each output as long as its input."""
    decoder = Ct2Decoder(model, compute_type="int8", batch_tokens=BATCH_TOKENS)
    pieces = [decoder.pieces.tokens(decoder.encode(text)) for text in sentences(count)]
    decoder.translator.translate_batch(pieces[:4], beam_size=beams, max_decoding_length=16)
    begun = time.process_time()
    waiting = []
    for length, indices in by_length([len(tokens) for tokens in pieces]):
        waiting += decoder.translator.translate_batch(
            [pieces[i] for i in indices], beam_size=beams, num_hypotheses=beams, min_decoding_length=length,
            max_decoding_length=length, max_batch_size=BATCH_TOKENS, batch_type="tokens", return_scores=True,
            asynchronous=True,
        )  # fmt: skip
    for future in waiting:
        future.result()
    return (time.process_time() - begun) / count * 1000


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--vocabulary", type=int, default=58101)
    parser.add_argument("--sentences", type=int, default=160)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        other = random_model(Path(folder), args.width, args.layers, args.vocabulary)
        small = cost(local(resources.embedded_model()), args.sentences)
        large = cost(other, args.sentences)
    print(f"embedded: {small:.2f} ms a sentence; width {args.width}, {args.layers}+{args.layers} layers, "
          f"{args.vocabulary:,} pieces: {large:.2f} ms; {large / small:.1f} times")  # fmt: skip


if __name__ == "__main__":
    main()
