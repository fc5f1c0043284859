"""What is known about feeds, items and their versions, and who works on which: a database, SQLite or PostgreSQL."""

from .ledger import Ledger, open_ledger

__all__ = ["Ledger", "open_ledger"]
