"""What several commands do with accepted findings and checks that do not count: options, counting, files."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from .. import config as configuration
from ..accepted import Accepted, Line, append, of_finding, told, unknown_check, unused
from ..config import Config
from ..types import Finding, Record

F = TypeVar("F", bound=Callable[..., Any])
LISTED = 5
"""Lines that are named of those that have accepted nothing."""


def accept_option(command: F) -> F:
    """``--accept FILE``."""
    return click.option(
        "--accept",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Accepted findings, which count nowhere: check,source,target,pair,reason,who,when. Can be repeated.",
    )(command)


def ignore_option(command: F) -> F:
    """``--ignore ID``."""
    return click.option(
        "--ignore",
        multiple=True,
        metavar="ID",
        help="A check that does not count, such as name.added, or a family, such as hedge. Can be repeated.",
    )(command)


def write_accepted_option(command: F) -> F:
    """``--write-accepted FILE``."""
    return click.option(
        "--write-accepted",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Append what is found now to a file of accepted findings, each for its pair of texts.",
    )(command)


def with_policy(
    config: Config, accept: Sequence[Path] = (), ignore: Sequence[str] = (), write: Path | None = None
) -> Config:
    """The configuration with what a command line says besides.

    Args:
        config: as the file has it.
        accept: further files of accepted findings.
        ignore: further checks that do not count.
        write: a file of accepted findings that is to be written; it need not be there yet to be read.

    Raises:
        click.BadParameter: there is no such check.
    """
    for name in ignore:
        if problem := unknown_check(name):
            raise click.BadParameter(problem, param_hint="--ignore")
    if ignore:
        config = configuration.override(config, "policy", ignore=(*config.policy.ignore, *ignore))
    files = [str(file) for file in accept if file != write or file.exists()]
    return configuration.accepting(config, [*config.policy.accept, *files]) if files else config


class Accepting:
    """Counts what is accepted on the way, and writes down what is found.

    Args:
        accepted: what is in force.
        write: the file to append what is left to, if there is one.
        reason: why, for the lines written.
    """

    def __init__(self, accepted: Accepted, write: Path | None = None, reason: str = "") -> None:
        self._accepted = accepted
        self._write = write
        self._reason = reason
        self._used: dict[Line, int] = {}
        self._found: dict[Line, None] = {}

    def left(self, findings: tuple[Finding, ...], source: str, target: str) -> tuple[Finding, ...]:
        """The findings on a pair of texts that are not accepted."""
        left, found = self._accepted.parted(findings, source, target)
        for _, line in found:
            self._used[line] = self._used.get(line, 0) + 1
        if self._write is not None and left:
            who, when = _who(), datetime.now(UTC).date().isoformat()
            for finding in left:
                line = of_finding(finding, source, target, reason=self._reason, who=who, when=when)
                self._found.setdefault(line)
        return left

    def saw(self, record: Record) -> None:
        """Count what is accepted of an article that has been judged."""
        from ..record import accepted_findings

        for one, _ in accepted_findings(record):
            self.left((one.finding,), one.source, one.target)

    def close(self, say: Callable[[str], None]) -> None:
        """Write what is to be written, and say how much was accepted and which lines were of no use."""
        if number := sum(self._used.values()):
            say(f"accepted: {number:,} finding{'' if number == 1 else 's'}, not counted")
        _say_unused(unused(self._accepted, self._used), say)
        if self._write is not None:
            new = append(self._write, self._found)
            say(f"{self._write}: {new:,} accepted finding{'' if new == 1 else 's'} added")


def _say_unused(lines: Sequence[Line], say: Callable[[str], None]) -> None:
    for line in lines[:LISTED]:
        say(f"{told(line)}: accepts nothing here")
    if (more := len(lines) - LISTED) > 0:
        say(f"{more:,} more accepted findings are not met here")


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return ""
