"""Nights over feeds: what is new is found, noted in the ledger, worked on, and published."""
