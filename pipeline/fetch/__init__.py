"""Addresses into bytes, politely and safely: everything that is fetched over HTTP comes through here."""
