"""Real feeds and agency items, where they lie beside the checkout. Nothing of them is copied here."""

from __future__ import annotations

import io
import re
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from pipeline.config import InputConfig
from pipeline.read.admit import admit
from pipeline.read.document import Document
from pipeline.read.draft import Draft, Refused
from pipeline.read.formats import drafts, sniffed
from pipeline.read.identity import Ids
from pipeline.types import Article

FEEDS = Path(__file__).resolve().parents[2] / "shared" / "data" / "feeds"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FEEDS.is_dir(), reason="no real feeds beside the checkout"),
]


def read(path: Path, data: bytes | None = None) -> list[Draft | Refused]:
    """What a file gives; none of it is unexpected."""
    content = path.read_bytes() if data is None else data
    document = Document(io.BytesIO(content), str(path), path.stem)
    form = sniffed(document, path.suffix)
    found = list(drafts(document, form, InputConfig())) if form else []
    for item in found:
        assert isinstance(item, Draft) or not item.reason.startswith("unexpected"), item
    return found


def items(path: Path, data: bytes | None = None) -> list[Draft]:
    return [item for item in read(path, data) if isinstance(item, Draft)]


@pytest.mark.parametrize(
    ("folder", "counts"),
    [
        ("german", {"items": 661, "no date": 201, "no guid": 158, "no text": 20, "twice": 1}),
        ("second/german", {"items": 424, "no date": 63, "no guid": 63, "no text": 1, "twice": 0}),
    ],
)
def test_german_feeds_lose_no_item(folder: str, counts: dict[str, int]) -> None:
    seen: Counter[str] = Counter()
    for path in sorted((FEEDS / folder).iterdir()):
        found = items(path)
        assert found, path
        assert all(item.url.startswith("http") or not item.url for item in found), path
        editions = [item.edition for item in found if item.edition is not None]
        assert len(editions) == len(found)
        seen["items"] += len(found)
        seen["no date"] += sum(not item.published for item in found)
        seen["no guid"] += sum(not edition.guid for edition in editions)
        seen["no text"] += sum(not item.text.strip() for item in found)
        seen["twice"] += len(found) - len({item.given_id for item in found})
        seen["undated"] += sum(bool(item.undated) for item in found)
    assert {name: seen[name] for name in counts} == counts
    assert seen["undated"] == 0


def test_full_texts_are_told_from_teasers() -> None:
    whole = {
        path.name: (sum(not item.edition.teaser for item in found if item.edition), len(found))
        for path in (FEEDS / "german").iterdir()
        if (found := items(path))
    }
    for name in ("tagesschau_2026.xml", "tagesschau_2015.xml", "ntv_politik_2026.xml", "golem_latin1_2018.xml",
                 "heise_atom_2026.xml", "rp_online_kaarst.xml", "google_news_de_2015.xml", "faz_2006.xml"):  # fmt: skip
        assert whole[name][0] == 0, name
    for name in ("blockchain_de_feed.xml", "wordpress_wxr_funke.xml", "bildblog_atom.xml"):
        assert whole[name][0] == whole[name][1], name
    assert whole["stern_auto.xml"] == (17, 20)  # three are videos and galleries, with a lead


@pytest.mark.parametrize(
    "folder", ["tricky", "second/tricky", "jsonfeed", "second/jsonfeed", "sitemaps", "second/sitemaps"]
)
def test_odd_files_are_read_or_refused(folder: str) -> None:
    for path in sorted((FEEDS / folder).iterdir()):
        read(path)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("tricky/fast_malformed_rss_namespaced.xml", 2),
        ("tricky/node_illegally_nested.xml", 10),
        ("tricky/node_compressed.xml", 10),
        ("tricky/node_saxerror.xml", 3),
        ("tricky/newsboat_items_without_titles.xml", 5),
        ("tricky/miniflux_no_encoding_latin1.xml", 9),
        ("tricky/feedio_truncated_rss.xml", 1),
        ("second/tricky/node_invalid_characters_gzipped.xml", 25),
        ("second/tricky/fast_utf16_encoded.xml", 1),
        ("second/tricky/miniflux_windows1251.xml", 50),
        ("jsonfeed/journal_3960_de.json", 20),
        ("sitemaps/news_de_altcoin.xml", 3),
        ("sitemaps/xmlSitemap.gz", 5),
        ("second/sitemaps/sitemap.xml.gz", 84),
    ],
)
def test_odd_files_give_what_is_in_them(name: str, number: int) -> None:
    assert len(items(FEEDS / name)) == number


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("tricky/feedparser_encoding_demoronize-1.xml", "text", "don’t"),
        ("second/tricky/feedparser_encoding_demoronize-2.xml", "text", "don’t"),
        ("tricky/feedparser_encoding_double-encoded-html.xml", "text", "…"),
        ("tricky/feedparser_illformed_rss_item_link_corrupted_ampersands.xml", "url", "http://link/get?a=1&b=2"),
    ],
)
def test_what_feedparser_expects_of_its_own_files(name: str, field: str, value: str) -> None:
    [found] = items(FEEDS / name)
    assert getattr(found, field) == value


