"""Condense an article.

A summariser offers drafts (:mod:`.base` has the contract, :mod:`.load` the table), each draft is checked against the
source (:mod:`.ground`), and the sound ones make the brief (:mod:`.brief`).
"""
