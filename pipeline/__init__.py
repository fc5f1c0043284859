"""Wortlaut: German news into English briefs whose numbers and names are checked against the source.

The stages of an article, each a folder of this package:

    read | clean | split | translate | check | repair | summarise | check again | judge | write

Stages are functions of the frozen data in :mod:`pipeline.types`; models, disk and clock are passed in by
:mod:`pipeline.run`. The click commands in :mod:`pipeline.cli` are a thin layer over the same functions. A program
starts with what :mod:`pipeline.library` has, all of it available here:

    import pipeline

    pair = pipeline.compare("Es kamen 30.000 Menschen.", "3,000 people came.")
    print(pipeline.verdict(pair.findings), pair.findings[0].message)

    briefer = pipeline.Briefer(translator="embedded")
    for article in pipeline.read_articles("examples/unfall.txt"):
        record = briefer.brief(article)  # a pipeline.Record, or a pipeline.Failure with its reason
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .library import Briefer, compare, find_facts, read_articles, verdict
    from .types import Article, Failure, Record

__version__ = "0.1.0"
__all__ = [
    "Article",
    "Briefer",
    "Failure",
    "Record",
    "__version__",
    "compare",
    "find_facts",
    "read_articles",
    "verdict",
]


def __getattr__(name: str) -> Any:
    """The library's public names, imported on use: ``import pipeline`` costs nothing."""
    if name in __all__:
        return getattr(import_module(".library", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
