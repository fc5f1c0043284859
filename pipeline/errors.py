"""Errors meant for the person at the keyboard. Each says what happened, where, and what to do."""

from __future__ import annotations


class WortlautError(Exception):
    """Base of all expected errors; the command prints its text without a traceback."""

    exit_code = 2


class ConfigError(WortlautError):
    """A configuration key or value that cannot be used."""


class InputError(WortlautError):
    """An input that cannot be used at all (a missing folder, an unreadable file named on the command line)."""


class OutputError(WortlautError):
    """The output folder cannot be written."""


class ModelError(WortlautError):
    """Weights that are not available, or not what they claim to be."""


class TableError(WortlautError):
    """A fact table or glossary with a malformed line; the message names file and line."""


class DecisionError(WortlautError):
    """A person's decision that does not fit the record it is about."""
