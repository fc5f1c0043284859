"""The single table of what is written for an article and for a run.

A new export is a module with a maker and a row in :data:`OUTPUTS`. The table decides what ``--outputs`` accepts, what
is written in which order, and what an article needs to count as complete. Makers are named here and imported when a run
wants them, so that reading the table costs nothing.
"""

from __future__ import annotations

import difflib
import hashlib
import importlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any, Literal

from ..errors import ConfigError
from ..record import RunReport
from ..resources import fingerprint
from ..types import Record

About = Literal["article", "records", "run"]
"""``article``: a file beside each record, made by ``(Record) -> str | bytes``. ``records``: one file with a piece for
every record in the order of the input, described by a :class:`Collected`. ``run``: one file made at the end by
``(RunReport) -> str | bytes``."""


@dataclass(frozen=True, slots=True)
class Output:
    """A row of the table. ``maker`` is ``module:attribute`` within this package.

    ``always``: written whatever is chosen, because runs are resumed and recognised by it. ``usual``: written if nothing
    is chosen.
    """

    name: str
    about: About
    maker: str
    always: bool = False
    usual: bool = True


@dataclass(frozen=True, slots=True)
class Collected:
    """A file with a piece for each record, written as the records stream past."""

    piece: Callable[[Record, bool], str | bytes]
    """Given a record, and whether it is new: made by this run, and not by an earlier one."""
    head: str | bytes = b""
    tail: str | bytes = b""
    whole: Callable[[IO[bytes]], Iterable[bytes]] | None = None
    """Makes the file of all pieces, where it is not just these one after the other."""


RECORD = "record.json"
"""The article's record: the truth that all other files are made from."""
OUTPUTS: tuple[Output, ...] = (
    Output("brief.md", "article", "render.brief:brief_markdown"),
    Output("brief.html", "article", "render.brief:brief_html"),
    Output("qa.html", "article", "render.qa:qa_html"),
    Output(RECORD, "article", "codec:record_bytes", always=True),  # last: its presence says the rest is there
    Output("briefs.jsonl", "records", "export.tables:BRIEFS"),
    Output("findings.csv", "records", "export.tables:FINDINGS"),
    Output("findings.jsonl", "records", "export.findings_json:FINDINGS", usual=False),
    Output("findings.xlsx", "records", "export.findings_xlsx:FINDINGS", usual=False),
    Output("report.html", "run", "render.report:report_html"),
    Output("run.json", "run", "export.run_json:run_json", always=True),
)


class Outputs:
    """The outputs that a run writes, and how each is made.

    Args:
        names: file names in :data:`OUTPUTS`; none for the usual ones. What is always written need not be named.
        table: the rows to choose from.

    Raises:
        ConfigError: a name is not in the table.
    """

    def __init__(self, names: Collection[str] = (), table: Sequence[Output] = OUTPUTS) -> None:
        known = {output.name for output in table}
        for name in names:
            if name not in known:
                close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
                hint = f" Did you mean {close[0]!r}?" if close else ""
                valid = ", ".join(output.name for output in table)
                raise ConfigError(f"unknown output {name!r}.{hint} Valid: {valid}.")
        self._table = table
        self._chosen = [o for o in table if o.always or (o.name in names if names else o.usual)]
        self._makers: dict[str, Any] = {}

    @property
    def identity(self) -> str:
        """What says that the same record would give other files: the code and templates that make them."""
        return fingerprint("export", "render", "record.py", libraries=("Jinja2", "Babel"))

    def names(self, about: About) -> tuple[str, ...]:
        """The files that are written, in order of writing."""
        return tuple(output.name for output in self._chosen if output.about == about)

    def unwanted(self, about: About) -> tuple[str, ...]:
        """The files in the table that are not written: an older run's must not remain beside the new files."""
        chosen = self.names(about)
        return tuple(o.name for o in self._table if o.about == about and o.name not in chosen)

    def of_article(self, record: Record) -> dict[str, bytes]:
        """An article's files: name -> content, the record itself last, with the digests of the others."""
        names = [name for name in self.names("article") if name != RECORD]
        known = replace(
            record, run=replace(record.run, files=dict.fromkeys(names, ""))
        )  # pages link to those there are
        files = {name: encoded(self._maker(name)(known)) for name in names}
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        run = replace(record.run, files=digests, renderer=self.identity)
        files[RECORD] = encoded(self._maker(RECORD)(replace(record, run=run)))
        return files

    def current(self, record: Record, kept: Mapping[str, str]) -> tuple[str, ...]:
        """Which of the files kept (name -> sha256) are what would be made of the record now."""
        if record.run.renderer != self.identity:
            return (RECORD,)
        return (RECORD, *(name for name, digest in kept.items() if record.run.files.get(name) == digest))

    def of_run(self, report: RunReport) -> dict[str, bytes]:
        """The files made from the run as a whole."""
        return {name: encoded(self._maker(name)(report)) for name in self.names("run")}

    def collected(self) -> dict[str, Collected]:
        """The files that grow with the run."""
        return {name: self._maker(name) for name in self.names("records")}

    def _maker(self, name: str) -> Any:
        if name not in self._makers:
            output = next(output for output in self._chosen if output.name == name)
            module, _, attribute = output.maker.partition(":")
            self._makers[name] = getattr(importlib.import_module(f"pipeline.{module}"), attribute)
        return self._makers[name]


def encoded(made: str | bytes) -> bytes:
    """What a maker made, as bytes for the file: text is UTF-8."""
    return made.encode() if isinstance(made, str) else made
