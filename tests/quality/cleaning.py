"""How much news cleaning keeps and how much furniture it removes: on lines of our own and on pages beside the checkout.

``kept/...`` is what must stay and did, ``removed/...`` what must go and went; both in per cent, higher is better. A
figure of one side means nothing without the other.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
import tarfile
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pipeline.clean import clean
from pipeline.config import InputConfig
from pipeline.read import read_inputs
from pipeline.types import Article

HERE = Path(__file__).resolve().parent / "cleaning"
HELD = 3
"""Every so many lines of a class are held aside."""
TITLE = "Lindental baut seine Fernwärme bis 2030 aus"
BODY = (
    "Die Stadt Lindental will bis zum Jahr 2030 weitere 4.000 Wohnungen an das Wärmenetz anschließen. Das beschloss der Rat am Dienstagabend mit großer Mehrheit.",
    "Die Leitungen sollen unter den Straßen der Nordstadt verlaufen. Für die Arbeiten rechnet das Bauamt mit zwei Jahren und mit Kosten von 31 Millionen Euro.",
    "Anwohner klagten in der Sitzung über Lärm und gesperrte Wege. Der Baudezernent versprach, die Straßen nacheinander und nicht alle zugleich aufzureißen.",
    "Im Herbst soll der erste Abschnitt in der Gartenstraße beginnen. Über die Preise für die Mieter verhandelt die Stadt noch mit dem Versorger.",
)
Row = tuple[str, ...]


def rows(name: str) -> Iterator[tuple[bool, Row]]:
    """The lines of a table, each with whether it is held aside."""
    seen: dict[str, int] = defaultdict(int)
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            row = tuple(line.split("\t"))
            seen[row[0]] += 1
            yield seen[row[0]] % HELD == 0, row


def shown(article: Article) -> str:
    """The text that cleaning leaves, a block a line."""
    return "\n".join(getattr(article, b.field)[b.start : b.end] for b in article.blocks if b.removed_by is None)


def stays(line: str, place: str) -> bool:
    """Whether a line is left where it stands: above the first, between two, or below the last paragraph."""
    at = {"head": 0, "body": 2, "foot": len(BODY)}[place]
    parts = [TITLE, *BODY[:at], line, *BODY[at:]]
    return line in shown(clean(Article(id="a", text="\n\n".join(parts))))


def lines() -> Iterator[tuple[str, bool, str, bool]]:
    """Side (``kept``, ``removed``), held aside or not, the line with its place, and whether it went as it should.

    News has to stay between paragraphs and as the last one.
    """
    for held, (kind, text) in rows("news.tsv"):
        yield "kept", held, f"{kind}: {text}", stays(text, "body") and stays(text, "foot")
    for held, (kind, place, text) in rows("furniture.tsv"):
        yield "removed", held, f"{kind} ({place}): {text}", not stays(text, place)


def pages(data: Path) -> dict[str, float]:
    """Gold paragraphs, titles and days of ``fundus``, wanted and unwanted segments of ``trafilatura_de``."""
    found: dict[str, list[bool]] = defaultdict(list)
    for name in ("fundus", "trafilatura_de"):
        table = data / "html" / f"{name}.jsonl.xz"
        if not table.is_file():
            continue
        with tempfile.TemporaryDirectory() as folder, lzma.open(table, "rt", encoding="utf-8") as records:
            with tarfile.open(data / "html" / f"{name}.tar.xz") as archive:
                archive.extractall(folder, filter="data")
            for row in map(json.loads, records):
                path = next(Path(folder).rglob(Path(row["html_path"]).name), None)
                if path is not None:
                    [article] = read_inputs([str(path)], InputConfig())
                    _page(name, row, clean(article) if isinstance(article, Article) else None, found)
    return {key: round(100 * sum(values) / len(values), 2) for key, values in found.items()}


def _page(name: str, row: dict, article: Article | None, found: dict[str, list[bool]]) -> None:  # type: ignore[type-arg]
    text = _key(shown(article)) if article else ""
    if name == "trafilatura_de":
        if article is not None:
            found["kept/trafilatura"] += [_key(part) in text for part in row["with"]]
            found["removed/trafilatura"] += [_key(part) not in text for part in row["without"]]
        return
    gold = [*row["gold_body"]["summary"]]
    for section in row["gold_body"]["sections"]:
        gold += section["headline"] + section["paragraphs"]
    found["kept/fundus"] += [_key(part) in text for part in gold if _key(part)]
    found["kept/fundus-title"].append(article is not None and _key(article.title) == _key(row["title"]))
    found["kept/fundus-day"].append(
        article is not None and article.published[:10] == (row["publishing_date"] or "")[:10]
    )
    wanted = _key("".join(gold)) + _key(row["title"])
    mine = [_key(part) for part in shown(article).splitlines()] if article else []
    found["removed/fundus"] += [part in wanted for part in mine if len(part) >= 12]


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)  # "m²" and "m2" are the same words
    return "".join(re.findall(r"\w+", plain)).casefold()


def measure(data: Path) -> dict[str, float]:
    """Every figure, in per cent; those on pages only where the pages are."""
    found: dict[str, list[bool]] = defaultdict(list)
    for side, held, _, good in lines():
        found[f"{side}/lines{'-held' if held else ''}"].append(good)
    figures = {key: round(100 * sum(values) / len(values), 2) for key, values in found.items()}
    return figures | pages(data)


def main() -> None:
    """Print the figures and the lines that went wrong, but for those held aside."""
    data = Path(__file__).resolve().parents[3] / "shared" / "data"
    for key, figure in sorted(measure(data if "--pages" in sys.argv else Path("/nonexistent")).items()):
        print(f"{key:32}{figure:8.2f}")
    for side, held, text, good in lines():
        if not good and (not held or "--held" in sys.argv):
            print(f"not {side}: {text}")


if __name__ == "__main__":
    main()
