"""``wortlaut failed``: what could not be made of the feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from .feeds_options import ago, bare, feed_named, format_option, opened, say, say_json, table
from .options import ledger_option

if TYPE_CHECKING:
    from ..ledger import Ledger
    from ..ledger.values import Failed


@click.group("failed")
def failed_group() -> None:
    """Articles of the feeds that could not be made: list them, or try them again."""


@failed_group.command("list", short_help="List what failed, and why.")
@click.option("--feed", "feed_name", metavar="NAME", help="Only of this feed.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True)
@format_option
@ledger_option
def list_command(feed_name: str | None, limit: int, format_: str, ledger: str) -> None:
    """List what failed, the newest first: at what stage, why, how often it was tried, when it is tried again.

    ID is what `failed retry` takes.
    """
    book = opened(ledger)
    found = _failed(book, feed_name, limit)
    if format_ == "jsonl":
        for each in found:
            say_json({**asdict(each), "url": bare(each.url)})
        return
    if not found:
        say("Nothing has failed.")
        return
    now = datetime.now(UTC)
    rows = [
        (
            str(each.version),
            each.feed,
            ago(each.at, now),
            str(each.attempts),
            ago(each.next, now) if each.next else "given up",
            each.title or bare(each.url) or each.item,
            f"{each.stage}: {each.reason}",
        )
        for each in found
    ]
    table(("ID", "FEED", "FAILED", "TRIES", "AGAIN", "TITLE", "WHY"), rows, right=(0, 3))


def _failed(book: Ledger, feed_name: str | None, limit: int | None) -> list[Failed]:
    if feed_name is None:
        return book.failed(limit)
    feed_named(book, feed_name)
    return [each for each in book.failed() if each.feed == feed_name][:limit]


@failed_group.command("retry", short_help="Put it back into the queue.")
@click.argument("named", nargs=-1, metavar="[ID]...")
@click.option("--all", "everything", is_flag=True, help="All that failed.")
@click.option("--feed", "feed_name", metavar="NAME", help="All of this feed that failed.")
@ledger_option
def retry_command(named: tuple[str, ...], everything: bool, feed_name: str | None, ledger: str) -> None:
    """Put what failed back into the queue, as if it had not been tried; the next run takes it.

    ID: as `failed list` has it, or an article's.
    """
    if (bool(named) + everything + (feed_name is not None)) != 1:
        raise click.UsageError("Name what is to be tried again, or use --all or --feed NAME.")
    book = opened(ledger)
    versions = None if everything else _versions(book, named, feed_name)
    number = book.retry(versions, datetime.now(UTC)) if versions != [] else 0
    say(f"{number:,} {'is' if number == 1 else 'are'} tried again by the next run: wortlaut feeds run.")


def _versions(book: Ledger, named: Sequence[str], feed_name: str | None) -> list[int]:
    """The versions that are meant.

    Raises:
        InputError: one of those named has not failed.
    """
    found = _failed(book, feed_name, None)
    if feed_name is not None:
        return [each.version for each in found]
    by_name = {str(each.version): each.version for each in found}
    by_name |= {each.item: each.version for each in found if each.item not in by_name}
    if missing := [name for name in named if name not in by_name]:
        raise InputError(f"{missing[0][:200]}: has not failed. wortlaut failed list shows what has.")
    return [by_name[name] for name in named]
