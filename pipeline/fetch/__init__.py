"""Addresses into bytes, politely and safely: everything that is fetched over HTTP comes through here.

    get(url): address -> may this host be asked (rests, robots.txt) -> its turn -> connect (address checked) -> head
              -> redirect? from the start with the new address -> body, unpacked within limits -> Fetched

:mod:`.client` is that chain. :mod:`.urls` and :mod:`.guard` decide what may be asked, :mod:`.connect` opens connections
to checked addresses within a time limit, :mod:`.hosts` and :mod:`.robots` see to politeness, :mod:`.unpack` to size.
"""

from .client import Fetcher
from .hosts import HostMemory, Memory
from .post import Posted, Poster
from .urls import bare, target
from .values import Fetched, FetchError

__all__ = ["FetchError", "Fetched", "Fetcher", "HostMemory", "Memory", "Posted", "Poster", "bare", "target"]