@pytest.mark.parametrize("folder", ["newsroom/dpa", "second/newsroom/dpa"])
def test_the_same_item_in_three_formats_is_the_same_article(folder: str) -> None:
    compared = 0
    for path in sorted((FEEDS / folder).glob("*.json")):
        pair = [items(path), items(path.with_name(f"{path.stem}.newsmlg2.xml"))]
        if path.stem == "no_content":
            assert pair == [[], []]
            continue
        [one], [two] = pair
        for name in ("given_id", "title", "lead", "text", "published", "url", "source", "language", "undated"):
            assert getattr(one, name) == getattr(two, name), (path, name)
        assert one.edition is not None and two.edition is not None
        for name in ("guid", "version", "signal", "note", "embargo", "urgency", "updated"):
            assert getattr(one.edition, name) == getattr(two.edition, name), (path, name)
        wired = path.with_suffix(".iptc")
        if wired.exists():
            [three] = items(wired)
            assert (three.title, three.lead, three.source) == (one.title, one.lead, one.source), path
            assert three.text.split() == one.text.split(), path
            assert three.published == one.published[:16], path
            assert three.edition is not None
            assert (three.edition.signal, three.edition.urgency) == (one.edition.signal, one.edition.urgency), path
        compared += 1
    assert compared in (7, 5, 8)


def day() -> list[Draft]:
    """The texts of one day, all of both parts."""
    found = []
    for folder in ("newsroom/dpa", "second/newsroom/dpa"):
        with tarfile.open(FEEDS / folder / "dpa_20170629_newsmlg2.tar.xz") as archive:
            for member in archive:
                if (file := archive.extractfile(member)) is not None:
                    [item] = items(Path(member.name), file.read())
                    found.append(item)
    return found


def test_a_day_of_dpa() -> None:
    found = day()
    editions = [item.edition for item in found if item.edition is not None]
    assert len(editions) == len(found) == 100
    signals = Counter(edition.signal for edition in editions)
    assert signals == {"": 83, "update": 14, "correction": 3}
    versions = Counter(min(edition.version, 5) for edition in editions)
    assert versions == {1: 1, 2: 41, 3: 20, 4: 10, 5: 28}
    assert max(edition.version for edition in editions) == 24
    assert sum(bool(edition.note) for edition in editions) == 19
    assert "Aktualisierte Fassung mit Urteil" in {edition.note for edition in editions}
    assert all(not edition.embargo and edition.urgency for edition in editions)
    for item in found:
        article = admit(item, Ids(), InputConfig())
        assert isinstance(article, Article), item.origin
        assert (article.source, article.language) == ("dpa", "de")
        assert article.title and article.published and item.given_id.startswith("urn:newsml:dpa.com:")
        assert not re.search(r"Notizblock|np-public|Redaktion:", article.text)
    dated = [item for item in found if re.match(r"[^\n]{3,60}\(dpa[^)]{0,12}\)\s[-–]\s", item.text)]
    assert len(dated) == 87  # the others are commentaries, surveys and schedules


def test_every_agency_item_is_read_or_left_out_with_a_reason() -> None:
    texts = Counter[str]()
    for part in ("newsroom", "second/newsroom"):
        for path in sorted((FEEDS / part).rglob("*")):
            if path.is_file() and path.suffix not in (".xz", ".xsd") and path.parent.name != "schemas":
                texts[path.parent.name] += sum(bool(item.text.strip()) for item in items(path))
    assert texts["sda"] == 3
    assert texts["apa"] == 4  # the other examples have nothing but headlines
    assert texts["agencies"] >= 18
    assert texts["ninjs"] >= 12


@pytest.mark.parametrize("folder", ["newsroom/ninjs/should_pass", "second/newsroom/ninjs/should_pass"])
def test_ninjs_that_is_right_is_read(folder: str) -> None:
    for path in sorted((FEEDS / folder).iterdir()):
        assert len(items(path)) == 1, path


def test_results_of_an_election_are_withheld() -> None:
    found = [item for path in (FEEDS / "newsroom" / "sda").iterdir() for item in items(path)]
    assert [item.edition.signal for item in found if item.edition] == ["withdrawn", "withdrawn"]
    assert all(item.text.startswith(("Bern - ", "Zürich - ")) for item in found)
