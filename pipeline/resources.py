"""Where the files that travel with the package are: default configuration, prompts, tables, embedded weights."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """In an installed wheel ``configs/`` and ``prompts/`` lie inside the package, in a checkout beside it."""
    inside = _PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def configs() -> Path:
    """Folder of the default configuration, the model catalogue and the example glossary."""
    return _shipped("configs")


def tables() -> Path:
    """Folder of the fact tables (exonyms, idioms, units ...)."""
    return _PACKAGE / "tables"


def embedded_model() -> Path:
    """Folder of the embedded MarianMT weights, loadable by ``AutoModelForSeq2SeqLM.from_pretrained``."""
    return _PACKAGE / "embedded"
