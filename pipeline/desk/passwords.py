"""Passwords, hashed with Argon2id. Hashing is costly on purpose, so only a few hashes run at a time, and few wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
LONGEST = 1000
"""Characters of a password."""
_turn = BoundedSemaphore(2)
"""Hashes at a time: each takes 64 MiB and a core for some 50 milliseconds."""
_queue = BoundedSemaphore(12)
"""Those that run and those that wait for it: well below the threads that the desk answers with, so that logging in
cannot keep everybody else from being answered."""


class TooMany(Exception):
    """So many passwords are being looked at that another one would not be soon."""


@cache
def hasher() -> PasswordHasher:
    """As argon2-cffi recommends: the second of the settings of RFC 9106."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash of what nobody knows, for names that do not exist."""
    import secrets

    return hasher().hash(secrets.token_urlsafe(32))


@contextmanager
def _its_turn() -> Iterator[None]:
    if not _queue.acquire(blocking=False):
        raise TooMany
    try:
        with _turn:
            yield
    finally:
        _queue.release()


def hashed(password: str) -> str:
    """The hash of a password, as it is kept.

    Raises:
        InputError: it is too short or too long.
        TooMany: try again later.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"A password has at least {SHORTEST} characters, and at most {LONGEST:,}.")
    with _its_turn():
        return hasher().hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether this is the password of that hash; for ``None``, the hash of a user who does not exist, it takes as long
    and is never so.

    Raises:
        TooMany: try again later.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST:
        password = ""
    try:
        with _its_turn():
            right = hasher().verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker settings than today's."""
    return hasher().check_needs_rehash(kept)


def ready() -> None:
    """Do ahead what the first login of a name that does not exist would have to wait for."""
    _nobody()
