"""What fetching gives: a body with what was said about it, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..errors import WortlautError


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer that can be used."""

    status: int
    """200, or 304: the validators still hold and there is no body."""
    url: str
    """Where it came from after redirects, without name and password."""
    body: bytes = b""
    """Unpacked."""
    media_type: str = ""
    """As declared, in lower case and without parameters; empty if nothing was, or only how the body was packed."""
    charset: str = ""
    """As declared."""
    etag: str = ""
    last_modified: str = ""
    permanent: bool = False
    """There were redirects, and each one was for good (301, 308)."""
    moved: str = ""
    """If ``permanent``: the address to ask from now on. Has name and password where the given one had and the host is
    the same."""
    max_age: int | None = None
    """Seconds for which the server says that it holds; ``None`` if it does not say."""


class FetchError(WortlautError):
    """An address that gives nothing, and what may be done about it.

    Args:
        url: the address that was asked for, without name and password.
        reason: for people, to stand behind the address and a colon.
        status: of the answer; 0 if there was none.
        retry_at: not to be asked before, as the server or its host's record wants it.
        final: asking again is no use (gone, forbidden by robots.txt, an address that must not be fetched).
    """

    def __init__(
        self, url: str, reason: str, *, status: int = 0, retry_at: datetime | None = None, final: bool = False
    ) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.status = status
        self.retry_at = retry_at
        self.final = final

    @property
    def lasting(self) -> bool:
        """Asking again soon is no use: it is final, or the server says that the fault is the request's."""
        return self.final or (400 <= self.status < 500 and self.retry_at is None)

    def about(self, url: str, reason: str = "") -> FetchError:
        """The same for the address on whose behalf it was asked, with another reason if one is given."""
        return FetchError(
            url, reason or self.reason, status=self.status, retry_at=self.retry_at, final=self.final
        )  # fmt: skip
