"""The library's public functions: what ``import pipeline`` offers. Thin: each one names the parts it puts together.

Everything here is imported on use, so that ``import pipeline`` loads neither tables nor torch.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import config as configuration
from .check import load_checker
from .config import CheckConfig, Config
from .export.table import Outputs
from .judge import pair_verdict
from .read import read_inputs
from .read.inputs import standard_input
from .run.runner import Runner
from .run.store import Store
from .summarise.load import load_summariser
from .types import Article, Comparison, Direction, Fact, Failure, Finding, Lang, Level, Record

if TYPE_CHECKING:
    from .run.runner import RunResult


def compare(
    source: str,
    target: str,
    *,
    langs: tuple[Lang, Lang] = ("de", "en"),
    direction: Direction = "both",
    glossary: str | Path = "",
) -> Comparison:
    """Check a target text against its source: the facts of both, which ones correspond, and what is wrong.

    Args:
        source: one sentence or paragraph.
        target: its translation, whoever made it; with ``direction="target"`` it may leave things out.
        langs: languages of the two.
        glossary: CSV or TBX file of your own names.

    Raises:
        InputError, TableError: the glossary cannot be read.
    """
    return load_checker(CheckConfig(glossary=str(glossary))).compare(source, target, langs, direction)


def verdict(findings: Iterable[Finding]) -> Level:
    """``pass``, ``review`` or ``fail`` for the findings of a pair."""
    return pair_verdict(tuple(findings))


def find_facts(text: str, lang: Lang = "de") -> tuple[Fact, ...]:
    """The numbers, dates, times, identifiers and names in a text, in order."""
    return tuple(load_checker(CheckConfig()).facts(text, lang))


def read_articles(*inputs: str | Path, config: Config | None = None) -> Iterator[Article | Failure]:
    """The articles in files, folders, ``hf:DATASET`` or ``-`` and at addresses of pages and feeds; a
    :class:`~pipeline.types.Failure` for what gives none.

    Raises:
        InputError: an input that does not exist.
    """
    config = config or Config()
    return read_inputs([str(one) for one in inputs], config.input, stdin=standard_input(), fetch=config.fetch)


class Briefer:
    """Turns German articles into checked English briefs; holds the model, which is loaded with the first sentence.

    Args:
        config: settings, see :mod:`pipeline.config`; :func:`pipeline.config.load` reads them from a file.
        translator: overrides ``config.translate.translator``: ``auto``, ``embedded``, a hub id, a folder.
        warn: called with what a person should know, for instance that a model is being fetched.

    Raises:
        ModelError: the model is not available.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        translator: str | None = None,
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        from .translate import load_translator

        self.config = configuration.override(config or Config(), "translate", translator=translator)
        self._engine = load_translator(self.config.translate, warn=warn)
        self._checker = load_checker(self.config.check)
        self._summariser = load_summariser(self.config.summarise, warn)

    def brief(self, article: Article | Failure) -> Record | Failure:
        """The record of one article: its sentences in both languages, findings, and the brief. Nothing is kept.

        A failure to read is handed back, so that what :func:`read_articles` gives can be handed in.
        """
        with tempfile.TemporaryDirectory(prefix="wortlaut-") as folder:
            store = Store(Path(folder))
            outputs = Outputs(("record.json",))
            result = self._runner(store, outputs).run([article])
            if result.interrupted:
                raise KeyboardInterrupt
            if result.failures:
                return result.failures[0]
            record = store.get(result.rows[0].id)
            assert record is not None
            return record

    def run(self, inputs: Sequence[str | Path], out: str | Path) -> RunResult:
        """Brief all articles in the inputs into the folder ``out``, as ``wortlaut run`` does."""
        named = [str(one) for one in inputs]
        config = self.config
        articles = read_inputs(named, config.input, stdin=standard_input(), out=Path(out), fetch=config.fetch)
        return self._runner(Store(Path(out))).run(articles)

    def _runner(self, store: Store, outputs: Outputs | None = None) -> Runner:
        return Runner(self.config, store, self._engine, self._checker, outputs=outputs, summariser=self._summariser)
