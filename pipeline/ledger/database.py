"""The connection to a ledger's database: SQLite in a file, or PostgreSQL. What differs between them is here."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from . import filesystem
from .errors import LedgerDenied, LedgerError
from .problems import Problem, problem_of

FILE = "ledger.sqlite"
"""The ledger's name in a folder."""
_BUSY = 15_000
"""Milliseconds that SQLite waits for another process that is writing."""
_PATIENCE = 60.0
"""Seconds for which what passes by itself (a server that starts again, a lock) is waited for."""
_FIRST_WAIT, _LONGEST_WAIT = 0.05, 5.0

_SECRET = ("password", "sslpassword")
"""Parameters of a server's address that are not shown."""
_BEGIN = "wortlaut_begin"
"""Option of a connection: the statement that begins a transaction on SQLite; empty for none."""

P = ParamSpec("P")
T = TypeVar("T")


class _Undone(Exception):
    """Ends a transaction that was only to be tried."""


class Database:
    """Runs functions in transactions. Safe to use from several threads; a forked process connects anew.

    SQLite is used in WAL mode with ``synchronous=FULL``: each commit is on the disk before it counts. With ``NORMAL`` a
    power cut could take back the last commits, and with them items that are no longer in their feed, and decisions that
    people have made. The price is one flush of the disk per commit, some milliseconds against seconds of translation.
    """

    def __init__(
        self,
        where: str | Path,
        *,
        create: bool = True,
        warn: Callable[[str], None] = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
        patience: float = _PATIENCE,
    ) -> None:
        """Prepare, and try, the connection.

        Raises:
            LedgerError: it cannot be used; the message says why and what to do.
        """
        self.warn, self._sleep, self._patience = warn, sleep, patience
        self._pid = os.getpid()
        self._opened = False
        url = _url(where)
        self.path: Path | None = Path(url.database) if url.drivername == "sqlite" and url.database else None
        self.place = str(self.path or _shown(url, os.fspath(where)))
        """For messages: as it was given, without a password."""
        self._secret = url.password or str(url.query.get("password", ""))
        self._reading: dict[str, Any] = {_BEGIN: "BEGIN"}
        if self.path is None:  # by default, each statement of a transaction would see another state
            self._reading = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        if self.path is not None:
            filesystem.prepare(self.path, create)
            self.engine = _sqlite(url)
        else:
            self.engine = _postgresql(url)
        try:
            if self.path is not None:
                self._run(self._use_wal, {_BEGIN: ""})
            else:
                self._run(_try, {})
        except BaseException:
            self.close()
            raise
        self._opened = True

    @property
    def sqlite(self) -> bool:
        """Whether this is SQLite; else it is PostgreSQL."""
        return self.path is not None

    def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function gives, in a transaction that sees one state of the ledger and does not keep writers out.

        Raises:
            LedgerError: the database does not give it.
        """
        return self._run(lambda connection: function(connection, *args, **kwargs), self._reading)

    def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function gives, in a transaction that is written whole or not at all.

        If it fails for something that passes, it is begun again: the functions do nothing besides their statements.

        Raises:
            LedgerError: the database does not take it.
        """
        return self._run(lambda connection: function(connection, *args, **kwargs), {})

    def rehearse(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """As :meth:`write`, but nothing stays written.

        Raises:
            LedgerError: the database does not take it.
        """
        given: list[T] = []

        def undone(connection: Connection) -> None:
            given.append(function(connection, *args, **kwargs))
            raise _Undone

        with suppress(_Undone):
            self._run(undone, {})
        return given[-1]

    def write_unguarded(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As :meth:`write`, but SQLite checks references between tables at the end only: a table that is copied by a
        migration is missing for a moment.

        Raises:
            LedgerError: the database does not take it, or rows are left that refer to none.
        """

        def checked(connection: Connection) -> T:
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    given = function(connection, *args, **kwargs)
                    if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                        raise LedgerError(
                            f"{self.place}: migrating would lose rows of {lost[0][0]}; nothing is changed."
                        )
                    connection.exec_driver_sql("COMMIT")
                except BaseException:
                    with suppress(DBAPIError):  # on a full disk SQLite has rolled back already
                        connection.exec_driver_sql("ROLLBACK")
                    raise
                return given
            finally:
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")

        return self._run(checked, {_BEGIN: ""})

    def close(self) -> None:
        """Give up all connections."""
        self.engine.dispose(close=os.getpid() == self._pid)

    def _use_wal(self, connection: Connection) -> None:
        """Let readers and the writer not wait for one another. It cannot be set in a transaction, and stays in the
        file."""
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        if mode != "wal":
            mode = connection.exec_driver_sql("PRAGMA journal_mode = WAL").scalar()
        if mode != "wal":
            raise LedgerDenied(
                f"{self.place}: the file system does not allow a ledger (SQLite cannot use its write-ahead log there). "
                "Use a folder on a disk of this machine, or PostgreSQL."
            )
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # here it shows whether this is a database

    def _run(self, function: Callable[[Connection], T], options: dict[str, Any]) -> T:
        self._after_fork()
        wait, waited, told = _FIRST_WAIT, 0.0, False
        while True:
            try:
                with self.engine.connect() as plain, plain.execution_options(**options) as connection:
                    if options.get(_BEGIN) == "":
                        return function(connection)
                    with connection.begin():
                        return function(connection)
            except DBAPIError as error:
                problem = problem_of(error, self.place, self._secret)
                if waited >= self._patience or not self._passes(problem):
                    raise problem.error from None
            if not told and waited > 1:
                self.warn(f"{problem.error} Trying again for {self._patience:.0f} seconds.")
                told = True
            self._sleep(wait)
            waited += wait
            wait = min(2 * wait, _LONGEST_WAIT)

    def _passes(self, problem: Problem) -> bool:
        """A server that cannot be reached at the very beginning is rather a wrong address than one that starts."""
        return problem.passes == "always" or (problem.passes == "opened" and self._opened)

    def _after_fork(self) -> None:
        if os.getpid() != self._pid:
            self.engine.dispose(close=False)  # the connections are the parent's
            self._pid = os.getpid()


def _url(where: str | Path) -> URL:
    """The address of a database for SQLAlchemy; a path is one of SQLite."""
    text = os.fspath(where)
    if "://" not in text:
        path = Path(text).expanduser()
        if path.is_dir() or not path.suffix:
            path = path / FILE
        return URL.create("sqlite", database=str(path.absolute()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # its message would repeat the password
        raise LedgerError(
            "The address of the ledger is not one of a database: postgresql://USER:PASSWORD@HOST/DATABASE, with "
            "special characters in the password percent-encoded; or the path of a file or folder."
        ) from None
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite" and url.database:
        return URL.create("sqlite", database=str(Path(url.database).expanduser().absolute()))
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise LedgerError(
        f"A ledger cannot be in a database of kind {kind!r}: give the path of a file or folder (SQLite), or "
        "postgresql://USER:PASSWORD@HOST/DATABASE."
    )


def _shown(url: URL, given: str) -> str:
    """A server's address as it was given, but for what is secret in it."""
    typed = url.set(drivername=given.partition("://")[0]).difference_update_query(_SECRET)
    return typed.render_as_string(hide_password=True)


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY / 1000}, pool_size=8, max_overflow=56)

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun by us: the driver begins them too late
        cursor = connection.cursor()
        for pragma in (f"busy_timeout = {_BUSY}", "synchronous = FULL", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # One who reads first and then writes would find out too late that another has written meanwhile.
        if statement := connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE"):
            connection.exec_driver_sql(statement)

    return engine


def _postgresql(url: URL) -> Engine:
    options = {key: value for key, value in {"connect_timeout": "10"}.items() if key not in url.query}
    try:
        return create_engine(
            url.update_query_dict(options), pool_pre_ping=True, pool_size=4, max_overflow=28, pool_recycle=1800
        )
    except (ModuleNotFoundError, ImportError, NoSuchModuleError):
        raise LedgerError(
            "A ledger on PostgreSQL needs the driver psycopg: pip install 'wortlaut[postgres]'."
        ) from None


def _try(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT 1")


def lock(connection: Connection, name: str, *, shared: bool = False) -> None:
    """Keep other processes out of this part of the work until the transaction ends. On SQLite it is so anyway."""
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(name.encode()[:7].ljust(7, b"\0"), "big")
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        connection.exec_driver_sql(f"SELECT {function}({number})")


def upsert(connection: Connection, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, which both databases spell alike and SQLAlchemy has twice."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
