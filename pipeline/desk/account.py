"""Somebody's own account: another password, and where he is logged in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from ..errors import InputError
from ..ledger.desk_values import User
from . import auth, passwords
from .auth import anybody, guarded
from .context import Desk, NotAllowed, Who, answer, desk_of, go
from .tokens import digest_of

router = APIRouter()
Somebody = Annotated[Who, Depends(anybody)]
Word = Annotated[str, Form(max_length=passwords.LONGEST)]
NOT_TWICE = "The new password was not written the same twice."
SAME = "That is the password you have."
WRONG = "The present password is wrong."


@router.get("/account")
def account(request: Request, who: Somebody) -> Response:
    """The page."""
    return _page(request, who)


@router.post("/account/password", dependencies=[Depends(guarded)])
def password(request: Request, who: Somebody, new: Word, again: Word, present: Word = "") -> Response:
    """Choose another password. All sessions end, and this browser gets a new one."""
    desk = desk_of(request)
    user = _user(desk, who)
    if not _has_password(desk, user):
        raise NotAllowed("You log in with single sign-on, and have no password here.")
    now, address = desk.clock(), auth.address_of(request)
    attempt = desk.ledger.accounts.login_attempted(user.name, address, now, now - auth.WINDOW, auth.MOST)
    if attempt is None:
        return _page(request, who, auth.WAIT, 429)
    try:
        if not passwords.matches(present, user.password):
            return _page(request, who, WRONG, 422)
        desk.ledger.accounts.login_void(attempt)
        if new != again:
            return _page(request, who, NOT_TWICE, 422)
        if new == present:
            return _page(request, who, SAME, 422)
        kept = passwords.hashed(new)
    except passwords.TooMany:
        desk.ledger.accounts.login_void(attempt)
        return _page(request, who, auth.BUSY, 429)
    except InputError as error:
        return _page(request, who, str(error), 422)
    desk.ledger.administration.change_user(user.name, user.name, desk.clock(), password=kept)
    return auth.begun(request, user.name, "/?said=password" if who.once else "/account?said=password")


@router.post("/account/sessions/end", dependencies=[Depends(guarded)])
def end(request: Request, who: Somebody, only: Annotated[str, Form(max_length=64)] = "") -> Response:
    """End one of one's sessions, or all but this one."""
    desk = desk_of(request)
    _user(desk, who)
    but = "" if only else digest_of(request.cookies.get(auth.cookie_name(request), ""))
    desk.ledger.administration.end_sessions(who.name, who.name, desk.clock(), only=only, but=but)
    return go(request, "/account?said=ended")


def _page(request: Request, who: Who, error: str = "", status: int = 200) -> Response:
    desk = desk_of(request)
    user = _user(desk, who)
    mine = digest_of(request.cookies.get(auth.cookie_name(request), ""))
    values: dict[str, Any] = {
        "user": user,
        "logins": desk.ledger.administration.logins(user.name, desk.clock()),
        "mine": lambda login: mine.startswith(login.id),
        "identities": desk.ledger.administration.identities(user.name),
        "has_password": _has_password(desk, user),
        "shortest": passwords.SHORTEST,
        "error": error,
    }
    return answer(request, "account.html.j2", who, here="account", status=status, **values)


def _has_password(desk: Desk, user: User) -> bool:
    local = desk.provider is None or desk.provider.settings.local_accounts
    return local and bool(user.password)


def _user(desk: Desk, who: Who) -> User:
    user = desk.ledger.accounts.user(who.name) if who.session else None
    if user is None:
        raise NotAllowed("This desk has no users, so there is no account. An administrator can add users.")
    return user
