"""Opening a ledger: made, brought up to date, or refused in words that help."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from pipeline.errors import WortlautError
from pipeline.ledger import Ledger, open_ledger
from pipeline.ledger.database import Database
from pipeline.ledger.errors import (
    LedgerBusy,
    LedgerDenied,
    LedgerError,
    LedgerFull,
    LedgerGone,
    NewerLedger,
    NotALedger,
)
from pipeline.ledger.filesystem import network
from pipeline.ledger.migrate import SCRIPTS, to_head
from pipeline.ledger.problems import problem_of
from pipeline.ledger.schema import REVISIONS, VERSION_TABLE, feeds, metadata
from tests.durability import disk
from tests.support_ledger import TTL, at, found, record


def differences(connection: Connection) -> list[object]:
    """Between a database and the schema."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SQLite cannot say what an index on an expression is of: see the next test
        found = compare_metadata(
            MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}), metadata
        )
    queue = connection.dialect.name == "sqlite"
    return [one for one in found if not (queue and getattr(one[1], "name", "") == "ix_versions_queue")]


def test_the_last_revision_is_the_schema(address: str) -> None:
    database = Database(address)
    to_head(database, warn=pytest.fail)
    assert database.read(differences) == []
    database.close()


def test_the_indexes_are_those_of_the_schema(tmp_path: Path) -> None:
    migrated, made = Database(tmp_path / "migrated"), Database(tmp_path / "made")
    to_head(migrated, warn=pytest.fail)
    made.write(metadata.create_all)
    indexes = text("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
    found, expected = (one.read(lambda c: c.execute(indexes).scalars().all()) for one in (migrated, made))
    assert found == expected
    assert "CREATE INDEX ix_versions_queue ON versions (state, priority, moment DESC, id DESC)" in found
    migrated.close(), made.close()


def test_the_revisions_are_those_in_the_folder() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(one.revision for one in reversed(list(scripts.walk_revisions()))) == REVISIONS


def test_an_old_ledger_is_brought_up_to_date_with_all_that_is_in_it(address: str) -> None:
    database = Database(address)
    to_head(database, warn=pytest.fail, head="0001")
    row = {
        "name": "alt", "url": "https://alt.example", "rules": "{}", "active": True, "title": "Alt", "etag": "e",
        "last_modified": "", "not_before": at(3), "status": 200, "error": "", "failures": 0,
    }  # fmt: skip
    database.write(lambda connection: connection.execute(insert(feeds).values(**row)))
    item = (
        "INSERT INTO items (key, asked, guid, feed, seen, hour, highest, withdrawn) "
        "SELECT 'a', 'a', '', id, not_before, '2026-11-26/01', 0, false FROM feeds"
    )
    database.write(lambda connection: connection.execute(text(item)))
    database.close()
    said: list[str] = []
    with open_ledger(address, warn=said.append) as ledger:
        [feed] = ledger.feeds()
        assert (feed.name, feed.etag, feed.not_before) == ("alt", "e", at(3))
        assert ledger.enter(feed.id, [found("a", guid="")], at(4))[0].item == "a"
        assert [one.name for one in ledger.due(at(5), owner="w")] == ["alt"]
    assert said == [f"{ledger.place}: the ledger is brought from schema 0001 to {REVISIONS[-1]}."]
    with open_ledger(address, warn=pytest.fail) as ledger:
        assert len(ledger.feeds()) == 1


def test_a_migration_that_fails_changes_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(address)
    to_head(database, warn=pytest.fail, head="0001")

    def broken(config: object, revision: str) -> None:
        connection = config.attributes["connection"]  # type: ignore[attr-defined]
        connection.execute(text("ALTER TABLE feeds ADD COLUMN visitor VARCHAR(200)"))
        raise RuntimeError("the power goes")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("alembic.command.upgrade", broken)
        to_head(database, warn=lambda _: None)
    to_head(database, warn=lambda _: None)
    assert database.read(differences) == []
    database.close()


def test_a_newer_ledger_is_refused(address: str) -> None:
    with open_ledger(address) as ledger:
        ledger._db.write(
            lambda connection: connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '0099'"))
        )
    with pytest.raises(NewerLedger, match=r"a newer version of Wortlaut has written this ledger \(schema 0099, this"):
        open_ledger(address)


def test_a_database_of_another_program_is_refused(address: str) -> None:
    database = Database(address)
    database.write(lambda connection: connection.execute(text("CREATE TABLE items (id INTEGER)")))
    database.close()
    with pytest.raises(NotALedger, match=r"this database belongs to another program \(it has the table items\)"):
        open_ledger(address)


def test_several_open_a_new_ledger_at_once(address: str) -> None:
    opened: list[Ledger] = []
    errors: list[BaseException] = []

    def one() -> None:
        try:
            opened.append(open_ledger(address))
        except BaseException as error:  # a thread's exception is not seen otherwise
            errors.append(error)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and len(opened) == 4
    opened[0].add_feed("a", "https://a.example")
    assert [feed.name for feed in opened[3].feeds()] == ["a"]
    for ledger in opened:
        ledger.close()


def test_a_folder_a_file_and_an_address_of_sqlite_name_a_ledger(tmp_path: Path) -> None:
    for where in (tmp_path / "new", tmp_path / "other.sqlite", f"sqlite:///{tmp_path}/third.db", str(tmp_path)):
        open_ledger(where).close()
    there = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert there == ["ledger.sqlite", "new/ledger.sqlite", "other.sqlite", "third.db"]


def test_a_ledger_that_must_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"ledger\.sqlite: there is no ledger\. Add a feed first"):
        open_ledger(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []
    open_ledger(tmp_path).close()
    open_ledger(tmp_path, create=False).close()


def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Sehr geehrte Damen und Herren, " * 50, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(NotALedger, match=r"letter\.txt: this file is no ledger\. Choose another with --ledger\.$"):
        open_ledger(path)
    assert path.read_bytes() == before


def test_a_folder_in_the_place_of_the_file_or_a_file_in_that_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").mkdir()
    with pytest.raises(LedgerDenied, match="there is a folder where the ledger should be"):
        open_ledger(tmp_path)
    (tmp_path / "file.txt").touch()
    with pytest.raises(LedgerDenied, match=r"file\.txt: cannot be made \((File exists|Not a directory)\)"):
        open_ledger(tmp_path / "file.txt" / "ledger.sqlite")


def test_a_damaged_ledger_is_said_to_be_one(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        feed = ledger.add_feed("a", "https://a.example").id
        ledger.enter(feed, [found(str(n)) for n in range(50)], at(0))
    path = tmp_path / "ledger.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[:4096] + os.urandom(len(data) - 4096))
    with pytest.raises(NotALedger, match=r"the ledger is damaged .*Put back a copy, or rescue what can be read with"):
        open_ledger(tmp_path).counts()


def test_no_ledger_in_a_file_on_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.ledger.filesystem.network", lambda path: "nfs4")
    with pytest.raises(
        LedgerError, match=r"cannot be on a network file system \(nfs4\).*postgresql://USER@HOST/DATABASE"
    ):
        open_ledger(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/news/ledger.sqlite", "nfs4"),
        ("/srv/newsroom/ledger.sqlite", ""),
        ("/srv/news/local/ledger.sqlite", ""),
        ("/mnt/desk top/x", "cifs"),
        ("/home/anna/x", "fuse.sshfs"),
        ("/elsewhere", ""),
    ],
)
def test_which_file_system_a_path_is_on(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/vda / ext4 rw 0 0\nfiler:/news /srv/news nfs4 rw 0 0\n/dev/vdb /srv/news/local xfs rw 0 0\n"
        "//filer/desk /mnt/desk\\040top cifs rw 0 0\n/dev/vdc /home/anna ext4 rw 0 0\nbroken\n"
        "anna@far:/ /home/anna fuse.sshfs rw 0 0\n"
    )
    assert network(Path(path), mounts) == kind
    assert network(Path(path), tmp_path / "none") == ""


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("mysql://anna:geheim@db/x", "cannot be in a database of kind 'mysql'"),
        ("postgresql://anna:geheim@db:port/x", "is not one of a database"),
        ("sqlite://", "cannot be in a database of kind 'sqlite'"),
        ("https://anna:geheim@db/x", "cannot be in a database of kind 'https'"),
    ],
)
def test_an_address_that_cannot_be_used(where: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said) as error:
        open_ledger(where)
    assert "geheim" not in str(error.value)


