"""People of a provider of single sign-on, and what is written down of users, tokens and webhooks.

Somebody is issuer and subject, which a provider never gives to another person. A name or a mail address may be given
to the next one, so it says how somebody is called here, and never who he is.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from . import accounts, blobs
from .database import lock
from .desk_values import Identity, Person, Refusal, Role, Stranger, User, What
from .errors import LedgerError
from .schema_desk import audit, identities, sessions

LONGEST = 255
"""Characters of an issuer and of a subject; OpenID Connect allows a subject no more."""
PROVIDER = "(single sign-on)"
"""Who does what follows from a login by a provider; no user can have this name."""


def noted(connection: Connection, what: What, who: str, now: datetime, before: str = "", after: str = "") -> None:
    """Write a line of the history that is about no item."""
    row = {
        "at": now, "who": blobs.text(who, 64), "what": what, "item": None, "version": None,
        "before": blobs.text(before), "after": blobs.text(after), "standing": None, "undoes": None,
    }  # fmt: skip
    connection.execute(insert(audit).values(**row))


def entered(connection: Connection, person: Person, stranger: Stranger, now: datetime) -> User | Refusal:
    """See :meth:`pipeline.ledger.administration.Administration.person`."""
    if not 0 < len(person.subject) <= LONGEST or not 0 < len(person.issuer) <= LONGEST:
        return "no-subject"
    lock(connection, "users")  # a person who comes twice at once is made once
    user = _known(connection, person.issuer, person.subject)
    if user is None:
        role = person.role or ("reader" if stranger == "reader" else None)
        if role is None:
            return "unknown"
        if not accounts.is_name(person.name):
            return "no-name"
        if any(one.name.casefold() == person.name.casefold() for one in accounts.listed(connection)):
            return "taken"
        user = accounts.add(connection, person.name, role, "", now)
        noted(connection, "user", PROVIDER, now, after=f"{user.name}: {role}, {_about(person.issuer, person.subject)}")
        _bind(connection, person.issuer, person.subject, user.name, now)
        return user
    if user.disabled:
        return "disabled"
    wanted: Role | None = user.role if not person.maps else person.role or ("reader" if stranger == "reader" else None)
    if wanted is None:
        return "unknown"
    if user.once:  # he would be asked for it, which he may not know, before anything else; he has come in without
        noted(connection, "user", PROVIDER, now, after=f"{user.name}: no password any more, as it was for one login")
        user = accounts.change(connection, user.name, None, "", None)
    if wanted != user.role:
        noted(connection, "user", PROVIDER, now, f"{user.name}: {user.role}", f"{user.name}: {wanted}")
        return accounts.change(connection, user.name, wanted, None, None)
    return user


def bind(connection: Connection, issuer: str, subject: str, name: str, who: str, now: datetime) -> None:
    """See :meth:`pipeline.ledger.administration.Administration.connect`."""
    lock(connection, "users")
    if accounts.named(connection, name) is None:
        raise LedgerError(f"There is no user {name[:80]!r}.")
    if not 0 < len(subject) <= LONGEST:
        raise LedgerError(f"A subject has 1 to {LONGEST} characters.")
    other = _known(connection, issuer, subject)
    if other is not None:
        raise LedgerError(f"This subject is {other.name} already.")
    _bind(connection, issuer, subject, name, now)
    noted(connection, "user", who, now, after=f"{name}: {_about(issuer, subject)}")


def unbind(connection: Connection, name: str, who: str, now: datetime) -> None:
    """See :meth:`pipeline.ledger.administration.Administration.disconnect`."""
    for one in of(connection, name):
        noted(connection, "user", who, now, before=f"{name}: {_about(one.issuer, one.subject)}")
    connection.execute(delete(identities).where(identities.c.user == name))
    connection.execute(delete(sessions).where(sessions.c.user == name))


def of(connection: Connection, name: str | None) -> list[Identity]:
    """Who somebody, or everybody, is at providers."""
    query = select(identities).order_by(identities.c.user, identities.c.created)
    if name is not None:
        query = query.where(identities.c.user == blobs.text(name))
    return [Identity(row.issuer, row.subject, row.user, row.created) for row in connection.execute(query)]


def _known(connection: Connection, issuer: str, subject: str) -> User | None:
    mine = (identities.c.issuer == blobs.text(issuer), identities.c.subject == blobs.text(subject))
    name = connection.execute(select(identities.c.user).where(*mine)).scalar()
    return None if name is None else accounts.named(connection, name)


def _bind(connection: Connection, issuer: str, subject: str, name: str, now: datetime) -> None:
    row = {"issuer": blobs.text(issuer), "subject": blobs.text(subject), "user": name, "created": now}
    connection.execute(insert(identities).values(**row))


def _about(issuer: str, subject: str) -> str:
    return f"{subject} at {issuer}"
