"""Keys to the API: what they are, what they may do, and what the ledger has of them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Literal

from ..ledger.desk_values import Role

Scope = Literal["read", "submit", "decide", "approve", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "submit", "decide", "approve", "admin")
ALLOWED: Mapping[Role, tuple[Scope, ...]] = {
    "reader": ("read",),
    "editor": ("read", "submit", "decide", "approve"),
    "qa": ("read", "submit", "decide", "approve"),
    "admin": SCOPES,
}
"""A token can do no more than its owner."""
PREFIX = "wortlaut_"
"""So that scanners for secrets that have leaked can tell what it is."""


def new_token() -> str:
    """A token that nobody can guess: 32 random bytes."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """What the ledger has of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
