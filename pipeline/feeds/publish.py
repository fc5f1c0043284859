"""From the ledger to an output folder: what the ledger says is to be shown is shown, and what is withdrawn goes.

The publisher compares what its folder shows with what it is to show, and the folder's files are made from the records
alone. It can therefore be interrupted anywhere, and be called as often as one likes; a folder that was deleted is made
again. Several folders can show the same ledger.

    OUT/briefs/2026-11-26/14.jsonl    a line for each item first seen in that hour (UTC): its newest brief
    OUT/findings/2026-11-26/14.csv
    OUT/articles/3f/<id>/             the files that the feed's rules or the settings name
    OUT/approved.atom, held.atom      the newest briefs that are approved, and that are not, if the settings want them
    OUT/runs/.../report.html          of an earlier run: goes if it names what is taken out
    OUT/events.jsonl                  what was shown, replaced or taken out, and when; it only grows
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import chain
from tempfile import SpooledTemporaryFile

import msgspec

from ..codec import line
from ..config import DisclosureConfig
from ..errors import ConfigError, InputError
from ..export.settings import Settings
from ..export.table import RECORD, Outputs, Withdrawal, encoded
from ..export.tables import FINDINGS
from ..ledger import Ledger
from ..ledger.values import Shown
from ..release import reworded
from ..run.store import Store, output_errors
from ..types import Disclosure, Showing
from .titles import HEADLINES

OUTLET = ".outlet"
"""The file with the name by which the ledger knows a folder. Another folder, or an emptied one, has another name."""
AT_ONCE = 200
"""Items that are taken from the ledger at a time."""
_IN_MEMORY = 16 << 20
"""Bytes of an hour's findings that are kept in memory, while its briefs are written."""
_PIECE = 1 << 16
_TAKEN_OUT = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Report taken out</title></head><body>
<p>This report named an article that is not to be shown any more: its sender has taken it back, it is under embargo now,
or another one tells its story. The figures of the run are in <a href="run.json">run.json</a>, and
<code>wortlaut report --ledger</code> makes a page of what may be shown.</p>
</body></html>
"""
LISTS = {"approved.atom": True, "held.atom": False}
"""Files about many briefs that are kept up to date, each with whether it is of approved ones."""


class Outlet:
    """An output folder that shows what is in a ledger.

    Args:
        store: the folder.
        ledger: what it shows.
        outputs: the files made for each article of a feed, by the feed's row id.
        names: the name of a feed, by its row id.
        said: told of each item that was shown, replaced or taken out, with its folder (relative to this one) and files.
        settings: the house's.

    Raises:
        ConfigError: the settings name a list that there is not.
        OutputError: the folder cannot be written.
    """

    def __init__(
        self,
        store: Store,
        ledger: Ledger,
        outputs: Callable[[int], Outputs],
        names: Callable[[int], str],
        said: Callable[[Shown, str, Collection[str]], None] = lambda shown, folder, files: None,
        settings: Settings | None = None,
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._outputs = outputs
        self._names = names
        self._said = said
        self._settings = settings or Settings()
        self._lists = _lists(self._settings)
        self.name = _name_of(store)

    def publish(self, now: datetime) -> int:
        """Bring the folder up to date; returns how many items were shown, replaced or taken out."""
        root = self._store.root
        if not (root / OUTLET).exists() or not (root / "briefs").exists():  # removed: all is made again
            self._ledger.forget_outlet(self.name)
            with output_errors(root):
                (root / "briefs").mkdir(parents=True, exist_ok=True)
            self._store.write(OUTLET, [self.name.encode() + b"\n"])
        taken: dict[str, tuple[int | None, bytes]] = {}
        hours: dict[str, list[str]] = {}
        gone: set[str] = set()
        looked_at = 0
        while batch := self._ledger.to_show(self.name, now, AT_ONCE, skip=looked_at):
            looked_at += len(batch)
            for shown in batch:
                if shown.item in taken:  # it has changed since, and comes again
                    continue
                names = self._files(shown, now)
                taken[shown.item] = shown.version, _event(shown, now)
                if shown.record is None:
                    gone.add(shown.item)
                hours.setdefault(shown.hour, []).append(shown.item)
                self._said(shown, self._store.folder(shown.item).relative_to(self._store.root).as_posix(), names)
            if len(batch) < AT_ONCE:
                break
        self._out_of_reports({item: hour for hour, items in hours.items() for item in items if item in gone})
        for hour in sorted(hours):  # each once: writing it costs as much as there is in it
            self._hour(hour, now)
            self._store.append("events.jsonl", b"".join(taken[item][1] for item in hours[hour]))
            self._ledger.shown(self.name, [(item, taken[item][0]) for item in hours[hour]], now)
        for name in self._lists:
            if taken or not (root / name).exists():
                self._list(name, now)
        return len(taken)

    def _files(self, shown: Shown, now: datetime) -> tuple[str, ...]:
        outputs = self._outputs(shown.feed)
        if shown.record is None:
            files = outputs.of_withdrawal(_withdrawal(shown, now))
            self._store.drop(shown.item)
            if files:
                self._store.put_files(shown.item, files)
            return tuple(files)
        depth = len(self._store.folder(shown.item).relative_to(self._store.root).parts)
        showing = Showing(self._names(shown.feed), shown.also, shown.hits, "../" * depth + HEADLINES)
        run = replace(shown.record.run, showing=showing, release=shown.release)
        files = outputs.of_article(replace(shown.record, run=run))
        del files[RECORD]  # it is in the ledger
        if files:
            self._store.put_files(shown.item, files, without=outputs.unwanted("article", files))
        else:
            self._store.drop(shown.item)
        return tuple(files)

    def _out_of_reports(self, gone: Mapping[str, str]) -> None:
        """Replace the reports of earlier runs that name one of these items (each with the hour in which it was first
        seen): they show its headline and sentences. The figures stay in ``run.json``, without its headline."""
        if not gone:
            return
        first = min(gone.values()).replace("/", "T")  # as the folders are called: 2026-11-26T053222Z-981bb929ddfe
        root = self._store.root
        signs = [sign.encode() for item in gone for sign in (f'"{item}"', f"{self._store.place(item)}/")]
        for folder in sorted(path for path in root.glob("runs/*") if path.name >= first):
            for name, without in (("report.html", _taken_out), ("run.json", _untitled)):
                path = folder / name
                with output_errors(path), suppress(FileNotFoundError):
                    data = path.read_bytes()
                    if any(sign in data for sign in signs):
                        self._store.write(path.relative_to(root).as_posix(), [without(data, gone)])

    def _list(self, name: str, now: datetime) -> None:
        """Write the newest briefs of a list."""
        [collected] = Outputs((name,), settings=self._settings).collected().values()
        pieces = []
        for shown in self._ledger.newest(now, approved=self._lists[name]):
            assert shown.record is not None
            files = dict.fromkeys(self._outputs(shown.feed).names("article"), "")
            record = replace(shown.record, run=replace(shown.record.run, release=shown.release, files=files))
            if piece := encoded(collected.piece(record, False)):
                pieces.append(piece)
            if len(pieces) == self._settings.export.list_entries:
                break
        self._store.write(name, [encoded(collected.head), *pieces, encoded(collected.end())])

    def _hour(self, hour: str, now: datetime) -> None:
        """Write what there is of an hour; remove its files if that is nothing."""
        there = False
        with SpooledTemporaryFile(_IN_MEMORY) as findings:

            def briefs() -> Iterator[bytes]:
                nonlocal there
                for one in self._ledger.hour(hour, now):
                    there = True
                    findings.write(one.findings)
                    yield in_words(with_others(one.brief, one.also), self._settings.disclosure)

            self._store.write(f"briefs/{hour}.jsonl", briefs())
            if not there:
                self._store.remove(f"briefs/{hour}.jsonl")
                self._store.remove(f"findings/{hour}.csv")
                return
            findings.seek(0)
            rows = iter(lambda: findings.read(_PIECE), b"")
            self._store.write(f"findings/{hour}.csv", chain([encoded(FINDINGS.head)], rows))


def _taken_out(page: bytes, gone: Collection[str]) -> bytes:
    return _TAKEN_OUT


def _untitled(run: bytes, gone: Collection[str]) -> bytes:
    """A run's account without what these items said; one that nobody can read says nothing any more."""
    try:
        told = msgspec.json.decode(run)
        for row in told["articles"]:
            if row["id"] in gone:
                row |= {"title": "", "changed": "", "brief": "", "qa": ""}
    except (msgspec.DecodeError, KeyError, TypeError):
        return b"{}\n"
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def with_others(brief: bytes, also: tuple[tuple[str, str], ...]) -> bytes:
    """A line of JSON with the other feeds that have its story, which become known only after it was made."""
    if not also:
        return brief
    values = msgspec.json.decode(brief)
    values["also"] = [{"feed": feed, "url": url} for feed, url in also]
    return line(values)


