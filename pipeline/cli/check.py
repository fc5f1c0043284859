"""``wortlaut check``."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click
import msgspec

from .. import __version__, bitext, render
from ..check.deliveries import compared, counterparts
from ..check.parallel import compare_all
from ..errors import InputError
from ..judge import apply_policy, pair_verdict
from ..names import Glossary
from ..types import Comparison, Direction, Lang, Severity
from .accepting import Accepting, accept_option, ignore_option, with_policy, write_accepted_option
from .gates import Keeper, gate_options
from .options import config_option, fail_on_option, glossary_option, output, settings, warn
from .pairs import read_aligned, read_pairs

PAGE = 20_000
"""Pairs on a page; each takes some kilobytes in it."""
_LANGS: dict[str, tuple[Lang, Lang]] = {"de-en": ("de", "en"), "en-en": ("en", "en")}
_BY_SUFFIX = {".html": "html", ".htm": "html", ".csv": "csv", ".jsonl": "jsonl"}


def now() -> datetime:
    """The time that a report carries."""
    return datetime.now().astimezone().replace(microsecond=0)


def _columns(_: click.Context, __: click.Parameter, value: str | None) -> bitext.Columns | None:
    try:
        return None if value is None else bitext.Columns.parse(value)
    except ValueError as error:
        raise click.BadParameter(f"{error}; for instance source=2,target=3,id=1.") from error


@click.command()
@click.argument("pairs", required=False, type=click.Path(path_type=Path))
@click.option("--source", type=click.Path(path_type=Path), help="German lines (with --target, instead of PAIRS).")
@click.option("--target", type=click.Path(path_type=Path), help="English lines, one for each source line.")
@click.option(
    "--columns", callback=_columns, metavar="LIST", help="Columns of a table: source=2,target=3,id=1 [by headings]."
)
@click.option("--sheet", default="", metavar="NAME", help="Sheet of a workbook, by name or number [the first].")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl", "csv", "csv-excel", "html"]),
    help="csv-excel: with a byte order mark, so that Excel reads it as UTF-8. [text, or by the ending of --out]",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write [standard output].")
@click.option("--compare", type=click.Path(path_type=Path), help="An earlier delivery: say what is new since then.")
@click.option(
    "--new-only", is_flag=True, help="With --compare: only new findings count for --fail-on, limits and --junit."
)
@click.option("--langs", type=click.Choice(list(_LANGS)), default="de-en", show_default=True)
@click.option(
    "--direction",
    type=click.Choice(get_args(Direction)),
    default="both",
    show_default=True,
    help="target: the target may leave things out (a summary), but what it says must be in the source.",
)
@glossary_option
@accept_option
@write_accepted_option
@ignore_option
@config_option
@fail_on_option
@gate_options
def check(
    pairs: Path | None,
    source: Path | None,
    target: Path | None,
    columns: bitext.Columns | None,
    sheet: str,
    form: str | None,
    out: Path | None,
    compare: Path | None,
    new_only: bool,
    langs: str,
    direction: Direction,
    glossary: Path | None,
    accept: tuple[Path, ...],
    write_accepted: Path | None,
    ignore: tuple[str, ...],
    config_path: Path | None,
    fail_on: Severity | None,
    max_errors: int | None,
    max_per_1000: float | None,
    junit: Path | None,
) -> None:
    """Check English texts against their German sources.

    PAIRS holds both: lines of source<TAB>target, a table with headings (CSV, TSV, Excel), XLIFF or TMX ("-" reads
    standard input). No translator is needed: human translations can be checked just as well. Of --config, ``ignore``
    and ``max_severity`` under [policy] apply: ignored findings are left out.
    """
    if new_only and compare is None:
        raise click.UsageError("--new-only needs --compare.")
    policy = with_policy(settings(config_path), accept, ignore, write_accepted).policy
    accepting = Accepting(policy.accepted, write_accepted, "found by wortlaut check")
    names = Glossary.load(glossary) if glossary else None
    wanted = bitext.Wanted(columns, sheet, _LANGS[langs])
    form = form or _BY_SUFFIX.get(out.suffix.lower() if out else "", "text")
    keeper = Keeper(policy, fail_on, max_errors, max_per_1000, junit, "pairs")
    tally = render.Tally()

    def results(rows: Iterator[bitext.Pair], accepting: Accepting) -> Iterator[render.Pair]:
        given: deque[bitext.Pair] = deque()
        for index, found in enumerate(compare_all(_noted(rows, given), _LANGS[langs], direction, names)):
            pair = given.popleft()
            counted = accepting.left(apply_policy(found.findings, policy), pair.source, pair.target)
            comparison = replace(found, findings=counted)
            verdict = pair_verdict(comparison.findings)
            yield render.Pair(index, pair.source, pair.target, verdict, comparison, pair.id, pair.where, pair.state)

    def watched(items: Iterable[render.Pair]) -> Iterator[render.Pair]:
        for item in items:
            if form == "html" and item.index == PAGE:
                raise InputError(f"More than {PAGE:,} pairs make no page that a browser can show: use --format csv.")
            counted = _new(item) if new_only else item.comparison
            keeper.pair(render.place(item), item.source, item.target, counted)
            tally.take(item)
            yield item

    with ExitStack() as stack:
        name, rows, remarks = _read(stack, pairs, source, target, wanted)
        gone: list[render.Gone] = []
        checked = results(rows, accepting)
        if compare is not None:
            before, _ = stack.enter_context(read_pairs(compare, wanted))
            checked = _since(list(checked), list(results(before, Accepting(policy.accepted, None, ""))), gone)
        against = compare.name if compare is not None else ""
        about = render.About(name, now().isoformat(), __version__, remarks, against)
        writers: dict[str, Callable[[Iterable[render.Pair]], Iterable[str]]] = {
            "jsonl": _json_lines,
            "text": lambda items: render.check_text_parts(items, about=about, ending=lambda: gone),
            "csv": render.check_csv_parts,
            "csv-excel": lambda items: render.check_csv_parts(items, excel=True),
            "html": lambda items: [render.check_html(items, _LANGS[langs], about, lambda: gone)],
        }
        parts = writers[form](watched(checked))
        if out is None:
            stream = output()
            for part in parts:
                stream.write(part.encode())
            stream.flush()
        else:
            from ..run.store import write_whole

            write_whole(out, (part.encode() for part in parts))
            click.echo(f"{render.one_line(str(out))}: {tally.total}")
    if not tally.pairs:
        warn(f"there is nothing to check: no pair of texts is in {name}.")
    accepting.close(warn)
    sys.exit(1 if keeper.close(warn, "" if out is None else str(out)) else 0)


def _noted(rows: Iterator[bitext.Pair], given: deque[bitext.Pair]) -> Iterator[tuple[str, str]]:
    """The rows' texts, each row put where its result will find it: no more are held than are in the making."""
    for row in rows:
        given.append(row)
        yield row.source, row.target


