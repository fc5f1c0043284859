"""Rows of a data set, as its library hands them out (:mod:`pipeline.read.hub` opens it)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from ...config import InputConfig
from ..document import said
from ..draft import Drafts, Refused
from ..records import draft_of


def read(rows: Iterator[Mapping[str, Any]], origin: str, name: str, config: InputConfig) -> Drafts:
    """The articles of the rows, one at a time. If the source fails, that is a refusal and the end.

    Args:
        rows: the data set's rows; whatever they raise is a failure of the source.
        origin: what messages name, followed by the row's number.
        name: what an article's id is made from where there is nothing better.
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
                f"the data set could not be read further ({said(error)}). "
                "What came before is kept; run the same command again to go on.",
            )
            return
        yield draft_of(row, config, place, name)
