"""``run.json``: what a run did, for machines. Its presence marks a folder as a run's."""

from __future__ import annotations

import msgspec

from ..codec import line
from ..record import RunReport

RUN_SCHEMA = "wortlaut/run/1"


def run_json(report: RunReport) -> bytes:
    """The file, indented."""
    info = {
        "schema": RUN_SCHEMA,
        "id": report.run_id,
        "python": report.python,
        "host": report.host,
        "started": report.started,
        "seconds": report.seconds,
        "interrupted": report.interrupted,
        "signature": report.signature,
        "totals": report.totals,
        "limits": report.limits,
        "articles": report.articles,
        "failures": report.failures,
    }
    return msgspec.json.format(line(info), indent=1)
