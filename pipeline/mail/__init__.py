"""Digests by mail: what is in one, whom it goes to, and that it goes there once.

``sources`` is where briefs come from and where it is remembered what each reader was told; ``digest`` chooses and
arranges (pure); ``message`` makes the mail (pure); ``smtp`` hands it to a server; ``service`` puts them together.
"""

from .service import Order, send_digests

__all__ = ["Order", "send_digests"]
