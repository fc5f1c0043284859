"""A provider of single sign-on on the loopback: it signs real tokens with a key of its own, checks what a client sends,
and lies when a test wants it to.

    with providing() as house:
        house.person = {"sub": "7", "preferred_username": "anna"}
        back = house.visit(address)  # where a browser that was sent there is sent back to
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.support_morning import NOW

CLIENT, SECRET = "wortlaut", "s3cret"


@cache
def key(name: str = "house") -> ECKey:
    """A key to sign with."""
    return ECKey.generate_key("P-256", {"kid": name, "use": "sig", "alg": "ES256"})


@cache
def rsa() -> RSAKey:
    """A key of the other kind."""
    return RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig", "alg": "RS256"})


def coded(value: object) -> str:
    """A part of a token."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class House:
    """The provider, and what it was asked."""

    issuer: str = ""
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "248-7", "preferred_username": "anna"})
    """Who says at its page who he is."""
    more: dict[str, Any] = field(default_factory=dict)
    """What only its userinfo says; empty for no such place."""
    change: Callable[[dict[str, Any]], None] = lambda claims: None
    """Makes the claims of an ID token wrong."""
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode({"alg": "ES256", "kid": "house"}, claims, key())
    places: dict[str, Any] = field(default_factory=dict)
    """Put over what it says of its places."""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """Put instead of what is at a path."""
    says_issuer: bool = False
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    """Each is good for one time."""
    refused: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def metadata(self) -> dict[str, Any]:
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": self.says_issuer,
        }
        if self.more:
            found["userinfo_endpoint"] = f"{self.issuer}/userinfo"
        return found | self.places

    def visit(self, address: str) -> str:
        """What a browser does there: somebody says who he is, and is sent back to the address that this gives."""
        where = urlsplit(address)
        connection = HTTPConnection(where.netloc, timeout=30)
        connection.request("GET", f"{where.path}?{where.query}")
        answer = connection.getresponse()
        connection.close()
        assert answer.status == 302
        return answer.headers["Location"]

    def authorize(self, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        assert query["tenant"] == "1"
        assert (query["response_type"], query["client_id"]) == ("code", CLIENT)
        assert "openid" in query["scope"].split()
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        back = {"code": code, "state": query["state"]} | ({"iss": self.issuer} if self.says_issuer else {})
        return 302, {"Location": f"{query['redirect_uri']}?{urlencode(back)}"}, b""

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, str], bytes]:
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        query = self.codes.pop(form.get("code", ""), None)
        why = ""
        if authorization != basic:
            why = "invalid_client"
        elif query is None or form.get("grant_type") != "authorization_code":
            why = "invalid_grant"
        elif form.get("redirect_uri") != query["redirect_uri"]:
            why = "redirect_uri_mismatch"
        elif coded(hashlib.sha256(form.get("code_verifier", "").encode()).digest()) != query["code_challenge"]:
            why = "wrong_verifier"
        if why or query is None:
            self.refused.append(why)
            return 400, {}, json.dumps({"error": why}).encode()
        now = int(NOW.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
        } | self.person
        claims["at_hash"] = coded(hashlib.sha256(b"access").digest()[:16])
        self.change(claims)
        return (
            200,
            {},
            json.dumps({"access_token": "access", "token_type": "Bearer", "id_token": self.sign(claims)}).encode(),
        )

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        where = urlsplit(path)
        self.asked.append(where.path)
        if where.path in self.answers:
            return self.answers[where.path]
        match method, where.path:
            case "GET", "/.well-known/openid-configuration":
                return 200, {}, json.dumps(self.metadata).encode()
            case "GET", "/authorize":
                return self.authorize(dict(parse_qsl(where.query)))
            case "POST", "/token":
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                return self.token(form, headers.get("authorization", ""))
            case "GET", "/keys":
                keys = [key().as_dict(private=False), rsa().as_dict(private=False)]
                return 200, {}, json.dumps({"keys": keys}).encode()
            case "GET", "/userinfo" if headers.get("authorization") == "Bearer access":
                return 200, {}, json.dumps(self.more).encode()
        return 404, {}, b"{}"


@contextmanager
def providing() -> Iterator[House]:
    """A provider for the time of a test."""
    house = House()

    class Handler(BaseHTTPRequestHandler):
        timeout = 30

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            status, sent, answer = house.answer(self.command, self.path, headers, body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), **sent}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    house.issuer = f"http://127.0.0.1:{server.server_port}"
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
