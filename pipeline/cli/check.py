"""``wortlaut check``."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click
import msgspec

from .. import render
from ..check.parallel import compare_all
from ..errors import InputError
from ..judge import apply_policy, pair_verdict
from ..names import Glossary
from ..types import Comparison, Direction, Lang, Level, Severity
from .gates import Keeper, gate_options
from .options import config_option, fail_on_option, glossary_option, output, settings, warn
from .pairs import Pair, read_aligned, read_tsv

Checked = tuple[int, str, str, Level, Comparison]
PAGE = 20_000
"""Pairs on a page; each takes some kilobytes in it."""
_LANGS: dict[str, tuple[Lang, Lang]] = {"de-en": ("de", "en"), "en-en": ("en", "en")}


@click.command()
@click.argument("pairs", required=False, type=click.Path(path_type=Path))
@click.option("--source", type=click.Path(path_type=Path), help="German lines (with --target, instead of PAIRS).")
@click.option("--target", type=click.Path(path_type=Path), help="English lines, one for each source line.")
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl", "csv", "html"]), default="text", show_default=True
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
@config_option
@fail_on_option
@gate_options
def check(
    pairs: Path | None,
    source: Path | None,
    target: Path | None,
    form: str,
    langs: str,
    direction: Direction,
    glossary: Path | None,
    config_path: Path | None,
    fail_on: Severity | None,
    max_errors: int | None,
    max_per_1000: float | None,
    junit: Path | None,
) -> None:
    """Check English lines against their German source lines.

    PAIRS is a file of source<TAB>target lines ("-" reads them from standard input). No translator is needed: human
    translations can be checked just as well. Of --config, ``ignore`` and ``max_severity`` under [policy] apply: ignored
    findings are left out.
    """
    policy = settings(config_path).policy
    names = Glossary.load(glossary) if glossary else None
    keeper = Keeper(policy, fail_on, max_errors, max_per_1000, junit, "pairs")

    def results(rows: Iterator[Pair]) -> Iterator[Checked]:
        given: deque[Pair] = deque()
        compared = compare_all(_noted(rows, given), _LANGS[langs], direction, names)
        for index, compared_pair in enumerate(compared):
            if form == "html" and index == PAGE:
                raise InputError(f"More than {PAGE:,} pairs make no page that a browser can show: use --format csv.")
            left, right = given.popleft()
            comparison = replace(compared_pair, findings=apply_policy(compared_pair.findings, policy))
            verdict = pair_verdict(comparison.findings)
            keeper.pair(index + 1, left, right, verdict, comparison)
            yield index, left, right, verdict, comparison

    writers: dict[str, Callable[[Iterable[Checked]], Iterable[str]]] = {
        "jsonl": _json_lines,
        "text": render.check_text_parts,
        "csv": render.check_csv_parts,
        "html": lambda items: [render.check_html(items, langs=_LANGS[langs])],
    }
    out = output()
    with _read(pairs, source, target) as rows:
        for part in writers[form](results(rows)):
            out.write(part.encode())
    out.flush()
    sys.exit(1 if keeper.close(warn) else 0)


def _noted(rows: Iterator[Pair], given: deque[Pair]) -> Iterator[Pair]:
    """The rows, each put where its result will find it: no more are held than are in the making."""
    for row in rows:
        given.append(row)
        yield row


def _json_lines(items: Iterable[Checked]) -> Iterator[str]:
    encode = msgspec.json.Encoder().encode
    for item in items:
        yield encode(_line(item)).decode() + "\n"


def _line(item: Checked) -> dict[str, Any]:
    index, _, _, verdict, comparison = item
    return {"index": index, "verdict": verdict, "findings": comparison.findings}


def _read(pairs: Path | None, source: Path | None, target: Path | None) -> AbstractContextManager[Iterator[Pair]]:
    if pairs is not None and source is None and target is None:
        return read_tsv(pairs)
    if pairs is None and source is not None and target is not None:
        return read_aligned(source, target)
    raise click.UsageError("Give either PAIRS or both --source and --target.")
