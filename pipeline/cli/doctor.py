"""``wortlaut doctor``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ..config import override
from .options import config_option, settings


@click.command()
@config_option
@click.option("--translator", help="The model to check, as for `wortlaut run`.")
@click.option("--offline", is_flag=True, help="Never ask a model hub.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("outputs"), show_default=True)
def doctor(config_path: Path | None, translator: str | None, offline: bool, out: Path) -> None:
    """Check whether this machine is ready, and say what to do if not.

    Exits with 2 if something has to be fixed first.
    """
    from ..doctor import examine
    from ..render.text import printable

    config = override(settings(config_path), "translate", translator=translator, offline=offline or None)
    failed = False
    for check in examine(config, out):
        failed = failed or check.state == "failed"
        click.echo(printable(f"{check.state:<8} {check.name}: {check.detail}"))
        if check.fix:
            click.echo(printable(f"{'':<8} -> {check.fix}"))
    sys.exit(2 if failed else 0)
