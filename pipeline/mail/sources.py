"""Where the briefs of a digest come from, and where it is remembered what was sent: a ledger, or a run's folder."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from ..config import Config
from ..errors import ConfigError, InputError
from ..export.email import PAGES, page_links
from ..export.settings import Settings
from ..export.table import Outputs
from ..feeds.rules import Rules, configured, read_rules
from ..feeds.titles import HEADLINES
from ..ledger import Ledger
from ..ledger.mailings import Box, Gone, Told, said
from ..ledger.values import Feed, Shown
from ..release import disclosed, moment, release_of
from ..render.email import MOST_POINTS
from ..render.text import one_line, safe_url, url_host
from ..run.store import Store, spread_place, stored_records
from ..types import Record, Release, Showing
from .digest import Entry, entry, wanted

STATE = "mail.json"
"""In a run's folder: what each reader was sent. Not a file of the run; removed, all is sent again."""
_FORM = 1
TTL = timedelta(minutes=15)
"""How long a process that sends to a reader, and says no more, keeps others from it."""


class Source(Protocol):
    """Briefs, and what readers know of them."""

    all_at: str
    """A page that has all briefs; an address, or empty."""

    def box(self, reader: str) -> Box | None:
        """What is known of a reader; ``None`` for a new one."""

    def claim(self, reader: str, first: datetime, now: datetime) -> Box | None:
        """Be the only one who sends to a reader; ``None`` if another process is."""

    def let_go(self, reader: str) -> None:
        """Nothing was sent."""

    def entries(self, since: datetime, now: datetime) -> Sequence[Entry]:
        """What may be sent."""

    def told(self, reader: str, keys: Collection[str]) -> dict[str, Told]:
        """What a reader knows of these."""

    def gone(self, reader: str, now: datetime) -> Sequence[Gone]:
        """What they were told of that no longer holds."""

    def sent(self, reader: str, told: Sequence[Told], forgotten: Collection[str], now: datetime) -> None:
        """A digest has been sent."""


class LedgerSource:
    """The briefs of nights over feeds."""

    def __init__(self, ledger: Ledger, config: Config) -> None:
        self._ledger = ledger
        self._config = config
        self._settings = Settings.of(config, spread_place)
        self._feeds: dict[int, Feed] = {feed.id: feed for feed in ledger.feeds()}
        self._known: tuple[datetime, list[Entry]] | None = None
        names = {feed.name for feed in self._feeds.values()}
        for name in config.mail.feeds:
            if name not in names:
                raise ConfigError(f"'mail.feeds' has {name!r}, which is no feed; there are {', '.join(sorted(names))}.")
        self.all_at = safe_url(self._settings.address(HEADLINES))
        self.box = ledger.mail.box
        self.let_go = ledger.mail.let_go
        self.told = ledger.mail.told
        self.gone = ledger.mail.gone
        self.sent = ledger.mail.sent

    def claim(self, reader: str, first: datetime, now: datetime) -> Box | None:
        """See :class:`Source`."""
        return self._ledger.mail.claim(reader, first, now, TTL)

    def entries(self, since: datetime, now: datetime) -> Sequence[Entry]:
        """See :class:`Source`. Those of the last question are kept: most readers have had their last mail together."""
        if self._known is None or self._known[0] != since:
            found = (self._entry(shown, now) for shown in self._ledger.mail.fresh(since, now))
            self._known = since, [one for one in found if one is not None]
        return self._known[1]

    def _entry(self, shown: Shown, now: datetime) -> Entry | None:
        assert shown.record is not None and shown.release is not None
        feed = self._feeds.get(shown.feed)
        group = feed.name if feed is not None else ""
        release, config = shown.release, self._config
        approved = release.state == "approved"
        if not wanted(shown.record, approved, group, config.mail):
            return None
        showing = Showing(group, shown.also, shown.hits)
        links = page_links(shown.item, self._pages(feed), self._settings)
        if config.mail.desk_url:
            links.insert(0, ("Review desk", f"{config.mail.desk_url.rstrip('/')}/items/{quote(shown.item, safe='')}"))
        record = _with(shown.record, release, config, showing)
        return entry(record, shown.item, said(shown.version, release.at), group, links, MOST_POINTS)

    def _pages(self, feed: Feed | None) -> list[str]:
        """The pages that a feed's articles have."""
        try:
            rules = read_rules(feed.rules, feed.name) if feed is not None else Rules()
        except ConfigError:
            rules = Rules()
        outputs = Outputs((*configured(self._config, rules).feeds.outputs, "run.json"))  # named: else none were "usual"
        return [name for name in PAGES if name in outputs.names("article")]


