"""What the commands around feeds share: rules as options, lengths of time, tables, moments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..config import QUALITIES, Config
from ..errors import InputError
from .options import warn

if TYPE_CHECKING:
    from ..ledger import Ledger
    from ..ledger.values import Feed

F = TypeVar("F", bound=Callable[..., Any])


WHEN = "36h, 2d (so long ago), 2026-11-25, 2026-11-25T22:00 (UTC)"
"""What ``--since`` takes, for its help."""
SHORTEST = 60
"""Seconds between two visits to a feed, at least, that can be asked for on the command line."""


def as_seconds(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """For ``callback=``: the time between two visits (``15m``, ``2h``, ``1d``) in seconds."""
    if value is None:
        return None
    from ..feeds.when import length

    try:
        seconds = int(length(value).total_seconds())
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None
    if seconds < SHORTEST:
        raise click.BadParameter(f"{value!r} is too often: at least a minute between two visits (1m).")
    return seconds


def as_moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """For ``callback=``: a moment, ``2026-11-26`` or ``2026-11-26T02:00`` (UTC unless it says otherwise), or a length
    of time before now (``36h``)."""
    if value is None:
        return None
    from ..feeds.when import moment

    try:
        return moment(value, datetime.now(UTC))
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from None


format_option = click.option(
    "--format", "format_", type=click.Choice(("text", "jsonl")), default="text", show_default=True
)
"""``--format text|jsonl``."""

_WORDS = "a word or several, * for any letters before or after one, title: or text: for where"
_RULES = (
    click.option("--keep", multiple=True, metavar="WORDS", help=f"Only items with these words ({_WORDS})."),
    click.option("--drop", multiple=True, metavar="WORDS", help="No items with these words."),
    click.option("--section", multiple=True, metavar="WORDS", help="Only items of these sections."),
    click.option("--drop-section", multiple=True, metavar="WORDS", help="No items of these sections."),
    click.option("--language", multiple=True, metavar="CODE", help="Only items in these languages."),
    click.option("--watch", multiple=True, metavar="WORDS", help="Note and show items with these words; drops none."),
    click.option("--summariser", help="Who writes the briefs: extractive, seq2seq or instruct."),
    click.option("--quality", type=click.Choice(list(QUALITIES)), help="Beam size: speed against quality."),
    click.option("--outputs", metavar="NAME,...", help="Files for each article, or none."),
    click.option("--page", type=click.Choice(("auto", "always", "never")), help="Fetch the page behind an item."),
    click.option("--every", "interval", callback=as_seconds, metavar="TIME", help="Time between two visits: 15m, 2h."),
    click.option("--most", "limit", type=click.IntRange(min=0), metavar="N", help="Items taken from one visit."),
    click.option("--urgent/--not-urgent", default=None, help="Work on this feed's items before others'."),
    click.option("--group", metavar="NAME/NAME", help="Folder of the feed in lists for people."),
)


def rule_options(command: F) -> F:
    """An option for each rule of :class:`pipeline.feeds.rules.Rules`; :func:`given_rules` reads them."""
    for option in reversed(_RULES):
        command = option(command)
    return command


def given_rules(options: Mapping[str, Any]) -> dict[str, Any]:
    """The rules that were given as options, as JSON for :func:`pipeline.feeds.rules.read_rules`."""
    given: dict[str, Any] = {}
    for key, value in options.items():
        if value is None or value == ():
            continue
        if key == "outputs":
            value = [name.strip() for name in value.split(",") if name.strip()]
        elif key == "group":
            value = [name.strip() for name in value.split("/") if name.strip()]
        elif isinstance(value, tuple):
            value = list(value)
        given[key] = value
    return given


def opened(where: str, create: bool = False) -> Ledger:
    """The ledger; a warning about it goes to standard error.

    Args:
        where: as given with ``--ledger``.
        create: make it if it is not there.
    """
    from ..ledger import open_ledger

    return open_ledger(where, create=create, warn=warn)


def bare(place: str) -> str:
    """An address without name and password; a path as it is."""
    if "://" not in place:
        return place
    from ..fetch.urls import bare as without_login

    return without_login(place)


def feed_named(book: Ledger, name: str) -> Feed:
    """The feed of this name.

    Raises:
        InputError: there is none; the message names the nearest.
    """
    from ..feeds.names import nearest

    known = {feed.name: feed for feed in book.feeds()}
    if name not in known:
        raise InputError(f"There is no feed {name[:100]!r}.{nearest(name, known)}")
    return known[name]


def remind_of_contact(config: Config, places: Iterable[str]) -> None:
    """Warn if addresses are fetched and nobody says who does."""
    from ..feeds.names import is_address

    if not config.fetch.contact and any(map(is_address, places)):
        warn("fetch.contact is empty: name an address there; publishers who can write to you need not lock you out.")


def say(message: str, indent: int = 0) -> None:
    """A line on standard output. It may quote a feed."""
    from ..render.text import one_line

    click.echo(" " * indent + one_line(message))


def say_json(row: Mapping[str, Any]) -> None:
    """An object on a line. In ASCII: what a feed says commands no terminal and breaks no line."""
    click.echo(json.dumps(row, default=_plain))


def _plain(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else list(value)


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = (), wide: int = 48) -> None:
    """Rows under their heads, each column as wide as its widest cell, the last one not cut.

    Args:
        head: of the columns.
        rows: cells, foreign text included.
        right: numbers of the columns that are set to the right.
        wide: the most columns of the terminal that a cell but the last may take.
    """
    from ..render.text import fit, one_line, pad, width

    lines = [
        [one_line(cell) if at == len(head) - 1 else fit(cell, wide) for at, cell in enumerate(row)] for row in rows
    ]
    lines.insert(0, list(head))
    widths = [max(width(line[at]) for line in lines) for at in range(len(head))]
    aside = frozenset(right)
    for line in lines:
        cells = [pad(cell, widths[at], at in aside) for at, cell in enumerate(line)]
        click.echo("  ".join(cells).rstrip())


def iso(moment: datetime | None) -> str | None:
    """UTC to the second, for programs."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def minute(moment: datetime | None) -> str:
    """UTC to the minute, for people; a dash for none."""
    return "-" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago, or in how long: ``12 min``, ``in 3 h``, ``never``."""
    if moment is None:
        return "never"
    seconds = int((now - moment).total_seconds())
    before = "" if seconds >= 0 else "in "
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if abs(seconds) >= 2 * size:
            return f"{before}{abs(seconds) // size} {unit}"
    return f"{before}{abs(seconds)} s"
