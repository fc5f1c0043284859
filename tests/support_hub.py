"""A model hub on the loopback address that speaks the real hub's protocol to the real client."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

LARGE = (".bin", ".safetensors", ".spm", ".ot", ".h5")
"""Endings of the files that the hub keeps in its large file storage: they have a sha256 and are served by redirect."""


@dataclass
class Repository:
    """A model's repository: commits with their files, and the names that mean a commit."""

    commits: dict[str, dict[str, bytes]]
    refs: dict[str, str]
    licence: str = "apache-2.0"
    requests: list[dict[str, object]] = field(default_factory=list)
    """Discussions and pull requests, as the hub's API lists them."""

    def commit(self, revision: str) -> str | None:
        return revision if revision in self.commits else self.refs.get(revision)


def git_sum(data: bytes) -> str:
    """Git's name for a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def pull_request(number: int, author: str) -> dict[str, object]:
    """A row of the hub's list of discussions."""
    return {
        "num": number, "title": "Adding `safetensors` variant of this model", "status": "open", "isPullRequest": True,
        "author": {"name": author}, "createdAt": "2023-03-25T10:00:00.000Z", "repo": {"name": "x/y", "type": "model"},
    }  # fmt: skip


class Hub:
    """What the server serves, what was asked of it, and the faults it is told to have."""

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.asked: list[str] = []
        """``METHOD path``, in order."""
        self.ranges: dict[str, list[str]] = {}
        """File name -> the Range headers of its downloads; empty for a download from the start."""
        self.break_after: dict[str, list[int]] = {}
        """File name -> bytes after which its next downloads break off, one entry each."""
        self.instead: dict[str, bytes] = {}
        """File name -> what is sent in its place, while its headers tell of the true file."""
        self.status = 0
        """Answer every question with this status."""
        self.no_requests = False
        """A mirror that knows no pull requests."""
        self.no_sizes = False
        """A mirror that tells neither sizes nor sums."""
        self.answers_with = ""
        """Commit that is served whatever commit was asked for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: ClassVar[Hub]

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        url = urlsplit(self.path)
        path = unquote(url.path)
        self.hub.asked.append(f"{self.command} {path}")
        if self.hub.status:
            return self._send(self.hub.status, b"", {"Retry-After": "0"})
        if path == "/api/models":
            return self._json([])
        if path.startswith("/api/models/"):
            return self._api(path.removeprefix("/api/models/"), parse_qs(url.query))
        if path.startswith("/storage/"):
            _, _, digest, name = path.split("/")
            return self._file(name, self._large(digest), body)
        return self._resolve(path.lstrip("/"), body)

    def _api(self, rest: str, query: dict[str, list[str]]) -> None:
        model_id, _, action = rest, "", ""
        for mark in ("/revision/", "/discussions"):
            if mark in rest:
                model_id, _, action = rest.partition(mark)
                action = mark + action
        repository = self.hub.repositories.get(model_id)
        if repository is None:
            return self._missing("RepoNotFound")
        if action.startswith("/discussions"):
            if self.hub.no_requests:
                return self._missing("EntryNotFound")
            wanted = query.get("author", [""])[0]
            rows = [r for r in repository.requests if not wanted or r["author"]["name"] == wanted]  # type: ignore[index]
            return self._json({"discussions": rows, "count": len(rows), "start": 0})
        commit = self.hub.answers_with or repository.commit(action.removeprefix("/revision/") or "main")
        if commit is None:
            return self._missing("RevisionNotFound")
        siblings: list[dict[str, object]] = []
        for name, data in repository.commits[commit].items():
            if self.hub.no_sizes:
                siblings.append({"rfilename": name})
                continue
            row: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": git_sum(data)}
            if name.endswith(LARGE):
                row["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
            siblings.append(row)
        return self._json(
            {"id": model_id, "sha": commit, "siblings": siblings, "cardData": {"license": repository.licence}}
        )

    def _resolve(self, path: str, body: bool) -> None:
        model_id, _, rest = path.partition("/resolve/")
        repository = self.hub.repositories.get(model_id)
        if repository is None:
            return self._missing("RepoNotFound")
        revision, _, name = rest.partition("/")
        if revision == "refs":  # refs/pr/N/name
            parts = rest.split("/")
            revision, name = "/".join(parts[:3]), "/".join(parts[3:])
        commit = repository.commit(revision)
        if commit is None:
            return self._missing("RevisionNotFound")
        data = repository.commits[commit].get(name)
        if data is None:
            return self._missing("EntryNotFound", commit)
        headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
        if not name.endswith(LARGE):
            headers["ETag"] = f'"{git_sum(data)}"'
            return self._file(name, data, body, headers)
        digest = hashlib.sha256(data).hexdigest()
        headers |= {
            "X-Linked-ETag": f'"{digest}"', "X-Linked-Size": str(len(data)),
            # Another host, as the hub's storage is: the client reads the headers of this answer, not of that host's.
            "Location": f"http://localhost:{self.server.server_address[1]}/storage/{digest}/{name}",
        }  # fmt: skip
        return self._send(302, b"", headers)

    def _large(self, digest: str) -> bytes:
        for repository in self.hub.repositories.values():
            for files in repository.commits.values():
                for data in files.values():
                    if hashlib.sha256(data).hexdigest() == digest:
                        return data
        raise AssertionError(digest)

    def _file(self, name: str, data: bytes, body: bool, headers: dict[str, str] | None = None) -> None:
        start = 0
        sent = self.hub.instead.get(name, data)
        if body:
            wanted = self.headers.get("Range", "")
            self.hub.ranges.setdefault(name, []).append(wanted)
            start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
        self.send_response(206 if start else 200)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(sent) - 1}/{len(sent)}")
        self.send_header("Content-Length", str(len(sent) - start))
        self.end_headers()
        if not body:
            return
        breaks = self.hub.break_after.get(name)
        if breaks:
            self.wfile.write(sent[start : start + breaks.pop(0)])
            self.close_connection = True
            return
        self.wfile.write(sent[start:])

    def _json(self, content: object) -> None:
        self._send(200, json.dumps(content).encode(), {"Content-Type": "application/json"})

    def _missing(self, code: str, commit: str = "") -> None:
        self._send(404, b"", {"X-Error-Code": code, **({"X-Repo-Commit": commit} if commit else {})})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        return None


@contextmanager
def serving() -> Iterator[tuple[Hub, str]]:
    """A hub and its address, for as long as the block lasts."""
    hub = Hub()
    handler = type("Handler", (_Handler,), {"hub": hub})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def files_of(folder: Path) -> dict[str, bytes]:
    """A folder's files by name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
