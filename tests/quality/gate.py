#!/usr/bin/env python3
"""Quality gate: measure the checker on labelled pairs and compare with floors that only rise.

    python tests/quality/gate.py [--data ../shared/data] [--update] [--lower KEY --why TEXT]

The data is not part of the project; where it is missing the gate says so and exits 0. ``floors.json`` holds, for every
measure, the worst figure that is accepted and the checksum of the data it was measured on. ``--update`` moves floors
to better figures only. A floor is made worse only by naming it and giving a reason, which is kept in the file.

For correct pairs (``alarm/...``) lower is better: the share of pairs with a finding of the family at that level or
above. For wrong pairs (``caught/...``) higher is better; where a row has a correct twin, only rows whose twin is silent
at warning count; ``caught/turned/...`` are human translations turned round by rule, ``caught/peoples/...`` such with one
people, adjective or genitive exchanged or left out; ``.../grounding/...`` the entities of summaries (see
``grounding.py``). ``found/...`` is the precision and recall of finding German names;
``found/compared/...`` how many names of a right translation stand whole and linked among the facts, and how many correct
pairs have the facts of the source that it has alone. ``survival/...`` is the share of sentences that the embedded model
translates without an error of the family, before and after repair. ``kept/...`` and ``removed/...`` are the two sides of
cleaning (see ``cleaning.py``). All figures are per cent.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import claims  # beside this script
import cleaning
import detection
import grounding
import peoples
import repair

from pipeline.check import Checker
from pipeline.judge import rank
from pipeline.types import Comparison, Severity

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
NUMBERS = {"number", "date", "time", "unit", "identifier"}
LEVELS: tuple[Severity, ...] = ("error", "warning")
SLACK = 0.005
"""Per cent: figures are rounded to two decimals."""


def family(kind: str) -> str:
    """``number`` for every kind of quantity, else the kind itself."""
    return "number" if kind in NUMBERS else kind


def hit(comparison: Comparison, wanted: str, level: Severity) -> bool:
    """True if the comparison has a finding of the family at or above the level."""
    return any(family(f.kind) == wanted and rank(f.severity) >= rank(level) for f in comparison.findings)


def rows(folder: Path) -> Iterator[dict[str, str]]:
    """All labelled pairs."""
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def measure(folder: Path) -> dict[str, float]:
    """Every measure on the labelled pairs in ``folder``."""
    checker = Checker()
    cache: dict[tuple[str, str], Comparison] = {}

    def compare(german: str, english: str) -> Comparison:
        key = " ".join(german.split()), " ".join(english.split())
        if key not in cache:
            cache[key] = checker.compare(*key)
        return cache[key]

    hits: dict[str, list[bool]] = defaultdict(list)
    for row in rows(folder):
        result = compare(row["de"], row["en"])
        if row["gold"] == "ok":
            alone, facts = checker.facts(row["de"], "de"), result.source_facts
            hits["found/compared/as-extracted"].append(len(alone) == len(facts) and set(alone) == set(facts))
            name = "human" if row["set"].startswith("human-") else row["set"]
            for wanted in (row["kind"],) if row["kind"] else ("number", "name"):
                for level in LEVELS:
                    hits[f"alarm/{name}/{wanted}/{level}"].append(hit(result, wanted, level))
        elif row["gold"] == "error":
            if row["en_ok"] and hit(compare(row["de"], row["en_ok"]), row["kind"], "warning"):
                continue
            names = [f"{row['set']}/{row['kind']}"]
            if row["set"] in {"injected", "demetr"}:
                names.append(f"{row['set']}/{row['kind']}:{row['what']}")
            for name in names:
                for level in LEVELS:
                    hits[f"caught/{name}/{level}"].append(hit(result, row["kind"], level))
    return {key: round(100 * sum(values) / len(values), 2) for key, values in sorted(hits.items())}


def checksum(folder: Path) -> str:
    """sha256 over the names and contents of the data files."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        total.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def worse(key: str, figure: float, floor: float) -> bool:
    """True if a figure is on the wrong side of its floor."""
    return figure > floor + SLACK if key.startswith("alarm/") else figure < floor - SLACK


def main() -> int:
    """Measure, compare, and update on request; the exit code is 1 if a floor is broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=HERE.parents[2] / "shared" / "data")
    parser.add_argument("--update", action="store_true", help="move floors to the figures that are better")
    parser.add_argument("--lower", action="append", default=[], metavar="KEY", help="accept a worse figure for KEY")
    parser.add_argument("--why", help="the reason for --lower")
    args = parser.parse_args()
    folder = args.data / "check"
    if not folder.is_dir():
        print(f"skipped: no labelled data at {folder}")
        return 0
    if args.lower and not args.why:
        parser.error("--lower needs --why")
    stored = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"floors": {}, "lowered": []}
    floors: dict[str, float] = stored["floors"]
    survival = repair.survival(args.data)
    measured = measure(folder) | claims.measure(args.data) | peoples.measure(args.data)
    measured |= detection.measure(args.data) | detection.compared() | grounding.measure(args.data)
    figures, data = measured | cleaning.measure(args.data) | survival, checksum(folder)
    if not survival:
        print("note: the survival rates are not measured here, that takes the newstest sets and the embedded weights.")
    if stored.get("data") not in {None, data}:
        print("note: the data has changed since the floors were measured; floors still apply.")
    broken = []
    for key, figure in figures.items():
        floor = floors.get(key)
        state = "new" if floor is None else "WORSE" if worse(key, figure, floor) else ""
        if state == "WORSE" and key in args.lower:
            stored["lowered"].append({"measure": key, "from": floor, "to": figure, "why": args.why})
            floors[key], state = figure, "lowered"
        elif state == "WORSE":
            broken.append(key)
        elif args.update and (floor is None or worse(key, floor, figure)):
            floors[key] = figure
        print(f"{key:64}{figure:8.2f}{'' if floor is None else f'{floor:8.2f}'}  {state}")
    if args.update or args.lower:
        stored["data"] = data
        FLOORS.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    expected = {key for key in floors if survival or not key.startswith("survival/")}
    for key in sorted(expected - figures.keys()):
        broken.append(key)
        print(f"{key:64} missing  WORSE")
    print(f"{len(broken)} of {len(floors)} floors broken" if broken else f"all {len(floors)} floors hold")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
