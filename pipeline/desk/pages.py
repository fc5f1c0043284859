"""Pages to look at: the queue, the headlines, a count that stays true."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any, get_args
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Form, Query
from starlette.requests import Request
from starlette.responses import Response

from ..ledger.desk_values import Filter, Tally
from ..render.words import VERDICTS
from ..types import Level
from . import doing
from .auth import editor, guarded, reader
from .context import Desk, Who, answer, by_htmx, desk_of, go

router = APIRouter()
AT_ONCE = 60
"""Rows of the queue that are drawn at a time."""
HEADLINES = 200
CLAIM = timedelta(minutes=15)
"""So long does a brief that was taken wait for whoever has taken it."""
STATES = (("open", "Open"), ("changed", "Changed"), ("approved", "Approved"), ("aside", "Set aside"), ("all", "All"))
_LEVELS = ("", *get_args(Level))
_FIELDS = ("verdict", "feed", "section", "keyword", "check", "state", "watched")
_LONGEST = 200
"""Characters of one part of a filter."""


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
        return [(name, getattr(self, name)) for name in _FIELDS if getattr(self, name) != getattr(plain, name)]

    @property
    def address(self) -> str:
        """The queue with this filter."""
        return self.saying()

    @property
    def query(self) -> str:
        """What a form brings along to come back to this filter; :func:`filter_of` reads it."""
        return urlencode(self.pairs)

    def saying(self, *more: tuple[str, str]) -> str:
        """The queue with this filter, and more in its address."""
        pairs = [*self.pairs, *more]
        return "/?" + urlencode(pairs) if pairs else "/"


def filter_of(query: str) -> Wanted:
    """The filter that a form has brought along; whatever is no part of one is left out."""
    try:
        given = parse_qsl(query, max_num_fields=20)
    except ValueError:
        return Wanted()
    return Wanted(**{name: value[:_LONGEST] for name, value in given if name in _FIELDS})


def wanted(
    verdict: str = "",
    feed: str = "",
    section: str = "",
    keyword: Annotated[str, Query(max_length=_LONGEST)] = "",
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
        "back": asked.query,
        "filter_state": asked.state,
        "undoable": not more and who.may_edit and doing.undoable(desk.ledger, who.name) is not None,
    }
    if not more:
        rows |= _counted(desk, asked)
    if by_htmx(request):
        return answer(request, "queue_rows.html.j2", who, **rows)
    if who.may_edit:
        desk.ledger.desk.passed_by(who.name, desk.clock())  # what he took and did not finish is there for others again
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
def live(
    request: Request,
    who: Reader,
    asked: Asked,
    stand: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """How many briefs there are now, and whether the page was drawn with others or with older ones."""
    counted = _counted(desk_of(request), asked)
    tally: Tally = counted["tally"]
    total, _, _ = stand.partition("-")
    off = tally.total - int(total) if total.isascii() and total.isdigit() else 0
    news = f"{off:,} new" if off > 0 else "the queue has changed" if stand != counted["stand"] else ""
    return answer(request, "live.html.j2", who, oob=True, **(counted | {"news": news}))


@router.get("/headlines")
def headlines(request: Request, who: Reader) -> Response:
    """Titles as they come in, with a link to the brief where there is one."""
    desk = desk_of(request)
    found = desk.ledger.headlines(None, HEADLINES, desk.clock())
    there = {one.item for one in desk.ledger.desk.rows([headline.item for headline in found])}
    rows = [(headline, headline.item if headline.item in there else "") for headline in found]
    visited = bool(rows) or bool(desk.ledger.desk.facets().feeds)
    return answer(request, "headlines.html.j2", who, here="headlines", rows=rows, visited=visited)


@router.post("/next", dependencies=[Depends(guarded)])
def take_next(
    request: Request,
    who: Annotated[Who, Depends(editor)],
    asked: Asked,
    left: Annotated[str, Form(max_length=255)] = "",
) -> Response:
    """The most urgent brief that nobody else has taken or is at; the one that he has ``left`` is free for others."""
    desk = desk_of(request)
    open_ones = asked.filter if asked.filter.state not in ("approved", "aside") else replace(asked.filter, state="open")
    if left:
        desk.ledger.desk.left(left, who.name)
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
        "stand": f"{tally.total}-{_digest(desk, asked, tally)}",
        "verdict_chips": chips,
        "news": "",
        "again": asked.address,
    }


def _digest(desk: Desk, asked: Wanted, tally: Tally) -> str:
    """Stands for the queue as it is: another one if a brief in its first part was changed, came or went."""
    top = [(one.item, one.revision) for one in desk.ledger.desk.queue(asked.filter, AT_ONCE).reviews]
    said = repr((sorted(tally.verdicts.items()), sorted(tally.states.items()), top))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _as_map(asked: Wanted) -> dict[str, str]:
    return {name: getattr(asked, name) for name in _FIELDS}


def _choices(counts: Mapping[str, int], chosen: str) -> list[tuple[str, int]]:
    found = sorted(counts.items(), key=lambda one: one[0].casefold())
    return found if not chosen or chosen in dict(found) else [(chosen, 0), *found]
