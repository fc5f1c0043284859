"""Checks a target text against its source: :class:`Checker` finds, :mod:`pipeline.judge` decides."""

from pathlib import Path

from ..config import CheckConfig
from ..names import Glossary
from .engine import Checker

__all__ = ["Checker", "load_checker"]


def load_checker(settings: CheckConfig) -> Checker:
    """A checker for translations that a model makes, with the glossary as it is on disk now.

    Raises:
        InputError: the glossary cannot be read.
        TableError: it has a malformed line.
    """
    return Checker(Glossary.load(Path(settings.glossary)) if settings.glossary else None, wording=True)
