"""``wortlaut mail``."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from .feeds_options import WHEN, as_moment, opened, say
from .options import config_option, ledger_option, output, settings, warn


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@ledger_option
@config_option
@click.option(
    "--to", multiple=True, metavar="ADDRESS", help="Send to this address instead of those in [mail]. Repeatable."
)
@click.option("--since", callback=as_moment, metavar="WHEN", help=f"Look for news since then: {WHEN}.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent, and send nothing.")
@click.option(
    "--eml", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
    help="Write the mails into this folder, NAME@HOST.eml, and send nothing.",
)  # fmt: skip
@click.pass_context
def mail(
    context: click.Context,
    folder: Path | None,
    ledger: str,
    config_path: Path | None,
    to: tuple[str, ...],
    since: datetime | None,
    dry_run: bool,
    eml: Path | None,
) -> None:
    """Send a digest of the briefs by mail: each reader what is new to them, once.

    The briefs are those of a ledger, or of DIR, the --out folder of a run. The [mail] section of --config says
    through which server, from whom, to whom, and which briefs. Nothing is sent if there is nothing new. What could
    not be sent is named, with exit code 3, and the next call sends what is missing.
    """
    from ..mail import Order, send_digests
    from ..mail.sources import FolderSource, LedgerSource, Source
    from ..render.text import printable

    given = context.get_parameter_source("ledger")
    if folder is not None and given is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("Name a folder or a ledger, not both.")
    config = settings(config_path)
    order = Order(to, since, dry_run, eml)
    now = datetime.now(UTC)

    def show(text: str) -> None:
        output().write((printable(text) if output().isatty() else text).encode())
        output().flush()

    with ExitStack() as stack:
        source: Source
        if folder is not None:
            source = FolderSource(folder, config, now, write=not order.rehearsal)
        else:
            source = LedgerSource(stack.enter_context(opened(ledger)), config)
        code = send_digests(source, config, order, now=now, environ=os.environ, say=say, warn=warn, show=show)
    sys.exit(code)
