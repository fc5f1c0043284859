"""Reads the rows of a data set as its library yields them (:mod:`pipeline.read.hub` opens it)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from ...config import InputConfig
from ..document import said
from ..draft import Drafts, Refused
from ..records import draft_of


def read(rows: Iterator[Mapping[str, Any]], origin: str, name: str, config: InputConfig) -> Drafts:
    """The articles of the rows, one at a time. A failure of the source is a refusal and ends the reading.

    Args:
        rows: the data set's rows; whatever they raise is a failure of the source.
        origin: the name used in messages, followed by the row's number.
        name: what an article's id is made from if there is nothing better.
        config: the field names.
    """
    for number in count(1):
        place = f"{origin}:{number}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # the connection broke, or a file of the data set is damaged
            yield Refused(
                place,
                f"the data set could not be read any further ({said(error)}). "
                "What came before is kept; run the same command again to continue.",
            )
            return
        yield draft_of(row, config, place, name)
