"""``wortlaut judge``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..types import Severity
from .accepting import Accepting, accept_option, ignore_option, with_policy
from .gates import Keeper, gate_options
from .options import config_option, fail_on_option, settings, warn


@click.command()
@click.argument("run_folder", type=click.Path(path_type=Path))
@accept_option
@ignore_option
@config_option
@fail_on_option
@gate_options
def judge(
    run_folder: Path,
    accept: tuple[Path, ...],
    ignore: tuple[str, ...],
    config_path: Path | None,
    fail_on: Severity | None,
    max_errors: int | None,
    max_per_1000: float | None,
    junit: Path | None,
) -> None:
    """Re-judge a finished run under another policy.

    Reads the records of RUN_FOLDER (nothing is translated or checked again) and prints every article's verdict under
    the [policy] of --config; its limits make the exit code. To have the files of the run rewritten, repeat the run with
    that configuration; that does no model work either.
    """
    from ..judge import judged
    from ..release import release_of
    from ..render.text import printable
    from ..run.store import stored_records
    from ..run.stored import stored_run

    config = with_policy(settings(config_path), accept, ignore)
    accepting = Accepting(config.policy.accepted)
    keeper = Keeper(config.policy, fail_on, max_errors, max_per_1000, junit)
    for record in stored_records(run_folder):
        if release_of(record).state == "withdrawn":  # nothing of it is to be used, so there is nothing to judge
            click.echo(printable(f"gone    {record.article.id}: withdrawn by its sender"))
            continue
        record = judged(record, config.policy)
        accepting.saw(record)
        folder = run_folder / "articles" / record.article.id
        keeper.take(record, str(folder) if (folder / "qa.html").is_file() else "")
        reasons = "; ".join(record.brief.reasons)
        click.echo(printable(f"{record.brief.verdict:<8}{record.article.id}{': ' + reasons if reasons else ''}"))
    for failure in stored_run(run_folder).failures:
        keeper.take(failure)
    accepting.close(warn)
    broken = keeper.close(warn)
    if broken:  # the run's own report knows nothing of these limits
        command = f"wortlaut report {run_folder} --out gate.html"
        warn(f"for a page that leads to the sentences: {command} with the same options")
    sys.exit(1 if broken else 0)
