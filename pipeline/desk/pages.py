"""Pages to look at: the queue, the headlines, a count that stays true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from ..ledger.desk_values import Filter, Tally
from ..render.words import VERDICTS
from ..types import Level
from .auth import editor, guarded, reader
from .context import Desk, Who, answer, by_htmx, desk_of, go

router = APIRouter()
AT_ONCE = 60
"""Rows of the queue that are drawn at a time."""
HEADLINES = 200
CLAIM = timedelta(minutes=15)
"""So long does a brief that was taken wait for whoever has taken it."""
STATES = (("open", "Open"), ("changed", "Changed"), ("approved", "Approved"), ("all", "All"))
_LEVELS = ("", *get_args(Level))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter as it stands in an address."""

    verdict: str = ""
    feed: str = ""
    section: str = ""
    keyword: str = ""
    check: str = ""
    state: str = "open"
    watched: str = ""

    @property
    def filter(self) -> Filter:
        """As the ledger takes it."""
        return Filter(
            verdict=self.verdict if self.verdict in _LEVELS else "",
            feed=self.feed,
            section=self.section,
            keyword=self.keyword,
            check=self.check,
            state="" if self.state == "all" or self.state not in dict(STATES) else self.state,
            watched="*" if self.watched else "",
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What an address needs to say."""
        plain = Wanted()
        names = ("verdict", "feed", "section", "keyword", "check", "state", "watched")
        return [(name, getattr(self, name)) for name in names if getattr(self, name) != getattr(plain, name)]

    @property
    def address(self) -> str:
        """The queue with this filter."""
        return "/?" + urlencode(self.pairs) if self.pairs else "/"


def wanted(
    verdict: str = "",
    feed: str = "",
    section: str = "",
    keyword: Annotated[str, Query(max_length=200)] = "",
    check: str = "",
    state: str = "open",
    watched: str = "",
) -> Wanted:
    """The filter of a request."""
    return Wanted(verdict, feed, section, keyword.strip(), check, state, watched)


Asked = Annotated[Wanted, Depends(wanted)]
Reader = Annotated[Who, Depends(reader)]


@router.get("/")
def queue(request: Request, who: Reader, asked: Asked, after: str = "", more: bool = False) -> Response:
    """The queue, its rows after a filter was changed, or further rows."""
    desk = desk_of(request)
    listing = desk.ledger.desk.queue(asked.filter, AT_ONCE, after)
    going_on = urlencode([*asked.pairs, ("after", listing.after)])
    rows: dict[str, Any] = {
        "rows": listing.reviews,
        "after": f"/?{going_on}" if listing.after else "",
        "more": more,
        "oob": by_htmx(request),
        "narrow": bool(asked.pairs),
        "next_address": "/next" + asked.address.removeprefix("/"),
    }
    if not more:
        rows |= _counted(desk, asked)
    if by_htmx(request):
        return answer(request, "queue_rows.html.j2", who, **rows)
    facets = desk.ledger.desk.facets()
    selects = [
        ("feed", "Feed", _choices(facets.feeds, asked.feed)),
        ("section", "Section", _choices(facets.sections, asked.section)),
        ("check", "Check", _choices(facets.checks, asked.check)),
    ]
    return answer(
        request, "queue.html.j2", who, here="queue", filter=_as_map(asked), states=STATES, selects=selects, **rows
    )


@router.get("/live")
def live(request: Request, who: Reader, asked: Asked, stand: int = 0) -> Response:
    """How many briefs there are now, and whether that is another number than the page was drawn with."""
    counted = _counted(desk_of(request), asked)
    tally: Tally = counted["tally"]
    off = tally.total - stand
    news = f"{off:,} new" if off > 0 else "the queue has changed" if off else ""
    return answer(request, "live.html.j2", who, oob=True, **(counted | {"news": news}))


@router.get("/headlines")
def headlines(request: Request, who: Reader) -> Response:
    """Titles as they come in, with a link to the brief where there is one."""
    desk = desk_of(request)
    found = desk.ledger.headlines(None, HEADLINES, desk.clock())
    there = {one.review.item for one in desk.ledger.desk.situations([headline.item for headline in found])}
    rows = [(headline, headline.item if headline.item in there else "") for headline in found]
    return answer(request, "headlines.html.j2", who, here="headlines", rows=rows)


@router.post("/next", dependencies=[Depends(guarded)])
def take_next(request: Request, who: Annotated[Who, Depends(editor)], asked: Asked) -> Response:
    """The most urgent brief that nobody else has taken or is at."""
    desk = desk_of(request)
    open_ones = asked.filter if asked.filter.state != "approved" else replace(asked.filter, state="open")
    taken = desk.ledger.desk.take_next(open_ones, who.name, desk.clock(), CLAIM)
    return go(request, f"/items/{taken.item}" if taken else "/?said=nothing-left")


def _counted(desk: Desk, asked: Wanted) -> dict[str, Any]:
    tally = desk.ledger.desk.count(asked.filter)
    every = sum(tally.verdicts.values())
    chips: list[tuple[str, str, int]] = [("", "All", every)]
    chips += [(level, VERDICTS[level], tally.verdicts.get(level, 0)) for level in ("fail", "review", "pass")]
    return {
        "tally": tally,
        "total": tally.total,
        "stand": tally.total,
        "verdict_chips": chips,
        "news": "",
        "again": asked.address,
    }


def _as_map(asked: Wanted) -> dict[str, str]:
    names = ("verdict", "feed", "section", "keyword", "check", "state", "watched")
    return {name: getattr(asked, name) for name in names}


def _choices(counts: Mapping[str, int], chosen: str) -> list[tuple[str, int]]:
    found = sorted(counts.items(), key=lambda one: one[0].casefold())
    return found if not chosen or chosen in dict(found) else [(chosen, 0), *found]
