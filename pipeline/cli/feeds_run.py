"""``wortlaut feeds run``."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import config as configuration
from ..types import Severity
from .accepting import accept_option, with_policy
from .feeds_options import SHORTEST, WHEN, as_moment
from .gates import Keeper, gate_options
from .options import config_option, fail_on_option, ledger_option, log_options, settings, warn

if TYPE_CHECKING:
    from ..feeds.log import LogFormat


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@ledger_option
@config_option
@accept_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("outputs/feeds"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--no-out", is_flag=True, help="Write no files: work for others that share the ledger.")
@click.option("--translator", help="auto, embedded, a model id of a hub, or a local model folder.")
@click.option("--summariser", help="extractive, seq2seq or instruct, for feeds whose rules name none.")
@click.option(
    "--quality", type=click.Choice(list(configuration.QUALITIES)), help="Beam size: speed against quality [standard]."
)
@click.option("--offline", is_flag=True, help="Never ask a model hub. Feeds are visited all the same.")
@click.option("--watch", is_flag=True, help="Go on until told to stop, visiting feeds as they are due.")
@click.option("--due", is_flag=True, help="Visit only feeds that are due, not all of them.")
@click.option("--no-visit", is_flag=True, help="Visit nothing: work on what is waiting.")
@click.option(
    "--only-failed",
    is_flag=True,
    help="Only what has failed and is due for another try. What was given up: first wortlaut failed retry.",
)
@click.option("--since", callback=as_moment, metavar="WHEN", help=f"Leave out items published before: {WHEN}.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after this many articles.")
@click.option("--dry-run", is_flag=True, help="Visit, say what would be done, and change nothing.")
@click.option(
    "--engine", type=click.Choice(("local", "ray")), default="local", show_default=True, help="Who does the work."
)
@click.option("--metrics", type=click.Path(path_type=Path), help="File for Prometheus' node exporter (name.prom).")
@log_options
@fail_on_option
@gate_options
def run(
    names: tuple[str, ...],
    ledger: str,
    config_path: Path | None,
    accept: tuple[Path, ...],
    out: Path,
    no_out: bool,
    translator: str | None,
    summariser: str | None,
    quality: str | None,
    offline: bool,
    watch: bool,
    due: bool,
    no_visit: bool,
    only_failed: bool,
    since: datetime | None,
    limit: int | None,
    dry_run: bool,
    engine: str,
    metrics: Path | None,
    log_path: Path | None,
    log_format: LogFormat,
    fail_on: Severity | None,
    max_errors: int | None,
    max_per_1000: float | None,
    junit: Path | None,
) -> None:
    """Visit the feeds (or those named), brief what is new, and publish it.

    Titles come first: OUT/headlines.html. Then OUT/briefs/<day>/<hour>.jsonl, OUT/findings/, OUT/articles/ and a report
    in OUT/runs/. A corrected item replaces its brief, a withdrawn one takes it out. Exit codes as of `wortlaut run`;
    3 also if a feed could not be visited. With --watch, being told to stop is the normal end (0).
    """
    config = with_policy(settings(config_path), accept)
    config = configuration.override(config, "translate", translator=translator, offline=offline or None)
    quiet = config.translate.offline or None
    config = configuration.override(config, "summarise", summariser=summariser, offline=quiet)
    if quality is not None:
        beams = configuration.QUALITIES[quality]
        config = configuration.override(config, "translate", beams=beams, hypotheses=min(beams, 4))
    if (due or watch) and config.feeds.interval < SHORTEST:
        warn(f"feeds.interval is {config.feeds.interval} s: publishers lock out who asks more than once a minute.")
    from ..feeds.service import Order, exit_code, night, rehearse

    keeper = Keeper(config.policy, fail_on, max_errors, max_per_1000, junit)
    order = Order(
        ledger=ledger,
        names=names,
        out=None if no_out else out,
        watch=watch,
        due_only=due,
        visit=not (no_visit or only_failed),
        only_failed=only_failed,
        since=since,
        limit=limit,
        engine=engine,
        metrics=metrics,
        log=log_path,
        log_format=log_format,
        weigh=keeper.take,
        limits=keeper.outcomes,
    )
    if dry_run:
        rehearse(order, config, say=_say, warn=warn)
        return
    result = night(order, config, say=_say, warn=warn)
    broken = keeper.close(warn, "" if no_out else f"the report in {out / 'runs'}")
    sys.exit(exit_code(result, broken, watched=watch))


def _say(message: str) -> None:
    from ..render.text import printable

    click.echo(printable(message))
