"""``http://…``, ``https://…``, ``feed:…``: what is at an address, and the pages behind the items of a feed there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from ..config import FetchConfig, InputConfig
from ..errors import InputError
from ..fetch import Fetched, Fetcher, FetchError, bare, target
from . import formats
from .behind import whole
from .document import Document
from .draft import Draft, Drafts, Refused

__all__ = ["PAGES", "Web", "bare", "document", "page_of"]

PAGES = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
"""What is asked for at the address of an article."""


class Web:
    """The addresses of one command; they share what is known of hosts.

    Args:
        config: how documents are read.
        fetch: how they are fetched.

    Raises:
        ConfigError: the settings for fetching cannot be used.
    """

    def __init__(self, config: InputConfig, fetch: FetchConfig) -> None:
        self._config = config
        self._fetcher = Fetcher(fetch)

    def drafts(self, address: str) -> Callable[[], Drafts]:
        """The articles at an address, to be fetched when the first one is asked for.

        Raises:
            InputError: it can never be fetched.
        """
        try:
            target(address)
        except FetchError as error:
            raise InputError(f"{error}.") from None
        return lambda: _drafts(address, self._fetcher, self._config)


def _drafts(address: str, fetcher: Fetcher, config: InputConfig) -> Drafts:
    try:
        try:
            found = document(fetcher.get(address))
        except FetchError as error:
            yield Refused(error.url, error.reason)
            return
        form = formats.by_module("sniff")
        assert form is not None
        for item in formats.drafts(found, form, config):
            yield _completed(item, fetcher, config)
    finally:
        fetcher.close()


def _completed(item: Draft | Refused, fetcher: Fetcher, config: InputConfig) -> Draft | Refused:
    """The item with the text of its page, if the feed has only a teaser of it."""
    if isinstance(item, Refused) or item.edition is None or not item.edition.teaser or not item.url:
        return item
    try:
        page = page_of(document(fetcher.get(item.url, accept=PAGES)), config)
    except FetchError as error:
        if not error.lasting:  # the same command, given again, may get the whole article
            return Refused(error.url, f"the page behind {item.origin}: {error.reason}")
        page = Refused(error.url, error.reason)
    together = whole(item, page)
    if not together.doubt:
        return together.draft
    return replace(together.draft, remarks=(*together.draft.remarks, f"only a teaser: {together.doubt}"))


def document(fetched: Fetched) -> Document:
    """What was fetched, for a format."""
    path = PurePosixPath(unquote(urlsplit(fetched.url).path))
    return Document(
        BytesIO(fetched.body),
        fetched.url,
        path.stem or urlsplit(fetched.url).hostname or "page",
        size=len(fetched.body),
        media_type=fetched.media_type,
        charset=fetched.charset,
        url=fetched.url,
    )


def page_of(document: Document, config: InputConfig) -> Draft | Refused:
    """The article of a page behind an item."""
    form = formats.by_media_type("text/html")
    assert form is not None
    return next(iter(formats.drafts(document, form, config)), Refused(document.origin, "the page is empty"))
