"""Who is asking: sessions of users in the ledger, or "local" at a desk on this machine that has no users.

A name that does not exist costs as much as a wrong password. An attempt counts from before its password is looked at
until it has turned out right; after some of them, logging in waits.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..errors import InputError
from ..ledger.accounts import LOCAL
from ..ledger.desk_values import Attempts, Role
from . import passwords
from .context import Desk, MustChange, NotAllowed, NotLoggedIn, Who, answer, desk_of
from .security import local_path
from .tokens import digest_of

router = APIRouter()
LASTS = timedelta(hours=12)
"""A session ends after so long without use."""
_POLLED = ("/live", "/who")
"""What an open page asks for by itself: nobody need be there, so it does not make a session last."""
WINDOW = timedelta(minutes=15)
"""Failures older than this no longer count."""
MOST = Attempts(of_both=5, of_name=50, from_address=20)
ELSEWHERE = "Here one logs in with single sign-on."
WRONG = "Name or password is wrong."
WAIT = "Too many attempts. Wait a quarter of an hour, or ask an administrator."
BUSY = "Too many people are logging in at this moment. Try again in a few seconds."


def quoted(path: str) -> str:
    """A path as part of an address."""
    return quote(path, safe="")


def cookie_name(request: Request) -> str:
    """The cookie of a session. Browsers accept one named ``__Host-`` only over HTTPS, from the host itself."""
    return "__Host-wortlaut" if request.url.scheme == "https" else "wortlaut"


def known(request: Request) -> Who | None:
    """Who is asking, if that is known."""
    desk = desk_of(request)
    accounts = desk.ledger.accounts
    token = request.cookies.get(cookie_name(request), "")
    if token and len(token) < 200:
        polled = request.method == "GET" and request.url.path.endswith(_POLLED)
        session = accounts.session(digest_of(token), desk.clock(), None if polled else LASTS)
        if session is not None:
            return Who(session.user, session.role, session.csrf, once=session.once)
    return Who(LOCAL, "admin", desk.csrf, session=False) if desk.open else None


def anybody(request: Request) -> Who:
    """Anybody who is logged in, though he may have to choose a password first."""
    who = known(request)
    if who is None:
        raise NotLoggedIn
    return who


def reader(who: Annotated[Who, Depends(anybody)]) -> Who:
    """Anybody who is logged in."""
    if who.once:
        raise MustChange
    return who


def _least(role: Role, words: str) -> object:
    def allowed(who: Annotated[Who, Depends(reader)]) -> Who:
        if not who.may(role):
            raise NotAllowed(f"This is for {words}; you are logged in as {who.name} ({who.role}).")
        return who

    return allowed


editor = _least("editor", "editors")
administrator = _least("admin", "administrators")


def guarded(request: Request, who: Annotated[Who, Depends(anybody)], csrf: Annotated[str, Form()] = "") -> None:
    """A form that changes something must come from one of our own pages: it brings the session's own word along."""
    given = request.headers.get("x-csrf-token") or csrf
    if not secrets.compare_digest(given.encode(), who.csrf.encode()):
        raise NotAllowed("This page is from an earlier session. Load it again, then repeat what you did.")


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:
    """The form."""
    if known(request) is not None:
        return RedirectResponse(local_path(next), 303)
    return form(request, next)


@router.post("/login")
def login(
    request: Request,
    name: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=1000)],
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Begin a session, or say no in the same words and the same time whatever was wrong."""
    desk = desk_of(request)
    if desk.provider is not None and not desk.provider.settings.local_accounts:
        return form(request, next, ELSEWHERE, status=403)
    accounts, now, address = desk.ledger.accounts, desk.clock(), address_of(request)
    attempt = accounts.login_attempted(name, address, now, now - WINDOW, MOST)
    if attempt is None:
        return form(request, next, WAIT, name=name, status=429)
    user = accounts.user(name)
    stored = user.password or None if user is not None and not user.disabled else None
    try:
        right = passwords.matches(password, stored)
    except passwords.TooMany:
        accounts.login_void(attempt)
        return form(request, next, BUSY, name=name, status=429)
    if not right or user is None or stored is None:
        return form(request, next, WRONG, name=name, status=401)
    accounts.login_right(name, address)
    if passwords.outdated(stored):
        with suppress(passwords.TooMany, InputError):  # it does for another day
            if not user.once:  # a password for one login is replaced at once
                accounts.change_user(user.name, password=passwords.hashed(password))
    return begun(request, user.name, next)


def begun(request: Request, name: str, target: str) -> Response:
    """Begin somebody's session, and go on to where he wanted. One that the browser brings along is never gone on
    with."""
    desk = desk_of(request)
    _end(request, desk)
    token = secrets.token_urlsafe(32)
    agent = " ".join(request.headers.get("user-agent", "").split())
    csrf = secrets.token_urlsafe(24)
    desk.ledger.accounts.begin_session(digest_of(token), name, csrf, desk.clock(), LASTS, agent)
    response = RedirectResponse(local_path(target), 303)
    response.set_cookie(
        cookie_name(request), token, path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax"
    )
    return response


def form(request: Request, target: str, error: str = "", *, name: str = "", status: int = 200) -> Response:
    """The page with which one logs in."""
    provider = desk_of(request).provider
    return answer(
        request, "login.html.j2", status=status, next=local_path(target), name=name, error=error,
        sso="" if provider is None else provider.settings.label,
        local=provider is None or provider.settings.local_accounts,
    )  # fmt: skip


@router.post("/logout", dependencies=[Depends(guarded)])
def logout(request: Request) -> Response:
    """End the session, here and in the ledger."""
    _end(request, desk_of(request))
    response = RedirectResponse("/login?said=out", 303)
    response.delete_cookie(cookie_name(request), path="/", secure=request.url.scheme == "https", httponly=True)
    return response


def _end(request: Request, desk: Desk) -> None:
    if token := request.cookies.get(cookie_name(request)):
        desk.ledger.accounts.end_session(digest_of(token))


def address_of(request: Request) -> str:
    """From where somebody asks."""
    return request.client.host if request.client else ""
