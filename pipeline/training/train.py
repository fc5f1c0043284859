"""The training loop: stop it at any time, and the same command resumes."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from . import checkpoint, packed
from .forward import Forward, gradients
from .model import Optimisers, config_from, new_config, new_model
from .prepare import DEV, SPM, TRAIN
from .resample import Resampled
from .settings import MISTAKES, Recipe, TrainSettings

EMA_EVERY = 10
"""Steps between two updates of the running average of the weights."""
WORTH_A_THREAD = 1500
"""Padded tokens in a step below which another thread costs more than it gains."""


_COUNTERS = ("step", "seen", "epoch", "position", "best", "without_gain", "first", "minutes", "share")


@dataclass(frozen=True, slots=True)
class Progress:
    """How a training run ended; losses in nats per target token, without label smoothing.

    ``stopped``: by steps, minutes, patience (stopped early for lack of improvement), signal, or final (the last phase
    comes next).
    ``minutes``: spent training, over all calls.
    """

    step: int
    seen_tokens: int
    first_loss: float
    last_loss: float
    dev_loss: float
    best_dev_loss: float
    minutes: float
    stopped: str


def train(
    data: Path, out: Path, recipe: Recipe, *, init: Path | None = None, minutes: float = 0, before_final: bool = False,
    say: Callable[[str], None],
) -> Progress:  # fmt: skip
    """Train, or resume from ``out/ckpt.pt``.

    Args:
        data: what :func:`.prepare.prepare` wrote.
        init: an exported model folder with the same vocabulary and shape to start from.
        minutes: plan the run over this time, summed over all calls, instead of over the recipe's steps: the fall of the
            learning rate and the final groups are then timed to end with it, however fast the machine is.
        before_final: stop where the last phase begins; the next call goes on with it.

    Raises:
        InputError: data or checkpoint missing or unsuitable.
    """
    return _Run(data, out, recipe, init, say).train(minutes, before_final)


def learning_rate(step: int, done: float, settings: TrainSettings) -> float:
    """Linear rise over ``warmup`` steps, constant, then linear fall over the last ``decay_share`` of the run.

    Args:
        done: share of the run completed, in steps or in time, 0 to 1.
    """
    rate = settings.learning_rate * min(1.0, (step + 1) / max(settings.warmup, 1))
    if done > 1 - settings.decay_share:
        left = max(1 - done, 0.0) / settings.decay_share
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
        torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for every shape, which takes longer than the step
        self.bf16 = self.settings.bf16 and _has_bf16(torch, self.device)
        self.dtype = torch.bfloat16 if self.bf16 else torch.float32
        torch.manual_seed(self.settings.seed)
        self.data = data
        self.train_data, self.dev_data = packed.load(data / TRAIN), packed.load(data / DEV)
        self.step = self.seen = self.epoch = self.position = self.without_gain = 0
        self.first = self.last = self.minutes = self.planned = 0.0
        self.best = float("inf")
        self.share = 1.0
        """Share of the planned run at which it ends; less than 1 once early stopping has brought the end forward."""
        self.ema: dict[str, Any] | None = None
        stored = checkpoint.load(out / checkpoint.LATEST) if (out / checkpoint.LATEST).is_file() else None
        self.config = config_from(stored["cfg"]) if stored else self._fresh_config(data)
        self.model = new_model(self.config)
        if stored is None and init is not None:
            self._start_from(init)
        self.model.to(self.device)
        self.forward = Forward(self.config, self.recipe.shape.dropout)
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
            self.say("The checkpoint was made with another optimiser: the optimiser state starts afresh.")
        self.step, self.seen = int(stored["step"]), int(stored.get("seen", 0))
        self.ema = {k: v.to(self.device) for k, v in stored["ema"].items()} if stored.get("ema") else None
        self.epoch, self.position = int(stored.get("epoch", 0)), int(stored.get("position", 0))
        self.best, self.without_gain = float(stored.get("best", "inf")), int(stored.get("without_gain", 0))
        self.first, self.minutes = float(stored.get("first", 0.0)), float(stored.get("minutes", 0.0))
        self.share = float(stored.get("share", 1.0))
        self.say(f"Resuming from step {self.step}, {self.seen / 1e6:.2f} M target tokens seen.")

    def train(self, minutes: float, before_final: bool = False) -> Progress:
        self.planned, self.before_final = minutes, before_final
        parameters = sum(p.numel() for p in self.model.parameters()) / 1e6
        self.say(
            f"{parameters:.1f} M parameters, {len(self.train_data):,} pairs, {self.device}, "
            f"{'bfloat16' if self.bf16 else 'float32'}, {self.settings.optimiser}"
        )
        told, tokens, losses = time.monotonic(), 0, []
        stopped = "patience" if self.share < 1 else "minutes" if minutes else "steps"
        dev = float("nan")
        with _signals() as interrupted, self._threads():
            begun = time.monotonic()
            for text, batch in self._batches():
                loss, count = self._step(text, batch)
                tokens += count
                losses.append(loss)
                self.first = self.first or loss
                self.last = sum(losses[-50:]) / len(losses[-50:])
                now = time.monotonic()
                self.minutes += (now - begun) / 60
                begun = now
                evaluated = self.step % self.settings.evaluate_every == 0
                if evaluated:
                    dev = self._evaluate()
                    self._save()
                if now - told > 60:
                    self.say(self._status(losses, tokens / (now - told)))
                    told, tokens, losses = now, 0, losses[-1:]
                if self.without_gain >= self.settings.patience and self._done() < 1 - self.settings.decay_share:
                    self.share *= self._done() / (1 - self.settings.decay_share)
                    stopped = "patience"
                    self.say(f"No gain in {self.without_gain} evaluations: the learning rate falls from now on.")
                if interrupted:
                    stopped = "signal"
                    break
            else:
                if before_final and self._done() < 1:
                    stopped = "final"
            if dev != dev or not evaluated:
                dev = self._evaluate()
            self._save()
        self.say(f"Stopped ({stopped}) at step {self.step}: development loss {dev:.3f}, best {self.best:.3f}.")
        return Progress(self.step, self.seen, self.first, self.last, dev, self.best, self.minutes, stopped)

    @contextmanager
    def _threads(self) -> Iterator[None]:
        """A pool whose threads each take a share of every step and compute it alone.

        A torch operation spread over several threads ends by waiting for the slowest, some thousand times a step; if
        other programs are running, that costs more than the threads gain. Shares of a step wait for each other once.
        """
        torch = self.torch
        before = torch.get_num_threads()
        threads = self.settings.threads or before
        shares = min(threads, max(1, self.settings.batch_tokens // WORTH_A_THREAD)) if self.device == "cpu" else 1
        torch.set_num_threads(threads // shares)
        try:
            with ThreadPoolExecutor(shares, initializer=torch.set_num_threads, initargs=(threads // shares,)) as pool:
                self.pool, self.shares = pool, shares
                yield
        finally:
            torch.set_num_threads(before)

    def _done(self) -> float:
        """Share of the run completed: of its minutes if it was planned by time, else of its steps."""
        behind = self.minutes / self.planned if self.planned else self.step / self.settings.steps
        return min(1.0, behind / self.share)

    def _status(self, losses: list[float], speed: float) -> str:
        mean = sum(losses) / len(losses)
        rate = learning_rate(self.step, self._done(), self.settings)
        return (
            f"step {self.step} loss {mean:.3f} {speed:,.0f} tokens/s seen {self.seen / 1e6:.2f} M rate {rate:.1e} "
            f"{100 * self._done():.1f} %"
        )

    def _batches(self) -> Iterator[tuple[packed.Packed, packed.Ints]]:
        """Batches from where the last call stopped, epoch after epoch, to the end of the run; the final groups last.

        Each with the text to which its numbers belong: with subword regularisation this is another one each epoch.
        """
        settings, text = self.settings, self.recipe.text
        weights = {group.name: group.weight for group in text.groups}
        in_last = weights | {MISTAKES: text.mistakes_weight}
        last_phase = 1 - settings.final_share
        names = set(settings.final_groups) & set(self.train_data.groups)
        with closing(Resampled(self.data / TRAIN, self.data / SPM, settings.subword_alpha)) as resampled:
            while True:
                final = self._done() >= last_phase and bool(names)
                if final and self.before_final:
                    return
                if final:
                    resampled.close()
                    chosen = {n: in_last.get(n, 1.0) if n in names else 0.0 for n in self.train_data.groups}
                else:  # mistakes are copies of lines that are among the others
                    chosen = {n: weights.get(n, 1.0) for n in self.train_data.groups} | {MISTAKES: 0.0}
                seed = (settings.seed, self.epoch)
                # Cut by the lengths as packed: sampled ones differ from call to call, and a run could not resume.
                batches = packed.epoch(self.train_data, chosen, settings.batch_tokens, seed)
                if not batches:
                    raise InputError("There are no training pairs left: check groups, weights and max_pieces.")
                data = self.train_data if final or not settings.subword_alpha else self._sampled(resampled)
                while self.position < len(batches):
                    if self._done() >= 1:
                        return
                    if not final and names and self._done() >= last_phase:
                        break
                    self.position += 1
                    yield data, batches[self.position - 1]
                self.epoch, self.position = self.epoch + 1, 0

    def _sampled(self, resampled: Resampled) -> packed.Packed:
        """The text for this epoch; the first is as packed, as there is nothing to wait for or to be tired of yet.

        So is the last phase: it sees the segmentation that the finished model will.
        """
        data = self.train_data
        try:
            if self.epoch:
                data = resampled.next(data)
            resampled.begin()
        except BrokenExecutor:
            self.say("The process that samples segmentations was killed: from now on the text is seen as packed.")
        return data

    def _tensors(self, data: packed.Packed, batch: packed.Ints) -> tuple[Any, Any]:
        """Source ids padded, target ids with -100 where there is nothing to learn; both with end marks."""
        pad, end = self.config.pad_token_id, self.config.eos_token_id
        source = packed.padded(data.source, data.source_at, batch, end, pad)
        target = packed.padded(data.target, data.target_at, batch, end, -100)
        return self._on_device(source), self._on_device(target)

    def _on_device(self, ids: packed.Ints) -> Any:
        return self.torch.from_numpy(ids).to(self.device, self.torch.long)

    def _step(self, text: packed.Packed, batch: packed.Ints) -> tuple[float, int]:
        torch, settings = self.torch, self.settings
        shares = [part for part in (batch[n :: self.shares] for n in range(self.shares)) if len(part)]
        tensors = [self._tensors(text, part) for part in shares]
        count = int((text.target_at[batch + 1] - text.target_at[batch] + 1).sum())
        parameters = dict(self.model.named_parameters())
        weights = {
            name: value.detach().to(self.dtype).requires_grad_(value.requires_grad)
            for name, value in parameters.items()
        }
        parts = self.pool.map(
            lambda pair: gradients(self.forward, weights, pair[0], pair[1], settings.label_smoothing, count), tensors
        )
        total, found = next(parts)
        for more, others in parts:
            total += more
            for name, value in others.items():
                found[name] += value
        for name, value in found.items():
            parameters[name].grad = value
        torch.nn.utils.clip_grad_norm_(parameters.values(), settings.clip)
        self.optimisers.step(learning_rate(self.step, self._done(), settings), self.pool)
        self.step += 1
        self.seen += count
        if self.step % EMA_EVERY == 0:
            self._average()
        return total / count, count

    def _average(self) -> None:
        with self.torch.no_grad():
            weights = self.model.state_dict()
            if self.ema is None:
                self.ema = {name: value.clone() for name, value in weights.items()}
                return
            # A short average at first: the first weights are not worth remembering.
            decay = min(self.settings.ema, (self.step // EMA_EVERY) / (self.step // EMA_EVERY + 9))
            for name, value in weights.items():
                if value.is_floating_point():
                    self.ema[name].lerp_(value, 1 - decay)

    def _evaluate(self) -> float:
        dev = self._dev_loss()
        better = dev < self.best
        self.best = min(self.best, dev)
        self.without_gain = 0 if better else self.without_gain + 1
        self.say(f"step {self.step} development loss {dev:.4f}{' (best)' if better else ''}")
        return dev

    def _save(self) -> None:
        state = {
            "m": self.model.state_dict(),
            "ema": self.ema,
            "o": self.optimisers.state(),
            "cfg": self.config.to_dict(),
            **{name: getattr(self, name) for name in _COUNTERS},
        }
        checkpoint.save(self.out, state, keep=self.settings.keep)

    def _dev_loss(self) -> float:
        """Of the averaged weights."""
        torch = self.torch
        weights = {name: value.to(self.dtype) for name, value in (self.ema or self.model.state_dict()).items()}
        vocabulary = weights["model.shared.weight"]
        total, count = 0.0, 0
        with torch.no_grad():
            for batch in packed.in_order(self.dev_data, self.settings.batch_tokens):
                hidden, labels = Forward(self.config)(weights, *self._tensors(self.dev_data, batch))
                logits = (hidden @ vocabulary.T).float()
                total += float(torch.nn.functional.cross_entropy(logits, labels, reduction="sum"))
                count += len(labels)
        return total / max(count, 1)


@contextmanager
def _signals() -> Iterator[list[int]]:
    """A list that is non-empty once the process has been asked to end; training then writes a checkpoint first."""
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
