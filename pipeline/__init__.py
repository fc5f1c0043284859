"""Wortlaut: German news into English briefs whose numbers and names are checked against the source.

The way of an article, each stage a folder of this package:

    read | clean | split | translate | check | repair | summarise | check again | judge | write

Stages are functions of the frozen data in :mod:`pipeline.types`; models, disk and clock are handed in by
:mod:`pipeline.run`. The click commands in :mod:`pipeline.cli` are a thin skin over the same functions.
"""

__version__ = "0.1.0"
