"""``wortlaut feeds import|export``: lists of feeds as OPML."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import click

from ..errors import ConfigError, WortlautError
from .feeds_options import opened, say
from .options import ledger_option, output, warn


@click.command("import")
@click.argument("file", type=click.File("rb"), metavar="FILE.opml")
@click.option("--paths", is_flag=True, help="Also watch the folders and files in the list; only for one of your own.")
@ledger_option
def import_command(file: BinaryIO, paths: bool, ledger: str) -> None:
    """Watch the feeds of an OPML file, as feed readers and `feeds export` write it; - is standard input.

    They are not looked at: `feeds check` does that. Feeds that are watched already stay as they are.
    """
    from ..feeds.names import checked_name, is_address, name_for, same_place
    from ..feeds.opml import LARGEST, read_opml
    from ..feeds.rules import as_json, merged, read_rules

    found = read_opml(file.read(LARGEST + 1), getattr(file, "name", "-"))
    for remark in found.remarks:
        warn(remark)
    book = opened(ledger, create=True)
    known = {same_place(feed.url): feed.name for feed in book.feeds()}
    taken = set(known.values())
    added = there = 0
    refused = found.refused
    for outline in found.feeds:
        if same_place(outline.url) in known:
            there += 1
            continue
        try:
            if not is_address(outline.url) and not paths:
                raise ConfigError(f"{outline.url}: a folder or file of this machine; --paths watches it.")
            name = outline.name
            try:
                checked_name(name)
            except ConfigError:
                name = ""
            if not name or name in taken:
                name = name_for(outline.name or outline.title, outline.url, taken)
            rules = read_rules(outline.rules, name)
            if outline.group != rules.group:
                rules = merged(rules, {"group": list(outline.group)}, name)
            feed = book.add_feed(name, outline.url, as_json(rules))
        except WortlautError as error:
            warn(str(error))
            refused += 1
            continue
        if outline.title or not outline.active:
            book.change_feed(feed.name, title=outline.title or None, active=outline.active)
        known[same_place(outline.url)] = feed.name
        taken.add(feed.name)
        added += 1
    not_taken = f", {refused:,} refused" if refused else ""
    say(f"{added:,} added, {there:,} already there{not_taken}. wortlaut feeds check looks at them.")


@click.command("export")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False), metavar="[FILE]")
@ledger_option
def export_command(file: Path | None, ledger: str) -> None:
    """Write the feeds, with their groups and rules, as an OPML file (by default to standard output).

    Any feed reader takes it. `feeds import` makes the same feeds of it.
    """
    from ..feeds.opml import Outline, write_opml
    from ..feeds.rules import as_json, read_rules

    feeds = opened(ledger).feeds()
    outlines = []
    for feed in feeds:
        rules = read_rules(feed.rules, feed.name)
        own = {key: value for key, value in as_json(rules).items() if key != "group"}
        outlines.append(Outline(feed.url, feed.name, feed.title, group=rules.group, rules=own, active=feed.active))
    data = write_opml(outlines)
    if secret := sum("@" in urlsplit(feed.url).netloc for feed in feeds):
        have = "has a name and password in it" if secret == 1 else "have a name and password in them"
        warn(f"{secret:,} of the addresses {have}: give this file to nobody else.")
    if file is None:
        output().write(data)
    else:
        file.write_bytes(data)
        say(f"{len(feeds):,} feeds written to {file}")
