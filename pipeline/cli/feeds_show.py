"""``wortlaut feeds headlines|show|history|runs``: what has been made of the feeds."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from .feeds_options import WHEN, as_moment, format_option, minute, opened, say, say_json, table
from .options import ledger_option, output, warn

if TYPE_CHECKING:
    from ..ledger import Ledger

_PRINTED = (
    "brief.md", "brief.html", "qa.html", "brief.ninjs.json", "brief.post.md", "brief.wire.txt", "record.json",
)  # fmt: skip


@click.command("headlines")
@click.option("--since", callback=as_moment, metavar="WHEN", help=f"Only titles seen since: {WHEN}.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@format_option
@ledger_option
def headlines_command(since: datetime | None, limit: int, format_: str, ledger: str) -> None:
    """List the titles of articles, translated, the newest first. Watched words stand behind in [ ].

    A title is there before its article: they are translated first. One marked ? has not come through its check.
    """
    found = opened(ledger).headlines(since=since, limit=limit)
    if format_ == "jsonl":
        for headline in found:
            say_json(asdict(headline))
        return
    if not found:
        say("No headlines yet: wortlaut feeds run makes them.")
        return
    rows = []
    for headline in found:
        title = headline.english or headline.title
        doubt = f"  ? {headline.doubt}" if headline.doubt else ""
        hits = f"  [{', '.join(headline.hits)}]" if headline.hits else ""
        rows.append((minute(headline.seen), headline.feed, headline.item, f"{title}{hits}{doubt}"))
    table(("SEEN (UTC)", "FEED", "ITEM", "TITLE"), rows)


@click.command("show")
@click.argument("item")
@click.option("--output", "name", type=click.Choice(_PRINTED), default="brief.md", show_default=True)
@ledger_option
def show_command(item: str, name: str, ledger: str) -> None:
    """Print the brief of an article, or its pages or record, as they would be written now.

    ITEM: an article's id, as `feeds headlines` and briefs.jsonl have it.
    """
    from ..export.table import Outputs
    from ..release import held, released

    with opened(ledger) as book:
        record = book.record(item)
        if record is None:
            raise InputError(_why_not(book, item))
        made = [past for past in book.history(item) if past.state == "done"]
    now = datetime.now(UTC)
    embargo = made[-1].embargo if made else None
    # The ledger knows when an embargo ends; what its sender first said of it is in the record.
    release = released(replace(record, run=replace(record.run, edition=None)), now)
    if embargo is not None and embargo > now:
        warn(f"{item}: under embargo until {minute(embargo)} UTC. Not for publication before.")
        release = held(release, embargo, now)
    files = Outputs((name,)).of_article(replace(record, run=replace(record.run, release=release)))
    if name not in files:
        raise InputError(f"{item}: {name} is not made of an article under embargo.")
    data = files[name]
    if output().isatty():
        from ..render.text import printable

        data = printable(data.decode("utf-8")).encode()  # it quotes a feed, which must not command a terminal
    output().write(data)


def _why_not(book: Ledger, item: str) -> str:
    """Why there is no brief of an item."""
    versions = book.history(item)
    if not versions:
        return f"There is no article {item[:200]!r} in the ledger. wortlaut feeds headlines lists their ids."
    last = versions[-1]
    reason = f" ({last.reason})" if last.reason else ""
    return (
        f"{item}: has no brief; its last version is {last.state}{reason}. wortlaut feeds history {item} has them all."
    )


@click.command("history")
@click.argument("item")
@format_option
@ledger_option
def history_command(item: str, format_: str, ledger: str) -> None:
    """List the versions of an article: when each came, what its sender said of it, what became of it."""
    found = opened(ledger).history(item)
    if not found:
        raise InputError(f"There is no article {item[:200]!r} in the ledger. wortlaut feeds headlines lists their ids.")
    if format_ == "jsonl":
        for past in found:
            say_json(asdict(past))
        return
    rows = []
    for past in found:
        said = [past.signal, f"embargo until {minute(past.embargo)}" if past.embargo else "", past.note]
        signal = ": ".join(filter(None, said)) or "-"
        state = f"{past.state} ({past.reason})" if past.reason else past.state
        hits = f"  [{', '.join(past.hits)}]" if past.hits else ""
        number = str(past.number or "-")
        rows.append((minute(past.seen), past.feed, number, signal, state, minute(past.made), f"{past.title}{hits}"))
    table(("SEEN (UTC)", "FEED", "NUMBER", "SIGNAL AND NOTE", "STATE", "MADE (UTC)", "TITLE"), rows, right=(2,))


@click.command("runs")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@format_option
@ledger_option
def runs_command(limit: int, format_: str, ledger: str) -> None:
    """List the runs over the feeds, the newest first."""
    found = opened(ledger).runs(limit)
    if format_ == "jsonl":
        for run in found:
            say_json(asdict(run))
        return
    if not found:
        say("No runs yet: wortlaut feeds run.")
        return
    from ..feeds.owners import host_of

    now = datetime.now(UTC)
    rows = []
    for run in found:
        took = _length(((run.ended or now) - run.started).total_seconds())
        how = "interrupted" if run.interrupted else "ended" if run.ended else "at work, or killed"
        where = f"{host_of(run.host)} {run.pid}"
        rows.append((run.id, minute(run.started), took, f"{run.done:,}", f"{run.failed:,}", how, where))
    table(("RUN", "STARTED (UTC)", "TOOK", "DONE", "FAILED", "HOW", "WHERE"), rows, right=(2, 3, 4))


def _length(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"
