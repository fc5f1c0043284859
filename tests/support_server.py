"""A server on the loopback that speaks OpenAI's protocol and plays every part that such servers play, bad ones above all."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass
class Plan:
    """What a server does: for each request the next step, the last one again and again."""

    steps: list[Callable[[Handler, Body], None]]
    requests: list[Body] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def user(self) -> list[str]:
        """The last thing said to the model in each request."""
        return [request["messages"][-1]["content"] for request in self.requests]


class Handler(BaseHTTPRequestHandler):
    """Answers by the plan of its server."""

    plan: Plan
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.plan.lock:
            number = len(self.plan.requests)
            self.plan.requests.append(body)
            self.plan.headers.append({key.lower(): value for key, value in self.headers.items()})
            step = self.plan.steps[min(number, len(self.plan.steps) - 1)]
        try:
            step(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, status: int, content: Any, **headers: str) -> None:
        """Send a response."""
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Type", "application/json")
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def serving(*steps: Callable[[Handler, Body], None]) -> Iterator[tuple[str, Plan]]:
    """A server for the time of a test: its base address and its plan."""
    plan = Plan(list(steps))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Planned", (Handler,), {"plan": plan}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", plan
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def completion(content: Any, finish: str = "stop") -> Body:
    """A chat completion."""
    text = content if isinstance(content, str) else json.dumps(content)
    return {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}]}


def says(content: Any, finish: str = "stop") -> Callable[[Handler, Body], None]:
    """A step that answers with this text, or this JSON."""
    return lambda handler, body: handler.answer(200, completion(content, finish))


def sentences(*texts: str) -> Body:
    """An answer to a prompt for a summary; no sources are named."""
    return {"sentences": [{"text": text, "sources": []} for text in texts]}


def status(code: int, content: Any = None, **headers: str) -> Callable[[Handler, Body], None]:
    """A step that answers with an error."""
    return lambda handler, body: handler.answer(code, content or {"error": {"message": "no"}}, **headers)


def drip(seconds: float) -> Callable[[Handler, Body], None]:
    """A step that sends an answer byte by byte, each after some seconds."""

    def step(handler: Handler, body: Body) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "10000")
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(seconds)

    return step


def silent(seconds: float) -> Callable[[Handler, Body], None]:
    """A step that does not answer for a while."""
    return lambda handler, body: time.sleep(seconds)


def hang_up(handler: Handler, body: Body) -> None:
    """A step that closes the connection in the middle of an answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "10000")
    handler.end_headers()
    handler.wfile.write(b'{"choices"')
    handler.close_connection = True
