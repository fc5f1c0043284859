"""The two addresses of single sign-on: out to the provider, and back from it. The session that follows is the desk's
own, like any other."""

from __future__ import annotations

import secrets
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ..ledger.desk_values import Attempts, Person, Refusal, User
from . import auth
from .context import Missing, desk_of
from .oidc import Errand, NotProven, Provider, errand, unpacked

router = APIRouter()
BACK = "/login/sso/back"
LASTS = 600
"""Seconds that somebody has to say who he is."""
MOST = Attempts(of_both=20, of_name=10**6, from_address=20)
"""By address alone: strangers who come back without being anybody must not keep out those who are."""
_AS = "(single sign-on)"
_turns = BoundedSemaphore(8)
"""Requests to the provider at a time: when it hangs, the desk still has threads for everybody else."""
OTHER = "This login was begun in another window, or too long ago. Begin again."
REFUSED: dict[Refusal, str] = {
    "unknown": "You are known, but have no access to this desk. Ask an administrator.",
    "disabled": "Your access to this desk has ended. Ask an administrator.",
    "no-name": "The provider calls you nothing that can be a user's name. Ask an administrator.",
    "no-subject": "The provider does not say who you are. Ask an administrator.",
}  # fmt: skip
TAKEN = (
    "There is a user {name} here already who is not connected with you. If it is you, an administrator can connect "
    "you: your subject is {subject}."
)
NO = {"access_denied": "The provider did not let you in, or you have turned back."}
FAILED = "The provider of single sign-on reports a problem."


@router.get("/login/sso")
def out(request: Request, next: str = "/") -> Response:
    """Send the browser to the provider."""
    provider = _provider(request)
    made = errand(next)
    if not _turns.acquire(blocking=False):
        return auth.form(request, next, auth.BUSY, status=429)
    try:
        response = RedirectResponse(provider.address(made, _back(request, provider)), 303)
    except NotProven as error:
        return auth.form(request, next, str(error), status=502)
    finally:
        _turns.release()
    secure = request.url.scheme == "https"
    response.set_cookie(
        _cookie(request), made.packed(), max_age=LASTS, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get(BACK)
def back(
    request: Request,
    state: Annotated[str, Query(max_length=500)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
    iss: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """Let in who is proven to be somebody. The browser's errand is over either way."""
    provider = _provider(request)
    ours = unpacked(request.cookies.get(_cookie(request), "")[:4000])
    response = _answered(request, provider, ours, state, code, error, iss)
    secure = request.url.scheme == "https"
    response.delete_cookie(_cookie(request), path="/", secure=secure, httponly=True, samesite="lax")
    return response


def _answered(
    request: Request, provider: Provider, ours: Errand | None, state: str, code: str, error: str, iss: str
) -> Response:
    if ours is None or not secrets.compare_digest(ours.state.encode(), state.encode("utf-8", "replace")):
        return auth.form(request, "/", OTHER, status=400)
    desk, address = desk_of(request), auth.address_of(request)
    accounts, now = desk.ledger.accounts, desk.clock()
    attempt = accounts.login_attempted(_AS, address, now, now - auth.WINDOW, MOST)
    if attempt is None:
        return auth.form(request, ours.next, auth.WAIT, status=429)
    if not _turns.acquire(blocking=False):
        accounts.login_void(attempt)
        return auth.form(request, ours.next, auth.BUSY, status=429)
    try:
        if not provider.answered_by(iss):
            provider.warn("single sign-on: an answer that is not the provider's was refused")
            return auth.form(request, ours.next, FAILED, status=400)
        if error or not code:
            return auth.form(request, ours.next, NO.get(error, FAILED), status=400)
        person = provider.person(ours, code, _back(request, provider))
    except NotProven as problem:
        return auth.form(request, ours.next, str(problem), status=502)
    finally:
        _turns.release()
    user = desk.ledger.administration.person(person, provider.settings.unknown, desk.clock())
    if not isinstance(user, User):
        return auth.form(request, ours.next, _words(user, person), status=403)
    accounts.login_void(attempt)
    return auth.begun(request, user.name, ours.next)


def _words(refusal: Refusal, person: Person) -> str:
    if refusal == "taken":
        return TAKEN.format(name=person.name, subject=person.subject)
    return REFUSED[refusal]


def _provider(request: Request) -> Provider:
    provider = desk_of(request).provider
    if provider is None:
        raise Missing("This desk has no single sign-on.")
    return provider


def _back(request: Request, provider: Provider) -> str:
    """To where the provider sends the browser. The host of a request is one that the desk may be called by."""
    return (provider.settings.address or str(request.base_url)).rstrip("/") + BACK


def _cookie(request: Request) -> str:
    return auth.cookie_name(request) + "-sso"
