"""The history of everything, and one's own last change taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..errors import DecisionError
from ..export.table import encoded
from ..export.tables import csv_text
from ..ledger.desk_values import Deed, What
from ..render.text import csv_cell
from . import doing
from .auth import editor, guarded, reader
from .context import SAID, Who, answer, desk_of, go, in_utc
from .pages import filter_of

router = APIRouter()
Reader = Annotated[Who, Depends(reader)]
_SHOWN = 200
_NAMED = 50
"""Briefs of one deed that are named."""
WHAT: dict[What, str] = {
    "edit": "Edited", "headline": "Edited the headline", "dismiss": "Dismissed", "confirm": "Confirmed",
    "accept": "Accepted", "approve": "Approved", "unapprove": "Took the approval back",
    "standing": "Made a standing line", "bulk": "Dismissed by a standing line",
    "glossary": "Checked again with the glossary", "aside": "Set aside", "back": "Brought back", "undo": "Took back",
    "user": "Changed a user", "token": "Changed an API token", "webhook": "Changed a webhook",
}  # fmt: skip
assert set(WHAT) == set(get_args(What))
_PART = 1000
_HEAD = ("number", "at", "who", "what", "item", "version", "before", "after", "undone by", "undoes")


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


@router.get("/history")
def history(
    request: Request, who: Reader, item: str = "", person: str = "", since: str = "", before: int | None = None
) -> Response:
    """Who did what."""
    desk = desk_of(request)
    moment, unread = _moment(since)
    since = "" if unread else since
    rows = desk.ledger.desk.history(item or None, since=moment, who=person or None, limit=_SHOWN + 1, before=before)
    rows, further = rows[:_SHOWN], rows[_SHOWN:]
    shown = dict.fromkeys(item for row in rows for item in _about(row))
    reviews = dict.fromkeys(shown) | {one.item: one for one in desk.ledger.desk.rows(shown)}
    review = desk.ledger.desk.review(item) if item else None
    query = urlencode([(k, v) for k, v in (("item", item), ("person", person), ("since", since)) if v])
    return answer(
        request, "history.html.j2", who, here="history", rows=rows, item=item, person=person, since=since, query=query,
        headline=review.headline if review else "", reviews=reviews, words=WHAT,
        about={row.id: _about(row) for row in rows},
        narrow=bool(person or since or item or before), unread=unread, status=422 if unread else 200,
        more=rows[-1].id if further else None,
    )  # fmt: skip


@router.get("/history.csv")
def history_csv(request: Request, who: Reader, item: str = "", person: str = "", since: str = "") -> Response:
    """The whole of it, for a spreadsheet."""
    desk = desk_of(request)
    moment, unread = _moment(since)
    if unread:
        raise HTTPException(422, unread)

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


def _about(deed: Deed) -> list[str]:
    """The items that a deed was about, as many as are named."""
    many = [*(item for item, _ in deed.decisions), *deed.items]
    return [deed.item] if deed.item else list(dict.fromkeys(many))[:_NAMED]


def _cells(deed: Deed) -> tuple[str, ...]:
    numbers = ("" if number is None else str(number) for number in (deed.undone_by, deed.undoes))
    version = "" if deed.version is None else str(deed.version)
    at = deed.at.astimezone(UTC).isoformat(timespec="seconds")
    said = map(csv_cell, (deed.who, deed.what, deed.item, version, deed.before, deed.after))
    return (str(deed.id), at, *said, *numbers)


def _moment(since: str) -> tuple[datetime | None, str]:
    """The moment that somebody has asked for, or why it cannot be read."""
    try:
        found = datetime.fromisoformat(since) if since else None
    except ValueError:
        return None, f"“{since[:40]}” is no date that can be read: write it as 2026-11-26. Nothing was left out."
    return found and in_utc(found), ""
