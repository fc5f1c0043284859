"""Keys to the API, for administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path
from starlette.requests import Request
from starlette.responses import Response

from ..ledger.accounts import LOCAL
from ..ledger.desk_values import Role, Token
from ..ledger.errors import LedgerError
from .admin import Admin, words_of
from .auth import guarded
from .context import Desk, Missing, Who, answer, desk_of, go
from .tokens import ALLOWED, SCOPES, Scope, digest_of, new_token

router = APIRouter()
DAYS = (30, 90, 365, 0)
"""After how many days a token can end; 0 for never."""
SCOPES_SAY: dict[Scope, str] = {
    "read": "read the queue, briefs, records and the history",
    "submit": "submit texts, files and addresses",
    "decide": "correct, dismiss, confirm",
    "approve": "approve, and take that back",
    "admin": "keep webhooks",
}


@router.get("/tokens")
def tokens(request: Request, who: Admin) -> Response:
    """All of them, and a form for another one."""
    return _list(request, who)


@router.post("/tokens", dependencies=[Depends(guarded)])
def add(
    request: Request,
    who: Admin,
    name: Annotated[str, Form(max_length=200)],
    owner: Annotated[str, Form(max_length=64)],
    scopes: Annotated[list[Scope] | None, Form()] = None,
    days: Annotated[int, Form(ge=0, le=3650)] = 365,
) -> Response:
    """Make one; it is shown once."""
    desk, now, name = desk_of(request), desk_of(request).clock(), " ".join(name.split())
    role = dict(_owners(desk)).get(owner)
    if not name or role is None or not scopes:
        return _list(
            request, who, "A token needs a name, somebody in whose name it acts, and something it may do.", 422
        )
    if beyond := [scope for scope in scopes if scope not in ALLOWED[role]]:
        return _list(request, who, f"{owner} ({role}) may not {beyond[0]}, so no token of theirs may.", 422)
    secret = new_token()
    expires = now + timedelta(days=days) if days else None
    made = desk.ledger.administration.add_token(digest_of(secret), name, owner, scopes, who.name, now, expires)
    return _list(request, who, made=made, secret=secret)


@router.post("/tokens/{number}/revoke", dependencies=[Depends(guarded)])
def revoke(request: Request, who: Admin, number: Annotated[int, Path(ge=1, le=2**53)]) -> Response:
    """Make one useless."""
    desk = desk_of(request)
    try:
        desk.ledger.administration.revoke_token(number, who.name, desk.clock())
    except LedgerError as error:
        raise Missing(words_of(error)) from None
    return go(request, "/tokens?said=revoked")


def _owners(desk: Desk) -> list[tuple[str, Role]]:
    """In whose names tokens can act, and their roles."""
    if desk.open:
        return [(LOCAL, "admin")]
    return [(user.name, user.role) for user in desk.ledger.accounts.users() if not user.disabled]


def _list(
    request: Request, who: Who, error: str = "", status: int = 200, *, made: Token | None = None, secret: str = ""
) -> Response:
    desk = desk_of(request)
    return answer(
        request, "admin_tokens.html.j2", who, here="admin", status=status, tab="tokens", error=error, made=made,
        secret=secret, rows=list(reversed(desk.ledger.accounts.tokens())), owners=_owners(desk), scopes=SCOPES,
        say=SCOPES_SAY, days=DAYS,
    )  # fmt: skip
