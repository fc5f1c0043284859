"""Webhooks, for administrators: who is told of what, and whether it arrives."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Form, Path
from starlette.requests import Request
from starlette.responses import Response

from ..errors import ConfigError
from ..ledger.desk_values import Webhook
from . import hooks
from .admin import Admin
from .auth import guarded
from .context import Desk, Missing, Who, answer, desk_of, go

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=2**53)]
Events = Annotated[list[str] | None, Form()]
EVENTS_SAY = {
    "verdict": "a brief is made, or its verdict changes",
    "approved": "somebody approves it",
    "changed": "a newer version comes after its approval, which has ended",
    "withdrawn": "its sender takes it back: take it out",
}
_SHOWN = 50
NONE = "Choose at least one event."


@router.get("/webhooks")
def webhooks(request: Request, who: Admin) -> Response:
    """All of them, and a form for another one."""
    return _list(request, who)


@router.post("/webhooks", dependencies=[Depends(guarded)])
def add(
    request: Request,
    who: Admin,
    url: Annotated[str, Form(max_length=2000)],
    name: Annotated[str, Form(max_length=200)],
    events: Events = None,
) -> Response:
    """Tell an address of events. Its secret is shown once. Whether the address may be reached turns out when something
    is sent: then, and not before, it is what its name leads to."""
    desk = desk_of(request)
    name = " ".join(name.split())
    try:
        checked = hooks.checked_url(url)
        if not name or not events or set(events) - set(hooks.EVENTS):
            raise ConfigError(NONE if name else "A name is needed.")
    except ConfigError as error:
        return _list(request, who, str(error), 422, given={"url": url, "name": name, "events": events or ()})
    secret = hooks.new_secret()
    made = desk.ledger.administration.add_webhook(name, checked, secret, events, who.name, desk.clock())
    return _page(request, who, made.id, secret=secret)


@router.get("/webhooks/{number}")
def webhook(request: Request, who: Admin, number: Number) -> Response:
    """One of them, and what was sent to it."""
    return _page(request, who, number)


@router.get("/webhooks/{number}/live")
def live(request: Request, who: Admin, number: Number) -> Response:
    """What was sent to it, as it stands now."""
    desk = desk_of(request)
    _hook(desk, number)
    return answer(
        request, "admin_deliveries.html.j2", who, number=number, deliveries=desk.ledger.hooks.sent(number, _SHOWN)
    )


@router.post("/webhooks/{number}/test", dependencies=[Depends(guarded)])
def test(request: Request, who: Admin, number: Number) -> Response:
    """Send something, to try it."""
    desk = desk_of(request)
    hook = _hook(desk, number)
    now = desk.clock()
    body = {"event": "test", "at": now.isoformat(timespec="seconds"), "webhook": hook.name}
    desk.ledger.hooks.test(number, msgspec.json.encode(body), now)
    desk.changed()
    return go(request, f"/webhooks/{number}?said=sent")


@router.post("/webhooks/{number}/active", dependencies=[Depends(guarded)])
def change(request: Request, who: Admin, number: Number, active: Annotated[bool, Form()]) -> Response:
    """Stop telling it, or go on."""
    desk = desk_of(request)
    _hook(desk, number)
    desk.ledger.administration.change_webhook(number, who.name, desk.clock(), active=active)
    return go(request, f"/webhooks/{number}?said=saved")


@router.post("/webhooks/{number}/events", dependencies=[Depends(guarded)])
def listen(request: Request, who: Admin, number: Number, events: Events = None) -> Response:
    """Tell it of other events from now on."""
    desk = desk_of(request)
    _hook(desk, number)
    if not events or set(events) - set(hooks.EVENTS):
        return _page(request, who, number, error=NONE, status=422)
    desk.ledger.administration.change_webhook(number, who.name, desk.clock(), events=events)
    return go(request, f"/webhooks/{number}?said=saved")


@router.post("/webhooks/{number}/remove", dependencies=[Depends(guarded)])
def remove(request: Request, who: Admin, number: Number) -> Response:
    """Forget it, and what was sent to it."""
    desk = desk_of(request)
    _hook(desk, number)
    desk.ledger.administration.remove_webhook(number, who.name, desk.clock())
    return go(request, "/webhooks?said=removed")


def _list(
    request: Request, who: Who, error: str = "", status: int = 200, given: dict[str, object] | None = None
) -> Response:
    desk = desk_of(request)
    rows = []
    for hook in desk.ledger.hooks.listed():
        last = desk.ledger.hooks.sent(hook.id, 1)
        rows.append((hook, last[0] if last else None))
    return answer(
        request, "admin_webhooks.html.j2", who, here="admin", status=status, tab="webhooks", error=error, rows=rows,
        events=hooks.EVENTS, say=EVENTS_SAY, given=given or {"url": "", "name": "", "events": hooks.EVENTS},
    )  # fmt: skip


def _page(request: Request, who: Who, number: int, *, secret: str = "", error: str = "", status: int = 200) -> Response:
    desk = desk_of(request)
    return answer(
        request, "admin_webhook.html.j2", who, here="admin", status=status, tab="webhooks", error=error, secret=secret,
        hook=_hook(desk, number), number=number, deliveries=desk.ledger.hooks.sent(number, _SHOWN),
        events=hooks.EVENTS, say=EVENTS_SAY,
    )  # fmt: skip


def _hook(desk: Desk, number: int) -> Webhook:
    found = next((one for one in desk.ledger.hooks.listed() if one.id == number), None)
    if found is None:
        raise Missing("There is no such webhook.")
    return found
