"""The single table of what is written for an article and for a run.

A new export is a module with a maker and a row in :data:`OUTPUTS`. The table decides what ``--outputs`` accepts, what
is written in which order, what an article needs to count as complete, and what becomes of each file under an embargo
and after a withdrawal: no maker has to remember. Makers are named here and imported when a run wants them, so that
reading the table costs nothing.
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
from ..release import disclosed, release_of
from ..resources import fingerprint
from ..types import Record, Release
from .settings import Settings

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
    settings: bool = False
    """The maker also takes the house's :class:`~pipeline.export.settings.Settings`; that of a file about records takes
    them alone and gives a :class:`Collected`."""
    embargo: Literal["left out", "marked"] = "left out"
    """What becomes of a brief under embargo: it is not in the file (or has none), or the file says so at its top."""
    withdrawal: str = ""
    """Maker of the file that says that a brief is no longer to be used, ``(Withdrawal, Settings) -> bytes``; empty for
    a file that then simply goes."""


@dataclass(frozen=True, slots=True)
class Collected:
    """A file with a piece for each record, written as the records stream past."""

    piece: Callable[[Record, bool], str | bytes]
    """Given a record, and whether it is new: made by this run, and not by an earlier one."""
    head: str | bytes = b""
    tail: str | bytes | Callable[[], str | bytes] = b""
    """Called, if it can be, after the last piece."""
    whole: Callable[[IO[bytes]], Iterable[bytes]] | None = None
    """Makes the file of all pieces, where it is not just these one after the other."""

    def end(self) -> str | bytes:
        """What stands after the last piece."""
        return self.tail() if callable(self.tail) else self.tail


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A brief that was shown and is so no longer: its sender has taken it back, it is under embargo now, or another
    item that is shown says the same."""

    article: str
    """The article's id."""
    at: str
    """When it was taken out: UTC, ISO 8601."""
    reason: Literal["withdrawn", "held", "merged"]
    embargo: str = ""
    """For ``held``: until when."""
    version: str = ""


RECORD = "record.json"
"""The article's record: the truth that all other files are made from."""
ALL, USUAL = "all", "usual"
"""In the place of names: every file in the table, the usual ones."""
OUTPUTS: tuple[Output, ...] = (
    Output("brief.md", "article", "render.brief:brief_markdown", embargo="marked"),
    Output("brief.html", "article", "render.brief:brief_html", embargo="marked"),
    Output("qa.html", "article", "render.qa:qa_html", embargo="marked"),
    Output("brief.email.html", "article", "export.email:brief_email", usual=False, settings=True),
    Output(
        "brief.ninjs.json", "article", "export.ninjs:brief_ninjs", usual=False, settings=True, embargo="marked",
        withdrawal="export.ninjs:withdrawn_ninjs",
    ),
    Output("brief.post.md", "article", "export.post:brief_post", usual=False),
    Output("brief.wire.txt", "article", "export.wire:brief_wire", usual=False, settings=True, embargo="marked"),
    Output("brief.docx", "article", "export.docx:brief_docx", usual=False),
    Output(RECORD, "article", "codec:record_bytes", always=True, embargo="marked"),  # last: it says the rest is there
    Output("briefs.jsonl", "records", "export.tables:BRIEFS"),
    Output("findings.csv", "records", "export.tables:FINDINGS"),
    Output("findings.jsonl", "records", "export.findings_json:FINDINGS", usual=False),
    Output("findings.xlsx", "records", "export.findings_xlsx:FINDINGS", usual=False),
    Output("approved.atom", "records", "export.atom:approved_atom", usual=False, settings=True),
    Output("held.atom", "records", "export.atom:held_atom", usual=False, settings=True),
    Output("bitext.tmx", "records", "export.bitext:tmx", usual=False, settings=True),
    Output("bitext.xlf", "records", "export.bitext:xliff", usual=False, settings=True),
    Output("bitext-1.2.xlf", "records", "export.bitext:xliff_1_2", usual=False, settings=True),
    Output("report.html", "run", "render.report:report_html"),
    Output("run.json", "run", "export.run_json:run_json", always=True),
)  # fmt: skip


