"""A newsroom for tests: a ledger, an output folder and a world of feeds, whose nights run in this process by a clock
that only the test moves. The translator is a fake that gives German back, unless a phrase book says better."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.check import Checker, load_checker
from pipeline.config import Config, FeedsConfig, FetchConfig
from pipeline.feeds import house, service
from pipeline.feeds.night import Result
from pipeline.feeds.service import Order
from pipeline.fetch import Fetcher
from pipeline.ledger import Ledger, open_ledger
from pipeline.types import Translation
from tests.fakes import FakeTranslator
from tests.support_web import MORNING, World

CONFIG = Config(
    fetch=FetchConfig(allow=("127.0.0.1/32",), host_pause=0.0, contact="desk@zeitung.example"),
    feeds=FeedsConfig(outputs=("brief.html",)),
)
checker = cache(Checker)
"""Loading its tables takes a second; it has no state."""


def story(number: int, dead: int = 11) -> str:
    """A short article; each number has its own."""
    places = ("Altenmühle", "Bruchhagen", "Drosselbeck", "Eschenrode", "Fährwisch", "Grünholt", "Hellental")
    place, again = places[number % len(places)], places[(number * 3 + 1) % len(places)]
    return (
        f"Bei einem Unfall in {place} sind am Montag {dead} Menschen verletzt worden. Das teilte Revier {number + 3} mit."
        f"\n\nDer Schaden an der Brücke nach {again} liegt bei {number + 7},5 Millionen Euro. Die Straße {number + 100} "
        f"bleibt bis zum {number % 27 + 1}. Mai gesperrt. Der Bus {number + 40} fährt einen Umweg von {number + 2} Kilometern."
    )


class Translator(FakeTranslator):
    """One that a test can stop, or let act whenever it is asked."""

    def __init__(self, book: Mapping[str, Any] | None = None) -> None:
        super().__init__(book or {})
        self.when_asked: Callable[[Sequence[str]], None] = lambda sentences: None

    def translate(self, sentences: Sequence[str]) -> list[Translation]:
        self.when_asked(sentences)
        return super().translate(sentences)


@dataclass
class Desk:
    """See the module."""

    folder: Path
    web: World
    ledger: Ledger
    now: datetime = MORNING
    config: Config = CONFIG
    translator: Translator = field(default_factory=Translator)
    said: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    @property
    def out(self) -> Path:
        """The output folder."""
        return self.folder / "out"

    def night(self, *names: str, **order: Any) -> Result:
        """Run one; the options are the fields of an order."""
        self.said.clear()
        self.warned.clear()
        return service.night(self._order(names, order), self.config, say=self.said.append, warn=self.warned.append)

    def rehearsal(self, *names: str, **order: Any) -> list[str]:
        """What a dry run says."""
        said: list[str] = []
        service.rehearse(self._order(names, order), self.config, say=said.append, warn=said.append)
        return said

    def later(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def watch(self, path: str, name: str, **rules: Any) -> None:
        """Watch a feed of the world."""
        self.ledger.add_feed(name, self.web.url(path), rules)

    def settings(self, section: str, **values: Any) -> None:
        """Change settings."""
        self.config = replace(self.config, **{section: replace(getattr(self.config, section), **values)})

    def briefs(self) -> dict[str, dict[str, Any]]:
        """The lines of ``briefs/``, by id."""
        lines = [
            json.loads(line)
            for path in sorted(self.out.glob("briefs/*/*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        found = {line["id"]: line for line in lines}
        assert len(found) == len(lines), "an item has two lines"
        return found

    def titles(self) -> list[str]:
        """German titles of the items that are shown in ``briefs/``, sorted."""
        return sorted(self.title(item) for item in self.briefs())

    def title(self, item: str) -> str:
        """German title of an item's newest version."""
        article = self.ledger.newest_article(item)
        assert article is not None
        return article.title

    def item(self, title: str) -> str:
        """Id of the item with this German title, whatever has become of it."""
        for number in range(1, 10_000):
            article = self.ledger.article(number)
            if article is not None and article.title == title:
                return article.id
        raise AssertionError(f"there is no {title!r}")

    def events(self) -> list[tuple[str, str]]:
        """What ``events.jsonl`` says: event and id."""
        path = self.out / "events.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [(line["event"], line["id"]) for line in map(json.loads, lines)]

    def headlines(self) -> list[str]:
        """German titles in ``headlines.jsonl``, in its order."""
        return [json.loads(line)["title"] for line in (self.out / "headlines.jsonl").read_text("utf-8").splitlines()]

    def log(self) -> list[str]:
        """The lines of the log, without their times."""
        path = self.folder / "log"
        return [line.split(" ", 1)[1] for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def mentions(self, words: str) -> set[str]:
        """Top-level names in the output folder under which some file or path has these words, past runs aside."""
        found = set()
        for path in self.out.rglob("*"):
            inside = path.relative_to(self.out)
            if (
                inside.parts[0] != "runs"
                and path.is_file()
                and (words in str(inside) or words.encode() in path.read_bytes())
            ):
                found.add(inside.parts[0])
        return found

    def files(self) -> list[str]:
        """Paths of all files in the output folder but those of runs, sorted."""
        paths = (path.relative_to(self.out) for path in self.out.rglob("*") if path.is_file())
        return sorted(path.as_posix() for path in paths if path.parts[0] != "runs")

    def _order(self, names: Sequence[str], order: Mapping[str, Any]) -> Order:
        fixed = {"ledger": str(self.folder / "ledger.sqlite"), "out": self.out, "log": self.folder / "log"}
        return Order(**{**fixed, "names": names, **order})


@contextmanager
def newsroom(folder: Path, web: World) -> Iterator[Desk]:
    """A desk with an empty ledger."""
    with open_ledger(folder / "ledger.sqlite") as ledger, pytest.MonkeyPatch.context() as patch:
        desk = Desk(folder, web, ledger)
        patch.setattr(service, "_now", lambda: desk.now)
        patch.setattr(service, "load_translator", lambda settings, warn: desk.translator)
        patch.setattr(
            house, "load_checker", lambda settings, lines: load_checker(settings, lines) if lines else checker()
        )
        patch.setattr(service, "Fetcher", partial(Fetcher, sleep=lambda seconds: None))
        yield desk
