"""What the review desk asks of the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from ..types import Decision, Record
from . import accounts, asides, deeds, hooks, reviews, rules, together, work
from .database import Database
from .deeds import Done
from .desk_values import (
    Affected,
    Approval,
    Attempts,
    Change,
    Conflict,
    Deed,
    Delivery,
    Facets,
    Filter,
    Listing,
    Made,
    Review,
    Role,
    Rule,
    Scope,
    Session,
    Share,
    Situation,
    Tally,
    Term,
    Token,
    User,
    Webhook,
    What,
)

_HANDED = timedelta(minutes=30)
_PRESENT = timedelta(seconds=60)
_ALL = Filter()


class Desk:
    """The queue, and what people do with what is in it. ``item`` is an item's id; ``who`` a user's name.

    Every method is one transaction, and raises :class:`~pipeline.ledger.errors.LedgerError` as those of
    :class:`~pipeline.ledger.Ledger` do.
    """

    def __init__(self, database: Database) -> None:
        self._db = database

    # The queue.

    def queue(self, filter_: Filter = _ALL, limit: int = 50, after: str = "") -> Listing:
        """A part of the queue; ``after`` is that of the part before.

        Raises:
            NoSuchPlace: ``after`` is no place in a queue.
        """
        return self._db.read(reviews.queue, filter_, limit, after)

    def count(self, filter_: Filter = _ALL) -> Tally:
        """How many rows there are."""
        return self._db.read(reviews.count, filter_)

    def facets(self) -> Facets:
        """What the queue can be narrowed to."""
        return self._db.read(reviews.facets)

    def review(self, item: str) -> Review | None:
        """An item's row; ``None`` if it has none, was withdrawn or is a twin."""
        return self._db.read(reviews.review, item)

    def rows(self, items: Collection[str]) -> list[Review]:
        """The rows of several items; those that are not in the queue are left out."""
        return self._db.read(reviews.rows, items)

    def record(self, item: str) -> Record | None:
        """The newest record of an item; ``None`` if there is none, or if it is withdrawn."""
        return self._db.read(work.record, item)

    def situation(self, item: str) -> Situation | None:
        """Row, record and base of one moment; ``None`` as in :meth:`review`."""
        return next(iter(self._db.read(deeds.situations, {item})), None)

    def situations(self, items: Collection[str]) -> list[Situation]:
        """The same of several; those that are not in the queue are left out."""
        return self._db.read(deeds.situations, set(items))

    # What people do.

    def revise(
        self,
        item: str,
        revision: int,
        made: Made,
        decisions: Sequence[Decision],
        who: str,
        now: datetime,
        what: What,
        *,
        before: str = "",
        after: str = "",
    ) -> Review | Conflict:
        """Put a record that somebody has changed in the place of the one he saw.

        If ``revision`` is not the present one, nothing is written, and what stands there now is given back. An
        approval ends with the change.

        Args:
            item: whose record.
            revision: of the row that he saw.
            made: the changed record and its files.
            decisions: the new ones among those of the record.
            who: the person.
            now: when.
            what: for the history.
            before: what stood there, for the history.
            after: what stands there now, for the history.

        Raises:
            LedgerError: the item is not in the queue (any more): withdrawn, or a twin.
        """
        change = Change(item, revision, made, tuple(decisions))
        return _one(self._db.write(deeds.revise, [change], Done(what, who, now, before, after)))

    def revise_many(
        self,
        changes: Sequence[Change],
        who: str,
        now: datetime,
        what: What,
        *,
        before: str = "",
        after: str = "",
        rule: int | None = None,
        undoes: int | None = None,
    ) -> list[Review] | Conflict:
        """The same for many, as one deed: all are changed, or none.

        ``undoes``: the deed that this takes back.

        Raises:
            LedgerError: as :meth:`revise`; or that deed has been taken back already.
        """
        return self._db.write(deeds.revise, changes, Done(what, who, now, before, after, rule, undoes))

    def approve(
        self,
        item: str,
        revision: int,
        made: Made,
        decisions: Sequence[Decision],
        who: str,
        now: datetime,
        note: str = "",
    ) -> Review | Conflict:
        """Approve a brief as it stands at this revision; as :meth:`revise`.

        Args:
            made: the record with the acceptance.
            decisions: the acceptance.
        """
        done = Done("approve", who, now, after=note, approval=Approval(who, now, note))
        return _one(self._db.write(deeds.revise, [Change(item, revision, made, tuple(decisions))], done))

    def approve_many(self, changes: Sequence[Change], who: str, now: datetime) -> list[Review] | Conflict:
        """The same for several, as one deed: all are approved, or none. A change has the record with its acceptance."""
        done = Done("approve", who, now, approval=Approval(who, now))
        return self._db.write(deeds.revise, changes, done)

    def set_aside(self, of: Mapping[str, int], who: str, now: datetime) -> list[str]:
        """Set open briefs aside, as one deed: they leave the queue until their source sends a new version.

        Args:
            of: the revision of each that the person saw; 0 for whatever it is.
            who: the person.
            now: when.

        Returns:
            Those that were: the others have changed, or are not open.
        """
        return self._db.write(asides.move, of, "aside", who, now, None)

    def bring_back(self, of: Mapping[str, int], who: str, now: datetime, *, undoes: int | None = None) -> list[str]:
        """Open again what was set aside; as :meth:`set_aside`.

        ``undoes``: the deed that this takes back.

        Raises:
            LedgerError: that deed has been taken back already.
        """
        return self._db.write(asides.move, of, "open", who, now, undoes)

    def take_next(
        self,
        filter_: Filter,
        who: str,
        now: datetime,
        ttl: timedelta = _HANDED,
        *,
        skip: Collection[str] = (),
    ) -> Review | None:
        """The first open row that nobody else has been handed or is looking at; it is his for ``ttl``.

        ``None`` if there is none. Asked again, it gives another one, and what he had before is there for others; when
        nothing else is left, he gets again what he has passed by longest ago.
        """
        return self._db.write(together.take_next, filter_, who, now, now + ttl, skip)

    def release(self, who: str, item: str | None = None) -> None:
        """Give back what :meth:`take_next` has handed to somebody."""
        self._db.write(together.release, who, item)

    def passed_by(self, who: str, now: datetime) -> None:
        """Leave to others what :meth:`take_next` has handed to somebody; he himself gets the rest first."""
        self._db.write(together.passed_by, who, now)

    def presence(self, item: str, who: str, now: datetime, ttl: timedelta = _PRESENT) -> list[str]:
        """Say that somebody looks at a brief; who else does."""
        return self._db.write(together.present, item, who, now, now + ttl)

    def left(self, item: str, who: str) -> None:
        """Somebody has closed a brief."""
        self._db.write(together.left, item, who)

    # History.

    def history(
        self,
        item: str | None = None,
        *,
        since: datetime | None = None,
        who: str | None = None,
        limit: int | None = None,
        before: int | None = None,
    ) -> list[Deed]:
        """What people have done, the newest first. ``before``: only deeds with a lower number."""
        return self._db.read(deeds.history, item, since, who, limit, before)

    def deed(self, number: int) -> Deed | None:
        """One deed."""
        return self._db.read(deeds.deed, number)

    def last(self, who: str, item: str | None = None, before: int | None = None) -> Deed | None:
        """What somebody did last (to an item) that has not been taken back. ``before``: only deeds with a lower
        number."""
        return self._db.read(deeds.last, who, item, before)

    def standing(self, active: bool = True, scope: Scope | None = None) -> list[Rule]:
        """The rules in force, or all there ever were; those of one scope, if it is named."""
        return self._db.read(rules.listed, active, scope)

    def standing_line(self, number: int) -> Rule:
        """One of them, in force or not.

        Raises:
            LedgerError: there is none of this number.
        """
        return self._db.read(rules.one, number)

    def add_standing(self, rule: Rule, who: str = "") -> Rule:
        """Dismiss these findings in all articles to come, or in one; or enter a line of the glossary. The same rule, if
        there is one like it.

        Those that are there already are dismissed with :meth:`revise_many`. ``who``: enters it, for the history, if
        that is not who has decided it.

        Raises:
            LedgerError: there is no such article.
        """
        return self._db.write(rules.add, rule, who)

    def undo_standing(self, number: int, who: str, now: datetime) -> Rule:
        """Take a rule back. What it has dismissed is opened again with :meth:`revise_many`.

        Raises:
            LedgerError: there is no such rule in force.
        """
        return self._db.write(rules.undo, number, who, now)

    def affected(self, rule: Rule, limit: int | None = None) -> list[Affected]:
        """The items in the queue that have findings of this rule, and what became of these."""
        return self._db.read(rules.affected, rule, limit)

    def terms(self, check: str, limit: int = 200) -> list[Term]:
        """The findings of a check by their words, those with most open ones first."""
        return self._db.read(rules.terms, check, limit)

    def with_words(self, source: Sequence[str], target: Sequence[str], limit: int) -> list[str]:
        """Open briefs with a finding on one of these words, of the source or the English."""
        return self._db.read(rules.with_words, source, target, limit)

    def shares(self, check: str | None = None) -> list[Share]:
        """What became of the errors and warnings of each check, in the articles of the queue."""
        return self._db.read(rules.shares, check)


