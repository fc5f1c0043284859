"""What the review desk gets from the ledger and gives to it: plain values. All moments are aware, in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from ..types import Decision, Level, Record

ReviewState = Literal["open", "approved", "aside"]
"""``aside``: nobody means to use it; a new version of its source opens it again."""
Order = Literal["risk", "newest", "oldest"]
Scope = Literal["all", "item", "glossary"]
Role = Literal["reader", "editor", "qa", "admin"]
ROLES: tuple[Role, ...] = ("reader", "editor", "qa", "admin")
"""Each may do all that those before it may."""


@dataclass(frozen=True, slots=True)
class Review:
    """An item's row in the desk's queue: what is known of its newest brief without reading the record."""

    item: str
    version: int
    revision: int
    """One more with every change of the record or of a decision; who saves says which one he has seen."""
    verdict: Level
    risk: int
    """Higher first (:mod:`pipeline.ledger.risk`)."""
    errors: int
    warnings: int
    checks: tuple[str, ...]
    """Ids of the checks with open errors and warnings."""
    headline: str
    title: str
    """In the source's language."""
    feed: int
    feed_name: str
    sections: tuple[str, ...]
    source: str
    published: datetime | None
    seen: datetime
    """When the item was first found."""
    made: datetime
    """When the record was last changed."""
    embargo: datetime | None
    hits: tuple[str, ...]
    """Watched words that it has."""
    changed: bool
    """A newer version has come since it was approved."""
    state: ReviewState
    approved_by: str = ""
    approved_at: datetime | None = None
    approved_version: int | None = None
    approved_signature: str = ""
    """sha256 of the signature of the record that was approved."""
    note: str = ""
    """The approver's."""
    by: str = ""
    """Who changed it last; empty for the engine."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows of the queue; empty fields do not narrow."""

    verdict: str = ""
    feed: str = ""
    """Its name."""
    section: str = ""
    keyword: str = ""
    """Words that headline, title, names, sections, source or watched words have, all of them, in any case."""
    check: str = ""
    """A check's id, or its family."""
    state: str = ""
    """``open``, ``approved``, ``aside``, or ``changed`` for what has changed since it was approved."""
    watched: str = ""
    """A watched word; ``*`` for any."""
    order: Order = "risk"


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of the queue. ``after`` is what the next part is asked for with; empty if there is none."""

    reviews: tuple[Review, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of the queue a filter leaves."""

    verdicts: Mapping[str, int]
    """By verdict, as if the filter did not name one."""
    states: Mapping[str, int]
    """``open``, ``approved``, ``aside`` and ``changed``, as if the filter did not name one of these."""
    total: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the queue can be narrowed to, each with the number of its rows."""

    feeds: Mapping[str, int]
    sections: Mapping[str, int]
    checks: Mapping[str, int]
    watched: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Made:
    """A record with what files of the hour have of it."""

    record: Record
    brief: bytes = b""
    """Its line of JSON."""
    findings: bytes = b""
    """Its rows of CSV."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A change that was refused: somebody else, or a new version, came first. What stands there now, and who did it."""

    review: Review
    record: Record
    who: str
    """Empty: a new version or another record of the engine."""
    when: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved what and when; ``note`` is his."""

    who: str
    at: datetime
    note: str = ""


What = Literal[
    "edit", "headline", "dismiss", "confirm", "accept", "approve", "unapprove", "standing", "bulk", "glossary", "aside",
    "back", "undo", "user", "token", "webhook",
]  # fmt: skip
"""What was done. ``standing``: a standing line was made; ``bulk``: what a dismissal among them has settled;
``glossary``: what was checked again after a line of the glossary; ``aside``: set aside, and ``back``: brought back; the
last three: something about a user, a token, a webhook."""
NOT_UNDONE: tuple[What, ...] = ("undo", "unapprove", "back", "user", "token", "webhook")
"""What cannot be taken back as such, only done otherwise."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the history, which only grows."""

    id: int
    at: datetime
    who: str
    what: What
    item: str
    """Empty if it is about several or none."""
    version: int | None
    before: str
    after: str
    decisions: tuple[tuple[str, Decision], ...]
    """Item and decision, of each that was made."""
    standing: int | None = None
    undone_by: int | None = None
    """The deed that took it back."""
    undoes: int | None = None
    items: tuple[str, ...] = ()
    """Those that it was about without changing their records: set aside, or brought back."""


