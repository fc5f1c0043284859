"""What every part of the desk works with, and who is asking."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ..check import Checker
from ..config import Config
from ..ledger import Ledger
from ..ledger.desk_values import ROLES, Role
from .looks import drawn

if TYPE_CHECKING:
    from .oidc import Provider


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody at the desk."""

    name: str
    role: Role
    csrf: str
    """What a form must bring along."""
    session: bool = True
    """There is something to log out of."""

    once: bool = False
    """First of all another password must be chosen."""

    def may(self, least: Role) -> bool:
        """Whether the role is at least this one."""
        return ROLES.index(self.role) >= ROLES.index(least)

    @property
    def may_edit(self) -> bool:
        """Edit, decide on findings of an article, approve."""
        return self.may("editor")

    @property
    def may_settle(self) -> bool:
        """Decide on findings for all articles."""
        return self.may("qa")


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def in_utc(moment: datetime) -> datetime:
    """A moment that somebody has asked for, in UTC; without a zone it is in it already."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:  # it would be in the year 0 or 10000; nothing is that old or new
        return moment.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts that an app is made of."""

    ledger: Ledger
    config: Config
    checker: Callable[[], Checker]
    """Loads it when it is first needed, and gives the same one from then on."""
    clock: Callable[[], datetime] = utc_now
    wake: Callable[[], None] = lambda: None
    """Tells the worker that there is something to do."""
    wordings: Callable[[str], Sequence[str]] = lambda source: ()
    """Translations of a sentence, the best first."""
    changed: Callable[[], None] = lambda: None
    """Tells those who tell others that a brief was changed."""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    """For the forms of a desk without users: pages of an earlier process are told to load again."""
    provider: Provider | None = None
    """Of single sign-on, if there is one."""

    @property
    def open(self) -> bool:
        """Whether nobody need say who he is: no users, and no single sign-on by which they could come."""
        return self.provider is None and not self.ledger.accounts.users()


class NotAllowed(Exception):
    """Somebody may not do this; the message says who may."""


class MustChange(Exception):
    """Somebody has logged in with a password that is for one login, and must choose his own first."""


class NotLoggedIn(Exception):
    """Nobody knows who is asking."""


class Missing(Exception):
    """There is no such thing; the message says what."""


def desk_of(request: Request) -> Desk:
    """The desk that a request has come to."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


PLACES: tuple[tuple[str, str, str, Role], ...] = (
    ("queue", "/", "Queue", "reader"),
    ("headlines", "/headlines", "Headlines", "reader"),
    ("submit", "/submit", "Submit", "editor"),
    ("dismissals", "/dismissals", "Standing lines", "reader"),
    ("checks", "/checks", "Checks", "reader"),
    ("history", "/history", "History", "reader"),
    ("admin", "/users", "Administration", "admin"),
)
UNDONE = {
    "edit": "the edit", "headline": "the headline", "dismiss": "the dismissal", "confirm": "the confirmation",
    "approve": "the approval", "accept": "the acceptance", "standing": "the standing line",
    "bulk": "the standing line", "glossary": "the line of the glossary", "aside": "the setting aside",
}  # fmt: skip
"""What was taken back, in words."""
SAID = {
    "approved": "Approved.",
    "approved-queue": "Approved “{headline}”. Undo (u)",
    "nothing-left": "Nothing is left that nobody else has.",
    "dismissed": "Dismissed for ever.",
    "dismissed-item": "Dismissed in this article and its later versions.",
    "dismissed-here": "Dismissed.",
    "dismissed-many": "{number} findings dismissed. Undo (u)",
    "glossary": "The glossary has the line.",
    "approved-many": "{number} approved. Undo (u)",
    "aside": "{number} set aside. Undo (u)",
    "back": "{number} brought back.",
    "not-chosen": "Nothing is chosen.",
    "undone": "Undone.",
    **{f"undone-{what}": f"Taken back: {words}." for what, words in UNDONE.items()},
    "nothing-to-undo": "There is nothing of yours to undo.",
    "out": "You are logged out.",
    "saved": "Saved.",
    "password": "Your password is changed. Other sessions have ended.",
    "ended": "Ended.",
    "revoked": "Revoked.",
    "sent": "A test is on its way.",
    "removed": "Removed.",
}
"""What is said after a redirect; an address can choose among these and not bring its own words."""


def by_htmx(request: Request) -> bool:
    """Whether a part of the page is asked for."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-history-restore-request") != "true"


def answer(
    request: Request,
    template: str,
    who: Who | None = None,
    *,
    here: str = "",
    status: int = 200,
    said: str = "",
    **values: object,
) -> Response:
    """A page or a part of one.

    Args:
        request: what is answered.
        template: its file.
        who: for whom.
        here: which of the places it belongs to.
        status: of HTTP.
        said: told to whoever reads or hears the page.
        values: for the template.
    """
    places = [(key, href, label) for key, href, label, least in PLACES if who and who.may(least)]
    said = said or _said(request, who)
    now = desk_of(request).clock()
    html = drawn(template, who=who, here=here, places=places, notice=said, now=now, **values)
    headers = {"vary": "HX-Request"}
    if said and by_htmx(request) and said.isascii() and '"' not in said:
        headers["hx-trigger-after-swap"] = '{"said": "' + said + '"}'
    return HTMLResponse(html, status, headers)


def _said(request: Request, who: Who | None) -> str:
    """What the address wants to be said; a headline in it is the one of a brief that is there."""
    words = SAID.get(request.query_params.get("said", ""), "")
    if "{number}" in words:
        number = request.query_params.get("n", "")
        known = number.isascii() and number.isdigit() and len(number) < 9
        return words.replace("{number}", f"{int(number):,}" if known else "Some")
    if "{headline}" not in words:
        return words
    review = desk_of(request).ledger.desk.review(request.query_params.get("of", "")[:255]) if who else None
    return words.replace("{headline}", review.headline) if review else "Approved."


def go(request: Request, path: str) -> Response:
    """To another page, for browsers with and without script."""
    if by_htmx(request):
        return Response(status_code=204, headers={"hx-redirect": path})
    return RedirectResponse(path, 303)
