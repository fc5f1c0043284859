#!/usr/bin/env python3
"""Briefs read by a person, sentence by sentence: a form to fill in, and the figures of a form that was filled in.

    python tests/quality/reading.py form RUN_FOLDER > form.tsv      # one line a sentence, German and English beside it
    python tests/quality/reading.py count form.tsv                  # per cent of each class
    python tests/quality/reading.py keep form.tsv >> readings.tsv   # without the texts, which belong to their publishers

A line begins with a mark that the reader types: for a sentence one of :data:`CLASSES`, for a headline (``T``) whether
the brief has the news and whether an editor would take it, ``yy``, ``yn``, ``ny`` or ``nn``.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline.record import sources_of
from pipeline.run.store import stored_records

CLASSES = {
    ".": "sound",
    "d": "second-order detail",
    "l": "leans on a sentence that is not there",
    "n": "no news",
    "r": "repeats another",
    "u": "unfit form",
    "s": "without its speaker",
    "c": "in conflict with another",
}


def form(folder: Path) -> Iterator[list[str]]:
    """The lines of an empty form: mark, article, sentence, German, English."""
    for record in stored_records(folder):
        yield ["", record.article.id, "T", record.article.title, record.brief.headline]
        for number, sentence in enumerate(record.brief.sentences, 1):
            german = " ".join(s.source for s in sources_of(record, sentence.sources))
            yield ["", record.article.id, str(number), german, sentence.text]


def count(rows: list[list[str]]) -> Iterator[str]:
    """The figures of a form. Raises ``SystemExit`` naming the first line without a valid mark."""
    classes: Counter[str] = Counter()
    briefs: Counter[str] = Counter()
    for number, (mark, _, place, *_) in enumerate(rows, 1):
        valid = ("yy", "yn", "ny", "nn") if place == "T" else tuple(CLASSES)
        if mark not in valid:
            sys.exit(f"line {number}: the mark {mark!r} is none of {', '.join(valid)}.")
        (briefs if place == "T" else classes)[mark] += 1
    total, read = classes.total(), briefs.total()
    yield f"{read} briefs, {total} sentences"
    yield f"doubtful: {total - classes['.']} ({100 * (total - classes['.']) / total:.1f} %)"
    yield from (f"  {classes[mark]:3} {name}" for mark, name in CLASSES.items() if mark != ".")
    yield f"the news is missing in {sum(n for mark, n in briefs.items() if mark[0] == 'n')} of {read}"
    yield f"an editor would take {sum(n for mark, n in briefs.items() if mark[1] == 'y')} of {read}"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["form", "count", "keep"])
    parser.add_argument("path", type=Path)
    given = parser.parse_args()
    out = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    if given.what == "form":
        out.writerows(form(given.path))
        return 0
    with given.path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t") if row and not row[0].startswith("#")]
    if given.what == "keep":
        out.writerows(row[:3] for row in rows)
    else:
        print(*count(rows), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
