"""``wortlaut accepted``: check, export, import."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from ..accepted import Line, append, joined, read, text_of, told, written
from ..errors import DecisionError
from .options import config_option, ledger_option, output, settings, warn
from .users import COMMAND


@click.group("accepted")
def accepted_group() -> None:
    """Accepted findings: look a file over, carry what was dismissed for all articles to and from the desk."""


@accepted_group.command("check", short_help="Look a file of accepted findings over.")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Say how many findings FILE accepts; a line that cannot be read is an error with its number."""
    lines = read(file)
    number = len(joined(lines).lines)
    wide = sum(not line.pair for line in lines)
    click.echo(
        f"{number:,} accepted finding{'' if number == 1 else 's'}: {wide:,} wherever their words are, "
        f"{len(lines) - wide:,} in one pair of texts"
        + (f"; {len(lines) - number:,} said twice" * (len(lines) > number))
    )


@accepted_group.command("export", short_help="Write the desk's dismissals to a file.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to append to [standard output].")
@ledger_option
def export_command(out: Path | None, ledger: str) -> None:
    """Write what was dismissed for all articles at the desk, for --accept and [policy] accept elsewhere."""
    from .feeds_options import opened

    lines = [
        Line(rule.check, written(rule.source), written(rule.target), "", written(rule.reason), rule.by, _day(rule.at))
        for rule in opened(ledger).desk.standing()
        if rule.scope == "all" and (rule.source or rule.target)
    ]
    if out is None:
        output().write(text_of(lines).encode("utf-8", "replace"))
        return
    new = append(out, lines)
    click.echo(f"{new:,} of {len(lines):,} dismissals added; the others were there.")


@accepted_group.command("import", short_help="Make a file's lines dismissals at the desk.")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
@ledger_option
def import_command(file: Path, config_path: Path | None, ledger: str) -> None:
    """Dismiss for all articles at the desk what FILE accepts, in those that are there and those to come.

    Lines for one pair of texts are left out: the desk dismisses these in their article; so are bare figures, which are
    right in one article and a mistake in the next. What is dismissed already stays as it is. Taken back at the desk
    like any other, under Standing lines.
    """
    from ..check import load_checker
    from ..desk.standing_rules import fit_to_stand
    from ..desk.workbench import Workbench
    from ..ledger.desk_values import Rule
    from .feeds_options import opened

    book, config = opened(ledger), settings(config_path)
    bench = Workbench(book, load_checker(config.check), config.policy, lambda: datetime.now(UTC))
    there = {
        (rule.check, written(rule.source), written(rule.target)) for rule in book.desk.standing() if rule.scope == "all"
    }
    made = articles = 0
    lines = joined(read(file)).lines
    for line in lines:
        if line.pair or (line.check, line.source, line.target) in there:
            continue
        try:
            fit_to_stand(line.check, line.source, line.target)
        except DecisionError as error:
            warn(f"{told(line)}: left out. {error}")
            continue
        rule = Rule(line.check, line.source, line.target, line.reason, line.who or COMMAND, datetime.now(UTC))
        _, number = bench.add_standing(rule, COMMAND)
        made, articles = made + 1, articles + number
    if narrow := sum(1 for line in lines if line.pair):
        warn(f"{narrow:,} for one pair of texts left out")
    click.echo(f"{made:,} of {len(lines):,} made dismissals for all articles; briefs changed: {articles:,}.")


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
