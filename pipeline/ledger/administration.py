"""What administrators do to users, tokens and webhooks, and people to their own account: each with its line of the
history, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from . import accounts, hooks, people
from .database import Database
from .desk_values import Identity, Login, Person, Refusal, Role, Stranger, Token, User, Webhook, What
from .errors import LedgerError

T = TypeVar("T")


class Administration:
    """``by`` is the name of whoever does it. Passwords are given as hashes, tokens as their sha256."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add_user(self, name: str, role: Role, password: str, by: str, now: datetime, *, once: bool = False) -> User:
        """A new user. ``once``: at the first login another password must be chosen.

        Raises:
            LedgerError: there is one of this name (in any case), or it is none, or there is no such role.
        """
        return self._noted(
            lambda c: accounts.add(c, name, role, password, now, once=once),
            "user", by, now, lambda user: ("", f"{user.name}: {user.role}"),
        )  # fmt: skip

    def change_user(
        self,
        name: str,
        by: str,
        now: datetime,
        *,
        role: Role | None = None,
        password: str | None = None,
        disabled: bool | None = None,
        once: bool = False,
        keep_admin: bool = True,
    ) -> User:
        """Change what is given. Another password, or disabling, ends all sessions.

        Args:
            name: whose.
            by: who does it.
            now: when.
            role, password, disabled: the new ones.
            once: the password must be changed at the next login.
            keep_admin: refuse what would leave no administrator who may come in.

        Raises:
            LedgerError: there is no such user, or no such role, or it is the only administrator.
        """
        before: list[User | None] = []

        def change(connection: Connection) -> User:
            before[:] = [accounts.named(connection, name)]
            return accounts.change(connection, name, role, password, disabled, once=once, keep_admin=keep_admin)

        def words(user: User) -> tuple[str, str]:
            return f"{name}: {_state(before[0])}", f"{name}: {_state(user)}{', new password' if password else ''}"

        return self._noted(change, "user", by, now, words)

    def logins(self, name: str, now: datetime) -> list[Login]:
        """Somebody's sessions, the one last used first."""
        return self._db.read(accounts.logins_of, name, now)

    def end_sessions(self, name: str, by: str, now: datetime, *, only: str = "", but: str = "") -> int:
        """End somebody's sessions; how many.

        Args:
            name: whose.
            by: who does it.
            now: when.
            only: the :attr:`~pipeline.ledger.desk_values.Login.id` of one; empty for all.
            but: the sha256 of a token whose session stays.
        """
        return self._noted(
            lambda c: accounts.end_of(c, name, only, but),
            "user", by, now, lambda number: ("", f"{name}: {number} sessions ended") if number else None,
        )  # fmt: skip

    def person(self, person: Person, stranger: Stranger, now: datetime) -> User | Refusal:
        """Who comes from a provider of single sign-on, made if that is provided for; or why he may not come in.

        Args:
            person: who, by issuer and subject. A user whose name happens to be the same is somebody else.
            stranger: what becomes of somebody whose role does not follow from what the provider says.
            now: when.
        """
        return self._db.write(people.entered, person, stranger, now)

    def identities(self, name: str | None = None) -> list[Identity]:
        """Who somebody, or everybody, is at providers."""
        return self._db.read(people.of, name)

    def connect(self, name: str, issuer: str, subject: str, by: str, now: datetime) -> None:
        """From now on this person of a provider comes in as this user.

        Raises:
            LedgerError: there is no such user, or the person is another one.
        """
        self._db.write(people.bind, issuer, subject, name, by, now)

    def disconnect(self, name: str, by: str, now: datetime) -> None:
        """Nobody comes in as this user by a provider any more; his sessions end."""
        self._db.write(people.unbind, name, by, now)

    def add_token(
        self, token: str, name: str, owner: str, scopes: Sequence[str], by: str, now: datetime, expires: datetime | None
    ) -> Token:
        """A new token.

        Raises:
            LedgerError: there is no such owner.
        """
        return self._noted(
            lambda c: accounts.add_token(c, token, name, owner, scopes, now, expires),
            "token", by, now, lambda made: ("", f"no. {made.id}, {made.name}, of {owner}: {' '.join(made.scopes)}"),
        )  # fmt: skip

    def revoke_token(self, number: int, by: str, now: datetime) -> Token:
        """It no longer counts.

        Raises:
            LedgerError: there is no such token.
        """

        def revoke(connection: Connection) -> Token:
            found = next((one for one in accounts.tokens_of(connection, None) if one.id == number), None)
            if found is None:
                raise LedgerError(f"There is no token {number}.")
            accounts.revoke(connection, number, now)
            return found

        return self._noted(
            revoke, "token", by, now, lambda one: (f"no. {number}, {one.name}, of {one.owner}", "revoked")
        )

    def add_webhook(self, name: str, url: str, secret: str, events: Sequence[str], by: str, now: datetime) -> Webhook:
        """Tell an address of events.

        Raises:
            LedgerError: there is no such event.
        """
        return self._noted(
            lambda c: hooks.add(c, name, url, secret, events, now), "webhook", by, now, lambda made: ("", _hook(made))
        )

    def change_webhook(
        self, number: int, by: str, now: datetime, *, active: bool | None = None, events: Sequence[str] | None = None
    ) -> Webhook:
        """Stop telling an address, go on, or tell it of other events.

        Raises:
            LedgerError: there is no such webhook or event.
        """
        before: list[str] = []

        def change(connection: Connection) -> Webhook:
            before[:] = [_hook(_the(connection, number))]
            if active is not None:
                hooks.change(connection, number, active)
            if events is not None:
                hooks.listen(connection, number, events)
            return _the(connection, number)

        return self._noted(change, "webhook", by, now, lambda made: (before[0], _hook(made)))

    def remove_webhook(self, number: int, by: str, now: datetime) -> None:
        """Forget an address and what was sent to it.

        Raises:
            LedgerError: there is no such webhook.
        """

        def remove(connection: Connection) -> Webhook:
            found = _the(connection, number)
            hooks.remove(connection, number)
            return found

        self._noted(remove, "webhook", by, now, lambda gone: (_hook(gone), "removed"))

    def _noted(
        self,
        do: Callable[[Connection], T],
        what: What,
        by: str,
        now: datetime,
        words: Callable[[T], tuple[str, str] | None],
    ) -> T:
        """Do it, and write it down unless there are no words for it."""

        def both(connection: Connection) -> T:
            done = do(connection)
            if said := words(done):
                people.noted(connection, what, by, now, *said)
            return done

        return self._db.write(both)


def _the(connection: Connection, number: int) -> Webhook:
    found = next((one for one in hooks.listed(connection) if one.id == number), None)
    if found is None:
        raise LedgerError(f"There is no webhook {number}.")
    return found


def _state(user: User | None) -> str:
    return "" if user is None else f"{user.role}{', disabled' if user.disabled else ''}"


def _hook(hook: Webhook) -> str:
    return f"{hook.name}, {hook.url}: {' '.join(hook.events)}{'' if hook.active else ', paused'}"
