"""The training loop: stop it at any time, the same command goes on."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from . import checkpoint, packed
from .model import Optimisers, config_from, new_config, new_model
from .prepare import DEV, SPM, TRAIN
from .settings import Recipe, TrainSettings
from .text import SYNTHETIC

EMA_EVERY = 10
"""Steps between two additions to the running average of the weights."""


_COUNTERS = ("step", "seen", "epoch", "position", "best", "without_gain", "first")


@dataclass(frozen=True, slots=True)
class Progress:
    """How a training run ended; losses in nats a target token. ``stopped``: by steps, patience, time or signal."""

    step: int
    seen_tokens: int
    first_loss: float
    last_loss: float
    dev_loss: float
    best_dev_loss: float
    stopped: str


def train(
    data: Path, out: Path, recipe: Recipe, *, init: Path | None = None, minutes: float = 0, say: Callable[[str], None]
) -> Progress:
    """Train, or go on from ``out/ckpt.pt``.

    Args:
        data: what :func:`.prepare.prepare` wrote.
        init: an exported model folder of the same vocabulary and shape to start from.
        minutes: stop after this time (a checkpoint is written first); 0 for no limit.

    Raises:
        InputError: data or checkpoint missing or not fitting.
    """
    return _Run(data, out, recipe, init, say).train(minutes)


def learning_rate(step: int, settings: TrainSettings) -> float:
    """Straight up over ``warmup`` steps, level, then straight down over the last ``decay_share`` of the steps."""
    rate = settings.learning_rate * min(1.0, (step + 1) / max(settings.warmup, 1))
    falling = int(settings.steps * settings.decay_share)
    if falling and step >= settings.steps - falling:
        left = max(settings.steps - step, 0) / falling
        rate *= settings.decay_to + (1.0 - settings.decay_to) * left
    return rate


class _Run:
    def __init__(self, data: Path, out: Path, recipe: Recipe, init: Path | None, say: Callable[[str], None]) -> None:
        import torch

        for name in (TRAIN, DEV, SPM):
            if not (data / name).is_file():
                raise InputError(f"{data} has no {name}: run the prepare step first.")
        self.torch, self.out, self.recipe, self.settings, self.say = torch, out, recipe, recipe.train, say
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.bf16 = self.settings.bf16 and _has_bf16(torch, self.device)
        torch.manual_seed(self.settings.seed)
        if self.settings.threads:
            torch.set_num_threads(self.settings.threads)
        self.train_data, self.dev_data = packed.load(data / TRAIN), packed.load(data / DEV)
        self.step = self.seen = self.epoch = self.position = self.without_gain = 0
        self.first = self.last = 0.0
        self.best = float("inf")
        self.ema: dict[str, Any] | None = None
        stored = checkpoint.load(out / checkpoint.LATEST) if (out / checkpoint.LATEST).is_file() else None
        self.config = config_from(stored["cfg"]) if stored else self._fresh_config(data)
        self.model = new_model(self.config)
        if stored is None and init is not None:
            self._start_from(init)
        self.model.to(self.device)
        self.optimisers = Optimisers(self.model, self.settings)
        if stored is not None:
            self._resume(stored)

    def _fresh_config(self, data: Path) -> Any:
        import sentencepiece

        pieces = sentencepiece.SentencePieceProcessor(model_file=str(data / SPM))
        return new_config(self.recipe.shape, pieces.get_piece_size(), pieces.pad_id(), pieces.eos_id())

    def _start_from(self, init: Path) -> None:
        from transformers import MarianMTModel

        weights = MarianMTModel.from_pretrained(init, dtype=self.torch.float32, local_files_only=True).state_dict()
        try:
            self.model.load_state_dict(weights)
        except RuntimeError as error:
            raise InputError(f"{init} has another shape or vocabulary than the recipe: {error}") from error

    def _resume(self, stored: dict[str, Any]) -> None:
        self.model.load_state_dict(stored["m"])
        if not self.optimisers.restore(stored.get("o")):
            self.say("The checkpoint was made with another optimiser: its state starts afresh.")
        self.step, self.seen = int(stored["step"]), int(stored.get("seen", 0))
        self.ema = {k: v.to(self.device) for k, v in stored["ema"].items()} if stored.get("ema") else None
        self.epoch, self.position = int(stored.get("epoch", 0)), int(stored.get("position", 0))
        self.best, self.without_gain = float(stored.get("best", "inf")), int(stored.get("without_gain", 0))
        self.first = float(stored.get("first", 0.0))
        self.say(f"Going on from step {self.step}, {self.seen / 1e6:.2f} M target tokens seen.")

    def train(self, minutes: float) -> Progress:
        parameters = sum(p.numel() for p in self.model.parameters()) / 1e6
        self.say(
            f"{parameters:.1f} M parameters, {len(self.train_data):,} pairs, {self.device}, "
            f"{'bfloat16' if self.bf16 else 'float32'}, {self.settings.optimiser}"
        )
        started = time.monotonic()
        told, tokens, losses = started, 0, []
        stopped = "steps"
        dev = float("nan")
        with _signals() as interrupted:
            for batch in self._batches():
                if self.step >= self.settings.steps:
                    break
                loss, count = self._step(batch)
                tokens += count
                losses.append(loss)
                self.first = self.first or loss
                if time.monotonic() - told > 60:
                    self.say(self._status(losses, tokens / (time.monotonic() - told)))
                    told, tokens, losses = time.monotonic(), 0, losses[-1:]
                self.last = sum(losses[-50:]) / len(losses[-50:])
                if self.step % self.settings.evaluate_every == 0:
                    dev = self._checkpoint()
                    if self.without_gain >= self.settings.patience:
                        stopped = "patience"
                        break
                if interrupted:
                    stopped = "signal"
                    break
                if minutes and time.monotonic() - started > minutes * 60:
                    stopped = "time"
                    break
        if self.step % self.settings.evaluate_every or dev != dev:
            dev = self._checkpoint()
        self.say(f"Stopped ({stopped}) at step {self.step}: development loss {dev:.3f}, best {self.best:.3f}.")
        return Progress(self.step, self.seen, self.first, self.last, dev, self.best, stopped)

    def _status(self, losses: list[float], speed: float) -> str:
        mean = sum(losses) / len(losses)
        rate = learning_rate(self.step, self.settings)
        return f"step {self.step} loss {mean:.3f} {speed:,.0f} tokens/s seen {self.seen / 1e6:.2f} M rate {rate:.1e}"

    def _batches(self) -> Iterator[packed.Ints]:
        """Batches from where the last session stopped, epoch after epoch; at the end only the final groups."""
        weights = {group.name: group.weight for group in self.recipe.text.groups} | {SYNTHETIC: 1.0}
        last_phase = int(self.settings.steps * (1 - self.settings.final_share))
        names = set(self.settings.final_groups) & set(self.train_data.groups)
        while True:
            final = self.step >= last_phase and bool(names)
            chosen = {n: 0.0 if final and n not in names else weights.get(n, 1.0) for n in self.train_data.groups}
            seed = (self.settings.seed, self.epoch)
            batches = packed.epoch(self.train_data, chosen, self.settings.batch_tokens, seed)
            if not batches:
                raise InputError("There is no training pair left: check groups, weights and max_pieces.")
            while self.position < len(batches):
                if not final and names and self.step >= last_phase:
                    break
                self.position += 1
                yield batches[self.position - 1]
            self.epoch, self.position = self.epoch + 1, 0

    def _tensors(self, data: packed.Packed, batch: packed.Ints) -> tuple[Any, Any]:
        """Source ids padded, target ids with -100 where there is nothing to learn; both with end marks."""
        torch = self.torch
        pad, end = self.config.pad_token_id, self.config.eos_token_id
        pairs = [data.pair(int(i)) for i in batch]
        source = torch.full((len(pairs), max(len(s) for s, _ in pairs) + 1), pad, dtype=torch.long)
        target = torch.full((len(pairs), max(len(t) for _, t in pairs) + 1), -100, dtype=torch.long)
        for row, (left, right) in enumerate(pairs):
            source[row, : len(left)] = torch.from_numpy(left.astype("int64"))
            source[row, len(left)] = end
            target[row, : len(right)] = torch.from_numpy(right.astype("int64"))
            target[row, len(right)] = end
        return source.to(self.device), target.to(self.device)

    def _logits(self, source: Any, target: Any) -> tuple[Any, Any]:
        """Logits and labels of the real target positions only: projecting padding is wasted work."""
        torch = self.torch
        pad = self.config.pad_token_id
        shifted = torch.full_like(target, pad)
        shifted[:, 1:] = target[:, :-1].masked_fill(target[:, :-1] == -100, pad)
        with torch.autocast(self.device, dtype=torch.bfloat16, enabled=self.bf16):
            hidden = self.model.model(
                input_ids=source, attention_mask=(source != pad).long(), decoder_input_ids=shifted
            ).last_hidden_state
            keep = target != -100
            logits = torch.nn.functional.linear(hidden[keep], self.model.model.shared.weight)
        return logits.float() + self.model.final_logits_bias[0], target[keep]

    def _step(self, batch: packed.Ints) -> tuple[float, int]:
        torch = self.torch
        self.model.train()
        logits, labels = self._logits(*self._tensors(self.train_data, batch))
        loss = torch.nn.functional.cross_entropy(logits, labels, label_smoothing=self.settings.label_smoothing)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.clip)
        self.optimisers.step(learning_rate(self.step, self.settings))
        self.step += 1
        self.seen += len(labels)
        if self.step % EMA_EVERY == 0:
            self._average()
        return float(loss.detach()), len(labels)

    def _average(self) -> None:
        with self.torch.no_grad():
            weights = self.model.state_dict()
            if self.ema is None:
                self.ema = {name: value.clone() for name, value in weights.items()}
                return
            # A short memory at first: the first weights are not worth remembering.
            decay = min(self.settings.ema, (self.step // EMA_EVERY) / (self.step // EMA_EVERY + 9))
            for name, value in weights.items():
                if value.is_floating_point():
                    self.ema[name].lerp_(value, 1 - decay)

    def _checkpoint(self) -> float:
        dev = self._dev_loss()
        better = dev < self.best
        self.best = min(self.best, dev)
        self.without_gain = 0 if better else self.without_gain + 1
        self.say(f"step {self.step} development loss {dev:.4f}{' (best)' if better else ''}")
        state = {
            "m": self.model.state_dict(),
            "ema": self.ema,
            "o": self.optimisers.state(),
            "cfg": self.config.to_dict(),
            **{name: getattr(self, name) for name in _COUNTERS},
        }
        checkpoint.save(self.out, state, keep=self.settings.keep)
        return dev

    def _dev_loss(self) -> float:
        """Of the averaged weights, without label smoothing."""
        torch = self.torch
        current = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.model.load_state_dict(self.ema or current)
        self.model.eval()
        total, count = 0.0, 0
        with torch.no_grad():
            for batch in packed.in_order(self.dev_data, self.settings.batch_tokens):
                logits, labels = self._logits(*self._tensors(self.dev_data, batch))
                total += float(torch.nn.functional.cross_entropy(logits, labels, reduction="sum"))
                count += len(labels)
        self.model.load_state_dict(current)
        return total / max(count, 1)


@contextmanager
def _signals() -> Iterator[list[int]]:
    """A list that is no longer empty once the process was asked to end; training then writes a checkpoint first."""
    asked: list[int] = []
    previous = {}
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            previous[number] = signal.signal(number, lambda n, _: asked.append(n))
        except ValueError:  # not in the main thread
            break
    try:
        yield asked
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _has_bf16(torch: Any, device: str) -> bool:
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    checks = [getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported")]
    return any(check is not None and bool(check()) for check in checks)
