"""Condensing an article.

A summariser offers drafts (:mod:`.base` has the contract, :mod:`.load` the table), each draft is held against the
source (:mod:`.ground`), and what is sound makes the brief (:mod:`.brief`).
"""
