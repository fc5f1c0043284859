"""``wortlaut report``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

import click

from ..errors import InputError
from ..types import Failure, Record, Severity
from .accepting import Accepting, accept_option, ignore_option, with_policy
from .feeds_options import WHEN, as_moment
from .gates import Keeper, gate_options
from .options import FILE, config_option, fail_on_option, output, settings, warn

if TYPE_CHECKING:
    from ..ledger import Ledger
    from ..record import RunReport

FORMATS = ("html", "json", "csv", "csv-excel", "xlsx", "text")
PAGES = ("brief.html", "qa.html")
_IN_MEMORY = 16 << 20
"""Bytes of findings that are kept in memory."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A record to be counted: where its pages are, the feed it came from, the run or day it belongs to."""

    record: Record
    folder: Path | None
    feed: str = ""
    point: tuple[str, str] = ("", "")
    newest: bool = True
    """Whether it is of the newest of several runs: only that one is compared with another."""


@click.command()
@click.argument("runs", nargs=-1, metavar="[DIR]...", type=click.Path(path_type=Path))
@click.option("--ledger", metavar="WHERE", help="The ledger of the feeds, instead of folders of runs.")
@click.option("--since", callback=as_moment, metavar="WHEN", help=f"Leave out what was made before: {WHEN}.")
@click.option("--until", callback=as_moment, metavar="WHEN", help="Leave out what was made then or later.")
@click.option("--feed", metavar="NAME", help="Only what came from this feed (with --ledger).")
@click.option(
    "--compare", metavar="RUN", help="An older run, for what is new since: its folder, or its id in the ledger."
)
@click.option("--format", "form", type=click.Choice(FORMATS), help="[by the name of --out, else text]")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write [standard output].")
@accept_option
@ignore_option
@config_option
@fail_on_option
@gate_options
def report(
    runs: tuple[Path, ...],
    ledger: str | None,
    since: datetime | None,
    until: datetime | None,
    feed: str | None,
    compare: str | None,
    form: str | None,
    out: Path | None,
    accept: tuple[Path, ...],
    ignore: tuple[str, ...],
    config_path: Path | None,
    fail_on: Severity | None,
    max_errors: int | None,
    max_per_1000: float | None,
    junit: Path | None,
) -> None:
    """Figures over runs (their folders) or over what the feeds gave (the ledger): totals, findings by check and feed,
    what people judged, the trend over several runs.

    DIR is the folder of a finished run, or of a ledger. Nothing is translated or checked again. With --config, --accept
    or --ignore, verdicts and limits are those of that policy; without them, verdicts are those stored. As html, the
    page leads from a broken limit to the sentence.
    """
    if ledger is None and _is_ledger(runs):
        ledger, runs = str(runs[0]), ()
    if bool(runs) == (ledger is not None):
        raise click.UsageError("Give either the folders of finished runs, or --ledger.")
    if feed and ledger is None:
        raise click.UsageError("A run's folder does not say what came from which feed: --feed goes with --ledger.")
    form = form or _by_name(out)
    from ..figures import Baseline
    from ..judge import judged
    from ..run.tally import Tally

    config = with_policy(settings(config_path), accept, ignore)
    accepting = Accepting(config.policy.accepted)
    stored = config_path is None and not accept and not ignore
    keeper = Keeper(config.policy, fail_on, max_errors, max_per_1000, junit)
    tally = Tally(PAGES, config.policy)
    start = Path.cwd() if out is None else out.resolve().parent

    def now(record: Record) -> Record:
        return record if stored else judged(record, config.policy)

    with ExitStack() as stack:
        book = _opened(stack, ledger) if ledger is not None else None
        baseline = None
        compared_run = ""
        if compare is not None:
            baseline = Baseline(compare)
            for record in _compared(compare, book, feed):
                baseline.old(now(record))
        spool = stack.enter_context(SpooledTemporaryFile(_IN_MEMORY))
        spooled = _spooling(form)
        within = _Window(since, until)
        counted = _of_ledger(book, ledger or "", within, feed) if book is not None else _of_runs(runs, within)
        for place, one in enumerate(counted):
            record = now(one.record)
            folder = os.path.relpath(one.folder, start) if one.folder else ""
            there = _pages(one.folder)
            if not stored:
                accepting.saw(record)
            row = tally.add(record, folder, place=place, written=there, feed=one.feed, point=one.point)
            keeper.take(record, str(one.folder) if row.qa else "", row.qa, one.point[0] if runs else "")
            if baseline is not None and one.newest:
                baseline.new(record)
                compared_run = one.point[0] if runs else ""
            spool.write(spooled(record, row.qa, row.title))
        for failure in _failures(runs, within) if book is None else _given_up(book, within, feed):
            tally.add_failure(failure)
            keeper.take(failure)
        made = replace(
            tally.build(),
            about=_about(runs, ledger, since, until, feed),
            limits=keeper.outcomes(),
            compared=replace(baseline.compared(), of=compared_run) if baseline is not None else None,
            files=(),
        )
        if not made.totals.articles:
            warn("there is nothing to report: no record is of that time, or of that feed.")
        spool.seek(0)
        _write(_formed(form, made, spool), out)
    accepting.close(warn)
    sys.exit(1 if keeper.close(warn, str(out) if out is not None and form == "html" else "") else 0)


