"""``wortlaut feeds check``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from .feeds_options import bare, feed_named, format_option, opened, remind_of_contact, say, say_json
from .options import FILE, config_option, ledger_option, settings

if TYPE_CHECKING:
    from ..feeds.look import Look
    from ..feeds.rules import Rules
    from ..ledger import Ledger

_KINDS = {
    "feed": "RSS or Atom", "jsondoc": "JSON", "sitemap": "sitemap", "newsml": "NewsML-G2", "iptc7901": "IPTC 7901",
    "jsonl": "JSON lines", "csv": "CSV", "parquet": "Parquet",
}  # fmt: skip


@click.command("check")
@click.argument("named", nargs=-1, metavar="[NAME|ADDRESS|FOLDER]...")
@format_option
@ledger_option
@config_option
def check_command(named: tuple[str, ...], format_: str, ledger: str, config_path: Path | None) -> None:
    """Look at feeds (by default all that are active): what would come, and what is odd. Nothing is entered.

    Says how many items there are, with which dates, in which language, whether whole or only teasers, what the rules
    leave out, and whether a feed has moved. Exit code 3 if one gives nothing.
    """
    from ..feeds.hosts import LedgerHosts
    from ..feeds.look import look
    from ..fetch import Fetcher

    config = settings(config_path)
    places = [_direct(name) for name in named]
    book = None
    if not named or None in places or "://" in ledger or Path(ledger).is_file() or Path(ledger, FILE).is_file():
        book = opened(ledger)
    wanted = list(_wanted(named, places, book))
    if not wanted:
        say("No active feeds: wortlaut feeds add ADDRESS.")
        return
    now = datetime.now(UTC)
    with (
        Fetcher(config.fetch, hosts=None if book is None else LedgerHosts(book)) as fetcher,
        ThreadPoolExecutor(config.fetch.concurrency) as pool,
    ):
        looks = pool.map(lambda each: look(each[1], each[2], config, fetcher, now), wanted)
        failed = 0
        for (name, _, _), found in zip(wanted, looks, strict=True):
            failed += bool(found.error)
            _show(name, found, format_)
    remind_of_contact(config, [where for _, where, _ in wanted])
    sys.exit(3 if failed else 0)


def _direct(name: str) -> str | None:
    """An address or path that was given instead of a feed's name."""
    from ..feeds.names import address

    if found := address(name):
        return found
    return str(Path(name).resolve()) if "/" in name or "\\" in name else None


def _wanted(
    named: Sequence[str], places: Sequence[str | None], book: Ledger | None
) -> Iterator[tuple[str, str, Rules]]:
    """Name, place and rules of each that is to be looked at."""
    from ..feeds.names import same_place
    from ..feeds.rules import Rules, read_rules

    if not named:
        assert book is not None
        for feed in book.feeds(active=True):
            yield feed.name, feed.url, read_rules(feed.rules, feed.name)
    known = {} if book is None else {same_place(feed.url): feed for feed in book.feeds()}
    for name, place in zip(named, places, strict=True):
        if place is not None and same_place(place) not in known:
            yield "", place, Rules()
            continue
        assert book is not None
        feed = feed_named(book, name) if place is None else known[same_place(place)]
        yield feed.name, feed.url, read_rules(feed.rules, feed.name)


def _show(name: str, found: Look, format_: str) -> None:
    if format_ == "jsonl":
        say_json({"name": name, **asdict(found), "url": bare(found.url), "moved": bare(found.moved)})
        return
    first, *lines = described(found)
    say(f"{name}  {first}" if name else first)
    for line in lines:
        say(line, 2)
    if found.moved:
        follow = f"feeds change {name} --url" if name else "feeds add"
        say(f"! moved for good: wortlaut {follow} {quote(bare(found.moved))}", 2)
    for example in found.examples:
        hits = f"  [{', '.join(example.hits)}]" if example.hits else ""
        say(f"{example.published[:16] or '-'} {example.title}{hits}", 4)


def described(found: Look) -> list[str]:
    """What a look has found, in lines; the first one is where."""
    lines = [bare(found.url)]
    if found.error:
        lines.append(f"! {found.error}")
        lines += [f"its page names: {bare(offer.url)}  {offer.title}" for offer in found.offers]
        return lines
    title = f", “{found.title}”" if found.title else ""
    items = f"{found.items:,} item{'' if found.items == 1 else 's'}"
    lines.append(f"{_KINDS.get(found.kind, found.kind)}{title}: {items}, of which {found.kept:,} would come")
    lines += [f"left out: {number:,} ({reason})" for reason, number in found.dropped]
    lines += [f"not usable: {number:,} ({reason})" for reason, number in found.refused]
    if found.newest:
        undated = f"; {found.undated:,} without a date" if found.undated else ""
        lines.append(f"dates: {found.oldest} to {found.newest}{undated}")
    elif found.items:
        lines.append("dates: none")
    if found.items and found.kind not in ("folder", "file"):
        whole = found.items - found.teasers
        pages = f"; {found.pages:,} pages would be fetched" if found.pages else ""
        lines.append(f"text: {whole:,} whole, {found.teasers:,} only a teaser{pages}")
    if found.languages:
        lines.append("language: " + ", ".join(f"{code} {number:,}" for code, number in found.languages))
    if found.watched:
        lines.append("watched words: " + ", ".join(f"{word} {number:,}" for word, number in found.watched))
    return lines + [f"! {remark}" for remark in found.remarks]
