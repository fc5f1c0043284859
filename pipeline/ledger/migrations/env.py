"""Alembic runs this for each migration, on the connection and in the transaction that it is given."""

from alembic import context

from pipeline.ledger.schema import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,  # SQLite cannot alter most of a table: it is copied
    transactional_ddl=True,
)
context.run_migrations()
