"""A line for each thing that happens, written when it happens: for people, or as JSON for programs.

Whoever finds a killed run in the morning reads here how far it came. Each line goes to the system in one piece at once,
so that several processes can share a file and none of it is lost with a process. A log that cannot be written stops no
night: that is said once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ..errors import OutputError
from ..record import ArticleRow
from ..render.text import fit, one_line
from ..types import Failure

LogFormat = Literal["text", "json"]
TITLE = 80
"""Columns of a title in a line for people."""
_REASON = 1_000
"""Characters of a reason: it may quote a document."""


@dataclass(frozen=True, slots=True)
class Event:
    """What has happened. Empty and ``None``: it does not apply, and is not written."""

    event: str
    """``done``, ``failed``, ``skipped``. Over feeds also, of a run, ``started``, ``ended``; of a feed, ``visited``,
    ``moved``; of an item, ``dropped``, ``twin``, ``headline``, ``teaser``, ``lost``, ``replaced``, ``withdrawn``,
    ``merged``."""
    feed: str = ""
    item: str = ""
    version: int | None = None
    """The sender's number."""
    news: str = ""
    """``new``, ``update``, ``correction``, ``withdrawn``."""
    title: str = ""
    verdict: str = ""
    errors: int | None = None
    warnings: int | None = None
    seconds: float | None = None
    error: str = ""
    """Why it failed, was skipped or dropped."""
    hits: tuple[str, ...] = ()
    """Watched words that it has."""
    url: str = ""
    status: int | None = None
    """HTTP status of a visit."""
    items: int | None = None
    """How many a visit or a run had."""
    run: str = ""


def article_done(row: ArticleRow) -> Event:
    """An article of a run over files that has just been written."""
    return Event(
        "done",
        item=row.id,
        title=row.title,
        verdict=row.verdict,
        errors=row.errors,
        warnings=row.warnings,
        seconds=row.seconds,
    )


def article_not_done(failure: Failure) -> Event:
    """An article of a run over files that failed or was left out."""
    where = failure.origin or failure.article
    reason = failure.reason if failure.skipped else f"at {failure.stage}: {failure.reason}"
    return Event("skipped" if failure.skipped else "failed", item=failure.article, url=where, error=reason)


def as_text(event: Event, at: datetime) -> str:
    """The line for people: when, what, where, how it went, what it is about."""
    parts = [at.strftime("%Y-%m-%dT%H:%M:%SZ"), event.event, event.feed, event.item]
    if event.version is not None:
        parts.append(f"v{event.version}")
    parts += [event.news if event.news != event.event else "", event.verdict]
    for number, one, many in (
        (event.errors, "error", "errors"),
        (event.warnings, "warning", "warnings"),
        (event.items, "item", "items"),
    ):
        if number:
            parts.append(f"{number:,} {one if number == 1 else many}")
    if event.status:
        parts.append(f"HTTP {event.status}")
    if event.seconds is not None:
        parts.append(f"{event.seconds:.1f} s")
    if event.hits:
        parts.append(f"[{', '.join(event.hits)}]")
    if event.url and event.url != event.item:
        parts.append(event.url)
    if event.run:
        parts.append(f"run {event.run}")
    line = " ".join(one_line(part) for part in parts if part)
    for further in (fit(event.title, TITLE), one_line(event.error[:_REASON])):
        line += f": {further}" if further else ""
    return line


def as_json(event: Event, at: datetime) -> str:
    """The line for programs: an object with ``time`` (UTC) first and what applies of :class:`Event`'s fields."""
    values = {key: value for key, value in asdict(event).items() if value is not None and value not in ("", ())}
    if "error" in values:
        values["error"] = event.error[:_REASON]
    time = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    # In ASCII: half characters and separators of lines in a feed's text can then break no reader of the log.
    return json.dumps({"time": time, **values})


class EventLog:
    """Where events are written.

    Args:
        path: a file, continued if it is there, and opened anew if it has been moved away or removed (by logrotate);
            ``None`` for standard error.
        form: of the lines.
        clock: the time, for tests.
        warn: told once if the file cannot be written any longer.

    Raises:
        OutputError: from the constructor, if the file cannot be written.
    """

    def __init__(
        self,
        path: Path | None = None,
        form: LogFormat = "text",
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._path = path
        self._line = as_json if form == "json" else as_text
        self._clock = clock
        self._warn = warn
        self._handle = -1
        self._said = False
        if path is not None:
            try:
                self.reopen()
            except OSError as error:
                raise OutputError(f"{path}: the log cannot be written ({error.strerror or error}).") from error

    def __enter__(self) -> EventLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, event: Event) -> None:
        """Write an event with the present time. Never fails."""
        line = self._line(event, self._clock())
        if self._path is None:
            with suppress(OSError, ValueError):  # nobody reads standard error any more; it is closed
                sys.stderr.write(line + "\n")
                sys.stderr.flush()
            return
        try:
            if not self._is_there():
                self.reopen()
            data = f"{line}\n".encode(errors="replace")
            while data:
                data = data[os.write(self._handle, data) :]
        except OSError as error:
            if not self._said:
                self._warn(f"{self._path}: the log cannot be written ({error.strerror or error}); the run goes on.")
            self._said = True
        else:
            self._said = False

    def reopen(self) -> None:
        """Open the file of that name, and make it if there is none.

        Raises:
            OSError: it cannot be opened; the one that was open stays so.
        """
        if self._path is None:
            return
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o666)
        self.close()
        self._handle = handle

    def close(self) -> None:
        """Close the file. A later event opens it again."""
        if self._handle >= 0:
            os.close(self._handle)
        self._handle = -1

    def _is_there(self) -> bool:
        """Whether the file of this name is still the one that is open."""
        if self._handle < 0 or self._path is None:
            return False
        try:
            return os.path.samestat(self._path.stat(), os.fstat(self._handle))
        except FileNotFoundError:
            return False


@contextmanager
def reopened_on_hangup(log: EventLog) -> Iterator[None]:
    """Within it, SIGHUP, by which programs that rotate logs announce that they have done so, opens the log anew instead
    of ending the process. Only in the main thread; nothing changes where SIGHUP is ignored (nohup) or unknown."""
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is None or signal.getsignal(hangup) is signal.SIG_IGN:
        yield
        return

    def reopen(*_: object) -> None:
        with suppress(OSError):  # the next event tries again, and says it
            log.reopen()

    before = signal.signal(hangup, reopen)
    try:
        yield
    finally:
        signal.signal(hangup, before)
