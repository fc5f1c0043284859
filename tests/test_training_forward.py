"""The training's own forward pass and loss against MarianMTModel and torch's cross entropy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.training.forward import SLICE, Forward, gradients, loss_gradients
from pipeline.training.model import new_config, new_model
from pipeline.training.settings import ShapeSettings

PAD, END, SMOOTHING = 0, 2, 0.1


@pytest.fixture
def torch() -> Iterator[Any]:
    import torch

    torch.manual_seed(3)
    yield torch


def test_loss_and_gradients_are_those_of_the_module(torch: Any) -> None:
    shape = ShapeSettings(width=32, heads=4, feed_forward=64, encoder_layers=2, decoder_layers=2)
    config = new_config(shape, 50, PAD, END)
    model = new_model(config).eval()
    for name, parameter in model.named_parameters():
        if "bias" in name or "norm" in name:
            torch.nn.init.normal_(parameter, std=0.5)
    source = torch.tensor([[5, 6, 7, END], [9, END, PAD, PAD]])
    target = torch.tensor([[4, 8, 9, END], [3, END, -100, -100]])
    logits = model(input_ids=source, attention_mask=(source != PAD).long(), labels=target).logits.flatten(0, 1)
    expected = torch.nn.functional.cross_entropy(logits, target.flatten()).item()
    torch.nn.functional.cross_entropy(logits, target.flatten(), label_smoothing=SMOOTHING).backward()

    parameters = dict(model.named_parameters())
    total, found = gradients(Forward(config), parameters, source, target, SMOOTHING, 6)

    assert total / 6 == pytest.approx(expected, abs=1e-4)
    learning = {name for name, parameter in parameters.items() if parameter.requires_grad}
    assert set(found) == learning
    for name in learning:
        # Row 0 is the start mark: the module leaves its embedding as it was made, here it is learnt.
        first = 1 if name == "model.shared.weight" else 0
        assert torch.allclose(found[name][first:], parameters[name].grad[first:], atol=1e-5), name


def test_loss_over_several_slices_is_that_over_all(torch: Any) -> None:
    rows = 2 * SLICE + 7
    hidden = (torch.randn(rows, 8) * 0.3).requires_grad_()
    vocabulary = torch.randn(30, 8, requires_grad=True)
    labels = torch.randint(0, 30, (rows,))
    torch.nn.functional.cross_entropy(hidden @ vocabulary.T, labels, label_smoothing=SMOOTHING).backward()
    total, by_hidden, by_vocabulary = loss_gradients(hidden, vocabulary, labels, SMOOTHING, rows)
    assert total / rows == pytest.approx(torch.nn.functional.cross_entropy(hidden @ vocabulary.T, labels).item(), 1e-4)
    assert torch.allclose(by_hidden, hidden.grad, atol=1e-6)
    assert torch.allclose(by_vocabulary, vocabulary.grad, atol=1e-5)


def test_dropout_changes_training_and_no_evaluation(torch: Any) -> None:
    config = new_config(
        ShapeSettings(width=16, heads=2, feed_forward=16, encoder_layers=1, decoder_layers=1), 20, PAD, END
    )
    weights = dict(new_model(config).named_parameters())
    source, target = torch.tensor([[5, 6, END]]), torch.tensor([[7, END]])
    still = [Forward(config)(weights, source, target)[0] for _ in range(2)]
    dropped = [Forward(config, dropout=0.5)(weights, source, target)[0] for _ in range(2)]
    assert torch.equal(*still)
    assert not torch.equal(*dropped)