def _since(new: list[render.Pair], old: list[render.Pair], gone: list[render.Gone]) -> Iterator[render.Pair]:
    """The pairs of the newer delivery with what is new in them; ``gone`` gets what the older one had besides."""
    fresh, lost = compared(
        [pair.comparison.findings for pair in new],
        [pair.comparison.findings for pair in old],
        counterparts([_pair(pair) for pair in new], [_pair(pair) for pair in old]),
    )
    for one in lost:
        was = old[one.index]
        gone.append(render.Gone(render.place(was), one.finding, was.source, was.target, one.dropped))
    return (replace(pair, new=flags) for pair, flags in zip(new, fresh, strict=True))


def _new(item: render.Pair) -> Comparison:
    """The pair's comparison with only the findings that are new."""
    findings = item.comparison.findings
    new = tuple(f for f, is_new in zip(findings, item.new or (), strict=True) if is_new)
    return replace(item.comparison, findings=new)


def _pair(checked: render.Pair) -> bitext.Pair:
    return bitext.Pair(checked.source, checked.target, checked.id, checked.where)


def _json_lines(items: Iterable[render.Pair]) -> Iterator[str]:
    encode = msgspec.json.Encoder().encode
    for item in items:
        yield encode(_line(item)).decode() + "\n"


def _line(item: render.Pair) -> dict[str, Any]:
    line: dict[str, Any] = {"index": item.index, "verdict": item.verdict, "findings": item.comparison.findings}
    if item.id:
        line["id"] = item.id
    if item.where:
        line["where"] = item.where
    if item.new is not None:
        line["new"] = item.new
    return line


def _read(
    stack: ExitStack, pairs: Path | None, source: Path | None, target: Path | None, wanted: bitext.Wanted
) -> tuple[str, Iterator[bitext.Pair], tuple[str, ...]]:
    """The name of what is checked, its pairs, and what was passed over."""
    if pairs is not None and source is None and target is None:
        rows, remarks = stack.enter_context(read_pairs(pairs, wanted))
        return "standard input" if str(pairs) == "-" else pairs.name, rows, remarks
    if pairs is None and source is not None and target is not None:
        lines = stack.enter_context(read_aligned(source, target))
        return f"{source.name}, {target.name}", (bitext.Pair(*pair) for pair in lines), ()
    raise click.UsageError("Give either PAIRS or both --source and --target.")
