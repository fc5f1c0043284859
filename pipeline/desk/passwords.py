"""Passwords, hashed with Argon2id."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
LONGEST = 1000
"""Characters of a password."""
_AT_ONCE = 4
"""Hashes at a time: each takes 64 MiB and a core for some 50 milliseconds."""
_turn = BoundedSemaphore(_AT_ONCE)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # RFC 9106, the second of its recommended settings


@cache
def _nobody() -> str:
    """A hash of what nobody knows, for names that do not exist."""
    import secrets

    return hashed(secrets.token_urlsafe(32))


def hashed(password: str) -> str:
    """The hash of a password, as it is kept.

    Raises:
        InputError: it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"A password has at least {SHORTEST} characters, and at most {LONGEST:,}.")
    with _turn:
        return _hasher().hash(password)


def ready() -> None:
    """Do ahead what the first login would have to wait for."""
    _nobody()


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password of that hash; for ``None``, the hash of a user who does not exist, it takes as long
    and is never so."""
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST:
        password = ""
    try:
        with _turn:
            right = _hasher().verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker settings than today's."""
    return _hasher().check_needs_rehash(kept)