class Outputs:
    """The outputs that a run writes, and how each is made.

    Args:
        names: file names in :data:`OUTPUTS`; none for the usual ones. What is always written need not be named.
            :data:`ALL` and :data:`USUAL` stand for several.
        table: the rows to choose from.
        settings: the house's.

    Raises:
        ConfigError: a name is not in the table.
    """

    def __init__(
        self,
        names: Collection[str] = (),
        table: Sequence[Output] = OUTPUTS,
        settings: Settings | None = None,
    ) -> None:
        known = {output.name for output in table}
        for name in names:
            if name not in known and name not in (ALL, USUAL):
                close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
                hint = f" Did you mean {close[0]!r}?" if close else ""
                valid = ", ".join(output.name for output in table)
                raise ConfigError(f"unknown output {name!r}.{hint} Valid: {valid}, {USUAL}, {ALL}.")
        usual = not names or USUAL in names
        self._table = table
        self._settings = settings or Settings()
        self._chosen = [o for o in table if o.always or o.name in names or ALL in names or (usual and o.usual)]
        self._makers: dict[str, Any] = {}

    @property
    def identity(self) -> str:
        """What says that the same record would give other files: the code and templates that make them, and what the
        house has set."""
        return fingerprint("export", "render", "record.py", "release.py", libraries=("Jinja2", "Babel")) + (
            f"+{self._settings.digest}" if self._settings.digest else ""
        )

    def names(self, about: About) -> tuple[str, ...]:
        """The files that are written, in order of writing."""
        return tuple(output.name for output in self._chosen if output.about == about)

    def unwanted(self, about: About, written: Collection[str] | None = None) -> tuple[str, ...]:
        """The files in the table that are not written: an older run's must not remain beside the new files.

        ``written``: those that are, if some of the chosen ones are not (under an embargo).
        """
        chosen = self.names(about) if written is None else written
        return tuple(o.name for o in self._table if o.about == about and o.name not in chosen)

    def of_article(self, record: Record) -> dict[str, bytes]:
        """An article's files: name -> content, the record itself last, with the digests of the others.

        What the record says of its release (:attr:`~pipeline.types.RunInfo.release`, if it was handed over with it)
        decides which there are.
        """
        release = self._release(record)
        made = [output for output in self._chosen if output.about == "article" and _may(output, release)]
        stated = disclosed(record, release, self._settings.disclosure)
        known = replace(
            record,
            run=replace(
                record.run,
                files=dict.fromkeys((o.name for o in made if o.name != RECORD), ""),  # pages link to those there are
                release=release,
                disclosure=stated,
            ),
        )
        files = {o.name: encoded(self._made(o, known)) for o in made if o.name != RECORD}
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        run = replace(record.run, files=digests, renderer=self._renderer(release), release=None, disclosure=stated)
        files[RECORD] = encoded(self._maker(RECORD)(replace(record, run=run)))
        return files

    def of_withdrawal(self, gone: Withdrawal) -> dict[str, bytes]:
        """What is left of an article's files after a withdrawal: those that tell other systems."""
        telling = [o for o in self._chosen if o.about == "article" and o.withdrawal]
        return {o.name: encoded(_imported(o.withdrawal)(gone, self._settings)) for o in telling}

    def current(self, record: Record, kept: Mapping[str, str]) -> tuple[str, ...]:
        """Which of an article's files need not be made again: those kept (name -> sha256) that are what would be made
        of the record now, and those that there are not to be, under an embargo."""
        release = self._release(record)
        if record.run.renderer != self._renderer(release):
            return (RECORD,)
        same = [name for name, digest in kept.items() if record.run.files.get(name) == digest]
        barred = [o.name for o in self._chosen if o.about == "article" and not _may(o, release) and o.name not in kept]
        return (RECORD, *same, *barred)

    def of_run(self, report: RunReport) -> dict[str, bytes]:
        """The files made from the run as a whole."""
        return {o.name: encoded(self._made(o, report)) for o in self._chosen if o.about == "run"}

    def collected(self) -> dict[str, Collected]:
        """The files that grow with the run; each call gives new ones."""
        found = {}
        for output in self._chosen:
            if output.about == "records":
                made = self._maker(output.name)
                found[output.name] = self._obeying(output, made(self._settings) if output.settings else made)
        return found

    def _obeying(self, output: Output, collected: Collected) -> Collected:
        """The same without what an embargo or a withdrawal keeps back, and with what is said of each brief.

        Each record knows which pages of it there are: those that are made here, or, if only such files are, those that
        it came with.
        """

        def piece(record: Record, new: bool) -> str | bytes:
            release = self._release(record)
            if not _may(output, release):
                return b""
            own = [o.name for o in self._chosen if o.about == "article" and o.name != RECORD and _may(o, release)]
            files = dict.fromkeys(own, "") if own else record.run.files
            stated = disclosed(record, release, self._settings.disclosure)
            run = replace(record.run, release=release, disclosure=stated, files=files)
            return collected.piece(replace(record, run=run), new)

        return replace(collected, piece=piece)

    def _release(self, record: Record) -> Release:
        return release_of(record, self._settings.clock())

    def _renderer(self, release: Release) -> str:
        return self.identity + (f"+{release.state}" if release.state in ("held", "withdrawn") else "")

    def _made(self, output: Output, of: Record | RunReport) -> str | bytes:
        maker = self._maker(output.name)
        made: str | bytes = maker(of, self._settings) if output.settings else maker(of)
        return made

    def _maker(self, name: str) -> Any:
        if name not in self._makers:
            self._makers[name] = _imported(next(output for output in self._chosen if output.name == name).maker)
        return self._makers[name]


def _may(output: Output, release: Release) -> bool:
    """Whether a file may have a brief in this state. The record is the run's own memory and always kept."""
    if output.name == RECORD:
        return True
    if release.state == "withdrawn":
        return False
    return release.state != "held" or output.embargo == "marked"


def _imported(maker: str) -> Any:
    module, _, attribute = maker.partition(":")
    return getattr(importlib.import_module(f"pipeline.{module}"), attribute)


def encoded(made: str | bytes) -> bytes:
    """What a maker made, as bytes for the file: text is UTF-8."""
    return made.encode() if isinstance(made, str) else made
