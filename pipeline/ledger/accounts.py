"""Users of the desk, their sessions and tokens. Passwords and tokens come hashed; this only keeps them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from . import blobs
from .database import lock
from .desk_values import ROLES, Attempts, Login, Role, Session, Token, User
from .errors import LedgerError
from .schema_desk import logins, sessions, tokens, users

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}")
_USED = timedelta(minutes=1)
"""How often it is noted that a session or a token is in use: not with each request, which would be a write."""
_SHORT = 16
"""Characters of a session's digest by which it can be named."""
LOCAL = "local"
"""Who works where there are no users. No user can have this name."""


def is_name(name: str) -> bool:
    """Whether a user can be called so."""
    return bool(_NAME.fullmatch(name)) and name.casefold() != LOCAL


def add(connection: Connection, name: str, role: Role, password: str, now: datetime, *, once: bool = False) -> User:
    """See :meth:`pipeline.ledger.desk.Accounts.add_user`."""
    if not is_name(name):
        raise LedgerError(f"{name[:80]!r} is no name for a user: letters, digits and . _ @ + -, at most 64 of them.")
    if role not in ROLES:
        raise LedgerError(f"{role!r} is no role: {', '.join(ROLES)}.")
    if any(user.name.casefold() == name.casefold() for user in listed(connection)):
        raise LedgerError(f"There is a user {name} already.")
    row = {"name": name, "role": role, "password": password, "disabled": False, "created": now, "once": once}
    connection.execute(insert(users).values(**row))
    return User(name, role, password, False, now, once=once)


def change(
    connection: Connection,
    name: str,
    role: Role | None,
    password: str | None,
    disabled: bool | None,
    *,
    once: bool = False,
    keep_admin: bool = False,
) -> User:
    """See :meth:`pipeline.ledger.desk.Accounts.change_user`."""
    lock(connection, "users")
    if named(connection, name) is None:
        raise LedgerError(f"There is no user {name[:80]!r}.")
    others = [user for user in listed(connection) if user.role == "admin" and not user.disabled and user.name != name]
    if keep_admin and not others and (disabled or role not in (None, "admin")):
        raise LedgerError(f"{name} is the only administrator; make somebody else one first.")
    if role is not None and role not in ROLES:
        raise LedgerError(f"{role!r} is no role: {', '.join(ROLES)}.")
    given = {"role": role, "password": password, "disabled": disabled}
    values: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if password is not None:
        values["once"] = once
    if values:
        connection.execute(update(users).where(users.c.name == name).values(**values))
    if password is not None or disabled:
        connection.execute(delete(sessions).where(sessions.c.user == name))
    user = named(connection, name)
    assert user is not None
    return user


def named(connection: Connection, name: str) -> User | None:
    """The user of this name."""
    row = connection.execute(select(users).where(users.c.name == blobs.text(name))).first()
    return None if row is None else _user(row)


def listed(connection: Connection) -> list[User]:
    """All users, by name."""
    return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]


def begin(
    connection: Connection, token: str, user: str, csrf: str, now: datetime, until: datetime, agent: str = ""
) -> None:
    """See :meth:`pipeline.ledger.desk.Accounts.begin_session`."""
    connection.execute(delete(sessions).where(sessions.c.expires <= now))
    row = {
        "token": token, "user": user, "csrf": csrf, "created": now, "used": now, "expires": until,
        "agent": blobs.text(agent, 200),
    }  # fmt: skip
    connection.execute(insert(sessions).values(**row))
    connection.execute(update(users).where(users.c.name == user).values(last=now))