def test_without_the_driver_one_is_told_what_to_install() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from pipeline.ledger import open_ledger\n"
        "try: open_ledger('postgresql://anna@127.0.0.1/x')\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "LedgerError A ledger on PostgreSQL needs the driver psycopg: pip install 'wortlaut[postgres]'.\n"
    )


def test_a_server_that_is_not_there_is_said_at_once() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(LedgerGone, match=r"postgres://anna:\*\*\*@127\.0\.0\.1:9/x: the server cannot be") as error:
        open_ledger("postgres://anna:s%40geheim@127.0.0.1:9/x")
    assert "geheim" not in str(error.value)
    with pytest.raises(LedgerGone, match=r"^postgresql://127\.0\.0\.1:9/x\?user=anna: the server cannot be") as error:
        open_ledger("postgresql://127.0.0.1:9/x?user=anna&password=geheim")
    assert "geheim" not in str(error.value)


def test_a_read_sees_one_state(address: str) -> None:
    """What another process commits meanwhile does not come between two statements of one look."""
    with open_ledger(address) as ledger, open_ledger(address) as other:

        def twice(connection: Connection) -> list[int]:
            numbers = []
            for name in "ab":
                numbers.append(len(connection.execute(select(feeds.c.id)).all()))
                other.add_feed(name, f"https://{name}.example/")
            return numbers

        assert ledger._db.read(twice) == [0, 0]
        assert len(ledger.feeds()) == 2
        ledger.add_feed("c", "https://c.example/")  # a connection that has read can write again


