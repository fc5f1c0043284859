"""Tiny models in the shapes of BART and of a chat model, made in the test: real files, real loading, random weights."""

from __future__ import annotations

import json
from pathlib import Path

TEXT = (
    "Police arrested a man in Dresden on Monday . The trial could begin in the autumn , prosecutors said . "
    "Around 2,300 people had to leave their homes after days of rain in Bavaria ."
)


def tokenizer(folder: Path, special: tuple[str, ...]) -> int:
    """Train a byte-level tokenizer into the folder; the number of its tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=list(special), initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )  # fmt: skip
    made.train_from_iterator([TEXT] * 3, trainer)
    if special[0] == "<s>":
        made.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
        names = {"bos_token": "<s>", "pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    else:
        names = {"bos_token": "<|im_start|>", "eos_token": "<|im_end|>", "pad_token": "<|im_end|>"}
    fast = PreTrainedTokenizerFast(tokenizer_object=made, **names)
    fast.save_pretrained(folder)
    return len(fast)


def bart(folder: Path, positions: int = 64) -> Path:
    """A BART with two layers on each side and few positions, so that any article is too long for it."""
    import torch
    from transformers import BartConfig, BartForConditionalGeneration

    size = tokenizer(folder, ("<s>", "<pad>", "</s>", "<unk>"))
    torch.manual_seed(7)
    config = BartConfig(
        vocab_size=size, d_model=32, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
        encoder_ffn_dim=64, decoder_ffn_dim=64, max_position_embeddings=positions, bos_token_id=0, pad_token_id=1,
        eos_token_id=2, decoder_start_token_id=2, forced_bos_token_id=0, forced_eos_token_id=2, init_std=0.3,
        scale_embedding=False,
    )  # fmt: skip
    BartForConditionalGeneration(config).eval().save_pretrained(folder)
    return folder


TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def chat_model(folder: Path, template: bool = True, positions: int = 4096) -> Path:
    """A Llama with two layers; with or without a chat template."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    size = tokenizer(folder, ("<|im_start|>", "<|im_end|>"))
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=size, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=positions, bos_token_id=0, eos_token_id=1, pad_token_id=1,
    )  # fmt: skip
    LlamaForCausalLM(config).eval().save_pretrained(folder)
    path = folder / "tokenizer_config.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings.pop("chat_template", None)
    (folder / "chat_template.jinja").unlink(missing_ok=True)
    if template:
        settings["chat_template"] = TEMPLATE
    path.write_text(json.dumps(settings), encoding="utf-8")
    return folder
