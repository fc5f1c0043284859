"""A day of an agency, version by version, and a correction that comes while the queue is full."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.config import Config
from pipeline.feeds.duplicates import Stories
from pipeline.feeds.poll import Poller
from pipeline.fetch import Fetcher
from pipeline.ledger import Ledger, open_ledger
from pipeline.read.draft import Draft
from pipeline.read.inputs import drafts_of
from tests.support_night import newsroom, story
from tests.support_web import MORNING, world

FEEDS = Path(__file__).resolve().parents[2] / "shared" / "data" / "feeds"
DAYS = (
    FEEDS / "newsroom" / "dpa" / "dpa_20170629_newsmlg2.tar.xz",
    FEEDS / "second" / "newsroom" / "dpa" / "dpa_20170629_newsmlg2.tar.xz",
)
AFTER = datetime.fromisoformat("2017-06-29T20:00:00+00:00")


def versions_of(xml: str) -> list[str]:
    """The item as it may have been before, and as it is: the archive has the last version of each only."""
    last = int(re.search(r'\bversion="(\d+)"', xml)[1])  # type: ignore[index]
    created = datetime.fromisoformat(re.search(r"<versionCreated>(.*?)<", xml)[1])  # type: ignore[index]
    made = []
    for number in range(1, last):
        older = re.sub(r'\bversion="\d+"', f'version="{number}"', xml, count=1)
        older = re.sub(r"<(signal|edNote)\b[^>]*?(/>|>.*?</\1>)", "", older, flags=re.DOTALL)
        moment = (created - timedelta(minutes=last - number)).isoformat()
        older = re.sub(r"<versionCreated>.*?<", f"<versionCreated>{moment}<", older, count=1)
        made.append(re.sub(r"(<(?:p|headline)\b[^>]*>)", rf"\1Fassung {number}. ", older))
    return [*made, xml]


@pytest.fixture(scope="module", params=DAYS, ids=["first", "second"])
def day(request: pytest.FixtureRequest) -> dict[str, list[str]]:
    """File name -> all versions of the item in it."""
    if not request.param.exists():
        pytest.skip("the data is not beside this checkout")
    with tarfile.open(request.param) as archive:
        texts = {m.name: archive.extractfile(m).read().decode() for m in archive if m.isfile()}  # type: ignore[union-attr]
    return {name: versions_of(text) for name, text in texts.items()}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.sqlite") as opened:
        yield opened


@pytest.mark.shared
def test_each_version_of_a_day_is_in_its_chain_with_its_signal_and_note(
    day: dict[str, list[str]], ledger: Ledger, tmp_path: Path
) -> None:
    folder = tmp_path / "eingang"
    folder.mkdir()
    feed = ledger.add_feed("dpa", str(folder))
    now = AFTER
    config = Config()
    with Fetcher(config.fetch) as fetcher:
        poller = Poller(ledger, fetcher, config, Stories(), lambda: now)
        for number in range(max(map(len, day.values()))):
            for name, versions in day.items():
                if number < len(versions):
                    (folder / name).write_text(versions[number], "utf-8")
            (visited,) = poller.visit([feed])
            assert visited.error == ""
            expected = sum(number < len(versions) for versions in day.values())
            entered = sum(one.news != "known" for one, _ in visited.items)
            assert entered + len(visited.refused) * (number == 0) <= expected
            now += timedelta(minutes=1)
        last = {
            item.edition.guid: item
            for item in drafts_of(str(folder), config.input)
            if isinstance(item, Draft) and item.edition
        }
        seen = signals = 0
        for one, _ in visited.items:
            history = ledger.history(one.item)
            article = ledger.article(history[-1].version)
            assert article is not None
            edition = article.edition
            assert edition is not None
            source = last[edition.guid].edition
            assert source is not None
            assert [past.number for past in history] == list(range(1, source.version + 1))
            assert (history[-1].signal, history[-1].note) == (source.signal, source.note)
            assert all(past.state in ("superseded", "dropped") for past in history[:-1])
            assert history[-1].state in ("waiting", "dropped", "twin")
            seen += len(history)
            signals += source.signal != ""
        assert seen > 2 * len(day) / 1.5
        assert signals >= 2
        name, versions = max(day.items(), key=lambda one: len(one[1]))
        (folder / name).write_text(versions[-2].replace("Fassung", "Nachzügler"), "utf-8")
        (visited,) = poller.visit([feed])
        assert {one.news for one, _ in visited.items} == {"known", "late"}
        poller.close()


def test_a_correction_that_comes_while_hundreds_wait_is_made_within_a_minute_of_work(tmp_path: Path) -> None:
    with world() as web, newsroom(tmp_path, web) as desk:
        wire = web.feed("/wire", "ninjs")
        wire.add("urn:x", "Alte Meldung", story(500))
        desk.watch("/wire", "agentur")
        desk.night()
        for number in range(200):
            wire.add(f"urn:{number}", f"Meldung {number}", story(number))
        asked: list[str] = []
        came: list[datetime] = []

        def at_work(sentences: Sequence[str]) -> None:
            desk.now += timedelta(seconds=0.1) * len(sentences)
            asked.extend(sentence for sentence in sentences if "Meldung" not in sentence)
            if len(asked) > 100 and not came:
                wire.edit("urn:x", "correction", text=story(500, dead=12))
                came.append(desk.now)
                with Fetcher(desk.config.fetch) as fetcher:
                    other = Poller(desk.ledger, fetcher, desk.config, Stories(), lambda: desk.now)
                    other.visit([desk.ledger.feed("agentur")])
                    other.close()

        desk.translator.when_asked = at_work
        desk.later(hours=1)
        result = desk.night()
        assert (result.made, result.shown["correction"]) == (201, 1)
        (line,) = [line for line in desk.briefs().values() if desk.title(line["id"]) == "Alte Meldung"]
        waited = (datetime.fromisoformat(line["made"]) - came[0]).total_seconds()
        assert waited < 60, "at ten sentences a second"
        assert "12" in json.dumps(line)
        assert desk.now - came[0] > timedelta(seconds=60), "the queue was not full"
        assert came[0] > MORNING
