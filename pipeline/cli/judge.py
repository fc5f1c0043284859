"""``wortlaut judge``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..types import Severity
from .accepting import Accepting, accept_option, ignore_option, with_policy
from .options import config_option, fail_on_option, reaches, settings, warn


@click.command()
@click.argument("run_folder", type=click.Path(path_type=Path))
@accept_option
@ignore_option
@config_option
@fail_on_option
def judge(
    run_folder: Path,
    accept: tuple[Path, ...],
    ignore: tuple[str, ...],
    config_path: Path | None,
    fail_on: Severity | None,
) -> None:
    """Re-judge a finished run under another policy.

    Reads the records of RUN_FOLDER (nothing is translated or checked again) and prints every article's verdict under
    the [policy] of --config. To have the files of the run rewritten, repeat the run with that configuration; that does
    no model work either.
    """
    from ..judge import apply_policy, judged
    from ..record import open_findings
    from ..run.store import stored_records

    config = with_policy(settings(config_path), accept, ignore)
    accepting = Accepting(config.policy.accepted)
    reached = False
    for record in stored_records(run_folder):
        record = judged(record, config.policy)
        accepting.saw(record)
        reached = reached or reaches(
            apply_policy((located.finding for located in open_findings(record)), config.policy), fail_on
        )
        reasons = "; ".join(record.brief.reasons)
        click.echo(f"{record.brief.verdict:<8}{record.article.id}{': ' + reasons if reasons else ''}")
    accepting.close(warn)
    sys.exit(1 if reached else 0)
