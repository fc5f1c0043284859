"""Options that several commands share."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from ..config import Config, load
from ..errors import OutputError
from ..types import SEVERITIES

F = TypeVar("F", bound=Callable[..., Any])


def config_option(command: F) -> F:
    """``--config FILE``."""
    return click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path),
        help="TOML file with settings; see configs/default.toml.",
    )(command)


def fail_on_option(command: F) -> F:
    """``--fail-on LEVEL``."""
    return click.option(
        "--fail-on", type=click.Choice(SEVERITIES), help="Exit with 1 if there is a finding at or above this severity."
    )(command)


def glossary_option(command: F) -> F:
    """``--glossary FILE``."""
    return click.option(
        "--glossary",
        type=click.Path(path_type=Path),
        help="The desk's own names: CSV (German,English,kind,note or Deutsch;Englisch;Art;Anmerkung) or TBX.",
    )(command)


FILE = "ledger.sqlite"
"""The ledger in a folder."""
LEDGER = f"outputs/feeds/{FILE}"
"""Where the ledger is if nobody says otherwise."""


def ledger_option(command: F) -> F:
    """``--ledger WHERE``, and the environment variable WORTLAUT_LEDGER."""
    return click.option(
        "--ledger",
        metavar="WHERE",
        envvar="WORTLAUT_LEDGER",
        show_envvar=True,
        default=LEDGER,
        show_default=True,
        help="The ledger: a file, a folder, or postgresql://USER@HOST/DATABASE.",
    )(command)


def same_ledger() -> str:
    """What a command that is named to people needs in order to mean the same ledger as this one: nothing if that is
    the usual one, or in the environment."""
    from click.core import ParameterSource

    context = click.get_current_context()
    if context.get_parameter_source("ledger") is not ParameterSource.COMMANDLINE:
        return ""
    from .feeds_options import bare

    return f" --ledger {shlex.quote(bare(context.params['ledger']))}"


def log_options(command: F) -> F:
    """``--log FILE`` and ``--log-format``."""
    command = click.option(
        "--log-format",
        "log_format",
        type=click.Choice(("text", "json")),
        default="text",
        show_default=True,
        help="Lines for people, or a JSON object a line.",
    )(command)
    return click.option(
        "--log",
        "log_path",
        type=click.Path(path_type=Path, dir_okay=False),
        help="File that gets a line for each article as it is done [standard error, unless that is a terminal].",
    )(command)


def settings(path: Path | None) -> Config:
    """The configuration that a command starts with."""
    return Config() if path is None else load(path)


def output() -> BinaryIO:
    """Standard output, for bytes.

    Raises:
        OutputError: it is closed.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed: there is nowhere to write the result.")
    return sys.stdout.buffer


def warn(message: str) -> None:
    """A line on standard error; it may quote what must not command a terminal."""
    from ..render.text import one_line

    click.echo(f"wortlaut: {one_line(message)}", err=True)
