"""Dismissals for all articles, what becomes of each check's findings, and the history of everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..errors import DecisionError
from ..export.table import encoded
from ..export.tables import csv_text
from ..ledger.desk_values import Deed, Rule, What
from ..record import Located
from ..render.text import csv_cell
from . import actions, doing
from .auth import editor, guarded, reader, settler
from .context import SAID, Desk, Missing, Who, answer, desk_of, go, in_utc
from .pages import filter_of
from .workbench import rule_for

router = APIRouter()
Reader = Annotated[Who, Depends(reader)]
QaLead = Annotated[Who, Depends(settler)]
_SHOWN = 200
WHAT: dict[What, str] = {
    "edit": "Edited", "headline": "Edited the headline", "dismiss": "Dismissed", "confirm": "Confirmed",
    "accept": "Accepted", "approve": "Approved", "unapprove": "Took the approval back",
    "standing": "Dismissed for ever", "bulk": "Dismissed for ever, in many briefs", "undo": "Took back",
    "user": "Changed a user", "token": "Changed an API token", "webhook": "Changed a webhook",
}  # fmt: skip
assert set(WHAT) == set(get_args(What))
_PART = 1000
_HEAD = ("number", "at", "who", "what", "item", "version", "before", "after", "undone by", "undoes")


@router.get("/dismissals")
def dismissals(request: Request, who: Reader) -> Response:
    """All rules there are and were, the newest first."""
    rows = list(reversed(desk_of(request).ledger.desk.standing(active=False)))
    return answer(request, "dismissals.html.j2", who, here="dismissals", rows=rows)


@router.get("/dismissals/new")
def proposed(request: Request, who: QaLead, item: str, key: str) -> Response:
    """What a dismissal for all articles would come to."""
    desk = desk_of(request)
    found = _found(desk, item, key)
    rule = _rule(found, "", who, desk)
    preview = doing.bench(desk).preview(rule)
    affected = [one for one in preview.affected if one.open]
    return answer(
        request, "dismissal_new.html.j2", who, here="dismissals",
        rule=rule, affected=affected, findings=preview.findings, item=item, key=key,
    )  # fmt: skip


@router.post("/dismissals", dependencies=[Depends(guarded)])
def dismiss(
    request: Request,
    who: QaLead,
    item: Annotated[str, Form(max_length=255)],
    key: Annotated[str, Form(max_length=100)],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Make such a rule."""
    desk = desk_of(request)
    found = _found(desk, item, key)
    reason = " ".join(reason.split()) or "no reason given"
    doing.bench(desk).add_standing(_rule(found, reason, who, desk))
    return go(request, f"/items/{item}?said=dismissed")


@router.post("/dismissals/{number}/undo", dependencies=[Depends(guarded)])
def undo_rule(request: Request, number: Annotated[int, Path(ge=1, le=2**53)], who: QaLead) -> Response:
    """Take a rule back."""
    doing.bench(desk_of(request)).undo_standing(number, who.name)
    return go(request, "/dismissals?said=undone")


@router.post("/undo", dependencies=[Depends(guarded)])
def undo(
    request: Request,
    who: Annotated[Who, Depends(editor)],
    filter: Annotated[str, Form(max_length=3000)] = "",
) -> Response:
    """Take back one's own last change, wherever it was."""
    desk, back = desk_of(request), filter_of(filter)
    if doing.undoable(desk.ledger, who.name) is None:
        return go(request, back.saying(("said", "nothing-to-undo")))
    try:
        deed = doing.bench(desk).undo(who.name, settles=who.may_settle)
    except DecisionError as error:
        return answer(request, "problem.html.j2", who, status=422, title="Not taken back", text=str(error))
    desk.changed()
    said = f"undone-{deed.what}"
    return go(request, back.saying(("said", said if said in SAID else "undone")))


@router.get("/checks")
def checks(request: Request, who: Reader) -> Response:
    """What became of each check's findings, the most dismissed first."""
    shares = desk_of(request).ledger.desk.shares()
    rows = sorted(shares, key=lambda one: (-one.dismissed, -one.confirmed, -one.open, one.check))
    return answer(request, "shares.html.j2", who, here="checks", rows=rows)


@router.get("/history")
def history(
    request: Request, who: Reader, item: str = "", person: str = "", since: str = "", before: int | None = None
) -> Response:
    """Who did what."""
    desk = desk_of(request)
    rows = desk.ledger.desk.history(
        item or None, since=_moment(since), who=person or None, limit=_SHOWN + 1, before=before
    )
    rows, further = rows[:_SHOWN], rows[_SHOWN:]
    reviews = {key: desk.ledger.desk.review(key) for key in dict.fromkeys(row.item for row in rows if row.item)}
    review = desk.ledger.desk.review(item) if item else None
    query = urlencode([(k, v) for k, v in (("item", item), ("person", person), ("since", since)) if v])
    return answer(
        request, "history.html.j2", who, here="history", rows=rows, item=item, person=person, since=since, query=query,
        headline=review.headline if review else "", reviews=reviews, words=WHAT,
        narrow=bool(person or since or item or before), more=rows[-1].id if further else None,
    )  # fmt: skip


@router.get("/history.csv")
def history_csv(request: Request, who: Reader, item: str = "", person: str = "", since: str = "") -> Response:
    """The whole of it, for a spreadsheet."""
    desk = desk_of(request)
    moment = _moment(since)

    def parts() -> Iterator[bytes]:
        yield encoded(csv_text([_HEAD]))
        before = None
        while found := desk.ledger.desk.history(
            item or None, since=moment, who=person or None, limit=_PART, before=before
        ):
            yield encoded(csv_text(map(_cells, found)))
            before = found[-1].id

    headers = {"content-disposition": 'attachment; filename="history.csv"'}
    return StreamingResponse(parts(), media_type="text/csv; charset=utf-8", headers=headers)


def _cells(deed: Deed) -> tuple[str, ...]:
    numbers = ("" if number is None else str(number) for number in (deed.undone_by, deed.undoes))
    version = "" if deed.version is None else str(deed.version)
    at = deed.at.astimezone(UTC).isoformat(timespec="seconds")
    said = map(csv_cell, (deed.who, deed.what, deed.item, version, deed.before, deed.after))
    return (str(deed.id), at, *said, *numbers)


def _moment(since: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(since) if since else None
    except ValueError:
        return None
    return found and in_utc(found)


def _rule(found: Located, reason: str, who: Who, desk: Desk) -> Rule:
    try:
        return rule_for(found, reason, who.name, desk.clock())
    except DecisionError as error:
        raise HTTPException(422, str(error)) from None


def _found(desk: Desk, item: str, key: str) -> Located:
    try:
        return actions.located(doing.situation(desk, item).record, key)[0]
    except DecisionError as error:
        raise Missing(str(error)) from None
