"""What people bring themselves: a pasted text, a file, an address. Its articles become items of an internal feed, and
from there on are made, shown and corrected like those of any other.

    text | file -> drafts -> enter (waiting)            in the call: what cannot be read is said at once
    address     -> enter (listed) -> fetched by the desk's worker, with the guard and the manners of every fetch
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO

from ..config import Config
from ..errors import InputError
from ..feeds.names import address as written_address
from ..feeds.names import same_place
from ..fetch import FetchError, bare, target
from ..ledger import Ledger
from ..ledger.values import Entered, Feed, Found, Past, State
from ..read import language, records
from ..read.admit import article_of, withheld
from ..read.document import Document
from ..read.draft import Draft, Drafts, Refused
from ..read.formats import SUFFIXES, by_suffix, drafts, sniffed
from ..read.identity import content_digest
from ..render.text import one_line, safe_url
from ..types import Article, Edition

FEED = "submitted"
"""The name of the internal feed."""
PLACE = "desk:submitted"
"""Its address, which nobody visits."""
MOST = 500
"""Articles taken from one file. More are a run's business (``wortlaut run``)."""
_NAMED = 50
"""Refusals that are listed one by one; of further ones there is a number."""
_LONGEST_NAME = 120
_GZIP = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Submitted:
    """An article that was taken."""

    item: str
    version: int
    title: str
    known: bool
    """The same words were submitted before, so that this is the item made of them then."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """What gave no article, and why."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Submission:
    """What something brought to the desk came to."""

    items: tuple[Submitted, ...] = ()
    refused: tuple[Unusable, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an item is on its way to a brief, as of its newest version."""

    item: str
    version: int
    state: State
    title: str
    url: str
    reason: str
    """Why it failed or is left out; of one that is tried again, what went wrong the last time."""
    seen: datetime
    made: datetime | None

    @property
    def ready(self) -> bool:
        """There is a brief to be opened."""
        return self.state == "done"

    @property
    def over(self) -> bool:
        """Nothing more comes of it unless somebody acts."""
        return self.state not in ("listed", "waiting", "leased")


class Submissions:
    """Takes what people bring. May be used by several threads and processes at once.

    Args:
        ledger: where it is entered.
        config: how it is read.
        clock: the time, UTC.
    """

    def __init__(
        self, ledger: Ledger, config: Config, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._ledger = ledger
        self._config = config
        self._clock = clock

    def feed(self) -> Feed:
        """The internal feed; made when it is first needed. It is not active, so that no night visits it."""
        return self._ledger.own_feed(FEED, PLACE, {"page": "always"}, "Submitted at the desk")

    def text(
        self,
        text: str,
        *,
        title: str = "",
        lead: str = "",
        source: str = "",
        url: str = "",
        published: str = "",
    ) -> Submission:
        """Take a pasted text with what is known of it."""
        given = {"text": text, "title": title, "lead": lead, "source": source, "url": url, "published": published}
        plain = replace(self._config.input, map={})  # a map is about the keys of files
        size = sum(len(value.encode("utf-8", "surrogatepass")) for value in given.values())
        if size > plain.max_bytes:
            return _nothing(
                "the text", f"too large: {size:,} bytes, the limit is {plain.max_bytes:,} (input.max_bytes)"
            )
        if url and not safe_url(url):
            return _nothing("the text", f"its address {one_line(url)[:200]!r} is none with http:// or https://")
        draft = records.draft_of(given, plain, "the text", "text")
        if isinstance(draft, Draft) and draft.undated:
            return _nothing("the text", f"its date {one_line(draft.undated)[:60]!r} cannot be read; write 2026-11-26")
        return self._take([draft])

    def file(self, name: str, stream: BinaryIO, media_type: str = "") -> Submission:
        """Take the articles of a file: any kind that ``wortlaut run`` reads. Its name is only looked at, never used as
        a path."""
        shown = safe_name(name)
        limit = self._config.input.max_bytes
        size = stream.seek(0, 2)
        stream.seek(0)
        if size > limit:
            return _nothing(shown, f"too large: {size:,} bytes, the limit is {limit:,} (input.max_bytes)")
        if stream.read(len(_GZIP)) == _GZIP:
            stream.seek(0)
            packed = Document(stream, shown, shown, size=None)
            packed.unpack()
            data = packed.whole(limit)  # all of it: a megabyte of blank lines packs into a kilobyte
            if isinstance(data, Refused):
                return _nothing(shown, f"unpacked {data.reason}")
            stream, size = BytesIO(data), len(data)
            shown = shown[:-3] if shown.lower().endswith(".gz") and len(shown) > 3 else shown
        stream.seek(0)
        path = PurePosixPath(shown)
        document = Document(stream, shown, path.stem or "file", size=size, media_type=media_type)
        form = by_suffix(path.suffix) or sniffed(document, "", media_type.partition(";")[0].strip().lower())
        if form is None:
            return _nothing(shown, f"files of this kind are not supported, only {SUFFIXES}")
        return self._take(drafts(document, form, self._config.input))

    def address(self, url: str) -> Submission:
        """Take an address; the worker fetches the page. The same address again is looked at again.

        Raises:
            InputError: it can never be fetched.
        """
        url = written_address(url)
        if not url:
            raise InputError("an address with http:// or https:// is needed.")
        if bare(url) != url:
            raise InputError("an address with a name and password is not taken: everybody would see them.")
        try:
            target(url)
        except FetchError as error:
            raise InputError(f"{error}.") from None
        now = self._clock()
        guid = f"address:{same_place(url)}"
        edition = Edition(guid=guid, updated=now.isoformat(), teaser=True)
        article = Article(_key(guid), "", title=url, url=url, origin=f"{FEED}: {url}"[:300], edition=edition)
        digest = content_digest("", "", f"{guid} {now.isoformat()}")
        found = Found(article.id, guid, digest, article, edition, wanted_page=url)
        return Submission(self._entered([found], now))

    def progress(self, items: Iterable[str]) -> list[Progress]:
        """How far these items are, in order; unknown ones are left out."""
        return [_progress(item, past) for item in items if (past := self._ledger.history(item))]

    def _take(self, given: Drafts | Sequence[Draft | Refused]) -> Submission:
        now = self._clock()
        found: list[Found] = []
        refused: list[Unusable] = []
        more = 0
        for draft in given:
            taken = draft if isinstance(draft, Refused) else self._found(draft, now)
            if isinstance(taken, Found):
                if len(found) == MOST:
                    refused.append(Unusable(one_line(draft.origin), f"only the first {MOST} articles were taken"))
                    break
                found.append(taken)
            elif len(refused) < _NAMED:
                refused.append(Unusable(one_line(taken.origin), one_line(taken.reason)))
            else:
                more += 1
        if more:
            refused.append(Unusable("", f"{more:,} more could not be used"))
        return Submission(self._entered(found, now), tuple(refused))

    def _entered(self, found: Sequence[Found], now: datetime) -> tuple[Submitted, ...]:
        if not found:
            return ()
        entered = self._ledger.enter(self.feed().id, found, now)
        return tuple(_submitted(one, item) for one, item in zip(entered, found, strict=True))

    def _found(self, draft: Draft, now: datetime) -> Found | Refused:
        """An article as an item. It is recognised again by its address or its sender's name for it if that is meant to
        be unique everywhere, else by its words: ids like "1" are in every second file."""
        edition = draft.edition or Edition()
        if reason := withheld(replace(draft, edition=replace(edition, embargo="")), now):
            return Refused(draft.origin, reason)
        if not draft.text.strip():
            where = f"; submit its address, {draft.url}" if draft.url else ""
            return Refused(draft.origin, f"there is no text in it{where}")
        digest = content_digest(draft.title, draft.lead, draft.text)
        own = edition.guid if edition.guid.lower().startswith(("urn:", "tag:", "http:", "https:")) else ""
        guid = own or (f"address:{same_place(draft.url)}" if draft.url else f"words:{digest}")
        article = article_of(draft, _key(guid), self._config.input)
        if isinstance(article, Refused):
            return article
        wanted = self._config.input.languages
        if article.language and wanted and article.language not in wanted:
            names = " or ".join(language.name(code) for code in wanted)
            return Refused(draft.origin, f"the text is {language.name(article.language)}, not {names}")
        edition = replace(edition, guid=guid)
        article = replace(article, origin=f"{FEED}: {one_line(draft.origin)}"[:300], edition=edition)
        return Found(article.id, guid, digest, article, edition)


def safe_name(name: str) -> str:
    """A file name that somebody's browser has sent: its last part, printable and short, with its suffix."""
    last = PureWindowsPath(PurePosixPath(name.replace("\x00", "")).name).name
    last = unicodedata.normalize("NFC", one_line(last).encode("utf-8", "replace").decode("utf-8")).strip().lstrip(".")
    if len(last) > _LONGEST_NAME:
        suffix = "".join(PurePosixPath(last).suffixes[-2:])[-20:]
        last = last[: _LONGEST_NAME - len(suffix)] + suffix
    return last or "file"


def _key(guid: str) -> str:
    return f"{FEED}-{hashlib.sha256(guid.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def _submitted(entered: Entered, found: Found) -> Submitted:
    return Submitted(entered.item, entered.version, found.article.title, entered.news in ("known", "late"))


def _nothing(where: str, reason: str) -> Submission:
    return Submission(refused=(Unusable(where, reason),))


def _progress(item: str, past: Sequence[Past]) -> Progress:
    newest = next((one for one in reversed(past) if one.state != "superseded"), past[-1])
    return Progress(
        item, newest.version, newest.state, newest.title, newest.url, newest.reason, newest.seen, newest.made
    )  # fmt: skip