def _is_ledger(given: tuple[Path, ...]) -> bool:
    return len(given) == 1 and (given[0].suffix == ".sqlite" or (given[0] / FILE).is_file())


class _Window:
    """A stretch of time; ``None`` is no bound."""

    def __init__(self, since: datetime | None, until: datetime | None) -> None:
        self.since, self.until = since, until

    def has(self, moment: str) -> bool:
        """Whether an ISO 8601 moment is in it; one that cannot be read is, unless there is a bound."""
        if self.since is None and self.until is None:
            return True
        try:
            at = datetime.fromisoformat(moment)
        except ValueError:
            return False
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


def _of_runs(roots: tuple[Path, ...], within: _Window) -> Iterator[Counted]:
    from ..release import release_of
    from ..run.store import stored_records
    from ..run.stored import first_made, stored_run

    names = {root: root.resolve().name for root in roots}
    unique = len(set(names.values())) == len(roots)
    begun = {root: (first_made(root) if len(roots) > 1 else "") or stored_run(root).started for root in roots}
    newest = max(roots, key=lambda root: (begun[root], roots.index(root)))
    for root, started in begun.items():
        name = names[root] if unique else str(root)
        for record in stored_records(root):
            if within.has(record.run.started) and release_of(record).state not in ("held", "withdrawn"):
                point = (name, started or record.run.started) if len(roots) > 1 else ("", "")
                folder = root / "articles" / record.article.id
                yield Counted(record, folder, point=point, newest=root == newest)


def _of_ledger(book: Ledger, where: str, within: _Window, feed: str | None) -> Iterator[Counted]:
    """The newest records in the ledger. Points of the trend are days, or the runs of a single day."""
    if feed is not None:
        book.feed(feed)  # a misspelt name is an error, not a report about nothing
    from ..run.store import spread_place

    runs = {row.id: row.started for row in book.runs() if within.has(row.started.isoformat())}
    by_day = len({started.date() for started in runs.values()}) != 1
    folder = _folder_of(where)
    for stored in book.stored(within.since, within.until, feed):
        made = stored.made.isoformat(timespec="seconds")
        started = runs.get(stored.run, stored.made)
        point = (made[:10], made[:10]) if by_day else (f"{started:%H:%M} {stored.run[:6]}", started.isoformat())
        there = folder / spread_place(stored.item) if folder is not None else None
        yield Counted(stored.record, there, stored.feed, point)


def _opened(stack: ExitStack, where: str) -> Ledger:
    from ..ledger import open_ledger

    return stack.enter_context(open_ledger(where, create=False, warn=warn))


def _folder_of(where: str) -> Path | None:
    """The output folder beside a ledger that is a file: where ``wortlaut feeds run`` writes if not told otherwise."""
    if "://" in where:
        return None
    path = Path(where)
    return path if path.is_dir() or (path.name != FILE and not path.suffix) else path.parent