def session(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session with this token's sha256, if it is not over and its user not disabled."""
    row = connection.execute(
        select(sessions, users.c.role, users.c.once)
        .join(users, users.c.name == sessions.c.user)
        .where(sessions.c.token == token, sessions.c.expires > now, users.c.disabled.is_(False))
    ).first()
    return None if row is None else Session(row.user, row.role, row.csrf, row.created, row.used, row.expires, row.once)


def session_used(connection: Connection, token: str, now: datetime, until: datetime) -> None:
    """A session is in use, and lasts until then."""
    connection.execute(update(sessions).where(sessions.c.token == token).values(used=now, expires=until))


def end(connection: Connection, token: str) -> None:
    """Log out."""
    connection.execute(delete(sessions).where(sessions.c.token == token))


def logins_of(connection: Connection, user: str, now: datetime) -> list[Login]:
    """Somebody's sessions, the one last used first."""
    mine = (sessions.c.user == blobs.text(user), sessions.c.expires > now)
    query = select(sessions).where(*mine).order_by(sessions.c.used.desc(), sessions.c.token)
    return [
        Login(row.token[:_SHORT], row.created, row.used, row.expires, row.agent) for row in connection.execute(query)
    ]


def end_of(connection: Connection, user: str, only: str, but: str) -> int:
    """See :meth:`pipeline.ledger.administration.Administration.end_sessions`."""
    where = [sessions.c.user == blobs.text(user), sessions.c.token != but]
    if only:
        where.append(func.substr(sessions.c.token, 1, _SHORT) == blobs.text(only))
    return connection.execute(delete(sessions).where(*where)).rowcount


def attempted(
    connection: Connection, name: str, address: str, now: datetime, since: datetime, most: Attempts
) -> int | None:
    """See :meth:`pipeline.ledger.desk.Accounts.login_attempted`."""
    lock(connection, "logins")  # or many at once would each count before the others are entered
    connection.execute(delete(logins).where(logins.c.at <= since))
    of_name, from_address = logins.c.name == blobs.text(name, 64), logins.c.address == blobs.text(address, 64)

    def number(*where: Any) -> int:
        return connection.execute(select(func.count()).select_from(logins).where(*where)).scalar_one()

    if (
        number(of_name, from_address) >= most.of_both
        or number(of_name) >= most.of_name
        or number(from_address) >= most.from_address
    ):
        return None
    row = {"name": blobs.text(name, 64), "address": blobs.text(address, 64), "at": now}
    done = connection.execute(insert(logins).values(**row)).inserted_primary_key
    assert done is not None
    return int(done[0])


def attempt_void(connection: Connection, attempt: int) -> None:
    """See :meth:`pipeline.ledger.desk.Accounts.login_void`."""
    connection.execute(delete(logins).where(logins.c.id == attempt))


def right(connection: Connection, name: str, address: str) -> None:
    """See :meth:`pipeline.ledger.desk.Accounts.login_right`."""
    mine = (logins.c.name == blobs.text(name, 64), logins.c.address == blobs.text(address, 64))
    connection.execute(delete(logins).where(*mine))


def add_token(
    connection: Connection,
    token: str,
    name: str,
    owner: str,
    scopes: Sequence[str],
    now: datetime,
    expires: datetime | None,
) -> Token:
    """See :meth:`pipeline.ledger.desk.Accounts.add_token`."""
    row = {
        "token": token, "name": blobs.text(name, 200), "owner": owner, "scopes": " ".join(dict.fromkeys(scopes)),
        "created": now, "expires": expires,
    }  # fmt: skip
    connection.execute(insert(tokens).values(**row))
    made = _tokens(connection, tokens.c.token == token)
    if not made:
        raise LedgerError(f"There is no user {owner[:80]!r}.")
    return made[0]


def token(connection: Connection, digest: str, now: datetime) -> Token | None:
    """The token with this sha256, if it counts."""
    alive = (tokens.c.revoked.is_(None), or_(tokens.c.expires.is_(None), tokens.c.expires > now))
    found = _tokens(connection, tokens.c.token == digest, *alive)
    return found[0] if found else None


def token_used(connection: Connection, number: int, now: datetime) -> None:
    """A token is in use."""
    connection.execute(update(tokens).where(tokens.c.id == number).values(used=now))


def tokens_of(connection: Connection, owner: str | None) -> list[Token]:
    """All tokens, or somebody's, in the order made; those of disabled users too, which count again with their owner."""
    return _tokens(connection, *([] if owner is None else [tokens.c.owner == owner]), idle=True)


def revoke(connection: Connection, number: int, now: datetime) -> None:
    """A token no longer counts."""
    connection.execute(update(tokens).where(tokens.c.id == number, tokens.c.revoked.is_(None)).values(revoked=now))


def _tokens(connection: Connection, *where: Any, idle: bool = False) -> list[Token]:
    """With the role of the owner; those of disabled users only if they are wanted (``idle``)."""
    some = connection.execute(select(func.count()).select_from(users)).scalar_one() > 0
    query = (
        select(tokens, users.c.role, users.c.disabled)
        .outerjoin(users, users.c.name == tokens.c.owner)
        .where(*where)
        .order_by(tokens.c.id)
    )
    found = []
    for row in connection.execute(query):
        role: Role | None = row.role if row.role is not None else None if some or row.owner != LOCAL else "admin"
        if role is not None and (idle or not row.disabled):
            found.append(
                Token(
                    row.id, row.name, row.owner, role, tuple(row.scopes.split()), row.created, row.expires, row.used,
                    row.revoked, bool(row.disabled),
                )
            )  # fmt: skip
    return found


def _user(row: Row[*tuple[Any, ...]]) -> User:
    return User(row.name, row.role, row.password, row.disabled, row.created, row.last, row.once)


def stale(used: datetime | None, now: datetime) -> bool:
    """Whether it is time to note that something is in use."""
    return used is None or now - used >= _USED
