"""``wortlaut glossary``: check, export, import, suggest."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import InputError
from .options import ledger_option, warn

if TYPE_CHECKING:
    from ..names.glossary import Entry, Survey

_FORMATS = ("csv", "excel", "tbx", "tbx2")
_RULES = {"translate": "with a house form", "keep": "never translated", "flag": "always flagged", "ignore": "no name"}


@click.group("glossary")
def glossary_group() -> None:
    """The desk's own names: look a list over, carry it to and from other tools, see what could be added."""


@glossary_group.command("check", short_help="Look a glossary over.")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Look a glossary over: what it holds, and every line that cannot be used, with what is valid there.

    FILE: a list from a spreadsheet (German,English,kind,note or Deutsch;Englisch;Art;Anmerkung) or TBX. The exit code
    is 2 if there is a line that `run` and `check` would refuse.
    """
    found = _survey(file)
    rules = Counter(_RULES[entry.rule] for entry in found.entries)
    said = ", ".join(f"{number} {name}" for name, number in rules.items())
    _say(f"{file}: {_many(len(found.entries), 'entry', 'entries')} ({found.encoding}){': ' if said else ''}{said}")
    for remark in found.remarks:
        _say(f"note: {remark}")
    for problem in found.problems:
        _say(f"error: {problem}")
    sys.exit(2 if found.problems else 0)


@glossary_group.command("export", short_help="Write a glossary for another tool.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--to", "form", type=click.Choice(_FORMATS), default="tbx", show_default=True, help="tbx2: older tools.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write [standard output].")
def export_command(file: Path, form: str, out: Path | None) -> None:
    """Write a glossary as CSV, for a German Excel, or as TBX-Basic of 2019 (tbx) or 2008 (tbx2)."""
    from ..names.glossary_out import csv_text
    from ..names.glossary_tbx import tbx

    entries = _usable(file)
    if form in ("tbx", "tbx2"):
        text = tbx(entries, "3" if form == "tbx" else "2")
    else:
        text = csv_text(entries, german=form == "excel")
    if out is None:
        from .options import output

        output().write(text.encode("utf-8", "replace"))
        return
    _write(out, text)
    _say(f"{out}: {_many(len(entries), 'entry', 'entries')} written")


@glossary_group.command("import", short_help="Take another list into a glossary.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The desk's glossary (CSV)."
)
@click.option("--dry-run", is_flag=True, help="Say what would be taken in, and change nothing.")
def import_command(file: Path, into: Path, dry_run: bool) -> None:
    """Take the entries of FILE (CSV or TBX) into the desk's glossary, which is made if it is not there.

    What the glossary says already stays: an entry that says something else is named with both lines and left out, and
    the exit code is 1.
    """
    from ..names.glossary_out import csv_text

    if into.suffix.lower() in (".tbx", ".xml"):
        raise InputError(f"{into}: is written as CSV; give it a name that ends in .csv")
    there = _usable(into) if into.exists() else []
    kept = {entry.german.casefold(): entry for entry in there}
    new, against = [], 0
    for entry in _usable(file):
        old = kept.get(entry.german.casefold())
        if old is None:
            new.append(entry)
        elif (old.english, old.rule) != (entry.english, entry.rule):
            against += 1
            warn(f"{entry.origin}: {entry.german!r} is {_form(entry)} here and {_form(old)} in {old.origin}: left out")
    if new and not dry_run:
        _write(into, csv_text([*there, *new]))
    verb = "would be taken in" if dry_run else "taken in"
    _say(f"{into}: {_many(len(new), 'entry', 'entries')} {verb}, {_many(len(there), 'entry', 'entries')} there before")
    sys.exit(1 if against else 0)


@glossary_group.command("suggest", short_help="Lines that the desk's work suggests.")
@click.option("--glossary", type=click.Path(path_type=Path), help="What is in there is not suggested.")
@click.option("--at-least", type=click.IntRange(min=1), default=3, show_default=True, help="In so many articles.")
@ledger_option
def suggest_command(glossary: Path | None, at_least: int, ledger: str) -> None:
    """Print lines that a glossary could have, with the evidence in the last column. Nothing is changed.

    A form that editors put in the place of another in several articles; a name that was dismissed as none, and a
    rendering that was dismissed as right, in several articles or for all.
    """
    from ..desk.suggest import suggestions
    from ..names.glossary import Entry
    from ..names.glossary_out import csv_text
    from ..render.text import printable
    from .feeds_options import opened

    known = [entry.german for entry in _usable(glossary)] if glossary is not None else []
    found = suggestions(opened(ledger), known, at_least)
    if not found:
        warn(f"nothing was done in {at_least} articles or more that a line of a glossary could do.")
        return
    lines = [
        Entry(one.german, (one.english,) if one.english else (), one.kind, one.evidence, "keep", "") for one in found
    ]
    click.echo(printable(csv_text(lines)), nl=False)


def _survey(file: Path) -> Survey:
    from ..names.glossary import survey

    return survey(file)


def _usable(file: Path) -> list[Entry]:
    from ..names.glossary import Glossary

    return list(Glossary.load(file).entries)


def _form(entry: Entry) -> str:
    return repr("|".join(entry.english)) if entry.rule == "translate" else repr(entry.kind)


def _write(path: Path, text: str) -> None:
    from ..run.store import write_whole

    write_whole(path, [text.encode("utf-8", "replace")])


def _many(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _say(message: str) -> None:
    from ..render.text import one_line

    click.echo(one_line(message))