def _compared(name: str, book: Ledger | None, feed: str | None) -> Iterable[Record]:
    from ..run.store import stored_records

    if book is None or Path(name).is_dir():
        if feed is not None:
            raise click.UsageError(
                "A run's folder does not say what came from which feed: with --feed, compare with a run of the ledger."
            )
        return stored_records(Path(name))
    records = [stored.record for stored in book.stored(run=name, feed=feed)]
    if not records:
        made = "anything" if feed is None else f"anything of the feed {feed}"
        raise InputError(f"{name}: neither a run's folder nor a run in the ledger that made {made}.")
    return records


def _failures(roots: Iterable[Path], within: _Window) -> Iterator[Failure]:
    from ..run.stored import stored_run

    for run in map(stored_run, roots):
        if within.has(run.started):
            yield from run.failures


def _given_up(book: Ledger, within: _Window, feed: str | None) -> Iterator[Failure]:
    """What ``wortlaut failed list`` calls given up; what is tried again may be made yet."""
    for one in book.failed():
        if one.next is None and feed in (None, one.feed) and within.has(one.at.isoformat()):
            yield Failure(one.item, one.url or one.title, one.stage, one.reason)


def _pages(folder: Path | None) -> tuple[str, ...]:
    return tuple(name for name in PAGES if folder is not None and (folder / name).is_file())


def _about(
    runs: tuple[Path, ...], ledger: str | None, since: datetime | None, until: datetime | None, feed: str | None
) -> str:
    from ..render.words import plural

    whole = ", ".join(root.resolve().name for root in runs)
    where = whole if len(runs) < 4 else plural(len(runs), "run")
    if ledger is not None:
        where = "Ledger" if "://" in ledger else f"Ledger {ledger}"
    times = [f"from {since:%Y-%m-%d %H:%M}" if since else "", f"until {until:%Y-%m-%d %H:%M}" if until else ""]
    return ", ".join(part for part in (where, f"feed {feed}" if feed else "", " ".join(filter(None, times))) if part)


def _by_name(out: Path | None) -> str:
    """The format that a file's name asks for."""
    if out is None:
        return "text"
    form = {".html": "html", ".htm": "html", ".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".txt": "text"}
    if out.suffix.lower() not in form:
        raise click.BadParameter(f"{out}: say the format with --format.", param_hint="--out")
    return form[out.suffix.lower()]


def _spooling(form: str) -> Callable[[Record, str, str], bytes]:
    """What is kept of a record's findings until the end, given the record, its side-by-side page and its headline."""
    if form in ("json", "xlsx"):
        from ..export.findings_json import lines
        from ..figures import listed

        return lambda record, page, title: lines(replace(one, page=page, title=title) for one in listed(record))
    if form in ("csv", "csv-excel"):
        from ..export.tables import csv_text
        from ..render.findings import findings_rows

        return lambda record, page, title: csv_text(findings_rows(record)).encode()
    return lambda record, page, title: b""


def _formed(form: str, made: RunReport, spool: IO[bytes]) -> Iterable[bytes]:
    """The file, piece by piece."""
    if form == "html":
        from ..render import report_html

        return [report_html(made).encode()]
    if form == "text":
        from ..render.report_text import report_text

        return [report_text(made).encode()]
    if form == "json":
        from ..export.report_json import report_json

        return report_json(made, spool)
    if form == "xlsx":
        from ..export.findings_xlsx import workbook

        return workbook(spool, made)
    from ..export.table import encoded
    from ..export.tables import BOM, FINDINGS

    return [BOM if form == "csv-excel" else b"", encoded(FINDINGS.head), *spool]


def _write(parts: Iterable[bytes], out: Path | None) -> None:
    """Write the file whole: what was there before stays until the new one is complete."""
    if out is None:
        stream = output()
        for part in parts:
            stream.write(part)
        stream.flush()
        return
    from ..render.text import printable
    from ..run.store import output_errors, write_whole

    with output_errors(out):
        out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, parts)

    click.echo(printable(f"Report: {out}"))