def _one(done: list[Review] | Conflict) -> Review | Conflict:
    return done if isinstance(done, Conflict) else done[0]


class Accounts:
    """Users, sessions and tokens. Passwords are given and kept as hashes, tokens as their sha256 in hex."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add_user(self, name: str, role: Role, password: str, now: datetime) -> User:
        """A new user; ``password`` is its hash.

        Raises:
            LedgerError: there is one of this name (in any case), or it is none, or there is no such role.
        """
        return self._db.write(accounts.add, name, role, password, now)

    def change_user(
        self, name: str, *, role: Role | None = None, password: str | None = None, disabled: bool | None = None
    ) -> User:
        """Change what is given. Another password, or disabling, ends all sessions.

        Raises:
            LedgerError: there is no such user, or no such role.
        """
        return self._db.write(accounts.change, name, role, password, disabled)

    def user(self, name: str) -> User | None:
        """The user of this name."""
        return self._db.read(accounts.named, name)

    def users(self) -> list[User]:
        """All, by name."""
        return self._db.read(accounts.listed)

    def begin_session(self, token: str, user: str, csrf: str, now: datetime, ttl: timedelta, agent: str = "") -> None:
        """Somebody is logged in. ``agent``: what the browser says it is."""
        self._db.write(accounts.begin, token, user, csrf, now, now + ttl, agent)

    def session(self, token: str, now: datetime, ttl: timedelta | None = None) -> Session | None:
        """The session, if it is not over and its user not disabled. ``ttl``: it lasts so long from now on."""
        found = self._db.read(accounts.session, token, now)
        if found is not None and ttl is not None and accounts.stale(found.used, now):
            self._db.write(accounts.session_used, token, now, now + ttl)
        return found

    def end_session(self, token: str) -> None:
        """Log out."""
        self._db.write(accounts.end, token)

    def login_attempted(self, name: str, address: str, now: datetime, since: datetime, most: Attempts) -> int | None:
        """Enter an attempt to log in before its password is looked at, so that many at once count one another.

        Args:
            name: as whom.
            address: from where.
            now: when.
            since: earlier attempts no longer count.
            most: attempts after which one has to wait.

        Returns:
            The attempt's number; ``None`` if there were too many, and this one does not count.
        """
        return self._db.write(accounts.attempted, name, address, now, since, most)

    def login_void(self, attempt: int) -> None:
        """An attempt whose password was not looked at does not count."""
        self._db.write(accounts.attempt_void, attempt)

    def login_right(self, name: str, address: str) -> None:
        """The password was right: what went wrong before for this name at this address is forgotten."""
        self._db.write(accounts.right, name, address)

    def add_token(
        self, token: str, name: str, owner: str, scopes: Sequence[str], now: datetime, expires: datetime | None = None
    ) -> Token:
        """A new token; ``token`` is its sha256.

        Raises:
            LedgerError: there is no such owner.
        """
        return self._db.write(accounts.add_token, token, name, owner, scopes, now, expires)

    def token(self, digest: str, now: datetime) -> Token | None:
        """The token, if it is neither revoked nor over, and its owner not disabled."""
        found = self._db.read(accounts.token, digest, now)
        if found is not None and accounts.stale(found.used, now):
            self._db.write(accounts.token_used, found.id, now)
        return found

    def tokens(self, owner: str | None = None) -> list[Token]:
        """All, or somebody's."""
        return self._db.read(accounts.tokens_of, owner)

    def revoke_token(self, number: int, now: datetime) -> None:
        """It no longer counts."""
        self._db.write(accounts.revoke, number, now)


