"""Fetching from a hub: a small server that speaks the hub's protocol stands in for it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from pipeline.errors import ModelError
from pipeline.models.pull import pull_model
from pipeline.models.resolve import resolve
from tests.test_models_resolve import empty_hub_cache

__all__ = ["empty_hub_cache"]
COMMIT = "89abcdef0123456789abcdef0123456789abcdef"
FILES = {
    "config.json": json.dumps({"model_type": "marian"}).encode(),
    "source.spm": b"spm",
    "target.spm": b"target pieces",
    "vocab.json": b"{}",
    "model.safetensors": bytes(range(256)) * 48_000,
    "rust_model.ot": b"not wanted",
}


class Hub(BaseHTTPRequestHandler):
    """The parts of the hub's protocol that a snapshot download uses."""

    files: ClassVar[dict[str, bytes]] = {}
    served: ClassVar[list[tuple[str, str]]] = []
    break_after: ClassVar[int] = 0
    """Drop the connection after so many bytes of the weights, once."""

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def do_GET(self) -> None:
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/api/models/owner/model"):
            siblings = [{"rfilename": name} for name in self.files]
            return self.send({"id": "owner/model", "sha": COMMIT, "siblings": siblings})
        if path.startswith("/api/models/"):
            return self.missing()
        if path == "/api/models":
            return self.send([])
        name = path.rsplit("/", 1)[-1]
        if "/resolve/" not in path or name not in self.files:
            return self.missing("EntryNotFound")
        data = self.files[name]
        start = 0
        if (wanted := self.headers.get("Range")) and body:
            start = int(wanted.removeprefix("bytes=").split("-")[0])
        self.send_response(206 if start else 200)
        digest = hashlib.sha256(FILES.get(name, data)).hexdigest()
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{digest}"')
        self.send_header("Accept-Ranges", "bytes")
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if not body:
            return None
        self.served.append((name, self.headers.get("Range", "")))
        chunk = data[start:]
        if name == "model.safetensors" and Hub.break_after:
            chunk, Hub.break_after = chunk[: Hub.break_after], 0
            self.wfile.write(chunk)
            self.close_connection = True
            return None
        self.wfile.write(chunk)
        return None

    def send(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def missing(self, code: str = "RepoNotFound") -> None:
        self.send_response(404)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        return None


@pytest.fixture
def mirror(empty_hub_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Hub]]:
    Hub.files, Hub.served, Hub.break_after = dict(FILES), [], 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    yield Hub
    server.shutdown()
    server.server_close()


def quiet(text: str) -> None:
    return None


def test_pull_fetches_what_is_needed_from_a_mirror_and_verifies_it(mirror: type[Hub]) -> None:
    said: list[str] = []
    status = pull_model("owner/model", say=said.append)
    assert (status.state, status.revision) == ("verified", COMMIT)
    assert status.sha256 == hashlib.sha256(FILES["model.safetensors"]).hexdigest()
    assert said[0].startswith("Fetching owner/model at 89abcdef0123 from http://127.0.0.1:")
    assert {name for name, _ in mirror.served} == set(FILES) - {"rust_model.ot"}
    assert resolve("owner/model", warn=pytest.fail, offline=True).revision == COMMIT


def test_a_download_that_breaks_off_goes_on_where_it_stopped(mirror: type[Hub]) -> None:
    mirror.break_after = 11_000_000
    assert pull_model("owner/model", say=quiet).state == "verified"
    ranges = [wanted for name, wanted in mirror.served if name == "model.safetensors"]
    assert ranges[0] == ""
    assert ranges[1] == "bytes=10485760-", "what had arrived (in chunks of 10 MiB) is not asked for again"
    assert resolve("owner/model", warn=pytest.fail).sha256 == hashlib.sha256(FILES["model.safetensors"]).hexdigest()


def test_weights_changed_on_the_way_are_refused_with_both_sums(mirror: type[Hub]) -> None:
    mirror.files = {**FILES, "model.safetensors": b"x" * len(FILES["model.safetensors"])}
    true = hashlib.sha256(FILES["model.safetensors"]).hexdigest()
    with pytest.raises(ModelError, match=f"expected {true}"):
        pull_model("owner/model", say=quiet)
    with pytest.raises(ModelError, match=f"expected {true}"):
        resolve("owner/model", warn=pytest.fail)


def test_a_model_with_pickled_weights_alone_is_not_fetched_unless_allowed(mirror: type[Hub]) -> None:
    mirror.files = {name: data for name, data in FILES.items() if name != "model.safetensors"}
    mirror.files["pytorch_model.bin"] = b"pickle"
    with pytest.raises(ModelError, match="a format that can carry program code"):
        pull_model("owner/model", say=quiet)
    assert mirror.served == []
    assert pull_model("owner/model", pickled=True, say=quiet).state == "verified"


def test_a_model_the_hub_does_not_know_is_said_so(mirror: type[Hub]) -> None:
    with pytest.raises(ModelError, match="knows no such model"):
        pull_model("owner/other", say=quiet)
