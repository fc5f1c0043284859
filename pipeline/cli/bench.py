"""``wortlaut bench``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click


@click.command("bench")
@click.option(
    "--translator", "model", default="embedded", show_default=True, help="Which model; must be on this machine."
)
@click.option("--sentences", "count", type=click.IntRange(16), default=1000, show_default=True)
@click.option("--articles", type=click.IntRange(1), multiple=True, default=(10,), show_default=True, help="Repeatable.")
@click.option(
    "--input", "own", type=click.Path(exists=True, path_type=Path), help="Your own articles instead of made-up ones."
)
@click.option("--no-reference", is_flag=True, help="Leave out transformers, which takes most of the time.")
@click.option("--format", "format_", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.option("--check", is_flag=True, help="Exit with 1 if a promised ratio is missed.")
def bench(
    model: str,
    count: int,
    articles: tuple[int, ...],
    own: Path | None,
    no_reference: bool,
    format_: str,
    check: bool,
) -> None:
    """Measure speed and memory on this machine: both engines at each quality, and the whole pipeline."""
    from ..bench.measure import run_benchmark
    from ..bench.report import as_json, as_table, shortfalls

    found = run_benchmark(
        model,
        count=count,
        articles=articles,
        reference=not no_reference,
        say=lambda text: click.echo(text, err=True),
        own=own,
    )
    if format_ == "json":
        click.echo(json.dumps(as_json(found), indent=2))
    else:
        click.echo(as_table(found))
    missed = shortfalls(found)
    for text in missed:
        click.echo(f"bench: {text}.", err=True)
    sys.exit(1 if check and missed else 0)
