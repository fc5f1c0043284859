"""What the tables in ``pipeline/tables`` that no hand wrote are made by: ``python -m tools.tables.NAME``."""
