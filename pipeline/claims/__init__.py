"""What a text says about its facts: bounds, points in time, direction of change, negation, hedges.

    text -> cues (by table) -> what both sides say about a linked figure, and overall -> findings

Values and names are compared elsewhere; a translation may carry every one of them and still misinform: "at most 40" for
"mindestens 40", "fell" for "stieg", "is" for "ist nicht". :func:`compare` finds that.
"""

from __future__ import annotations

from ..types import Comparison, Direction, Finding, Lang
from .figures import figures
from .lexicon import cues_of
from .outcome import outcome
from .scan import scan
from .sentence import balanced, paired, sentence, telling

__all__ = ["compare", "same_words"]


def compare(
    source: str,
    target: str,
    quantities: Comparison,
    langs: tuple[Lang, Lang] = ("de", "en"),
    direction: Direction = "both",
    names: Comparison | None = None,
) -> tuple[Finding, ...]:
    """What ``target`` says differently from ``source`` about the same facts.

    ``quantities`` is the comparison of the figures of both texts; its links show which bounds belong together, and
    those of ``names`` who is who on both sides. A summary (``direction`` ``"target"``) is checked for the bounds of its
    figures only: what it says overall cannot be weighed against a whole article.
    """
    linked = bool(quantities.links)
    said, shown = scan(source, cues_of(langs[0]), linked), scan(target, cues_of(langs[1]), linked)
    if not said and not shown:
        return ()
    found = figures(source, target, said, shown, quantities) if linked else []
    if direction == "both":
        found += outcome(source, target, said, shown, names, langs)
    if direction == "both" and telling(said, shown):
        moved = any(finding.check == "direction.reversed" for finding in found)
        parts = paired(source, target, said, shown)
        done = {"direction.reversed"} if moved else set()
        if any(finding.kind == "time" and finding.severity != "note" for finding in quantities.findings):
            done.add("time.changed")  # "ten in the morning" for "zehn Uhr abends" is one error
        done |= balanced(said, shown) if len(parts) > 1 else set()
        attributed = any(cue.family == "hedge" and cue.value in ("said", "doubt", "report") for cue in shown)
        told = tuple(found)
        found += [
            f
            for one, two in parts
            for f in sentence(one, two, attributed)
            if f.check not in done and not any(same_words(f, other) for other in told)
        ]
    return tuple(found)


def same_words(finding: Finding, other: Finding) -> bool:
    """Whether two findings are about the same words, on every side that the first has: one slip, one finding."""
    sides = [
        (mine, theirs) for mine, theirs in ((finding.source, other.source), (finding.target, other.target)) if mine
    ]
    return all(theirs and mine.start < theirs.end and theirs.start < mine.end for mine, theirs in sides)
