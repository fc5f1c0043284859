"""Dismissals for all articles, what becomes of each check's findings, and the history of everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..errors import DecisionError
from ..export.table import encoded
from ..export.tables import csv_text
from ..ledger.desk_values import Deed
from ..record import Located
from ..render.text import csv_cell
from . import actions, doing
from .auth import editor, guarded, reader, settler
from .context import Desk, Missing, Who, answer, desk_of, go, in_utc
from .workbench import rule_for

router = APIRouter()
Reader = Annotated[Who, Depends(reader)]
QaLead = Annotated[Who, Depends(settler)]
_SHOWN = 200
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
    rule = rule_for(found, "", who.name, desk.clock())
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
    doing.bench(desk).add_standing(rule_for(found, reason, who.name, desk.clock()))
    return go(request, f"/items/{item}?said=dismissed")


@router.post("/dismissals/{number}/undo", dependencies=[Depends(guarded)])
def undo_rule(request: Request, number: Annotated[int, Path(ge=1, le=2**53)], who: QaLead) -> Response:
    """Take a rule back."""
    doing.bench(desk_of(request)).undo_standing(number, who.name)
    return go(request, "/dismissals?said=undone")


@router.post("/undo", dependencies=[Depends(guarded)])
def undo(request: Request, who: Annotated[Who, Depends(editor)]) -> Response:
    """Take back one's own last change, wherever it was."""
    desk = desk_of(request)
    if doing.undoable(desk, who.name) is None:
        return go(request, "/?said=nothing-to-undo")
    try:
        doing.bench(desk).undo(who.name)
    except DecisionError:
        return go(request, "/?said=nothing-to-undo")
    return go(request, "/?said=undone")


@router.get("/checks")
def checks(request: Request, who: Reader) -> Response:
    """What became of each check's findings, the most dismissed first."""
    shares = desk_of(request).ledger.desk.shares()
    rows = sorted(shares, key=lambda one: (-one.dismissed, -one.confirmed, -one.open, one.check))
    return answer(request, "shares.html.j2", who, here="checks", rows=rows)


@router.get("/history")
def history(request: Request, who: Reader, item: str = "", person: str = "", since: str = "") -> Response:
    """Who did what."""
    desk = desk_of(request)
    rows = desk.ledger.desk.history(item or None, since=_moment(since), who=person or None, limit=_SHOWN)
    review = desk.ledger.desk.review(item) if item else None
    query = urlencode([(k, v) for k, v in (("item", item), ("person", person), ("since", since)) if v])
    return answer(
        request, "history.html.j2", who, here="history", rows=rows, item=item, person=person, since=since, query=query,
        headline=review.headline if review else "",
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


def _found(desk: Desk, item: str, key: str) -> Located:
    try:
        return actions.located(doing.situation(desk, item).record, key)[0]
    except DecisionError as error:
        raise Missing(str(error)) from None