def test_a_wrong_user_or_database_is_said_without_the_password(postgresql: str) -> None:
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE ROLE anna LOGIN")
    try:
        for user, database, kind, said in (
            ("niemand", "postgres", LedgerDenied, "the server refuses user or password"),
            ("anna", "keine", LedgerError, "there is no such database"),
            ("anna", "postgres", LedgerDenied, "this user may not do that"),
        ):
            where = postgresql.replace("postgres:@/postgres", f"{user}:geheim@/{database}")
            with pytest.raises(kind, match=said) as error:
                open_ledger(where)
            assert "geheim" not in str(error.value)
    finally:
        with psycopg.connect(postgresql, autocommit=True) as connection:
            connection.execute("DROP ROLE anna")


@pytest.mark.parametrize(
    ("message", "kind", "passes"),
    [
        ('connection failed: FATAL:  password authentication failed for user "anna"', LedgerDenied, "never"),
        ("connection failed: fe_sendauth: no password supplied", LedgerDenied, "never"),
        ("connection failed: FATAL:  the database system is starting up", LedgerGone, "always"),
        ("connection failed: Connection refused. Is the server running?", LedgerGone, "opened"),
        ('invalid dsn: "password=s%40geheim"', LedgerGone, "opened"),
    ],
)
def test_what_a_server_says_instead_of_a_connection(message: str, kind: type[LedgerError], passes: str) -> None:
    import psycopg

    error = DBAPIError("", {}, psycopg.OperationalError(message))
    problem = problem_of(error, "postgresql://anna:***@db/x", "s@geheim")
    assert (type(problem.error), problem.passes) == (kind, passes)
    assert "geheim" not in str(problem.error)


def test_a_transaction_whose_connection_breaks_is_begun_again(postgresql: str) -> None:
    waits: list[float] = []
    database = Database(postgresql, sleep=waits.append)
    tries = []

    def breaks_once(connection: Connection) -> int:
        tries.append(1)
        if len(tries) == 1:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return connection.execute(text("SELECT 1")).scalar() or 0

    assert database.write(breaks_once) == 1
    assert (len(tries), waits) == (2, [0.05])
    database.close()


def test_what_does_not_pass_is_not_tried_again(postgresql: str) -> None:
    database = Database(postgresql, sleep=lambda _: pytest.fail("waited"))
    with pytest.raises(LedgerError, match="the ledger cannot be used: relation"):
        database.write(lambda connection: connection.execute(text("SELECT * FROM nothing")))
    database.close()


def test_a_lock_that_does_not_end_is_waited_for_and_then_said(tmp_path: Path) -> None:
    holder, waits, said = Database(tmp_path), list[float](), list[str]()
    other = Database(tmp_path, sleep=waits.append, warn=said.append, patience=3)
    with other.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")  # stays with the pooled connection
    with holder.engine.connect() as connection, connection.begin():
        with pytest.raises(LedgerBusy, match="another process is writing to the ledger and does not end"):
            other.write(lambda connection: None)
        assert other.read(lambda connection: connection.execute(text("SELECT 1")).scalar()) == 1
    assert sum(waits) >= 3 and waits == sorted(waits)
    assert len(said) == 1 and said[0].endswith("Trying again for 3 seconds.")
    assert other.write(lambda connection: connection.execute(select(1)).scalar()) == 1
    holder.close(), other.close()


def test_every_error_is_one_that_the_command_prints() -> None:
    assert all(
        issubclass(kind, WortlautError) for kind in (LedgerBusy, LedgerDenied, LedgerFull, LedgerGone, NotALedger)
    )


def test_a_full_disk_loses_nothing_that_is_done(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a small disk")
    place = tmp_path / "disk"
    try:
        with disk(place, 700) as resize, open_ledger(place) as ledger:
            feed = ledger.add_feed("a", "https://a.example").id
            entered = 0
            with pytest.raises(LedgerFull, match=r"ledger\.sqlite: the disk is full\. Free space, then run again"):
                for n in range(500):
                    ledger.enter(feed, [found(str(n), os.urandom(2000).hex())], at(n))
                    [lease] = ledger.lease("w", 1, at(n), TTL)
                    assert ledger.finish("w", lease.version, record(lease.article), b"{}", b"", at(n), "r")
                    entered += 1
            assert entered > 0
            assert ledger.counts()["done"] == entered
            with open_ledger(place) as again:
                assert again.counts()["done"] == entered
            resize(4000)
            ledger.enter(feed, [found("more")], at(1000))
            assert len(ledger.lease("w", 5, at(2000), TTL)) in (1, 2), "the one that was begun, and this one"
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no small disk can be made here: {error}")


def test_a_forked_process_connects_anew(ledger: Ledger) -> None:
    ledger.add_feed("a", "https://a.example")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking where there are threads
        child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if ledger.add_feed("b", "https://b.example").name == "b" else 1
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert [feed.name for feed in ledger.feeds()] == ["a", "b"]
