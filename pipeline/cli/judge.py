"""``wortlaut judge``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..types import Severity
from .options import config_option, fail_on_option, reaches, settings


@click.command()
@click.argument("run_folder", type=click.Path(path_type=Path))
@config_option
@fail_on_option
def judge(run_folder: Path, config_path: Path | None, fail_on: Severity | None) -> None:
    """Re-judge a finished run under another policy.

    Reads the records of RUN_FOLDER (nothing is translated or checked again) and prints every article's verdict under
    the [policy] of --config. To have the files of the run rewritten, repeat the run with that configuration; that does
    no model work either.
    """
    from ..judge import apply_policy, judged
    from ..record import open_findings
    from ..run.store import stored_records

    config = settings(config_path)
    reached = False
    for record in stored_records(run_folder):
        record = judged(record, config.policy)
        reached = reached or reaches(
            apply_policy((located.finding for located in open_findings(record)), config.policy), fail_on
        )
        reasons = "; ".join(record.brief.reasons)
        click.echo(f"{record.brief.verdict:<8}{record.article.id}{': ' + reasons if reasons else ''}")
    sys.exit(1 if reached else 0)
