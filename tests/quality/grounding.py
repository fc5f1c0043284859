"""How well a summary is held to its article, both in English: generated summaries whose every entity is labelled.

An entity counts as flagged if the target span of a finding at warning or above overlaps it, whatever the finding's family.
``caught/grounding/invented`` is the share of entities labelled as hallucinated that are flagged, ``alarm/grounding/sound``
the share of the others. Articles are told apart by a checksum of their id: every second one may be read while rules are
written, ``held`` is the other half.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import defaultdict
from pathlib import Path

from pipeline.check import Checker
from pipeline.judge import rank
from pipeline.types import Span

_SOUND = "Non-hallucinated"


def measure(data: Path) -> dict[str, float]:
    """The measures, per cent; none where the data is missing, which is said."""
    path = data / "summaries" / "entfa_train.jsonl.xz"
    if not path.is_file():
        print(f"note: grounding is not measured here, there is no {path}.")
        return {}
    checker = Checker()
    hits: dict[str, list[bool]] = defaultdict(list)
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            half = "-held" if hashlib.md5(row["id"].encode()).digest()[0] & 1 else ""
            found = checker.compare(row["source"], row["prediction"], ("en", "en"), "target").findings
            spans = [f.target for f in found if f.target is not None and rank(f.severity) >= rank("warning")]
            for entity in row["entities"]:
                flagged = any(_overlaps(span, entity["start"], entity["end"]) for span in spans)
                kind = "alarm/grounding{}/sound" if entity["label"] == _SOUND else "caught/grounding{}/invented"
                for name in {"", half}:
                    hits[kind.format(name)].append(flagged)
    return {key: round(100 * sum(values) / len(values), 2) for key, values in sorted(hits.items())}


def _overlaps(span: Span, start: int, end: int) -> bool:
    return span.start < end and start < span.end
