"""Measured on real pages beside the checkout: furniture out, no sentence lost. Floors, to be raised and not lowered."""

from __future__ import annotations

import json
import lzma
import re
import tarfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.split import split
from pipeline.types import Article

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (DATA / "articles").is_dir(), reason="the measuring data is not beside the checkout"),
]

EXPECTED = {"000": (25, 5, 41), "001": (11, 2, 28), "002": (32, 23, 85), "003": (6, 0, 18), "004": (18, 49, 50)}
"""File number -> blocks that stay, blocks that go, sentences that stay; read and approved line by line."""
FURNITURE = re.compile(
    r"Lese(?:dauer|zeit)|Transparenz:|^Veröffentlicht|©|Kommentare$|einen Kommentar$|E-Mail|\d \+ \w+ =|interessieren$|Mehr zum Thema|Jahrgang"
    r"|Kategorien|\*\*\*|dass …$|\.\.\.$|^\d\d\.\d\d\.20\d\d",
    re.MULTILINE,
)


@pytest.mark.parametrize("number", EXPECTED)
def test_the_five_articles(number: str) -> None:
    [path] = (DATA / "articles").glob(f"{number}_*.txt")
    [found] = read_inputs([str(path)], InputConfig())
    assert isinstance(found, Article)
    article = clean(found)
    sentences = split(article)
    kept = [b for b in article.blocks if b.removed_by is None]
    stay = [s for s in sentences if s.removed_by is None]
    assert (len(kept), len(article.blocks) - len(kept), len(stay)) == EXPECTED[number]
    assert [s.source for s in stay if FURNITURE.search(s.source)] == []
    assert "".join("".join(s.source.split()) for s in sentences) == "".join(article.text.split())
    assert len({s.source for s in stay}) == len(stay)
    assert not any(re.search(r"\d\.$", s.source) and re.match(r"Oktober|\d", t.source) for s, t in pairwise(stay))


def test_pages_of_german_austrian_and_swiss_publishers(tmp_path: Path) -> None:
    with tarfile.open(DATA / "html" / "fundus.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    right = extra = missed = dates = pages = 0
    with lzma.open(DATA / "html" / "fundus.jsonl.xz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            body = [*row["gold_body"]["summary"]]
            for section in row["gold_body"]["sections"]:
                body += section["headline"] + section["paragraphs"]
            [found] = read_inputs([str(tmp_path / Path(row["html_path"]).name)], InputConfig())
            assert isinstance(found, Article), found
            article = clean(found)
            mine = [
                article.text[b.start : b.end]
                for b in article.blocks
                if b.removed_by is None and b.field == "text" and b.kind not in ("title", "caption")
            ]
            a, b = (Counter(re.findall(r"\w+", " ".join(parts).lower())) for parts in (mine, body))
            common = sum((a & b).values())
            right, extra, missed = right + common, extra + sum(a.values()) - common, missed + sum(b.values()) - common
            dates += article.published[:10] == (row["publishing_date"] or "")[:10]
            pages += 1
    assert pages == 56
    assert right / (right + missed) >= 0.99
    assert right / (right + extra) >= 0.94
    assert dates >= 53
