"""Single sign-on by OpenID Connect: authorization code with PKCE, state and nonce, and an ID token that is verified.

    errand -> address of the provider -> (there somebody says who he is) -> code -> tokens -> ID token -> Person

Authlib knows the protocol: what requests look like, how a client says who it is, which claims of an ID token have to
hold; joserfc, on which it rests, knows signatures. Every request goes through :mod:`pipeline.fetch` and not through
Authlib's own client: that would bring a second HTTP library along, follow redirects with the client's secret, and know
no limit for an answer as a whole. Both are loaded only where single sign-on is set up (``wortlaut[sso]``).
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from anyascii import anyascii

from ..config import FetchConfig, SsoConfig
from ..errors import ConfigError
from ..fetch import FetchError, Posted, Poster
from ..ledger.desk_values import ROLES, Person, Role
from ..render.text import one_line
from .security import is_loopback, local_path

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""With which an ID token may be signed: those with a key that only the provider has. None at all, and those with a
secret that we have as well (HS256), are not among them."""
_KEYS = ("RSA", "EC")
LARGEST = 1_000_000
"""Bytes of one answer."""
LEEWAY = 60
"""Seconds by which the provider's clock and ours may differ."""
KNOWN_FOR = timedelta(hours=1)
"""How long it is not asked again where the provider's places are. Its keys are asked for at each login: they may have
changed because one of them was stolen."""
_LONGEST_NEXT = 1500
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+/?")
_ODD = re.compile(r"[^A-Za-z0-9._@+-]+")


class NotProven(Exception):
    """It is not proven who somebody is. The message is for people, and has no words of a stranger's in it."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What a browser is sent to the provider with, and has in a cookie until it comes back."""

    state: str
    nonce: str
    verifier: str
    next: str
    """The page that was wanted."""

    def packed(self) -> str:
        """As a cookie's value."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode().rstrip("=")


def errand(target: str) -> Errand:
    """A new one, which nobody can guess."""
    wanted = local_path(target)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Errand(state, nonce, verifier, wanted if len(wanted) <= _LONGEST_NEXT else "/")


def unpacked(cookie: str) -> Errand | None:
    """The errand of a cookie; ``None`` if it has none."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)))
        made = Errand(**found)
    except (ValueError, TypeError):
        return None
    values = (made.state, made.nonce, made.verifier)
    if not all(isinstance(value, str) and len(value) >= 32 for value in values) or not isinstance(made.next, str):
        return None
    return replace(made, next=local_path(made.next))


