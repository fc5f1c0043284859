"""The known models: ``configs/models.toml`` as frozen values."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from .. import resources
from ..errors import ConfigError

Role = Literal["translate", "summarise"]


@dataclass(frozen=True, slots=True)
class Golden:
    """A sentence and what any sound translation of it contains: one form of each list in ``must``."""

    de: str
    must: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A row of the catalogue. An empty ``revision`` or ``weights`` is not known to this project, hence unverified."""

    name: str
    """Short name; accepted wherever an id is."""
    id: str
    """Hub id, or ``embedded``."""
    role: Role
    engine: str
    """Engines that can run it, for people: ``ctranslate2, transformers``."""
    licence: str
    size_mb: int
    """Download size in megabytes, rounded."""
    purpose: str
    """When to use it, in plain words."""
    revision: str = ""
    """Commit to fetch."""
    weights: Mapping[str, str] = field(default_factory=dict)
    """Name of a weights file at that commit -> its sha256."""
    tensors: str = ""
    """Digest of the tensors, whatever file they are in (:func:`.folder.tensor_digest`)."""
    note: str = ""
    """For people: where the sums come from, what is not known."""
    quality: Literal["draft", "newsroom", "high", ""] = ""
    needs: tuple[str, ...] = ()
    """Python packages beyond the project's own."""
    golden: tuple[Golden, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether every output made with it has to say that it is a draft."""
        return self.quality == "draft"


def load_catalogue(path: Path | None = None) -> tuple[KnownModel, ...]:
    """All known models, in the order of the file.

    Raises:
        ConfigError: the file is missing or malformed; the text names file, model and key.
    """
    path = path or resources.configs() / "models.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as the model catalogue: {error}") from error
    return tuple(_model(path, name, row) for name, row in data.get("model", {}).items())


def find(name: str, catalogue: tuple[KnownModel, ...]) -> KnownModel | None:
    """The row with this short name or id."""
    return next((m for m in catalogue if name in {m.name, m.id}), None)


def nearest(name: str, names: Iterable[str]) -> str:
    """`` Did you mean '...'?`` if the name resembles one of these, else empty; to be appended to an error message."""
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f" Did you mean '{close[0]}'?" if close else ""


def known_sum(digest: str, catalogue: tuple[KnownModel, ...]) -> KnownModel | None:
    """The model that has a weights file of this sha256."""
    return next((m for m in catalogue if digest in m.weights.values()), None)


def newsroom(catalogue: tuple[KnownModel, ...]) -> KnownModel:
    """The model that ``--translator auto`` wants: the first translator of newsroom quality."""
    for model in catalogue:
        if model.role == "translate" and model.quality == "newsroom":
            return model
    raise ConfigError("The model catalogue has no translator of quality 'newsroom'.")


def _model(path: Path, name: str, row: dict[str, Any]) -> KnownModel:
    known = {f.name for f in fields(KnownModel)} - {"name"}
    if unknown := sorted(set(row) - known):
        raise ConfigError(f"{path}: [model.{name}] has unknown keys: {', '.join(unknown)}.")
    sums = row.get("weights", {})
    if not isinstance(sums, dict) or not all(re.fullmatch(r"[0-9a-f]{64}", str(digest)) for digest in sums.values()):
        raise ConfigError(f"{path}: [model.{name}] weights: expected file names with their sha256.")
    missing = [key for key in ("id", "role", "engine", "licence", "size_mb", "purpose") if key not in row]
    if missing:
        raise ConfigError(f"{path}: [model.{name}] lacks {', '.join(missing)}.")
    golden = tuple(
        Golden(str(g["de"]), tuple(tuple(str(form) for form in forms) for forms in g["must"]))
        for g in row.get("golden", ())
    )
    return KnownModel(name, **{**row, "needs": tuple(row.get("needs", ())), "golden": golden})