@dataclass(frozen=True, slots=True)
class _Standing:
    """How an article of a folder stands."""

    release: Release
    said: str


class FolderSource:
    """The briefs of a run over files, with a small file beside them.

    Args:
        root: the run's folder.
        config: the settings.
        now: decides about embargoes.
        write: whether something may be written: the folder is then this process's.

    Raises:
        InputError: it is no run's folder, or what is remembered there cannot be read.
        OutputError: another process writes to it.
    """

    def __init__(self, root: Path, config: Config, now: datetime, *, write: bool) -> None:
        if (root / "articles").is_dir() and not any(root.glob("articles/*/record.json")) and (root / "briefs").is_dir():
            raise InputError(f"{root}: shows what is in a ledger. Name that instead: wortlaut mail --ledger WHERE")
        self._root = root
        self._settings = Settings.of(config)
        self._standing: dict[str, _Standing] = {}
        self._entries = [
            one for one in (self._entry(record, config, now) for record in stored_records(root)) if one is not None
        ]
        self._store = Store(root) if write else None
        self._readers = _remembered(root / STATE)
        report = "report.html"
        self.all_at = safe_url(self._settings.address(report)) if (root / report).is_file() else ""

    def box(self, reader: str) -> Box | None:
        """See :class:`Source`."""
        known = self._readers.get(reader)
        return None if known is None else Box(datetime.fromisoformat(known["last"]), None)

    def claim(self, reader: str, first: datetime, now: datetime) -> Box | None:
        """See :class:`Source`. The folder is this process's."""
        return self.box(reader) or Box(first, None)

    def let_go(self, reader: str) -> None:
        """See :class:`Source`."""

    def entries(self, since: datetime, now: datetime) -> Sequence[Entry]:
        """See :class:`Source`. All that is in the folder, whenever it was made."""
        return self._entries

    def told(self, reader: str, keys: Collection[str]) -> dict[str, Told]:
        """See :class:`Source`."""
        items = self._readers.get(reader, {}).get("items", {})
        return {key: Told(key, **items[key]) for key in keys if key in items}

    def gone(self, reader: str, now: datetime) -> Sequence[Gone]:
        """See :class:`Source`."""
        items = self._readers.get(reader, {}).get("items", {})
        found = []
        for told in self.told(reader, items).values():
            if (standing := self._standing.get(told.item)) is None:
                continue
            release = standing.release
            if release.state == "withdrawn":
                found.append(Gone(told, "withdrawn"))
            elif release.state == "held":
                found.append(Gone(told, "held", moment(release.embargo)))
            elif told.approved and release.state != "approved":
                found.append(Gone(told, "changed", said=standing.said))
        return found

    def sent(self, reader: str, told: Sequence[Told], forgotten: Collection[str], now: datetime) -> None:
        """See :class:`Source`."""
        assert self._store is not None
        items = dict(self._readers.get(reader, {}).get("items", {}))
        for key in forgotten:
            items.pop(key, None)
        for one in told:
            items[one.item] = {key: value for key, value in asdict(one).items() if key != "item"}
        self._readers[reader] = {"last": now.isoformat(timespec="seconds"), "items": items}
        state = {"form": _FORM, "readers": self._readers}
        self._store.write(STATE, [json.dumps(state, indent=1, sort_keys=True).encode() + b"\n"])

    def _entry(self, record: Record, config: Config, now: datetime) -> Entry | None:
        release = release_of(record, now)
        approved = release.state == "approved"
        item = record.article.id
        name = said(record.digest[:32], release.at)
        self._standing[item] = _Standing(release, name)
        group = one_line(record.article.source) or url_host(safe_url(record.article.url))
        if release.state in ("held", "withdrawn") or not wanted(record, approved, group, config.mail):
            return None
        pages = [page for page in PAGES if page in record.run.files]
        links = page_links(item, pages, self._settings)
        return entry(_with(record, release, config, None), item, name, group, links, MOST_POINTS)


def _with(record: Record, release: Release, config: Config, showing: Showing | None) -> Record:
    stated = disclosed(record, release, config.disclosure)
    return replace(record, run=replace(record.run, release=release, disclosure=stated, showing=showing))


def _remembered(path: Path) -> dict[str, Any]:
    try:
        state = json.loads(path.read_bytes())
        if state["form"] != _FORM:
            raise ValueError(f"form {state['form']}, and this version knows {_FORM}")
        readers: dict[str, Any] = state["readers"]
        for known in readers.values():
            datetime.fromisoformat(known["last"])
            for key, values in known["items"].items():
                Told(key, **values)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path}: cannot be read ({one_line(str(error))[:200]}). It says what was sent to whom; if you remove it, "
            "all is sent again."
        ) from None
    return readers
