"""``wortlaut serve``."""

from __future__ import annotations

from pathlib import Path

import click

from .. import config as configuration
from .options import config_option, ledger_option, settings, warn


@click.command()
@ledger_option
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8484, show_default=True, help="Port; 0 for a free one.")
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="A name by which browsers may call the desk, such as desk.zeitung.example. Can be repeated.",
)
@click.option(
    "--trusted-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="A proxy that is believed who asks and over HTTPS or not (X-Forwarded-For, X-Forwarded-Proto), such as "
    "127.0.0.1; it must overwrite what it is sent of these. Can be repeated.",
)
@click.option("--translator", help="Who translates what is submitted: auto, embedded, a model id, or a folder.")
@click.option("--offline", is_flag=True, help="Never ask a model hub.")
def serve(
    ledger: str,
    config_path: Path | None,
    host: str,
    port: int,
    allowed: tuple[str, ...],
    proxies: tuple[str, ...],
    translator: str | None,
    offline: bool,
) -> None:
    """Serve the review desk, and print the address to open in a browser.

    It shows the briefs of the ledger, the most urgent first; what editors decide there is in the ledger at once. On
    this machine alone no accounts are needed; others can be let in once there are users (the desk's page
    Administration, or `wortlaut users add`) or single sign-on ([desk.sso] in the settings). Being told to stop is the
    normal end (0).
    """
    config = configuration.override(settings(config_path), "translate", translator=translator, offline=offline or None)
    from ..desk.serve import Listening
    from ..desk.serve import serve as run

    run(ledger, config, Listening(host, port, allowed, proxies), say=_say, warn=warn)


def _say(message: str) -> None:
    from ..render.text import one_line

    click.echo(one_line(message))
