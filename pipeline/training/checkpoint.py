"""Checkpoints: written completely or not at all, read without running anything in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import InputError
from .whole import whole

LATEST = "ckpt.pt"


def save(folder: Path, state: dict[str, Any], *, keep: int) -> None:
    """Write ``ckpt.pt`` (all that is needed to resume) and ``weights-STEP.pt`` (averaged weights); keep the last few.

    ``state`` has ``m`` weights, ``ema`` averaged weights or None, ``o`` optimiser states, ``step``, ``seen`` target
    tokens, ``cfg`` model configuration, and what else is needed to resume.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / LATEST, state)
    weights = state["ema"] or state["m"]
    _write(folder / f"weights-{state['step']:07}.pt", {"m": weights, "cfg": state["cfg"], "step": state["step"]})
    for old in kept(folder)[:-keep] if keep else []:
        old.unlink()


def kept(folder: Path) -> list[Path]:
    """The weights kept, oldest first."""
    return sorted(folder.glob("weights-*.pt"))


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint.

    Raises:
        InputError: not there, or not a checkpoint.
    """
    import torch

    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a checkpoint: {error}") from error
    except Exception as error:  # the restricted unpickler raises its own error types
        raise InputError(f"{path} holds more than weights and numbers; it is not read: {error}") from error
    if not isinstance(state, dict) or "m" not in state or "cfg" not in state:
        raise InputError(f"{path} is not a checkpoint of this recipe: it has no weights or no configuration.")
    return state


def average(paths: list[Path]) -> dict[str, Any]:
    """The mean of several checkpoints' weights, as a checkpoint without optimiser state.

    Raises:
        InputError: none given, or their shapes differ.
    """
    if not paths:
        raise InputError("There is no checkpoint to average.")
    total: dict[str, Any] = {}
    state: dict[str, Any] = {}
    for path in paths:
        state = load(path)
        weights = state.get("ema") or state["m"]
        if total and {k: v.shape for k, v in weights.items()} != {k: v.shape for k, v in total.items()}:
            raise InputError(f"{path} and {paths[0]} have different shapes: they cannot be averaged.")
        for name, value in weights.items():
            total[name] = value.double() if name not in total else total[name] + value.double()
    mean = {name: (value / len(paths)).float() for name, value in total.items()}
    return {"m": mean, "ema": None, "cfg": state["cfg"], "step": state.get("step", 0)}


def write_average(folder: Path, last: int, target: Path) -> int:
    """Average the last kept weights of a training folder into ``target``; returns how many there were."""
    paths = kept(folder)[-last:]
    if not paths:
        raise InputError(f"{folder} has no weights-*.pt to average: run the train step first.")
    state = average(paths)
    _write(target, state)
    return len(paths)


def _write(path: Path, state: dict[str, Any]) -> None:
    import torch

    with whole(path) as temporary:
        torch.save(state, temporary)
