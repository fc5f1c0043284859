"""The model and its optimisers."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from ..errors import ConfigError
from .settings import ShapeSettings, TrainSettings

MUON_PARTS = 8
"""Number of optimisers among which Muon's matrices are divided, for threads to share; part of a checkpoint's format."""


def new_config(shape: ShapeSettings, vocabulary: int, pad: int, end: int) -> Any:
    """MarianMT configuration for a shape."""
    from transformers import MarianConfig

    return MarianConfig(
        vocab_size=vocabulary, d_model=shape.width,
        encoder_layers=shape.encoder_layers, decoder_layers=shape.decoder_layers,
        encoder_ffn_dim=shape.feed_forward, decoder_ffn_dim=shape.feed_forward, encoder_attention_heads=shape.heads,
        decoder_attention_heads=shape.heads, max_position_embeddings=512, pad_token_id=pad, eos_token_id=end,
        decoder_start_token_id=pad, bos_token_id=None, forced_eos_token_id=None, scale_embedding=True,
        activation_function="relu", dropout=shape.dropout, attention_dropout=0.0, activation_dropout=0.0,
        share_encoder_decoder_embeddings=True, tie_word_embeddings=True, init_std=0.02,
    )  # fmt: skip


def config_from(stored: dict[str, Any]) -> Any:
    """Configuration stored in a checkpoint."""
    from transformers import MarianConfig

    unneeded = {"architectures", "torch_dtype", "dtype", "transformers_version", "model_type"}
    return MarianConfig(**{key: value for key, value in stored.items() if key not in unneeded})


def new_model(config: Any) -> Any:
    """A model with fresh weights; its embeddings have unit size once multiplied by the square root of the width."""
    import torch
    from transformers import MarianMTModel

    model = MarianMTModel(config)
    torch.nn.init.normal_(model.model.shared.weight, std=config.d_model**-0.5)
    with torch.no_grad():
        model.model.shared.weight[config.pad_token_id].zero_()
    return model


class Optimisers:
    """Optimisers stepped, saved and restored together."""

    def __init__(self, model: Any, settings: TrainSettings) -> None:
        import torch

        rate = settings.learning_rate
        named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        hidden = [p for name, p in named if p.ndim == 2 and "shared" not in name and "embed" not in name]
        others = [p for name, p in named if not (p.ndim == 2 and "shared" not in name and "embed" not in name)]
        self._all: list[Any] = []
        if settings.optimiser == "muon":
            if not hasattr(torch.optim, "Muon"):
                raise ConfigError(
                    'This torch has no Muon optimiser (it came with 2.9): set optimiser = "adamw" under [train].'
                )
            self._all += [
                torch.optim.Muon(
                    part, lr=rate, weight_decay=0.05, momentum=0.95, nesterov=True, adjust_lr_fn="match_rms_adamw"
                )
                for part in (hidden[n::MUON_PARTS] for n in range(MUON_PARTS))
                if part
            ]
        else:
            others = [p for _, p in named]
        self._all.append(torch.optim.AdamW(others, lr=rate, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0, fused=True))

    def step(self, rate: float, pool: Executor) -> None:
        """One step at this learning rate, the parts in parallel in the pool; then clear the gradients."""
        for optimiser in self._all:
            for group in optimiser.param_groups:
                group["lr"] = rate
        list(pool.map(lambda optimiser: optimiser.step(), self._all))
        for optimiser in self._all:
            optimiser.zero_grad(set_to_none=True)

    def state(self) -> list[Any]:
        """For a checkpoint."""
        return [optimiser.state_dict() for optimiser in self._all]

    def restore(self, states: Any) -> bool:
        """Restore stored states; False if they belong to other optimisers (these then start fresh)."""
        if not isinstance(states, list) or len(states) != len(self._all):
            return False
        try:
            for optimiser, state in zip(self._all, states, strict=True):
                optimiser.load_state_dict(state)
        except (ValueError, KeyError):
            return False
        return True
