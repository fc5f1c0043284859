"""Users, for administrators: who may come in, as what, and where they are logged in."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path
from starlette.requests import Request
from starlette.responses import Response

from ..ledger.desk_values import ROLES, Role, User
from ..ledger.errors import LedgerError
from . import auth, passwords
from .auth import administrator, guarded, quoted
from .context import Desk, Missing, Who, answer, desk_of, go

router = APIRouter()
Admin = Annotated[Who, Depends(administrator)]
Name = Annotated[str, Path(max_length=64)]
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another when a password is read out."""
ROLES_SAY: dict[Role, str] = {
    "reader": "looks",
    "editor": "edits, dismisses and confirms in an article, approves, submits",
    "qa": "also dismisses for ever",
    "admin": "also keeps users, tokens and webhooks",
}
FIRST = "The first user must be an administrator: from then on everybody has to log in."
SELF = "You cannot take your own rights away; another administrator can."
BY_PROVIDER = "Roles come from the provider of single sign-on: this one holds until the next login there."


def new_password() -> str:
    """A password that nobody can guess and that can be read out: four times five letters, some 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


@router.get("/users")
def users(request: Request, who: Admin) -> Response:
    """All of them, and a form for another one."""
    return _list(request, who)


@router.post("/users", dependencies=[Depends(guarded)])
def add(
    request: Request, who: Admin, name: Annotated[str, Form(max_length=100)], role: Annotated[Role, Form()] = "editor"
) -> Response:
    """Add somebody, with a password for one login that is shown once."""
    desk, name = desk_of(request), name.strip()
    if desk.open and role != "admin":
        return _list(request, who, FIRST, 422, name)
    password = new_password()
    try:
        kept = passwords.hashed(password)
        desk.ledger.administration.add_user(name, role, kept, who.name, desk.clock(), once=True)
    except passwords.TooMany:
        return _list(request, who, auth.BUSY, 429, name)
    except LedgerError as error:
        return _list(request, who, words_of(error), 422, name)
    return _once(request, who, name, password)


@router.get("/users/{name}")
def user(request: Request, who: Admin, name: Name) -> Response:
    """One of them."""
    return _page(request, who, name)


@router.post("/users/{name}/role", dependencies=[Depends(guarded)])
def change_role(request: Request, who: Admin, name: Name, role: Annotated[Role, Form()]) -> Response:
    """Give another role; it holds from the next click on."""
    return _changed(request, who, name, role=role)


@router.post("/users/{name}/access", dependencies=[Depends(guarded)])
def change_access(request: Request, who: Admin, name: Name, disabled: Annotated[bool, Form()]) -> Response:
    """Let somebody no longer in, or in again."""
    return _changed(request, who, name, disabled=disabled)


@router.post("/users/{name}/password", dependencies=[Depends(guarded)])
def reset(request: Request, who: Admin, name: Name) -> Response:
    """Another password, for one login, shown once. What there is of sessions ends."""
    desk = desk_of(request)
    _user(desk, name)
    password = new_password()
    try:
        kept = passwords.hashed(password)
    except passwords.TooMany:
        return _page(request, who, name, auth.BUSY, 429)
    desk.ledger.administration.change_user(name, who.name, desk.clock(), password=kept, once=True)
    return _once(request, who, name, password)


@router.post("/users/{name}/sessions/end", dependencies=[Depends(guarded)])
def end(request: Request, who: Admin, name: Name, only: Annotated[str, Form(max_length=64)] = "") -> Response:
    """End one session, or all."""
    desk = desk_of(request)
    _user(desk, name)
    desk.ledger.administration.end_sessions(name, who.name, desk.clock(), only=only)
    return go(request, f"/users/{quoted(name)}?said=ended")


@router.post("/users/{name}/connect", dependencies=[Depends(guarded)])
def connect(request: Request, who: Admin, name: Name, subject: Annotated[str, Form(max_length=300)]) -> Response:
    """From now on somebody of the provider comes in as this user."""
    desk = desk_of(request)
    if desk.provider is None:
        raise Missing("This desk has no single sign-on.")
    issuer = desk.provider.settings.issuer
    try:
        desk.ledger.administration.connect(name, issuer, subject.strip(), who.name, desk.clock())
    except LedgerError as error:
        return _page(request, who, name, words_of(error), 422)
    return go(request, f"/users/{quoted(name)}?said=saved")


@router.post("/users/{name}/disconnect", dependencies=[Depends(guarded)])
def disconnect(request: Request, who: Admin, name: Name) -> Response:
    """Nobody comes in as this user by single sign-on any more."""
    desk = desk_of(request)
    _user(desk, name)
    desk.ledger.administration.disconnect(name, who.name, desk.clock())
    return go(request, f"/users/{quoted(name)}?said=saved")


def _changed(
    request: Request, who: Who, name: str, *, role: Role | None = None, disabled: bool | None = None
) -> Response:
    desk = desk_of(request)
    _user(desk, name)
    if name == who.name and (disabled or role not in (None, "admin")):
        return _page(request, who, name, SELF, 422)
    try:
        desk.ledger.administration.change_user(name, who.name, desk.clock(), role=role, disabled=disabled)
    except LedgerError as error:
        return _page(request, who, name, words_of(error), 422)
    return go(request, f"/users/{quoted(name)}?said=saved")


def _list(request: Request, who: Who, error: str = "", status: int = 200, name: str = "") -> Response:
    desk = desk_of(request)
    by_provider = {one.user for one in desk.ledger.administration.identities()}
    return answer(
        request, "admin_users.html.j2", who, here="admin", status=status, tab="users", error=error, name=name,
        rows=desk.ledger.accounts.users(), by_provider=by_provider, roles=ROLES, say=ROLES_SAY, alone=desk.open,
    )  # fmt: skip


def _page(request: Request, who: Who, name: str, error: str = "", status: int = 200) -> Response:
    desk = desk_of(request)
    found = _user(desk, name)
    settings = desk.provider.settings if desk.provider else None
    values: dict[str, Any] = {
        "user": found,
        "logins": desk.ledger.administration.logins(name, desk.clock()),
        "identities": desk.ledger.administration.identities(name),
        "tokens": desk.ledger.accounts.tokens(name),
        "sso": settings.issuer if settings else "",
        "by_provider": BY_PROVIDER if settings and settings.roles else "",
        "local": settings is None or settings.local_accounts,
        "roles": ROLES,
        "say": ROLES_SAY,
        "error": error,
    }
    return answer(request, "admin_user.html.j2", who, here="admin", status=status, tab="users", **values)


def _once(request: Request, who: Who, name: str, password: str) -> Response:
    return answer(request, "admin_once.html.j2", who, here="admin", tab="users", error="", name=name, password=password)


def _user(desk: Desk, name: str) -> User:
    found = desk.ledger.accounts.user(name)
    if found is None:
        raise Missing(f"There is no user {name!r}.")
    return found


def words_of(error: LedgerError) -> str:
    """What somebody has asked for and cannot have; a ledger that cannot be reached is another matter.

    Raises:
        LedgerError: it is that.
    """
    if type(error) is not LedgerError:
        raise error
    return str(error)
