"""Marian's forward pass and the training loss in plain tensor operations, several times faster than with the module.

The transformers module computes in mixed precision by converting at every layer, and leaves the loss over the
vocabulary in float32. Here everything is computed in the type of the weights given, usually bfloat16, and the loss
never holds more than a slice of the logits. Names and numbers are those of ``MarianMTModel``: a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Weights = Mapping[str, Any]
"""Parameters by name in ``MarianMTModel``."""
SLICE = 1024
"""Target tokens whose logits are held at once; 1,024 x 8,000 in bfloat16 are 16 MB."""
GPU_SLICE = 16 * SLICE
"""The same on a GPU, which idles between small slices."""
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Forward:
    """A forward pass for one shape over weights passed to each call, so that several threads may share it."""

    config: Any
    """MarianConfig."""
    dropout: float = 0.0
    """Share of the activations dropped after each part; 0 for evaluation."""

    def __call__(self, weights: Weights, source: Any, target: Any) -> tuple[Any, Any]:
        """Decoder outputs and labels of the real target positions.

        Args:
            source: token ids, padded.
            target: token ids with end marks, -100 where there is none.
        """
        import torch

        pad, dtype = self.config.pad_token_id, weights["model.shared.weight"].dtype
        shifted = torch.full_like(target, pad)
        shifted[:, 1:] = target[:, :-1].masked_fill(target[:, :-1] == -100, pad)
        mask = torch.zeros(source.shape, dtype=dtype, device=source.device).masked_fill_(source == pad, _NEVER)
        mask = mask[:, None, None]
        length = target.shape[1]
        causal = torch.full((length, length), _NEVER, dtype=dtype, device=target.device).triu_(1)
        memory = self._embedded(weights, source, "encoder")
        for number in range(self.config.encoder_layers):
            part = f"model.encoder.layers.{number}"
            memory = self._attention(weights, f"{part}.self_attn", memory, memory, mask)
            memory = self._feed_forward(weights, part, memory)
        hidden = self._embedded(weights, shifted, "decoder")
        for number in range(self.config.decoder_layers):
            part = f"model.decoder.layers.{number}"
            hidden = self._attention(weights, f"{part}.self_attn", hidden, hidden, causal)
            hidden = self._attention(weights, f"{part}.encoder_attn", hidden, memory, mask)
            hidden = self._feed_forward(weights, part, hidden)
        keep = target != -100
        return hidden[keep], target[keep]

    def _embedded(self, weights: Weights, ids: Any, side: str) -> Any:
        import torch

        words = torch.nn.functional.embedding(ids, weights["model.shared.weight"]) * self.config.d_model**0.5
        return self._dropped(words + weights[f"model.{side}.embed_positions.weight"][: ids.shape[1]])

    def _attention(self, weights: Weights, part: str, x: Any, seen: Any, mask: Any) -> Any:
        import torch

        side = self.config.encoder_attention_heads if ".encoder." in part else self.config.decoder_attention_heads
        rows, length, width = x.shape
        heads = (rows, -1, side, width // side)
        query = _linear(weights, f"{part}.q_proj", x).view(heads).transpose(1, 2)
        key = _linear(weights, f"{part}.k_proj", seen).view(heads).transpose(1, 2)
        value = _linear(weights, f"{part}.v_proj", seen).view(heads).transpose(1, 2)
        if x.is_cuda:
            mixed = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        else:  # in float32, which for rows of odd length is four times faster than bfloat16
            logits = query * (width // side) ** -0.5 @ key.transpose(2, 3) + mask
            mixed = torch.softmax(logits, dim=-1, dtype=torch.float32).to(x.dtype) @ value
        mixed = mixed.transpose(1, 2).reshape(rows, length, width)
        return _normed(weights, f"{part}_layer_norm", x + self._dropped(_linear(weights, f"{part}.out_proj", mixed)))

    def _feed_forward(self, weights: Weights, part: str, x: Any) -> Any:
        import torch

        inner = torch.relu(_linear(weights, f"{part}.fc1", x))
        return _normed(weights, f"{part}.final_layer_norm", x + self._dropped(_linear(weights, f"{part}.fc2", inner)))

    def _dropped(self, x: Any) -> Any:
        import torch

        return torch.nn.functional.dropout(x, self.dropout) if self.dropout else x


def _linear(weights: Weights, part: str, x: Any) -> Any:
    import torch

    return torch.nn.functional.linear(x, weights[f"{part}.weight"], weights[f"{part}.bias"])


def _normed(weights: Weights, part: str, x: Any) -> Any:
    import torch

    return torch.nn.functional.layer_norm(x, x.shape[-1:], weights[f"{part}.weight"], weights[f"{part}.bias"])


def loss_gradients(hidden: Any, vocabulary: Any, labels: Any, smoothing: float, count: int) -> tuple[float, Any, Any]:
    """The label-smoothed loss of the next token: its gradients, computed slice by slice.

    Args:
        hidden: decoder outputs, one row per target token.
        vocabulary: the shared embeddings, which are also the output layer.
        count: target tokens in the whole step, by which the sums are divided.

    Returns:
        The summed loss without smoothing (in nats), and the gradients with respect to ``hidden`` and ``vocabulary``.
    """
    import torch

    hidden, vocabulary = hidden.detach(), vocabulary.detach()
    by_hidden = torch.empty_like(hidden)
    by_vocabulary = torch.zeros(vocabulary.shape, dtype=torch.float32, device=vocabulary.device)
    # Smoothing wants a little of every piece in the vocabulary, which pulls each row by the same vector.
    even = smoothing / len(vocabulary)
    all_pieces = even * vocabulary.float().sum(0)
    total, size = 0.0, GPU_SLICE if hidden.is_cuda else SLICE
    for begin in range(0, len(labels), size):
        rows, wanted = hidden[begin : begin + size], labels[begin : begin + size]
        each = torch.arange(len(rows), device=rows.device)
        slope = torch.softmax(rows @ vocabulary.T, dim=-1)  # the predicted probabilities, then minus the wanted ones
        found = slope[each, wanted].float()
        total -= float(found.clamp(min=1e-9).log().sum())
        slope[each, wanted] = (found - (1 - smoothing)).to(slope.dtype)
        by_hidden[begin : begin + size] = slope @ vocabulary - all_pieces
        by_vocabulary += slope.T @ rows - even * rows.float().sum(0)
    return total, by_hidden.div_(count), by_vocabulary.div_(count)


def gradients(
    forward: Forward, weights: Weights, source: Any, target: Any, smoothing: float, count: int
) -> tuple[float, dict[str, Any]]:
    """Summed loss (nats, without smoothing) and the float32 gradient of each weight that requires one."""
    import torch

    hidden, labels = forward(weights, source, target)
    total, by_hidden, by_vocabulary = loss_gradients(hidden, weights["model.shared.weight"], labels, smoothing, count)
    learning = {name: value for name, value in weights.items() if value.requires_grad}
    found = torch.autograd.grad(hidden, list(learning.values()), by_hidden)
    result = {name: value.float() for name, value in zip(learning, found, strict=True)}
    result["model.shared.weight"] += by_vocabulary
    return total, result
