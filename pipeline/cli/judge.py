"""``wortlaut judge``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..codec import read_record
from ..errors import InputError
from ..types import Severity
from .options import config_option, fail_on_option, reaches, settings


@click.command()
@click.argument("run_folder", type=click.Path(path_type=Path))
@config_option
@fail_on_option
def judge(run_folder: Path, config_path: Path | None, fail_on: Severity | None) -> None:
    """Judge a finished run again under another policy.

    Reads the records of RUN_FOLDER (nothing is translated or checked anew) and prints every article's verdict under
    the [policy] of --config. To have the files of the run rewritten, repeat the run with that configuration: it too
    does no model work.
    """
    from ..judge import apply_policy, judged
    from ..record import all_findings

    config = settings(config_path)
    paths = sorted(run_folder.glob("articles/*/record.json"))
    if not paths:
        raise InputError(f"{run_folder}: no records (articles/*/record.json). Give the --out folder of a finished run.")
    reached = False
    for path in paths:
        try:
            record = read_record(path.read_bytes())
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"{path}: {reason}. Move it away, or repeat the run to make it anew.") from error
        record = judged(record, config.policy)
        reached = reached or reaches(
            apply_policy((located.finding for located in all_findings(record)), config.policy), fail_on
        )
        reasons = "; ".join(record.brief.reasons)
        click.echo(f"{record.brief.verdict:<8}{record.article.id}{': ' + reasons if reasons else ''}")
    sys.exit(1 if reached else 0)
