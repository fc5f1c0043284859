"""Errors meant for the person at the keyboard. Each says what happened, where, and what to do."""

from __future__ import annotations

import traceback
from pathlib import Path


class WortlautError(Exception):
    """Base of all expected errors; the command prints its text without a traceback."""

    exit_code = 2


UNEXPECTED = "unexpected: "
"""Beginning of the reason of a failure that nobody has foreseen."""


def unexpected(error: BaseException) -> str:
    """An exception that nobody has foreseen, as a reason: what it is, and the place in this package where it came up.

    For instance ``unexpected: ValueError: month must be in 1..12 (dates.py:71 in parse_published)``.
    """
    text = " ".join(str(error).split())[:300]
    return f"{UNEXPECTED}{type(error).__name__}{': ' if text else ''}{text}{place_of(error)}"


def place_of(error: BaseException) -> str:
    """Where in this package an exception came up, for the end of a message; empty if that is unknown."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "pipeline" in frame.filename] or frames
    return f" ({Path(ours[-1].filename).name}:{ours[-1].lineno} in {ours[-1].name})" if ours else ""


class ConfigError(WortlautError):
    """A configuration key or value that cannot be used."""


class InputError(WortlautError):
    """An input that cannot be used at all (a missing folder, an unreadable file named on the command line)."""


class RecordError(WortlautError):
    """A stored record that must not be written over, or that the disk does not give."""


class StrictError(WortlautError):
    """An error that nobody has foreseen, in an article of a run that is to stop at such a thing."""

    exit_code = 70


class OutputError(WortlautError):
    """The output folder cannot be written."""


class ModelError(WortlautError):
    """Weights that are not available, or not what they claim to be."""


class SummariserError(WortlautError):
    """A summariser that does not answer for one article (a server that is down or slow): that article's failure."""


class UnusableAnswer(SummariserError):
    """An answer of which nothing can be used: the article is briefed by extraction, and the brief says why."""


class PromptError(WortlautError):
    """A prompt file that cannot be used; the message names file and line."""


class TableError(WortlautError):
    """A fact table or glossary with a malformed line; the message names file and line."""


class DecisionError(WortlautError):
    """A person's decision that does not fit the record it is about."""