def in_words(brief: bytes, words: DisclosureConfig) -> bytes:
    """A line of JSON with what it says of how the brief was made in the house's words: it was made without them, and
    before there was this key, without any."""
    if words == DisclosureConfig():
        return brief
    values = msgspec.json.decode(brief)
    if not words.name_reviewer:
        values.pop("approved_by", None)
    if "disclosure" in values:
        stated = msgspec.convert(values["disclosure"], Disclosure)
        values["disclosure"] = msgspec.to_builtins(reworded(stated, words))
    return line(values)


def _lists(settings: Settings) -> dict[str, bool]:
    """The lists that are kept, each with whether it is of approved briefs."""
    for name in settings.export.lists:
        if name not in LISTS:
            raise ConfigError(f"'export.lists' has {name!r}; valid: {', '.join(LISTS)}.")
    return {name: LISTS[name] for name in settings.export.lists}


def _withdrawal(shown: Shown, now: datetime) -> Withdrawal:
    at, version = now.isoformat(timespec="seconds"), str(shown.revision or "")
    if shown.later is not None:
        until = shown.later.isoformat(timespec="seconds")
        return Withdrawal(shown.item, at, "held", until, version)
    return Withdrawal(shown.item, at, "merged" if shown.news == "merged" else "withdrawn", version=version)


def _event(shown: Shown, now: datetime) -> bytes:
    held = shown.record is None and shown.later is not None
    event = "held" if held else shown.news
    what = {"at": now.isoformat(timespec="seconds"), "event": event, "id": shown.item, "hour": shown.hour}
    if shown.note and not held:  # a note on what is under embargo is under embargo too
        what["note"] = shown.note
    return line(what)


def _name_of(store: Store) -> str:
    path = store.root / OUTLET
    try:
        name = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        if (store.root / "run.json").exists() or (store.root / "briefs").exists() or any(store.articles.iterdir()):
            raise InputError(
                f"{store.root}: there are files of something else in this folder (a run over files?), which would stay "
                "beside what the feeds give. Choose another folder with --out, or empty this one."
            ) from None
        name = uuid.uuid4().hex
        store.write(OUTLET, [name.encode() + b"\n"])
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path}: cannot be read ({error}). Remove it; the folder's files are then made again."
        ) from None
    return name