class Hooks:
    """Webhooks. Events are entered with what they are about; this is for who sends them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, name: str, url: str, secret: str, events: Sequence[str], now: datetime) -> Webhook:
        """Tell an address of events.

        Raises:
            LedgerError: there is no such event.
        """
        return self._db.write(hooks.add, name, url, secret, events, now)

    def listed(self) -> list[Webhook]:
        """All, in the order made."""
        return self._db.read(hooks.listed)

    def change(self, webhook: int, active: bool) -> None:
        """Stop telling an address, or go on."""
        self._db.write(hooks.change, webhook, active)

    def remove(self, webhook: int) -> None:
        """Forget an address and its deliveries."""
        self._db.write(hooks.remove, webhook)

    def test(self, webhook: int, body: bytes, now: datetime) -> None:
        """Send something to an address, to try it."""
        self._db.write(hooks.tried, webhook, body, now)

    def due(self, now: datetime, ttl: timedelta, limit: int = 20) -> list[Delivery]:
        """Take deliveries that are due; each comes again after ``ttl`` unless :meth:`told` says what came of it."""
        return self._db.write(hooks.due, now, now + ttl, limit)

    def told(
        self, delivery: int, now: datetime, *, status: int, error: str = "", retry_at: datetime | None = None
    ) -> None:
        """What came of a delivery. With an error it is tried again from ``retry_at`` on, or given up without one."""
        self._db.write(hooks.told, delivery, now, status, error, retry_at)

    def sent(self, webhook: int | None = None, limit: int = 50) -> list[Delivery]:
        """The last deliveries, the newest first."""
        return self._db.read(hooks.sent, webhook, limit)
