"""Revisions of the ledger's schema, as Alembic runs them; :mod:`pipeline.ledger.migrate` calls it."""
