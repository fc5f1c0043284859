"""``wortlaut run``."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import config as configuration
from ..config import Config
from ..types import Failure, Record, Severity
from .accepting import Accepting, accept_option, ignore_option, with_policy
from .gates import Keeper, gate_options
from .options import config_option, fail_on_option, glossary_option, log_options, settings, warn

if TYPE_CHECKING:
    from ..feeds.log import LogFormat

SHOWN = 50
"""Failures and skipped articles that are listed on the terminal; run.json has more."""
_FIELDS = ("text", "id", "title", "lead", "url", "source", "published", "language")


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@config_option
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("outputs/run"), show_default=True, help="Folder to write to."
)
@click.option("--translator", help="auto, embedded, a model id of a hub, or a local model folder.")
@click.option("--summariser", help="extractive, seq2seq or instruct; docs/briefs.md says what each costs [extractive].")
@click.option(
    "--quality", type=click.Choice(list(configuration.QUALITIES)), help="Beam size: speed against quality [standard]."
)
@click.option("--offline", is_flag=True, help="Never ask a model hub, and fetch nothing.")
@click.option("--strict", is_flag=True, help="Stop at an unexpected error instead of listing it with its article.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after this many articles.")
@click.option(
    "--outputs",
    metavar="NAME,...",
    help="Files to write, such as usual,brief.ninjs.json; or all [usual].",
)
@click.option(
    "--map", "mapping", multiple=True, metavar="FIELD=NAME", help="Name of a field in .jsonl, .csv or .parquet."
)
@glossary_option
@accept_option
@ignore_option
@log_options
@fail_on_option
@gate_options
def run(
    inputs: tuple[str, ...],
    config_path: Path | None,
    out: Path,
    translator: str | None,
    summariser: str | None,
    quality: str | None,
    offline: bool,
    strict: bool,
    limit: int | None,
    outputs: str | None,
    mapping: tuple[str, ...],
    glossary: Path | None,
    accept: tuple[Path, ...],
    ignore: tuple[str, ...],
    log_path: Path | None,
    log_format: LogFormat,
    fail_on: Severity | None,
    max_errors: int | None,
    max_per_1000: float | None,
    junit: Path | None,
) -> None:
    """Turn German articles into checked English briefs.

    INPUT: files (text, pages, .jsonl, .csv, .parquet, feeds, agency items), folders, addresses of pages and feeds
    (https://...), hf:DATASET, or - for standard input. Results go to DIR/articles/<id>/, DIR/briefs.jsonl,
    DIR/findings.csv, DIR/report.html and DIR/run.json. Articles already done are not done again.
    """
    config = _settings(config_path, translator, summariser, offline, mapping)
    config = with_policy(config, accept, ignore)
    config = configuration.override(config, "check", glossary=None if glossary is None else str(glossary))
    if quality is not None:
        beams = configuration.QUALITIES[quality]
        config = configuration.override(config, "translate", beams=beams, hypotheses=min(beams, 4))
    if outputs is not None:
        files = tuple(name.strip() for name in outputs.split(",") if name.strip())
        if not files:
            raise click.BadParameter("name at least one file, or leave the option out", param_hint="--outputs")
        config = configuration.override(config, "output", files=files)
    # Imported here: the help and a mistyped option must not wait for the tables.
    from .. import render
    from ..check import load_checker
    from ..export.settings import Settings
    from ..export.table import Outputs
    from ..feeds.log import EventLog, article_done, article_not_done
    from ..read import read_inputs
    from ..read.inputs import standard_input
    from ..record import ArticleRow
    from ..run.progress import Progress
    from ..run.runner import Runner
    from ..run.store import Store
    from ..summarise.load import load_summariser
    from ..translate import load_translator

    # Report a mistyped name before asking a hub for a model, and before making the output folder.
    chosen = Outputs(config.output.files, settings=Settings.of(config))
    log = None if log_path is None and sys.stderr.isatty() else EventLog(log_path, log_format, warn=warn)
    condenser = load_summariser(config.summarise, say=warn)
    articles = read_inputs(
        inputs, config.input, stdin=standard_input(), out=out, fetch=config.fetch, offline=offline
    )  # fmt: skip
    # The tables' entries live as long as the process. Scanning them for garbage as often as Python does by default took
    # a tenth of the time spent outside the engine.
    gc.set_threshold(50_000, 20, 20)
    checker = load_checker(config.check)
    store = Store(out, warn=warn)
    engine = load_translator(config.translate, warn=warn)
    runner = Runner(config, store, engine, checker, outputs=chosen, summariser=condenser, strict=strict)

    def note(reached: ArticleRow | Failure) -> None:
        if log is None:
            return
        if isinstance(reached, ArticleRow):
            if not reached.reused:
                log.write(article_done(reached))
        elif log_path is not None:  # on standard error they are listed at the end, the first of a million
            log.write(article_not_done(reached))

    runner.reached = note
    accepting = Accepting(config.policy.accepted)
    keeper = Keeper(config.policy, fail_on, max_errors, max_per_1000, junit)

    def weigh(outcome: Record | Failure) -> None:
        paged = "qa.html" in chosen.names("article")
        folder = str(store.articles / outcome.article.id) if paged and isinstance(outcome, Record) else ""
        keeper.take(outcome, folder)
        if isinstance(outcome, Record):
            accepting.saw(outcome)

    runner.weigh, runner.limits = weigh, keeper.outcomes
    with Progress(lambda: articles.expected(limit)) as progress:
        runner.progress = progress.update
        runner.pipe.waiting = progress.summarising
        result = runner.run(articles, limit)
    click.echo(render.summary_table(result.rows))
    accepting.close(warn)
    pages = runner.outputs.names("article")
    page = "brief.html" if "brief.html" in pages else pages[0]
    for row in result.rows:
        _say(f"{store.articles / row.id / page}")
    report = store.root / runner.outputs.names("run")[0]
    _closing(result.reused, len(result.rows), report, _say)
    if result.extracted:
        what = "brief has" if result.extracted == 1 else "briefs have"
        warn(
            f"{result.extracted:,} {what} sentences of the article, since nothing that the summariser answered "
            "could be used; each says why."
        )
    for remark in articles.remarks:
        warn(remark)
    shown = sorted(result.failures, key=attrgetter("skipped"))[:SHOWN]  # what failed before what was left out
    for failure in shown:
        verb = "skipped" if failure.skipped else f"failed at {failure.stage}"
        warn(f"{failure.origin or failure.article}: {verb}: {failure.reason}")
    if more := result.failed + result.skipped - len(shown):
        listed = f"the first {len(result.failures):,} of all" if result.unlisted else "all of them"
        warn(f"{more:,} more were not done; run.json lists {listed}.")
    broken = keeper.close(warn, str(report))
    if result.interrupted:
        warn("interrupted; finished articles are kept, the same command resumes from there.")
        sys.exit(130)
    if result.failed or (result.skipped and not result.rows):
        sys.exit(3)
    if not result.rows:  # an empty feed or folder: a night without news is none that went wrong
        _say("There was no article to brief.")
    sys.exit(1 if broken else 0)


def _closing(reused: int, total: int, report: Path, say: Callable[[str], None]) -> None:
    if reused == total and total:
        what = f"All {total} articles were" if total > 1 else "The article was"
        say(f"{what} already done: no model work. Report: {report}")
    elif reused:
        say(f"{reused} of {total} articles were already done. Report: {report}")
    else:
        say(f"Report: {report}")


def _settings(
    path: Path | None, translator: str | None, summariser: str | None, offline: bool, mapping: tuple[str, ...]
) -> Config:
    config = settings(path)
    config = configuration.override(config, "translate", translator=translator, offline=offline or None)
    quiet = config.translate.offline or None
    config = configuration.override(config, "summarise", summariser=summariser, offline=quiet)
    given = dict(config.input.map)
    for item in mapping:
        name, equals, theirs = item.partition("=")
        if not equals or name not in _FIELDS or not theirs:
            raise click.BadParameter(
                f"{item!r}; expected FIELD=NAME with FIELD one of {', '.join(_FIELDS)}", param_hint="--map"
            )
        given[name] = theirs
    return replace(config, input=replace(config.input, map=given))


def _say(message: str) -> None:
    from ..render.text import printable

    click.echo(printable(message))  # a path may hold what a terminal takes for a command
