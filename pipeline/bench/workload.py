"""What is translated in a measurement: distinct German sentences and articles made from them, the same each time."""

from __future__ import annotations

import itertools
import json
import random
from functools import cache
from pathlib import Path

from .. import resources
from ..carriers import filled_german
from ..types import Article

SENTENCES_PER_ARTICLE = 20


@cache
def _carriers() -> tuple[str, ...]:
    text = (resources.tables() / "bench_sentences.tsv").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def sentences(count: int, seed: int = 7) -> list[str]:
    """``count`` distinct sentences, a mix of short and long as in news."""
    rng = random.Random(seed)  # noqa: S311 - a workload, no secret
    found: dict[str, None] = {}
    for carrier in itertools.cycle(_carriers()):
        if len(found) >= count:
            break
        found[filled_german(carrier, rng)] = None
    return list(found)


def sentences_of(articles: str) -> list[str]:
    """The distinct sentences of the articles proper in a file, as a run would translate them."""
    from ..config import InputConfig
    from ..read import read_inputs
    from ..run.article import Prepared, prepare

    found = (prepare(item) for item in read_inputs([articles], InputConfig()) if isinstance(item, Article))
    return list(dict.fromkeys(s.source for one in found if isinstance(one, Prepared) for s in one.to_translate))


def write_articles(path: Path, count: int) -> int:
    """Write ``count`` articles as JSON lines; returns their total number of sentences."""
    total = count * SENTENCES_PER_ARTICLE
    lines = sentences(total)
    random.Random(3).shuffle(lines)  # noqa: S311
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            own = lines[number * SENTENCES_PER_ARTICLE : (number + 1) * SENTENCES_PER_ARTICLE]
            paragraphs = [" ".join(own[i : i + 4]) for i in range(0, len(own), 4)]
            row = {"id": f"bench-{number:05}", "title": f"Bericht {number + 1}", "text": "\n\n".join(paragraphs)}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return total
