"""``wortlaut feeds``: its commands, each imported on use."""

from __future__ import annotations

import click

from . import LazyGroup

FEEDS_COMMANDS: dict[str, tuple[str, str, str]] = {
    "add": ("pipeline.cli.feeds_watch", "add_command", "Watch a feed, a folder or a file."),
    "list": ("pipeline.cli.feeds_watch", "list_command", "Show the feeds: last and next visit, what is new or wrong."),
    "change": ("pipeline.cli.feeds_watch", "change_command", "Change the rules or the address of feeds."),
    "pause": ("pipeline.cli.feeds_watch", "pause_command", "Leave feeds alone until they are resumed."),
    "resume": ("pipeline.cli.feeds_watch", "resume_command", "Watch paused feeds again."),
    "remove": ("pipeline.cli.feeds_watch", "remove_command", "Watch feeds no longer; their articles stay."),
    "run": ("pipeline.cli.feeds_run", "run", "Visit the feeds, brief what is new, publish it."),
    "check": ("pipeline.cli.feeds_check", "check_command", "Look at what would come, without entering it."),
    "import": ("pipeline.cli.feeds_opml", "import_command", "Watch the feeds of an OPML file."),
    "export": ("pipeline.cli.feeds_opml", "export_command", "Write the feeds and their rules as an OPML file."),
    "headlines": ("pipeline.cli.feeds_show", "headlines_command", "List translated titles, the newest first."),
    "show": ("pipeline.cli.feeds_show", "show_command", "Print the brief of one article."),
    "history": ("pipeline.cli.feeds_show", "history_command", "List the versions of one article."),
    "runs": ("pipeline.cli.feeds_show", "runs_command", "List the runs over the feeds."),
}
"""As in :data:`pipeline.cli.COMMANDS`. ``feeds run`` is one more row: ``"run": ("pipeline.cli.feeds_run", ...)``."""


@click.group("feeds", cls=LazyGroup, table=FEEDS_COMMANDS)
def feeds_group() -> None:
    """Watch feeds and folders, and look at what has been made of them. docs/batch-operator.md goes through a night."""
