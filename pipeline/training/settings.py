"""The recipe's settings: ``configs/training.toml``, with named profiles over a common base."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from .. import resources
from ..config import build
from ..errors import ConfigError

MISTAKES = "mistakes"
"""The group of lines that the model gets wrong (:mod:`.mistakes`)."""


@dataclass(frozen=True, slots=True)
class Group:
    """Training text of one kind."""

    name: str
    files: str
    """File name pattern in the bitext folder, for instance ``news*``."""
    sources: tuple[str, ...] = ()
    """Patterns of the source names (third column) that the group takes; none takes every source."""
    weight: float = 1.0
    """How often each line is seen per epoch; 0.5 takes a new random half each time."""
    cap: int = 0
    """At most this many lines (a fixed random choice); 0 takes all."""


@dataclass(frozen=True, slots=True)
class TextSettings:
    """What is trained on."""

    groups: tuple[Group, ...] = (Group("all", "*"),)
    drop: tuple[str, ...] = ()
    """Patterns of source names (third column) to leave out."""
    max_pieces: int = 120
    """Pairs with a longer side are left out."""
    max_ratio: float = 2.5
    """Pairs whose sides differ more in length (in pieces, beyond ten) are left out as misaligned."""
    numbers_and_names: int = 0
    """Synthetic lines (:mod:`.synthetic`), a separate group with weight 1."""
    exonyms: int = 0
    """Synthetic lines with names that English has in another form, likewise."""
    varied_numbers: int = 0
    """Real lines with other figures put in (:mod:`.vary`), a separate group with weight 1."""
    varied_groups: tuple[str, ...] = ()
    """Groups from whose lines they are made."""
    mistakes: int = 0
    """So many lines of the training's ``final_groups`` are translated by the model itself before the last phase; those
    that it gets wrong (:mod:`.mistakes`) become a group of that phase."""
    mistakes_weight: float = 4.0
    """How often each of them is seen per epoch."""
    checked_numbers: bool = True
    """Leave out pairs in whose numbers the project's own checker finds an error, so that errors are not learnt."""
    dev_lines: int = 500


@dataclass(frozen=True, slots=True)
class VocabularySettings:
    """Shared sentencepiece vocabulary. Digits are always split one by one: numbers are copied, not remembered."""

    size: int = 8000
    byte_fallback: bool = True
    """Spell unknown characters as bytes, so that no name becomes ``<unk>``."""
    coverage: float = 0.9998


@dataclass(frozen=True, slots=True)
class ShapeSettings:
    """A deep encoder and a shallow decoder, which makes decoding fast (Kasai et al. 2021, arXiv 2006.10369)."""

    width: int = 256
    encoder_layers: int = 6
    decoder_layers: int = 2
    feed_forward: int = 1024
    heads: int = 4
    dropout: float = 0.0


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How it is trained."""

    optimiser: Literal["muon", "adamw"] = "muon"
    """``muon`` orthogonalises updates of the hidden matrices (Jordan 2024); embeddings and vectors get AdamW."""
    learning_rate: float = 1e-3
    warmup: int = 200
    """Steps to the full learning rate."""
    steps: int = 20000
    decay_share: float = 0.2
    """The final share of the steps, over which the learning rate falls linearly to ``decay_to`` of itself."""
    decay_to: float = 0.02
    final_share: float = 0.0
    """The final share of the steps, which see only ``final_groups``."""
    final_groups: tuple[str, ...] = ()
    batch_tokens: int = 5000
    """Padded tokens of the longer side per step."""
    label_smoothing: float = 0.1
    subword_alpha: float = 0.0
    """Sample the source's segmentation anew in each epoch (:mod:`.resample`), except in the last phase; 0 does not.
    0.5 lengthens the source by 8 % and leaves a third of the sentences as they are; smaller is wilder."""
    clip: float = 1.0
    ema: float = 0.98
    """Decay of the running average of the weights, updated every ten steps; the average is evaluated and exported."""
    bf16: bool = True
    """Compute in bfloat16 if the device supports it (a GPU, a CPU with AVX512-BF16 or AMX)."""
    evaluate_every: int = 500
    keep: int = 4
    """Checkpoints whose weights are kept for averaging."""
    patience: int = 8
    """Evaluations without a better development loss after which the learning rate falls at once and training ends."""
    threads: int = 0
    """CPU threads; 0 for torch's choice. A step is divided into shares, one per thread."""
    seed: int = 11


@dataclass(frozen=True, slots=True)
class Recipe:
    """All of it."""

    text: TextSettings = field(default_factory=TextSettings)
    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    shape: ShapeSettings = field(default_factory=ShapeSettings)
    train: TrainSettings = field(default_factory=TrainSettings)


def load_recipe(profile: str = "", path: Path | None = None) -> Recipe:
    """The recipe of a profile.

    Raises:
        ConfigError: the file cannot be read, has an unknown key, or lacks the profile; or mistakes are looked for and
            not used.
    """
    path = path or resources.configs() / "training.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as a training recipe: {error}") from error
    profiles = data.pop("profile", {})
    if profile and profile not in profiles:
        raise ConfigError(f"{path}: there is no profile '{profile}'. There are: {', '.join(profiles) or 'none'}.")
    merged = _merged(data, profiles.get(profile, {}))
    recipe = build(Recipe, merged, str(path), "")
    assert isinstance(recipe, Recipe)
    if recipe.text.mistakes and MISTAKES not in recipe.train.final_groups:
        raise ConfigError(
            f"{path}: text.mistakes looks for lines to learn from in the last phase, but train.final_groups has no "
            f'"{MISTAKES}".'
        )
    return recipe


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _merged(base[key], over[key])
        if isinstance(base.get(key), dict) and isinstance(over.get(key), dict)
        else over.get(key, base.get(key))
        for key in {**base, **over}
    }
