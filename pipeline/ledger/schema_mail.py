"""The tables of the digests: to whom they go, and what each reader has been told of."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, Text

from .schema import Id, Moment, metadata

mailboxes = Table(
    "mailboxes", metadata,
    Column("reader", String(64), primary_key=True),  # sha256 of digest and address
    Column("since", Moment, nullable=False),  # nothing older is sent
    Column("last", Moment),
    Column("busy", Moment),  # until then a process is at it
)  # fmt: skip

mailed = Table(
    "mailed", metadata,
    Column("reader", String(64), ForeignKey("mailboxes.reader"), primary_key=True),
    Column("item", Id, ForeignKey("items.id"), primary_key=True, autoincrement=False),
    Column("said", String(80), nullable=False),  # which version, and when approved
    Column("approved", Boolean, nullable=False),
    Column("named", Boolean, nullable=False),  # not merely counted
    Column("headline", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_mailed_reader_at", "reader", "at"),
)  # fmt: skip
