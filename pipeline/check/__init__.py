"""Checks a target text against its source: :class:`Checker` finds, :mod:`pipeline.judge` decides."""

from collections.abc import Iterable
from pathlib import Path

from ..config import CheckConfig
from ..names import Glossary
from .engine import Checker

__all__ = ["Checker", "load_checker"]


def load_checker(settings: CheckConfig, lines: Iterable[tuple[str, str, str, str]] = ()) -> Checker:
    """A checker for translations that a model makes, with the glossary as it is on disk now, and with ``lines`` that
    the desk has added to it: German form, English forms, kind, note.

    Raises:
        InputError: the glossary cannot be read.
        TableError: it has a malformed line.
    """
    glossary = Glossary.load(Path(settings.glossary)) if settings.glossary else None
    if lines := tuple(lines):
        glossary = (glossary or Glossary()).with_lines(lines, "the desk's standing lines")
    return Checker(glossary, wording=True)
