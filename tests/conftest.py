"""Fixtures that several test modules use."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.ledger import Ledger, open_ledger
from tests import support_ledger
from tests.support_hub import Hub, serving


@pytest.fixture
def empty_hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Caches of the test's own, the hub's and ours, and a hub address at which nobody listens."""
    import huggingface_hub.constants
    import huggingface_hub.file_download

    cache = tmp_path / "hub"
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr("huggingface_hub.file_download.constants.HF_HUB_CACHE", str(cache))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("WORTLAUT_CACHE", str(tmp_path / "wortlaut"))
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("TRANSFORMERS_OFFLINE", raising=False)
    return cache


@pytest.fixture
def hub(empty_hub_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A hub on the loopback address that the client takes for the real one, and empty caches."""
    with serving() as (served, address):
        monkeypatch.setenv("HF_ENDPOINT", address)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
        yield served


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a real server that all tests share; each makes a schema of its own there.

    Not in a folder of pytest's: another session takes away the permissions by which a server that root has started
    under another user's name reaches its files.
    """
    with tempfile.TemporaryDirectory(prefix="wortlaut-pg-", ignore_cleanup_errors=True) as folder:
        yield from support_ledger.serve(Path(folder))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made: a folder, and then a schema on a server."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger")
    return support_ledger.schema_of_its_own(request.getfixturevalue("postgresql"))


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    """An empty ledger, on either database."""
    with open_ledger(address) as opened:
        yield opened
