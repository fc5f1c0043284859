"""What one run over the feeds has done, as ``report.html`` and ``run.json``."""

from __future__ import annotations

import platform
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from ..config import PolicyConfig
from ..export.table import Outputs
from ..ledger.values import Lease, Page, Shown
from ..limits import Outcome
from ..run.store import Store
from ..run.tally import Tally
from ..types import Failure


class Report:
    """Collects the rows of what was shown, and the failures. An item shown twice counts as it was shown last.

    Args:
        run: the run's id.
        started: UTC.
        policy: says which findings count for limits.
    """

    def __init__(self, run: str, started: datetime, policy: PolicyConfig) -> None:
        self._run = run
        self._started = started
        self._tally = Tally(policy=policy)

    @property
    def folder(self) -> str:
        """Where it is written, relative to the output folder."""
        return f"runs/{self._started:%Y-%m-%dT%H%M%SZ}-{self._run}"

    def shown(self, shown: Shown, folder: str, files: Collection[str], feed: str = "") -> None:
        """An item of a feed is shown, with these files in this folder (relative to the output folder), or no longer."""
        if shown.record is None:
            self._tally.remove(shown.item)
        else:
            self._tally.add(shown.record, f"../../{folder}", written=files, key=shown.item, feed=feed)

    def failed(self, lease: Lease, failure: Failure) -> None:
        """An article could not be made."""
        self._tally.add_failure(replace(failure, origin=lease.article.url or failure.origin))

    def unread(self, page: Page, reason: str) -> None:
        """An article's page could not be had."""
        self._tally.add_failure(Failure(page.item, page.url, "page", reason))

    def write(self, store: Store, ended: datetime, *, interrupted: bool, limits: tuple[Outcome, ...] = ()) -> str:
        """Write both files; returns the page's path, relative to the output folder."""
        outputs = Outputs(("report.html",))
        report = replace(
            self._tally.build(),
            run_id=self._run,
            started=self._started.isoformat(timespec="seconds"),
            seconds=round((ended - self._started).total_seconds(), 2),
            interrupted=interrupted,
            host=platform.node(),
            python=platform.python_version(),
            files=("run.json",),
            limits=limits,
        )
        for name, data in outputs.of_run(report).items():
            store.write(f"{self.folder}/{name}", [data])
        return f"{self.folder}/report.html"