def provider_of(
    settings: SsoConfig,
    fetch: FetchConfig,
    *,
    warn: Callable[[str], None] = lambda _: None,
    environ: Mapping[str, str] = os.environ,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Provider | None:
    """The provider that the settings name; ``None`` if there is no single sign-on.

    Raises:
        ConfigError: the settings cannot be used, or the packages are missing.
    """
    if settings == SsoConfig():
        return None
    if problem := _wrong(settings, environ):
        raise ConfigError(f"[desk.sso]: {problem}")
    if find_spec("authlib") is None or find_spec("joserfc") is None:
        raise ConfigError("[desk.sso] needs packages that are not here: pip install 'wortlaut[sso]'")
    limited = replace(
        fetch,
        allow=settings.allow,  # and not those of feeds, nor the other way round
        max_bytes=LARGEST,
        connect_timeout=min(fetch.connect_timeout, settings.timeout),
        read_timeout=min(fetch.read_timeout, settings.timeout),
        total_timeout=settings.timeout,
    )
    secret = environ[settings.secret_env] if settings.secret_env else ""
    return Provider(settings, secret, Poster(limited, clock=clock), clock, warn)


def _wrong(settings: SsoConfig, environ: Mapping[str, str]) -> str:
    """What is wrong with the settings; empty if nothing is."""
    if not settings.issuer or not settings.client_id:
        return "issuer and client_id are needed."
    if not _safe(settings.issuer) or set("?#") & set(settings.issuer) or len(settings.issuer) > 255:
        return f"{settings.issuer!r} is no issuer: an address with https:// is needed, without ? and #."
    if settings.secret_env and not environ.get(settings.secret_env, "").isascii():
        return f"the secret in {settings.secret_env} has characters that no secret has."
    if settings.secret_env and not environ.get(settings.secret_env):
        return f"the environment variable {settings.secret_env} (secret_env) is not set."
    if unknown := sorted(set(settings.roles) - set(ROLES)):
        return f"{unknown[0]!r} in roles is no role: {', '.join(ROLES)}."
    if bool(settings.role_claim) != bool(settings.roles):
        return "role_claim and roles belong together: which claim, and which of its values give which role."
    if settings.address and not _ADDRESS.fullmatch(settings.address):
        return f"{settings.address!r} is no address of a desk, such as https://desk.example."
    return ""


def _safe(address: str) -> bool:
    """Whether nobody on the way can read or change what is sent to an address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


class Provider:
    """A provider of single sign-on. May be used by several threads at once.

    Args:
        settings: who it is, and what follows from what it says.
        secret: the client's; empty if it has none.
        http: sends requests, each once, without following redirects.
        clock: the time, UTC.
        warn: told what went wrong, for whoever runs the desk.
    """

    def __init__(
        self,
        settings: SsoConfig,
        secret: str,
        http: Poster,
        clock: Callable[[], datetime],
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.settings = settings
        self.warn = warn
        self._secret = secret
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[datetime, Mapping[str, Any]] | None = None

    def address(self, errand: Errand, back: str) -> str:
        """Where a browser is sent.

        Args:
            errand: its.
            back: the address to which it is to be sent back.

        Raises:
            NotProven: the provider does not say where.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        address: str = prepare_grant_uri(
            self._place("authorization_endpoint"),
            self.settings.client_id,
            "code",
            redirect_uri=back,
            scope=" ".join(dict.fromkeys(("openid", *self.settings.scopes))),
            state=errand.state,
            nonce=errand.nonce,
            code_challenge=create_s256_code_challenge(errand.verifier),
            code_challenge_method="S256",
        )
        return address

    def answered_by(self, issuer: str) -> bool:
        """Whether an answer is this provider's by what it says of its issuer (RFC 9207): another provider could have
        sent the browser back to us.

        Raises:
            NotProven: the provider does not say whether it says so.
        """
        if not issuer:
            return self._metadata().get("authorization_response_iss_parameter_supported") is not True
        return issuer == self.settings.issuer

    def person(self, errand: Errand, code: str, back: str) -> Person:
        """Who has come back with a code.

        Raises:
            NotProven: that is not known.
        """
        tokens = self._tokens(errand, code, back)
        access = tokens.get("access_token")
        claims = self._verified(tokens.get("id_token"), errand, access if isinstance(access, str) else "")
        wanted = [name for name in (self.settings.name_claim, self.settings.role_claim) if name]
        if isinstance(access, str) and any(_claim(claims, name) is None for name in wanted):
            claims = {**self._more(access, claims["sub"]), **claims}
        return Person(
            self.settings.issuer,
            claims["sub"],
            name_of(_claim(claims, self.settings.name_claim)),
            role_of(_claim(claims, self.settings.role_claim), self.settings.roles) if self.settings.roles else None,
            bool(self.settings.roles),
        )

    def _tokens(self, errand: Errand, code: str, back: str) -> Mapping[str, Any]:
        from authlib.oauth2.auth import ClientAuth
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        place = self._place("token_endpoint")
        taken = self._metadata().get("token_endpoint_auth_methods_supported")
        how = "client_secret_basic" if self._secret else "none"
        if self._secret and isinstance(taken, list) and how not in taken and "client_secret_post" in taken:
            how = "client_secret_post"
        body = prepare_token_request("authorization_code", "", back, code=code, code_verifier=errand.verifier)
        plain = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        auth = ClientAuth(self.settings.client_id, self._secret, how)
        place, sent, body = auth.prepare("POST", place, plain, body)
        return self._json("token", lambda: self._http.post(place, body.encode(), sent, LARGEST))

    def _verified(self, token: object, errand: Errand, access: str) -> dict[str, Any]:
        """The claims of an ID token that is the provider's, for us, for this errand, and of now."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        if not isinstance(token, str):
            raise self._failed("it has sent no ID token")
        found = self._fetched("keys", self._place("jwks_uri")).get("keys")
        keys = [key for key in found if isinstance(key, dict) and key.get("kty") in _KEYS and key.get("use") != "enc"] \
            if isinstance(found, list) else []  # fmt: skip
        if not keys:
            raise self._failed("it has no key that can be used")
        must = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client_id},
        }
        known = {"nonce": errand.nonce, "client_id": self.settings.client_id, "access_token": access}
        try:
            registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
            read = jwt.decode(token, KeySet.import_key_set({"keys": keys}), registry=registry)
            claims = CodeIDToken(read.claims, read.header, must, known)
            claims.validate(int(self._clock().timestamp()), LEEWAY)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._failed(f"its ID token does not hold ({one_line(str(error))[:200]})") from None
        return dict(claims)

    def _more(self, access: str, subject: str) -> Mapping[str, Any]:
        """What the provider says of somebody besides the ID token; nothing if it says it of somebody else."""
        if "userinfo_endpoint" not in self._metadata():
            return {}
        sent = {"authorization": f"Bearer {access}"}
        found = self._fetched("person", self._place("userinfo_endpoint"), sent)
        if found.get("sub") != subject:
            raise self._failed("it says more of another person than the ID token is about")
        return found

    def _place(self, name: str) -> str:
        found = self._metadata().get(name)
        if not isinstance(found, str) or not _safe(found):
            raise self._failed(f"it names no {name} with https://")
        if urlsplit(found).scheme == "http" and urlsplit(self.settings.issuer).scheme == "https":
            raise self._failed(f"its {name} is not encrypted")
        return found

    def _metadata(self) -> Mapping[str, Any]:
        with self._lock:
            known = self._known
        if known is not None and self._clock() - known[0] < KNOWN_FOR:
            return known[1]
        found = self._fetched("places", self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self.settings.issuer:
            said = one_line(str(found.get("issuer")))[:200]
            raise self._failed(f"it calls itself {said!r} and not {self.settings.issuer!r} (desk.sso.issuer)")
        with self._lock:
            self._known = (self._clock(), found)
        return found

    def _fetched(self, what: str, place: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        sent = {"accept": "application/json", **(headers or {})}
        return self._json(what, lambda: self._http.get(place, sent, LARGEST))

    def _json(self, what: str, ask: Callable[[], Posted]) -> Mapping[str, Any]:
        try:
            answer = ask()
        except FetchError as error:
            raise self._failed(one_line(str(error)), "The provider of single sign-on cannot be reached.") from None
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError):
            found = None
        if answer.status != 200 or not isinstance(found, dict):
            said = found.get("error") if isinstance(found, dict) else None
            more = f" ({one_line(said)[:100]})" if isinstance(said, str) else ""
            raise self._failed(f"asked for its {what}, it answers {answer.status}{more}")
        return found

    def _failed(self, why: str, words: str = "") -> NotProven:
        self.warn(f"single sign-on: {self.settings.issuer}: {why}")
        return NotProven(
            words or "What the provider of single sign-on says cannot be relied on. The desk's log says why."
        )


def name_of(claim: object) -> str:
    """What a user is called by what a provider calls him; empty if that gives no name."""
    plain = anyascii(claim).strip() if isinstance(claim, str) else ""
    return _ODD.sub(".", plain).strip(".")[:64].rstrip(".")


def role_of(claim: object, roles: Mapping[str, tuple[str, ...]]) -> Role | None:
    """The highest role that values of a claim give."""
    values = {claim} if isinstance(claim, str) else set()
    if isinstance(claim, list):
        values = {value for value in claim if isinstance(value, str)}
    return next((role for role in reversed(ROLES) if values & set(roles.get(role, ()))), None)


def _claim(claims: Mapping[str, Any], name: str) -> object:
    """A claim; a dot in its name leads into a table, unless there is one of the whole name."""
    if not name or name in claims:
        return claims.get(name)
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
