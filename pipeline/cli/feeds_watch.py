"""``wortlaut feeds add|list|change|pause|resume|remove``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError
from .feeds_options import (
    ago,
    bare,
    feed_named,
    format_option,
    given_rules,
    iso,
    opened,
    remind_of_contact,
    rule_options,
    say,
    say_json,
    table,
)
from .options import config_option, ledger_option, settings, warn

if TYPE_CHECKING:
    from ..feeds.look import Look
    from ..feeds.rules import Rules
    from ..ledger import Ledger
    from ..ledger.values import Feed


@click.command("add")
@click.argument("where", nargs=-1, required=True, metavar="ADDRESS|FOLDER|FILE...")
@click.option("--name", help="What commands call the feed [made from its title or address].")
@rule_options
@click.option("--no-check", is_flag=True, help="Do not look at the feed before it is added.")
@ledger_option
@config_option
def add_command(
    where: tuple[str, ...], name: str | None, no_check: bool, ledger: str, config_path: Path | None, **options: Any
) -> None:
    """Watch a feed (RSS, Atom, JSON Feed, news sitemap, agency items), a folder or a file.

    It is looked at once, to see that it is one and what would come; that enters nothing. The address of a page will
    do if the page names its feed.
    """
    from ..feeds.names import checked_name, name_for
    from ..feeds.rules import as_json, read_rules

    if name is not None and len(where) > 1:
        raise click.UsageError("--name names one feed; give one address.")
    rules = read_rules(given_rules(options), name or where[0])
    places = [_place(each) for each in where]
    if name is not None:
        checked_name(name)
    config = settings(config_path)
    book = opened(ledger, create=True)
    for place in places:
        _not_twice(book, place)
        found = None if no_check else _looked(place, rules, config, book)
        url = (found.moved or found.url) if found else place
        if url != place:
            _not_twice(book, url)
        title = found.title if found else ""
        taken = {feed.name for feed in book.feeds()}
        feed = book.add_feed(name or name_for(title, url, taken), url, as_json(rules))
        if title:
            book.change_feed(feed.name, title=title)
        _tell_added(feed, found)
    remind_of_contact(config, places)


def _place(where: str) -> str:
    """An address as it is fetched, or a path as it is found from anywhere.

    Raises:
        InputError: it is neither.
    """
    from ..feeds.names import address

    if found := address(where):
        return found
    path = Path(where)
    try:
        if "://" not in where and path.exists():
            return str(path.resolve())
    except (OSError, ValueError):
        pass
    shown = bare(where)[:200]
    hint = "Write the whole address, with https://." if "." in where and "://" not in where else "Check it."
    raise InputError(f"{shown}: neither an address of http or https nor a folder or file that is there. {hint}")


def _not_twice(book: Ledger, place: str) -> None:
    from ..feeds.names import same_place

    for feed in book.feeds():
        if same_place(feed.url) == same_place(place):
            raise InputError(
                f"{bare(place)}: is already watched, as {feed.name}. "
                f"wortlaut feeds change {feed.name} changes its rules."
            )


def _looked(place: str, rules: Rules, config: Any, book: Ledger) -> Look:
    """A look at the place, or at the one feed that the page there names.

    Raises:
        InputError: there is no feed.
    """
    from ..feeds.hosts import LedgerHosts
    from ..feeds.look import look
    from ..fetch import Fetcher

    with Fetcher(config.fetch, hosts=LedgerHosts(book)) as fetcher:
        found = look(place, rules, config, fetcher, datetime.now(UTC))
        if found.error and len(found.offers) == 1:
            say(f"{bare(place)}: {found.error}; it names its feed: {bare(found.offers[0].url)}")
            found = look(found.offers[0].url, rules, config, fetcher, datetime.now(UTC))
    if not found.error:
        return found
    if found.offers:
        for offer in found.offers:
            say(f"wortlaut feeds add {bare(offer.url)}{f' ({offer.title})' if offer.title else ''}", 2)
        raise InputError(f"{bare(place)}: {found.error}. It names {len(found.offers)} feeds; add those that you want.")
    raise InputError(f"{bare(found.url)}: {found.error}. Nothing was added; --no-check adds it all the same.")


def _tell_added(feed: Feed, found: Look | None) -> None:
    say(f"added: {feed.name}  {bare(feed.url)}")
    if found is None:
        return
    from .feeds_check import described

    for line in described(found)[1:]:
        say(line, 2)


@click.command("list")
@format_option
@ledger_option
def list_command(format_: str, ledger: str) -> None:
    """Show the feeds: whether they are active, their last and next visit, what they have given, what is wrong.

    DONE, WAITING and FAILED count versions of articles. An address stands without its name and password.
    """
    book = opened(ledger)
    feeds, counts, now = book.feeds(), book.feed_counts(), datetime.now(UTC)
    if format_ == "jsonl":
        for feed in feeds:
            say_json(_row(feed, counts.get(feed.id, {})))
        return
    if not feeds:
        say("No feeds yet: wortlaut feeds add ADDRESS.")
        return
    rows = [_cells(feed, counts.get(feed.id, {}), now) for feed in feeds]
    table(_HEAD, rows, right=(4, 5, 6, 7))


_HEAD = ("NAME", "STATE", "VISITED", "NEXT", "HTTP", "DONE", "WAITING", "FAILED", "ADDRESS")
_WAITING = ("listed", "waiting", "leased")


def _waiting(counts: Mapping[Any, int]) -> int:
    return sum(counts.get(state, 0) for state in _WAITING)


def _cells(feed: Feed, counts: Mapping[Any, int], now: datetime) -> Sequence[str]:
    state = "paused" if not feed.active else "failing" if feed.error else "active" if feed.fetched else "new"
    due = feed.not_before is None or feed.not_before <= now
    following = "-" if not feed.active else "now" if due else ago(feed.not_before, now)
    place = bare(feed.url)
    if feed.error:
        often = f", at the last {feed.failures} visits" if feed.failures > 1 else ""
        place += f"  ! {feed.error}{often}"
    return (
        feed.name,
        state,
        ago(feed.fetched, now),
        following,
        str(feed.status or "-"),
        f"{counts.get('done', 0):,}",
        f"{_waiting(counts):,}",
        f"{counts.get('failed', 0):,}",
        place,
    )


def _row(feed: Feed, counts: Mapping[Any, int]) -> dict[str, Any]:
    return {
        "name": feed.name,
        "url": bare(feed.url),
        "title": feed.title,
        "active": feed.active,
        "visited": iso(feed.fetched),
        "next": iso(feed.not_before) if feed.active else None,
        "status": feed.status,
        "error": feed.error,
        "failures": feed.failures,
        "done": counts.get("done", 0),
        "waiting": _waiting(counts),
        "failed": counts.get("failed", 0),
        "states": dict(sorted(counts.items())),
        "rules": feed.rules,
    }


@click.command("change")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--url", help="Another address, folder or file.")
@rule_options
@click.option("--reset", multiple=True, metavar="RULE", help="Take a rule back: keep, drop, every, ... or all.")
@ledger_option
def change_command(
    names: tuple[str, ...], url: str | None, reset: tuple[str, ...], ledger: str, **options: Any
) -> None:
    """Change the rules of feeds. A list that is given (--keep, --drop, ...) replaces the one that was there.

    Without an option, the rules are shown as they are. What is already in the ledger stays as it is.
    """
    from ..feeds.rules import as_json, merged, read_rules

    given = given_rules(options)
    if url is not None and len(names) > 1:
        raise click.UsageError("--url is for one feed; name one.")
    place = None if url is None else _place(url)
    dropped = _reset(reset)
    if both := dropped & set(given):
        raise click.UsageError(f"--reset {min(both)} takes back what another option gives.")
    book = opened(ledger)
    feeds = [feed_named(book, name) for name in names]
    if place is not None:
        _not_twice(book, place)
    for feed in feeds:
        if place is not None:
            place = _with_login(feed.url, place)
        kept = {key: value for key, value in feed.rules.items() if key not in dropped}
        rules = merged(read_rules(kept, feed.name), given, feed.name)
        if given or dropped or place is not None:
            feed = book.change_feed(feed.name, rules=as_json(rules), url=place)
        say(f"{feed.name}  {bare(feed.url)}")
        for key, value in as_json(rules).items():
            said = ", ".join(map(str, value)) if isinstance(value, list) else value
            say(f"{_OPTION.get(key, key.replace('_', '-'))}: {said}", 2)


def _with_login(before: str, after: str) -> str:
    """An address that a feed has moved to, which is shown without name and password, with those that it has now."""
    from ..feeds.names import is_address
    from ..fetch.urls import same_login

    if not is_address(before) or not is_address(after):
        return after
    kept = same_login(before, after)
    if bare(before) != before and bare(kept) == kept:
        warn("the name and password stay behind: this is another host. Give them in the address if it wants them.")
    return kept


_OPTION = {"interval": "every", "limit": "most"}
"""Rules whose option has another name."""


def _reset(named: Sequence[str]) -> set[str]:
    """The rules meant by ``--reset``."""
    from dataclasses import fields

    from ..feeds.rules import Rules

    keys = {_OPTION.get(f.name, f.name.replace("_", "-")): f.name for f in fields(Rules)}
    found: set[str] = set()
    for name in named:
        if name == "all":
            found.update(keys.values())
        elif name in keys:
            found.add(keys[name])
        else:
            raise click.BadParameter(f"{name!r}; valid: all, {', '.join(keys)}.", param_hint="--reset")
    return found


@click.command("pause")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@ledger_option
def pause_command(names: tuple[str, ...], ledger: str) -> None:
    """Leave feeds alone until they are resumed. What has come from them is still worked on."""
    _active(names, ledger, active=False)


@click.command("resume")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@ledger_option
def resume_command(names: tuple[str, ...], ledger: str) -> None:
    """Watch paused feeds again."""
    _active(names, ledger, active=True)


def _active(names: Sequence[str], ledger: str, *, active: bool) -> None:
    book = opened(ledger)
    for feed in [feed_named(book, name) for name in names]:
        book.change_feed(feed.name, active=active)
        say(f"{'watched again' if active else 'paused'}: {feed.name}")


@click.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@ledger_option
def remove_command(names: tuple[str, ...], ledger: str) -> None:
    """Watch feeds no longer. Their articles stay; what waits in the queue is left out.

    A feed that is added again under its name gets them back.
    """
    book = opened(ledger)
    for feed in [feed_named(book, name) for name in names]:
        waiting = _waiting(book.feed_counts().get(feed.id, {}))
        book.remove_feed(feed.name)
        left = f"; {waiting:,} in the queue are left out" if waiting else ""
        say(f"removed: {feed.name}{left}")
