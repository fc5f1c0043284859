"""Many briefs at once: those that were chosen in the queue, or all that a filter leaves, are approved or set aside.

What will happen is shown before it does. A brief is approved only as it was seen, and only where its line in the queue
is enough to tell that it is in order; the others are named with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from ..ledger.desk_values import Review
from . import doing
from .auth import editor, guarded
from .context import Desk, Who, answer, desk_of, go
from .many import MOST
from .pages import Wanted, filter_of

router = APIRouter()
Do = Literal["approve", "aside", "back"]
Chosen = Annotated[list[str], Form(max_length=1000)]
_GONE = "it is no longer in the queue"
_OTHER = "it has changed since you saw it"


@dataclass(frozen=True, slots=True)
class Plan:
    """What will become of what was chosen."""

    will: tuple[Review, ...]
    not_these: tuple[tuple[str, str, str], ...]
    """Item, headline and reason."""
    left: int = 0
    """So many more the filter leaves; they are not touched."""

    @property
    def given(self) -> str:
        """For the form that does it."""
        return "\n".join(f"{one.revision} {one.item}" for one in self.will)


@router.post("/chosen", dependencies=[Depends(guarded)])
def chosen(
    request: Request,
    who: Annotated[Who, Depends(editor)],
    do: Annotated[Do, Form()],
    chosen: Chosen = [],  # noqa: B006 (FastAPI copies it)
    given: Annotated[str, Form(max_length=MOST * 300)] = "",
    every: Annotated[str, Form(max_length=1)] = "",
    filter: Annotated[str, Form(max_length=3000)] = "",
    sure: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """Show what will happen; or, if that was seen, do it. One brief is set aside without a question."""
    desk, back = desk_of(request), filter_of(filter)
    of = _all(desk, back) if every and not sure else _pairs(given.split("\n") if given else chosen)
    if not of:
        return go(request, back.saying(("said", "not-chosen")))
    left = max(0, desk.ledger.desk.count(back.filter).total - len(of)) if every and not sure else 0
    plan = _plan(desk, do, of, left)
    values: dict[str, Any] = {"do": do, "filter": filter, "back": back.address}
    alone = do != "approve" and len(of) == 1 and plan.will and not every
    if not sure and not alone:
        return answer(request, "chosen.html.j2", who, here="queue", plan=plan, over=False, **values)
    done = _do(desk, do, {one.item: one.revision for one in plan.will}, who.name) if plan.will else []
    desk.changed()
    missed = [(one.item, one.headline, _OTHER) for one in plan.will if one.item not in done]
    refused = (*plan.not_these, *missed) if given else ()
    if refused:
        plan = Plan(tuple(one for one in plan.will if one.item in done), refused)
        return answer(request, "chosen.html.j2", who, here="queue", plan=plan, over=True, **values)
    said = {"approve": "approved-many", "aside": "aside", "back": "back"}[do]
    return go(request, back.saying(("said", said), ("n", str(len(done)))))


def _all(desk: Desk, back: Wanted) -> dict[str, int]:
    rows = desk.ledger.desk.queue(back.filter, MOST).reviews
    return {one.item: one.revision for one in rows}


def _pairs(lines: Sequence[str]) -> dict[str, int]:
    """Item and the revision that was seen, of each ``revision item``."""
    pairs = {}
    for line in lines[:MOST]:
        revision, _, item = line.strip().partition(" ")
        if revision.isascii() and revision.isdigit() and len(revision) < 10 and item:
            pairs[item] = int(revision)
    return pairs


def _plan(desk: Desk, do: Do, of: Mapping[str, int], left: int) -> Plan:
    there = {one.item: one for one in desk.ledger.desk.rows(of)}
    will, not_these = [], []
    for item, revision in of.items():
        row = there.get(item)
        if row is None:
            not_these.append((item, "", _GONE))
        elif row.revision != revision:
            not_these.append((item, row.headline, _OTHER))
        elif reason := _why_not(desk, do, row):
            not_these.append((item, row.headline, reason))
        else:
            will.append(row)
    return Plan(tuple(will), tuple(not_these), left)


def _why_not(desk: Desk, do: Do, row: Review) -> str:
    if do == "approve":
        return doing.why_not(row, desk.clock())
    if do == "aside":
        return {"approved": f"{row.approved_by} has approved it", "aside": "it is set aside already"}.get(row.state, "")
    return "" if row.state == "aside" else "it is not set aside"


def _do(desk: Desk, do: Do, of: Mapping[str, int], who: str) -> list[str]:
    if do == "approve":
        return [one.item for one in doing.bench(desk).approve_many(of, who)]
    move = desk.ledger.desk.set_aside if do == "aside" else desk.ledger.desk.bring_back
    return move(of, who, desk.clock())
