"""The tables of the review desk: its queue, who decided what, who may, and who is told."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from .schema import Id, Moment, metadata

reviews = Table(
    "reviews", metadata,
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("version", Id, ForeignKey("versions.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("hidden", Boolean, nullable=False),  # withdrawn, or a twin
    Column("verdict", String(8), nullable=False),
    Column("risk", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("checks", Text, nullable=False),  # " number.missing name.added "
    Column("headline", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("feed", Id, ForeignKey("feeds.id"), nullable=False),
    Column("sections", Text, nullable=False),  # each between line breaks
    Column("source", Text, nullable=False),
    Column("published", Moment),
    Column("seen", Moment, nullable=False),
    Column("made", Moment, nullable=False),
    Column("embargo", Moment),
    Column("hits", Text, nullable=False),  # each between line breaks
    Column("changed", Boolean, nullable=False),
    Column("state", String(16), nullable=False),  # open, approved or aside
    Column("approved_by", String(64), nullable=False),
    Column("approved_at", Moment),
    Column("approved_version", Id),
    Column("approved_signature", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Index("ix_reviews_hidden_risk", "hidden", "risk", "item"),
    Index("ix_reviews_hidden_state_risk", "hidden", "state", "risk", "item"),
    Index("ix_reviews_hidden_changed_risk", "hidden", "changed", "risk", "item"),
    Index("ix_reviews_hidden_item", "hidden", "item"),
    Index("ix_reviews_counted", "hidden", "verdict", "state", "changed"),
)  # fmt: skip

searched = Table(
    "searched", metadata,
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)  # fmt: skip
"""What the search looks at, folded; apart, so that the rows that the queue reads stay short."""

findings = Table(
    "findings", metadata,
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("check", String(64), primary_key=True),
    Column("source", String(255), primary_key=True),  # the finding's words on either side
    Column("target", String(255), primary_key=True),
    Column("open", Integer, nullable=False),
    Column("confirmed", Integer, nullable=False),
    Column("dismissed", Integer, nullable=False),
    Index("ix_findings_check", "check", "source", "target"),
)  # fmt: skip
"""Of each item's newest record: so that one knows at once which articles a rule concerns, and what became of a check's
findings."""

bases = Table(
    "bases", metadata,
    Column("version", Id, ForeignKey("versions.id"), primary_key=True, autoincrement=False),
    Column("record", LargeBinary, nullable=False),
)  # fmt: skip
"""Records before people's decisions, kept from the first decision on: one that is taken back is left out, and the rest
are made again."""

audit = Table(
    "audit", metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("who", String(64), nullable=False),
    Column("what", String(16), nullable=False),
    Column("item", Id, ForeignKey("items.id"), index=True),
    Column("version", Id),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("standing", Id),
    Column("undone_by", Id),
    Column("undoes", Id),
    Index("ix_audit_who_id", "who", "id"),
)  # fmt: skip

rules = Table(
    "rules", metadata,
    Column("id", Id, primary_key=True),
    Column("check", String(64), nullable=False),
    Column("source", String(255), nullable=False),
    Column("target", String(255), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_by", String(64), nullable=False),
    Column("undone_at", Moment),
    Column("scope", String(8), nullable=False, server_default="all"),  # all, item or glossary
    Column("item", Id, ForeignKey("items.id"), index=True),  # of a rule for one article
    Column("kind", String(64), nullable=False, server_default=""),  # of a line of the glossary
)  # fmt: skip

concerned = Table(
    "concerned", metadata,
    Column("deed", Id, ForeignKey("audit.id"), primary_key=True, autoincrement=False),
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False, index=True),
)  # fmt: skip
"""The items of a deed of many that has left their records as they were: briefs that were set aside, or brought back."""

presence = Table(
    "presence", metadata,
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("who", String(64), primary_key=True),
    Column("until", Moment, nullable=False),
)  # fmt: skip

claims = Table(
    "claims", metadata,
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("who", String(64), nullable=False, index=True),
    Column("until", Moment, nullable=False),
)  # fmt: skip
"""Items that "take next" has handed to somebody."""

users = Table(
    "users", metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(8), nullable=False),
    Column("password", String(255), nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
    Column("last", Moment),
)  # fmt: skip

sessions = Table(
    "sessions", metadata,
    Column("token", String(64), primary_key=True),  # sha256
    Column("user", String(64), ForeignKey("users.name"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created", Moment, nullable=False),
    Column("used", Moment, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
)  # fmt: skip

logins = Table(
    "logins", metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(64), nullable=False, index=True),
    Column("address", String(64), nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
)  # fmt: skip
"""Attempts to log in that failed or are not decided yet, for as long as they count."""

tokens = Table(
    "tokens", metadata,
    Column("id", Id, primary_key=True),
    Column("token", String(64), nullable=False, unique=True),  # sha256
    Column("name", String(200), nullable=False),
    Column("owner", String(64), nullable=False, index=True),  # a user, or "local" where there are none
    Column("scopes", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment),
    Column("used", Moment),
    Column("revoked", Moment),
)  # fmt: skip

webhooks = Table(
    "webhooks", metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
)  # fmt: skip

deliveries = Table(
    "deliveries", metadata,
    Column("id", Id, primary_key=True),
    Column("webhook", Id, ForeignKey("webhooks.id"), nullable=False, index=True),
    Column("event", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next", Moment, index=True),
    Column("done", Moment),
    Column("status", Integer, nullable=False),
    Column("error", Text, nullable=False),
)  # fmt: skip