@dataclass(frozen=True, slots=True)
class Change:
    """One item's part in a change of many."""

    item: str
    revision: int
    made: Made
    decisions: tuple[Decision, ...] = ()
    """Those that are new."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An item as it stands."""

    review: Review
    record: Record
    base: Record | None
    """As the engine made it, before people's decisions; ``None`` if there are none, or if that is not known."""
    brief: bytes = b""
    """Its line of JSON."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A standing line.

    A dismissal: findings of this check on these words, on either side, do not count, in all articles or in one; empty
    ``source`` or ``target``: the finding has no words on that side. Or a line of the glossary: ``source`` is the German
    form, ``target`` the English ones, separated by ``|``, ``reason`` the note, and ``check`` is empty.
    """

    check: str
    source: str
    target: str
    reason: str
    by: str
    at: datetime
    id: int = 0
    undone_by: str = ""
    undone_at: datetime | None = None
    scope: Scope = "all"
    item: str = ""
    """With the scope ``item``: of which article it is, in all its versions."""
    kind: str = ""
    """Of a line of the glossary."""


@dataclass(frozen=True, slots=True)
class Term:
    """The findings of one check on the same words, in all articles of the queue."""

    source: str
    target: str
    open: int
    confirmed: int
    dismissed: int
    items: int
    """Briefs with open ones."""


@dataclass(frozen=True, slots=True)
class Affected:
    """An item with findings that a rule is about, by what became of them."""

    review: Review
    open: int
    confirmed: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class Share:
    """What became of a check's findings in the articles of the ledger that count."""

    check: str
    open: int
    confirmed: int
    dismissed: int


@dataclass(frozen=True, slots=True)
class Attempts:
    """After how many attempts logging in has to wait."""

    of_both: int
    """As one name from one address."""
    of_name: int
    """As one name, from wherever: more than ``of_both``, or any stranger could keep somebody out."""
    from_address: int
    """From one address, whatever the name."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may use the desk; ``password`` is a hash."""

    name: str
    role: Role
    password: str
    disabled: bool
    created: datetime
    last: datetime | None = None
    """Last login."""
    once: bool = False
    """The password is for one login, at which another must be chosen."""


@dataclass(frozen=True, slots=True)
class Session:
    """A login. The browser has the token; the ledger has its sha256."""

    user: str
    role: Role
    csrf: str
    created: datetime
    used: datetime
    expires: datetime
    once: bool = False
    """First of all another password must be chosen."""


@dataclass(frozen=True, slots=True)
class Login:
    """A session as people see it in a list."""

    id: str
    """The beginning of the sha256 of its token: enough to end it, and of no use to come in with."""
    created: datetime
    used: datetime
    expires: datetime
    agent: str
    """What the browser says it is."""


Stranger = Literal["reader", "refuse"]
"""What becomes of somebody whose role does not follow from what a provider says."""


Refusal = Literal["unknown", "disabled", "taken", "no-name", "no-subject"]
"""Why somebody whom a provider knows may not come in: nothing gives him a role; he is disabled here; a user who is
somebody else has his name; what would be his name is none, or there is no subject."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a provider of single sign-on knows him."""

    issuer: str
    subject: str
    name: str
    """How he would be called here."""
    role: Role | None
    """That follows from what the provider says."""
    maps: bool
    """Roles come from the provider at all."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a user is at a provider."""

    issuer: str
    subject: str
    user: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A key to the API; the ledger has its sha256 only."""

    id: int
    name: str
    owner: str
    role: Role
    """The owner's."""
    scopes: tuple[str, ...]
    created: datetime
    expires: datetime | None
    used: datetime | None
    revoked: datetime | None
    idle: bool = False
    """Its owner is disabled: it does not count, and will again with him unless it is revoked."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told of events."""

    id: int
    name: str
    url: str
    secret: str
    events: tuple[str, ...]
    """``verdict``, ``approved``, ``changed``, ``withdrawn``."""
    active: bool
    created: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event on its way to an address."""

    id: int
    webhook: Webhook
    event: str
    body: bytes
    created: datetime
    attempts: int
    next: datetime | None
    """When it is tried again; ``None`` if it has arrived or is given up."""
    done: datetime | None = None
    status: int = 0
    error: str = ""
